#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty webhook subscriptions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_webhook_subscription_info
short_description: List PagerDuty webhook subscriptions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all webhook subscriptions, those with a specific filter or URL, or one subscription. The result never
    contains secrets or values of headers, because PagerDuty does not return them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  url:
    description:
      - Only subscriptions that deliver to exactly this URL.
    type: str
  filter_type:
    description:
      - Only subscriptions to the events of the account, or of the service or team in O(filter).
    type: str
    choices: [account, service, team]
  filter:
    description:
      - The service or team, by name or ID. Required with O(filter_type=service) and O(filter_type=team).
    type: str
"""

EXAMPLES = r"""
- name: List all webhook subscriptions
  community.pagerduty.pagerduty_webhook_subscription_info:
  register: hooks

- name: Show the subscriptions that PagerDuty has disabled because webhooks were rejected
  ansible.builtin.debug:
    msg: >-
      {{ hooks.webhook_subscriptions | selectattr('delivery_method.temporarily_disabled')
         | map(attribute='delivery_method.url') }}

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: List the subscriptions of the service
  community.pagerduty.pagerduty_webhook_subscription_info:
    filter_type: service
    filter: Web shop

- name: List the subscriptions that deliver to a receiver
  community.pagerduty.pagerduty_webhook_subscription_info:
    url: https://hooks.example.com/pagerduty
"""

RETURN = r"""
webhook_subscriptions:
  description: The subscriptions, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PY1OL64
      type: webhook_subscription
      active: true
      description: Remediation
      events: [incident.resolved, incident.triggered]
      filter: {id: PIJ90N7, type: service_reference}
      delivery_method:
        id: PF9KMXH
        type: http_delivery_method
        url: https://hooks.example.com/pagerduty
        secret: null
        temporarily_disabled: false
        custom_headers: []
# generated: return values {request: 'GET /webhook_subscriptions?limit=100&offset=0', failed: GET
#   /webhook_subscriptions, failed_status: 403, code: 2010, message: Access Denied}
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
      path: /webhook_subscriptions?limit=100&offset=0
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
    errors: [Limit must be a number]
    request: {method: GET, path: "/webhook_subscriptions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.webhook_subscription import WEBHOOK_SUBSCRIPTION


def main() -> None:
    run_module(info_operation(WEBHOOK_SUBSCRIPTION))


if __name__ == "__main__":
    main()
