# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variants: several declarations for one module. Here, teams and templates stand for two variants of a group."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.session import Session
from ansible_collections.community.pagerduty.plugins.module_utils._resources.tag import TAG
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team import TEAM
from ansible_collections.community.pagerduty.plugins.module_utils._resources.template import TEMPLATE
from ansible_collections.community.pagerduty.plugins.module_utils._schema.listing import Listing
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SECOND = replace(
    TEMPLATE,
    title="group",
    variant="a text group",
    foreign={"default_role": "use templated_fields instead"},
    optional=True,
    query=None,
    listing=Listing(exact=("name",)),
)


def group(*variants: Resource) -> Resource:
    return replace(
        TEAM,
        name="group",
        plural="groups",
        title="group",
        wrapper="team",
        list_wrapper="teams",
        type_name="team",
        also=("team",),
        variant="a team",
        variants=variants or (SECOND,),
        subresources=(),
        foreign={"templated_fields": "use default_role instead"},
        dependents=None,
        listing=Listing(exact=("name",)),
    )


GROUP = group()


def look(resource: Resource, *values: str) -> Operation:
    """An operation that looks names up."""

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        return {"found": [session.names.reference(resource, value, "group")["type"] for value in values]}

    return Operation("look", {}, work)


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(
        teams=[{"id": "PTEAM01", "name": "Alpha"}, {"name": "Gamma"}],
        templates=[{"id": "PTEXT01", "name": "Beta", "template_type": "status_update"}],
    )
    emulator.forget()
    return emulator


def paths(emulator: Emulator) -> list[str]:
    return [entry["path"] for entry in emulator.log()]


def test_the_second_list_is_read_only_if_needed(play: Play, world: Emulator) -> None:
    assert play.run(look(GROUP, "alpha", "PTEAM01")) == {"found": ["team", "team"]}
    assert set(paths(world)) == {"/teams"}
    world.forget()
    assert play.run(look(GROUP, " beta ", "Beta")) == {"found": ["template", "template"]}
    assert paths(world).count("/templates") == 1


def test_ids_are_looked_up_in_all_variants_before_names(play: Play, world: Emulator) -> None:
    assert play.run(look(GROUP, "PTEXT01")) == {"found": ["template"]}
    assert paths(world) == ["/teams/PTEXT01", "/templates"]


def test_unknown_names_list_candidates_of_all_variants(play: Play, world: Emulator) -> None:
    with pytest.raises(Missing) as caught:
        play.run(look(GROUP, "Bet"))
    assert "there is no group 'Bet'; the nearest are Beta (PTEXT01)" in caught.value.message


@pytest.mark.parametrize("status", [400, 402, 403, 404])
def test_an_account_without_the_second_feature(play: Play, world: Emulator, status: int) -> None:
    play.keep()
    world.fault(kind="status", status=status, path="/templates", times=9)
    assert play.run(look(GROUP, "Alpha")) == {"found": ["team"]}
    assert "/templates" not in paths(world)
    for name in ("Beta", "Delta"):
        with pytest.raises(Missing):
            play.run(look(GROUP, name))
    assert paths(world).count("/templates") == 1, "one request per run at most"
    assert play.run(resource_operation(GROUP), name="Beta")["changed"]
    world.fault(kind="status", status=status, path="/templates", times=9)
    assert [raw["name"] for raw in Play(world).run(info_operation(GROUP))["groups"]] == ["Alpha", "Beta", "Gamma"]


def test_other_errors_of_the_second_list_are_errors(play: Play, world: Emulator) -> None:
    world.fault(kind="status", status=401, path="/templates", times=9)
    with pytest.raises(Exception, match="401"):
        play.run(look(GROUP, "Beta"))


def test_the_options_choose_the_variant_of_a_new_object(play: Play, world: Emulator) -> None:
    manage = resource_operation(GROUP)
    assert play.run(manage, name="New", description="x")["group"]["type"] == "team"
    made = play.run(manage, name="Text", templated_fields={"email_subject": "Hello"})
    assert made["group"]["type"] == "template"
    world.forget()
    assert not play.run(manage, name="Text", templated_fields={"email_subject": "Hello"})["changed"]
    assert paths(world)[0] == "/templates" and "/teams" not in paths(world)


@pytest.mark.parametrize("check", [False, True])
def test_no_second_object_of_the_same_name(play: Play, world: Emulator, check: bool) -> None:
    manage = resource_operation(GROUP)
    with pytest.raises(UsageError) as caught:
        play.run(manage, check=check, name="beta", default_role="none")
    assert caught.value.message == (
        "default_role: the group Beta (PTEXT01) is a text group; use templated_fields instead"
    )
    with pytest.raises(UsageError) as caught:
        play.run(manage, check=check, id="PTEAM01", templated_fields={"email_subject": "Hello"})
    assert "the group Alpha (PTEAM01) is a team; use default_role instead" in caught.value.message
    assert world.writes() == []


def test_common_options_manage_either_variant(play: Play, world: Emulator) -> None:
    manage = resource_operation(GROUP)
    assert play.run(manage, name="Beta", description="texts")["group"]["id"] == "PTEXT01"
    assert play.run(manage, id="PTEXT01", name="Better")["group"]["name"] == "Better"
    assert play.run(manage, name="Better", state="absent")["changed"]
    assert not play.run(manage, name="Better", state="absent")["changed"]
    assert play.run(manage, name="Alpha", state="absent")["changed"]
    assert [raw["name"] for raw in play.run(info_operation(GROUP))["groups"]] == ["Gamma"]


def test_the_lists_are_one_list(play: Play, world: Emulator) -> None:
    for name in ("Delta", "Epsilon"):
        play.run(resource_operation(TEMPLATE), name=name)
    listed = info_operation(GROUP)
    everything = play.run(listed, total=True)
    names = [raw["name"] for raw in everything["groups"]]
    assert everything["total"] == 5
    assert names[:2] == ["Alpha", "Gamma"] and set(names[2:]) == {"Beta", "Delta", "Epsilon"}
    for offset in range(6):
        for limit in range(1, 6):
            page = play.run(listed, offset=offset, limit=limit)
            assert [raw["name"] for raw in page["groups"]] == names[offset:][:limit]
    assert play.run(listed, limit=1, total=True)["total"] == 5
    assert [raw["name"] for raw in play.run(listed, name="beta")["groups"]] == ["Beta"]
    assert [raw["name"] for raw in play.run(listed, id="PTEXT01")["groups"]] == ["Beta"]
    assert play.run(listed, id="PTEXT09")["groups"] == []


def test_two_variants_of_more(play: Play, world: Emulator) -> None:
    play.run(resource_operation(TAG), label="Zeta")
    third = replace(TAG, title="group", variant="a tag", subresources=())
    assert play.run(look(group(SECOND, third), "zeta", "beta", "alpha"))["found"] == ["tag", "template", "team"]
