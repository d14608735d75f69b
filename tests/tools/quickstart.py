# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make quickstart`: shows what the collection does, with an emulated PagerDuty."""

from __future__ import annotations

import re
import subprocess
import sys

import emulator
import venvs
from project import ROOT, Failure, say

PLAYBOOK = "playbooks/quickstart.yml"
INCIDENT = "playbooks/quickstart_incident.yml"

_AFTERWARDS = """
These were playbooks/quickstart.yml and playbooks/quickstart_incident.yml. To run them yourself:

  with the emulator
      make emulator                                    # prints its URL and runs until Ctrl-C
                                                       # open the URL in a browser to watch what happens
      source .venv/dev/bin/activate                    # in another terminal
      export ANSIBLE_COLLECTIONS_PATH=.cache/collections
      export PAGERDUTY_API_URL=http://127.0.0.1:8080 PAGERDUTY_API_TOKEN=emulator PAGERDUTY_FROM_EMAIL=owner@example.com
      ansible-playbook playbooks/quickstart.yml --diff

  with your own PagerDuty account (requires a REST API key; add PAGERDUTY_REGION=eu for an account in Europe)
      unset PAGERDUTY_API_URL
      export PAGERDUTY_API_TOKEN=<your key> PAGERDUTY_FROM_EMAIL=<your login e-mail>
      ansible-playbook playbooks/quickstart.yml --check --diff     # shows what would change, and changes nothing
      # without --check, the example users are invited by email: replace them with your own first
"""


def main() -> None:
    """Run the playbooks with an emulator: one three times, and one that opens and resolves an incident."""
    venv = venvs.dev()
    with emulator.running(venv) as url:
        say("First run: everything is created")
        if _play(venv, url, PLAYBOOK) == 0:
            raise Failure("The first run changed nothing: it should have created what the playbook describes")
        say("Second run: everything is as in the playbook, so nothing changes")
        if changed := _play(venv, url, PLAYBOOK):
            raise Failure(f"{changed} tasks of the second run changed something: none should have")
        say("Third run: the playbook is edited, and --diff shows the differences")
        if _play(venv, url, PLAYBOOK, "--diff", "-e", "quickstart_edit=true") == 0:
            raise Failure("The edit changed nothing")
        say("An incident: opened by an event, acknowledged, with a note, resolved")
        if _play(venv, url, INCIDENT) == 0:
            raise Failure("The playbook of the incident changed nothing")
    print(_AFTERWARDS, flush=True)


def _play(venv: venvs.Venv, url: str, playbook: str, *options: str) -> int:
    """Run a playbook, show its output, and return the number of tasks that changed something."""
    env = venv.environment(
        ANSIBLE_LOCALHOST_WARNING="false",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        PAGERDUTY_API_URL=url,
        PAGERDUTY_API_TOKEN="emulator",
        PAGERDUTY_FROM_EMAIL="owner@example.com",
    )
    if sys.stdout.isatty():
        env["ANSIBLE_FORCE_COLOR"] = "true"
    print(f"$ ansible-playbook {' '.join([playbook, *options])}", flush=True)
    command = [str(venv.tool("ansible-playbook")), playbook, *options]
    changed = None
    with subprocess.Popen(
        command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        in_recap = False
        for line in process.stdout:
            print(line, end="", flush=True)
            in_recap = in_recap or "PLAY RECAP" in line
            if in_recap and (found := re.search(r"changed=(\d+)", line)):
                changed = (changed or 0) + int(found[1])
    if process.returncode:
        raise Failure(f"ansible-playbook failed with exit code {process.returncode}")
    if changed is None:
        raise Failure("The output of ansible-playbook has no number of changes")
    return changed
