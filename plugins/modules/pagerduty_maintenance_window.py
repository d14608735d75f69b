#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty maintenance windows."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_maintenance_window
short_description: Manage PagerDuty maintenance windows
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - While a maintenance window is open, its services create no incidents. This module opens, plans, changes and ends
    maintenance windows, for example around a deployment.
  - A maintenance window has no name. A task means the window that is not over and has exactly these services (in any
    order), this description, and this start. Without O(start_time), or with a time that has passed, that is a window
    that is open now. Otherwise, it is a window that starts at O(start_time). O(id) identifies a window, too.
  - O(end_time) and O(minutes) do not identify a window. If the window exists, the module changes its end to
    O(end_time).
  - A window that is over is never changed. The module creates another one.
  - Two tasks that have the same services and the same description use the same window, and the one that finishes first
    ends it for both. Use a different O(description) for each deployment.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
options:
  state:
    description:
      - V(present) creates or changes the window.
      - V(absent) ends a window that is open, and deletes a window that has not started. PagerDuty keeps windows that
        have started in its history. If the window is over, there is nothing to do.
    type: str
    choices: [present, absent]
    default: present
  services:
    description:
      - The services of the window, by name or ID. The order does not matter. At least one.
      - Required without O(id). With O(id), the new list of services, which replaces the existing list.
    type: list
    elements: str
  description:
    description:
      - The description of the window, for example the reason. Case matters.
      - Without O(id), it identifies the window, for O(state=absent) as well. If you omit it, the task means a window
        without a description.
      - With O(id), the new description. An empty string clears it.
    type: str
  start_time:
    description:
      - The start of the window, such as V(2026-11-21T22:00:00Z), V(2026-11-21 23:00:00 +01:00) or V(now). The default
        time zone is UTC. Seconds are cut off.
      - The default is V(now). PagerDuty replaces a time that has passed by the current time, so it means the same as
        V(now).
      - With O(id), the new start. PagerDuty can't change the start of a window that has started.
    type: str
  end_time:
    description:
      - The end of the window, in the same format as O(start_time). Seconds are rounded up to a full minute. It must be
        in the future.
      - If the window exists and has another end, the module changes the end. Use this to extend a window.
      - With O(state=present), one of O(end_time), O(minutes) and O(id) is required.
      - It has no effect with O(state=absent).
    type: str
  minutes:
    description:
      - The length of the window in minutes, instead of O(end_time). The end is rounded up to a full minute.
      - For a window that starts now, it is the length of a new window. If the window is open already, the module does
        not change its end, so a second run does not extend the window. Set O(end_time) to extend it.
      - With another O(start_time), it is the same as an O(end_time) this long after O(start_time).
      - It has no effect with O(state=absent).
    type: int
  id:
    description:
      - The ID of a window. Use it to change the services, the description or the start, and if several windows have the
        same services and description.
      - If the window is over, a task that would change it fails, and O(state=absent) changes nothing.
    type: str
notes:
  - PagerDuty must know the user who creates a window. Set O(from_email), unless the token belongs to a user.
  - The current time is that of PagerDuty, not that of the host.
  - Open incidents of the services stay open, and their notifications continue.
  - If you compute a time with the filter P(ansible.builtin.strftime#filter) or the function C(now), use UTC, for
    example C(now(utc=true)).
seealso:
  - module: community.pagerduty.pagerduty_maintenance_window_info
  - module: community.pagerduty.pagerduty_change_event
    description: Sends a change event, which shows a deployment to responders.
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Deploy in a maintenance window
  block:
    - name: Open a maintenance window
      community.pagerduty.pagerduty_maintenance_window:
        services: [Web shop]
        description: Deployment 42
        minutes: 30
        from_email: owner@example.com

    - name: Deploy
      ansible.builtin.debug:
        msg: Your tasks or roles are here
  always:
    - name: End the maintenance window
      community.pagerduty.pagerduty_maintenance_window:
        services: [Web shop]
        description: Deployment 42
        state: absent

- name: Plan a maintenance window
  community.pagerduty.pagerduty_maintenance_window:
    services: [Web shop]
    description: New database
    start_time: 2032-11-21T22:00:00+01:00
    end_time: 2032-11-21T23:30:00+01:00
    from_email: owner@example.com
  register: planned

- name: Plan a maintenance window for each of four weeks
  community.pagerduty.pagerduty_maintenance_window:
    services: [Web shop]
    description: Updates of the operating system
    start_time: "{{ '%Y-%m-%dT%H:%M:%SZ' | strftime(first | int + item * 7 * 24 * 3600, utc=true) }}"
    minutes: 120
    from_email: owner@example.com
  loop: [0, 1, 2, 3]
  vars:
    first: 2000000400 # Wednesday, 18 May 2033, 03:40 UTC

- name: Move the planned maintenance window
  community.pagerduty.pagerduty_maintenance_window:
    id: "{{ planned.maintenance_window.id }}"
    start_time: 2032-11-22T22:00:00+01:00
    end_time: 2032-11-22T23:30:00+01:00

- name: Delete the planned maintenance window
  community.pagerduty.pagerduty_maintenance_window:
    id: "{{ planned.maintenance_window.id }}"
    state: absent

- name: Open a maintenance window until a fixed time, or change its end
  community.pagerduty.pagerduty_maintenance_window:
    services: [Web shop]
    description: Load test
    end_time: 2032-11-21T06:00:00Z
    from_email: owner@example.com
"""

RETURN = r"""
maintenance_window:
  description:
    - The maintenance window as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - With O(state=absent), the window with its actual end if it has started, and null if it was deleted or there is no
      such window.
  returned: success
  type: dict
  contains:
    start_time:
      description: The start, in the time zone of the account.
      returned: success
      type: str
    end_time:
      description: The end, in the time zone of the account.
      returned: success
      type: str
  sample:
    id: PW98YIO
    type: maintenance_window
    summary: Deployment 42
    description: Deployment 42
    start_time: "2026-11-21T22:00:12Z"
    end_time: "2026-11-21T22:31:00Z"
    services:
      - {id: PIJ90N7, type: service_reference, summary: Web shop}
diff:
  description:
    - The options that differed, with their values before and after. V(now) stands for the current time.
    - If an open window was ended, it shows C(end_time). If a planned window was deleted, C(before) has all options,
      and C(after) is empty.
  returned: success
  type: dict
  sample:
    before: {end_time: "2026-11-21T22:31:00Z"}
    after: {end_time: now}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /maintenance_windows?query=Patches
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
    request: {method: PUT, path: "/maintenance_windows/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.maintenance_window import MAINTENANCE_WINDOW


def main() -> None:
    run_module(resource_operation(MAINTENANCE_WINDOW))


if __name__ == "__main__":
    main()
