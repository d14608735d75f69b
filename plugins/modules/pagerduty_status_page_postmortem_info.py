#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get the postmortem of a post on a PagerDuty status page."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_postmortem_info
short_description: Get the postmortem of a post on a PagerDuty status page
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the postmortem of a post on a status page, as a list with one object. The list is empty if there is none.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.status_page_post
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options: {}
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

- name: Get the postmortem
  community.pagerduty.pagerduty_status_page_postmortem_info:
    status_page: Example
    post: Orders fail
  register: found

- name: Show its text
  ansible.builtin.debug:
    msg: "{{ found.status_page_postmortems | map(attribute='message') | first | default('none yet') }}"
"""

RETURN = r"""
status_page_postmortems:
  description: The postmortem, as returned by PagerDuty. Empty if there is none.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PIJ90N7
      type: status_page_post_postmortem
      message: A disk was full.
      notify_subscribers: true
      reported_at: "2026-09-13T10:34:04.000Z"
# generated: return values {request: GET /status_pages/PT4KHLK/posts/PIJ90N7/postmortem}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
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
    request: {method: GET, path: "/status_pages/PT4KHLK/posts/PIJ90N7/postmortem", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.status_page_postmortem import POSTMORTEM_INFO_OPERATION


def main() -> None:
    run_module(POSTMORTEM_INFO_OPERATION)


if __name__ == "__main__":
    main()
