#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List which PagerDuty standards services meet."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_standard_score_info
short_description: List which PagerDuty standards services meet
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns for each service which active standards apply to it, and which of them it meets.
  - PagerDuty returns the scores of 100 services in one request.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  services:
    description:
      - The services, by name or ID. By default, all services of the account.
    type: list
    elements: str
  failing_only:
    description:
      - Whether to return only the services that do not meet all standards.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Get the score of one service
  community.pagerduty.pagerduty_standard_score_info:
    services: [Web shop]
  register: scores

- name: Show the standards that it does not meet
  ansible.builtin.debug:
    msg: >-
      {{ scores.standard_scores | map(attribute='standards') | flatten | rejectattr('pass') | map(attribute='name') }}

- name: Get all services that do not meet a standard
  community.pagerduty.pagerduty_standard_score_info:
    failing_only: true
"""

RETURN = r"""
standard_scores:
  description: The services with their standards, as returned by PagerDuty, each with a reference to its service.
  returned: success
  type: list
  elements: dict
  sample:
    - service:
        id: PIJ90N7
        type: service_reference
        summary: Web shop
      resource_id: PIJ90N7
      resource_type: technical_service
      score:
        passing: 1
        total: 2
      standards:
        - id: 01CXX38Q0U8XKHO4LNKXUJTBFG
          type: has_technical_service_description
          name: Service has a description
          active: true
          pass: true
# generated: return values {request: "GET /standards/scores/technical_services?ids[]=PIJ90N7"}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /standards/scores/technical_services?ids[]=PIJ90N7
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
    request: {method: GET, path: "/standards/scores/technical_services?ids[]=PIJ90N7", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.standard_score import STANDARD_SCORE_INFO_OPERATION


def main() -> None:
    run_module(STANDARD_SCORE_INFO_OPERATION)


if __name__ == "__main__":
    main()
