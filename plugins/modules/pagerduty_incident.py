#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident
short_description: Open, update, acknowledge and resolve PagerDuty incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An incident represents a problem on a service. It is first triggered, then acknowledged by the users who work on
    it, then resolved. Triggered and acknowledged incidents are open. This module opens incidents, updates open
    incidents, and changes their state.
  - An incident is identified by its O(incident_key), which only one open incident of a service can have, or by its
    O(id). A second run of a task does not open a second incident and does not notify anybody again.
  - Resolved incidents are left unchanged. They are never reopened.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - PagerDuty must know the user that requests are made for. With an API key of the account, set O(from_email).
    PagerDuty then records that this user acknowledged or resolved the incident.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
attributes:
  idempotent:
    support: partial
    details: A task with O(state=triggered) and without O(incident_key) and O(id) opens an incident in each run.
options:
  state:
    description:
      - V(triggered) opens an incident. If an open one exists, it is updated to match the options instead. An
        acknowledged incident stays acknowledged.
      - V(acknowledged) acknowledges the open incident. If no incident is open, nothing is changed.
      - V(resolved) resolves the open incident. If no incident is open, nothing is changed.
      - If it is not set, the incident must be open and keeps its state.
      - PagerDuty assigns an incident to the user who acknowledges it. V(acknowledged) therefore can't be combined
        with O(assignees), O(escalation_policy) and O(escalation_level).
    type: str
    choices: [triggered, acknowledged, resolved]
  incident_key:
    description:
      - The key that identifies the incident, with at most 255 characters. Choose a text that describes the problem,
        such as V(web-shop-disk-full).
      - Only one open incident of a service can have this key. When the incident is resolved, the key can be used
        again.
      - If an incident is opened without this option, the module generates a unique key. The result contains it.
      - An open incident that contains an alert with this key is found, too.
    type: str
  id:
    description:
      - The ID or the number (V(12) or V('#12')) of an existing incident. Use it instead of O(incident_key).
    type: str
  service:
    description:
      - The service that has the problem, by name or ID. Required to open an incident.
      - With O(incident_key), only incidents of this service are found. Required if several services have open
        incidents with this key.
      - With O(id), the service that the incident is moved to.
    type: str
  title:
    description:
      - A description of the problem in one line. Required to open an incident.
    type: str
  urgency:
    description:
      - The urgency, which determines how PagerDuty notifies the users on call. The default for a new incident is the
        urgency that is configured on the service.
    type: str
    choices: [high, low]
  priority:
    description:
      - The priority of the incident, by the name or ID of a priority of the account, such as V(P1). It can be
        changed, but not cleared.
    type: str
  body:
    description:
      - A detailed description of the problem. A dictionary with C(details), as in PagerDuty's API, is also accepted.
      - PagerDuty accepts it only when the incident is opened, and does not return it. The module therefore does not
        compare it, and it has no effect on an existing incident.
    type: str
  escalation_policy:
    description:
      - The escalation policy that defines whom PagerDuty notifies, by name or ID. The default for a new incident is
        the policy of the service.
      - If the incident has another policy, or is assigned to users directly, it is reassigned to this policy.
        PagerDuty then notifies the targets of the first level, or of O(escalation_level). An acknowledged incident
        becomes triggered again.
      - Mutually exclusive with O(assignees).
    type: str
  assignees:
    description:
      - The users to assign the incident to, by email address, name or ID. They replace the current assignees.
        PagerDuty notifies them, and the incident no longer follows an escalation policy. To return it to a policy,
        use O(escalation_policy).
      - A new incident can be assigned to only one user. To assign it to several users, use a second task.
      - If an acknowledged incident is assigned to other users, it becomes triggered again. A new incident that is
        assigned to the user of O(from_email) is acknowledged immediately.
    type: list
    elements: str
  escalation_level:
    description:
      - The level of its escalation policy to escalate the incident to. The first level is 1. If nobody is on call on
        the level, PagerDuty uses the next one.
      - PagerDuty does not return the current level of an incident. The module compares the assignees with the users
        who were on call on each level at the time of the assignment. A user who is on two levels therefore counts for
        both. If another user has acknowledged the incident, it is escalated again and becomes triggered.
      - Mutually exclusive with O(assignees).
    type: int
  incident_type:
    description:
      - The type of the incident, by its name. Each account has V(incident_default), and can have its own types. A
        dictionary with C(name), as in PagerDuty's API, is also accepted.
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
      - Values of the incident's custom fields, by the names of the fields. Omitted fields are left unchanged.
      - A field with several values takes a list. The order of the list is ignored. The value null clears a field.
      - The fields are those of the incident's O(incident_type), and those of the types above it.
        M(community.pagerduty.pagerduty_incident_type_custom_field) manages them.
    type: dict
  responders:
    description:
      - Requests additional responders, or cancels requests. Users and policies that were requested before are not
        requested again, whether they accepted or declined, unless the request was canceled.
      - Requires O(from_email), because PagerDuty records who made the request.
    type: dict
    suboptions:
      users:
        description:
          - Users to request, by email address, name or ID.
        type: list
        elements: str
      escalation_policies:
        description:
          - Escalation policies to request, by name or ID. PagerDuty requests the users who are on call on the first
            level.
        type: list
        elements: str
      text:
        description:
          - The message to the responders. The module does not compare it. Required with O(responders.state=requested).
        type: str
      state:
        description:
          - V(requested) requests the responders.
          - V(canceled) cancels their requests, so that PagerDuty stops notifying them. Users who have accepted or
            declined are left unchanged. A user who was requested through an escalation policy is canceled together
            with the policy, not alone.
        type: str
        choices: [requested, canceled]
        default: requested
  subscribers:
    description:
      - Users and teams to add to the subscribers of the incident. PagerDuty sends them its status updates. Others stay,
        unless O(purge_subscribers=true).
    type: list
    elements: dict
    suboptions:
      user:
        description:
          - A user, by email address, name or ID.
        type: str
      team:
        description:
          - A team, by name or ID.
        type: str
  purge_subscribers:
    description:
      - Whether to remove the subscribers that O(subscribers) does not name. With V(true), an empty list removes all.
    type: bool
    default: false
  business_services:
    description:
      - Whether the incident impacts business services, by their names or IDs. The values are V(impacted) and
        V(not_impacted). Business services that are not named are left unchanged.
      - PagerDuty also derives impacts from the dependencies of the incident's service, if the incident has a priority
        that meets the threshold of the account. V(not_impacted) removes such an impact, too.
      - For a new incident, the values are always sent, because PagerDuty only knows the impacts of existing incidents.
    type: dict
  merge:
    description:
      - The IDs or numbers of incidents to merge into this one, also of other services. PagerDuty moves their alerts to
        this incident and resolves them. This incident must be open.
      - Incidents that were merged into this one before are skipped.
    type: list
    elements: str
  snooze:
    description:
      - Snoozes the incident for this number of seconds, from 1 to 604800 (one week). After this time, the incident
        becomes triggered again, unless it is resolved.
      - Requires O(state=acknowledged), because PagerDuty snoozes only acknowledged incidents.
      - An incident that is already snoozed is not snoozed again, for any remaining time.
    type: int
  resolution:
    description:
      - How the problem was solved, for the log of the incident. It is sent only if this task resolves the incident.
        The module does not compare it.
      - Requires O(state=resolved).
    type: str
seealso:
  - module: community.pagerduty.pagerduty_service
  - module: community.pagerduty.pagerduty_escalation_policy
  - module: community.pagerduty.pagerduty_business_service_impact_info
    description: Lists the business services that an incident impacts.
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident, unless it is open already
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-disk-full
    service: Web shop
    title: The disk of the web shop is full
    body: Nothing can be written to /var any more.
    urgency: high
    from_email: owner@example.com
  register: disk

- name: Set the priority and the conference call
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    priority: P2
    conference_bridge:
      conference_url: https://meet.example.com/disk
    from_email: owner@example.com

- name: Request an additional responder
  community.pagerduty.pagerduty_incident:
    id: "{{ disk.incident.id }}"
    responders:
      users: [ann@example.com]
      text: Can you have a look at the log rotation?
    from_email: owner@example.com

- name: Cancel the request, if it is still pending
  community.pagerduty.pagerduty_incident:
    id: "{{ disk.incident.id }}"
    responders:
      users: [ann@example.com]
      state: canceled
    from_email: owner@example.com

- name: Acknowledge the incident and snooze it for an hour
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    state: acknowledged
    snooze: 3600
    from_email: owner@example.com

- name: Reassign the incident
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    assignees: [ann@example.com]
    from_email: owner@example.com

- name: Create a business service
  community.pagerduty.pagerduty_business_service:
    name: Checkout

- name: State what the incident impacts, and who gets its status updates
  community.pagerduty.pagerduty_incident:
    incident_key: web-shop-disk-full
    business_services: {Checkout: impacted}
    subscribers: [{user: ann@example.com}]

- name: Open another incident without a key
  community.pagerduty.pagerduty_incident:
    state: triggered
    service: Web shop
    title: Orders can't be saved
    from_email: owner@example.com
  register: orders

- name: Merge the second incident into the first
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
    - The incident as it is in PagerDuty after the task. In check mode, the predicted incident, without the values
      that only PagerDuty knows, such as the users that would be notified.
    - Null if no incident with the O(incident_key) is open, and the task does not open one.
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
# generated: return values {request: 'GET /incidents?incident_key=web-shop-disk-full&date_range=all', failed: POST
#   /incidents, errors: [Service is disabled]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents?incident_key=web-shop-disk-full&date_range=all
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
    request: {method: POST, path: "/incidents", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.incident import INCIDENT_OPERATION


def main() -> None:
    run_module(INCIDENT_OPERATION)


if __name__ == "__main__":
    main()
