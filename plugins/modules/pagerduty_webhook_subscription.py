#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage PagerDuty webhook subscriptions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_webhook_subscription
short_description: Manage PagerDuty webhook subscriptions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - With a webhook subscription, PagerDuty sends the events of incidents and services to a URL. This module creates,
    updates, replaces and deletes subscriptions.
  - Subscriptions have no name. A subscription is identified by its O(url), O(filter_type) and O(filter) together, or
    by its O(id).
  - PagerDuty signs each webhook with the secret of the subscription. It returns the secret only once, when the
    subscription is created. See O(secret_file).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
attributes:
  idempotent:
    support: partial
    details: O(replace=true) replaces the subscription in each run. O(send_test=true) sends a test event in each run.
options:
  state:
    description:
      - V(present) creates the subscription, or updates it.
      - V(absent) deletes it. With O(url), all subscriptions that deliver to this URL are deleted. If O(filter_type)
        is set, only those with this filter. With O(id), only this subscription.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - The ID of a subscription. O(url) and O(filter) are then its new values.
      - If no subscription has this ID, the task fails with O(state=present), and changes nothing with
        O(state=absent).
    type: str
  url:
    description:
      - The URL that PagerDuty sends the webhooks to, with V(http) or V(https).
      - PagerDuty can't change the URL. With O(id) and another URL, the subscription is replaced, see O(replace).
      - The URL is shown in results, so it must not contain passwords. Use O(custom_headers) instead.
      - One of O(url) and O(id) is required.
    type: str
  filter_type:
    description:
      - Which events to send, those of the whole account, of one service, or of one team.
      - The default for a new subscription is V(account). With O(id) or O(state=absent), there is no default.
    type: str
    choices: [account, service, team]
  filter:
    description:
      - The service or team, by name or ID. Required with O(filter_type=service) and O(filter_type=team).
    type: str
  events:
    description:
      - The types of events to send, such as V(incident.triggered) or V(service.updated). The order is ignored.
      - Required to create a subscription.
      - PagerDuty may add types. A type that this module does not know is sent to PagerDuty, and the module warns.
    type: list
    elements: str
  description:
    description:
      - A description of the subscription. An empty string clears it.
    type: str
  custom_headers:
    description:
      - Headers that PagerDuty sends with each webhook. An empty list removes them.
      - PagerDuty never returns the values, so only the names are compared. To change values, use O(replace=true).
      - PagerDuty can't change headers. If the names differ, the subscription is replaced, see O(replace).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the header. Case is ignored.
        type: str
        required: true
      value:
        description:
          - The value of the header. It is never shown.
        type: str
        required: true
  oauth_client:
    description:
      - The OAuth client with which PagerDuty gets a token for the webhooks, by name or ID, see
        M(community.pagerduty.pagerduty_webhook_oauth_client). An empty string removes it. Webhooks then have no token.
    type: str
  enabled:
    description:
      - Whether webhooks are sent. The default for a new subscription is V(true).
      - PagerDuty disables a subscription for 24 hours after three rejected webhooks in a row. V(true) enables it
        again. If this option is not set, the module does not enable it and warns.
    type: bool
  replace:
    description:
      - Whether to replace the subscription even if nothing differs, to get a new secret or to change values of
        O(custom_headers). This is a change in each run, so use it in a task that you run manually.
      - To replace a subscription, the module creates a new one with the same settings, and then deletes the old one.
        For a moment, both deliver events. The new one has another ID and another secret. The module warns about this.
      - If the subscription has headers, O(custom_headers) is required, because PagerDuty does not return their
        values.
    type: bool
    default: false
  send_test:
    description:
      - Whether PagerDuty sends a test event (C(pagey.ping)) to O(url) at the end of the task. This is not reported as
        a change, and not done in check mode. The module does not know whether the event arrives.
    type: bool
    default: false
  secret_file:
    description:
      - A file on the host where the task runs. The secret is written to it when the subscription is created or
        replaced. The file is replaced atomically, with the permissions V(0600) and without a line break.
      - A symbolic link is followed, and the file that it points to is replaced. Everything except a regular file,
        such as a device or a named pipe, is rejected.
      - The result then does not contain the secret. Without this option, everyone who sees the result sees the
        secret. Use C(no_log=true) for the task in this case.
      - If the subscription exists and the file does not, the task fails, because PagerDuty does not return the secret
        again.
    type: path
notes:
  - If the request that creates a subscription gets no response, the secret is lost. The module then finds and deletes
    this subscription, and creates it again.
  - A service or a team can have ten subscriptions.
"""

EXAMPLES = r"""
- name: Send events of incidents to a receiver
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

- name: Create a service
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

- name: Disable the subscription
  community.pagerduty.pagerduty_webhook_subscription:
    id: "{{ hook.webhook_subscription.id }}"
    enabled: false

- name: Replace the subscription to get a new secret
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/pagerduty
    custom_headers:
      - name: X-Environment
        value: production
    replace: true
    secret_file: "{{ playbook_dir }}/pagerduty-webhook.secret"

- name: Delete all subscriptions that deliver to a receiver
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/web-shop
    state: absent
"""

RETURN = r"""
webhook_subscription:
  description:
    - The subscription as it is in PagerDuty after the task. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - C(delivery_method.secret) is the secret if the subscription was created or replaced and O(secret_file) is not
      set. Otherwise it is null. The values of headers are never shown.
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
    - The IDs of the subscriptions that were deleted, with O(state=absent) or because they were replaced.
  returned: success, or failure after something was changed
  type: list
  elements: str
  sample: []
diff:
  description:
    - The options that differed, with their values before and after. Only the names of headers, and never the secret.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {}
    after:
      url: https://hooks.example.com/pagerduty
      filter: account
      events: [incident.acknowledged, incident.resolved, incident.triggered]
# generated: return values {request: POST /webhook_subscriptions, errors: [Events can't be blank.]}
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
    status: 404
    code: 2100
    message: Not Found
    errors: [Events can't be blank.]
    request: {method: PUT, path: "/webhook_subscriptions/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.webhook_subscription import WEBHOOK_SUBSCRIPTION


def main() -> None:
    run_module(resource_operation(WEBHOOK_SUBSCRIPTION))


if __name__ == "__main__":
    main()
