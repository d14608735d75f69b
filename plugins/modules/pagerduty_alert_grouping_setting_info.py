#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty alert grouping settings."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_alert_grouping_setting_info
short_description: List PagerDuty alert grouping settings
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all alert grouping settings of the account, those of some services, or one setting.
  - The list also contains settings without a name. For example, PagerDuty creates one for a service with
    O(community.pagerduty.pagerduty_service#module:alert_grouping_parameters).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only settings with exactly this name. Case is ignored.
    type: str
  services:
    description:
      - Only settings of these services, by name or ID.
    type: list
    elements: str
seealso:
  - module: community.pagerduty.pagerduty_alert_grouping_setting
"""

EXAMPLES = r"""
- name: List all alert grouping settings
  community.pagerduty.pagerduty_alert_grouping_setting_info:
  register: all

- name: Show the types
  ansible.builtin.debug:
    msg: "{{ all.alert_grouping_settings | map(attribute='type') }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Shop
    escalation_policy: Default

- name: Find the setting that groups the alerts of the service
  community.pagerduty.pagerduty_alert_grouping_setting_info:
    services: [Shop]
"""

RETURN = r"""
alert_grouping_settings:
  description: The alert grouping settings, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PZC4OM1
      name: Shop and payments
      description: null
      type: content_based
      config:
        aggregate: all
        fields: [custom_details.host]
        time_window: 900
        recommended_time_window: 300
      services:
        - {id: P0KJZ0A, name: Shop}
        - {id: PA15YRT, name: Payments}
      created_at: "2026-11-21T09:00:00Z"
      updated_at: "2026-11-21T09:00:00Z"
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
      path: /alert_grouping_settings?limit=100&offset=0
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
    request: {method: GET, path: "/alert_grouping_settings", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.alert_grouping_setting import MANAGED_ALERT_GROUPING_SETTING


def main() -> None:
    run_module(info_operation(MANAGED_ALERT_GROUPING_SETTING))


if __name__ == "__main__":
    main()
