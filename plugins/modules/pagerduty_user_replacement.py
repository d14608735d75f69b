#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Report what refers to a PagerDuty user, and replace the user everywhere."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_user_replacement
short_description: Report what refers to a PagerDuty user, and replace the user
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty does not delete a user who is in an escalation policy or a schedule, or who has open incidents. This
    module finds everything that refers to a user. With O(replacement), it replaces the user by another one.
  - It finds the levels of escalation policies, the layers of schedules, the rotations of shift-based schedules, the
    overrides and custom shifts of the next 360 days, the teams, and the open incidents. It also finds event
    orchestrations, templates and open maintenance windows that the user created. Their creator can't be changed, and
    PagerDuty keeps them when the user is deleted. PagerDuty's API returns no owner of integrations, extensions and
    webhook subscriptions.
  - The replacement first becomes a member of the teams of the user, with the same role. In a team of which it is a
    member already, its role stays. Then it replaces the user in schedules, overrides and escalation policies. Open
    incidents are reassigned, never resolved. At last, the user is removed from the teams. So no level and no layer is
    ever empty. If the replacement is already in the same level,
    layer or rotation, the user is only removed there. In a layer, a running turn of the user is then taken over by the
    replacement, and no other running turn moves to another user.
  - The module does not delete the user. Use M(community.pagerduty.pagerduty_user) for that, or the playbook
    C(community.pagerduty.offboard_user), which does both.
  - If an object can't be changed, the task continues with the others, and then fails. The error and RV(ignore:left) say
    what is left. The next run continues there.
  - An event of a shift-based schedule can't be changed while it is in effect. It is replaced within two minutes, and
    until then, PagerDuty does not delete the user.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  user:
    description:
      - The email address, name or ID of the user to replace.
    type: str
    required: true
  replacement:
    description:
      - The email address, name or ID of the user who replaces O(user). A user with a read-only role can't be on call.
      - Without it, the task reports what refers to O(user) and changes nothing.
      - PagerDuty must know the user who reassigns incidents. With an account's token, also set O(from_email).
    type: str
notes:
  - The report costs a request for each 100 escalation policies, incidents, event orchestrations, templates and
    maintenance windows, five for each 100 schedules, one for each schedule with overrides, three for
    each shift-based schedule, and one for each team of the user.
"""

EXAMPLES = r"""
- name: Create the user who leaves and the replacement
  community.pagerduty.pagerduty_user:
    email: "{{ item.email }}"
    name: "{{ item.name }}"
    from_email: owner@example.com
  loop:
    - {email: ann@example.com, name: Ann Archer}
    - {email: bea@example.com, name: Bea Baker}

- name: Report what refers to Ann
  community.pagerduty.pagerduty_user_replacement:
    user: ann@example.com
  register: ann

- name: Show the escalation policies in which she is
  ansible.builtin.debug:
    msg: "{{ ann.references | selectattr('type', 'equalto', 'escalation_policy') | map(attribute='name') }}"

- name: Replace her by Bea everywhere
  community.pagerduty.pagerduty_user_replacement:
    user: ann@example.com
    replacement: bea@example.com
    from_email: owner@example.com

- name: Delete the user
  community.pagerduty.pagerduty_user:
    email: ann@example.com
    state: absent
"""

RETURN = r"""
user:
  description: A reference to the user.
  returned: success
  type: dict
  sample: {id: PXPGF42, type: user_reference, summary: Ann Archer}
replacement:
  description: A reference to the replacement. Null without O(replacement).
  returned: success
  type: dict
  sample: {id: PAM4FGS, type: user_reference, summary: Bea Baker}
references:
  description:
    - What referred to the user before the task. C(type) is V(escalation_policy) (with C(levels)), V(schedule) (with the
      names of the C(layers)), V(schedule_v3) (with the names of the C(events)), V(override) or V(custom_shift) (with
      C(schedule), C(start) and C(end)), V(team) (with the C(role)), V(incident) (with the C(status)),
      V(event_orchestration), V(template) or V(maintenance_window).
    - C(can_be_replaced) is false for objects that only name the user as their creator.
  returned: success, and if only a part could be replaced
  type: list
  elements: dict
  sample:
    - {type: escalation_policy, id: PT20YPA, name: Platform, levels: [1, 2], can_be_replaced: true}
    - {type: team, id: PQ9K7I8, name: Platform, role: responder, can_be_replaced: true}
left:
  description:
    - The part of RV(references) that still refers to the user after the task. After a complete replacement, only those
      that can't be changed.
  returned: success, and if only a part could be replaced
  type: list
  elements: dict
  sample: []
diff:
  description: What was changed, by object.
  returned: success, and if only a part could be replaced
  type: dict
  sample:
    before:
      team Platform (PQ9K7I8):
        members: {Ann Archer (PXPGF42): responder}
    after:
      team Platform (PQ9K7I8):
        members: {Bea Baker (PAM4FGS): responder}
# generated: return values {request: "GET /users?query=ann%40example.com", failed: PUT /schedules/PQ9K7I8,
#   failed_status: 403, code: 2010, message: Access Denied}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /users?query=ann%40example.com
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
    status: 403
    code: 2010
    message: Access Denied
    errors: []
    request: {method: PUT, path: "/schedules/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.user_replacement import USER_REPLACEMENT_OPERATION


def main() -> None:
    run_module(USER_REPLACEMENT_OPERATION)


if __name__ == "__main__":
    main()
