# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Posts on status pages, with their updates and their postmortems, which are kept in the record of the post.

PagerDuty documents neither the order of posts nor the rules between their attributes. Here, the oldest is first, and a
post of the type ``maintenance`` has times, one of the type ``incident`` has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..core.strictness import Differs, effective
from ..schema.call import Call, Reply
from ..schema.fields import (
    INVALID,
    Check,
    Choice,
    Field,
    Flag,
    Instant,
    Kind,
    ListOf,
    Nested,
    Text,
    Whole,
    cleaned,
    humanize,
)
from ..schema.operation import Operation, pick
from ..schema.references import KeptReference
from ..schema.resource import UnnamedResource, Write
from ..schema.view import View
from .status_pages import (
    INCIDENT,
    ONE,
    PARTS,
    POST_TYPES,
    READ,
    SERVICES,
    WRITE,
    milliseconds,
    page_reference,
    part_reference,
)
from .status_pages import RESOURCE as PAGES

REVIEWED = ("approved", "not_reviewed")
MOST_UPDATES = 50
UPDATE, POSTMORTEM = "status_page_post_update", "status_page_post_postmortem"
INCLUDE = (UPDATE,)

NEEDED: dict[str, Differs[tuple[str, ...]]] = {
    "post": Differs(
        tools=("title", "post_type"), documents=("type", "title", "post_type", "starts_at", "ends_at", "status_page")
    ),
    "post_update": Differs(tools=(), documents=("type", "post", "update_frequency_ms", "impacted_services")),
    "postmortem": Differs(tools=(), documents=("type", "post")),
}
"""The keys that a body must contain, although some can be null. The documents' own examples omit a few of them."""


class PartOfPage(Kind):
    """An entry of a list of the page: ``{"id", "type"}``, in a state file also its description. The ID is stored."""

    def __init__(self, key: str):
        self.part = PARTS[key]

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if check.loading and isinstance(value, str):
            return value
        if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not value["id"]:
            return check.refuse(label, "must be a reference with an id and a type")
        if value.get("type") not in (None, self.part.type, f"{self.part.type}_reference"):
            return check.refuse(label, f"type must be in {self.part.type}")
        return value["id"]


IMPACTED = Nested(
    (Field("service", PartOfPage("service"), required=True), Field("impact", PartOfPage("impact"), required=True))
)
UPDATE_FIELDS = (
    Field("id", Text(1, nullable=True)),
    Field("message", Text(1), required=True),
    Field("status", PartOfPage("status"), required=True),
    Field("severity", PartOfPage("severity"), required=True),
    Field("impacted_services", ListOf(IMPACTED), default=()),
    Field("update_frequency_ms", Whole(0, nullable=True)),
    Field("notify_subscribers", Flag(), required=True),
    Field("reported_at", Instant(nullable=True)),
    Field("reviewed_status", Choice(REVIEWED), default=REVIEWED[0]),
)
ONLY_LOADED = ("id", "reviewed_status")


class PostUpdate(Kind):
    """An update of a post. The ID of a new one is null until the post is complete."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        if not check.loading:
            value = {name: one for name, one in value.items() if name not in ONLY_LOADED}
            if value.get("type") not in (UPDATE, f"{UPDATE}_reference", *(() if check.strict else (None,))):
                check.refuse(f"{label} type", f"must be in {UPDATE}")
        kept = cleaned(UPDATE_FIELDS, value, check, label)
        return INVALID if INVALID in kept.values() else kept


class Posts(UnnamedResource):
    """A post. Its page is in its path, too. Its updates have operations of their own, so an update omits them."""

    type = "status_page_post"
    plural = "status_page_posts"
    scope = "status_pages"
    indexes: ClassVar = {"page": lambda record: (record["status_page"]["id"],)}
    fields = (
        Field("status_page", KeptReference(("status_page",)), required=True),
        Field("title", Text(1, 128), required=True),
        Field("post_type", Choice(POST_TYPES), required=True),
        Field("starts_at", Instant(nullable=True)),
        Field("ends_at", Instant(nullable=True)),
        Field("updates", ListOf(PostUpdate(), 1, MOST_UPDATES), required=True),
        Field(
            "postmortem",
            Nested(
                (
                    Field("id", Text(1, nullable=True)),
                    Field("message", Text(1, 10_000), required=True),
                    Field("notify_subscribers", Flag(), required=True),
                    Field("reported_at", Instant(), default=Account.now),
                ),
                nullable=True,
            ),
            api=False,
        ),
        Field("created_at", Instant(), default=Account.now, api=False),
    )

    def summary(self, record: Record) -> str:
        title: str = record["title"]
        return title

    def complete(self, record: Record, write: Write) -> None:
        account = write.account
        page = account.collection(PAGES.type).get(record["status_page"]["id"])
        completed = []
        for one in record["updates"]:
            if write.loading and page is not None:
                one = by_identifier(page, record["post_type"], one)
            at = one["reported_at"] or account.now()
            completed.append({**one, "id": identifier(account, one), "reported_at": at})
        record["updates"] = completed
        if record["postmortem"] is not None:
            record["postmortem"] = {**record["postmortem"], "id": identifier(account, record["postmortem"])}

    def check(self, record: Record, write: Write) -> Iterator[str]:
        old = write.old
        if old is not None and record["post_type"] != old["post_type"]:
            yield "Post type can't be changed"
            return
        for name in ("starts_at", "ends_at"):
            if (record[name] is None) != (record["post_type"] == INCIDENT):
                wrong = "is only for posts of the type maintenance" if record[name] else "can't be blank"
                yield f"{humanize(name)} {wrong}"
        if record["starts_at"] and record["ends_at"] and record["ends_at"] < record["starts_at"]:
            yield "Ends at must not be before starts at"
        page = write.account.collection(PAGES.type).get(record["status_page"]["id"])
        for one in record["updates"]:
            yield from part_problems(page, record["post_type"], one)

    def deleted(self, account: Account, record: Record) -> None:
        """The subscriptions to the post end."""
        collection = account.collection("status_page_subscription")
        for one in list(collection):
            if one["subscribable_object"]["id"] == record["id"]:
                account.drop(collection.resource, one)

    def render(self, record: Record, view: View) -> dict[str, Any]:
        own = view.api_url(post_path(record))
        shown: dict[str, Any] = {
            "id": record["id"],
            "self": own,
            "type": self.type,
            "post_type": record["post_type"],
            "status_page": page_reference({"id": record["status_page"]["id"]}),
            "title": record["title"],
            "starts_at": milliseconds(record["starts_at"]),
            "ends_at": milliseconds(record["ends_at"]),
        }
        if record["postmortem"] is not None:
            shown["postmortem"] = {
                "id": record["postmortem"]["id"], "self": f"{own}/postmortem", "type": "status_page_postmortem"
            }
        if UPDATE in view.include:
            shown["updates"] = [shown_update(view, record, one) for one in record["updates"]]
        else:
            shown["updates"] = [
                {"id": one["id"], "self": f"{own}/post_updates/{one['id']}", "type": UPDATE}
                for one in record["updates"]
            ]
        return shown


RESOURCE = Posts()


def identifier(account: Account, one: Record) -> str:
    """The ID of an update or a postmortem, a new one if it has none."""
    known: str = one["id"] or account.random.identifier()
    account.random.used.add(known)
    return known


def post_path(post: Record) -> str:
    return f"{PAGES.path}/{post['status_page']['id']}/posts/{post['id']}"


def by_identifier(page: Record, post_type: str, update: Record) -> Record:
    """An update of a state file, with IDs in place of descriptions."""
    def found(key: str, value: str) -> str:
        part = PARTS[key]
        for one in page[part.plural]:
            if one[part.name] == value and one.get("post_type", post_type) == post_type:
                return str(one["id"])
        return value

    return {
        **update,
        "status": found("status", update["status"]),
        "severity": found("severity", update["severity"]),
        "impacted_services": [
            {key: found(key, value) for key, value in one.items()} for one in update["impacted_services"]
        ],
    }


def part_problems(page: Record | None, post_type: str, update: Record) -> Iterator[str]:
    """Entries of lists that the page does not have, or not for this type of post. Nothing is known without the page."""
    if page is None:
        return
    named = [("status", update["status"]), ("severity", update["severity"])]
    named += [(key, value) for one in update["impacted_services"] for key, value in one.items()]
    for key, value in named:
        known = next((one for one in page[PARTS[key].plural] if one["id"] == value), None)
        if known is None:
            yield f"{humanize(key)} must exist"
        elif known.get("post_type", post_type) != post_type:
            yield f"{humanize(key)} is for posts of the type {known['post_type']}"
    services = [one["service"] for one in update["impacted_services"]]
    if len(set(services)) < len(services):
        yield "Impacted services must be unique"


def latest(post: Record) -> Record:
    """The update with the latest time. Of several, it is the one that was added last."""
    updates: list[Record] = sorted(post["updates"], key=lambda one: str(one["reported_at"]))
    return updates[-1]


def shown_update(view: View, post: Record, one: Record) -> dict[str, Any]:
    own, page = view.api_url(post_path(post)), post["status_page"]["id"]
    return {
        "id": one["id"],
        "self": f"{own}/post_updates/{one['id']}",
        "type": UPDATE,
        "post": {"id": post["id"], "self": own, "type": RESOURCE.type},
        "message": one["message"],
        "reviewed_status": one["reviewed_status"],
        "status": part_reference(view, page, PARTS["status"], one["status"]),
        "severity": part_reference(view, page, PARTS["severity"], one["severity"]),
        "impacted_services": [
            {
                "service": part_reference(view, page, SERVICES, each["service"]),
                "impact": part_reference(view, page, PARTS["impact"], each["impact"]),
            }
            for each in one["impacted_services"]
        ],
        "update_frequency_ms": one["update_frequency_ms"],
        "notify_subscribers": one["notify_subscribers"],
        "reported_at": milliseconds(one["reported_at"]),
    }


# -- posts -----------------------------------------------------------------------------------------------------------


def posts_of(call: Call) -> list[Record]:
    """The posts of the page in the path, the oldest first. Raises 404."""
    collection = call.account.collection(RESOURCE.type)
    found = [collection.records[one] for one in collection.indexed("page", call.record(PAGES)["id"])]
    return sorted(found, key=lambda one: str(one["created_at"]))


def post_of(call: Call) -> Record:
    """The post in the path. Raises 404."""
    return pick(posts_of(call), call.ids[1])


def sent(call: Call, key: str, **own: str) -> dict[str, Any]:
    """The object under the wrapper key. ``own``: by key, the IDs of the objects in the path. Raises 400."""
    body, strict = call.wrapped(key), call.account.strict
    errors = [f"{humanize(name)} can't be blank" for name in effective(NEEDED[key], strict=strict) if name not in body]
    for name, expected in own.items():
        given = body.get(name)
        if given is not None and not (isinstance(given, dict) and given.get("id") == expected):
            errors.append(f"{humanize(name)} must be the one in the path")
    if errors:
        raise invalid(*errors)
    return body


def list_posts(call: Call) -> Reply:
    types, reviewed = call.chosen("post_type", POST_TYPES), call.chosen("reviewed_status", REVIEWED)
    statuses, view = call.query.getall("status[]", ()), call.view()
    found = [
        one for one in posts_of(call)
        if (not types or one["post_type"] in types)
        and (not reviewed or any(update["reviewed_status"] in reviewed for update in one["updates"]))
        and (not statuses or latest(one)["status"] in statuses)
    ]
    return call.page("posts", found, lambda one: RESOURCE.render(one, view))


def read_post(call: Call) -> Reply:
    return Reply(200, {"post": RESOURCE.render(post_of(call), call.view())})


def create_post(call: Call) -> Reply:
    page = call.record(PAGES)
    body = sent(call, "post", status_page=page["id"])
    record = RESOURCE.create(call.account, {**body, "status_page": page_reference(page)})
    return Reply(201, {"post": RESOURCE.render(record, call.view())})


def update_post(call: Call) -> Reply:
    """The updates stay."""
    old = post_of(call)
    body = sent(call, "post", status_page=old["status_page"]["id"])
    kept = {name: value for name, value in body.items() if name not in ("updates", "status_page")}
    return Reply(200, {"post": RESOURCE.render(RESOURCE.update(call.account, old, kept), call.view())})


def delete_post(call: Call) -> Reply:
    RESOURCE.delete(call.account, post_of(call))
    return Reply(204)


# -- updates ---------------------------------------------------------------------------------------------------------


def with_updates(call: Call, post: Record, updates: list[Record]) -> Record:
    """The post with other updates. Raises 400."""
    if not updates:
        raise invalid("Updates can't be empty")
    if len(updates) > MOST_UPDATES:
        raise invalid(f"Updates is too long (maximum is {MOST_UPDATES})")
    write = Write(call.account, post, frozenset({"updates"}), False)
    record = {**post, "updates": updates}
    RESOURCE.complete(record, write)
    if errors := list(RESOURCE.check(record, write)):
        raise invalid(*errors)
    call.account.put(RESOURCE, record)
    return record


def stated(call: Call, post: Record) -> Record:
    """The update in the request. Raises 400."""
    body, check = sent(call, "post_update", post=post["id"]), Check(call.account)
    kept = PostUpdate().clean(body, "Post update", check)
    if check.errors:
        raise invalid(*check.errors)
    return dict(kept)


def list_updates(call: Call) -> Reply:
    post, reviewed, view = post_of(call), call.chosen("reviewed_status", REVIEWED), call.view()
    found = [one for one in post["updates"] if not reviewed or one["reviewed_status"] in reviewed]
    return call.page("post_updates", found, lambda one: shown_update(view, post, one))


def reply_with(call: Call, status: int, post: Record, one: Record) -> Reply:
    return Reply(status, {"post_update": shown_update(call.view(), post, one)})


def read_update(call: Call) -> Reply:
    post = post_of(call)
    return reply_with(call, 200, post, pick(post["updates"], call.ids[2]))


def create_update(call: Call) -> Reply:
    post = post_of(call)
    post = with_updates(call, post, [*post["updates"], stated(call, post)])
    return reply_with(call, 201, post, post["updates"][-1])


def change_update(call: Call) -> Reply:
    """Replaces all attributes. The time stays if the request has none."""
    post = post_of(call)
    old, new = pick(post["updates"], call.ids[2]), stated(call, post)
    kept = {"reported_at": new["reported_at"] or old["reported_at"], **{name: old[name] for name in ONLY_LOADED}}
    new = {**new, **kept}
    post = with_updates(call, post, [new if one is old else one for one in post["updates"]])
    return reply_with(call, 200, post, new)


def delete_update(call: Call) -> Reply:
    """A post has at least one update."""
    post = post_of(call)
    old = pick(post["updates"], call.ids[2])
    with_updates(call, post, [one for one in post["updates"] if one is not old])
    return Reply(204)


# -- postmortems -----------------------------------------------------------------------------------------------------


def shown_postmortem(call: Call, post: Record) -> dict[str, Any]:
    own, one = call.view().api_url(post_path(post)), post["postmortem"]
    shown = {
        "id": one["id"],
        "self": f"{own}/postmortem",
        "type": POSTMORTEM,
        "post": {"id": post["id"], "self": own, "type": RESOURCE.type},
        "message": one["message"],
        "notify_subscribers": one["notify_subscribers"],
        "reported_at": milliseconds(one["reported_at"]),
    }
    return {"postmortem": shown}


def with_postmortem(call: Call) -> Record:
    """The post in the path, which has a postmortem. Raises 404."""
    post = post_of(call)
    if post["postmortem"] is None:
        raise not_found()
    return post


def read_postmortem(call: Call) -> Reply:
    return Reply(200, shown_postmortem(call, with_postmortem(call)))


def put_postmortem(call: Call) -> Reply:
    """Creates it, with the status 201, or updates it. PagerDuty does not document whether the time changes."""
    post, account = post_of(call), call.account
    body, check, old = sent(call, "postmortem", post=post["id"]), Check(call.account), post["postmortem"]
    if body.get("type") not in (None, POSTMORTEM, "status_page_postmortem"):
        check.refuse("Type", f"must be in {POSTMORTEM}")
    fields = (
        Field("message", Text(1, 10_000), required=True),
        Field("notify_subscribers", Flag(), required=True),
    )
    new = cleaned(fields, body, check)
    if check.errors:
        raise invalid(*check.errors)
    kept = old or {"id": account.random.identifier(), "reported_at": account.now()}
    post = {**post, "postmortem": {**kept, **new}}
    account.put(RESOURCE, post)
    return Reply(200 if old else 201, shown_postmortem(call, post))


def delete_postmortem(call: Call) -> Reply:
    call.account.put(RESOURCE, {**with_postmortem(call), "postmortem": None})
    return Reply(204)


POSTS = f"{ONE}/posts"
POST = f"{POSTS}/*"
UPDATES = f"{POST}/post_updates"

OPERATIONS = (
    Operation("GET", POSTS, list_posts, READ),
    Operation("POST", POSTS, create_post, WRITE),
    Operation("GET", POST, read_post, READ, includes=INCLUDE),
    Operation("PUT", POST, update_post, WRITE),
    Operation("DELETE", POST, delete_post, WRITE),
    Operation("GET", UPDATES, list_updates, READ),
    Operation("POST", UPDATES, create_update, WRITE),
    Operation("GET", f"{UPDATES}/*", read_update, READ),
    Operation("PUT", f"{UPDATES}/*", change_update, WRITE),
    Operation("DELETE", f"{UPDATES}/*", delete_update, WRITE),
    Operation("GET", f"{POST}/postmortem", read_postmortem, READ),
    Operation("PUT", f"{POST}/postmortem", put_postmortem, WRITE),
    Operation("DELETE", f"{POST}/postmortem", delete_postmortem, WRITE),
)
