#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the workflow integrations of PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_workflow_integration_info
short_description: List workflow integrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns workflow integrations. A workflow integration is another application that the steps of incident workflows
    can use, such as the integration V(Web API), which sends requests to any server. PagerDuty has a catalog of them.
  - C(configuration_schema) and C(secrets_schema) of an integration say which values
    M(community.pagerduty.pagerduty_workflow_integration_connection) needs for it.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the integration with this ID, such as V(http-api). PagerDuty then receives one request for it.
      - Mutually exclusive with O(name).
    type: str
  name:
    description:
      - Only the integration with exactly this name. Case is ignored.
    type: str
  include_deprecated:
    description:
      - Also list integrations that PagerDuty no longer recommends. By default, they are left out.
    type: bool
"""

EXAMPLES = r"""
- name: List the workflow integrations
  community.pagerduty.pagerduty_workflow_integration_info:
  register: catalog

- name: Show what a connection of the first one needs
  ansible.builtin.debug:
    msg: "{{ catalog.workflow_integrations[0].configuration_schema.required }}"

- name: Get one integration by its ID
  community.pagerduty.pagerduty_workflow_integration_info:
    id: http-api
"""

RETURN = r"""
workflow_integrations:
  description: The integrations, as returned by PagerDuty. Empty if no integration matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: http-api
      type: workflow_integration
      name: Web API
      description: Create fast, custom connections to apps without integrations.
      is_deprecated: false
      configuration_schema:
        properties: {Allowed Hostnames: {type: text}}
        required: [Allowed Hostnames]
      secrets_schema:
        properties: {Authentication Headers: {type: text}}
        required: [Authentication Headers]
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /workflows/integrations
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
    request: {method: GET, path: "/workflows/integrations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.workflow_integration import WORKFLOW_INTEGRATION


def main() -> None:
    run_module(info_operation(WORKFLOW_INTEGRATION))


if __name__ == "__main__":
    main()
