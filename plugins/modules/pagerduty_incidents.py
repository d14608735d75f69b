#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change many PagerDuty incidents at once."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incidents
short_description: Update, acknowledge and resolve many PagerDuty incidents at once
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Updates many incidents with few requests, as M(community.pagerduty.pagerduty_incident) does for one incident. One
    request updates up to 250 incidents.
  - O(incidents) lists incidents, each with its own changes. Alternatively, O(select) selects open incidents, which
    are all changed in the same way.
  - Only incidents that differ from the options are changed. A second run notifies nobody again and does not
    acknowledge an acknowledged incident again.
  - Resolved incidents are left unchanged. They are never reopened.
  - This module does not open, move, merge or snooze incidents, and adds no notes, because PagerDuty supports this
    only for one incident at a time. Use M(community.pagerduty.pagerduty_incident) and
    M(community.pagerduty.pagerduty_incident_note) instead.
  - PagerDuty must know the user that requests are made for. With an API key of the account, set O(from_email).
    PagerDuty then records that this user acknowledged or resolved the incident.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  select:
    description:
      - Selects open incidents that match all filters. At least one filter is required. This prevents an empty
        variable from selecting all incidents of the account.
      - Mutually exclusive with O(incidents).
    type: dict
    suboptions:
      statuses:
        description:
          - Only incidents in one of these states.
          - The default is both. If the task only acknowledges incidents, the default is V(triggered).
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
          - Only incidents that are assigned to one of these users, by email address, name or ID.
        type: list
        elements: str
      urgencies:
        description:
          - Only incidents with one of these urgencies. Urgencies are not included in all plans.
        type: list
        elements: str
        choices: [high, low]
      incident_key:
        description:
          - Only incidents with exactly this key, or with an alert that has it.
        type: str
      since:
        description:
          - Only incidents that were opened since this time, such as V(2026-11-21T09:00:00Z) or V(2026-11-21). The
            default time zone is UTC.
          - If neither this option nor O(select.until) is set, incidents of any age are selected. If only
            O(select.until) is set, the default is one month before it.
        type: str
      until:
        description:
          - Only incidents that were opened until this time. At most 6 months after O(select.since). If only
            O(select.since) is set, the default is the current time.
        type: str
  incidents:
    description:
      - The incidents to change, in any order. Each incident can be listed once.
      - If an entry omits an option, the option with the same name outside the list applies.
      - Mutually exclusive with O(select).
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID of the incident, or its number, such as V(12) or V('#12').
        type: str
      incident_key:
        description:
          - The key of an open incident, instead of O(incidents[].id). An incident that contains an alert with this
            key is found, too.
          - If no incident is open, there is nothing to acknowledge or resolve, and the entry has no effect. Without a
            state, the entry is reported in RV(failures).
        type: str
      service:
        description:
          - The service of the incident with O(incidents[].incident_key), by name or ID. Required if several services
            have open incidents with this key. With this option, many incidents are found with fewer requests.
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
      custom_fields:
        description:
          - As O(custom_fields), for this incident. Then O(custom_fields) does not apply to it.
        type: dict
      resolution:
        description:
          - As O(resolution), for this incident.
        type: str
  state:
    description:
      - V(acknowledged) acknowledges triggered incidents. V(resolved) resolves open incidents.
      - If it is not set, the incidents must be open and keep their state.
      - PagerDuty assigns an incident to the user who acknowledges it. V(acknowledged) therefore can't be combined
        with O(assignees), O(escalation_policy) and O(escalation_level).
    type: str
    choices: [acknowledged, resolved]
  title:
    description:
      - A description of the problem in one line.
    type: str
  urgency:
    description:
      - The urgency, which determines how PagerDuty notifies the users on call.
    type: str
    choices: [high, low]
  priority:
    description:
      - The priority of the incidents, by the name or ID of a priority of the account, such as V(P1). It can be
        changed, but not cleared.
    type: str
  escalation_policy:
    description:
      - The escalation policy that defines whom PagerDuty notifies, by name or ID. Incidents with another policy, and
        incidents that are assigned to users directly, are reassigned to this policy. Acknowledged incidents become
        triggered again.
      - Mutually exclusive with O(assignees).
    type: str
  assignees:
    description:
      - The users to assign the incidents to, by email address, name or ID. They replace the current assignees.
        Incidents with other assignees are reassigned, and acknowledged ones become triggered again. They no longer
        follow an escalation policy.
    type: list
    elements: str
  escalation_level:
    description:
      - The level of its escalation policy to escalate each incident to. The first level is 1.
        O(community.pagerduty.pagerduty_incident#module:escalation_level) explains how the module determines the
        current level.
      - Mutually exclusive with O(assignees).
    type: int
  incident_type:
    description:
      - The type of the incidents, by name.
    type: str
  conference_bridge:
    description:
      - The conference call of the responders. Omitted suboptions are left unchanged.
    type: dict
    suboptions:
      conference_number:
        description:
          - The phone number, such as V('+1 415-555-1212,,,,1234#'). Each comma is a pause of one second. An empty
            string clears it.
        type: str
      conference_url:
        description:
          - The URL of the video conference or chat. An empty string clears it.
        type: str
  custom_fields:
    description:
      - Values of the custom fields of the incidents, by the names of the fields. Omitted fields are left unchanged.
      - A field with several values takes a list. The order of the list is ignored. The value null clears a field.
      - PagerDuty reads and writes the values of one incident at a time. So each incident costs one request, and one
        more if a value changes.
      - An incident whose type does not have the field fails, and the others are changed.
    type: dict
  resolution:
    description:
      - How the problem was solved, for the log of the incidents that this task resolves. The module does not compare
        it.
      - Requires O(state=resolved).
    type: str
notes:
  - If PagerDuty rejects some incidents, or some entries of O(incidents) do not exist, the other incidents are changed.
    The task then fails and returns which incidents were changed, which needed no change, and which failed and why.
    RV(ignore:changed) tells whether any was changed.
  - PagerDuty carries out a request for many incidents completely or not at all. If PagerDuty rejects a request, the
    module splits it into smaller ones to find the rejected incidents. It stops after 40 rejections.
  - If a request gets no response, the module reads the incidents before it sends anything again.
  - PagerDuty lists at most 10,000 incidents. If O(select) selects more, the module acknowledges or resolves the
    listed incidents and then lists the remaining ones. For other changes, the same incidents would be selected again.
    The task then fails before it changes anything.
  - Incidents that are opened while the task runs may be missed. The next run finds them.
seealso:
  - module: community.pagerduty.pagerduty_incident
  - module: community.pagerduty.pagerduty_incident_info
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open some incidents
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

- name: Update some incidents, each in its own way
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

- name: Resolve the incidents of a list
  community.pagerduty.pagerduty_incidents:
    incidents:
      - id: "{{ opened.results[0].incident.id }}"
      - id: "{{ opened.results[1].incident.id }}"
    state: resolved
    resolution: The switch works again.
    from_email: owner@example.com
  register: resolved

- name: Show the resolved incidents
  ansible.builtin.debug:
    msg: "{{ resolved.updated | map(attribute='title') }}"

- name: Resolve all incidents that are assigned to a user
  community.pagerduty.pagerduty_incidents:
    select:
      users: [owner@example.com]
    state: resolved
    from_email: owner@example.com
"""

RETURN = r"""
updated:
  description:
    - The incidents that were changed, or would be changed in check mode. PagerDuty returns only some of the changed
      incidents. The others are returned as predicted, without the values that only PagerDuty knows, such as the
      notified users.
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
  description: The incidents that needed no change, as returned by PagerDuty.
  returned: when PagerDuty was asked for the incidents
  type: list
  elements: dict
  sample: []
failures:
  description:
    - The incidents that could not be changed. Each has its C(id) (null for an unknown O(incidents[].incident_key)),
      its C(summary), a C(message) with the reason, and C(failure) with the same keys as RV(failure).
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
  description: For each changed incident, the options that differed, with their values before and after.
  returned: when PagerDuty was asked for the incidents
  type: dict
  sample:
    before:
      "[#1234] web-1 does not answer (Q1MNR7DKW9KTQD)":
        state: triggered
    after:
      "[#1234] web-1 does not answer (Q1MNR7DKW9KTQD)":
        state: resolved
# generated: return values {request: 'PUT /incidents?limit=100', failed: PUT /incidents, code: 1006, message: Cannot
#   Escalate, several: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: /incidents?limit=100
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
    - If there are several errors, this is the first one.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 1006
    message: Cannot Escalate
    errors: []
    request: {method: PUT, path: "/incidents", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.incidents import INCIDENTS_OPERATION


def main() -> None:
    run_module(INCIDENTS_OPERATION)


if __name__ == "__main__":
    main()
