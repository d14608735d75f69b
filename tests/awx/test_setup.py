# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx_setup, with the real modules of awx.awx and a server in the place of AWX.

PAGERDUTY_AWX_COLLECTIONS is the collections folder with awx.awx, which `make awx` sets.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.community.pagerduty.tests.awx import fake_awx

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "playbooks" / "vars" / "awx_job_templates.yml").read_text(encoding="utf-8")
)["awx_setup_templates"]
TOKEN = "u+0123456789-secret-token"
# The playbooks without a job template.
NO_TEMPLATE = {
    "account_from_terraform": "it reads files of the machine on which Terraform runs",
    "authorize": "a user has to agree in a browser",
    "awx_setup": "it creates the job templates",
    "distribute_event": "a rulebook runs it",
    "quickstart": "a demonstration",
    "quickstart_incident": "a demonstration",
}
TYPES = {"text": str, "textarea": str, "password": str, "integer": int, "multiplechoice": str}

# The first lines of a file that AWX lists as a playbook, from its source code (utils/ansible.py).
PLAYBOOK = re.compile(r"^\s*-?\s*(hosts|(ansible\.builtin\.)?(include|import_playbook)):", re.MULTILINE)


@pytest.fixture
def awx() -> Iterator[fake_awx.Awx]:
    with fake_awx.running() as server:
        yield server


def set_up(awx: fake_awx.Awx, *arguments: str, variables: dict[str, Any] | None = None, fails: bool = False) -> str:
    """Run the playbook. Returns its output."""
    collections = os.environ.get("PAGERDUTY_AWX_COLLECTIONS")
    if not collections:
        pytest.skip("PAGERDUTY_AWX_COLLECTIONS is not set: run `make awx`")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PAGERDUTY_")},
        "ANSIBLE_COLLECTIONS_PATH": f"{os.environ['PYTHONPATH']}{os.pathsep}{collections}",
        "CONTROLLER_HOST": awx.url,
        "CONTROLLER_OAUTH_TOKEN": "token",
        "PAGERDUTY_API_TOKEN": TOKEN,
        "PAGERDUTY_FROM_EMAIL": "owner@example.com",
    }
    words = [sys.executable, "-m", "ansible.cli.playbook", "community.pagerduty.awx_setup", *arguments]
    words += ["-e", json.dumps(variables or {})]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    assert bool(done.returncode) == fails, output
    return output


def test_it_sets_up_awx_and_a_second_run_changes_nothing(awx: fake_awx.Awx) -> None:
    variables = {
        "awx_setup_image": "registry.example.com/pagerduty-ee",
        "awx_setup_schedules": {"escalate_unacknowledged": "DTSTART:20260101T000000Z RRULE:FREQ=MINUTELY;INTERVAL=5"},
    }
    output = set_up(awx, "-vvv", variables=variables)
    assert TOKEN not in output

    types = awx.named("credential_types")
    for name in ("pagerduty", "pagerduty_user"):
        file = ROOT / "extensions" / "awx" / "credential_types" / f"{name}.yml"
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert {key: types[content["name"]][key] for key in content} == content
    credential = awx.named("credentials")["PagerDuty"]
    assert credential["inputs"] == {"api_token": TOKEN, "from_email": "owner@example.com"}
    assert credential["credential_type"] == types["PagerDuty"]["id"]
    project = awx.named("projects")["PagerDuty"]
    assert project["default_environment"] == awx.named("execution_environments")["PagerDuty"]["id"]
    (host,) = awx.objects["hosts"].values()
    assert json.loads(host["variables"])["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"

    made = awx.named("job_templates")
    assert made.keys() == {f"PagerDuty: {template['name']}" for template in TEMPLATES}
    for template in TEMPLATES:
        stored = made[f"PagerDuty: {template['name']}"]
        assert stored["playbook"] == f"playbooks/{template['playbook']}.yml"
        assert (stored["project"], stored["survey_enabled"]) == (project["id"], "survey" in template)
        assert awx.associations[f"{stored['url']}credentials/"] == [{"id": credential["id"]}]
        if "survey" in template:
            assert awx.surveys[stored["id"]]["spec"] == template["survey"]
    assert len(awx.objects["schedules"]) == 1

    awx.requests.clear()
    assert "changed=0" in set_up(awx, variables=variables)
    assert awx.requests == []


def test_a_part_of_the_job_templates(awx: fake_awx.Awx) -> None:
    set_up(awx, variables={"awx_setup_playbooks": ["onboard_user"], "awx_setup_prefix": ""})
    assert awx.named("job_templates").keys() == {"Onboard a user"}
    awx.requests.clear()
    output = set_up(awx, variables={"awx_setup_playbooks": ["onboard_usr"]}, fails=True)
    assert "There is no job template for onboard_usr" in output
    assert awx.requests == []


def test_each_playbook_has_a_job_template_or_a_reason() -> None:
    names = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}
    assert names == {template["playbook"] for template in TEMPLATES} | NO_TEMPLATE.keys()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template["playbook"])
def test_awx_accepts_the_survey_and_the_playbook_has_its_variables(template: dict[str, Any]) -> None:
    """The rules are those of AWX's source code (api/views, models/mixins.py)."""
    assert {"playbook", "name", "description"} <= template.keys()
    optional = {"ask_variables", "ask_inventory", "simultaneous", "survey"}
    assert template.keys() <= {"playbook", "name", "description", *optional}
    playbook = (ROOT / "playbooks" / f"{template['playbook']}.yml").read_text(encoding="utf-8")
    assert PLAYBOOK.search(playbook)
    variables = []
    for question in template.get("survey", []):
        assert {"question_name", "variable", "type", "required"} <= question.keys()
        assert isinstance(question["required"], bool)
        assert question["required"] or "default" in question
        expected = TYPES[question["type"]]
        assert isinstance(question.get("default", expected()), expected)
        if question["type"] == "multiplechoice":
            assert question["default"] in question["choices"]
            assert all(isinstance(choice, str) for choice in question["choices"])
        else:
            assert isinstance(question["min"], int) and isinstance(question["max"], int)
        assert re.search(rf"\b{question['variable']}\b", playbook), question["variable"]
        variables.append(question["variable"])
    assert len(set(variables)) == len(variables)
