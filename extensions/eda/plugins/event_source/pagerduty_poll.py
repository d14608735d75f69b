# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source for Event-Driven Ansible: reads log entries of incidents from PagerDuty's REST API."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

DOCUMENTATION = r"""
---
name: pagerduty_poll
short_description: Receive events of PagerDuty incidents by polling
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - Reads new log entries from PagerDuty's REST API every O(interval) seconds, and passes an event for each of them to
    the rules. PagerDuty adds a log entry to an incident for everything that happens to it.
  - PagerDuty does not need to reach this source. If it can, use C(community.pagerduty.pagerduty_webhook) instead. It
    receives events sooner, and also receives events of services.
  - The events have the same form as those of C(community.pagerduty.pagerduty_webhook), so rules work with both.
    C(event.event) is the same as in a webhook. C(event.meta) is a flat dictionary for conditions. C(event.log_entry)
    is the log entry as PagerDuty returns it, including its incident.
  - C(event.event) has some differences from a webhook. It shows the incident at the time of the request, which can be
    later than the event. A note is always complete, and has no ID.
  - Each poll costs one request, and one more for each further 100 new log entries. The default interval of 30 seconds
    therefore costs two requests per minute. PagerDuty allows 960 requests per minute and token. The first start costs
    two more requests, and each start costs one request for each name in the options.
  - No event is lost while PagerDuty or the network is not available. The source logs one warning and tries again. It
    then reads the log entries of this time in order. Wrong credentials and options end the rulebook only at the start
    of the source.
  - With O(state_dir), no event is lost when the rulebook is restarted or killed. The rules receive events again that
    they had not fetched, and the last few that they had fetched. These have C(event.meta.redelivered) set to V(true).
  - The source uses only the times in the log entries. The clock of its machine can be wrong.
options:
  events:
    description:
      - The types of events to pass to the rules, as names or patterns. C(*) in a pattern matches any text.
      - Events that webhooks also have are V(incident.triggered), V(incident.acknowledged),
        V(incident.unacknowledged), V(incident.resolved), V(incident.reassigned), V(incident.delegated),
        V(incident.escalated) and V(incident.annotated) (a note was added).
      - V(incident.assigned) selects all assignments. These are V(incident.reassigned), V(incident.delegated),
        V(incident.escalated), and the assignment of a new incident. Only the assignment of a new incident has the
        type V(incident.assigned). Webhooks do not have it. The source recognizes it because it happens within a
        second of the creation of the incident.
      - Each type of log entry is also a valid name, such as V(snooze_log_entry), V(urgency_change_log_entry) or
        V(notify_log_entry). V(*) selects everything.
      - If an incident is reopened, or if another event arrives for an open incident, the type is
        V(trigger_log_entry).
      - Events that only webhooks have, such as changed priorities, responders, status updates, tasks and workflows,
        are rejected when the source starts. A name that is probably misspelled is also rejected.
    type: list
    elements: str
    default: ["incident.*"]
  incident:
    description:
      - Selects only events of this incident, by ID or number. For example, to receive the notes on one incident.
    type: str
  services:
    description:
      - Selects only events of incidents of these services, by name or ID.
    type: list
    elements: str
    default: []
  teams:
    description:
      - Selects only events of incidents of these teams, by name or ID. PagerDuty filters by team itself, so this
        option reduces the number of requests in a large account.
    type: list
    elements: str
    default: []
  users:
    description:
      - Selects only events that concern these users, by email address, name or ID.
      - An assignment concerns the new assignees. Other events concern the current assignees of the incident, and the
        user who caused the event.
    type: list
    elements: str
    default: []
  priorities:
    description:
      - Selects only events of incidents that have one of these priorities at the time of the request, by name or ID.
    type: list
    elements: str
    default: []
  urgencies:
    description:
      - Selects only events of incidents that have one of these urgencies at the time of the request.
    type: list
    elements: str
    choices: [high, low]
    default: []
  include:
    description:
      - Objects that C(event.log_entry) contains completely instead of as a reference. It always contains the complete
        incident and channel.
    type: list
    elements: str
    choices: [services, teams]
    default: []
  interval:
    description:
      - Seconds between two polls.
      - After a failed poll, the pause is doubled each time, up to 60 seconds or O(interval), whichever is longer.
    type: float
    default: 30.0
  overlap:
    description:
      - PagerDuty can show log entries late. Each poll therefore starts this number of seconds before the newest known
        log entry. Known log entries do not reach the rules again.
      - A longer time costs no additional requests unless log entries are late.
    type: int
    default: 600
  start:
    description:
      - The time of the first event.
      - V(last) continues at the end of the previous run, which is stored in O(state_dir). Without a stored position,
        only events after the start of the source are selected.
      - V(now) skips the events since the previous run. Events that the previous run stored for the rules are still
        delivered.
      - A time, such as V(2026-11-21T09:00:00Z), is used in the first run only. Later runs continue at the end of the
        previous run. A time without a time zone is in UTC.
    type: str
    default: last
  state_dir:
    description:
      - The directory for events that wait for the rules, and for the position of the source. They are stored in the
        file C(pagerduty_poll.sqlite). The directory is created if it does not exist. Each polling source needs its
        own directory.
      - If the file is deleted while the source runs, the source writes it again. If events can't be stored, because
        the disk is full or the file was replaced, the source waits.
      - Without this option, waiting events are lost when the rulebook ends, and polling starts with events after the
        start of the source.
    type: path
  stalled_after:
    description:
      - If events wait and the rules take none for this number of seconds, the source logs an error. V(0) turns this
        check off.
      - Use a longer time than the longest run of a playbook. ansible-rulebook takes no events while about ten matches
        wait for a playbook to end.
    type: float
    default: 900.0
  # generated: connection options
  api_token:
    description:
      - A PagerDuty REST API key. Either a key of the account (Integrations > API Access Keys) or a key of a user (My
        Profile > User Settings). A read-only key is sufficient.
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
      - The scopes to request with O(client_id). This source needs V(incidents.read). To use names in options, it also
        needs V(services.read), V(teams.read), V(users.read) or V(priorities.read).
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
      - Not used by this source, because it changes nothing in PagerDuty.
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
      - If all retries fail, the poll has failed. The source then waits as described in O(interval).
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
  - requests
  - ansible-core
notes:
  - Install the requirements for the Python that runs C(ansible-rulebook).
"""

EXAMPLES = r"""
- name: Remediate incidents of a service
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
    - name: Show a new incident
      condition: event.meta.event_type == "incident.triggered"
      action:
        print_event:
          var_root: meta

- name: Show the assignments of a user and the notes on an incident
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
    - name: Show a note that contains a keyword
      condition: event.event.data.content is search("@automation")
      action:
        debug:
          msg: "{{ event.event.data.content }}"
    - name: Show an assignment
      condition: event.meta.log_entry_type is search("assign|escalate|delegate")
      action:
        debug:
          msg: "{{ event.meta.incident_title }}"
"""


def _library() -> Any:
    """Import the source's code."""
    folder = Path(__file__).absolute().parents[4] / "plugins" / "plugin_utils" / "_triggers"
    # Not runpy: where Ansible's collection loader is active, it takes the file for a directory.
    spec: Any = importlib.util.spec_from_file_location("_import", folder / "_import.py")
    importer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(importer)
    return importer.library("_poll")


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Put an event into the queue for each log entry, until cancelled."""
    await _library().run(queue, args)
