# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The polling source against the emulator: a queue like ansible-rulebook's, outages, restarts, and kills."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import random
import signal
import subprocess
import sys
import typing as t
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import Client, TaskClient
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    ApiError,
    PagerDutyError,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _feed, _poll, _poll_entries
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._state import State
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

Event = dict[str, t.Any]

ROOT = Path(__file__).absolute().parents[4]
SOURCE = "extensions/eda/plugins/event_source/pagerduty_poll.py"
PATIENCE = 20.0  # seconds after which a test has failed


class Account:
    """Does things in the emulated account, as people do."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.connection = {"api_url": emulator.url, "api_token": "emulator"}
        self.client = Client(Connection.from_params({**self.connection, "from_email": "owner@example.com"})).for_task()
        emulator.load(
            token="emulator",
            subdomain="example",
            users=[{"name": "Ada", "email": "ada@example.com"}, {"name": "Bob", "email": "bob@example.com"}],
            teams=[{"name": "Core"}, {"name": "Other"}],
            escalation_policies=[
                {
                    "name": f"Of {name}",
                    "teams": [name],
                    "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["owner@example.com"]}],
                }
                for name in ("Core", "Other")
            ],
            services=[
                {"name": "Web shop", "escalation_policy": "Of Core"},
                {"name": "Mail", "escalation_policy": "Of Other"},
            ],
        )
        self._ids = {
            one.get("email") or one["name"]: one["id"]
            for plural in ("services", "users")
            for one in self.client.get(f"/{plural}")[plural]
        }

    def trigger(self, title: str = "Down", service: str = "Web shop", **more: t.Any) -> Event:
        reference = {"id": self._ids[service], "type": "service_reference"}
        body = {"incident": {"type": "incident", "title": title, "service": reference, **more}}
        return self.client.post("/incidents", body, sends_from=True)["incident"]

    def change(self, *incidents: Event, **changes: t.Any) -> None:
        body = {"incidents": [{"id": one["id"], "type": "incident", **changes} for one in incidents]}
        self.client.put("/incidents?limit=1", body, sends_from=True)

    def assign(self, incident: Event, user: str) -> None:
        self.change(incident, assignments=[self.assignment(user)])

    def assignment(self, user: str) -> Event:
        return {"assignee": {"id": self._ids[user], "type": "user_reference"}}

    def note(self, incident: Event, content: str) -> None:
        self.client.post(f"/incidents/{incident['id']}/notes", {"note": {"content": content}}, sends_from=True)

    def log(self) -> list[Event]:
        """All log entries, the oldest first."""
        pages = self.client.pages("/log_entries", "log_entries")
        return [entry for page in pages for entry in page.items][::-1]


@pytest.fixture
def account(emulator: Emulator) -> Account:
    return Account(emulator)


class Rules:
    """What ansible-rulebook is to a source: a queue that holds one event, and somebody who takes from it."""

    def __init__(self, source: asyncio.Task[None], queue: asyncio.Queue[Event]) -> None:
        self.source = source
        self.queue = queue
        self.events: list[Event] = []
        self._read = 0

    async def until(self, met: Callable[[], bool]) -> None:
        """Take events until something is so. Fails with the source."""
        async with asyncio.timeout(PATIENCE):
            while not met():
                if self.source.done():
                    self.source.result()
                with contextlib.suppress(TimeoutError):
                    self.events.append(await asyncio.wait_for(self.queue.get(), 0.02))

    async def take(self, count: int) -> list[Event]:
        """The next ones."""
        begin, self._read = self._read, self._read + count
        await self.until(lambda: len(self.events) >= self._read)
        return self.events[begin : self._read]

    def told(self) -> list[tuple[str, int]]:
        return [(one["meta"]["event_type"], one["meta"]["incident_number"]) for one in self.events]


@contextlib.asynccontextmanager
async def source(account: Account, *, ready: bool = True, **args: t.Any) -> AsyncIterator[Rules]:
    """The source in its event loop. ready: wait until it has looked once."""
    queue: asyncio.Queue[Event] = asyncio.Queue(1)
    options = {**account.connection, "interval": 0.02, "max_retries": 0, **args}
    task = asyncio.create_task(_poll.run(queue, options))
    rules = Rules(task, queue)
    before = looks(account)
    try:
        if ready:
            await rules.until(lambda: looks(account) >= before + 4)
        yield rules
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, PATIENCE)


def looks(account: Account) -> int:
    return sum(entry["path"].endswith("/log_entries") for entry in account.emulator.log())


# -- the five triggers -----------------------------------------------------------------------------------------------


def test_created_acknowledged_resolved(account: Account) -> None:
    async def scene() -> None:
        account.trigger("Before it all")
        events = ["incident.triggered", "incident.acknowledged", "incident.resolved"]
        async with source(account, events=events) as rules:
            incident = account.trigger("Down")
            (event,) = await rules.take(1)
            assert event["event"]["event_type"] == event["meta"]["event_type"] == "incident.triggered"
            assert event["event"]["data"]["title"] == event["meta"]["incident_title"] == "Down"
            assert event["event"]["data"]["status"] == "triggered"
            assert (event["meta"]["service_name"], event["meta"]["teams"]) == ("Web shop", ["Core"])
            assert event["meta"]["redelivered"] is False
            assert event["log_entry"]["type"] == "trigger_log_entry"
            for status in ("acknowledged", "resolved"):
                account.change(incident, status=status)
                (event,) = await rules.take(1)
                assert event["meta"]["event_type"] == f"incident.{status}"
                assert event["meta"]["incident_id"] == incident["id"]

    asyncio.run(scene())


def test_assigned_to_a_user(account: Account) -> None:
    async def scene() -> None:
        async with source(account, events=["incident.assigned"], users=["ADA@example.com"]) as rules:
            incident = account.trigger()
            account.emulator.admin("POST", "clock", {"advance": 60})
            account.assign(incident, "bob@example.com")
            account.assign(incident, "ada@example.com")
            account.trigger("Hers from the start", assignments=[account.assignment("ada@example.com")])
            events = await rules.take(2)
            assert rules.told() == [("incident.reassigned", 1), ("incident.assigned", 2)]
            assert [one["meta"]["assignees"] for one in events] == [["Ada"], ["Ada"]]

    asyncio.run(scene())


def test_a_note_on_an_incident(account: Account) -> None:
    async def scene() -> None:
        first, second = account.trigger("One"), account.trigger("Two")
        number = str(second["incident_number"])
        async with source(account, events=["incident.annotated"], incident=number) as rules:
            account.note(first, "Not this one")
            account.note(second, "This one")
            (event,) = await rules.take(1)
            assert event["event"]["data"]["content"] == "This one"
            assert event["meta"]["incident_id"] == second["id"]
            paths = {entry["path"] for entry in account.emulator.log() if entry["path"].endswith("log_entries")}
            assert paths == {f"/incidents/{second['id']}/log_entries"}

    asyncio.run(scene())


def test_notes_on_all_that_a_filter_selects(account: Account) -> None:
    async def scene() -> None:
        shop, mail = account.trigger("One"), account.trigger("Two", service="Mail", urgency="low")
        for filters in ({"services": ["Mail"]}, {"teams": ["other"]}, {"urgencies": ["low"]}):
            async with source(account, events=["incident.annotated"], **filters) as rules:
                account.note(shop, "No")
                account.note(mail, "Yes")
                account.note(mail, "Yes, again")
                assert [one["event"]["data"]["content"] for one in await rules.take(2)] == ["Yes", "Yes, again"]

    asyncio.run(scene())


# -- what it costs ---------------------------------------------------------------------------------------------------


def test_a_look_when_nothing_happened_is_one_request(account: Account) -> None:
    async def scene() -> None:
        async with source(account, events=["*"]) as rules:
            made = [account.trigger(f"Burst {number}") for number in range(60)]
            account.change(*made, status="acknowledged")
            account.change(*made, status="resolved")
            count = len(account.log())
            await rules.until(lambda: len(rules.events) >= count)
            before = looks(account)
            await rules.until(lambda: looks(account) > before + 1)
            account.emulator.forget()
            await rules.until(lambda: looks(account) >= 5)
            log = [entry for entry in account.emulator.log() if entry["path"] == "/log_entries"]
            assert all(entry["query"]["offset"] == "0" for entry in log)
            assert len({(entry["query"]["since"], entry["query"]["limit"]) for entry in log}) == 1

    asyncio.run(scene())


# -- trouble ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_poll, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(_poll_entries, "SPAN_SIZE", 150)


FAULTS = [
    {"kind": "status", "status": 503},
    {"kind": "reset_before"},
    {"kind": "truncate"},
    {"kind": "timeout", "seconds": 0.05},
    {"kind": "unauthorized"},
]


@pytest.mark.parametrize("fault", FAULTS, ids=[str(fault["kind"]) for fault in FAULTS])
def test_an_outage_of_an_hour(
    account: Account, fault: Event, hurried: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, _poll.__name__)

    async def scene() -> None:
        async with source(account, events=["*"]) as rules:
            account.emulator.fault(**fault, path="/log_entries", times=None)
            for part in range(4):
                account.emulator.admin("POST", "clock", {"advance": 900})
                made = [account.trigger(f"Part {part}") for _each in range(25)]
                account.change(*made, status="acknowledged")
                account.change(*made, status="resolved")
            before = looks(account)
            await rules.until(lambda: looks(account) > before + 4)
            account.emulator.admin("DELETE", "faults")
            expected = {one["id"] for one in account.log()}
            assert len(expected) > 400
            await rules.until(lambda: len(rules.events) >= len(expected) and "works again" in caplog.text)
            assert {one["event"]["id"] for one in rules.events} == expected
            assert len(rules.events) == len(expected)
            times = [one["meta"]["occurred_at"] for one in rules.events]
            assert times == sorted(times)

    asyncio.run(scene())
    said = [record.getMessage() for record in caplog.records if record.name == _poll.__name__]
    assert ["failed and is repeated" in line for line in said] == [True, False]
    assert all("\n" not in line for line in said)


def test_a_rate_limit_is_waited_out(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        async with source(account, events=["incident.triggered"]) as rules:
            account.emulator.fault(kind="rate_limit", reset=0, times=2, path="/log_entries")
            account.trigger()
            await rules.take(1)

    asyncio.run(scene())
    assert not caplog.records, "that is no trouble"


def test_ends_at_once_while_it_waits_for_a_rate_limit(account: Account) -> None:
    async def scene() -> None:
        async with source(account) as rules:
            before = looks(account)
            account.emulator.fault(kind="rate_limit", reset=300, times=None, path="/log_entries")
            await rules.until(lambda: looks(account) > before)

    asyncio.run(scene())


def test_trouble_at_the_start_is_waited_out(account: Account, hurried: None) -> None:
    async def scene() -> None:
        account.emulator.fault(kind="status", status=502, times=3, method="GET")
        async with source(account, ready=False, services=["Mail"], start="2026-01-01") as rules:
            account.trigger(service="Mail")
            await rules.take(1)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"api_token": "wrong"}, r"refused GET .*401.*Check the token"),
        ({"api_token": None}, r"^api_token: no credentials"),
        ({"services": ["Web shop", "Weg shop"]}, r"^services\[1\]: there is no service 'Weg shop'; the nearest"),
        ({"users": ["eve@example.com"]}, r"^users\[0\]: there is no user"),
        ({"incident": "PNONE"}, r"^incident: there is no incident 'PNONE'"),
        ({"events": ["incident.task.created"]}, r"^events\[0\]: only webhooks have 'incident.task.created'"),
        ({"interval": 0}, r"^interval: must be more than 0"),
        ({"interval": "soon"}, r"interval"),
        ({"overlap": -1}, r"^overlap: must be 0"),
        ({"start": "yesterday"}, r"^start: must be now, last or a time .*, not 'yesterday'"),
        ({"urgencies": ["higher"]}, r"urgencies must be one or more of: high, low"),
        ({"service": ["Mail"]}, r"^service: this option does not exist"),
        ({"state_dir": "/proc/none"}, r"^state_dir: can't write"),
        ({"api_url": "nowhere"}, r"^api_url: 'nowhere' is not a URL"),
    ],
)
def test_what_is_wrong_from_the_start_ends_it(
    account: Account, args: Event, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PAGERDUTY_")]:
        monkeypatch.delenv(name)

    async def scene() -> None:
        async with source(account, **args):
            pass

    with pytest.raises((UsageError, ApiError), match=said) as caught:
        asyncio.run(scene())
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, PagerDutyError)
    assert "emulator" not in str(caught.value).replace("/emulator", "")


def test_what_pagerduty_shows_late_is_not_lost(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = ["Shown late"]
    request = TaskClient.request

    def shy(self: TaskClient, method: str, path: str, **options: t.Any) -> t.Any:
        """PagerDuty, which does not show some entries yet."""
        answer = request(self, method, path, **options)
        if "log_entries" not in answer or not hidden:
            return answer
        shown = [one for one in answer["log_entries"] if one["incident"].get("title") not in hidden]
        return {**answer, "log_entries": shown, "total": None}

    monkeypatch.setattr(TaskClient, "request", shy)

    async def scene() -> None:
        async with source(account, events=["incident.triggered"]) as rules:
            account.trigger("Shown at once")
            await rules.take(1)
            account.trigger("Shown late")
            account.emulator.admin("POST", "clock", {"advance": 300})
            for number in range(70):
                account.trigger(f"Later {number}")
            assert "Shown late" not in {one["meta"]["incident_title"] for one in await rules.take(70)}
            hidden.clear()
            assert [one["meta"]["incident_title"] for one in await rules.take(1)] == ["Shown late"]

    asyncio.run(scene())


def test_odd_log_entries_hold_up_no_others(
    account: Account, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    request = TaskClient.request
    bare = {"type": "resolve_log_entry", "created_at": "2026-11-21T09:00:00Z"}
    badly_timed = {**bare, "id": "RTIME", "created_at": "soon"}
    odd: list[t.Any] = [None, bare, badly_timed, {**bare, "id": "RODD", "incident": "text"}]

    def odder(self: TaskClient, method: str, path: str, **options: t.Any) -> t.Any:
        """PagerDuty, with a key that is empty, and entries that are none."""
        answer = request(self, method, path, **options)
        for one in answer.get("log_entries", ()):
            one["channel"]["details"] = {"": "empty"}
            one["created_at"] = "2026-11-21T09:00:00Z"
        return {**answer, "log_entries": odd + answer["log_entries"]} if "log_entries" in answer else answer

    monkeypatch.setattr(TaskClient, "request", odder)

    async def scene() -> None:
        options = {"events": ["incident.triggered", "incident.resolved"], "start": "2026-11-21T08:00:00Z"}
        async with source(account, **options) as rules:
            for number in range(2):
                account.trigger(f"Down {number}")
            for event in await rules.take(2):
                assert event["log_entry"]["channel"]["details"] == {"_empty": "empty"}
                assert event["meta"]["altered"] == ["log_entry.channel.details._empty: the key was ''"]

    asyncio.run(scene())
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert said == [
        "log entry None can't be read and is skipped: is missing",
        "log entry None can't be read and is skipped: id is missing",
        "log entry RTIME can't be read and is skipped: created_at is not a date and time",
        "log entry RODD can't be read and is skipped: incident is not an object",
    ]


# -- restarts --------------------------------------------------------------------------------------------------------


def test_goes_on_where_it_ended(account: Account, tmp_path: Path) -> None:
    async def scene() -> None:
        account.trigger("Before the first start")
        kept = {"events": ["incident.triggered"], "state_dir": str(tmp_path / "state")}
        async with source(account, **kept) as rules:
            account.trigger("During the first run")
            await rules.take(1)
        account.emulator.admin("POST", "clock", {"advance": 7200})
        account.trigger("In between")
        async with source(account, **kept) as rules:
            account.trigger("During the second run")
            events = await rules.take(2)
            titles = [one["meta"]["incident_title"] for one in events]
            assert titles == ["In between", "During the second run"]
            assert not any(one["meta"]["redelivered"] for one in events)
        account.trigger("To be skipped")
        async with source(account, **kept, start="now") as rules:
            account.trigger("During the third run")
            assert [one["meta"]["incident_title"] for one in await rules.take(1)] == ["During the third run"]

    asyncio.run(scene())


@pytest.mark.parametrize("cursor", [_poll.POSITION, _poll.START])
def test_a_damaged_position_is_reported_and_polling_begins_anew(
    account: Account, tmp_path: Path, caplog: pytest.LogCaptureFixture, cursor: str
) -> None:
    async def scene() -> None:
        async with source(account, state_dir=str(tmp_path)):
            pass
        state = State.open(str(tmp_path), "pagerduty_poll")
        state.accept([], {cursor: "{damaged"})
        state.close()
        async with source(account, state_dir=str(tmp_path), events=["incident.triggered"]) as rules:
            account.trigger("After the start")
            assert [one["meta"]["incident_title"] for one in await rules.take(1)] == ["After the start"]

    asyncio.run(scene())
    assert f"the position in {tmp_path}/pagerduty_poll.sqlite is damaged" in caplog.text


def test_an_account_in_which_nothing_ever_happened(account: Account, tmp_path: Path) -> None:
    async def scene() -> None:
        kept = {"events": ["incident.triggered"], "state_dir": str(tmp_path)}
        async with source(account, **kept):
            pass
        account.trigger("The very first, in between")
        async with source(account, **kept) as rules:
            assert len(await rules.take(1)) == 1

    asyncio.run(scene())


def test_begins_at_a_time(account: Account) -> None:
    async def scene() -> None:
        account.trigger("Too early")
        account.emulator.admin("POST", "clock", {"advance": 3600})
        now = account.emulator.admin("GET", "clock")["now"]
        account.trigger("From then on")
        async with source(account, events=["incident.triggered"], start=now) as rules:
            assert [one["meta"]["incident_title"] for one in await rules.take(1)] == ["From then on"]

    asyncio.run(scene())


def test_slow_rules_hold_up_the_polling_and_lose_nothing(
    account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(_feed.Feed.__init__, "__kwdefaults__", {"limit": 7})

    async def scene() -> None:
        async with source(account, events=["*"], state_dir=str(tmp_path)) as rules:
            for number in range(30):
                account.trigger(f"Number {number}")
            await rules.until(lambda: len(rules.events) >= 5)
            await asyncio.sleep(0.2)  # as if a rule ran
            before = looks(account)
            await asyncio.sleep(0.2)
            assert looks(account) <= before + 1
            expected = [one["id"] for one in account.log()]
            await rules.until(lambda: len(rules.events) >= len(expected))
            assert [one["event"]["id"] for one in rules.events] == expected

    asyncio.run(scene())


# -- kills -----------------------------------------------------------------------------------------------------------

# Plays ansible-rulebook: loads the source as that does, takes from a queue that holds one event, and writes down what
# it took before anything else can happen.
RULEBOOK = """
import asyncio, json, os, runpy, sys

class FilteredQueue:
    def __init__(self, queue):
        self.filters, self.queue = [], queue

    async def put(self, data):
        data["meta"].setdefault("uuid", "ours")
        await self.queue.put(data)

async def take(queue):
    while True:
        event = await queue.get()
        line = json.dumps([event["event"]["id"], event["meta"]["redelivered"], event["meta"]["occurred_at"]])
        os.write(1, line.encode() + b"\\n")
        await asyncio.sleep(0)

async def main():
    queue = asyncio.Queue(1)
    source = runpy.run_path(sys.argv[1])["main"]
    await asyncio.gather(source(FilteredQueue(queue), json.loads(sys.argv[2])), take(queue))

asyncio.run(main())
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_kills_at_any_point_lose_nothing(account: Account, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    args = {
        **account.connection,
        "events": ["*"],
        "interval": 0.01,
        "start": "2020-01-01",
        "state_dir": str(tmp_path / "state"),
    }
    installed = tmp_path / "collections" / "ansible_collections" / "community" / "pagerduty"
    installed.parent.mkdir(parents=True)
    installed.symlink_to(ROOT)
    # As ansible-rulebook has it: Ansible can be imported, collections can't.
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = [path for path in paths if path and not (Path(path) / "ansible_collections").exists()]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(kept)}
    taken: list[tuple[str, bool, str]] = []
    open_ones: list[Event] = []
    kills = 0

    def happen() -> None:
        """Some fifty log entries."""
        for _each in range(16):
            open_ones.append(account.trigger())
        account.change(*open_ones[-8:], status="acknowledged")
        account.change(*open_ones[-16:-8], status="resolved")
        account.note(open_ones[-1], "So far")
        account.emulator.admin("POST", "clock", {"advance": chance.choice([0, 1, 5])})

    for life in range(10):
        happen()
        last = life == 9
        missing = {one["id"] for one in account.log()} - {one for one, _again, _at in taken} if last else set()
        with subprocess.Popen(
            [sys.executable, "-c", RULEBOOK, str(installed / SOURCE), json.dumps(args)],
            stdout=subprocess.PIPE,
            env=environment,
            cwd=tmp_path,
        ) as process:
            assert process.stdout
            lines = chance.choice([0, 1, chance.randrange(2, 60)])
            while missing or (not last and lines):
                line = process.stdout.readline()
                assert line, "the source ended"
                taken.append(tuple(json.loads(line)))
                missing.discard(taken[-1][0])
                lines -= 1
            process.send_signal(signal.SIGKILL)
            # What it had taken, and written, before it died.
            taken += [tuple(json.loads(line)) for line in process.stdout.read().splitlines() if line.endswith(b"]")]
            kills += not last

    expected = [one["id"] for one in account.log()]
    assert len(expected) >= 490
    first: dict[str, str] = {}
    repeated = 0
    for one, again, at in taken:
        if one in first:
            assert again, f"{one} came twice without saying so"
            repeated += 1
        first.setdefault(one, at)
    assert set(first) == set(expected)
    assert list(first.values()) == sorted(first.values())
    assert repeated <= kills * (_feed.MAX_UNMARKED + 2)
