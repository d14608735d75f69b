#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the integrations of PagerDuty services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_integration
short_description: Manage the integrations of PagerDuty services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Monitoring tools send events to a service through an integration. Each integration has an integration key, which
    identifies the service. This module creates, updates and deletes integrations, and returns the integration key.
    Senders of events pass it as O(community.pagerduty.pagerduty_event#module:routing_key).
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - Senders of change events use the same integration key. PagerDuty has no separate type of integration for them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the integration, or updates it.
      - V(absent) deletes it. Events with its integration key are then rejected, and emails to its address are not
        received. PagerDuty does not document this request, but its Terraform provider relies on it.
    type: str
    choices: [present, absent]
    default: present
  service:
    description:
      - The service that the integration belongs to, by name or ID.
    type: str
    required: true
  name:
    description:
      - The name of the integration. It identifies the integration within the service. Case is ignored.
      - With O(id), the new name of the integration.
    type: str
  id:
    description:
      - The ID of the integration. Use it instead of O(name) to rename an integration.
    type: str
  type:
    description:
      - The type of the integration, which defines the format of the events.
      - V(events_api_v2_inbound_integration) is the default for a new integration. Use it for all senders that support
        the Events API v2, such as M(community.pagerduty.pagerduty_event).
      - V(generic_events_api_inbound_integration) is for the Events API v1, V(generic_email_inbound_integration) for
        emails, and V(event_transformer_api_inbound_integration) for most products in O(vendor) that have their own
        format.
      - PagerDuty can't change the type of an existing integration.
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
      - The product that sends the events, by its name or ID in PagerDuty's list of integrations, such as V(Datadog).
    type: str
  integration_email:
    description:
      - The email address that receives the emails. Required with O(type=generic_email_inbound_integration). It ends
        with C(@your-subdomain.pagerduty.com), or with C(@your-subdomain.eu.pagerduty.com) for accounts in Europe.
    type: str
  email_incident_creation:
    description:
      - Which emails open an incident, with O(type=generic_email_inbound_integration).
      - V(on_new_email) opens an incident for each email, V(on_new_email_subject) for each new subject,
        V(only_if_no_open_incidents) only while the service has no open incident. V(use_rules) applies
        O(email_parsers).
      - PagerDuty's default for new integrations is V(on_new_email_subject).
    type: str
    choices: [on_new_email, on_new_email_subject, only_if_no_open_incidents, use_rules]
  email_filter_mode:
    description:
      - Which emails PagerDuty takes, with O(type=generic_email_inbound_integration). V(all-email) takes all,
        V(or-rules-email) those that match at least one of O(email_filters), V(and-rules-email) those that match all of
        them.
      - PagerDuty's default for new integrations is V(all-email).
    type: str
    choices: [all-email, or-rules-email, and-rules-email]
  email_filters:
    description:
      - The filters for O(email_filter_mode). This is the complete list. Filters that are not in it are removed. The
        order is ignored. An empty list removes all filters.
      - PagerDuty adds a filter that matches all emails if an integration has none. This is not reported as a change.
    type: list
    elements: dict
    suboptions:
      subject_mode:
        description: Whether the subject must match O(email_filters[].subject_regex), must not match it, or is ignored.
        type: str
        choices: [match, no-match, always]
        default: always
      subject_regex:
        description: A regular expression. Required unless O(email_filters[].subject_mode=always).
        type: str
      body_mode:
        description: Whether the body must match O(email_filters[].body_regex), must not match it, or is ignored.
        type: str
        choices: [match, no-match, always]
        default: always
      body_regex:
        description: A regular expression. Required unless O(email_filters[].body_mode=always).
        type: str
      from_email_mode:
        description:
          - Whether the address of the sender must match O(email_filters[].from_email_regex), must not match it, or is
            ignored.
        type: str
        choices: [match, no-match, always]
        default: always
      from_email_regex:
        description: A regular expression. Required unless O(email_filters[].from_email_mode=always).
        type: str
  email_parsers:
    description:
      - What PagerDuty does with an email, with O(email_incident_creation=use_rules). The first parser whose
        O(email_parsers[].match_predicate) is true is used. This is the complete list, in the order of the parsers. An
        empty list removes all parsers.
    type: list
    elements: dict
    suboptions:
      action:
        description: Whether the email opens an incident, or resolves the one with the same C(incident_key).
        type: str
        choices: [trigger, resolve]
        required: true
      match_predicate:
        description:
          - The condition for the parser.
        type: dict
        required: true
        suboptions:
          type:
            description:
              - V(contains), V(exactly) and V(regex) compare a part of the email with a text. They need C(part) and
                C(matcher).
              - V(all), V(any) and V(not) are true if all, at least one or none of C(children) is true.
            type: str
            choices: [all, any, not, contains, exactly, regex]
            required: true
          part:
            description: The part of the email to compare.
            type: str
            choices: [body, subject, from_addresses]
          matcher:
            description: The text or the regular expression to compare with.
            type: str
          children:
            description: The conditions of V(all), V(any) and V(not). Conditions can be nested three levels deep.
            type: list
            elements: dict
            suboptions:
              type:
                description: See O(email_parsers[].match_predicate.type).
                type: str
                choices: [all, any, not, contains, exactly, regex]
                required: true
              part:
                description: The part of the email to compare.
                type: str
                choices: [body, subject, from_addresses]
              matcher:
                description: The text or the regular expression to compare with.
                type: str
              children:
                description: The conditions of V(all), V(any) and V(not).
                type: list
                elements: dict
                suboptions:
                  type:
                    description: How to compare.
                    type: str
                    choices: [contains, exactly, regex]
                    required: true
                  part:
                    description: The part of the email to compare.
                    type: str
                    choices: [body, subject, from_addresses]
                  matcher:
                    description: The text or the regular expression to compare with.
                    type: str
      value_extractors:
        description:
          - The values that PagerDuty takes from the email. They become details of the incident.
        type: list
        elements: dict
        suboptions:
          type:
            description:
              - V(entire) takes the whole part, V(regex) the group of a regular expression, V(between) what is between
                two texts.
            type: str
            choices: [entire, regex, between]
            required: true
          part:
            description: The part of the email from which the value is taken.
            type: str
            choices: [body, subject, from_addresses]
            required: true
          value_name:
            description:
              - The name of the value. Exactly one extractor of a parser must have V(incident_key), which identifies the
                incident.
            type: str
            required: true
          regex:
            description:
              - A regular expression with one group. Required with
                O(email_parsers[].value_extractors[].type=regex).
            type: str
          starts_after:
            description:
              - The text before the value. Required with O(email_parsers[].value_extractors[].type=between).
            type: str
          ends_before:
            description:
              - The text after the value. Required with O(email_parsers[].value_extractors[].type=between).
            type: str
  email_parsing_fallback:
    description:
      - What PagerDuty does with an email for which no parser applies. V(open_new_incident) opens an incident,
        V(discard) ignores the email.
      - PagerDuty's default for new integrations is V(open_new_incident).
    type: str
    choices: [open_new_incident, discard]
notes:
  - Everyone who has RV(integration.integration_key) can open incidents on the service. Set C(no_log=true) for the
    task if other people can read the output of the playbook.
seealso:
  - module: community.pagerduty.pagerduty_service_integration_info
  - module: community.pagerduty.pagerduty_event
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Add an Events API v2 integration
  community.pagerduty.pagerduty_service_integration:
    service: Web shop
    name: Checks
  register: checks

- name: Send an event with the integration key
  community.pagerduty.pagerduty_event:
    routing_key: "{{ checks.integration.integration_key }}"
    event_action: trigger
    dedup_key: web-shop/disk
    summary: The disk of the web shop is full
    source: shop1.example.com
    severity: critical

- name: Add an integration for Amazon CloudWatch
  community.pagerduty.pagerduty_service_integration:
    service: Web shop
    name: CloudWatch
    type: aws_cloudwatch_inbound_integration
    vendor: Amazon CloudWatch

- name: Add an email integration that takes critical emails only
  community.pagerduty.pagerduty_service_integration:
    service: Web shop
    name: Emails
    type: generic_email_inbound_integration
    integration_email: web-shop@example.pagerduty.com
    email_incident_creation: use_rules
    email_filter_mode: and-rules-email
    email_filters:
      - subject_mode: match
        subject_regex: CRITICAL|RECOVERED
    email_parsers:
      - action: resolve
        match_predicate: {type: contains, part: subject, matcher: RECOVERED}
        value_extractors:
          - {type: regex, part: subject, value_name: incident_key, regex: "ID: ([0-9]+)"}
      - action: trigger
        match_predicate:
          type: all
          children:
            - {type: contains, part: subject, matcher: CRITICAL}
            - type: not
              children:
                - {type: contains, part: body, matcher: This is a test}
        value_extractors:
          - {type: regex, part: subject, value_name: incident_key, regex: "ID: ([0-9]+)"}
          - {type: between, part: body, value_name: Host, starts_after: "Host: ", ends_before: ","}
    email_parsing_fallback: discard
"""

RETURN = r"""
integration:
  description:
    - The integration as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates. Null with O(state=absent).
  returned: success
  type: dict
  contains:
    integration_key:
      description:
        - The integration key. Senders of events pass it as C(routing_key). Integrations of the type
          V(generic_email_inbound_integration) have no key.
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
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      name: Checks
      type: events_api_v2_inbound_integration
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services/PQ9K7I8/integrations
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
    request: {method: PUT, path: "/services/PQ9K7I8/integrations/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.service_integration import SERVICE_INTEGRATION


def main() -> None:
    run_module(resource_operation(SERVICE_INTEGRATION))


if __name__ == "__main__":
    main()
