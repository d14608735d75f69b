#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the actions of PagerDuty incident workflows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_workflow_action_info
short_description: List the actions of PagerDuty incident workflows
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the actions that the steps of incident workflows can run, with their inputs and outputs. They are those of
    PagerDuty, of the integrations of the account, and of the account itself.
  - See M(community.pagerduty.pagerduty_incident_workflow) for steps that run them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the action with this ID, such as V(pagerduty.com:incident-workflows:send-status-update:1). This costs one
        request. The list is empty if the action does not exist.
      - Mutually exclusive with all other filters.
    type: str
  name:
    description:
      - Only actions with exactly this name. Case is ignored. Versions of an action have the same name.
    type: str
  keyword:
    description:
      - Only actions that are tagged with this keyword, such as V(slack).
    type: str
"""

EXAMPLES = r"""
- name: List all actions
  community.pagerduty.pagerduty_incident_workflow_action_info:
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.id }}"
  loop: "{{ found.incident_workflow_actions }}"
  loop_control:
    label: "{{ item.id }}"

- name: Find the inputs of an action
  community.pagerduty.pagerduty_incident_workflow_action_info:
    name: Send Status Update
  register: action

- name: Show the names of the inputs
  ansible.builtin.debug:
    msg: "{{ action.incident_workflow_actions[0].inputs | map(attribute='name') }}"
"""

RETURN = r"""
incident_workflow_actions:
  description: The actions, as returned by PagerDuty. Empty if no action matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: pagerduty.com:incident-workflows:send-status-update:1
      type: action
      name: Send Status Update
      description: Posts a status update to a given incident
      version: 1
      action_type: action
      action_tier: basic-action
      inputs:
        - name: Message
          type: text
          default_value: ""
          is_required: true
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incident_workflows/actions
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
    request: {method: GET, path: "/incident_workflows/actions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.incident_workflow_action import INCIDENT_WORKFLOW_ACTION


def main() -> None:
    run_module(info_operation(INCIDENT_WORKFLOW_ACTION))


if __name__ == "__main__":
    main()
