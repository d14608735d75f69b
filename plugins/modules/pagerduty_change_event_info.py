#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty change events."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_change_event_info
short_description: List PagerDuty change events
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the change events of the account, of a service, or those related to an incident, newest first. Or returns
    one change event by its ID. The result never contains integration keys.
  - PagerDuty stores change events for 90 days.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  service:
    description:
      - Only change events of this service, by name or ID.
      - With O(incident_key), the service of the incident.
    type: str
  incident:
    description:
      - Only change events that PagerDuty relates to this incident, given by its ID or its number,
        such as V(12) or V('#12'). C(correlation_reason) contains the reason.
      - PagerDuty selects these change events. Only O(limit) can be combined with this option.
    type: str
  incident_key:
    description:
      - The same as O(incident), for the open incident with this key, or with an alert that has this key.
    type: str
  since:
    description:
      - Only change events since this time, such as V(2026-11-21T09:00:00Z). The default time zone is UTC.
    type: str
  until:
    description:
      - Only change events until this time.
    type: str
  teams:
    description:
      - Only change events of services of these teams, by name or ID.
    type: list
    elements: str
  integrations:
    description:
      - Only change events that came through these integrations. With O(service), integrations of this service by name
        or ID; otherwise by ID.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: List the change events of a day
  community.pagerduty.pagerduty_change_event_info:
    since: "2026-11-20T00:00:00Z"
    until: "2026-11-21T00:00:00Z"

- name: Get the last three change events of a service
  community.pagerduty.pagerduty_change_event_info:
    service: Web shop
    limit: 3
  register: last

- name: Show the changes
  ansible.builtin.debug:
    msg: "{{ last.change_events | map(attribute='summary') }}"
"""

RETURN = r"""
change_events:
  description: The change events, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 01BBYA9DJ0TZ8ISQ
      type: change_event
      summary: Web shop 2.4.0 was deployed
      timestamp: "2026-11-21T09:00:00Z"
      source: pipeline
# generated: return values {request: 'GET /change_events?limit=100&offset=0', missing: true}
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
      path: /change_events?limit=100&offset=0
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
    request: {method: GET, path: "/change_events?limit=100&offset=0", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.change_event import CHANGE_EVENT_INFO_OPERATION


def main() -> None:
    run_module(CHANGE_EVENT_INFO_OPERATION)


if __name__ == "__main__":
    main()
