# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event source for Event-Driven Ansible: what happens to incidents, asked for again and again."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

DOCUMENTATION = r"""
---
name: pagerduty_poll
short_description: Receive events of PagerDuty incidents by asking for them
version_added: 0.1.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Asks PagerDuty's REST API every O(interval) seconds for new log entries, and makes an event of each. For networks
    that PagerDuty can't reach. Where it can, C(community.pagerduty.pagerduty_webhook) hears sooner, and of more.
  - Tells of incidents that are triggered, acknowledged, resolved, assigned to somebody, escalated or annotated, and of
    whatever else PagerDuty writes into their log.
  - Events look like those of C(community.pagerduty.pagerduty_webhook), so a rulebook can change from one source to the
    other. C(event.event) is what a webhook would hold, C(event.meta) is flat and meant for conditions, and
    C(event.log_entry) is the log entry as PagerDuty gives it, with its whole incident.
  - What a webhook would hold is not all there. The incident is shown as it is when it is asked for, which may be later
    than what the event tells of. A note is whole, and has no ID.
  - PagerDuty takes 960 requests a minute and token. A look takes one request when nothing happened, and one more for
    each further hundred new log entries. So the default of 30 seconds costs two requests a minute. Two more are needed
    once, at the first start, and one for each name in the options at every start.
  - Nothing is lost while PagerDuty, or the network, is out of reach. The source goes on trying, says so once in the
    log, and fetches what it has missed in the order in which it happened. Wrong credentials and wrong options end it,
    but at its start only.
  - With O(state_dir) nothing is lost over a restart or a crash either. An event that the rules had not taken yet, or
    had just taken, comes again, with C(event.meta.redelivered) set to V(true).
  - Only PagerDuty's times count, those in its log entries. This machine's clock may be wrong.
options:
  events:
    description:
      - The events that are wanted, as patterns in which C(*) stands for any text.
      - Those that webhooks tell of as well have the same names. They are V(incident.triggered),
        V(incident.acknowledged), V(incident.unacknowledged), V(incident.resolved), V(incident.reassigned),
        V(incident.delegated), V(incident.escalated) and V(incident.annotated).
      - V(incident.assigned) selects whatever assigns an incident to somebody. That is V(incident.reassigned),
        V(incident.delegated), V(incident.escalated), and the assignment of a new incident. The last, which is known by
        coming within a second of the incident, has this name itself, because webhooks don't tell of it.
      - Any log entry type can be named, too, such as V(snooze_log_entry), V(urgency_change_log_entry) or
        V(notify_log_entry). V(*) is everything.
      - A log entry does not say what a webhook would tell of changed priorities, responders, status updates, tasks
        and workflows. Such a name, or one that is most likely misspelled, ends the source when it starts.
        A reopened incident, and a further event for an open one, is a
        V(trigger_log_entry).
    type: list
    elements: str
    default: ["incident.*"]
  incident:
    description:
      - Only what happens to this incident, by its ID or number. For the notes on one incident, for example.
    type: str
  services:
    description:
      - Only incidents of these services, by name or ID.
    type: list
    elements: str
    default: []
  teams:
    description:
      - Only incidents of these teams, by name or ID. PagerDuty selects them itself, so a large account costs fewer
        requests.
    type: list
    elements: str
    default: []
  users:
    description:
      - Only what concerns these users, by e-mail address, name or ID.
      - An event that assigns an incident concerns those whom it assigns it to. Any other concerns those whom the
        incident is assigned to now, and the one who did it.
    type: list
    elements: str
    default: []
  priorities:
    description:
      - Only incidents that have one of these priorities now, by name or ID.
    type: list
    elements: str
    default: []
  urgencies:
    description:
      - Only incidents that have one of these urgencies now.
    type: list
    elements: str
    choices: [high, low]
    default: []
  include:
    description:
      - What C(event.log_entry) shows whole instead of as a reference. Its incident and its channel always are.
    type: list
    elements: str
    choices: [services, teams]
    default: []
  interval:
    description:
      - Seconds between two looks. After looks that failed they double, up to 60 seconds or this, whichever is longer.
    type: float
    default: 30.0
  overlap:
    description:
      - How many seconds each look reaches back behind the newest log entry known, for log entries that PagerDuty shows
        late. A longer time does not cost requests as long as nothing is late.
    type: int
    default: 600
  start:
    description:
      - Where to begin. V(last) goes on where the last run ended, if O(state_dir) holds that, and else begins now.
      - V(now) skips what happened since the last run. Events that it had stored still come.
      - A time, such as V(2026-11-21T09:00:00Z), is where the first run begins. Later runs go on where the last one
        ended. UTC, if it names no other zone.
    type: str
    default: last
  state_dir:
    description:
      - A directory for what must survive a restart, in a file C(pagerduty_poll.sqlite). Made if it is not there. Each
        source needs a directory of its own.
      - If the file is deleted while the source runs, the source writes it again. While events can't be stored, because
        the disk is full or another file took its place, the source waits.
      - Without it, a restart begins now, and what was not taken by the rules is lost.
    type: path
  stalled_after:
    description:
      - Seconds after which the log reports an error if events wait and the rules have taken none. V(0) for never.
      - Choose more than the longest run of a playbook. ansible-rulebook takes no events while about ten matches wait
        for a playbook to end.
    type: float
    default: 900.0
  api_token:
    description:
      - A REST API key of PagerDuty. A read-only one will do.
      - If not set, the environment variable E(PAGERDUTY_API_TOKEN) is used, or else E(PAGERDUTY_TOKEN).
      - Use one of O(api_token), O(access_token) and O(client_id). What the rulebook states wins over the environment.
    type: str
  access_token:
    description:
      - An OAuth access token that you have already. It ends some day, and the source can't renew it.
      - If not set, the environment variable E(PAGERDUTY_ACCESS_TOKEN) is used.
    type: str
  refresh_token:
    description:
      - An OAuth refresh token, with which the app O(client_id) acts as the user who has allowed it to. It is good for
        one use, so a restart needs O(token_file).
      - If not set, the environment variable E(PAGERDUTY_REFRESH_TOKEN) is used.
    type: str
  token_file:
    description:
      - A file with a user's OAuth tokens, as the modules of this collection keep it. Renewed tokens are written back.
      - A symbolic link is followed. Anything else than a regular file is rejected.
      - If not set, the environment variable E(PAGERDUTY_TOKEN_FILE) is used.
    type: path
  client_id:
    description:
      - The ID of a Scoped OAuth app (Integrations > App Registration), which fetches tokens for itself.
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
      - The scopes to ask for with O(client_id). This source needs V(incidents.read), and to look up names
        V(services.read), V(teams.read), V(users.read) or V(priorities.read).
      - If not set, the environment variable E(PAGERDUTY_SCOPES) is used; separate scopes by commas or spaces there.
    type: list
    elements: str
  region:
    description:
      - The service region of the account.
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
      - Not used here. It is an option so that the same connection options serve everything.
      - If not set, the environment variable E(PAGERDUTY_EVENTS_URL) is used.
    type: str
  identity_url:
    description:
      - The address of the OAuth service. Defaults to O(api_url) if that is set, else to PagerDuty's.
      - If not set, the environment variable E(PAGERDUTY_IDENTITY_URL) is used.
    type: str
  from_email:
    description:
      - Not used here, where nothing is written.
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
      - How often one request is tried again after server errors, broken connections and time-outs, before the look
        counts as failed. Rate limits (429) are waited out as PagerDuty says.
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
requirements:
  - requests
  - ansible-core
notes:
  - The requirements are those of the Python that runs C(ansible-rulebook).
"""

EXAMPLES = r"""
- name: Remediate what is triggered on one service
  hosts: localhost
  sources:
    - name: PagerDuty
      community.pagerduty.pagerduty_poll:
        api_token: "{{ pagerduty_token }}"
        events: [incident.triggered]
        services: [Web shop]
        urgencies: [high]
        state_dir: /var/lib/pagerduty-rules
  rules:
    - name: A new incident
      condition: event.meta.event_type == "incident.triggered"
      action:
        print_event:
          var_root: meta

- name: Know when something is assigned to a user, or noted on an incident
  hosts: localhost
  sources:
    - name: Assignments
      community.pagerduty.pagerduty_poll:
        api_token: "{{ pagerduty_token }}"
        events: [incident.assigned]
        users: [ada@example.com]
        interval: 10
    - name: Notes
      community.pagerduty.pagerduty_poll:
        api_token: "{{ pagerduty_token }}"
        events: [incident.annotated]
        incident: "4711"
  rules:
    - name: A note that asks for something
      condition: event.event.data.content is search("@automation")
      action:
        debug:
          msg: "{{ event.event.data.content }}"
    - name: Something for Ada
      condition: event.meta.log_entry_type is search("assign|escalate|delegate")
      action:
        debug:
          msg: "{{ event.meta.incident_title }}"
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
    return importlib.import_module(f"{package.__name__}.plugins.plugin_utils._triggers._poll")


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Put what happens to incidents into the queue until cancelled."""
    await _library().run(queue, args)
