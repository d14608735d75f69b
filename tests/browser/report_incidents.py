# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account for the report about incidents: two months with their log entries."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

MONTH = "2026-03"
SINCE, UNTIL, BEFORE = "2026-03-01", "2026-04-01", "2026-02-01"

SERVICES = (
    "Shop checkout", "Shop search", "Identity and access management of all customers", "Payments API", "Warehouse sync",
    "Mobile gateway", "Reports", "Newsletter",
)
PEOPLE = (
    "Inès Moreau", "Ada Lovelace", "Bob Kahn", "Grace Hopper", "Katsuko Saruhashi", "Lars Svensson",
)


def email_of(name: str) -> str:
    return name.split()[0].lower().replace("è", "e") + "@example.com"


def id_of(name: str) -> str:
    return f"PUSER0{PEOPLE.index(name)}"


def account(seed: int = 1, number: int = 220) -> dict[str, Any]:
    """The content of a state file. The same seed makes the same account."""
    chance = random.Random(seed)
    incidents, entries = [], []
    for index in range(number):
        # More by day than by night, and a bad week.
        day = chance.choice([*range(59), *range(37, 44), *range(37, 44)])
        hour = chance.choice([*range(24), *range(8, 18), *range(8, 18)])
        start = datetime(2026, 2, 1, hour, chance.randrange(60), tzinfo=UTC) + timedelta(days=day)
        service = chance.choices(SERVICES, range(len(SERVICES), 0, -1))[0]
        incident = f"PI{index:05}"
        person, helper = chance.sample(PEOPLE, 2)
        answered = start + timedelta(seconds=chance.randrange(20, 1500))
        end = answered + timedelta(seconds=int(chance.lognormvariate(7.5, 1)))
        urgency = "low" if chance.random() < 0.25 else "high"
        incidents.append({
            "id": incident, "title": f"{service} {chance.choice(['is slow', 'is down', 'returns errors'])}",
            "service": service, "created_at": start.isoformat(), "status": "resolved", "urgency": urgency,
            "resolved_at": end.isoformat(), "priority": chance.choice(["P1", "P3", None]),
        })

        def entry(kind: str, at: datetime, agent: str | None = None, **more: Any) -> None:
            who = {"id": id_of(agent), "type": "user"} if agent else {"id": service, "type": "service"}  # noqa: B023
            entries.append({"kind": kind, "created_at": at.isoformat(), "agent": who, "incident": incident,  # noqa: B023
                            "service": service, **more})  # noqa: B023

        def notify(name: str, at: datetime) -> None:
            channel = {"type": "auto", "notification": {"type": "push_notification", "status": "success"}}
            entry("notify", at, extra={"user": id_of(name)}, channel=channel)

        entry("trigger", start)
        entry("assign", start, extra={"assignees": [id_of(person)]})
        if urgency == "high":
            notify(person, start)
        if chance.random() < 0.2:
            escalated = start + timedelta(seconds=10)
            assignees = {"assignees": [id_of(helper)]}
            entry("escalate", escalated, extra=assignees, channel={"type": "timeout"})
            notify(helper, escalated)
        entry("acknowledge", answered, person)
        entry("resolve", end, person)
    return {
        "time_zone": "Etc/UTC",
        "users": [
            {"name": "Account Owner", "email": "owner@example.com", "role": "owner"},
            *({"id": id_of(name), "name": name, "email": email_of(name), "time_zone": "Etc/UTC"}
              for name in PEOPLE),
        ],
        "escalation_policies": [
            {"name": "Default", "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": [email_of(PEOPLE[0]), email_of(PEOPLE[1])]}]},
        ],
        "services": [{"name": name, "escalation_policy": "Default"} for name in SERVICES],
        "incidents": incidents,
        "log_entries": entries,
    }
