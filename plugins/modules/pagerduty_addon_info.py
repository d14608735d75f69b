#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List PagerDuty add-ons."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_addon_info
short_description: List PagerDuty add-ons
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all add-ons of the account, those of some services or of one type, or one add-on.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.listing
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - Only add-ons with exactly this name. Case is ignored.
    type: str
  type:
    description:
      - Only add-ons of this type.
    type: str
    choices: [full_page_addon, incident_show_addon]
  services:
    description:
      - Only add-ons of these services, by name or ID.
    type: list
    elements: str
  include:
    description:
      - V(services) adds the services of each add-on.
    type: list
    elements: str
    choices: [services]
seealso:
  - module: community.pagerduty.pagerduty_addon
"""

EXAMPLES = r"""
- name: List all add-ons
  community.pagerduty.pagerduty_addon_info:
  register: all

- name: Show their URLs
  ansible.builtin.debug:
    msg: "{{ all.addons | map(attribute='src') }}"

- name: List the add-ons that are shown in incidents
  community.pagerduty.pagerduty_addon_info:
    type: incident_show_addon
    include: [services]
"""

RETURN = r"""
addons:
  description: The add-ons, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: PKX7619
      type: full_page_addon
      summary: Internal status page
      self: https://api.pagerduty.com/addons/PKX7619
      html_url: null
      name: Internal status page
      src: https://intranet.example.com/status
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
      path: /addons?limit=100&offset=0
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
    request: {method: GET, path: "/addons", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.addon import ADDON


def main() -> None:
    run_module(info_operation(ADDON))


if __name__ == "__main__":
    main()
