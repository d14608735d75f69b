# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status pages with what they consist of: services, and the impacts, severities and statuses that posts can have.

All of it is configured in PagerDuty's web interface, so the API only reads it. A state file sets it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, Instant, ListOf, Nested, Text
from ..schema.operation import Operation, pick
from ..schema.references import KeptReference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .webhook_subscriptions import Url

INCIDENT, MAINTENANCE = POST_TYPES = ("incident", "maintenance")
PAGE_TYPES = ("public", "private")


def levels(incident: tuple[str, ...], maintenance: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """The impacts, severities or statuses of a new page. PagerDuty documents those of incidents only in examples."""
    described = [(INCIDENT, text) for text in incident] + [(MAINTENANCE, text) for text in maintenance]
    return tuple({"id": None, "description": text, "post_type": post_type} for post_type, text in described)


IMPACTS = levels(("operational", "partial outage", "outage"), ("operational", "under maintenance"))
SEVERITIES = levels(("all good", "minor", "major"), ("all good", "maintenance"))
STATUSES = levels(("investigating", "detected", "resolved"), ("scheduled", "in progress", "completed"))

IDENTIFIER = Field("id", Text(1, nullable=True))
LEVEL = Nested(
    (
        IDENTIFIER,
        Field("description", Text(1), required=True),
        Field("post_type", Choice(POST_TYPES), default=INCIDENT),
    ),
    shorthand="description",
)
SERVICE = Nested(
    (
        IDENTIFIER,
        Field("name", Text(1), required=True),
        Field("business_service", KeptReference(("business_service",), nullable=True)),
    ),
    shorthand="name",
)


@dataclass(frozen=True)
class Part:
    """A list that belongs to a page. ``type``: of its entries. ``name``: the key with the description of one."""

    plural: str
    type: str
    name: str = "description"


SERVICES = Part("services", "status_page_service", "name")
PARTS = {
    "impact": Part("impacts", "status_page_impact"),
    "severity": Part("severities", "status_page_severity"),
    "status": Part("statuses", "status_page_status"),
    "service": SERVICES,
}
"""By the key of one entry in responses."""


class StatusPages(Resource):
    """A status page."""

    type = "status_page"
    plural = "status_pages"
    scope = "status_pages"
    key_is_unique = False
    fields = (
        Field("name", Text(1, 125), required=True),
        Field("status_page_type", Choice(PAGE_TYPES), default="public"),
        Field("published_at", Instant(nullable=True), default=Account.now),
        Field("url", Url(1, nullable=True)),
        Field("impacts", ListOf(LEVEL), default=IMPACTS),
        Field("severities", ListOf(LEVEL), default=SEVERITIES),
        Field("statuses", ListOf(LEVEL), default=STATUSES),
        Field("services", ListOf(SERVICE), default=()),
    )

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        """One page, because no request can create one."""
        return [] if given else [{"name": "Example", "services": ["Web shop", "Search"]}]

    def complete(self, record: Record, write: Write) -> None:
        account = write.account
        record["url"] = record["url"] or f"https://{account.subdomain}.trust.pagerduty.com"
        for part in PARTS.values():
            completed = []
            for one in record[part.plural]:
                identifier = one["id"] or account.random.identifier()
                account.random.used.add(identifier)
                completed.append({**one, "id": identifier})
            record[part.plural] = completed

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "id": record["id"],
            "name": record["name"],
            "published_at": milliseconds(record["published_at"]),
            "status_page_type": record["status_page_type"],
            "type": self.type,
            "url": record["url"],
        }


RESOURCE = StatusPages()


def milliseconds(value: str | None) -> str | None:
    """An instant as this API shows it: in UTC, with three decimals."""
    return None if value is None else value.replace("+00:00", ".000Z")


def page_reference(page: Record) -> dict[str, str]:
    """A page as this API refers to it: without links."""
    return {"id": page["id"], "type": RESOURCE.type}


def part_reference(view: View, page_id: str, part: Part, identifier: str) -> dict[str, str]:
    """An entry of a list of a page as posts refer to it."""
    url = view.api_url(f"{RESOURCE.path}/{page_id}/{part.plural}/{identifier}")
    return {"id": identifier, "self": url, "type": part.type}


def shown_part(view: View, page: Record, part: Part, one: Record) -> dict[str, Any]:
    """An entry of a list of a page."""
    shown: dict[str, Any] = {
        **part_reference(view, page["id"], part, one["id"]), part.name: one[part.name],
        "status_page": page_reference(page),
    }
    if part is not SERVICES:
        return {**shown, "post_type": one["post_type"]}
    if one["business_service"] is not None:
        identifier = one["business_service"]["id"]
        url = view.api_url(f"/business_services/{identifier}")
        shown["business_service"] = {"id": identifier, "self": url, "type": "business_service"}
    return shown


# -- operations ------------------------------------------------------------------------------------------------------


def pages(call: Call) -> Reply:
    types, view = call.chosen("status_page_type", PAGE_TYPES), call.view()
    found = [one for one in call.account.collection(RESOURCE.type) if not types or one["status_page_type"] in types]
    return call.page("status_pages", found, lambda one: RESOURCE.render(one, view))


def list_of(part: Part) -> Callable[[Call], Reply]:
    """The operation that lists the entries of a page."""
    def handle(call: Call) -> Reply:
        page, view = call.record(RESOURCE), call.view()
        types = call.chosen("post_type", POST_TYPES) if part is not SERVICES else []
        found = [one for one in page[part.plural] if not types or one["post_type"] in types]
        return call.page(part.plural, found, lambda one: shown_part(view, page, part, one))
    return handle


def one_of(key: str, part: Part) -> Callable[[Call], Reply]:
    """The operation that returns an entry of a page."""
    def handle(call: Call) -> Reply:
        page = call.record(RESOURCE)
        return Reply(200, {key: shown_part(call.view(), page, part, pick(page[part.plural], call.ids[1]))})
    return handle


ONE = f"{RESOURCE.path}/*"
READ, WRITE = "status_pages.read", "status_pages.write"

OPERATIONS = (
    Operation("GET", RESOURCE.path, pages, READ),
    *(Operation("GET", f"{ONE}/{part.plural}", list_of(part), READ) for part in PARTS.values()),
    *(Operation("GET", f"{ONE}/{part.plural}/*", one_of(key, part), READ) for key, part in PARTS.items()),
)
