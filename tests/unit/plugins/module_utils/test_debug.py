# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that `debug` returns."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import debug_level, run_task
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event import EVENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_subscription import (
    WEBHOOK_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play


def test_requests_are_returned_in_success_and_failure(emulator: Emulator, play: Play) -> None:
    operation = resource_operation(SERVICE)
    for policy, failed in (("Default", False), ("Nothing", True)):
        params = play.validated(operation, {"name": "Shop", "escalation_policy": policy, "debug": True})
        emulator.forget()
        result = run_task(operation, params, check_mode=False, environment={}, sessions=Sessions())
        assert result.get("failed", False) is failed
        logged = [(entry["method"], entry["request_id"]) for entry in emulator.log()]
        assert [(entry["method"], entry["request_id"]) for entry in result["requests"]] == logged
        assert all(entry["status"] in (200, 201) for entry in result["requests"])
        assert "emulator" not in json.dumps(result["requests"]).replace("@example", "")


def test_requests_are_kept_out_otherwise(play: Play) -> None:
    operation = resource_operation(SERVICE)
    params = play.validated(operation, {"name": "Shop", "escalation_policy": "Default"})
    assert "requests" not in run_task(operation, params, check_mode=True, environment={}, sessions=Sessions())


def test_full_adds_headers_and_bodies_without_secrets(emulator: Emulator, play: Play) -> None:
    operation = resource_operation(SERVICE)
    params = play.validated(operation, {"name": "Shop", "escalation_policy": "Default", "debug": "full"})
    result = run_task(operation, params, check_mode=False, environment={}, sessions=Sessions())
    made = result["requests"][-1]
    assert made["method"] == "POST" and made["request_body"]["service"]["name"] == "Shop"
    assert made["request_headers"]["User-Agent"].startswith("community.pagerduty")
    assert made["request_headers"]["Authorization"] == "********"
    assert made["response_body"]["service"]["id"] == result["service"]["id"]
    assert any(name.lower() == "x-request-id" for name in made["response_headers"])


def test_full_masks_what_has_the_name_of_a_secret(emulator: Emulator, play: Play) -> None:
    key = "0123456789abcdef0123456789abcdef"
    emulator.load(
        services=[
            {
                "name": "Shop",
                "escalation_policy": "Default",
                "integrations": [
                    {"name": "x", "type": "events_api_v2_inbound_integration", "integration_key": key}
                ],
            }
        ]
    )
    runs: list[tuple[Operation, dict[str, t.Any]]] = [
        (EVENT_OPERATION, {"routing_key": key, "summary": "Full", "source": "web1", "severity": "error"}),
        (
            resource_operation(WEBHOOK_SUBSCRIPTION),
            {
                "url": "https://hooks.example.com",
                "events": ["incident.triggered"],
                "custom_headers": [{"name": "X-Key", "value": "hush-hush"}],
            },
        ),
    ]
    for operation, options in runs:
        params = play.validated(operation, {**options, "debug": "full"})
        result = run_task(operation, params, check_mode=False, environment={}, sessions=Sessions())
        assert not result.get("failed"), result
        told = json.dumps(result["requests"])
        assert "********" in told and key not in told and "hush-hush" not in told
        secret = ((result.get("webhook_subscription") or {}).get("delivery_method") or {}).get("secret")
        assert not secret or secret not in told


@pytest.mark.parametrize(
    ("value", "level"),
    [
        *[(value, "short") for value in (True, "true", "True", "yes", 1)],
        *[(value, "full") for value in ("full", "Full")],
        *[(value, "") for value in (False, "false", "no", 0)],
    ],
)
def test_debug_is_a_boolean_or_full(value: t.Any, level: str) -> None:
    assert debug_level(value) == level


@pytest.mark.parametrize("value", ["more", 7, [], {}, ""])
def test_other_values_of_debug(play: Play, value: t.Any) -> None:
    params = {**play.validated(resource_operation(SERVICE), {"name": "Shop"}), "debug": value}
    result = run_task(resource_operation(SERVICE), params, check_mode=True, environment={}, sessions=Sessions())
    assert result["msg"] == "debug: must be true, false or full"
