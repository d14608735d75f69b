# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator knows: accounts, their objects, and the indexes that keep look-ups fast.

Nothing here knows HTTP. A record is a dict of kept values (see `fields`), never changed in place: an update puts a new
one. So whoever holds a record holds what was true when it was read.
"""

from __future__ import annotations

import bisect
import random
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .resource import Resource

Record = dict[str, Any]

ID_ALPHABET = string.ascii_uppercase + string.digits

DEFAULT_ABILITIES = (
    "advanced_reports",
    "coordinated_responding",
    "escalation_rule_assignment_strategies",
    "event_intelligence",
    "read_only_users",
    "service_support_hours",
    "sso",
    "team_responders",
    "teams",
    "urgencies",
)
"""PagerDuty publishes no list of abilities. ``teams``, ``read_only_users``, ``service_support_hours`` and ``urgencies``
are in its documentation's example; ``escalation_rule_assignment_strategies`` is the emulator's own name for the feature
that the ``include[]`` of that name needs."""


class Chance:
    """Everything that is drawn by lot, each kind from a generator of its own, so that one does not disturb another."""

    def __init__(self, seed: int):
        self.seed = seed
        self._ids = random.Random(f"ids {seed}")
        self._requests = random.Random(f"requests {seed}")
        self._tokens = random.Random(f"tokens {seed}")
        self.faults = random.Random(f"faults {seed}")
        self.used: set[str] = set()

    def identifier(self) -> str:
        """A new ID that looks like PagerDuty's: ``P`` and six of A-Z and 0-9."""
        while True:
            drawn = "P" + "".join(self._ids.choices(ID_ALPHABET, k=6))
            if drawn not in self.used:
                self.used.add(drawn)
                return drawn

    def request_id(self) -> str:
        """A value for ``x-request-id``."""
        return f"{self._requests.getrandbits(128):032x}"

    def access_token(self, region: str) -> str:
        """An OAuth access token: ``pdus+_0XBPWQQ_`` and a UUID."""
        middle = "".join(self._tokens.choices(ID_ALPHABET, k=6))
        return f"pd{region}+_0{middle}_{uuid.UUID(int=self._tokens.getrandbits(128), version=4)}"


class Collection:
    """The objects of one type of one account: by ID, by what must be unique, and in the order of a list."""

    def __init__(self, resource: Resource):
        self.resource = resource
        self.records: dict[str, Record] = {}
        self._ordered: list[tuple[str, str, str]] = []
        self._keys: dict[str, str] = {}

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.records

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        """In the default order of a list."""
        records = self.records
        return (records[identifier] for _key, identifier, _text in self._ordered)

    def __getitem__(self, part: slice) -> list[Record]:
        """A part of the list, in the default order."""
        return [self.records[identifier] for _key, identifier, _text in self._ordered[part]]

    def get(self, identifier: str) -> Record | None:
        return self.records.get(identifier)

    def holder(self, key: str) -> str | None:
        """The ID of the object with this name (or e-mail), whatever its case."""
        return self._keys.get(key.casefold())

    def search(self, words: str) -> list[Record]:
        """Those whose name (or e-mail) contains the words, whatever their case, in the default order."""
        words, records = words.casefold(), self.records
        return [records[identifier] for _key, identifier, text in self._ordered if words in text]

    def put(self, record: Record) -> None:
        self.drop(record["id"])
        self.records[record["id"]] = record
        bisect.insort(self._ordered, self._place(record))
        self._keys.setdefault(record[self.resource.key].casefold(), record["id"])

    def drop(self, identifier: str) -> None:
        record = self.records.pop(identifier, None)
        if record is None:
            return
        del self._ordered[bisect.bisect_left(self._ordered, self._place(record))]
        key = record[self.resource.key].casefold()
        if self._keys.get(key) == identifier:
            del self._keys[key]
            if not self.resource.key_is_unique:
                for other in self.records.values():
                    if other[self.resource.key].casefold() == key:
                        self._keys[key] = other["id"]
                        break

    def _place(self, record: Record) -> tuple[str, str, str]:
        return self.resource.sort_key(record), record["id"], self.resource.search_text(record)


@dataclass
class Token:
    """A REST API key. ``kind`` is ``account``, ``user`` or ``read_only``; ``user`` the ID of a user key's owner."""

    kind: str = "account"
    user: str | None = None


@dataclass
class OAuthClient:
    """An app registered for Scoped OAuth with client credentials."""

    client_id: str
    client_secret: str
    scopes: frozenset[str]
    expires_in: int = 86400


@dataclass
class Grant:
    """An access token that was handed out: to which client, for which scopes, until when (seconds, monotonic)."""

    client_id: str
    scopes: frozenset[str]
    expires_at: float


@dataclass
class RateWindow:
    """The requests one token made in the current minute."""

    started: float = 0.0
    served: int = 0


@dataclass
class Account:
    """One PagerDuty account."""

    chance: Chance
    subdomain: str = "example"
    region: str = "us"
    time_zone: str = "America/New_York"
    abilities: frozenset[str] = frozenset(DEFAULT_ABILITIES)
    rate_limit: int | None = None
    tokens: dict[str, Token] = field(default_factory=dict)
    oauth_clients: dict[str, OAuthClient] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    windows: dict[str, RateWindow] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    links: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)
    colors_given: int = 0

    def collection(self, kind: str) -> Collection:
        """The objects of a type."""
        return self.collections[kind]

    def look_up(self, kind: str, text: str) -> str | None:
        """The ID of the object with this ID, name or e-mail."""
        collection = self.collections[kind]
        return text if text in collection else collection.holder(text)

    def put(self, resource: Resource, record: Record) -> None:
        """Adds a record or replaces the one with its ID, and notes what it refers to."""
        collection = self.collections[resource.type]
        if (old := collection.get(record["id"])) is not None:
            self._unlink(resource, old)
        collection.put(record)
        for target in resource.references(record):
            self.links.setdefault(target, {}).setdefault(resource.type, set()).add(record["id"])

    def drop(self, resource: Resource, record: Record) -> None:
        """Removes a record."""
        self._unlink(resource, record)
        self.collections[resource.type].drop(record["id"])

    def _unlink(self, resource: Resource, record: Record) -> None:
        for target in resource.references(record):
            self.links[target][resource.type].discard(record["id"])

    def users_of(self, kind: str, identifier: str, by: str) -> list[str]:
        """IDs, sorted, of the objects of type ``by`` that refer to this one."""
        return sorted(self.links.get((kind, identifier), {}).get(by, ()))

    def users_of_any(self, kind: str, identifiers: list[str], by: str) -> set[str]:
        """IDs of the objects of type ``by`` that refer to any of these."""
        return {user for identifier in identifiers for user in self.links.get((kind, identifier), {}).get(by, ())}

    def owner(self) -> Record | None:
        """The account's owner."""
        return next((user for user in self.collections["user"].records.values() if user["role"] == "owner"), None)


class Emulator:
    """The whole state of a running emulator."""

    def __init__(self, seed: int, region: str, rate_limit: int | None, build: Callable[[Emulator], None]):
        self.region = region
        self.rate_limit = rate_limit
        self.base_url = ""
        self._build = build
        self.chance = Chance(seed)
        self.accounts: list[Account] = []
        self.reset(seed)

    def reset(self, seed: int | None = None) -> None:
        """Back to a fresh emulator, with the same or another seed."""
        self.chance = Chance(self.chance.seed if seed is None else seed)
        self.accounts = []
        self._build(self)

    def account_of(self, token: str) -> Account | None:
        """The account that a REST API key belongs to."""
        return next((account for account in self.accounts if token in account.tokens), None)

    def account_of_grant(self, token: str) -> Account | None:
        """The account that an OAuth access token belongs to."""
        return next((account for account in self.accounts if token in account.grants), None)

    def account_of_client(self, client_id: str) -> Account | None:
        """The account that an OAuth client belongs to."""
        return next((account for account in self.accounts if client_id in account.oauth_clients), None)


def now() -> datetime:
    """The emulator's time, UTC."""
    return datetime.now(UTC).replace(microsecond=0)
