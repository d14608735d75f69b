#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the details of PagerDuty log entries."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_log_entry
short_description: Change the details of PagerDuty log entries
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The log entry with which an incident began contains its details, such as the description that the user wrote who
    opened it. This module changes the details, for example to correct or complete them.
  - PagerDuty changes only the details of entries that were made in the web application, through the REST API or in the
    mobile application.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - The ID of the log entry. One of O(id), O(incident) and O(incident_key) is required.
    type: str
  incident:
    description:
      - The ID or the number (V(12) or V('#12')) of an incident. The module then changes the entry with which the
        incident began.
    type: str
  incident_key:
    description:
      - The key of an open incident. Use it instead of O(incident).
    type: str
  service:
    description:
      - The service of the incident, by name or ID. Required if several services have open incidents with this
        O(incident_key).
    type: str
  details:
    description:
      - The new details. They can't be cleared.
    type: str
    required: true
notes:
  - PagerDuty must know who changes an entry. Set O(from_email), unless the token belongs to a user.
  - PagerDuty can apply the change a moment later.
seealso:
  - module: community.pagerduty.pagerduty_log_entry_info
  - module: community.pagerduty.pagerduty_incident_note
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
    body: Customers see an error.
    from_email: owner@example.com

- name: Complete the details of the incident
  community.pagerduty.pagerduty_log_entry:
    incident_key: web-shop-down
    details: Customers see the error 502 since the deployment at 10:42.
    from_email: owner@example.com
"""

RETURN = r"""
log_entry:
  description: The log entry as it is after the task.
  returned: success
  type: dict
  sample:
    id: R7AHS6TUKX4E0J
    type: trigger_log_entry
    channel:
      type: web_trigger
      details: Customers see the error 502 since the deployment at 10:42.
diff:
  description: The details before and after the task.
  returned: success
  type: dict
  sample:
    before: {details: Customers see an error.}
    after: {details: "Customers see the error 502 since the deployment at 10:42."}
# generated: return values {request: PUT /log_entries/R7AHS6TUKX4E0J/channel, failed_status: 403, code: 2010,
#   message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: /log_entries/R7AHS6TUKX4E0J/channel
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: PUT, path: "/log_entries/R7AHS6TUKX4E0J/channel", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.log_entry import LOG_ENTRY_OPERATION


def main() -> None:
    run_module(LOG_ENTRY_OPERATION)


if __name__ == "__main__":
    main()
