#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty standards of services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_standard
short_description: Manage PagerDuty standards of services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A standard is a rule that services should meet, for example to have a description. PagerDuty shows for each service
    which standards it meets. This module activates standards, and sets to which services they apply.
  - Every account has the same standards. A standard can't be created, renamed or deleted.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
seealso:
  - module: community.pagerduty.pagerduty_standard_score_info
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - The name of the standard. It identifies the standard. Case is ignored.
      - M(community.pagerduty.pagerduty_standard_info) lists all names.
    type: str
  id:
    description:
      - The ID of the standard, instead of O(name).
    type: str
  active:
    description:
      - Whether services are compared with the standard.
    type: bool
  description:
    description:
      - Why services should meet the standard. An empty string clears it.
    type: str
  inclusions:
    description:
      - The services to which the standard applies, by name or ID. The list replaces the current one. With an empty
        list, it applies to all services except O(exclusions).
    type: list
    elements: str
  exclusions:
    description:
      - The services to which the standard does not apply, by name or ID. The list replaces the current one. An empty
        list removes all exclusions.
    type: list
    elements: str
  regex:
    description:
      - The regular expression of a standard that compares texts with one, for example the names of services.
      - PagerDuty's API reference does not say that PagerDuty returns the current expression. If it does not, it can't
        be compared. The task then does not send this option and warns, unless O(send_regex=true).
    type: str
  send_regex:
    description:
      - Whether to send O(regex) even if PagerDuty does not return the current one. The task then always reports a
        change.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Create two services
  community.pagerduty.pagerduty_service:
    name: "{{ item }}"
    escalation_policy: Default
  loop: [Web shop, Sandbox]

- name: Every service except the sandbox needs a description
  community.pagerduty.pagerduty_standard:
    name: Service has a description
    active: true
    exclusions: [Sandbox]

- name: Find the services that do not meet a standard
  community.pagerduty.pagerduty_standard_score_info:
    failing_only: true
  register: failing

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ failing.standard_scores | map(attribute='service.summary') }}"

- name: Apply the standard to all services again
  community.pagerduty.pagerduty_standard:
    name: Service has a description
    exclusions: []

- name: Deactivate the standard
  community.pagerduty.pagerduty_standard:
    name: Service has a description
    active: false
"""

RETURN = r"""
standard:
  description:
    - The standard as it is in PagerDuty after the task. In check mode, the predicted object.
  returned: success
  type: dict
  sample:
    id: 01CXX38Q0U8XKHO4LNKXUJTBFG
    type: has_technical_service_description
    name: Service has a description
    active: true
    description: A description tells responders what a service does.
    resource_type: technical_service
    inclusions: []
    exclusions:
      - id: PIJ90N7
        type: technical_service_reference
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      active: false
    after:
      active: true
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /standards
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
    errors: [Name has already been taken]
    request: {method: PUT, path: "/standards/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.standard import STANDARD


def main() -> None:
    run_module(resource_operation(STANDARD))


if __name__ == "__main__":
    main()
