# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of shift-based schedules: their fields.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._core.times import UTC, format_instant, parse_instant
from .._core.zones import zone_named
from .._schema.fields import (
    Canonical,
    Choice,
    Field,
    Integer,
    Json,
    Minute,
    Name,
    Object,
    Resolver,
    Start,
    TimeZone,
    Writer,
    folded,
)
from .._schema.option_types import ReferenceType, Spec, TextType
from .user import USER

NOBODY = "empty_member"
ROTATING = "rotating_member_assignment_strategy"
EVERY = "every_member_assignment_strategy"


class Zone(TimeZone):
    """A time zone. PagerDuty stores UTC as Etc/UTC."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        zone = super().parse(value, path, resolver, current)
        return "Etc/UTC" if zone.upper() == "UTC" else zone


_ZONE = Zone("time_zone")


class ZonedType(TextType):
    """A date and time, with or without the name of a time zone. A task may also write a dictionary with `date_time` and
    `time_zone`, as PagerDuty's API has it."""

    def __init__(self) -> None:
        super().__init__("text", "give a date and time, or a dictionary with date_time and time_zone")

    def from_dictionary(self, value: t.Mapping[str, t.Any]) -> t.Any:
        time, zone = value.get("date_time"), value.get("time_zone")
        if len(value) == 2 and isinstance(time, str) and isinstance(zone, str):
            return f"{time} {zone}"
        raise TypeError(self.hint)


_ZONED = re.compile(r"(?P<time>.*?)(\s+(?P<zone>[A-Za-z][A-Za-z0-9_+/-]+))?", re.DOTALL)


def with_zone(text: str, zone: str) -> str:
    """A date and time with a time zone: its own one, otherwise this one."""
    found = _ZONED.fullmatch(text.strip())
    return text if found and found["zone"] else f"{text} {zone}"


class ZonedTime(Field):
    """A date and time in a time zone, canonical as UTC with the name of the zone.

    A time without an offset is a local time of the zone.
    """

    def spec(self) -> Spec:
        return {**super().spec(), "type": ZonedType()}

    @property
    def expects(self) -> responses.Shape:
        return responses.Object(date_time=responses.INSTANT, time_zone=responses.TEXT)

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        """value: with a time zone, see `with_zone`."""
        found = t.cast("re.Match[str]", _ZONED.fullmatch(value.strip()))
        zone = _ZONE.parse(found["zone"], path, resolver, None)
        try:
            moment = parse_instant(found["time"])
        except ValueError:
            raise UsageError(
                path, f"{found['time']!r} is not a date and time; write it like 2026-11-23 09:00 America/Lima"
            ) from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone_named(zone, path))
        return {"date_time": format_instant(moment.astimezone(UTC)), "time_zone": zone}

    def read(self, parent: dict[str, Json]) -> Canonical:
        raw = self.raw(parent)
        moment = parse_instant(raw["date_time"])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return {"date_time": format_instant(moment.astimezone(UTC)), "time_zone": raw["time_zone"]}

    def same(self, desired: Canonical, current: Canonical) -> bool:
        same_zone = _ZONE.same(desired["time_zone"], current["time_zone"])
        return bool(desired["date_time"] == current["date_time"] and same_zone)

    def show(self, value: Canonical) -> Json:
        try:
            zone = zone_named(value["time_zone"], self.name)
        except UsageError:
            return f"{value['date_time']} {value['time_zone']}"
        moment = parse_instant(value["date_time"]).astimezone(zone)
        return f"{moment:%Y-%m-%d %H:%M} {value['time_zone']}"

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        """With the offset, because a local time can be ambiguous."""
        try:
            moment = parse_instant(value["date_time"]).astimezone(zone_named(value["time_zone"], self.name))
        except UsageError:  # this host does not know the zone
            return f"{value['date_time']} {value['time_zone']}"
        return f"{moment.isoformat(sep=' ')} {value['time_zone']}"


class Until(Minute):
    """When something ends, canonical like `Minute`. None if it has no end, which a task can also write as ""."""

    def __init__(self, name: str) -> None:
        super().__init__(name)  # cut to full minutes, as the start of the next event

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return super().parse(value, path, resolver, current) if value.strip() else None


_RULE = re.compile(r"(RRULE|EXDATE|RDATE)([:;].*)", re.IGNORECASE)

_FREQUENCY = re.compile(r"\bFREQ=([^;]*)", re.IGNORECASE)

FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class Recurrence(Field):
    """Recurrence rules of RFC 5545: exactly one RRULE, and any number of EXDATE and RDATE.

    Canonical with the RRULE first, and names in capitals. `RRULE:` can be omitted. The order of the parts of a rule
    does not matter.
    """

    type = "list"

    def spec(self) -> Spec:
        return {**super().spec(), "elements": "str"}

    @property
    def expects(self) -> responses.Shape:
        return responses.Each(responses.TEXT)

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        rules = []
        for index, text in enumerate(value):
            rule = _spelled(text)
            if not _RULE.fullmatch(rule):
                raise UsageError(f"{path}[{index}]", f"{text!r} is neither an RRULE nor an EXDATE nor an RDATE")
            rules.append(rule)
        repeating = [rule for rule in rules if rule.startswith("RRULE")]
        if len(repeating) != 1:
            raise UsageError(path, f"has {len(repeating)} RRULEs; it must have exactly one, such as RRULE:FREQ=WEEKLY")
        frequency = _FREQUENCY.search(repeating[0])
        if not frequency:
            raise UsageError(path, f"{repeating[0]!r} has no FREQ; write it like RRULE:FREQ=WEEKLY")
        if frequency[1].upper() not in FREQUENCIES:
            usual = ", ".join(FREQUENCIES[2:-1])
            raise UsageError(path, f"{repeating[0]!r} has an unknown FREQ; use {usual} or {FREQUENCIES[-1]}")
        return repeating + [rule for rule in rules if rule not in repeating]

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [_spelled(text) for text in self.raw(parent) or ()]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return sorted(map(_normal, desired)) == sorted(map(_normal, current))


def _spelled(text: str) -> str:
    """A rule with its name in capitals, and with the name that a task can omit."""
    rule = "".join(text.split())
    if rule.upper().startswith("FREQ="):
        rule = f"RRULE:{rule}"
    found = _RULE.fullmatch(rule)
    return f"{found[1].upper()}{found[2]}" if found else rule


def _normal(rule: str) -> list[t.Any]:
    """A rule in a form in which equal rules are equal: sorted parts with sorted values, without defaults."""
    name, _colon, rest = rule.upper().partition(":")
    parts = [part.partition("=") for part in rest.split(";") if part]
    found = [[key, *sorted(value.split(","))] for key, _equals, value in parts if (key, value) != ("INTERVAL", "1")]
    if name.startswith("RRULE"):
        return [name, sorted(found)]
    return [name, [sorted(rest.split(","))]]


class MemberType(ReferenceType):
    """A user, or `empty_member`. A task may also write a member as PagerDuty's API has it: with `type` and `user_id`.
    """

    def __init__(self) -> None:
        super().__init__(USER)

    def from_dictionary(self, value: t.Mapping[str, t.Any]) -> t.Any:
        if value.get("type") == NOBODY:
            return NOBODY
        if isinstance(value.get("user_id"), str):
            return value["user_id"]
        return super().from_dictionary(value)


def member(value: str, path: str, resolver: Resolver, current: t.Iterable[Canonical] = ()) -> Canonical:
    """The canonical member for a user, or for `empty_member`. current: canonical members, which can save a lookup."""
    if folded(value) == NOBODY:
        return {"type": NOBODY}
    if not value.strip():
        raise UsageError(path, f"must not be empty; for a slot in which nobody is on call, write {NOBODY}")
    known = [{"id": one["user_id"], "type": USER.name} for one in current if one.get("user_id")]
    reference = resolver.reference(USER, value, path, known)
    shown = {"summary": reference["summary"]} if reference.get("summary") else {}
    return {"type": "user_member", "user_id": reference["id"], **shown}


def member_shown(value: Canonical) -> str:
    """A member for people."""
    if value["type"] == NOBODY:
        return NOBODY
    return f"{value['summary']} ({value['user_id']})" if value.get("summary") else str(value["user_id"])


MEMBER = responses.Object(type=responses.TEXT, user_id=responses.Maybe(responses.TEXT))


class Members(Field):
    """The members of an assignment strategy, in order: users, and slots in which nobody is on call."""

    type = "list"
    MOST = 20

    def spec(self) -> Spec:
        return {**super().spec(), "elements": MemberType()}

    @property
    def expects(self) -> responses.Shape:
        return responses.Each(MEMBER)

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if not 1 <= len(value) <= self.MOST:
            raise UsageError(path, f"has {len(value)} entries; PagerDuty allows 1 to {self.MOST}")
        return [member(one, f"{path}[{index}]", resolver, current or ()) for index, one in enumerate(value)]

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [_plain(raw) for raw in self.raw(parent) or ()]

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [_plain(one) for one in value]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return [_plain(one) for one in desired] == [_plain(one) for one in current]

    def show(self, value: Canonical) -> Json:
        return [member_shown(one) for one in value]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return [
            NOBODY if one["type"] == NOBODY else writer.name(USER, {"id": one["user_id"], "type": USER.name})
            for one in value
        ]


def _plain(value: dict[str, Json]) -> dict[str, Json]:
    """A member as requests contain it."""
    if value["type"] == NOBODY:
        return {"type": NOBODY}
    return {"type": value["type"], "user_id": value.get("user_id")}


class Strategy(Object):
    """An assignment strategy. `shifts_per_member` applies to rotating members only, and is 1 by default."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = super().parse(value, path, resolver, current)
        if parsed["type"] == EVERY and "shifts_per_member" in parsed:
            raise UsageError(f"{path}.shifts_per_member", "requires type: rotating_member; remove one")
        if parsed["type"] == ROTATING:
            parsed.setdefault("shifts_per_member", 1)
        return parsed

    def read(self, parent: dict[str, Json]) -> Canonical:
        value = super().read(parent)
        value["shifts_per_member"] = None if value["type"] == EVERY else value["shifts_per_member"] or 1
        return value

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if desired["type"] == EVERY:
            # All of them are on call at the same time, so their order does not matter.
            desired, current = _sorted(desired), _sorted(current)
        return super().same(desired, current)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        written = super().write(value, path, writer)
        if value["type"] == EVERY:
            written["members"].sort(key=folded)
        elif not writer.full and written.get("shifts_per_member") == 1:
            del written["shifts_per_member"]
        return written


def _sorted(strategy: Canonical) -> Canonical:
    members = sorted(strategy["members"], key=lambda one: str(one.get("user_id")))
    return {**strategy, "members": members}


EVENT = Object(
    "events",
    [
        Name(longest=255, required=True),
        ZonedTime("start_time", required=True),
        ZonedTime("end_time", required=True),
        Recurrence("recurrence", required=True),
        Strategy(
            "assignment_strategy",
            [
                Choice(
                    "type",
                    ["rotating_member", "every_member"],
                    values={"rotating_member": ROTATING, "every_member": EVERY},
                    default="rotating_member",
                ),
                Integer("shifts_per_member", least=1),
                Members("members", required=True),
            ],
            whole=True,
            required=True,
        ),
        Start("effective_since"),
        Until("effective_until"),
    ],
)
