#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the contact methods of PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_contact_method
short_description: Manage the contact methods of PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A contact method is an address at which PagerDuty notifies a user, such as an email address or a phone number. This
    module creates, updates and deletes contact methods.
  - The notification rules of the user define when PagerDuty uses a contact method. See
    M(community.pagerduty.pagerduty_user_notification_rule).
  - PagerDuty creates a contact method with the email address of the user for each new user. Its label is V(Default).
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or updates the contact method. V(absent) deletes it.
      - PagerDuty deletes the notification rules that use a contact method together with it. The task therefore fails,
        and lists these rules, if there are any. Delete them first.
      - The module does not look for other rules that can use a contact method, such as those for status updates and
        for on-call handoffs.
    type: str
    choices: [present, absent]
    default: present
  user:
    description:
      - The user, by email address, name or ID.
    type: str
    required: true
  id:
    description:
      - The ID of the contact method. Use it instead of O(type) and O(address) to change O(address) or
        O(country_code).
    type: str
  type:
    description:
      - How PagerDuty contacts the user. V(phone) is a phone call, V(sms) is a text message, and V(push) is a
        notification of PagerDuty's mobile app. V(whatsapp) is available in some regions only.
      - Together with O(address) and O(country_code), it identifies the contact method. PagerDuty can't change the type
        of an existing contact method.
      - PagerDuty's API can't create a contact method of the type V(push). The mobile app creates it when the user signs
        in to the app. The module can change its label and delete it.
      - PagerDuty's own names of the types, such as V(email_contact_method), have the same meaning. PagerDuty returns
        these.
    type: str
    choices: [email, phone, sms, whatsapp, push, email_contact_method, phone_contact_method, sms_contact_method,
      whatsapp_contact_method, push_notification_contact_method]
  address:
    description:
      - The email address or the phone number.
      - A phone number consists of digits, and does not contain O(country_code) and the zero that precedes it in some
        countries. Spaces, hyphens, dots, slashes and parentheses are removed. C(,) is a pause, C(*) and C(#) are keys,
        for an extension. Write the number in quotes.
      - A number can also start with C(+) and the country code. Countries other than 1 then also require
        O(country_code).
      - For V(push), the token of the device, as M(community.pagerduty.pagerduty_user_contact_method_info) returns it.
      - Case is ignored. With O(id), the new address.
    type: str
  country_code:
    description:
      - The country code of the phone number, such as V(49) for Germany.
      - PagerDuty can have the same number with different country codes. If this option is omitted, the module uses the
        contact method with the number and any country code. A new contact method then gets the country code 1.
      - Only for V(phone), V(sms) and V(whatsapp).
    type: int
  label:
    description:
      - The name of the contact method that users see, such as V(Mobile). Required to create a contact method. It can't
        be cleared.
    type: str
  send_short_email:
    description:
      - Whether PagerDuty sends an abbreviated email, for example for pagers. Only for O(type=email).
      - PagerDuty's default for new contact methods is V(false).
    type: bool
seealso:
  - module: community.pagerduty.pagerduty_user_notification_rule
  - module: community.pagerduty.pagerduty_user_contact_method_info
notes:
  - PagerDuty limits the number of contact methods of a user, and of phone numbers among them.
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer

- name: Add a mobile phone number for text messages
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    type: sms
    address: "415 555 0100"
    country_code: 1
    label: Mobile
  register: mobile

- name: Add a second email address
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    type: email
    address: ann.archer@example.org
    label: Home
    send_short_email: true

- name: Add phone numbers of several countries
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    type: phone
    address: "{{ item.address }}"
    country_code: "{{ item.country_code }}"
    label: "{{ item.label }}"
  loop:
    - {address: "+1 415 555 0100", country_code: 1, label: Mobile}
    - {address: "+49 30 5550100", country_code: 49, label: Office}

- name: Change the mobile phone number
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    id: "{{ mobile.contact_method.id }}"
    address: "415 555 0199"

- name: Delete the mobile phone number
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    id: "{{ mobile.contact_method.id }}"
    state: absent

- name: Delete the second email address
  community.pagerduty.pagerduty_user_contact_method:
    user: ann@example.com
    type: email
    address: ann.archer@example.org
    state: absent
"""

RETURN = r"""
contact_method:
  description:
    - The contact method as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PEC83HY
    type: sms_contact_method
    summary: Mobile
    label: Mobile
    address: "4155550100"
    country_code: 1
    enabled: true
    blacklisted: false
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      address: "4155550100"
      type: sms
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users/PQ9K7I8/contact_methods
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
    request: {method: PUT, path: "/users/PQ9K7I8/contact_methods/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.user_contact_method import USER_CONTACT_METHOD


def main() -> None:
    run_module(resource_operation(USER_CONTACT_METHOD))


if __name__ == "__main__":
    main()
