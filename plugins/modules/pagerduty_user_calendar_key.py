#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replace the key of the calendar of a PagerDuty user."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_calendar_key
short_description: Replace the key of the calendar of a PagerDuty user
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The URLs of the on-call calendar of a user contain a key. Everyone who knows such a URL can read the calendar. This
    module replaces the key, for example after a URL was published. The old URLs stop working immediately, so
    subscriptions in calendar applications have to be updated.
  - M(community.pagerduty.pagerduty_user_info) returns the new URLs, with
    O(community.pagerduty.pagerduty_user_info#module:include=calendar_urls).
  - Users can replace their own key. Administrators can replace those of all users.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details: Checks that the user exists, and replaces no key.
  diff_mode:
    support: full
    details: Says that the key is replaced, and does not show it.
  idempotent:
    support: none
    details: Replaces the key in each run.
  async:
    support: full
    details: The task then runs as an ordinary module.
options:
  user:
    description:
      - The user, by email address, name or ID.
    type: str
    required: true
notes:
  - The result contains the key, so set C(no_log=true) for the task.
seealso:
  - module: community.pagerduty.pagerduty_user_info
"""

EXAMPLES = r"""
- name: Create a user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    name: Ann Archer
    from_email: owner@example.com

- name: Replace the key, because a URL of the calendar was published
  community.pagerduty.pagerduty_user_calendar_key:
    user: ann@example.com
  no_log: true
"""

RETURN = r"""
private_url_key:
  description: The new key. Null in check mode.
  returned: success
  type: str
  sample: ABCDEFGHIJKLMNOP
diff:
  description: Says that the key is replaced.
  returned: success
  type: dict
  sample:
    before: {private_url_key: the old key}
    after: {private_url_key: a new key}
# generated: return values {request: POST /users/PXPGF42/regenerate_private_url_key, failed_status: 403, code: 2010,
#   message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /users/PXPGF42/regenerate_private_url_key
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
    request: {method: POST, path: "/users/PXPGF42/regenerate_private_url_key", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.user_access import USER_CALENDAR_KEY_OPERATION


def main() -> None:
    run_module(USER_CALENDAR_KEY_OPERATION)


if __name__ == "__main__":
    main()
