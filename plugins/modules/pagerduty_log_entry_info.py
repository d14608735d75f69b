#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the log entries of PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_log_entry_info
short_description: List the log entries of PagerDuty incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the log entries of all incidents or of one incident. A log entry describes what happened to an incident,
    when, and who did it. Its C(type) is the type of change, such as C(trigger_log_entry) or C(resolve_log_entry).
  - The newest entries come first. Accounts can have many entries. Use O(since), O(is_overview) or O(limit) to get
    fewer.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  incident:
    description:
      - Only the entries of this incident, by its ID or its number, such as V(12) or V('#12').
  teams:
    description:
      - Only entries of incidents of these teams, by name or ID. It has no effect with O(incident).
    type: list
    elements: str
  since:
    description:
      - Only entries since this time, such as V(2026-11-21T09:00:00Z) or V(2026-11-21). The default time zone is UTC.
    type: str
  until:
    description:
      - Only entries until this time.
    type: str
  is_overview:
    description:
      - Whether to return only the most important entries.
    type: bool
  time_zone:
    description:
      - The time zone of the times in the result, such as V(Europe/Berlin). The default is the time zone of the account.
    type: str
  include:
    description:
      - Objects to return completely instead of as a reference, or in addition.
    type: list
    elements: str
    choices: [incidents, services, channels, teams]
"""

EXAMPLES = r"""
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

- name: List the log entries of the incident
  community.pagerduty.pagerduty_log_entry_info:
    incident: "{{ down.incident.id }}"
    is_overview: true
  register: history

- name: Show the log entries, oldest first
  ansible.builtin.debug:
    msg: "{{ history.log_entries | reverse | map(attribute='summary') }}"

- name: Get the ten newest entries of all incidents
  community.pagerduty.pagerduty_log_entry_info:
    limit: 10
    include: [incidents]
"""

RETURN = r"""
log_entries:
  description: The log entries, as returned by PagerDuty, newest first. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: R02ZPDLTNQ4ZY5DJ1HVH4QF9LS
      type: trigger_log_entry
      summary: Triggered through the API.
      created_at: "2026-11-21T09:00:00Z"
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
      path: /log_entries?limit=100&offset=0
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
    request: {method: GET, path: "/log_entries", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.log_entry import LOG_ENTRY


def main() -> None:
    run_module(info_operation(LOG_ENTRY))


if __name__ == "__main__":
    main()
