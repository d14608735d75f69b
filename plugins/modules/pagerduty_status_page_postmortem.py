#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the postmortem of a post on a PagerDuty status page."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_postmortem
short_description: Manage the postmortem of a post on a PagerDuty status page
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Writes, changes and deletes the postmortem of a post on a status page. It explains to readers what has happened. A
    post has at most one.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.status_page_post
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or changes the postmortem. V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
  text:
    description:
      - The text, at most 10,000 characters. It can contain HTML.
      - Paragraphs and line breaks of HTML make no difference. V(We know.) equals V(<p>We know.</p>).
      - Required with O(state=present).
    type: str
  notify_subscribers:
    description:
      - Whether PagerDuty notifies the subscribers. This is done when the task creates or changes the postmortem. A
        second run notifies nobody, because it sends no request.
    type: bool
    default: false
seealso:
  - module: community.pagerduty.pagerduty_status_page_post
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

- name: Explain what has happened
  community.pagerduty.pagerduty_status_page_postmortem:
    status_page: Example
    post: Orders fail
    text: A disk was full. We now measure how fast it fills up.
    notify_subscribers: true

- name: Delete the postmortem
  community.pagerduty.pagerduty_status_page_postmortem:
    status_page: Example
    post: Orders fail
    state: absent
"""

RETURN = r"""
status_page_postmortem:
  description:
    - The postmortem as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null without a postmortem.
  returned: success
  type: dict
  sample:
    id: PIJ90N7
    type: status_page_post_postmortem
    message: A disk was full.
    notify_subscribers: true
    reported_at: "2026-09-13T10:34:04.000Z"
diff:
  description: The text before and after, if it changed.
  returned: success
  type: dict
  sample:
    before: {}
    after: {text: A disk was full.}
# generated: return values {request: PUT /status_pages/PT4KHLK/posts/PIJ90N7/postmortem}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: /status_pages/PT4KHLK/posts/PIJ90N7/postmortem
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: PUT, path: "/status_pages/PT4KHLK/posts/PIJ90N7/postmortem", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.status_page_postmortem import POSTMORTEM_OPERATION


def main() -> None:
    run_module(POSTMORTEM_OPERATION)


if __name__ == "__main__":
    main()
