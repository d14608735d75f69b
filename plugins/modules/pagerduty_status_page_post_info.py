#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List posts on a PagerDuty status page."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_status_page_post_info
short_description: List posts on a PagerDuty status page
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the posts on a status page, those that match the filters, or one post.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  status_page:
    description:
      - The status page, by name or ID.
    type: str
    required: true
  title:
    description:
      - Only posts with exactly this title. Case is ignored.
    type: str
  post_type:
    description:
      - Only posts of this type.
    type: str
    choices: [incident, maintenance]
  statuses:
    description:
      - Only posts with one of these current statuses, by the descriptions of the statuses or by their IDs. A
        description that statuses of both types have stands for both of them.
    type: list
    elements: str
  reviewed_status:
    description:
      - Only posts whose updates are approved, or not reviewed yet.
    type: str
    choices: [approved, not_reviewed]
  include:
    description:
      - With V(status_page_post_update), the result contains the updates of the post in full. It requires O(id).
        Otherwise C(updates) contains references.
    type: list
    elements: str
    choices: [status_page_post_update]
seealso:
  - module: community.pagerduty.pagerduty_status_page_post_update_info
"""

EXAMPLES = r"""
- name: Find the posts about incidents that are not over
  community.pagerduty.pagerduty_status_page_post_info:
    status_page: Example
    post_type: incident
    statuses: [detected, investigating]
  register: open_posts

- name: Show their titles
  ansible.builtin.debug:
    msg: "{{ open_posts.status_page_posts | map(attribute='title') }}"
"""

RETURN = r"""
status_page_posts:
  description: The posts, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PIJ90N7
      type: status_page_post
      title: Orders fail
      post_type: incident
      status_page: {id: PT4KHLK, type: status_page}
      updates: [{id: P7HUBBZ, type: status_page_post_update}]
# generated: return values
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
      path: /status_pages/PQ9K7I8/posts?limit=100&offset=0
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
    request: {method: GET, path: "/status_pages/PQ9K7I8/posts", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.status_page_post import STATUS_PAGE_POST


def main() -> None:
    run_module(info_operation(STATUS_PAGE_POST))


if __name__ == "__main__":
    main()
