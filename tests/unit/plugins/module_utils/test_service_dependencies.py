# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dependencies between services: names of two types, batches, conflicts, and the number of requests."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.relations import (
    relation_info_operation,
    relation_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import (
    ACCOUNT_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.business_service import BUSINESS_SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service_dependency import (
    SERVICE_DEPENDENCY,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OPERATION = relation_operation(SERVICE_DEPENDENCY, several="dependencies")
INFO = relation_info_operation(SERVICE_DEPENDENCY, option="service")
ASSOCIATE, DISASSOCIATE = "POST /service_dependencies/associate", "POST /service_dependencies/disassociate"

Pairs = t.Sequence[tuple[str, str]]


def service_id(name: str) -> str:
    return f"PS{name.upper():0>6}"


def business_id(name: str) -> str:
    return f"PB{name.upper():0>6}"


def load(emulator: Emulator, services: t.Sequence[str], business: t.Sequence[str], pairs: Pairs = ()) -> None:
    emulator.load(
        services=[{"id": service_id(name), "name": name, "escalation_policy": "Default"} for name in services],
        business_services=[{"id": business_id(name), "name": name} for name in business],
        service_dependencies=[{"supporting_service": one, "dependent_service": other} for one, other in pairs],
    )
    emulator.forget()


@pytest.fixture(autouse=True)
def account(emulator: Emulator) -> None:
    load(emulator, ["Web", "Db", "Both"], ["Shop", "Cart", "Both"], [("Db", "Web")])


def state(*pairs: tuple[str, str]) -> dict[str, t.Any]:
    return {"dependencies": [{"supporting_service": one, "dependent_service": other} for one, other in pairs]}


def stored(emulator: Emulator) -> list[tuple[str, str]]:
    found = emulator.state().get("service_dependencies", [])
    return sorted((one["supporting_service"]["id"], one["dependent_service"]["id"]) for one in found)


def test_one_dependency(play: Play, emulator: Emulator) -> None:
    options = {"supporting_service": "web", "dependent_service": " SHOP "}
    checked = play.run(OPERATION, check=True, **options)
    assert emulator.writes() == []
    made = play.run(OPERATION, **options)
    assert made["changed"] and made["diff"] == checked["diff"]
    dependency = made["service_dependency"]
    assert dependency["supporting_service"] == {
        "id": service_id("Web"), "type": "technical_service_reference", "summary": "Web"
    }
    assert dependency["summary"] == "Web supports Shop"
    assert stored(emulator) == [(service_id("Db"), service_id("Web")), (service_id("Web"), business_id("Shop"))]
    emulator.forget()
    again = play.run(OPERATION, **options)
    assert not again["changed"] and again["service_dependency"] == dependency and emulator.writes() == []
    for check in (True, False):
        gone = play.run(OPERATION, check=check, state="absent", **options)
        assert gone["changed"] and gone["service_dependency"] is None
        assert list(gone["diff"]["before"].values()) == [f"Web ({service_id('Web')})", f"Shop ({business_id('Shop')})"]
    assert emulator.writes() == [DISASSOCIATE]
    assert not play.run(OPERATION, state="absent", **options)["changed"]


def test_several_dependencies_in_one_request(play: Play, emulator: Emulator) -> None:
    stated = state(("Web", "Shop"), ("Db", "Web"), ("Cart", "Shop"), ("web", "Shop"))
    checked = play.run(OPERATION, check=True, **stated)
    made = play.run(OPERATION, **stated)
    assert made["diff"] == checked["diff"]
    assert made["diff"]["after"] == {"dependencies": ["Web supports Shop", "Cart supports Shop"]}
    assert [one["summary"] for one in made["service_dependencies"]] == [
        "Web supports Shop", "Db supports Web", "Cart supports Shop"
    ]
    assert emulator.writes() == [ASSOCIATE]
    emulator.forget()
    assert not play.run(OPERATION, **stated)["changed"] and emulator.writes() == []
    assert play.run(OPERATION, state="absent", **stated)["service_dependencies"] == []
    assert emulator.writes() == [DISASSOCIATE] and stored(emulator) == []


@pytest.mark.parametrize("said", ["business_service:Both", "Business_Service: both", business_id("Both")])
def test_a_name_that_two_services_have(play: Play, emulator: Emulator, said: str) -> None:
    with pytest.raises(UsageError, match="Write business_service:Both or service:Both"):
        play.run(OPERATION, supporting_service="Web", dependent_service="Both")
    play.run(OPERATION, supporting_service="Web", dependent_service=said)
    assert (service_id("Web"), business_id("Both")) in stored(emulator)


def test_an_object_of_another_task(play: Play, emulator: Emulator) -> None:
    business = {"id": business_id("Both"), "type": "business_service_reference"}
    technical = {"id": service_id("Db"), "type": "technical_service_reference"}
    play.run(OPERATION, supporting_service=technical, dependent_service=business)
    assert (service_id("Db"), business_id("Both")) in stored(emulator)


def test_an_unknown_service(play: Play) -> None:
    with pytest.raises(Missing, match=r"dependencies\[1\].dependent_service: there is no business service and no"):
        play.run(OPERATION, **state(("Web", "Shop"), ("Web", "Shopp")))
    assert not play.run(OPERATION, state="absent", **state(("Web", "Shopp")))["changed"]


def test_what_pagerduty_rejects(play: Play, emulator: Emulator) -> None:
    with pytest.raises(ApiError, match="can't depend on itself"):
        play.run(OPERATION, supporting_service="Web", dependent_service="Web")
    assert len(emulator.writes()) == 1, "a rejection is not repeated"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 500, "after": True},
        {"kind": "status", "status": 404},
        {"kind": "reset_after"},
        {"kind": "truncate"},
        {"kind": "race"},
    ],
    ids=["500", "500-after", "404", "reset", "truncate", "race"],
)
@pytest.mark.parametrize("removes", [False, True], ids=["add", "remove"])
def test_a_failed_write_is_repeated_after_a_look(
    play: Play, emulator: Emulator, fault: dict[str, t.Any], removes: bool
) -> None:
    stated = state(("Web", "Shop"), ("Cart", "Shop"))
    if removes:
        play.run(OPERATION, **stated)
    emulator.forget()
    emulator.fault(method="POST", path="/service_dependencies/*", times=1, **fault)
    result = play.run(OPERATION, state="absent" if removes else "present", **stated)
    assert result["changed"] or fault["kind"] == "race"
    assert len(stored(emulator)) == (1 if removes else 3)
    log = [entry["method"] for entry in emulator.log() if "service_dependencies" in entry["path"]]
    writes = [at for at, method in enumerate(log) if method == "POST"]
    for one, other in zip(writes, writes[1:]):
        assert fault["kind"] == "race" or "GET" in log[one:other], "a POST is not repeated blindly"


def test_a_part_that_another_run_has_created(play: Play, emulator: Emulator) -> None:
    """Its request is rejected completely, so the rest is sent again."""
    play.keep()
    play.run(OPERATION, **state(("Db", "Web"), ("Db", "Shop")))  # caches the lists
    Play(emulator).run(OPERATION, **state(("Web", "Shop")))
    emulator.forget()
    result = play.run(OPERATION, **state(("Web", "Shop"), ("Cart", "Shop")))
    assert result["changed"] and len(stored(emulator)) == 4


# -- requests --------------------------------------------------------------------------------------------------------

MANY = 1000
SERVICES = [f"S{at}" for at in range(100)]
BUSINESS = [f"B{at}" for at in range(10)]
PAIRS = [(service, business) for service in SERVICES for business in BUSINESS]


def test_requests_of_a_loop(play: Play, emulator: Emulator) -> None:
    """One list for all items, and the dependencies of each business service; technical services by ID."""
    load(emulator, SERVICES, BUSINESS, PAIRS)
    play.keep()
    for service, business in PAIRS:
        assert not play.run(OPERATION, supporting_service=service, dependent_service=business)["changed"]
    paths = [entry["path"] for entry in emulator.log()]
    assert len(paths) - len([path for path in paths if path == "/services"]) == 1 + len(BUSINESS)
    assert paths.count("/services") <= 4


def test_requests_of_a_batch_and_of_an_account(play: Play, emulator: Emulator) -> None:
    load(emulator, SERVICES, BUSINESS, PAIRS)
    config = {"service_dependencies": state(*PAIRS)["dependencies"]}
    for operation, options in ((OPERATION, state(*PAIRS)), (ACCOUNT_OPERATION, {"config": config})):
        emulator.forget()
        assert not Play(emulator).run(operation, **options)["changed"]
        paths = [entry["path"] for entry in emulator.log()]
        assert len([path for path in paths if not path.startswith("/services")]) <= 1 + len(BUSINESS), paths
        assert paths.count("/services") <= 2


def test_a_service_with_most_dependencies_is_read(emulator: Emulator) -> None:
    """A technical service that supports many others costs one request, in a batch and, from the second item, in a
    loop."""
    pairs = [("Hub", name) for name in SERVICES[:30]]
    load(emulator, [*SERVICES[:30], "Hub"], [], pairs)
    assert not Play(emulator).run(OPERATION, **state(*pairs))["changed"]
    assert len([one for one in emulator.log() if "dependencies" in one["path"]]) == 1
    emulator.forget()
    play = Play(emulator)
    play.keep()
    for one, other in pairs:
        play.run(OPERATION, supporting_service=one, dependent_service=other)
    assert len([one for one in emulator.log() if "dependencies" in one["path"]]) <= 2


# -- an account ------------------------------------------------------------------------------------------------------


def test_an_account(play: Play, emulator: Emulator) -> None:
    """What the same configuration creates can be named."""
    config: dict[str, t.Any] = {
        "service_dependencies": state(("New", "Fresh"), ("Web", "service:Both"), ("Fresh", "Shop"))["dependencies"],
        "business_services": [{"name": "Fresh"}],
        "services": [{"name": "New", "escalation_policy": "Default"}],
    }
    checked = play.run(ACCOUNT_OPERATION, config=config, check=True)
    assert emulator.writes() == []
    made = play.run(ACCOUNT_OPERATION, config=config)
    assert made["plan"] == checked["plan"] and made["summary"]["created"] == 5
    assert "New supports Fresh" in [one["name"] for one in made["plan"]]
    assert len(stored(emulator)) == 4
    assert not play.run(ACCOUNT_OPERATION, config=config)["changed"]


def test_purge_of_dependencies(play: Play, emulator: Emulator) -> None:
    config: dict[str, t.Any] = {"service_dependencies": state(("Web", "Shop"))["dependencies"]}
    play.run(ACCOUNT_OPERATION, config=config)
    assert len(stored(emulator)) == 2, "without purge, others stay"
    for check in (True, False):
        purged = play.run(
            ACCOUNT_OPERATION, config=config, purge=["service_dependencies"], purge_limit="50%", check=check
        )
        assert [one["name"] for one in purged["plan"]] == ["Db supports Web"]
    assert stored(emulator) == [(service_id("Web"), business_id("Shop"))]


def test_an_export(play: Play, emulator: Emulator) -> None:
    load(emulator, ["Web", "Both"], ["Shop", "Both"], [(service_id("Both"), business_id("Both")), ("Web", "Shop")])
    config = play.run(ACCOUNT_INFO_OPERATION, kinds=["service_dependencies"])["config"]
    assert config["service_dependencies"] == [
        {"supporting_service": "service:Both", "dependent_service": "business_service:Both"},
        {"supporting_service": "Web", "dependent_service": "Shop"},
    ]
    assert not play.run(ACCOUNT_OPERATION, config=config)["changed"]


# -- check mode ------------------------------------------------------------------------------------------------------


def summaries(play: Play, *, check: bool = False, **options: t.Any) -> list[str]:
    return sorted(one["summary"] for one in play.run(INFO, check=check, **options)["service_dependencies"])


def test_later_tasks_in_check_mode_see_predictions(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")
    assert play.run(resource_operation(BUSINESS_SERVICE), check=True, name="New")["changed"]
    options = {"supporting_service": "Web", "dependent_service": "New"}
    assert play.run(OPERATION, check=True, **options)["changed"]
    assert not play.run(OPERATION, check=True, **options)["changed"]
    assert summaries(play, check=True, service="Web") == ["Db supports Web", "Web supports New"]
    assert summaries(play, check=True, service="New") == ["Web supports New"]
    old = {"supporting_service": "Db", "dependent_service": "Web", "state": "absent"}
    assert play.run(OPERATION, check=True, **old)["changed"]
    assert not play.run(OPERATION, check=True, **old)["changed"]
    assert summaries(play, check=True) == ["Web supports New"]
    assert play.run(OPERATION, check=True, state="absent", **options)["changed"]
    assert summaries(play, check=True) == []
    assert emulator.writes() == []


def test_lists_of_dependencies(play: Play, emulator: Emulator) -> None:
    load(emulator, ["Web", "Db"], ["Shop"], [("Db", "Web"), ("Web", "Shop")])
    assert summaries(play) == ["Db supports Web", "Web supports Shop"]
    assert summaries(play, service="business_service:shop") == ["Web supports Shop"]
    assert summaries(play, service="Web") == ["Db supports Web", "Web supports Shop"]
    with pytest.raises(Missing, match="service: there is no business service and no service 'Wob'"):
        play.run(INFO, service="Wob")


@pytest.mark.parametrize("status", [500, 404])
def test_an_account_with_failing_writes(play: Play, emulator: Emulator, status: int) -> None:
    """Threads write one after the other, and each looks before it sends something again."""
    load(emulator, SERVICES[:6], BUSINESS[:2])
    pairs = [(service, business) for service in SERVICES[:6] for business in BUSINESS[:2]]
    path = "/service_dependencies/associate"
    emulator.fault(kind="status", status=status, after=status == 500, method="POST", path=path, times=4)
    config = {"service_dependencies": state(*pairs)["dependencies"]}
    assert play.run(ACCOUNT_OPERATION, config=config)["summary"]["created"] == len(pairs)
    assert len(stored(emulator)) == len(pairs)
    assert not play.run(ACCOUNT_OPERATION, config=config)["changed"]
