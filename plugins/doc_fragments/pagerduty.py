# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that tell where PagerDuty is and who asks."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  # generated: connection options
  api_token:
    description:
      - A PagerDuty REST API key. Either a key of the account (Integrations > API Access Keys) or a key of a user (My
        Profile > User Settings).
      - If not set, the environment variable E(PAGERDUTY_API_TOKEN) is used, or else E(PAGERDUTY_TOKEN).
      - Specify one of O(api_token), O(access_token), O(client_id) with O(client_secret), or O(client_id) with
        O(token_file) or O(refresh_token). Options of the task take precedence over environment variables.
    type: str
  user_token:
    description:
      - The REST API key of a user (My Profile > User Settings), for what PagerDuty refuses to a key of the account.
        These are Slack connections. The user must be an admin or the account owner.
      - The default is the token of all other requests. That is sufficient if it belongs to a user, too.
      - If not set, the environment variable E(PAGERDUTY_USER_TOKEN) is used, unless the credentials are not from the
        environment either.
    type: str
  access_token:
    description:
      - An existing OAuth access token.
      - If not set, the environment variable E(PAGERDUTY_ACCESS_TOKEN) is used.
    type: str
  refresh_token:
    description:
      - An OAuth refresh token. The app O(client_id) uses it to act as the user who agreed to this.
      - PagerDuty accepts each refresh token once and returns a new one, which must be stored. Use O(token_file) for
        this. Without O(token_file), the token works for one task only, and the task warns.
      - With O(token_file), it is used if the file does not exist, or if the refresh token in the file is no longer
        valid.
      - If not set, the environment variable E(PAGERDUTY_REFRESH_TOKEN) is used.
    type: str
  token_file:
    description:
      - A file with a user's OAuth tokens, a JSON object with C(access_token), C(refresh_token) and C(expires_at) (such
        as V(2026-11-21T14:00:00Z)). You can save a response of PagerDuty's OAuth service as this file.
      - The access token in the file is used until it expires. It is then renewed with O(client_id) and
        O(client_secret), and both new tokens are written to the file immediately, also in check mode. Tasks that run at
        the same time wait for each other.
      - Only its owner can have permission to read and write the file (mode 0600). Its directory must be writable. A
        lock file with the same name and the suffix C(.lock) is created there.
      - A symbolic link is followed, and the file that it points to is replaced. Everything except a regular file is
        rejected.
      - The file is on the host where the task runs.
      - If not set, the environment variable E(PAGERDUTY_TOKEN_FILE) is used.
    type: path
  client_id:
    description:
      - The ID of a Scoped OAuth app (Integrations > App Registration). It is used to fetch one token for all items of a
        loop.
      - Requires O(client_secret), O(subdomain) and O(scopes). To act as a user, it requires O(token_file) or
        O(refresh_token) instead.
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
      - The scopes to request with O(client_id), such as V(services.write). If PagerDuty does not grant some of them,
        the task fails and names them.
      - If not set, the environment variable E(PAGERDUTY_SCOPES) is used, with scopes separated by commas or spaces.
    type: list
    elements: str
  region:
    description:
      - The service region of the account. In the wrong region, PagerDuty rejects the token.
      - If not set, the environment variable E(PAGERDUTY_REGION) is used, or else E(PAGERDUTY_SERVICE_REGION).
    type: str
    choices: [us, eu]
    default: us
  api_url:
    description:
      - The URL of the REST API, if it is not the URL of O(region). For example, the URL of the emulator or of a
        gateway.
      - If not set, the environment variable E(PAGERDUTY_API_URL) is used.
    type: str
  events_url:
    description:
      - The URL of the Events API. The default is O(api_url) if it is set, otherwise the URL of O(region).
      - If not set, the environment variable E(PAGERDUTY_EVENTS_URL) is used.
    type: str
  identity_url:
    description:
      - The URL of the OAuth service. The default is O(api_url) if it is set, otherwise PagerDuty's URL.
      - If not set, the environment variable E(PAGERDUTY_IDENTITY_URL) is used.
    type: str
  app_url:
    description:
      - The URL of PagerDuty's web application, which serves the API for Slack connections. The default is O(api_url) if
        it is set, otherwise the URL of O(region).
      - If not set, the environment variable E(PAGERDUTY_APP_URL) is used.
    type: str
  from_email:
    description:
      - The user that requests are made for. An API key of the account does not identify a user. PagerDuty therefore
        requires this option for some requests, such as those that create users or incidents.
      - The email address of the user. A name or an ID also works, and costs one more request.
      - If not set, the environment variable E(PAGERDUTY_FROM_EMAIL) is used.
    type: str
  timeout:
    description:
      - Seconds to wait for one response.
      - If not set, the environment variable E(PAGERDUTY_TIMEOUT) is used.
    type: float
    default: 30.0
  max_retries:
    description:
      - How many times a request is retried after server errors, broken connections and timeouts. The first pause is
        half a second, and each further pause is twice as long. V(0) turns retries off.
      - A request that creates an object is sent again only if it is certain that the first request created nothing.
      - Rate limits (429) do not count as retries. The task waits as long as PagerDuty specifies, up to 300 seconds in
        total for one request.
      - If not set, the environment variable E(PAGERDUTY_MAX_RETRIES) is used.
    type: int
    default: 4
  validate_certs:
    description:
      - Whether to verify the server's TLS certificate. Turn it off only for tests.
      - If not set, the environment variable E(PAGERDUTY_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A PEM file with the certificates of the certificate authorities to trust, for a gateway with your own
        certificate.
      - It must be a regular file, or a symbolic link to one.
      - If not set, the environment variable E(PAGERDUTY_CA_PATH) is used.
    type: path
  # end of generated: connection options
  debug:
    description:
      - Whether to return the requests of the task, as RV(ignore:requests). Each has C(method), C(path), C(status)
        (null if there was no usable response), C(outcome), C(milliseconds), and the C(request_id) that PagerDuty's
        support asks for.
      - V(full) also returns headers and bodies, as C(request_headers), C(request_body), C(response_headers) and
        C(response_body). Credentials are masked, and all values with the name of a secret, such as C(routing_key).
        Everything else is returned unchanged, also names and email addresses.
      - Otherwise V(true) or V(false).
      - C(-vvv) shows the same information as V(true), without this option.
    type: raw
    default: false
requirements:
  - Python 3.9 or newer
  - requests
notes:
  - Local tasks run in the controller's own process, which takes milliseconds. The items of a loop share one
    connection and the results of lookups. On other hosts, or with C(become), C(async), another Python or additional
    variables in C(environment), the same code runs as an ordinary module.
seealso:
  - name: PagerDuty REST API
    description: Reference of the API.
    link: https://developer.pagerduty.com/api-reference/
"""
