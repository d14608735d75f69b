#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty templates of status updates."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_template
short_description: Manage PagerDuty templates of status updates
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A status update informs the subscribers of an incident by email and short message. A template defines the texts of
    such an update. This module creates, updates and deletes templates.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - Templates are not included in all PagerDuty plans.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - The name of the template. It identifies the template. Case is ignored.
      - PagerDuty allows several templates with the same name. If several templates have this name and the same content,
        the task uses the oldest and warns. If their content differs, the task fails and lists them. Use O(id) then.
      - With O(id), the new name of the template.
    type: str
  description:
    description:
      - A description of the template. An empty string clears it.
    type: str
  template_type:
    description:
      - The type of the template. PagerDuty supports only status updates.
    type: str
    choices: [status_update]
    default: status_update
  templated_fields:
    description:
      - The texts of the status update. An omitted text is left unchanged. An empty string clears a text.
      - PagerDuty's variables, such as C(incident.title), are written in double curly braces, like Ansible's. Put C({%
        raw %}) and C({% endraw %}) around the text, as in the examples, so that Ansible does not replace them.
        M(community.pagerduty.pagerduty_template_field_info) lists the variables.
    type: dict
    suboptions:
      email_subject:
        description: The subject of the email.
        type: str
      email_body:
        description: The text of the email, as HTML.
        type: str
      short_message:
        description:
          - The short message for text messages, the mobile app and chats. PagerDuty's API calls it C(message).
        type: str
"""

EXAMPLES = r"""
- name: Create a template
  community.pagerduty.pagerduty_template:
    name: Customers
    description: For customer support
    templated_fields:
      email_subject: "{% raw %}{{incident.title}}: {{incident.status}}{% endraw %}"
      email_body: "{% raw %}<p>{{status_update.message}}</p>{% endraw %}"
      short_message: "{% raw %}{{incident.title}}: {{status_update.message}}{% endraw %}"

- name: Update one text of the template
  community.pagerduty.pagerduty_template:
    name: Customers
    templated_fields:
      short_message: "{% raw %}{{status_update.message}}{% endraw %}"

- name: Delete the template
  community.pagerduty.pagerduty_template:
    name: Customers
    state: absent
"""

RETURN = r"""
template:
  description:
    - The template as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PBZUP2B
    type: template
    name: Customers
    template_type: status_update
    templated_fields:
      message: We are looking into it.
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      description: ""
    after:
      description: For customer support
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /templates?query=Customers
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
    request: {method: PUT, path: "/templates/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.template import TEMPLATE


def main() -> None:
    run_module(resource_operation(TEMPLATE))


if __name__ == "__main__":
    main()
