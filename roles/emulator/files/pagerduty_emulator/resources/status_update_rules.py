# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for status updates of incidents: by which contact methods a user receives them."""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..core.strictness import Differs
from ..schema.fields import Field, Instant
from ..schema.view import View
from .contact_rules import METHODS, RuleType

TYPE = "status_update_notification_rule"


def head(user: Record, rule: Record, view: View) -> dict[str, Any]:
    return {
        "type": TYPE,
        "summary": f"contact method {rule['contact_method']} used as {TYPE}",
        "self": view.api_url(f"/users/{user['id']}/status_update_notification_rules/{rule['id']}"),
        "created_at": view.instant(rule["created_at"]),
    }


RULES = RuleType(
    plural="status_update_notification_rules",
    wrapper=TYPE,
    read_key="notification_rule",
    # The schema of the response has one key, its example the other. No tool of PagerDuty updates these rules.
    changed_key=Differs(tools=TYPE, documents="notification_rule"),
    fields=(),
    stored=(Field("created_at", Instant(), default=Account.now),),
    shown=head,
    includes=METHODS,
)

OPERATIONS = RULES.operations()
