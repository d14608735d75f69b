#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the updates of posts on PagerDuty status pages."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_post_update
short_description: Manage the updates of posts on PagerDuty status pages
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Adds updates to a post on a status page, and changes and deletes them. The latest update is the current state of an
    incident or of maintenance.
  - The text and the status identify an update. PagerDuty accepts the same update twice. The module therefore reads
    the updates first, and adds the update only if it does not exist. If it exists with another severity or other
    impacted services, it is changed.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.status_page_post
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) adds the update or changes it. V(absent) deletes it.
      - The only update of a post can't be deleted. Delete the post instead.
    type: str
    choices: [present, absent]
    default: present
  text:
    description:
      - The text of the update. It can contain HTML, such as V(<p>We are investigating.</p>).
      - Paragraphs and line breaks of HTML make no difference. V(We know.) equals V(<p>We know.</p>).
      - Required with O(state=present), unless O(id) is set.
    type: str
  status:
    description:
      - How far the work is, by the description of a status of the page, such as V(investigating), or by its ID. Case
        is ignored. M(community.pagerduty.pagerduty_status_page_status_info) lists them.
      - Required with O(state=present), unless O(id) is set.
    type: str
  severity:
    description:
      - How serious it is for the whole page, by the description of a severity of the page, such as V(minor), or by its
        ID. Case is ignored. M(community.pagerduty.pagerduty_status_page_severity_info) lists them.
      - Required for a new update.
    type: str
  impacted_services:
    description:
      - The services that are impacted, as a dictionary. The keys are services of the page, by name or ID. The values
        are impacts of the page, by description or ID, such as V(partial outage).
      - By default, a new update impacts no service. The dictionary of an existing update is replaced completely; V({})
        clears it.
    type: dict
  update_frequency:
    description:
      - After which time readers can expect the next update, in seconds or with units, such as V(30 minutes) or V(1h).
      - By default, a new update announces none. V(0) clears it.
    type: str
  reported_at:
    description:
      - The time that the page shows for the update, such as V(2026-11-21T09:00:00Z). A time without a time zone is
        in UTC. By default, it is the time of the request.
    type: str
  notify_subscribers:
    description:
      - Whether PagerDuty notifies the subscribers of the new text.
      - This is done when the task adds or changes the update. A second run notifies nobody, because it sends no
        request.
    type: bool
    default: false
  id:
    description:
      - The ID of the update, to change its text or its status, or to delete it.
    type: str
  unique:
    description:
      - Whether an update with the same text and status is the same update. With V(false), each run of the task adds
        the update again.
      - This option has no effect with O(id).
    type: bool
    default: true
seealso:
  - module: community.pagerduty.pagerduty_status_page_post
  - module: community.pagerduty.pagerduty_status_page_post_update_info
"""

EXAMPLES = r"""
- name: Tell readers that the web shop has problems
  community.pagerduty.pagerduty_status_page_post:
    status_page: Example
    title: Orders fail
    text: We are looking for the cause.
    status: investigating
    severity: major
    impacted_services:
      Web shop: partial outage

- name: Add an update
  community.pagerduty.pagerduty_status_page_post_update:
    status_page: Example
    post: Orders fail
    text: A disk is full. We are moving data.
    status: detected
    severity: minor
    impacted_services:
      Web shop: partial outage
    update_frequency: 1h
    notify_subscribers: true
  register: written

- name: Correct the text of the update
  community.pagerduty.pagerduty_status_page_post_update:
    status_page: Example
    post: Orders fail
    id: "{{ written.status_page_post_update.id }}"
    text: A disk is full. We are moving data to another one.

- name: Tell readers that all is well
  community.pagerduty.pagerduty_status_page_post_update:
    status_page: Example
    post: Orders fail
    text: All orders work again.
    status: resolved
    severity: all good
    impacted_services:
      Web shop: operational
    notify_subscribers: true
"""

RETURN = r"""
status_page_post_update:
  description:
    - The update as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - C(summary) of the status, the severity, the services and the impacts are their descriptions, if the task has read
      them.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PXSOCH0
    type: status_page_post_update
    message: A disk is full. We are moving data.
    status: {id: P0400H4, type: status_page_status, summary: detected}
    severity: {id: PY5OM08, type: status_page_severity, summary: minor}
    update_frequency_ms: 3600000
    notify_subscribers: true
    reported_at: "2026-12-12T10:08:19.000Z"
diff:
  description: The attributes that the task changes, before and after.
  returned: success
  type: dict
  sample:
    before: {text: A disk is full.}
    after: {text: A disk is full. We are moving data.}
# generated: return values {request: POST /status_pages/PT4KHLK/posts/PIJ90N7/post_updates, status: 201}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /status_pages/PT4KHLK/posts/PIJ90N7/post_updates
      status: 201
      outcome: "201"
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
    request: {method: PUT, path: "/status_pages/PQ9K7I8/post_updates/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.status_page_post_update import STATUS_PAGE_POST_UPDATE


def main() -> None:
    run_module(resource_operation(STATUS_PAGE_POST_UPDATE))


if __name__ == "__main__":
    main()
