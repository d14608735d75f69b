# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook subscriptions: which events PagerDuty sends where. They have no name, so where and about what identify one.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Field, Json, Resolver, Spec, Text, UnorderedList
from .._schema.listing import Filter, Listing
from .._schema.resource import Resource, folded
from .service import SERVICE
from .team import TEAM

# What PagerDuty shows in place of a header's value.
REDACTED = "-- redacted --"

# The types of events that PagerDuty documents. It says that it may add others.
EVENTS = (
    "incident.acknowledged",
    "incident.action_invocation.created",
    "incident.action_invocation.terminated",
    "incident.action_invocation.updated",
    "incident.annotated",
    "incident.conference_bridge.updated",
    "incident.custom_field_values.updated",
    "incident.delegated",
    "incident.escalated",
    "incident.incident_type.changed",
    "incident.priority_updated",
    "incident.reassigned",
    "incident.reopened",
    "incident.resolved",
    "incident.responder.added",
    "incident.responder.replied",
    "incident.role.assigned",
    "incident.service_updated",
    "incident.status_update_published",
    "incident.task.completed",
    "incident.task.created",
    "incident.task.updated",
    "incident.triggered",
    "incident.unacknowledged",
    "incident.workflow.completed",
    "incident.workflow.started",
    "service.created",
    "service.custom_field_values.updated",
    "service.deleted",
    "service.updated",
)

FILTER_TYPES = ("account", "service", "team")
FILTERED: dict[str, Resource] = {"service": SERVICE, "team": TEAM}

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def address(url: str) -> str:
    """A URL in the one form that all its spellings have in common."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # not a URL, which PagerDuty may have accepted all the same
        return url.strip()
    who, at, host = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme.lower(), who + at + host.lower(), parts.path or "/", parts.query, parts.fragment))


def checked_url(url: str, path: str) -> str:
    """The URL without white space around it. path: the option, for the UsageError that is raised if it is no URL."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or re.search(r"\s", text):
        raise UsageError(path, "must be a URL of http or https, such as https://example.com/pagerduty")
    return text


def shown_url(url: str) -> str:
    """A URL for people: there may be a password in it."""
    parts = urlsplit(url)
    who, at, host = parts.netloc.rpartition("@")
    name, colon, _password = who.partition(":")
    return urlunsplit(parts._replace(netloc=name + (":********" if colon else "") + at + host))


@dataclass(frozen=True, eq=False)
class _Subscriptions(Resource):
    def names_of(self, raw: dict[str, Json]) -> list[str]:
        url = (raw.get("delivery_method") or {}).get("url")
        return [folded(address(url))] if url else []

    def describe(self, raw: dict[str, Json]) -> str:
        subject = raw.get("filter") or {}
        kind = str(subject.get("type")).removesuffix("_reference")
        about = kind if kind == "account" else f"{kind} {subject.get('summary') or subject.get('id')}"
        description = raw.get("description")
        return f"{raw['id']} ({about}{f', {description}' if description else ''})"


class Url(Text):
    """Where the webhooks go."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return checked_url(super().parse(value, path, resolver, current), path)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return super().read(parent.get("delivery_method") or {})

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(current) and address(desired) == address(current)

    def show(self, value: Canonical) -> Json:
        return shown_url(value or "")


class Headers(Field):
    """Headers that go with each webhook. Their values are never shown again, so only their names can be compared."""

    type = "list"

    def spec(self) -> Spec:
        options: Spec = {
            "name": {"type": "str", "required": True},
            "value": {"type": "str", "required": True, "no_log": True},
        }
        return {"type": "list", "elements": "dict", "options": options}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        headers: dict[str, dict[str, str]] = {}
        for index, entry in enumerate(value):
            name = entry["name"].strip()
            if not _HEADER_NAME.fullmatch(name):
                raise UsageError(f"{path}[{index}].name", f"{name!r} is not the name of a header")
            if name.lower() in headers:
                raise UsageError(f"{path}[{index}].name", f"there are two headers {name}; remove one")
            if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", entry["value"]):
                raise UsageError(f"{path}[{index}].value", "must be one line")
            headers[name.lower()] = {"name": name, "value": entry["value"]}
        return [headers[name] for name in sorted(headers)]

    def read(self, parent: dict[str, Json]) -> Canonical:
        found = (parent.get("delivery_method") or {}).get(self.api) or ()
        return sorted(found, key=lambda header: header["name"].lower())

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return self._names(desired) == self._names(current)

    def show(self, value: Canonical) -> Json:
        return [header["name"] for header in value or ()]

    @staticmethod
    def _names(headers: Canonical) -> list[str]:
        return [header["name"].lower() for header in headers or ()]


class Subject(Field):
    """Whose events. Parsed already: what it names depends on `filter_type`."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        raw = parent.get(self.api) or {}
        return {**raw, "type": str(raw.get("type") or "account").removesuffix("_reference")}

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if not current or desired["type"] != current["type"]:
            return False
        return bool(desired["type"] == "account" or desired["id"] == current.get("id"))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        encoded = {"type": f"{value['type']}_reference"}
        return encoded if value["type"] == "account" else {"id": value["id"], **encoded}

    def show(self, value: Canonical) -> Json:
        if not value or value["type"] == "account":
            return "account"
        summary = value.get("summary")
        return f"{value['type']} {summary} ({value['id']})" if summary else f"{value['type']} {value.get('id')}"


WEBHOOK_SUBSCRIPTION = _Subscriptions(
    name="webhook_subscription",
    plural="webhook_subscriptions",
    title="webhook subscription",
    path="/webhook_subscriptions",
    keys=("url",),
    unique_keys=(),
    query=None,
    minimum=responses.IDENTIFIED.having(
        delivery_method=responses.Maybe(
            responses.Object(
                url=responses.Maybe(responses.TEXT),
                custom_headers=responses.Maybe(responses.Each(responses.Object(name=responses.TEXT))),
                secret=responses.Maybe(responses.TEXT),
            )
        ),
        filter=responses.Maybe(responses.OBJECT),
        events=responses.Maybe(responses.Each(responses.TEXT)),
    ),
    fields=(
        # These two PagerDuty can't change.
        Url("url", on_create=True, clearable=False),
        Headers("custom_headers"),
        Subject("filter", on_create=True),
        UnorderedList("events", on_create=True),
        Text("description"),
        Boolean("enabled", api="active"),
    ),
    unique=False,
    instead={"delivery_method": "use url and custom_headers instead"},
    listing=Listing(
        filters=(
            Filter("filter_type", "filter_type", choices=FILTER_TYPES),
            Filter("filter", "filter_id"),
        ),
    ),
)

_FIELDS = {entry.name: entry for entry in WEBHOOK_SUBSCRIPTION.fields}


def delivers(raw: dict[str, Json], url: str, subject: Canonical = None) -> bool:
    """Whether a subscription delivers to this URL, however it is spelled.

    subject: whose events it has to deliver, as {"type": "account"} or with an `id`; None for any.
    """
    if not _FIELDS["url"].same(url, _FIELDS["url"].read(raw)):
        return False
    return not subject or _FIELDS["filter"].same(subject, _FIELDS["filter"].read(raw))
