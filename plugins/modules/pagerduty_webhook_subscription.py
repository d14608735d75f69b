#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty webhook subscriptions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_webhook_subscription
short_description: Manage PagerDuty webhook subscriptions
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - A webhook subscription has PagerDuty send what happens to incidents and services, as it happens, to a URL. This
    module makes, changes, replaces and removes subscriptions.
  - Subscriptions have no name. One is identified by its O(url) together with whose events it sends, O(filter_type)
    and O(filter), or by its O(id).
  - PagerDuty signs each webhook with the subscription's secret. It shows the secret once, when the subscription is
    made. See O(secret_file).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
attributes:
  idempotent:
    support: partial
    details: O(replace=true) replaces the subscription each time. O(send_test=true) sends a test event each time.
options:
  state:
    description:
      - V(present) makes the subscription, or changes it.
      - V(absent) removes it. With O(url), all subscriptions that deliver there are removed, whosever events they
        send, or if O(filter_type) is stated those with that filter. With O(id), only that one.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - The ID of a subscription. The options O(url) and O(filter) then say what it shall become.
      - An ID that nothing has is an error with O(state=present), and nothing to do with O(state=absent).
    type: str
  url:
    description:
      - Where to send the webhooks. V(http) or V(https).
      - PagerDuty can't change it. With O(id) and another URL, the subscription is replaced, see O(replace).
      - Leave passwords out of it, because it is shown. Use O(custom_headers).
      - One of O(url) and O(id) is required.
    type: str
  filter_type:
    description:
      - Whose events to send, those of the whole account, of one service, or of a team.
      - For a new subscription V(account) if not set. With O(id) or O(state=absent), it doesn't count if it is not
        set.
    type: str
    choices: [account, service, team]
  filter:
    description:
      - The service or team, by name or ID. Needed with O(filter_type=service) and O(filter_type=team).
    type: str
  events:
    description:
      - The types of events to send, such as V(incident.triggered) or V(service.updated). Their order doesn't count.
      - Needed for a new subscription.
      - PagerDuty may add types. One that this module doesn't know is sent to PagerDuty all the same, with a warning.
    type: list
    elements: str
  description:
    description:
      - What the subscription is for. An empty text clears it.
    type: str
  custom_headers:
    description:
      - Headers that PagerDuty sends along with each webhook. An empty list removes them.
      - PagerDuty never shows their values, so only the names are compared. To send other values, use O(replace=true).
      - PagerDuty can't change them. If their names differ, the subscription is replaced, see O(replace).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The header's name. Case is ignored.
        type: str
        required: true
      value:
        description:
          - Its value. It is never shown.
        type: str
        required: true
  enabled:
    description:
      - Whether webhooks are sent. A new subscription sends them if this is not set.
      - PagerDuty itself switches a subscription off for 24 hours after three refused webhooks in a row. V(true) then
        switches it on. If this is not set, the module leaves that alone and warns.
    type: bool
  replace:
    description:
      - Whether to replace the subscription in any case, for a new secret, or to send other values of
        O(custom_headers). It is a change each time, so use it in a task that you run by hand.
      - A subscription is replaced by making another one with the same settings, and then removing the old one. In
        between, both deliver. The new one has another ID and another secret, of which the module warns.
      - If there are headers, O(custom_headers) has to be stated, as PagerDuty does not show their values. One with an
        OAuth client is not replaced.
    type: bool
    default: false
  send_test:
    description:
      - Whether to have PagerDuty send a test event (C(pagey.ping)) to O(url) at the end. That is no change by itself,
        and not done in check mode. Whether it arrived is not known here.
    type: bool
    default: false
  secret_file:
    description:
      - A file on the host where the module runs, to write the secret to when the subscription is made or replaced. It
        is written at once as a whole, with the permissions V(0600) and no line break.
      - A symbolic link is followed. It stays, and the file that it leads to is replaced. Anything else than a regular
        file, such as a device or a named pipe, is rejected.
      - The secret is then left out of the result. Without this, whoever sees the result sees the secret. Use
        C(no_log=true) for the task.
      - If the subscription is there already and the file is not, the task fails, as the secret can't be had any more.
    type: path
notes:
  - If PagerDuty's answer to the creation gets lost, what was made is looked for and removed, because its secret is
    lost with the answer. Then it is made again.
  - A service or a team can have ten subscriptions.
"""

EXAMPLES = r"""
- name: Send what happens to incidents to our receiver
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/pagerduty
    events:
      - incident.triggered
      - incident.acknowledged
      - incident.resolved
    description: Remediation
    custom_headers:
      - name: X-Environment
        value: production
    secret_file: "{{ playbook_dir }}/pagerduty-webhook.secret"

- name: Have a service
  community.pagerduty.pagerduty_service:
    name: Web shop
    escalation_policy: Default

- name: Send what happens to one service, and keep the secret for the tasks to come
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/web-shop
    filter_type: service
    filter: Web shop
    events: [incident.triggered, service.updated]
  no_log: true
  register: hook

- name: Pause it
  community.pagerduty.pagerduty_webhook_subscription:
    id: "{{ hook.webhook_subscription.id }}"
    enabled: false

- name: Change the secret, which replaces the subscription
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/pagerduty
    custom_headers:
      - name: X-Environment
        value: production
    replace: true
    secret_file: "{{ playbook_dir }}/pagerduty-webhook.secret"

- name: Remove all that deliver to a receiver, whosever events they are
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/web-shop
    state: absent
"""

RETURN = r"""
webhook_subscription:
  description:
    - The subscription as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - C(delivery_method.secret) holds the secret if the subscription was made or replaced, and O(secret_file) is not
      set. It is null otherwise. The values of headers are never shown.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: PY1OL64
    type: webhook_subscription
    active: true
    description: Remediation
    events: [incident.acknowledged, incident.resolved, incident.triggered]
    filter: {type: account_reference}
    delivery_method:
      id: PF9KMXH
      type: http_delivery_method
      url: https://hooks.example.com/pagerduty
      secret: null
      temporarily_disabled: false
      custom_headers:
        - {name: X-Environment, value: "-- redacted --"}
removed:
  description:
    - The IDs of the subscriptions that were removed, with O(state=absent), or because another one took their place.
  returned: success, or failure after something was changed
  type: list
  elements: str
  sample: []
diff:
  description: What changed, before and after. Of headers only the names, of the secret nothing.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {}
    after:
      url: https://hooks.example.com/pagerduty
      filter: account
      events: [incident.acknowledged, incident.resolved, incident.triggered]
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: POST
      path: /webhook_subscriptions
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
    errors: [Events can't be blank.]
    request: {method: POST, path: /webhook_subscriptions, id: 3f8e4a2c}
"""

from ..module_utils._module import run_module
from ..module_utils._operations.webhook_subscription import SUBSCRIPTION_OPERATION


def main() -> None:
    run_module(SUBSCRIPTION_OPERATION)


if __name__ == "__main__":
    main()
