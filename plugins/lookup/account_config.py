# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a PagerDuty account in files or variables, as a lookup."""

from __future__ import annotations

DOCUMENTATION = r"""
name: account_config
short_description: The configuration of a PagerDuty account in files or variables
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Reads the variables C(pagerduty_users), C(pagerduty_services) and so on, from YAML files or from the variables of
    the host. Returns them as O(community.pagerduty.pagerduty_account#module:config), with the file and the line of each
    entry as O(community.pagerduty.pagerduty_account#module:sources).
  - The kinds are those of M(community.pagerduty.pagerduty_account). An entry has the options of the module for its
    kind.
  - The lists of all files are merged. Files and values can be encrypted with Ansible Vault. Templates in values are
    evaluated with the variables of the host. Text with the tag C(!unsafe) is not.
  - A file that is not YAML, a key that is set twice, a variable with another name, and a value that is not a list are
    errors. The message names the file and the line.
options:
  _terms:
    description:
      - Files, or directories of YAML files. The files of a directory and its folders are read in alphabetical order.
        Names that begin with a dot are left out. A relative path is relative to the playbook.
      - Without files or directories, the variables of the host are read. A list in a variable whose name is similar to
        one of these variables is an error.
    type: list
    elements: path
  collect_errors:
    description:
      - Whether to return errors about files and values in RV(_list[].errors). By default, the lookup fails.
    type: bool
    default: false
notes:
  - The lines of variables are known if a file sets them, such as one in C(group_vars). Files that are encrypted as a
    whole have no lines.
seealso:
  - module: community.pagerduty.pagerduty_account
  - module: community.pagerduty.pagerduty_account_export
    description: Writes such files.
"""

EXAMPLES = r"""
- name: Configure the account from the files of a directory
  community.pagerduty.pagerduty_account:
    config: "{{ account.config }}"
    sources: "{{ account.sources }}"
  vars:
    account: "{{ lookup('community.pagerduty.account_config', playbook_dir ~ '/account') }}"

- name: Configure the account from variables
  community.pagerduty.pagerduty_account:
    config: "{{ lookup('community.pagerduty.account_config').config }}"
  vars:
    pagerduty_teams:
      - name: Web
    pagerduty_templates:
      - name: Customers
        templated_fields: {short_message: We are investigating}
"""

RETURN = r"""
_list:
  description: A list with one dictionary, which C(lookup) returns without the list.
  type: list
  elements: dict
  contains:
    config:
      description: The entries by kind. A kind that no file and no variable has is missing.
      type: dict
      sample: {services: [{name: Web shop, escalation_policy: Web}]}
    sources:
      description: Where the entries are written, by kind, in the same order.
      type: dict
      sample: {services: ["services.yml:2"]}
    errors:
      description: What is wrong with the files and values, with O(collect_errors=true). Empty if nothing is.
      type: list
      elements: str
      sample: ["services.yml:1: there is no variable pagerduty_servcies; did you mean pagerduty_services?"]
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.lookup import LookupBase

from ..plugin_utils._account_config import from_paths, from_variables

LISTED = 20  # errors in a message


class LookupModule(LookupBase):
    def run(
        self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[dict[str, t.Any]]:
        collect_errors = boolean(kwargs.pop("collect_errors", False))
        if kwargs:
            raise AnsibleError(f"{sorted(kwargs)[0]}: this option does not exist. The only option is collect_errors")
        paths = [path for term in terms for path in (term if isinstance(term, list) else [term])]
        for path in paths:
            if not isinstance(path, str) or not path:
                raise AnsibleError(f"{path!r} is not a file or directory")
        found = variables or {}
        config = from_paths(paths, self._loader) if paths else from_variables(found, self._templar)
        rendered = config.rendered(self._templar, found.get("omit"))
        if rendered["errors"] and not collect_errors:
            errors = rendered["errors"]
            more = f"; and {len(errors) - LISTED} more errors" if len(errors) > LISTED else ""
            raise AnsibleError("; ".join(errors[:LISTED]) + more)
        return [rendered]
