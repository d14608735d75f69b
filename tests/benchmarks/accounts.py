# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts of any size to load into the emulator."""

from __future__ import annotations

import typing as t

# Events with this key come to the first service.
ROUTING_KEY = "0123456789abcdef0123456789abcdef"
INTEGRATION = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": ROUTING_KEY}


def account(*, users: int = 1, policies: int = 1, services: int = 0) -> dict[str, t.Any]:
    """An account with so many objects and no others. Services take the policies in turn, policies the users."""
    emails = [email(number) for number in range(users - 1)]
    emails.append("owner@example.com")
    people = [{"name": person(number), "email": address} for number, address in enumerate(emails)]
    people[-1]["role"] = "owner"
    return {
        "fresh": False,
        "licenses": [{"name": "Full user", "valid_roles": ["owner", "user"], "role_group": "FullUser", "seats": None}],
        "users": people,
        "escalation_policies": [
            {
                "name": policy(number),
                "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": [emails[number % users]]}],
            }
            for number in range(policies)
        ],
        "services": [
            {
                "name": service(number),
                "description": "Measured",
                "escalation_policy": policy(number % policies),
                "integrations": [] if number else [INTEGRATION],
            }
            for number in range(services)
        ],
    }


def email(number: int) -> str:
    return f"user.{number:05}@example.com"


def person(number: int) -> str:
    return f"User {number:05}"


def policy(number: int) -> str:
    return f"Policy {number:05}"


def service(number: int) -> str:
    return f"Service {number:05}"
