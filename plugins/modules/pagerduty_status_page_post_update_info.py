#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the updates of a post on a PagerDuty status page."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_post_update_info
short_description: List the updates of a post on a PagerDuty status page
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the updates of a post on a status page, or one of them, with the descriptions of their statuses, severities,
    services and impacts.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.status_page_post
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  reviewed_status:
    description:
      - Only updates that are approved, or not reviewed yet.
    type: str
    choices: [approved, not_reviewed]
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

- name: List the updates of the post
  community.pagerduty.pagerduty_status_page_post_update_info:
    status_page: Example
    post: Orders fail
  register: found

- name: Show the statuses
  ansible.builtin.debug:
    msg: "{{ found.status_page_post_updates | map(attribute='status.summary') }}"
"""

RETURN = r"""
status_page_post_updates:
  description:
    - The updates, as returned by PagerDuty. Empty if there are none.
    - In addition, C(summary) of the status, the severity, the services and the impacts are their descriptions.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PXSOCH0
      type: status_page_post_update
      message: A disk is full. We are moving data.
      status: {id: P0400H4, type: status_page_status, summary: detected}
      severity: {id: PY5OM08, type: status_page_severity, summary: minor}
# generated: return values {request: GET /status_pages/PT4KHLK/posts/PIJ90N7/post_updates}
total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /status_pages/PT4KHLK/posts/PIJ90N7/post_updates
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
    errors: [Limit must be a number]
    request: {method: GET, path: "/status_pages/PQ9K7I8/post_updates", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.status_page_post_update import STATUS_PAGE_POST_UPDATE


def main() -> None:
    run_module(info_operation(STATUS_PAGE_POST_UPDATE))


if __name__ == "__main__":
    main()
