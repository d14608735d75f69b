#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the OAuth delegations of a PagerDuty user."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_oauth_delegation_info
short_description: List the OAuth delegations of a PagerDuty user
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An OAuth delegation gives an application access to PagerDuty as a user. Each login in the web or mobile application
    is a delegation, too. The module lists where a user is signed in, and which applications have access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  user:
    description:
      - The user, by email address, name or ID.
    type: str
    required: true
  id:
    description:
      - Only the delegation with this ID. Mutually exclusive with O(types) and O(statuses).
    type: str
  types:
    description:
      - Only delegations of these types. V(web) and V(mobile) are logins, V(integration) is another application.
    type: list
    elements: str
    choices: [mobile, web, integration]
  statuses:
    description:
      - Only delegations with one of these statuses. PagerDuty also lists delegations that were revoked.
    type: list
    elements: str
    choices: [issued, revoked]
seealso:
  - module: community.pagerduty.pagerduty_user_oauth_delegation
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: List where the user is signed in
  community.pagerduty.pagerduty_user_oauth_delegation_info:
    user: ann@example.com
    types: [web, mobile]
    statuses: [issued]
"""

RETURN = r"""
user_oauth_delegations:
  description: The delegations as returned by PagerDuty.
  returned: success
  type: list
  elements: dict
  sample:
    - id: e53326c6-a713-409c-8f7e-ps1xczid
      delegation_type: web
      client_id: PagerDutyLogin
      status: issued
      scope: openid profile
      created_at: "2026-01-01T12:00:00Z"
      expires_at: "2026-01-08T12:00:00Z"
# generated: return values {request: 'GET /users/PXPGF42/oauth_delegations?status=issued', failed_status: 403,
#   code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users/PXPGF42/oauth_delegations?status=issued
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
    request: {method: GET, path: "/users/PXPGF42/oauth_delegations?status=issued", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.user_access import USER_OAUTH_DELEGATION_INFO_OPERATION


def main() -> None:
    run_module(USER_OAUTH_DELEGATION_INFO_OPERATION)


if __name__ == "__main__":
    main()
