# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about an account as Markdown, as a filter."""

from __future__ import annotations

DOCUMENTATION = r"""
name: account_report_markdown
short_description: Create a Markdown report about a PagerDuty account
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Converts a result of M(community.pagerduty.pagerduty_account_info) to Markdown, for example for a pull request or
    the summary of a CI job. It has the same contents as the page of P(community.pagerduty.account_report_html#filter).
  - The report contains the parts that the result contains. The differences need the option
    O(community.pagerduty.pagerduty_account_info#module:config) of the task. The health check and the map need
    O(community.pagerduty.pagerduty_account_info#module:health).
options:
  _input:
    description: The registered result of M(community.pagerduty.pagerduty_account_info).
    type: dict
    required: true
  account:
    description: The name of the account, for the title.
    type: str
    default: ""
  summary:
    description:
      - Whether to return only a few lines of plain text - the numbers, the names of the objects that differ, and the
        problems.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_account_info
  - plugin: community.pagerduty.account_report_html
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read the account, and check it
  community.pagerduty.pagerduty_account_info:
    health: true
  register: account

- name: Write a report about it
  ansible.builtin.copy:
    content: "{{ account | community.pagerduty.account_report_markdown(account='Production') }}"
    dest: "{{ playbook_dir }}/pagerduty.md"
    mode: "0600"
  changed_when: false

- name: Show a summary
  ansible.builtin.debug:
    msg: "{{ (account | community.pagerduty.account_report_markdown(summary=true)).splitlines() }}"
"""

RETURN = r"""
_value:
  description: The report.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._account_report._markdown import markdown, summary_text
from ..plugin_utils._account_report._report import NotAResult, Report


def account_report_markdown(result: Any, account: str = "", summary: bool = False) -> str:
    """A result of pagerduty_account_info as Markdown."""
    try:
        report = Report(result, account)
    except NotAResult as error:
        raise AnsibleFilterError(f"account_report_markdown: the input {error}") from error
    return summary_text(report) if summary else markdown(report)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"account_report_markdown": account_report_markdown}
