#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change many PagerDuty incidents at once."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incidents
short_description: Change, acknowledge and resolve many PagerDuty incidents at once
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Does to many incidents what M(community.pagerduty.pagerduty_incident) does to one, in few requests. Up to 250
    incidents are changed by one request.
  - Either O(incidents) lists the incidents, each with a change of its own, or O(select) selects open incidents, all
    of which are changed in the same way.
  - Only incidents that differ from what the task states are changed. Nobody is called a second time, and an incident
    that somebody has acknowledged is not acknowledged again.
  - A resolved incident is left alone. It is never opened again.
  - It opens no incidents, and neither moves nor merges, snoozes nor annotates them, as PagerDuty does that for one
    incident at a time. Use M(community.pagerduty.pagerduty_incident) and
    M(community.pagerduty.pagerduty_incident_note) for that.
  - PagerDuty has to know who asks. With an account's token, set O(from_email); that user then is the one who
    acknowledges and resolves.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  select:
    description:
      - Selects open incidents. All of its filters have to match. One at least is needed, lest a filter that was left
        empty by mistake selects every incident of the account.
      - Not together with O(incidents).
    type: dict
    suboptions:
      statuses:
        description:
          - Only incidents in one of these states.
          - If not set, all open ones. But only triggered ones if O(state=acknowledged) is all that is asked for, so
            that others need not be listed.
        type: list
        elements: str
        choices: [triggered, acknowledged]
      services:
        description:
          - Only incidents of these services, by name or ID.
        type: list
        elements: str
      teams:
        description:
          - Only incidents of these teams, by name or ID.
        type: list
        elements: str
      users:
        description:
          - Only incidents that are assigned to one of these users, by e-mail address, name or ID.
        type: list
        elements: str
      urgencies:
        description:
          - Only incidents of one of these urgencies. Needs an account whose plan has urgencies.
        type: list
        elements: str
        choices: [high, low]
      incident_key:
        description:
          - Only incidents of exactly this key, or that hold an alert of it.
        type: str
      since:
        description:
          - Only incidents that were opened from this time on, such as V(2026-11-21T09:00:00Z) or V(2026-11-21). UTC,
            if it names no other zone.
          - If neither this nor O(select.until) is set, it doesn't matter when an incident was opened. If only
            O(select.until) is set, a month before that.
        type: str
      until:
        description:
          - Only incidents that were opened up to this time, which must not be more than 6 months after
            O(select.since). Now, if only O(select.since) is set.
        type: str
  incidents:
    description:
      - The incidents to change, in any order. An incident must not be listed twice.
      - What an entry does not state is taken from the options of the same name outside of the list.
      - Not together with O(select).
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID of the incident, or its number, such as V(12) or V('#12').
        type: str
      incident_key:
        description:
          - The key of an open incident, instead of O(incidents[].id). An incident that holds an alert of this key is
            found, too.
          - If none is open, there is nothing to acknowledge or resolve, and the entry has no effect. Without a state,
            the entry is one of RV(failures).
        type: str
      service:
        description:
          - The service of the incident of O(incidents[].incident_key), by name or ID. Needed if several services have
            open incidents of that key. With it, many incidents are found in fewer requests.
        type: str
      state:
        description:
          - As O(state), for this incident.
        type: str
        choices: [acknowledged, resolved]
      title:
        description:
          - As O(title), for this incident.
        type: str
      urgency:
        description:
          - As O(urgency), for this incident.
        type: str
        choices: [high, low]
      priority:
        description:
          - As O(priority), for this incident.
        type: str
      escalation_policy:
        description:
          - As O(escalation_policy), for this incident.
        type: str
      assignees:
        description:
          - As O(assignees), for this incident.
        type: list
        elements: str
      escalation_level:
        description:
          - As O(escalation_level), for this incident.
        type: int
      incident_type:
        description:
          - As O(incident_type), for this incident.
        type: str
      conference_bridge:
        description:
          - As O(conference_bridge), for this incident.
        type: dict
        suboptions:
          conference_number:
            description:
              - As O(conference_bridge.conference_number).
            type: str
          conference_url:
            description:
              - As O(conference_bridge.conference_url).
            type: str
      resolution:
        description:
          - As O(resolution), for this incident.
        type: str
  state:
    description:
      - V(acknowledged) acknowledges the incidents that are triggered. V(resolved) resolves those that are open.
      - Without it the incidents have to be open, and keep their state.
      - Whoever acknowledges an incident takes it over. So V(acknowledged) does not go together with O(assignees),
        O(escalation_policy) and O(escalation_level).
    type: str
    choices: [acknowledged, resolved]
  title:
    description:
      - What is wrong, in a line.
    type: str
  urgency:
    description:
      - How those who are on call are notified.
    type: str
    choices: [high, low]
  priority:
    description:
      - How important the incidents are, by the name or ID of one of the account's priorities, such as V(P1). It can
        be changed, but not taken away.
    type: str
  escalation_policy:
    description:
      - The escalation policy that says who is called, by name or ID. Incidents that have another one, or that were
        assigned to people directly, are handed over to it. Those that were acknowledged are triggered again.
      - Not together with O(assignees).
    type: str
  assignees:
    description:
      - The users that the incidents are assigned to, by e-mail address, name or ID, in place of those that they have.
        Incidents that other users have are assigned anew, and triggered again if they were acknowledged. They follow
        no escalation policy then.
    type: list
    elements: str
  escalation_level:
    description:
      - The level of its escalation policy to which each incident is escalated, counted from 1. How it is found out
        which level an incident has reached, O(community.pagerduty.pagerduty_incident#module:escalation_level) says.
      - Not together with O(assignees).
    type: int
  incident_type:
    description:
      - The type of the incidents, by its name.
    type: str
  conference_bridge:
    description:
      - Where those who work on the incidents talk to each other. What is left out keeps its value.
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
  resolution:
    description:
      - How the problem was solved, for the history of the incidents that this task resolves. It is not compared.
      - Needs O(state=resolved).
    type: str
notes:
  - If PagerDuty rejects some incidents, or some entries of O(incidents) do not exist, the other incidents are changed.
    The task then fails and returns which incidents were changed, which needed no change, and which failed and why.
    RV(ignore:changed) tells whether any was changed.
  - PagerDuty carries out a request for many incidents whole or not at all. Where it refuses one, the module sends
    smaller and smaller parts of it, to find out which incident is at fault, 40 at the most.
  - If the answer to a request gets lost, the module looks what has become of the incidents before it sends anything
    again.
  - PagerDuty lists 10,000 incidents at the most. If O(select) selects more, the module acknowledges or resolves
    those, and goes on with those that are left. What is changed in any other way would be selected again, so the task
    fails then, before anything is changed.
  - Incidents that are opened while the task runs may be left for the next run.
seealso:
  - module: community.pagerduty.pagerduty_incident
  - module: community.pagerduty.pagerduty_incident_info
"""

EXAMPLES = r"""
- name: Have a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Have some incidents
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: "{{ item }}"
    service: Web shop
    title: "{{ item }} does not answer"
    from_email: owner@example.com
  loop: [web-1, web-2, database]
  register: opened

- name: Acknowledge all open incidents of the service
  community.pagerduty.pagerduty_incidents:
    select:
      services: [Web shop]
    state: acknowledged
    from_email: owner@example.com

- name: Change some of them, each in its own way
  community.pagerduty.pagerduty_incidents:
    incidents:
      - incident_key: database
        service: Web shop
        priority: P1
        title: The database does not answer
      - id: "{{ opened.results[0].incident.id }}"
        urgency: low
    conference_bridge:
      conference_url: https://meet.example.com/web-shop
    from_email: owner@example.com

- name: Resolve those of a list
  community.pagerduty.pagerduty_incidents:
    incidents:
      - id: "{{ opened.results[0].incident.id }}"
      - id: "{{ opened.results[1].incident.id }}"
    state: resolved
    resolution: The switch works again.
    from_email: owner@example.com
  register: resolved

- name: Say what was resolved just now
  ansible.builtin.debug:
    msg: "{{ resolved.updated | map(attribute='title') }}"

- name: Resolve whatever is assigned to a user
  community.pagerduty.pagerduty_incidents:
    select:
      users: [owner@example.com]
    state: resolved
    from_email: owner@example.com
"""

RETURN = r"""
updated:
  description:
    - The incidents that were changed, or in check mode would be, as far as they are known. PagerDuty shows only some
      of those that it changed; the others are as they were foretold, without what only PagerDuty can tell, such as
      who was called.
  returned: when PagerDuty was asked for the incidents
  type: list
  elements: dict
  sample:
    - id: Q1MNR7DKW9KTQD
      type: incident
      incident_number: 1234
      title: web-1 does not answer
      status: resolved
unchanged:
  description: The incidents that were as they should be already, as PagerDuty has them.
  returned: when PagerDuty was asked for the incidents
  type: list
  elements: dict
  sample: []
failures:
  description:
    - The incidents that could not be changed. Each has its C(id) (null for an unknown O(incidents[].incident_key)), its
      C(summary), a C(message) that says why, and the same as C(failure), which is structured as RV(failure) is.
  returned: when PagerDuty was asked for the incidents
  type: list
  elements: dict
  sample:
    - id: Q3YX4DQ8FK1TRW
      summary: "[#1235] web-2 does not answer (Q3YX4DQ8FK1TRW)"
      message: "PagerDuty refused PUT /incidents with 400 Cannot Escalate (code 1006)"
      failure:
        status: 400
        code: 1006
        message: Cannot Escalate
        errors: []
        request: {method: PUT, path: /incidents, id: 3f8e4a2c}
diff:
  description: For each incident that was changed, the options that differed, before and after.
  returned: when PagerDuty was asked for the incidents
  type: dict
  sample:
    before:
      "[#1234] web-1 does not answer (Q1MNR7DKW9KTQD)":
        state: triggered
    after:
      "[#1234] web-1 does not answer (Q1MNR7DKW9KTQD)":
        state: resolved
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: "/incidents?limit=100"
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - What went wrong, for plays that branch on it; the first failure, if there are several. The keys are C(status)
      (HTTP), C(code) (PagerDuty's number), C(message), C(errors) (a list of texts) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). What does not apply is null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 1006
    message: Cannot Escalate
    errors: []
    request: {method: PUT, path: /incidents, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.incidents import INCIDENTS_OPERATION


def main() -> None:
    run_module(INCIDENTS_OPERATION)


if __name__ == "__main__":
    main()
