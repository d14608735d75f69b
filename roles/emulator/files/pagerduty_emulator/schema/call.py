# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request to the REST API, as operations get it, and their response."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as Sized
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from multidict import MultiMapping

from ..core.collection import Collection, Record, Target
from ..core.errors import (
    ApiError,
    invalid,
    not_found,
    payment_required,
    requester_malformed,
    requester_missing,
    requester_not_found,
)
from ..core.json_body import BodyError, read_json
from ..core.state import Account, Emulator
from ..core.strictness import Differs, effective
from ..core.time_zones import zone, zone_names
from .fields import EMAIL, LARGEST, YEARS, in_utc
from .resource import Resource
from .view import View, encode

DEFAULT_LIMIT, MAXIMUM_LIMIT, PAGING_CAP = 25, 100, 10_000

DOCUMENTED_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
BOOLEANS = Differs(tools={**DOCUMENTED_BOOLEANS, "True": True, "False": False}, documents=DOCUMENTED_BOOLEANS)
"""Booleans in a query. PagerDuty's Python clients write them as Python does."""

UTC_ENDINGS = Differs(tools=("Z", "+00:00", " 00:00"), documents=("Z",))
"""The ends of instants that must be UTC. PagerDuty's MCP server sends an offset. Without encoding, ``+`` is a space."""


def whole(text: str) -> int | None:
    """The number in decimal digits, at most `LARGEST`; None if the text is not such a number."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))):
        return None
    number = int(text)
    return number if number <= LARGEST else None


@dataclass(frozen=True)
class Actor:
    """Who sends a request.

    ``type``  ``account``, ``user`` or ``read_only`` for REST API keys, ``app`` for OAuth tokens
    """

    type: str
    token: str = field(repr=False)
    user: str | None = None
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reply:
    """A response: a status, and a JSON body or none."""

    status: int
    body: Any = None

    @cached_property
    def encoded(self) -> bytes:
        """The body in bytes."""
        return encode(self.body)


@dataclass(frozen=True)
class Call:
    """A request.

    ``ids``             the IDs in its path, from left to right
    ``request_id``      the ``x-request-id`` of its response; None for the emulator's page
    ``remote_address``  the address of the client; None if it is not known
    """

    emulator: Emulator
    account: Account
    actor: Actor
    method: str
    query: MultiMapping[str]
    headers: Mapping[str, str]
    body: bytes
    ids: tuple[str, ...] = ()
    request_id: str | None = None
    remote_address: str | None = None

    # -- body --------------------------------------------------------------------------------------------------------

    def json(self) -> Any:
        """The body, which must be JSON. Raises 400."""
        media_type = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if self.body and media_type != "application/json" and not media_type.endswith("+json"):
            raise invalid("Content-Type must be application/json")
        try:
            return read_json(self.body)
        except BodyError as error:
            raise invalid(f"The request body {error}") from None

    def wrapped(self, key: str) -> dict[str, Any]:
        """The object under the body's wrapper key. Raises 400."""
        body = self.json()
        value = body.get(key) if isinstance(body, dict) else None
        if not isinstance(value, dict):
            raise invalid(f"{key} is missing or is not an Object")
        return value

    # -- headers -----------------------------------------------------------------------------------------------------

    def requester(self) -> Record:
        """The user on whose behalf the request is sent. Raises 400.

        This is the user of the token. Account-level REST API keys and OAuth tokens of an app have no user. With these,
        it is the user in the header ``From``.
        """
        users = self.account.requesters
        if self.actor.user is not None:
            return users.records[self.actor.user]
        sender = self.headers.get("From", "").strip()
        if not sender:
            raise requester_missing()
        if not EMAIL.fullmatch(sender):
            raise requester_malformed()
        found = users.find_id(sender)
        if found is None:
            raise requester_not_found()
        return users.records[found]

    def requesters_zone(self) -> str | None:
        """The time zone of the requester; None if the requester is not known."""
        agent = self.agent()
        return self.account.requesters.records[agent[1]]["time_zone"] if agent is not None else None

    def agent(self) -> Target | None:
        """The requester as a reference; None if the requester is not known."""
        try:
            return self.account.requesters.resource.type, self.requester()["id"]
        except ApiError:
            return None

    # -- query -------------------------------------------------------------------------------------------------------

    def check_include(self, choices: Sized[str]) -> None:
        """Raises 400 for an ``include[]`` that the operation does not know."""
        if not set(self.query.getall("include[]", ())) <= set(choices):
            raise invalid(f"Include must be in {', '.join(choices)}" if choices else "Include is not supported here")

    def view(self, *, listing: bool = False, default_zone: str | None = None) -> View:
        """The view of the response, from ``include[]`` and ``time_zone``, whose default is the account's time zone."""
        include = frozenset(self.query.getall("include[]", ()))
        time_zone = self.time_zone(default_zone)
        return View(self.account, self.emulator.base_url, time_zone, include, listing)

    def time_zone(self, default: str | None = None) -> str:
        """The time zone in the query, or the default. Raises 400."""
        asked = self.query.get("time_zone")
        if asked is None:
            return default or self.account.time_zone
        if zone_names() and asked not in zone_names():
            raise invalid("Time zone is not a valid time zone")
        return asked

    def instant(self, name: str, default_zone: str | None = None) -> str | None:
        """An instant in the query, in the stored form; None if it is missing.

        Without an offset, it is in the query's time zone, or in the default of `time_zone`.
        """
        text = self.query.get(name)
        if text is None:
            return None
        try:
            parsed = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            raise invalid(f"{name.capitalize()} must be a valid ISO 8601 date-time") from None
        if parsed.tzinfo is None:
            parsed = parsed.replace(tzinfo=zone(self.time_zone(default_zone)) or UTC)
        moment = in_utc(parsed)
        if moment is None:
            raise invalid(f"{name.capitalize()} must be between the years {YEARS[0]} and {YEARS[-1]}")
        return moment.replace(microsecond=0).isoformat()

    def utc_instant(self, name: str) -> str | None:
        """An instant in the query that must be UTC: "Will return an HTTP 400 for non-UTC datetimes"."""
        text = self.query.get(name)
        if text is not None and not text.endswith(effective(UTC_ENDINGS, strict=self.account.strict)):
            raise invalid(f"{name.capitalize()} must be a UTC ISO 8601 date-time")
        return self.instant(name)

    def chosen(self, name: str, choices: tuple[str, ...]) -> list[str]:
        """The values of a filter with fixed choices, such as ``statuses[]``. Raises 400."""
        given = self.query.getall(name, ())
        for value in given:
            if value not in choices:
                raise invalid(f"{name.removesuffix('[]').capitalize()} must be in {', '.join(choices)}")
        return list(given)

    def sorting(self, fields: tuple[str, ...], most: int = 2) -> list[tuple[str, bool]]:
        """The pairs (field, whether descending) in ``sort_by``, the most important first. Raises 400."""
        given = [one for text in self.query.getall("sort_by", ()) for one in text.split(",")]
        if len(given) > most:
            raise invalid(f"Sort by takes at most {most} fields")
        order = []
        for one in given:
            name, _colon, direction = one.partition(":")
            if name not in fields or direction not in ("", "asc", "desc"):
                raise invalid(f"Sort by must be in {', '.join(fields)}, with :asc or :desc")
            order.append((name, direction == "desc"))
        return order

    def number(self, name: str, default: int, minimum: int) -> int:
        """A whole number in the query. Raises 400."""
        text = self.query.get(name)
        if text is None:
            return default
        number = whole(text)
        if number is None or number < minimum:
            raise invalid(f"{name.capitalize()} must be an Integer from {minimum} to {LARGEST}")
        return number

    def flag(self, name: str) -> bool:
        """A boolean in the query. Raises 400."""
        text, known = self.query.get(name, "false"), effective(BOOLEANS, strict=self.account.strict)
        if text not in known:
            raise invalid(f"{name.capitalize()} must be true or false")
        return known[text]

    def paging(self) -> tuple[int, int]:
        """``limit`` and ``offset`` of offset pagination. Raises 400."""
        limit = min(self.number("limit", DEFAULT_LIMIT, 1), MAXIMUM_LIMIT)
        offset = self.number("offset", 0, 0)
        if offset + limit > PAGING_CAP:
            raise invalid(f"Offset plus limit must be less than or equal to {PAGING_CAP}")
        return limit, offset

    def page(self, key: str, found: Any, show: Callable[[Any], Any], *, total: bool = True) -> Reply:
        """A page of offset pagination.

        ``found`` has a length and can be sliced. ``show`` is called for the objects of the page only.
        """
        limit, offset = self.paging()
        return Reply(
            200,
            {
                key: [show(item) for item in found[offset:offset + limit]],
                "limit": limit,
                "offset": offset,
                "more": offset + limit < len(found),
                "total": len(found) if total and self.flag("total") else None,
            },
        )

    def cursor_page(
        self, key: str, found: Sequence[Any], show: Callable[[Any], Any], *, default: int = DEFAULT_LIMIT, **more: Any
    ) -> Reply:
        """A page of cursor pagination. ``default``: of ``limit``. ``more``: further keys of the response.

        The cursor is the ID of the first object of the next page. Raises 400 for a cursor without an object.
        """
        limit, cursor = min(self.number("limit", default, 1), MAXIMUM_LIMIT), self.query.get("cursor")
        start = 0
        if cursor:
            position = base64.urlsafe_b64encode
            start = next((at for at, one in enumerate(found) if position(one["id"].encode()).decode() == cursor), -1)
            if start < 0:
                raise invalid("Cursor is invalid")
        following = found[start + limit:start + limit + 1]
        next_cursor = base64.urlsafe_b64encode(following[0]["id"].encode()).decode() if following else None
        page = [show(one) for one in found[start:start + limit]]
        return Reply(200, {key: page, **more, "limit": limit, "next_cursor": next_cursor})

    # -- objects -----------------------------------------------------------------------------------------------------

    def record(self, resource: Resource | str, position: int = 0) -> Record:
        """The object whose ID is in the path, of a resource or of the type of this name. Raises 404."""
        name = resource if isinstance(resource, str) else resource.type
        record = self.account.collection(name).get(self.ids[position])
        if record is None:
            raise not_found()
        return record

    def matching(self, resource: Resource) -> Collection | list[Record]:
        """The objects that match the query's filters, in the query's order."""
        collection = self.account.collection(resource.type)
        found: Collection | list[Record] = collection
        query = self.query.get("query")
        if resource.has_name_filter and (name := self.query.get("name")):
            # "only services with the specified name". PagerDuty does not document whether it compares case, so the
            # emulator does.
            named = collection.records.get(collection.find_id(name) or "")
            found = [named] if named is not None and named["name"] == name else []
            found = [record for record in found if (query or "").casefold() in resource.search_text(record)]
        elif query:
            found = collection.search(query)
        for parameter, select in resource.filters.items():
            if given := self.query.getall(parameter, ()):
                ability = resource.filter_abilities.get(parameter)
                if ability is not None and ability not in self.account.abilities:
                    raise payment_required(ability)
                wanted = select(self.account, given)
                found = [record for record in found if record["id"] in wanted]
        if resource.sortable and (order := self.query.get("sort_by")):
            if order not in ("name", "name:asc", "name:desc"):
                raise invalid("Sort by must be in name, name:asc or name:desc")
            if order == "name:desc":
                found = list(found)[::-1]
        return found
