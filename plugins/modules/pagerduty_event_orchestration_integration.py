#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the integrations of PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_integration
short_description: Manage the integrations of PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An integration gives an event orchestration a routing key, with which tools send events to it. With one integration
    for each tool or team, a key can be replaced or withdrawn without affecting the others. This module creates,
    renames, moves and deletes integrations, and returns their routing keys.
  - PagerDuty creates each event orchestration with one integration, which
    M(community.pagerduty.pagerduty_event_orchestration) returns. Its label is C(Default Integration) after the name of
    the event orchestration, and follows this name as long as nobody changes the label.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates, renames or moves the integration. V(absent) deletes it.
      - PagerDuty drops all events that are sent with the routing key of a deleted integration. The key can't be
        restored, and a new integration has another key. Change all senders first.
    type: str
    choices: [present, absent]
    default: present
  orchestration:
    description:
      - The event orchestration that the integration belongs to, by name or ID.
    type: str
    required: true
  label:
    description:
      - The label of the integration. It identifies the integration within the event orchestration. Case is ignored.
      - With O(id), the new label of the integration.
      - PagerDuty allows several integrations with the same label. The task then fails and lists them, because each has
        a routing key of its own. Use O(id) then.
    type: str
  id:
    description:
      - The ID of the integration. Use it instead of O(label) to change the label.
    type: str
  migrate_from:
    description:
      - Another event orchestration, by name or ID, from which the integration is moved to O(orchestration). It keeps
        its ID and its routing key, so that senders of events need not be changed.
      - If the integration is already in O(orchestration), nothing changes. This is also the case if the other event
        orchestration was deleted after the move.
      - A configuration for M(community.pagerduty.pagerduty_account) can't contain it. Move integrations with tasks.
      - If both event orchestrations have an integration with this O(label), or none of them has one, the task fails.
    type: str
notes:
  - Everyone who has a routing key can open incidents on the services to which the event orchestration routes events.
    Set C(no_log=true) for the task if other people can read the output of the playbook.
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration_integration_info
  - module: community.pagerduty.pagerduty_event_orchestration
  - module: community.pagerduty.pagerduty_event
"""

EXAMPLES = r"""
- name: Create event orchestrations
  community.pagerduty.pagerduty_event_orchestration:
    name: "{{ item }}"
  loop: [Monitoring, Old monitoring]

- name: Add an integration for one tool
  community.pagerduty.pagerduty_event_orchestration_integration:
    orchestration: Monitoring
    label: Prometheus
  register: prometheus

- name: Show its routing key
  ansible.builtin.debug:
    msg: "{{ prometheus.integration.parameters.routing_key }}"

- name: Change its label
  community.pagerduty.pagerduty_event_orchestration_integration:
    orchestration: Monitoring
    id: "{{ prometheus.integration.id }}"
    label: Prometheus, production

- name: Add an integration to the old event orchestration
  community.pagerduty.pagerduty_event_orchestration_integration:
    orchestration: Old monitoring
    label: Nagios

- name: Move the integration with its routing key
  community.pagerduty.pagerduty_event_orchestration_integration:
    orchestration: Monitoring
    label: Nagios
    migrate_from: Old monitoring

- name: Delete an integration that no tool uses any more
  community.pagerduty.pagerduty_event_orchestration_integration:
    orchestration: Monitoring
    label: Nagios
    state: absent
"""

RETURN = r"""
integration:
  description:
    - The integration as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  contains:
    parameters:
      description:
        - Senders of events pass C(routing_key) to PagerDuty, see
          O(community.pagerduty.pagerduty_event#module:routing_key).
      returned: success
      type: dict
  sample:
    id: 0ebf0b59-0c45-4970-9229-b988a207fd60
    label: Prometheus
    parameters: {routing_key: R0123456789ABCDEF0123456789ABCDE, type: global}
diff:
  description:
    - The options that differed, with their values before and after. For an integration that was moved, also the event
      orchestrations.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      label: Prometheus
# generated: return values {request: GET /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/integrations,
#   missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/integrations
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
    request: {method: PUT, path: "/event_orchestrations/PQ9K7I8/integrations/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._operations.event_orchestration_integration import with_migration
from ..module_utils._resources.event_orchestration_integration import EVENT_ORCHESTRATION_INTEGRATION


def main() -> None:
    run_module(with_migration(resource_operation(EVENT_ORCHESTRATION_INTEGRATION)))


if __name__ == "__main__":
    main()
