# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts of an incident: resolved and moved once, whatever gets lost; and listed."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.alert import (
    ALERT_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.alert import ALERT
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

ALERTS = [
    {"title": "Disk full", "incident": "Down", "alert_key": "disk", "severity": "critical"},
    {
        "title": "Disk was full",
        "incident": "Down",
        "alert_key": "disk",
        "status": "resolved",
        "created_at": "2026-01-01T00:00:00Z",
        "resolved_at": "2026-01-02T00:00:00Z",
    },
    {"title": "No memory", "incident": "Down", "alert_key": "memory"},
    {"title": "Slow", "incident": "Other", "alert_key": "slow"},
]


def fill(emulator: Emulator, alerts: list[dict[str, t.Any]]) -> dict[str, str]:
    """IDs by title."""
    emulator.load(
        services=[{"name": "Shop", "escalation_policy": "Default"}],
        incidents=[
            {"title": "Down", "service": "Shop"},
            {"title": "Other", "service": "Shop", "incident_key": "other"},
            {"title": "Third", "service": "Shop"},
        ],
        alerts=alerts,
    )
    emulator.forget()
    state = emulator.state()
    return {one["title"]: one["id"] for one in [*state["incidents"], *state["alerts"]]}


@pytest.fixture
def known(emulator: Emulator) -> dict[str, str]:
    return fill(emulator, ALERTS)


def ids(alerts: list[dict[str, t.Any]]) -> set[str]:
    return {alert["id"] for alert in alerts}


def apply(play: Play, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run itself, and the run again, each held against the other: the run's result."""
    emulator = play.emulator
    emulator.forget()
    foretold = play.run(ALERT_OPERATION, check=True, **options)
    assert emulator.writes() == [], "check mode wrote"
    result = play.run(ALERT_OPERATION, **options)
    assert len(emulator.writes()) == (1 if result["changed"] else 0)
    assert result["changed"] == foretold["changed"] == bool(result["updated"])
    assert foretold["diff"] == result["diff"]
    for one, other in zip(foretold["updated"], result["updated"]):
        assert one["incident"]["id"] == other["incident"]["id"]
        assert {**one, "incident": None}.items() <= {**other, "incident": None}.items()
    emulator.forget()
    again = play.run(ALERT_OPERATION, **options)
    assert emulator.writes() == [], "the second run wrote"
    assert not again["changed"] and not again["diff"]["after"] and not again["failures"]
    return result


@pytest.mark.parametrize(
    ("which", "titles"),
    [
        ({"ids": ["Disk full"]}, ["Disk full"]),
        ({"ids": ["Disk full", "No memory"]}, ["Disk full", "No memory"]),
        ({"ids": ["Disk was full"]}, []),
        ({"alert_keys": ["disk"]}, ["Disk full"]),
        ({"alert_keys": ["memory", "disk"]}, ["Disk full", "No memory"]),
        ({"alert_keys": ["memory"], "ids": ["No memory"]}, ["No memory"]),
        ({"all": True}, ["Disk full", "No memory"]),
    ],
    ids=str,
)
@pytest.mark.parametrize(("moving", "state"), [(False, "resolved"), (True, "resolved"), (True, None)])
def test_resolved_and_moved(
    play: Play,
    emulator: Emulator,
    known: dict[str, str],
    which: dict[str, t.Any],
    titles: list[str],
    moving: bool,
    state: str | None,
) -> None:
    which = {**which, **({"ids": [known[title] for title in which["ids"]]} if "ids" in which else {})}
    if moving and (which.get("all") or known["Disk was full"] in which.get("ids", ())):
        titles = [*titles, "Disk was full"]  # moves, although it is resolved
    options = {**({"state": state} if state else {}), **({"move_to": known["Other"]} if moving else {})}
    result = apply(play, incident=known["Down"], **which, **options)
    assert ids(result["updated"]) == {known[title] for title in titles}
    for alert in emulator.state()["alerts"]:
        if alert["id"] in ids(result["updated"]):
            assert alert["status"] == "resolved" or not state
            assert alert["incident"]["id"] == known["Other" if moving else "Down"]
        else:
            assert alert["incident"]["id"] == known["Other" if alert["title"] == "Slow" else "Down"]


def test_what_was_moved_before_is_resolved_where_it_is(play: Play, known: dict[str, str]) -> None:
    options = {"incident": known["Down"], "alert_keys": ["disk", "memory"], "move_to": known["Other"]}
    play.run(ALERT_OPERATION, **{**options, "alert_keys": ["memory"]})
    result = play.run(ALERT_OPERATION, **options, state="resolved")
    assert ids(result["updated"]) == {known["Disk full"], known["No memory"]} and not result["failures"]
    assert len(play.emulator.writes()) == 3


def test_the_incident_by_number_and_key(play: Play, emulator: Emulator, known: dict[str, str]) -> None:
    number = next(one["incident_number"] for one in emulator.state()["incidents"] if one["title"] == "Down")
    assert ids(play.run(ALERT_OPERATION, incident=str(number), alert_keys=["disk"], state="resolved")["updated"])
    result = apply(play, incident_key="other", service="Shop", all=True, move_to=str(number))
    assert ids(result["updated"]) == {known["Slow"]}


def test_many(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, [{"title": f"Alert {index}", "incident": "Down"} for index in range(600)])
    emulator.forget()
    assert len(play.run(ALERT_OPERATION, incident=known["Down"], all=True, state="resolved")["updated"]) == 600
    assert len(emulator.writes()) == 3 and len(emulator.log()) == 9
    emulator.forget()
    assert not play.run(ALERT_OPERATION, incident=known["Down"], all=True, state="resolved")["changed"]
    assert len(emulator.log()) == 1


LOST: dict[str, dict[str, t.Any]] = {
    "reset after the work": {"kind": "reset_after"},
    "reset before the work": {"kind": "reset_before"},
    "500 after the work": {"kind": "status", "status": 500, "after": True},
    "truncated": {"kind": "truncate"},
    "429": {"kind": "rate_limit"},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=list(LOST))
@pytest.mark.parametrize("step", [{"state": "resolved"}, {"move_to": "Other"}], ids=str)
def test_does_once_what_goes_unanswered(
    play: Play, emulator: Emulator, known: dict[str, str], step: dict[str, t.Any], fault: dict[str, t.Any]
) -> None:
    emulator.fault(**fault, method="PUT")
    options = {"incident": known["Down"], "ids": [known["Disk full"], known["No memory"]], **step}
    if "move_to" in step:
        options["move_to"] = known["Other"]
    result = play.run(ALERT_OPERATION, **options)
    assert len(result["updated"]) == 2 and not result["failures"] and len(result["diff"]["after"]) == 2
    emulator.forget()
    assert not play.run(ALERT_OPERATION, **options)["changed"]


def test_a_refusal_is_told(play: Play, known: dict[str, str]) -> None:
    options = {"incident": known["Down"], "ids": [known["Disk was full"], known["Disk full"]]}
    result = play.run(ALERT_OPERATION, **options, state="triggered")
    assert result["failed"] and not result["changed"]
    assert ids(result["failures"]) == {known["Disk was full"]} and ids(result["unchanged"]) == {known["Disk full"]}
    assert result["msg"].startswith("1 of 2 alerts failed: Disk was full (") and "\n" not in result["msg"]


SELECTIONS: list[tuple[dict[str, t.Any], list[str]]] = [
    ({}, ["Disk full", "Disk was full", "No memory"]),
    ({"statuses": ["triggered"]}, ["Disk full", "No memory"]),
    ({"statuses": ["triggered", "resolved"], "limit": 1, "offset": 1}, ["Disk was full"]),
    ({"alert_key": "disk"}, ["Disk full", "Disk was full"]),
    ({"alert_key": "none"}, []),
    ({"sort_by": "created_at:desc", "limit": 3}, ["No memory", "Disk was full", "Disk full"]),
    ({"sort_by": ["resolved_at", "created_at:desc"]}, ["No memory", "Disk full", "Disk was full"]),
    ({"id": "No memory"}, ["No memory"]),
    ({"id": "Slow"}, []),
]


@pytest.mark.parametrize(("options", "titles"), SELECTIONS, ids=[str(options) for options, _titles in SELECTIONS])
def test_listed(play: Play, emulator: Emulator, options: dict[str, t.Any], titles: list[str]) -> None:
    aged = [{**alert, "created_at": f"2026-01-01T00:00:0{index}Z"} for index, alert in enumerate(ALERTS)]
    known = fill(emulator, aged)
    options = {**options, **({"id": known[options["id"]]} if "id" in options else {})}
    result = play.run(info_operation(ALERT), incident=known["Down"], **options)
    assert [alert["summary"] for alert in result["alerts"]] == titles and not result["changed"]


def test_listed_with_more(play: Play, known: dict[str, str]) -> None:
    result = play.run(info_operation(ALERT), incident_key="other", include=["incidents", "services"], total=True)
    assert result["total"] == 1 and result["alerts"][0]["incident"]["title"] == "Other"
    assert result["alerts"][0]["service"]["name"] == "Shop"


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"all": True}, "state: the task requests no change; set state, move_to or both"),
    ({"state": "resolved"}, "ids: specify the alerts: set ids, alert_keys, alerts or, for every alert, all: true"),
    ({"all": True, "ids": ["A"], "state": "resolved"}, "all: selects every alert of the incident, so ids has"),
    ({"all": True, "alerts": [], "state": "resolved"}, "all: selects every alert of the incident, so alerts has"),
    (
        {"alerts": [{"alert_key": "disk", "state": "resolved"}, {"alert_key": "memory"}]},
        r"^alerts\[1\]: requests no change for alert_key 'memory'; set state, move_to or both, here or for all alerts$",
    ),
    ({"alerts": [{"id": "x", "move_to": "QNONE"}]}, r"^alerts\[0\]\.move_to: there is no incident 'QNONE'"),
    ({"alerts": [{"id": "x"}], "move_to": "QNONE"}, r"^move_to: there is no incident 'QNONE'"),
    ({"alerts": [{"id": "x", "move_to": " "}]}, r"^alerts\[0\]\.move_to: must not be empty"),
    ({"alerts": [{"alert_key": " "}], "state": "resolved"}, r"^alerts\[0\]\.alert_key: must not be empty"),
    (
        {"alerts": [{"alert_key": "disk"}, {"alert_key": "disk ", "move_to": "2"}], "state": "resolved"},
        r"^alerts\[1\]: is the same alert as alerts\[0\], Disk full \(Q\w+\); remove one of the two$",
    ),
    ({"ids": [" "], "state": "resolved"}, r"ids\[0\]: must not be empty"),
    ({"all": True, "move_to": "QNONE"}, "move_to: there is no incident 'QNONE'"),
    ({"all": True, "move_to": " "}, "move_to: must not be empty"),
    ({"all": True, "state": "resolved", "incident": "QNONE"}, "incident: there is no incident 'QNONE'"),
    ({"all": True, "state": "resolved", "incident": "999"}, "incident: there is no incident '999'"),
    ({"all": True, "state": "resolved", "incident": ""}, "incident: must not be empty"),
    ({"all": True, "state": "resolved", "service": "Shop"}, "service: can only be combined with incident_key"),
    ({"all": True, "state": "resolved", "incident_key": "x", "move_to": "1"}, "no open incident has the key"),
    ({"all": True, "state": "resolved", "incident_key": " "}, "incident_key: must not be empty"),
]


@pytest.mark.parametrize(("options", "message"), WRONG, ids=[message for _options, message in WRONG])
def test_one_line_that_helps(
    play: Play, emulator: Emulator, known: dict[str, str], options: dict[str, t.Any], message: str
) -> None:
    with pytest.raises(PagerDutyError, match=message) as caught:
        which = {} if "incident_key" in options else {"incident": known["Down"]}
        play.run(ALERT_OPERATION, **{**which, **options})
    assert "\n" not in caught.value.message
    assert emulator.writes() == []


UNKNOWN: list[tuple[dict[str, t.Any], str]] = [
    ({"ids": ["QNONE"]}, r"ids\[0\]: incident Q\w+ has no alert with the ID 'QNONE'"),
    ({"alert_keys": ["disk", "x"]}, r"alert_keys\[1\]: incident Q\w+ has no alert with the key 'x'"),
    ({"alert_keys": ["x"], "move_to": "2"}, r"alert_keys\[0\]: incidents Q\w+ and Q\w+ have no alert with the key 'x'"),
    ({"alerts": [{"id": "QNONE"}, {"alert_key": "disk"}]}, r"alerts\[0\].id: incident Q\w+ has no alert with the ID"),
]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("options", "message"), UNKNOWN, ids=[message for _options, message in UNKNOWN])
def test_an_unknown_alert_does_not_keep_the_others_back(
    play: Play, emulator: Emulator, known: dict[str, str], options: dict[str, t.Any], message: str, check: bool
) -> None:
    result = play.run(ALERT_OPERATION, check=check, incident=known["Down"], state="resolved", **options)
    (failure,) = result["failures"]
    assert re.fullmatch(f"{message}.*", failure["message"]) and failure["id"] in ("QNONE", None)
    assert result["failed"] and failure["message"] in result["msg"]
    assert ids(result["updated"]) == ({known["Disk full"]} if "disk" in str(options) else set())
    assert len(emulator.writes()) == (1 if result["changed"] and not check else 0)


EACH: list[tuple[dict[str, t.Any], dict[str, tuple[str, str]]]] = [
    (
        {"alerts": [{"alert_key": "disk", "state": "resolved"}, {"id": "No memory", "move_to": "Other"}]},
        {"Disk full": ("resolved", "Down"), "No memory": ("triggered", "Other")},
    ),
    (
        {"alerts": [{"alert_key": "disk"}, {"alert_key": "memory", "move_to": "Third"}], "move_to": "Other"},
        {"Disk full": ("triggered", "Other"), "No memory": ("triggered", "Third")},
    ),
    (
        {
            "alerts": [
                {"id": "Disk full", "state": "resolved", "move_to": "Other"},
                {"id": "Disk was full", "move_to": "Third"},
                {"id": "No memory", "state": "triggered"},
            ],
        },
        {"Disk full": ("resolved", "Other"), "Disk was full": ("resolved", "Third")},
    ),
    ({"alerts": [{"alert_key": "memory"}], "state": "resolved"}, {"No memory": ("resolved", "Down")}),
    ({"alerts": [], "state": "resolved"}, {}),
]


@pytest.mark.parametrize(("options", "wanted"), EACH, ids=str)
def test_each_its_own_change(
    play: Play,
    emulator: Emulator,
    known: dict[str, str],
    options: dict[str, t.Any],
    wanted: dict[str, tuple[str, str]],
) -> None:
    options = {
        name: [{key: known.get(text, text) for key, text in entry.items()} for entry in value]
        if name == "alerts"
        else known.get(value, value)
        for name, value in options.items()
    }
    result = apply(play, incident=known["Down"], **options)
    assert len(result["diff"]["after"]) == len(wanted)
    assert ids(result["updated"]) == {known[title] for title in wanted}
    for alert in emulator.state()["alerts"]:
        if alert["title"] in wanted:
            assert (alert["status"], alert["incident"]["id"]) == (
                wanted[alert["title"]][0],
                known[wanted[alert["title"]][1]],
            )


@pytest.mark.parametrize("fault", LOST.values(), ids=list(LOST))
def test_each_its_own_change_once_where_an_answer_is_lost(
    play: Play, emulator: Emulator, known: dict[str, str], fault: dict[str, t.Any]
) -> None:
    emulator.fault(**fault, method="PUT")
    entries = [{"alert_key": "disk", "state": "resolved"}, {"alert_key": "memory", "move_to": known["Other"]}]
    result = play.run(ALERT_OPERATION, incident=known["Down"], alerts=entries)
    assert len(result["updated"]) == 2 and not result["failures"] and len(result["diff"]["after"]) == 2
    emulator.forget()
    assert not play.run(ALERT_OPERATION, incident=known["Down"], alerts=entries)["changed"]
    assert emulator.writes() == []


def test_info_says_what_is_wrong(play: Play, known: dict[str, str]) -> None:
    with pytest.raises(PagerDutyError, match="include: is available for a list only"):
        play.run(info_operation(ALERT), incident=known["Down"], id="Q1", include=["services"])
    with pytest.raises(PagerDutyError, match="incident: there is no incident 'QNONE'"):
        play.run(info_operation(ALERT), incident="QNONE")
    with pytest.raises(PagerDutyError, match="statuses: selects among many"):
        play.run(info_operation(ALERT), incident=known["Down"], id="Q1", statuses=["resolved"])


def test_nothing_to_resolve_where_no_incident_is_open(play: Play, emulator: Emulator) -> None:
    result = play.run(ALERT_OPERATION, incident_key="gone", all=True, state="resolved")
    assert not result["changed"] and result["updated"] == result["unchanged"] == []
    assert len(emulator.log()) == 1
