#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty add-ons."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_addon
short_description: Manage PagerDuty add-ons
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An add-on shows a page of another web site in PagerDuty's web application, for example an internal status page.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or updates the add-on. V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the add-on, of at most 100 characters. It identifies the add-on. Case is ignored.
      - With O(id), the new name of the add-on.
      - PagerDuty allows several add-ons with the same name. If there are several, the task fails and lists them, unless
        they are equal. Use O(id) then.
    type: str
  id:
    description:
      - The ID of the add-on. Use it instead of O(name) to rename an add-on.
    type: str
  type:
    description:
      - Where the page is shown. V(full_page_addon) is a page of its own, which users open from a menu.
        V(incident_show_addon) is a part of the pages of incidents.
      - PagerDuty can't change the type. If it differs, the add-on is replaced, and gets a new ID.
      - Required for a new add-on.
    type: str
    choices: [full_page_addon, incident_show_addon]
  src:
    description:
      - The URL of the page, with C(https).
      - Required for a new add-on.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_addon_info
"""

EXAMPLES = r"""
- name: Show the status page of the company in PagerDuty
  community.pagerduty.pagerduty_addon:
    name: Internal status page
    type: full_page_addon
    src: https://intranet.example.com/status

- name: Show another page
  community.pagerduty.pagerduty_addon:
    name: Internal status page
    src: https://intranet.example.com/all-systems

- name: Delete the add-on
  community.pagerduty.pagerduty_addon:
    name: Internal status page
    state: absent
"""

RETURN = r"""
addon:
  description:
    - The add-on as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PKX7619
    type: full_page_addon
    summary: Internal status page
    self: https://api.pagerduty.com/addons/PKX7619
    html_url: null
    name: Internal status page
    src: https://intranet.example.com/status
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      src: https://intranet.example.com/status
    after:
      src: https://intranet.example.com/all-systems
# generated: return values {request: GET /addons, failed: POST /addons,
#   failed_status: 400, code: 2001, message: Invalid Input Provided,
#   errors: [Name can't be blank]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /addons
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
    errors: [Name can't be blank]
    request: {method: POST, path: "/addons", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.addon import ADDON


def main() -> None:
    run_module(resource_operation(ADDON))


if __name__ == "__main__":
    main()
