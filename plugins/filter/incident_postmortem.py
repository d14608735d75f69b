# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timeline of an incident as Markdown, as a filter."""

from __future__ import annotations

DOCUMENTATION = r"""
name: incident_postmortem
short_description: Create a Markdown postmortem of a PagerDuty incident
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates the first draft of a postmortem. It contains what happened and who did what, the times to acknowledge and to
    resolve the incident, its alerts, and empty sections for the cause and the actions.
  - The playbook C(community.pagerduty.postmortem) collects the data and writes the file.
  - Texts from incidents, notes and alerts are escaped, so that they contain no markup.
options:
  _input:
    description:
      - A dictionary with C(incident), and with the lists C(log_entries), C(notes), C(alerts), C(change_events),
        C(business_services) and C(past_incidents), as the info modules return them. Each list can be missing. The draft
        then has no such part.
    type: dict
    required: true
  time_zone:
    description: The time zone of the times in the report, such as V(Europe/Berlin).
    type: str
    default: UTC
seealso:
  - module: community.pagerduty.pagerduty_incident_info
  - module: community.pagerduty.pagerduty_log_entry_info
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-down
    service: Web shop
    title: The web shop is down
    from_email: owner@example.com
  register: down

- name: Get its log entries
  community.pagerduty.pagerduty_log_entry_info:
    incident: "{{ down.incident.id }}"
    include: [channels]
  register: history

- name: Write the timeline
  ansible.builtin.copy:
    content: >-
      {{ {'incident': down.incident, 'log_entries': history.log_entries}
      | community.pagerduty.incident_postmortem(time_zone='Europe/Berlin') }}
    dest: "{{ playbook_dir }}/postmortem.md"
    mode: "0600"
  when: down.incident.created_at is defined
"""

RETURN = r"""
_value:
  description: The postmortem.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._postmortem import NotAnIncident, Postmortem


def incident_postmortem(data: Any, time_zone: str = "UTC") -> str:
    """The timeline of an incident as Markdown."""
    try:
        return Postmortem(data, time_zone).markdown()
    except NotAnIncident as error:
        raise AnsibleFilterError(f"incident_postmortem: the input {error}") from error


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"incident_postmortem": incident_postmortem}
