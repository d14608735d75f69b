#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get the ServiceNow integration of PagerDuty enrichment."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enrichment_servicenow_integration_info
short_description: Get the ServiceNow integration of PagerDuty enrichment
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the ServiceNow integration of the account with its tables and their synchronization status, as a list with
    at most one entry.
  - PagerDuty offers this API in early access, so it can change at any time, and not every account has it. Contact
    PagerDuty's support to get access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - The ID of the integration. By default, the integration of the account is returned.
    type: str
  test:
    description:
      - Whether PagerDuty queries ServiceNow for each table. Each table in the result then has C(test), with up to 10
        C(records) by the fields of ServiceNow, or the C(error).
    type: bool
    default: false
  credentials:
    description:
      - Whether to read the credentials again with a request of their own. The password is never returned.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Get the ServiceNow integration
  community.pagerduty.pagerduty_enrichment_servicenow_integration_info:
    test: true
  register: found

- name: Show the status of its tables
  ansible.builtin.debug:
    msg: "{{ item.display_name }}: {{ item.status }}, {{ item.test.error or 'works' }}"
  loop: "{{ found.enrichment_servicenow_integrations | map(attribute='cmdb_tables') | flatten }}"
"""

RETURN = r"""
enrichment_servicenow_integrations:
  description: The integration, as returned by PagerDuty, or nothing.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 01HQXYZ9ABCDEFGHIJKLMNOPQR
      name: CMDB
      cmdb_tables:
        - {id: 01HTABC8DEFGHIJKLMNOPQRSTU, display_name: Switches, status: active}
# generated: return values {request: "GET /enrichment/integrations/servicenow"}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /enrichment/integrations/servicenow
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
    request: {method: GET, path: "/enrichment/integrations/servicenow", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.enrichment_servicenow import ENRICHMENT_SERVICENOW_INTEGRATION_INFO_OPERATION


def main() -> None:
    run_module(ENRICHMENT_SERVICENOW_INTEGRATION_INFO_OPERATION)


if __name__ == "__main__":
    main()
