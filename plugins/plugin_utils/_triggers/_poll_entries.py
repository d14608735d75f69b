# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log entries that are new since the last look, each once, in as few requests as can be.

Only PagerDuty's own times count here, those of the entries: neither this machine's clock nor its zone matters.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import logging
import typing as t
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ...module_utils._client import LISTING_CAP, Client
from ...module_utils._shape import ANY, ID, INSTANT, OBJECT, TEXT, Each, Maybe, Object

logger = logging.getLogger(__name__)

Entry = dict[str, t.Any]

# What a log entry must be for this source to read it.
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

# More entries than this are fetched in several spans of time: each is a step forward that an outage can't undo, and
# memory holds no more than one of them.
SPAN_SIZE = 2000

# A span of fewer seconds can't be halved: both halves reach a second beyond their border.
SHORTEST_SPAN = timedelta(seconds=4)

# Whether PagerDuty counts the ends of a span in is not documented, and it may round; so spans overlap by this much.
BORDER = timedelta(seconds=1)

# The border between what is asked for and what is not is laid at a second without an entry, if there is one among this
# many.
GAP = 60

# Log entries that can't be read, after which others are left out without a message.
UNREADABLE_MOST = 100

# Before any log entry there is.
BEGINNING = datetime(2009, 1, 1, tzinfo=UTC)


def instant(text: str) -> datetime:
    """A time of PagerDuty's, in whole seconds; without a zone it is UTC."""
    parsed = datetime.fromisoformat(text)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def created(entry: Entry) -> datetime:
    return instant(entry["created_at"])


@dataclass(frozen=True)
class Start:
    """Where it all began: nothing before `at` is new, nor what was there at that second already (`there`)."""

    at: datetime
    there: frozenset[str] = frozenset()

    def dumped(self) -> str:
        return json.dumps({"at": written(self.at), "there": sorted(self.there)})

    @classmethod
    def loaded(cls, text: str) -> Start:
        kept = json.loads(text)
        return cls(instant(kept["at"]), frozenset(kept["there"]))

    def excludes(self, entry: Entry) -> bool:
        return created(entry) < self.at or entry["id"] in self.there


@dataclass(frozen=True)
class Batch:
    """The new entries of a span of time, the oldest first; and, once they are safe, how far everything is known."""

    entries: list[Entry]
    position: datetime | None
    known: dict[str, datetime] = field(repr=False)


@dataclass(frozen=True)
class _Look:
    """A look that is over. wanted, since: where its span should have begun, and did. counted: IDs of what is in it."""

    wanted: datetime
    since: datetime | None
    counted: set[str]


class LogEntries:
    """The log entries of an account, or of one incident, as they come.

    path: the listing. query: its filters. overlap: how far back each look reaches beyond the newest entry known, for
    entries that PagerDuty shows late.

    A look asks for the span from there on, and how many entries it holds. If those known already and those on the
    first page are as many, no other page is fetched: a look when nothing happened is one request, however much
    happened shortly before. If they are fewer, further pages are, so that an entry is found wherever it turns up.
    """

    def __init__(
        self,
        client: Client,
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
        self._counted: set[str] = set()  # of the latest listing: those known to be in its span
        self._looked: _Look | None = None
        self._unusable: set[str] = set()  # the log entries that were reported as unusable

    def begin_now(self) -> None:
        """Take what is there for known. Two requests."""
        page = next(iter(self._client.pages(self._path, "log_entries", self._query, of=ANY, limit=10)))
        items = self._usable(page.items)
        if not items:
            self.begin_at(BEGINNING)  # nothing has ever happened here: whatever comes is new
            self.position = None
            return
        at = created(items[0])
        found = self._list(at - BORDER, at + BORDER)
        there = found if isinstance(found, dict) else {}
        same = frozenset(key for key, entry in there.items() if created(entry) == at)
        self.start, self.position = Start(at, same), at

    def begin_at(self, at: datetime) -> None:
        self.start, self.position = Start(at), at

    def look(self) -> t.Iterator[Batch]:
        """What is new, the oldest first. What a batch holds counts as known from when the next one is asked for."""
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
        self._looked = _Look(wanted, since, counted)

    def _since(self, wanted: datetime) -> datetime | None:
        """Where to begin, so that PagerDuty gives all from `wanted` on, and we know how many of those we know.

        An entry at the very border may or may not be given, so it is laid where there is none.
        """
        if wanted <= BEGINNING:
            return None
        if self._looked and self._looked.wanted == wanted:
            return self._looked.since
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
        # PagerDuty lists the newest first. Within a second its order is all there is to tell which came first.
        if len(new) > 1 and created(new[0]) >= created(new[-1]):
            new.reverse()
        new.sort(key=created)
        latest = max(known.values(), default=None)
        position = self.position if latest is None or (self.position and latest < self.position) else latest
        return Batch(new, position, known)

    def _list(self, since: datetime | None, until: datetime | None) -> dict[str, Entry] | datetime:
        """All entries of a span by ID, as they are listed; or, where they are too many, where to halve it."""
        query = dict(self._query)
        if since is not None:
            query["since"] = written(since)
        if until is not None:
            query["until"] = written(until)
        if self._looked and until is None and since == self._looked.since:
            counted = set(self._looked.counted)
        else:
            # To leave out what is at a border costs requests; to count it might cost an entry.
            counted = {
                key for key, at in self._known.items() if (not since or at > since) and (not until or at < until)
            }
        self._counted = counted
        found: dict[str, Entry] = {}
        total = 0
        for page in self._client.pages(self._path, "log_entries", query, of=ANY):
            first = not found
            items = self._usable(page.items)
            found.update((entry["id"], entry) for entry in items)
            counted.update(entry["id"] for entry in items)
            total = max(total, page.total or 0)  # it grows if entries come while we page
            if not page.more or (0 < total < LISTING_CAP and len(counted) >= total):
                return found
            if first and total > SPAN_SIZE and (middle := self._middle(since, until, found)):
                return middle
        # PagerDuty lists no further.
        if middle := self._middle(since, until, found):
            return middle
        logger.error(
            "PagerDuty has more than %d log entries between %s and %s, and lists no more: some of them are lost."
            " Select fewer with teams or incident",
            LISTING_CAP,
            query.get("since", "the beginning"),
            query.get("until", "now"),
        )
        return found

    def _usable(self, entries: list[Entry]) -> list[Entry]:
        """Those that can be read. One that can't be must not keep the source from reading the others for ever."""
        readable = []
        for entry in entries:
            flaw = READABLE.flaw(entry)
            if not flaw:
                readable.append(entry)
                continue
            name = entry.get("id") if isinstance(entry, dict) else None
            said = f"{name}{flaw}"
            if said not in self._unusable and len(self._unusable) < UNREADABLE_MOST:
                self._unusable.add(said)
                logger.error("log entry %s is skipped, it can't be read: %s", name, flaw.lstrip(". "))
        return readable

    def _middle(self, since: datetime | None, until: datetime | None, found: dict[str, Entry]) -> datetime | None:
        low = since or BEGINNING
        high = until or max((created(entry) for entry in found.values()), default=low)
        # A whole second: a request can't express less, and would ask for another span than the one that is counted.
        return None if high - low < SHORTEST_SPAN else low + timedelta(seconds=(high - low) // timedelta(seconds=2))

    def _forget(self) -> None:
        """What no look will reach again."""
        if self.position is not None:
            border = self.position - self._overlap - 2 * BORDER - timedelta(seconds=GAP)
            self._known = {key: at for key, at in self._known.items() if at >= border}
