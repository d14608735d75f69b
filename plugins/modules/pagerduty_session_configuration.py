#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage how long users stay signed in to PagerDuty."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_session_configuration
short_description: Manage how long users stay signed in to PagerDuty
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A session configuration limits how long users of the account stay signed in. There is one for web browsers and one
    for the mobile app. Without it, PagerDuty's defaults apply. This module creates, updates and deletes these
    configurations.
  - Each change signs out all users of this type immediately. The module sends a request only if a value differs, so a
    second run does not sign anybody out. Use check mode to find out what a task would change.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the configuration or updates it to match the options. V(absent) deletes it, so that
        PagerDuty's defaults apply, and ignores the other options.
    type: str
    choices: [present, absent]
    default: present
  type:
    description:
      - Whether the configuration is for web browsers or for the mobile app. It identifies the configuration.
    type: str
    required: true
    choices: [mobile, web]
  absolute_session_ttl:
    description:
      - How long a session lasts at most. Then users have to sign in again.
      - A number of seconds, or numbers with units, such as V(8h) or V(30 days). At least ten minutes, at most 210 days.
      - Required for a new configuration. An omitted option is left unchanged.
    type: str
  idle_session_ttl:
    description:
      - How long a session lasts without any activity. It can't be longer than O(absolute_session_ttl).
      - A number of seconds, or numbers with units, such as V(30 minutes). At least one minute, at most 180 days.
      - Required for a new configuration. An omitted option is left unchanged.
    type: str
"""

EXAMPLES = r"""
- name: Users of the web application sign in every working day
  community.pagerduty.pagerduty_session_configuration:
    type: web
    absolute_session_ttl: 10h
    idle_session_ttl: 1 hour

- name: Users of the mobile app sign in every month
  community.pagerduty.pagerduty_session_configuration:
    type: mobile
    absolute_session_ttl: 30 days
    idle_session_ttl: 7 days

- name: Use PagerDuty's defaults for the mobile app again
  community.pagerduty.pagerduty_session_configuration:
    type: mobile
    state: absent
"""

RETURN = r"""
session_configuration:
  description:
    - The configuration as it is in PagerDuty after the task, with times in seconds. In check mode, the predicted
      object.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    type: web
    absolute_session_ttl: 36000
    idle_session_ttl: 3600
diff:
  description: The options that differed, with their values in seconds before and after.
  returned: success
  type: dict
  sample:
    before:
      idle_session_ttl: 600
    after:
      idle_session_ttl: 3600
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /session_configurations
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
    errors: [Type has already been taken]
    request: {method: PUT, path: "/session_configurations/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.session_configuration import SESSION_CONFIGURATION


def main() -> None:
    run_module(resource_operation(SESSION_CONFIGURATION))


if __name__ == "__main__":
    main()
