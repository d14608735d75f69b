# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of an integration run: equal for equal requests, different for different ones."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "request_summary.py"
tool = runpy.run_path(str(TOOL))


def exchange(path="/teams/PABC123", method="PUT", query=None, body=None):
    return {"method": method, "path": path, "query": query or {}, "request_body": body, "status": 200}


def recording(**targets):
    lines = []
    for target, exchanges in targets.items():
        lines += [{"target": target}, *exchanges]
    return [json.dumps(line) for line in lines]


def compared(before, after):
    summaries = [tool["summarize"](recording(pagerduty_team=exchanges)) for exchanges in (before, after)]
    return tool["differences"](*summaries)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (exchange("/teams/PABC123"), exchange("/teams/PXYZ789")),
        (exchange("/incidents/Q1A2B3C4D5E6F7"), exchange("/incidents/Q7F6E5D4C3B2A1")),
        (exchange(query={"team_ids[]": ["PABC123"]}), exchange(query={"team_ids[]": ["PXYZ789"]})),
        (exchange(query={"since": "2026-01-01T00:00:00Z"}), exchange(query={"since": "2026-02-03T10:11:12+01:00"})),
        (exchange(body={"url": "http://127.0.0.1:4711/hook"}), exchange(body={"url": "http://127.0.0.1:815/hook"})),
        (exchange(body={"key": "0123456789abcdef" * 2}), exchange(body={"key": "fedcba9876543210" * 2})),
        (exchange(body={"a": 1, "b": 2}), exchange(body={"b": 2, "a": 1})),
    ],
)
def test_what_differs_from_run_to_run_is_no_difference(first, second):
    assert compared([first], [second]) == []


@pytest.mark.parametrize(
    "other",
    [
        exchange(method="GET"),
        exchange("/users/PABC123"),
        exchange(query={"limit": "100"}),
        exchange(body={"name": "Platform"}),
        exchange(body={"name": None}),
    ],
)
def test_another_request_is_a_difference(other):
    found = compared([exchange()], [other])
    assert [line.split(" times ")[0] for line in found] == ["pagerduty_team: 1 -> 0", "pagerduty_team: 0 -> 1"]


def test_the_number_and_the_order_of_requests_count():
    get, put = exchange(method="GET"), exchange()
    assert compared([get, put], [get, put, put]) == ["pagerduty_team: 1 -> 2 times PUT /teams/{id}"]
    (found,) = compared([get, get, put], [get, put, get])
    assert found.startswith("pagerduty_team: another order from request 2 on: GET")


def test_each_target_is_compared_by_itself():
    before = tool["summarize"](recording(team=[exchange()], user=[exchange("/users/PABC123")]))
    after = tool["summarize"](recording(team=[exchange("/users/PABC123")], service=[]))
    assert before == {"team": ["PUT /teams/{id}"], "user": ["PUT /users/{id}"]}
    assert tool["differences"](before, after) == [
        "service: only in the second run",
        "team: 1 -> 0 times PUT /teams/{id}",
        "team: 0 -> 1 times PUT /users/{id}",
        "user: only in the first run",
    ]


def test_a_request_without_a_target_is_an_error():
    with pytest.raises(ValueError, match="unknown target"):
        tool["summarize"]([json.dumps(exchange())])


def test_a_summary_can_be_read_again(tmp_path, capsys):
    written = tmp_path / "run.jsonl"
    written.write_text("\n".join(recording(team=[exchange()])) + "\n", encoding="utf-8")
    assert tool["main"]([str(written)]) == 0
    assert tool["main"]([str(written), str(tmp_path / "run.json")]) == 0
    assert "same requests" in capsys.readouterr().out
    other = tmp_path / "other.jsonl"
    other.write_text("\n".join(recording(team=[])), encoding="utf-8")
    assert tool["main"]([str(tmp_path / "run.json"), str(other)]) == 1
    assert "team: 1 -> 0 times" in capsys.readouterr().out
