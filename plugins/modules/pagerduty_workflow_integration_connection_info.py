#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the connections of workflow integrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_workflow_integration_connection_info
short_description: List the connections of workflow integrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the connections of one workflow integration, or of all. Secrets are not part of the result.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  integration:
    description:
      - Only connections of this workflow integration, by name or ID. By default, those of all integrations.
      - Without it, connections that an earlier task would create in check mode are not in the result.
    type: str
  id:
    description:
      - Only the connection with this ID. This requires O(integration), and is mutually exclusive with O(name).
    type: str
  name:
    description:
      - Only the connections with exactly this name. Case is ignored.
    type: str
  query:
    description:
      - Only connections whose name contains this text.
    type: str
"""

EXAMPLES = r"""
- name: List the connections of all integrations
  community.pagerduty.pagerduty_workflow_integration_connection_info:
  register: all

- name: Show those that are not healthy
  ansible.builtin.debug:
    msg: "{{ all.workflow_integration_connections | rejectattr('health.is_healthy') | map(attribute='name') }}"

- name: List those of one integration
  community.pagerduty.pagerduty_workflow_integration_connection_info:
    integration: Web API
    query: deploy
"""

RETURN = r"""
workflow_integration_connections:
  description: The connections, as returned by PagerDuty. Empty if no connection matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 5a8e88bb-2acd-4035-8f02-163c10f917b8
      type: workflow_integration_connection
      integration_id: http-api
      name: Deployment server
      is_default: false
      configuration: {Allowed Hostnames: deploy.example.com}
      secrets: null
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /workflows/integrations/PQ9K7I8/connections
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/workflows/integrations/PQ9K7I8/connections", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.workflow_integration_connection import WORKFLOW_INTEGRATION_CONNECTION


def main() -> None:
    run_module(info_operation(WORKFLOW_INTEGRATION_CONNECTION))


if __name__ == "__main__":
    main()
