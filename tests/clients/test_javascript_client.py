# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's JavaScript client uses the emulator.

`make clients` sets PAGERDUTY_PDJS to the folder in which npm has installed the client.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.community.pagerduty.tests.unit.emulator.conftest import Client

KEY = "0123456789abcdef0123456789abcdef"
PROGRAM = Path(__file__).with_name("use_pdjs.js")


@pytest.fixture
def seen(emulator: Client, ca_file: Path) -> dict[str, Any]:
    """What the client received, by the names that the program gives to its requests."""
    folder = os.environ.get("PAGERDUTY_PDJS")
    if not folder:
        pytest.skip("PAGERDUTY_PDJS is not set: run `make clients`, with node and npm on this machine")
    integration = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
    emulator.load({"services": [{"name": "Web", "escalation_policy": "Default", "integrations": [integration]}]})
    command = ["node", str(PROGRAM), folder, emulator.url.removeprefix("https://"), KEY]
    env = {**os.environ, "NODE_EXTRA_CA_CERTS": str(ca_file)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_javascript_client(seen: dict[str, Any]) -> None:
    assert "teams" in seen["abilities"]["abilities"]
    assert seen["post"]["team"]["name"] == "Core"
    assert seen["put"]["team"]["description"] == "new"
    assert [team["name"] for team in seen["query"]["teams"]] == ["Core"]
    assert seen["endpoint"]["total"] == 1
    assert seen["bearer"]["error"]["message"]
    assert seen["missing"]["error"]["code"] == 2100
    assert [name for page in seen["pages"] for name in page] == ["P1", "P2", "P3", "P4", "P5"]
    assert [policy["services"][0]["name"] for policy in seen["include"]["escalation_policies"]] == ["Web"]
    assert [seen[name]["dedup_key"] for name in ("trigger", "acknowledge", "resolve")] == ["disk"] * 3
    assert seen["change"]["status"] == "success"
    assert [one["status"] for one in seen["incidents"]["incidents"]] == ["resolved", "triggered"]
