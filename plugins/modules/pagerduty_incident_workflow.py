#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty incident workflows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_workflow
short_description: Manage PagerDuty incident workflows
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates, updates and deletes incident workflows. An incident workflow is a list of steps that run on an incident,
    one after the other. Each step runs an action, for example it sends a status update or adds responders.
  - A trigger says what starts a workflow, see M(community.pagerduty.pagerduty_incident_workflow_trigger).
    M(community.pagerduty.pagerduty_incident_workflow_run) starts one from a playbook.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - The name of the workflow. It identifies the workflow. Case is ignored.
      - With O(id), the new name of the workflow.
    type: str
  description:
    description:
      - What the workflow is for. To clear it, set it to an empty string.
    type: str
  team:
    description:
      - The team whose members can edit the workflow, by name or ID. To clear it, set it to an empty string. Everyone
        who can manage workflows can then edit it.
    type: str
  is_enabled:
    description:
      - Whether the workflow can be started. A new workflow is enabled. PagerDuty limits the number of enabled workflows
        of an account.
    type: bool
  steps:
    description:
      - The steps, in the order in which they run. The list replaces all steps that the workflow has. An empty list
        removes them.
      - Steps are matched by O(steps[].name). A step that keeps its name and its action also keeps the inputs that the
        task does not specify.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the step.
        type: str
        required: true
      action:
        description:
          - What the step does, by the ID of the action, such as
            V(pagerduty.com:incident-workflows:send-status-update:1), or by its name, such as V(Send Status Update).
            M(community.pagerduty.pagerduty_incident_workflow_action_info) lists the actions with their inputs.
          - The last part of the ID is the version of the action. Versions of an action have the same name. A name means
            the newest version. A step that has the action already keeps its version. To change it, use the ID.
        type: str
        required: true
      inputs:
        description:
          - The inputs of the action, a dictionary of names and values. The names are those of PagerDuty's web
            interface, and their case matters.
          - All values are texts. Write numbers as they are, and quote V('Yes'), V('No'), V('true') and V('false'),
            which are booleans in YAML. A list or a dictionary is sent as JSON, which some inputs expect.
          - A text can contain values of the incident, such as C({{incident.title}}). Ansible evaluates these as
            templates, so write them with C(!unsafe), see the examples.
          - Omitted inputs are left unchanged. PagerDuty sets those that have a default. To clear an input, set it to an
            empty string.
        type: dict
      inline_steps:
        description:
          - The inputs that contain steps themselves, such as V(Actions) of the action V(Loop Until). Their metadata
            in the list of actions has the format C(inlineSteps).
          - Omitted inputs are left unchanged.
        type: list
        elements: dict
        suboptions:
          input:
            description:
              - The name of the input, such as V(Actions).
            type: str
            required: true
          steps:
            description:
              - The steps of the input. The list replaces all steps that the input has.
            type: list
            elements: dict
            required: true
            suboptions:
              name:
                description:
                  - The name of the step.
                type: str
                required: true
              action:
                description:
                  - What the step does, as O(steps[].action).
                type: str
                required: true
              inputs:
                description:
                  - The inputs of the action, as O(steps[].inputs).
                type: dict
notes:
  - Two runs at the same time can create a workflow twice, because PagerDuty may accept several workflows of one name.
    The module looks for this after each create, and keeps the older one.
  - The list of actions is only requested if a task uses a name of an action, or changes steps.
seealso:
  - module: community.pagerduty.pagerduty_incident_workflow_info
  - module: community.pagerduty.pagerduty_incident_workflow_action_info
  - module: community.pagerduty.pagerduty_incident_workflow_trigger
  - module: community.pagerduty.pagerduty_incident_workflow_run
"""

EXAMPLES = r"""
- name: Create a workflow for major incidents
  community.pagerduty.pagerduty_incident_workflow:
    name: Major incident
    description: Runs on incidents with the priority P1
    steps:
      - name: Open a conference
        action: Add Conference Bridge
        inputs:
          Conference URL: https://meet.example.com/incident
          Overwrite existing conference bridge: "Yes"
      - name: Tell everyone
        action: Send Status Update
        inputs:
          Message: !unsafe "We are working on {{incident.title}}"

- name: Repeat a note every 10 minutes until the incident is resolved
  community.pagerduty.pagerduty_incident_workflow:
    name: Reminder
    steps:
      - name: Until it is resolved
        action: pagerduty.com:logic:incident-workflows-loop-until:2
        inputs:
          Condition: incident.status matches 'resolved'
          Delay between loops: 10
        inline_steps:
          - input: Actions
            steps:
              - name: Remind
                action: Add Notes to Incident
                inputs:
                  Message: Is there news for the customers?

- name: Disable a workflow
  community.pagerduty.pagerduty_incident_workflow:
    name: Reminder
    is_enabled: false

- name: Delete a workflow with its triggers
  community.pagerduty.pagerduty_incident_workflow:
    name: Reminder
    state: absent
"""

RETURN = r"""
incident_workflow:
  description:
    - The workflow as it is in PagerDuty after the task, with the steps as PagerDuty's API has them. In check mode, the
      predicted object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: PSFEVL7
    type: incident_workflow
    summary: Major incident
    name: Major incident
    description: Runs on incidents with the priority P1
    is_enabled: true
    team: null
    steps:
      - id: P4RG7YW
        type: step
        name: Tell everyone
        action_configuration:
          action_id: pagerduty.com:incident-workflows:send-status-update:1
          inputs: [{name: Message, parameter_type: text, value: We know about it}]
diff:
  description: The options that differed, with their values before and after. Of the steps, only those that differ.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {is_enabled: true}
    after: {is_enabled: false}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incident_workflows?query=Major+incident
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
    request: {method: PUT, path: "/incident_workflows/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.incident_workflow import INCIDENT_WORKFLOW


def main() -> None:
    run_module(resource_operation(INCIDENT_WORKFLOW))


if __name__ == "__main__":
    main()
