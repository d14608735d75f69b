#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the notifications that PagerDuty has sent."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_notification_info
short_description: List the notifications that PagerDuty has sent
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the notifications that PagerDuty sent to users in a period. Phone calls, text messages, emails and push
    notifications.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing.pages
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  since:
    description:
      - The start of the period, such as V(2026-11-21T09:00:00Z) or V(2026-11-21). The default time zone is UTC.
    type: str
    required: true
  until:
    description:
      - The end of the period. It must be less than 3 months after O(since).
    type: str
    required: true
  type:
    description:
      - Only notifications of this type.
    type: str
    choices: [sms_notification, email_notification, phone_notification, push_notification]
  time_zone:
    description:
      - The time zone of the times in the result, such as V(Europe/Berlin). The default is the time zone of the account.
    type: str
  include:
    description:
      - Objects to return completely instead of as a reference.
    type: list
    elements: str
    choices: [users]
"""

EXAMPLES = r"""
- name: List the notifications of a day
  community.pagerduty.pagerduty_notification_info:
    since: "2026-11-21"
    until: "2026-11-22"
    include: [users]
  register: sent

- name: Show who was notified
  ansible.builtin.debug:
    msg: "{{ sent.notifications | map(attribute='user.name') | unique }}"

- name: List the phone calls of a month
  community.pagerduty.pagerduty_notification_info:
    since: "2026-10-01"
    until: "2026-11-01"
    type: phone_notification
"""

RETURN = r"""
notifications:
  description: The notifications, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PWL7QXS
      type: phone_notification
      started_at: "2026-11-21T09:00:00Z"
      address: "+15555551234"
      user:
        id: PT23IWX
        type: user_reference
        summary: Ann Archer
# generated: return values {errors: [The date range must be less than 3 months]}
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
      path: /notifications?limit=100&offset=0
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
    errors: [The date range must be less than 3 months]
    request: {method: GET, path: "/notifications", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.notification import NOTIFICATION


def main() -> None:
    run_module(info_operation(NOTIFICATION))


if __name__ == "__main__":
    main()
