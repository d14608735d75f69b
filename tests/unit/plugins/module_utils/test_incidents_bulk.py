# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many incidents at once: each change once, in few requests, and nothing lost when some of it fails."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core import client as _client
from ansible_collections.community.pagerduty.plugins.module_utils._core.client import TaskClient
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._operations import bulk as engine
from ansible_collections.community.pagerduty.plugins.module_utils._operations import incidents as bulk
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incidents import INCIDENTS_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OWNER = "owner@example.com"
WORLD: dict[str, t.Any] = {
    "users": [
        {"name": "Ann Archer", "email": "ann@example.com", "role": "user"},
        {"name": "Bea Baker", "email": "bea@example.com", "role": "user"},
    ],
    "teams": [{"name": "Platform"}],
    "escalation_policies": [
        {
            "name": "Ladder",
            "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]},
                {"escalation_delay_in_minutes": 30, "targets": ["bea@example.com", OWNER]},
            ],
        },
        {
            "name": "Spare",
            "teams": ["Platform"],
            "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]}],
        },
    ],
    "services": [
        {"name": "Shop", "escalation_policy": "Ladder"},
        {"name": "Search", "escalation_policy": "Spare"},
    ],
    "incident_types": [{"name": "security", "display_name": "Security"}],
}
ON_SHOP = {"services": ["Shop"]}


def fill(emulator: Emulator, number: int, **more: t.Any) -> list[str]:
    """The IDs of so many open incidents on the service Shop, the oldest first."""
    made = [{"title": f"Down {index}", "service": "Shop", "incident_key": f"key-{index}"} for index in range(number)]
    emulator.load(**{**WORLD, "incidents": made, **more})
    emulator.forget()
    return [found["id"] for found in emulator.state()["incidents"]]


def run(play: Play, **options: t.Any) -> dict[str, t.Any]:
    return play.run(INCIDENTS_OPERATION, **options)


def counted(emulator: Emulator) -> tuple[int, int]:
    """(requests that read, requests that write) since the last `forget`."""
    writes = len(emulator.writes())
    return len(emulator.log()) - writes, writes


def ids(incidents: list[dict[str, t.Any]]) -> list[str]:
    return [found["id"] for found in incidents]


def matches(foretold: t.Any, real: t.Any) -> bool:
    """Whether all that was foretold came about."""
    if isinstance(foretold, dict) and isinstance(real, dict):
        return all(matches(value, real.get(key)) for key, value in foretold.items())
    if isinstance(foretold, list) and isinstance(real, list):
        return len(foretold) == len(real) and all(map(matches, foretold, real))
    return (foretold in (None, "") and real in (None, "")) or foretold == real


def apply(play: Play, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run itself, and the run again, each held against the other: the run's result."""
    emulator = play.emulator
    emulator.forget()
    foretold = run(play, check=True, **options)
    assert emulator.writes() == [], "check mode wrote"
    result = run(play, **options)
    assert len(emulator.writes()) == (1 if result["changed"] else 0)
    assert result["changed"] == foretold["changed"] == bool(result["updated"])
    assert foretold["diff"] == result["diff"]
    assert matches(foretold["updated"], result["updated"])
    assert ids(foretold["unchanged"]) == ids(result["unchanged"])
    assert not result["failures"] and "failed" not in result and "warnings" not in result
    emulator.forget()
    again = run(play, **options)
    assert emulator.writes() == [], "the second run wrote"
    assert not again["changed"] and not again["updated"] and not again["diff"]["after"]
    return result


CHANGES: list[tuple[dict[str, t.Any], int]] = [
    ({"state": "acknowledged"}, 3),
    ({"state": "acknowledged", "priority": "P1"}, 3),
    ({"state": "resolved"}, 3),
    ({"state": "resolved", "resolution": "Restarted it"}, 3),
    ({"title": "It is down"}, 3),
    ({"title": " Down 1 "}, 2),
    ({"urgency": "low"}, 3),
    ({"urgency": "high"}, 0),
    ({"priority": "p2"}, 3),
    ({"escalation_policy": "Ladder"}, 0),
    ({"escalation_policy": "Spare"}, 3),
    ({"escalation_policy": "Spare", "escalation_level": 1}, 3),
    ({"assignees": ["bea@example.com"]}, 3),
    ({"assignees": ["Bea Baker", OWNER]}, 3),
    ({"escalation_level": 1}, 0),
    ({"escalation_level": 2}, 3),
    ({"incident_type": "security"}, 3),
    ({"conference_bridge": {"conference_url": "https://meet.example.com/1"}}, 3),
]


@pytest.mark.parametrize(("options", "changed"), CHANGES, ids=[str(options) for options, _changed in CHANGES])
@pytest.mark.parametrize("selected", [True, False], ids=["select", "list"])
def test_every_option(
    play: Play, emulator: Emulator, options: dict[str, t.Any], changed: int, selected: bool
) -> None:
    known = fill(emulator, 3)
    which: dict[str, t.Any] = {"select": ON_SHOP} if selected else {"incidents": [{"id": one} for one in known]}
    result = apply(play, **which, **options)
    assert len(result["updated"]) == changed
    assert sorted(ids(result["updated"]) + ids(result["unchanged"])) == sorted(known)


def test_each_its_own_change(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 4)
    number = emulator.state()["incidents"][3]["incident_number"]
    result = apply(
        play,
        incidents=[
            {"id": known[0], "state": "resolved", "resolution": "Restarted"},
            {"incident_key": "key-1", "service": "shop", "assignees": ["bea@example.com"]},
            {"incident_key": "key-2", "title": "Slow"},
            {"id": str(number)},
        ],
        priority="P3",
    )
    assert ids(result["updated"]) == known
    found = {incident["id"]: incident for incident in emulator.state()["incidents"]}
    assert [found[one]["status"] for one in known] == ["resolved", "triggered", "triggered", "triggered"]
    assert found[known[2]]["title"] == "Slow"
    after = list(result["diff"]["after"].values())
    assert [sorted(entry) for entry in after] == [
        ["priority", "state"], ["assignees", "priority"], ["priority", "title"], ["priority"]
    ]
    assert "Restarted" in [entry.get("note") for entry in emulator.state()["log_entries"]]


SELECTIONS: list[tuple[dict[str, t.Any], list[str]]] = [
    ({"services": ["shop"]}, ["Old", "One", "Two"]),
    ({"teams": ["Platform"]}, ["Three"]),
    ({"users": ["ann@example.com"]}, ["One", "Three"]),
    ({"users": ["Bea Baker"]}, ["Old", "Two"]),  # the old one has escalated long ago
    ({"urgencies": ["low"]}, ["One"]),
    ({"statuses": ["acknowledged"]}, ["Two"]),
    ({"statuses": ["triggered", "acknowledged"]}, ["Old", "One", "Two", "Three"]),
    ({"incident_key": "one"}, ["One"]),
    ({"since": "2026-05-01", "until": "2026-07-01"}, ["Old"]),
    ({"services": ["Shop"], "urgencies": ["high"]}, ["Old", "Two"]),
]


@pytest.mark.parametrize(("select", "titles"), SELECTIONS, ids=[str(select) for select, _titles in SELECTIONS])
def test_what_is_selected(play: Play, emulator: Emulator, select: dict[str, t.Any], titles: list[str]) -> None:
    fill(
        emulator,
        0,
        incidents=[
            {"title": "Old", "service": "Shop", "created_at": "2026-06-01T00:00:00Z"},
            {"title": "One", "service": "Shop", "urgency": "low", "incident_key": "one"},
            {"title": "Two", "service": "Shop", "status": "acknowledged", "assignments": ["bea@example.com"]},
            {"title": "Three", "service": "Search", "teams": ["Platform"]},
            {"title": "Gone", "service": "Shop", "status": "resolved"},
        ],
    )
    result = apply(play, select=select, priority="P1")
    assert [incident["title"] for incident in result["updated"]] == titles


def test_a_thousand(play: Play, emulator: Emulator) -> None:
    fill(emulator, 1000)
    play.connection["from_email"] = OWNER
    service = emulator.state()["services"][0]["id"]
    result = run(play, select={"services": [service]}, state="acknowledged")
    assert len(result["updated"]) == 1000
    reads, writes = counted(emulator)
    assert writes == 4 and reads <= 10 + 1  # one looks the service up
    assert {found["status"] for found in emulator.state()["incidents"]} == {"acknowledged"}
    emulator.forget()
    again = run(play, select={"services": [service]}, state="acknowledged")
    assert not again["changed"] and counted(emulator) == (2, 0)
    emulator.forget()
    again = run(play, select={"services": [service], "statuses": ["triggered", "acknowledged"]}, state="acknowledged")
    assert not again["changed"] and len(again["unchanged"]) == 1000
    assert counted(emulator) == (11, 0)


def test_a_list_is_looked_up_in_few_requests(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 300)
    run(play, incidents=[{"id": one} for one in known], state="acknowledged")
    assert counted(emulator) == (3, 2)
    emulator.forget()
    assert not run(play, incidents=[{"id": one} for one in known], state="acknowledged")["changed"]
    assert counted(emulator) == (3, 0)
    few = known[:40]
    run(play, incidents=[{"id": one} for one in few], state="resolved")
    emulator.forget()
    # Those that were resolved a moment ago are the first of those that are resolved.
    assert not run(play, incidents=[{"id": one} for one in few], state="resolved")["changed"]
    assert counted(emulator) == (2, 0)
    emulator.forget()
    run(play, incidents=[{"id": known[299]}], title="Other")
    assert counted(emulator) == (1, 1)
    emulator.forget()
    run(play, incidents=[{"incident_key": f"key-{index}", "service": "Shop"} for index in range(100, 300)], title="X")
    assert counted(emulator) == (3 + 1, 1)


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("unknown", "message"),
    [
        ({"id": "QNONE"}, "incidents[1].id: there is no incident 'QNONE'"),
        ({"id": "99"}, "incidents[1].id: there is no incident '99'"),
        ({"incident_key": "none"}, "incidents[1].incident_key: no incident with the key 'none' is open"),
    ],
)
def test_one_that_does_not_exist_does_not_keep_the_others_back(
    play: Play, emulator: Emulator, unknown: dict[str, t.Any], message: str, check: bool
) -> None:
    first, second = fill(emulator, 2)
    options = {"incidents": [{"id": first}, unknown, {"id": second}], "urgency": "low"}
    result = run(play, check=check, **options)
    assert ids(result["updated"]) == [first, second] and result["changed"] and result["failed"]
    (failure,) = result["failures"]
    assert failure["id"] == unknown.get("id") and failure["message"] == message
    called = next(iter(unknown.values()))
    assert result["msg"].startswith(f"1 of 3 incidents failed: {called}: {message}. 2 changed")
    assert len(emulator.writes()) == (0 if check else 1)
    if not check:
        emulator.forget()
        again = run(play, **options)
        assert not again["changed"] and len(again["unchanged"]) == 2 and again["failures"] == result["failures"]
        assert emulator.writes() == []


def test_an_unknown_key_has_nothing_to_resolve(play: Play, emulator: Emulator) -> None:
    (first,) = fill(emulator, 1)
    result = run(play, incidents=[{"id": first}, {"incident_key": "none"}], state="resolved")
    assert ids(result["updated"]) == [first] and not result["failures"] and "failed" not in result


def test_never_opens_again(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 2)
    run(play, incidents=[{"id": known[0]}], state="resolved")
    emulator.forget()
    result = run(play, incidents=[{"id": one} for one in known], state="acknowledged")
    assert ids(result["updated"]) == [known[1]] and ids(result["unchanged"]) == [known[0]]
    result = run(play, incidents=[{"incident_key": "key-0"}, {"incident_key": "key-1"}], state="acknowledged")
    assert result["updated"] == [] and ids(result["unchanged"]) == [known[1]]
    assert [found["status"] for found in emulator.state()["incidents"]] == ["resolved", "acknowledged"]


def test_does_not_acknowledge_what_another_works_on(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 2)
    play.connection["from_email"] = "ann@example.com"
    run(play, incidents=[{"id": known[0]}], state="acknowledged")
    play.connection["from_email"] = "bea@example.com"
    result = run(play, incidents=[{"id": one} for one in known], state="acknowledged")
    assert ids(result["updated"]) == [known[1]]
    assert len(emulator.state()["incidents"][0]["acknowledgements"]) == 1


def test_levels_are_asked_for_once_a_policy(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 150)
    run(play, incidents=[{"id": one} for one in known[:50]], escalation_level=2)
    emulator.forget()
    result = run(play, select=ON_SHOP, escalation_level=2)
    assert ids(result["updated"]) == known[50:]
    assert counted(emulator) == (1 + 2 + 1, 1)
    assert not run(play, select=ON_SHOP, escalation_level=2)["changed"]


# -- more than PagerDuty lists ---------------------------------------------------------------------------------------


@pytest.fixture
def capped(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (_client, bulk):
        monkeypatch.setattr(module, "LISTING_CAP", 200)


def test_goes_on_until_none_is_left(play: Play, emulator: Emulator, capped: None) -> None:
    fill(emulator, 500)
    foretold = run(play, check=True, select=ON_SHOP, state="acknowledged")
    assert len(foretold["updated"]) == 200 and "A real run continues" in foretold["warnings"][0]
    result = run(play, select=ON_SHOP, state="acknowledged")
    assert len(result["updated"]) == 500 and "warnings" not in result
    assert {found["status"] for found in emulator.state()["incidents"]} == {"acknowledged"}


def test_does_nothing_if_it_could_not_do_all(play: Play, emulator: Emulator, capped: None) -> None:
    fill(emulator, 201)
    with pytest.raises(PagerDutyError, match=r"select: selects more than 200 incidents, .* nothing was changed"):
        run(play, select=ON_SHOP, priority="P1")
    assert emulator.writes() == []


def test_stops_where_it_does_not_get_on(play: Play, emulator: Emulator, capped: None) -> None:
    fill(emulator, 300)
    emulator.fault(kind="status", status=400, html=False, method="PUT", times=None)
    result = run(play, select=ON_SHOP, state="acknowledged")
    assert result["failed"] and len(result["failures"]) == 200 and not result["changed"]
    assert "some were not processed" in result["warnings"][0]


def test_what_was_changed_is_returned_when_the_next_list_fails(
    play: Play, emulator: Emulator, capped: None
) -> None:
    fill(emulator, 300)
    emulator.fault(kind="forbidden", method="GET", path="/incidents", skip=2, times=None)
    with pytest.raises(PagerDutyError, match=r"^200 incidents were changed, but: .*403") as caught:
        run(play, select=ON_SHOP, state="acknowledged")
    result = caught.value.result
    assert result["changed"] and len(result["updated"]) == 200 and len(result["diff"]["after"]) == 200


# -- failures --------------------------------------------------------------------------------------------------------


LOST: dict[str, dict[str, t.Any]] = {
    "reset after the work": {"kind": "reset_after"},
    "reset before the work": {"kind": "reset_before"},
    "500 after the work": {"kind": "status", "status": 500, "after": True},
    "500": {"kind": "status", "status": 500},
    "truncated": {"kind": "truncate"},
    "429": {"kind": "rate_limit"},
}
STEPS: dict[str, dict[str, t.Any]] = {
    "acknowledge": {"state": "acknowledged"},
    "resolve": {"state": "resolved"},
    "reassign": {"assignees": ["bea@example.com"]},
    "escalate": {"escalation_level": 2},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=list(LOST))
@pytest.mark.parametrize("options", STEPS.values(), ids=list(STEPS))
def test_does_once_what_goes_unanswered(
    play: Play, emulator: Emulator, options: dict[str, t.Any], fault: dict[str, t.Any]
) -> None:
    known = fill(emulator, 300)
    entries = len(emulator.state()["log_entries"])
    emulator.fault(**fault, method="PUT", skip=1)
    foretold = run(play, check=True, select=ON_SHOP, **options)
    result = run(play, select=ON_SHOP, **options)
    assert result["changed"] and not result["failures"]
    assert ids(result["updated"]) == known and result["diff"] == foretold["diff"]
    per = {len(emulator.state()["log_entries"]) - entries}
    emulator.forget()
    assert not run(play, select=ON_SHOP, **options)["changed"]
    assert emulator.writes() == []
    # As much has happened to each as without a fault.
    calm = fill(emulator, 300)
    entries = len(emulator.state()["log_entries"])
    run(play, select=ON_SHOP, **options)
    assert len(calm) == 300 and per == {len(emulator.state()["log_entries"]) - entries}


def test_looks_in_few_requests_after_a_lost_answer(play: Play, emulator: Emulator) -> None:
    fill(emulator, 1000)
    emulator.fault(kind="reset_after", method="PUT", times=2)
    result = run(play, select=ON_SHOP, state="acknowledged")
    assert len(result["updated"]) == 1000
    reads, writes = counted(emulator)
    assert writes == 4 and reads <= 1 + 10 + 2 * 10


def test_gives_up(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 600)
    play.connection["max_retries"] = 1
    emulator.fault(kind="status", status=500, method="PUT", skip=1, times=None)
    result = run(play, select=ON_SHOP, state="acknowledged")
    assert result["failed"] and result["changed"]
    assert ids(result["updated"]) == known[:250]
    assert ids(result["failures"]) == known[250:]
    assert result["failures"][0]["failure"]["status"] == 500
    assert "was not sent, because an earlier request failed" in result["failures"][-1]["message"]
    assert result["msg"].startswith("350 of 600 incidents failed: [#251] Down 250 (")
    assert "250 changed, 0 needed no change" in result["msg"] and "\n" not in result["msg"]
    assert len(emulator.writes()) == 3
    statuses = [found["status"] for found in emulator.state()["incidents"]]
    assert statuses == ["acknowledged"] * 250 + ["triggered"] * 350
    emulator.admin("DELETE", "faults")
    assert ids(run(play, select=ON_SHOP, state="acknowledged")["updated"]) == known[250:]


def test_the_second_of_four_is_refused(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 1000)
    emulator.fault(kind="status", status=402, html=False, method="PUT", skip=1)
    result = run(play, select=ON_SHOP, state="acknowledged")
    assert result["failed"] and ids(result["updated"]) == known[:250] and len(result["failures"]) == 750
    assert result["failure"]["status"] == 402
    assert len(emulator.writes()) == 2


def test_one_that_is_refused_does_not_keep_the_others_back(play: Play, emulator: Emulator) -> None:
    known = fill(emulator, 250)
    changes: list[dict[str, t.Any]] = [{"id": one, "escalation_level": 2} for one in known]
    changes[77]["escalation_level"] = changes[200]["escalation_level"] = 9
    result = run(play, incidents=changes)
    assert result["failed"] and result["changed"]
    assert ids(result["failures"]) == [known[77], known[200]]
    assert ids(result["updated"]) == [one for one in known if one not in (known[77], known[200])]
    assert "refused PUT /incidents with 400" in result["failures"][0]["message"]
    assert len(emulator.writes()) < 40
    emulator.forget()
    again = run(play, incidents=changes)
    assert again["failed"] and not again["changed"] and len(again["failures"]) == 2


def test_a_rejected_batch_is_not_split_endlessly(play: Play, emulator: Emulator) -> None:
    fill(emulator, 1000)
    result = run(play, select=ON_SHOP, escalation_level=9)
    assert result["failed"] and not result["changed"] and len(result["failures"]) == 1000
    assert len(emulator.writes()) <= 41
    assert "it is not known which are invalid" in result["failures"][200]["message"]
    assert "was not sent" in result["failures"][-1]["message"]


@pytest.mark.parametrize("state", ["acknowledged", "resolved"])
def test_moved_at_the_same_moment(
    play: Play, emulator: Emulator, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = fill(emulator, 3)
    real = TaskClient.request

    def late(self: TaskClient, method: str, path: str, **options: t.Any) -> dict[str, t.Any]:
        if method == "PUT" and len(options["body"]["incidents"]) == 3:
            # Somebody else has done the same with one of them a moment ago.
            one = {"incidents": options["body"]["incidents"][1:2]}
            real(self, method, path, **{**options, "body": one})
        return real(self, method, path, **options)

    monkeypatch.setattr(TaskClient, "request", late)
    result = run(play, select=ON_SHOP, state=state)
    assert ids(result["updated"]) == [known[0], known[2]] and ids(result["unchanged"]) == [known[1]]
    assert [found["status"] for found in emulator.state()["incidents"]] == [state] * 3


def test_resolved_meanwhile(play: Play, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    known = fill(emulator, 3)
    real = TaskClient.request
    other = Play(emulator)

    def late(self: TaskClient, method: str, path: str, **options: t.Any) -> dict[str, t.Any]:
        if method == "PUT" and path == "/incidents" and len(options["body"]["incidents"]) == 3:
            other.run(INCIDENT_OPERATION, id=known[1], state="resolved")
        return real(self, method, path, **options)

    monkeypatch.setattr(TaskClient, "request", late)
    result = run(play, select=ON_SHOP, assignees=["bea@example.com"])
    assert result["failed"] and ids(result["updated"]) == [known[0], known[2]]
    assert ids(result["failures"]) == [known[1]] and "the incident is resolved" in result["failures"][0]["message"]


@pytest.mark.parametrize("block", range(4))
def test_any_fifth_request_may_fail(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Seeded runs in which every fifth request goes wrong in one way or another: nobody is called twice."""
    monkeypatch.setattr(engine, "MOST", 10)
    finished = 0
    for seed in range(block * 10, block * 10 + 10):
        emulator.admin("POST", "reset", {"seed": seed})
        known = fill(emulator, 45)
        for fault in LOST.values():
            emulator.fault(**fault, probability=0.2 / len(LOST), times=None)
        select = ON_SHOP if seed % 2 else {"statuses": ["triggered", "acknowledged"]}
        try:
            result = run(Play(emulator, max_retries=2), select=select, assignees=["bea@example.com"])
        except PagerDutyError as error:  # it could not even be listed
            assert error.message and "\n" not in error.message
            assert emulator.writes() == []
            result = {"updated": [], "unchanged": [], "failures": []}
        emulator.admin("DELETE", "faults")
        told = [ids(result[name]) for name in ("updated", "unchanged", "failures")]
        assert not emulator.writes() or sorted(told[0] + told[1] + told[2]) == sorted(known)
        done = {found["id"] for found in emulator.state()["incidents"] if found["assigned_via"] == "direct_assignment"}
        assert set(told[0]) <= done and not set(told[0]) & set(told[2])
        finished += not told[2] and bool(told[0])
        calm = run(Play(emulator), select=ON_SHOP, assignees=["bea@example.com"])
        assert set(ids(calm["updated"])) == set(known) - done
        assigned = [one["incident"]["id"] for one in emulator.state()["log_entries"] if one["kind"] == "assign"]
        assert sorted(assigned) == sorted(known), f"seed {seed}: each is assigned once"
    assert finished >= 5, "too many runs gave up"


# -- bad input -------------------------------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"select": {}, "state": "resolved"}, "select: has no filter; for all open incidents of the account, set statuses"),
    ({"select": {"services": []}, "state": "resolved"}, r"select\.services: must not be empty"),
    ({"select": {"incident_key": ""}, "state": "resolved"}, r"select\.incident_key: must not be empty"),
    ({"select": {"services": ["Shap"]}, "state": "resolved"}, r"select\.services\[0\]: there is no service 'Shap'"),
    ({"select": {"since": "now"}, "state": "resolved"}, r"select\.since: 'now' is not a date or time"),
    ({"select": ON_SHOP}, "^state: the task requests no change; set at least one of state, title"),
    ({"select": ON_SHOP, "resolution": "x", "title": "y"}, "resolution: requires state: resolved"),
    ({"select": ON_SHOP, "state": "resolved", "assignees": [OWNER]}, "assignees: can.t be combined with state"),
    ({"select": ON_SHOP, "state": "acknowledged", "escalation_level": 2}, "escalation_level: can.t be combined"),
    ({"select": ON_SHOP, "assignees": [OWNER], "escalation_level": 2}, "assignees: can.t be combined with escal"),
    ({"select": ON_SHOP, "escalation_level": 0}, "escalation_level: is 0; it must be 1 or more"),
    ({"select": ON_SHOP, "priority": "P9"}, "^priority: there is no priority 'P9'"),
    ({"incidents": [{"id": " "}], "title": "x"}, r"incidents\[0\]\.id: must not be empty"),
    ({"incidents": [{"id": "Q1", "service": "Shop"}], "title": "x"}, r"incidents\[0\]\.service: requires incident_k"),
    ({"incidents": [{"id": "Q1"}]}, r"^incidents\[0\]: requests no change for id 'Q1'; set at least one of state, t"),
    (
        {"incidents": [{"id": "Q1", "state": "resolved"}, {"incident_key": "k"}]},
        r"^incidents\[1\]: requests no change for incident_key 'k'; set at least one of .*, here or for all incidents$",
    ),
    ({"incidents": [{"id": "1"}, {"incident_key": "key-0"}], "title": "x"}, r"incidents\[1\]: is the same incident as"),
    ({"incidents": [{"id": "1", "priority": "P9"}], "title": "x"}, r"incidents\[0\]\.priority: there is no priority"),
    ({"incidents": [{"id": "1"}], "priority": "P9"}, "^priority: there is no priority 'P9'"),
    ({"incidents": [{"id": "1", "resolution": "x"}], "title": "x"}, r"incidents\[0\]\.resolution: requires state"),
    (
        {"incidents": [{"id": "1", "assignees": ["nobody@example.com"]}]},
        r"incidents\[0\]\.assignees\[0\]: there is no user 'nobody@example.com'",
    ),
    ({"incidents": [{"incident_key": "twice"}], "title": "x"}, r"incidents\[0\]\.incident_key: several open incidents"),
]


@pytest.mark.parametrize(("options", "message"), WRONG, ids=[message for _options, message in WRONG])
def test_one_line_that_helps(play: Play, emulator: Emulator, options: dict[str, t.Any], message: str) -> None:
    twice = [{"title": name, "service": name, "incident_key": "twice"} for name in ("Shop", "Search")]
    fill(emulator, 0, incidents=[{"title": "Down", "service": "Shop", "incident_key": "key-0"}, *twice])
    with pytest.raises(PagerDutyError, match=message) as caught:
        run(play, **options)
    assert "\n" not in caught.value.message
    assert emulator.writes() == []


def test_who_asks_has_to_be_told(emulator: Emulator) -> None:
    fill(emulator, 300)
    for sender, says in ((None, "set from_email"), ("nobody@example.com", "Set from_email to the e-mail of a user")):
        emulator.forget()
        result = run(Play(emulator, from_email=sender), select=ON_SHOP, state="acknowledged")
        assert result["failed"] and says in result["msg"] and len(result["failures"]) == 300
        assert len(emulator.writes()) == 1


def test_nothing_selected(play: Play, emulator: Emulator) -> None:
    fill(emulator, 0)
    for options in ({"select": ON_SHOP}, {"incidents": []}):
        result = run(play, **options, state="resolved")
        assert not result["changed"] and not result["updated"] and not result["unchanged"]


# -- custom fields ---------------------------------------------------------------------------------------------------

WITH_FIELDS: dict[str, t.Any] = {
    "incident_types": [
        {
            "name": "security",
            "custom_fields": [
                {"name": "environment", "field_type": "single_value_fixed", "field_options": ["production", "staging"]},
                {"name": "users", "data_type": "integer", "default_value": 0},
            ],
        },
    ],
}


def with_fields(emulator: Emulator, types: t.Sequence[str]) -> list[str]:
    """The IDs of open incidents of these types, the oldest first."""
    incidents = [
        {"title": f"Down {at}", "service": "Shop", "incident_type": name} for at, name in enumerate(types)
    ]
    return fill(emulator, 0, incidents=incidents, **WITH_FIELDS)


def values(emulator: Emulator) -> list[list[t.Any]]:
    """The values of the custom fields of each incident, the oldest first."""
    return [list(one["custom_fields"].values()) for one in emulator.state()["incidents"]]


def test_custom_fields_of_many(play: Play, emulator: Emulator) -> None:
    """One request reads the values of each incident, and one sets them. Other options are set for all together."""
    known = with_fields(emulator, ["security"] * 3)
    stated: dict[str, t.Any] = {"custom_fields": {"environment": "staging", "users": "5"}, "urgency": "low"}
    foretold = run(play, select=ON_SHOP, check=True, **stated)
    assert emulator.writes() == [] and ids(foretold["updated"]) == known
    emulator.forget()
    result = run(play, select=ON_SHOP, **stated)
    assert result["diff"] == foretold["diff"]
    assert sorted(emulator.writes()) == sorted(
        ["PUT /incidents", *(f"PUT /incidents/{one}/custom_fields/values" for one in known)]
    )
    assert values(emulator) == [["staging", 5]] * 3
    emulator.forget()
    assert not run(play, select=ON_SHOP, **stated)["changed"]
    assert emulator.writes() == []
    own = [{"id": known[0], "custom_fields": {"users": 7}}, {"id": known[1]}]
    result = run(play, incidents=own, custom_fields={"users": 5})
    assert ids(result["updated"]) == known[:1] and ids(result["unchanged"]) == known[1:2]
    assert values(emulator)[0] == ["staging", 7]


def test_incidents_of_another_type_do_not_keep_the_others_back(play: Play, emulator: Emulator) -> None:
    known = with_fields(emulator, ["security", "incident_default", "security"])
    result = run(play, select=ON_SHOP, custom_fields={"users": 5})
    assert result["failed"] and result["changed"] and ids(result["updated"]) == [known[0], known[2]]
    (failure,) = result["failures"]
    assert failure["id"] == known[1] and "has no such custom field; it has none" in failure["message"]
    result = run(play, incidents=[{"id": known[0], "custom_fields": {"environment": "test"}}])
    assert "its options are production, staging" in result["failures"][0]["message"]
    emulator.fault(kind="status", status=400, method="PUT", path=f"/incidents/{known[0]}/custom_fields/values")
    result = run(play, select=ON_SHOP, urgency="low", custom_fields={"environment": "staging"})
    messages = {one["id"]: one["message"] for one in result["failures"]}
    assert "its other options were changed, but setting custom fields failed" in messages[known[0]]
    assert values(emulator) == [[5], [], [5, "staging"]]


def test_the_fields_of_another_type_are_set_with_the_type(play: Play, emulator: Emulator) -> None:
    known = with_fields(emulator, ["incident_default"])
    stated: dict[str, t.Any] = {"incident_type": "security", "custom_fields": {"users": 3}}
    assert run(play, incidents=[{"id": known[0]}], check=True, **stated)["changed"]
    assert run(play, incidents=[{"id": known[0]}], **stated)["changed"]
    assert values(emulator) == [[3]]
    assert not run(play, incidents=[{"id": known[0]}], **stated)["changed"]


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_a_lost_response_about_values(play: Play, emulator: Emulator, kind: str) -> None:
    known = with_fields(emulator, ["security"] * 2)
    emulator.fault(kind=kind, method="PUT", path="/incidents/*/custom_fields/values")
    assert ids(run(play, select=ON_SHOP, custom_fields={"users": 5})["updated"]) == known
    assert values(emulator) == [[5], [5]]
