#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the ServiceNow integration of PagerDuty enrichment."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enrichment_servicenow_integration
short_description: Manage the ServiceNow integration of PagerDuty enrichment
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The ServiceNow integration copies tables of the configuration management database (CMDB) of ServiceNow to PagerDuty.
    Each table fills an enrichment schema, which the rules of event enrichments can search, see
    M(community.pagerduty.pagerduty_event_enrichment_rules). An account has one integration, and one set of credentials
    for ServiceNow. This module manages both.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - It is not a part of M(community.pagerduty.pagerduty_account).
  - PagerDuty offers this API in early access, so it can change at any time, and not every account has it. Contact
    PagerDuty's support to get access.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates the integration or updates it to match the options. V(absent) deletes it with its tables and
        their schemas.
    type: str
    choices: [present, absent]
    default: present

  name:
    description:
      - The name of the integration, with at most 100 characters. Required for a new integration. PagerDuty can't change
        it later, so another name is an error.
    type: str
  description:
    description:
      - What the integration is for, with at most 500 characters. PagerDuty can't change it later.
    type: str
  tables:
    description:
      - Tables of the CMDB. They are added or updated. Others stay, unless O(purge_tables=true). Required for a new
        integration. PagerDuty allows 1 to 8 tables.
      - PagerDuty can change a table only until its synchronization is enabled.
    type: list
    elements: dict
    suboptions:
      display_name:
        description:
          - The name of the table in PagerDuty, and of its schema. It identifies the table; case is ignored.
        type: str
        required: true
      ci_table_name:
        description:
          - The name of the table in ServiceNow, such as V(cmdb_ci_server). Required for a new table.
        type: str
      query_filter:
        description:
          - An encoded query of ServiceNow that selects rows, such as V(operational_status=1). An empty text selects all
            rows.
        type: str
      field_mappings:
        description:
          - Which fields of ServiceNow become which fields of the schema, 2 to 20. Required for a new table.
        type: list
        elements: dict
        suboptions:
          servicenow_field:
            description:
              - The field of ServiceNow, such as V(name) or V(support_group.manager.email).
            type: str
            required: true
          event_field:
            description:
              - The field of the schema.
            type: str
            required: true
          type:
            description:
              - V(query) fields are searched, at most 3. V(enriched) fields are the data that an event gets. If no field
                has the type V(query), PagerDuty makes the first one a query field.
            type: str
            choices: [query, enriched]
            default: enriched
      enabled:
        description:
          - V(true) starts the synchronization. It can't be stopped, so V(false) is an error for a table that is
            synchronized. By default, a new table is not synchronized.
        type: bool
  purge_tables:
    description:
      - Delete the tables that are not in O(tables), with their schemas.
    type: bool
    default: false
  credentials:
    description:
      - How PagerDuty logs in to ServiceNow. All three are required if PagerDuty has no credentials yet.
    type: dict
    suboptions:
      instance_endpoint:
        description:
          - The URL of the ServiceNow instance, such as V(https://example.service-now.com).
        type: str
      user:
        description:
          - The name of a user of ServiceNow that can read the tables.
        type: str
      password:
        description:
          - The password. PagerDuty never returns it, so it can't be compared. Set O(update_secrets=true) to send it.
        type: str
  update_secrets:
    description:
      - Send the password although nothing else differs. The task then always reports a change.
    type: bool
    default: false
  remove_credentials:
    description:
      - With O(state=absent), delete the credentials as well. PagerDuty shows them only together with the integration,
        so they are left if there is no integration.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Copy the network switches of ServiceNow
  community.pagerduty.pagerduty_enrichment_servicenow_integration:
    name: CMDB
    credentials:
      instance_endpoint: https://example.service-now.com
      user: pagerduty
      password: "{{ servicenow_password | default('example') }}"
    tables:
      - display_name: Switches
        ci_table_name: cmdb_ci_ip_switch
        query_filter: operational_status=1
        field_mappings:
          - {servicenow_field: name, event_field: source, type: query}
          - {servicenow_field: support_group.name, event_field: Support group}

- name: Start the synchronization
  community.pagerduty.pagerduty_enrichment_servicenow_integration:
    tables:
      - display_name: Switches
        enabled: true

- name: Delete the integration
  community.pagerduty.pagerduty_enrichment_servicenow_integration:
    state: absent
    remove_credentials: true
"""

RETURN = r"""
enrichment_servicenow_integration:
  description:
    - The integration as it is in PagerDuty after the task. In check mode, as it is before the task; see RV(diff) for
      what would change. Null if there is none, and with O(state=absent).
  returned: success
  type: dict
  sample:
    id: 01HQXYZ9ABCDEFGHIJKLMNOPQR
    name: CMDB
    cmdb_tables:
      - {id: 01HTABC8DEFGHIJKLMNOPQRSTU, display_name: Switches, ci_table_name: cmdb_ci_ip_switch, status: active}
    credentials: {id: 01HV2C3D4E5F6G7H8J9K0LMNPQ, user: pagerduty}
diff:
  description: What differs, before and after. The tables are by name.
  returned: success
  type: dict
  sample:
    before: {tables: {Switches: {enabled: false}}}
    after: {tables: {Switches: {enabled: true}}}
# generated: return values {request: "GET /enrichment/integrations/servicenow"}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /enrichment/integrations/servicenow
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
    errors: []
    request: {method: GET, path: "/enrichment/integrations/servicenow", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.enrichment_servicenow import ENRICHMENT_SERVICENOW_INTEGRATION_OPERATION


def main() -> None:
    run_module(ENRICHMENT_SERVICENOW_INTEGRATION_OPERATION)


if __name__ == "__main__":
    main()
