#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get the configuration of a PagerDuty account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_account_info
short_description: Get the configuration of a PagerDuty account
version_added: 0.1.0
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
notes:
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
