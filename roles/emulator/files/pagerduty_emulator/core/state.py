# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts, with their objects and the index of references between objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .bus import Bus
from .changes import ACCOUNTS, CLOCK, Changes
from .clock import Clock, Timer, Timers
from .collection import Collection, Record, ResourceType, Target
from .failures import Failures
from .journal import TransactionalDict
from .seeded_random import SeededRandom


@dataclass
class Token:
    """A REST API key.

    ``type``  ``account``, ``user`` or ``read_only``
    ``user``  the ID of the user that a key of the type ``user`` belongs to
    """

    type: str = "account"
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
    """What a client was granted: an access token, a refresh token, or an authorization code.

    ``expires_at``    in seconds of the clock's ``monotonic``
    ``user``          the ID of the user; None for an app token
    ``redirect_uri``  of an authorization code
    ``challenge``     of an authorization code with PKCE
    ``public``        whether the client uses PKCE without a secret, also when it refreshes
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


@dataclass(frozen=True)
class Event:
    """Something that happened, for the subscribers of the bus.

    ``record``  the object as it is from now on
    ``detail``  further objects that the event is about, by name
    ``agent``   the object that caused it; None if it is not known
    ``only``    the ID of the only object that gets it; None for all that subscribe to it
    """

    id: str
    event_type: str
    occurred_at: str
    account: Account = field(repr=False)
    record: Record
    agent: Target | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    only: str | None = None

    @property
    def resource_type(self) -> str:
        """The first part of the event's type."""
        return self.event_type.partition(".")[0]


@dataclass
class Account:
    """One PagerDuty account."""

    random: SeededRandom
    clock: Clock = field(default_factory=Clock)
    bus: Bus[Event] = field(default_factory=Bus)
    failures: Failures = field(default_factory=Failures)
    changes: Changes = field(default_factory=Changes)
    identifier: str = ""
    subdomain: str = "example"
    region: str = "us"
    time_zone: str = "America/New_York"
    abilities: frozenset[str] = frozenset()
    rate_limit: int | None = None
    strict: bool = False
    """Whether PagerDuty's documents apply where its tools differ from them, see `strictness`."""
    tokens: dict[str, Token] = field(default_factory=dict)
    oauth_clients: dict[str, OAuthClient] = field(default_factory=dict)
    windows: dict[str, RateWindow] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    timer_actions: Mapping[str, Callable[[Account, Timer], None]] = field(default_factory=dict)
    """Actions of timers → the functions that do them."""
    links: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._before: dict[Target, Record | None] | None = None
        self.journal = self.bus.journal
        self.timers = Timers(self.journal)
        self.grants: dict[str, Grant] = TransactionalDict(self.journal)
        self.refresh_grants: dict[str, Grant] = TransactionalDict(self.journal)
        self.codes: dict[str, Grant] = TransactionalDict(self.journal)
        self.counters: dict[str, int] = TransactionalDict(self.journal)
        """How often something was done, by a name that its resource chooses."""
        self.trigger_times: dict[str, tuple[str, ...]] = TransactionalDict(self.journal)
        """When events triggered, by the name of a threshold. A state file does not contain it."""
        self.cached_values: dict[str, str] = TransactionalDict(self.journal)
        """What cache variables took from events, by their IDs. A state file does not contain it."""

    def count(self, counter: str) -> int:
        """Adds 1 to a counter, which starts with 0. Returns the new number."""
        number = self.counters[counter] = self.counters.get(counter, 0) + 1
        return number

    def run_due(self) -> None:
        """Runs the actions of all timers that are due, each at its own time.

        A failed action is undone, logged and not repeated.
        """
        now = self.now()
        while due := self.timers.next_due(now):
            try:
                with self.journal.transaction():
                    self.timer_actions[due.action](self, due)
            except Exception as error:
                self.failures.note(f"{due.action} of {due.identifier}, due at {due.at}", error)

    def now(self) -> str:
        """The emulator's time in the form in which it is stored: ISO 8601, UTC, whole seconds."""
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
        """Publishes an event on the bus."""
        self.bus.publish(
            Event(self.random.event_id(), event_type, at or self.now(), self, record, agent, detail or {}, only)
        )

    @cached_property
    def requesters(self) -> Collection:
        """The objects on whose behalf requests are made."""
        return next(one for one in self.collections.values() if one.resource.are_requesters)

    def collection(self, type_name: str) -> Collection:
        """The objects of a type."""
        return self.collections[type_name]

    def look_up(self, type_name: str, text: str) -> str | None:
        """The ID of the object with this ID, name or email address; None if there is none."""
        collection = self.collections[type_name]
        return text if text in collection else collection.find_id(text)

    @contextmanager
    def tracking(self) -> Iterator[Mapping[Target, Record | None]]:
        """Notes the objects that change until the end of the ``with`` statement, as they are now; None for new ones.

        A change that is undone is noted, too.
        """
        before: dict[Target, Record | None] = {}
        self._before = before
        try:
            yield before
        finally:
            self._before = None

    def put(self, resource: ResourceType, record: Record) -> None:
        """Adds a record or replaces the one with its ID, and updates the index of references."""
        collection = self.collections[resource.type]
        old = collection.get(record["id"])
        if self._before is not None:
            self._before.setdefault((resource.type, record["id"]), old)
        before = list(resource.references(old)) if old is not None else []
        targets = list(resource.references(record))
        undo_put = collection.put(record)
        self.changes.note(resource.type, self.subdomain)
        self._relink(resource, record["id"], before, targets)

        def undo() -> None:
            self._relink(resource, record["id"], targets, before)
            undo_put()

        self.journal.note(undo)

    def drop(self, resource: ResourceType, record: Record) -> None:
        """Removes a record."""
        if self._before is not None:
            self._before.setdefault((resource.type, record["id"]), record)
        targets = list(resource.references(record))
        undo_drop = self.collections[resource.type].drop(record["id"])
        self.changes.note(resource.type, self.subdomain)
        self._relink(resource, record["id"], targets, [])

        def undo() -> None:
            self._relink(resource, record["id"], [], targets)
            undo_drop()

        self.journal.note(undo)

    def _relink(self, resource: ResourceType, identifier: str, before: list[Target], after: list[Target]) -> None:
        """Replaces an object's references in the index."""
        for target in before:
            self.links[target][resource.type].discard(identifier)
        for target in after:
            self.links.setdefault(target, {}).setdefault(resource.type, set()).add(identifier)

    def dependents(self, type_name: str, identifier: str, by: str) -> list[str]:
        """The sorted IDs of the objects of the type ``by`` that refer to this one."""
        return sorted(self.links.get((type_name, identifier), {}).get(by, ()))

    def dependents_of_any(self, type_name: str, identifiers: list[str], by: str) -> set[str]:
        """The IDs of the objects of the type ``by`` that refer to any of these."""
        return {user for identifier in identifiers for user in self.links.get((type_name, identifier), {}).get(by, ())}


def nothing() -> None:
    """Does nothing."""


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
        self.random = SeededRandom(seed)
        self.clock = Clock()
        self.bus: Bus[Event] = Bus()
        self.failures = Failures()
        self.changes = Changes()
        self.accounts: list[Account] = []
        self.save: Callable[[], None] = nothing
        """Call it after each change, before the client gets its response. ``--state`` replaces it."""
        self.reset(seed)

    def reset(self, seed: int | None = None) -> None:
        """Resets everything to a new emulator, with the same or another seed. The bus keeps its subscribers."""
        self.random = SeededRandom(self.random.seed if seed is None else seed)
        self.clock = Clock()
        self.bus.history.clear()
        self.failures.clear()
        self.accounts = []
        self._build(self)
        self.changes.note(ACCOUNTS)
        self.changes.note(CLOCK)

    def account_of(self, token: str) -> Account | None:
        """The account that a REST API key belongs to."""
        return next((account for account in self.accounts if token in account.tokens), None)

    def account_of_grant(self, token: str) -> Account | None:
        """The account that an OAuth access token belongs to."""
        return next((account for account in self.accounts if token in account.grants), None)

    def account_of_client(self, client_id: str) -> Account | None:
        """The account that an OAuth client belongs to."""
        return next((account for account in self.accounts if client_id in account.oauth_clients), None)
