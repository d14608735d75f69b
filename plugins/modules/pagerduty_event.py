#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send events to PagerDuty, as monitoring does."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event
short_description: Send events to PagerDuty, as a monitoring tool does
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Sends an event to an integration of a service through PagerDuty's Events API v2. An event triggers, acknowledges
    or resolves an alert. PagerDuty opens an incident for the alert and notifies the users on call, as configured on
    the service.
  - Events with the same O(dedup_key) belong to the same alert. While the alert is open, a second trigger creates
    neither another alert nor another incident. PagerDuty adds it to the log of the first one.
  - PagerDuty only confirms that it received the event, and processes it a moment later. If an event acknowledges or
    resolves an alert that is not open, PagerDuty ignores the event and reports no error. The module therefore can't
    report the effect of an event.
  - No API token is required. The integration key in O(routing_key) identifies the service.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details: Sends nothing. Check mode can't detect an invalid O(routing_key).
  diff_mode:
    support: none
    details: PagerDuty does not report the effect of an event.
  idempotent:
    support: none
    details:
      - Reports a change each time PagerDuty receives the event. With the same O(dedup_key), a second event creates no
        second alert while the first alert is open.
  async:
    support: full
    details: The task then runs as an ordinary module.
options:
  routing_key:
    description:
      - The integration key of the integration that receives the event. It has 32 characters. In PagerDuty's web
        interface, it is on the page of the service, under Integrations, as the Integration Key of an Events API v2
        integration. The integration key of an event orchestration also works.
        M(community.pagerduty.pagerduty_service_integration) returns the key of an integration.
      - It is a secret, because everyone who has it can trigger alerts.
    type: str
    required: true
  event_action:
    description:
      - What to do with the alert of O(dedup_key). V(trigger) opens the alert. V(acknowledge) marks it as being worked
        on, so PagerDuty notifies nobody else. V(resolve) closes it.
      - With V(acknowledge) and V(resolve), the options that describe the alert are ignored.
    type: str
    choices: [trigger, acknowledge, resolve]
    default: trigger
  dedup_key:
    description:
      - The key of the alert that the event belongs to, with at most 255 characters.
      - Required with O(event_action=acknowledge) and O(event_action=resolve). Use the same O(routing_key) that
        triggered the alert.
      - If it is omitted with O(event_action=trigger), the module generates a key from O(source), O(component),
        O(group), O(class) and O(summary). The same event then always belongs to the same alert. RV(dedup_key) returns
        the key.
    type: str
  summary:
    description:
      - A description of the problem, with at most 1024 characters. It becomes the title of the alert and of its
        incident.
      - Required with O(event_action=trigger).
    type: str
  source:
    description:
      - The affected system, such as the name of a host.
      - Required with O(event_action=trigger).
    type: str
  severity:
    description:
      - The severity of the problem for the affected system. The urgency of the incident can depend on it.
      - Required with O(event_action=trigger).
    type: str
    choices: [critical, error, warning, info]
  timestamp:
    description:
      - The time at which the problem was detected, such as V(2026-11-21T09:00:00.315Z). Milliseconds are kept. A time
        without a zone is UTC.
      - If not set, PagerDuty uses the time at which it receives the event.
    type: str
  component:
    description:
      - The part of the source that has the problem, such as V(disk).
    type: str
  group:
    description:
      - The group of systems that the source belongs to, such as V(web servers).
    type: str
  class:
    description:
      - The class of the event, such as V(disk full).
    type: str
  custom_details:
    description:
      - Additional information for the responders. PagerDuty shows it as a table.
      - The maximum size of the whole event is 524,288 bytes (512 KB).
    type: dict
  client:
    description:
      - The name of the monitoring tool that sends the event. The alert shows it as a link to O(client_url).
    type: str
  client_url:
    description:
      - The URL of the monitoring tool.
    type: str
  links:
    description:
      - Links to show with the alert.
    type: list
    elements: dict
    suboptions:
      href:
        description: The URL of the link.
        type: str
        required: true
      text:
        description: The text of the link.
        type: str
  images:
    description:
      - Images to show with the alert.
    type: list
    elements: dict
    suboptions:
      src:
        description: The URL of the image. It must start with C(https://).
        type: str
        required: true
      href:
        description: The URL that a click on the image opens.
        type: str
      alt:
        description: A text that describes the image.
        type: str
notes:
  - If a request gets no response, it is sent again, up to O(max_retries) times. Because of the O(dedup_key), this
    creates no second alert.
"""

EXAMPLES = r"""
# web_shop_key is the integration key of an integration of the service, stored in Ansible Vault.
- name: Trigger an alert
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    summary: The disk of web-1 is 95 % full
    source: web-1.example.com
    severity: warning
    component: disk
    custom_details:
      used_percent: 95
    links:
      - href: https://wiki.example.com/disk-full
        text: What to do
  register: alert

- name: Acknowledge the alert
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    event_action: acknowledge
    dedup_key: "{{ alert.dedup_key }}"

- name: Resolve the alert
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    event_action: resolve
    dedup_key: "{{ alert.dedup_key }}"

- name: Trigger an alert with your own key
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    dedup_key: nightly-backup
    summary: The nightly backup failed
    source: backup.example.com
    severity: critical
"""

RETURN = r"""
dedup_key:
  description: The key of the alert. Use it to acknowledge and resolve the alert.
  returned: success
  type: str
  sample: ansible-6f1ed002ab5595859014ebf0951522d9
event:
  description: The event that was sent, or would be sent in check mode, without O(routing_key).
  returned: success
  type: dict
  sample:
    event_action: trigger
    dedup_key: ansible-6f1ed002ab5595859014ebf0951522d9
    payload:
      summary: The disk of web-1 is 95 % full
      source: web-1.example.com
      severity: warning
      component: disk
# generated: return values {request: POST /v2/enqueue, status: 202, code: null, message: Event object is invalid,
#   errors: [Invalid routing key]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /v2/enqueue
      status: 202
      outcome: "202"
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
    code: null
    message: Event object is invalid
    errors: [Invalid routing key]
    request: {method: POST, path: "/v2/enqueue", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.event import EVENT_OPERATION


def main() -> None:
    run_module(EVENT_OPERATION)


if __name__ == "__main__":
    main()
