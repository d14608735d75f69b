#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List how long users stay signed in to PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_session_configuration_info
short_description: List how long users stay signed in to PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns the session configurations of the account. The list is empty if PagerDuty's defaults apply.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing.pages
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  type:
    description:
      - Only the configuration for web browsers, or only that for the mobile app.
    type: str
    choices: [mobile, web]
"""

EXAMPLES = r"""
- name: List the session configurations
  community.pagerduty.pagerduty_session_configuration_info:
  register: sessions

- name: Show the types that have one
  ansible.builtin.debug:
    msg: "{{ sessions.session_configurations | map(attribute='type') }}"

- name: Get the one for web browsers
  community.pagerduty.pagerduty_session_configuration_info:
    type: web
"""

RETURN = r"""
session_configurations:
  description: The configurations, as returned by PagerDuty, with times in seconds. Empty if there are none.
  returned: success
  type: list
  elements: dict
  sample:
    - type: web
      absolute_session_ttl: 36000
      idle_session_ttl: 3600
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
      path: /session_configurations?limit=100&offset=0
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
    request: {method: GET, path: "/session_configurations", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.session_configuration import SESSION_CONFIGURATION


def main() -> None:
    run_module(info_operation(SESSION_CONFIGURATION))


if __name__ == "__main__":
    main()
