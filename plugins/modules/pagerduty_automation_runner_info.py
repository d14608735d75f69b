#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the runners of PagerDuty Automation Actions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_automation_runner_info
short_description: List the runners of PagerDuty Automation Actions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all runners of Automation Actions, or one of them, without their secrets and keys. See
    M(community.pagerduty.pagerduty_automation_runner).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the runner with this ID. This costs one request. The list is empty if it does not exist.
    type: str
  name:
    description:
      - Only runners with exactly this name. Case is ignored.
    type: str
  query:
    description:
      - Only runners whose name contains this text. Case is ignored.
    type: str
  include:
    description:
      - V(associated_actions) adds references to at most three actions of each runner. It can't be combined with O(id).
      - M(community.pagerduty.pagerduty_automation_action_info) lists all actions of a runner.
    type: list
    elements: str
    choices: [associated_actions]
"""

EXAMPLES = r"""
- name: List all runners
  community.pagerduty.pagerduty_automation_runner_info:
  register: found

- name: Show those that have never connected
  ansible.builtin.debug:
    msg: "{{ found.automation_runners | selectattr('status', 'eq', 'NotConfigured') | map(attribute='name') }}"
"""

RETURN = r"""
automation_runners:
  description: The runners, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 01DA2MLYN0J5EFC1LKWXUKDDKT
      type: runner
      summary: Berlin
      name: Berlin
      description: Runs actions in the data center in Berlin
      runner_type: sidecar
      status: Configured
      creation_time: "2026-11-21T09:00:00Z"
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /automation_actions/runners
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
    request: {method: GET, path: "/automation_actions/runners", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.automation_runner import AUTOMATION_RUNNER


def main() -> None:
    run_module(info_operation(AUTOMATION_RUNNER))


if __name__ == "__main__":
    main()
