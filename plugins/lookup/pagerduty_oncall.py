# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call, as a lookup."""

from __future__ import annotations

DOCUMENTATION = r"""
name: pagerduty_oncall
short_description: Who is on call in PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the users who are on call for an escalation policy, a schedule or a service, now or at another time. The
    users who are notified first come first.
  - For the whole account or for a period, use M(community.pagerduty.pagerduty_oncall_info).
extends_documentation_fragment:
  - community.pagerduty.lookup
options:
  _terms:
    description:
      - Not used. Specify O(escalation_policy), O(schedule) or O(service).
    type: list
    elements: str
  escalation_policy:
    description:
      - The name or ID of an escalation policy.
      - One of O(escalation_policy), O(schedule) and O(service) is required.
    type: str
  schedule:
    description:
      - The name or ID of a schedule.
      - The result contains an entry for each escalation policy that uses the schedule. With a schedule that no policy
        uses, nobody is on call.
    type: str
  service:
    description:
      - The name or ID of a service. The result contains the users who are on call for its escalation policy.
    type: str
  at:
    description:
      - The time, such as V(2026-12-24T18:00:00+01:00) or V(2026-12-24). The default time zone is UTC. At most 90 days
        from now.
      - The default is the current time.
    type: str
  levels:
    description:
      - Only these levels of the escalation policy. PagerDuty notifies level V(1) first.
    type: list
    elements: int
"""

EXAMPLES = r"""
- name: Show who is notified first
  ansible.builtin.debug:
    msg: "{{ item.name }} <{{ item.email }}>, until {{ item.end | default('further notice', true) }}"
  loop: "{{ query('community.pagerduty.pagerduty_oncall', escalation_policy='Default', levels=[1]) }}"

- name: Show the email addresses of all users who are on call for a service
  ansible.builtin.debug:
    msg: "{{ query('community.pagerduty.pagerduty_oncall', service='Web shop') | map(attribute='email') | unique }}"

- name: Show who is on call for a schedule tomorrow
  ansible.builtin.debug:
    msg: "{{ found | map(attribute='name') | unique }}"
  vars:
    found: "{{ query('community.pagerduty.pagerduty_oncall', schedule='Primary', at=tomorrow) }}"
    tomorrow: "{{ '%Y-%m-%dT12:00:00Z' | strftime(now().timestamp() + 86400) }}"

- name: Continue only if somebody is on call
  ansible.builtin.assert:
    that: lookup('community.pagerduty.pagerduty_oncall', service='Web shop', wantlist=true) | length > 0
    fail_msg: Nobody is on call for the web shop
"""

RETURN = r"""
_list:
  description:
    - The entries, by level. Empty if nobody is on call.
    - Use C(query), or C(lookup) with C(wantlist=true). Otherwise C(lookup) returns a single entry without a list.
  type: list
  elements: dict
  contains:
    id:
      description: The user's ID.
      type: str
      sample: PT23IWX
    name:
      description: The user's name.
      type: str
      sample: Ann Archer
    email:
      description: The user's email address.
      type: str
      sample: ann@example.com
    level:
      description: The level of the escalation policy on which the user is notified.
      type: int
      sample: 1
    start:
      description:
        - The start of the user's on-call shift, in the time zone of the account.
        - Null for a user who is a direct target of the policy, and therefore always on call.
      type: str
      sample: "2026-11-21T00:00:00Z"
    end:
      description: The end of the user's on-call shift. Null in the same case as RV(_list[].start).
      type: str
      sample: "2026-11-22T00:00:00Z"
    escalation_policy:
      description: The C(id) and C(name) of the escalation policy.
      type: dict
      sample: {id: PT20YPA, name: Platform}
    schedule:
      description:
        - The C(id) and C(name) of the schedule through which the user is on call. Null for a direct target of the
          policy.
      type: dict
      sample: {id: PI7DH85, name: Primary}
"""

import typing as t

from ansible.errors import AnsibleError

from ..module_utils._operations.oncall import ONCALL_OPERATION
from ..plugin_utils._lookup import OperationLookup


class LookupModule(OperationLookup):
    def run(
        self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[dict[str, t.Any]]:
        if isinstance(kwargs.get("levels"), int):
            kwargs["levels"] = [kwargs["levels"]]
        options = self.options(variables, kwargs)
        if terms:
            raise AnsibleError(
                f"{terms[0]!r}: say what it is: escalation_policy={terms[0]!r}, schedule={terms[0]!r} or"
                f" service={terms[0]!r}"
            )
        options.pop("_terms", None)
        oncalls: list[dict[str, t.Any]] = self.execute(ONCALL_OPERATION, options)["oncalls"]
        return oncalls
