#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty tags."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_tag
short_description: Manage PagerDuty tags
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A tag is a label of users, teams and escalation policies. Use tags to group these objects and to find them again.
    This module creates and deletes tags.
  - To add tags to an object or remove them from it, use the option C(tags) of
    M(community.pagerduty.pagerduty_user), M(community.pagerduty.pagerduty_team) or
    M(community.pagerduty.pagerduty_escalation_policy). These modules create the tags that do not exist.
  - PagerDuty can't change the label of a tag. The task fails if O(id) and a new O(label) are set. Instead, add a tag
    with the new label to the objects, then delete the old one.
  - PagerDuty has no tags of services.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the tag if it does not exist.
      - V(absent) deletes the tag. PagerDuty then removes it from all users, teams and escalation policies that have it.
    type: str
    choices: [present, absent]
    default: present
  label:
    description:
      - The text of the tag, with at most 191 characters. It identifies the tag, because labels are unique in an
        account. Case is ignored.
    type: str
  id:
    description:
      - The ID of the tag, instead of O(label).
    type: str
"""

EXAMPLES = r"""
- name: Create a tag
  community.pagerduty.pagerduty_tag:
    label: On-call 2026

- name: Create a team with the tag
  community.pagerduty.pagerduty_team:
    name: Platform
    tags: [On-call 2026]

- name: Find the teams with the tag
  community.pagerduty.pagerduty_team_info:
    tag: On-call 2026

- name: Delete a tag, and thereby remove it from all objects
  community.pagerduty.pagerduty_tag:
    label: On-call 2026
    state: absent
"""

RETURN = r"""
tag:
  description:
    - The tag as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: P5IYCNZ
    type: tag
    summary: On-call 2026
    label: On-call 2026
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      label: On-call 2026
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /tags?query=On-call+2026
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
    errors: [Label has already been taken]
    request: {method: PUT, path: "/tags/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.tag import TAG


def main() -> None:
    run_module(resource_operation(TAG))


if __name__ == "__main__":
    main()
