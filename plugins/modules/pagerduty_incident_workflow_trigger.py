#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the triggers of PagerDuty incident workflows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_workflow_trigger
short_description: Manage the triggers of PagerDuty incident workflows
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Creates, updates and deletes triggers. A trigger says what starts an incident workflow, and on the incidents of
    which services.
  - A trigger has no name. Its O(workflow), its O(trigger_type) and its O(condition) identify it.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the trigger or updates it to match the options. V(absent) deletes the trigger and ignores the
        other options.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - The ID of the trigger. Use it instead of O(workflow) and O(trigger_type), for example to change the condition.
    type: str
  workflow:
    description:
      - The workflow that the trigger starts, by name or ID. Required, unless O(id) is set.
      - With O(id), PagerDuty can't change it. A new trigger replaces the old one.
    type: str
  trigger_type:
    description:
      - What starts the workflow. Required, unless O(id) is set.
      - V(manual), if a user starts it in an incident. V(conditional), if an incident meets O(condition).
        V(incident_type), if an incident has one of O(incident_types).
      - With O(id), PagerDuty can't change it. A new trigger replaces the old one.
    type: str
    choices: [manual, conditional, incident_type]
  condition:
    description:
      - The condition that an incident must meet, in PagerDuty's condition language PCL, such as
        V(incident.priority matches 'P1'). Only for O(trigger_type=conditional).
      - Without it, or with an empty string, a conditional trigger starts the workflow when an incident is created.
      - It identifies the trigger. A task with another condition therefore means another trigger. To change the
        condition of a trigger, set O(id).
    type: str
  incident_types:
    description:
      - The names of the incident types, such as V(incident_default). The order is ignored. Only for
        O(trigger_type=incident_type). To clear it, set it to an empty list.
    type: list
    elements: str
  services:
    description:
      - The services whose incidents can start the workflow, by name or ID. They are added. Others stay, unless
        O(purge_services) is set.
      - A trigger without services starts nothing, unless O(is_subscribed_to_all_services) is V(true).
    type: list
    elements: str
  purge_services:
    description:
      - Whether to remove the services that are not in O(services).
    type: bool
    default: false
  is_subscribed_to_all_services:
    description:
      - Whether incidents of all services can start the workflow. PagerDuty then removes the list of services. By
        default, a new trigger is not for all services.
    type: bool
  team:
    description:
      - The team whose members can start the workflow, by name or ID. Only for O(trigger_type=manual). To clear it, set
        it to an empty string. Every user can then start it.
    type: str
notes:
  - PagerDuty disables a trigger together with its workflow, see
    O(community.pagerduty.pagerduty_incident_workflow#module:is_enabled).
seealso:
  - module: community.pagerduty.pagerduty_incident_workflow_trigger_info
  - module: community.pagerduty.pagerduty_incident_workflow
  - module: community.pagerduty.pagerduty_incident_workflow_run
"""

EXAMPLES = r"""
- name: Create a workflow
  community.pagerduty.pagerduty_incident_workflow:
    name: Major incident
    steps:
      - name: Tell everyone
        action: Send Status Update
        inputs:
          Message: We know about it

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Start the workflow when an incident of the service gets the priority P1
  community.pagerduty.pagerduty_incident_workflow_trigger:
    workflow: Major incident
    trigger_type: conditional
    condition: incident.priority matches 'P1'
    services: [Web shop]

- name: Let all users start it on the incidents of all services
  community.pagerduty.pagerduty_incident_workflow_trigger:
    workflow: Major incident
    trigger_type: manual
    is_subscribed_to_all_services: true

- name: Delete the conditional trigger
  community.pagerduty.pagerduty_incident_workflow_trigger:
    workflow: Major incident
    trigger_type: conditional
    condition: incident.priority matches 'P1'
    state: absent
"""

RETURN = r"""
incident_workflow_trigger:
  description:
    - The trigger as it is in PagerDuty after the task. In check mode, the predicted object, without the values that
      only PagerDuty creates.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: 4ad696eb-bb48-422a-8bd0-6efad6befa29
    type: workflow_trigger
    trigger_type: conditional
    condition: incident.priority matches 'P1'
    is_subscribed_to_all_services: false
    services:
      - {id: PIJ90N7, type: service, summary: Web shop}
    workflow: {id: PSFEVL7, type: incident_workflow, name: Major incident}
    permissions: {restricted: false}
diff:
  description: The options that differed, with their values before and after.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {is_subscribed_to_all_services: false}
    after: {is_subscribed_to_all_services: true}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incident_workflows/triggers
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
    request: {method: PUT, path: "/incident_workflows/triggers/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.incident_workflow_trigger import INCIDENT_WORKFLOW_TRIGGER


def main() -> None:
    run_module(resource_operation(INCIDENT_WORKFLOW_TRIGGER))


if __name__ == "__main__":
    main()
