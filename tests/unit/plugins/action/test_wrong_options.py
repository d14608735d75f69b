# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong options: both shells return the same message. A single error begins with the words of Ansible's own modules."""

from __future__ import annotations

import importlib
import json
import re
import typing as t
from unittest.mock import MagicMock

import pytest
from ansible.module_utils import basic
from ansible.plugins.action import ActionBase

from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._shells.module import run_module

FULL = "community.pagerduty.pagerduty_"

# The module, its options, and what the message ends with beside Ansible's own words.
SINGLE: dict[str, tuple[str, dict[str, t.Any], str]] = {
    "unsupported": ("team", {"name": "A", "frobnicate": 1}, ""),
    "two unsupported": ("team", {"name": "A", "frobnicate": 1, "quux": 2}, ""),
    "missing": ("incident_note_info", {}, ""),
    "wrong type": ("service", {"name": "A", "auto_resolve_timeout": "long"}, ""),
    "wrong type of an entry": ("incident_info", {"services": [{"id": "P1"}], "limit": "few"}, ""),
    "dictionary for a text": ("incident_note", {"incident": "1", "content": {"note": "x"}}, ""),
    "list for a name": ("incident", {"id": "1", "service": ["Shop"]}, ""),
    "dictionary without an ID": ("user", {"email": "a@example.com", "teams": [{"team": {"x": 1}}]}, ""),
    "wrong choice": ("user", {"email": "a@example.com", "role": "boss"}, ""),
    "mutually exclusive": ("incident", {"id": "Q1", "incident_key": "x"}, ""),
    "required_one_of": ("service", {"description": "x"}, ""),
    "required_together": ("incident_status_update", {"incident": "1", "text": "x", "subject": "x"}, ""),
    "required_by": ("webhook_subscription", {"url": "https://example.com", "filter": "Shop"}, ""),
    "required_if": ("incident_note", {"incident": "1"}, ""),
    "missing in an entry": ("user", {"email": "a@example.com", "teams": [{"role": "manager"}]}, ""),
    "wrong choice in an entry": ("user", {"email": "a@example.com", "teams": [{"team": "A", "role": "x"}]}, ""),
    "wrong type in an entry": ("escalation_policy", {"name": "A", "escalation_rules": [{
        "escalation_delay_in_minutes": "soon", "targets": []}]}, ""),
    "required_one_of in a dictionary": ("incident", {"id": "1", "responders": {"text": "x"}}, ""),
    "unsupported in an entry": ("user", {"email": "a@example.com", "teams": [{"team": "A", "quux": 1}]}, ""),
    "similar name": ("team", {"name": "A", "descripton": "x"}, " descripton: did you mean description?"),
    "similar name in an entry": (
        "user", {"email": "a@example.com", "teams": [{"team": "A", "Role": "x"}]}, " teams.Role: did you mean role?",
    ),
    "two with advice": (
        "webhook_subscription",
        {"id": "P1", "active": True, "delivery_method": {}},
        " active: use enabled instead. delivery_method: use url and custom_headers instead.",
    ),
    "message": (
        "template",
        {"name": "A", "templated_fields": {"message": "x"}},
        " templated_fields.message: use short_message instead.",
    ),
    "assignments": ("incident", {"id": "1", "assignments": []}, " assignments: use assignees instead."),
    "status": ("incident", {"id": "1", "status": "resolved"}, " status: use state instead."),
    "payload": (
        "event",
        {"routing_key": "x", "event_action": "resolve", "dedup_key": "x", "payload": {}},
        " payload: use its attributes as options: summary, source, severity and so on.",
    ),
    "avatar_url": (
        "user",
        {"email": "a@example.com", "avatar_url": "x"},
        " avatar_url: PagerDuty generates the avatar from the email address.",
    ),
    "filter": ("incident_info", {"service_ids": ["P1"]}, " service_ids: use services instead."),
}  # fmt: skip

COMBINED: dict[str, tuple[str, dict[str, t.Any], str]] = {
    "a misspelled name": (
        "template_render",
        {"templat": "A"},
        r"\(1\) missing required arguments: template\. \(2\) Unsupported parameters for"
        rf" \({FULL}template_render\) module: templat\. Supported parameters include: .*\."
        r" templat: did you mean template\?$",
    ),
    "several kinds": (
        "user",
        {"role": "boss", "timeout": "long"},
        r"\(1\) argument 'timeout' is of type \S+( .str.>)? and we were unable to convert to float: .*\. "
        r"\(2\) value of role must be one of: .*, got: boss\. "
        r"\(3\) one of the following is required: id, email\.$",
    ),
    "two levels": (
        "user",
        {"email": "a@example.com", "nam": "A", "teams": [{"team": "A", "rol": "x"}, {"team": "B", "rol": "x"}]},
        rf"\(1\) Unsupported parameters for \({FULL}user\) module: nam\. Supported parameters include: access_token, .*"
        r"\. nam: did you mean name\? "
        rf"\(2\) Unsupported parameters for \({FULL}user\) module: teams\.rol\."
        r" Supported parameters include: role, team\. teams\.rol: did you mean role\?$",
    ),
    "no dictionary": (
        "service",
        {"name": "A", "support_hours": "always"},
        r"^argument 'support_hours' is of type (str|<class 'str'>) and we were unable to convert to dict: "
        r"dictionary requested, could not parse JSON or key=value$",
    ),
    "no dictionaries": (
        "user",
        {"email": "a@example.com", "teams": ["Platform"]},
        r"^Elements value for option 'teams' is of type (str|<class 'str'>) and we were unable to convert to dict: "
        r"dictionary requested, could not parse JSON or key=value$",
    ),
    "the same in several entries": (
        "user",
        {"email": "a@example.com", "teams": [{}, {}]},
        r"^missing required arguments: team found in teams$",
    ),
}


def _action(name: str) -> type[ActionBase]:
    return importlib.import_module(
        f"ansible_collections.community.pagerduty.plugins.action.pagerduty_{name}"
    ).ActionModule


@pytest.fixture
def as_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> t.Callable[..., dict[str, t.Any]]:
    """Runs a function that makes an AnsibleModule with these options: what it prints."""

    def run(name: str, options: dict[str, t.Any], work: t.Callable[[], t.Any]) -> dict[str, t.Any]:
        arguments = {**options, "_ansible_module_name": FULL + name, "_ansible_remote_tmp": "/tmp"}
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with pytest.raises(SystemExit):
            work()
        return json.loads(capsys.readouterr().out)

    return run


def _in_the_controller(name: str, options: dict[str, t.Any]) -> dict[str, t.Any]:
    task = MagicMock(args=options, action=FULL + name, async_val=0, check_mode=False, diff=False, environment=None)
    connection = MagicMock(transport="local", become=None)
    action = _action(name)(
        task=task, connection=connection, play_context=MagicMock(), loader=MagicMock(), templar=MagicMock(),
        shared_loader_obj=MagicMock(),
    )  # fmt: skip
    action._templar.template.return_value = None
    return action.run(task_vars={})


def _raw(operation: Operation) -> None:
    basic.AnsibleModule(operation.argument_spec, supports_check_mode=True, **operation.constraints)


@pytest.mark.parametrize("case", SINGLE.values(), ids=list(SINGLE))
def test_one_error(as_module: t.Callable[..., dict[str, t.Any]], case: tuple[str, dict[str, t.Any], str]) -> None:
    name, options, advice = case
    operation = _action(name).operation  # type: ignore[attr-defined]
    ansible = as_module(name, options, lambda: _raw(operation))
    module = as_module(name, options, lambda: run_module(operation))
    action = _in_the_controller(name, options)
    assert module["failed"] and action["failed"]
    assert action["msg"] == module["msg"] == ansible["msg"] + advice


@pytest.mark.parametrize("case", COMBINED.values(), ids=list(COMBINED))
def test_several_errors(as_module: t.Callable[..., dict[str, t.Any]], case: tuple[str, dict[str, t.Any], str]) -> None:
    name, options, message = case
    module = as_module(name, options, lambda: run_module(_action(name).operation))  # type: ignore[attr-defined]
    assert _in_the_controller(name, options)["msg"] == module["msg"]
    assert re.search(message, module["msg"]), module["msg"]


def test_a_secret_in_an_error_is_masked(as_module: t.Callable[..., dict[str, t.Any]]) -> None:
    options = {"name": "A", "api_token": "u-secret", "state": "u-secret"}
    module = as_module("team", options, lambda: run_module(_action("team").operation))  # type: ignore[attr-defined]
    action = _in_the_controller("team", options)
    assert "u-secret" not in json.dumps([action, module])
    assert action["msg"] == module["msg"]


def test_hints_are_about_options_that_do_not_exist() -> None:
    """A hint for an option that exists would never be shown, and one below an unknown option can't be reached."""
    from ansible_collections.community.pagerduty.tests.unit.plugins.action.test_every_module import TRIES

    for name in TRIES:
        operation: Operation = _action(name).operation  # type: ignore[attr-defined]
        for dotted in operation.hints:
            spec = operation.argument_spec
            *parents, last = dotted.split(".")
            for parent in parents:
                spec = spec[parent]["options"]
            assert last not in spec, f"{name}: {dotted}"
