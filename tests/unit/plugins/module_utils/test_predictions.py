# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs in check mode: later tasks see what earlier tasks would have changed."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import Missing, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.ledger import Ledger
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event import EVENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incidents import INCIDENTS_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident import INCIDENT
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_note import INCIDENT_NOTE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_type import INCIDENT_TYPE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_type_custom_field import (
    INCIDENT_TYPE_CUSTOM_FIELD,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service_integration import (
    SERVICE_INTEGRATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.tag import TAG
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team import TEAM
from ansible_collections.community.pagerduty.plugins.module_utils._resources.template import TEMPLATE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins import samples
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

pytestmark = pytest.mark.ansible  # Ansible validates the options

CAL = {"email": "cal@example.com", "name": "Cal Carter"}
RULES = [{"escalation_delay_in_minutes": 5, "targets": [{"user": "cal@example.com"}]}]


@pytest.fixture
def check(play: Play, emulator: Emulator, tmp_path: Path) -> t.Callable[..., dict[str, t.Any]]:
    """Runs a task in check mode. All of them belong to one run, and none of them changes the account."""
    play.ledger = str(tmp_path / "ledger")

    def run(operation: Operation, **options: t.Any) -> dict[str, t.Any]:
        result = play.run(operation, check=True, **options)
        assert emulator.writes() == []
        return result

    return run


Check = t.Callable[..., dict[str, t.Any]]


def test_references_to_predicted_objects(check: Check) -> None:
    user = check(resource_operation(USER), **CAL)
    policy = check(resource_operation(MANAGED_ESCALATION_POLICY), name="Platform", escalation_rules=RULES)
    service = check(resource_operation(SERVICE), name="Shop", escalation_policy="platform")
    integration = check(resource_operation(SERVICE_INTEGRATION), service="Shop", name="Checks")
    made = [user["user"], policy["escalation_policy"], service["service"], integration["integration"]]
    assert all(one["id"].startswith("check-mode-") for one in made)
    assert len({one["id"] for one in made}) == 4
    assert len(integration["integration"]["integration_key"]) == 32
    target = policy["escalation_policy"]["escalation_rules"][0]["targets"][0]
    assert target["id"] == user["user"]["id"]
    by_id = check(resource_operation(SERVICE), id=service["service"]["id"], description="x")
    assert by_id["changed"] and by_id["service"]["name"] == "Shop"


def test_the_same_object_again(check: Check) -> None:
    options = {"name": "Platform", "description": "First"}
    assert check(resource_operation(TEAM), **options)["changed"]
    assert not check(resource_operation(TEAM), **options)["changed"]
    changed = check(resource_operation(TEAM), name="platform", description="Second")
    assert changed["diff"]["before"] == {"description": "First"}
    assert not check(resource_operation(TEAM), name="Platform", description="Second")["changed"]


def test_rename_and_delete(play: Play, check: Check) -> None:
    real = play.run(resource_operation(TEAM), name="Platform")["team"]
    play.emulator.forget()
    assert check(resource_operation(TEAM), id=real["id"], name="Search")["changed"]
    assert check(info_operation(TEAM), name="Platform")["teams"] == []
    assert [team["id"] for team in check(info_operation(TEAM), name="search")["teams"]] == [real["id"]]
    assert not check(resource_operation(TEAM), name="Search")["changed"]
    assert check(resource_operation(TEAM), name="Search", state="absent")["changed"]
    assert not check(resource_operation(TEAM), name="Search", state="absent")["changed"]
    assert check(info_operation(TEAM))["teams"] == []
    assert check(info_operation(TEAM), id=real["id"])["teams"] == []
    again = check(resource_operation(TEAM), name="Search")
    assert again["changed"] and again["team"]["id"] != real["id"]
    assert [team["name"] for team in play.run(info_operation(TEAM))["teams"]] == ["Platform"]


def test_lists_have_predicted_objects(play: Play, check: Check) -> None:
    for name in ("Real one", "Real two"):
        play.run(resource_operation(TEAM), name=name)
    play.emulator.forget()
    check(resource_operation(TEAM), name="Made up")
    check(resource_operation(TEAM), name="Real one", state="absent")
    found = check(info_operation(TEAM), total=True)
    assert [team["name"] for team in found["teams"]] == ["Real two", "Made up"]
    assert found["total"] == 2
    assert [team["name"] for team in check(info_operation(TEAM), query="up")["teams"]] == ["Made up"]
    assert len(check(info_operation(TEAM), limit=1)["teams"]) == 1
    team = {"name": "Shop", "escalation_policy": "Default"}
    check(resource_operation(SERVICE), **team)
    assert check(info_operation(SERVICE), teams=["Made up"])["services"] == []


def test_memberships(play: Play, check: Check) -> None:
    check(resource_operation(TEAM), name="Platform")
    options = {**CAL, "teams": [{"team": "Platform", "role": "observer"}]}
    assert check(resource_operation(USER), **options)["changed"]
    assert not check(resource_operation(USER), **options)["changed"]
    manager = {**CAL, "teams": [{"team": "Platform", "role": "manager"}]}
    assert check(resource_operation(USER), **manager)["diff"]["before"]["teams"]
    gone = check(resource_operation(USER), **CAL, teams=[], purge_teams=True)
    assert gone["changed"] and gone["user"]["teams"] == []
    assert not check(resource_operation(USER), **CAL, teams=[], purge_teams=True)["changed"]


def test_a_tag_that_only_check_mode_has_created(check: Check) -> None:
    tag = check(resource_operation(TAG), label="critical")["tag"]
    team = check(resource_operation(TEAM), name="Platform", tags=["critical"])
    assert team["diff"]["after"]["tags"] == ["critical"]
    assert not check(resource_operation(TEAM), name="Platform", tags=[tag["id"]])["changed"]


def test_an_incident_from_event_to_resolution(play: Play, emulator: Emulator, check: Check) -> None:
    emulator.load(services=[{"name": "Shop", "escalation_policy": "Default"}])
    emulator.forget()
    key = check(resource_operation(SERVICE_INTEGRATION), service="Shop", name="Checks")["integration"][
        "integration_key"
    ]
    event = {"routing_key": key, "dedup_key": "disk", "summary": "Full", "source": "a", "severity": "critical"}
    assert check(EVENT_OPERATION, **event)["changed"]
    asked = {"incident_key": "disk", "services": ["Shop"], "statuses": ["triggered"]}
    (incident,) = check(info_operation(INCIDENT), **asked)["incidents"]
    assert incident["title"] == "Full" and incident["urgency"] == "high"
    note = {"incident": incident["id"], "content": "Cause"}
    assert check(resource_operation(INCIDENT_NOTE), **note)["changed"]
    assert not check(resource_operation(INCIDENT_NOTE), **note)["changed"]
    assert check(INCIDENTS_OPERATION, select={"services": ["Shop"]}, state="acknowledged")["changed"]
    assert check(INCIDENT_OPERATION, id=incident["id"], state="resolved")["changed"]
    assert not check(INCIDENT_OPERATION, incident_key="disk", state="resolved")["changed"]
    assert check(info_operation(INCIDENT), **asked)["incidents"] == []
    # An event needs no credentials, neither for real nor in check mode.
    play.connection["api_token"] = None
    assert check(EVENT_OPERATION, **{**event, "dedup_key": "other"})["changed"]


@pytest.mark.parametrize("resource", samples.RESOURCES.values(), ids=list(samples.RESOURCES))
def test_every_resource_again(emulator: Emulator, check: Check, resource: t.Any) -> None:
    """For each resource: what a task has predicted is no change for the same task, and can be removed."""
    emulator.load(**samples.world(resource))
    emulator.forget()
    options = samples.NEEDS[resource.name]
    operation = samples.operation(resource)
    assert check(operation, **options)["changed"]
    assert not check(operation, **options)["changed"]
    if "state" in operation.options:
        needed = {name: options[name] for name in options if name in operation.options}
        # The options can state what a removal sets.
        is_removed = resource.removal.values and resource.removal.values.items() <= options.items()
        assert check(operation, **needed, state="absent")["changed"] is not bool(is_removed)
        assert not check(operation, **needed, state="absent")["changed"]


def test_responders_that_only_check_mode_has_requested(check: Check) -> None:
    check(resource_operation(USER), **CAL)
    check(resource_operation(MANAGED_ESCALATION_POLICY), name="Platform", escalation_rules=RULES)
    check(resource_operation(SERVICE), name="Shop", escalation_policy="Platform")
    wanted = {"state": "triggered", "incident_key": "down", "service": "Shop", "title": "Down"}
    check(INCIDENT_OPERATION, **wanted)
    request = {"incident_key": "down", "responders": {"users": ["cal@example.com"], "text": "Help"}}
    cancel = {"incident_key": "down", "responders": {"users": ["cal@example.com"], "state": "canceled"}}
    assert not check(INCIDENT_OPERATION, **cancel)["changed"], "there is nothing to cancel"
    assert check(INCIDENT_OPERATION, **request)["changed"]
    assert not check(INCIDENT_OPERATION, **request)["changed"]
    assert check(INCIDENT_OPERATION, **cancel)["changed"]
    assert not check(INCIDENT_OPERATION, **cancel)["changed"]


@pytest.mark.parametrize("type_is_new", [True, False])
@pytest.mark.parametrize("incident_is_new", [True, False])
def test_values_of_custom_fields_that_only_check_mode_has_created(
    play: Play, emulator: Emulator, check: Check, type_is_new: bool, incident_is_new: bool
) -> None:
    made = {"check": True} if type_is_new else {}
    play.run(resource_operation(USER), **CAL)
    play.run(resource_operation(MANAGED_ESCALATION_POLICY), name="Platform", escalation_rules=RULES)
    play.run(resource_operation(SERVICE), name="Shop", escalation_policy="Platform")
    play.run(resource_operation(INCIDENT_TYPE), name="outage", display_name="Outage", **made)
    wanted = {"state": "triggered", "incident_key": "down", "service": "Shop", "title": "Down"}
    if not incident_is_new:
        play.run(INCIDENT_OPERATION, **wanted, **({} if type_is_new else {"incident_type": "outage"}))
    emulator.forget()
    wanted = {**wanted, "incident_type": "outage", "custom_fields": {"customers": 3}}
    with pytest.raises(PagerDutyError, match=r"custom_fields\.customers: an incident of this type has no such"):
        check(INCIDENT_OPERATION, **wanted)
    options = {"name": "customers", "display_name": "Customers", "data_type": "integer", "field_type": "single_value"}
    check(resource_operation(INCIDENT_TYPE_CUSTOM_FIELD), incident_type="outage", **options)
    assert check(INCIDENT_OPERATION, **wanted)["diff"]["after"]["custom_fields"] == {"customers": 3}
    with pytest.raises(PagerDutyError, match=r"custom_fields\.customers: 'many' is not a whole number"):
        check(INCIDENT_OPERATION, **{**wanted, "custom_fields": {"customers": "many"}})


def test_two_accounts_in_one_run(play: Play, check: Check) -> None:
    check(resource_operation(TEAM), name="Platform")
    play.connection["api_token"] = play.emulator.load(subdomain="other", tokens=["other-token"]) and "other-token"
    assert check(resource_operation(TEAM), name="Platform")["changed"]
    assert len(check(info_operation(TEAM))["teams"]) == 1


def test_many_tasks_at_the_same_time(play: Play, check: Check, emulator: Emulator) -> None:
    """Workers that create the same objects agree on who creates each of them, as in the real run."""

    def run(worker: int) -> list[bool]:
        own = Play(emulator)
        own.ledger = play.ledger
        return [own.run(resource_operation(TEAM), check=True, name=f"Team {number}")["changed"] for number in range(5)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(run, range(8)))
    assert [sum(changes) for changes in zip(*results)] == [1] * 5
    assert len(check(info_operation(TEAM))["teams"]) == 5


def test_a_loop_reads_only_what_is_new(play: Play, check: Check, emulator: Emulator) -> None:
    play.keep()
    for number in range(50):
        check(resource_operation(TEAM), name=f"Team {number}")
    assert len(emulator.log()) <= 4
    for number in range(50):
        assert not check(resource_operation(TEAM), name=f"Team {number}")["changed"]
    assert len(emulator.log()) <= 4


def test_a_real_task_sees_no_prediction(play: Play, check: Check) -> None:
    play.keep()
    check(resource_operation(TEAM), name="Platform")
    assert play.run(info_operation(TEAM))["teams"] == []
    assert play.run(resource_operation(TEAM), name="Platform")["changed"]


REJECTED: dict[str, tuple[Operation, dict[str, t.Any], str]] = {
    "no sender": (
        INCIDENT_OPERATION,
        {"title": "Down", "service": "Shop", "state": "triggered", "from_email": None},
        "from_email: is required here",
    ),
    "unknown sender": (
        INCIDENT_OPERATION,
        {"title": "Down", "service": "Shop", "state": "triggered", "from_email": "nobody@example.com"},
        "from_email: there is no user with the email address",
    ),
    "a name that is taken": (
        resource_operation(SERVICE),
        {"id": "PSHOP01", "name": "search"},
        "name: 'search' is the name of another service",
    ),
    "a level that the policy does not have": (
        INCIDENT_OPERATION,
        {"title": "Down", "service": "Shop", "state": "triggered", "escalation_level": 7},
        "escalation_level: is 7, but the escalation policy",
    ),
    "a member whom a policy holds": (
        resource_operation(USER),
        {"email": "ann@example.com", "teams": [], "purge_teams": True},
        "removing the user from team",
    ),
}


@pytest.mark.parametrize("case", REJECTED.values(), ids=list(REJECTED))
@pytest.mark.parametrize("with_ledger", [True, False], ids=["ledger", "no ledger"])
def test_check_mode_rejects_what_pagerduty_rejects(
    play: Play, emulator: Emulator, check: Check, case: tuple[Operation, dict[str, t.Any], str], with_ledger: bool
) -> None:
    operation, options, message = case
    emulator.load(
        users=[{"name": "Ann Archer", "email": "ann@example.com"}],
        teams=[{"name": "Platform", "members": [{"user": "ann@example.com", "role": "manager"}]}],
        escalation_policies=[
            {
                "name": "Held",
                "teams": ["Platform"],
                "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]}],
            }
        ],
        services=[
            {"id": "PSHOP01", "name": "Shop", "escalation_policy": "Default"},
            {"name": "Search", "escalation_policy": "Default"},
        ],
    )
    emulator.forget()
    if not with_ledger:
        play.ledger = None
    with pytest.raises(PagerDutyError, match=message):
        check(operation, **options)
    with pytest.raises(PagerDutyError):
        play.run(operation, **options)


def test_without_a_ledger_earlier_tasks_have_no_effect(play: Play) -> None:
    play.run(resource_operation(TEMPLATE), check=True, name="Customers")
    with pytest.raises(Missing, match="In check mode, objects that earlier tasks would create do not exist"):
        play.run(resource_operation(SERVICE), check=True, name="Shop", escalation_policy="Nowhere")


def test_the_ledger_is_private_and_contains_no_token(play: Play, check: Check) -> None:
    check(resource_operation(TEAM), name="Platform")
    file = Path(str(play.ledger))
    assert file.stat().st_mode & 0o777 == 0o600
    assert '"emulator"' not in file.read_text()


def test_entries_of_the_ledger(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger")
    mine, others, account = Ledger(path, "a"), Ledger(path, "a"), Ledger(path, "b")
    assert mine.news() == []
    assert mine.append(lambda number: [{"number": number}]) == []
    # Something new is returned first, and nothing is appended.
    assert [entry["number"] for entry in others.append(lambda number: [{"number": number}])] == [1]
    assert others.append(lambda number: [{"number": number}]) == []
    assert [entry["number"] for entry in mine.news()] == [2]
    assert account.append(lambda number: [{"number": number}]) == []
    assert mine.news() == []
