#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""See what a PagerDuty template makes of an incident."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_template_render
short_description: Render a PagerDuty template for an incident
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Renders a template of status updates. It replaces the variables of the template and returns the texts. Nothing is
    sent or changed.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  template:
    description:
      - The template, by name or ID.
    type: str
    required: true
  incident:
    description:
      - The incident for the variable C(incident) of the template, by its ID or its number, such as V(12) or V('#12').
  status_update:
    description:
      - The text for the variable C(status_update.message) of the template.
    type: str
  external:
    description:
      - Your own values for the variable C(external) of the template, such as C(external.region).
    type: dict
"""

EXAMPLES = r"""
- name: Create a template
  community.pagerduty.pagerduty_template:
    name: Customers
    templated_fields:
      short_message: "{% raw %}{{external.region}}: {{status_update.message}}{% endraw %}"

- name: Render the template with a message
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
  description: The rendered texts of the template. Texts that the template does not have are null.
  returned: success
  type: dict
  sample:
    email_subject: null
    email_body: null
    message: "Europe: We are looking into it."
render_warnings:
  description: PagerDuty's warnings, such as variables that do not exist, as returned by PagerDuty.
  returned: success
  type: raw
  sample:
    - message: ["{{incident.tittle}} does not exist."]
render_errors:
  description: PagerDuty's errors about the template, as returned by PagerDuty.
  returned: success
  type: raw
  sample: []
# generated: return values {request: POST /templates/PBZUP2B/render, missing: true}
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
    request: {method: POST, path: "/templates/PBZUP2B/render", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.template import RENDER_OPERATION


def main() -> None:
    run_module(RENDER_OPERATION)


if __name__ == "__main__":
    main()
