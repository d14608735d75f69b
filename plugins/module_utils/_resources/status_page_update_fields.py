# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes of an update of a post on a status page. A new post has them, too: they are its first update.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import html
import re
import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.durations import Duration
from .._schema.fields import Boolean, Canonical, Field, Instant, Json, Resolver, Text, utc
from .._schema.resource import Resource
from .._schema.session import Session
from .status_page import STATUS_PAGE_SERVICE, Params, Raw, named, part
from .status_page_level import STATUS_PAGE_IMPACT, STATUS_PAGE_SEVERITY, STATUS_PAGE_STATUS

_PARAGRAPH = re.compile(r"</?(?:p|br|div)\s*/?>", re.IGNORECASE)
_LEVELS: dict[str, Resource] = {"status": STATUS_PAGE_STATUS, "severity": STATUS_PAGE_SEVERITY}


class Message(Text):
    """A text with HTML. Plain text is equal to the same text in paragraphs, which PagerDuty can return."""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return _plain(desired) == _plain(current)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_PARAGRAPH.sub(" ", text)).split())


class Time(Instant):
    """A point in time. PagerDuty returns milliseconds, also if they are 0."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        value = self.raw(parent)
        try:
            return utc(value, self.name, fractions=True) if value else None
        except UsageError:
            return value

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value if "." in value else f"{value[:-1]}.000Z"


class Level(Field):
    """A status or a severity. A task states its description, which `prepared` turns into a reference."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.IDENTIFIED)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self.raw(parent)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool((desired or {}).get("id") == (current or {}).get("id"))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value if full else _short(value)

    def show(self, value: Canonical) -> Json:
        return value and (value.get("summary") or value["id"])


class Impacts(Field):
    """The services that an update is about, each with its impact. The order does not matter."""

    type = "dict"

    @property
    def expects(self) -> responses.Shape:
        entry = responses.Object(service=responses.IDENTIFIED, impact=responses.IDENTIFIED)
        return responses.Maybe(responses.Each(entry))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self.raw(parent) or []

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return _pairs(desired) == _pairs(current)

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value if full else [{key: _short(one) for key, one in entry.items()} for entry in value]

    def show(self, value: Canonical) -> Json:
        return {
            entry["service"].get("summary") or entry["service"]["id"]: entry["impact"].get("summary")
            or entry["impact"]["id"]
            for entry in value
        }


class Frequency(Duration):
    """The time until the next update. PagerDuty has milliseconds, and null for none."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        return (self.raw(parent) or 0) // 1000

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value * 1000 or None

    def repeat(self, parent: dict[str, Json]) -> Json:
        return self.raw(parent)


class Notify(Boolean):
    """Whether PagerDuty notifies the subscribers. This is done once, so it is not an attribute to compare later."""

    overridable = False

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return bool(value)


def _short(reference: Raw) -> Raw:
    return {"id": reference["id"], "type": reference["type"]}


def _pairs(entries: list[Raw]) -> set[tuple[str, str]]:
    return {(entry["service"]["id"], entry["impact"]["id"]) for entry in entries}


def fields(*, create_only: bool) -> tuple[Field, ...]:
    """The attributes of an update. create_only: a task about a post states its first update with them."""
    options: dict[str, t.Any] = {"create_only": create_only}
    return (
        Message("text", api="message", clearable=False, on_create=True, **options),
        Level("status", on_create=True, **options),
        Level("severity", on_create=True, **options),
        Impacts("impacted_services", **options),
        Frequency("update_frequency", api="update_frequency_ms", least=0, unset=0, **options),
        Time("reported_at", **options),
        Notify("notify_subscribers", create_only=True, default=False),
    )


NAMES = tuple(entry.api for entry in fields(create_only=True))


def completed(update: Raw) -> Raw:
    """The body of an update. PagerDuty requires most attributes, although they can be null."""
    unset: Raw = {"impacted_services": [], "update_frequency_ms": None, "notify_subscribers": False}
    return {"type": "status_page_post_update", **unset, **update}


def prepared(params: Params, page: str, post_type: str, session: Session) -> Params:
    """The options of a task, with references in place of descriptions. page: its ID. Raises UsageError."""
    params = dict(params)
    for option, resource in _LEVELS.items():
        if params.get(option) is not None:
            params[option] = part(resource, page, params[option], option, session, post_type)
    if params.get("impacted_services") is not None:
        params["impacted_services"] = _impacts(params["impacted_services"], page, post_type, session)
    return params


def _impacts(given: dict[str, t.Any], page: str, post_type: str, session: Session) -> list[Raw]:
    entries: dict[str, Raw] = {}
    for name, impact in given.items():
        option = f"impacted_services.{name}"
        if not isinstance(impact, str):
            raise UsageError(option, "must be the description of an impact, such as partial outage")
        service = part(STATUS_PAGE_SERVICE, page, str(name), option, session)
        if service["id"] in entries:
            raise UsageError(option, "is in the dictionary twice, by its name and by its ID; remove one of the two")
        found = part(STATUS_PAGE_IMPACT, page, impact, option, session, post_type)
        entries[service["id"]] = {"service": service, "impact": found}
    return list(entries.values())


def with_names(update: Raw, page: str, session: Session, *, ask: bool = True) -> Raw:
    """An update with the descriptions of what it refers to as summaries. page, ask: see `named`."""
    shown = dict(update)
    for key, resource in _LEVELS.items():
        if shown.get(key):
            shown[key] = named(resource, page, shown[key], session, ask=ask)
    shown["impacted_services"] = [
        {
            "service": named(STATUS_PAGE_SERVICE, page, entry["service"], session, ask=ask),
            "impact": named(STATUS_PAGE_IMPACT, page, entry["impact"], session, ask=ask),
        }
        for entry in shown.get("impacted_services") or ()
    ]
    return shown
