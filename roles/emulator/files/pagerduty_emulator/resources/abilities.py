# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The abilities of an account: the features of its plan. The API only reads them. A state file sets them."""

from __future__ import annotations

from ..core.errors import not_found, payment_required
from ..schema.call import Call, Reply
from ..schema.operation import Operation

DEFAULT_ABILITIES = (
    "advanced_reports",
    "audit_trail",
    "coordinated_responding",
    "escalation_rule_assignment_strategies",
    "event_intelligence",
    "read_only_users",
    "service_support_hours",
    "sso",
    "team_responders",
    "teams",
    "urgencies",
)
"""PagerDuty publishes no list of abilities. ``teams``, ``read_only_users``, ``service_support_hours`` and ``urgencies``
are in its documentation's example; ``escalation_rule_assignment_strategies`` is the emulator's own name for the feature
that the ``include[]`` of that name needs, and ``audit_trail`` that for the feature "Audit Trail"."""


def abilities(call: Call) -> Reply:
    return Reply(200, {"abilities": sorted(call.account.abilities)})


def ability(call: Call) -> Reply:
    """204 if the account has the ability, 402 if it lacks it, 404 if there is no such ability."""
    name = call.ids[0]
    if name in call.account.abilities:
        return Reply(204)
    raise payment_required(name) if name in DEFAULT_ABILITIES else not_found()


OPERATIONS = (
    Operation("GET", "/abilities", abilities, "abilities.read"),
    Operation("GET", "/abilities/*", ability, "abilities.read"),
)
