#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty tags."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_tag_info
short_description: List PagerDuty tags
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all tags of the account, the tags that match the filters, the tags of one user, team or escalation policy,
    or one tag.
  - To list the objects that have a tag, use the option C(tag) of M(community.pagerduty.pagerduty_user_info),
    M(community.pagerduty.pagerduty_team_info) or M(community.pagerduty.pagerduty_escalation_policy_info).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  label:
    description:
      - Only the tag with exactly this label. Case is ignored.
    type: str
  query:
    description:
      - Only tags whose label contains this text. Case is ignored.
    type: str
  user:
    description:
      - Only the tags of this user, by email address, name or ID.
    type: str
  team:
    description:
      - Only the tags of this team, by name or ID.
    type: str
  escalation_policy:
    description:
      - Only the tags of this escalation policy, by name or ID.
    type: str
"""

EXAMPLES = r"""
- name: List all tags
  community.pagerduty.pagerduty_tag_info:
  register: all

- name: Show the labels
  ansible.builtin.debug:
    msg: "{{ all.tags | map(attribute='label') }}"

- name: List the tags of a user
  community.pagerduty.pagerduty_tag_info:
    user: owner@example.com

- name: Find the tags for a year
  community.pagerduty.pagerduty_tag_info:
    query: "2026"
"""

RETURN = r"""
tags:
  description: The tags, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: P5IYCNZ
      type: tag
      summary: On-call 2026
      label: On-call 2026
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
      path: /tags?limit=100&offset=0
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
    request: {method: GET, path: "/tags", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.tag_listing import LISTED_TAG


def main() -> None:
    run_module(info_operation(LISTED_TAG))


if __name__ == "__main__":
    main()
