# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escalation policies, as other resources refer to them.

`escalation_policy_rules` adds their options, which name schedules, users and teams. Modules for objects that only refer
to a policy start faster without these.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.resource import Resource

ESCALATION_POLICY = Resource(
    name="escalation_policy",
    plural="escalation_policies",
    title="escalation policy",
    path="/escalation_policies",
    # Without it, PagerDuty omits the assignment strategies of the rules, and an update would lose them.
    includes=("escalation_rule_assignment_strategies",),
    ability_bound=("escalation_rule_assignment_strategies",),
    minimum=responses.IDENTIFIED.having(services=responses.Maybe(responses.Each(responses.IDENTIFIED))),
)
