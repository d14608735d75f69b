#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the connections of Slack channels with PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_slack_connection_info
short_description: List the connections of Slack channels with PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the connections of a Slack workspace, or one of them. A connection announces the incidents of a service or
    a team in a channel.
  - PagerDuty accepts the token of a user only, who is an admin or the account owner. If O(api_token) is a key of the
    account, or an app acts as itself, set O(user_token).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  workspace:
    description:
      - The ID of the Slack workspace, such as V(T02A123LV1A). PagerDuty has no list of the workspaces.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: List the connections of a workspace
  community.pagerduty.pagerduty_slack_connection_info:
    workspace: T0EXAMPLE
  register: all

- name: Show which channels announce what
  ansible.builtin.debug:
    msg: "{{ item.source_name }} in {{ item.channel_name }}"
  loop: "{{ all.slack_connections }}"
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
slack_connections:
  description: The connections, as returned by PagerDuty. Empty if there are none.
  returned: success
  type: list
  elements: dict
  sample:
    - id: A12BCDE
      source_id: PY1OL64
      source_name: Web shop
      source_type: service_reference
      channel_id: C0INCIDENTS
      channel_name: incidents
      notification_type: responder
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
      path: /integration-slack/workspaces/PQ9K7I8/connections?limit=100&offset=0
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
    request: {method: GET, path: "/integration-slack/workspaces/PQ9K7I8/connections", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.slack_connection import SLACK_CONNECTION


def main() -> None:
    run_module(info_operation(SLACK_CONNECTION))


if __name__ == "__main__":
    main()
