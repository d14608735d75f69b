# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX runs them: ansible-runner transmits a job, a worker runs it, and the results are processed.

The environment of a job comes from the credential type, rendered as AWX does, and has the variables that AWX adds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(sys.executable).with_name("ansible-runner")
TOKEN = "u+0123456789-secret-token"
CLIENT_SECRET = "a-client-secret-of-an-app"
SCOPES = "incidents.read incidents.write services.read services.write escalation_policies.read vendors.read"
KEY = "0123456789abcdef0123456789abcdef"
ACCESS_TOKEN = "pdus+_"  # how the access tokens begin that the emulator issues
CHANGES_KEY = "fedcba9876543210fedcba9876543210"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    emulator = Emulator()
    yield emulator
    emulator.stop()


def credential(emulator: Emulator, **inputs: str) -> dict[str, str]:
    """The environment variables of a credential. inputs: the fields that are filled in."""
    file = ROOT / "extensions" / "awx" / "credential_types" / "pagerduty.yml"
    templates = yaml.safe_load(file.read_text(encoding="utf-8"))["injectors"]["env"]
    render = ImmutableSandboxedEnvironment()
    return {
        name: render.from_string(text).render(**inputs, api_url=emulator.url) for name, text in templates.items()
    }


def run_job(
    folder: Path, playbook: str, environment: dict[str, str], variables: dict[str, Any]
) -> list[dict[str, Any]]:
    """Run a job at verbosity 4. Returns its events, in order."""
    job = folder / "job"
    for name, content in {
        "env/envvars": environment,
        "env/extravars": variables,
        "env/settings": {"suppress_ansible_output": True},
        "env/cmdline": "-vvvv",
        "inventory/hosts": {"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}},
    }.items():
        path = job / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    (job / "inventory" / "hosts").rename(job / "inventory" / "hosts.yml")
    # AWX runs a file of a project. A file of a repository of one's own imports the playbook of the collection.
    (job / "project").mkdir()
    (job / "project" / "play.yml").write_text(yaml.safe_dump([{"import_playbook": playbook}]), encoding="utf-8")

    env = {name: value for name, value in os.environ.items() if not name.startswith(("PAGERDUTY_", "ANSIBLE_"))}
    sent = _runner(["transmit", str(job), "-p", "play.yml", "--ident", "7"], env)
    done = _runner(["worker", "--private-data-dir", str(folder / "worker")], env, sent)
    _runner(["process", str(folder / "out"), "--ident", "7"], env, done)
    files = (folder / "out" / "artifacts" / "7" / "job_events").glob("*.json")
    events = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return sorted(events, key=lambda event: event["counter"])


def _runner(words: list[str], env: dict[str, str], data: bytes = b"") -> bytes:
    env = {**env, "PATH": f"{RUNNER.parent}{os.pathsep}{env['PATH']}"}
    done = subprocess.run([str(RUNNER), *words], input=data, env=env, capture_output=True, check=False)
    assert done.returncode == 0, (words, done.stderr.decode(), done.stdout[-2000:])
    return done.stdout


@pytest.mark.parametrize(
    "inputs",
    [
        {"api_token": TOKEN, "from_email": "owner@example.com"},
        {
            "client_id": "app",
            "client_secret": CLIENT_SECRET,
            "subdomain": "example",
            "scopes": SCOPES,
            "from_email": "owner@example.com",
        },
    ],
    ids=["API key", "Scoped OAuth"],
)
def test_a_job(emulator: Emulator, tmp_path: Path, inputs: dict[str, str]) -> None:
    emulator.reset()
    integrations = [
        {"name": name, "type": "events_api_v2_inbound_integration", "integration_key": key}
        for name, key in (("Disk checks", KEY), ("AWX", CHANGES_KEY))
    ]
    emulator.load(
        token="emulator",
        tokens=[TOKEN],
        services=[{"name": "Shop checkout", "escalation_policy": "Default", "integrations": integrations}],
        oauth_clients=[{"client_id": "app", "client_secret": CLIENT_SECRET, "scopes": SCOPES.split()}],
    )
    environment = {
        **credential(emulator, **inputs, changes_routing_key=CHANGES_KEY),
        "AWX_HOST": "https://awx.example.com",
        "JOB_ID": "7",
        # AWX sets the first one from its settings, and the other one for each job.
        "ANSIBLE_CALLBACKS_ENABLED": "community.pagerduty.pagerduty_changes",
        "ANSIBLE_COLLECTIONS_PATH": os.environ["PYTHONPATH"],
    }
    variables = {"awx_job_id": 7, "awx_user_name": "ann", "awx_job_template_name": "Handle an incident"}

    events = run_job(tmp_path, "community.pagerduty.quickstart_incident", environment, variables)

    (stats,) = [event["event_data"] for event in events if event["event"] == "playbook_on_stats"]
    assert stats["failures"] == {} and stats["dark"] == {} and stats["changed"]["localhost"] == 4
    results = [event["event_data"] for event in events if event["event"] == "runner_on_ok"]
    resolved = [result["resolved_action"] for result in results]
    assert "community.pagerduty.pagerduty_event" in resolved and "community.pagerduty.pagerduty_incident" in resolved
    assert all(name.startswith(("community.pagerduty.pagerduty_", "ansible.builtin.")) for name in resolved)
    output = "".join(event["stdout"] for event in events)
    assert "runs as a module" not in output, "the tasks did not run in Ansible's own process"
    assert "PagerDuty: POST /v2/enqueue: 202" in output

    uses_oauth = "client_id" in inputs
    assert any(entry["path"].startswith("/oauth/token") for entry in emulator.log()) == uses_oauth
    assert [incident["status"] for incident in emulator.state()["incidents"]] == ["resolved"]
    (change,) = emulator.state()["change_events"]
    assert change["links"][0]["href"] == "https://awx.example.com/#/jobs/playbook/7"
    assert change["custom_details"]["user"] == "ann"

    written = {
        path: path.read_text(encoding="utf-8", errors="replace")
        for path in (tmp_path / "out").rglob("*")
        # This file has the environment. AWX stores a copy in which the secrets of credentials are replaced.
        if path.is_file() and path.name != "command"
    }
    assert len(written) > len(events)
    for secret in (TOKEN, CLIENT_SECRET, CHANGES_KEY, ACCESS_TOKEN):
        assert [path.name for path, text in written.items() if secret in text] == [], secret
