#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the Jira Cloud sites that are connected to PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_jira_cloud_account_mapping_info
short_description: List the Jira Cloud sites that are connected to PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the account mappings of the account, or one of them. An account mapping connects a Jira Cloud site to the
    PagerDuty account. It is created in Jira, as PagerDuty's guide for Jira Cloud describes.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  site:
    description:
      - Only the account mapping of this site. For C(https://example.atlassian.net), V(example),
        V(example.atlassian.net) and the address work.
    type: str
"""

EXAMPLES = r"""
- name: List the Jira Cloud sites
  community.pagerduty.pagerduty_jira_cloud_account_mapping_info:
  register: all

- name: Show them
  ansible.builtin.debug:
    msg: "{{ all.jira_cloud_account_mappings | map(attribute='site') }}"

- name: Get the account mapping of one site
  community.pagerduty.pagerduty_jira_cloud_account_mapping_info:
    site: example.atlassian.net
"""

RETURN = r"""
jira_cloud_account_mappings:
  description:
    - The account mappings, as returned by PagerDuty, with C(site), the host of the Jira Cloud site. Empty if no object
      matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PIJ90N7
      site: example.atlassian.net
      jira_cloud_account: {base_url: "https://example.atlassian.net"}
      pagerduty_account: {subdomain: acme}
      created_at: "2026-09-12T12:34:55.000Z"
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
      path: /integration-jira-cloud/accounts_mappings?limit=100&offset=0
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
    request: {method: GET, path: "/integration-jira-cloud/accounts_mappings", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.jira_cloud_account_mapping import JIRA_CLOUD_ACCOUNT_MAPPING


def main() -> None:
    run_module(info_operation(JIRA_CLOUD_ACCOUNT_MAPPING))


if __name__ == "__main__":
    main()
