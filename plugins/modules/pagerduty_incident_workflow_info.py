#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty incident workflows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_workflow_info
short_description: List PagerDuty incident workflows
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all incident workflows, those that match the filters, or one workflow.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.listing.named
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only workflows with exactly this name. Case is ignored.
  include:
    description:
      - What to return besides. V(steps) are the steps with their actions and inputs, and V(team) is the team that can
        edit the workflow. With O(id), the result always contains both.
    type: list
    elements: str
    choices: [steps, team]
"""

EXAMPLES = r"""
- name: List all workflows with their steps
  community.pagerduty.pagerduty_incident_workflow_info:
    include: [steps]
  register: found

- name: Show the actions of each
  ansible.builtin.debug:
    msg: "{{ item.steps | map(attribute='action_configuration.action_id') }}"
  loop: "{{ found.incident_workflows }}"
  loop_control:
    label: "{{ item.name }}"

- name: List the workflows whose name contains a text
  community.pagerduty.pagerduty_incident_workflow_info:
    query: incident
"""

RETURN = r"""
incident_workflows:
  description: The workflows, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PSFEVL7
      type: incident_workflow
      name: Major incident
      description: Runs on incidents with the priority P1
      is_enabled: true
      created_at: "2026-05-13T19:55:01Z"
# generated: return values
total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incident_workflows?limit=100&offset=0
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
    errors: [Limit must be a number]
    request: {method: GET, path: "/incident_workflows", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.incident_workflow import INCIDENT_WORKFLOW


def main() -> None:
    run_module(info_operation(INCIDENT_WORKFLOW))


if __name__ == "__main__":
    main()
