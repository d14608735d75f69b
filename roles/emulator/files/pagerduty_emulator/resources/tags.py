# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of users, teams and escalation policies. A tag's record has references to the objects that have the tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import BareError, invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Field, ListOf, Text
from ..schema.operation import Handler, Operation, crud
from ..schema.references import PastReference
from ..schema.resource import Resource

ENTITIES = {"users": "user", "teams": "team", "escalation_policies": "escalation_policy"}
"""The objects that can have tags: the part of the path → the type."""

LABEL = Text(1, 191)


class Tags(Resource):
    """A tag, identified by the label. There is no PUT."""

    type = "tag"
    plural = "tags"
    scope = "tags"
    key = "label"
    fields = (
        Field("label", LABEL, required=True),
        *(
            Field(name, ListOf(PastReference((entity_type,)), null_is_empty=True), default=(), api=False, shown=False)
            for name, entity_type in ENTITIES.items()
        ),
    )

    def sort_key(self, record: Record) -> str:
        return self.search_text(record)

    def search_text(self, record: Record) -> str:
        folded: str = record["label"].casefold()
        return folded


RESOURCE = Tags()


# -- operations ------------------------------------------------------------------------------------------------------


def tags_of(call: Call, entity_type: str) -> list[Record]:
    """The tags of the object in the path, sorted by label. Raises 404."""
    account, entity = call.account, call.record(entity_type)
    tags = account.collection("tag")
    found = [tags.records[one] for one in account.dependents(entity_type, entity["id"], "tag")]
    return sorted(found, key=RESOURCE.sort_key)


def list_tags(entity_type: str) -> Handler:
    """``GET /users/{id}/tags``"""
    def handle(call: Call) -> Reply:
        view = call.view(listing=True)
        return call.page("tags", tags_of(call, entity_type), lambda tag: RESOURCE.render(tag, view))
    return handle


def list_entities(plural: str) -> Handler:
    """``GET /tags/{id}/users``: references with only an ID and a type."""
    def handle(call: Call) -> Reply:
        known = call.account.collection(ENTITIES[plural])
        found = [one for one in call.record(RESOURCE)[plural] if one["id"] in known]
        return call.page(plural, found, lambda one: {"id": one["id"], "type": f"{one['type']}_reference"})
    return handle


def items(body: dict[str, Any], name: str, types: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The entries of ``add`` or ``remove``. Raises 400."""
    given = body.get(name)
    if given is not None and not isinstance(given, list):
        raise invalid(f"{name.capitalize()} must be an Array")
    for one in given or ():
        if not isinstance(one, dict) or one.get("type") not in types:
            raise invalid(f"{name.capitalize()} type must be in {' or '.join(types)}")
        yield one


def referred(account: Account, one: dict[str, Any]) -> str:
    """The ID of the tag of a reference.

    For an unknown tag, ``error`` is a text and not an object (issue 1019 of PagerDuty's Terraform provider).
    """
    identifier = one.get("id")
    if not isinstance(identifier, str) or not identifier:
        raise invalid("Id can't be blank")
    if identifier not in account.collection("tag"):
        raise BareError(400, "Tag not found")
    return identifier


def labelled(account: Account, one: dict[str, Any]) -> str:
    """The ID of the tag with a label, which is created if there is none."""
    check = Check(account)
    label = LABEL.clean(one.get("label"), "Label", check)
    if check.errors:
        raise invalid(*check.errors)
    found = account.collection("tag").find_id(label)
    return found or str(RESOURCE.create(account, {"type": "tag", "label": label})["id"])


def change_tags(plural: str) -> Handler:
    """``POST /users/{id}/change_tags``: adds tags, then removes tags. Adding a tag again is no error."""
    entity_type = ENTITIES[plural]

    def handle(call: Call) -> Reply:
        account, entity, body = call.account, call.record(entity_type), call.json()
        if not isinstance(body, dict):
            raise invalid("The request body must be an Object")
        added = list(items(body, "add", ("tag", "tag_reference")))
        removed = {referred(account, one) for one in items(body, "remove", ("tag_reference",))}
        wanted = [(labelled if one["type"] == "tag" else referred)(account, one) for one in added]
        changes = {**dict.fromkeys(wanted, True), **dict.fromkeys(removed, False)}
        for identifier, adds in changes.items():
            tag = account.collection("tag").records[identifier]
            others = [one for one in tag[plural] if one["id"] != entity["id"]]
            if adds != (len(others) < len(tag[plural])):
                held = [*others, {"id": entity["id"], "type": entity_type}] if adds else others
                account.put(RESOURCE, {**tag, plural: held})
        return Reply(200, {})

    return handle


OPERATIONS = (
    *(one for one in crud(RESOURCE) if one.method != "PUT"),
    *(Operation("GET", f"/tags/*/{plural}", list_entities(plural), "tags.read") for plural in ENTITIES),
    *(Operation("GET", f"/{plural}/*/tags", list_tags(ENTITIES[plural]), "tags.read") for plural in ENTITIES),
    *(Operation("POST", f"/{plural}/*/change_tags", change_tags(plural), "tags.write") for plural in ENTITIES),
)
