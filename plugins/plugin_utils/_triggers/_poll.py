# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The polling source: reads log entries from PagerDuty periodically, and passes the new ones to the rules as events.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import logging
import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...module_utils._core.client import TaskClient, segment
from ...module_utils._core.errors import NotFound, PagerDutyError, UsageError, one_line
from ...module_utils._core.times import format_instant
from ...module_utils._engine.names import Names
from ...module_utils._resources.incident import INCIDENT
from ...module_utils._resources.priority import PRIORITY
from ...module_utils._resources.service import SERVICE
from ...module_utils._resources.team import TEAM
from ...module_utils._resources.user import USER
from ...module_utils._schema.fields import utc
from ...module_utils._schema.option_types import Spec
from ...module_utils._schema.resource import Resource
from . import _event, _options, _signals
from ._feed import STALLED, Feed
from ._poll_entries import Batch, Entry, LogEntries, Start, instant
from ._poll_events import Selection, check_patterns, event_of
from ._safe import read_json
from ._state import State
from ._threads import Waits, in_thread, is_temporary

logger = logging.getLogger(__name__)

NAME = "pagerduty_poll"

# The longest pause after failed polls, in seconds, unless `interval` is longer.
LONGEST_PAUSE = 60.0

POSITION, START = "position", "start"  # cursors

OPTIONS: dict[str, Spec] = {
    **_options.CONNECTION,
    "events": {"type": "list", "elements": "str", "default": ["incident.*"]},
    "incident": {"type": "str"},
    "services": {"type": "list", "elements": "str", "default": []},
    "teams": {"type": "list", "elements": "str", "default": []},
    "users": {"type": "list", "elements": "str", "default": []},
    "priorities": {"type": "list", "elements": "str", "default": []},
    "urgencies": {"type": "list", "elements": "str", "choices": ["high", "low"], "default": []},
    "include": {"type": "list", "elements": "str", "choices": ["services", "teams"], "default": []},
    "interval": {"type": "float", "default": 30.0},
    "overlap": {"type": "int", "default": 600},
    "start": {"type": "str", "default": "last"},
    "state_dir": {"type": "path"},
    "stalled_after": {"type": "float", "default": STALLED},
}


@dataclass(frozen=True)
class Settings:
    """The options, validated without requests. interval: seconds. start: now, last, or a time."""

    params: dict[str, t.Any]
    interval: float
    overlap: timedelta
    start: str

    @classmethod
    def of(cls, args: t.Mapping[str, t.Any]) -> Settings:
        """Raises UsageError."""
        params = _options.validated(OPTIONS, args)
        check_patterns(params["events"])
        if params["interval"] <= 0:
            raise UsageError("interval", "must be more than 0 seconds")
        if params["overlap"] < 0:
            raise UsageError("overlap", "must be 0 seconds or more")
        start = params["start"].strip()
        if start not in ("now", "last"):
            try:
                start = utc(start, "start")
            except UsageError:
                raise UsageError(
                    "start", f"must be now, last or a time such as 2026-11-21T09:00:00Z, not {start!r}"
                ) from None
        return cls(params, params["interval"], timedelta(seconds=params["overlap"]), start)


class Poller:
    """Polls PagerDuty, and passes new events to the feed. Requests block, so they run in threads."""

    def __init__(self, settings: Settings, client: TaskClient, names: Names, state: State, feed: Feed) -> None:
        self._settings = settings
        self._client = client
        self._names = names
        self._state = state
        self._feed = feed
        self._selection = Selection()
        self._entries: LogEntries | None = None
        self._polled = False
        self._failures = 0
        self._problem: str | None = None

    async def run(self) -> None:
        """Poll until cancelled. Raises permanent errors of the first poll: wrong credentials, names or options."""
        while True:
            try:
                if self._entries is None:
                    entries = await in_thread(self._prepare)
                    await self._feed.accept([], _cursors(entries.start, entries.position))
                    self._entries = entries
                await self._poll_once(self._entries)
            except Exception as error:
                if not self._polled and not is_temporary(error):
                    raise
                # After the first poll, no error ends the source, because that would end the whole rulebook. Errors of
                # PagerDuty or the disk can be fixed while it runs.
                self._record_failure(error)
            else:
                if not self._polled:
                    _signals.restore()
                self._polled = True
                self._record_success()
            await asyncio.sleep(self._pause())

    # -- start ---------------------------------------------------------------------------------------------------

    def _prepare(self) -> LogEntries:
        """Find the IDs of names, and the position to start from. Blocks."""
        params = self._settings.params
        self._selection = Selection(
            events=tuple(params["events"]),
            services=self._ids(SERVICE, "services"),
            teams=self._ids(TEAM, "teams"),
            users=self._ids(USER, "users"),
            priorities=self._ids(PRIORITY, "priorities"),
            urgencies=frozenset(params["urgencies"]),
        )
        # Only the incident contains urgency and priority. Without the channel, PagerDuty shortens notes.
        query: dict[str, t.Any] = {"include[]": sorted({"incidents", "channels", *params["include"]})}
        path = "/log_entries"
        if params["incident"]:
            path = f"/incidents/{segment(self._incident(params['incident'].strip()))}/log_entries"
        elif self._selection.teams:
            query["team_ids[]"] = sorted(self._selection.teams)

        settings = self._settings
        position, start = self._stored_position()
        if settings.start == "now":
            position = start = None
        entries = LogEntries(
            self._client,
            path,
            query,
            overlap=settings.overlap,
            position=position,
            start=start,
        )
        if not start:
            if settings.start in ("now", "last"):
                entries.start_now()
            else:
                entries.start_at(instant(settings.start))
        return entries

    def _stored_position(self) -> tuple[datetime | None, Start | None]:
        """The stored end of the previous run and start of the first one. None if they are not stored or are damaged."""
        position, start = self._state.cursor(POSITION), self._state.cursor(START)
        try:
            return instant(position) if position else None, Start.loaded(start) if start else None
        except (KeyError, TypeError, ValueError):
            logger.error(
                "the position in %s is damaged (%s, %s). Polling starts as for the first time. To receive earlier"
                " events, set the option start to a time",
                self._state.path,
                one_line(position)[:100],
                one_line(start)[:100],
            )
            return None, None

    def _ids(self, resource: Resource, option: str) -> frozenset[str]:
        names = self._settings.params[option]
        return frozenset(
            self._names.reference(resource, name, f"{option}[{index}]")["id"] for index, name in enumerate(names)
        )

    def _incident(self, value: str) -> str:
        """The ID of an incident, by ID or number."""
        try:
            path = f"/incidents/{segment(value)}"
            return t.cast(str, self._client.get(path, expects=INCIDENT.one(INCIDENT.minimum))["incident"]["id"])
        except NotFound:
            raise UsageError(
                "incident",
                f"there is no incident {value!r}; specify its ID or number, and check that the token can read it",
            ) from None

    # -- polls ---------------------------------------------------------------------------------------------------

    async def _poll_once(self, entries: LogEntries) -> None:
        await self._feed.wait_for_room()
        batches = entries.new_batches()
        while (batch := await in_thread(lambda: next(batches, None))) is not None:
            await self._deliver(entries, batch)

    async def _deliver(self, entries: LogEntries, batch: Batch) -> None:
        """Store the events of a batch and the position after it, in one transaction if there is room.

        Without enough room, several transactions are used, and the last one contains the position. If the source ends
        before it, the next run reads the entries again, and recognizes the stored ones by their IDs.
        """
        received = _event.now()
        made = ((one["id"], self._event(one, received)) for one in batch.entries)
        events = [(f"log entry {identifier}", event) for identifier, event in made if event is not None]
        while len(events) > (room := self._feed.room):
            if room:
                await self._feed.accept(events[:room])
                events = events[room:]
            else:
                await self._feed.wait_for_room()
        if events or batch.position != entries.position:
            await self._feed.accept(events, _cursors(entries.start, batch.position))

    def _event(self, entry: Entry, received: str) -> dict[str, t.Any] | None:
        """The event of a log entry. None if it is not selected, or if it has an unexpected structure."""
        try:
            return event_of(entry, received) if self._selection.wants(entry) else None
        except (AttributeError, KeyError, TypeError, ValueError, UsageError) as error:
            # Otherwise each poll would fail at this entry, and later entries would never be read.
            logger.error("log entry %s can't be read and is skipped: %s", entry["id"], one_line(error))
            return None

    # -- errors --------------------------------------------------------------------------------------------------

    def _pause(self) -> float:
        """Seconds until the next poll."""
        interval = self._settings.interval
        if not self._failures:
            return interval
        return min(interval * 2.0 ** min(self._failures - 1, 20), max(interval, LONGEST_PAUSE))

    def _record_failure(self, error: Exception) -> None:
        self._failures += 1
        kind = type(error).__name__
        if kind != self._problem:  # the text of an error can differ in each poll
            self._problem = kind
            reason = error.message if isinstance(error, PagerDutyError) else f"{kind}: {one_line(error)}"
            logger.warning("polling PagerDuty failed and is repeated until it works: %s", reason)

    def _record_success(self) -> None:
        if self._problem:
            logger.warning("polling PagerDuty works again; the events of the meantime have been read")
        self._failures, self._problem = 0, None


def _cursors(start: Start | None, position: datetime | None) -> dict[str, str]:
    return {START: start.dumped() if start else "", POSITION: format_instant(position) if position else ""}


async def run(queue: t.Any, args: t.Mapping[str, t.Any]) -> None:
    """Run the source until it is cancelled. Raises PagerDutyError for permanent errors at the start."""
    await _options.without_frames(_run(queue, args))


async def _run(queue: t.Any, args: t.Mapping[str, t.Any]) -> None:
    settings = Settings.of(args)
    waits = Waits()
    client, names = _options.connect(settings.params, NAME, sleep=waits.sleep, read=read_json)
    state = State.open(settings.params["state_dir"], NAME)
    feed = Feed(queue, state, stalled_after=settings.params["stalled_after"])
    try:
        await feed.start()
        await Poller(settings, client, names, state, feed).run()
    finally:
        waits.stop()
        await feed.close()
        state.close()
