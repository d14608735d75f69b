# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects to choose from, as a lookup."""

from __future__ import annotations

DOCUMENTATION = r"""
name: pagerduty_picklist
short_description: Objects of PagerDuty to choose from
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Lists the objects of a kind as pairs of C(label), which people read, and C(key), which tasks take. For the choices
    of an AWX survey, a C(vars_prompt), or a form.
  - The options but for O(label) and O(key) narrow the list down. They are those of the kind's info module, such as
    M(community.pagerduty.pagerduty_service_info). An option that the kind does not have is refused.
extends_documentation_fragment:
  - community.pagerduty.lookup
options:
  _terms:
    description:
      - The kind of objects, one.
    type: list
    elements: str
    required: true
    choices:
      - alert
      - change_event
      - escalation_policy
      - incident
      - incident_note
      - log_entry
      - notification
      - priority
      - service
      - team
      - template
      - user
      - webhook_subscription
  label:
    description:
      - The attribute of the objects that is the label, such as V(email) for users.
      - If not set, it is what the object is called, its name, title or summary. Where two would be the same, the e-mail
        address or the ID is added to tell them apart.
    type: str
  key:
    description:
      - The attribute of the objects that is the key, such as V(name) or V(email), which modules take as well.
    type: str
    default: id
  query:
    description:
      - Only objects whose name contains this; of users, also those whose e-mail address does.
    type: str
  name:
    description:
      - Only the object of this name. Case and the amount of white space do not count.
    type: str
  email:
    description:
      - Only the user of this e-mail address.
    type: str
  id:
    description:
      - Only the object of this ID.
    type: str
  teams:
    description:
      - Only what belongs to these teams, by name or ID.
    type: list
    elements: str
  users:
    description:
      - Only incidents that are assigned to these users, or escalation policies that call them. By e-mail address, name
        or ID.
    type: list
    elements: str
  services:
    description:
      - Only incidents of these services, by name or ID.
    type: list
    elements: str
  integrations:
    description:
      - Only change events of these integrations, by ID.
    type: list
    elements: str
  statuses:
    description:
      - Only incidents or alerts of these statuses.
    type: list
    elements: str
  urgencies:
    description:
      - Only incidents of these urgencies.
    type: list
    elements: str
  incident:
    description:
      - The incident whose alerts, notes or log entries to list, by its ID or its number.
    type: str
  incident_key:
    description:
      - Only the incidents of this key. For alerts, the incident of this key whose alerts to list.
    type: str
  service:
    description:
      - The service that the incident of O(incident_key) belongs to, for alerts.
    type: str
  alert_key:
    description:
      - Only the alerts of this key.
    type: str
  since:
    description:
      - Only what is from this time on, such as V(2026-11-21). UTC, if it names no other zone.
    type: str
  until:
    description:
      - Only what is from before this time.
    type: str
  date_range:
    description:
      - V(all) lists incidents of any age.
    type: str
  is_overview:
    description:
      - Only the log entries that tell the most important changes.
    type: bool
  type:
    description:
      - Only notifications of this type.
    type: str
  url:
    description:
      - Only the webhook subscriptions that deliver to this URL.
    type: str
  filter_type:
    description:
      - Only webhook subscriptions for the account, a service or a team.
    type: str
  filter:
    description:
      - With O(filter_type), the service or team.
    type: str
  template_type:
    description:
      - Only templates of this type.
    type: str
  sort_by:
    description:
      - The order, such as V(name) or V(created_at:desc). Incidents and alerts can be sorted by two attributes, with a
        comma between them, such as V(urgency:asc,created_at:desc).
    type: str
  time_zone:
    description:
      - The time zone in which times are given, by its name.
    type: str
  limit:
    description:
      - The most pairs to give. All, if not set.
    type: int
  offset:
    description:
      - How many objects to skip at the start.
    type: int
"""

EXAMPLES = r"""
- name: Show all services and their IDs
  ansible.builtin.debug:
    msg: "{{ item.label }} is {{ item.key }}"
  loop: "{{ query('community.pagerduty.pagerduty_picklist', 'service') }}"

- name: Give the addresses of the users whose name or address contains something
  ansible.builtin.debug:
    msg: "{{ query('community.pagerduty.pagerduty_picklist', 'user', query='owner', key='email') }}"

- name: Make a question of an AWX survey, about the incidents that are open
  ansible.builtin.set_fact:
    question:
      variable: incident
      question_name: Which incident?
      type: multiplechoice
      choices: "{{ open | map(attribute='label') }}"
      required: true
  vars:
    open: "{{ query('community.pagerduty.pagerduty_picklist', 'incident', statuses=['triggered', 'acknowledged']) }}"

- name: Find what belongs to the label that somebody has chosen
  ansible.builtin.debug:
    msg: "{{ policies[chosen] }}"
  vars:
    chosen: Default
    policies: >-
      {{ query('community.pagerduty.pagerduty_picklist', 'escalation_policy')
         | items2dict(key_name='label', value_name='key') }}
"""

RETURN = r"""
_list:
  description:
    - The pairs, in PagerDuty's order. Empty if there is nothing to choose from.
    - Use C(query), or C(lookup) with C(wantlist=true). Otherwise C(lookup) gives a single pair by itself, not in a
      list.
  type: list
  elements: dict
  contains:
    label:
      description: What people read. One line.
      type: str
      sample: Web shop
    key:
      description: What tasks take.
      type: str
      sample: PIJ90N7
"""

import typing as t

from ansible.errors import AnsibleError

from ..module_utils._errors import PagerDutyError
from ..module_utils._operations.picklist import PICKLISTS, filters, pairs
from ..module_utils._run import COMMON
from ..plugin_utils._lookup import OperationLookup


class LookupModule(OperationLookup):
    def run(
        self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[dict[str, t.Any]]:
        options = self.options(variables, kwargs)
        options.pop("_terms", None)
        kinds = ", ".join(sorted(PICKLISTS))
        if len(terms) != 1:
            raise AnsibleError(f"takes one kind of objects, not {len(terms)}; there are {kinds}")
        kind = str(terms[0])
        if kind not in PICKLISTS:
            raise AnsibleError(f"there is no kind {kind!r}; there are {kinds}")
        label, key = options.pop("label", None), options.pop("key", "id")
        known = filters(kind)
        for name in sorted(set(options) - set(known) - set(COMMON)):
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise AnsibleError(f"{name}: does not narrow down the kind {kind}; {takes}")
        operation, plural = PICKLISTS[kind]
        found = self.perform(operation, options)[plural]
        try:
            return pairs(found, label, key)
        except PagerDutyError as error:
            raise AnsibleError(error.message) from None
