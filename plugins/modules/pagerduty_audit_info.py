#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List who changed what in a PagerDuty account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_audit_info
short_description: List who changed what in a PagerDuty account
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty keeps a record of each change of a user, a team, a schedule, an escalation policy, a service or an IP
    allow list. It says who made the change, when and how, and what the values were before and after it.
  - Returns the records of a period, the newest first, or writes them to a file. PagerDuty keeps them for 12 months.
  - By default, the module lists the records of the whole account. Only admins, the owner, and API keys of the account
    may list them. The records of one object, such as O(service), can be listed by everybody who may read the object.
  - Audit records are part of some of PagerDuty's plans. Without them, PagerDuty rejects the request with status 402.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info_rows
  - community.pagerduty.attributes.actiongroup
  - community.pagerduty.rows
options:
  since:
    description:
      - The start of the period. By default, 24 hours before O(until). A time without a time zone is in UTC.
      - PagerDuty lists 31 days in one request. For a longer period, the module sends several requests.
    type: str
  until:
    description:
      - The end of the period. By default, now. A time without a time zone is in UTC.
    type: str
  limit:
    description:
      - The maximum number of records, the newest ones. By default, all records of the period.
    type: int
  user:
    description:
      - Only changes of this user, by email address, name or ID. These include changes of the contact methods and rules
        of the user. For changes that the user made, set O(actor).
    type: str
  team:
    description:
      - Only changes of this team, by name or ID. These include changes of its members.
    type: str
  schedule:
    description:
      - Only changes of this schedule, by name or ID.
    type: str
  escalation_policy:
    description:
      - Only changes of this escalation policy, by name or ID.
    type: str
  service:
    description:
      - Only changes of this service, by name or ID.
    type: str
  ip_allow_list:
    description:
      - Only changes of the IP allow list of the account. The API for it is in early access.
    type: bool
    default: false
  resource_types:
    description:
      - Only changes of objects of these types. A change of a part, such as a contact method, is a change of the object
        that it belongs to.
    type: list
    elements: str
    choices: [users, teams, schedules, escalation_policies, services, ip_allow_lists]
  actions:
    description:
      - Only these changes of the object. A change of a part of an object is an V(update) of the object.
    type: list
    elements: str
    choices: [create, update, delete]
  actor_type:
    description:
      - Only changes by a user, by an API key that belongs to no user, or by an app.
    type: str
    choices: [user, api_key, app]
  actor:
    description:
      - Only changes by this actor. A user is named by email address, name or ID, an API key or an app by its ID, as
        the records contain it.
      - With an ID of an API key or an app, also set O(actor_type). Without it, the actor is a user.
    type: str
  method_type:
    description:
      - Only changes that were made in this way. V(browser) is the web application, V(oauth) an access token of an app,
        V(api_token) an API key, and V(identity_provider) a service for single sign-on.
    type: str
    choices: [browser, oauth, api_token, identity_provider, other]
  method_truncated_token:
    description:
      - Only changes with the token that ends with these 4 characters. Also set O(method_type).
    type: str
seealso:
  - module: community.pagerduty.pagerduty_log_entry_info
    description: The history of incidents, which audit records do not contain.
"""

EXAMPLES = r"""
- name: List the changes of the last 24 hours
  community.pagerduty.pagerduty_audit_info:
  register: audit

- name: Show who deleted something
  ansible.builtin.debug:
    msg: >-
      {{ item.actors | map(attribute='summary') | join(', ') }} deleted {{ item.root_resource.summary }}
  loop: "{{ audit.audit_records | selectattr('action', 'equalto', 'delete') }}"
  loop_control:
    label: "{{ item.id }}"

- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Shop
    escalation_policy: Default

- name: List the last 10 changes of the service
  community.pagerduty.pagerduty_audit_info:
    service: Shop
    since: "2026-01-01"
    limit: 10

- name: List what the owner changed in users and teams
  community.pagerduty.pagerduty_audit_info:
    actor: owner@example.com
    resource_types: [users, teams]

- name: Write all changes since January to a file, for a spreadsheet
  community.pagerduty.pagerduty_audit_info:
    since: "2026-01-01"
    dest: "{{ playbook_dir }}/audit.csv"
    format: csv
"""

RETURN = r"""
audit_records:
  description: The records, the newest first.
  returned: without O(dest)
  type: list
  elements: dict
  contains:
    id:
      description: The ID of the record.
      returned: success
      type: str
    execution_time:
      description: When the change was made, with milliseconds.
      returned: success
      type: str
    execution_context:
      description: The C(request_id) of the request, and the C(remote_address) of the client, if they are known.
      returned: success
      type: dict
    actors:
      description: References to who made the change. It can be empty.
      returned: success
      type: list
      elements: dict
    method:
      description: How the change was made, with the C(type), and with C(truncated_token), the end of the token.
      returned: success
      type: dict
    root_resource:
      description: A reference to the object.
      returned: success
      type: dict
    action:
      description: Whether the object was created, updated or deleted.
      returned: success
      type: str
    details:
      description:
        - What changed in C(resource), which is the object or a part of it.
        - C(fields) is a list of fields with C(name), C(before_value) and C(value). PagerDuty can omit the values.
        - C(references) is a list with C(name), and with the references in C(added) and C(removed).
      returned: success
      type: dict
  sample:
    - id: PDRECORDID1
      execution_time: "2026-06-04T15:30:16.272Z"
      execution_context: {request_id: 111lDEOIH-534, remote_address: 203.0.113.7}
      actors: [{id: PUSER01, type: user_reference, summary: Ada Lovelace}]
      method: {type: api_token, truncated_token: 3xyz}
      root_resource: {id: PTEAM01, type: team_reference, summary: Core}
      action: update
      details:
        resource: {id: PTEAM01, type: team_reference, summary: Core}
        fields: [{name: description, before_value: Old, value: New}]
dest:
  description: The file with the records.
  returned: with O(dest)
  type: str
  sample: /srv/audit.jsonl
count:
  description: The number of records in the file. Null in check mode.
  returned: with O(dest)
  type: int
  sample: 1200
# generated: return values {request: GET /audit/records, failed_status: 402, code: 2014,
#   message: Account does not have the abilities to perform the action}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /audit/records
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
    status: 402
    code: 2014
    message: Account does not have the abilities to perform the action
    errors: []
    request: {method: GET, path: "/audit/records", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.audit import AUDIT_INFO_OPERATION


def main() -> None:
    run_module(AUDIT_INFO_OPERATION)


if __name__ == "__main__":
    main()
