#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List notes on a PagerDuty incident."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_note_info
short_description: List notes on a PagerDuty incident
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all notes on an incident, oldest first.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options: {}
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-down
    service: Web shop
    title: The web shop is down
    from_email: owner@example.com
  register: down

- name: List the notes on the incident
  community.pagerduty.pagerduty_incident_note_info:
    incident: "{{ down.incident.id }}"
  register: found

- name: Show the texts
  ansible.builtin.debug:
    msg: "{{ found.notes | map(attribute='content') }}"
"""

RETURN = r"""
notes:
  description: The notes, as returned by PagerDuty. Empty if there are none.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PSGTBYU
      content: The database doesn't answer.
      created_at: "2026-11-21T09:00:00Z"
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents/PQ9K7I8/notes
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
    request: {method: GET, path: "/incidents/PQ9K7I8/notes", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.incident_note import INCIDENT_NOTE


def main() -> None:
    run_module(info_operation(INCIDENT_NOTE))


if __name__ == "__main__":
    main()
