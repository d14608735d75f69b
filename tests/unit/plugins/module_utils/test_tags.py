# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: the module of tags, the option `tags` of the objects that have them, and both directions of the lists."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.tag import TAG
from ansible_collections.community.pagerduty.plugins.module_utils._resources.tag_listing import LISTED_TAG
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team import TEAM
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

OPERATION = resource_operation(TAG)
TAG_INFO = info_operation(LISTED_TAG)

# Each type of object with tags: its operation, and what identifies one.
OBJECTS: dict[str, tuple[Resource, dict[str, t.Any]]] = {
    "user": (USER, {"email": "ann@example.com"}),
    "team": (TEAM, {"name": "Platform"}),
    "escalation_policy": (MANAGED_ESCALATION_POLICY, {"name": "Spare"}),
}


class Tagged:
    """An object with the tags `old` and `VIP`."""

    def __init__(self, play: Play, name: str) -> None:
        self.play, self.emulator, self.name = play, play.emulator, name
        self.resource, self.identity = OBJECTS[name]
        self.operation: Operation = resource_operation(self.resource)
        self.info: Operation = info_operation(self.resource)
        self.emulator.load(
            users=[{"name": "Ann Archer", "email": "ann@example.com"}, {"name": "Bea", "email": "bea@example.com"}],
            teams=[{"name": "Platform"}, {"name": "Search"}],
            escalation_policies=[
                {
                    "name": name,
                    "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]}],
                }
                for name in ("Spare", "Other")
            ],
        )
        self.object: dict[str, t.Any] = self.run(tags=["old", "VIP"])[name]
        self.path = f"{self.resource.path}/{self.object['id']}"
        self.change = f"POST {self.path}/change_tags"
        self.emulator.forget()

    def run(self, *, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
        return self.play.run(self.operation, check=check, **self.identity, **options)

    def tags(self) -> list[dict[str, t.Any]]:
        tags: list[dict[str, t.Any]] = self.play.run(TAG_INFO, **{self.name: self.object["id"]})["tags"]
        return tags

    def labels(self) -> list[str]:
        return [tag["label"] for tag in self.tags()]

    def requests(self) -> list[str]:
        return [f"{entry['method']} {entry['path']}" for entry in self.emulator.log()]


@pytest.fixture(params=OBJECTS)
def tagged(play: Play, request: pytest.FixtureRequest) -> Tagged:
    return Tagged(play, request.param)


@pytest.fixture
def team(play: Play) -> Tagged:
    return Tagged(play, "team")


# -- tags themselves -------------------------------------------------------------------------------------------------


def test_a_tag_is_created_once(play: Play, emulator: Emulator) -> None:
    foretold = play.run(OPERATION, check=True, label="On  call ")
    assert emulator.writes() == [] and foretold["tag"]["label"] == "On call"
    made = play.run(OPERATION, label="On  call ")
    assert foretold["diff"] == made["diff"]
    assert foretold["tag"].items() <= made["tag"].items()
    assert made["changed"] and made["diff"]["after"] == {"label": "On call"}
    for options in ({"label": "ON CALL"}, {"id": made["tag"]["id"]}, {"id": made["tag"]["id"], "label": "On call"}):
        again = play.run(OPERATION, **options)
        assert not again["changed"] and again["tag"] == made["tag"]
    assert emulator.writes() == ["POST /tags"]


@pytest.mark.parametrize("check", [True, False])
def test_a_label_can_not_be_changed(play: Play, emulator: Emulator, check: bool) -> None:
    made = play.run(OPERATION, label="old")["tag"]
    emulator.forget()
    with pytest.raises(UsageError, match=r"label: PagerDuty can't change the label.*state: absent"):
        play.run(OPERATION, check=check, id=made["id"], label="new")
    assert emulator.writes() == []


def test_a_deleted_tag_is_removed_from_its_objects(tagged: Tagged) -> None:
    foretold = tagged.play.run(OPERATION, check=True, label="vip", state="absent")
    assert tagged.emulator.writes() == []
    gone = tagged.play.run(OPERATION, label="vip", state="absent")
    assert gone == foretold and gone["changed"] and gone["tag"] is None
    assert gone["diff"]["before"] == {"label": "VIP"}
    assert tagged.labels() == ["old"]
    assert not tagged.play.run(OPERATION, label="vip", state="absent")["changed"]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"label": " "}, "label: must not be empty"), ({"label": "x" * 192}, "label: has 192 characters.*191")],
)
def test_bad_labels(play: Play, emulator: Emulator, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        play.run(OPERATION, **options)
    assert emulator.writes() == []


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_a_lost_create_makes_one_tag(play: Play, emulator: Emulator, fault: dict[str, t.Any]) -> None:
    play.connection["timeout"] = 1
    emulator.fault(method="POST", path="/tags", **fault)
    assert play.run(OPERATION, label="new")["changed"]
    assert [tag["label"] for tag in emulator.state()["tags"]] == ["new"]


# -- the tags of an object -------------------------------------------------------------------------------------------


def test_missing_tags_are_added_in_one_request(tagged: Tagged) -> None:
    foretold = tagged.run(check=True, tags=["vip", "a", "b"])
    assert tagged.emulator.writes() == []
    result = tagged.run(tags=["vip", "a", "b"])
    assert result["changed"] and foretold["diff"] == result["diff"]
    assert result["diff"]["before"] == {"tags": ["old", "VIP"]}
    assert result["diff"]["after"] == {"tags": ["old", "VIP", "a", "b"]}
    assert tagged.emulator.writes() == [tagged.change]
    assert tagged.labels() == ["a", "b", "old", "VIP"]

    tagged.emulator.forget()
    again = tagged.run(tags=["b", "VIP", "old", "A"], purge_tags=True)
    assert not again["changed"] and again["diff"]["after"] == {}
    assert tagged.emulator.writes() == []
    assert tagged.requests()[-1] == f"GET {tagged.path}/tags" and len(tagged.requests()) == 2


def test_other_tags_are_removed_only_with_purge(tagged: Tagged) -> None:
    assert not tagged.run(tags=["old"])["changed"]
    assert not tagged.run(tags=[])["changed"]
    foretold = tagged.run(check=True, tags=["new", "old"], purge_tags=True)
    result = tagged.run(tags=["new", "old"], purge_tags=True)
    assert foretold["diff"] == result["diff"]
    assert result["diff"]["after"] == {"tags": ["old", "new"]}
    assert tagged.emulator.writes() == [tagged.change]
    assert tagged.labels() == ["new", "old"]
    assert tagged.run(tags=[], purge_tags=True)["diff"]["after"] == {"tags": []}
    assert tagged.labels() == []
    assert {tag["label"] for tag in tagged.emulator.state()["tags"]} == {"new", "old", "VIP"}


def test_a_new_object_gets_its_tags(tagged: Tagged) -> None:
    options: dict[str, t.Any] = {
        "user": {"email": "cal@example.com", "name": "Cal"},
        "team": {"name": "Night watch"},
        "escalation_policy": {
            "name": "Nights",
            "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [{"user": "ann@example.com"}]}],
        },
    }[tagged.name]
    foretold = tagged.play.run(tagged.operation, check=True, tags=["vip", "new"], **options)
    result = tagged.play.run(tagged.operation, tags=["vip", "new"], **options)
    assert foretold["diff"] == result["diff"] and result["diff"]["after"]["tags"] == ["vip", "new"]
    made = result[tagged.name]
    path = f"{tagged.resource.path}/{made['id']}"
    assert tagged.emulator.writes() == [f"POST {tagged.resource.path}", f"POST {path}/change_tags"]
    assert f"GET {path}/tags" not in tagged.requests()
    assert [tag["label"] for tag in tagged.play.run(TAG_INFO, **{tagged.name: made["id"]})["tags"]] == ["new", "VIP"]


def test_without_the_option_no_tags_are_read(tagged: Tagged) -> None:
    tagged.run()
    assert len(tagged.requests()) == 1 and "tags" not in tagged.requests()[0]


def test_a_tag_by_its_id(team: Tagged) -> None:
    other = team.play.run(OPERATION, label="other")["tag"]
    vip = next(tag for tag in team.tags() if tag["label"] == "VIP")
    assert not team.run(tags=[vip["id"]])["changed"]
    # The same one twice, and a label that looks like an ID.
    result = team.run(tags=[vip["id"], other["id"], "OTHER", "PLATFORM"], purge_tags=True)
    assert result["diff"]["after"] == {"tags": ["VIP", "other", "PLATFORM"]}
    assert team.labels() == ["other", "PLATFORM", "VIP"]
    assert not team.run(tags=["PLATFORM", {"type": "tag", "id": other["id"]}])["changed"]


@pytest.mark.parametrize(
    ("tags", "message"),
    [(["new", ""], r"tags\[1\]: must not be empty"), (["x" * 192], r"tags\[0\]: has 192 characters")],
)
def test_bad_tags(team: Tagged, tags: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        team.run(tags=tags)
    assert team.emulator.writes() == []


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
def test_a_lost_change_is_repeated(team: Tagged, fault: dict[str, t.Any]) -> None:
    team.play.connection["timeout"] = 1
    team.emulator.fault(method="POST", path=f"{team.path}/change_tags", **fault)
    assert team.run(tags=["new"], purge_tags=True)["changed"]
    assert team.labels() == ["new"]


def test_what_was_done_before_a_failure(team: Tagged) -> None:
    team.emulator.fault(method="POST", path=f"{team.path}/change_tags", kind="forbidden")
    with pytest.raises(ApiError, match=r"team Platform.*was updated, but changing the tags failed") as caught:
        team.run(description="New", tags=["new"])
    assert caught.value.result["diff"]["after"] == {"description": "New"}
    assert team.labels() == ["old", "VIP"]


def test_a_loop_costs_two_requests_for_each_item(play: Play, emulator: Emulator) -> None:
    names = [f"Team {number}" for number in range(30)]
    emulator.load(teams=[{"name": name} for name in names])
    play.keep()
    emulator.forget()
    for name in names:
        play.run(resource_operation(TEAM), name=name, tags=["one", "two"])
    assert len(emulator.writes()) == 30
    assert len(emulator.log()) <= 2 * 30 + 2


# -- lists -----------------------------------------------------------------------------------------------------------


def test_the_lists_of_tags(tagged: Tagged) -> None:
    def listed(**options: t.Any) -> list[str]:
        return [tag["label"] for tag in tagged.play.run(TAG_INFO, **options)["tags"]]

    tagged.play.run(OPERATION, label="very old")
    assert listed() == ["old", "very old", "VIP"]
    assert listed(query="OLD") == ["old", "very old"]
    assert listed(label=" Old") == ["old"]
    assert listed(id=tagged.tags()[1]["id"]) == ["VIP"]
    identity = next(iter(tagged.identity.values()))
    assert listed(**{tagged.name: identity}) == ["old", "VIP"]
    assert listed(**{tagged.name: identity, "label": "vip"}) == ["VIP"]
    assert listed(**{tagged.name: identity, "label": "very old"}) == []
    assert tagged.play.run(TAG_INFO, **{tagged.name: identity}, limit=1, offset=1, total=True)["total"] == 2
    with pytest.raises(UsageError, match=f"{tagged.name}: there is no"):
        listed(**{tagged.name: "Nobody"})


def test_the_objects_with_a_tag(tagged: Tagged) -> None:
    def listed(**options: t.Any) -> list[dict[str, t.Any]]:
        found: list[dict[str, t.Any]] = tagged.play.run(tagged.info, **options)[tagged.resource.plural]
        return found

    (found,) = listed(tag="vip")
    assert found["id"] == tagged.object["id"] and found["name"] == tagged.object["name"]
    assert not {"http_cal_url", "web_cal_url"} & set(found)
    assert listed(tag="vip", name=found["name"].upper()) == [found]
    assert listed(tag="vip", name="Nobody") == []
    assert listed(tag=tagged.play.run(OPERATION, label="unused")["tag"]["id"]) == []
    with pytest.raises(UsageError, match=r"tag: there is no tag 'VIPs'.*VIP"):
        listed(tag="VIPs")


def test_many_objects_with_a_tag_cost_few_requests(play: Play, emulator: Emulator) -> None:
    emulator.load(teams=[{"name": f"Team {number:03}"} for number in range(150)])
    play.keep()
    for number in range(120):
        play.run(resource_operation(TEAM), name=f"Team {number:03}", tags=["many"])
    play.sessions = None
    emulator.forget()
    found = play.run(info_operation(TEAM), tag="many")["teams"]
    assert [team["name"] for team in found] == [f"Team {number:03}" for number in range(120)]
    assert len(emulator.log()) <= 10


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        (TAG_INFO, {"user": "Ann", "team": "Platform"}),
        (TAG_INFO, {"team": "Platform", "query": "a"}),
        (TAG_INFO, {"id": "P1", "label": "a"}),
        (info_operation(USER), {"tag": "a", "query": "Ann"}),
        (info_operation(USER), {"tag": "a", "include": ["teams"]}),
        (info_operation(TEAM), {"tag": "a", "include": ["privileges"]}),
        (info_operation(MANAGED_ESCALATION_POLICY), {"tag": "a", "teams": ["Platform"]}),
    ],
)
def test_what_lists_can_not_combine(play: Play, operation: Operation, options: dict[str, t.Any]) -> None:
    with pytest.raises(AssertionError, match="mutually exclusive"):
        play.run(operation, **options)


# -- runs in check mode ----------------------------------------------------------------------------------------------


@pytest.fixture
def foretold(tagged: Tagged, tmp_path: Path) -> Tagged:
    """An object whose tasks belong to one run in check mode, which ends without a write request."""
    tagged.play.ledger = str(tmp_path / "ledger")
    return tagged


def checked_labels(tagged: Tagged) -> list[str]:
    tags = tagged.play.run(TAG_INFO, check=True, **{tagged.name: tagged.object["id"]})["tags"]
    assert all(tag["id"] and tag["type"] == "tag" for tag in tags)
    return [tag["label"] for tag in tags]


def test_later_tasks_see_predicted_tags(foretold: Tagged) -> None:
    tagged, play = foretold, foretold.play
    assert tagged.run(check=True, tags=["new", "VIP"], purge_tags=True)["diff"]["after"] == {"tags": ["VIP", "new"]}
    assert not tagged.run(check=True, tags=["NEW"])["changed"]
    assert checked_labels(tagged) == ["VIP", "new"]
    made = play.run(OPERATION, check=True, label="New")
    assert not made["changed"] and made["tag"]["id"].startswith("check-mode-")
    assert not tagged.run(check=True, tags=[made["tag"]["id"]])["changed"]
    assert tagged.run(check=True, tags=[made["tag"]], purge_tags=True)["diff"]["after"] == {"tags": ["new"]}
    assert checked_labels(tagged) == ["new"]
    assert [tag["label"] for tag in play.run(TAG_INFO, check=True, label="new")["tags"]] == ["new"]
    for label, names in {"new": [tagged.object["name"]], "vip": []}.items():
        found = play.run(tagged.info, check=True, tag=label)[tagged.resource.plural]
        assert [one["name"] for one in found] == names
    assert tagged.emulator.writes() == []


def test_later_tasks_miss_deleted_tags(foretold: Tagged) -> None:
    tagged, play = foretold, foretold.play
    play.run(OPERATION, check=True, label="old", state="absent")
    assert checked_labels(tagged) == ["VIP"]
    result = tagged.run(check=True, tags=["Old"])
    assert result["changed"] and result["diff"]["after"] == {"tags": ["VIP", "Old"]}
    play.run(OPERATION, check=True, label="old", state="absent")
    play.run(OPERATION, check=True, label="vip", state="absent")
    assert checked_labels(tagged) == []
    assert tagged.run(check=True, tags=["VIP"])["changed"]
    assert tagged.emulator.writes() == []


def test_a_predicted_object_has_predicted_tags(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    operation = resource_operation(TEAM)
    assert play.run(operation, check=True, name="Nights", tags=["a", "b"])["changed"]
    assert not play.run(operation, check=True, name="Nights", tags=["A"])["changed"]
    assert play.run(operation, check=True, name="Nights", tags=["a"], purge_tags=True)["changed"]
    assert [tag["label"] for tag in play.run(TAG_INFO, check=True, team="Nights")["tags"]] == ["a"]
    (team,) = play.run(info_operation(TEAM), check=True, tag="a")["teams"]
    assert team["name"] == "Nights"
    assert play.run(info_operation(TEAM), check=True, tag="b")["teams"] == []
    assert emulator.writes() == []
