# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the examples that `ansible-doc` shows for each module and lookup, in order, each plugin's on a fresh account."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import yaml

COLLECTION = "community.pagerduty"

# What examples take for granted, because it comes from elsewhere: a service with the key that its events carry.
KEY = "0123456789abcdef0123456789abcdef"
INTEGRATION = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
WORLD = {
    "services": [{"name": "Web shop", "escalation_policy": "Default", "integrations": [INTEGRATION]}],
    "schedules": [{"name": "Primary", "time_zone": "Etc/UTC"}],
}
VARIABLES = {"web_shop_key": KEY}
EVENTS = ("event", "change_event", "incident_alert")  # modules whose examples need that


def main(config: str) -> None:
    options = yaml.safe_load(Path(config).read_text(encoding="utf-8"))
    environment = {
        **os.environ,
        "PAGERDUTY_API_URL": options["pagerduty_url"],
        "PAGERDUTY_API_TOKEN": options["pagerduty_token"],
        "PAGERDUTY_FROM_EMAIL": "owner@example.com",
    }
    for kind in ("module", "lookup"):
        run(kind, options, environment)


def run(kind: str, options: dict[str, str], environment: dict[str, str]) -> None:
    """Run the examples of all plugins of a kind."""
    doc = ["ansible-doc", "--type", kind, "--json"]
    listed = subprocess.check_output([*doc, "--list", COLLECTION], env=environment)
    plugins = sorted(json.loads(listed))
    assert plugins, f"ansible-doc lists no {kind}"
    documented = json.loads(subprocess.check_output([*doc, *plugins], env=environment))
    for plugin in plugins:
        tasks = yaml.safe_load(documented[plugin]["examples"])
        print(f"{plugin}: {len(tasks)} examples", flush=True)
        administer(options["pagerduty_url"], "reset")
        if kind == "lookup" or plugin.partition(".pagerduty_")[2].removesuffix("_info") in EVENTS:
            administer(options["pagerduty_url"], "load", {"token": options["pagerduty_token"], **WORLD})
        with tempfile.TemporaryDirectory() as folder:
            playbook = Path(folder, "examples.yml")
            play = {"hosts": "localhost", "gather_facts": False, "vars": VARIABLES, "tasks": tasks}
            playbook.write_text(yaml.safe_dump([play], sort_keys=False, allow_unicode=True), encoding="utf-8")
            subprocess.run(["ansible-playbook", str(playbook)], env=environment, check=True)


def administer(url: str, what: str, body: object = None) -> None:
    data = json.dumps(body).encode() if body else None
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/_emulator/{what}", data=data, headers=headers, method="POST")
    urllib.request.urlopen(request, timeout=30).close()


if __name__ == "__main__":
    main(sys.argv[1])
