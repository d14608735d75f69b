#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty incident types."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_type
short_description: Manage PagerDuty incident types
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An incident type is a category of incidents, such as security incidents or major incidents. Incidents of a type have
    custom fields of their own. This module creates, updates and disables incident types.
  - Every account has the type C(incident_default). All other types are below it.
  - Not every plan of PagerDuty has incident types.
  - The module manages only the options that the task specifies. Omitted options are left unchanged, with one exception.
    PagerDuty can't delete a type, so a disabled type stands for a deleted one. With O(state=present), a disabled type
    is enabled, unless the task sets O(enabled=false).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - The name of the type, with up to 50 characters. It identifies the type. PagerDuty can't change it.
      - The name of a new type can't end with C(_default).
    type: str
  id:
    description:
      - The ID of the type, instead of O(name).
    type: str
  display_name:
    description:
      - The name that people see in PagerDuty, with up to 50 characters. It starts with a letter or a digit, but not
        with C(PD), C(PagerDuty) or C(Default).
      - Required for a new type.
    type: str
  parent_type:
    description:
      - The type above it, by name or ID. The type inherits its custom fields. PagerDuty can't change it.
      - The default for a new type is C(incident_default).
    type: str
  description:
    description:
      - A description of the type, with up to 1000 characters. An empty string clears it.
    type: str
  enabled:
    description:
      - Whether incidents can have the type. Incidents that have it keep it.
      - If the task omits it, the type is enabled.
    type: bool
  state:
    description:
      - V(present) creates or updates the type.
      - V(absent) disables it, because PagerDuty can't delete a type. The task returns the disabled type. The type keeps
        its name, its ID and its custom fields, and V(present) enables it again.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: community.pagerduty.pagerduty_incident_type_info
  - module: community.pagerduty.pagerduty_incident
"""

EXAMPLES = r"""
- name: Create a type
  community.pagerduty.pagerduty_incident_type:
    name: security
    display_name: Security incident
    description: Somebody has, or may have, access without permission.

- name: Create a type below it
  community.pagerduty.pagerduty_incident_type:
    name: data_leak
    display_name: Data leak
    parent_type: security

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident of the type
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: unknown-administrator
    title: Unknown administrator
    service: Web shop
    incident_type: security
    from_email: owner@example.com

- name: Disable a type
  community.pagerduty.pagerduty_incident_type:
    name: data_leak
    state: absent
"""

RETURN = r"""
incident_type:
  description:
    - The type as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - Also with O(state=absent), because a disabled type still exists. Null if there is no such type.
  returned: success
  type: dict
  sample:
    id: P567890
    type: incident_type
    name: security
    display_name: Security incident
    description: Somebody has, or may have, access without permission.
    enabled: true
    parent:
      id: P123456
      type: incident_type_reference
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      enabled: true
    after:
      enabled: false
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /incidents/types
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
    request: {method: PUT, path: "/incidents/types/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.incident_type import INCIDENT_TYPE


def main() -> None:
    run_module(resource_operation(INCIDENT_TYPE))


if __name__ == "__main__":
    main()
