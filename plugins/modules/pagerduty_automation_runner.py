#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the runners of PagerDuty Automation Actions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_automation_runner
short_description: Manage the runners of PagerDuty Automation Actions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Automation Actions let responders start diagnostics and repairs from an incident. A runner is what runs them. It is
    either a program that you install in your own infrastructure (a sidecar), or an instance of PagerDuty Runbook
    Automation.
  - M(community.pagerduty.pagerduty_automation_action) manages the actions that a runner runs.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
attributes:
  idempotent:
    support: partial
    details: O(update_secrets=true) sends the API key in each run.
options:
  state:
    description:
      - V(present) creates the runner or updates it to match the options. V(absent) deletes it and ignores the other
        options.
      - A runner that has actions is not deleted, because they could then no longer run. The error lists them.
  name:
    description:
      - The name of the runner, with at most 255 characters. It identifies the runner. Case is ignored.
      - With O(id), the new name of the runner.
    type: str
  description:
    description:
      - What the runner is for, with at most 1,024 characters. Required to create a runner. An empty string clears it.
    type: str
  runner_type:
    description:
      - Where the runner is. Required to create a runner. PagerDuty can't change it.
      - V(sidecar) is a program in your own infrastructure. It asks PagerDuty for work and authenticates with a secret.
      - V(runbook) is an instance of Runbook Automation, which PagerDuty calls.
    type: str
    choices: [sidecar, runbook]
  runbook_base_uri:
    description:
      - The subdomain of the instance of Runbook Automation, with at most 255 characters. It is the part of the host
        name before C(.runbook.pagerduty.cloud), such as V(acme.prod).
      - Required to create a runner with O(runner_type=runbook).
    type: str
  runbook_api_key:
    description:
      - The API key with which PagerDuty connects to Runbook Automation, with at most 64 characters.
      - Required to create a runner with O(runner_type=runbook).
      - PagerDuty never returns it, so it is not compared. It is sent when the runner is created, when
        O(runbook_base_uri) changes, and with O(update_secrets=true). In other updates it is omitted, and PagerDuty
        then keeps the key that it has.
    type: str
  update_secrets:
    description:
      - Whether to send O(runbook_api_key) although nothing else differs. This is a change in each run, so use it in a
        task that you run after you have changed the key.
    type: bool
    default: false
  secret_file:
    description:
      - A file on the host where the task runs. The secret of a new runner with O(runner_type=sidecar) is written to it.
        The file is replaced atomically, with the permissions V(0600) and without a line break.
      - The result then does not contain the secret. Without this option, everyone who sees the result sees the secret.
        Use C(no_log=true) for the task in this case.
      - If the runner exists and the file does not, the task fails, because PagerDuty does not return the secret again.
    type: path
  teams:
    description:
      - The teams whose managers may manage the runner, by name or ID. The teams in this list are added. Others are left
        unchanged, unless O(purge_teams=true).
      - A new runner is created together with its teams. Later, each team to add or to remove costs one request, and one
        more for each new team, because PagerDuty may know it only a moment later.
    type: list
    elements: str
  purge_teams:
    description:
      - Whether to remove the teams that are not in O(teams). With O(teams=[]), all teams are removed.
    type: bool
    default: false
notes:
  - An account can have 1,000 runners. Automation Actions are an add-on to PagerDuty's plans.
  - If the request that creates a sidecar gets no response, its secret is lost. The module then finds and deletes this
    runner, and creates it again.
seealso:
  - module: community.pagerduty.pagerduty_automation_action
  - module: community.pagerduty.pagerduty_automation_runner_info
"""

EXAMPLES = r"""
- name: Create a team
  community.pagerduty.pagerduty_team:
    name: Platform

- name: Create a runner for your own infrastructure, and keep its secret
  community.pagerduty.pagerduty_automation_runner:
    name: Berlin
    description: Runs actions in the data center in Berlin
    runner_type: sidecar
    teams: [Platform]
    secret_file: "{{ playbook_dir }}/pagerduty-runner.secret"

- name: Use an instance of Runbook Automation as a runner
  community.pagerduty.pagerduty_automation_runner:
    name: Cloud
    description: Runbook Automation
    runner_type: runbook
    runbook_base_uri: acme.prod
    runbook_api_key: "{{ runbook_api_key | default('an example') }}"

- name: Change the API key, in a task that you run manually
  community.pagerduty.pagerduty_automation_runner:
    name: Cloud
    runbook_api_key: "{{ runbook_api_key | default('another example') }}"
    update_secrets: true

- name: Remove all teams of a runner
  community.pagerduty.pagerduty_automation_runner:
    name: Berlin
    teams: []
    purge_teams: true

- name: Delete a runner
  community.pagerduty.pagerduty_automation_runner:
    name: Cloud
    state: absent
"""

RETURN = r"""
automation_runner:
  description:
    - The runner as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - C(secret) is there only if the task has created a sidecar and O(secret_file) is not set.
    - C(status) is V(NotConfigured) until the runner has connected for the first time.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: 01DA2MLYN0J5EFC1LKWXUKDDKT
    type: runner
    summary: Berlin
    name: Berlin
    description: Runs actions in the data center in Berlin
    runner_type: sidecar
    status: Configured
    creation_time: "2026-11-21T09:00:00Z"
    teams: [{id: PQ9K7I8, type: team_reference}]
diff:
  description: The options that differed, with their values before and after. Secrets are not shown.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {description: ""}
    after: {description: Runs actions in the data center in Berlin}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /automation_actions/runners?name=Cloud
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
  returned: failure
  type: dict
  sample:
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: PUT, path: "/automation_actions/runners/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.automation_runner import AUTOMATION_RUNNER


def main() -> None:
    run_module(resource_operation(AUTOMATION_RUNNER))


if __name__ == "__main__":
    main()
