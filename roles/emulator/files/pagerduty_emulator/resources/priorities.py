# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Priorities. The API only reads them. A state file sets them."""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.fields import Field, Text, Whole
from ..schema.operation import Operation, list_of
from ..schema.resource import Resource

INITIAL = (
    ("P1", "Critical issue that warrants public notification and liaison with executive teams"),
    ("P2", "Critical system issue actively impacting many customers' ability to use the product"),
    (
        "P3",
        "Stability or minor customer-impacting issues that require immediate attention from service owners",
    ),
    ("P4", "Minor issues requiring action, but not affecting customer ability to use the product"),
    ("P5", "Cosmetic issues or bugs, not affecting customer ability to use the product"),
)
"""What a new account has: PagerDuty's own defaults."""


class Priorities(Resource):
    """A priority. The list is sorted from the most to the least urgent one.

    The schema lacks ``order``, but ``PUT /business_services/priority_thresholds`` needs it, and its description says
    that this list has it.
    """

    type = "priority"
    plural = "priorities"
    scope = "priorities"
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text(nullable=True)),
        Field("order", Whole(0), default=lambda account: len(account.collection("priority"))),
    )

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        return [] if given else [{"name": name, "description": text} for name, text in INITIAL]

    def sort_key(self, record: Record) -> str:
        return f"{record['order']:06}"


RESOURCE = Priorities()


OPERATIONS = (Operation("GET", "/priorities", list_of(RESOURCE), "priorities.read"),)
