#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty business services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_business_service
short_description: Manage PagerDuty business services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A business service represents a function of the business, such as the checkout of a shop. It depends on technical
    services and on other business services. Incidents on these show its impact on PagerDuty's status dashboard.
  - M(community.pagerduty.pagerduty_service_dependency) manages the dependencies.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or updates the business service. V(absent) deletes it, with its dependencies and
        subscriptions. The services that it depends on are not deleted.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the business service. It identifies the business service. Case is ignored.
      - With O(id), the new name of the business service.
      - PagerDuty allows several business services with the same name. If there are several, the task fails and lists
        them, unless they are equal. Use O(id) then.
    type: str
  id:
    description:
      - The ID of the business service. Use it instead of O(name) to rename a business service.
    type: str
  description:
    description:
      - The purpose of the business service. An empty string removes the description.
    type: str
  point_of_contact:
    description:
      - Who is responsible for the business service, as any text, such as the name of a person. An empty string removes
        it.
    type: str
  team:
    description:
      - The team that owns the business service, by name or ID. An empty string removes the team.
    type: str
  subscribers:
    description:
      - The users and teams that get status updates of the business service. The users and teams in this list are
        added. Others are left unchanged, unless O(purge_subscribers=true).
      - The result does not contain the subscribers. Use M(community.pagerduty.pagerduty_business_service_info) to read
        them.
      - This option costs one request that reads the subscribers, one request that adds subscribers, and one that
        removes subscribers.
    type: list
    elements: dict
    suboptions:
      user:
        description: The email address, name or ID of a user.
        type: str
      team:
        description: The name or ID of a team.
        type: str
  purge_subscribers:
    description:
      - Whether to remove the subscribers that are not in O(subscribers). With O(subscribers=[]), all subscribers are
        removed.
    type: bool
    default: false
  account_subscription:
    description:
      - Whether all users of the account get status updates of the business service.
      - PagerDuty never returns the current value. By default, the option is therefore only used for a new business
        service. See O(update_account_subscription).
    type: bool
  update_account_subscription:
    description:
      - V(on_create) sends O(account_subscription) only when the task creates the business service.
      - V(always) sends it in each run. The task then always reports a change.
    type: str
    choices: [on_create, always]
    default: on_create
seealso:
  - module: community.pagerduty.pagerduty_business_service_info
  - module: community.pagerduty.pagerduty_service_dependency
"""

EXAMPLES = r"""
- name: Create a team
  community.pagerduty.pagerduty_team:
    name: Shop

- name: Create a business service
  community.pagerduty.pagerduty_business_service:
    name: Checkout
    description: Customers pay for their carts
    point_of_contact: Ann Archer
    team: Shop
    account_subscription: false

- name: Send status updates to a team
  community.pagerduty.pagerduty_business_service:
    name: Checkout
    subscribers:
      - team: Shop

- name: Send status updates to all users of the account, whatever the current value is
  community.pagerduty.pagerduty_business_service:
    name: Checkout
    account_subscription: true
    update_account_subscription: always

- name: Remove the team and all subscribers
  community.pagerduty.pagerduty_business_service:
    name: Checkout
    team: ""
    subscribers: []
    purge_subscribers: true

- name: Delete a business service
  community.pagerduty.pagerduty_business_service:
    name: Checkout
    state: absent
"""

RETURN = r"""
business_service:
  description:
    - The business service as it is in PagerDuty after the task. In check mode, the predicted object, without the values
      that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: P1L1YEE
    type: business_service
    summary: Checkout
    name: Checkout
    description: Customers pay for their carts
    point_of_contact: Ann Archer
    team: {id: PQ9K7I8, type: team_reference}
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {description: ""}
    after: {description: Customers pay for their carts}
# generated: return values {request: GET /business_services, failed: POST /business_services,
#   failed_status: 400, code: 2001, message: Invalid Input Provided,
#   errors: [Name can't be blank]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /business_services
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
    errors: [Name can't be blank]
    request: {method: POST, path: "/business_services", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.business_service import BUSINESS_SERVICE


def main() -> None:
    run_module(resource_operation(BUSINESS_SERVICE))


if __name__ == "__main__":
    main()
