#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List what PagerDuty's SRE Agent has learned."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_sre_agent_memory_info
short_description: List what PagerDuty's SRE Agent has learned
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty's SRE Agent keeps what it learns about services and incidents as memories, texts such as
    runbooks.
  - PagerDuty returns at most 100 memories, and has no further pages. If there can be more, the module warns.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  service:
    description:
      - Only memories about this service, by name or ID.
    type: str
  incident:
    description:
      - Only memories about this incident, by ID or number, such as V(12) or V('#12').
    type: str
  type:
    description:
      - Only memories of this type. By default, also the summaries of incidents, which PagerDuty can't select.
    type: str
    choices: [runbook, service_profile, incident_playbook]
seealso:
  - module: community.pagerduty.pagerduty_sre_agent_memory
"""

EXAMPLES = r"""
- name: List the runbooks that the SRE Agent knows
  community.pagerduty.pagerduty_sre_agent_memory_info:
    type: runbook
  register: runbooks

- name: Show them
  ansible.builtin.debug:
    msg: "{{ runbooks.sre_agent_memories | map(attribute='content') }}"
"""

RETURN = r"""
sre_agent_memories:
  description:
    - The memories. C(attributes) contains the C(type), and the IDs of the service and of the incident, if
      there are any.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PM4QR2T
      type: sre_memory
      content: To restart the service, first drain the traffic from the load balancer.
      attributes: {account_id: PLHJ8WE, service_id: PJYY37U, type: runbook}
      created_at: "2026-02-24T17:15:42Z"
      updated_at: "2026-02-24T17:15:42Z"
# generated: return values {request: GET /sre_agent/memories, failed_status: 403, code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /sre_agent/memories
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: GET, path: "/sre_agent/memories", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.sre_agent_memory import SRE_AGENT_MEMORY_INFO_OPERATION


def main() -> None:
    run_module(SRE_AGENT_MEMORY_INFO_OPERATION)


if __name__ == "__main__":
    main()
