#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the log entries of PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_log_entry_info
short_description: List the log entries of PagerDuty incidents
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Gives the history of all incidents, or of one. Each entry says what happened to an incident, when, and who did it.
    Its C(type) says what it was, such as C(trigger_log_entry) or C(resolve_log_entry).
  - The newest entries come first. Use O(since), O(is_overview) or O(limit) on accounts that have many.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  incident:
    description:
      - Only the entries of this incident, by its ID or its number.
    type: str
  teams:
    description:
      - Only entries of incidents of these teams, by name or ID. It has no effect together with O(incident).
    type: list
    elements: str
  since:
    description:
      - Only entries from this time on, such as V(2026-11-21T09:00:00Z) or V(2026-11-21). UTC, if it names no other
        zone.
    type: str
  until:
    description:
      - Only entries up to this time.
    type: str
  is_overview:
    description:
      - Whether to give only the most important entries.
    type: bool
  time_zone:
    description:
      - The time zone in which times are given, by its name. The account's if not set.
    type: str
  include:
    description:
      - What to give whole instead of as a reference, or in addition.
    type: list
    elements: str
    choices: [incidents, services, channels, teams]
"""

EXAMPLES = r"""
- name: Have a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Have an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-down
    service: Web shop
    title: The web shop is down
    from_email: owner@example.com
  register: down

- name: Tell what happened to it
  community.pagerduty.pagerduty_log_entry_info:
    incident: "{{ down.incident.id }}"
    is_overview: true
  register: history

- name: Show it, the oldest first
  ansible.builtin.debug:
    msg: "{{ history.log_entries | reverse | map(attribute='summary') }}"

- name: Give the ten newest entries of all incidents
  community.pagerduty.pagerduty_log_entry_info:
    limit: 10
    include: [incidents]
"""

RETURN = r"""
log_entries:
  description: The log entries, as PagerDuty shows them, the newest first. Empty if none is selected.
  returned: success
  type: list
  elements: dict
  sample:
    - id: R02ZPDLTNQ4ZY5DJ1HVH4QF9LS
      type: trigger_log_entry
      summary: Triggered through the API.
      created_at: "2026-11-21T09:00:00Z"
total:
  description: How many objects there are in all, whatever O(limit) and O(offset) leave of them.
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that were made, in their order.
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
    - What went wrong, for plays that branch on it. The keys are C(status) (HTTP), C(code) (PagerDuty's number),
      C(message), C(errors) (a list of texts) and C(request) (C(method), C(path), and the C(id) that PagerDuty's support
      asks for). What does not apply is null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Limit must be a number]
    request: {method: GET, path: /log_entries, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.log_entry import LOG_ENTRIES
from ..module_utils._run import inquire


def main() -> None:
    run_module(inquire(LOG_ENTRIES))


if __name__ == "__main__":
    main()
