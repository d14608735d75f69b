#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage event enrichments of PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_enrichment
short_description: Manage PagerDuty event enrichments
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An event enrichment completes the events of services and event orchestrations with contextual data, before incidents
    are created. This module creates, updates and deletes event enrichments, and says which services and event
    orchestrations use them. M(community.pagerduty.pagerduty_event_enrichment_rules) manages their rules.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - PagerDuty offers this API in early access, so it can change at any time, and not every account has it. Contact
    PagerDuty's support to get access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the event enrichment or updates it to match the options. V(absent) deletes it with its rules,
        and ignores the other options.
    type: str
    choices: [present, absent]
    default: present

  id:
    description:
      - The ID of the event enrichment. Use it to rename an event enrichment.
    type: str
  name:
    description:
      - The name of the event enrichment. It identifies the event enrichment; case is ignored.
      - PagerDuty may allow several event enrichments of the same name. The task then fails and lists them. Use O(id)
        then.
    type: str
  description:
    description:
      - What the event enrichment is for. An empty text removes it.
    type: str
  team:
    description:
      - The team that owns the event enrichment, by name or ID. An empty text removes it.
    type: str
  services:
    description:
      - Services whose events are completed, by name or ID. They are added. Others stay, unless
        O(purge_services=true).
    type: list
    elements: str
  purge_services:
    description:
      - Remove the services that are not in O(services). With an empty list, all are removed.
    type: bool
    default: false
  event_orchestrations:
    description:
      - Event orchestrations whose events are completed, by name or ID. They are added. Others stay, unless
        O(purge_event_orchestrations=true).
    type: list
    elements: str
  purge_event_orchestrations:
    description:
      - Remove the event orchestrations that are not in O(event_orchestrations). With an empty list, all are removed.
    type: bool
    default: false
  is_default:
    description:
      - Whether this is the default event enrichment of the account. V(true) replaces the former default, so do not set
        it for two of them. V(false) leaves the account without a default if this is the default.
    type: bool
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Complete its events
  community.pagerduty.pagerduty_event_enrichment:
    name: Contacts
    description: Adds who answers for an application
    services: [Web shop]

- name: Make it the default of the account
  community.pagerduty.pagerduty_event_enrichment:
    name: Contacts
    is_default: true

- name: Delete it
  community.pagerduty.pagerduty_event_enrichment:
    name: Contacts
    state: absent
"""

RETURN = r"""
event_enrichment:
  description:
    - The event enrichment as it is in PagerDuty after the task. In check mode, the predicted object, without the values
      that only PagerDuty creates. Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: AGN4PVDO2F5AZIVWETZ42I6IP4
    name: Contacts
    description: Adds who answers for an application
    is_default: false
    associated_services: 1
    associated_event_orchestrations: 0
    team: null

diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {services: []}
    after: {services: [Web shop (P6NZENL)]}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /enrichment/event_enrichments
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
    request: {method: PUT, path: "/enrichment/event_enrichments/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.event_enrichment import EVENT_ENRICHMENT


def main() -> None:
    run_module(resource_operation(EVENT_ENRICHMENT))


if __name__ == "__main__":
    main()
