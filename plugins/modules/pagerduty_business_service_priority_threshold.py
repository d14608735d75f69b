#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the priority threshold of PagerDuty business services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_business_service_priority_threshold
short_description: Manage the priority threshold of PagerDuty business services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Incidents have an impact on business services if their priority meets the threshold. The threshold applies to all
    business services of the account. Without a threshold, each incident with a priority has an impact.
  - Incidents that people have added to a business service have an impact on it, whatever their priority is.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) sets the threshold. V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  priority:
    description:
      - The lowest priority that has an impact, by name or ID. It is required with O(state=present).
    type: str
seealso:
  - module: community.pagerduty.pagerduty_priority_info
  - module: community.pagerduty.pagerduty_business_service_impact_info
"""

EXAMPLES = r"""
- name: Only incidents with the priority P1 or P2 have an impact on business services
  community.pagerduty.pagerduty_business_service_priority_threshold:
    priority: P2

- name: Each incident with a priority has an impact on business services
  community.pagerduty.pagerduty_business_service_priority_threshold:
    state: absent
"""

RETURN = r"""
business_service_priority_threshold:
  description:
    - The threshold after the task, with the ID, the order and the name of the priority.
    - Null without a threshold.
  returned: success
  type: dict
  sample: {id: P53ZZH5, order: 1, summary: P2}
diff:
  description: The priority before and after the task. Without a threshold, it is omitted.
  returned: success
  type: dict
  sample:
    before: {priority: P1 (PSLWBL8)}
    after: {priority: P2 (P53ZZH5)}
# generated: return values {request: GET /business_services/priority_thresholds,
#   failed: PUT /business_services/priority_thresholds, failed_status: 422, code: 2001, message: Invalid Input Provided,
#   errors: [Global threshold must exist]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /business_services/priority_thresholds
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
    status: 422
    code: 2001
    message: Invalid Input Provided
    errors: [Global threshold must exist]
    request: {method: PUT, path: "/business_services/priority_thresholds", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.business_service_priority_threshold import THRESHOLD_OPERATION


def main() -> None:
    run_module(THRESHOLD_OPERATION)


if __name__ == "__main__":
    main()
