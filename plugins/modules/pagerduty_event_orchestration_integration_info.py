#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the integrations of PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_integration_info
short_description: List the integrations of PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the integrations of one event orchestration with their routing keys, the default integration included.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  orchestration:
    description:
      - The event orchestration, by name or ID.
    type: str
    required: true
  id:
    description:
      - Only the integration with this ID.
    type: str
  label:
    description:
      - Only integrations with exactly this label. Case is ignored.
    type: str
notes:
  - Everyone who has a routing key can open incidents on the services to which the event orchestration routes events.
    Set C(no_log=true) for the task if other people can read the output of the playbook.
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_integration
"""

EXAMPLES = r"""
- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: List its integrations
  community.pagerduty.pagerduty_event_orchestration_integration_info:
    orchestration: Monitoring
  register: monitoring

- name: Show the routing keys by label
  ansible.builtin.debug:
    msg: "{{ dict(monitoring.integrations | map(attribute='label')
             | zip(monitoring.integrations | map(attribute='parameters.routing_key'))) }}"
"""

RETURN = r"""
integrations:
  description: The integrations that match, as returned by PagerDuty.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 0ebf0b59-0c45-4970-9229-b988a207fd60
      label: Monitoring Default Integration
      parameters: {routing_key: R0123456789ABCDEF0123456789ABCDE, type: global}
# generated: return values {request: GET /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/integrations,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/integrations
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
    request: {method: GET, path: "/event_orchestrations/PQ9K7I8/integrations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.event_orchestration_integration import EVENT_ORCHESTRATION_INTEGRATION


def main() -> None:
    run_module(info_operation(EVENT_ORCHESTRATION_INTEGRATION))


if __name__ == "__main__":
    main()
