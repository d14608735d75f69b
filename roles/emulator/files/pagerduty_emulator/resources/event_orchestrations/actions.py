# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of the rules of event orchestrations. Each type of path has its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...core.collection import Record
from ...core.state import Account
from ...core.strictness import LENIENTLY, effective
from ...schema.fields import INVALID, Check, Choice, Field, Flag, Kind, ListOf, Text, Whole, http_url
from .patterns import PatternError, regex
from .pcl import path
from .values import PclError

UNROUTED = "unrouted"

BLANK_IS_UNSET = LENIENTLY
"""Whether null, an empty text or an empty list counts as not set. PagerDuty's Terraform provider sends all actions that
there are, most of them blank."""

LIKE_AN_ID = re.compile(r"P[A-Z0-9]{6,}")


@dataclass(frozen=True)
class Stated(Kind):
    """An object of which only the stated fields are kept. Unknown fields are ignored."""

    fields: tuple[Field, ...]

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        if effective(BLANK_IS_UNSET, strict=check.strict):
            value = {name: one for name, one in value.items() if one not in (None, "", [])}
        kept = {}
        for entry in self.fields:
            if entry.name in value:
                kept[entry.name] = entry.kind.clean(value[entry.name], entry.label(label), check)
            elif entry.required:
                kept[entry.name] = check.refuse(entry.label(label), "can't be blank")
        if any(item is INVALID for item in kept.values()):
            return INVALID
        problems = list(self.problems(kept))
        for problem in problems:
            check.refuse(label, problem)
        return INVALID if problems else kept

    def problems(self, kept: Record) -> Iterator[str]:
        """What is wrong with the object as a whole."""
        yield from ()

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, dict):
            return value
        kinds = {entry.name: entry.kind for entry in self.fields}
        return {name: kinds[name].resolve(one, account) if name in kinds else one for name, one in value.items()}


@dataclass(frozen=True)
class Identifier(Kind):
    """The ID of an object of a type. ``other``: a word that may be in its place. A state file may contain the name."""

    type: str
    other: str | None = None

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        # A path keeps the ID of an object that was deleted, and so does a state file.
        known = value == self.other or value in check.account.collection(self.type) or check.loading
        return value if known else check.refuse(label, f"must be the ID of a {self.type} that exists")

    def resolve(self, value: Any, account: Account) -> Any:
        if not isinstance(value, str) or value == self.other:
            return value
        found = account.look_up(self.type, value)
        if found is None and not LIKE_AN_ID.fullmatch(value):
            raise LookupError(f"there is no {self.type} {value!r}")
        return found or value


# -- the router ------------------------------------------------------------------------------------------------------

class EventPath(Text):
    """The path of a field of the event."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        if isinstance(value, str):
            try:
                path(value)
            except PclError as error:
                return check.refuse(label, f"is not a valid path: {error}")
        return value


class Pattern(Text):
    """A regular expression."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        if isinstance(value, str):
            try:
                regex(value)
            except PatternError as error:
                return check.refuse(label, f"is invalid: {error}")
        return value


DYNAMIC_ROUTE = Stated(
    (
        Field("source", EventPath(1), required=True),
        Field("regex", Pattern(1), required=True),
        Field("lookup_by", Choice(("service_name", "service_id")), required=True),
    )
)
ROUTER_RULE = Stated((Field("route_to", Identifier("service")), Field("dynamic_route_to", DYNAMIC_ROUTE)))
ROUTER_CATCH_ALL = Stated((Field("route_to", Identifier("service", UNROUTED)),))


# -- the other paths -------------------------------------------------------------------------------------------------


class Url(Text):
    """An absolute address."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        return value if value is INVALID or http_url(value) else check.refuse(label, "is not a valid URL")


class Extraction(Stated):
    """What a field of the event is set to: a template, or what a regular expression finds in another field."""

    def problems(self, kept: Record) -> Iterator[str]:
        if ("template" in kept) == ("regex" in kept):
            yield "must have a template or a regex, and not both"
        elif "regex" in kept and "source" not in kept:
            yield "source can't be blank"


class Webhook(Stated):
    """A webhook of the incident."""

    def problems(self, kept: Record) -> Iterator[str]:
        if not kept.get("auto_send") and set(kept.get("trigger_types", ())) & {"alert_suppressed", "alert_suspended"}:
            yield "auto send must be true for the trigger types alert_suppressed and alert_suspended"


TRIGGER_TYPES = Field(
    "trigger_types", ListOf(Choice(("alert_triggered", "alert_suppressed", "alert_suspended")), minimum=1, maximum=1)
)
PAIRS = ListOf(Stated((Field("key", Text(1), required=True), Field("value", Text(1), required=True))))

EVENT = (
    Field("severity", Choice(("info", "error", "warning", "critical"))),
    Field("event_action", Choice(("trigger", "resolve"))),
    Field(
        "variables",
        ListOf(
            Stated(
                (
                    Field("name", Text(1), required=True),
                    Field("path", EventPath(1), required=True),
                    Field("type", Choice(("regex",)), required=True),
                    Field("value", Pattern(1), required=True),
                )
            )
        ),
    ),
    Field(
        "extractions",
        ListOf(
            Extraction(
                (
                    Field("target", EventPath(1), required=True),
                    Field("template", Text(1)),
                    Field("regex", Pattern(1)),
                    Field("source", EventPath(1)),
                )
            )
        ),
    ),
)
"""What all paths but the router have."""

INCIDENT = (
    Field("suppress", Flag()),
    Field("suspend", Whole(0)),
    Field("priority", Identifier("priority")),
    Field("escalation_policy", Text(1)),
    Field("annotate", Text(1)),
    *EVENT,
    Field(
        "automation_actions",
        ListOf(
            Webhook(
                (
                    Field("name", Text(1), required=True),
                    Field("url", Url(1), required=True),
                    Field("auto_send", Flag()),
                    Field("headers", PAIRS),
                    Field("parameters", PAIRS),
                    TRIGGER_TYPES,
                )
            )
        ),
    ),
    Field(
        "incident_custom_field_updates",
        ListOf(Stated((Field("id", Text(1), required=True), Field("value", Text(1), required=True)))),
    ),
)
"""What the global rules and those of a service have. An unknown escalation policy or custom field is kept, with a
warning."""

ROUTE_TO_SET = Field("route_to", Text(1))

UNROUTED_CATCH_ALL = Stated(EVENT)
UNROUTED_RULE = Stated((ROUTE_TO_SET, *EVENT))

GLOBAL_CATCH_ALL = Stated((*INCIDENT, Field("drop_event", Flag())))
GLOBAL_RULE = Stated((ROUTE_TO_SET, *GLOBAL_CATCH_ALL.fields))

SERVICE_CATCH_ALL = Stated(
    (
        *INCIDENT,
        Field(
            "pagerduty_automation_actions",
            ListOf(Stated((Field("action_id", Text(1), required=True), TRIGGER_TYPES))),
        ),
    )
)
SERVICE_RULE = Stated((ROUTE_TO_SET, *SERVICE_CATCH_ALL.fields))
