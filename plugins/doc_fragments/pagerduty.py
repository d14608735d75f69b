# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that tell where PagerDuty is and who asks."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - A REST API key of PagerDuty. Either an account's (Integrations > API Access Keys) or a user's (My Profile >
        User Settings).
      - If not set, the environment variable E(PAGERDUTY_API_TOKEN) is used, or else E(PAGERDUTY_TOKEN).
      - Use one of O(api_token), O(access_token), O(client_id) with O(client_secret), and O(client_id) with
        O(token_file) or O(refresh_token). What a task states wins over the environment.
    type: str
  access_token:
    description:
      - An OAuth access token that you have already.
      - If not set, the environment variable E(PAGERDUTY_ACCESS_TOKEN) is used.
    type: str
  refresh_token:
    description:
      - An OAuth refresh token, with which the app O(client_id) acts as the user who has allowed it to.
      - It is good for one use. PagerDuty then replaces it, and the new one has to be kept, see O(token_file). Without
        that it serves a single task, which warns.
      - With O(token_file), it is what the file is made from if it is not there yet, or if the one in it has ended.
      - If not set, the environment variable E(PAGERDUTY_REFRESH_TOKEN) is used.
    type: str
  token_file:
    description:
      - A file with a user's OAuth tokens, a JSON object with C(access_token), C(refresh_token) and C(expires_at)
        (such as V(2026-11-21T14:00:00Z)). An answer of PagerDuty's OAuth service, saved as it came, is one.
      - Its access token is used while it lives. When it has ended, O(client_id) and O(client_secret) renew it, and
        both tokens are written back at once, also in check mode. Tasks that run at the same time take turns.
      - Nobody but its owner may read or write it (mode 0600). Its directory has to be writable; a lock stays there, a
        file of the same name with C(.lock) behind it.
      - A symbolic link is followed. It stays, and the file that it leads to is replaced. Anything else than a regular
        file is rejected.
      - It is read and written where the task runs. That is on the host itself if the task is not a local one.
      - If not set, the environment variable E(PAGERDUTY_TOKEN_FILE) is used.
    type: path
  client_id:
    description:
      - The ID of a Scoped OAuth app (Integrations > App Registration), which fetches a token for itself, once for all
        items of a loop.
      - Needs O(client_secret), O(subdomain) and O(scopes); or, to act as a user, O(token_file) or O(refresh_token).
      - If not set, the environment variable E(PAGERDUTY_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - The secret of the app O(client_id). Apps that use PKCE have none.
      - If not set, the environment variable E(PAGERDUTY_CLIENT_SECRET) is used.
    type: str
  subdomain:
    description:
      - The account that the app O(client_id) acts on, as in C(https://SUBDOMAIN.pagerduty.com).
      - If not set, the environment variable E(PAGERDUTY_SUBDOMAIN) is used.
    type: str
  scopes:
    description:
      - The scopes to ask for with O(client_id), such as V(services.write). The task fails, naming them, if the app
        was not granted some of them.
      - If not set, the environment variable E(PAGERDUTY_SCOPES) is used; separate scopes by commas or spaces there.
    type: list
    elements: str
  region:
    description:
      - The service region of the account. An account of the other region answers as if the token were wrong.
      - If not set, the environment variable E(PAGERDUTY_REGION) is used, or else E(PAGERDUTY_SERVICE_REGION).
    type: str
    choices: [us, eu]
    default: us
  api_url:
    description:
      - The address of the REST API, where it is not the one of O(region). For the emulator, or a gateway.
      - If not set, the environment variable E(PAGERDUTY_API_URL) is used.
    type: str
  events_url:
    description:
      - The address of the Events API. Defaults to O(api_url) if that is set, else to the one of O(region).
      - If not set, the environment variable E(PAGERDUTY_EVENTS_URL) is used.
    type: str
  identity_url:
    description:
      - The address of the OAuth service. Defaults to O(api_url) if that is set, else to PagerDuty's.
      - If not set, the environment variable E(PAGERDUTY_IDENTITY_URL) is used.
    type: str
  from_email:
    description:
      - The user in whose name things are done. PagerDuty demands one for some requests, such as those that make
        users, when the token is an account's and so says nothing about who asks.
      - An e-mail address. A name or an ID will do as well, at the price of a request that looks the address up.
      - If not set, the environment variable E(PAGERDUTY_FROM_EMAIL) is used.
    type: str
  timeout:
    description:
      - Seconds to wait for one answer.
      - If not set, the environment variable E(PAGERDUTY_TIMEOUT) is used.
    type: float
    default: 30.0
  max_retries:
    description:
      - How often a request is tried again after server errors, broken connections and time-outs, with pauses that
        start at half a second and double. V(0) for never.
      - A request that makes something is only sent again once it is clear that the first one made nothing.
      - Rate limits (429) do not count as tries. They are waited out as PagerDuty says, up to 300 seconds in all for
        one request.
      - If not set, the environment variable E(PAGERDUTY_MAX_RETRIES) is used.
    type: int
    default: 4
  validate_certs:
    description:
      - Whether to check the server's TLS certificate. Turn it off for experiments only.
      - If not set, the environment variable E(PAGERDUTY_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file with the certificates of the authorities to trust, for a gateway with a certificate of your own.
      - It must be a regular file, or a symbolic link to one.
      - If not set, the environment variable E(PAGERDUTY_CA_PATH) is used.
    type: path
  debug:
    description:
      - Whether to return the requests that were made, as RV(ignore:requests). Each with C(method), C(path), C(status)
        (null if no usable answer came), C(outcome), C(milliseconds), and the C(request_id) that PagerDuty's support
        asks for.
      - Without it, the same is shown at C(-vvv).
    type: bool
    default: false
requirements:
  - requests
notes:
  - For local tasks the work is done in the controller's own process, which takes milliseconds, and the items of a
    loop share one connection and what was looked up. Elsewhere, or with C(become), C(async), another Python or an
    C(environment) of its own, the same code runs as an ordinary module.
seealso:
  - name: PagerDuty REST API
    description: Reference of the API.
    link: https://developer.pagerduty.com/api-reference/
"""
