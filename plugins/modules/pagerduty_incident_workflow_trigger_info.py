#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the triggers of PagerDuty incident workflows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_workflow_trigger_info
short_description: List the triggers of PagerDuty incident workflows
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all triggers of incident workflows, those that match the filters, or one trigger.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the trigger with this ID. This costs one request. The list is empty if the trigger does not exist.
      - Mutually exclusive with all other filters.
    type: str
  workflow:
    description:
      - Only triggers that start this workflow, by name or ID.
    type: str
  service:
    description:
      - Only triggers for incidents of this service, by name or ID.
    type: str
  incident:
    description:
      - Only triggers for the service of this incident, by ID or number. So it lists what a user can start on it.
    type: str
  trigger_type:
    description:
      - Only triggers of this type.
    type: str
    choices: [manual, conditional, incident_type]
  workflow_name_contains:
    description:
      - Only triggers whose workflow has this text in its name.
    type: str
  is_disabled:
    description:
      - Only triggers of workflows that are disabled, or only triggers of workflows that are enabled.
    type: bool
  sort_by:
    description:
      - The order of the triggers, by the ID or by the name of their workflow.
    type: str
    choices: [workflow_id asc, workflow_id desc, workflow_name asc, workflow_name desc]
"""

EXAMPLES = r"""
- name: List all manual triggers
  community.pagerduty.pagerduty_incident_workflow_trigger_info:
    trigger_type: manual
  register: found

- name: Show which workflows they start
  ansible.builtin.debug:
    msg: "{{ item.workflow.name }}"
  loop: "{{ found.incident_workflow_triggers }}"
  loop_control:
    label: "{{ item.id }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: List what can start workflows on its incidents
  community.pagerduty.pagerduty_incident_workflow_trigger_info:
    service: Web shop
    is_disabled: false
"""

RETURN = r"""
incident_workflow_triggers:
  description: The triggers, as returned by PagerDuty. Empty if no trigger matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 4ad696eb-bb48-422a-8bd0-6efad6befa29
      type: workflow_trigger
      trigger_type: manual
      is_subscribed_to_all_services: true
      services: []
      workflow: {id: PSFEVL7, type: incident_workflow, name: Major incident}
      permissions: {restricted: false}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incident_workflows/triggers
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/incident_workflows/triggers", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.incident_workflow_trigger import INCIDENT_WORKFLOW_TRIGGER


def main() -> None:
    run_module(info_operation(INCIDENT_WORKFLOW_TRIGGER))


if __name__ == "__main__":
    main()
