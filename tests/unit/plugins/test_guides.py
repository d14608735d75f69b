# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the guides run: all plays, tasks and ad hoc commands of a page, in their order, in one account."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

ROOT = Path(__file__).resolve().parents[3]
MODULE = "community.pagerduty.pagerduty_"
PAGES = sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md", *ROOT.glob("roles/*/README.md")])

EVENTS = {
    "name": "Events",
    "type": "events_api_v2_inbound_integration",
    "integration_key": "0123456789abcdef0123456789abcdef",
}
# What the examples expect in the account.
ACCOUNT: dict[str, t.Any] = {
    "users": [
        {"name": name, "email": f"{name.lower()}@example.com", "role": "user"} for name in ("Ann", "Bea", "Cal", "Dan")
    ],
    "teams": [{"name": "Platform"}],
    "schedules": [{"name": "Primary", "time_zone": "Etc/UTC"}],
    "escalation_policies": [
        {
            "name": name,
            "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": ["owner@example.com"]},
                {"escalation_delay_in_minutes": 30, "targets": ["owner@example.com"]},
            ],
        }
        for name in ("Platform", "Search")
    ],
    "services": [
        {"name": name, "escalation_policy": "Platform", "integrations": [EVENTS]}
        for name in ("Web shop", "Payments", "Search")
    ],
    "automation_runners": [
        {
            "name": "Cloud",
            "description": "Jobs",
            "runner_type": "runbook",
            "runbook_base_uri": "acme.prod",
            "runbook_api_key": "secret",
        },
    ],
    "incidents": [{"title": "Down", "service": "Web shop", "incident_key": "down"}],
}
# Blocks that are not run, by their first line. Each says why.
NOT_RUN = {
    "- name: Start an emulated PagerDuty": "the test itself has an emulator; the role's own target runs it",
    "- hosts: localhost": "the test itself has an emulator; the role's own target runs it",
}
# Files and variables that examples name, and a folder in place of one that only root may write.
STATE = ROOT / "tests" / "unit" / "plugins" / "filter" / "states" / "account.json"
FILES = {
    "deploy.yml": "- name: Deploy\n  ansible.builtin.debug:\n",
    "state.json": STATE.read_text(encoding="utf-8"),
    "pagerduty/services.yml": yaml.safe_dump({
        "pagerduty_services": [{"name": one["name"], "escalation_policy": "Platform"} for one in ACCOUNT["services"]]
    }),
}
VARIABLES = {
    "vaulted_pagerduty_token": "emulator",
    "event_stream_url": "https://eda.example.com/stream",
    "webhook_token": "secret",
    "ansible_python_interpreter": "{{ ansible_playbook_python }}",
}
FOLDER = "/etc/eda"
INVENTORY = """
localhost ansible_connection=local

[web]
web1 ansible_connection=local

[pagerduty]
production ansible_connection=local account_directory=pagerduty
"""


def blocks(page: Path) -> t.Iterator[list[dict[str, t.Any]]]:
    """The plays of a page, in their order. A list of tasks and an ad hoc command are in a play of their own."""
    for language, text in re.findall(r"^```(yaml|console)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S):
        if language == "console":
            tasks = [_task(line) for line in text.replace("\\\n", " ").splitlines() if f" -m {MODULE}" in line]
            if tasks:
                yield [_play(tasks)]
        elif text.splitlines()[0] not in NOT_RUN:
            found = yaml.safe_load(text)
            if _is_list_with(found, "hosts") and not _is_list_with(found, "rules"):
                yield found
            elif _is_list_with(found, "name") and MODULE in text and not _is_list_with(found, "rules"):
                yield [_play(found)]


def _is_list_with(found: t.Any, key: str) -> bool:
    return isinstance(found, list) and bool(found) and isinstance(found[0], dict) and key in found[0]


def _play(tasks: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    return {"name": "Example", "hosts": "localhost", "gather_facts": False, "tasks": tasks}


def _task(command: str) -> dict[str, t.Any]:
    """The task of an ad hoc command."""
    words = shlex.split(command.removeprefix("$ "), comments=True)
    arguments = words[words.index("-a") + 1] if "-a" in words else ""
    options = json.loads(arguments) if arguments.startswith("{") else dict(
        word.split("=", 1) for word in shlex.split(arguments)
    )
    return {"name": command, words[words.index("-m") + 1]: options}


WITH_EXAMPLES = [page for page in PAGES if any(blocks(page))]


def test_pages_with_examples_are_found() -> None:
    assert {page.name for page in WITH_EXAMPLES} >= {"README.md", "first-hour.md", "incidents.md", "on-call.md"}


def run(plays: list[dict[str, t.Any]], emulator: Emulator, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs plays in a folder with the files that examples name."""
    emulator.load(**ACCOUNT)
    playbook = folder / "examples.yml"
    text = yaml.safe_dump(plays, sort_keys=False, allow_unicode=True).replace(FOLDER, str(folder))
    playbook.write_text(text.replace("region: eu", "region: us"), encoding="utf-8")  # the emulated account is there
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    inventory = folder / "inventory"
    inventory.write_text(INVENTORY, encoding="utf-8")
    environment = {
        **os.environ,
        "PAGERDUTY_API_URL": emulator.url,
        "PAGERDUTY_API_TOKEN": "emulator",
        "PAGERDUTY_FROM_EMAIL": "owner@example.com",
        "ANSIBLE_NOCOWS": "1",
        "ANSIBLE_HOST_PATTERN_MISMATCH": "error",  # an example that runs on no host is not tested
    }
    variables = {**VARIABLES, "emulator_url": emulator.url}
    tool = Path(sys.executable).with_name("ansible-playbook")
    command = [tool, "-i", inventory, playbook, "-e", json.dumps(variables)]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=[str(page.relative_to(ROOT)) for page in WITH_EXAMPLES])
def test_examples(page: Path, emulator: Emulator, tmp_path: Path) -> None:
    done = run([play for block in blocks(page) for play in block], emulator, tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


@pytest.mark.exhaustive
def test_a_wrong_case_of_a_router_fails_with_its_name(emulator: Emulator, tmp_path: Path) -> None:
    rules, tests, *_rest = [play for block in blocks(ROOT / "docs" / "testing-routers.md") for play in block]
    tests["vars"]["cases"][3]["expected"] = {"action": "trigger"}
    done = run([rules, tests], emulator, tmp_path)
    assert done.returncode != 0
    found = "Search in the staging environment: expected {'action': 'trigger'}, but it is {'action': 'drop'}."
    assert f"{found} Rules: Staging" in done.stdout + done.stderr
