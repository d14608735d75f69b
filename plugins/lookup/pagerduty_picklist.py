# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects to choose from, as a lookup."""

from __future__ import annotations

DOCUMENTATION = r"""
name: pagerduty_picklist
short_description: PagerDuty objects as pairs of label and key
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Lists the objects of one type as pairs of C(label), a text for people, and C(key), a value for tasks. Use it for
    the choices of an AWX survey, of C(vars_prompt), or of a form.
  - All options except O(label) and O(key) are filters. They are the options of the type's info module, such as
    M(community.pagerduty.pagerduty_service_info). An option that the type does not have is rejected.
extends_documentation_fragment:
  - community.pagerduty.lookup
options:
  _terms:
    description:
      - The type of the objects. Exactly one.
    type: list
    elements: str
    required: true
    choices:
      # generated: kinds
      - addon
      - alert
      - alert_grouping_setting
      - automation_action
      - automation_runner
      - business_service
      - change_event
      - enrichment_schema
      - escalation_policy
      - event_enrichment
      - event_orchestration
      - event_orchestration_cache_variable
      - event_orchestration_integration
      - extension
      - extension_schema
      - incident
      - incident_custom_field
      - incident_note
      - incident_type
      - incident_type_custom_field
      - incident_workflow
      - incident_workflow_action
      - jira_cloud_account_mapping
      - jira_cloud_rule
      - license
      - log_entry
      - maintenance_window
      - notification
      - priority
      - schedule
      - service
      - service_custom_field
      - service_integration
      - slack_connection
      - standard
      - status_page
      - status_page_impact
      - status_page_post
      - status_page_service
      - status_page_severity
      - status_page_status
      - tag
      - team
      - template
      - user
      - user_contact_method
      - user_notification_rule
      - vendor
      - webhook_oauth_client
      - webhook_subscription
      - workflow_integration
      - workflow_integration_connection
      # end of generated: kinds
  label:
    description:
      - The attribute of the objects to use as the label, such as V(email) for users.
      - The default is the name, title or summary of the object. If two labels would be equal, the email address or
        the ID is added.
    type: str
  key:
    description:
      - The attribute of the objects to use as the key. Modules also accept V(name) and V(email).
    type: str
    default: id
  query:
    description:
      - Only objects whose name or label contains this text. For users, the email address is searched, too.
    type: str
  name:
    description:
      - Only the object with this name. Case and the amount of white space are ignored.
    type: str
  email:
    description:
      - Only the user with this email address.
    type: str
  role:
    description:
      - Only licenses that a user with this role in the account can have.
    type: str
  license:
    description:
      - Only users who have this license, by name or ID.
    type: str
  without_contact_methods:
    description:
      - Whether to list only users whom PagerDuty can't notify, or only those whom it can notify.
    type: bool
  id:
    description:
      - Only the object with this ID.
    type: str
  teams:
    description:
      - Only objects of these teams, by name or ID.
    type: list
    elements: str
  users:
    description:
      - Only incidents that are assigned to these users, or escalation policies that notify them. By email address,
        name or ID.
    type: list
    elements: str
  services:
    description:
      - Only incidents, maintenance windows, add-ons or alert grouping settings of these services, by name or ID.
    type: list
    elements: str
  integrations:
    description:
      - Only change events of these integrations, by ID.
    type: list
    elements: str
  keyword:
    description:
      - Only actions of incident workflows that are tagged with this keyword, such as V(slack).
    type: str
  status:
    description:
      - Only maintenance windows with this status, such as V(open).
    type: str
  statuses:
    description:
      - Only incidents or alerts with these statuses.
    type: list
    elements: str
  urgency:
    description:
      - Only notification rules for incidents with this urgency.
    type: str
  urgencies:
    description:
      - Only incidents with these urgencies.
    type: list
    elements: str
  tag:
    description:
      - Only users, teams or escalation policies with this tag, by label or ID.
    type: str
  user:
    description:
      - Only the tags, contact methods or notification rules of this user, by email address, name or ID.
    type: str
  team:
    description:
      - Only the tags of this team, by name or ID.
    type: str
  escalation_policy:
    description:
      - Only the tags of this escalation policy, by name or ID.
    type: str
  incident:
    description:
      - The incident whose alerts, notes or log entries to list, by its ID or its number.
    type: str
  incident_key:
    description:
      - Only incidents with this key. For alerts, the key of the incident whose alerts to list.
    type: str
  service:
    description:
      - Only change events, extensions, integrations or cache variables of this service, by name or ID.
        For alerts, notes and log entries, the service of the incident with O(incident_key).
    type: str
  orchestration:
    description:
      - The event orchestration, for what belongs to one. By name or ID.
    type: str
  alert_key:
    description:
      - Only alerts with this key.
    type: str
  incident_type:
    description:
      - The incident type whose custom fields are listed, by name or ID. V(incident_type_custom_field) requires it.
    type: str
  runner:
    description:
      - Only automation actions that this runner runs, by name or ID.
    type: str
  action_type:
    description:
      - Only automation actions of this type, V(script) or V(process_automation).
    type: str
  classification:
    description:
      - Only automation actions of this class, V(diagnostic) or V(remediation).
    type: str
  since:
    description:
      - Only objects since this time, such as V(2026-11-21). The default time zone is UTC.
    type: str
  until:
    description:
      - Only objects until this time.
    type: str
  date_range:
    description:
      - V(all) lists incidents of any age.
    type: str
  is_overview:
    description:
      - Whether to list only the most important log entries.
    type: bool
  type:
    description:
      - Only notifications or add-ons of this type.
    type: str
  active:
    description:
      - Whether to list only standards that are active, or only those that are not.
    type: bool
  resource_type:
    description:
      - Only standards for resources of this type.
    type: str
  extension_schema:
    description:
      - Only extensions with this extension schema, by label, key or ID.
    type: str
  url:
    description:
      - Only webhook subscriptions that deliver to this URL.
    type: str
  filter_type:
    description:
      - Only webhook subscriptions for the account, a service or a team.
    type: str
  filter:
    description:
      - With O(filter_type), the service or team.
    type: str
  integration:
    description:
      - Only connections of this workflow integration, by name or ID.
    type: str
  include_deprecated:
    description:
      - Whether to list also workflow integrations that PagerDuty no longer recommends.
    type: bool
  status_page:
    description:
      - The status page, by name or ID. Required for the types V(status_page_post), V(status_page_service),
        V(status_page_impact), V(status_page_severity) and V(status_page_status).
    type: str
  status_page_type:
    description:
      - Only status pages of this type, V(public) or V(private).
    type: str
  post_type:
    description:
      - Only posts, impacts, severities and statuses of status pages of this type, V(incident) or V(maintenance).
    type: str
  reviewed_status:
    description:
      - Only posts of status pages whose updates are V(approved), or V(not_reviewed) yet.
    type: str
  title:
    description:
      - Only posts of status pages with exactly this title. Case is ignored.
    type: str
  description:
    description:
      - Only impacts, severities and statuses of status pages with exactly this description. Case is ignored.
    type: str
  account_mapping:
    description:
      - The account mapping whose rules are listed, by its Jira Cloud site or by ID. Required for the type
        V(jira_cloud_rule).
    type: str
  site:
    description:
      - Only the account mapping of this Jira Cloud site.
    type: str
  workspace:
    description:
      - The ID of the Slack workspace whose connections are listed. Required for the type V(slack_connection).
    type: str
  template_type:
    description:
      - Only templates of this type.
    type: str
  sort_by:
    description:
      - The order, such as V(name) or V(created_at:desc). Incidents and alerts can be sorted by two attributes, with a
        comma between them, such as V(urgency:asc,created_at:desc).
    type: str
  time_zone:
    description:
      - The time zone of the times in the result, such as V(Europe/Berlin).
    type: str
  limit:
    description:
      - The maximum number of pairs. By default, all.
    type: int
  offset:
    description:
      - The number of objects to skip at the start.
    type: int
"""

EXAMPLES = r"""
- name: Show all services and their IDs
  ansible.builtin.debug:
    msg: "{{ item.label }} is {{ item.key }}"
  loop: "{{ query('community.pagerduty.pagerduty_picklist', 'service') }}"

- name: List the email addresses of the users whose name or email address contains a text
  ansible.builtin.debug:
    msg: "{{ query('community.pagerduty.pagerduty_picklist', 'user', query='owner', key='email') }}"

- name: Create a question of an AWX survey about the open incidents
  ansible.builtin.set_fact:
    question:
      variable: incident
      question_name: Which incident?
      type: multiplechoice
      choices: "{{ open | map(attribute='label') }}"
      required: true
  vars:
    open: "{{ query('community.pagerduty.pagerduty_picklist', 'incident', statuses=['triggered', 'acknowledged']) }}"

- name: Find the key of a chosen label
  ansible.builtin.debug:
    msg: "{{ policies[chosen] }}"
  vars:
    chosen: Default
    policies: >-
      {{ query('community.pagerduty.pagerduty_picklist', 'escalation_policy')
         | items2dict(key_name='label', value_name='key') }}
"""

RETURN = r"""
_list:
  description:
    - The pairs, in PagerDuty's order. Empty if no object matches.
    - Use C(query), or C(lookup) with C(wantlist=true). Otherwise C(lookup) returns a single pair without a list.
  type: list
  elements: dict
  contains:
    label:
      description: The text for people, in one line.
      type: str
      sample: Web shop
    key:
      description: The value for tasks.
      type: str
      sample: PIJ90N7
"""

import typing as t

from ansible.errors import AnsibleError

from ..module_utils._core.errors import PagerDutyError
from ..module_utils._engine.operation import COMMON
from ..module_utils._operations.picklist import filters, pairs
from ..module_utils._operations.picklist_table import PICKLISTS
from ..plugin_utils._lookup import OperationLookup


class LookupModule(OperationLookup):
    def run(
        self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[dict[str, t.Any]]:
        options = self.options(variables, kwargs)
        options.pop("_terms", None)
        kinds = ", ".join(sorted(PICKLISTS))
        if len(terms) != 1:
            raise AnsibleError(f"takes one kind of objects, not {len(terms)}; there are {kinds}")
        kind = str(terms[0])
        if kind not in PICKLISTS:
            raise AnsibleError(f"there is no kind {kind!r}; there are {kinds}")
        label, key = options.pop("label", None), options.pop("key", "id")
        known = filters(kind)
        for name in sorted(set(options) - set(known) - set(COMMON)):
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise AnsibleError(f"{name}: does not narrow down the kind {kind}; {takes}")
        operation, plural = PICKLISTS[kind]
        found = self.execute(operation, options)[plural]
        try:
            return pairs(found, label, key)
        except PagerDutyError as error:
            raise AnsibleError(error.message) from None
