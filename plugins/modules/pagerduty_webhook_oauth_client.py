#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the OAuth clients of PagerDuty webhook subscriptions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_webhook_oauth_client
short_description: Manage the OAuth clients of PagerDuty webhook subscriptions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - PagerDuty can send an OAuth token with each webhook, for receivers that require one. It gets the token from your
    OAuth server, with the credentials of an OAuth client. This module creates, updates and deletes these OAuth clients.
    O(community.pagerduty.pagerduty_webhook_subscription#module:oauth_client) assigns one to a subscription.
  - PagerDuty requests a token before it stores an OAuth client. If the OAuth server returns none, PagerDuty rejects the
    request.
  - The module manages only the options that the task specifies. Omitted options are left unchanged.
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.resource
  - community.pagerduty.attributes
  - community.pagerduty.attributes.manage
  - community.pagerduty.attributes.actiongroup
attributes:
  idempotent:
    support: partial
    details: O(update_secrets=true) sends the secret in each run.
options:
  state:
    description:
      - V(present) creates the OAuth client or updates it to match the options. V(absent) deletes it and ignores the
        other options.
      - An OAuth client that webhook subscriptions use is not deleted, because PagerDuty would then send their webhooks
        without a token. The error lists them.
  name:
    description:
      - The name of the OAuth client, with at most 255 characters. It identifies the OAuth client. Case is ignored.
      - With O(id), the new name of the OAuth client.
    type: str
  oauth_client_id:
    description:
      - The client ID that your OAuth server has assigned. Required to create an OAuth client.
      - O(client_id) is another option, for the connection to PagerDuty's API.
    type: str
  oauth_client_secret:
    description:
      - The client secret that your OAuth server has assigned. Required to create an OAuth client.
      - PagerDuty never returns it, so it is not compared. It is sent when the OAuth client is created, with each other
        change, and with O(update_secrets=true).
    type: str
  oauth_scope:
    description:
      - The scopes to request, separated by spaces. An empty string clears it.
    type: str
  token_url:
    description:
      - The URL of the token endpoint of your OAuth server. Required to create an OAuth client.
    type: str
  grant_type:
    description:
      - How PagerDuty requests the token. PagerDuty supports only this type, which is the default for a new OAuth
        client.
    type: str
    choices: [client_credentials]
  update_secrets:
    description:
      - Whether to send O(oauth_client_secret) although nothing else differs. This is a change in each run, so use it in
        a task that you run after you have changed the secret.
    type: bool
    default: false
notes:
  - PagerDuty requires the role of an admin or of the account owner for these requests.
  - An account can have ten OAuth clients.
  - PagerDuty requests a token after each update, so the module sends an update only if something differs.
seealso:
  - module: community.pagerduty.pagerduty_webhook_subscription
  - module: community.pagerduty.pagerduty_webhook_oauth_client_info
"""

EXAMPLES = r"""
- name: Create an OAuth client for webhooks
  community.pagerduty.pagerduty_webhook_oauth_client:
    name: Receivers
    oauth_client_id: pagerduty
    oauth_client_secret: "{{ receivers_secret | default('an example') }}"
    oauth_scope: webhooks.write
    token_url: https://login.example.com/oauth/token

- name: Send webhooks with its token
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/secured
    events: [incident.triggered, incident.resolved]
    oauth_client: Receivers
  no_log: true

- name: Change the secret, in a task that you run manually
  community.pagerduty.pagerduty_webhook_oauth_client:
    name: Receivers
    oauth_client_secret: "{{ receivers_secret | default('another example') }}"
    update_secrets: true

- name: Send webhooks without a token again
  community.pagerduty.pagerduty_webhook_subscription:
    url: https://hooks.example.com/secured
    oauth_client: ""

- name: Delete the OAuth client
  community.pagerduty.pagerduty_webhook_oauth_client:
    name: Receivers
    state: absent
"""

RETURN = r"""
oauth_client:
  description:
    - The OAuth client as it is in PagerDuty after the task, without its secret. In check mode, the predicted
      object, without the values that only PagerDuty creates.
    - C(status) is V(error) if PagerDuty could not get a token.
    - Null with O(state=absent).
  returned: success, or failure after something was changed
  type: dict
  sample:
    id: AGMEB7F7YJYELCPG4Y5YWMYGXE
    type: oauth_client
    name: Receivers
    client_id: pagerduty
    scope: webhooks.write
    token_url: https://login.example.com/oauth/token
    grant_type: client_credentials
    status: active
diff:
  description: The options that differed, with their values before and after. The secret is not shown.
  returned: success, or failure after something was changed
  type: dict
  sample:
    before: {oauth_scope: ""}
    after: {oauth_scope: webhooks.write}
# generated: return values
requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: GET
      path: /webhook_subscriptions/oauth_clients
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
    request: {method: PUT, path: "/webhook_subscriptions/oauth_clients/PQ9K7I8", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import resource_operation
from ..module_utils._resources.webhook_oauth_client import WEBHOOK_OAUTH_CLIENT


def main() -> None:
    run_module(resource_operation(WEBHOOK_OAUTH_CLIENT))


if __name__ == "__main__":
    main()
