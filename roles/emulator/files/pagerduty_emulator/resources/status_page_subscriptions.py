# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions to a status page, to one of its services, or to a post. The emulator sends nothing to subscribers.

PagerDuty does not document whether it accepts a subscription twice. The emulator does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import EMAIL, Check, Choice, Field, Instant, Kind, Text, http_url, one_of
from ..schema.operation import Operation, pick
from ..schema.references import KeptReference
from ..schema.resource import UnnamedResource, Write
from ..schema.view import View
from .status_page_posts import RESOURCE as POSTS
from .status_pages import ONE, READ, SERVICES, WRITE, page_reference
from .status_pages import RESOURCE as PAGES

EMAIL_CHANNEL, WEBHOOK, SLACK = CHANNELS = ("email", "webhook", "slack")
CREATED = (WEBHOOK, EMAIL_CHANNEL)
"""The channels of subscriptions that a request can create."""

ACTIVE, PENDING = FILTERED = ("active", "pending")
STATUSES = (*FILTERED, "suspended")
SUBSCRIBABLE = (PAGES.type, SERVICES.type, POSTS.type)


class Subscribable(Kind):
    """What a subscription is for: ``{"id", "type"}``. In a state file, also a name as ID, and null for the page."""

    nullable = True

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            return check.refuse(label, "must be a reference with an id and a type")
        if value.get("type") not in SUBSCRIBABLE:
            return check.refuse(label, f"type must be in {one_of(SUBSCRIBABLE)}")
        return {"id": value["id"], "type": value["type"]}


class Subscriptions(UnnamedResource):
    """A subscription. One by email is pending until the subscriber confirms it, which no request can do."""

    type = "status_page_subscription"
    plural = "status_page_subscriptions"
    scope = "status_pages"
    indexes: ClassVar = {"page": lambda record: (record["status_page"]["id"],)}
    fields = (
        Field("status_page", KeptReference(("status_page",)), required=True),
        Field("channel", Choice(CHANNELS), required=True),
        Field("contact", Text(1), required=True),
        Field("subscribable_object", Subscribable()),
        Field("status", Choice(STATUSES, nullable=True), api=False),
        Field("created_at", Instant(), default=Account.now, api=False),
    )

    def complete(self, record: Record, write: Write) -> None:
        if write.loading:
            self._resolve(record, write.account)
        if record["status"] is None:
            record["status"] = PENDING if record["channel"] == EMAIL_CHANNEL else ACTIVE

    def check(self, record: Record, write: Write) -> Iterator[str]:
        contact, channel = record["contact"], record["channel"]
        if not write.loading and channel not in CREATED:
            yield f"Channel must be in {one_of(CREATED)}"
        if channel == EMAIL_CHANNEL and not EMAIL.fullmatch(contact):
            yield "Contact is not a valid email address"
        if channel == WEBHOOK and not http_url(contact):
            yield "Contact is not a valid URL"
        if record["subscribable_object"] is None:
            yield "Subscribable object can't be blank"
        elif not self._exists(write.account, record):
            yield "Subscribable object must exist"

    @staticmethod
    def _resolve(record: Record, account: Account) -> None:
        """Enters the ID of what a state file names."""
        page_id, target = record["status_page"]["id"], record["subscribable_object"]
        if target is None:
            record["subscribable_object"] = page_reference({"id": page_id})
            return
        page = account.collection(PAGES.type).get(page_id)
        named = {one["name"]: one["id"] for one in page["services"]} if page else {}
        named |= {one["title"]: one["id"] for one in account.collection(POSTS.type)}
        record["subscribable_object"] = {**target, "id": named.get(target["id"], target["id"])}

    @staticmethod
    def _exists(account: Account, record: Record) -> bool:
        """Whether what is subscribed is the page, or belongs to it."""
        target, page_id = record["subscribable_object"], record["status_page"]["id"]
        if target["type"] == PAGES.type:
            return bool(target["id"] == page_id)
        if target["type"] == SERVICES.type:
            page = account.collection(PAGES.type).get(page_id)
            return page is not None and any(one["id"] == target["id"] for one in page["services"])
        post = account.collection(POSTS.type).get(target["id"])
        return post is not None and bool(post["status_page"]["id"] == page_id)

    def render(self, record: Record, view: View) -> dict[str, Any]:
        page = record["status_page"]["id"]
        return {
            "id": record["id"],
            "self": view.api_url(f"{PAGES.path}/{page}/subscriptions/{record['id']}"),
            "type": self.type,
            "channel": record["channel"],
            "contact": record["contact"],
            "status": record["status"],
            "status_page": page_reference({"id": page}),
            "subscribable_object": dict(record["subscribable_object"]),
        }


RESOURCE = Subscriptions()


# -- operations ------------------------------------------------------------------------------------------------------


def subscriptions_of(call: Call) -> list[Record]:
    """The subscriptions of the page in the path, the oldest first. Raises 404."""
    collection = call.account.collection(RESOURCE.type)
    found = [collection.records[one] for one in collection.indexed("page", call.record(PAGES)["id"])]
    return sorted(found, key=lambda one: str(one["created_at"]))


def list_subscriptions(call: Call) -> Reply:
    statuses, channels, view = call.chosen("status", FILTERED), call.chosen("channel", CHANNELS), call.view()
    found = [
        one for one in subscriptions_of(call)
        if (not statuses or one["status"] in statuses) and (not channels or one["channel"] in channels)
    ]
    return call.page("subscriptions", found, lambda one: RESOURCE.render(one, view))


def read_subscription(call: Call) -> Reply:
    found = pick(subscriptions_of(call), call.ids[1])
    return Reply(200, {"subscription": RESOURCE.render(found, call.view())})


def create_subscription(call: Call) -> Reply:
    page, body = call.record(PAGES), call.wrapped("subscription")
    given = body.get("status_page")
    if given is None and call.account.strict:
        raise invalid("Status page can't be blank")
    if given is not None and not (isinstance(given, dict) and given.get("id") == page["id"]):
        raise invalid("Status page must be the one in the path")
    record = RESOURCE.create(call.account, {**body, "status_page": page_reference(page)})
    return Reply(201, {"subscription": RESOURCE.render(record, call.view())})


def delete_subscription(call: Call) -> Reply:
    RESOURCE.delete(call.account, pick(subscriptions_of(call), call.ids[1]))
    return Reply(204)


ALL = f"{ONE}/subscriptions"

OPERATIONS = (
    Operation("GET", ALL, list_subscriptions, READ),
    Operation("POST", ALL, create_subscription, WRITE),
    Operation("GET", f"{ALL}/*", read_subscription, READ),
    Operation("DELETE", f"{ALL}/*", delete_subscription, WRITE),
)
