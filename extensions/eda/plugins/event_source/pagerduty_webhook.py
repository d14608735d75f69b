# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event source for Event-Driven Ansible: PagerDuty's webhooks."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

DOCUMENTATION = r"""
---
name: pagerduty_webhook
short_description: Receive PagerDuty's webhooks
version_added: 0.1.0
author: The community.pagerduty contributors
description:
  - Listens for the webhooks (V3) that PagerDuty sends when something happens to an incident or a service, and gives
    each event to the rules, in order.
  - Only what is signed with the secret of a webhook subscription is taken. A webhook that comes again, because
    PagerDuty did not hear the answer or because somebody replays it, is answered and dropped.
  - PagerDuty has its answer within five seconds whatever the rules are doing. With O(state_dir) it has it once the
    event is on disk, so that no event is lost if the rulebook dies.
  - Where rules are slower than events, PagerDuty is asked to send them again later, which it does for 48 hours.
  - With O(subscription) the source makes the webhook subscription, too, and keeps it as it should be.
  - An event has two parts. C(event) is what PagerDuty sent. C(meta) is flat, for conditions. It has C(event_type),
    C(resource_type), C(id), C(webhook_id), C(subscription), C(occurred_at), C(received_at), C(redelivered),
    C(agent_id), C(agent_name); of an incident C(incident_id), C(incident_key), C(incident_number), C(incident_status),
    C(incident_title), C(incident_type), C(incident_url), C(urgency), C(priority), C(priority_id),
    C(escalation_policy_id), C(escalation_policy_name), C(assignees), C(assignee_ids); and C(service_id),
    C(service_name), C(teams), C(team_ids). What the webhook does not say is left out. Priorities, teams, services,
    policies and people are named; their IDs stand beside.
  - C(meta.redelivered) is true for an event that was received before a restart, and that the rules had not taken then,
    or had just taken.
options:
  host:
    description:
      - The address to listen on. By default all of the machine's.
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
      - A PEM file with the certificate, and the chain up to its authority, for TLS. PagerDuty trusts public
        authorities only, and speaks TLS 1.2. Leave it out behind a proxy that ends TLS.
    type: path
  keyfile:
    description:
      - A PEM file with the key of O(certfile), if it is not in that file.
    type: path
  password:
    description:
      - The password of the key.
    type: str
  cafile:
    description:
      - A PEM file with authorities. Clients must show a certificate of one of them (mutual TLS), also for
        O(health_path) and O(metrics_path).
    type: path
  client_names:
    description:
      - The names that a client's certificate may have, as its common name or as an alternative name. Webhooks from
        others are refused. By default all certificates of O(cafile) will do.
      - PagerDuty shows a certificate of a public authority for V(webhooks.pagerduty.com), or
        V(webhooks.eu.pagerduty.com) in the service region of Europe.
    type: list
    elements: str
  secrets:
    description:
      - The secrets of the webhook subscriptions. PagerDuty shows one once, when a subscription is made. List the old
        and the new one while you change from one to the other.
      - If not set, the environment variable E(PAGERDUTY_WEBHOOK_SECRET) is used; separate several by commas there.
      - Not needed with O(subscription), which learns it.
    type: list
    elements: str
    aliases: [secret]
  events:
    description:
      - The event types to give to the rules, such as V(incident.triggered), or patterns of them such as V(incident.*).
      - A name or pattern that matches no event type ends the source when it starts. New event types of PagerDuty, which
        this collection does not know yet, are selected by patterns such as V(incident.*).
      - PagerDuty's test event V(pagey.ping) is answered, and given to the rules only if it is listed by that name.
    type: list
    elements: str
    default: [incident.*, service.*]
  services:
    description:
      - Give only events of these services to the rules. Names or IDs.
      - This and the following options compare what the webhook says. Events about notes, responders, tasks, field
        values and the like name no service, team, priority or urgency, and so are left out. To have them of one
        service or team, use the filter of the subscription instead.
    type: list
    elements: str
  teams:
    description:
      - Give only events of incidents and services of these teams to the rules. Names or IDs.
    type: list
    elements: str
  priorities:
    description:
      - Give only events of incidents of these priorities to the rules. Names, such as V(P1), or IDs.
    type: list
    elements: str
  urgencies:
    description:
      - Give only events of incidents of these urgencies to the rules.
    type: list
    elements: str
    choices: [high, low]
  state_dir:
    description:
      - A directory in which to keep events until the rules have taken them, and to know after a restart what was
        received before. It is made if it is not there, for its owner alone. Sources may share it, each on a port of
        its own.
      - Without it, events that wait for the rules are lost when the rulebook ends, and a webhook that comes again
        after that is taken for a new one.
      - The last 100,000 events are remembered.
      - If the file is deleted while the source runs, the source writes it again. While events can't be stored, because
        the disk is full or another file took its place, webhooks get 503, and PagerDuty sends them again.
    type: path
  max_body:
    description:
      - Bytes that a request may have. PagerDuty sends up to 256 KB.
    type: int
    default: 307200
  max_waiting:
    description:
      - Events that may wait for the rules. As long as so many do, PagerDuty is asked to send more later.
    type: int
    default: 1000
  stalled_after:
    description:
      - Seconds after which O(health_path) and O(metrics_path) report a failure, and the log an error, if events wait
        and the rules have taken none. V(0) for never.
      - Choose more than the longest run of a playbook. ansible-rulebook takes no events while about ten matches wait
        for a playbook to end.
    type: float
    default: 900.0
  health_path:
    description:
      - The path that shows the source's health as JSON. The status is 503 if events can't be stored or the rules have
        stopped (see O(stalled_after)), else 200. Empty for none.
    type: str
    default: /health
  metrics_path:
    description:
      - Where to tell the counters, in the text format of Prometheus. Empty for nowhere.
    type: str
    default: /metrics
  log_interval:
    description:
      - Seconds between two lines with the counters in the log, if they have changed. V(0) for never.
    type: float
    default: 300.0
  subscription:
    description:
      - Have the source see to the webhook subscription itself. On start it finds the one for O(subscription.url) and
        the same service or team, or makes it. It brings its events up to date, and enables it if PagerDuty has
        disabled it.
      - URLs are compared as PagerDuty treats them. The case of the scheme and the host does not matter.
      - While PagerDuty's API has a temporary error (no connection, 5xx, a rate limit), the source logs a warning, waits
        and tries again. Any other error, such as a wrong token, ends it.
      - The secret is kept in O(state_dir). A subscription whose secret is not known is replaced by a new one, unless
        O(secrets) is set.
      - Needs the connection options, or their environment variables. The token must be allowed to write webhook
        subscriptions.
      - Not for several sources behind one URL, each of which would replace the other's subscription. Set O(secrets)
        there.
    type: dict
    suboptions:
      url:
        description:
          - The URL at which PagerDuty reaches this source, through whatever proxy there is.
        type: str
        required: true
      service:
        description:
          - Subscribe to the events of this service and its incidents. Name or ID. By default to the account's.
        type: str
      team:
        description:
          - Subscribe to the events of this team's services and incidents. Name or ID.
        type: str
      description:
        description:
          - The description of the subscription. Left alone if not set.
        type: str
      ping:
        description:
          - Whether to have PagerDuty send a test event, and to log an error if it does not arrive.
        type: bool
        default: true
      ping_timeout:
        description:
          - Seconds to wait for the test event.
        type: float
        default: 30.0
      remove_on_shutdown:
        description:
          - Whether to remove the subscription when the source ends. PagerDuty drops what it could not deliver by then.
        type: bool
        default: false
  api_token:
    description:
      - A REST API key of PagerDuty, for O(subscription), as are all options that follow. They are those of the
        modules.
      - If not set, the environment variable E(PAGERDUTY_API_TOKEN) is used, or else E(PAGERDUTY_TOKEN). Every option
        here has the environment variable that it has in modules.
      - Use one of O(api_token), O(access_token), O(refresh_token) or O(token_file), and O(client_id).
    type: str
  access_token:
    description: An OAuth access token.
    type: str
  refresh_token:
    description: An OAuth refresh token, to act as a user. Needs O(client_id).
    type: str
  token_file:
    description:
      - A file with an OAuth refresh token, in which the next one is kept.
      - A symbolic link is followed. Anything else than a regular file is rejected.
    type: path
  client_id:
    description: The ID of an OAuth app.
    type: str
  client_secret:
    description: The secret of the app O(client_id).
    type: str
  subdomain:
    description: The account that the app O(client_id) acts on.
    type: str
  scopes:
    description: The scopes to ask for with O(client_id). V(webhook_subscriptions.write) is needed.
    type: list
    elements: str
  region:
    description: The service region of the account.
    type: str
    choices: [us, eu]
    default: us
  api_url:
    description: The address of the REST API, where it is not the one of O(region).
    type: str
  events_url:
    description: The address of the Events API. Not used here.
    type: str
  identity_url:
    description: The address of the OAuth service, where it is not PagerDuty's.
    type: str
  from_email:
    description: The user in whose name things are done.
    type: str
  timeout:
    description: Seconds to wait for one answer of PagerDuty's API.
    type: float
    default: 30.0
  max_retries:
    description: How often a request to PagerDuty's API is tried again.
    type: int
    default: 4
  validate_certs:
    description: Whether to check the certificate of PagerDuty's API.
    type: bool
    default: true
  ca_path:
    description:
      - A file with the certificates of the authorities to trust for PagerDuty's API.
      - It must be a regular file, or a symbolic link to one.
    type: path
requirements:
  - aiohttp
  - requests, for O(subscription)
seealso:
  - name: PagerDuty webhooks V3
    description: All event types, and what is in them.
    link: https://developer.pagerduty.com/docs/webhooks-overview
"""

EXAMPLES = r"""
---
# What PagerDuty's test page and the subscription's page show goes in: the secret, once, at its creation.
- name: Remediate incidents
  hosts: localhost
  sources:
    - community.pagerduty.pagerduty_webhook:
        port: 5000
        secret: "{{ webhook_secret }}"
        state_dir: /var/lib/eda/pagerduty
  rules:
    - name: A disk is full
      condition: event.meta.event_type == "incident.triggered" and event.meta.incident_title is search("disk.*full")
      action:
        run_playbook:
          name: free_disk.yml

# The source makes the subscription itself, for the incidents of one team. PAGERDUTY_API_TOKEN is in the environment.
- name: Follow a team
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
    - name: Tell
      condition: event.meta.incident_id is defined
      action:
        print_event:

# With TLS of its own, taking nothing but what has PagerDuty's certificate.
- name: Without a proxy
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
    - name: A new service
      condition: event.meta.event_type == "service.created"
      action:
        print_event:
"""


def _library() -> Any:
    """The collection's own code. ansible-rulebook runs this file alone, and knows nothing of collections."""
    collection = Path(__file__).absolute().parents[4]
    collections = collection.parent.parent
    if collections.name == "ansible_collections" and str(collections.parent) not in sys.path:
        sys.path.append(str(collections.parent))
    # Elsewhere, as in a checkout, there are no packages of these names; and others may have installed some, beside
    # which Python would not look.
    parts = ["ansible_collections", "community", "pagerduty"]
    for depth in range(1, len(parts) + 1):
        name = ".".join(parts[:depth])
        try:
            package = importlib.import_module(name)
        except ImportError:
            package = sys.modules[name] = ModuleType(name)
            package.__path__ = []
    if str(collection) not in package.__path__:
        package.__path__.append(str(collection))
    return importlib.import_module(f"{package.__name__}.plugins.plugin_utils._triggers._webhook")


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Put PagerDuty's events into the queue until cancelled."""
    await _library().run(queue, args)
