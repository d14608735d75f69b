#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the rules for unrouted events of PagerDuty event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_event_orchestration_unrouted
short_description: Manage the rules for unrouted events of PagerDuty event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The unrouted rules of an event orchestration apply to the events that its router sends to no service. They can
    change these events. PagerDuty always suppresses their alerts.
  - Each event orchestration has exactly one list of unrouted rules. It can't be created or deleted.
  - An event is compared with the rules of the set C(start), which are the option O(rules), in their order. The first
    rule that matches is applied. It can lead to another set, whose rules are then applied in the same way. If no rule
    of a set matches, the actions of O(catch_all) are done.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) updates the rules. V(absent) removes all rules, all sets and the actions of O(catch_all). O(rules),
        O(sets) and O(catch_all) are then ignored.
    type: str
    choices: [present, absent]
    default: present
  orchestration:
    description:
      - The event orchestration that the rules belong to, by name or ID.
    type: str
    required: true
  rules:
    description:
      - The rules of the set C(start), in the order in which PagerDuty applies them. This is the complete list, and
        each entry is a complete rule. Rules that are not in the list are deleted. An empty list deletes all of them.
      - A rule keeps its ID if the list has a rule with the same O(rules[].id), the same O(rules[].label) or the same
        content. A rule can therefore be inserted, moved or relabeled without replacing any other rule. The diff shows
        only the rules that differ, with their positions.
    type: list
    elements: dict
    suboptions: &rule
      label:
        description:
          - A description of the rule. It identifies the rule, so it should differ from those of other rules of the
            set.
        type: str
        default: ""
      conditions:
        description:
          - Conditions in PagerDuty's condition language (PCL), such as C(event.summary matches part 'database'). The
            rule matches an event if at least one of the conditions does. To require several conditions, join them with
            C(and) in one text.
          - A rule without conditions matches all events.
          - The module checks quotes and brackets, and the names with which paths start (C(event), C(raw_event),
            C(variables), C(cache_var)). PagerDuty checks the rest when the rules are written.
        type: list
        elements: str
        default: []
      route_to:
        description:
          - The ID of another set of rules, which is applied next. Without it, or with an empty text, no further rules
            are applied.
        type: str
      severity: &severity
        description:
          - The severity of the alert, instead of that in the event.
        type: str
        choices: [info, warning, error, critical]
      event_action: &event_action
        description:
          - Whether the event triggers or resolves an alert, instead of what the event says.
        type: str
        choices: [trigger, resolve]
      variables: &variables
        description:
          - Variables with values from the event, for templates in the same set of rules and in those that follow.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - The name. Templates use it as C(variables.name).
            type: str
            required: true
          path:
            description:
              - The field of the event, such as C(event.component).
            type: str
            required: true
          type:
            description:
              - How the value is taken from the field. PagerDuty supports regular expressions only.
            type: str
            choices: [regex]
            default: regex
          value:
            description:
              - A regular expression (RE2). If it has groups, their values are joined. Otherwise, the value is what the
                whole expression matches. White space at the ends is part of it.
            type: str
            required: true
      extractions: &extractions
        description:
          - What replaces values of the event, or adds values to it, in this order.
          - Each entry requires either C(template), or C(regex) and C(source).
        type: list
        elements: dict
        suboptions:
          target:
            description:
              - The field that gets the value, such as C(event.summary) or C(event.custom_details.host).
            type: str
            required: true
          template:
            description:
              - The value. It can contain variables and fields of the event in double braces.
            type: str
          regex:
            description:
              - A regular expression (RE2) that takes the value from C(source). If it has groups, their values are
                joined. White space at the ends is part of it.
            type: str
          source:
            description:
              - The field from which C(regex) takes the value.
            type: str
      disabled:
        description:
          - Whether PagerDuty ignores the rule.
        type: bool
        default: false
      id:
        description:
          - The ID of an existing rule, to change its label and its content together. PagerDuty assigns IDs to new
            rules.
        type: str
  sets:
    description:
      - The sets of rules besides C(start). This is the complete list, so sets that are not in it are deleted. Their
        order does not matter.
      - PagerDuty applies several sets on some plans only. On others, it stores them, and the module returns
        PagerDuty's warning.
    type: list
    elements: dict
    suboptions:
      id:
        description:
          - The ID, which you choose. Rules name it in O(rules[].route_to).
        type: str
        required: true
      rules:
        description:
          - The rules of the set, like O(rules).
        type: list
        elements: dict
        default: []
        suboptions: *rule
  catch_all:
    description:
      - What is done with events that no rule of a set matches. These are all actions, so those that are omitted are
        not done. An empty dictionary removes all of them. PagerDuty always suppresses the alerts as well.
    type: dict
    suboptions:
      severity: *severity
      event_action: *event_action
      variables: *variables
      extractions: *extractions
notes:
  - PagerDuty replaces all rules, sets and O(catch_all) in one request. What the task omits is sent as it is in
    PagerDuty. If two tasks change the same rules at the same time, one change can be lost.
  - PagerDuty reports actions that the plan of the account lacks, and unknown objects. The module returns these as
    warnings. Such actions are stored, but have no effect.
seealso:
  - module: community.pagerduty.pagerduty_event_orchestration
  - module: community.pagerduty.pagerduty_event_orchestration_unrouted_info
"""

EXAMPLES = r"""
- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: Make critical events that no service receives easy to find
  community.pagerduty.pagerduty_event_orchestration_unrouted:
    orchestration: Monitoring
    rules:
      - label: Critical
        conditions: [event.severity matches 'critical']
        extractions:
          - target: event.summary
            template: "{% raw %}[unrouted] {{event.summary}}{% endraw %}"
    catch_all:
      severity: info

- name: Remove all unrouted rules
  community.pagerduty.pagerduty_event_orchestration_unrouted:
    orchestration: Monitoring
    state: absent
"""

RETURN = r"""
unrouted_orchestration:
  description:
    - The rules as they are in PagerDuty after the task. In check mode, the predicted object, without the values that
      only PagerDuty creates. C(sets) has the set C(start) and all others.
  returned: success
  type: dict
  sample:
    type: unrouted
    parent: {id: b02e973d-9620-4e0a-9edc-00fedf7d4694, type: event_orchestration_reference}
    sets:
      - id: start
        rules:
          - id: 1c26698b
            label: Database
            conditions:
              - expression: event.summary matches part 'database'
            actions: {severity: info}
            disabled: false
    catch_all:
      actions: {suppress: true}
diff:
  description:
    - The options that differed, with their values before and after. Of RV(ignore:rules) and RV(ignore:sets), only the
      rules that differ, each with its C(position) in its set, counted from 1.
  returned: success
  type: dict
  sample:
    before:
      rules: []
    after:
      rules:
        - position: 1
          label: Database
          conditions: [event.summary matches part 'database']
          severity: info
          disabled: false
# generated: return values {request: GET /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/unrouted,
#   failed: PUT /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/unrouted,
#   failed_status: 400, code: 2001, message: Invalid Input Provided,
#   errors: ["Sets rules conditions expression is not a valid condition"]}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/unrouted
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
    errors: [Sets rules conditions expression is not a valid condition]
    request: {method: PUT, path: "/event_orchestrations/b02e973d-9620-4e0a-9edc-00fedf7d4694/unrouted", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.event_orchestration_unrouted import EVENT_ORCHESTRATION_UNROUTED


def main() -> None:
    run_module(resource_operation(EVENT_ORCHESTRATION_UNROUTED))


if __name__ == "__main__":
    main()
