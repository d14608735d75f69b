# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a PagerDuty account as texts of files."""

from __future__ import annotations

DOCUMENTATION = r"""
name: account_files
short_description: The configuration of a PagerDuty account as texts of files
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the texts of YAML files with variables, such as C(pagerduty_services), from the result of
    M(community.pagerduty.pagerduty_account_info).
  - The module M(community.pagerduty.pagerduty_account_export) writes these files, which is faster for many of them.
  - Text that contains C({{), C({%) or C({#) has the tag C(!unsafe), so that Ansible does not evaluate it as a template.
    Comments say which secrets exist, and what is not exported.
positional: _input
options:
  _input:
    description:
      - The result of M(community.pagerduty.pagerduty_account_info), or a dictionary with its C(config). The keys
        C(secrets) and C(not_exported) become comments.
    type: dict
    required: true
  layout:
    description:
      - With V(kind), there is a file for each kind, such as C(services.yml). With V(object), there is a file for each
        object, such as C(services/web-shop.yml).
    type: str
    choices: [kind, object]
    default: kind
seealso:
  - plugin: community.pagerduty.account_config
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Get the configuration of the account
  community.pagerduty.pagerduty_account_info:
  register: account

- name: Show the file of the services
  ansible.builtin.debug:
    msg: "{{ (account | community.pagerduty.account_files)['services.yml'] | default('There are no services') }}"

- name: Show the names of the files with one file for each object
  ansible.builtin.debug:
    msg: "{{ account | community.pagerduty.account_files(layout='object') | list }}"
"""

RETURN = r"""
_value:
  description:
    - The text of each file by its name, with C(/) between folders. The names are unique, also where case is ignored.
  type: dict
  sample: {services.yml: "---\npagerduty_services:\n  - name: Web shop\n"}
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._core.errors import PagerDutyError
from ..module_utils._engine.account.texts import files_of
from ..module_utils._operations.account import KINDS


def account_files(result: t.Any, layout: str = "kind") -> dict[str, str]:
    """The texts of the files. result: of the info module. Raises AnsibleFilterError."""
    if not isinstance(result, t.Mapping) or not isinstance(result.get("config"), t.Mapping):
        raise AnsibleFilterError(
            "account_files: the input must be the result of pagerduty_account_info, a dictionary with the key config"
        )
    try:
        secrets, not_exported = result.get("secrets") or (), result.get("not_exported") or ()
        return files_of(KINDS, result["config"], secrets, not_exported, layout)
    except PagerDutyError as error:
        raise AnsibleFilterError(f"account_files: {error.message}") from None


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"account_files": account_files}
