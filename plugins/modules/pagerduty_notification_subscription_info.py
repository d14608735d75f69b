#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List to which status updates PagerDuty users and teams are subscribed."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_notification_subscription_info
short_description: List to which status updates PagerDuty users and teams are subscribed
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the incidents and business services whose status updates one user or one team gets.
  - A user also gets the updates to which a team of the user is subscribed. PagerDuty lists these for the team only.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  user:
    description:
      - The user who gets the status updates, by email address, name or ID. Use either O(user) or O(team).
    type: str
  team:
    description:
      - The team whose members get the status updates, by name or ID. Use either O(user) or O(team).
    type: str
  type:
    description:
      - Only subscriptions to business services, or only those to incidents.
    type: str
    choices: [business_service, incident]
seealso:
  - module: community.pagerduty.pagerduty_notification_subscription
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

- name: Create a business service
  community.pagerduty.pagerduty_business_service:
    name: Checkout

- name: Ann gets its status updates
  community.pagerduty.pagerduty_notification_subscription:
    user: ann@example.com
    business_services: [Checkout]

- name: List the business services whose status updates Ann gets
  community.pagerduty.pagerduty_notification_subscription_info:
    user: ann@example.com
    type: business_service
  register: ann

- name: Show the names of the business services
  ansible.builtin.debug:
    msg: "{{ ann.notification_subscriptions | map(attribute='subscribable_name') }}"

- name: List the subscriptions of a team
  community.pagerduty.pagerduty_notification_subscription_info:
    team: Support
"""

RETURN = r"""
notification_subscriptions:
  description: The subscriptions, as returned by PagerDuty. Only those to business services have a C(subscribable_name).
  returned: success
  type: list
  elements: dict
  sample:
    - subscriber_id: PXPGF42
      subscriber_type: user
      subscribable_id: PF9KMXH
      subscribable_type: business_service
      subscribable_name: Checkout
# generated: return values {request: GET /users/PXPGF42/notification_subscriptions, missing: true}
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: GET, path: "/users/PXPGF42/notification_subscriptions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.notification_subscription import NOTIFICATION_SUBSCRIPTION_INFO_OPERATION


def main() -> None:
    run_module(NOTIFICATION_SUBSCRIPTION_INFO_OPERATION)


if __name__ == "__main__":
    main()
