# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's analytics: reports, filters, pages, files of any length."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    ApiError,
    Missing,
    Unreachable,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations import analytics
from ansible_collections.community.pagerduty.plugins.module_utils._operations.analytics import (
    ANALYTICS_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

METRICS = "/analytics/metrics/incidents"


def incident(number: int, **more: t.Any) -> dict[str, t.Any]:
    """A resolved incident of January. It lasted as many seconds as its number."""
    start = f"2026-01-{1 + number % 28:02}T10:00:00+00:00"
    end = f"2026-01-{1 + number % 28:02}T10:{number // 60 % 60:02}:{number % 60:02}+00:00"
    return {"id": f"PI{number:06}", "title": f"Incident {number}", "service": "Shop", "status": "resolved",
            "created_at": start, "resolved_at": end, **more}


@pytest.fixture(scope="module")
def emulator() -> t.Iterator[Emulator]:
    emulator = Emulator()
    yield emulator
    emulator.stop()


@pytest.fixture
def play(emulator: Emulator) -> Play:
    """Two services with three incidents, and a team."""
    emulator.reset()
    emulator.load(
        users=[{"name": "Ada", "email": "ada@example.com", "created_at": "2025-01-01T00:00:00Z"}],
        teams=[{"id": "PTCORE", "name": "Core", "members": ["ada@example.com"]}],
        services=[{"id": "PSSHOP", "name": "Shop", "escalation_policy": "Default"},
                  {"id": "PSBANK", "name": "Bank", "escalation_policy": "Default"}],
        incidents=[
            incident(60, teams=["PTCORE"], priority="P1"),
            incident(120, service="Bank", urgency="low"),
            incident(180, last_status_change_by={"id": "ada@example.com", "type": "user"}),
        ],
    )
    emulator.forget()
    return Play(emulator)


def rows(play: Play, report: str, **options: t.Any) -> list[dict[str, t.Any]]:
    result = play.run(ANALYTICS_INFO_OPERATION, report=report, **options)
    assert not result["changed"]
    return t.cast("list[dict[str, t.Any]]", result["analytics"])


def refused(play: Play, error: type[Exception], text: str, **options: t.Any) -> None:
    with pytest.raises(error) as caught:
        play.run(ANALYTICS_INFO_OPERATION, **options)
    assert text in str(caught.value), str(caught.value)


@pytest.mark.parametrize(("options", "request_", "number"), [
    ({"report": "incidents"}, "POST /analytics/raw/incidents", 3),
    ({"report": "incident", "incident": "PI000060"}, "GET /analytics/raw/incidents/PI000060", 1),
    ({"report": "incident_responses", "incident": "PI000060"}, "GET /analytics/raw/incidents/PI000060/responses", 0),
    ({"report": "users"}, "POST /analytics/raw/users", 2),
    ({"report": "incident_metrics"}, f"POST {METRICS}/all", 1),
    ({"report": "service_metrics"}, f"POST {METRICS}/services", 2),
    ({"report": "service_metrics", "overall": True}, f"POST {METRICS}/services/all", 1),
    ({"report": "team_metrics"}, f"POST {METRICS}/teams", 1),
    ({"report": "team_metrics", "overall": True}, f"POST {METRICS}/teams/all", 1),
    ({"report": "escalation_policy_metrics"}, f"POST {METRICS}/escalation_policies", 1),
    ({"report": "escalation_policy_metrics", "overall": True}, f"POST {METRICS}/escalation_policies/all", 1),
    ({"report": "responder_metrics"}, "POST /analytics/metrics/responders/teams", 1),
    ({"report": "responder_metrics", "overall": True}, "POST /analytics/metrics/responders/all", 1),
    ({"report": "user_metrics"}, "POST /analytics/metrics/users/all", 1),
    ({"report": "pd_advance_metrics"}, "POST /analytics/metrics/pd_advance_usage/features", 0),
])
@pytest.mark.parametrize("check", [False, True])
def test_each_report_is_one_request(
    play: Play, options: dict[str, t.Any], request_: str, number: int, check: bool
) -> None:
    assert len(rows(play, **options, check=check)) == number
    assert [f"{one['method']} {one['path'].partition('?')[0]}" for one in play.emulator.log()] == [request_]


def test_the_incidents_of_a_responder(play: Play) -> None:
    assert rows(play, "responder_incidents", responder="ada@example.com") == []
    assert play.emulator.log()[-1]["path"].startswith("/analytics/raw/responders/")


def test_filters_take_names(play: Play) -> None:
    found = rows(play, "service_metrics", services=["shop", "Bank"], since="2026-01-01", until="2026-02-01",
                 urgency="high", time_zone="Europe/Berlin")
    assert [(one["service_name"], one["total_incident_count"]) for one in found] == [("Shop", 2)]
    assert [one["id"] for one in rows(play, "incidents", teams=["Core"], priorities=["p1"])] == ["PI000060"]
    assert len(rows(play, "incidents", incident_types=["incident_default"], major=False)) == 2
    assert [one["id"] for one in rows(play, "incidents", order_by="seconds_to_resolve", order="asc", limit=2)] == [
        "PI000060", "PI000120"]
    # In Auckland, 13 hours east, incident 60 was created on January 5 at 23:00, and in UTC at 10:00.
    there = {"report": "incidents", "since": "2026-01-05T22:59", "until": "2026-01-06", "time_zone": "Pacific/Auckland"}
    (one,) = rows(play, **there)
    assert (one["id"], one["created_at"]) == ("PI000060", "2026-01-05T23:00:00")
    assert rows(play, **{**there, "since": "2026-01-05T23:01"}) == []
    (person,) = rows(play, "users", users=["ada@example.com"], roles=["user"])
    assert person["user_name"] == "Ada"
    assert rows(play, "incident_metrics", min_acknowledgements=1)[0]["total_incident_count"] == 0
    days = rows(play, "incident_metrics", aggregate_unit="day")
    assert [one["range_start"][:10] for one in days] == ["2026-01-05", "2026-01-09", "2026-01-13"]


def test_an_incident_by_its_number(play: Play) -> None:
    number = rows(play, "incident", incident="PI000120")[0]["incident_number"]
    assert rows(play, "incident", incident=f"#{number}")[0]["id"] == "PI000120"


@pytest.mark.parametrize(("options", "error", "text"), [
    ({"report": "incident"}, UsageError, "report: is incident, which requires incident"),
    ({"report": "users", "urgency": "high"}, UsageError, "urgency: can't be combined with report: users"),
    ({"report": "incidents", "overall": True}, UsageError, "overall: can't be combined with report: incidents"),
    ({"report": "service_metrics", "limit": 5}, UsageError, "limit: can't be combined"),
    ({"report": "incidents", "limit": 0}, UsageError, "limit: must be 1 or more"),
    ({"report": "incidents", "order_by": "id"}, UsageError, "order_by: of report: incidents must be created_at or"),
    ({"report": "incidents", "since": "2026-02-01", "until": "2026-01-01"}, UsageError, "until: is before since"),
    ({"report": "incidents", "since": "yesterday"}, UsageError, "since: 'yesterday' is not a date or time"),
    ({"report": "incidents", "services": ["Shoop"]}, Missing, "services[0]: there is no service 'Shoop'"),
    ({"report": "incidents", "incident_types": ["x"]}, Missing, "incident_types[0]: there is no incident type 'x'"),
    ({"report": "users", "time_zone": "Berlin", "since": "2026-01-01"}, UsageError, "the nearest are Europe/Berlin"),
    ({"report": "incidents", "format": "csv"}, UsageError, "format: requires dest"),
    ({"report": "incident", "incident": "PINOSUCH"}, Missing, "incident: there is no incident 'PINOSUCH'"),
    ({"report": "incident_metrics", "min_acknowledgements": -1}, UsageError, "min_acknowledgements: must be 0"),
    ({"report": "service_metrics", "since": "2024-01-01", "until": "2026-01-01"}, ApiError, "one year apart"),
])
def test_wrong_options(play: Play, options: dict[str, t.Any], error: type[Exception], text: str) -> None:
    refused(play, error, text, **options)


def test_a_request_is_repeated_like_a_get(play: Play) -> None:
    """A POST that writes would fail with an unknown outcome."""
    for fault in ({"kind": "reset_after"}, {"kind": "status", "status": 502}):
        play.emulator.fault(**fault)
        assert len(rows(play, "incidents")) == 3
    assert len(play.slept) == 2
    play.emulator.fault(kind="reset_after", times=20)
    refused(play, Unreachable, "POST /analytics/raw/incidents", report="incidents")
    play.emulator.admin("DELETE", "faults")


def test_an_object_that_only_check_mode_has_created(play: Play, tmp_path: Path) -> None:
    play.keep()
    play.ledger = str(tmp_path / "ledger")
    play.run(resource_operation(SERVICE), name="New", escalation_policy="Default", check=True)
    assert rows(play, "service_metrics", services=["New"], check=True) == []


# -- files -------------------------------------------------------------------------------------------------------------


def test_files(play: Play, tmp_path: Path) -> None:
    dest = tmp_path / "incidents.jsonl"
    predicted = play.run(ANALYTICS_INFO_OPERATION, report="incidents", dest=str(dest), check=True)
    assert (predicted["changed"], predicted["count"], dest.exists()) == (True, None, False)
    written = play.run(ANALYTICS_INFO_OPERATION, report="incidents", dest=str(dest))
    assert (written["changed"], written["count"]) == (True, 3)
    assert [json.loads(line) for line in dest.read_text().splitlines()] == rows(play, "incidents")
    assert not play.run(ANALYTICS_INFO_OPERATION, report="incidents", dest=str(dest))["changed"]
    for report in ("incidents", "service_metrics", "users"):
        table = tmp_path / f"{report}.csv"
        play.run(ANALYTICS_INFO_OPERATION, report=report, dest=str(table), format="csv")
        with table.open(newline="") as file:
            lines = list(csv.DictReader(file))
        assert len(lines) == len(rows(play, report))
        assert all(any(line.values()) for line in lines)


MANY = int(os.environ.get("ANALYTICS_ROWS", "20000"))
"""The number of rows of the large file. A tenth of it is the small one."""

LONE = """
import resource, sys
from ansible_collections.community.pagerduty.plugins.module_utils._operations import analytics
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Play
from types import SimpleNamespace

play = Play(SimpleNamespace(url=sys.argv[1]))
for number in sys.argv[2:]:
    options = {"dest": "rows.jsonl", "limit": int(number)}
    result = play.run(analytics.ANALYTICS_INFO_OPERATION, report="incidents", **options)
    assert result["count"] == int(number), result
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_depend_on_the_number_of_rows(tmp_path: Path) -> None:
    """The peak of a process that first writes a tenth of the rows, and then all. 20,000 rows in memory need 100 MB."""
    state = tmp_path / "state.json"
    services = [{"id": "PSSHOP", "name": "Shop", "escalation_policy": "Default"}]
    account = {"tokens": ["emulator"], "services": services, "incidents": [incident(one) for one in range(MANY)]}
    state.write_text(json.dumps({"accounts": [account]}))
    emulator = Emulator("--load", str(state))
    try:
        command = [sys.executable, "-c", LONE, emulator.url, str(MANY // 10), str(MANY)]
        environment = {**os.environ, "PYTHONPATH": str(Path(analytics.__file__).parents[6])}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    finally:
        emulator.stop()
    few, many = map(int, done.stdout.split())
    with (tmp_path / "rows.jsonl").open() as file:
        assert len({json.loads(line)["id"] for line in file}) == MANY
    assert many - few < 8 * 1024, f"{few} and {many} KiB"
