#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the incidents that resemble a PagerDuty incident."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_related_info
short_description: List the related and past incidents of a PagerDuty incident
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns what PagerDuty knows about incidents that resemble an incident. This shows whether the problem also affects
    other services, and whether it occurred before.
  - Related incidents are open incidents of other services. PagerDuty found that their contents are similar, or that
    one of the services depends on the other. It returns the 20 most recent ones.
  - Past incidents are similar incidents of the same service in the last 6 months.
  - The outlier incident says how often such an incident occurs on its service, for example whether it is rare.
  - The account needs PagerDuty's AIOps, or an older plan with Event Intelligence. Otherwise PagerDuty rejects the
    requests with the status 403.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  incident:
    description:
      - The ID or the number (V(12) or V('#12')) of the incident. One of O(incident) and O(incident_key) is required.
    type: str
  incident_key:
    description:
      - The key of an open incident. Use it instead of O(incident).
    type: str
  service:
    description:
      - The service of the incident, by name or ID. Required if several services have open incidents with this
        O(incident_key).
    type: str
  kinds:
    description:
      - What to return. Each kind costs one request.
    type: list
    elements: str
    choices: [related, past, outlier]
    default: [related, past, outlier]
  limit:
    description:
      - The number of past incidents to return, from 1 to 999. PagerDuty's default is 5.
    type: int
  since:
    description:
      - For the outlier incident, the start of the time range in which PagerDuty counts incidents, such as
        V(2026-11-21T09:00:00Z) or V(2026-11-21). The default time zone is UTC. If it is not set, PagerDuty chooses
        the start.
    type: str
  details:
    description:
      - Whether to return all attributes of the related incidents and of the outlier incident. Otherwise PagerDuty
        returns their ID, title and time. For past incidents, it always returns only these.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_incident_info
  - module: community.pagerduty.pagerduty_change_event_info
    description: Returns the changes that may have caused an incident.
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-disk-full
    service: Web shop
    title: The disk of the web shop is full
    from_email: owner@example.com

- name: Find out whether this has happened before, and where else it happens now
  community.pagerduty.pagerduty_incident_related_info:
    incident_key: web-shop-disk-full
    limit: 10
  register: similar

- name: Show how often it happens
  ansible.builtin.debug:
    msg: >-
      {{ similar.past_incidents | length }} similar incidents in the last 6 months,
      {{ similar.related_incidents | length }} related ones now,
      category {{ similar.outlier_incident.incident.occurrence.category | default('unknown') }}
"""

RETURN = r"""
related_incidents:
  description: The related incidents, with the reasons why PagerDuty considers them related.
  returned: if O(kinds) contains V(related)
  type: list
  elements: dict
  sample:
    - incident:
        id: Q2R2P3RWKT1XWC
        created_at: "2026-11-18T13:08:14Z"
        title: The disk of the database is full
      relationships:
        - type: machine_learning_inferred
          metadata: {grouping_classification: similar_contents}
past_incidents:
  description: The past incidents with their scores. The most similar one is first.
  returned: if O(kinds) contains V(past)
  type: list
  elements: dict
  sample:
    - incident:
        id: Q1BE9I2AKTH0ZE
        created_at: "2026-11-04T16:08:15Z"
        title: The disk of the web shop is full
      score: 46.8249
outlier_incident:
  description:
    - How often incidents like this one occur on the service. C(incident.occurrence.category) is PagerDuty's
      assessment, such as V(rare). C(incident_template) is the pattern of the title by which incidents are counted.
    - Null if PagerDuty returns none.
  returned: if O(kinds) contains V(outlier)
  type: dict
  sample:
    incident:
      id: Q1MNR7DKW9KTQD
      title: The disk of web12 is full
      occurrence:
        count: 10
        frequency: 0.04
        category: rare
        since: "2026-09-23T13:08:14Z"
        until: "2026-11-18T13:08:14Z"
    incident_template:
      id: PX3P1PX
      cluster_id: P2B3X5
      mined_text: The disk of <*> is full
# generated: return values {request: GET /incidents/Q1MNR7DKW9KTQD/past_incidents, failed_status: 403, code: 2010,
#   message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents/Q1MNR7DKW9KTQD/past_incidents
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
    request: {method: GET, path: "/incidents/Q1MNR7DKW9KTQD/past_incidents", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.incident_related import INCIDENT_RELATED_INFO_OPERATION


def main() -> None:
    run_module(INCIDENT_RELATED_INFO_OPERATION)


if __name__ == "__main__":
    main()
