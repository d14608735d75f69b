#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty teams."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_team_info
short_description: List PagerDuty teams
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all teams of the account, the teams that match the filters, or one team.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.listing.named
  - community.pagerduty.listing.tagged
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  include:
    description:
      - Data to return in addition. V(privileges) returns what the token is allowed to do with the team. It requires
        O(id).
    type: list
    elements: str
    choices: [privileges]
  members:
    description:
      - Whether to return the members of each team as C(members), a list with the C(user) and the C(role) in the team.
      - PagerDuty lists the members of one team at a time, so this costs one request for each team and for each 100
        members. Select the teams with the other options.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List all teams
  community.pagerduty.pagerduty_team_info:
  register: all

- name: Get one team with its members
  community.pagerduty.pagerduty_team_info:
    name: Platform
    members: true
  register: platform

- name: Show the email addresses of the managers
  ansible.builtin.debug:
    msg: >-
      {{ platform.teams | map(attribute='members') | flatten | selectattr('role', 'equalto', 'manager')
         | map(attribute='user.email') }}
"""

RETURN = r"""
# generated: return values
teams:
  description: The objects as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PQ9K7I8
      type: team
      summary: Night watch
      name: Night watch
      description: Who is awake
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
      path: /teams?limit=100&offset=0
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
    request: {method: GET, path: "/teams", id: 3f8e4a2c}
# end of generated: return values
"""

# generated: code, to the end
from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.team_members import MANAGED_TEAM


def main() -> None:
    run_module(info_operation(MANAGED_TEAM))


if __name__ == "__main__":
    main()
