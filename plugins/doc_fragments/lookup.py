# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options of modules, as lookups take them: in the call, or from variables."""

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
        O(token_file) or O(refresh_token). Options of the lookup and Ansible variables take precedence over environment
        variables.
    type: str
    vars:
      - name: ansible_pagerduty_api_token
  user_token:
    description:
      - The REST API key of a user (My Profile > User Settings), for what PagerDuty refuses to a key of the account.
        These are Slack connections. The user must be an admin or the account owner.
      - The default is the token of all other requests. That is sufficient if it belongs to a user, too.
      - If not set, the environment variable E(PAGERDUTY_USER_TOKEN) is used, unless the credentials are not from the
        environment either.
    type: str
    vars:
      - name: ansible_pagerduty_user_token
  access_token:
    description:
      - An existing OAuth access token.
      - If not set, the environment variable E(PAGERDUTY_ACCESS_TOKEN) is used.
    type: str
    vars:
      - name: ansible_pagerduty_access_token
  refresh_token:
    description:
      - An OAuth refresh token. The app O(client_id) uses it to act as the user who agreed to this.
      - PagerDuty accepts each refresh token once and returns a new one, which must be stored. Use O(token_file) for
        this. Without O(token_file), the token works for one task or lookup only, which warns.
      - With O(token_file), it is used if the file does not exist, or if the refresh token in the file is no longer
        valid.
      - If not set, the environment variable E(PAGERDUTY_REFRESH_TOKEN) is used.
    type: str
    vars:
      - name: ansible_pagerduty_refresh_token
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
      - If not set, the environment variable E(PAGERDUTY_TOKEN_FILE) is used.
    type: path
    vars:
      - name: ansible_pagerduty_token_file
  client_id:
    description:
      - The ID of a Scoped OAuth app (Integrations > App Registration). It is used to fetch one token for all items of a
        loop.
      - Requires O(client_secret), O(subdomain) and O(scopes). To act as a user, it requires O(token_file) or
        O(refresh_token) instead.
      - If not set, the environment variable E(PAGERDUTY_CLIENT_ID) is used.
    type: str
    vars:
      - name: ansible_pagerduty_client_id
  client_secret:
    description:
      - The secret of the app O(client_id). Apps that use PKCE have none.
      - If not set, the environment variable E(PAGERDUTY_CLIENT_SECRET) is used.
    type: str
    vars:
      - name: ansible_pagerduty_client_secret
  subdomain:
    description:
      - The account that the app O(client_id) acts on, as in C(https://SUBDOMAIN.pagerduty.com).
      - If not set, the environment variable E(PAGERDUTY_SUBDOMAIN) is used.
    type: str
    vars:
      - name: ansible_pagerduty_subdomain
  scopes:
    description:
      - The scopes to request with O(client_id), such as V(services.write). If PagerDuty does not grant some of them,
        the lookup fails and names them.
      - If not set, the environment variable E(PAGERDUTY_SCOPES) is used, with scopes separated by commas or spaces.
    type: list
    elements: str
    vars:
      - name: ansible_pagerduty_scopes
  region:
    description:
      - The service region of the account. In the wrong region, PagerDuty rejects the token.
      - If not set, the environment variable E(PAGERDUTY_REGION) is used, or else E(PAGERDUTY_SERVICE_REGION).
      - The default is V(us).
    type: str
    choices: [us, eu]
    vars:
      - name: ansible_pagerduty_region
  api_url:
    description:
      - The URL of the REST API, if it is not the URL of O(region). For example, the URL of the emulator or of a
        gateway.
      - If not set, the environment variable E(PAGERDUTY_API_URL) is used.
    type: str
    vars:
      - name: ansible_pagerduty_api_url
  events_url:
    description:
      - The URL of the Events API. The default is O(api_url) if it is set, otherwise the URL of O(region).
      - If not set, the environment variable E(PAGERDUTY_EVENTS_URL) is used.
    type: str
    vars:
      - name: ansible_pagerduty_events_url
  identity_url:
    description:
      - The URL of the OAuth service. The default is O(api_url) if it is set, otherwise PagerDuty's URL.
      - If not set, the environment variable E(PAGERDUTY_IDENTITY_URL) is used.
    type: str
    vars:
      - name: ansible_pagerduty_identity_url
  app_url:
    description:
      - The URL of PagerDuty's web application, which serves the API for Slack connections. The default is O(api_url) if
        it is set, otherwise the URL of O(region).
      - If not set, the environment variable E(PAGERDUTY_APP_URL) is used.
    type: str
    vars:
      - name: ansible_pagerduty_app_url
  from_email:
    description:
      - The user that requests are made for. An API key of the account does not identify a user. PagerDuty therefore
        requires this option for some requests, such as those that create users or incidents.
      - The email address of the user. A name or an ID also works, and costs one more request.
      - If not set, the environment variable E(PAGERDUTY_FROM_EMAIL) is used.
    type: str
    vars:
      - name: ansible_pagerduty_from_email
  timeout:
    description:
      - Seconds to wait for one response.
      - If not set, the environment variable E(PAGERDUTY_TIMEOUT) is used.
      - The default is V(30).
    type: float
    vars:
      - name: ansible_pagerduty_timeout
  max_retries:
    description:
      - How many times a request is retried after server errors, broken connections and timeouts. The first pause is
        half a second, and each further pause is twice as long. V(0) turns retries off.
      - A request that creates an object is sent again only if it is certain that the first request created nothing.
      - Rate limits (429) do not count as retries. The task waits as long as PagerDuty specifies, up to 300 seconds in
        total for one request.
      - If not set, the environment variable E(PAGERDUTY_MAX_RETRIES) is used.
      - The default is V(4).
    type: int
    vars:
      - name: ansible_pagerduty_max_retries
  validate_certs:
    description:
      - Whether to verify the server's TLS certificate. Turn it off only for tests.
      - If not set, the environment variable E(PAGERDUTY_VALIDATE_CERTS) is used.
      - The default is V(true).
    type: bool
    vars:
      - name: ansible_pagerduty_validate_certs
  ca_path:
    description:
      - A PEM file with the certificates of the certificate authorities to trust, for a gateway with your own
        certificate.
      - It must be a regular file, or a symbolic link to one.
      - If not set, the environment variable E(PAGERDUTY_CA_PATH) is used.
    type: path
    vars:
      - name: ansible_pagerduty_ca_path
  # end of generated: connection options
requirements:
  - requests
notes:
  - Lookups ignore C(module_defaults). Set the environment variables, which modules and lookups both use, or the
    variables C(ansible_pagerduty_*).
  - Lookups run on the controller, in Ansible's own process. All lookups and local tasks of a loop share one
    connection.
  - Lookups also run in check mode. They only read.
seealso:
  - name: PagerDuty REST API
    description: Reference of the API.
    link: https://developer.pagerduty.com/api-reference/
"""
