#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the cache variables of PagerDuty event orchestrations and services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_cache_variable
short_description: Manage the cache variables of PagerDuty event orchestrations and services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A cache variable stores a value between events, so that the conditions of rules can depend on earlier events, or
    on a value that another program sets. It belongs to the rules of an event orchestration or to those of a service,
    and conditions refer to it as C(cache_var.name).
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or updates the cache variable. V(absent) deletes it, with its value. Conditions that refer to
        it do not match any more.
    type: str
    choices: [present, absent]
    default: present
  orchestration:
    description:
      - The event orchestration whose rules use the variable, by name or ID. Either this option or O(service) is
        required.
    type: str
  service:
    description:
      - The service whose rules use the variable, by name or ID. Either this option or O(orchestration) is required.
    type: str
  name:
    description:
      - The name of the cache variable. It identifies the variable within the event orchestration or the service. Case
        is ignored.
      - With O(id), the new name of the variable. Change the conditions that refer to it, too.
    type: str
  id:
    description:
      - The ID of the cache variable. Use it instead of O(name) to rename a variable.
    type: str
  disabled:
    description:
      - Whether PagerDuty stops setting the variable. A new variable is not disabled.
    type: bool
  type:
    description:
      - What the variable contains. Required for a new one.
      - V(recent_value) is a part of the most recent event that matches O(conditions). It needs O(source) and O(regex).
      - V(trigger_event_count) is the number of events in the last O(ttl_seconds) that matched O(conditions).
      - V(external_data) is set with M(community.pagerduty.pagerduty_event_orchestration_cache_variable_data), by
        playbooks or other programs. It needs O(data_type) and O(ttl_seconds).
      - To change the type, the module deletes the variable and creates a new one with the same name. Its value is lost.
    type: str
    choices: [recent_value, trigger_event_count, external_data]
  source:
    description:
      - With O(type=recent_value), the field of the event, such as V(event.source).
    type: str
  regex:
    description:
      - With O(type=recent_value), a regular expression (RE2) that is applied to O(source). The variable contains what
        its groups match, or the whole match without groups.
    type: str
  data_type:
    description:
      - With O(type=external_data), the type of the value.
    type: str
    choices: [string, number, boolean]
  ttl_seconds:
    description:
      - With O(type=trigger_event_count), the length of time in which events are counted, in seconds.
      - With O(type=external_data), how long a value is stored after it was set, in seconds.
    type: int
  conditions:
    description:
      - PagerDuty's condition language (PCL) describes which events set the variable, for example
        V(event.severity matches 'critical'). An event is used if one of the conditions matches. Their order does not
        matter.
      - Without conditions, all events are used. An empty list removes the conditions.
      - The operators C(trigger_count) and C(resetting_trigger_count) are not available here, and O(type=external_data)
        has no conditions.
    type: list
    elements: str
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_cache_variable_info
  - module: community.pagerduty.pagerduty_event_orchestration_cache_variable_data
"""

EXAMPLES = r"""
- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Store the host of the most recent critical event
  community.pagerduty.pagerduty_event_orchestration_cache_variable:
    orchestration: Monitoring
    name: last_critical_host
    type: recent_value
    source: event.source
    regex: ^(.*)$
    conditions:
      - event.severity matches 'critical'

- name: Count the events of the last five minutes
  community.pagerduty.pagerduty_event_orchestration_cache_variable:
    service: Web shop
    name: events_of_five_minutes
    type: trigger_event_count
    ttl_seconds: 300

- name: Let deployments say that they are running, for one hour at most
  community.pagerduty.pagerduty_event_orchestration_cache_variable:
    service: Web shop
    name: deployment_is_running
    type: external_data
    data_type: boolean
    ttl_seconds: 3600

- name: Delete a cache variable
  community.pagerduty.pagerduty_event_orchestration_cache_variable:
    service: Web shop
    name: events_of_five_minutes
    state: absent
"""

RETURN = r"""
cache_variable:
  description:
    - The cache variable as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  contains:
    data_endpoint:
      description:
        - The URL with which other programs set the value.
      returned: with the type V(external_data)
      type: str
  sample:
    id: 9d6ad042-cc59-41ce-be5b-32c76e3f5414
    name: last_critical_host
    disabled: false
    conditions:
      - expression: event.severity matches 'critical'
    configuration: {type: recent_value, source: event.source, regex: ^(.*)$}
    created_at: "2026-11-21T10:00:00Z"
    updated_at: "2026-11-21T10:00:00Z"
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {disabled: false}
    after: {disabled: true}
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
    request: {method: PUT, path: "/event_orchestrations/PQ9K7I8/cache_variables/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.event_orchestration_cache_variable import EVENT_ORCHESTRATION_CACHE_VARIABLE


def main() -> None:
    run_module(resource_operation(EVENT_ORCHESTRATION_CACHE_VARIABLE))


if __name__ == "__main__":
    main()
