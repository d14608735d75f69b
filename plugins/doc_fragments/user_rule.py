# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of options that all rules of a user share: the user and the contact method."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) creates the rule, or updates the rule with O(id). V(absent) deletes the rule.
    type: str
    choices: [present, absent]
    default: present
  user:
    description:
      - The user, by email address, name or ID.
    type: str
    required: true
  contact_method:
    description:
      - The contact method of the user, by its address, its label or its ID. Write a phone number like the address in
        M(community.pagerduty.pagerduty_user_contact_method), with or without C(+) and the country code.
      - The contact method must exist. With O(state=absent), there is no such rule if it does not exist.
    type: str
  contact_method_type:
    description:
      - Selects among several contact methods with the same address or label, such as a phone number that receives calls
        and text messages.
      - PagerDuty's own names of the types, such as V(email_contact_method), have the same meaning.
    type: str
    choices: [email, phone, sms, whatsapp, push, email_contact_method, phone_contact_method, sms_contact_method,
      whatsapp_contact_method, push_notification_contact_method]
"""
