#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty status dashboards with their impacts."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_dashboard_info
short_description: List PagerDuty status dashboards with their impacts
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all status dashboards of the account, or one of them, on request with the business services that incidents
    impact. A status dashboard shows a selection of business services to people within the company.
  - Status dashboards are configured in PagerDuty's web interface.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the dashboard with this ID. The list is empty if it does not exist.
    type: str
  name:
    description:
      - Only dashboards with exactly this name. Case is ignored.
    type: str
  url_slug:
    description:
      - Only the dashboard with this slug, the last part of its address. The list is empty if it does not exist.
    type: str
  impacts:
    description:
      - Whether to add the business services of each dashboard as C(services), each with its C(status),
        V(ignore:impacted) or V(ignore:not_impacted), and the number of impacted ones as C(total_impacted_count). The
        most impacted services are first. This takes one request for each dashboard.
      - PagerDuty returns at most 200 services. If there are more, the module warns.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_business_service_impact_info
"""

EXAMPLES = r"""
- name: List all status dashboards
  community.pagerduty.pagerduty_status_dashboard_info:
  register: all

- name: Get a dashboard with its business services
  community.pagerduty.pagerduty_status_dashboard_info:
    name: Sales
    impacts: true
  register: sales

- name: Show how many business services are impacted
  ansible.builtin.debug:
    msg: "{{ sales.status_dashboards | map(attribute='total_impacted_count') | sum }}"
"""

RETURN = r"""
status_dashboards:
  description: The status dashboards, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PFCVPS0
      url_slug: sales
      name: Sales
      total_impacted_count: 1
      services:
        - id: PD1234
          name: Web shop
          type: business_service
          status: impacted
          additional_fields: {highest_impacting_priority: {id: PQOMK4S, order: 128}}
# generated: return values {request: GET /status_dashboards}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /status_dashboards
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
    request: {method: GET, path: "/status_dashboards", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.status_dashboard import STATUS_DASHBOARD_INFO_OPERATION


def main() -> None:
    run_module(STATUS_DASHBOARD_INFO_OPERATION)


if __name__ == "__main__":
    main()
