# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields: the types of a resource's attributes.

The class of a field defines in one place how a playbook writes a value (`spec`, `parse`), how PagerDuty returns it
(`read`), how a request contains it (`encode`), when two values are equal (`same`), how a diff shows it (`show`), and
what a playbook writes for an existing value (`write`, the inverse of `parse`).

Between playbook and API is the **canonical value**: plain JSON, the same for all spellings of a value. PagerDuty treats
an absent value, null and "" as equal, so each class has one canonical form for all three.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import re
import typing as t
from bisect import bisect_left
from datetime import datetime, timedelta

from .._core import responses
from .._core.errors import UsageError
from .._core.times import UTC, format_instant, parse_instant
from . import option_types
from .option_types import EitherType, ReferenceType, TargetType

Spec = option_types.Spec
Json = t.Any
Canonical = t.Any


def folded(text: object) -> str:
    """A name as PagerDuty compares names: without regard to case and the amount of white space."""
    return " ".join(str(text).split()).casefold()


class Resolver(t.Protocol):
    """Resolves the name of an object to a reference (see `names`), and returns the current time of PagerDuty."""

    def reference(self, resource: t.Any, value: str, option: str, current: Canonical = None) -> dict[str, t.Any]: ...

    def reference_to_any(self, among: list[tuple[t.Any, str]], value: str, option: str) -> dict[str, t.Any]: ...

    def now(self) -> datetime: ...


# Why what is written applies to this account only.
ONLY_BY_ID = "no other option says which one is meant, so it is written with its ID, which other accounts do not have"

UNKNOWN: Canonical = object()  # the value of a new object, if PagerDuty's documents state none, or two


class NotWritten(Exception):
    """An object that no task can state as it is. The text says why, without full stop."""


class Writer(t.Protocol):
    """What `Field.write` needs to turn the values of one object into the options of a task.

    full: write defaults as well. parent_id: the ID of the object's parent, "" if it has none. session: of the task.
    """

    full: bool
    parent_id: str
    session: t.Any

    def now(self) -> datetime:
        """The current time of PagerDuty."""

    def name(self, resource: t.Any, reference: Canonical) -> str:
        """What a task writes for a reference: the name, or the ID if the name does not say which object is meant."""

    def leave_out(self, path: str, reason: str) -> None:
        """Note a value that a task can't state. path: the option's dotted name. reason: without full stop."""

    def secret(self, path: str, what: str) -> None:
        """Note a secret, which is not written."""


class Field:
    """The base class of fields, and the class of plain values that are equal if they are the same.

    name: the option. It is also PagerDuty's key, unless `api` is another.
    on_create: required for a new object.
    required: in a nested object, each entry must have it.
    default: in a nested object, the value for entries that omit it.
    update_only: PagerDuty accepts it only in an update, so a create is followed by an update.
    create_only: PagerDuty accepts it only in a create, and does not show it, so it is not compared later.
    when_new: the value of a new object, if the task omits the option, or a function of (params, session) that returns
        it; None for PagerDuty's default.
    fixed: PagerDuty can't change it. A change replaces the object, or is rejected with the text of `fixed`, which says
        what to do.
    initial: the canonical value of a new object, if the task omits the option; by default, that of an absent attribute.
        UNKNOWN if it is not known.
    within: the attribute of the object that contains it, if it is in a nested object. Dots separate several levels.
    """

    type = "str"
    overridable = False  # whether PagerDuty may silently store another value, which is then reported
    is_option = True  # False for an attribute that only identifies objects
    looks_secret = False  # whether Ansible would take its value for a secret because of its name

    def __init__(
        self,
        name: str,
        *,
        api: str | None = None,
        on_create: bool = False,
        required: bool = False,
        default: t.Any = None,
        choices: t.Sequence[t.Any] | None = None,
        update_only: bool = False,
        create_only: bool = False,
        when_new: t.Any = None,
        fixed: bool | str = False,
        initial: Canonical = None,
        within: str = "",
    ) -> None:
        self.name = name
        self.api = api or name
        self.on_create = on_create
        self.required = required
        self.default = default
        self.choices = list(choices) if choices else None
        self.update_only = update_only
        self.create_only = create_only
        self.when_new = when_new
        self.fixed = fixed
        self.initial = initial
        self.within = within

    def spec(self) -> Spec:
        """The option's entry in an argument spec."""
        spec: Spec = {"type": self.type}
        if self.required:
            spec["required"] = True
        if self.default is not None:
            spec["default"] = self.default
        if self.choices:
            spec["choices"] = self.choices
        if self.looks_secret:
            spec["no_log"] = False
        return spec

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        """The canonical value of what the playbook contains.

        path: the option's dotted name, for errors. current: the object's canonical value, which can save a lookup.
        Raises UsageError.
        """
        return value

    def read(self, parent: dict[str, Json]) -> Canonical:
        """The canonical value in an object as PagerDuty returned it."""
        return self.raw(parent)

    def raw(self, parent: dict[str, Json]) -> Json:
        """The attribute in an object as PagerDuty returned it. None if it is absent."""
        return self._container(parent).get(self.api)

    def _container(self, parent: dict[str, Json]) -> dict[str, Json]:
        """The nested object that contains the attribute; {} if there is none."""
        for name in self.within.split(".") if self.within else ():
            parent = parent.get(name) or {}
        return parent

    def put(self, target: dict[str, Json], value: Json) -> None:
        """Store an encoded value in an object, or in the body of a request."""
        for name in self.within.split(".") if self.within else ():
            target[name] = {**(target.get(name) or {})}
            target = target[name]
        target[self.api] = value

    def is_in(self, body: dict[str, Json]) -> bool:
        """Whether the body of a request contains it."""
        return self.api in self._container(body)

    def carry(self, current: Canonical, option: str) -> Canonical:
        """The value of an object that replaces another one, if the task does not specify it.

        current: the canonical value of the other one. option: the option that identifies the object, for errors.
        Raises UsageError if the new object can't have this value.
        """
        return current

    @property
    def expects(self) -> responses.Shape:
        """The shape of the attribute in a response, under the API's key, as `read` requires it."""
        return responses.ANY

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        """The value as a request contains it; with `full`, as PagerDuty's response will contain it."""
        return value

    def repeat(self, parent: dict[str, Json]) -> Json:
        """The current value, as an update that does not change it contains it. parent: the object."""
        return self.encode(self.read(parent))

    def value_when_new(self, params: dict[str, t.Any], session: t.Any) -> t.Any:
        """The option's value for a new object, if the task omits it."""
        return self.when_new(params, session) if callable(self.when_new) else self.when_new

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(desired == current)

    def means(self, desired: Canonical, current: Canonical) -> bool:
        """Whether a task with this value can mean the object that has the current value, if the field identifies it."""
        return self.same(desired, current)

    def content(self, value: Canonical) -> Json:
        """What decides in long lists whether two values are the same. Equal for values that are the same."""
        return value

    def show(self, value: Canonical) -> Json:
        return value

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        """(before, after) for a diff. Called only if the two are not the same."""
        return self.show(current), self.show(desired)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        """What a playbook writes for a canonical value, so that `parse` returns it. None: the option is omitted.

        path: the option's dotted name. Raises NotWritten if the object can't be stated without it.
        """
        return value

    def is_initial(self, value: Canonical) -> bool:
        """Whether a value is that of a new object whose task omits the option."""
        initial = self.read({}) if self.initial is None else self.initial
        if initial is UNKNOWN:
            return False
        return value is None or (initial is not None and self.same(initial, value))

    def is_omitted(self, value: Canonical, written: t.Any) -> bool:
        """In a nested object, whether a task that omits the attribute means this value. written: see `write`."""
        return bool(written == self.default) if self.default is not None else self.is_initial(value)


class Boolean(Field):
    """True or False. unset: the value of an absent attribute; None if the attribute does not apply then."""

    type = "bool"
    overridable = True

    def __init__(self, name: str, *, unset: bool | None = False, **options: t.Any) -> None:
        super().__init__(name, **options)
        self.unset = unset

    def read(self, parent: dict[str, Json]) -> Canonical:
        value = self.raw(parent)
        return self.unset if value is None else bool(value)


class Choice(Field):
    """One of `choices`.

    unset: the choice of an absent attribute. values: by choice, PagerDuty's value if it differs. A task can use
    either, and a diff shows the choice. granted: choices that PagerDuty returns, but that no request can set.
    """

    overridable = True

    def __init__(
        self,
        name: str,
        choices: t.Sequence[str],
        *,
        unset: str | None = None,
        values: dict[str, str] | None = None,
        granted: t.Sequence[str] = (),
        **options: t.Any,
    ) -> None:
        self.values = values or {}
        self.granted = granted
        super().__init__(name, choices=[*choices, *self.values.values()], **options)
        self.unset = unset

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return self.values.get(value, value)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self.raw(parent) or self.unset

    def show(self, value: Canonical) -> Json:
        return next((choice for choice, other in self.values.items() if other == value), value)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if value is None:
            return None
        choice = self.show(value)
        if choice in (self.choices or ()) and choice not in self.granted:
            return choice
        reason = f"no task can set {choice}"
        if self.required or self.on_create or self.when_new is not None:
            raise NotWritten(f"{path}: {reason}")
        writer.leave_out(path, reason)
        return None


class Text(Field):
    """Text. Leading and trailing white space is ignored.

    longest: the maximum number of characters. cleared: what a request contains for "" ("" or None); with
    `clearable=False`, "" is rejected. collapse: PagerDuty reduces white space inside it to single spaces, as in users'
    names.
    """

    overridable = True

    def __init__(
        self,
        name: str,
        *,
        longest: int | None = None,
        clearable: bool = True,
        cleared: str | None = "",
        collapse: bool = False,
        **options: t.Any,
    ) -> None:
        super().__init__(name, **options)
        self.longest = longest
        self.clearable = clearable
        self.cleared = cleared
        self.collapse = collapse

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = self._fold(value)
        if not text and not self.clearable:
            raise UsageError(path, "must not be empty")
        if self.longest and len(text) > self.longest:
            raise UsageError(path, f"has {len(text)} characters; PagerDuty allows at most {self.longest}")
        return text

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self._fold(self.raw(parent) or "")

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value or self.cleared

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return value if value or self.clearable else None

    def _fold(self, value: t.Any) -> str:
        text = str(value)
        return " ".join(text.split()) if self.collapse else text.strip()


class Name(Text):
    """The name of an object. It is never empty, and the amount of white space in it is ignored."""

    def __init__(self, name: str = "name", **options: t.Any) -> None:
        super().__init__(name, clearable=False, collapse=True, **options)

    def means(self, desired: Canonical, current: Canonical) -> bool:
        return folded(desired) == folded(current)


class Email(Text):
    """PagerDuty lower-cases and trims e-mail addresses."""

    def __init__(self, name: str = "email", **options: t.Any) -> None:
        super().__init__(name, clearable=False, longest=100, **options)

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = super().parse(value, path, resolver, current)
        if "@" not in text.strip("@") or " " in text:
            raise UsageError(path, f"{text!r} is not an e-mail address")
        return text

    def _fold(self, value: t.Any) -> str:
        return super()._fold(value).lower()


class Recommended(int):
    """A number that PagerDuty recommends, and uses because the request leaves the choice to PagerDuty."""


class Integer(Field):
    """A whole number.

    least, most: the range. off: 0 disables the feature; PagerDuty's value for that is null.
    recommended: the key in the same object under which PagerDuty returns the value that it recommends. 0 selects that
        value, and is never returned. zero: 0 is allowed although `least` is greater.
    unset: the value of an absent attribute.
    """

    type = "int"
    overridable = True

    def __init__(
        self,
        name: str,
        *,
        least: int | None = None,
        most: int | None = None,
        off: bool = False,
        zero: bool = False,
        recommended: str | None = None,
        unset: int | None = None,
        **options: t.Any,
    ) -> None:
        super().__init__(name, **options)
        self.unset = 0 if off else unset
        self.least = least
        self.most = most
        self.off = off
        self.zero = zero or off or recommended is not None
        self.recommended = recommended

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if value == 0 and self.zero:
            return value
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            least = "" if self.least is None else f" {self.least} or more"
            bounds = least if self.most is None else f" between {self.least} and {self.most}"
            raise UsageError(path, f"is {value}; it must be{bounds}{', or 0' if self.zero and self.least else ''}")
        return value

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.NUMBER)

    def read(self, parent: dict[str, Json]) -> Canonical:
        value = self.raw(parent)
        if value is None or value == "":
            return self.unset
        if self.recommended and parent.get(self.recommended) in (None, value):
            return Recommended(value)
        return value

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if full and self.recommended and value == 0:
            return None  # PagerDuty's recommendation is not known
        return None if self.off and value == 0 else _whole(value)

    def show(self, value: Canonical) -> Json:
        return _whole(value)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return _whole(value)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if self.recommended and desired == 0:
            return isinstance(current, Recommended)
        return bool(desired == current)


def _whole(value: int | None) -> int | None:
    """A plain int: Ansible warns about results that contain other types."""
    return None if value is None else int(value)


class TimeOfDay(Field):
    """A time of day, canonical as HH:MM:SS."""

    _WRITTEN = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = str(value).strip()
        if text.isdigit():
            # YAML 1.1 reads an unquoted 17:00 as minutes (17 * 60) and 17:00:00 as seconds. From 1440 it is seconds.
            minutes, seconds = divmod(int(text), 60) if int(text) >= 1440 else (int(text), 0)
            text = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        match = self._WRITTEN.fullmatch(text)
        if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
            raise UsageError(path, f"{value!r} is not a time of day; write it like '09:00', in quotes")
        return f"{int(match[1]):02}:{match[2]}:{match[3] or '00'}"

    def read(self, parent: dict[str, Json]) -> Canonical:
        # PagerDuty's values also have a date and a time zone, without a meaning (its schema documents it for the date).
        match = self._WRITTEN.search(str(self.raw(parent) or ""))
        return f"{int(match[1]):02}:{match[2]}:{match[3] or '00'}" if match else None


def utc(value: str, path: str, *, fractions: bool = False) -> str:
    """A point in time in UTC with a Z, as PagerDuty's reference recommends. A time without a zone is UTC already.

    path: the option's dotted name, for the UsageError. fractions: keep milliseconds, or microseconds if there are any;
    otherwise the time is cut to whole seconds, because filters such as `since` take those.
    """
    try:
        instant = parse_instant(value)
    except ValueError:
        raise UsageError(path, f"{value!r} is not a date or time; write it like 2026-11-21T09:00:00Z") from None
    if instant.tzinfo is not None:
        instant = instant.astimezone(UTC)
    if not fractions or not instant.microsecond:
        return format_instant(instant)
    precision = "microseconds" if instant.microsecond % 1000 else "milliseconds"
    return f"{instant.replace(tzinfo=None).isoformat(timespec=precision)}Z"


class Instant(Field):
    """A point in time, canonical as UTC with a Z. Fractions of a second are kept."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return utc(value, path, fractions=True)


def whole_minute(value: str, path: str, *, up: bool = False, add: int = 0) -> str:
    """A point in time in full minutes, in UTC with a Z. `up`: seconds are rounded up, otherwise they are cut off.

    path: the option's dotted name, for the UsageError. add: minutes to add.
    """
    try:
        instant = parse_instant(utc(value, path, fractions=True))
        minute = instant.replace(second=0, microsecond=0) + timedelta(minutes=add)
        if up and (instant.second or instant.microsecond):
            minute += timedelta(minutes=1)
    except OverflowError:
        raise UsageError(path, f"{value!r} is out of range") from None
    return format_instant(minute)


class Minute(Field):
    """A point in time in full minutes, canonical as UTC with a Z. up: seconds are rounded up, otherwise cut off."""

    def __init__(self, name: str, *, up: bool = False, **options: t.Any) -> None:
        super().__init__(name, **options)
        self.up = up

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return whole_minute(value, path, up=self.up)

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.TEXT)

    def read(self, parent: dict[str, Json]) -> Canonical:
        value = parent.get(self.api)
        try:
            return whole_minute(value, self.name, up=self.up) if value else None
        except UsageError:
            return value

    def repeat(self, parent: dict[str, Json]) -> Json:
        return parent.get(self.api)  # with its seconds


NOW = "now"


class Past(str):
    """The current minute, as the canonical value of a start that has passed."""


class Start(Minute):
    """When something starts, canonical like `Minute`.

    PagerDuty replaces a start that has passed by the time of the request. So `now` and each time that has passed mean
    the same, and equal each current start that has passed.
    """

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        minute = Past(whole_minute(resolver.now().isoformat(), path))
        if value.strip().lower() == NOW:
            return minute
        start = super().parse(value, path, resolver, current)
        return minute if start <= minute else start

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value and str(value)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(current and current <= desired) if isinstance(desired, Past) else bool(desired == current)

    def show(self, value: Canonical) -> Json:
        return NOW if isinstance(value, Past) else value

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        """A start that has passed is the default."""
        if value is None or value > format_instant(writer.now()):
            return value
        return NOW if writer.full else None


class TimeZone(Field):
    """The name of a time zone, such as America/Lima."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if not value.strip():
            raise UsageError(path, "must not be empty; write a name such as America/Lima")
        return value.strip()

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.TEXT)

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        # PagerDuty documents names of tz database entries, and returns this one for UTC.
        return "Etc/UTC" if value and self._plain(value) == "etc/utc" else value

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return self._plain(desired) == self._plain(current)

    @staticmethod
    def _plain(value: str | None) -> str:
        name = (value or "").lower()
        return "etc/utc" if name == "utc" else name


class UnorderedList(Field):
    """A list of plain values. Order and duplicates are ignored.

    element: the type of an entry. allowed: the possible values.
    """

    type = "list"

    def __init__(
        self, name: str, *, element: str = "str", allowed: t.Sequence[t.Any] | None = None, **options: t.Any
    ) -> None:
        super().__init__(name, choices=allowed, **options)
        self.element = element

    def spec(self) -> Spec:
        return {**super().spec(), "elements": self.element}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return sorted(set(value))

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.NUMBER if self.element == "int" else responses.TEXT))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return sorted(set(self.raw(parent) or ()))


class Details(Field):
    """A dictionary with any content. A playbook specifies it completely, and requests contain it completely."""

    type = "dict"

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        # YAML has dates, JSON does not. The module shell gets dates as text already.
        return json.loads(json.dumps(value, default=lambda other: getattr(other, "isoformat", other.__str__)()))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self.raw(parent) or {}


def shapes(fields: t.Iterable[Field]) -> dict[str, responses.Shape]:
    """What these fields require of the object that contains their attributes: the shape of each part, by its key."""
    return _shapes([(field.within.split(".") if field.within else [], field) for field in fields])


def _shapes(placed: list[tuple[list[str], Field]]) -> dict[str, responses.Shape]:
    """The same. placed: (the keys of the nested objects that contain the attribute, the field)."""
    parts = {field.api: field.expects for path, field in placed if not path and field.expects is not responses.ANY}
    for name in dict.fromkeys(path[0] for path, _field in placed if path):
        inside = [(path[1:], field) for path, field in placed if path[:1] == [name]]
        parts.setdefault(name, responses.Maybe(responses.Object(**_shapes(inside))))
    return parts


def reference_of(raw: Json) -> dict[str, t.Any] | None:
    """A canonical reference. raw: what PagerDuty returned: a reference or, with `include[]`, the complete object."""
    if not raw:
        return None
    shown = {key: raw[key] for key in ("summary", "self", "html_url") if key in raw}
    return {"id": raw["id"], "type": raw["type"].removesuffix("_reference"), **shown}


class Reference(Field):
    """A reference to another object, by its name or ID. resource: its type. clearable: "" removes the reference."""

    def __init__(self, name: str, resource: t.Any, *, clearable: bool = False, **options: t.Any) -> None:
        super().__init__(name, **options)
        self.resource = resource
        self.clearable = clearable

    def spec(self) -> Spec:
        return {**super().spec(), "type": ReferenceType(self.resource)}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if self.clearable and not value.strip():
            return None
        return resolver.reference(self.resource, value, path, current)

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.REFERENCE)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return reference_of(self.raw(parent))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if value is None:
            return None
        reference = {"id": value["id"], "type": f"{value['type']}_reference"}
        return {**value, **reference} if full else reference

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return (desired or {}).get("id") == (current or {}).get("id")

    def content(self, value: Canonical) -> Json:
        return (value or {}).get("id")

    def show(self, value: Canonical) -> Json:
        if value is None:
            return None
        return f"{value['summary']} ({value['id']})" if value.get("summary") else value["id"]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if value is None:
            return "" if self.clearable else None
        return writer.name(self.resource, value)


class IdReference(Reference):
    """A reference to an object of which PagerDuty shows and receives the ID only."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.TEXT)

    def read(self, parent: dict[str, Json]) -> Canonical:
        identifier = self.raw(parent)
        return {"id": identifier, "type": self.resource.name} if identifier else None

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value["id"] if value else None


class EitherReference(Field):
    """A reference to an object that can be of one of several types, by its name or ID, see `EitherType`.

    types: by PagerDuty's type in responses, the type of the object. Requests contain the name of the latter.
    """

    def __init__(self, name: str, types: dict[str, t.Any], **options: t.Any) -> None:
        super().__init__(name, **options)
        self.types = types
        self.option = EitherType(types)

    def spec(self) -> Spec:
        return {**super().spec(), "type": self.option, "required": True}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return resolver.reference_to_any(self.option.named(value), value, path)

    @property
    def expects(self) -> responses.Shape:
        return responses.REFERENCE

    def read(self, parent: dict[str, Json]) -> Canonical:
        found = reference_of(self.raw(parent))
        resource = self.types.get(found["type"]) if found else None
        return {**found, "type": resource.name} if found and resource else found

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if not full:
            return {"id": value["id"], "type": value["type"]}
        shown = next(name for name, resource in self.types.items() if resource.name == value["type"])
        return {**value, "type": f"{shown}_reference"}

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return all(desired[key] == current[key] for key in ("id", "type"))

    def show(self, value: Canonical) -> Json:
        return f"{value['summary']} ({value['id']})" if value.get("summary") else value["id"]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        own = next(resource for resource in self.types.values() if resource.name == value["type"])
        name = writer.name(own, value)
        others = [one for one in self.types.values() if one is not own and writer.session.names.find(one, name)]
        return f"{own.name}:{name}" if others or len(self.option.named(name)) == 1 else name


class References(Field):
    """References to several other objects. The order is ignored.

    resource: the type of all of them; the playbook lists names or IDs. Or resources: the possible types, by the key
        that an entry uses for each (`- user: ann@example.com`).
    least, most: the allowed number of entries. unique: an object that is named twice is one entry.
    """

    type = "list"

    def __init__(
        self,
        name: str,
        resource: t.Any = None,
        *,
        unique: bool = False,
        resources: dict[str, t.Any] | None = None,
        least: int = 0,
        most: int | None = None,
        **options: t.Any,
    ) -> None:
        super().__init__(name, **options)
        self.resources = resources or {}
        self.unique = unique
        self.least = least
        self.most = most
        self._one = Reference(name, resource)

    def spec(self) -> Spec:
        if not self.resources:
            return {**super().spec(), "elements": ReferenceType(self._one.resource)}
        return {
            **super().spec(),
            "elements": TargetType(self.resources),
            "options": {key: {"type": ReferenceType(resource)} for key, resource in self.resources.items()},
            "mutually_exclusive": [list(self.resources)],
            "required_one_of": [list(self.resources)],
        }

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            allowed = f"{self.least} to {self.most}" if self.least else f"at most {self.most}"
            if self.most is None:
                allowed = f"at least {self.least}"
            raise UsageError(path, f"has {len(value)} entries; PagerDuty allows {allowed}")
        found = []
        for index, entry in enumerate(value):
            resource, name, at = self._one.resource, entry, f"{path}[{index}]"
            if self.resources:
                key = next(key for key in self.resources if entry.get(key) is not None)
                resource, name, at = self.resources[key], entry[key], f"{at}.{key}"
            found.append(resolver.reference(resource, name, at, current))
        return list({reference["id"]: reference for reference in found}.values()) if self.unique else found

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.REFERENCE))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [reference_of(raw) for raw in self.raw(parent) or ()]

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [self._one.encode(reference, full=full) for reference in value]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return {entry["id"] for entry in desired} == {entry["id"] for entry in current}

    def show(self, value: Canonical) -> Json:
        return [self._one.show(reference) for reference in value]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return sorted(self.write_ordered(value, writer), key=_sorted_by)

    def write_ordered(self, value: Canonical, writer: Writer) -> list[t.Any]:
        """What a playbook writes, in PagerDuty's order."""
        if not self.resources:
            return [writer.name(self._one.resource, reference) for reference in value]
        written = []
        for reference in value:
            found = [(key, one) for key, one in self.resources.items() if reference["type"] in one.types]
            if not found:
                raise NotWritten(f"{self.name}: no task can name an object of the type {reference['type']}")
            key, resource = found[0]
            written.append({key: writer.name(resource, reference)})
        return written


def _sorted_by(written: t.Any) -> tuple[t.Any, ...]:
    """The order of what a playbook writes, if the order has no meaning: by name, without regard to case."""
    texts = list(written.items()) if isinstance(written, dict) else [("", written)]
    return tuple((key, folded(text), text) for key, text in texts)


class Object(Field):
    """A nested object. Attributes that the playbook does not specify keep PagerDuty's value.

    fields: its attributes.
    by: the field that selects the variant, such as `type`.
    variants: for each value of `by`, the fields of that variant (True: required). Fields in no variant belong to all.
    inside: the nested object that contains the fields of the variants.
    null: the value of `by` that PagerDuty returns as null.
    whole: attributes that the playbook does not specify are unset instead, except `id`.
    constraints: constraints of its options, in the format of an argument spec.
    """

    type = "dict"

    def __init__(
        self,
        name: str,
        fields: t.Sequence[Field],
        *,
        by: str | None = None,
        variants: dict[str, dict[str, bool]] | None = None,
        inside: str | None = None,
        null: str | None = None,
        whole: bool = False,
        constraints: Spec | None = None,
        **options: t.Any,
    ) -> None:
        super().__init__(name, **options)
        self.whole = whole
        self.constraints = constraints or {}
        self.fields = {field.name: field for field in fields}
        self.by = by
        self.variants = variants or {}
        self.inside = inside
        self.null = null

    def spec(self) -> Spec:
        options = {name: field.spec() for name, field in self.fields.items()}
        return {**super().spec(), "options": options, **self.constraints}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = {
            name: field.parse(value[name], f"{path}.{name}", resolver, (current or {}).get(name))
            for name, field in self.fields.items()
            if value.get(name) is not None
        }
        if self.by:
            self._check_variant(parsed, current, path)
        return parsed

    def _check_variant(self, parsed: Canonical, current: Canonical, path: str) -> None:
        kept = self.merged(parsed, current)
        variant = kept.get(self.by)
        if variant is None:
            raise UsageError(f"{path}.{self.by}", f"is missing; it must be one of {', '.join(self.variants)}")
        where = f"{path}.{self.inside}" if self.inside else path
        specified = (parsed.get(self.inside) or {}) if self.inside else parsed
        known = self.variants[variant]
        anywhere = {name for fields in self.variants.values() for name in fields}
        for name in specified:
            if name in anywhere and name not in known:
                owners = " or ".join(key for key, fields in self.variants.items() if name in fields)
                raise UsageError(f"{where}.{name}", f"requires {self.by}: {owners}, not {variant}; remove one")
        have = (kept.get(self.inside) or {}) if self.inside else kept
        missing = [name for name, needed in known.items() if needed and have.get(name) in (None, [])]
        if missing:
            raise UsageError(where, f"{self.by}: {variant} also requires {' and '.join(missing)}")

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Object(**shapes(self.fields.values())))

    def read(self, parent: dict[str, Json]) -> Canonical:
        raw = self.raw(parent)
        if raw == "":
            raw = None
        if raw is None and self.null is None:
            return None
        value = {name: field.read(raw or {}) for name, field in self.fields.items()}
        if self.null is not None and value[t.cast(str, self.by)] is None:
            value[t.cast(str, self.by)] = self.null
        return value

    def merged(self, desired: Canonical, current: Canonical) -> Canonical:
        """The object after an update. A request contains all of it, because PagerDuty replaces nested objects."""
        if self.whole:
            return dict(desired)
        kept = {name: value for name, value in (current or {}).items() if value is not None}
        if self.by and desired.get(self.by, kept.get(self.by)) != kept.get(self.by):
            kept = {}  # another variant: no attributes of the old one are kept
        result = {**kept, **desired}
        for name, field in self.fields.items():
            if isinstance(field, Object) and name in desired:
                result[name] = field.merged(desired[name], kept.get(name))
        if self.by:
            anywhere = {name for variant in self.variants.values() for name in variant}
            foreign = anywhere - set(self.variants.get(str(result.get(self.by)), ()))
            if self.inside and result.get(self.inside):
                result[self.inside] = _without(result[self.inside], foreign)
            elif not self.inside:
                result = _without(result, foreign)
        return result

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if value is None:
            return None
        return self._encode_whole(self.merged(value, current), current or {}, full)

    def _encode_whole(self, whole: Canonical, current: Canonical, full: bool) -> Json:
        if self.null is not None and whole.get(self.by) == self.null:
            return {self.fields[t.cast(str, self.by)].api: None}
        encoded: dict[str, Json] = {}
        for name, field in self.fields.items():
            value, old = whole.get(name), current.get(name)
            if value is None:
                continue
            if isinstance(field, Object):
                field.put(encoded, field._encode_whole(value, old or {}, full))
            else:
                field.put(encoded, field.encode(value, old, full=full))
        return {key: entry for key, entry in encoded.items() if entry is not None or not full}

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if desired is None or current is None:
            return desired is current
        names = {*desired, *(name for name in self.fields if name != "id")} if self.whole else desired
        return all(self.fields[name].same(desired.get(name), current.get(name)) for name in names)

    def content(self, value: Canonical) -> Json:
        """Without the ID. Only for `whole` objects: others are the same as an object that specifies a part of them."""
        if value is None:
            return None
        return {name: field.content(value.get(name)) for name, field in self.fields.items() if name != "id"}

    def show(self, value: Canonical) -> Json:
        if value is None:
            return None
        return {name: self.fields[name].show(entry) for name, entry in value.items() if name in self.fields}

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        before: dict[str, Json] = {}
        after: dict[str, Json] = {}
        for name, value in desired.items():
            old = (current or {}).get(name)
            if current is None or not self.fields[name].same(value, old):
                before[name], after[name] = self.fields[name].difference(value, old)
        for name, old in (current or {}).items() if self.whole else ():
            if name in self.fields and name not in desired and not self.fields[name].same(None, old):
                before[name], after[name] = self.fields[name].show(old), None
        return (None if current is None else before), after

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        """Attributes that are unset are left out."""
        if value is None or (self.by and value.get(self.by) is None):
            return None
        written = {}
        for name, entry in (value if self.whole else self.merged({}, value)).items():
            field = self.fields.get(name)
            if field is None or name == "id" or entry is None:
                continue
            stated = field.write(entry, f"{path}.{name}", writer)
            needed = writer.full or field.required or name == self.by
            if stated is not None and (needed or not field.is_omitted(entry, stated)):
                written[name] = stated
        return written or None

    def is_initial(self, value: Canonical) -> bool:
        """A variant that PagerDuty returns as null is that of a new object."""
        is_null = bool(self.null and self.by and (value or {}).get(self.by) == self.null)
        return is_null or super().is_initial(value)


class ObjectList(Field):
    """A list of nested objects in a defined order. A playbook specifies the complete list, and requests contain it.

    item: the type of an entry. PagerDuty assigns IDs to the entries; entries that remain keep their ID.
    least: the minimum number of entries. ordered: whether their order matters.
    named_by: the field with an entry's name, which can be empty. It is for long lists of `whole` objects: a desired
        entry is matched with the current one that has its `id`, name or content, and a diff shows only the entries that
        differ.
    anonymous: PagerDuty assigns no IDs to the entries.
    """

    type = "list"

    def __init__(
        self,
        name: str,
        item: Object,
        *,
        least: int = 0,
        ordered: bool = True,
        named_by: str | None = None,
        anonymous: bool = False,
        **options: t.Any,
    ) -> None:
        super().__init__(name, **options)
        self.item = item
        self.anonymous = anonymous
        self.least = least
        self.ordered = ordered
        self.named_by = named_by

    def spec(self) -> Spec:
        return {**super().spec(), "elements": "dict", "options": self.item.spec()["options"], **self.item.constraints}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if len(value) < self.least:
            raise UsageError(path, f"must have at least {self.least} {'entry' if self.least == 1 else 'entries'}")
        return [
            self.item.parse(entry, f"{path}[{index}]", resolver, _at(current, index))
            for index, entry in enumerate(value)
        ]

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(self.item.expects))

    def read(self, parent: dict[str, Json]) -> Canonical:
        entries = []
        for raw in self.raw(parent) or ():
            entry = self.item.read({self.item.api: raw}) or {}
            has_id = not self.anonymous and raw and raw.get("id")
            entries.append({**entry, "id": raw["id"]} if has_id else entry)
        return entries

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if len(desired) != len(current):
            return False
        if self.ordered:
            return all(map(self.item.same, desired, current))
        free = list(current)
        for entry in desired:
            at = next((at for at, other in enumerate(free) if self.item.same(entry, other)), None)
            if at is None:
                return False
            del free[at]
        return True

    def content(self, value: Canonical) -> Json:
        return [self.item.content(entry) for entry in value or ()]

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if self.anonymous:
            return [self.item.encode(entry, full=full) for entry in value]
        encoded = []
        for entry, old in zip(value, self._paired(value, current or [])):
            body = self.item.encode(entry, old, full=full)
            entry_id = (old or entry).get("id")
            encoded.append({**body, "id": entry_id} if entry_id else body)
        return encoded

    def check_ids(self, value: t.Any, path: str, current: Canonical) -> None:
        """Raise UsageError for an `id` that no current entry has, or that two entries have. value: the option."""
        known = {entry.get("id") for entry in current or ()}
        for index, entry in enumerate(value):
            if not entry.get("id"):
                continue
            if entry["id"].strip() not in known:
                raise UsageError(f"{path}[{index}].id", f"there is no entry with the ID {entry['id']!r}; omit id")
            known.remove(entry["id"].strip())

    def _paired(self, desired: Canonical, current: Canonical) -> list[Canonical]:
        """For each desired entry, the current entry whose ID it keeps: an equal one, otherwise the one at its index."""
        if self.named_by:
            return [None if at is None else current[at] for at in self._matched(desired, current, self.named_by)]
        free = list(range(len(current)))
        pairs: list[Canonical] = [None] * len(desired)
        for index, entry in enumerate(desired):
            match = next((at for at in free if self.item.same(entry, current[at])), None)
            if match is not None:
                free.remove(match)
                pairs[index] = current[match]
        for index, pair in enumerate(pairs):
            if pair is None and index in free:
                pairs[index] = current[index]
        return pairs

    def _matched(self, desired: Canonical, current: Canonical, name: str) -> list[int | None]:
        """For each desired entry, the index of the current entry that it is matched with, None if there is none.

        In this order: the entry with the same `id`, an equal one, the one with the same name, one that is equal except
        for the name, and, if both have no name, the one at the same index.
        """
        free = set(range(len(current)))
        found: list[int | None] = [None] * len(desired)
        sides = [(entries, list(map(self.item.content, entries))) for entries in (desired, current)]

        def text(content: Json, *without: str) -> str:
            return json.dumps({key: value for key, value in content.items() if key not in without}, sort_keys=True)

        # What two entries have in common if they match. An entry without it matches none.
        rules: list[t.Callable[[Canonical, Json, int], t.Any]] = [
            lambda entry, content, at: entry.get("id"),
            lambda entry, content, at: text(content),
            lambda entry, content, at: content[name],
            lambda entry, content, at: text(content, name),
            lambda entry, content, at: None if content[name] else (at,),
        ]
        for rule in rules:
            unmatched = [index for index, at in enumerate(found) if at is None]
            wanted, known = (
                {at: rule(entries[at], contents[at], at) for at in positions}
                for (entries, contents), positions in zip(sides, (unmatched, sorted(free, reverse=True)))
            )
            waiting: dict[t.Any, list[int]] = {}
            for at, key in known.items():
                waiting.setdefault(key, []).append(at)
            for index, key in wanted.items():
                if key and waiting.get(key):
                    found[index] = waiting[key].pop()
            free.difference_update(at for at in found if at is not None)
        return found

    def show(self, value: Canonical) -> Json:
        return [self.item.show(entry) for entry in value or ()]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return [self.item.write(entry, f"{path}[{index}]", writer) or {} for index, entry in enumerate(value)]

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        """With `named_by`: the entries that differ or move, each with its position, counted from 1."""
        if not self.named_by:
            return super().difference(desired, current)
        current = current or []
        matched = self._matched(desired, current, self.named_by)
        same = {
            index: at
            for index, at in enumerate(matched)
            if at is not None and self.item.same(desired[index], current[at])
        }
        stay = _in_order(same)
        old = set(range(len(current))).difference(same[index] for index in stay)
        new = set(range(len(desired))).difference(stay)
        return self._at(current, old), self._at(desired, new)

    def _at(self, entries: Canonical, positions: set[int]) -> Json:
        return [
            {"position": at + 1, **{key: value for key, value in shown.items() if key != "id" and value is not None}}
            for at, shown in ((at, self.item.show(entries[at])) for at in sorted(positions))
        ]


def _without(value: dict[str, Canonical], names: set[str]) -> dict[str, Canonical]:
    return {name: entry for name, entry in value.items() if name not in names}


def _in_order(positions: dict[int, int]) -> list[int]:
    """The most keys of which the values ascend as well: the entries of a list that stay if the others are moved.

    positions: by ascending position in one list, the position in another one.
    """
    ends: list[int] = []  # by length, the smallest value with which a selection of this length ends
    last: list[int] = []  # by length, the key of that value
    before: dict[int, int | None] = {}
    for key, value in positions.items():
        at = bisect_left(ends, value)
        before[key] = last[at - 1] if at else None
        ends[at:at + 1], last[at:at + 1] = [value], [key]
    found: list[int] = []
    key_before = last[-1] if last else None
    while key_before is not None:
        found.append(key_before)
        key_before = before[key_before]
    return found


def _at(entries: Canonical, index: int) -> Canonical:
    return entries[index] if entries and index < len(entries) else None


def renamed(fields: t.Iterable[Field], prefix: str = "") -> t.Iterator[tuple[str, str]]:
    """(PagerDuty's name, the option) of each field where the two differ, nested fields included.

    prefix: the dotted path of the options that contain the fields, with a trailing dot. Both names start with it.
    """
    for entry in fields:
        if entry.api != entry.name:
            yield prefix + entry.api, entry.name
        inner = entry.item if isinstance(entry, ObjectList) else entry
        if isinstance(inner, Object):
            yield from renamed(inner.fields.values(), f"{prefix}{entry.name}.")
