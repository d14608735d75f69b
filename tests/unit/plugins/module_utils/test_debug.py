# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that `debug` returns."""

from __future__ import annotations

import json

from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._run import Runtimes, answer, manage
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play


def test_requests_are_returned_in_success_and_failure(emulator: Emulator, play: Play) -> None:
    operation = manage(SERVICE)
    for policy, failed in (("Default", False), ("Nothing", True)):
        params = play.validated(operation, {"name": "Shop", "escalation_policy": policy, "debug": True})
        emulator.forget()
        result = answer(operation, params, check_mode=False, environment={}, runtimes=Runtimes())
        assert result.get("failed", False) is failed
        logged = [(entry["method"], entry["request_id"]) for entry in emulator.log()]
        assert [(entry["method"], entry["request_id"]) for entry in result["requests"]] == logged
        assert all(entry["status"] in (200, 201) for entry in result["requests"])
        assert "emulator" not in json.dumps(result["requests"]).replace("@example", "")


def test_requests_are_kept_out_otherwise(play: Play) -> None:
    operation = manage(SERVICE)
    params = play.validated(operation, {"name": "Shop", "escalation_policy": "Default"})
    assert "requests" not in answer(operation, params, check_mode=True, environment={}, runtimes=Runtimes())
