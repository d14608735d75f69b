#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty licenses and who has them."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_license_info
short_description: List PagerDuty licenses and who has them
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the licenses of the account, with the number of users who have each of them (C(current_value)) and the
    number of users who can still get it (C(allocations_available), null if there is no limit).
  - With O(allocations=true), it also returns which users have each license.
  - To assign a license, use O(community.pagerduty.pagerduty_user#module:license).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only licenses with exactly this name. Case is ignored. Several licenses can have the same name.
    type: str
  role:
    description:
      - Only licenses that a user with this role in the account can have.
    type: str
    choices:
      - admin
      - limited_user
      - observer
      - owner
      - read_only_limited_user
      - read_only_user
      - restricted_access
      - user
  allocations:
    description:
      - Whether to return the users who have each license, as C(allocations).
      - PagerDuty lists them for all licenses together, 100 in each request, and only by ID. The names and the email
        addresses cost about as many requests again.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: List the licenses
  community.pagerduty.pagerduty_license_info:
  register: all

- name: Show how many users can still be added
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.current_value }} used, {{ item.allocations_available }} available"
  loop: "{{ all.licenses }}"

- name: List who has which license
  community.pagerduty.pagerduty_license_info:
    allocations: true
  register: who

- name: Show the email addresses of the stakeholders
  ansible.builtin.debug:
    msg: >-
      {{ who.licenses | selectattr('role_group', 'equalto', 'Stakeholder') | map(attribute='allocations')
         | flatten | map(attribute='user.email') }}
"""

RETURN = r"""
licenses:
  description:
    - The licenses as returned by PagerDuty, and C(allocations) with O(allocations=true). Empty if no license matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PIP248G
      type: license
      summary: Business (Full User)
      name: Business (Full User)
      role_group: FullUser
      valid_roles: [owner, admin, user, limited_user, observer, restricted_access]
      current_value: 234
      allocations_available: 4766
      allocations:
        - user: {id: PXPGF42, type: user_reference, summary: Ann Archer, email: ann@example.com}
          allocated_at: "2026-01-01T00:00:00Z"
# generated: return values {request: GET /licenses, failed_status: 403, code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /licenses
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: GET, path: "/licenses", id: 3f8e4a2c}
# end of generated: return values
"""

# generated: code, to the end
from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.license_listing import LISTED_LICENSE


def main() -> None:
    run_module(info_operation(LISTED_LICENSE))


if __name__ == "__main__":
    main()
