#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send change events to PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_change_event
short_description: Send change events to PagerDuty
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A change event says that something was changed, such as that a version was deployed. It calls nobody. PagerDuty
    shows it with the service, and beside incidents that may come of the change.
  - With O(routing_key), the module sends one to an integration of a service, through PagerDuty's Events API v2. That
    needs no API token. PagerDuty handles it a moment later, and doesn't say which ID it gets.
  - With O(id), which M(community.pagerduty.pagerduty_change_event_info) tells, it changes what a change event says.
    Change events can't be removed. PagerDuty keeps them for 90 days.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details: Sends nothing. Whether O(routing_key) is one of PagerDuty's shows when a change event is sent only.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: With O(id). Sending the same again makes another change event.
  async:
    support: full
    details: Runs as an ordinary module then.
options:
  routing_key:
    description:
      - The key of the integration that the change event goes to, 32 characters. In PagerDuty it stands on the
        service's page, under Integrations, as the Integration Key of an integration of the type Events API v2. The
        key of an event orchestration, which begins with C(R), will not do.
      - It is a secret. Whoever has it can raise alerts.
      - Needed, with O(summary), to send a change event.
    type: str
  id:
    description:
      - The ID of a change event to change, instead of sending one. O(summary) and O(custom_details) can be changed.
    type: str
  summary:
    description:
      - What was changed, 1024 characters at the most.
      - Needed with O(routing_key).
    type: str
  source:
    description:
      - Where it was changed, such as the name of a host, or what changed it, such as that of a pipeline.
    type: str
  timestamp:
    description:
      - When it was changed, such as V(2026-11-21T09:00:00.315Z). Milliseconds are kept. A time without a zone is UTC.
      - If not set, PagerDuty uses the time at which it receives the change event.
    type: str
  custom_details:
    description:
      - Whatever else is worth knowing. PagerDuty shows it as a table.
      - With O(id), all of it. What it doesn't state any more is gone; V({}) clears it.
      - The whole change event may have 524,288 bytes (512 KB).
    type: dict
  links:
    description:
      - Links to show with the change event.
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
      - Images to show with the change event.
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
  - Nothing keeps the same change event from being there twice. So if no answer comes, it is not sent again, and the
    error says that the outcome is unknown.
"""

EXAMPLES = r"""
# web_shop_key is the Integration Key of an integration of the service, kept in a vault.
- name: Say that a version was deployed
  community.pagerduty.pagerduty_change_event:
    routing_key: "{{ web_shop_key }}"
    summary: Web shop 2.4.0 was deployed
    source: pipeline
    custom_details:
      version: 2.4.0
    links:
      - href: https://git.example.com/web-shop/releases/2.4.0
        text: What is new

- name: Find it, once PagerDuty has handled it
  community.pagerduty.pagerduty_change_event_info:
    service: Web shop
    limit: 1
  register: found
  until: found.change_events | length > 0
  retries: 10
  delay: 2

- name: Say that it was taken back
  community.pagerduty.pagerduty_change_event:
    id: "{{ found.change_events[0].id }}"
    custom_details:
      version: 2.4.0
      rolled_back: true
"""

RETURN = r"""
change_event:
  description:
    - With O(routing_key), the change event that was sent or, in check mode, would be. With O(id), the change event as
      PagerDuty has it now, without the key it came with.
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
    request: {method: PUT, path: /change_events/01BBYA9DJ0TZ8ISQ, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.change_event import CHANGE_EVENT_OPERATION


def main() -> None:
    run_module(CHANGE_EVENT_OPERATION)


if __name__ == "__main__":
    main()
