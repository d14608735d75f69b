# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback plugin pagerduty_changes, in real runs of ansible-playbook."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.community.pagerduty.plugins.plugin_utils._changes import _origin
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

KEY = "0123456789abcdef0123456789abcdef"
PLUGIN = "community.pagerduty.pagerduty_changes"
COLLECTIONS = next(path for path in Path(_origin.__file__).parents if path.name == "ansible_collections").parent

# A connection to hosts that do not exist.
UNREACHABLE = """
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection.local import Connection as Local
DOCUMENTATION = "{name: nowhere, short_description: x, description: x, author: x, options: {}}"

class Connection(Local):
    transport = "nowhere"

    def _connect(self):
        raise AnsibleConnectionFailure("nobody is there")
"""

OK: dict[str, t.Any] = {"name": "Do nothing", "ansible.builtin.debug": {"msg": "hunter2"}}
CHANGE: dict[str, t.Any] = {**OK, "name": "Change something", "changed_when": True}
FAIL: dict[str, t.Any] = {"name": "Fail", "ansible.builtin.fail": {"msg": "hunter2"}}


class Runs:
    """Runs playbooks in a folder of their own, with an account that has a service with the integration key KEY."""

    def __init__(self, server: Emulator, folder: Path) -> None:
        self.server = server
        self.folder = folder
        server.reset()
        integration = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
        service = {"name": "Web shop", "escalation_policy": "Default", "integrations": [integration]}
        server.load(token="emulator", services=[service])
        # Not those of ansible-test, such as PYTHONDONTWRITEBYTECODE, with which each run would compile everything.
        others = {name: it for name, it in os.environ.items() if not name.startswith(("PAGERDUTY", "ANSIBLE", "PY"))}
        self.environment = {
            **others,
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_CALLBACKS_ENABLED": PLUGIN,
            "ANSIBLE_CONNECTION_PLUGINS": str(folder / "connections"),
            "ANSIBLE_HOME": str(folder / "home"),
            "PAGERDUTY_EVENTS_URL": server.url,
            "PAGERDUTY_CHANGES_ROUTING_KEY": KEY,
        }

    def write(self, name: str, content: object) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")

    def play(self, *arguments: str, hosts: str = "one,two,", fails: bool = False, **environment: str | None) -> str:
        """Run site.yml with these hosts. Returns the output.

        environment: variables; in lowercase, without their prefix PAGERDUTY_CHANGES_. None removes one.
        """
        more = {name if name.isupper() else f"PAGERDUTY_CHANGES_{name.upper()}": it for name, it in environment.items()}
        words = [sys.executable, "-m", "ansible.cli.playbook", "site.yml", "-i", hosts, "-c", "local", *arguments]
        done = subprocess.run(
            words,
            cwd=self.folder,
            env={name: value for name, value in {**self.environment, **more}.items() if value is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert (done.returncode in (2, 4)) if fails else (done.returncode == 0), done.stdout
        return done.stdout

    def changes(self) -> list[dict[str, t.Any]]:
        """The change events in the account, the oldest first."""
        return self.server.state().get("change_events", [])

    def details(self) -> dict[str, t.Any]:
        """The details of the only change event."""
        (event,) = self.changes()
        details: dict[str, t.Any] = event["custom_details"]
        return details

    def incidents(self) -> list[tuple[str, str]]:
        return [(incident["title"], incident["status"]) for incident in self.server.state()["incidents"]]


@pytest.fixture
def runs(server: Emulator, tmp_path: Path) -> Runs:
    return Runs(server, tmp_path)


def play(*tasks: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    return {"hosts": "all", "gather_facts": False, "tasks": list(tasks), **more}


def test_a_successful_run(runs: Runs) -> None:
    runs.write("site.yml", [play(OK), play({**CHANGE, "when": "inventory_hostname == 'two'"}, name="Second")])
    output = runs.play("--limit", "one:two", "--tags", "all,never")

    assert "pagerduty_changes" not in output
    (event,) = runs.changes()
    assert event["summary"] == "site.yml: successful, changed 1 of 2 hosts"
    details = event["custom_details"]
    assert (details["result"], details["limit"], details["inventory"]) == ("successful", "one:two", "one,two,")
    assert (details["hosts"], details["hosts_ok"], details["hosts_changed"], details["hosts_failed"]) == (2, 2, 1, 0)
    assert details["playbook"] == "site.yml"
    assert details["user"]
    assert event["source"]
    assert runs.incidents() == []


ROLE = {"ansible.builtin.import_role": {"name": "broken"}}


def block(*tasks: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    return {"block": list(tasks), **more}


# Each on a host of its own, with the name of the case.
CASES: dict[str, list[dict[str, t.Any]]] = {
    "ok": [OK],
    "changed": [CHANGE],
    "skipped": [{**OK, "when": False}],
    "failed": [CHANGE, FAIL],
    "failed_loop": [{"name": "Fail in a loop", "ansible.builtin.command": "{{ item }}", "loop": ["true", "false"]}],
    "ignored": [{**FAIL, "ignore_errors": "{{ 1 == 1 }}"}],
    "ignored_change": [{"ansible.builtin.command": "false", "ignore_errors": True}],
    "rescued": [block(FAIL, rescue=[OK])],
    "rescued_change": [block({"ansible.builtin.command": "false"}, rescue=[CHANGE])],
    "rescued_deeply": [block(block(block(FAIL, always=[OK]), FAIL), rescue=[OK])],
    "rescued_include": [block({"ansible.builtin.include_tasks": "broken.yml"}, rescue=[OK])],
    "rescued_import": [block({"ansible.builtin.import_tasks": "broken.yml"}, rescue=[OK])],
    "rescued_role": [block(ROLE, rescue=[OK])],
    "rescued_role_later": [block({"ansible.builtin.include_role": {"name": "broken"}}, rescue=[OK])],
    "rescued_twice": [block(block(FAIL, rescue=[FAIL]), rescue=[OK])],
    "rescue_fails": [block(FAIL, rescue=[{**FAIL, "name": "Fail again"}])],
    "always_fails": [block(OK, rescue=[OK], always=[FAIL])],
    "rescued_and_failed": [block(FAIL, rescue=[OK]), {**FAIL, "name": "Fail later"}],
    "role_fails": [ROLE],
    "handler_fails": [{**CHANGE, "notify": "Handle"}],
    "unreachable": [{"ansible.builtin.ping": {}}],
    "unreachable_ignored": [{"ansible.builtin.ping": {}, "ignore_unreachable": "{{ 1 == 1 }}"}],
}


def test_hosts_are_counted_as_in_the_recap(runs: Runs) -> None:
    runs.write("connections/nowhere.py", UNREACHABLE)
    runs.write("broken.yml", [FAIL])
    runs.write("roles/broken/tasks/main.yml", [FAIL])
    plays = []
    for case, tasks in CASES.items():
        more = {"vars": {"ansible_connection": "nowhere"}} if case.startswith("unreachable") else {}
        # Ansible stops after a play in which all hosts fail, so each has another host, which skips everything.
        skipping = block(*tasks, when="inventory_hostname != 'spare'")
        plays.append(play(skipping, hosts=[case, "spare"], handlers=[{**FAIL, "name": "Handle"}], **more))
    runs.write("site.yml", plays)
    output = runs.play(hosts=",".join([*CASES, "spare"]), fails=True)

    lines = re.findall(
        r"^(\w+) +: ok=\d+ +changed=(\d+) +unreachable=(\d+) +failed=(\d+)", output, re.MULTILINE
    )
    recap = {host: tuple(map(int, counts)) for host, *counts in lines}
    assert recap.keys() == {*CASES, "spare"}, output
    failed = [host for host, counts in recap.items() if counts[2]]
    unreachable = [host for host, counts in recap.items() if counts[1]]
    details = runs.details()
    assert details["failed_hosts"].split(", ") == sorted(failed + unreachable)
    assert details["hosts"] == len(recap)
    assert details["hosts_failed"] == len(failed) >= 6
    assert details["hosts_unreachable"] == len(unreachable) == 1
    assert details["hosts_ok"] == len(recap) - len(failed) - len(unreachable)
    assert details["hosts_changed"] == sum(1 for counts in recap.values() if counts[0])
    assert details["first_failed_task"] == "Fail"


def test_a_failed_run_opens_an_incident_and_the_next_successful_one_resolves_it(runs: Runs) -> None:
    runs.write("site.yml", [play({**FAIL, "when": "broken | default(false)"}, {**OK, "tags": "some"})])
    incidents = {"open_incidents": "true", "severity": "warning"}

    runs.play("-e", "broken=true", fails=True, **incidents)
    runs.play("-e", "broken=true", fails=True, **incidents)
    title = "site.yml: failed on 2 of 2 hosts, first in the task Fail"
    assert runs.incidents() == [(title, "triggered")]
    assert [alert["severity"] for alert in runs.server.state()["alerts"]] == ["warning"]

    runs.play("--limit", "one", **incidents)
    runs.play("--tags", "some", **incidents)
    assert runs.incidents() == [(title, "triggered")], "another run has resolved the incident"

    runs.play(**incidents)
    assert runs.incidents() == [(title, "resolved")]
    assert len(runs.changes()) == 5


def test_one_event_for_each_play(runs: Runs) -> None:
    first = play(CHANGE, name="First for {{ secret }}", serial=1, vars={"secret": "hunter2"})
    runs.write("imported.yml", [play({**FAIL, "when": "inventory_hostname == 'one'"}, hosts=["one", "two"])])
    runs.write(
        "site.yml",
        [first, {"ansible.builtin.import_playbook": "imported.yml"}, play(OK, hosts="nobody"), play(OK, hosts="two")],
    )

    runs.play(fails=True, per="play", open_incidents="true", dedup_key="shop")

    assert sorted(event["summary"] for event in runs.changes()) == [
        "site.yml, play First for {{ secret }}: successful, changed 2 of 2 hosts",
        "site.yml, play one, two: failed on 1 of 2 hosts, first in the task Fail",
        "site.yml, play two: successful, changed 0 of 1 host",
    ]
    assert [alert["alert_key"] for alert in runs.server.state()["alerts"]] == ["shop one, two"]
    failed = "site.yml, play one, two: failed on 1 of 2 hosts, first in the task Fail"
    assert runs.incidents() == [(failed, "triggered")]


@pytest.mark.parametrize(
    ("arguments", "environment", "sends"),
    [
        (["--check"], {}, False),
        ([], {"ANSIBLE_CALLBACKS_ENABLED": None}, False),
        ([], {"routing_key": ""}, False),
        (["-e", "group=nobody"], {}, False),
        ([], {"send_unchanged": "false"}, False),
        ([], {}, True),
    ],
    ids=["check mode", "not enabled", "no key", "no hosts", "no change", "all is well"],
)
def test_when_nothing_is_sent(
    runs: Runs, arguments: list[str], environment: dict[str, str | None], sends: bool
) -> None:
    runs.write("site.yml", [play(OK, {**CHANGE, "check_mode": True}, hosts="{{ group | default('all') }}")])
    runs.server.forget()

    runs.play(*arguments, open_incidents="true", **environment)

    sent = runs.server.writes()
    assert ("POST /v2/change/enqueue" in sent) == sends
    assert (not sent) or sends or environment == {"send_unchanged": "false"}


@pytest.mark.exhaustive
def test_a_failure_to_send_never_fails_or_delays_the_run(runs: Runs) -> None:
    runs.write("site.yml", [play(CHANGE)])

    for environment, message in (
        ({"routing_key": "1" * 32}, "No service in this region has an integration with this routing_key"),
        ({"routing_key": "abc"}, "routing_key: has 3 characters"),
        ({"PAGERDUTY_EVENTS_URL": "http://127.0.0.1:9", "timeout": "2"}, "pagerduty_changes: POST /v2/change/enqueue"),
        ({"PAGERDUTY_EVENTS_URL": "not a URL"}, "events_url: 'not a URL' is not a URL"),
        ({"timeout": "a while"}, "pagerduty_changes"),
    ):
        assert message in " ".join(runs.play(**environment).split()), environment
    for fault, message in (
        ({"kind": "rate_limit", "reset": 200}, "PagerDuty did not accept the event within 1.5 seconds"),
        ({"kind": "timeout", "seconds": 20}, "2 of 2 events may not have been sent"),
        ({"kind": "status", "status": 500}, "PagerDuty did not accept the event within 1.5 seconds"),
    ):
        runs.server.fault(**fault, times=9)
        started = time.monotonic()
        assert message in " ".join(runs.play(timeout="1.5", open_incidents="true").split()), fault
        assert time.monotonic() - started < 12, fault
        runs.server.admin("DELETE", "faults")


def test_secrets_are_not_shown_or_sent(runs: Runs) -> None:
    named = {"name": "Set {{ password }}", "ansible.builtin.fail": {"msg": "hunter2"}, "vars": {"password": "hunter2"}}
    runs.write("site.yml", [play({**CHANGE, "no_log": True}, named)])

    output = runs.play("-vvvvv", "-e", "token=hunter2", open_incidents="true", fails=True)

    assert "PagerDuty: POST /v2/change/enqueue: 202" in output
    assert KEY not in output
    (event,) = runs.changes()
    assert event["custom_details"]["first_failed_task"] == "Set {{ password }}"
    assert "hunter2" not in str([event, runs.server.state()["alerts"], runs.server.state()["incidents"]])


def test_a_job_of_awx(runs: Runs) -> None:
    runs.write("site.yml", [play(CHANGE)])
    job = {
        "awx_job_id": 42,
        "tower_job_id": 42,
        "awx_job_template_name": "Deploy the web shop",
        "awx_user_name": "ann",
        "awx_job_launch_type": "manual",
        "awx_inventory_name": "Production",
        "awx_project_revision": "3f8e4a2c",
    }

    runs.play("-e", json.dumps(job), AWX_HOST="https://awx.example.com/", JOB_ID="42")

    (event,) = runs.changes()
    assert event["summary"] == "Deploy the web shop (job 42): successful, changed 2 of 2 hosts"
    assert event["source"] == "awx.example.com"
    assert event["links"] == [{"href": "https://awx.example.com/#/jobs/playbook/42", "text": "Output of the run"}]
    details = event["custom_details"]
    assert {name: details[name] for name in ("user", "job", "inventory", "launch_type", "revision")} == {
        "user": "ann", "job": "42", "inventory": "Production", "launch_type": "manual", "revision": "3f8e4a2c"
    }

    link = "https://aap.example.com/execution/jobs/playbook/{job_id}/output"
    runs.write("ansible.cfg", f"[callback_pagerduty_changes]\nlink = {link}\nsource = shop\n")
    runs.play("-e", json.dumps(job))
    other = runs.changes()[-1]
    assert other["links"][0]["href"] == "https://aap.example.com/execution/jobs/playbook/42/output"
    assert other["source"] == "shop"


@pytest.mark.parametrize(
    ("environment", "link", "user", "revision"),
    [
        (
            {"CI_JOB_URL": "https://gitlab.example.com/-/jobs/7", "GITLAB_USER_LOGIN": "ann", "CI_COMMIT_SHA": "3f8e"},
            "https://gitlab.example.com/-/jobs/7",
            "ann",
            "3f8e",
        ),
        (
            {
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "acme/shop",
                "GITHUB_RUN_ID": "7",
                "GITHUB_ACTOR": "ann",
                "GITHUB_SHA": "3f8e",
            },
            "https://github.com/acme/shop/actions/runs/7",
            "ann",
            "3f8e",
        ),
        ({"BUILD_URL": "https://ci.example.com/7/", "JOB_ID": "7"}, "https://ci.example.com/7/", None, ""),
        ({"AWX_HOST": "https://awx.example.com", "JOB_ID": "7"}, "https://awx.example.com/#/jobs/playbook/7", "", ""),
    ],
    ids=["GitLab", "GitHub", "Jenkins", "a scheduled job of AWX"],
)
def test_where_a_run_comes_from(
    environment: dict[str, str], link: str, user: str | None, revision: str
) -> None:
    origin = _origin.Origin.of_run("site.yml", {}, {}, environment)
    assert (origin.link, origin.revision) == (link, revision)
    assert origin.user == user or (user is None and origin.user)


def test_the_name_of_a_collections_playbook() -> None:
    path = "/usr/share/ansible/collections/ansible_collections/community/pagerduty/playbooks/quickstart.yml"
    assert _origin.Origin.of_run(path, {}, {}, {}).playbook == "community.pagerduty.quickstart"
