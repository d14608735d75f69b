# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``--state FILE``: the state of the emulator in an SQLite database, so that it survives a restart.

Each change is committed before the client gets the response of its request. Only what has changed is written: the parts
of the state call ``mark`` with the keys of their changes, and `Database.save` writes the current values of these keys.
A change that was undone is written as what it is again.

``settings``  the seed, the restarts, the region, by how much the clock is ahead
``accounts``  one row for each account, without its objects
``records``   the objects, with their places in the order of lists
``entries``   grants, counters and the like: the `TransactionalDict` of an account with this name
``timers``    what will happen at a later time
``webhooks``  the webhooks that are not delivered yet
``drops``     how many webhooks in a row a subscription has rejected

It does not contain the logs of requests, events and deliveries, faults, and the counts of rate limits.

Instants of grants and webhooks are stored in the emulator's time, because `Clock.monotonic` starts again with each
process.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import timedelta
from functools import cache, partial
from hashlib import sha256
from operator import is_
from pathlib import Path
from typing import Any

from .accounts import without_objects
from .core.clock import Clock, Timer
from .core.collection import Collection
from .core.seeded_random import SeededRandom
from .core.state import Account, Emulator, Event, Grant, OAuthClient, Token, nothing
from .registry import RESOURCES
from .webhooks.delivery import Deliveries, Webhook

FORMAT = 2
"""The version of the tables. Increase it with each change of them, and of what a value means."""

APPLICATION = 0x50445545
"""SQLite's ``application_id`` of the emulator: "PDUE"."""

DICTS = ("grants", "refresh_grants", "codes", "counters", "trigger_times", "cached_values")
"""The attributes of an account that are a `TransactionalDict`. The first three contain a `Grant`."""

GRANTS = DICTS[:3]

TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE accounts (account INTEGER PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE records (account INTEGER, type TEXT, id TEXT, turn INTEGER NOT NULL, turns TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (account, type, id)) WITHOUT ROWID;
CREATE TABLE entries (account INTEGER, name TEXT, key TEXT, value TEXT NOT NULL,
    PRIMARY KEY (account, name, key)) WITHOUT ROWID;
CREATE TABLE timers (account INTEGER, number INTEGER, value TEXT NOT NULL, PRIMARY KEY (account, number)) WITHOUT ROWID;
CREATE TABLE webhooks (account INTEGER, number INTEGER, value TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (account, number)) WITHOUT ROWID;
CREATE TABLE drops (account INTEGER, subscription TEXT, value INTEGER NOT NULL,
    PRIMARY KEY (account, subscription)) WITHOUT ROWID;
"""
KEYS = {
    "accounts": ("account",),
    "records": ("account", "type", "id"),
    "entries": ("account", "name", "key"),
    "timers": ("account", "number"),
    "webhooks": ("account", "number"),
    "drops": ("account", "subscription"),
}
"""The tables whose rows belong to an account → the columns of their keys."""

Place = tuple[str, str]
"""(table, part): where changed keys of an account are. ``part`` is a type of objects or the name of a dict."""

Row = tuple[Any, ...]


class DatabaseError(Exception):
    """A database cannot be used. The message says why."""


@cache
def fingerprint() -> str:
    """A hash of the fields of all resources. A record of another version of the emulator can lack fields."""
    fields = {one.type: sorted(field.name for field in one.fields) for one in RESOURCES}
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]


class Database:
    """The database of one emulator. No other process can use it at the same time."""

    def __init__(self, path: Path):
        """Opens a database, or creates it. Raises `DatabaseError`."""
        self.path = path
        self._accounts: dict[int, Account] = {}
        self._marked: dict[int, dict[Place, set[Any]]] = defaultdict(lambda: defaultdict(set))
        self._settings: dict[str, str] = {}
        self._next = 1
        try:
            self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)
            try:
                self._open()
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.OperationalError as error:
            locked = "locked" in str(error)
            raise DatabaseError(f"{path}: {'another emulator uses it' if locked else error}") from None
        except sqlite3.DatabaseError as error:
            raise DatabaseError(f"{path} is no database of the emulator: {error}") from None

    def _open(self) -> None:
        run = self._connection.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("BEGIN EXCLUSIVE")
        ((objects,),) = run("SELECT count(*) FROM sqlite_master")
        ((application,),) = run("PRAGMA application_id")
        ((version,),) = run("PRAGMA user_version")
        run("COMMIT")
        if objects and application != APPLICATION:
            raise DatabaseError(f"{self.path} is the database of another program")
        if objects and version != FORMAT:
            raise self._other_version(f"format {version} instead of {FORMAT}")
        # The write-ahead log is complete after each commit, also if this process is killed.
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        if not objects:
            script = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT};"
            self._connection.executescript(f"BEGIN; {script} {TABLES} COMMIT;")
        self._settings = dict(run("SELECT name, value FROM settings"))
        if self._settings and self._settings["fields"] != fingerprint():
            raise self._other_version("other fields of objects")

    def _other_version(self, difference: str) -> DatabaseError:
        return DatabaseError(
            f"{self.path} was written by another version of the emulator ({difference}). Start that version, save"
            " the response of GET /_emulator/state, and load it with --load into a new database"
        )

    @property
    def is_new(self) -> bool:
        """Whether it contains no state."""
        return not self._settings

    def close(self, emulator: Emulator, deliveries: Deliveries) -> None:
        """Saves the state for the last time, and closes the file. Later changes are not saved."""
        try:
            self.save(emulator, deliveries)
        finally:
            emulator.save, deliveries.mark = nothing, None
            self._connection.close()

    # -- reading -----------------------------------------------------------------------------------------------------

    def attach(self, emulator: Emulator, deliveries: Deliveries) -> None:
        """Reads the state into an emulator, unless the database is new, and saves all changes from now on.

        Call it before `Deliveries.open`, which sends the waiting webhooks. Raises `DatabaseError`.
        """
        try:
            if not self.is_new:
                self._read(emulator, deliveries)
            self.save(emulator, deliveries)
        except (ValueError, TypeError, AttributeError, LookupError, sqlite3.DatabaseError) as error:
            raise DatabaseError(f"{self.path} cannot be used: {type(error).__name__}: {error}") from error
        deliveries.mark = self._mark_delivery
        emulator.save = partial(self.save, emulator, deliveries)

    def _read(self, emulator: Emulator, deliveries: Deliveries) -> None:
        if self._settings["region"] != emulator.region:
            raise DatabaseError(f"{self.path} is a database of the service region {self._settings['region']}")
        emulator.random = SeededRandom(int(self._settings["seed"]), int(self._settings["restarts"]) + 1)
        emulator.clock.ahead = timedelta(seconds=float(self._settings["ahead"]))
        rows = self._connection.execute("SELECT account, value FROM accounts ORDER BY account").fetchall()
        emulator.accounts = []
        for number, value in rows:
            account = self._read_account(emulator, number, json.loads(value))
            emulator.accounts.append(account)
            self._adopt(number, account)
            self._next = number + 1
            emulator.random.used.update(*(one.records for one in account.collections.values()))
            webhooks = self._rows("webhooks", "number, value, body", number)
            deliveries.restore([webhook_of(account, one, json.loads(value), body) for one, value, body in webhooks])
            for subscription, count in self._rows("drops", "subscription, value", number):
                deliveries.restore_drops(account, subscription, count)

    def _read_account(self, emulator: Emulator, number: int, given: dict[str, Any]) -> Account:
        account = without_objects(
            emulator,
            **{name: given[name] for name in ("identifier", "subdomain", "region", "time_zone", "rate_limit")},
            abilities=frozenset(given["abilities"]),
            tokens={name: Token(**token) for name, token in given["tokens"].items()},
            oauth_clients={
                name: OAuthClient(**{**client, "scopes": frozenset(client["scopes"])})
                for name, client in given["oauth_clients"].items()
            },
        )
        turns: dict[str, dict[str, list[Any]]] = defaultdict(dict)
        for kind, identifier, places, value in self._rows("records", "type, id, turns, value", number, "turn"):
            account.put(account.collection(kind).resource, json.loads(value))
            turns[kind][identifier] = json.loads(places)
        for kind, of_type in turns.items():
            account.collection(kind).restore_turns(of_type)
        for name, key, value in self._rows("entries", "name, key, value", number):
            getattr(account, name)[key] = entry_of(emulator.clock, name, json.loads(value))
        account.timers.restore(Timer(*json.loads(value)) for (value,) in self._rows("timers", "value", number))
        return account

    def _rows(self, table: str, columns: str, number: int, order: str = "1") -> Iterable[Row]:
        return self._connection.execute(f"SELECT {columns} FROM {table} WHERE account = ? ORDER BY {order}", (number,))

    # -- what has changed --------------------------------------------------------------------------------------------

    def _adopt(self, number: int, account: Account) -> None:
        """Gives an account its number. Its changes are marked from now on."""
        self._accounts[number] = account
        for collection in account.collections.values():
            collection.mark = self._marker(number, ("records", collection.resource.type))
        for name in DICTS:
            getattr(account, name).mark = self._marker(number, ("entries", name))
        account.timers.mark = self._marker(number, ("timers", ""))

    def _marker(self, number: int, place: Place) -> Callable[[Any], None]:
        marked = self._marked

        def mark(key: Any) -> None:
            marked[number][place].add(key)

        return mark

    def _mark_delivery(self, account: Account, table: str, key: Any) -> None:
        """Marks a webhook or a subscription's count. There can be none of an account that is not adopted yet."""
        number = next((number for number, one in self._accounts.items() if one is account), None)
        if number is not None:
            self._marked[number][table, ""].add(key)

    def _renew_accounts(self, accounts: list[Account]) -> None:
        """Adopts new accounts with all that they contain, and marks the numbers of those that are gone."""
        known = self._accounts
        if len(known) == len(accounts) and all(map(is_, known.values(), accounts)):
            return
        wanted = {id(account) for account in accounts}
        for number, account in list(known.items()):
            if id(account) not in wanted:
                del known[number]
                self._marked[number].clear()
        adopted = {id(account) for account in known.values()}
        for account in accounts:
            if id(account) in adopted:
                continue
            number, self._next = self._next, self._next + 1
            self._adopt(number, account)
            marked = self._marked[number]
            marked["accounts", ""].add(None)
            for kind, collection in account.collections.items():
                marked["records", kind].update(collection.records)
            for name in DICTS:
                marked["entries", name].update(getattr(account, name))
            marked["timers", ""].update(timer.order for timer in account.timers)

    # -- writing -----------------------------------------------------------------------------------------------------

    def save(self, emulator: Emulator, deliveries: Deliveries) -> None:
        """Commits all changes. Does nothing if there are none.

        If the database cannot be written, it raises `sqlite3.Error`, and the next call writes these changes, too.
        """
        self._renew_accounts(emulator.accounts)
        settings = {
            "fields": fingerprint(),
            "region": emulator.region,
            "seed": str(emulator.random.seed),
            "restarts": str(emulator.random.restarts),
            "ahead": repr(emulator.clock.ahead.total_seconds()),
        }
        if not self._marked and settings == self._settings:
            return
        with self._transaction():
            self._connection.executemany("REPLACE INTO settings VALUES (?, ?)", settings.items())
            for number, places in self._marked.items():
                account = self._accounts.get(number)
                if account is None:
                    for table in KEYS:
                        self._connection.execute(f"DELETE FROM {table} WHERE account = ?", (number,))
                    continue
                for (table, part), keys in places.items():
                    self._write(table, part, number, keys, rows_of(account, deliveries, table, part))
        self._settings = settings
        self._marked.clear()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # SQLite has already undone it after some errors
                self._connection.execute("ROLLBACK")
            raise

    def _write(
        self, table: str, part: str, number: int, keys: Iterable[Any], row_of: Callable[[Any], Row | None]
    ) -> None:
        """Writes the rows of keys, and deletes those of keys that no longer exist."""
        key_columns = KEYS[table]
        written, gone = [], []
        for key in keys:
            place = [number, *([part] if part else []), *([key] if key is not None else [])]
            row = row_of(key)
            if row is None:
                gone.append(place)
            else:
                written.append([*place, *row])
        if gone:
            where = " AND ".join(f"{column} = ?" for column in key_columns)
            self._connection.executemany(f"DELETE FROM {table} WHERE {where}", gone)
        if written:
            marks = ", ".join("?" * len(written[0]))
            self._connection.executemany(f"REPLACE INTO {table} VALUES ({marks})", written)


# -- rows ------------------------------------------------------------------------------------------------------------


def rows_of(account: Account, deliveries: Deliveries, table: str, part: str) -> Callable[[Any], Row | None]:
    """The function from a key to the values of its row after the key; None for a key that no longer exists."""
    if table == "records":
        return partial(record_row, account.collection(part))
    if table == "entries":
        return partial(entry_row, account, part)
    if table == "timers":
        return partial(timer_row, account)
    if table == "webhooks":
        return partial(webhook_row, account.clock, deliveries)
    if table == "drops":
        return lambda subscription: count_row(deliveries.drops_of(account, subscription))
    return lambda _key: (encoded(account_values(account)),)


def encoded(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def account_values(account: Account) -> dict[str, Any]:
    """The values of an account that never change."""
    return {
        "identifier": account.identifier,
        "subdomain": account.subdomain,
        "region": account.region,
        "time_zone": account.time_zone,
        "abilities": sorted(account.abilities),
        "rate_limit": account.rate_limit,
        "tokens": {name: asdict(token) for name, token in account.tokens.items()},
        "oauth_clients": {
            name: {**asdict(client), "scopes": sorted(client.scopes)} for name, client in account.oauth_clients.items()
        },
    }


def record_row(collection: Collection, identifier: str) -> Row | None:
    record = collection.get(identifier)
    if record is None:
        return None
    turns = collection.turns_of(identifier)
    return turns[0], encoded(turns), encoded(record)


def entry_row(account: Account, name: str, key: str) -> Row | None:
    value = getattr(account, name).get(key)
    if value is None:
        return None
    if isinstance(value, Grant):
        expires_at = account.clock.instant_of(value.expires_at)
        return (encoded({**asdict(value), "scopes": sorted(value.scopes), "expires_at": expires_at}),)
    return (encoded(value),)


def entry_of(clock: Clock, name: str, value: Any) -> Any:
    """The value of a `TransactionalDict` of this name, from what `entry_row` has encoded."""
    if name in GRANTS:
        expires_at = clock.monotonic_of(value["expires_at"])
        return Grant(**{**value, "scopes": frozenset(value["scopes"]), "expires_at": expires_at})
    return tuple(value) if isinstance(value, list) else value


def timer_row(account: Account, order: int) -> Row | None:
    timer = account.timers.get(order)
    return None if timer is None else (encoded(timer),)


def count_row(count: int) -> Row | None:
    return (count,) if count else None


def webhook_row(clock: Clock, deliveries: Deliveries, number: int) -> Row | None:
    webhook = deliveries.waiting.get(number)
    if webhook is None:
        return None
    event = webhook.event
    return (
        encoded({
            "id": webhook.id,
            "subscription": webhook.subscription,
            "event": [event.id, event.event_type, event.occurred_at, event.record["id"]],
            "since": clock.instant_of(webhook.since),
            "attempts": webhook.attempts,
            "tries": webhook.tries,
            "target": webhook.target,
        }),
        webhook.body,
    )


def webhook_of(account: Account, number: int, given: dict[str, Any], body: bytes) -> Webhook:
    """A waiting webhook. Of its event, it has only what the list of deliveries shows."""
    identifier, event_type, occurred_at, resource = given["event"]
    event = Event(identifier, event_type, occurred_at, account, {"id": resource})
    since = account.clock.monotonic_of(given["since"])
    return Webhook(
        given["id"], account, given["subscription"], event, body, since, given["attempts"], given["tries"], number,
        given["target"],
    )
