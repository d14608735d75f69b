# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source for Event-Driven Ansible: receives PagerDuty's webhooks."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

DOCUMENTATION = r"""
---
name: pagerduty_webhook
short_description: Receive PagerDuty's webhooks
version_added: 1.0.0
author: The community.pagerduty contributors
description:
  - Receives the webhooks (V3) that PagerDuty sends for incidents and services, and passes each event to the rules, in
    order.
  - The source accepts only webhooks that are signed with the secret of a webhook subscription. It recognizes webhooks
    that PagerDuty repeats, or that somebody replays, by their IDs. They do not reach the rules again.
  - PagerDuty always gets a response within five seconds, even if rules are slow. With O(state_dir), the source responds
    after it has written the event to disk, so no event is lost if the rulebook is killed.
  - If O(max_waiting) events wait for the rules, the source responds with 503. PagerDuty then sends the webhooks again,
    for up to 48 hours.
  - With O(subscription), the source also creates the webhook subscription and keeps it up to date.
  - An event has two parts. C(event) is the event as PagerDuty sends it. C(meta) is a flat dictionary for conditions.
  - C(meta) of all events has C(event_type), C(resource_type), C(id), C(webhook_id), C(subscription), C(occurred_at),
    C(received_at), C(redelivered), C(verified), C(agent_id) and C(agent_name). Events of incidents add C(incident_id),
    C(incident_key), C(incident_number), C(incident_status), C(incident_title), C(incident_type), C(incident_url),
    C(urgency), C(priority), C(priority_id), C(escalation_policy_id), C(escalation_policy_name), C(assignees) and
    C(assignee_ids). Events of incidents and services add C(service_id), C(service_name), C(teams) and C(team_ids).
  - A key of C(meta) is missing if the webhook does not contain its value. C(priority), C(assignees) and C(teams) are
    names. The keys that end with C(_id) or C(_ids) are IDs.
  - C(meta.redelivered) is true if the event was received before a restart, so the rules may have received it before.
    C(meta.verified) is always true, because the source accepts only signed webhooks.
options:
  host:
    description:
      - The IP address or host name to listen on. The default is all addresses of the machine.
    type: str
    default: 0.0.0.0
  port:
    description:
      - The TCP port to listen on.
    type: int
    default: 5000
  path:
    description:
      - The path of the webhook's URL.
    type: str
    default: /pagerduty
  certfile:
    description:
      - A PEM file with the certificate for TLS, and its chain up to the certificate authority.
      - PagerDuty trusts only public certificate authorities, and uses TLS 1.2. Omit this option if a reverse proxy
        terminates TLS.
    type: path
  keyfile:
    description:
      - A PEM file with the private key of O(certfile). Required if O(certfile) does not contain the key.
    type: path
  password:
    description:
      - The password of the private key.
    type: str
  cafile:
    description:
      - A PEM file with certificates of certificate authorities. If it is set, clients must present a certificate of one
        of these authorities (mutual TLS), also for O(health_path) and O(metrics_path).
    type: path
  client_names:
    description:
      - The names to accept in a client's certificate, as its common name or an alternative name. Webhooks from other
        clients are rejected. The default is to accept all certificates of the authorities in O(cafile).
      - PagerDuty presents a certificate of a public authority for V(webhooks.pagerduty.com), or for
        V(webhooks.eu.pagerduty.com) in the service region EU.
    type: list
    elements: str
  secrets:
    description:
      - The secrets of the webhook subscriptions. PagerDuty shows a secret only once, when the subscription is created.
        A webhook is valid if it is signed with one of them. To change a secret, specify the old and the new one for
        some time.
      - If not set, the environment variable E(PAGERDUTY_WEBHOOK_SECRET) is used, with secrets separated by commas.
      - Not required with O(subscription), because the source then stores the secret itself.
    type: list
    elements: str
    aliases: [secret]
  events:
    description:
      - The event types to pass to the rules, such as V(incident.triggered), or patterns such as V(incident.*).
      - A name or pattern that matches no event type is rejected when the source starts. If PagerDuty adds an event type
        that this collection does not know, only a pattern such as V(incident.*) selects it.
      - PagerDuty's test event V(pagey.ping) reaches the rules only if the list contains exactly this name.
    type: list
    elements: str
    default: [incident.*, service.*]
  services:
    description:
      - Passes only events of these services and their incidents to the rules. Names or IDs.
      - This option, O(teams), O(priorities) and O(urgencies) compare values in the webhook. Events about notes,
        responders, tasks, field values and similar contain no service, team, priority or urgency, so these options
        exclude them. To receive them for one service or team, use O(subscription.service) or O(subscription.team).
    type: list
    elements: str
  teams:
    description:
      - Passes only events of these teams' incidents and services to the rules. Names or IDs.
    type: list
    elements: str
  priorities:
    description:
      - Passes only events of incidents with these priorities to the rules. Names, such as V(P1), or IDs.
    type: list
    elements: str
  urgencies:
    description:
      - Passes only events of incidents with these urgencies to the rules.
    type: list
    elements: str
    choices: [high, low]
  state_dir:
    description:
      - The directory where the source stores events until the rules have fetched them, and the IDs of the last 100,000
        events. It is created if it does not exist, and only its owner can read it. Several sources can share it if each
        has a different port.
      - Without this option, waiting events are lost when the rulebook ends, and webhooks that PagerDuty repeats after a
        restart count as new.
      - If the file is deleted while the source runs, the source writes it again. If events can't be stored, because
        the disk is full or the file was replaced, webhooks get 503, and PagerDuty sends them again.
    type: path
  max_body:
    description:
      - The maximum size of a request in bytes. Larger requests are rejected. PagerDuty sends up to 256 KB.
    type: int
    default: 307200
  max_waiting:
    description:
      - The maximum number of events that wait for the rules. If it is reached, webhooks get 503, and PagerDuty sends
        them again later.
    type: int
    default: 1000
  stalled_after:
    description:
      - If events wait and the rules take none for this number of seconds, O(health_path) and O(metrics_path) report a
        failure, and the source logs an error. V(0) turns this check off.
      - Use a longer time than the longest run of a playbook. ansible-rulebook takes no events while about ten matches
        wait for a playbook to end.
    type: float
    default: 900.0
  health_path:
    description:
      - The path that returns the health of the source as JSON. The status is 503 if events can't be stored or the rules
        take no events (see O(stalled_after)), otherwise 200. An empty string turns it off.
    type: str
    default: /health
  metrics_path:
    description:
      - The path that returns the counters in the text format of Prometheus. An empty string turns it off.
    type: str
    default: /metrics
  log_interval:
    description:
      - Seconds after which the source logs the counters if they have changed. V(0) turns this off.
    type: float
    default: 300.0
  subscription:
    description:
      - Creates and updates the webhook subscription. When the source starts, it searches for a subscription with the
        same O(subscription.url) and the same service or team. If none exists, the source creates it. It also updates
        the events of the subscription to O(events), and enables it if PagerDuty has disabled it.
      - URLs are compared in the same way as PagerDuty compares them. The case of the scheme and the host is ignored.
      - If PagerDuty's API has a temporary error (no connection, 5xx, a rate limit), the source logs a warning, waits
        and tries again. Any other error, such as a wrong token, ends the rulebook.
      - The source stores the secret of the subscription in O(state_dir). If it does not know the secret of an existing
        subscription, it replaces the subscription by a new one, unless O(secrets) is set.
      - Requires the connection options, or their environment variables. The token needs permission to write webhook
        subscriptions.
      - Do not use this option for several sources with the same URL, because each of them would replace the
        subscription of the others. Use O(secrets) for these.
    type: dict
    suboptions:
      url:
        description:
          - The URL at which PagerDuty reaches this source. If there is a reverse proxy, its external URL.
        type: str
        required: true
      service:
        description:
          - Subscribes to the events of this service and its incidents. A name or an ID. Without this option and
            O(subscription.team), the subscription is for the whole account.
        type: str
      team:
        description:
          - Subscribes to the events of this team's services and incidents. A name or an ID.
        type: str
      description:
        description:
          - The description of the subscription. If it is not set, the description is left unchanged.
        type: str
      ping:
        description:
          - Whether to request a test event from PagerDuty when the source starts. If it does not arrive, the source
            logs an error.
        type: bool
        default: true
      ping_timeout:
        description:
          - Seconds to wait for the test event.
        type: float
        default: 30.0
      remove_on_shutdown:
        description:
          - Whether to delete the subscription when the source ends. PagerDuty then drops the events that it has not
            delivered.
        type: bool
        default: false
  # generated: connection options
  api_token:
    description:
      - A PagerDuty REST API key. Either a key of the account (Integrations > API Access Keys) or a key of a user (My
        Profile > User Settings). It must have permission to write.
      - This option and the other options for the connection to PagerDuty's API, such as O(client_id) and O(region), are
        used only with O(subscription).
      - If not set, the environment variable E(PAGERDUTY_API_TOKEN) is used, or else E(PAGERDUTY_TOKEN).
      - Specify one of O(api_token), O(access_token), O(client_id) with O(client_secret), or O(client_id) with
        O(token_file) or O(refresh_token). Options of the source take precedence over environment variables.
    type: str
  user_token:
    description:
      - Not used by this source. The option exists so that you can use the same connection options everywhere.
      - If not set, the environment variable E(PAGERDUTY_USER_TOKEN) is used, unless the credentials are not from the
        environment either.
    type: str
  access_token:
    description:
      - An existing OAuth access token. The source can't renew it when it expires.
      - If not set, the environment variable E(PAGERDUTY_ACCESS_TOKEN) is used.
    type: str
  refresh_token:
    description:
      - An OAuth refresh token. The app O(client_id) uses it to act as the user who agreed to this.
      - PagerDuty accepts each refresh token once and returns a new one, which must be stored. Use O(token_file) for
        this. Without O(token_file), the token can't be used again after a restart of the rulebook.
      - With O(token_file), it is used if the file does not exist, or if the refresh token in the file is no longer
        valid.
      - If not set, the environment variable E(PAGERDUTY_REFRESH_TOKEN) is used.
    type: str
  token_file:
    description:
      - A file with a user's OAuth tokens, a JSON object with C(access_token), C(refresh_token) and C(expires_at) (such
        as V(2026-11-21T14:00:00Z)). It is the same file that the modules of this collection use.
      - The access token in the file is used until it expires. It is then renewed with O(client_id) and
        O(client_secret), and both new tokens are written to the file immediately.
      - Only its owner can have permission to read and write the file (mode 0600). Its directory must be writable. A
        lock file with the same name and the suffix C(.lock) is created there.
      - A symbolic link is followed, and the file that it points to is replaced. Everything except a regular file is
        rejected.
      - If not set, the environment variable E(PAGERDUTY_TOKEN_FILE) is used.
    type: path
  client_id:
    description:
      - The ID of a Scoped OAuth app (Integrations > App Registration). It is used to fetch and renew the token.
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
      - The scopes to request with O(client_id). This source needs V(webhook_subscriptions.read) and
        V(webhook_subscriptions.write). To use names in O(subscription), it also needs V(services.read) or
        V(teams.read).
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
      - Not used by this source. The option exists so that you can use the same connection options everywhere.
      - If not set, the environment variable E(PAGERDUTY_EVENTS_URL) is used.
    type: str
  identity_url:
    description:
      - The URL of the OAuth service. The default is O(api_url) if it is set, otherwise PagerDuty's URL.
      - If not set, the environment variable E(PAGERDUTY_IDENTITY_URL) is used.
    type: str
  app_url:
    description:
      - Not used by this source. The option exists so that you can use the same connection options everywhere.
      - If not set, the environment variable E(PAGERDUTY_APP_URL) is used.
    type: str
  from_email:
    description:
      - The user that requests are made for, by email address. A name or an ID also works, and costs one more request.
        This source does not require it.
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
      - Rate limits (429) do not count as retries. The source waits as long as PagerDuty specifies.
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
requirements:
  - aiohttp
  - requests, for O(subscription)
notes:
  - Install the requirements for the Python that runs C(ansible-rulebook).
seealso:
  - name: PagerDuty webhooks V3
    description: Describes all event types and their contents.
    link: https://developer.pagerduty.com/docs/webhooks-overview
"""

EXAMPLES = r"""
---
# The webhook subscription exists. PagerDuty has shown its secret when it was created.
- name: Remediate incidents
  hosts: localhost
  sources:
    - community.pagerduty.pagerduty_webhook:
        port: 5000
        secret: "{{ webhook_secret }}"
        state_dir: /var/lib/eda/pagerduty
  rules:
    - name: Free disk space
      condition: event.meta.event_type == "incident.triggered" and event.meta.incident_title is search("disk.*full")
      action:
        run_playbook:
          name: free_disk.yml

# The source creates the subscription for the incidents of a team. It uses the environment variable PAGERDUTY_API_TOKEN.
- name: Show the incidents of a team
  hosts: localhost
  sources:
    - community.pagerduty.pagerduty_webhook:
        events: [incident.triggered, incident.escalated]
        priorities: [P1, P2]
        state_dir: /var/lib/eda/pagerduty
        subscription:
          url: https://eda.example.com/pagerduty
          team: Platform
  rules:
    - name: Show the event
      condition: event.meta.incident_id is defined
      action:
        print_event:

# The source terminates TLS itself, and accepts only clients with PagerDuty's certificate.
- name: Receive webhooks without a reverse proxy
  hosts: localhost
  sources:
    - community.pagerduty.pagerduty_webhook:
        port: 8443
        certfile: /etc/eda/chain.pem
        keyfile: /etc/eda/key.pem
        cafile: /etc/ssl/certs/ca-certificates.crt
        client_names: [webhooks.pagerduty.com]
        secrets: ["{{ old_secret }}", "{{ new_secret }}"]
  rules:
    - name: Show a new service
      condition: event.meta.event_type == "service.created"
      action:
        print_event:
"""


def _library() -> Any:
    """Import the source's code."""
    folder = Path(__file__).absolute().parents[4] / "plugins" / "plugin_utils" / "_triggers"
    # Not runpy: where Ansible's collection loader is active, it takes the file for a directory.
    spec: Any = importlib.util.spec_from_file_location("_import", folder / "_import.py")
    importer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(importer)
    return importer.library("_webhook")


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Put PagerDuty's events into the queue until cancelled."""
    await _library().run(queue, args)
