#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage notes on PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_note
short_description: Manage notes on PagerDuty incidents
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A note is a text in the history of an incident, for those who work on it. This module writes, changes and removes
    notes.
  - PagerDuty takes the same note twice. So the module looks for the text first, and writes it only if it is not
    there.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  incident:
    description:
      - The ID of the incident, as M(community.pagerduty.pagerduty_incident) returns it, or its number, such as V(12) or
        V('#12').
      - One of O(incident) and O(incident_key) is required.
    type: str
  incident_key:
    description:
      - Finds the incident by its key instead, or by the key of an alert that it holds. Only open incidents are found.
    type: str
  service:
    description:
      - The service of the incident of O(incident_key), by name or ID. Needed if several services have open incidents
        with that key.
    type: str
  state:
    description:
      - V(present) writes the note, or changes the one of O(id). V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  content:
    description:
      - The text of the note. White space around it doesn't count.
      - Needed with O(state=present). With O(state=absent), it finds the note to remove; if several have the same
        text, the task fails and lists them.
      - If several notes by the same user have the text with O(state=present), the task uses the oldest and warns.
    type: str
  id:
    description:
      - The ID of a note to change or to remove. An incident that has no such note is an error with O(state=present).
    type: str
  unique:
    description:
      - Whether the same text by the same user is the same note. V(false) writes it again, each time the task runs.
      - The user is the one of O(from_email). If that is not set, the same text by anybody is the same note.
      - With O(id), it has no effect.
    type: bool
    default: true
notes:
  - PagerDuty wants to know who writes a note. Set O(from_email), unless the token is a user's.
"""

EXAMPLES = r"""
- name: Have a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Have an incident on it
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-down
    service: Web shop
    title: The web shop is down
    from_email: owner@example.com
  register: down

- name: Write down what is known
  community.pagerduty.pagerduty_incident_note:
    incident: "{{ down.incident.id }}"
    content: The database doesn't answer.
    from_email: owner@example.com
  register: written

- name: Write a note on the open incident with a key
  community.pagerduty.pagerduty_incident_note:
    incident_key: "{{ down.incident.incident_key }}"
    content: The backup database takes over.
    from_email: owner@example.com

- name: Correct it
  community.pagerduty.pagerduty_incident_note:
    incident: "{{ down.incident.id }}"
    id: "{{ written.note.id }}"
    content: The database answers, but slowly.
    from_email: owner@example.com

- name: Remove it
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
  description: The text, before and after, if it changed.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      content: The database doesn't answer.
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /incidents/PT4KHLK/notes
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
    request: {method: POST, path: /incidents/PT4KHLK/notes, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.incident_note import NOTE_OPERATION


def main() -> None:
    run_module(NOTE_OPERATION)


if __name__ == "__main__":
    main()
