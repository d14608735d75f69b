#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage notes on PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_note
short_description: Manage notes on PagerDuty incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A note is a text on an incident, for the responders. This module adds, updates and deletes notes.
  - PagerDuty accepts the same note twice. The module therefore reads the notes first, and adds the note only if it
    does not exist.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) adds the note, or updates the note with O(id). V(absent) deletes the note.
    type: str
    choices: [present, absent]
    default: present
  content:
    description:
      - The text of the note. White space at the start and at the end is ignored.
      - Required with O(state=present). With O(state=absent), it identifies the note to delete. If several notes have
        the same text, the task fails and lists them.
      - If several notes by the same user have the text with O(state=present), the task uses the oldest and warns.
    type: str
  id:
    description:
      - The ID of a note to update or delete. With O(state=present), the task fails if the incident has no such note.
    type: str
  unique:
    description:
      - Whether a note with the same text by the same user is the same note. With V(false), each run of the task adds
        the note again.
      - The user is O(from_email). If it is not set, notes of all users are compared.
      - This option has no effect with O(id).
    type: bool
    default: true
notes:
  - PagerDuty must know the author of a note. Set O(from_email), unless the token belongs to a user.
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

- name: Add a note
  community.pagerduty.pagerduty_incident_note:
    incident: "{{ down.incident.id }}"
    content: The database doesn't answer.
    from_email: owner@example.com
  register: written

- name: Add a note to the open incident with a key
  community.pagerduty.pagerduty_incident_note:
    incident_key: "{{ down.incident.incident_key }}"
    content: The backup database takes over.
    from_email: owner@example.com

- name: Update the note
  community.pagerduty.pagerduty_incident_note:
    incident: "{{ down.incident.id }}"
    id: "{{ written.note.id }}"
    content: The database answers, but slowly.
    from_email: owner@example.com

- name: Delete the note
  community.pagerduty.pagerduty_incident_note:
    incident: "{{ down.incident.id }}"
    id: "{{ written.note.id }}"
    state: absent
"""

RETURN = r"""
note:
  description:
    - The note as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PSGTBYU
    content: The database doesn't answer.
    created_at: "2026-11-21T09:00:00Z"
diff:
  description: The text before and after, if it changed.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      content: The database doesn't answer.
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: PUT, path: "/incidents/PQ9K7I8/notes/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.incident_note import INCIDENT_NOTE


def main() -> None:
    run_module(resource_operation(INCIDENT_NOTE))


if __name__ == "__main__":
    main()
