# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of an account from the state of Terraform, as a filter."""

from __future__ import annotations

DOCUMENTATION = r"""
name: terraform_config
short_description: Convert a Terraform state to the configuration of a PagerDuty account
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Converts the resources of PagerDuty that Terraform manages to the format of
    O(community.pagerduty.pagerduty_account#module:config). That module then finds nothing to change, as long as the
    state is current.
  - Objects refer to each other by name, and to users by email address. The names are those in the state, also of data
    sources. An object that is not in the state is referred to by its ID.
  - Contact methods and notification rules become a part of their users, memberships of their teams, and assignments of
    tags of their users, teams and escalation policies.
  - Attributes that are not set are omitted, and so are some values that PagerDuty uses by default. Maintenance windows
    that are over are not converted. Times in the past at which something has started are omitted, because they have no
    effect.
options:
  _input:
    description:
      - The parsed output of C(terraform show -json), or of C(terraform show -json) with the file of a plan. OpenTofu
        prints the same format.
      - A list of such outputs is converted to one configuration. Names are then found in all of them.
    type: raw
    required: true
notes:
  - The state of Terraform contains secrets, such as integration keys. Treat it like a password. The result has none.
  - Objects of a plan that Terraform has not created yet, and objects that refer to them, are not converted.
seealso:
  - module: community.pagerduty.pagerduty_account
  - module: community.pagerduty.pagerduty_account_info
"""

EXAMPLES = r"""
- name: Convert the state of Terraform
  ansible.builtin.set_fact:
    converted: "{{ lookup('ansible.builtin.file', 'state.json') | from_json | community.pagerduty.terraform_config }}"

- name: Show what is not converted
  ansible.builtin.debug:
    msg: "{{ item.address }} {{ item.option }}: {{ item.reason }}"
  loop: "{{ converted.not_converted }}"
  loop_control:
    label: "{{ item.address }}"

- name: Check that the configuration describes the account
  community.pagerduty.pagerduty_account:
    config: "{{ converted.config }}"
  check_mode: true
  diff: true
"""

RETURN = r"""
_value:
  description: The configuration, and what it does not contain.
  type: dict
  contains:
    config:
      description:
        - The objects, as lists by kind. An entry has the options of the module for its kind.
        - If an entry needs an C(id), another object has the same name. Such an entry can only be applied to this
          account.
      type: dict
      sample:
        teams:
          - {name: Web, description: Managed by Terraform, default_role: manager}
        services:
          - {name: Web shop, escalation_policy: Web, auto_resolve_timeout: 14400, acknowledgement_timeout: 1800}
    not_converted:
      description:
        - The resources that are not converted, with the C(address) in Terraform and the C(reason). If C(option) is set,
          only this attribute or option is not converted, or can only be applied to this account.
        - C(kind) is the kind of the object in RV(_value.config), empty for types without a kind. C(name) says what the
          object is called.
      type: list
      elements: dict
      sample:
        - address: pagerduty_response_play.major
          kind: ""
          name: Major incident
          option: ""
          reason: PagerDuty has removed response plays
    secrets:
      description: The secrets of the objects, which RV(_value.config) does not contain.
      type: list
      elements: dict
      sample:
        - address: pagerduty_webhook_subscription.chat
          kind: webhook_subscriptions
          name: https://hooks.example.com/a
          option: custom_headers
          secret: the value of X-Token
    notes:
      description: Remarks, such as references to objects that the state does not contain.
      type: list
      elements: str
      sample:
        - "pagerduty_service.shop: escalation_policy refers to the escalation policy PT20YPA by its ID, because the
          state does not contain it"
"""

import typing as t
from datetime import UTC, datetime

from ansible.errors import AnsibleFilterError

from ..plugin_utils._terraform._convert import convert
from ..plugin_utils._terraform._state import StateError


def terraform_config(outputs: t.Any) -> dict[str, t.Any]:
    try:
        return convert(outputs, datetime.now(UTC))
    except StateError as error:
        raise AnsibleFilterError(f"community.pagerduty.terraform_config: {error}") from None


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"terraform_config": terraform_config}
