#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the variables of PagerDuty templates of status updates."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_template_field_info
short_description: List the variables of PagerDuty templates of status updates
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The texts of a template can contain variables, such as C(incident.title). PagerDuty replaces them when it renders
    the template. Returns the variables of the account, including custom fields of incidents.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  query:
    description:
      - Only variables whose name contains this text. Case is ignored.
    type: str
seealso:
  - module: community.pagerduty.pagerduty_template
"""

EXAMPLES = r"""
- name: List the variables of templates
  community.pagerduty.pagerduty_template_field_info:
  register: fields

- name: Show the name of each, with an example
  ansible.builtin.debug:
    msg: "{{ fields.template_fields | items2dict(key_name='summary', value_name='example') }}"

- name: List the variables with data of the service
  community.pagerduty.pagerduty_template_field_info:
    query: incident.service
"""

RETURN = r"""
template_fields:
  description:
    - The variables, as returned by PagerDuty. C(summary) is the name, and C(data_type) the type of the value.
    - The C(type) is V(standard_field), or V(custom_field) for a custom field of the account.
  returned: success
  type: list
  elements: dict
  sample:
    - summary: incident.title
      type: standard_field
      data_type: string
      description: What the incident is about.
      example: The server is on fire.
# generated: return values {request: GET /templates/fields, failed_status: 403, code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /templates/fields
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
    request: {method: GET, path: "/templates/fields", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.template_field import TEMPLATE_FIELD_INFO_OPERATION


def main() -> None:
    run_module(TEMPLATE_FIELD_INFO_OPERATION)


if __name__ == "__main__":
    main()
