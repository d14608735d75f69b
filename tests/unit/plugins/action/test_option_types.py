# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dictionary or a list is never converted to text; the forms of PagerDuty's own API are accepted."""

from __future__ import annotations

import importlib
import typing as t
from pathlib import Path

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incident import INCIDENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.incidents import INCIDENTS_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.incident_note import INCIDENT_NOTE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team import TEAM
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

ACTIONS = Path(__file__).parents[4] / "plugins" / "action"


def operations() -> t.Iterator[Operation]:
    for path in sorted(ACTIONS.glob("pagerduty_*.py")):
        module = importlib.import_module(f"ansible_collections.community.pagerduty.plugins.action.{path.stem}")
        yield module.ActionModule.operation


def texts(options: dict[str, t.Any], path: tuple[str, ...] = ()) -> t.Iterator[tuple[str, ...]]:
    """The path to each option that is text, or a list of text: `*` stands for an element of a list. Without those that
    have choices: there, Ansible says that a dictionary is none of them."""
    for name, spec in options.items():
        kind, here = spec["type"], (*path, name)
        if kind == "list":
            kind, here = spec["elements"], (*here, "*")
        if kind in ("str", "path") and "choices" not in spec:
            yield here
        if kind == "dict" and "options" in spec:
            yield from texts(spec["options"], here)


def nested(path: tuple[str, ...], value: t.Any) -> t.Any:
    for step in reversed(path):
        value = [value] if step == "*" else {step: value}
    return value


CASES = [
    pytest.param(operation, path, id=f"{operation.name}: {'.'.join(path)}")
    for operation in operations()
    for path in texts(operation.argument_spec)
]


@pytest.mark.parametrize(("operation", "path"), CASES)
def test_every_text_option_rejects_a_dictionary_and_a_list(operation: Operation, path: tuple[str, ...]) -> None:
    option = [step for step in path if step != "*"][-1]
    for value in ({"some": "s3cret"}, {"id": {"a": "s3cret"}}, ["s3cret"], [{"id": "s3cret"}]):
        validation = ArgumentSpecValidator(operation.argument_spec).validate(nested(path, value))
        about = [message for message in validation.error_messages if f"'{option}'" in message]
        assert any("unable to convert to" in message for message in about), validation.error_messages
        assert not any("s3cret" in message or "\n" in message for message in validation.error_messages)


def message(operation: Operation, **options: t.Any) -> str:
    """The one error that these options cause."""
    validation = ArgumentSpecValidator(operation.argument_spec, **operation.constraints).validate(options)
    (found,) = validation.error_messages
    return found


@pytest.mark.parametrize(
    ("operation", "options", "end"),
    [
        (
            resource_operation(INCIDENT_NOTE),
            {"incident": "1", "content": {"a": 1}},
            "unable to convert to text: for a text in JSON, use the filter to_json",
        ),
        (
            INCIDENT_OPERATION,
            {"id": "1", "body": {"type": "incident_body"}},
            "unable to convert to text: give a text, or a dictionary with the key details",
        ),
        (
            INCIDENT_OPERATION,
            {"id": "1", "service": {"service": "Mail"}},
            "unable to convert to name or ID: give the name or ID of the service, or a dictionary with its id",
        ),
        (
            INCIDENT_OPERATION,
            {"id": "1", "service": {"id": "PANN001", "type": "user_reference"}},
            "its type is user_reference; give the name or ID of the service, or a dictionary with its id",
        ),
        (
            INCIDENT_OPERATION,
            {"id": "1", "merge": [None]},
            "unable to convert to ID or number: give the ID or number of the incident, or a dictionary with its id",
        ),
        (
            resource_operation(INCIDENT_NOTE),
            {"incident": {"incident_key": "down"}, "content": "x"},
            "give the ID or number of the incident, or a dictionary with its id",
        ),
        (
            info_operation(SERVICE),
            {"teams": [["Platform"]]},
            "give the name or ID of the team, or a dictionary with its id",
        ),
        (
            resource_operation(SERVICE),
            {"name": ["Shop"]},
            "unable to convert to text: for a text in JSON, use the filter to_json",
        ),
        (
            resource_operation(SERVICE),
            {"name": "Shop", "ca_path": ["a"]},
            "unable to convert to path: give the path of one file",
        ),
    ],
)
def test_the_message_says_what_is_expected(operation: Operation, options: dict[str, t.Any], end: str) -> None:
    assert message(operation, **options).endswith(end)


@pytest.fixture
def shop(emulator: Emulator, play: Play) -> dict[str, dict[str, t.Any]]:
    """Objects of the account, as PagerDuty returns them."""
    emulator.load(
        users=[{"name": "Ann Archer", "email": "ann@example.com", "role": "user"}],
        teams=[{"name": "Platform"}],
        services=[{"name": "Shop", "escalation_policy": "Default"}],
    )
    listings = ((SERVICE, "Shop"), (USER, "Ann"), (MANAGED_ESCALATION_POLICY, "Default"), (TEAM, "Platform"))
    return {
        listing.name: play.run(info_operation(listing), query=name)[listing.plural][0]
        for listing, name in listings
    }


def reference(raw: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"id": raw["id"], "type": f"{raw['type']}_reference"}


def test_the_forms_of_the_api(play: Play, shop: dict[str, dict[str, t.Any]]) -> None:
    made = play.run(
        INCIDENT_OPERATION,
        state="triggered",
        title="Down",
        incident_key="down",
        service=reference(shop["service"]),
        escalation_policy=shop["escalation_policy"],  # the whole object, as an info module returns it
        body={"type": "incident_body", "details": "A disk is full."},
    )["incident"]
    assert made["service"]["id"] == shop["service"]["id"]
    (raw,) = play.emulator.state()["incidents"]
    assert raw["body"] == "A disk is full."
    changed = play.run(INCIDENT_OPERATION, id=made["id"], assignees=[reference(shop["user"])])
    assert changed["incident"]["assignments"][0]["assignee"]["id"] == shop["user"]["id"]
    entry = {"id": made["id"], "incident_type": {"name": "incident_default"}}
    assert not play.run(INCIDENTS_OPERATION, incidents=[entry])["failures"]
    assert play.run(resource_operation(INCIDENT_NOTE), incident=made, content="Found it")["changed"]


def test_a_target_of_an_escalation_policy_in_the_form_of_the_api(
    play: Play, shop: dict[str, dict[str, t.Any]]
) -> None:
    options = {"name": "Nights", "teams": [reference(shop["team"])]}
    rule = {"escalation_delay_in_minutes": 5, "targets": [reference(shop["user"])]}
    assert play.run(resource_operation(MANAGED_ESCALATION_POLICY), **options, escalation_rules=[rule])["changed"]
    rule = {"escalation_delay_in_minutes": 5, "targets": [{"user": "ann@example.com"}]}
    assert not play.run(resource_operation(MANAGED_ESCALATION_POLICY), **options, escalation_rules=[rule])["changed"]


def test_what_another_task_returned_also_in_check_mode(play: Play, shop: dict[str, dict[str, t.Any]]) -> None:
    made = play.run(resource_operation(USER), check=True, email="cal@example.com", name="Cal")["user"]
    assert "id" not in made
    options = play.validated(INCIDENT_OPERATION, {"id": "1", "assignees": [made, shop["user"]]})
    assert options["assignees"] == ["cal@example.com", shop["user"]["id"]]


def test_values_that_are_no_text_are_converted_as_ansible_does(play: Play) -> None:
    options = play.validated(resource_operation(SERVICE), {"name": 7, "description": 1.5, "ca_path": "~"})
    assert (options["name"], options["description"]) == ("7", "1.5") and options["ca_path"].startswith("/")
