#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage rules of PagerDuty's integration with Jira Cloud."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_jira_cloud_rule
short_description: Manage rules of PagerDuty's integration with Jira Cloud
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty can keep incidents and the issues of a project in Jira Cloud in sync. A rule connects a service with a
    project. It says which issues are created, how their fields are set, and which statuses and priorities correspond
    to each other.
  - Before the first rule, connect the Jira Cloud site to the PagerDuty account in Jira, as PagerDuty's guide for Jira
    Cloud describes. This creates an account mapping.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
  - PagerDuty does not look up what is in Jira. The IDs and the names of projects, issue types, statuses, priorities and
    fields are those of Jira, for example as C(https://example.atlassian.net/rest/api/3/project/ITS) returns them.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  account_mapping:
    description:
      - The account mapping that the rule belongs to, by its Jira Cloud site or by its ID. For the site
        C(https://example.atlassian.net), V(example), V(example.atlassian.net) and the address work.
      - M(community.pagerduty.pagerduty_jira_cloud_account_mapping_info) lists them.
    type: str
    required: true
  name:
    description:
      - The name of the rule, at most 100 characters. It identifies the rule in its account mapping. Case is ignored.
      - PagerDuty may allow several rules with the same name. If several rules have this name and the same content, the
        task uses the oldest and warns. If their content differs, the task fails and lists them. Use O(id) then.
      - With O(id), the new name of the rule.
    type: str
  service:
    description:
      - The service whose incidents are kept in sync, by name or ID. Required for a new rule.
      - PagerDuty can't change it. With another service, the rule is replaced by a new one. Issues and incidents that
        the old rule has linked are then no longer kept in sync.
    type: str
  project:
    description:
      - The project in Jira whose issues are kept in sync. Required for a new rule.
      - PagerDuty can't change it. With another project, the rule is replaced by a new one, as with O(service).
    type: dict
    suboptions:
      id:
        description: The ID of the project, such as V(10100).
        type: str
        required: true
      key:
        description: The key of the project, such as V(ITS).
        type: str
        required: true
      name:
        description: The name of the project.
        type: str
        required: true
  issue_type:
    description:
      - The type of the issues. Required for a new rule.
    type: dict
    suboptions:
      id:
        description: The ID of the issue type, such as V(10001).
        type: str
        required: true
      name:
        description: The name of the issue type, such as V(Incident).
        type: str
        required: true
  status_mapping:
    description:
      - Which status of an issue corresponds to each status of an incident. Required for a new rule.
      - The task specifies all of it. An incident status that it omits has no corresponding status.
    type: dict
    suboptions:
      triggered:
        description: The status of an issue whose incident is triggered.
        type: dict
        required: true
        suboptions: &status
          id:
            description: The ID of the status in Jira.
            type: str
            required: true
          name:
            description: The name of the status in Jira.
            type: str
            required: true
      acknowledged:
        description: The status of an issue whose incident is acknowledged.
        type: dict
        suboptions: *status
      resolved:
        description: The status of an issue whose incident is resolved.
        type: dict
        suboptions: *status
  enabled:
    description:
      - Whether the rule has an effect. PagerDuty's default for a new rule is V(true).
    type: bool
  create_issue_on_incident_trigger:
    description:
      - Whether an issue is created for each incident. Otherwise, people create issues in PagerDuty. The default for a
        new rule is V(false).
    type: bool
  autocreate_jql:
    description:
      - A query in Jira's language JQL. An incident is created for each new issue that matches, for example
        V(priority = Highest). An empty string turns this off.
    type: str
  priorities:
    description:
      - Which priority of an issue corresponds to each priority of an incident. The task specifies all of them. Their
        order does not matter. An empty list removes them.
    type: list
    elements: dict
    suboptions:
      priority:
        description: The priority of incidents, by name or ID.
        type: str
        required: true
      jira_id:
        description: The ID of the priority in Jira.
        type: str
        required: true
  custom_fields:
    description:
      - How the fields of a new issue are set. The task specifies all of them. An empty list removes them.
    type: list
    elements: dict
    suboptions:
      target_issue_field:
        description: The key of the field in Jira, such as V(description) or V(customfield_10001).
        type: str
        required: true
      target_issue_field_name:
        description: The name of the field in Jira.
        type: str
        required: true
      type:
        description:
          - V(attribute) copies an attribute of the incident, O(custom_fields[].source_incident_field).
          - V(const) sets a fixed text, and V(jira_value) sets a value that Jira offers, O(custom_fields[].value).
        type: str
        required: true
        choices: [attribute, const, jira_value]
      source_incident_field:
        description: The attribute of the incident. Required for O(custom_fields[].type=attribute).
        type: str
        choices:
          - incident_number
          - incident_title
          - incident_description
          - incident_status
          - incident_created_at
          - incident_service
          - incident_escalation_policy
          - incident_impacted_services
          - incident_html_url
          - incident_assignees
          - incident_acknowledgers
          - incident_last_status_change_at
          - incident_last_status_change_by
          - incident_urgency
          - incident_priority
      value:
        description:
          - The value. Required for the other types. A value of Jira is often a dictionary, such as V({"id":"10000"}).
        type: raw
  sync_notes_user:
    description:
      - The user in whose name comments of an issue become notes of its incident, by email address, name or ID. An empty
        string turns the sync of notes and comments off. This is the default for a new rule.
    type: str
"""

EXAMPLES = r"""
- name: Create an issue for each incident of the service
  community.pagerduty.pagerduty_jira_cloud_rule:
    account_mapping: example.atlassian.net
    name: Web shop
    service: Web shop
    project: {id: "10100", key: ITS, name: IT Support}
    issue_type: {id: "10001", name: Incident}
    status_mapping:
      triggered: {id: "1", name: Open}
      acknowledged: {id: "2", name: In Progress}
      resolved: {id: "3", name: Resolved}
    create_issue_on_incident_trigger: true
    priorities:
      - {priority: P1, jira_id: "1"}
      - {priority: P2, jira_id: "2"}
    custom_fields:
      - type: attribute
        source_incident_field: incident_html_url
        target_issue_field: customfield_10001
        target_issue_field_name: Incident

- name: Create an incident for each urgent issue, too
  community.pagerduty.pagerduty_jira_cloud_rule:
    account_mapping: example.atlassian.net
    name: Web shop
    autocreate_jql: priority = Highest

- name: Turn the rule off
  community.pagerduty.pagerduty_jira_cloud_rule:
    account_mapping: example.atlassian.net
    name: Web shop
    enabled: false

- name: Delete the rule
  community.pagerduty.pagerduty_jira_cloud_rule:
    account_mapping: example.atlassian.net
    name: Web shop
    state: absent
"""

RETURN = r"""
jira_cloud_rule:
  description:
    - The rule as it is in PagerDuty after the task. In check mode, the predicted object, without the values that only
      PagerDuty creates.
    - C(autocreate_jql_disabled_reason) says why PagerDuty does not use the query at the moment.
    - Null with O(state=absent).
  returned: success
  type: dict
  sample: &rule
    id: PF9KMXH
    name: Web shop
    enabled: true
    account_mapping: {id: PIJ90N7, type: account_mapping_reference}
    config:
      service: {id: PY1OL64, type: service_reference, summary: Web shop}
      jira:
        autocreate_jql: priority = Highest
        create_issue_on_incident_trigger: true
        project: {id: "10100", key: ITS, name: IT Support}
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {enabled: true}
    after: {enabled: false}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /integration-jira-cloud/accounts_mappings/PQ9K7I8/rules
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
    request: {method: PUT, path: "/integration-jira-cloud/accounts_mappings/PQ9K7I8/rules/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.jira_cloud_rule import JIRA_CLOUD_RULE


def main() -> None:
    run_module(resource_operation(JIRA_CLOUD_RULE))


if __name__ == "__main__":
    main()
