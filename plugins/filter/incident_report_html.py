# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about the incidents of a month as an HTML page, as a filter."""

from __future__ import annotations

DOCUMENTATION = r"""
name: incident_report_html
short_description: Create an HTML report about PagerDuty incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Converts rows of M(community.pagerduty.pagerduty_analytics_info) to a page with charts. It shows the incidents by
    service, hour, weekday and day, how long it took to acknowledge and to resolve them, the load of each person, and
    the nights on which people were woken.
  - The page is one file. It requests nothing, and it has no scripts. The charts are inline SVG.
  - The playbook C(community.pagerduty.monthly_report) collects the rows and writes the page.
options:
  _input:
    description: The rows, and what they are about.
    type: dict
    required: true
    suboptions:
      incidents:
        description: The rows of O(community.pagerduty.pagerduty_analytics_info#module:report=incidents).
        type: list
        elements: dict
        required: true
      responders:
        description: The rows of O(community.pagerduty.pagerduty_analytics_info#module:report=responder_metrics).
        type: list
        elements: dict
        required: true
      responder_incidents:
        description:
          - The rows of O(community.pagerduty.pagerduty_analytics_info#module:report=responder_incidents) of all
            responders, in one list.
        type: list
        elements: dict
        required: true
      previous:
        description: The incidents of the period before, with which the numbers are compared.
        type: list
        elements: dict
      since:
        description: The first day, such as V(2026-11-01).
        type: str
        required: true
      until:
        description: The day after the last one, such as V(2026-12-01).
        type: str
        required: true
      time_zone:
        description: The time zone of the rows.
        type: str
        default: Etc/UTC
      scope:
        description: Which incidents the rows contain, such as V(team Shop). The page shows this text.
        type: str
        default: ""
  title:
    description: The title of the page. By default, the period.
    type: str
    default: ""
notes:
  - The page contains the names of people. Treat it like other internal documents.
seealso:
  - module: community.pagerduty.pagerduty_analytics_info
"""

EXAMPLES = r"""
- name: Get the incidents
  community.pagerduty.pagerduty_analytics_info:
    report: incidents
    since: 2026-11-01
    until: 2026-12-01
  register: incidents

- name: Get the time on call
  community.pagerduty.pagerduty_analytics_info:
    report: responder_metrics
    since: 2026-11-01
    until: 2026-12-01
  register: responders

- name: Get the incidents of each responder
  community.pagerduty.pagerduty_analytics_info:
    report: responder_incidents
    responder: "{{ item }}"
    since: 2026-11-01
    until: 2026-12-01
  loop: "{{ responders.analytics | map(attribute='responder_id') | unique }}"
  register: of_responders

- name: Write the report
  ansible.builtin.copy:
    content: "{{ rows | community.pagerduty.incident_report_html(title='Incidents in November') }}"
    dest: "{{ playbook_dir }}/november.html"
    mode: "0600"
  vars:
    rows:
      incidents: "{{ incidents.analytics }}"
      responders: "{{ responders.analytics }}"
      responder_incidents: "{{ of_responders.results | map(attribute='analytics') | flatten }}"
      since: "2026-11-01"
      until: "2026-12-01"
"""

RETURN = r"""
_value:
  description: The page.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._incident_report._html import html_page
from ..plugin_utils._incident_report._report import IncidentReport, NotAReport


def incident_report_html(data: Any, title: str = "") -> str:
    """Rows of pagerduty_analytics_info as a page."""
    try:
        return html_page(IncidentReport(data, title))
    except NotAReport as error:
        raise AnsibleFilterError(f"incident_report_html: the input {error}") from error


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"incident_report_html": incident_report_html}
