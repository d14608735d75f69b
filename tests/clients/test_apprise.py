# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apprise notifies PagerDuty. Its address of PagerDuty is fixed, so it reaches the emulator with the proxy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.tests.unit.emulator.conftest import Client

pytest.importorskip("apprise")

KEY = "0123456789abcdef0123456789abcdef"


def test_apprise_opens_and_resolves_an_incident(emulator: Client, proxy: str, ca_file: Path) -> None:
    integration = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
    emulator.load({"services": [{"name": "Web", "escalation_policy": "Default", "integrations": [integration]}]})
    env = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    env |= {"HTTPS_PROXY": proxy, "https_proxy": proxy, "REQUESTS_CA_BUNDLE": str(ca_file)}

    def notify(kind: str, text: str, *, key: str = KEY, query: str = "image=no") -> int:
        url = f"pagerduty://{key}@apikey/db1/disk?{query}"
        command = [Path(sys.executable).with_name("apprise"), "-n", kind, "-b", text, url]
        return subprocess.run(command, env=env, check=False, timeout=60).returncode

    same = "action=map&dedup=disk&group=databases&class=disk&click=https://example.com/disk&%2Bfree=1%"
    assert notify("failure", "Disk full", query=same) == 0
    assert notify("failure", "Disk still full", query=same) == 0
    assert notify("warning", "Slow") == 0
    disk, slow = emulator.get("/incidents", sort_by="incident_number")["incidents"]
    (alert,) = emulator.get(f"/incidents/{disk['id']}/alerts")["alerts"]
    assert (disk["title"], alert["severity"], alert["alert_key"]) == ("Disk full", "critical", "disk")
    assert (slow["title"], slow["status"]) == ("Slow", "triggered")
    assert notify("success", "Disk fine", query=same) == 0
    assert emulator.get(f"/incidents/{disk['id']}")["incident"]["status"] == "resolved"
    assert notify("failure", "Disk full", key="f" * 32) == 1, "an unknown key is rejected"
    sent = emulator.get("/_emulator/requests")
    assert [one["status"] for one in sent if one["path"] == "/v2/enqueue"] == [202] * 4 + [400]
