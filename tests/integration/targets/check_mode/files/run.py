# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the examples that `ansible-doc` shows for each module, lookup and filter, and the playbooks of the collection.

Each runs twice on an empty account and twice on the account that this leaves: with `--check --diff`, and for real. In
both cases check mode must report for each task what the real run reports, and must change nothing. The real run must
succeed on the empty account. An example that can't run again may fail on the other one, if it also fails in check mode.

The examples run together, in four processes: each plugin has a playbook, a host, a folder and an account of its own.
A playbook of the collection has processes of its own. They are forks of this one, which has imported Ansible.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

COLLECTION = "community.pagerduty"
EMPTY, FILLED = "empty", "filled"


def services(key: str) -> dict[str, Any]:
    """What examples and playbooks require, because it comes from elsewhere. key: the one that events carry."""
    integration = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": key}
    return {
        "services": [{"name": "Web shop", "escalation_policy": "Default", "integrations": [integration]}],
        "schedules": [{"name": "Primary", "time_zone": "Etc/UTC"}],
    }


SERVICES = services("0123456789abcdef0123456789abcdef")
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
# Modules whose examples need the service.
NEED_SERVICES = ("event", "change_event", "incident_alert", "jira_cloud_rule", "slack_connection")
# What the account has for the examples of other modules.
STARTS = {"service_dependency_info": {"business_services": [{"name": "Checkout"}]}}
FAILED = "The examples failed"  # the task after a failure

# The playbooks: what the account has, and extra variables. `{incident}` stands for the ID of its incident,
# `{tasks}` for a file with tasks, and `{file}` and `{folder}` for a file and a folder that do not exist.
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
    "monthly_report": (INCIDENT, {"report_directory": "{folder}"}),
    "onboard_service": (SERVICES, {"service_id": "Web shop"}),
    "onboard_user": (ON_CALL, {"user_email": "ann@example.com", "user_name": "Ann Archer", "onboard": ANN}),
    "postmortem": (INCIDENT, {"postmortem_incident": "{incident}", "postmortem_file": "{file}"}),
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
    ("monthly_report", {"report_month": "2026-13"}, "report_month must be a month such as 2026-11, not 2026-13"),
    ("postmortem", {"postmortem_incident": ""}, "Set postmortem_incident to the ID or the number of an incident"),
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
    """A playbook to run. start: what the account has. variables: extra variables. host: of examples."""

    name: str
    playbook: str
    start: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    host: str = ""

    @property
    def token(self) -> str:
        """The REST API key of the account of examples."""
        return f"token-of-{self.host}"

    @property
    def subdomain(self) -> str:
        """The subdomain of this account."""
        return self.host.replace("_", "-")


class Runner:
    """Runs subjects against the emulator, and compares what the runs report."""

    def __init__(self, options: dict[str, str], folder: Path) -> None:
        self.url, self.token, self.folder = options["pagerduty_url"], options["pagerduty_token"], folder
        os.environ.update(
            PAGERDUTY_API_URL=self.url,
            PAGERDUTY_API_TOKEN=self.token,
            PAGERDUTY_FROM_EMAIL="owner@example.com",
            ANSIBLE_CALLBACK_PLUGINS=str(Path(__file__).with_name("callback_plugins")),
            ANSIBLE_CALLBACKS_ENABLED="outcomes",
            OUTCOMES_FILE=str(folder / "outcomes.json"),
        )
        # It reads the environment when it is imported. The forks then need not import it.
        import ansible.cli.playbook  # noqa: F401

    def differences(self, subject: Subject) -> dict[str, str]:
        """Return for each account the first task that differs in check mode, and how; nothing if none does."""
        self.administer("reset", "POST")
        if subject.start:
            self.administer("load", "POST", {"token": self.token, **subject.start})
        words = [subject.playbook, "-e", json.dumps(self.variables(subject.variables))]
        found = {}
        for account in (EMPTY, FILLED):
            checked, made = ([one[1:] for one in run] for run in self.pair([subject], words, account))
            difference = first_difference(checked, made)
            if difference:
                found[account] = difference
        return found

    def differences_of_examples(self, subjects: list[Subject]) -> dict[str, dict[str, str]]:
        """Do the same with all examples together. Return the result for each subject that has any difference."""
        self.administer("reset", "POST")
        self.administer("load", "POST", {"accounts": [self.account_of(subject) for subject in subjects]})
        inventory = self.folder / "hosts.yml"
        variables = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        hosts = {subject.host: {} for subject in subjects}
        inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": variables}}), encoding="utf-8")
        words = ["-i", str(inventory), *(subject.playbook for subject in subjects)]
        found: dict[str, dict[str, str]] = {}
        for account in (EMPTY, FILLED):
            checked, made = self.pair(subjects, words, account)
            failed = []
            for subject in subjects:
                own = [[one[1:] for one in run if one[0] == subject.host] for run in (checked, made)]
                if FAILED in (name for name, _outcome in own[1]):
                    failed.append(f"{subject.name}: {': '.join(own[1][-2])}")
                if not own[1]:
                    raise SystemExit(f"{subject.name}: no task has run")
                difference = first_difference(*own)
                if difference:
                    found.setdefault(subject.name, {})[account] = difference
            if failed and account == EMPTY:
                raise SystemExit("\n".join(["Examples fail on an empty account:", *failed]))
        return found

    def account_of(self, subject: Subject) -> dict[str, Any]:
        """Return the account of an example, with a token of a user, for what a key of the account can't do."""
        tokens = [{"token": f"{subject.token}-user", "type": "user", "user": "owner@example.com"}]
        return {"token": subject.token, "tokens": tokens, "subdomain": subject.subdomain, **subject.start}

    def pair(self, subjects: list[Subject], words: list[str], account: str) -> tuple[list[Any], list[Any]]:
        """Run playbooks in check mode and for real. Return the outcomes of the tasks of both runs."""
        before = self.administer("state")
        checked = self.play(subjects[0].name, words, check=True)
        if self.administer("state") != before:
            raise SystemExit(f"{' or '.join(one.name for one in subjects)}: check mode changed the account")
        return checked, self.play(subjects[0].name, words, check=False, may_fail=account == FILLED)

    def wrong(self, subject: Subject, variables: dict[str, Any], says: str) -> None:
        """Run a playbook with wrong variables. Raise SystemExit without the message, or after a change."""
        self.administer("reset", "POST")
        self.administer("load", "POST", {"token": self.token, **subject.start})
        before = self.administer("state")
        extra = json.dumps(self.variables({**subject.variables, **variables}))
        outcomes = self.play(subject.name, [subject.playbook, "-e", extra], check=False)
        if says not in outcomes[-1][2]:
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
        values["{file}"] = str(self.folder / "postmortem.md")
        state = Path(shutil.copy(Path(__file__).with_name("state.json"), self.folder))
        values |= {"{state}": str(state), "{converted}": str(self.folder / "converted")}
        return {name: values.get(value, value) if isinstance(value, str) else value for name, value in wanted.items()}

    def play(self, name: str, words: list[str], *, check: bool, may_fail: bool = True) -> list[list[str]]:
        """Run playbooks and return the host, the name and the outcome of each task. Raise SystemExit if they fail and
        must not. name: of what is run, for messages. words: the arguments of ansible-playbook."""
        outcomes = self.folder / "outcomes.json"
        outcomes.unlink(missing_ok=True)
        words = ["ansible-playbook", *words, *(["--check", "--diff"] if check else [])]
        print(f"{name}: {' '.join(words[1:])}", flush=True)
        output = self.folder / "output.txt"
        status = ansible_playbook(words, output)
        if not check:
            print(output.read_text(encoding="utf-8"), flush=True)
        if status and not may_fail:
            raise SystemExit(f"{name}: ansible-playbook failed with exit code {status}")
        if not outcomes.is_file():
            raise SystemExit(f"{name}: ansible-playbook did not run: {output.read_text(encoding='utf-8')}")
        return json.loads(outcomes.read_text(encoding="utf-8"))

    def administer(self, what: str, method: str = "GET", body: object = None) -> Any:
        """Call the emulator's administration."""
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/_emulator/{what}", data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def ansible_playbook(words: list[str], output: Path) -> int:
    """Run ansible-playbook in a fork of this process. Return its exit code. output: the file for what it prints."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    status = 250
    try:
        printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        sys.argv = words
        from ansible import constants
        from ansible.cli.playbook import main as run

        # The import has created this folder, but each run has its own: it contains the predictions.
        constants.DEFAULT_LOCAL_TMP = tempfile.mkdtemp(dir=output.parent)
        run()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def first_difference(checked: list[list[str]], made: list[list[str]]) -> str:
    """Return the name of the first task whose outcome differs, and both outcomes; an empty text if there is none."""
    for number, (name, outcome) in enumerate(made):
        if number >= len(checked):
            return f"{name}: not reached in check mode, {outcome} in the real run"
        if checked[number][0] != name or checked[number][1].partition(":")[0] != outcome.partition(":")[0]:
            other = checked[number][1] if checked[number][0] == name else f"in place of it: {checked[number][0]}"
            return f"{name}: {other} in check mode, {outcome} in the real run"
    return ""


class Unsafe(str):
    """A text with the tag `!unsafe`: Ansible evaluates no template in it."""


yaml.SafeLoader.add_constructor("!unsafe", lambda _loader, node: Unsafe(node.value))
yaml.SafeDumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def examples(folder: Path) -> list[Subject]:
    """Return the examples of every module, lookup and filter, each in a playbook and a folder of its own."""
    found = []
    for kind in ("filter", "module", "lookup"):
        doc = ["ansible-doc", "--type", kind, "--json"]
        plugins = sorted(json.loads(subprocess.check_output([*doc, "--list", COLLECTION])))
        assert plugins, f"ansible-doc lists no {kind}"
        documented = json.loads(subprocess.check_output([*doc, *plugins]))
        for plugin in plugins:
            name = plugin.rpartition(".")[2]
            key = hashlib.sha256(plugin.encode()).hexdigest()[:32]
            short = name.removeprefix("pagerduty_")
            needed = kind == "lookup" or short.removesuffix("_info") in NEED_SERVICES
            start = services(key) if needed else STARTS.get(short, {})
            subject = Subject(f"examples of {name}", "", start, host=name)
            subject.playbook = str(example_folder(folder / name) / f"{name}.yml")
            play = play_of(subject, yaml.safe_load(documented[plugin]["examples"]), key)
            text = yaml.safe_dump([play], sort_keys=False, allow_unicode=True)
            # The addresses of email integrations end with it.
            text = text.replace("@example.pagerduty.com", f"@{subject.subdomain}.pagerduty.com")
            Path(subject.playbook).write_text(text, encoding="utf-8")
            found.append(subject)
    return found


def play_of(subject: Subject, tasks: list[Any], key: str) -> dict[str, Any]:
    """Return a play with the tasks of examples. If one fails, the others are left out, and the play goes on."""
    token = subject.token
    return {
        "hosts": subject.host,
        "gather_facts": False,
        # For modules, and for lookups, which do not see the environment of a play.
        "environment": {"PAGERDUTY_API_TOKEN": token, "PAGERDUTY_USER_TOKEN": f"{token}-user"},
        "vars": {
            "web_shop_key": key,
            "ansible_pagerduty_api_token": token,
            "ansible_pagerduty_user_token": f"{token}-user",
        },
        "tasks": [{"block": tasks, "rescue": [{"name": FAILED, "ansible.builtin.debug": {}}]}],
    }


def example_folder(folder: Path) -> Path:
    """Create a folder with the files that examples read: those of account_config, and those of terraform_config."""
    (folder / "account").mkdir(parents=True)
    (folder / "account" / "teams.yml").write_text("pagerduty_teams:\n  - name: Web\n", encoding="utf-8")
    shutil.copy(Path(__file__).with_name("state.json"), folder)
    return folder


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
        whole, each = playbooks(), examples(Path(folder))
        expected = known()
        unused = set(expected) - {(subject.name, account) for subject in [*whole, *each] for account in (EMPTY, FILLED)}
        problems += [f"{' '.join(key)}: remove this entry from known.yml, nothing has this name" for key in unused]
        each = [one for one in each if not names or one.name in names]
        found = runner.differences_of_examples(each) if each else {}
        for subject in each:
            problems += problems_of(subject.name, found.get(subject.name, {}), expected)
        for subject in [one for one in whole if not names or one.name in names]:
            problems += problems_of(subject.name, runner.differences(subject), expected)
            for name, variables, says in MISTAKES:
                if name == subject.name:
                    runner.wrong(subject, variables, says)
    if problems:
        raise SystemExit("\n".join(["Check mode differs from the real run:", *problems]))


if __name__ == "__main__":
    main(*sys.argv[1:])
