#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send change events to PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_change_event
short_description: Send change events to PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A change event records a change of a system, such as a deployment. It notifies nobody. PagerDuty shows it on the
    service, and next to incidents that the change may have caused.
  - With O(routing_key), the module sends a change event to an integration of a service through PagerDuty's Events API
    v2. No API token is required. PagerDuty processes the change event a moment later and does not return its ID.
  - With O(id), the module updates an existing change event. M(community.pagerduty.pagerduty_change_event_info)
    returns the IDs. Change events can't be deleted. PagerDuty stores them for 90 days.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details: Sends nothing. Check mode can't detect an invalid O(routing_key).
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Full support with O(id). With O(routing_key), each run creates another change event.
  async:
    support: full
    details: The task then runs as an ordinary module.
options:
  routing_key:
    description:
      - The integration key of the integration that receives the change event. It has 32 characters. In PagerDuty's
        web interface, it is on the page of the service, under Integrations, as the Integration Key of an Events API
        v2 integration. M(community.pagerduty.pagerduty_service_integration) returns the key of an integration. The
        integration key of an event orchestration, which starts with C(R), does not work.
      - It is a secret, because everyone who has it can trigger alerts.
      - Required to send a change event, together with O(summary).
    type: str
  id:
    description:
      - The ID of an existing change event to update. O(summary) and O(custom_details) can be updated.
    type: str
  summary:
    description:
      - A description of the change, with at most 1024 characters.
      - Required with O(routing_key).
    type: str
  source:
    description:
      - The system that was changed, such as the name of a host, or the tool that changed it, such as the name of a
        pipeline.
    type: str
  timestamp:
    description:
      - The time of the change, such as V(2026-11-21T09:00:00.315Z). Milliseconds are kept. A time without a zone is
        UTC.
      - If not set, PagerDuty uses the time at which it receives the change event.
    type: str
  custom_details:
    description:
      - Additional information. PagerDuty shows it as a table.
      - With O(id), the dictionary replaces the existing one. V({}) clears it.
      - The maximum size of the whole change event is 524,288 bytes (512 KB).
    type: dict
  links:
    description:
      - Links to show with the change event.
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
      - Images to show with the change event.
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
  - PagerDuty can't detect that the same change event is sent twice. If a request gets no response, it is therefore
    not sent again, and the error states that the outcome is unknown.
"""

EXAMPLES = r"""
# web_shop_key is the integration key of an integration of the service, stored in Ansible Vault.
- name: Record a deployment
  community.pagerduty.pagerduty_change_event:
    routing_key: "{{ web_shop_key }}"
    summary: Web shop 2.4.0 was deployed
    source: pipeline
    custom_details:
      version: 2.4.0
    links:
      - href: https://git.example.com/web-shop/releases/2.4.0
        text: What is new

- name: Wait until PagerDuty has processed the change event
  community.pagerduty.pagerduty_change_event_info:
    service: Web shop
    limit: 1
  register: found
  until: found.change_events | length > 0
  retries: 10
  delay: 2

- name: Record that the deployment was rolled back
  community.pagerduty.pagerduty_change_event:
    id: "{{ found.change_events[0].id }}"
    custom_details:
      version: 2.4.0
      rolled_back: true
"""

RETURN = r"""
change_event:
  description:
    - With O(routing_key), the change event that was sent, or would be sent in check mode. With O(id), the change
      event as it is in PagerDuty after the task, without the integration key.
  returned: success
  type: dict
  sample:
    type: change_event
    summary: Web shop 2.4.0 was deployed
    source: pipeline
    custom_details:
      version: 2.4.0
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      custom_details: {version: 2.4.0}
    after:
      custom_details: {version: 2.4.0, rolled_back: true}
# generated: return values {request: PUT /change_events/01BBYA9DJ0TZ8ISQ, missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: /change_events/01BBYA9DJ0TZ8ISQ
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
    request: {method: PUT, path: "/change_events/01BBYA9DJ0TZ8ISQ", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.change_event import CHANGE_EVENT_OPERATION


def main() -> None:
    run_module(CHANGE_EVENT_OPERATION)


if __name__ == "__main__":
    main()
