#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the configuration of a PagerDuty account to files."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_account_export
short_description: Write the configuration of a PagerDuty account to files
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Writes YAML files with variables, such as C(pagerduty_services), with one file for each kind or one file for each
    object. The role P(community.pagerduty.account#role) applies such files. Ansible also reads them as C(group_vars)
    and C(host_vars).
  - The files have the format of O(community.pagerduty.pagerduty_account#module:config), a stable order, and no IDs
    where a name says which object is meant. A second run without changes in the account changes no file.
  - Comments in the files say what is not exported, and which secrets exist. Secrets are never exported.
  - Text that contains C({{), C({%) or C({#) has the tag C(!unsafe), so that Ansible does not evaluate it as a template.
  - By default, the task fails if it would overwrite a file, or mix with other YAML files.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
requirements:
  - PyYAML, which ansible-core requires, too.
options:
  directory:
    description:
      - The directory, on the host where the task runs. The task creates it if it does not exist.
      - Names that begin with a dot are not read, and neither are files other than YAML files.
    type: path
    required: true
  layout:
    description:
      - With V(kind), there is a file for each kind, such as C(services.yml). With V(object), there is a file for each
        object, such as C(services/web-shop.yml).
    type: str
    choices: [kind, object]
    default: kind
  force:
    description:
      - Whether to overwrite files, and to remove those of objects that no longer exist.
      - A file is removed only if its first line says that an export wrote it, and if it is about one of the exported
        kinds. With O(teams), O(names) or O(ignore), no file is removed.
    type: bool
    default: false
  kinds:
    description:
      - The kinds of objects to export, for example V(services). By default, all kinds.
      - The kinds are those of O(community.pagerduty.pagerduty_account#module:config).
    type: list
    elements: str
  teams:
    description:
      - The names or IDs of teams. Only these teams and the objects that belong to them are exported. Objects that
        belong to no team, such as templates, are left out.
      - A service and a maintenance window belong to the teams of the escalation policy.
    type: list
    elements: str
  names:
    description:
      - Patterns of names, for example V(Web *). Only objects with such names are exported. A user can be named by the
        email address, too. Case is ignored.
      - Objects that belong to another object, such as integrations, are exported if the name of the other object
        matches.
    type: list
    elements: str
  ignore:
    description: Patterns of names, as in O(names). Objects with such names are not exported.
    type: list
    elements: str
    default: []
  full:
    description: Whether to write options that have their defaults, too.
    type: bool
    default: false
  parallel:
    description: The number of requests at a time, between 1 and 16. Each of them uses its own connection.
    type: int
    default: 4
seealso:
  - module: community.pagerduty.pagerduty_account_info
    description: Returns the same configuration. Its notes say how many requests this needs.
  - plugin: community.pagerduty.account_files
    plugin_type: filter
    description: Returns the texts of the files.
  - plugin: community.pagerduty.account_config
    plugin_type: lookup
    description: Reads the files.
"""

EXAMPLES = r"""
- name: Write the configuration of the account to files
  community.pagerduty.pagerduty_account_export:
    directory: "{{ playbook_dir }}/pagerduty"
    layout: object

- name: Write the services to a file, and replace an earlier one
  community.pagerduty.pagerduty_account_export:
    directory: "{{ playbook_dir }}/services"
    kinds: [services]
    force: true
  register: export

- name: Show what was changed
  ansible.builtin.debug:
    msg: "written: {{ export.written }}, removed: {{ export.removed }}"
"""

RETURN = r"""
directory:
  description: O(directory).
  returned: success
  type: str
  sample: /home/ann/pagerduty
written:
  description: The files that were written, relative to O(directory). Files that are unchanged are not listed.
  returned: success
  type: list
  elements: str
  sample: [services/web-shop.yml]
removed:
  description: The files that were removed.
  returned: success
  type: list
  elements: str
  sample: [services/old-shop.yml]
other_files:
  description: Further YAML files in O(directory), which the export neither writes nor removes.
  returned: success
  type: list
  elements: str
  sample: []
objects:
  description: The number of exported objects by kind.
  returned: success
  type: dict
  sample: {teams: 12, services: 240}
secrets:
  description: The secrets of the objects, as M(community.pagerduty.pagerduty_account_info) returns them.
  returned: success
  type: list
  elements: dict
  sample:
    - kind: webhook_subscriptions
      name: https://hooks.example.com/a
      option: custom_headers
      secret: the value of X-Token
not_exported:
  description: What the files do not contain, as M(community.pagerduty.pagerduty_account_info) returns it.
  returned: success
  type: list
  elements: dict
  sample:
    - {kind: users, name: owner@example.com, option: role, reason: no task can set owner}
diff:
  description: The difference of each file that is written or removed.
  returned: success
  type: list
  elements: dict
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
from ..module_utils._operations.account_export import ACCOUNT_EXPORT_OPERATION


def main() -> None:
    run_module(ACCOUNT_EXPORT_OPERATION)


if __name__ == "__main__":
    main()
