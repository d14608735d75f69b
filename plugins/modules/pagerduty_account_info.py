#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get the configuration of a PagerDuty account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_account_info
short_description: Get the configuration of a PagerDuty account
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the users, teams, schedules, services and other objects of an account in the format of O(config) of
    M(community.pagerduty.pagerduty_account). That module then finds nothing to change. In an empty account, it creates
    the same objects.
  - Objects refer to each other by name, and to users by email address. Where no name says which object is meant,
    because several have it, they refer by ID.
  - The lists and their entries have a stable order, so that the result of two runs can be compared as text.
  - With O(config), it also returns how the account differs from this configuration.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  kinds:
    description:
      - The kinds of objects to return, for example V(services). By default, all kinds.
      - Some kinds have no list in PagerDuty, so each object that can have some costs a request, for example each
        service for V(event_orchestration_services). With O(config) and without O(kinds), such a kind is read only if
        O(config) has entries of it.
      - The kinds are those of O(config) of M(community.pagerduty.pagerduty_account).
    type: list
    elements: str
  teams:
    description:
      - The names or IDs of teams. Only these teams and the objects that belong to them are returned. Objects that
        belong to no team, such as templates, are left out.
      - A service and a maintenance window belong to the teams of the escalation policy.
    type: list
    elements: str
  names:
    description:
      - Patterns of names, for example V(Web *). Only objects with such names are returned. A user can be named by the
        email address, too. Case is ignored.
      - Objects that belong to another object, such as integrations, are returned if the name of the other object
        matches.
    type: list
    elements: str
  ignore:
    description: Patterns of names, as in O(names). Objects with such names are not returned.
    type: list
    elements: str
    default: []
  full:
    description: Whether to return options that have their defaults, too.
    type: bool
    default: false
  config:
    description:
      - A configuration, as in M(community.pagerduty.pagerduty_account). The task then also returns RV(drift).
    type: dict
  sources:
    description:
      - Where the entries of O(config) are written, as in M(community.pagerduty.pagerduty_account). Messages and
        RV(drift) name this place.
    type: dict
  parallel:
    description: The number of requests at a time, between 1 and 16. Each of them uses its own connection.
    type: int
    default: 4
  health:
    description:
      - Whether to check that incidents reach somebody, and which objects are not used. The task then also returns
        RV(health) and RV(on_call).
      - Only objects that are returned are checked, and a check that compares kinds needs all of them. So do not set
        O(kinds) for a complete check.
    type: bool
    default: false
  health_days:
    description: The number of days, between 1 and 90, in which O(health) looks for times at which nobody is on call.
    type: int
    default: 14
notes:
  - O(health) costs one request for each 100 schedules, one for each 100 entries of PagerDuty's list of who is on call
    (each level has an entry for each user on call), and one for each shift-based schedule. The other checks cost no
    requests.
  - Each kind is read in one list, with a request for each 100 objects. Some values are not in PagerDuty's lists. They
    cost a request for each object - the members of a team, a router, a shift-based schedule, and the handoff rules and
    status update rules of a user. Tags cost a request for each tag or for each object, whichever are fewer. Select
    O(kinds) to save these requests.
  - What starts in the past has no start in the result. In another account, it starts when it is created.
"""

EXAMPLES = r"""
- name: Get the configuration of the account
  community.pagerduty.pagerduty_account_info:
  register: account

- name: Write it to a file
  ansible.builtin.copy:
    content: "{{ account.config | to_nice_yaml(sort_keys=false) }}"
    dest: "{{ playbook_dir }}/pagerduty.yml"
    mode: "0600"

- name: Create a team
  community.pagerduty.pagerduty_team:
    name: Platform

- name: Get the services and escalation policies of one team, except those whose names begin with Sandbox
  community.pagerduty.pagerduty_account_info:
    kinds: [services, escalation_policies]
    teams: [Platform]
    ignore: ["Sandbox*"]

- name: Compare the services with those of a configuration
  community.pagerduty.pagerduty_account_info:
    kinds: [services]
    config:
      services:
        - {name: Web shop, escalation_policy: Default}
  register: compared

- name: Check that incidents of all services reach somebody in the next 30 days
  community.pagerduty.pagerduty_account_info:
    health: true
    health_days: 30
  register: checked

- name: Show where nobody is on call
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.message }}"
  loop: "{{ checked.health | selectattr('severity', 'equalto', 'problem') }}"
  loop_control:
    label: "{{ item.name }}"

- name: Show the services that are not in the configuration
  ansible.builtin.debug:
    msg: "{{ compared.drift.unmanaged | map(attribute='name') }}"
"""

RETURN = r"""
config:
  description:
    - The objects, as lists by kind. An entry has the options of the module for its kind. Kinds without objects are left
      out.
    - Options with their defaults are left out, unless O(full) is set.
    - If an entry needs an C(id), another object has the same name. Such an entry can only be applied to this account.
  returned: success
  type: dict
  sample:
    teams:
      - name: Web
        members:
          - {user: ann@example.com, role: manager}
    services:
      - {name: Web shop, escalation_policy: Web, auto_resolve_timeout: 14400, acknowledgement_timeout: 0}
secrets:
  description:
    - The secrets of the objects, which RV(config) does not contain. C(option) is the option or the attribute, and
      C(secret) says what it is.
  returned: success
  type: list
  elements: dict
  sample:
    - kind: webhook_subscriptions
      name: https://hooks.example.com/a
      option: custom_headers
      secret: the value of X-Token
not_exported:
  description:
    - What RV(config) does not contain, or what can only be applied to this account, with the C(reason). C(option) is
      empty if it is about the object, and C(name) is empty if it is about all objects of the kind.
  returned: success
  type: list
  elements: dict
  sample:
    - {kind: users, name: owner@example.com, option: role, reason: no task can set owner}
drift:
  description:
    - How the account differs from O(config). C(missing) are the objects that the account lacks. C(different) are those
      that differ, with the names of the C(options) and a C(diff) from the account to O(config). C(unmanaged) are the
      objects of O(kinds) that O(config) does not contain.
    - O(teams), O(names) and O(ignore) apply to C(unmanaged) only.
  returned: if O(config) is set
  type: dict
  sample:
    missing:
      - {kind: teams, name: Web}
    different:
      - kind: services
        name: Web shop
        options: [description]
        diff: {before: {description: ""}, after: {description: Sells things}}
    unmanaged:
      - {kind: services, name: Test, id: PF9KMXH}
health:
  description:
    - What the health check found. C(severity) is V(problem) if an incident may reach nobody, otherwise V(notice).
      Problems come first.
    - C(check) is one of the names below. C(kind), C(name) and C(id) are those of the object.
    - V(escalation_policy_without_on_call) - nobody is on call now on any level. It is a problem if a service uses the
      policy.
    - V(escalation_level_without_on_call) - nobody is on call now on one level, whose number is C(level).
    - V(escalation_policy_with_one_person) - only one person is on call now on all levels.
    - V(escalation_policy_unused) - no service uses the policy.
    - V(schedule_gap) - nobody is on call at some times in the next O(health_days) days. C(times) contains all of them.
      It is a notice if others are on call at these times on the same levels. Only schedules that a policy uses are
      checked.
    - V(schedule_unused) - no escalation policy uses the schedule.
    - V(user_without_contact_methods) - a problem if the user is on call now or in these days. Stakeholders that are
      not on call are left out.
    - V(user_with_email_only) - the user is on call now or in these days, and has email addresses only.
    - V(user_without_notification_rules) - the same for a user who has no rule for incidents of high urgency.
    - V(service_without_integrations) - the service has no integrations, and no event orchestration sends events to it.
    - V(service_disabled), V(webhook_subscription_disabled), V(team_without_members),
      V(event_orchestration_without_routes) - notices.
  returned: if O(health) is set
  type: list
  elements: dict
  sample:
    - check: schedule_gap
      severity: problem
      kind: schedules
      name: Weekend
      id: PI7DH85
      message: Nobody is on call from 2026-12-05 18:00 to 2026-12-06 09:00 +01:00, in the next 14 days.
      times:
        - {start: "2026-12-05T17:00:00Z", end: "2026-12-06T08:00:00Z"}
on_call:
  description:
    - Who is on call now. C(time) is the time of this, and C(until) the end of the days of O(health_days).
    - C(escalation_policies) have their levels with the targets. Each target has C(on_call), the users who are on call
      because of it with C(until), which is null for a user who is always on call, and C(next), who is on call after
      them in these days, from C(start).
    - C(services) have their escalation policy and teams, and the number of their integrations.
  returned: if O(health) is set
  type: dict
  sample:
    time: "2026-12-01T08:30:00Z"
    until: "2026-12-15T08:30:00Z"
    services:
      - id: PIJ90N7
        name: Web shop
        description: Sells things
        status: active
        teams: [Web]
        integrations: 1
        escalation_policy: {id: PANZZEQ, name: Web}
    escalation_policies:
      - id: PANZZEQ
        name: Web
        teams: [Web]
        num_loops: 2
        levels:
          - level: 1
            escalation_delay_in_minutes: 15
            targets:
              - type: schedule
                id: PI7DH85
                name: Web daily
                on_call:
                  - {id: PXPGF42, name: Ann Archer, email: ann@example.com, until: "2026-12-02T08:00:00Z"}
                next: {id: PAM4FGS, name: Bea Bell, email: bea@example.com, start: "2026-12-02T08:00:00Z"}
# generated: return values {request: "GET /services?limit=100&offset=0", several: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services?limit=100&offset=0
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
    - If there are several errors, this is the first one.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/services?limit=100&offset=0", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.account_info import ACCOUNT_INFO_OPERATION


def main() -> None:
    run_module(ACCOUNT_INFO_OPERATION)


if __name__ == "__main__":
    main()
