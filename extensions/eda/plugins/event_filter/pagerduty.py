# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event filter for Event-Driven Ansible: gives PagerDuty's events of all sources the same form."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

DOCUMENTATION = r"""
---
name: pagerduty
short_description: Give PagerDuty's events of all sources the same form
version_added: 1.0.0
author: The community.pagerduty contributors
description:
  - Converts PagerDuty's webhooks that another event source has received to the events of the source
    C(community.pagerduty.pagerduty_webhook), with C(event) and C(meta). The same rules then work with all
    sources.
  - Supports event streams of EDA Controller, C(ansible.eda.webhook), C(ansible.eda.kafka), C(ansible.eda.pg_listener),
    and all other sources whose events contain the body of the webhook as C(payload), as C(body), or directly.
    The body can also be text.
  - Events of this collection's event sources remain unchanged, also if another source has transported them.
  - C(meta) has the same keys as with the webhook source. It keeps C(hosts), C(source), C(eda_event_stream_name),
    C(source_offset) and C(produced_at) of the other source. Headers are removed, because they can contain passwords.
    C(meta.redelivered) is always false.
  - C(meta.verified) is true if the signature of the webhook is valid, false if it does not match O(secrets), and
    missing if it can't be checked, because the event contains no signature or no secret is known. The webhook source
    of this collection accepts only valid signatures, so it is always true there.
  - PagerDuty signs the bytes of the body, but other sources pass on only its content. The filter therefore writes the
    content in the usual forms of JSON again. If the signature matches one of these, PagerDuty has signed the content.
    If PagerDuty should use another form, C(meta.verified) is false although the webhook is genuine.
  - Keys and values that ansible-rulebook can't process are changed, as in the sources of this collection.
options:
  secrets:
    description:
      - The secrets of the webhook subscriptions, to verify signatures.
      - If not set, the environment variable E(PAGERDUTY_WEBHOOK_SECRET) is used, with secrets separated by commas. Use
        this variable, because ansible-rulebook does not replace variables such as C({{ secret }}) in the options of
        filters.
    type: list
    elements: str
    aliases: [secret]
  require_signature:
    description:
      - Drops events of PagerDuty unless C(meta.verified) is true. A warning is logged, at most once a minute.
      - Events of this collection's event sources pass, unless their C(meta.verified) is false.
      - Do not use this option if the source does not pass on the header C(X-PagerDuty-Signature). An event stream
        verifies the signature itself, and removes it.
    type: bool
    default: false
  events:
    description:
      - The event types to pass to the rules, such as V(incident.triggered), or patterns such as V(incident.*). The
        default is all events of PagerDuty except its test event V(pagey.ping).
      - This option, O(services), O(teams), O(priorities) and O(urgencies) work as in the webhook source. They also
        apply to events of this collection's event sources. Write values, not variables.
    type: list
    elements: str
  services:
    description:
      - Passes only events of these services and their incidents to the rules. Names or IDs.
    type: list
    elements: str
  teams:
    description:
      - Passes only events of these teams' incidents and services to the rules. Names or IDs.
    type: list
    elements: str
  priorities:
    description:
      - Passes only events of incidents with these priorities to the rules. Names, such as V(P1), or IDs.
    type: list
    elements: str
  urgencies:
    description:
      - Passes only events of incidents with these urgencies to the rules.
    type: list
    elements: str
    choices: [high, low]
  duplicates:
    description:
      - Whether to drop events that the same source has received before. The filter recognizes the last 10,000 events by
        their IDs, until the rulebook ends.
    type: str
    choices: [drop, pass]
    default: drop
  other_events:
    description:
      - What happens to events that are not PagerDuty's. V(pass) passes them to the rules unchanged.
    type: str
    choices: [pass, drop]
    default: pass
requirements:
  - ansible-core
notes:
  - ansible-rulebook before 1.2 can't drop events. The rules then receive an event without contents instead.
seealso:
  - name: PagerDuty webhooks V3
    description: Describes all event types and their contents.
    link: https://developer.pagerduty.com/docs/webhooks-overview
"""

EXAMPLES = r"""
---
# In EDA Controller, the activation replaces this source by an event stream. The filter stays.
- name: Show new incidents
  hosts: localhost
  sources:
    - name: PagerDuty
      community.pagerduty.pagerduty_webhook:
        events: [incident.triggered]
      filters:
        - community.pagerduty.pagerduty:
  rules:
    - name: Show a new incident
      condition: event.meta.event_type == "incident.triggered"
      action:
        print_event:

# ansible.eda.webhook does not verify PagerDuty's signature. The filter does, with PAGERDUTY_WEBHOOK_SECRET.
- name: Show the incidents of a team
  hosts: localhost
  sources:
    - ansible.eda.webhook:
        port: 5000
      filters:
        - community.pagerduty.pagerduty:
            require_signature: true
            events: [incident.*]
            teams: [Platform]
            other_events: drop
  rules:
    - name: Show the event
      condition: event.meta.incident_id is defined
      action:
        print_event:

# An application passes the bodies of webhooks to Kafka or to PostgreSQL.
- name: Show urgent incidents
  hosts: localhost
  sources:
    - ansible.eda.kafka:
        host: kafka.example.com
        port: 9092
        topic: pagerduty
        group_id: rulebooks
      filters:
        - community.pagerduty.pagerduty:
    - ansible.eda.pg_listener:
        dsn: host=db.example.com dbname=eda user=eda
        channels: [pagerduty]
      filters:
        - community.pagerduty.pagerduty:
  rules:
    - name: Show an urgent incident
      condition: event.meta.event_type == "incident.triggered" and event.meta.urgency == "high"
      action:
        print_event:
"""


def _library() -> Any:
    """Import the filter's code."""
    folder = Path(__file__).absolute().parents[4] / "plugins" / "plugin_utils" / "_triggers"
    # Not runpy: where Ansible's collection loader is active, it takes the file for a directory.
    spec: Any = importlib.util.spec_from_file_location("_import", folder / "_import.py")
    importer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(importer)
    return importer.library("_filter")


# ansible-rulebook runs this file for each source, so each source has its own filter.
_FILTER = _library().EventFilter()


def main(event: Any, /, **options: Any) -> Any:
    """Return the event for the rules, or an empty list to drop it."""
    return _FILTER(event, options)
