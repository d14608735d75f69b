#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the cache variables of PagerDuty event orchestrations and services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_cache_variable_info
short_description: List the cache variables of PagerDuty event orchestrations and services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the cache variables of one event orchestration or of one service.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  orchestration:
    description:
      - The event orchestration, by name or ID. Either this option or O(service) is required.
    type: str
  service:
    description:
      - The service, by name or ID. Either this option or O(orchestration) is required.
    type: str
  id:
    description:
      - Only the cache variable with this ID.
    type: str
  name:
    description:
      - Only cache variables with exactly this name. Case is ignored.
    type: str
  data:
    description:
      - Whether the result contains the values of variables of the type V(external_data), as C(data). This takes a
        request for each of these variables. PagerDuty does not return the values of other types.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_cache_variable
"""

EXAMPLES = r"""
- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: List its cache variables, with the values that other programs have set
  community.pagerduty.pagerduty_event_orchestration_cache_variable_info:
    orchestration: Monitoring
    data: true
  register: monitoring

- name: Show the names
  ansible.builtin.debug:
    msg: "{{ monitoring.cache_variables | map(attribute='name') }}"
"""

RETURN = r"""
cache_variables:
  description: The cache variables that match, as returned by PagerDuty.
  returned: success
  type: list
  elements: dict
  contains:
    data:
      description:
        - The value and the time at which it was set. Null if no value is stored, or if it has expired.
      returned: with O(data=true), for the type V(external_data)
      type: dict
      sample: {value: true, updated_at: "2026-11-21T10:00:00Z"}
  sample:
    - id: 9d6ad042-cc59-41ce-be5b-32c76e3f5414
      name: last_critical_host
      disabled: false
      conditions: []
      configuration: {type: recent_value, source: event.source, regex: ^(.*)$}
# generated: return values {request: GET /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/cache_variables,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/cache_variables
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
    request: {method: GET, path: "/event_orchestrations/PQ9K7I8/cache_variables", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.event_orchestration_cache_variable import EVENT_ORCHESTRATION_CACHE_VARIABLE


def main() -> None:
    run_module(info_operation(EVENT_ORCHESTRATION_CACHE_VARIABLE))


if __name__ == "__main__":
    main()
