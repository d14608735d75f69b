# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit records: who changed what in users, teams, schedules, escalation policies, services and IP allow lists.

Each successful request to the REST API that changes one of them adds records. Loading a state file adds none. What the
emulator does by itself, and changes through events, are no changes of the configuration and have none, either.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from ...core.clock import later, to_datetime
from ...core.collection import Collection, Record, Target
from ...core.errors import forbidden, invalid
from ...core.seeded_random import ID_ALPHABET
from ...schema.call import MAXIMUM_LIMIT, Actor, Call, Reply
from ...schema.operation import Handler, Operation
from ...schema.resource import Resource
from ..ip_allow_lists import early
from ..schedules_v3.errors import OperationOfVersion3
from .recording import Change, reference
from .table import ACTIONS, ACTOR_TYPES, METHODS, RESOURCE, ROOT_TYPES, ROOTS, exactly

ABILITY = "audit_trail"
"""The emulator's own name for the feature "Audit Trail" of an account's plan."""

DEFAULT_LIMIT = 10
"""That of the examples in the documents."""

LONGEST = timedelta(days=31)
KEPT = 365 * 86400
"""Seconds: "retained for 12 months"."""

LAST_DAY = 86400

READERS = ("admin", "owner")
"""The roles of users that can list the records of the account."""


# -- recording -------------------------------------------------------------------------------------------------------


def api_key_id(token: str) -> str:
    """The ID of a REST API key, which the API does not return otherwise."""
    number = int.from_bytes(sha256(token.encode()).digest()[:8], "big")
    letters = []
    for _place in range(6):
        number, at = divmod(number, len(ID_ALPHABET))
        letters.append(ID_ALPHABET[at])
    return f"P{''.join(letters)}"


def actors_of(call: Call) -> list[dict[str, Any]]:
    """Who sent a request: a user, otherwise an API key of the account, or an app."""
    actor = call.actor
    if actor.user is not None:
        return [reference(call.account, (call.account.requesters.resource.type, actor.user))]
    if not actor.token:
        return []
    if actor.type == "app":
        client = call.account.grants[actor.token].client_id
        return [{"id": client, "type": "app_reference", "summary": client}]
    return [{"id": api_key_id(actor.token), "type": "api_key_reference", "summary": "REST API key"}]


def method_of(actor: Actor) -> dict[str, Any]:
    """How a request was authorized. The emulator's page needs no token, as a session in a browser."""
    if not actor.token:
        return {"type": "browser"}
    return {"type": "oauth" if actor.type == "app" else "api_token", "truncated_token": actor.token[-4:]}


def exact_now(call: Call) -> str:
    """The emulator's time, with milliseconds."""
    return call.account.clock.exact().isoformat(timespec="milliseconds")


def after_operation(call: Call, before: Mapping[Target, Record | None]) -> None:
    """Adds the records of a request. ``before``: the objects that it changed, as they were; None for new ones."""
    account = call.account
    entry = {
        "execution_time": exact_now(call),
        "execution_context": {"request_id": call.request_id, "remote_address": call.remote_address},
    }
    for (type_name, identifier), old in before.items():
        collection = account.collection(type_name)
        new = collection.get(identifier)
        if type_name not in ROOT_TYPES or old == new:
            continue
        resource = collection.resource
        assert isinstance(resource, Resource)
        change = Change(account, resource, old, new, before)
        for details in change.details():
            record = {
                "id": RESOURCE.new_identifier(account),
                **entry,
                "actors": actors_of(call),
                "method": method_of(call.actor),
                "root_resource": change.root,
                "action": change.action,
                "details": details,
            }
            account.put(RESOURCE, record)


# -- listing ---------------------------------------------------------------------------------------------------------


class Period:
    """The records of a request: from ``since`` to ``until``, before the place of a cursor."""

    def __init__(self, call: Call):
        now = call.account.now()
        until = call.instant("until", "Etc/UTC") or exact_now(call)
        since = call.instant("since", "Etc/UTC") or later(now, -LAST_DAY)
        if until < since:
            raise invalid("Until must be after since")
        if to_datetime(until) - to_datetime(since) > LONGEST:
            raise invalid("Until must be at most 31 days after since")
        self.first = max(exactly(since), exactly(later(now, -KEPT)))
        self.end: tuple[str, str] = (exactly(until), "\x7f")  # after all IDs
        if given := call.query.get("cursor"):
            self.first, *end = read_cursor(given)
            self.end = (end[0], end[1])

    def cursor(self, last: Record) -> str:
        """The cursor of the page after this record. It keeps the start, which by default depends on the time."""
        place = [self.first, last["execution_time"], last["id"]]
        return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def read_cursor(text: str) -> list[str]:
    """The start of the period, and the time and the ID of the last record. Raises 400."""
    try:
        place = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, ValueError):
        place = None
    if not isinstance(place, list) or len(place) != 3 or not all(isinstance(part, str) for part in place):
        raise invalid("Cursor is not a valid cursor")
    return place


def newest_first(records: Collection, period: Period) -> Iterator[Record]:
    """The records of a period. Only those that are read are looked up."""
    def place(index: int) -> tuple[str, str]:
        [record] = records[index:index + 1]
        return record["execution_time"], record["id"]

    end = bisect.bisect_left(range(len(records)), period.end, key=place)
    while end:
        start = max(end - MAXIMUM_LIMIT, 0)
        for record in records[start:end][::-1]:
            if record["execution_time"] < period.first:
                return
            yield record
        end = start


def page(call: Call, wanted: Callable[[Record], bool]) -> Reply:
    """A page of the records, the newest first."""
    limit = min(call.number("limit", DEFAULT_LIMIT, 1), MAXIMUM_LIMIT)
    period = Period(call)
    found: list[Record] = []
    more = False
    for record in newest_first(call.account.collection(RESOURCE.type), period):
        if wanted(record):
            if len(found) == limit:
                more = True
                break
            found.append(record)
    view = call.view(default_zone="Etc/UTC")
    return Reply(
        200,
        {
            "records": [RESOURCE.render(record, view) for record in found],
            "next_cursor": period.cursor(found[-1]) if more else None,
            "limit": limit,
        },
    )


def one_choice(call: Call, name: str, choices: tuple[str, ...]) -> str | None:
    """The value of a filter. Raises 400."""
    chosen = call.chosen(name, choices)
    return chosen[0] if chosen else None


def of_account(call: Call) -> Reply:
    """All records. Only admins, the owner and the keys of the account can list them."""
    user = call.actor.user
    if user is not None and call.account.requesters.records[user]["role"] not in READERS:
        raise forbidden()
    roots = {one for name in call.chosen("root_resource_types[]", tuple(ROOTS)) for one in ROOTS[name]}
    actions = call.chosen("actions[]", ACTIONS)
    actor_type, actor_id = one_choice(call, "actor_type", ACTOR_TYPES), call.query.get("actor_id")
    method, token = one_choice(call, "method_type", METHODS), call.query.get("method_truncated_token")
    if actor_id is not None and actor_type is None:
        raise invalid("Actor id requires actor type")
    if token is not None and method is None:
        raise invalid("Method truncated token requires method type")

    def by_actor(record: Record) -> bool:
        return any(one["type"] == actor_type and actor_id in (None, one["id"]) for one in record["actors"])

    def wanted(record: Record) -> bool:
        return (
            (not roots or record["root_resource"]["type"].removesuffix("_reference") in roots)
            and (not actions or record["action"] in actions)
            and (actor_type is None or by_actor(record))
            and method in (None, record["method"]["type"])
            and token in (None, record["method"].get("truncated_token"))
        )

    return page(call, wanted)


def of_one(type_name: str) -> Handler:
    """The records of one object."""
    def handle(call: Call) -> Reply:
        identifier = call.record(type_name)["id"]
        return page(call, lambda record: record["root_resource"]["id"] == identifier)
    return handle


READ = f"{RESOURCE.scope}.read"

OPERATIONS = (
    Operation("GET", "/audit/records", of_account, READ, ABILITY),
    *(
        Operation("GET", f"/{plural}/*/audit/records", of_one(type_name), READ, ABILITY)
        for plural, type_name in (
            ("users", "user"),
            ("teams", "team"),
            ("services", "service"),
            ("schedules", "schedule"),
            ("escalation_policies", "escalation_policy"),
        )
    ),
    OperationOfVersion3("GET", "/v3/schedules/*/audit/records", of_one("schedule_v3"), READ, ABILITY),
    Operation("GET", "/ip_allow_lists/*/audit/records", early(of_one("ip_allow_list")), READ, ABILITY),
)
