#!/usr/bin/python
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the OAuth clients of PagerDuty webhook subscriptions."""

from __future__ import annotations

DOCUMENTATION = r"""
module: pagerduty_webhook_oauth_client_info
short_description: List the OAuth clients of PagerDuty webhook subscriptions
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Returns all OAuth clients of webhook subscriptions, or one of them, without their secrets. See
    M(community.pagerduty.pagerduty_webhook_oauth_client).
extends_documentation_fragment:
  - community.pagerduty.pagerduty
  - community.pagerduty.attributes
  - community.pagerduty.attributes.info
  - community.pagerduty.attributes.actiongroup
options:
  id:
    description:
      - Only the OAuth client with this ID. The list is empty if it does not exist.
    type: str
  name:
    description:
      - Only OAuth clients with exactly this name. Case is ignored.
    type: str
notes:
  - PagerDuty requires the role of an admin or of the account owner for this request.
"""

EXAMPLES = r"""
- name: List all OAuth clients
  community.pagerduty.pagerduty_webhook_oauth_client_info:
  register: found

- name: Show those with which PagerDuty could not get a token
  ansible.builtin.debug:
    msg: "{{ found.oauth_clients | selectattr('status', 'eq', 'error') | map(attribute='name') }}"
"""

RETURN = r"""
oauth_clients:
  description: The OAuth clients, as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
  sample:
    - id: AGMEB7F7YJYELCPG4Y5YWMYGXE
      type: oauth_client
      name: Receivers
      client_id: pagerduty
      scope: webhooks.write
      token_url: https://login.example.com/oauth/token
      grant_type: client_credentials
      status: active
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
    status: 400
    code: 2001
    message: Invalid Input Provided
    errors: []
    request: {method: GET, path: "/webhook_subscriptions/oauth_clients", id: 3f8e4a2c}
# end of generated: return values
"""

from ..module_utils._shells.module import run_module  # first: it makes the other imports faster

# isort: split
from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.webhook_oauth_client import WEBHOOK_OAUTH_CLIENT


def main() -> None:
    run_module(info_operation(WEBHOOK_OAUTH_CLIENT))


if __name__ == "__main__":
    main()
