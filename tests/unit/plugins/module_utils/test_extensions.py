# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions: which one a task means, what it can't compare, and how many requests a loop takes."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.extension import EXTENSION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

HOOK: dict[str, t.Any] = {
    "name": "Hook",
    "extension_schema": "Generic V2 Webhook",
    "extension_objects": ["Shop"],
    "endpoint_url": "https://example.com/hook",
}
SNOW: dict[str, t.Any] = {
    "snow_user": "pagerduty",
    "snow_password": "hush-hush",
    "sync_options": "sync_all",
    "target": "https://example.service-now.com/hook",
    "task_type": "incident",
    "referer": "None",
}
TICKETS: dict[str, t.Any] = {
    "name": "Tickets",
    "extension_schema": "ServiceNow (v7)",
    "extension_objects": ["Shop"],
    "endpoint_url": "https://example.service-now.com",
    "servicenow": SNOW,
}


@pytest.fixture
def lenient() -> t.Iterator[Emulator]:
    """As PagerDuty's tools see it: the URL of ServiceNow is masked."""
    emulator = Emulator(strict=False)
    emulator.load(services=[{"name": "Shop", "escalation_policy": "Default"}])
    yield emulator
    emulator.stop()


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(services=[{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Pay", "Search")])
    emulator.forget()
    return emulator


def extensions(emulator: Emulator) -> list[dict[str, t.Any]]:
    return emulator.state()["extensions"]


def step(play: Play, *writes: str, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, then the real run, each held against the other and against the writes that it should take."""
    play.emulator.forget()
    foretold = play.run(resource_operation(EXTENSION), check=True, **options)
    assert play.emulator.writes() == []
    result = play.run(resource_operation(EXTENSION), **options)
    assert [line.split()[0] for line in play.emulator.writes()] == list(writes)
    assert (foretold["changed"], foretold["diff"]) == (result["changed"], result["diff"])
    assert result["changed"] == bool(writes)
    return result


def test_the_services_distinguish_extensions_of_one_name(world: Emulator, play: Play) -> None:
    """A loop over services must not move one extension from service to service."""
    for _run in range(2):
        for name in ("Shop", "Pay"):
            step(play, *(["POST"] if not _run else []), **{**HOOK, "extension_objects": [name]})
    assert len(extensions(world)) == 2
    step(play, "PUT", **{**HOOK, "extension_objects": ["pay", "Search"]})
    step(play, **{**HOOK, "extension_objects": ["search", "PAY"]})
    with pytest.raises(PagerDutyError, match="2 extensions have this name"):
        play.run(resource_operation(EXTENSION), name="Hook", extension_objects=["Shop", "Pay"])
    with pytest.raises(PagerDutyError, match="2 extensions have this name"):
        play.run(resource_operation(EXTENSION), name="Hook", state="absent")
    step(play, "DELETE", name="Hook", extension_objects=["Shop"], state="absent")
    assert len(extensions(world)) == 1


def test_the_schema_distinguishes_extensions_of_one_name(world: Emulator, play: Play) -> None:
    step(play, "POST", **HOOK)
    step(play, "POST", **{**HOOK, "extension_schema": "custom_webhook"})
    step(play, **{**HOOK, "extension_schema": "Custom Incident Action"})
    [made] = [one for one in extensions(world) if one["extension_schema"]["id"] == "PJFWPEP"]
    with pytest.raises(PagerDutyError, match="keeps its schema"):
        play.run(resource_operation(EXTENSION), id=made["id"], extension_schema="Custom Incident Action")


def test_secrets_are_sent_once_and_when_asked(lenient: Emulator) -> None:
    play = Play(lenient)
    made = step(play, "POST", **TICKETS)
    assert "hush-hush" not in str(made)
    snow = {**SNOW, "snow_password": "other-secret"}
    other = {**TICKETS, "servicenow": snow, "endpoint_url": "https://b.example.com"}
    step(play, **other)
    for _run in range(2):
        pushed = step(play, "PUT", **other, update_secrets=True)
    assert "other-secret" not in str(pushed)
    assert set(pushed["diff"]["after"]) == {"config", "endpoint_url"}
    [stored] = extensions(lenient)
    assert stored["config"] == snow
    assert stored["endpoint_url"] == "https://b.example.com"
    step(play, **TICKETS)


def test_a_changed_configuration_needs_the_password(world: Emulator, play: Play) -> None:
    """PagerDuty replaces the configuration."""
    step(play, "POST", **TICKETS)
    with pytest.raises(PagerDutyError, match="also set snow_password"):
        play.run(resource_operation(EXTENSION), name="Tickets", servicenow={"task_type": "problem"})
    step(play, name="Tickets", servicenow={"task_type": "incident"})
    step(play, "PUT", name="Tickets", servicenow={"task_type": "problem", "snow_password": "hush-hush"})
    assert extensions(world)[0]["config"] == {**SNOW, "task_type": "problem"}
    step(play, "PUT", id=extensions(world)[0]["id"], name="Other")
    assert extensions(world)[0]["config"] == {**SNOW, "task_type": "problem"}


def test_a_masked_value_is_never_sent_back(world: Emulator, play: Play) -> None:
    token = {"secret_config": {"access_token": "hush-hush"}}
    step(play, "POST", **HOOK, config={"channel": "#ops", "nested": {"a": 1, "b": 2}}, **token)
    with pytest.raises(PagerDutyError, match="also set access_token"):
        play.run(resource_operation(EXTENSION), name="Hook", config={"channel": "#dev"})
    step(play, "PUT", name="Hook", config={"channel": "#dev", "nested": {"b": None}}, **token)
    config = {"access_token": "hush-hush", "channel": "#dev", "nested": {"a": 1}}
    assert extensions(world)[0]["config"] == config
    step(play, name="Hook", config={"channel": "#dev", "nested": {"b": None}}, **token)


def test_a_disabled_extension(world: Emulator, play: Play) -> None:
    step(play, "POST", **HOOK)
    [made] = extensions(world)
    world.load(**{**world.state(), "token": "emulator", "extensions": [{**made, "temporarily_disabled": True}]})
    step(play, **HOOK)
    found = step(play, "POST", **HOOK, enabled=True)
    assert (found["diff"]["before"], found["diff"]["after"]) == ({"enabled": False}, {"enabled": True})
    step(play, **HOOK, enabled=True)


def test_a_loop_reads_one_list(emulator: Emulator, play: Play) -> None:
    names = [f"Service {number}" for number in range(300)]
    emulator.load(
        services=[{"name": name, "escalation_policy": "Default"} for name in names],
        extensions=[
            {"name": f"Hook of {name}", "extension_schema": "Generic V2 Webhook", "extension_objects": [name],
             "endpoint_url": "https://example.com/hook"}
            for name in names
        ],
    )
    emulator.forget()
    play.keep()
    for name in names:
        result = play.run(
            resource_operation(EXTENSION), **{**HOOK, "name": f"hook of {name}", "extension_objects": [name]}
        )
        assert not result["changed"], result["diff"]
    paths = [entry["path"].split("?")[0] for entry in emulator.log()]
    assert set(paths) == {"/extensions"}
    assert len(paths) <= 2 * 3 + 1, "about twice the three pages of the list"


@pytest.mark.parametrize(
    "options",
    [HOOK, {"name": "Desk", "extension_schema": "Zendesk", "extension_objects": ["Shop"], "config": {"a": 1}}],
    ids=["with a URL", "without a URL"],
)
def test_equal_extensions(emulator: Emulator, play: Play, options: dict[str, t.Any]) -> None:
    """As two runs at the same moment create them: a task sees both, and uses one of them."""
    shop = {"name": "Shop", "escalation_policy": "Default"}
    emulator.load(services=[shop], extensions=[{**options, "id": at} for at in ("PSECOND", "PFIRST0")])
    result = step(play, **options)
    assert result["extension"]["id"] == "PFIRST0"
    (warning,) = result["warnings"]
    assert "there are 2 equal extensions: PFIRST0, PSECOND" in warning
