#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the integrations of PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_integration
short_description: Manage the integrations of PagerDuty services
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An integration is the door through which a monitoring system sends its events to a service. This module makes and
    changes integrations, and gives the key that the monitoring system needs, which is also the
    O(community.pagerduty.pagerduty_event#module:routing_key).
  - Only what the task states is managed. An option that is left out keeps the value that the integration has.
  - PagerDuty's API can't remove an integration, so neither can this module. It goes with its service, or on PagerDuty's
    pages.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  service:
    description:
      - The name or ID of the service whose events these are.
    type: str
    required: true
  name:
    description:
      - The name of the integration, by which it is found among those of the service. Case doesn't count.
      - With O(id), the name that the integration shall have.
    type: str
  id:
    description:
      - Finds the integration by its ID instead, which is how to rename one.
    type: str
  type:
    description:
      - What sends the events, and in which form. A new integration gets V(events_api_v2_inbound_integration) if this is
        left out, which is right for all that speaks the Events API v2, the module
        M(community.pagerduty.pagerduty_event) included.
      - V(generic_events_api_inbound_integration) is the Events API v1, V(generic_email_inbound_integration) e-mails,
        and V(event_transformer_api_inbound_integration) what most of the O(vendor)s with a format of their own use.
      - It can't be changed.
    type: str
    choices:
      - events_api_v2_inbound_integration
      - generic_events_api_inbound_integration
      - event_transformer_api_inbound_integration
      - generic_email_inbound_integration
      - aws_cloudwatch_inbound_integration
      - nagios_inbound_integration
      - pingdom_inbound_integration
      - sql_monitor_inbound_integration
      - keynote_inbound_integration
      - cloudkick_inbound_integration
  vendor:
    description:
      - The name or ID of the product that sends the events, as PagerDuty's list of integrations has it, such as
        V(Datadog).
    type: str
  integration_email:
    description:
      - The address that takes the e-mails, with O(type=generic_email_inbound_integration), which needs it. It ends in
        C(@your-subdomain.pagerduty.com), or C(@your-subdomain.eu.pagerduty.com) in Europe.
    type: str
  email_incident_creation:
    description:
      - Which e-mails open an incident, with O(type=generic_email_inbound_integration). All of them, those of a new
        subject (PagerDuty's own choice for new integrations), one only while no incident is open, or as the rules say
        that were made on PagerDuty's pages.
    type: str
    choices: [on_new_email, on_new_email_subject, only_if_no_open_incidents, use_rules]
notes:
  - Whoever has RV(integration.integration_key) can open incidents on the service. Set C(no_log=true) where the output
    of a playbook is read by more people than that.
seealso:
  - module: community.pagerduty.pagerduty_event
"""

EXAMPLES = r"""
- name: Have a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Have a door for the events of the shop's own checks
  community.pagerduty.pagerduty_service_integration:
    service: Web shop
    name: Checks
  register: checks

- name: Send an event through it
  community.pagerduty.pagerduty_event:
    routing_key: "{{ checks.integration.integration_key }}"
    event_action: trigger
    dedup_key: web-shop/disk
    summary: The disk of the web shop is full
    source: shop1.example.com
    severity: critical

- name: Have a door for CloudWatch
  community.pagerduty.pagerduty_service_integration:
    service: Web shop
    name: CloudWatch
    type: aws_cloudwatch_inbound_integration
    vendor: Amazon CloudWatch
"""

RETURN = r"""
integration:
  description:
    - The integration as PagerDuty has it now. In check mode as it would be, without what only PagerDuty can make.
  returned: success
  type: dict
  contains:
    integration_key:
      description:
        - What whoever sends events has to give, the C(routing_key) of the Events API v2. One of the type
          V(generic_email_inbound_integration) has none.
      returned: success
      type: str
  sample:
    id: PE1U9CH
    type: events_api_v2_inbound_integration
    summary: Checks
    name: Checks
    service: {id: PIJ90N7, type: service_reference, summary: Web shop}
    vendor: null
    integration_key: 0123456789abcdef0123456789abcdef
diff:
  description: The options that differed, before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      name: Checks
      type: events_api_v2_inbound_integration
requests:
  description: The requests that were made, in their order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services/PIJ90N7?include[]=integrations
      status: 200
      outcome: "200"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - What went wrong, for plays that branch on it. The keys are C(status) (HTTP), C(code) (PagerDuty's number),
      C(message), C(errors) (a list of texts) and C(request) (C(method), C(path), and the C(id) that PagerDuty's support
      asks for). What does not apply is null.
  returned: failure
  type: dict
  sample:
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: [Integration email has already been taken]
    request: {method: POST, path: /services/PIJ90N7/integrations, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.service_integration import SERVICE_INTEGRATION_OPERATION


def main() -> None:
    run_module(SERVICE_INTEGRATION_OPERATION)


if __name__ == "__main__":
    main()
