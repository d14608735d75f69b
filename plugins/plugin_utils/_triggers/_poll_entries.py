# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the new log entries since the last poll, each of them once, with as few requests as possible.

It uses only the times in the log entries. The clock and the time zone of this machine have no effect.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import logging
import typing as t
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ...module_utils._core.client import LISTING_CAP, TaskClient
from ...module_utils._core.responses import ANY, ID, INSTANT, OBJECT, TEXT, Each, Maybe, Object
from ...module_utils._core.times import format_instant

logger = logging.getLogger(__name__)

Entry = dict[str, t.Any]

# The structure that a log entry must have so that this source can read it.
_NAMED = Maybe(Object(id=Maybe(TEXT)))
_INCIDENT = Object(
    created_at=Maybe(INSTANT),
    first_trigger_log_entry=_NAMED,
    assignments=Maybe(Each(Object(assignee=_NAMED))),
    priority=_NAMED,
    service=_NAMED,
    teams=Maybe(Each(_NAMED)),
    urgency=Maybe(TEXT),
)
READABLE = Object(
    id=ID,
    created_at=INSTANT,
    incident=Maybe(_INCIDENT),
    agent=_NAMED,
    assignees=Maybe(Each(_NAMED)),
    channel=Maybe(OBJECT),
    service=_NAMED,
    teams=Maybe(Each(_NAMED)),
)

# If a time span has more entries than this, it is divided. Each part is stored separately, so an error does not cause
# all entries to be read again, and only one part is in memory.
SPAN_SIZE = 2000

# A shorter span can't be divided, because both halves overlap by BORDER on each side.
SHORTEST_SPAN = timedelta(seconds=4)

# PagerDuty does not document whether the ends of a time span belong to it, and can round times. Spans therefore overlap
# by this time.
BORDER = timedelta(seconds=1)

# A time span starts at a second without an entry. This is the number of seconds in which such a second is searched.
GAP = 60

# The maximum number of messages about log entries that can't be read.
UNREADABLE_MOST = 100

# Before the first log entry of any account.
BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)


def instant(text: str) -> datetime:
    """Parse a time of PagerDuty, in whole seconds. Without a time zone it is in UTC."""
    parsed = datetime.fromisoformat(text)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def created(entry: Entry) -> datetime:
    return instant(entry["created_at"])


@dataclass(frozen=True)
class Start:
    """The start of the first run. Entries before `at`, and those of that second in `existing` (IDs), are not new."""

    at: datetime
    existing: frozenset[str] = frozenset()

    def dumped(self) -> str:
        return json.dumps({"at": format_instant(self.at), "there": sorted(self.existing)})

    @classmethod
    def loaded(cls, text: str) -> Start:
        values = json.loads(text)
        return cls(instant(values["at"]), frozenset(values["there"]))

    def excludes(self, entry: Entry) -> bool:
        return created(entry) < self.at or entry["id"] in self.existing


@dataclass(frozen=True)
class Batch:
    """The new entries of a time span, oldest first.

    position, known: the position and the known entries after this batch. They apply after the batch is stored.
    """

    entries: list[Entry]
    position: datetime | None
    known: dict[str, datetime] = field(repr=False)


@dataclass(frozen=True)
class _LastPoll:
    """A completed poll. wanted, since: the required and the actual start of its span. counted: the IDs in the span."""

    wanted: datetime
    since: datetime | None
    counted: set[str]


class LogEntries:
    """The log entries of an account, or of one incident.

    path: the path of the list. query: its filters. overlap: the time before the newest known entry that each poll reads
    again, because PagerDuty can show entries late.

    A poll requests this time span with the total number of its entries. If the known entries and those on the first
    page add up to the total, no other page is read. A poll without new entries is therefore one request, regardless of
    the number of known entries. Otherwise further pages are read, because a late entry can be on any page.
    """

    def __init__(
        self,
        client: TaskClient,
        path: str,
        query: t.Mapping[str, t.Any],
        *,
        overlap: timedelta,
        position: datetime | None = None,
        start: Start | None = None,
    ) -> None:
        self.position = position
        self.start = start
        self._client = client
        self._path = path
        self._query = {**query, "time_zone": "UTC", "total": True}
        self._overlap = overlap
        self._known: dict[str, datetime] = {}
        self._counted: set[str] = set()  # the IDs that are in the span of the latest list
        self._last_poll: _LastPoll | None = None
        self._unreadable: set[str] = set()  # the log entries with a message in the log

    def start_now(self) -> None:
        """Start after the newest existing entry. Costs two requests."""
        page = next(iter(self._client.pages(self._path, "log_entries", self._query, of=ANY, limit=10)))
        items = self._readable(page.items)
        if not items:
            self.start_at(BEGINNING)  # there are no entries, so all later ones are new
            self.position = None
            return
        at = created(items[0])
        found = self._list(at - BORDER, at + BORDER)
        entries = found if isinstance(found, dict) else {}
        same = frozenset(key for key, entry in entries.items() if created(entry) == at)
        self.start, self.position = Start(at, same), at

    def start_at(self, at: datetime) -> None:
        self.start, self.position = Start(at), at

    def new_batches(self) -> t.Iterator[Batch]:
        """The new entries, oldest first. The entries of a batch count as known when the next batch is requested."""
        wanted = BEGINNING if self.position is None else self.position - self._overlap
        if self.start is not None:
            wanted = max(wanted, self.start.at)
        since = self._since(wanted)
        counted: set[str] = set()
        spans: list[tuple[datetime | None, datetime | None]] = [(since, None)]
        while spans:
            low, high = spans.pop()
            found = self._list(low, high)
            if isinstance(found, datetime):
                spans += [(found - BORDER, high), (low, found + BORDER)]
                continue
            batch = self._batch(found)
            yield batch
            self.position = batch.position
            self._known.update(batch.known)
            counted |= self._counted
            self._forget()
        self._last_poll = _LastPoll(wanted, since, counted)

    def _since(self, wanted: datetime) -> datetime | None:
        """The start of the time span for a poll, so that it contains all entries since `wanted`.

        It is a second without a known entry, because PagerDuty may or may not return an entry at the exact start. The
        number of known entries in the span would then be uncertain.
        """
        if wanted <= BEGINNING:
            return None
        if self._last_poll and self._last_poll.wanted == wanted:
            return self._last_poll.since
        taken = set(self._known.values())
        steps = (wanted - BORDER - timedelta(seconds=back) for back in range(GAP))
        return next((step for step in steps if step not in taken), wanted - BORDER)

    def _batch(self, found: dict[str, Entry]) -> Batch:
        known = {key: created(entry) for key, entry in found.items()}
        new = [
            entry
            for key, entry in found.items()
            if key not in self._known and not (self.start and self.start.excludes(entry))
        ]
        # PagerDuty lists the newest entry first. Within a second, only this order shows which entry is older.
        if len(new) > 1 and created(new[0]) >= created(new[-1]):
            new.reverse()
        new.sort(key=created)
        latest = max(known.values(), default=None)
        position = self.position if latest is None or (self.position and latest < self.position) else latest
        return Batch(new, position, known)

    def _list(self, since: datetime | None, until: datetime | None) -> dict[str, Entry] | datetime:
        """All entries of a time span by ID, in PagerDuty's order. If there are too many, the time to divide it at."""
        query = dict(self._query)
        if since is not None:
            query["since"] = format_instant(since)
        if until is not None:
            query["until"] = format_instant(until)
        if self._last_poll and until is None and since == self._last_poll.since:
            counted = set(self._last_poll.counted)
        else:
            # Entries at the exact start or end are not counted. This can cost requests, but no entry is missed.
            counted = {
                key for key, at in self._known.items() if (not since or at > since) and (not until or at < until)
            }
        self._counted = counted
        found: dict[str, Entry] = {}
        total = 0
        for page in self._client.pages(self._path, "log_entries", query, of=ANY):
            first = not found
            items = self._readable(page.items)
            found.update((entry["id"], entry) for entry in items)
            counted.update(entry["id"] for entry in items)
            total = max(total, page.total or 0)  # it grows if entries are added between two pages
            if not page.more or (0 < total < LISTING_CAP and len(counted) >= total):
                return found
            if first and total > SPAN_SIZE and (middle := self._split_time(since, until, found)):
                return middle
        # PagerDuty returns no further pages.
        if middle := self._split_time(since, until, found):
            return middle
        logger.error(
            "PagerDuty has more than %d log entries between %s and %s, but does not return more than this. Some events"
            " are lost. Select fewer events with the option teams or incident",
            LISTING_CAP,
            query.get("since", "the beginning"),
            query.get("until", "now"),
        )
        return found

    def _readable(self, entries: list[Entry]) -> list[Entry]:
        """The entries with the expected structure. Others are logged once and skipped."""
        readable = []
        for entry in entries:
            flaw = READABLE.flaw(entry)
            if not flaw:
                readable.append(entry)
                continue
            name = entry.get("id") if isinstance(entry, dict) else None
            message = f"{name}{flaw}"
            if message not in self._unreadable and len(self._unreadable) < UNREADABLE_MOST:
                self._unreadable.add(message)
                logger.error("log entry %s can't be read and is skipped: %s", name, flaw.lstrip(". "))
        return readable

    def _split_time(self, since: datetime | None, until: datetime | None, found: dict[str, Entry]) -> datetime | None:
        low = since or BEGINNING
        high = until or max((created(entry) for entry in found.values()), default=low)
        # A whole second, because requests contain whole seconds. Otherwise the requested and the counted span differ.
        return None if high - low < SHORTEST_SPAN else low + timedelta(seconds=(high - low) // timedelta(seconds=2))

    def _forget(self) -> None:
        """Forget the known entries that no later poll reads again."""
        if self.position is not None:
            border = self.position - self._overlap - 2 * BORDER - timedelta(seconds=GAP)
            self._known = {key: at for key, at in self._known.items() if at >= border}
