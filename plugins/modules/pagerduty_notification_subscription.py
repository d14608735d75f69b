#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscribe PagerDuty users and teams to status updates."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_notification_subscription
short_description: Subscribe PagerDuty users and teams to status updates
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Responders post status updates on incidents. PagerDuty sends them to the subscribers of the incident, and to the
    subscribers of the business services that the incident impacts. This module adds and removes the subscriptions of
    one user or one team.
  - The module changes only the subscriptions that the task names. All others are left unchanged.
  - To manage all subscribers of one business service, use
    O(community.pagerduty.pagerduty_business_service#module:subscribers) instead.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) adds the subscriptions, V(absent) removes them.
    type: str
    choices: [present, absent]
    default: present
  user:
    description:
      - The user who gets the status updates, by email address, name or ID. Use either O(user) or O(team).
    type: str
  team:
    description:
      - The team whose members get the status updates, by name or ID. Use either O(user) or O(team).
    type: str
  business_services:
    description:
      - The business services, by name or ID. Use O(business_services) or O(incidents), or both.
    type: list
    elements: str
  incidents:
    description:
      - The incidents, by ID or number.
    type: list
    elements: str
seealso:
  - module: community.pagerduty.pagerduty_incident_status_update
  - module: community.pagerduty.pagerduty_notification_subscription_info
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Create a team
  community.pagerduty.pagerduty_team:
    name: Support

- name: Create two business services
  community.pagerduty.pagerduty_business_service:
    name: "{{ item }}"
  loop: [Checkout, Shop]

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

- name: Ann gets the status updates of both business services
  community.pagerduty.pagerduty_notification_subscription:
    user: ann@example.com
    business_services: [Checkout, Shop]

- name: The members of Support get the status updates of the incident
  community.pagerduty.pagerduty_notification_subscription:
    team: Support
    incidents: ["{{ down.incident.id }}"]

- name: Ann no longer gets those of the shop
  community.pagerduty.pagerduty_notification_subscription:
    user: ann@example.com
    business_services: [Shop]
    state: absent
"""

RETURN = r"""
notification_subscriptions:
  description: All subscriptions of the user or team after the task, as returned by PagerDuty.
  returned: success
  type: list
  elements: dict
  sample:
    - subscriber_id: PXPGF42
      subscriber_type: user
      subscribable_id: PF9KMXH
      subscribable_type: business_service
      subscribable_name: Checkout
diff:
  description: All subscriptions before and after the task, if it changes them.
  returned: success
  type: dict
  sample:
    before: {subscriptions: []}
    after: {subscriptions: [business service Checkout (PF9KMXH)]}
# generated: return values {request: GET /users/PXPGF42/notification_subscriptions,
#   failed: POST /users/PXPGF42/notification_subscriptions, failed_status: 403, code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users/PXPGF42/notification_subscriptions
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
    request: {method: POST, path: "/users/PXPGF42/notification_subscriptions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.notification_subscription import NOTIFICATION_SUBSCRIPTION_OPERATION


def main() -> None:
    run_module(NOTIFICATION_SUBSCRIPTION_OPERATION)


if __name__ == "__main__":
    main()
