#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the priority threshold of PagerDuty business services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_business_service_priority_threshold_info
short_description: Show the priority threshold of PagerDuty business services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the lowest priority with which incidents have an impact on business services.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options: {}
seealso:
  - module: community.pagerduty.pagerduty_business_service_priority_threshold
"""

EXAMPLES = r"""
- name: Get the priority threshold
  community.pagerduty.pagerduty_business_service_priority_threshold_info:
  register: threshold

- name: Show it
  ansible.builtin.debug:
    msg: "{{ threshold.business_service_priority_thresholds | map(attribute='summary') | join or 'none' }}"
"""

RETURN = r"""
business_service_priority_thresholds:
  description: The threshold, with the ID, the order and the name of the priority. Empty if the account has none.
  returned: success
  type: list
  elements: dict
  sample:
    - {id: P53ZZH5, order: 1, summary: P2}
# generated: return values {request: GET /business_services/priority_thresholds, failed_status: 403, code: 2010,
#   message: Access Denied}
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: GET, path: "/business_services/priority_thresholds", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.business_service_priority_threshold import THRESHOLD_INFO_OPERATION


def main() -> None:
    run_module(THRESHOLD_INFO_OPERATION)


if __name__ == "__main__":
    main()
