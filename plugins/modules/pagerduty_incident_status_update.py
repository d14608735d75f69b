#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send status updates of PagerDuty incidents."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_incident_status_update
short_description: Send status updates of PagerDuty incidents
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A status update informs the subscribers of an incident, and of the services that it affects. PagerDuty sends it
    immediately.
  - Each run of a task sends a new status update. PagerDuty has no list of status updates, so the module can't find
    out whether the same one was sent before.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.incident
  - community.pagerduty.attributes
  - community.pagerduty.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details: Checks that the incident exists, and sends nothing.
  diff_mode:
    support: full
  idempotent:
    support: none
    details: Sends a status update in each run.
  async:
    support: full
    details: The task then runs as an ordinary module.
options:
  text:
    description:
      - The message, as plain text.
    type: str
    required: true
  subject:
    description:
      - The subject of the email in HTML. Requires O(html_message).
    type: str
  html_message:
    description:
      - The text of the email in HTML, instead of O(text). Requires O(subject).
      - M(community.pagerduty.pagerduty_template_render) creates both from a template.
    type: str
notes:
  - PagerDuty must know the sender of a status update. Set O(from_email), unless the token belongs to a user.
  - If the request gets no response, it is unknown whether PagerDuty sent the status update. The task fails with this
    message, and nothing is sent again.
seealso:
  - module: community.pagerduty.pagerduty_incident_note
  - module: community.pagerduty.pagerduty_template_render
"""

EXAMPLES = r"""
- name: Create a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Open an incident
  community.pagerduty.pagerduty_incident:
    state: triggered
    incident_key: web-shop-down
    service: Web shop
    title: The web shop is down
    from_email: owner@example.com
  register: down

- name: Send a status update, only if the incident is new
  community.pagerduty.pagerduty_incident_status_update:
    incident_key: web-shop-down
    service: Web shop
    text: We are looking into it.
    from_email: owner@example.com
  when: down is changed

- name: Send a status update as an email in HTML
  community.pagerduty.pagerduty_incident_status_update:
    incident: "{{ down.incident.id }}"
    text: The web shop is back in half an hour.
    subject: The web shop is down
    html_message: <p>The web shop is back in <b>half an hour</b>.</p>
    from_email: owner@example.com
"""

RETURN = r"""
status_update:
  description: The status update that PagerDuty sent. In check mode, the status update that would be sent.
  returned: success
  type: dict
  sample:
    id: PWL7QXS
    message: We are looking into it.
    created_at: "2026-11-21T09:00:00Z"
diff:
  description: The status update that was sent, or would be sent in check mode.
  returned: success
  type: dict
  sample:
    before: {}
    after:
      message: We are looking into it.
# generated: return values {request: POST /incidents/Q1MNR7DKW9KTQD/status_updates, missing: true}
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /incidents/Q1MNR7DKW9KTQD/status_updates
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
    request: {method: POST, path: "/incidents/Q1MNR7DKW9KTQD/status_updates", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._operations.status_update import STATUS_UPDATE_OPERATION


def main() -> None:
    run_module(STATUS_UPDATE_OPERATION)


if __name__ == "__main__":
    main()
