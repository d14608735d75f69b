# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values: what a resource's fields accept, how they are kept, and how they are given back.

A resource's table is made of `Field`, each with a kind. A kind knows four things:

``clean``       a value of a request → the value to keep; what is wrong with it goes to ``check.errors``
``render``      the kept value → the value of an answer
``references``  the ``(type, id)`` pairs in a kept value, for the account's index of what uses what
``resolve``     a value of a state file, where names and e-mails may stand for IDs → a value that ``clean`` accepts

`cleaned` does the first for all fields of an object. There it is decided, too, what a null means for a field that
cannot be null.

The sentences are in the manner of PagerDuty's ("Name has already been taken", "Status must be in active or disabled").
PagerDuty publishes few of them, so only their status and code are certain.
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
"""What ``clean`` returns for a value it has refused."""

UNSET: Any = object()
"""A field without a default."""


@dataclass
class Check:
    """One request's (or one loaded object's) validation: whose account, and what has been found wrong so far.

    ``loading``: a state file is loaded. It holds what an emulator has kept, so ``--strict`` does not apply to it.
    """

    account: Account
    errors: list[str] = dataclass_field(default_factory=list)
    loading: bool = False

    @property
    def strict(self) -> bool:
        """Whether the documents decide, and not the tools."""
        return self.account.strict and not self.loading

    def refuse(self, label: str, problem: str) -> Any:
        """Notes that the field is wrong."""
        self.errors.append(f"{label} {problem}")
        return INVALID


def humanize(name: str) -> str:
    """``auto_resolve_timeout`` → ``Auto resolve timeout``."""
    return name.replace("_", " ").capitalize()


def one_of(values: tuple[Any, ...]) -> str:
    """``active or disabled``, ``time, intelligent or content_based``: PagerDuty's way to name the choices."""
    *most, last = (str(value) for value in values)
    return f"{', '.join(most)} or {last}" if most else last


class Kind:
    """The base: accepts anything, keeps it and gives it back."""

    nullable = False

    @property
    def takes_null(self) -> bool:
        """Whether null is a value of this kind."""
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
    """A string. ``tidy`` normalizes it as the server does; ``allowed`` is a pattern for the whole of it."""

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
"""The largest whole number where a field has no limit of its own. PagerDuty documents none. This is 68 years in seconds
and 4,083 years in minutes: added to a valid date, either is still a date."""


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
    """One of a few words."""

    choices: tuple[str, ...] | Differs[tuple[str, ...]]
    nullable: bool = False

    def clean(self, value: Any, label: str, check: Check) -> Any:
        choices = effective(self.choices, strict=check.strict)
        known = value in choices or (value is None and self.nullable)
        return value if known else check.refuse(label, f"must be in {one_of(choices)}")


BARE_UTC = Differs(tools=frozenset[str](), documents=frozenset(("UTC",)))
"""Names that are no time zones. PagerDuty's MCP server sends ``UTC``; its Terraform provider refuses it."""


@dataclass(frozen=True)
class ZoneName(Kind):
    """A time zone's name. ActiveSupport's own names ("Eastern Time (US & Canada)") are not taken yet."""

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
    """A time of day, ``09:00`` or ``09:00:00``, given back with seconds."""

    nullable: bool = False

    def accept(self, value: Any, label: str, check: Check) -> Any:
        match = isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", value)
        if not match:
            return check.refuse(label, "must be a time of day such as 09:00:00")
        return f"{match[1]}:{match[2]}:{match[3] or '00'}"


EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
"""An e-mail address."""

YEARS = range(1000, 3000)
"""Dates of other years are not valid. PagerDuty documents no limits."""


def in_utc(moment: datetime) -> datetime | None:
    """An instant in UTC; None when it is not in one of the `YEARS`."""
    if moment.year not in YEARS:
        return None
    moment = moment.astimezone(UTC)
    return moment if moment.year in YEARS else None


def parse_instant(value: Any) -> datetime | None:
    """An ISO 8601 date and time as a UTC instant; None when it is not one."""
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
    """A date and time, kept as ISO 8601 in UTC and shown in the time zone of the answer.

    ``go``: the form that Go prints, ``2026-11-25 18:00:00 +0000 UTC``, is taken, too.
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
    """A reference ``{"id": ..., "type": ...}`` to an object that exists, kept as those two.

    ``types`` are the types of objects it may point at; ``aliases`` maps other spellings of a type to one of them.
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
    """An array, replaced whole by an update.

    ``unordered``: the server keeps no order, so it comes back in its own. ``skips_null``: a null item is left out.
    """

    kind: Kind
    minimum: int = 0
    maximum: int | None = None
    unordered: bool = False
    unique: bool = False
    null_is_empty: bool = False
    skips_null: bool | Differs[bool] = False

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
        return [self.kind.render(item, view) for item in value]

    def references(self, value: Any) -> Iterator[Target]:
        for item in value:
            yield from self.kind.references(item)

    def resolve(self, value: Any, account: Account) -> Any:
        return [self.kind.resolve(item, account) for item in value] if isinstance(value, list) else value


def http_url(text: str) -> SplitResult | None:
    """The parts of an absolute address of http or https; None where the text is none."""
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
    """An object of any content. ``keys`` are those that it must have, with the types of their values."""

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

    ``required``  a POST must have it (a nested object always must)
    ``clearable`` False: PagerDuty's tools show, too, that an update cannot make it null
    ``default``   what a POST without it gets: a value, or a function of the account
    ``api``       False: the API ignores it in requests; only a state file sets it
    ``shown``     False: kept, but in no answer
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
        """How error messages name it. ``outer``: the label of the object that it is in, or nothing."""
        return f"{outer} {self.name.replace('_', ' ')}" if outer else humanize(self.name)

    def is_unstated(self, value: Any, old: Record | None, check: Check) -> bool:
        """Whether a value of a request says nothing: a null for a field that cannot be null.

        What is null already may be sent back as null. Otherwise the documents have no such nulls, but PagerDuty's MCP
        server sends them for what it was not told.
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
    """The values of an object's fields, to keep; what is wrong goes to ``check.errors``, and the value is `INVALID`.

    Without ``old`` the object is made: each field has a value. With it, it is updated: only what is stated is returned.
    ``label``: what stands before the fields' names in error messages, of an object inside an object.
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
    """An object inside an object, replaced whole by an update.

    ``closed``: unknown keys are an error (elsewhere PagerDuty ignores them).
    ``shorthand``: in a state file, anything but an object stands for this one field.
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
