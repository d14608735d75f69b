# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit records: one object or the account, filters, long periods, and files of any size."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import typing as t
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, Unreachable, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations import audit
from ansible_collections.community.pagerduty.plugins.module_utils._operations.audit import AUDIT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.ip_allow_list import IP_ALLOW_LIST
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team_members import MANAGED_TEAM
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

TEAM = resource_operation(MANAGED_TEAM)
DAY = timedelta(days=1)


def ago(span: timedelta) -> str:
    return (datetime.now(timezone.utc) - span).strftime("%Y-%m-%dT%H:%M:%SZ")


def stored(at: str, root: str = "Core", **more: t.Any) -> dict[str, t.Any]:
    return {"execution_time": at, "root_resource": root, "action": "update", **more}


def records(play: Play, **options: t.Any) -> list[dict[str, t.Any]]:
    found: list[dict[str, t.Any]] = play.run(AUDIT_INFO_OPERATION, **options)["audit_records"]
    return found


def requests_sent(emulator: Emulator) -> list[dict[str, t.Any]]:
    return [entry for entry in emulator.log() if "audit" in entry["path"]]


def test_who_changed_what(play: Play) -> None:
    play.run(TEAM, name="Core", description="Shop")
    play.run(TEAM, name="Core", description="Web shop")
    updated, created = records(play)
    assert (updated["action"], created["action"]) == ("update", "create")
    assert updated["details"]["fields"] == [{"name": "description", "before_value": "Shop", "value": "Web shop"}]
    assert records(play, limit=1) == [updated]
    assert records(play, check=True) == [updated, created]


@pytest.mark.parametrize("kind", ["user", "team", "schedule", "escalation_policy", "service", "shifts"])
def test_one_object(play: Play, emulator: Emulator, kind: str) -> None:
    """By name. A schedule can be of both types."""
    names = {"user": "ada@example.com", "shifts": "Shifts"}
    layer = {"start": "2026-01-01T00:00:00Z", "rotation_virtual_start": "2026-01-01T00:00:00Z",
             "rotation_turn_length_seconds": 86400, "users": ["ada@example.com"]}
    rules = [{"escalation_delay_in_minutes": 30, "targets": ["ada@example.com"]}]
    at = ago(timedelta(hours=1))
    emulator.load(
        users=[{"name": "Ada", "email": "ada@example.com"}],
        teams=[{"name": "Core"}],
        schedules=[{"name": "Core", "time_zone": "Etc/UTC", "schedule_layers": [layer]}],
        schedules_v3=[{"name": "Shifts", "time_zone": "Etc/UTC"}],
        escalation_policies=[{"name": "Core", "escalation_rules": rules}],
        services=[{"name": "Core", "escalation_policy": "Core"}],
    )
    state = emulator.state()
    plural = {"shifts": "schedules_v3", "escalation_policy": "escalation_policies"}
    entries = [
        stored(at, {"id": one["id"], "type": f"{key}_reference", "summary": key}, actors=["ada@example.com"])
        for key in ("user", "team", "schedule", "escalation_policy", "service", "shifts")
        for one in state[plural.get(key, f"{key}s")]
        if one["name"] in ("Ada", "Core", "Shifts")
    ]
    emulator.load(**{**state, "token": "emulator", "audit_records": entries})
    option = "schedule" if kind == "shifts" else kind
    [record] = records(play, **{option: names.get(kind, "Core")})
    assert record["root_resource"]["summary"] == kind
    assert not records(play, **{option: names.get(kind, "Core"), "actions": ["delete"]})
    with pytest.raises(UsageError, match=f"{option}: there is no"):
        records(play, **{option: "Nowhere"})


def test_the_ip_allow_list(play: Play) -> None:
    with pytest.raises(UsageError, match="the account has no IP allow list"):
        records(play, ip_allow_list=True)
    entries = [{"cidr": "192.0.2.0/24"}]
    play.run(resource_operation(IP_ALLOW_LIST), enabled=False, cidr_entries=entries)
    assert [one["action"] for one in records(play, ip_allow_list=True)] == ["create"]


def test_filters_of_the_account_and_of_one_object_select_the_same(play: Play, emulator: Emulator) -> None:
    """PagerDuty has no filters for the records of one object, so they are evaluated here."""
    play.run(TEAM, name="Core")
    Play(emulator, api_token="emulator-user").run(TEAM, name="Core", description="Shop")
    every = records(play, team="Core")
    [key] = every[1]["actors"]
    token = every[1]["method"]["truncated_token"]
    for options, expected in (
        ({"actions": ["create"]}, every[1:]),
        ({"actions": ["create", "update"]}, every),
        ({"actor": "owner@example.com"}, every[:1]),
        ({"actor": "Account Owner", "actor_type": "user"}, every[:1]),
        ({"actor_type": "api_key"}, every[1:]),
        ({"actor_type": "api_key", "actor": key["id"]}, every[1:]),
        ({"actor_type": "app"}, []),
        ({"method_type": "api_token"}, every),
        ({"method_type": "browser"}, []),
        ({"method_type": "api_token", "method_truncated_token": token}, every[1:]),
    ):
        assert records(play, resource_types=["teams"], **options) == expected
        assert records(play, team="Core", **options) == expected
    assert records(play, resource_types=["users", "services"]) == []
    assert records(play, team="Core", actions=["create"], limit=1) == every[1:]


def test_long_periods_are_read_in_parts(play: Play, emulator: Emulator) -> None:
    """A record on the border of two parts is returned once."""
    since = datetime.now(timezone.utc).replace(microsecond=0) - 100 * DAY
    moments = [since + number * DAY / 2 for number in range(200)]
    times = [f"{moment:%Y-%m-%dT%H:%M:%S}.000Z" for moment in moments]
    emulator.load(teams=[{"name": "Core"}], audit_records=[stored(at) for at in times for _twin in range(2)])
    emulator.forget()
    start = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    found = records(play, since=start)
    assert [one["execution_time"] for one in found] == [at for at in times[::-1] for _twin in range(2)]
    assert len({one["id"] for one in found}) == 400
    queries = [entry["query"] for entry in requests_sent(emulator)]
    assert len({one.get("since") for one in queries}) == 4
    assert len(queries) == 7 and queries[0].get("until") is None
    emulator.forget()
    assert records(play, since=start, limit=7) == found[:7]
    assert [entry["query"]["limit"] for entry in requests_sent(emulator)] == ["7"]
    assert [one["execution_time"] for one in records(play, until=times[2])] == [
        times[2], times[2], times[1], times[1], times[0], times[0]
    ]
    assert len(records(play, team="Core", since=start, limit=130)) == 130


def test_parts_cover_the_period() -> None:
    now = datetime(2026, 6, 1, tzinfo=timezone.utc)
    assert audit.periods(None, None, now) == [{}]
    assert audit.periods(now - DAY, None, now) == [{"since": "2026-05-31T00:00:00Z"}]
    assert audit.periods(None, now, now) == [{"since": "2026-05-31T00:00:00Z", "until": "2026-06-01T00:00:00Z"}]
    parts = audit.periods(now - 70 * DAY, now - 5 * DAY, now)
    assert [part["until"] for part in parts[1:]] == [part["since"] for part in parts[:-1]]
    assert (parts[-1]["since"], parts[0]["until"]) == ("2026-03-23T00:00:00Z", "2026-05-27T00:00:00Z")
    assert len(audit.periods(now - 9000 * DAY, None, now)) == 14  # nothing is older than 12 months


def test_csv(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    details = {
        "fields": [{"name": "name", "before_value": "Web", "value": "Shop"}, {"name": "rules"}],
        "references": [{"name": "teams", "added": [{"id": "P1", "type": "team_reference", "summary": "Core"}],
                        "removed": [{"id": "P2", "type": "team_reference", "summary": None}]}],
    }
    emulator.load(teams=[{"name": "Core"}], audit_records=[
        stored(ago(timedelta(hours=1)), details=details, actors=["owner@example.com"]),
        stored(ago(timedelta(hours=2))),
    ])
    path = tmp_path / "audit.csv"
    assert play.run(AUDIT_INFO_OPERATION, dest=str(path), format="csv")["count"] == 2
    with path.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["changes"] == "name: Web -> Shop; rules; teams: +Core -P2"
    assert (first["actor"], first["actor_type"], first["method_type"]) == ("Account Owner", "user_reference", "browser")
    assert first["root_resource"] == first["resource"] == "Core"
    assert (second["changes"], second["actor"], second["remote_address"]) == ("", "", "")


PROGRAM = """
import json, resource, sys
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute
from ansible_collections.community.pagerduty.plugins.module_utils._operations.audit import AUDIT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions

params = json.load(sys.stdin)
result = execute(AUDIT_INFO_OPERATION, params, check_mode=False, environment={}, sessions=Sessions())
print(json.dumps([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, result]))
"""


def measured(play: Play, **options: t.Any) -> tuple[int, dict[str, t.Any]]:
    """The most memory in bytes that a process of its own needs for a task, and the result of the task."""
    params = json.dumps(play.validated(AUDIT_INFO_OPERATION, options))
    environment = {**os.environ, "PYTHONPATH": str(Path(audit.__file__).parents[6])}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, input=params, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    peak, result = json.loads(done.stdout)
    return peak, result


def test_the_memory_does_not_depend_on_the_number_of_rows(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    """100,000 rows need as much memory as 10,000, although they are more than 30 megabytes."""
    few, many = 10_000, 100_000
    root = {"id": "PTEAM01", "type": "team_reference", "summary": "Core"}
    details = {"fields": [{"name": "description", "before_value": "old " * 10, "value": "new " * 10}]}
    now = datetime.now(timezone.utc) - timedelta(hours=1)
    span = timedelta(seconds=20)
    emulator.load(audit_records=[
        stored((now - span * number).isoformat(timespec="milliseconds"), root, details=details)
        for number in reversed(range(many))
    ])
    path = tmp_path / "audit.jsonl"
    peaks = {}
    for expected in (few, many):
        since = (now - span * (expected - 1) - span / 2).strftime("%Y-%m-%dT%H:%M:%SZ")
        peaks[expected], result = measured(play, since=since, dest=str(path))
        assert result == {"changed": True, "dest": str(path), "count": expected}
    assert path.stat().st_size > 30_000_000
    assert peaks[many] < peaks[few] + 8_000_000, peaks
    with path.open(encoding="utf-8") as file:
        assert json.loads(next(file))["details"]["fields"] == details["fields"]


@pytest.mark.parametrize("fault", TRANSIENT)
def test_faults_in_the_middle_of_a_file(play: Play, emulator: Emulator, tmp_path: Path, fault: str) -> None:
    now = datetime.now(timezone.utc) - timedelta(hours=1)
    emulator.load(teams=[{"name": "Core"}], audit_records=[
        stored((now - timedelta(seconds=number)).isoformat(timespec="milliseconds")) for number in range(250)
    ])
    emulator.fault(**TRANSIENT[fault], path="/audit/records", skip=1)
    quick = Play(emulator, timeout=1)
    path = tmp_path / "audit.jsonl"
    assert quick.run(AUDIT_INFO_OPERATION, dest=str(path))["count"] == 250
    emulator.fault(kind="status", status=500, times=None, path="/audit/records", skip=1)
    content = path.read_bytes()
    with pytest.raises(Unreachable):
        play.run(AUDIT_INFO_OPERATION, dest=str(path), limit=200)
    assert path.read_bytes() == content and len(list(tmp_path.iterdir())) == 1


def test_check_mode_reads_one_page(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    at = ago(timedelta(hours=1))
    emulator.load(teams=[{"name": "Core"}], audit_records=[stored(at) for _number in range(150)])
    emulator.forget()
    result = play.run(AUDIT_INFO_OPERATION, check=True, dest=str(tmp_path / "audit.jsonl"))
    assert result["changed"] and result["count"] is None and not list(tmp_path.iterdir())
    assert len(requests_sent(emulator)) == 1


def test_bad_input(play: Play) -> None:
    for options, message in (
        ({"limit": 0}, "limit: must be 1 or more"),
        ({"since": "yesterday"}, "since: 'yesterday' is not a date or time"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until: 2026-02-01 is before since, 2026-02-02"),
        ({"actor": " "}, "actor: must not be empty"),
        ({"actor": "nobody@example.com"}, "actor: there is no user"),
        ({"actor": "owner@example.com", "actor_type": "app"}, "is the email address of a user"),
        ({"format": "csv"}, "format: requires dest"),
    ):
        with pytest.raises(UsageError, match=message):
            play.run(AUDIT_INFO_OPERATION, **options)


def test_accounts_without_the_feature(emulator: Emulator) -> None:
    emulator.load(token="poor", abilities=["teams"])
    with pytest.raises(ApiError) as caught:
        Play(emulator, api_token="poor").run(AUDIT_INFO_OPERATION)
    assert caught.value.status == 402
