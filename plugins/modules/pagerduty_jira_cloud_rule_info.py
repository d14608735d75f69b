#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List rules of PagerDuty's integration with Jira Cloud."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_jira_cloud_rule_info
short_description: List rules of PagerDuty's integration with Jira Cloud
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the rules of an account mapping, those with a name, or one rule. A rule keeps the incidents of a service and
    the issues of a Jira Cloud project in sync.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  account_mapping:
    description:
      - The account mapping, by its Jira Cloud site or by its ID. For the site C(https://example.atlassian.net),
        V(example), V(example.atlassian.net) and the address work.
    type: str
    required: true
  name:
    description:
      - Only rules with exactly this name. Case is ignored.
    type: str
"""

EXAMPLES = r"""
- name: List the rules of a Jira Cloud site
  community.pagerduty.pagerduty_jira_cloud_rule_info:
    account_mapping: example.atlassian.net
  register: all

- name: Show the services
  ansible.builtin.debug:
    msg: "{{ all.jira_cloud_rules | map(attribute='config.service.summary') }}"
"""

RETURN = r"""
jira_cloud_rules:
  description: The rules, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PF9KMXH
      name: Web shop
      enabled: true
      account_mapping: {id: PIJ90N7, type: account_mapping_reference}
# generated: return values
total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /integration-jira-cloud/accounts_mappings/PQ9K7I8/rules?limit=100&offset=0
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
    errors: [Limit must be a number]
    request: {method: GET, path: "/integration-jira-cloud/accounts_mappings/PQ9K7I8/rules", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.jira_cloud_rule import JIRA_CLOUD_RULE


def main() -> None:
    run_module(info_operation(JIRA_CLOUD_RULE))


if __name__ == "__main__":
    main()
