#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty automation actions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_automation_action_info
short_description: List PagerDuty automation actions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all automation actions, those that match the filters, or one action. See
    M(community.pagerduty.pagerduty_automation_action).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the action with this ID. This costs one request. The list is empty if it does not exist. It can't be
        combined with the filters.
    type: str
  name:
    description:
      - Only actions with exactly this name. Case is ignored. Several actions can have the same name.
    type: str
  query:
    description:
      - Only actions whose name contains this text. Case is ignored.
    type: str
  runner:
    description:
      - Only actions of this runner, by name or ID.
    type: str
  service:
    description:
      - Only actions of this service, by name or ID.
    type: str
  team:
    description:
      - Only actions of this team, by name or ID.
    type: str
  classification:
    description:
      - Only actions with this purpose.
    type: str
    choices: [diagnostic, remediation]
  action_type:
    description:
      - Only actions of this type.
    type: str
    choices: [script, process_automation]
  include_teams:
    description:
      - Whether to add the teams of each action, as C(teams). This costs one request for each action, because the list
        does not contain them. With O(id), they are always there.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List all actions
  community.pagerduty.pagerduty_automation_action_info:
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.automation_actions | map(attribute='name') }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: List the actions that repair a service
  community.pagerduty.pagerduty_automation_action_info:
    service: Web shop
    classification: remediation
"""

RETURN = r"""
automation_actions:
  description: The actions, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 01DA2MLYN0J5EFC1LKWXUKDDKT
      type: action
      summary: Show free disk space
      name: Show free disk space
      action_type: script
      action_data_reference: {script: "df --human-readable"}
      runner: 01COQFFNVWIONSLY8C66YTU2O5
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /automation_actions/actions
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
    request: {method: GET, path: "/automation_actions/actions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.automation_action import AUTOMATION_ACTION


def main() -> None:
    run_module(info_operation(AUTOMATION_ACTION))


if __name__ == "__main__":
    main()
