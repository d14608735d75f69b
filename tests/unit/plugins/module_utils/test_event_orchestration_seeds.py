# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of event orchestrations from seeds: applied twice, reordered, with a rule inserted, exported and applied again.

The variable ORCHESTRATION_SEEDS sets the number of seeds. Some of them have hundreds of rules, each 25th has 1,000.
"""

from __future__ import annotations

import copy
import os
import random
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_global import (
    EVENT_ORCHESTRATION_GLOBAL,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_service import (
    EVENT_ORCHESTRATION_SERVICE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_orchestration_unrouted import (
    EVENT_ORCHESTRATION_UNROUTED,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.orchestration_seeds import Seeds
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SEEDS = int(os.environ.get("ORCHESTRATION_SEEDS", "9"))
RESOURCES = {
    "global": EVENT_ORCHESTRATION_GLOBAL,
    "unrouted": EVENT_ORCHESTRATION_UNROUTED,
    "service": EVENT_ORCHESTRATION_SERVICE,
}
INFO = {kind: info_operation(resource) for kind, resource in RESOURCES.items()}
IDS = {"orchestration": ("a0000000-0000-4000-8000-000000000000", "b0000000-0000-4000-8000-000000000000")}
IDS["service"] = ("PSERVA0", "PSERVB0")

Raw = dict[str, t.Any]


class Case:
    """Two orchestrations or services: the first one has the rules of a seed, the second one has none."""

    def __init__(self, emulator: Emulator, seed: int) -> None:
        self.chance = random.Random(f"orchestration {seed}")
        self.kind = tuple(RESOURCES)[seed % 3]
        self.emulator = emulator
        self.play = Play(emulator)
        self.operation = resource_operation(RESOURCES[self.kind])
        self.option = "service" if self.kind == "service" else "orchestration"
        rules = 1000 if seed % 25 == 24 else self.chance.choice((0, 1, 3, 10, 40, 150))
        path = Seeds(self.chance, ["PPOLICY"], ["P1", "P3"]).path(self.kind, rules)
        targets = [{"type": "user_reference", "id": "PUSER00"}]
        services: list[Raw] = [{"id": one, "name": one[-2:], "escalation_policy": "PPOLICY"} for one in IDS["service"]]
        orchestrations: list[Raw] = [{"id": one, "name": one[0].upper()} for one in IDS["orchestration"]]
        if self.kind == "service":
            services[0]["event_orchestration"] = {**path, "active": seed % 2 == 0}
        else:
            orchestrations[0][self.kind] = path
        emulator.load(
            users=[{"id": "PUSER00", "name": "Ann", "email": "ann@example.com"}],
            escalation_policies=[
                {
                    "id": "PPOLICY",
                    "name": "Policy",
                    "escalation_rules": [{"escalation_delay_in_minutes": 9, "targets": targets}],
                }
            ],
            services=services,
            event_orchestrations=orchestrations,
        )

    def raw(self, number: int) -> Raw:
        """The path of one of the two as PagerDuty has it."""
        parent = IDS[self.option][number]
        (found,) = self.play.run(INFO[self.kind], **{self.option: parent})[RESOURCES[self.kind].plural]
        return t.cast(Raw, found)

    def options(self, number: int) -> Raw:
        """The rules as an export writes them. Options that an export omits are those of an unconfigured path."""
        kind = f"event_orchestration_{self.kind}s"
        config = self.play.run(ACCOUNT_INFO_OPERATION, kinds=[kind])["config"].get(kind, [])
        names = {IDS[self.option][number], "AB"[number], IDS[self.option][number][-2:]}
        entries = [entry for entry in config if entry[self.option] in names]
        return {"rules": [], "sets": [], "catch_all": {}, **(entries[0] if entries else {})}

    def apply(self, number: int, options: Raw) -> Raw:
        """Check mode, the run, and the run again: the result of the run."""
        options = {**copy.deepcopy(options), self.option: IDS[self.option][number]}
        checked = self.play.run(self.operation, check=True, **options)
        result = self.play.run(self.operation, **options)
        assert checked["changed"] == result["changed"] and checked["diff"] == result["diff"]
        self.emulator.forget()
        again = self.play.run(self.operation, **options)
        assert not again["changed"] and self.emulator.writes() == []
        return t.cast(Raw, result)


def content(path: Raw) -> Raw:
    """A path without what is different in each object. The order of the sets has no meaning."""
    sets = {one["id"]: [{**rule, "id": ""} for rule in one["rules"]] for one in path["sets"]}
    return stated({"sets": sets, "catch_all": path["catch_all"]})


def stated(value: t.Any) -> t.Any:
    """Without empty lists: PagerDuty keeps them where a request has them, and they are equal to missing ones."""
    if isinstance(value, list):
        return [stated(one) for one in value]
    return {key: stated(one) for key, one in value.items() if one != []} if isinstance(value, dict) else value


def ids(path: Raw) -> dict[str, list[str]]:
    return {one["id"]: [rule["id"] for rule in one["rules"]] for one in path["sets"]}


def each_list(options: Raw) -> t.Iterator[list[Raw]]:
    yield options["rules"]
    for one in options["sets"]:
        yield one.setdefault("rules", [])


@pytest.mark.parametrize("seed", range(SEEDS))
def test_rules_of_a_seed(emulator: Emulator, seed: int) -> None:
    case = Case(emulator, seed)
    options = case.options(0)
    result = case.apply(1, options)
    assert content(case.raw(1)) == content(case.raw(0))
    assert result["changed"] == bool(result["diff"]["after"])

    before = ids(case.raw(1))
    for rules in each_list(options):
        case.chance.shuffle(rules)
    case.chance.shuffle(options["sets"])
    case.apply(1, options)
    moved = ids(case.raw(1))
    assert {key: sorted(found) for key, found in moved.items()} == {key: sorted(one) for key, one in before.items()}

    new = {"label": "A new rule", "conditions": ["event.source exists"], "severity": "info"}
    rules = case.chance.choice(list(each_list(options)))
    place = case.chance.randint(0, len(rules))
    rules.insert(place, new)
    diff = case.apply(1, options)["diff"]
    ((shown,),) = [one.get("rules") or one["sets"][0]["rules"] for one in [diff["after"]]]
    assert (shown["position"], shown["label"]) == (place + 1, "A new rule")
    assert diff["before"] == {"rules": []} or [one["rules"] for one in diff["before"]["sets"]] == [[]]
    inserted = ids(case.raw(1))
    assert {one for found in moved.values() for one in found} < {one for found in inserted.values() for one in found}

    case.apply(0, case.options(1))
    assert content(case.raw(0)) == content(case.raw(1))
    exported = case.options(0)
    assert {**exported, case.option: ""} == {**case.options(1), case.option: ""}
    assert not case.apply(0, exported)["changed"]
