# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account for the tests of the report: 300 services of several teams, some problems, and a configuration of it."""

from __future__ import annotations

import copy
import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Raw = dict[str, Any]

ZONE = "Europe/Berlin"

TEAMS = ("Checkout", "Data Platform", "Identity", "Infrastructure", "Mobile", "Payments", "Search", "Storefront")
PARTS = ("api", "cache", "database", "events", "gateway", "importer", "jobs", "portal", "reports", "sync", "worker")
FIRST = ("Ada", "Amir", "Bea", "Chen", "Dana", "Emil", "Fatou", "Grete", "Hugo", "Inès", "Jonas", "Kofi", "Lena")
LAST = ("Archer", "Bauer", "Costa", "Diallo", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen", "Kowalski")
HOSTILE = ('</script><b id="b">bold</b>', "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "{{ 7 * 7 }} <i>")


def moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def large(now: datetime, *, services: int = 300) -> Raw:
    """The account in the format of the emulator. now: its time."""
    chance = random.Random(7)
    users = [_user(chance, number) for number in range(64)]
    emails = [user["email"] for user in users]
    of_team = {team: emails[number * 8 : number * 8 + 8] for number, team in enumerate(TEAMS)}
    schedules, policies = [], []
    for team in TEAMS:
        people = of_team[team]
        schedules += [
            _schedule(f"{team} primary", now, people[:5], team, 7 * 86400),
            _schedule(f"{team} secondary", now, people[3:], team, 86400),
        ]
        primary, secondary = f"{team} primary", f"{team} secondary"
        policies += [
            _policy(f"{team} critical", team, [primary], [secondary], [people[0], people[7]]),
            _policy(f"{team} standard", team, [primary], [people[1]]),
            _policy(f"{team} business hours", team, [secondary]),
        ]
    # The hours begin two to three hours from now, so nobody is on call at the moment.
    begin = (now.astimezone(ZoneInfo(ZONE)) + timedelta(hours=3)).strftime("%H:00:00")
    hours = [{"type": "daily_restriction", "start_time_of_day": begin, "duration_seconds": 36000}]
    schedules[5]["schedule_layers"][0]["restrictions"] = hours
    schedules[8]["schedule_layers"][0]["end"] = moment(now + timedelta(days=4))
    schedules.append(_schedule("Old rotation", now, emails[:2], "Search", 86400))
    policies.append(_policy("Spare", None, [emails[0]]))
    named = [f"{team.lower().replace(' ', '-')}-{part}" for team in TEAMS for part in PARTS]
    listed = [_service(chance, at, named[at % len(named)], at // len(named), policies) for at in range(services)]
    return {
        "users": users,
        "teams": [
            {"name": team, "members": [{"user": one, "role": "responder"} for one in of_team[team]]} for team in TEAMS
        ],
        "schedules": schedules,
        "escalation_policies": policies,
        "services": listed,
    }


def _user(chance: random.Random, number: int) -> Raw:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number * 7 % len(LAST)]}"
    email = f"user{number}@example.com"
    methods = [{"id": f"PEMAIL{number}", "type": "email_contact_method", "label": "Work", "address": email}]
    if number % 13:
        address = f"41555{number:05}"
        methods.append({"id": f"PSMS{number}", "type": "sms_contact_method", "label": "Mobile", "address": address})
    if number == 19:
        methods = []
    rules = [{"contact_method": one["id"], "urgency": "high", "start_delay_in_minutes": 0} for one in methods]
    return {
        "id": f"PUSER{number:03}",
        "name": name,
        "email": email,
        "contact_methods": methods,
        "notification_rules": rules,
    }


def _schedule(name: str, now: datetime, emails: list[str], team: str, seconds: int) -> Raw:
    start = moment(now - timedelta(days=3, hours=5))
    layer = {
        "name": "Rotation",
        "start": start,
        "rotation_virtual_start": start,
        "rotation_turn_length_seconds": seconds,
        "users": [{"user": email} for email in emails],
    }
    return {"name": name, "time_zone": ZONE, "teams": [team], "schedule_layers": [layer]}


def _policy(name: str, team: str | None, *levels: list[str]) -> Raw:
    rules = [{"escalation_delay_in_minutes": 10 + 5 * at, "targets": list(own)} for at, own in enumerate(levels)]
    return {"name": name, "teams": [team] if team else [], "num_loops": len(levels) - 1, "escalation_rules": rules}


def _service(chance: random.Random, number: int, name: str, turn: int, policies: list[Raw]) -> Raw:
    team = number % (len(TEAMS) * len(PARTS)) // len(PARTS)
    policy = policies[team * 3 + chance.choice([0, 1, 1, 2])]
    integrations = [{"name": "Events", "type": "events_api_v2_inbound_integration"}]
    return {
        "id": f"PSVC{number:04}",
        "name": name if not turn else f"{name}-{'abcdefgh'[turn]}",
        "description": chance.choice(["", "", "Takes orders of all shops", "Nightly import of the partners' prices"]),
        "escalation_policy": policy["name"],
        "status": "disabled" if number % 97 == 5 else "active",
        "integrations": [] if number % 23 == 7 else integrations,
    }


def configuration(config: Raw) -> Raw:
    """A configuration that differs from the account. config: that of the account."""
    changed = copy.deepcopy(config)
    services, policies = changed["services"], changed["escalation_policies"]
    services[3]["description"] = "Sends payments to the banks"
    services[8]["acknowledgement_timeout"] = 1800
    policies[2]["escalation_rules"][0]["escalation_delay_in_minutes"] = 25
    level = {"escalation_delay_in_minutes": 30, "targets": [{"user": "user9@example.com"}]}
    policies[2]["escalation_rules"].append(level)
    changed["schedules"][1]["time_zone"] = "Europe/Paris"
    services.append({"name": "storefront-recommendations", "escalation_policy": policies[0]["name"]})
    changed["teams"].append({"name": "Security"})
    del services[20:23]
    gone = {"storefront-worker-c"}
    changed["services"] = [one for one in services if one["name"] not in gone]
    names = {one["name"] for one in changed["services"]}
    listed = changed["service_integrations"]
    changed["service_integrations"] = [one for one in listed if one["service"] in names]
    return changed


def hostile(now: datetime) -> Raw:
    """An account whose names contain markup."""
    policies = ["{{ 7 * 7 }} policy", "'); alert(1); ('"]
    return {
        "users": [{"id": "PUSERX", "name": HOSTILE[0], "email": "x@example.com"}],
        "teams": [{"name": HOSTILE[2], "description": HOSTILE[1], "members": []}],
        "schedules": [_schedule(HOSTILE[1], now, ["x@example.com"], HOSTILE[2], 86400)],
        "escalation_policies": [
            _policy(policies[0], HOSTILE[2], [HOSTILE[1]]),
            _policy(policies[1], None, ["x@example.com"]),
        ],
        "services": [
            {"id": f"PSVC{at}", "name": name, "description": HOSTILE[at], "escalation_policy": policies[at % 2]}
            for at, name in enumerate(["{{ 7 * 7 }}", "'-alert(1)-'", "javascript:alert(1)", "日本語 " + "x" * 180])
        ],
    }
