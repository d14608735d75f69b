#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty automation actions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_automation_action
short_description: Manage PagerDuty automation actions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An automation action is a script, or a job of Process Automation or Runbook Automation, that a runner runs for an
    incident. Responders start it in PagerDuty, rules of event orchestrations start it automatically, and
    M(community.pagerduty.pagerduty_automation_invocation) starts it from a playbook.
  - M(community.pagerduty.pagerduty_automation_runner) manages the runners.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the action or updates it to match the options. V(absent) deletes it and ignores the other
        options.
  name:
    description:
      - The name of the action, with at most 255 characters. It identifies the action. Case is ignored.
      - With O(id), the new name of the action.
      - PagerDuty allows several actions with the same name. If there are several, the task fails and lists them,
        unless they are equal. Use O(id) then.
    type: str
  description:
    description:
      - What the action does, with at most 1,024 characters. Required to create an action. An empty string clears it.
    type: str
  action_type:
    description:
      - What the action runs. By default, a new action has the type that O(script) or O(process_automation_job_id)
        requires. PagerDuty can't change it.
      - V(script) is a script, V(process_automation) a job of Process Automation or Runbook Automation.
    type: str
    choices: [script, process_automation]
  script:
    description:
      - The script, with at most 16,777,215 bytes. The runner writes it to a file, and executes the file. Required to
        create an action with O(action_type=script).
      - White space at the start and at the end is sent, but it is not compared.
    type: str
  invocation_command:
    description:
      - The command that executes the file with the script, such as V(/usr/bin/python3), with at most 65,535 bytes. By
        default, the runner executes the file itself. An empty string clears it.
    type: str
  process_automation_job_id:
    description:
      - The ID of the job, with at most 36 characters. Required to create an action with
        O(action_type=process_automation).
    type: str
  process_automation_job_arguments:
    description:
      - The arguments of the job, such as V(-env production), with at most 1,024 bytes. An empty string clears them.
    type: str
  process_automation_node_filter:
    description:
      - The nodes on which the job runs, in the syntax of the node filters of Rundeck, with at most 1,024 bytes. An
        empty string clears it.
    type: str
  runner:
    description:
      - The runner that runs the action, by name or ID. Without a runner, nobody can start the action. PagerDuty can
        change the runner of an action, but not remove it.
    type: str
  classification:
    description:
      - The purpose of the action. V(none) clears it. V(none) is the default for a new action.
    type: str
    choices: [diagnostic, remediation, none]
  only_invocable_on_unresolved_incidents:
    description:
      - Whether the action can be started for unresolved incidents only. The default for a new action is V(false).
    type: bool
  allow_invocation_manually:
    description:
      - Whether users and the API can start the action. The default for a new action is V(true).
    type: bool
  allow_invocation_from_event_orchestration:
    description:
      - Whether rules of event orchestrations can start the action. The default for a new action is V(true).
    type: bool
  map_to_all_services:
    description:
      - Whether responders see the action in the incidents of all services, and not only of O(services). The default for
        a new action is V(false).
    type: bool
  services:
    description:
      - The services in whose incidents responders see the action, by name or ID. The services in this list are added.
        Others are left unchanged, unless O(purge_services=true).
      - A new action is created together with its services. Later, each service to add or to remove costs one request,
        and one more for each new service, because PagerDuty may know it only a moment later.
    type: list
    elements: str
  purge_services:
    description:
      - Whether to remove the services that are not in O(services). With O(services=[]), all services are removed.
    type: bool
    default: false
  teams:
    description:
      - The teams whose managers may manage the action, by name or ID. The teams in this list are added. Others are left
        unchanged, unless O(purge_teams=true). The requests are those of O(services).
    type: list
    elements: str
  purge_teams:
    description:
      - Whether to remove the teams that are not in O(teams). With O(teams=[]), all teams are removed.
    type: bool
    default: false
notes:
  - An account can have 10,000 actions. Automation Actions are an add-on to PagerDuty's plans.
  - Do not write secrets in a script. PagerDuty returns scripts to everyone who can see the action.
seealso:
  - module: community.pagerduty.pagerduty_automation_runner
  - module: community.pagerduty.pagerduty_automation_action_info
  - module: community.pagerduty.pagerduty_automation_invocation
  - module: community.pagerduty.pagerduty_event_orchestration_service
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Create a runner
  community.pagerduty.pagerduty_automation_runner:
    name: Frankfurt
    description: Runs actions in the data center in Frankfurt
    runner_type: sidecar
  no_log: true

- name: Create an action with a script
  community.pagerduty.pagerduty_automation_action:
    name: Show free disk space
    description: Shows the free disk space of all servers
    script: |
      #!/bin/sh
      df --human-readable
    runner: Frankfurt
    classification: diagnostic
    services: [Web shop]

- name: Create an action with a job of Process Automation
  community.pagerduty.pagerduty_automation_action:
    name: Restart the shop
    description: Restarts the application servers
    process_automation_job_id: 79c199bba1aff6e519f198457f5ec0fc
    process_automation_job_arguments: -env production
    runner: Frankfurt
    classification: remediation
    only_invocable_on_unresolved_incidents: true

- name: Show the action in the incidents of all services
  community.pagerduty.pagerduty_automation_action:
    name: Show free disk space
    map_to_all_services: true
    services: []
    purge_services: true

- name: Delete an action
  community.pagerduty.pagerduty_automation_action:
    name: Restart the shop
    state: absent
"""

RETURN = r"""
automation_action:
  description:
    - The action as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - C(teams) can be missing unless the task sets O(teams), because PagerDuty's list of actions does not contain them.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: 01DA2MLYN0J5EFC1LKWXUKDDKT
    type: action
    summary: Show free disk space
    name: Show free disk space
    description: Shows the free disk space of all servers
    action_type: script
    action_classification: diagnostic
    action_data_reference: {script: "df --human-readable"}
    runner: 01COQFFNVWIONSLY8C66YTU2O5
    runner_type: sidecar
    services: [{id: PRDRWUJ, type: service_reference}]
    only_invocable_on_unresolved_incidents: false
    allow_invocation_manually: true
    allow_invocation_from_event_orchestration: true
    map_to_all_services: false
    creation_time: "2026-11-21T09:00:00Z"
    modify_time: "2026-11-21T09:00:00Z"
diff:
  description: The options that differed, with their values before and after.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {classification: none}
    after: {classification: diagnostic}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /automation_actions/actions?name=Restart
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
    request: {method: PUT, path: "/automation_actions/actions/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.automation_action import AUTOMATION_ACTION


def main() -> None:
    run_module(resource_operation(AUTOMATION_ACTION))


if __name__ == "__main__":
    main()
