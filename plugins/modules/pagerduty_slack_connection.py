#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the connections of Slack channels with PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_slack_connection
short_description: Manage the connections of Slack channels with PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A Slack connection announces the incidents of a service or a team in a channel. People can acknowledge and resolve
    the incidents there. This module creates, updates and deletes connections.
  - Before the first connection, connect the Slack workspace to the PagerDuty account in PagerDuty's web app. The API
    can't do this.
  - PagerDuty accepts the token of a user only, who is an admin or the account owner. If O(api_token) is a key of the
    account, or an app acts as itself, set O(user_token).
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the connection or updates it to match the options. V(absent) deletes it and ignores the
        other options.
    type: str
    choices: [present, absent]
    default: present
  workspace:
    description:
      - The ID of the Slack workspace, such as V(T02A123LV1A). Slack shows it in the address of the workspace in the
        browser. PagerDuty has no list of the workspaces.
    type: str
    required: true
  id:
    description:
      - The ID of the connection. Use it to change its source or its channel.
    type: str
  service:
    description:
      - The service whose incidents are announced, by name or ID. It identifies the connection, together with
        O(channel).
      - Mutually exclusive with O(team). Without O(id), one of the two is required.
    type: str
  team:
    description:
      - The team whose incidents are announced, by name or ID. It identifies the connection, together with O(channel).
    type: str
  channel:
    description:
      - The ID of the channel, such as V(C02CABCDAC9). Slack shows it at the end of the details of the channel.
      - PagerDuty may allow several connections of a channel with the same source. If their content differs, the task
        fails and lists them. Use O(id) then.
    type: str
  events:
    description:
      - The events that are announced. PagerDuty requires V(incident.triggered). Required for a new connection.
    type: list
    elements: str
    choices:
      - incident.triggered
      - incident.acknowledged
      - incident.escalated
      - incident.resolved
      - incident.reassigned
      - incident.annotated
      - incident.unacknowledged
      - incident.delegated
      - incident.priority_updated
      - incident.reopened
      - incident.responder.added
      - incident.responder.replied
      - incident.status_update_published
  notification_type:
    description:
      - What the messages are for. V(responder) messages have buttons to act on the incident, V(stakeholder) messages
        inform only. PagerDuty's default for a new connection is V(responder).
    type: str
    choices: [responder, stakeholder]
  urgency:
    description:
      - Only incidents of this urgency are announced. V(any) is the default for a new connection.
    type: str
    choices: [any, high, low]
  priorities:
    description:
      - Only incidents with these priorities are announced, by name or ID. V(no_priority) stands for incidents without
        a priority.
      - An asterisk alone, V(*), means incidents with any priority and without one. It is the default for a new
        connection.
      - An empty list means only incidents without a priority, the same as V(no_priority) alone.
    type: list
    elements: str
notes:
  - If the conditions of a channel were changed in Slack, PagerDuty's API still returns what was last written through
    the API, so the module does not notice this. An update overrides the conditions of Slack.
"""

EXAMPLES = r"""
- name: Announce the incidents of a service in a channel
  community.pagerduty.pagerduty_slack_connection:
    workspace: T0EXAMPLE
    service: Web shop
    channel: C0INCIDENTS
    events:
      - incident.triggered
      - incident.acknowledged
      - incident.resolved

- name: Only urgent incidents of some priorities
  community.pagerduty.pagerduty_slack_connection:
    workspace: T0EXAMPLE
    service: Web shop
    channel: C0INCIDENTS
    urgency: high
    priorities: [P1, P2]

- name: Inform stakeholders in another channel
  community.pagerduty.pagerduty_slack_connection:
    workspace: T0EXAMPLE
    service: Web shop
    channel: C0GENERAL
    notification_type: stakeholder
    events: [incident.triggered, incident.status_update_published]

- name: Delete the connection
  community.pagerduty.pagerduty_slack_connection:
    workspace: T0EXAMPLE
    service: Web shop
    channel: C0INCIDENTS
    state: absent
"""

RETURN = r"""
slack_connection:
  description:
    - The connection as it is in PagerDuty after the task. In check mode, the predicted object, without the values
      that only PagerDuty creates.
    - C(priorities) is null for any priority, and empty for none.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: A12BCDE
    source_id: PY1OL64
    source_name: Web shop
    source_type: service_reference
    channel_id: C0INCIDENTS
    channel_name: incidents
    notification_type: responder
    config:
      events: [incident.triggered, incident.resolved]
      priorities: null
      urgency: high
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {urgency: any}
    after: {urgency: high}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /integration-slack/workspaces/PQ9K7I8/connections
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
    request: {method: PUT, path: "/integration-slack/workspaces/PQ9K7I8/connections/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.slack_connection import SLACK_CONNECTION


def main() -> None:
    run_module(resource_operation(SLACK_CONNECTION))


if __name__ == "__main__":
    main()
