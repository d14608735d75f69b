#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the invocations of PagerDuty automation actions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_automation_invocation_info
short_description: List the invocations of PagerDuty automation actions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns invocations of automation actions, or one of them. An invocation is one run of an action for an incident.
    See M(community.pagerduty.pagerduty_automation_invocation).
  - PagerDuty lists the 25 newest invocations that match the filters.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the invocation with this ID. The list is empty if it does not exist. It can't be combined with the filters.
    type: str
  action:
    description:
      - Only invocations of this action, by name or ID.
    type: str
  incident:
    description:
      - Only invocations for this incident, by its ID or its number, such as V(12) or V('#12').
    type: str
  state:
    description:
      - Only invocations in this state.
      - V(prepared) and V(created) are waiting for the runner. V(sent) and V(queued) have reached it. V(running) is
        running. V(completed), V(error) and V(aborted) have ended. V(unknown) means that PagerDuty could not find out
        the state.
    type: str
    choices: [prepared, created, sent, queued, running, aborted, completed, error, unknown]
  not_state:
    description:
      - Only invocations that are not in this state.
    type: str
    choices: [prepared, created, sent, queued, running, aborted, completed, error, unknown]
"""

EXAMPLES = r"""
- name: List the newest invocations
  community.pagerduty.pagerduty_automation_invocation_info:
  register: found

- name: List the invocations that have failed
  community.pagerduty.pagerduty_automation_invocation_info:
    state: error
  register: failed

- name: Show the actions of these
  ansible.builtin.debug:
    msg: "{{ failed.automation_invocations | map(attribute='action_snapshot.name') }}"
"""

RETURN = r"""
automation_invocations:
  description: The invocations, as returned by PagerDuty, the newest first. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 01DBYD4A25RCXAXQDC9ZX0678V
      type: invocation
      action_id: 01DAW70HK24JZORNE0P9C2V1L9
      action_snapshot: {name: Restart the web servers, action_type: script}
      state: completed
      duration: 23
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /automation_actions/invocations
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
    request: {method: GET, path: "/automation_actions/invocations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.automation_invocation import AUTOMATION_INVOCATION


def main() -> None:
    run_module(info_operation(AUTOMATION_INVOCATION))


if __name__ == "__main__":
    main()
