#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the connections of workflow integrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_workflow_integration_connection
short_description: Manage the connections of workflow integrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A connection of a workflow integration contains the address of another application and the credentials for it. The
    steps of incident workflows use it. This module creates, updates and deletes connections.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the connection or updates it to match the options. V(absent) deletes it and ignores the
        other options. Steps of workflows that use a deleted connection fail.
    type: str
    choices: [present, absent]
    default: present
  integration:
    description:
      - The workflow integration to which the connection belongs, by name or ID, such as V(Web API) or V(http-api).
        M(community.pagerduty.pagerduty_workflow_integration_info) lists them.
    type: str
    required: true
  id:
    description:
      - The ID of the connection. Use it to rename a connection.
    type: str
  name:
    description:
      - The name of the connection. It identifies the connection within O(integration); case is ignored.
      - PagerDuty may allow several connections of the same name. The task then fails and lists them. Use O(id) then.
    type: str
  configuration:
    description:
      - The values of the connection that are no secrets, by name. Which names exist depends on the integration, see
        C(configuration_schema) in the result of M(community.pagerduty.pagerduty_workflow_integration_info).
      - Values that the task does not mention are left unchanged. A null value removes the value.
    type: dict
  secrets:
    description:
      - The secret values of the connection, by name, see C(secrets_schema) of the integration. Required for a new
        connection.
      - PagerDuty never returns them, so they can't be compared. A task that only has other secrets than PagerDuty
        changes nothing. Set O(update_secrets=true) to send them.
      - PagerDuty requires them in each update, so a task that changes another option needs them as well.
    type: dict
  update_secrets:
    description:
      - Send O(secrets) although nothing else differs. The task then always reports a change. Use it to rotate
        credentials.
    type: bool
    default: false
  service_url:
    description:
      - The URL of the application. An empty text removes it.
    type: str
  external_id:
    description:
      - What identifies the account or the server in the other application. An empty text removes it.
    type: str
  external_id_label:
    description:
      - What PagerDuty calls O(external_id) in its web interface. An empty text removes it.
    type: str
  scopes:
    description:
      - The OAuth scopes that the connection has in the other application. An empty list removes all.
    type: list
    elements: str
  is_default:
    description:
      - Whether new steps of workflows use this connection by default. An integration has one default connection at
        most, so do not set this to V(true) for two of them. By default, a new connection is not the default one.
    type: bool
  teams:
    description:
      - The teams whose managers can use and edit the connection, by name or ID. An empty list removes all.
    type: list
    elements: str
  apps:
    description:
      - The IDs of the PagerDuty apps that can use the connection. An empty list removes all. PagerDuty has no list of
        the apps.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Create a connection for requests to a server
  community.pagerduty.pagerduty_workflow_integration_connection:
    integration: Web API
    name: Deployment server
    configuration:
      Allowed Hostnames: deploy.example.com
      Health Check URL: https://deploy.example.com/health
    secrets:
      Authentication Headers: "Authorization: Bearer {{ deploy_token | default('example') }}"

- name: Rotate the token
  community.pagerduty.pagerduty_workflow_integration_connection:
    integration: http-api
    name: Deployment server
    secrets:
      Authentication Headers: "Authorization: Bearer {{ new_deploy_token | default('another example') }}"
    update_secrets: true

- name: Delete the connection
  community.pagerduty.pagerduty_workflow_integration_connection:
    integration: Web API
    name: Deployment server
    state: absent
"""

RETURN = r"""
workflow_integration_connection:
  description:
    - The connection as it is in PagerDuty after the task. In check mode, the predicted object, without the values
      that only PagerDuty creates. Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: 5a8e88bb-2acd-4035-8f02-163c10f917b8
    type: workflow_integration_connection
    integration_id: http-api
    name: Deployment server
    is_default: false
    configuration:
      Allowed Hostnames: deploy.example.com
      Redacted Authentication Headers: "Authorization: ****"
    secrets: null
    teams: []
    apps: []
    health: {is_healthy: true, health_message: Healthy}
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {is_default: false}
    after: {is_default: true}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /workflows/integrations/PQ9K7I8/connections?name=Deployment+server
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
    request: {method: PUT, path: "/workflows/integrations/PQ9K7I8/connections/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.workflow_integration_connection import WORKFLOW_INTEGRATION_CONNECTION


def main() -> None:
    run_module(resource_operation(WORKFLOW_INTEGRATION_CONNECTION))


if __name__ == "__main__":
    main()
