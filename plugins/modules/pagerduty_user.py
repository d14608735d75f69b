#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user
short_description: Manage PagerDuty users
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates, updates and deletes the users of an account, and manages their team memberships, contact methods and
    notification rules.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - PagerDuty sends an invitation by email to each new user. It also adds the email address as a contact method with the
    label C(Default), and rules that notify the user by email immediately. O(purge_contact_methods) and
    O(purge_notification_rules) replace these.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource.tags
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the user or updates it to match the options. V(absent) deletes the user and ignores the
        other options.
      - A user who is in an escalation policy or a schedule can't be deleted. The error lists what uses the user.
    type: str
    choices: [present, absent]
    default: present
  email:
    description:
      - The user's email address. It identifies the user. Case is ignored, and PagerDuty stores it in lower case.
      - With O(id), the new email address of the user.
    type: str
  id:
    description:
      - The ID of the user. Use it instead of O(email) to change the email address of a user.
    type: str
  name:
    description:
      - The name of the user, with at most 100 characters. PagerDuty replaces several spaces by one.
      - Required to create a user.
    type: str
  role:
    description:
      - The permissions of the user in the account. In PagerDuty's web interface, V(user) is called Manager and
        V(limited_user) is called Responder.
      - V(read_only_user) and V(read_only_limited_user) are stakeholders. V(observer) and V(restricted_access) require
        a plan with advanced permissions.
      - V(owner) is the role of the account owner. It can't be assigned to other users.
    type: str
    choices: [admin, limited_user, observer, owner, read_only_limited_user, read_only_user, restricted_access, user]
  time_zone:
    description:
      - The time zone in which the user sees times, such as V(Europe/Berlin). The default for new users is the time
        zone of the account.
    type: str
  color:
    description:
      - The name of the user's color in schedules, such as V(green). PagerDuty chooses a color for new users.
    type: str
  job_title:
    description:
      - The user's job title, with at most 100 characters. PagerDuty can change an existing title, but can't clear it.
    type: str
  description:
    description:
      - The user's biography. An empty string clears it.
    type: str
  license:
    description:
      - The license that is assigned to the user, by name or ID. If several licenses have the same name, use the ID.
      - If it is not set, PagerDuty chooses a license that matches O(role).
      - This option costs two requests. They read the licenses of the account and of the user.
    type: str
  teams:
    description:
      - The teams of the user. The user is added to the teams in this list. Memberships in other teams are left
        unchanged, unless O(purge_teams=true).
      - Each changed membership costs one request.
    type: list
    elements: dict
    suboptions:
      team:
        description: The name or ID of the team.
        type: str
        required: true
      role:
        description:
          - The permissions of the user in the team. If it is not set, the role of a member is left unchanged, and new
            members become managers.
          - Admins and the account owner are always managers of their teams.
        type: str
        choices: [observer, responder, manager]
  purge_teams:
    description:
      - Whether to remove the user from the teams that are not in O(teams). With O(teams=[]), the user is removed from
        all teams.
    type: bool
    default: false
  contact_methods:
    description:
      - The contact methods of the user. Those in this list are created or updated. Others are left unchanged, unless
        O(purge_contact_methods=true).
      - Type, address and country code identify a contact method. With another label, it is updated.
      - New users already have their email address as a contact method. To change its label, write it in this list.
      - PagerDuty allows 10 contact methods for each user, and of these 3 phone numbers and 3 numbers for text messages.
      - Each changed contact method costs one request. The comparison costs no additional request.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - The way in which the user is contacted. V(phone) is a call, V(sms) a text message.
          - V(push) is a device with PagerDuty's mobile app, which only the app can create. Its label can be changed.
          - PagerDuty's own names of the types, such as V(email_contact_method), have the same meaning.
        type: str
        required: true
        choices: [email, phone, sms, whatsapp, push, email_contact_method, phone_contact_method, sms_contact_method,
          whatsapp_contact_method, push_notification_contact_method]
      address:
        description:
          - The email address or the phone number. A phone number is written without its country code, or with C(+) and
            the country code. Spaces and punctuation are ignored.
        type: str
        required: true
      country_code:
        description:
          - The country calling code of a phone number, such as V(49). The default for new contact methods is 1.
        type: int
      label:
        description:
          - The name of the contact method, such as V(Mobile). Required for a new one.
        type: str
      send_short_email:
        description:
          - Whether emails are short, for pagers and similar devices. Only for the type V(email).
        type: bool
  purge_contact_methods:
    description:
      - Whether to delete the contact methods of the user that are not in O(contact_methods), also the email address
        that PagerDuty has added. Devices (V(push)) are never deleted, because only the user can register them again.
      - If an entry of the list has the type and the label of exactly one contact method that would be deleted, but
        another address, that contact method gets the new address. So its rules are preserved.
      - New contact methods are created before others are deleted, so PagerDuty's limits apply to both together.
      - PagerDuty deletes the rules that use a contact method together with it. The task fails instead, unless it also
        deletes these rules (O(purge_notification_rules)).
    type: bool
    default: false
  notification_rules:
    description:
      - The rules by which the user is notified of incidents. Those in this list are created. Others are left unchanged,
        unless O(purge_notification_rules=true).
      - Contact method, urgency and delay identify a rule. A rule with another delay is another rule.
      - New users already have a rule for each urgency, which notifies them by email immediately.
    type: list
    elements: dict
    suboptions:
      contact_method:
        description:
          - The contact method, by its address, its label or its ID. It can be one that O(contact_methods) creates.
        type: str
        required: true
      contact_method_type:
        description:
          - Selects among several contact methods with the same address or label, such as a phone number that receives
            calls and text messages.
        type: str
        choices: [email, phone, sms, whatsapp, push, email_contact_method, phone_contact_method, sms_contact_method,
          whatsapp_contact_method, push_notification_contact_method]
      urgency:
        description:
          - The urgency of the incidents that the rule applies to. V(low) requires a plan with urgencies.
        type: str
        required: true
        choices: [high, low]
      start_delay_in_minutes:
        description:
          - The number of minutes between the assignment of the incident and the notification. V(0) notifies
            immediately.
        type: int
        required: true
  purge_notification_rules:
    description:
      - Whether to delete the notification rules of the user that are not in O(notification_rules), also those that
        PagerDuty has added. New rules are created before others are deleted.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_user_contact_method
  - module: community.pagerduty.pagerduty_user_notification_rule
  - module: community.pagerduty.pagerduty_user_handoff_rule
  - module: community.pagerduty.pagerduty_user_status_update_rule
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    role: user
    time_zone: Europe/Berlin
    job_title: Site reliability engineer
    from_email: owner@example.com

- name: Create several users over one connection
  community.pagerduty.pagerduty_user:
    email: "{{ item.email }}"
    name: "{{ item.name }}"
    role: limited_user
    from_email: owner@example.com
  loop:
    - {email: bea@example.com, name: Bea Baker}
    - {email: cal@example.com, name: Cal Carter}

- name: Create a team
  community.pagerduty.pagerduty_team:
    name: Platform

- name: Add a user to the team, and remove the user from all other teams
  community.pagerduty.pagerduty_user:
    email: bea@example.com
    teams:
      - team: Platform
        role: responder
    purge_teams: true

- name: Add tags to a user, and create the tags that do not exist
  community.pagerduty.pagerduty_user:
    email: bea@example.com
    tags: [On-call 2026, Berlin]

- name: Send a text message immediately, and call after five minutes
  community.pagerduty.pagerduty_user:
    email: bea@example.com
    contact_methods:
      - {type: email, address: bea@example.com, label: Work}
      - {type: sms, address: "+1 415 555 0100", country_code: 1, label: Mobile}
      - {type: phone, address: "+1 415 555 0100", country_code: 1, label: Mobile}
    purge_contact_methods: true
    notification_rules:
      - {urgency: high, start_delay_in_minutes: 0, contact_method: Mobile, contact_method_type: sms}
      - {urgency: high, start_delay_in_minutes: 5, contact_method: Mobile, contact_method_type: phone}
      - {urgency: low, start_delay_in_minutes: 0, contact_method: Work}
    purge_notification_rules: true

- name: Find a user
  community.pagerduty.pagerduty_user_info:
    email: cal@example.com
  register: found

- name: Change the email address
  community.pagerduty.pagerduty_user:
    id: "{{ found.users[0].id }}"
    email: cal.carter@example.com

- name: Delete a user
  community.pagerduty.pagerduty_user:
    email: cal.carter@example.com
    state: absent
"""

RETURN = r"""
user:
  description:
    - The user as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - C(contact_methods) and C(notification_rules) are complete if the task specifies these options. Otherwise, they are
      references.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: PXPGF42
    type: user
    summary: Ann Archer
    name: Ann Archer
    email: ann@example.com
    role: user
    time_zone: Europe/Berlin
    color: green
    job_title: Site reliability engineer
    description: null
    teams: []
    contact_methods: []
    notification_rules: []
diff:
  description: The options that differed, with their values before and after.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before:
      job_title: Engineer
    after:
      job_title: Site reliability engineer
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users?query=dora@example.com
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
    errors: [Email has already been taken]
    request: {method: PUT, path: "/users/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.user import USER


def main() -> None:
    run_module(resource_operation(USER))


if __name__ == "__main__":
    main()
