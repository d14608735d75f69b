#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident
short_description: Open, change, acknowledge and resolve PagerDuty incidents
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An incident is a problem on a service that somebody has to see to. It is triggered, then acknowledged by those who
    work on it, then resolved. Triggered and acknowledged incidents are open. This module opens incidents, changes
    open ones, and moves them on.
  - An incident is found by its O(incident_key), which only one open incident of a service can have, or by its O(id).
    Running a task again neither opens a second incident nor calls anybody a second time.
  - A resolved incident is left alone. It is never opened again.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - PagerDuty has to know who asks. With an account's token, set O(from_email); that user then is the one who
    acknowledges and resolves.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
attributes:
  idempotent:
    support: partial
    details: A task with O(state=triggered) and neither O(incident_key) nor O(id) opens an incident each time.
options:
  state:
    description:
      - V(triggered) opens an incident unless there is an open one already, be it triggered or acknowledged, and
        brings it to what the options state. An acknowledged incident stays acknowledged.
      - V(acknowledged) acknowledges the open incident. If there is none, nothing happens.
      - V(resolved) resolves the open incident. If there is none, nothing happens.
      - Without it the incident has to be open, and keeps its state.
      - Whoever acknowledges an incident takes it over. So V(acknowledged) does not go together with O(assignees),
        O(escalation_policy) and O(escalation_level).
    type: str
    choices: [triggered, acknowledged, resolved]
  incident_key:
    description:
      - The key by which the incident is found, 255 characters at the most. Choose a text that means the problem, such
        as V(web-shop-disk-full).
      - Of each service, only one open incident has this key. Once it is resolved, the key is free for a new one.
      - An incident that is opened without it gets a key from the module that nobody else uses. The result shows it.
      - The open incident that holds an alert of this key is found, too.
    type: str
  id:
    description:
      - Finds the incident by its ID, or by its number (V(12) or V('#12')), instead. Such an incident is never opened
        anew.
    type: str
  service:
    description:
      - The service that has the problem, by name or ID. Needed to open an incident.
      - With O(incident_key), only incidents of this service count. Needed if several services have open incidents of
        that key.
      - With O(id), the service to which the incident is moved.
    type: str
  title:
    description:
      - What is wrong, in a line. Needed to open an incident.
    type: str
  urgency:
    description:
      - How those who are on call are notified. As the service says, if not set.
    type: str
    choices: [high, low]
  priority:
    description:
      - How important the incident is, by the name or ID of one of the account's priorities, such as V(P1). It can be
        changed, but not taken away.
    type: str
  body:
    description:
      - What is wrong, at length. A dictionary with C(details), as in PagerDuty's API, is also accepted.
      - PagerDuty takes it only when the incident is opened, and does not show it again. So it is not compared, and
        has no effect on an incident that is there already.
    type: str
  escalation_policy:
    description:
      - The escalation policy that says who is called, by name or ID. The one of the service, if not set.
      - An incident that has another policy, or that was assigned to people directly, is handed over to this one,
        which calls those of its first level, or of O(escalation_level). If it was acknowledged, it is triggered
        again.
      - Not together with O(assignees).
    type: str
  assignees:
    description:
      - The users that the incident is assigned to, by e-mail address, name or ID, in place of those that it has. They
        are called, and the incident follows no escalation policy then. To give it back to one, use
        O(escalation_policy).
      - An incident can be opened for one user only. Assign it to several in a second task.
      - If other users have it, and it was acknowledged, it is triggered again. An incident that is opened for the
        user of O(from_email) is acknowledged at once.
    type: list
    elements: str
  escalation_level:
    description:
      - The level of its escalation policy to which the incident is escalated, counted from 1. A level on which nobody
        is on call leads to the next.
      - PagerDuty does not tell which level an incident has reached. The module compares those whom it is assigned to
        with those who were on call at each level when it was assigned to them. So somebody who is on two levels
        counts for both, and if anybody else has acknowledged the incident it is escalated, and triggered, again.
      - Not together with O(assignees).
    type: int
  incident_type:
    description:
      - The type of the incident, by its name. An account has V(incident_default), and those that were made in
        PagerDuty. A dictionary with C(name), as in PagerDuty's API, is also accepted.
    type: str
  conference_bridge:
    description:
      - Where those who work on the incident talk to each other. What is left out keeps its value.
    type: dict
    suboptions:
      conference_number:
        description:
          - The telephone number, such as V('+1 415-555-1212,,,,1234#'), where each comma is a pause. An empty text
            clears it.
        type: str
      conference_url:
        description:
          - The address of the video conference or chat. An empty text clears it.
        type: str
  custom_fields:
    description:
      - Values of the custom fields that incidents of this type have, by the fields' names. Fields that are left out
        keep their values.
      - A field of several values takes a list, whose order does not count. A null clears a field.
    type: dict
  responders:
    description:
      - Asks others to help. Who was asked already, whatever the answer, is not asked again.
      - Needs O(from_email), as PagerDuty wants to know who asks.
    type: dict
    suboptions:
      users:
        description:
          - Users to ask, by e-mail address, name or ID.
        type: list
        elements: str
      escalation_policies:
        description:
          - Escalation policies to ask, by name or ID. Those who are on call at the first level are asked.
        type: list
        elements: str
      text:
        description:
          - What to tell them. It is not compared.
        type: str
        required: true
  merge:
    description:
      - The IDs, or numbers, of incidents that are merged into this one. Their alerts move here, and they are
        resolved.
      - Those that were merged into this one before are skipped.
    type: list
    elements: str
  snooze:
    description:
      - Snoozes the incident for this many seconds, from 1 to 604800, which is a week. Then it is triggered again,
        unless it was resolved.
      - Needs O(state=acknowledged), as PagerDuty snoozes only what is acknowledged.
      - While the incident is snoozed, for however long, it is not snoozed again.
    type: int
  resolution:
    description:
      - How the problem was solved, for the incident's history. It is sent only when this task resolves the incident,
        and is not compared.
      - Needs O(state=resolved).
    type: str
seealso:
  - module: community.pagerduty.pagerduty_service
  - module: community.pagerduty.pagerduty_escalation_policy
"""

EXAMPLES = r"""
- name: Have a colleague
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Have a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Have an open incident as long as the disk is full
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-disk-full
    service: Web shop
    title: The disk of the web shop is full
    body: Nothing can be written to /var any more.
    urgency: high
    from_email: owner@example.com
  register: disk

- name: Say how important it is, and where to talk about it
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    priority: P2
    conference_bridge:
      conference_url: https://meet.example.com/disk
    from_email: owner@example.com

- name: Ask a colleague to help
  community.pagerduty.pagerduty_incident:
    id: "{{ disk.incident.id }}"
    responders:
      users: [ann@example.com]
      text: Can you have a look at the log rotation?
    from_email: owner@example.com

- name: Acknowledge it, and be left in peace for an hour
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    state: acknowledged
    snooze: 3600
    from_email: owner@example.com

- name: Give it to the colleague
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    assignees: [ann@example.com]
    from_email: owner@example.com

- name: Open another incident, which needs no key if this task runs only once
  community.pagerduty.pagerduty_incident:
    state: triggered
    service: Web shop
    title: Orders can't be saved
    from_email: owner@example.com
  register: orders

- name: Merge it into the first, as it is the same problem
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    merge: ["{{ orders.incident.id }}"]
    from_email: owner@example.com

- name: Resolve the incident
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    state: resolved
    resolution: Old logs are removed every night now.
    from_email: owner@example.com
"""

RETURN = r"""
incident:
  description:
    - The incident as PagerDuty has it now. In check mode as it would be, without what only PagerDuty can tell, such
      as who would be called.
    - Null if no incident of the O(incident_key) is open, and none was to be opened.
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: Q1MNR7DKW9KTQD
    type: incident
    summary: "[#1234] The disk of the web shop is full"
    incident_number: 1234
    incident_key: web-shop-disk-full
    title: The disk of the web shop is full
    status: triggered
    urgency: high
diff:
  description: The options that differed, with their values before and after.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before:
      state: triggered
    after:
      state: acknowledged
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents?incident_key=web-shop-disk-full&statuses[]=triggered&statuses[]=acknowledged&date_range=all
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
    errors: [Service is disabled]
    request: {method: POST, path: /incidents, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.incident import INCIDENT_OPERATION


def main() -> None:
    run_module(INCIDENT_OPERATION)


if __name__ == "__main__":
    main()
