#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Correct or delete what PagerDuty's SRE Agent has learned."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_sre_agent_memory
short_description: Correct or delete what PagerDuty's SRE Agent has learned
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Changes the text of a memory of PagerDuty's SRE Agent, or deletes the memory. Only the agent itself creates
    memories.
  - A conversation with the agent that is in progress can still use the former text.
  - PagerDuty lists at most 100 memories, and has no request for a single one. To find a memory among more than 100,
    set O(service) or O(incident).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - The ID of the memory, as M(community.pagerduty.pagerduty_sre_agent_memory_info) returns it.
    type: str
    required: true
  content:
    description:
      - The text. White space at the ends does not matter. If omitted, the memory is left unchanged.
    type: str
  service:
    description:
      - The service that the memory is about, by name or ID. It is used to find the memory, and is not changed.
    type: str
  incident:
    description:
      - The incident that the memory is about, by ID or number, such as V(12) or V('#12'). It is used to find the
        memory, and is not changed.
    type: str
  state:
    description:
      - V(present) changes the memory, which must exist. V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: community.pagerduty.pagerduty_sre_agent_memory_info
"""

EXAMPLES = r"""
- name: List the playbooks that the SRE Agent has learned from incidents
  community.pagerduty.pagerduty_sre_agent_memory_info:
    type: incident_playbook
  register: playbooks

- name: Delete those about a cache that no longer exists
  community.pagerduty.pagerduty_sre_agent_memory:
    id: "{{ item.id }}"
    state: absent
  loop: "{{ playbooks.sre_agent_memories | selectattr('content', 'search', 'old-cache') }}"
  loop_control:
    label: "{{ item.id }}"

- name: List the runbooks
  community.pagerduty.pagerduty_sre_agent_memory_info:
    type: runbook
  register: runbooks

- name: Replace the name of a command in all runbooks
  community.pagerduty.pagerduty_sre_agent_memory:
    id: "{{ item.id }}"
    content: "{{ item.content | replace('service shop restart', 'systemctl restart shop') }}"
  loop: "{{ runbooks.sre_agent_memories }}"
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
sre_agent_memory:
  description: The memory after the task. Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PM4QR2T
    type: sre_memory
    content: To restart the service, first drain the traffic from the load balancer.
    attributes: {account_id: PLHJ8WE, service_id: PJYY37U, type: runbook}
    created_at: "2026-02-24T17:15:42Z"
    updated_at: "2026-02-24T17:15:42Z"
diff:
  description: The text before and after.
  returned: changed
  type: dict
  sample:
    before: {content: Restart it.}
    after: {content: Drain the traffic first.}
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
from ..module_utils._operations.sre_agent_memory import SRE_AGENT_MEMORY_OPERATION


def main() -> None:
    run_module(SRE_AGENT_MEMORY_OPERATION)


if __name__ == "__main__":
    main()
