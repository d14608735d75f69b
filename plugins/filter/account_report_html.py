# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about an account as an HTML page, as a filter."""

from __future__ import annotations

DOCUMENTATION = r"""
name: account_report_html
short_description: Create an HTML report about a PagerDuty account
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Converts a result of M(community.pagerduty.pagerduty_account_info) to a page. It shows how the account differs from
    a configuration, what the health check found, which secrets exist, and a map of all services with their escalation
    policies, schedules and the people who are on call now, by team.
  - The page is one file. It requests nothing, and it works without JavaScript, except the search and the filters.
  - The page contains the parts that the result contains. The differences need the option
    O(community.pagerduty.pagerduty_account_info#module:config) of the task. The health check and the map need
    O(community.pagerduty.pagerduty_account_info#module:health).
options:
  _input:
    description: The registered result of M(community.pagerduty.pagerduty_account_info).
    type: dict
    required: true
  account:
    description: The name of the account, which is the title of the page.
    type: str
    default: ""
notes:
  - Each service has a link of its own, C(#service-) with the ID of the service.
  - The page contains the names and email addresses of the users on call. Treat it like other internal documents.
seealso:
  - module: community.pagerduty.pagerduty_account_info
  - plugin: community.pagerduty.account_report_markdown
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read the account, compare it with the configuration, and check it
  community.pagerduty.pagerduty_account_info:
    config:
      services:
        - {name: Web shop, escalation_policy: Default}
    health: true
  register: account

- name: Write a report about it
  ansible.builtin.copy:
    content: "{{ account | community.pagerduty.account_report_html(account='Production') }}"
    dest: "{{ playbook_dir }}/pagerduty.html"
    mode: "0600"
  changed_when: false
"""

RETURN = r"""
_value:
  description: The page.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._account_report._html import html_page
from ..plugin_utils._account_report._report import NotAResult, Report


def account_report_html(result: Any, account: str = "") -> str:
    """A result of pagerduty_account_info as a page."""
    try:
        return html_page(Report(result, account))
    except NotAResult as error:
        raise AnsibleFilterError(f"account_report_html: the input {error}") from error


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"account_report_html": account_report_html}
