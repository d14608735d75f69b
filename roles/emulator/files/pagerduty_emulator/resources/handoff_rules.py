# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for the beginning and the end of a user's time on call: how long before, and how, the user is told."""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.strictness import LENIENTLY, STRICTLY
from ..schema.fields import Choice, Field, Whole
from ..schema.view import View
from .contact_rules import RuleType


def nothing(_user: Record, _rule: Record, _view: View) -> dict[str, Any]:
    """These rules have no type, no summary and no URL."""
    return {}


RULES = RuleType(
    plural="oncall_handoff_notification_rules",
    wrapper="oncall_handoff_notification_rule",
    read_key="oncall_handoff_notification_rule",
    changed_key="oncall_handoff_notification_rule",
    fields=(
        Field("handoff_type", Choice(("both", "oncall", "offcall")), required=STRICTLY, default="both"),
        Field("notify_advance_in_minutes", Whole(0), default=0),
    ),
    stored=(),
    shown=nothing,
    plain_type=LENIENTLY,  # PagerDuty's Terraform provider reads it without `_reference`, unlike the examples
)

OPERATIONS = RULES.operations()
