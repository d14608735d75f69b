#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List subscriptions to a PagerDuty status page."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_subscription_info
short_description: List subscriptions to a PagerDuty status page
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the subscriptions to a status page, to its services and to its posts, or one of them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  status_page:
    description:
      - The status page, by name or ID.
    type: str
    required: true
  status:
    description:
      - Only V(active) subscriptions, or those that the subscriber has not confirmed yet (V(pending)).
    type: str
    choices: [active, pending]
  channel:
    description:
      - Only subscriptions of this channel.
    type: str
    choices: [email, webhook, slack]
"""

EXAMPLES = r"""
- name: List the subscriptions that nobody has confirmed
  community.pagerduty.pagerduty_status_page_subscription_info:
    status_page: Example
    status: pending
  register: unconfirmed

- name: Show the subscribers
  ansible.builtin.debug:
    msg: "{{ unconfirmed.status_page_subscriptions | map(attribute='contact') }}"
"""

RETURN = r"""
status_page_subscriptions:
  description: The subscriptions, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PWZ0PTR
      type: status_page_subscription
      channel: email
      contact: joe@example.com
      status: active
      status_page: {id: PT4KHLK, type: status_page}
      subscribable_object: {id: PT4KHLK, type: status_page}
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
      path: /status_pages/PQ9K7I8/subscriptions?limit=100&offset=0
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
    request: {method: GET, path: "/status_pages/PQ9K7I8/subscriptions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.status_page_subscription import STATUS_PAGE_SUBSCRIPTION


def main() -> None:
    run_module(info_operation(STATUS_PAGE_SUBSCRIPTION))


if __name__ == "__main__":
    main()
