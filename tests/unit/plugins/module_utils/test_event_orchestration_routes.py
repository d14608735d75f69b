# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule of a shared router: what stays as it is, positions, and several writers at the same time."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core import local_lock
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event_orchestration_route import (
    EVENT_ORCHESTRATION_ROUTE_OPERATION as ROUTE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

ID = "b02e973d-9620-4e0a-9edc-00fedf7d4694"
PATH = f"/event_orchestrations/{ID}/router"
PUT = f"PUT {PATH}"

Rule = dict[str, t.Any]


def rule(label: str, service: str = "PDISK01", **more: t.Any) -> Rule:
    """A rule as the emulator loads it."""
    condition = {"expression": f"event.summary matches part '{label}'"}
    return {"id": f"rule-{label}", "label": label, "conditions": [condition], "actions": {"route_to": service}, **more}


DYNAMIC: Rule = {
    "id": "rule-dynamic",
    "label": "By name",
    "actions": {"dynamic_route_to": {"source": "event.component", "regex": "(.*)", "lookup_by": "service_name"}},
}


def load(emulator: Emulator, *rules: Rule, others: t.Sequence[Rule] = ()) -> None:
    """An orchestration with these rules, and others."""
    services = {"PDISK01": "Disks", "PMAIL01": "Mail", "PSHOP01": "Shop"}
    router = {"sets": [{"id": "start", "rules": list(rules)}], "catch_all": {"actions": {"route_to": "PSHOP01"}}}
    emulator.load(
        services=[{"id": key, "name": name, "escalation_policy": "Default"} for key, name in services.items()],
        event_orchestrations=[{"id": ID, "name": "Signals", "router": router}, *others],
    )
    emulator.forget()


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """A router with the rules a, b and c."""
    load(emulator, rule("a"), rule("b", "PMAIL01", disabled=True), rule("c"))
    return emulator


def send(emulator: Emulator, method: str, path: str, body: t.Any = None) -> t.Any:
    """A request of another program."""
    headers = {"Authorization": "Token token=emulator"}
    answer = requests.request(method, f"{emulator.url}{path}", json=body, headers=headers, timeout=60)
    assert answer.ok, answer.text
    return answer.json()


def router_of(emulator: Emulator, path: str = PATH) -> Rule:
    return t.cast(Rule, send(emulator, "GET", path)["orchestration_path"])


def rules_of(emulator: Emulator, path: str = PATH) -> list[Rule]:
    return t.cast("list[Rule]", router_of(emulator, path)["sets"][0]["rules"])


def labels(emulator: Emulator, path: str = PATH) -> list[str]:
    return [one["label"] for one in rules_of(emulator, path)]


def overwrite(emulator: Emulator, change: t.Callable[[list[Rule]], list[Rule]]) -> None:
    """What a writer does that does not know of others. change: a function of the rules."""
    router = router_of(emulator)
    body = {"sets": [{"id": "start", "rules": change(router["sets"][0]["rules"])}], "catch_all": router["catch_all"]}
    send(emulator, "PUT", PATH, {"orchestration_path": body})


def route(play: Play, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run, and the run again, each compared with the others: the result of the run."""
    options = {"orchestration": "Signals", **options}
    play.emulator.forget()
    checked = play.run(ROUTE, check=True, **options)
    assert play.emulator.writes() == []
    before = {one["id"]: one for one in rules_of(play.emulator)}
    result = play.run(ROUTE, **options)
    assert play.emulator.writes() == ([PUT] if result["changed"] else [])
    for name in ("changed", "diff", "position"):
        assert checked[name] == result[name]
    own = (result["route"] or {}).get("id")
    for one in rules_of(play.emulator):
        assert one["id"] == own or before[one["id"]] == one, "another rule has changed"
    assert router_of(play.emulator)["catch_all"] == {"actions": {"route_to": "PSHOP01"}}
    play.emulator.forget()
    again = play.run(ROUTE, **options)
    assert not again["changed"] and play.emulator.writes() == []
    assert (again["route"], again["position"]) == (result["route"], result["position"])
    return result


def fails(play: Play, **options: t.Any) -> str:
    for check in (True, False):
        with pytest.raises(PagerDutyError) as caught:
            play.run(ROUTE, check=check, **{"orchestration": "Signals", **options})
    assert play.emulator.writes() == []
    return caught.value.message


# -- one writer ------------------------------------------------------------------------------------------------------


def test_a_new_rule_is_the_last_one(play: Play, world: Emulator) -> None:
    result = route(play, label="d", conditions=["event.source exists"], route_to="mail")
    assert labels(world) == ["a", "b", "c", "d"]
    assert result["position"] == 4
    assert result["route"]["actions"] == {"route_to": "PMAIL01"}
    assert result["diff"]["before"] == {"rules": []}
    assert result["diff"]["after"] == {
        "rules": [
            {
                "position": 4,
                "label": "d",
                "conditions": ["event.source exists"],
                "route_to": "Mail (PMAIL01)",
                "disabled": False,
            }
        ]
    }


def test_only_what_the_task_states_changes(play: Play, world: Emulator) -> None:
    result = route(play, label=" B ", route_to="Shop")
    assert result["route"]["id"] == "rule-b"
    assert result["route"] == rules_of(world)[1]
    assert (result["route"]["label"], result["route"]["disabled"]) == ("b", True)
    assert result["route"]["conditions"] == [{"expression": "event.summary matches part 'b'"}]
    route(play, label="b", disabled=False)
    route(play, label="b", conditions=[])
    assert rules_of(world)[1]["actions"] == {"route_to": "PSHOP01"}
    route(play, id="rule-b", label="Bee")
    assert labels(world) == ["a", "Bee", "c"]


def test_spellings_of_the_same_rule(play: Play, world: Emulator) -> None:
    same = {"conditions": [" event.summary matches part 'a' "] * 2, "route_to": " DISKS", "disabled": False}
    assert not route(play, label=" A", **same)["changed"]
    assert not route(play, id="rule-a", route_to={"id": "PDISK01"})["changed"]


def test_removal(play: Play, world: Emulator) -> None:
    assert route(play, label="B", state="absent")["diff"]["before"]["rules"][0]["position"] == 2
    assert labels(world) == ["a", "c"]
    assert not route(play, id="rule-b", state="absent")["changed"]
    assert route(play, id="rule-a", state="absent")["changed"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"label": "n", "position": "first"}, "n a b c"),
        ({"label": "n", "position": " LAST "}, "a b c n"),
        ({"label": "n", "position": 2}, "a n b c"),
        ({"label": "n", "position": 99}, "a b c n"),
        ({"label": "n", "before": "b"}, "a n b c"),
        ({"label": "n", "after": "A"}, "a n b c"),
        ({"label": "n", "after": "rule-c"}, "a b c n"),
        ({"label": "a", "position": "last"}, "b c a"),
        ({"label": "c", "position": "first"}, "c a b"),
        ({"label": "c", "position": 2}, "a c b"),
        ({"label": "a", "position": 2}, "b a c"),
        ({"label": "c", "before": "b"}, "a c b"),
        ({"label": "a", "after": "b"}, "b a c"),
        ({"label": "a", "before": "c"}, "a b c"),
        ({"label": "c", "after": "a"}, "a b c"),
        ({"label": "b"}, "a b c"),
    ],
)
def test_positions(play: Play, world: Emulator, options: Rule, expected: str) -> None:
    result = route(play, **options, route_to="Disks" if options["label"] != "b" else "Mail")
    assert " ".join(labels(world)) == expected
    assert result["position"] == expected.split().index(options["label"]) + 1
    assert result["changed"] == (expected != "a b c")


def test_the_dynamic_rule_stays_the_first_one(play: Play, emulator: Emulator) -> None:
    load(emulator, DYNAMIC, rule("a"), rule("b"))
    route(play, label="n", route_to="Disks", position="first")
    assert labels(emulator) == ["By name", "n", "a", "b"]
    emulator.forget()
    assert "dynamic_route_to; PagerDuty allows no other" in fails(play, label="a", position=1)
    assert "dynamic_route_to; PagerDuty allows no other" in fails(play, label="a", before="By name")
    other = {"source": "event.component", "regex": "(.*)", "lookup_by": "service_id"}
    assert "already has such a rule" in fails(play, label="a", dynamic_route_to=other, conditions=[])
    route(play, label="By name", dynamic_route_to=other)
    route(play, label="By name", route_to="Disks")
    assert "no conditions in this rule" in fails_after(emulator, play, label="b", dynamic_route_to=other)
    assert "in the first rule only" in fails(play, label="b", dynamic_route_to=other, conditions=[], position="last")
    route(play, label="b", dynamic_route_to=other, conditions=[])
    assert labels(emulator) == ["b", "By name", "n", "a"]


def fails_after(emulator: Emulator, play: Play, **options: t.Any) -> str:
    emulator.forget()
    return fails(play, **options)


def test_bad_input(play: Play, world: Emulator) -> None:
    assert fails(play, label="n").startswith("route_to: the router has no rule 'n' yet")
    assert "no service 'Disk'" in fails(play, label="n", route_to="Disk")
    assert "no event orchestration 'Signal'" in fails(play, orchestration="Signal", label="a")
    assert "it must be first, last, or a number from 1" in fails(play, label="a", position="0")
    assert "it must be first, last, or a number from 1" in fails(play, label="a", position="second")
    assert "no other rule 'z'; its rules are b, c" in fails(play, label="a", before="z")
    assert "no other rule 'a'" in fails(play, label="a", after="a")
    assert "no rule with the ID 'rule-z'; omit id" in fails(play, id="rule-z", route_to="Disks")
    assert "must not be empty" in fails(play, label=" ", route_to="Disks")
    assert "conditions[1]: must not be empty" in fails(play, label="a", conditions=["event.source exists", " "])
    assert "settle: must be 0 or more" in fails(play, label="a", settle=-1)
    world.load(event_orchestrations=[{"name": "Twice", "router": {"sets": [{"rules": [rule("a"), rule("A")]}]}}])
    both = "2 rules with this label: a (rule-a), A (rule-A). Use the ID"
    assert both in fails(play, orchestration="Twice", label="a", state="absent")


def test_check_mode_knows_earlier_tasks(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    options = {"orchestration": "Signals", "label": "n", "route_to": "Disks"}
    assert play.run(ROUTE, check=True, **options)["changed"]
    assert not play.run(ROUTE, check=True, **options)["changed"]
    assert play.run(ROUTE, check=True, **{**options, "label": "m", "before": "n"})["position"] == 4
    assert play.run(ROUTE, check=True, orchestration="Signals", label="n", state="absent")["changed"]
    assert not play.run(ROUTE, check=True, orchestration="Signals", label="n", state="absent")["changed"]
    assert world.writes() == []


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_lost_responses(play: Play, world: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    world.fault(**fault, method="PUT", times=1)
    result = play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks")
    assert result["changed"] and result["route"]["id"]
    assert labels(world) == ["a", "b", "c", "n"]


@pytest.mark.parametrize("status", [405, 409])
def test_an_update_at_the_same_moment_is_repeated(play: Play, world: Emulator, status: int) -> None:
    world.fault(kind="status", status=status, method="PUT", times=2)
    assert play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks")["changed"]
    assert labels(world) == ["a", "b", "c", "n"]
    world.fault(kind="status", status=status, method="PUT", times=None)
    with pytest.raises(PagerDutyError) as caught:
        play.run(ROUTE, orchestration="Signals", label="m", route_to="Disks")
    assert str(status) in caught.value.message


# -- other writers, one request after the other ----------------------------------------------------------------------


class Others:
    """Other writers, which do something in the pauses of a task. pauses: a function for each pause."""

    def __init__(self, play: Play, *pauses: t.Callable[[], t.Any]) -> None:
        self.left = list(pauses)
        play.sessions = Sessions(sleep=self.pause)

    def pause(self, _seconds: float) -> None:
        if self.left:
            self.left.pop(0)()


def test_an_overwritten_rule_is_written_again(play: Play, world: Emulator) -> None:
    """Another writer has read the router before the task has written it, and writes it after that."""
    Others(play, *[lambda: overwrite(world, lambda rules: [one for one in rules if one["label"] != "n"])] * 2)
    result = play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks")
    assert result["changed"] and result["position"] == 4
    assert labels(world) == ["a", "b", "c", "n"]
    assert len([one for one in world.writes() if one == PUT]) == 5
    assert result["route"] == rules_of(world)[3]


def test_a_rule_of_another_writer_is_kept(play: Play, world: Emulator) -> None:
    Others(play, lambda: overwrite(world, lambda rules: [*[one for one in rules if one["label"] != "n"], rule("x")]))
    play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks")
    assert labels(world) == ["a", "b", "c", "x", "n"]


def test_a_removal_that_another_writer_has_undone_is_repeated(play: Play, world: Emulator) -> None:
    Others(play, lambda: overwrite(world, lambda rules: [*rules, rule("b")]))
    assert play.run(ROUTE, orchestration="Signals", label="b", state="absent")["changed"]
    assert labels(world) == ["a", "c"]


def test_what_another_writer_has_removed_at_the_same_time_is_reported(play: Play, world: Emulator) -> None:
    Others(play, lambda: overwrite(world, lambda rules: [one for one in rules if one["label"] in ("a", "c")]))
    result = play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks")
    assert labels(world) == ["a", "c", "n"]
    assert [one for one in result["warnings"] if "removed or overwritten the rule b (rule-b)" in one]


def test_two_tasks_that_both_want_the_same_position_end(play: Play, world: Emulator) -> None:
    count = iter(range(99))
    Others(play, *[lambda: overwrite(world, lambda rules: [*rules, {**rule(f"x{next(count)}"), "id": None}])] * 20)
    play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks", position="last")
    assert "n" in labels(world)


def test_without_an_end_the_task_fails(play: Play, world: Emulator) -> None:
    Others(play, *[lambda: overwrite(world, lambda rules: rules[:3])] * 99)
    with pytest.raises(PagerDutyError) as caught:
        play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks")
    assert "others have overwritten the rule" in caught.value.message
    assert caught.value.result and caught.value.result["changed"] is True


def test_a_slow_update_warns(play: Play, world: Emulator) -> None:
    world.fault(kind="latency", seconds=2.2, method="PUT", times=1)
    result = play.run(ROUTE, orchestration="Signals", label="n", route_to="Disks")
    assert "its change is lost: compare the rules" in result["warnings"][0]


# -- other writers at the same time ----------------------------------------------------------------------------------


def write(emulator: Emulator, orchestration: str, label: str) -> dict[str, t.Any]:
    play = Play(emulator)
    return play.run(ROUTE, orchestration=orchestration, label=label, route_to="PDISK01")


@pytest.fixture
def slow() -> t.Iterator[Emulator]:
    """An emulator that waits before each response."""
    emulator = Emulator("--latency", "0.02")
    yield emulator
    emulator.stop()


def test_fifty_pairs_of_writers_lose_no_rule(slow: Emulator) -> None:
    names = [f"Signals {number}" for number in range(50)]
    ids = {name: f"b02e973d-9620-4e0a-9edc-0000000000{number:02}" for number, name in enumerate(names)}
    load(slow, others=[{"id": ids[name], "name": name} for name in names])
    with ThreadPoolExecutor(16) as pool:
        runs = [pool.submit(write, slow, name, label) for name in names for label in ("one", "two")]
        assert all(run.result()["changed"] for run in runs)
    for name in names:
        assert sorted(labels(slow, f"/event_orchestrations/{ids[name]}/router")) == ["one", "two"]


def test_many_writers_of_one_router_lose_no_rule(slow: Emulator) -> None:
    load(slow, rule("a"))
    with ThreadPoolExecutor(12) as pool:
        runs = [pool.submit(write, slow, "Signals", f"x{number}") for number in range(24)]
        assert all(run.result()["changed"] for run in runs)
    assert sorted(labels(slow)) == sorted(["a", *(f"x{number}" for number in range(24))])


def test_removals_and_additions_at_the_same_time(slow: Emulator) -> None:
    load(slow, *(rule(f"old{number}") for number in range(8)))

    def remove(number: int) -> dict[str, t.Any]:
        return Play(slow).run(ROUTE, orchestration="Signals", label=f"old{number}", state="absent")

    with ThreadPoolExecutor(16) as pool:
        runs = [pool.submit(remove, number) for number in range(8)]
        runs += [pool.submit(write, slow, "Signals", f"new{number}") for number in range(8)]
        assert all(run.result()["changed"] for run in runs)
    assert sorted(labels(slow)) == [f"new{number}" for number in range(8)]


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock, a task still works: it only makes conflicts rarer."""
    place = tmp_path / "locks"
    monkeypatch.setattr(local_lock, "folder", lambda: place)
    with local_lock.locked("router"):
        assert len(list(place.iterdir())) == 1
    place.chmod(0o777)
    with local_lock.locked("other router"):
        assert len(list(place.iterdir())) == 1
    monkeypatch.setattr(local_lock, "folder", lambda: tmp_path / "missing" / "locks")
    with local_lock.locked("router"):
        pass
