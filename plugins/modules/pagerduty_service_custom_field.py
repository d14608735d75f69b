#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty custom fields of services."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_service_custom_field
short_description: Manage PagerDuty custom fields of services
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A custom field is an additional property that every service of the account has, for example the environment in which
    it runs. This module creates, updates and deletes custom fields, and their options.
  - The value that a service has is an option of another module,
    O(community.pagerduty.pagerduty_service#module:custom_fields).
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - Incidents have custom fields as well. Those are other objects.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  name:
    description:
      - The name of the field, by which tasks set values. It identifies the field. PagerDuty can't change it.
      - It has up to 50 lower-case letters, digits and underscores.
    type: str
  id:
    description:
      - The ID of the field, instead of O(name).
    type: str
  display_name:
    description:
      - The name that people see in PagerDuty, with up to 50 characters. No two fields have the same.
      - Required for a new field.
    type: str
  description:
    description:
      - A description of the values, with up to 1000 characters. An empty string clears it.
    type: str
  data_type:
    description:
      - The type of the values. Required for a new field. PagerDuty can't change it.
      - A V(string) and a V(url) have up to 200 characters. A V(datetime) is a point in time.
    type: str
    choices: [boolean, integer, float, string, datetime, url]
  field_type:
    description:
      - Whether a service has one value or several, and whether only the O(options) of the field are possible. Required
        for a new field. PagerDuty can't change it.
      - V(single_value) is one value, and V(single_value_fixed) is one of the O(options).
      - V(multi_value) is a list of up to ten values, and V(multi_value_fixed) is a list of some of the O(options).
      - All but V(single_value) require O(data_type=string).
    type: str
    choices: [single_value, single_value_fixed, multi_value, multi_value_fixed]
  default_value:
    description:
      - The value of services without a value of their own, of the type that O(data_type) and O(field_type) state. An
        empty string clears it.
      - PagerDuty's Terraform provider has this attribute, but PagerDuty's API reference does not document it for
        services. If PagerDuty does not return it, the task warns, and the option has no effect.
    type: raw
  enabled:
    description:
      - Whether the field is enabled. PagerDuty does not show the values of a disabled field.
      - New fields are enabled by default.
    type: bool
  options:
    description:
      - The possible values of a field with the type V(single_value_fixed) or V(multi_value_fixed).
      - The options in this list are added. Other options are left unchanged, unless O(purge_options=true). Their order
        can't be managed.
    type: list
    elements: dict
    suboptions:
      value:
        description:
          - The text of the option, with up to 200 characters. Case matters.
        type: str
        required: true
      id:
        description:
          - The ID of an existing option, to give it another text.
          - M(community.pagerduty.pagerduty_service_custom_field_info) returns the IDs.
        type: str
  purge_options:
    description:
      - Whether to remove the options that are not in O(options). With O(options=[]), all are removed.
      - PagerDuty does not document what happens to services that have a removed option as their value.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Create a field with options
  community.pagerduty.pagerduty_service_custom_field:
    name: environment
    display_name: Environment
    description: Where the service runs
    data_type: string
    field_type: single_value_fixed
    options:
      - value: production
      - value: staging
  register: created

- name: Add an option
  community.pagerduty.pagerduty_service_custom_field:
    name: environment
    options:
      - value: development

- name: Rename an option
  community.pagerduty.pagerduty_service_custom_field:
    name: environment
    options:
      - id: "{{ created.service_custom_field.field_options[1].id }}"
        value: test
  when: created.service_custom_field.field_options[1].id is defined

- name: Keep only one option
  community.pagerduty.pagerduty_service_custom_field:
    name: environment
    options:
      - value: production
    purge_options: true

- name: Set the value of a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default
    custom_fields:
      environment: production

- name: Delete the field, with the values of all services
  community.pagerduty.pagerduty_service_custom_field:
    name: environment
    state: absent
"""

RETURN = r"""
service_custom_field:
  description:
    - The field as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample:
    id: PT4KHEE
    type: field
    name: environment
    display_name: Environment
    data_type: string
    field_type: single_value_fixed
    enabled: true
    field_options:
      - id: P17PCVD
        type: field_option
        data:
          data_type: string
          value: production
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before:
      options: [production]
    after:
      options: [production, staging]
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services/custom_fields
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
    request: {method: PUT, path: "/services/custom_fields/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.service_custom_field import SERVICE_CUSTOM_FIELD


def main() -> None:
    run_module(resource_operation(SERVICE_CUSTOM_FIELD))


if __name__ == "__main__":
    main()
