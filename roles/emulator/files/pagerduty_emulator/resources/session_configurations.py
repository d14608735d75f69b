# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Session configurations: how long users stay signed in, in web browsers and in the mobile app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, Whole
from ..schema.operation import Operation
from ..schema.resource import Resource, Write
from ..schema.view import View

TYPES = ("mobile", "web")


class SessionConfigurations(Resource):
    """The session configuration of a type. An account has none until it is set."""

    type = "session_configuration"
    plural = "session_configurations"
    scope = "session_configurations"
    type_required = False
    key = "session_type"
    fields = (
        Field("session_type", Choice(TYPES), required=True),
        Field("absolute_session_ttl", Whole(600, 18_144_000), required=True),
        Field("idle_session_ttl", Whole(60, 15_552_000), required=True),
    )

    def sort_key(self, record: Record) -> str:
        kind: str = record["session_type"]
        return kind

    search_text = sort_key

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if record["idle_session_ttl"] > record["absolute_session_ttl"]:
            yield "Idle session ttl must be less than or equal to absolute session ttl"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Its type is its only identifier."""
        names = ("absolute_session_ttl", "idle_session_ttl")
        return {"type": record["session_type"], **{name: record[name] for name in names}}


RESOURCE = SessionConfigurations()


def wanted(call: Call, *, required: bool = True) -> list[str]:
    """The types in the query, which can be a list with commas."""
    text = call.query.get("type")
    if text is None and not required:
        return list(TYPES)
    types = (text or "").split(",")
    if not set(types) <= set(TYPES):
        raise invalid(f"Type must be in {', '.join(TYPES)}")
    return types


def current(call: Call, types: list[str]) -> list[Record]:
    return [one for one in call.account.collection(RESOURCE.type) if one["session_type"] in types]


def reply(call: Call, types: list[str]) -> Reply:
    view = call.view()
    return Reply(200, {"session_configurations": [RESOURCE.render(one, view) for one in current(call, types)]})


def configurations(call: Call) -> Reply:
    """404 if there are none."""
    types = wanted(call, required=False)
    if not current(call, types):
        raise not_found()
    return reply(call, types)


def set_configurations(call: Call) -> Reply:
    """Creates or updates those of the types in the query."""
    types, body = wanted(call), call.wrapped("session_configuration")
    values = {name: body.get(name) for name in ("absolute_session_ttl", "idle_session_ttl")}
    known = {one["session_type"]: one for one in current(call, types)}
    for kind in types:
        if kind in known:
            RESOURCE.delete(call.account, known[kind])
        RESOURCE.create(call.account, {"session_type": kind, **values})
    return reply(call, types)


def delete_configurations(call: Call) -> Reply:
    """404 if there are none."""
    found = current(call, wanted(call))
    if not found:
        raise not_found()
    for one in found:
        RESOURCE.delete(call.account, one)
    return Reply(204)


PATH, READ, WRITE = "/session_configurations", "session_configurations.read", "session_configurations.write"

OPERATIONS = (
    Operation("GET", PATH, configurations, READ),
    Operation("PUT", PATH, set_configurations, WRITE),
    Operation("DELETE", PATH, delete_configurations, WRITE),
)
