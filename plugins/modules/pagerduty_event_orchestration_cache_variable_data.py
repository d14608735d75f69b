#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set the values of cache variables of PagerDuty event orchestrations and services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_cache_variable_data
short_description: Set the values of cache variables of PagerDuty event orchestrations and services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Sets or clears the value of a cache variable of the type V(external_data), so that the conditions of rules can
    depend on what a playbook knows, for example that a deployment is running.
  - PagerDuty forgets the value after the C(ttl_seconds) of the variable. As long as the value is stored, a second run
    changes nothing. After that, it sets the value again.
  - To read a value, set O(community.pagerduty.pagerduty_event_orchestration_cache_variable_info#module:data).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) sets O(value). V(absent) clears the value.
    type: str
    choices: [present, absent]
    default: present
  orchestration:
    description:
      - The event orchestration that the variable belongs to, by name or ID. Either this option or O(service) is
        required.
    type: str
  service:
    description:
      - The service that the variable belongs to, by name or ID. Either this option or O(orchestration) is required.
    type: str
  variable:
    description:
      - The cache variable, by name or ID. M(community.pagerduty.pagerduty_event_orchestration_cache_variable) creates
        it.
    type: str
    required: true
  value:
    description:
      - The value, in the C(data_type) of the variable. Text such as V(true) or V(12.5) is converted to a boolean or a
        number, if the variable has one. Required with O(state=present).
    type: raw
  refresh:
    description:
      - Whether to set a value that is already stored once more, so that it is stored for the complete time again. The
        task then always reports a change.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_cache_variable
  - module: community.pagerduty.pagerduty_event_orchestration_cache_variable_info
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Let deployments say that they are running, for one hour at most
  community.pagerduty.pagerduty_event_orchestration_cache_variable:
    service: Web shop
    name: deployment_is_running
    type: external_data
    data_type: boolean
    ttl_seconds: 3600

- name: Say that a deployment is running
  community.pagerduty.pagerduty_event_orchestration_cache_variable_data:
    service: Web shop
    variable: deployment_is_running
    value: true

- name: Say so for another hour
  community.pagerduty.pagerduty_event_orchestration_cache_variable_data:
    service: Web shop
    variable: deployment_is_running
    value: true
    refresh: true

- name: Say that no deployment is running
  community.pagerduty.pagerduty_event_orchestration_cache_variable_data:
    service: Web shop
    variable: deployment_is_running
    state: absent
"""

RETURN = r"""
data:
  description:
    - The value, and the time at which it was set. In check mode, the predicted value.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample: {value: true, updated_at: "2026-11-21T10:00:00Z"}
diff:
  description: The value before and after the task, if it differs or is set again.
  returned: success
  type: dict
  sample:
    before: {}
    after: {value: true}
# generated: return values {request: GET /event_orchestrations/services/PQ9K7I8/cache_variables,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/services/PQ9K7I8/cache_variables
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: GET, path: "/event_orchestrations/services/PQ9K7I8/cache_variables", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.cache_variable_data import CACHE_VARIABLE_DATA_OPERATION


def main() -> None:
    run_module(CACHE_VARIABLE_DATA_OPERATION)


if __name__ == "__main__":
    main()
