# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the examples that `ansible-doc` shows for each module, lookup and filter, and the playbooks of the collection.

Each runs twice on an empty account and twice on the account that this leaves: with `--check --diff`, and for real. In
both cases check mode must report for each task what the real run reports, and must change nothing. The real run must
succeed on the empty account. An example that can't run again may fail on the other one, if it also fails in check mode.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

COLLECTION = "community.pagerduty"
EMPTY, FILLED = "empty", "filled"

# What examples and playbooks require, because it comes from elsewhere: a service with the key that its events carry.
KEY = "0123456789abcdef0123456789abcdef"
INTEGRATION = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
SERVICES = {
    "services": [{"name": "Web shop", "escalation_policy": "Default", "integrations": [INTEGRATION]}],
    "schedules": [{"name": "Primary", "time_zone": "Etc/UTC"}],
}
INCIDENT = {**SERVICES, "incidents": [{"title": "Down", "service": "Web shop", "incident_key": "down"}]}
LEAVER = {
    "users": [
        {"name": "Account Owner", "email": "owner@example.com", "role": "owner"},
        {"name": "Leo", "email": "leo@example.com"},
    ],
    "teams": [{"name": "Platform", "members": [{"user": "leo@example.com", "role": "responder"}]}],
    "escalation_policies": [
        {"name": "Default", "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["leo@example.com"]}]}
    ],
    **INCIDENT,
}
ON_CALL = {
    "users": [{"name": "Bea", "email": "bea@example.com"}],
    "teams": [{"name": "Platform"}],
    "schedules": [
        {
            "name": "Primary",
            "time_zone": "Etc/UTC",
            "schedule_layers": [
                {
                    "name": name,
                    "start": "2026-01-01T00:00:00Z",
                    "rotation_virtual_start": "2026-01-01T00:00:00Z",
                    "rotation_turn_length_seconds": 86400,
                    "users": ["bea@example.com"],
                }
                for name in ("Days", "Nights")
            ],
        }
    ],
    "schedules_v3": [{"name": "Support", "time_zone": "Etc/UTC"}],
}
ANN = {
    "role": "user",
    "teams": [{"team": "Platform", "role": "responder"}],
    "contact_methods": [{"type": "sms", "address": "415 555 0100", "country_code": 1, "label": "Mobile"}],
    "notification_rules": [{"contact_method": "Mobile", "urgency": "high", "start_delay_in_minutes": 0}],
    "handoff_rules": [{"contact_method": "Mobile", "handoff_type": "oncall", "notify_advance_in_minutes": 60}],
    "status_update_rules": [{"contact_method": "ann@example.com"}],
    "schedule": "Primary",
    "layer": "Nights",
}
EVENTS = ("event", "change_event", "incident_alert")  # modules whose examples need SERVICES

# The playbooks: what the account has, and extra variables. `{incident}` stands for the ID of its incident,
# `{tasks}` for a file with tasks, and `{folder}` for a folder that does not exist.
PLAYBOOKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "account_apply": (
        SERVICES,
        {
            "pagerduty_teams": [{"name": "Web"}],
            "pagerduty_services": [{"name": "Mail", "escalation_policy": "Default"}],
            "account_purge": ["services"],
        },
    ),
    "account_drift": (
        SERVICES, {"pagerduty_teams": [{"name": "Web"}], "account_report_directory": "{folder}"}
    ),
    "account_export": (SERVICES, {"account_directory": "{folder}", "account_layout": "object"}),
    "deploy_with_maintenance_window": (
        SERVICES, {"maintenance_services": ["Web shop"], "deployment_tasks": "{tasks}"}
    ),
    "escalate_unacknowledged": (INCIDENT, {"escalate_after_minutes": 0}),
    "offboard_user": (
        LEAVER,
        {
            "offboard_user": "leo@example.com",
            "offboard_replacement": "owner@example.com",
            "offboard_delete": True,
        },
    ),
    "onboard_service": (SERVICES, {"service_id": "Web shop"}),
    "onboard_user": (ON_CALL, {"user_email": "ann@example.com", "user_name": "Ann Archer", "onboard": ANN}),
    "quickstart": ({}, {}),
    "quickstart_incident": ({"services": [{"name": "Shop checkout", "escalation_policy": "Default"}]}, {}),
    "remediate_incident": (INCIDENT, {"incident_id": "{incident}", "remediation_tasks": "{tasks}"}),
    "account_from_terraform": ({}, {"terraform_state": "{state}", "account_directory": "{converted}"}),
}
# Wrong variables of playbooks, and the message.
MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("account_from_terraform", {"account_directory": ""}, "Set terraform_state to the file with the output"),
    ("account_apply", {"pagerduty_servcies": []}, "pagerduty_servcies is not used; did you mean pagerduty_services?"),
    ("account_apply", {"account_directory": "/none"}, "in account_directory and also in variables: pagerduty_"),
    ("account_drift", {"pagerduty_teams": [{"name": "Web"}], "account_fail_on_drift": True}, "missing: 1"),
    ("account_export", {"account_directory": ""}, "Set account_directory"),
    ("onboard_user", {"onboard": {**ANN, "shedule": "Primary"}}, "onboard has no key shedule. Its keys are: role"),
    ("onboard_user", {"onboard": {"schedule": "Primary"}}, "set both schedule and layer"),
    ("onboard_user", {"onboard": {**ANN, "schedule": "Primry"}}, "There is no schedule Primry"),
    ("onboard_user", {"onboard": {**ANN, "layer": "Night"}}, "has no layer Night. Its layers are: Nights, Days"),
    ("onboard_user", {"onboard": {**ANN, "schedule": "Support"}}, "Support is shift-based and has no layers"),
]
NOT_RUN = {
    "authorize": "a user has to agree in a browser; the target token_file runs it",
    "awx_setup": "it requires the collection awx.awx; tests/awx runs it",
    "distribute_event": "it requires PostgreSQL; tests/rulebooks runs it",
}


def known() -> dict[tuple[str, str], str]:
    """Return what check mode does not predict yet: by the name of the run and the account, the task that differs."""
    groups = yaml.safe_load(Path(__file__).with_name("known.yml").read_text(encoding="utf-8"))
    found: dict[tuple[str, str], str] = {}
    for group in groups:
        for name, tasks in group["differences"].items():
            found |= {(name, account): task for account, task in tasks.items()}
    return found


@dataclass
class Subject:
    """A playbook to run. start: what the account has. variables: extra variables."""

    name: str
    playbook: str
    start: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)


class Runner:
    """Runs subjects against the emulator, and compares what the runs report."""

    def __init__(self, options: dict[str, str], folder: Path) -> None:
        self.url, self.token, self.folder = options["pagerduty_url"], options["pagerduty_token"], folder
        self.environment = {
            **os.environ,
            "PAGERDUTY_API_URL": self.url,
            "PAGERDUTY_API_TOKEN": self.token,
            "PAGERDUTY_FROM_EMAIL": "owner@example.com",
            "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).with_name("callback_plugins")),
            "ANSIBLE_CALLBACKS_ENABLED": "outcomes",
            "OUTCOMES_FILE": str(folder / "outcomes.json"),
        }

    def differences(self, subject: Subject) -> dict[str, str]:
        """Return for each account the first task that differs in check mode, and how; nothing if none does."""
        self.administer("reset", "POST")
        if subject.start:
            self.administer("load", "POST", {"token": self.token, **subject.start})
        variables = self.variables(subject.variables)
        found = {}
        for account in (EMPTY, FILLED):
            before = self.administer("state")
            checked = self.play(subject, variables, check=True)
            if self.administer("state") != before:
                raise SystemExit(f"{subject.name}: check mode changed the account")
            made = self.play(subject, variables, check=False, may_fail=account == FILLED)
            difference = first_difference(checked, made)
            if difference:
                found[account] = difference
        return found

    def wrong(self, subject: Subject, variables: dict[str, Any], says: str) -> None:
        """Run a playbook with wrong variables. Raise SystemExit without the message, or after a change."""
        self.administer("reset", "POST")
        self.administer("load", "POST", {"token": self.token, **subject.start})
        before = self.administer("state")
        outcomes = self.play(subject, self.variables({**subject.variables, **variables}), check=False)
        if says not in outcomes[-1][1]:
            raise SystemExit(f"{subject.name}: {outcomes[-1]} does not contain {says!r}")
        if self.administer("state") != before:
            raise SystemExit(f"{subject.name}: the account was changed before the error {says!r}")

    def variables(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Return the extra variables with the values for this run."""
        accounts = self.administer("state")["accounts"]
        incidents = next(one for one in accounts if one["subdomain"] == "example").get("incidents") or [{"id": ""}]
        tasks = self.folder / "tasks.yml"
        tasks.write_text("- name: Fix the problem\n  ansible.builtin.debug:\n", encoding="utf-8")
        values = {"{incident}": incidents[0]["id"], "{tasks}": str(tasks), "{folder}": str(self.folder / "exported")}
        # The state is also what the example of the filter terraform_config reads.
        state = Path(shutil.copy(Path(__file__).with_name("state.json"), self.folder))
        values |= {"{state}": str(state), "{converted}": str(self.folder / "converted")}
        return {name: values.get(value, value) if isinstance(value, str) else value for name, value in wanted.items()}

    def play(
        self, subject: Subject, variables: dict[str, Any], *, check: bool, may_fail: bool = True
    ) -> list[list[str]]:
        """Run the playbook and return the outcome of each task. Raise SystemExit if it fails and must not."""
        outcomes = self.folder / "outcomes.json"
        outcomes.unlink(missing_ok=True)
        words = ["ansible-playbook", subject.playbook, "-e", json.dumps(variables)]
        words += ["--check", "--diff"] if check else []
        print(f"{subject.name}: {' '.join(words[1:])}", flush=True)
        done = subprocess.run(words, env=self.environment, check=False, capture_output=check, text=True)
        if done.returncode and not may_fail:
            raise SystemExit(f"{subject.name}: ansible-playbook failed with exit code {done.returncode}")
        if not outcomes.is_file():
            raise SystemExit(f"{subject.name}: ansible-playbook did not run: {done.stderr}")
        return json.loads(outcomes.read_text(encoding="utf-8"))

    def administer(self, what: str, method: str = "GET", body: object = None) -> Any:
        """Call the emulator's administration."""
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/_emulator/{what}", data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def first_difference(checked: list[list[str]], made: list[list[str]]) -> str:
    """Return the name of the first task whose outcome differs, and both outcomes; an empty text if there is none."""
    for number, (name, outcome) in enumerate(made):
        if number >= len(checked):
            return f"{name}: not reached in check mode, {outcome} in the real run"
        if checked[number][0] != name or checked[number][1].partition(":")[0] != outcome.partition(":")[0]:
            other = checked[number][1] if checked[number][0] == name else f"in place of it: {checked[number][0]}"
            return f"{name}: {other} in check mode, {outcome} in the real run"
    return ""


def examples(folder: Path) -> list[Subject]:
    """Return the examples of every module, lookup and filter, each in a playbook of its own."""
    found = []
    example_folder(folder)
    for kind in ("filter", "module", "lookup"):
        doc = ["ansible-doc", "--type", kind, "--json"]
        plugins = sorted(json.loads(subprocess.check_output([*doc, "--list", COLLECTION])))
        assert plugins, f"ansible-doc lists no {kind}"
        documented = json.loads(subprocess.check_output([*doc, *plugins]))
        for plugin in plugins:
            name = plugin.rpartition(".")[2]
            tasks = yaml.safe_load(documented[plugin]["examples"])
            play = {"hosts": "localhost", "gather_facts": False, "vars": {"web_shop_key": KEY}, "tasks": tasks}
            playbook = folder / f"{name}.yml"
            playbook.write_text(yaml.safe_dump([play], sort_keys=False, allow_unicode=True), encoding="utf-8")
            needed = kind == "lookup" or name.removeprefix("pagerduty_").removesuffix("_info") in EVENTS
            found.append(Subject(f"examples of {name}", str(playbook), SERVICES if needed else {}))
    return found


def example_folder(folder: Path) -> None:
    """Create the files that the examples of the lookup account_config read. folder: that of the playbooks."""
    (folder / "account").mkdir(exist_ok=True)
    (folder / "account" / "teams.yml").write_text("pagerduty_teams:\n  - name: Web\n", encoding="utf-8")


def playbooks() -> list[Subject]:
    """Return the playbooks of the collection."""
    roots = os.environ["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep)
    folders = [Path(root, "ansible_collections", *COLLECTION.split("."), "playbooks") for root in roots]
    names = {path.stem for folder in folders for path in folder.glob("*.yml")}
    if names != PLAYBOOKS.keys() | NOT_RUN.keys():
        raise SystemExit(f"PLAYBOOKS and NOT_RUN do not list the playbooks of the collection: {sorted(names)}")
    return [Subject(name, f"{COLLECTION}.{name}", *how) for name, how in PLAYBOOKS.items()]


def problems_of(name: str, found: dict[str, str], expected: dict[tuple[str, str], str]) -> list[str]:
    """Return the differences that are not expected, and the expected ones that are not found."""
    problems = []
    for account in (EMPTY, FILLED):
        task = expected.get((name, account))
        difference = found.get(account, "")
        if difference and not (task and difference.startswith(f"{task}:")):
            problems.append(f"{name}, {account} account: {difference}")
        elif task and not difference:
            problems.append(f"{name}, {account} account: remove this entry from known.yml, check mode predicts the run")
    return problems


def main(config: str, *names: str) -> None:
    """Run all subjects, or those named. config: the file with the emulator's URL and token."""
    options = yaml.safe_load(Path(config).read_text(encoding="utf-8"))
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options, Path(folder))
        subjects = [*playbooks(), *examples(Path(folder))]
        expected = known()
        unused = set(expected) - {(subject.name, account) for subject in subjects for account in (EMPTY, FILLED)}
        problems += [f"{' '.join(key)}: remove this entry from known.yml, nothing has this name" for key in unused]
        for subject in [one for one in subjects if not names or one.name in names]:
            problems += problems_of(subject.name, runner.differences(subject), expected)
            for name, variables, says in MISTAKES:
                if name == subject.name:
                    runner.wrong(subject, variables, says)
    if problems:
        raise SystemExit("\n".join(["Check mode differs from the real run:", *problems]))


if __name__ == "__main__":
    main(*sys.argv[1:])
