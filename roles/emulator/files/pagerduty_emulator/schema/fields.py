# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields, and the kinds of values that they accept.

A resource's table consists of fields, and each has a `Kind`, which defines how a value is

``clean``       checked: a value in a request → the stored value; errors are added to ``check.errors``
``render``      shown: the stored value → the value in a response
``references``  indexed: the stored value → the ``(type, id)`` pairs in it
``resolve``     loaded: a value in a state file, which may have names instead of IDs → a value that ``clean`` accepts

`cleaned` cleans all fields of an object. It also defines what a null means for a field that cannot be null.

The messages are similar to PagerDuty's ("Name has already been taken", "Status must be in active or disabled").
PagerDuty publishes few of its messages, so only the status and the code are certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ..core.collection import Record, Target
from ..core.state import Account
from ..core.strictness import Differs, effective
from ..core.time_zones import zone_names
from .view import View

INVALID: Any = object()
"""The result of ``clean`` for an invalid value."""

UNSET: Any = object()
"""A field without a default."""


@dataclass
class Check:
    """The validation of a request or of an object in a state file, with the errors that were found.

    ``loading``  a state file is loaded. It contains what an emulator stored, so ``--strict`` does not apply to it
    ``former``   objects that the object refers to before an update. They may have been deleted
    """

    account: Account
    errors: list[str] = dataclass_field(default_factory=list)
    loading: bool = False
    former: frozenset[Target] = frozenset()

    @property
    def strict(self) -> bool:
        """Whether the documents apply, and not the tools."""
        return self.account.strict and not self.loading

    def refuse(self, label: str, problem: str) -> Any:
        """Adds an error about a field. Returns `INVALID`."""
        self.errors.append(f"{label} {problem}")
        return INVALID


def humanize(name: str) -> str:
    """``auto_resolve_timeout`` → ``Auto resolve timeout``."""
    return name.replace("_", " ").capitalize()


def one_of(values: tuple[Any, ...]) -> str:
    """Choices as PagerDuty lists them: ``active or disabled``, ``time, intelligent or content_based``."""
    *most, last = (str(value) for value in values)
    return f"{', '.join(most)} or {last}" if most else last


class Kind:
    """The base of all kinds. Accepts any value but null, and stores and shows it unchanged."""

    nullable = False

    @property
    def takes_null(self) -> bool:
        """Whether null is valid."""
        return self.nullable

    def clean(self, value: Any, label: str, check: Check) -> Any:
        if value is None:
            return None if self.nullable else check.refuse(label, self.null_problem())
        return self.accept(value, label, check)

    def null_problem(self) -> str:
        return "can't be blank"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        """``clean`` for a value that is not null."""
        return value

    def render(self, value: Any, view: View) -> Any:
        return value

    def references(self, value: Any) -> Iterator[Target]:
        return iter(())

    def resolve(self, value: Any, account: Account) -> Any:
        return value


@dataclass(frozen=True)
class Text(Kind):
    """A string. ``tidy`` normalizes it as PagerDuty does. ``allowed`` is a pattern that all of it must match."""

    minimum: int = 0
    maximum: int | None = None
    tidy: Callable[[str], str] | None = None
    allowed: re.Pattern[str] | None = None
    nullable: bool = False

    def null_problem(self) -> str:
        return "must be a String"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        if self.tidy is not None:
            value = self.tidy(value)
        if self.minimum and not value.strip():
            return check.refuse(label, "can't be blank")
        if len(value) < self.minimum:
            return check.refuse(label, f"is too short (minimum is {self.minimum} characters)")
        if self.maximum is not None and len(value) > self.maximum:
            return check.refuse(label, f"is too long (maximum is {self.maximum} characters)")
        if self.allowed is not None and not self.allowed.fullmatch(value):
            return check.refuse(label, "is invalid")
        return value


LARGEST = 2**31 - 1
"""The largest whole number of a field without a limit of its own. PagerDuty documents none. This is 68 years in seconds
and 4,083 years in minutes: a valid date plus either is still a date."""


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number of 32 bits."""

    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[int, ...] = ()
    zero_is_null: bool = False
    nullable: bool = False

    def null_problem(self) -> str:
        return "must be an Integer"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return check.refuse(label, "must be an Integer")
        if self.choices and value not in self.choices:
            return check.refuse(label, f"must be in {one_of(self.choices)}")
        minimum = -LARGEST if self.minimum is None else self.minimum
        maximum = LARGEST if self.maximum is None else self.maximum
        if value < minimum:
            return check.refuse(label, f"must be greater than or equal to {minimum}")
        if value > maximum:
            return check.refuse(label, f"must be less than or equal to {maximum}")
        return None if self.zero_is_null and value == 0 else value


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        return value if isinstance(value, bool) else check.refuse(label, "must be a Boolean")


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few fixed values."""

    choices: tuple[str, ...] | Differs[tuple[str, ...]]
    nullable: bool = False

    def clean(self, value: Any, label: str, check: Check) -> Any:
        choices = effective(self.choices, strict=check.strict)
        known = value in choices or (value is None and self.nullable)
        return value if known else check.refuse(label, f"must be in {one_of(choices)}")


BARE_UTC = Differs(tools=frozenset[str](), documents=frozenset(("UTC",)))
"""Names that are not accepted as time zones. PagerDuty's MCP server sends ``UTC``; its Terraform provider rejects
it."""


@dataclass(frozen=True)
class ZoneName(Kind):
    """The name of a time zone. The names of ActiveSupport ("Eastern Time (US & Canada)") are not accepted."""

    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, str):
            return check.refuse(label, "must be a String")
        known = zone_names()  # empty on a machine without a time zone database
        left_out = effective(BARE_UTC, strict=check.strict)
        is_known = value in known and value not in left_out
        return value if is_known or not known else check.refuse(label, "is not a valid time zone")


@dataclass(frozen=True)
class TimeOfDay(Kind):
    """A time of day, ``09:00`` or ``09:00:00``, shown with seconds."""

    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        match = isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", value)
        if not match:
            return check.refuse(label, "must be a time of day such as 09:00:00")
        return f"{match[1]}:{match[2]}:{match[3] or '00'}"


EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
"""An email address."""

YEARS = range(1000, 3000)
"""Dates of other years are not valid. PagerDuty documents no limits."""


def in_utc(moment: datetime) -> datetime | None:
    """The moment in UTC; None if it is not in one of the `YEARS`."""
    if moment.year not in YEARS:
        return None
    moment = moment.astimezone(UTC)
    return moment if moment.year in YEARS else None


def parse_instant(value: Any) -> datetime | None:
    """An ISO 8601 date and time in UTC; None if the value is not one."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    return in_utc(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))


GO_TIME = re.compile(r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d{4})(?: \w+)?$", re.ASCII)


@dataclass(frozen=True)
class Instant(Kind):
    """A date and time, stored as ISO 8601 in UTC and shown in the time zone of the response.

    ``go``: Go's format, ``2026-11-25 18:00:00 +0000 UTC``, is accepted, too.
    """

    go: bool | Differs[bool] = False
    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, str) and effective(self.go, strict=check.strict):
            value = GO_TIME.sub(r"\1T\2\3", value)
        instant = parse_instant(value)
        if instant is None:
            return check.refuse(label, "must be a valid ISO 8601 date-time")
        return instant.replace(microsecond=0).isoformat()

    def render(self, value: Any, view: View) -> Any:
        return value if value is None else view.instant(value)


@dataclass(frozen=True)
class Reference(Kind):
    """A reference ``{"id": ..., "type": ...}`` to an object that exists. These two keys are stored.

    ``types``    the types of objects that it can refer to
    ``aliases``  pairs of another name of a type and the type
    """

    types: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...] = ()
    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be a reference with an id and a type")
        identifier, given = value.get("id"), value.get("type")
        if not isinstance(identifier, str) or not identifier:
            return check.refuse(label, "id can't be blank")
        target = dict(self.aliases).get(given, given) if isinstance(given, str) else None
        target = target and target.removesuffix("_reference")
        if target not in self.types:
            return check.refuse(label, f"type must be in {one_of(tuple(f'{name}_reference' for name in self.types))}")
        if identifier not in check.account.collection(target):
            return check.refuse(label if len(self.types) == 1 else f"{label} {target}", "must exist")
        return {"id": identifier, "type": target}

    def render(self, value: Any, view: View) -> Any:
        return value if value is None else view.reference(value["type"], value["id"])

    def references(self, value: Any) -> Iterator[Target]:
        if value is not None:
            yield value["type"], value["id"]

    def resolve(self, value: Any, account: Account) -> Any:
        if isinstance(value, dict) and "id" in value and "type" not in value and len(self.types) == 1:
            return {**value, "type": self.types[0]}
        if not isinstance(value, str):
            return value
        for target in self.types:
            if found := account.look_up(target, value):
                return {"id": found, "type": target}
        raise LookupError(f"there is no {one_of(self.types).replace('_', ' ')} {value!r}")


@dataclass(frozen=True)
class ListOf(Kind):
    """An array. An update replaces all of it.

    ``unordered``   PagerDuty does not preserve the order
    ``skips_null``  null items are ignored
    """

    kind: Kind
    minimum: int = 0
    maximum: int | None = None
    unordered: bool = False
    unique: bool = False
    null_is_empty: bool = False
    skips_null: bool | Differs[bool] = False
    nullable: bool = False

    @property
    def takes_null(self) -> bool:
        return self.nullable or self.null_is_empty

    def clean(self, value: Any, label: str, check: Check) -> Any:
        return [] if value is None and self.null_is_empty else super().clean(value, label, check)

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, list):
            return check.refuse(label, "must be an Array")
        if effective(self.skips_null, strict=check.strict):
            value = [item for item in value if item is not None]
        if len(value) < self.minimum:
            return check.refuse(label, "can't be empty")
        if self.maximum is not None and len(value) > self.maximum:
            return check.refuse(label, f"is too long (maximum is {self.maximum})")
        kept = [self.kind.clean(item, label, check) for item in value]
        if any(item is INVALID for item in kept):
            return INVALID
        if self.unique and len({repr(item) for item in kept}) < len(kept):
            return check.refuse(label, "must be unique")
        return sorted(kept, key=repr) if self.unordered else kept

    def render(self, value: Any, view: View) -> Any:
        return None if value is None else [self.kind.render(item, view) for item in value]

    def references(self, value: Any) -> Iterator[Target]:
        for item in value or ():
            yield from self.kind.references(item)

    def resolve(self, value: Any, account: Account) -> Any:
        return [self.kind.resolve(item, account) for item in value] if isinstance(value, list) else value


def http_url(text: str) -> SplitResult | None:
    """The parts of an absolute HTTP or HTTPS URL; None if the text is not one."""
    if re.search(r"[\x00-\x20\x7f]", text):
        return None
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if valid else None


@dataclass(frozen=True)
class AnyObject(Kind):
    """An object with any content. ``keys``: the keys that it must have, with the Python types of their values."""

    keys: tuple[tuple[str, type], ...] = ()
    nullable: bool = False

    def null_problem(self) -> str:
        return "must be an Object"

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        for name, python_type in self.keys:
            if not isinstance(value.get(name), python_type):
                return check.refuse(f"{label} {name.replace('_', ' ')}", f"must be of type {python_type.__name__}")
        return value


@dataclass(frozen=True)
class Field:
    """A field of a resource or of a nested object.

    ``required``   a POST must have it (a nested object always must)
    ``clearable``  False: PagerDuty's tools show, too, that an update cannot make it null
    ``default``    its value after a POST without it: a value, or a function of the account
    ``api``        False: the API ignores it in requests, and only a state file sets it
    ``shown``      False: it is stored, but not in responses
    """

    name: str
    kind: Kind
    required: bool | Differs[bool] = False
    default: Any = UNSET
    api: bool = True
    shown: bool = True
    clearable: bool = True

    def initial(self, account: Account) -> Any:
        """The default for this account."""
        if callable(self.default):
            return self.default(account)
        if self.default is UNSET:
            return None
        return [*self.default] if isinstance(self.default, (list, tuple)) else self.default

    def label(self, outer: str) -> str:
        """The field's name in error messages.

        ``outer``: the label of the object that contains it, or an empty string.
        """
        return f"{outer} {self.name.replace('_', ' ')}" if outer else humanize(self.name)

    def is_unstated(self, value: Any, old: Record | None, check: Check) -> bool:
        """Whether a value in a request is a null that is ignored, because the field cannot be null.

        A field that is null can be sent back as null. The documents allow no other such nulls, but PagerDuty's MCP
        server sends them for parameters that were not specified.
        """
        if value is not None or self.kind.takes_null:
            return False
        if old is not None and old.get(self.name, UNSET) is None:
            return True
        if check.strict:
            return False
        return not effective(self.required, strict=False) if old is None else self.clearable


def cleaned(
    fields: Iterable[Field], given: dict[str, Any], check: Check, label: str = "", *, old: Record | None = None
) -> Record:
    """The stored values of an object's fields. Errors are added to ``check.errors``, and the value is `INVALID`.

    ``old``    the object before an update, of which only the fields that were sent are returned; None to create one, of
               which all fields are returned
    ``label``  the label of the object in error messages, if it is inside another object
    """
    kept: Record = {}
    for entry in fields:
        if entry.name in given and not entry.is_unstated(given[entry.name], old, check):
            kept[entry.name] = entry.kind.clean(given[entry.name], entry.label(label), check)
        elif old is not None:
            continue
        elif effective(entry.required, strict=check.strict):
            kept[entry.name] = check.refuse(entry.label(label), "can't be blank")
        else:
            kept[entry.name] = entry.initial(check.account)
    return kept


@dataclass(frozen=True)
class Nested(Kind):
    """An object inside an object. An update replaces all of it.

    ``closed``     unknown keys are an error, except those in ``ignored``. Otherwise, they are ignored
    ``shorthand``  the field that a value other than an object stands for in a state file
    """

    fields: tuple[Field, ...]
    closed: bool = False
    ignored: tuple[str, ...] = ()
    shorthand: str | None = None
    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        kept = cleaned(self.fields, value, check, label)
        if self.closed:
            for key in sorted(value.keys() - kept.keys() - set(self.ignored)):
                kept[key] = check.refuse(f"{label} {key}", "is not a permitted parameter")
        return INVALID if any(item is INVALID for item in kept.values()) else kept

    def render(self, value: Any, view: View) -> Any:
        if value is None:
            return None
        return {entry.name: entry.kind.render(value[entry.name], view) for entry in self.fields if entry.shown}

    def references(self, value: Any) -> Iterator[Target]:
        if value is not None:
            for entry in self.fields:
                yield from entry.kind.references(value[entry.name])

    def resolve(self, value: Any, account: Account) -> Any:
        if self.shorthand is not None and not (isinstance(value, dict) and self.shorthand in value):
            value = {self.shorthand: value}
        if not isinstance(value, dict):
            return value
        known = {entry.name: entry.kind for entry in self.fields}
        return {name: known[name].resolve(item, account) if name in known else item for name, item in value.items()}
