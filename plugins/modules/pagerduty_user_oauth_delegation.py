#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign a PagerDuty user out."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_oauth_delegation
short_description: Sign a PagerDuty user out
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Revokes the OAuth delegations of a user for the web and mobile applications. The user is then signed out, and has to
    sign in again. Use it if a device was lost, or when a user leaves.
  - PagerDuty can't revoke a single delegation, and not those of other applications such as Slack.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(absent) revokes the delegations. It is the only possible value.
    type: str
    choices: [absent]
    default: absent
  user:
    description:
      - The user, by email address, name or ID.
    type: str
    required: true
  types:
    description:
      - The types of delegations to revoke. V(web) signs the user out of the web application, V(mobile) of the mobile
        application.
    type: list
    elements: str
    choices: [mobile, web]
    default: [mobile, web]
seealso:
  - module: community.pagerduty.pagerduty_user_oauth_delegation_info
  - module: community.pagerduty.pagerduty_user_session
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Sign the user out of the mobile application
  community.pagerduty.pagerduty_user_oauth_delegation:
    user: ann@example.com
    types: [mobile]
    state: absent
"""

RETURN = r"""
user_oauth_delegations:
  description: The delegations that were revoked, as they were before. Empty if none had to be revoked.
  returned: success
  type: list
  elements: dict
  sample:
    - id: e53326c6-a713-409c-8f7e-ps1xczid
      delegation_type: web
      client_id: PagerDutyLogin
      status: issued
diff:
  description: The delegations before and after the task.
  returned: success
  type: dict
  sample:
    before: {oauth_delegations: ["mobile: PagerDutyMobile (e53326c6-a713-409c-8f7e-ps1xczid)"]}
    after: {oauth_delegations: []}
# generated: return values {request: 'DELETE /oauth_delegations?user_id=PXPGF42&type=mobile', failed_status: 403,
#   code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: DELETE
      path: /oauth_delegations?user_id=PXPGF42&type=mobile
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
    request: {method: DELETE, path: "/oauth_delegations?user_id=PXPGF42&type=mobile", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.user_access import USER_OAUTH_DELEGATION_OPERATION


def main() -> None:
    run_module(USER_OAUTH_DELEGATION_OPERATION)


if __name__ == "__main__":
    main()
