#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage subscriptions to PagerDuty status pages."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_subscription
short_description: Manage subscriptions to PagerDuty status pages
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates and deletes subscriptions to a status page, to one of its services, or to a post. PagerDuty tells
    subscribers about new posts and updates, by email or by a webhook.
  - PagerDuty sends an email to a new subscriber, who must confirm the subscription. Until then, its C(status) is
    V(ignore:pending). No request can confirm it.
  - PagerDuty can't change a subscription. Create another one, and delete this one.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the subscription. V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
  status_page:
    description:
      - The status page, by name or ID.
    type: str
    required: true
  channel:
    description:
      - How PagerDuty tells the subscriber. Subscriptions of Slack channels are created in Slack.
      - Required unless O(id) is set.
    type: str
    choices: [email, webhook]
  contact:
    description:
      - The email address, or the URL of the webhook.
      - Required unless O(id) is set.
    type: str
  service:
    description:
      - Subscribe to this service of the page only, by name or ID. By default, the subscription is for the whole page.
    type: str
  post:
    description:
      - Subscribe to this post only, by title or ID. Of several posts with the title, it is the one that is not over.
    type: str
  id:
    description:
      - The ID of the subscription, to delete it. A subscription with this ID can't be changed.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_status_page_subscription_info
"""

EXAMPLES = r"""
- name: Send everything about a status page to a webhook
  community.pagerduty.pagerduty_status_page_subscription:
    status_page: Example
    channel: webhook
    contact: https://example.com/status

- name: Send an email about one service
  community.pagerduty.pagerduty_status_page_subscription:
    status_page: Example
    channel: email
    contact: joe@example.com
    service: Web shop

- name: Delete the subscription to the service
  community.pagerduty.pagerduty_status_page_subscription:
    status_page: Example
    channel: email
    contact: joe@example.com
    service: Web shop
    state: absent
"""

RETURN = r"""
status_page_subscription:
  description:
    - The subscription as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PWZ0PTR
    type: status_page_subscription
    channel: email
    contact: joe@example.com
    status: pending
    status_page: {id: PT4KHLK, type: status_page}
    subscribable_object: {id: PEYSGVF, type: status_page_service}
diff:
  description: The attributes that the task changes, before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after: {channel: email, contact: joe@example.com}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /status_pages/PQ9K7I8/subscriptions
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
    request: {method: PUT, path: "/status_pages/PQ9K7I8/subscriptions/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.status_page_subscription import STATUS_PAGE_SUBSCRIPTION


def main() -> None:
    run_module(resource_operation(STATUS_PAGE_SUBSCRIPTION))


if __name__ == "__main__":
    main()
