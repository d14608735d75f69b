#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enable or disable AIOps for PagerDuty services and event orchestrations."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_enablement
short_description: Enable or disable AIOps for PagerDuty services and event orchestrations
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - An enablement says whether a service or an event orchestration uses the features of an add-on of the account's plan.
    PagerDuty supports one, AIOps. In an account with this add-on, all services and event orchestrations use it, unless
    it is disabled for them.
  - After a change, the task reads the setting again until PagerDuty shows it.
  - If the account does not have the add-on, PagerDuty stores the setting, and returns a warning that it has no effect.
    The task shows this warning.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) sets O(enabled). V(absent) is the same as O(enabled=false), because the setting always exists.
    type: str
    choices: [present, absent]
    default: present
  orchestration:
    description:
      - The event orchestration, by name or ID. Either this option or O(service) is required.
    type: str
  service:
    description:
      - The service, by name or ID. Either this option or O(orchestration) is required.
    type: str
  feature:
    description:
      - The add-on.
    type: str
    choices: [aiops]
    default: aiops
  enabled:
    description:
      - Whether the service or the event orchestration uses the add-on. Required with O(state=present).
    type: bool
seealso:
  - module: community.pagerduty.pagerduty_enablement_info
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Create an event orchestration
  community.pagerduty.pagerduty_event_orchestration:
    name: Monitoring

- name: Do not use AIOps for the service
  community.pagerduty.pagerduty_enablement:
    service: Web shop
    feature: aiops
    enabled: false

- name: Do not use AIOps for the event orchestration
  community.pagerduty.pagerduty_enablement:
    orchestration: Monitoring
    state: absent
"""

RETURN = r"""
enablement:
  description: The setting as it is in PagerDuty after the task. In check mode, the predicted one.
  returned: success
  type: dict
  sample: {feature: aiops, enabled: false, updated_at: "2026-11-21T10:00:00Z"}
diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
  sample:
    before: {enabled: true}
    after: {enabled: false}
# generated: return values {request: GET /services/PQ9K7I8/enablements, missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /services/PQ9K7I8/enablements
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
    request: {method: PUT, path: "/services/PQ9K7I8/enablements/aiops/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.enablement import ENABLEMENT


def main() -> None:
    run_module(resource_operation(ENABLEMENT))


if __name__ == "__main__":
    main()
