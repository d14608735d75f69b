#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get PagerDuty's analytics: metrics of incidents, responders and users."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_analytics_info
short_description: Get PagerDuty's analytics
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty computes metrics from the history of incidents, for example how long it took to acknowledge and to resolve
    them, and how often people were interrupted outside of business hours. This module returns them.
  - O(report) chooses what is returned. There are reports with one row for each incident or user, and reports with
    metrics of many incidents. The other options filter the incidents or users. Each report knows only some of them, and
    rejects the others.
  - PagerDuty computes analytics about once a day. The newest incidents can be missing.
  - API keys of users and OAuth tokens must set O(teams) or O(services) in most reports. Keys of accounts need not.
  - The module only reads, although most of its requests are POST requests, because PagerDuty's filters are in their
    bodies. They are repeated after errors like other requests that read.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.rows
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info_rows
  - community.pagerduty.attributes.actiongroup
options:
  report:
    description:
      - The report to return.
      - V(incidents) has a row for each incident, with its durations, counts and people.
      - V(incident) has only the row of O(incident).
      - V(incident_responses) has a row for each request to a user to work on O(incident), with the response.
      - V(responder_incidents) has a row for each incident of O(responder), with what it meant for this user.
      - V(users) has a row for each user, with the setup of the user in PagerDuty.
      - V(incident_metrics) has metrics of all incidents. V(service_metrics), V(team_metrics) and
        V(escalation_policy_metrics) have a row for each service, team or escalation policy with incidents.
      - V(responder_metrics) has a row for each user and team, with interruptions and the time on call.
      - V(user_metrics) has the numbers of users who have set up their accounts completely.
      - V(pd_advance_metrics) has the use of each feature of PagerDuty Advance.
    type: str
    required: true
    choices:
      - incidents
      - incident
      - incident_responses
      - responder_incidents
      - users
      - incident_metrics
      - service_metrics
      - team_metrics
      - escalation_policy_metrics
      - responder_metrics
      - user_metrics
      - pd_advance_metrics
  incident:
    description:
      - The incident of O(report=incident) and O(report=incident_responses), by its ID or its number, such as V(12) or
        V('#12').
    type: str
  responder:
    description:
      - The user of O(report=responder_incidents), by email address, name or ID.
    type: str
  overall:
    description:
      - Whether to return one row with the metrics of all services, teams, escalation policies or responders together.
      - It applies to O(report=service_metrics), O(report=team_metrics), O(report=escalation_policy_metrics) and
        O(report=responder_metrics).
    type: bool
    default: false
  since:
    description:
      - Only incidents that were created at this time or later, such as V(2026-11-01) or V(2026-11-01T09:00:00Z). For
        reports about users, only users who were created since then.
      - A time without an offset is in O(time_zone). So V(2026-11-01) is the start of the day there.
      - For metrics, O(since) and O(until) must be at most one year apart.
    type: str
  until:
    description:
      - Only incidents, or users, that were created before this time.
    type: str
  updated_after:
    description:
      - Only incidents whose analytics PagerDuty has computed after this time. With the time of the previous run, it
        returns what is new. It applies to O(report=incidents).
    type: str
  incident_since:
    description:
      - For O(report=pd_advance_metrics), only the use for incidents that were created at this time or later. O(since)
        and O(until) are about the time of the use.
    type: str
  incident_until:
    description:
      - For O(report=pd_advance_metrics), only the use for incidents that were created before this time.
    type: str
  urgency:
    description:
      - Only incidents with this urgency.
    type: str
    choices: [high, low]
  major:
    description:
      - With V(true), only major incidents. With V(false), only others. By default, both.
      - Incidents are major if they have one of the two highest priorities, or if several responders were added and
        acknowledged them.
    type: bool
  services:
    description:
      - Only incidents of these services, by name or ID.
    type: list
    elements: str
  teams:
    description:
      - Only incidents, or users, of these teams, by name or ID.
    type: list
    elements: str
  escalation_policies:
    description:
      - Only incidents of these escalation policies, by name or ID.
    type: list
    elements: str
  priorities:
    description:
      - Only incidents with these priorities, by name or ID.
    type: list
    elements: str
  users:
    description:
      - Only these users, by email address, name or ID. It applies to O(report=responder_metrics), O(report=users) and
        O(report=user_metrics).
    type: list
    elements: str
  incident_types:
    description:
      - Only incidents of these types, by name or ID. It applies to O(report=incidents) and
        O(report=responder_incidents).
    type: list
    elements: str
  roles:
    description:
      - Only users with these roles, such as V(admin) or V(limited_user). It applies to O(report=users) and
        O(report=user_metrics).
    type: list
    elements: str
  min_acknowledgements:
    description:
      - Only incidents with at least this number of acknowledgments.
    type: int
  min_timeout_escalations:
    description:
      - Only incidents that were escalated at least this number of times because nobody had acknowledged them in time.
    type: int
  min_manual_escalations:
    description:
      - Only incidents that users escalated at least this number of times.
    type: int
  pd_advance_used:
    description:
      - With V(true), only incidents for which PagerDuty Advance was used. With V(false), only others.
    type: bool
  aggregate_unit:
    description:
      - Return a row for each day, week or month. Its start is RV(analytics[].range_start), in O(time_zone). By default,
        there is one row for the whole period.
      - It applies to the metrics of incidents, services, teams, escalation policies and users.
    type: str
    choices: [day, week, month]
  time_zone:
    description:
      - The time zone of the times in the result, of O(aggregate_unit), and of times in options that have no offset,
        such as V(Europe/Berlin). The default is UTC.
      - Business hours, off hours and sleep hours do not depend on it. They are those of the time zone of each user.
    type: str
  order_by:
    description:
      - The attribute of RV(analytics) by which PagerDuty sorts the rows. For O(report=incidents), V(created_at) or
        V(seconds_to_resolve).
    type: str
  order:
    description:
      - The direction in which PagerDuty sorts the rows.
    type: str
    choices: [asc, desc]
  limit:
    description:
      - The maximum number of rows, for the reports with a row for each incident or user. By default, all are returned.
        PagerDuty returns 1000 in one request.
    type: int
seealso:
  - name: Reports about incidents and people
    description: A guide to this module, and to the playbook that writes a monthly report.
    link: https://github.com/ansible-collections/community.pagerduty/blob/main/docs/reports.md
  - module: community.pagerduty.pagerduty_log_entry_info
"""

EXAMPLES = r"""
- name: Get the metrics of all services in November
  community.pagerduty.pagerduty_analytics_info:
    report: service_metrics
    since: 2026-11-01
    until: 2026-12-01
  register: november

- name: Show how often each service failed, and how long it took to fix it
  ansible.builtin.debug:
    msg: "{{ item.service_name }}: {{ item.total_incident_count }}, {{ item.mean_seconds_to_resolve }} seconds"
  loop: "{{ november.analytics }}"
  loop_control:
    label: "{{ item.service_id }}"

- name: Count the incidents with high urgency of each week, in the time zone of the office
  community.pagerduty.pagerduty_analytics_info:
    report: incident_metrics
    since: 2026-09-01
    until: 2026-12-01
    urgency: high
    aggregate_unit: week
    time_zone: Europe/Berlin

- name: Find out who was woken most often
  community.pagerduty.pagerduty_analytics_info:
    report: responder_metrics
    since: 2026-11-01
    until: 2026-12-01
    order_by: total_sleep_hour_interruptions
    order: desc

- name: Write all incidents of the year to a file for a spreadsheet
  community.pagerduty.pagerduty_analytics_info:
    report: incidents
    since: 2026-01-01
    until: 2027-01-01
    dest: "{{ playbook_dir }}/incidents.csv"
    format: csv

- name: List users who would not be notified, because they have no phone number and no app
  community.pagerduty.pagerduty_analytics_info:
    report: users
  register: people

- name: Show these users
  ansible.builtin.debug:
    msg: "{{ people.analytics | rejectattr('notification_methods') | map(attribute='email') }}"
"""

RETURN = r"""
analytics:
  description:
    - The rows of the report, as returned by PagerDuty. Durations are in seconds. Values that do not exist are null,
      such as the time to resolve an incident that is open.
    - An interruption is a notification that disturbs a person. Business hours are 8 am to 6 pm from Monday to Friday,
      sleep hours are 10 pm to 8 am every day, off hours are the rest, in the time zone of the person.
  returned: success, without O(dest)
  type: list
  elements: dict
  contains:
    range_start:
      description: The start of the day, week or month.
      returned: with O(aggregate_unit)
      type: str
    total_incident_count:
      description: The number of incidents.
      returned: metrics of incidents and responders
      type: int
    mean_seconds_to_first_ack:
      description: The mean time from the start of an incident to its first acknowledgment.
      returned: metrics of incidents
      type: int
    mean_seconds_to_resolve:
      description: The mean time from the start of an incident to its end.
      returned: metrics of incidents
      type: int
    total_interruptions:
      description: The number of interruptions.
      returned: metrics of incidents and responders
      type: int
    total_business_hour_interruptions:
      description: The number of interruptions during business hours.
      returned: metrics of incidents and responders
      type: int
    total_off_hour_interruptions:
      description: The number of interruptions during off hours.
      returned: metrics of incidents and responders
      type: int
    total_sleep_hour_interruptions:
      description: The number of interruptions during sleep hours.
      returned: metrics of incidents and responders
      type: int
    up_time_pct:
      description: The percentage of the period without a major incident.
      returned: metrics of services, teams and escalation policies
      type: float
  sample:
    - service_id: PQVUB8D
      service_name: Web shop
      team_id: P3XUQ75
      team_name: Shop
      total_incident_count: 12
      mean_seconds_to_first_ack: 63
      mean_seconds_to_resolve: 1380
      total_interruptions: 20
      total_business_hour_interruptions: 11
      total_off_hour_interruptions: 4
      total_sleep_hour_interruptions: 5
      up_time_pct: 99.926
dest:
  description: The path of the file.
  returned: with O(dest)
  type: str
  sample: /tmp/incidents.csv
count:
  description: The number of rows in the file. Null in check mode.
  returned: with O(dest)
  type: int
  sample: 41873
# generated: return values {request: POST /analytics/metrics/incidents/services, failed_status: 400, code: 2001,
#   message: Invalid Input Provided}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /analytics/metrics/incidents/services
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
    request: {method: POST, path: "/analytics/metrics/incidents/services", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.analytics import ANALYTICS_INFO_OPERATION


def main() -> None:
    run_module(ANALYTICS_INFO_OPERATION)


if __name__ == "__main__":
    main()
