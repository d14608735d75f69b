#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send events to PagerDuty, as monitoring does."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event
short_description: Send events to PagerDuty, as monitoring does
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Sends an event to an integration of a service, through PagerDuty's Events API v2. An event triggers an alert,
    acknowledges it or resolves it; PagerDuty makes an incident of an alert, and calls whoever is on call, as the
    service is set up.
  - Events with the same O(dedup_key) are about the same alert. While that is open, a second trigger makes neither
    another alert nor another incident; it is logged with the first.
  - PagerDuty only says that it has taken the event. It handles it a moment later, and drops without a word what
    acknowledges or resolves an alert that is not open. So the module can't tell whether anything became of it.
  - Needs no API token. The key of the integration, O(routing_key), says whose event it is.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details: Sends nothing. Whether the key is one of PagerDuty's shows when an event is sent only.
  diff_mode:
    support: none
    details: PagerDuty doesn't say what an event has changed.
  idempotent:
    support: none
    details:
      - Reports a change whenever PagerDuty has taken the event. With the same O(dedup_key), sending it twice makes no
        second alert while the first one is open.
  async:
    support: full
    details: Runs as an ordinary module then.
options:
  routing_key:
    description:
      - The key of the integration that the event goes to, 32 characters. In PagerDuty it stands on the service's
        page, under Integrations, as the Integration Key of an integration of the type Events API v2. The key of an
        event orchestration will do as well.
      - It is a secret. Whoever has it can raise alerts.
    type: str
    required: true
  event_action:
    description:
      - What to do with the alert of O(dedup_key). V(trigger) raises it. V(acknowledge) says that somebody works on
        it, so nobody else is called. V(resolve) ends it.
      - With V(acknowledge) and V(resolve), the options that describe the alert are ignored.
    type: str
    choices: [trigger, acknowledge, resolve]
    default: trigger
  dedup_key:
    description:
      - Which alert the event is about, 255 characters at the most.
      - Needed with O(event_action=acknowledge) and O(event_action=resolve). They work only with the O(routing_key)
        that the alert was triggered with.
      - If it is left out with O(event_action=trigger), the module makes one from O(source), O(component), O(group),
        O(class) and O(summary), so the same event again is the same alert. RV(dedup_key) returns it.
    type: str
  summary:
    description:
      - What is wrong, 1024 characters at the most. It becomes the title of the alert and of its incident.
      - Needed with O(event_action=trigger).
    type: str
  source:
    description:
      - What is affected, such as the name of a host.
      - Needed with O(event_action=trigger).
    type: str
  severity:
    description:
      - How bad it is for what is affected. The service may make the urgency of its incidents depend on it.
      - Needed with O(event_action=trigger).
    type: str
    choices: [critical, error, warning, info]
  timestamp:
    description:
      - When it was noticed, such as V(2026-11-21T09:00:00.315Z). Milliseconds are kept. A time without a zone is UTC.
      - If not set, PagerDuty uses the time at which it receives the event.
    type: str
  component:
    description:
      - The part of the source that is the matter, such as V(disk).
    type: str
  group:
    description:
      - What the source belongs to, such as V(web servers).
    type: str
  class:
    description:
      - The class of the event, such as V(disk full).
    type: str
  custom_details:
    description:
      - Whatever else may help whoever is called. PagerDuty shows it as a table.
      - The whole event may have 524,288 bytes (512 KB).
    type: dict
  client:
    description:
      - The name of the monitoring that sends the event, under which the alert shows O(client_url).
    type: str
  client_url:
    description:
      - A link to that monitoring.
    type: str
  links:
    description:
      - Links to show with the alert.
    type: list
    elements: dict
    suboptions:
      href:
        description: Where the link goes.
        type: str
        required: true
      text:
        description: What to show for it.
        type: str
  images:
    description:
      - Images to show with the alert.
    type: list
    elements: dict
    suboptions:
      src:
        description: The address of the image. It has to begin with C(https://).
        type: str
        required: true
      href:
        description: Where a click on the image goes.
        type: str
      alt:
        description: What the image shows, in words.
        type: str
notes:
  - A request that is not answered is sent again, up to O(max_retries) times. The O(dedup_key) keeps it from making a
    second alert.
"""

EXAMPLES = r"""
# web_shop_key is the Integration Key of an integration of the service, kept in a vault.
- name: Raise an alert
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

- name: Say that it is worked on
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    event_action: acknowledge
    dedup_key: "{{ alert.dedup_key }}"

- name: Say that it is over
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    event_action: resolve
    dedup_key: "{{ alert.dedup_key }}"

- name: Raise an alert under a key of one's own
  community.pagerduty.pagerduty_event:
    routing_key: "{{ web_shop_key }}"
    dedup_key: nightly-backup
    summary: The nightly backup failed
    source: backup.example.com
    severity: critical
"""

RETURN = r"""
dedup_key:
  description: The key of the alert, by which later events acknowledge and resolve it.
  returned: success
  type: str
  sample: ansible-6f1ed002ab5595859014ebf0951522d9
event:
  description: The event that was sent or, in check mode, would be, without O(routing_key).
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
    request: {method: POST, path: /v2/enqueue, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.event import EVENT_OPERATION


def main() -> None:
    run_module(EVENT_OPERATION)


if __name__ == "__main__":
    main()
