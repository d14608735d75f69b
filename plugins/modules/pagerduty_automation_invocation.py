#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start PagerDuty automation actions for incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_automation_invocation
short_description: Start PagerDuty automation actions for incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Starts an automation action for an incident, as a responder does in PagerDuty, and waits until it has ended. Each
    such run is an invocation.
  - The task fails if the invocation ends in the state V(error) or V(aborted), or does not end in time. The result then
    contains the invocation, too.
  - Each run of a task starts the action again.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Checks that the action, the incident and the alert exist, and that the action can be started. Starts nothing.
  diff_mode:
    support: full
  idempotent:
    support: none
    details: Starts the action in each run.
  async:
    support: full
    details: The task then runs as an ordinary module.
options:
  action:
    description:
      - The action, by name or ID.
    type: str
    required: true
  alert:
    description:
      - The ID of an alert of the incident, which the action is about.
    type: str
  wait:
    description:
      - Whether to wait until the invocation has ended. V(false) returns as soon as PagerDuty has accepted it.
    type: bool
    default: true
  wait_timeout:
    description:
      - How many seconds to wait for the end. The invocation is not stopped after that.
      - The module asks for the state after 1, 2, 4 and 8 seconds, and then every 10 seconds.
    type: int
    default: 300
notes:
  - The request is never sent twice, because the action would then run twice. If it gets no response, the module looks
    for the new invocation of the action and the incident. If there is none, the task fails, and its message says so.
  - The action needs a runner that is connected. Otherwise, the invocation stays in the state V(created).
  - PagerDuty's API does not return the output of an action.
seealso:
  - module: community.pagerduty.pagerduty_automation_action
  - module: community.pagerduty.pagerduty_automation_invocation_info
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Create a runner
  community.pagerduty.pagerduty_automation_runner:
    name: Hamburg
    description: Runs actions in the data center in Hamburg
    runner_type: sidecar
  no_log: true

- name: Create an action
  community.pagerduty.pagerduty_automation_action:
    name: Restart the web servers
    description: Restarts all web servers
    script: systemctl restart httpd
    runner: Hamburg
    services: [Web shop]

- name: Open an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-restart
    service: Web shop
    title: The web shop is slow
    from_email: owner@example.com

- name: Run the action for the incident, and wait at most 10 minutes
  community.pagerduty.pagerduty_automation_invocation:
    action: Restart the web servers
    incident_key: web-shop-restart
    wait_timeout: 600
  register: restart

- name: Start the action and continue
  community.pagerduty.pagerduty_automation_invocation:
    action: Restart the web servers
    incident_key: web-shop-restart
    wait: false
"""

RETURN = r"""
automation_invocation:
  description:
    - The invocation, as returned by PagerDuty. C(state) is V(completed) if it has succeeded. C(duration) is in seconds.
    - In check mode, only what is known before.
  returned: success, or failure after the action was started
  type: dict
  sample:
    id: 01DBYD4A25RCXAXQDC9ZX0678V
    type: invocation
    action_id: 01DAW70HK24JZORNE0P9C2V1L9
    action_snapshot: {name: Restart the web servers, action_type: script}
    runner_id: 01COQFFNVWIONSLY8C66YTU2O5
    state: completed
    duration: 23
    timing:
      - {state: created, timestamp: "2026-11-21T09:00:00Z"}
      - {state: completed, timestamp: "2026-11-21T09:00:23Z"}
    metadata:
      agent: {id: PT4KHLK, type: user_reference}
      incident: {id: Q2LAR4ADCXC8IB, type: incident_reference}
diff:
  description: The action that was started, or would be started in check mode.
  returned: success, or failure after the action was started
  type: dict
  sample:
    before: {}
    after: {action: Restart the web servers}
# generated: return values {request: POST /automation_actions/actions/01DAW70HK24JZORNE0P9C2V1L9/invocations,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /automation_actions/actions/01DAW70HK24JZORNE0P9C2V1L9/invocations
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
    request: {method: POST, path: "/automation_actions/actions/01DAW70HK24JZORNE0P9C2V1L9/invocations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.automation_invocation import AUTOMATION_INVOCATION_OPERATION


def main() -> None:
    run_module(AUTOMATION_INVOCATION_OPERATION)


if __name__ == "__main__":
    main()
