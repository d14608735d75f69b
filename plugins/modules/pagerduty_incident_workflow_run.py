#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start PagerDuty incident workflows on incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_workflow_run
short_description: Start PagerDuty incident workflows on incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Starts an incident workflow on an incident, regardless of the triggers of the workflow.
  - PagerDuty runs the steps after the request, and its API does not say when a run has ended and what it has done. The
    module therefore does not wait. The webhooks C(incident.workflow.started) and C(incident.workflow.completed) report
    each run, see M(community.pagerduty.pagerduty_webhook_subscription).
  - Each run of a task starts the workflow again. PagerDuty has no list of runs, so the module can't find out whether
    the workflow was started before.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details: Checks that the workflow and the incident exist, and starts nothing.
  diff_mode:
    support: full
  idempotent:
    support: none
    details: Starts the workflow in each run.
  async:
    support: full
    details: The task then runs as an ordinary module.
options:
  workflow:
    description:
      - The workflow to start, by name or ID. It must be enabled.
    type: str
    required: true
  instance_id:
    description:
      - An identifier of this run, which also appears in webhooks. By default, PagerDuty chooses one.
      - PagerDuty does not document that the same identifier prevents a second run.
    type: str
notes:
  - If the request gets no response, it is unknown whether PagerDuty has started the workflow. The task fails with this
    message, and nothing is sent again.
seealso:
  - module: community.pagerduty.pagerduty_incident_workflow
  - module: community.pagerduty.pagerduty_incident_workflow_trigger
"""

EXAMPLES = r"""
- name: Create a workflow
  community.pagerduty.pagerduty_incident_workflow:
    name: Tell the customers
    steps:
      - name: Tell
        action: Send Status Update
        inputs:
          Message: We know about it

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-down
    service: Web shop
    title: The web shop is down
    from_email: owner@example.com
  register: down

- name: Start the workflow, only if the incident is new
  community.pagerduty.pagerduty_incident_workflow_run:
    workflow: Tell the customers
    incident: "{{ down.incident.id }}"
  when: down is changed
"""

RETURN = r"""
incident_workflow_instance:
  description: The run. In check mode, what the request would contain.
  returned: success
  type: dict
  sample:
    id: P3SNKQS
    type: incident_workflow_instance
    incident: {id: Q1R2DLCB21K7NP, type: incident_reference, summary: "[#1234] The web shop is down"}
diff:
  description: The workflow that was started, or would be started in check mode, and the incident.
  returned: success
  type: dict
  sample:
    before: {}
    after: {workflow: Tell the customers, incident: Q1R2DLCB21K7NP}
# generated: return values {request: "POST /incident_workflows/PSFEVL7/instances", missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /incident_workflows/PSFEVL7/instances
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
  returned: failure
  type: dict
  sample:
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: POST, path: "/incident_workflows/PSFEVL7/instances", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.incident_workflow_run import INCIDENT_WORKFLOW_RUN_OPERATION


def main() -> None:
    run_module(INCIDENT_WORKFLOW_RUN_OPERATION)


if __name__ == "__main__":
    main()
