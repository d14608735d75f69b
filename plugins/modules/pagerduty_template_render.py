#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""See what a PagerDuty template makes of an incident."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_template_render
short_description: See what a PagerDuty template makes of an incident
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Fills in the variables of a template of status updates, and gives what it makes of them. Nothing is published, and
    nothing changes.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  template:
    description:
      - The template. Its name or ID.
    type: str
    required: true
  incident:
    description:
      - The incident that C(incident) stands for in the template, by its ID or its number.
    type: str
  status_update:
    description:
      - The text that C(status_update.message) stands for in the template.
    type: str
  external:
    description:
      - Values of your own, which the template has as C(external), such as C(external.region).
    type: dict
"""

EXAMPLES = r"""
- name: Have a template
  community.pagerduty.pagerduty_template:
    name: Customers
    templated_fields:
      short_message: "{% raw %}{{external.region}}: {{status_update.message}}{% endraw %}"

- name: See what it makes of a message
  community.pagerduty.pagerduty_template_render:
    template: Customers
    status_update: We are looking into it.
    external:
      region: Europe
  register: result

- name: Show the short message
  ansible.builtin.debug:
    msg: "{{ result.rendered.message }}"
"""

RETURN = r"""
rendered:
  description: The parts of the template, with their variables filled in. Parts that it doesn't have are null.
  returned: success
  type: dict
  sample:
    email_subject: null
    email_body: null
    message: "Europe: We are looking into it."
render_warnings:
  description: What PagerDuty warns of, such as variables that do not exist, as PagerDuty gives it.
  returned: success
  type: raw
  sample:
    - message: ["{{incident.tittle}} does not exist."]
render_errors:
  description: What PagerDuty says is wrong with the template, as PagerDuty gives it.
  returned: success
  type: raw
  sample: []
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /templates/PBZUP2B/render
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
    status: 404
    code: 2100
    message: Not Found
    errors: []
    request: {method: POST, path: /templates/PBZUP2B/render, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.template import RENDER_OPERATION


def main() -> None:
    run_module(RENDER_OPERATION)


if __name__ == "__main__":
    main()
