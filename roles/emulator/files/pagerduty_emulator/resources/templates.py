# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of status updates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from ..core.state import Account, Record
from ..schema.fields import Choice, Field, Instant, Nested, Text
from ..schema.resource import Resource, Write
from .traces import Trace

VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")

PARTS = ("email_subject", "email_body", "message")


class Templates(Resource):
    """A template. Names need not be unique."""

    type = "template"
    plural = "templates"
    scope = "templates"
    key_is_unique = False
    type_required = False
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text(nullable=True)),
        Field("template_type", Choice(("status_update",)), default="status_update"),
        Field("templated_fields", Nested(tuple(Field(part, Text(nullable=True)) for part in PARTS), nullable=True)),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
        Field("created_by", Trace(("user",), nullable=True), api=False),
        Field("updated_by", Trace(("user",), nullable=True), api=False),
    )
    includes: ClassVar = {}

    def sort_key(self, record: Record) -> str:
        return record["created_at"]

    def search_text(self, record: Record) -> str:
        return f"{record['name']}\n{record['description'] or ''}".casefold()

    def complete(self, record: Record, write: Write) -> None:
        record["templated_fields"] = record["templated_fields"] or dict.fromkeys(PARTS)
        if write.old is not None:
            record["updated_at"] = write.account.now()


RESOURCE = Templates()


def rendered(template: Record, values: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, list[str]]]]:
    """The parts with their variables replaced, and what is wrong with them. An unknown variable becomes nothing."""
    shown: dict[str, Any] = {}
    warnings = []
    for part in PARTS:
        text = template["templated_fields"][part]
        missing: list[str] = []
        shown[part] = VARIABLE.sub(partial(_fill, values, missing), text) if text is not None else None
        if missing:
            warnings.append({part: missing})
    return shown, warnings


def _fill(values: Any, missing: list[str], match: re.Match[str]) -> str:
    """What stands for a variable; one that does not exist is noted, and leaves nothing."""
    value = values
    for step in match[1].split("."):
        if not isinstance(value, Mapping) or step not in value:
            missing.append(f"{{{{{match[1]}}}}} does not exist.")
            return ""
        value = value[step]
    return "" if value is None else str(value)
