#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty templates of status updates."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_template
short_description: Manage PagerDuty templates of status updates
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A status update tells those who follow an incident how it goes, by e-mail and by short message. A template says in
    advance what such an update looks like. This module makes, changes and removes templates.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - Not every plan of PagerDuty includes templates.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) makes the template, or changes it to what the options state. V(absent) removes it; the other
        options are ignored then.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the template, by which it is found. Case is ignored.
      - PagerDuty lets several templates share a name. If several have it, the task fails and lists them; use O(id)
        then.
      - With O(id), the name that the template shall have.
    type: str
  id:
    description:
      - Finds the template by its ID instead, which is how to rename one.
    type: str
  description:
    description:
      - What the template is for. An empty text clears it.
    type: str
  template_type:
    description:
      - What the template is of. PagerDuty knows status updates only.
    type: str
    choices: [status_update]
    default: status_update
  templated_fields:
    description:
      - What an update says. A part that is left out keeps the text it has; an empty text clears it.
      - PagerDuty's variables, such as C(incident.title), stand in double curly braces, as Ansible's do. So that
        Ansible leaves them alone, put C({% raw %}) and C({% endraw %}) around the text, as the examples do.
    type: dict
    suboptions:
      email_subject:
        description: The subject of the e-mail.
        type: str
      email_body:
        description: The text of the e-mail, as HTML.
        type: str
      short_message:
        description: The short message, for text messages, the mobile app and chats. PagerDuty calls it C(message).
        type: str
"""

EXAMPLES = r"""
- name: Have a template
  community.pagerduty.pagerduty_template:
    name: Customers
    description: For those who talk to customers
    templated_fields:
      email_subject: "{% raw %}{{incident.title}}: {{incident.status}}{% endraw %}"
      email_body: "{% raw %}<p>{{status_update.message}}</p>{% endraw %}"
      short_message: "{% raw %}{{incident.title}}: {{status_update.message}}{% endraw %}"

- name: Change one part of it
  community.pagerduty.pagerduty_template:
    name: Customers
    templated_fields:
      short_message: "{% raw %}{{status_update.message}}{% endraw %}"

- name: Remove it
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
      description: For those who talk to customers
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: PUT
      path: /templates/PBZUP2B
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
    request: {method: PUT, path: /templates/PBZUP2B, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._resources.template import TEMPLATE
from ..module_utils._run import manage


def main() -> None:
    run_module(manage(TEMPLATE))


if __name__ == "__main__":
    main()
