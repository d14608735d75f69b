# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of objects that others refer to. A reference needs no more of them than how they are found.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.resource import Kind

# What an incident can be.
STATUSES = ("triggered", "acknowledged", "resolved")

ESCALATION_POLICY = Kind(
    name="escalation_policy",
    plural="escalation_policies",
    title="escalation policy",
    path="/escalation_policies",
    # Without it PagerDuty leaves the rules' assignment strategies out, and an update would lose them.
    includes=("escalation_rule_assignment_strategies",),
    ability_bound=("escalation_rule_assignment_strategies",),
    expects=responses.IDENTIFIED.having(services=responses.Maybe(responses.Each(responses.IDENTIFIED))),
)

INCIDENT = Kind(
    name="incident",
    plural="incidents",
    title="incident",
    path="/incidents",
    keys=("incident_key",),
    unique=(),
    query=None,
    generated="ansible-",  # the keys of incidents that are created without one
    expects=responses.IDENTIFIED.having(
        status=responses.Text(*STATUSES),
        service=responses.IDENTIFIED,
        created_at=responses.INSTANT,
        resolve_reason=responses.Maybe(responses.Object(incident=responses.Maybe(responses.OBJECT))),
    ),
)

# Licences are few, unpaged, can't be searched, and several may have one name.
LICENSE = Kind(
    name="license", plural="licenses", title="licence", path="/licenses", unique=(), query=None, paged=False
)

# The order of priorities is that of their weight, so they come whole.
PRIORITY = Kind(name="priority", plural="priorities", title="priority", path="/priorities", query=None)

# The schedules of shifts are listed elsewhere; those that a policy has already are kept.
SCHEDULE = Kind(
    name="schedule",
    plural="schedules",
    title="schedule",
    path="/schedules",
    unique=(),
    also=("schedule_v3",),
    expects=responses.IDENTIFIED.having(users=responses.Maybe(responses.Each(responses.IDENTIFIED))),
)

SERVICE = Kind(
    name="service",
    plural="services",
    title="service",
    path="/services",
    # A listed service has them only when asked for.
    includes=("auto_pause_notifications_parameters",),
)

TEAM = Kind(name="team", plural="teams", title="team", path="/teams")

USER = Kind(
    name="user",
    plural="users",
    title="user",
    path="/users",
    keys=("email", "name"),
    unique=("email",),
    # Whoever has one of these reads the user's calendar.
    private=("http_cal_url", "web_cal_url"),
    expects=responses.IDENTIFIED.having(teams=responses.Maybe(responses.Each(responses.REFERENCE))),
)

# What integrations are made for: some hundreds. PagerDuty documents nothing that narrows their list.
VENDOR = Kind(name="vendor", plural="vendors", title="vendor", path="/vendors", unique=(), query=None)


def incident_name(value: str) -> str:
    """The ID or number of an incident, as a path takes it. PagerDuty shows the number 12 as #12."""
    name = value.strip()
    return name[1:] if name.startswith("#") and name[1:].isdigit() else name
