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
from collections.abc import Callable, Hashable, Iterator, Mapping
from collections.abc import Collection as Sized
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .bus import Bus, Event
from .clock import Clock, Timers
from .failures import Failures
from .journal import KeptDict

if TYPE_CHECKING:
    from ..schema.fields import Target
    from ..schema.resource import Resource

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
        self._accounts = random.Random(f"accounts {seed}")
        self._keys = random.Random(f"keys {seed}")
        self._events = random.Random(f"events {seed}")
        self._numbers = random.Random(f"numbers {seed}")
        self._webhooks = random.Random(f"webhooks {seed}")
        self._orchestrations = random.Random(f"orchestrations {seed}")
        self.faults = random.Random(f"faults {seed}")
        self.used: set[str] = set()

    def identifier(self) -> str:
        """A new ID that looks like PagerDuty's: ``P`` and six of A-Z and 0-9."""
        while True:
            drawn = "P" + "".join(self._ids.choices(ID_ALPHABET, k=6))
            if drawn not in self.used:
                self.used.add(drawn)
                return drawn

    def account_id(self) -> str:
        """An account's ID."""
        return "P" + "".join(self._accounts.choices(ID_ALPHABET, k=6))

    def long_identifier(self) -> str:
        """A new ID of the longer kind, of incidents, alerts and log entries: ``Q`` and thirteen of A-Z and 0-9."""
        while True:
            drawn = "Q" + "".join(self._ids.choices(ID_ALPHABET, k=13))
            if drawn not in self.used:
                self.used.add(drawn)
                return drawn

    def key(self) -> str:
        """32 hexadecimal digits: an integration key, a deduplication key."""
        return f"{self._keys.getrandbits(128):032x}"

    def number(self) -> int:
        """A whole number, the ID of an e-mail parser."""
        return self._numbers.randrange(1, 1 << 31)

    def secret(self) -> str:
        """A webhook's secret: 64 letters and digits."""
        return "".join(self._keys.choices(string.ascii_letters + string.digits, k=64))

    def event_id(self) -> str:
        """The ID of a webhook event or change event: ``01`` and 24 of A-Z and 0-9."""
        return "01" + "".join(self._events.choices(ID_ALPHABET, k=24))

    def webhook_id(self) -> str:
        """A value for ``X-Webhook-Id``: a UUID."""
        return str(uuid.UUID(int=self._webhooks.getrandbits(128), version=4))

    def uuid(self) -> str:
        """The ID of an event orchestration or of one of its integrations."""
        return str(uuid.UUID(int=self._orchestrations.getrandbits(128), version=4))

    def rule_id(self) -> str:
        """The ID of a rule of an event orchestration: 8 hexadecimal digits."""
        return f"{self._orchestrations.getrandbits(32):08x}"

    def routing_key(self) -> str:
        """The key of an event orchestration's integration: ``R`` and 31 of A-Z and 0-9."""
        return "R" + "".join(self._orchestrations.choices(ID_ALPHABET, k=31))

    def version(self) -> str:
        """The version of an event orchestration or of its rules: 32 letters, digits, dots and underscores."""
        return "".join(self._orchestrations.choices(f"{string.ascii_letters}{string.digits}._", k=32))

    def request_id(self) -> str:
        """A value for ``x-request-id``."""
        return f"{self._requests.getrandbits(128):032x}"

    def access_token(self, region: str) -> str:
        """An OAuth access token: ``pdus+_0XBPWQQ_`` and a UUID."""
        middle = "".join(self._tokens.choices(ID_ALPHABET, k=6))
        return f"pd{region}+_0{middle}_{uuid.UUID(int=self._tokens.getrandbits(128), version=4)}"


class Collection:
    """The objects of one type of one account: by ID, by name, by the resource's indexes, and in the order of a list."""

    def __init__(self, resource: Resource):
        self.resource = resource
        self.records: dict[str, Record] = {}
        self._ordered: list[tuple[str, str, str]] = []
        self._keys: dict[str, str] = {}
        self._indexes: dict[str, dict[Hashable, dict[str, int]]] = {name: {} for name in resource.indexes}
        self._turns: dict[str, int] = {}
        self._turn = 0

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

    def indexed(self, index: str, value: Hashable) -> Sized[str]:
        """The IDs of the objects that an index has under a value, the first put first."""
        return self._indexes[index].get(value, {}).keys()

    def put(self, record: Record) -> Callable[[], None]:
        """Adds a record or replaces the one with its ID. Returns what undoes this."""
        identifier = record["id"]
        old = self.records.get(identifier)
        place, key = self._place(record), self._key(record)
        changes = self._index_changes(old, record)
        old_place, old_key = (self._place(old), self._key(old)) if old is not None else (None, None)
        holders = {one: self._keys.get(one) for one in (key, old_key) if one is not None and old_key != key}
        self.records[identifier] = record
        if old is None:
            self._turns[identifier] = self._next_turn()
        if old_place != place:
            if old_place is not None:
                self._displace(old_place)
            bisect.insort(self._ordered, place)
        if old_key != key:
            if old_key is not None:
                self._forget_key(old_key, identifier)
            self._keys.setdefault(key, identifier)
        undo_index = self._index(identifier, changes)

        def undo() -> None:
            undo_index()
            self._restore_keys(holders)
            if old_place != place:
                self._displace(place)
                if old_place is not None:
                    bisect.insort(self._ordered, old_place)
            if old is None:
                del self.records[identifier], self._turns[identifier]
            else:
                self.records[identifier] = old

        return undo

    def drop(self, identifier: str) -> Callable[[], None]:
        """Removes a record. Returns what undoes this."""
        record = self.records[identifier]
        place, key, changes = self._place(record), self._key(record), self._index_changes(record, None)
        holders = {key: self._keys.get(key)}
        del self.records[identifier]
        turn = self._turns.pop(identifier)
        self._displace(place)
        self._forget_key(key, identifier)
        undo_index = self._index(identifier, changes)

        def undo() -> None:
            undo_index()
            self._restore_keys(holders)
            bisect.insort(self._ordered, place)
            put_back(self._turns, identifier, turn)
            self.records[identifier] = record
            if next(reversed(self._turns)) != identifier:
                records = {one: self.records[one] for one in self._turns}
                self.records.clear()
                self.records.update(records)

        return undo

    def _next_turn(self) -> int:
        """Numbers whatever is added, so that an undone removal can be put back in its place."""
        self._turn += 1
        return self._turn

    def _place(self, record: Record) -> tuple[str, str, str]:
        return self.resource.sort_key(record), record["id"], self.resource.search_text(record)

    def _key(self, record: Record) -> str:
        key: str = record[self.resource.key]
        return key.casefold()

    def _displace(self, place: tuple[str, str, str]) -> None:
        del self._ordered[bisect.bisect_left(self._ordered, place)]

    def _forget_key(self, key: str, identifier: str) -> None:
        if self._keys.get(key) != identifier:
            return
        del self._keys[key]
        if not self.resource.key_is_unique:
            for other in self.records.values():
                if self._key(other) == key and other["id"] != identifier:
                    self._keys[key] = other["id"]
                    break

    def _restore_keys(self, holders: dict[str, str | None]) -> None:
        for key, holder in holders.items():
            if holder is None:
                self._keys.pop(key, None)
            else:
                self._keys[key] = holder

    def _index_changes(
        self, old: Record | None, new: Record | None
    ) -> list[tuple[dict[Hashable, dict[str, int]], list[Hashable], list[Hashable]]]:
        """The indexes that change, with the values under which the record was found and will be found."""
        changes = []
        for name, values_of in self.resource.indexes.items():
            before = list(dict.fromkeys(values_of(old))) if old is not None else []
            after = list(dict.fromkeys(values_of(new))) if new is not None else []
            if before != after:
                changes.append((self._indexes[name], before, after))
        return changes

    def _index(
        self, identifier: str, changes: list[tuple[dict[Hashable, dict[str, int]], list[Hashable], list[Hashable]]]
    ) -> Callable[[], None]:
        """Changes the indexes. Returns what undoes this."""
        removed: list[tuple[dict[str, int], int]] = []
        added: list[dict[str, int]] = []
        for index, before, after in changes:
            removed += [(index[value], index[value].pop(identifier)) for value in before]
            added += [index.setdefault(value, {}) for value in after]
        for held in added:
            held[identifier] = self._next_turn()

        def undo() -> None:
            for held in added:
                del held[identifier]
            for held, turn in removed:
                put_back(held, identifier, turn)

        return undo


def put_back(turns: dict[str, int], identifier: str, turn: int) -> None:
    """Puts an ID back where it was in a dict that is ordered by its values."""
    turns[identifier] = turn
    if list(islice(reversed(turns.values()), 2))[-1] > turn:
        ordered = sorted(turns.items(), key=itemgetter(1))
        turns.clear()
        turns.update(ordered)


@dataclass
class Token:
    """A REST API key. ``kind`` is ``account``, ``user`` or ``read_only``; ``user`` the ID of a user key's owner."""

    kind: str = "account"
    user: str | None = None


@dataclass
class OAuthClient:
    """An app registered for Scoped OAuth, or for Classic User OAuth.

    ``expires_in``: seconds that its access tokens live.
    """

    client_id: str
    client_secret: str
    scopes: frozenset[str]
    expires_in: int = 86400
    classic: bool = False


@dataclass
class Grant:
    """What was handed out to a client: an access token, a refresh token, or an authorization code.

    For which scopes, until when (seconds, of the clock's ``monotonic``), and for which user; None for an app token.
    ``redirect_uri`` and ``challenge`` (PKCE) are a code's. ``public``: the client proved itself by PKCE, without a
    secret, and so it does when it refreshes.
    """

    client_id: str
    scopes: frozenset[str]
    expires_at: float
    user: str | None = None
    redirect_uri: str | None = None
    challenge: str | None = None
    public: bool = False


@dataclass
class RateWindow:
    """The requests one token made in the current minute."""

    started: float = 0.0
    served: int = 0


@dataclass
class Account:
    """One PagerDuty account."""

    chance: Chance
    clock: Clock = field(default_factory=Clock)
    bus: Bus = field(default_factory=Bus)
    failures: Failures = field(default_factory=Failures)
    identifier: str = ""
    subdomain: str = "example"
    region: str = "us"
    time_zone: str = "America/New_York"
    abilities: frozenset[str] = frozenset(DEFAULT_ABILITIES)
    rate_limit: int | None = None
    strict: bool = False
    """Whether PagerDuty's documents decide where its tools do something else, see `strictness`."""
    tokens: dict[str, Token] = field(default_factory=dict)
    oauth_clients: dict[str, OAuthClient] = field(default_factory=dict)
    windows: dict[str, RateWindow] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    links: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)
    colors_given: int = 0
    incidents_numbered: int = 0
    maintenance_windows_numbered: int = 0

    def __post_init__(self) -> None:
        self.journal = self.bus.journal
        self.timers = Timers(self.journal)
        self.grants: dict[str, Grant] = KeptDict(self.journal)
        self.refresh_grants: dict[str, Grant] = KeptDict(self.journal)
        self.codes: dict[str, Grant] = KeptDict(self.journal)
        self.turns: dict[str, int] = KeptDict(self.journal)
        """How often each escalation rule assigned round robin, by the rule's ID."""

    def count(self, counter: str, number: int) -> int:
        """Sets one of the account's counters. Returns the number."""
        self.journal.note(partial(setattr, self, counter, getattr(self, counter)))
        setattr(self, counter, number)
        return number

    def now(self) -> str:
        """The emulator's time, as values keep it: ISO 8601, UTC, whole seconds."""
        return self.clock.now().isoformat()

    def publish(
        self,
        event_type: str,
        record: Record,
        agent: Target | None,
        *,
        at: str | None = None,
        detail: Mapping[str, Any] | None = None,
        only: str | None = None,
    ) -> None:
        """Tells the bus that something happened."""
        self.bus.changed(
            Event(self.chance.event_id(), event_type, at or self.now(), self, record, agent, detail or {}, only)
        )

    @cached_property
    def requesters(self) -> Collection:
        """The objects on whose behalf requests are made."""
        return next(one for one in self.collections.values() if one.resource.are_requesters)

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
        old = collection.get(record["id"])
        before = list(resource.references(old)) if old is not None else []
        targets = list(resource.references(record))
        undo_put = collection.put(record)
        self._relink(resource, record["id"], before, targets)

        def undo() -> None:
            self._relink(resource, record["id"], targets, before)
            undo_put()

        self.journal.note(undo)

    def drop(self, resource: Resource, record: Record) -> None:
        """Removes a record."""
        targets = list(resource.references(record))
        undo_drop = self.collections[resource.type].drop(record["id"])
        self._relink(resource, record["id"], targets, [])

        def undo() -> None:
            self._relink(resource, record["id"], [], targets)
            undo_drop()

        self.journal.note(undo)

    def _relink(self, resource: Resource, identifier: str, before: list[Target], after: list[Target]) -> None:
        """Notes what an object refers to, in place of what it referred to before."""
        for target in before:
            self.links[target][resource.type].discard(identifier)
        for target in after:
            self.links.setdefault(target, {}).setdefault(resource.type, set()).add(identifier)

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

    def __init__(
        self, seed: int, region: str, rate_limit: int | None, build: Callable[[Emulator], None], *, strict: bool = False
    ):
        self.region = region
        self.strict = strict
        self.rate_limit = rate_limit
        self.base_url = ""
        self._build = build
        self.chance = Chance(seed)
        self.clock = Clock()
        self.bus = Bus()
        self.failures = Failures()
        self.accounts: list[Account] = []
        self.reset(seed)

    def reset(self, seed: int | None = None) -> None:
        """Back to a fresh emulator, with the same or another seed. Subscribers of the bus stay."""
        self.chance = Chance(self.chance.seed if seed is None else seed)
        self.clock = Clock()
        self.bus.history.clear()
        self.failures.clear()
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
