#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the sessions of a PagerDuty user."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_session_info
short_description: List the sessions of a PagerDuty user
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Lists the sessions of a user that are older than OAuth delegations.
  - PagerDuty calls this part of its API deprecated. It lists no logins since November 2021. For these, see
    M(community.pagerduty.pagerduty_user_oauth_delegation_info).
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
      - Only the session with this ID.
    type: str
  type:
    description:
      - Only sessions of this type.
    type: str
    choices: [browser, oauth]
seealso:
  - module: community.pagerduty.pagerduty_user_session
  - module: community.pagerduty.pagerduty_user_oauth_delegation_info
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: List the sessions of the user
  community.pagerduty.pagerduty_user_session_info:
    user: ann@example.com
"""

RETURN = r"""
user_sessions:
  description: The sessions as returned by PagerDuty.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PXPGF42
      user_id: PXPGF42
      created_at: "2026-10-06T21:30:42Z"
      type: browser
      summary: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
# generated: return values {request: GET /users/PXPGF42/sessions, failed_status: 403, code: 2010,
#   message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users/PXPGF42/sessions
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
    request: {method: GET, path: "/users/PXPGF42/sessions", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.user_access import USER_SESSION_INFO_OPERATION


def main() -> None:
    run_module(USER_SESSION_INFO_OPERATION)


if __name__ == "__main__":
    main()
