# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole accounts: new ones, and ones from and to a state file.

The format of ``--load``, ``POST /_emulator/load`` and ``GET /_emulator/state`` is one account or
``{"accounts": [account, ...]}``. Each key of an account is optional:

.. code-block:: yaml

    token: acme                 # its REST API key; default: emulator. Replaces the account with this key
    tokens:                     # more keys: a string, or an object with a type (account, user, read_only)
      - acme-2
      - {token: ada, type: user, user: ada@example.com}
    subdomain: acme             # default: example for the token emulator, otherwise the token
    region: us                  # or eu; default: the emulator's
    time_zone: America/New_York
    abilities: [teams, sso]     # default: all
    rate_limit: 960             # requests per minute and token; enforced only if set
    oauth_clients:              # scopes: a list; default: all
      - {client_id: acme-client, client_secret: acme-secret, scopes: [services.read], expires_in: 86400,
         refresh_tokens: [{token: first, user: ada@example.com, scopes: [services.read]}]}
      - {client_id: classic, client_secret: s, type: classic, scopes: [read]}  # Classic User OAuth: read, write
    fresh: true                 # add objects of a new account that the file lacks: owner, Default policy, priorities,
                                # licenses, OAuth client, Slack workspace, Jira Cloud site. A dumped state has false
    licenses: [...]             # objects, in the form of a POST; each may have an id
    priorities: [...]
    users: [{name: Ada, email: ada@example.com, role: user, contact_methods: [...], notification_rules: [...]}]
    teams: [{name: Core, members: [{user: ada@example.com, role: manager}]}]
    schedules: [{name: Primary, time_zone: Etc/UTC, schedule_layers: [...]}]
    schedules_v3: [{name: Shifts, time_zone: Etc/UTC, custom_shifts: [...], overrides: [...],
                    rotations: [{id: DAYS, events: [{name: Days, effective_since: "2026-01-01T00:00:00Z",
                        start_time: {date_time: "2026-01-05T09:00:00Z", time_zone: Etc/UTC},
                        end_time: {date_time: "2026-01-05T17:00:00Z", time_zone: Etc/UTC},
                        recurrence: ["RRULE:FREQ=DAILY"],
                        assignment_strategy: {type: every_member_assignment_strategy, members: [ada@example.com]}}]}]}]
    escalation_policies: [{name: Core, teams: [Core],
                           escalation_rules: [{escalation_delay_in_minutes: 30, targets: [ada@example.com, Primary]}]}]
    vendors: [{name: Acme Monitoring}]
    services: [{name: Web, escalation_policy: Core,
                integrations: [{name: Events, type: events_api_v2_inbound_integration,
                                integration_key: 0123456789abcdef0123456789abcdef}]}]
    addons: [{name: Status page, type: full_page_addon, src: "https://example.com/status", services: [Web]}]
    alert_grouping_settings: [{name: Shop, type: content_based, config: {aggregate: all, fields: [source]},
                               services: [Web]}]
    incident_types: [{name: security, display_name: Security,
                      custom_fields: [{name: environment, field_type: single_value_fixed,
                                       field_options: [production, staging]}]}]
    incidents: [{title: Down, service: Web, status: acknowledged, assignments: [ada@example.com], priority: P1,
                 urgency: high, incident_key: down, created_at: "2026-01-01T00:00:00Z"}]
    alerts: [{title: Disk full, incident: Down, alert_key: disk, severity: critical, status: triggered}]
    log_entries: [...]          # of a dumped state; an incident without an entry gets its first one
    notes: [{content: Looking, incident: Down, user: ada@example.com}]
    notifications: [...]        # of a dumped state
    change_events: [{summary: Deployed, services: [Web], timestamp: "2026-01-01T00:00:00Z"}]
    templates: [{name: Update, templated_fields: {message: "{{status_update.message}}"}}]
    webhook_subscriptions: [{delivery_method: {type: http_delivery_method, url: "https://example.com", secret: known},
                             events: [incident.triggered], filter: {type: service_reference, id: Web}}]
    maintenance_windows: [{start_time: "2026-01-01T00:00:00Z", end_time: "2026-01-01T02:00:00Z", services: [Web],
                           description: Upgrade, created_by: ada@example.com}]
    event_orchestrations: [{name: Shop, team: Core, integrations: [{label: Checks, parameters: {routing_key: R0123}}],
                            router: {sets: [{id: start, rules: [{actions: {route_to: Web}}]}]},
                            global: {...}, unrouted: {...}}]
    pd_advance_usages: [{feature: genai_assist_bot, credits: 1, incident: PIONE, created_at: "2026-01-01T00:00:00Z"}]
    tags: [{label: Night, users: [ada@example.com], teams: [Core], escalation_policies: [Core]}]
    slack_workspaces: [{id: T0001, name: Acme, channels: [{id: C0001, name: incidents}]}]
    slack_connections: [{workspace: Acme, source_type: service_reference, source_id: Web, channel_id: C0001,
                         config: {events: [incident.triggered], priorities: [P1], urgency: high}}]
    jira_cloud_account_mappings: [{base_url: "https://acme.atlassian.net"}]
    audit_records: [{execution_time: "2026-01-01T00:00:00.123Z", action: update, root_resource: Core,
                     actors: [ada@example.com], method: {type: browser},
                     details: {fields: [{name: description, before_value: Old, value: New}]}}]
    jira_cloud_rules: [{account_mapping: "https://acme.atlassian.net", name: Web, config: {service: Web, jira: {...}}}]
    automation_runners: [{name: Berlin, description: Runs in Berlin, runner_type: sidecar, teams: [Core]}]
    automation_actions: [{name: Restart, description: Restarts, action_type: script, runner: Berlin, services: [Web],
                          action_data_reference: {script: restart}}]
    automation_invocations: [...]  # of a dumped state
    status_pages: [{name: Acme, services: [{name: Checkout, business_service: Shop}], statuses: [resolved]}]
    status_page_posts: [{status_page: Acme, title: Slow, post_type: incident,
                         updates: [{message: "...", status: resolved, severity: minor, notify_subscribers: false}]}]
    status_page_subscriptions: [{status_page: Acme, channel: email, contact: ann@example.com}]
    status_dashboards: [{name: Sales, business_services: [Shop]}]

A reference to another object can be its name (a user's email address, an incident's title) or its ID, as a string.
Objects refer only to objects that precede them in this order. Schedules may have ``overrides: [{start, end, user}]``.

Missing properties of incidents are derived: the escalation policy is that of the service, an open incident is assigned
to the users who were on call when it was created, and its timers run from then on. No user is notified, and there are
no events.
"""

from __future__ import annotations

import re
from typing import Any

from .core.changes import ACCOUNTS
from .core.collection import Collection
from .core.errors import ApiError
from .core.state import Account, Emulator
from .core.time_zones import zone
from .credentials import add_clients, add_tokens, owners_token
from .registry import DEFAULT_ABILITIES, RESOURCES, TIMERS, after_load
from .schema.resource import Resource
from .state_file import LoadError, expect, texts, whole

DEFAULT_TOKEN = "emulator"
DEFAULT_USER_TOKEN = "emulator-user"
"""The token of the owner of a new account, for what the key of an account can't do."""
DEFAULT_SUBDOMAIN = "example"
DEFAULT_CLIENT = {"client_id": "emulator-client", "client_secret": "emulator-secret"}

KEYS = frozenset(
    ("token", "tokens", "subdomain", "region", "time_zone", "abilities", "rate_limit", "oauth_clients", "fresh")
) | {resource.plural for resource in RESOURCES}

RESPONSE_KEYS = frozenset(("id", "type", "summary", "self", "html_url"))
"""Keys that responses add to objects. A state file may have them, too."""


def fresh(emulator: Emulator) -> None:
    """Adds the account of a new emulator."""
    emulator.accounts.append(build(emulator, {}))


def load(emulator: Emulator, data: Any) -> dict[str, Any]:
    """Loads accounts. Returns how many objects each of them has. On a `LoadError`, none is loaded."""
    if not isinstance(data, dict):
        raise LoadError("an account is a JSON object")
    given = data.get("accounts", [data])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise LoadError("accounts: must be a list of objects")
    if "accounts" in data and len(data) > 1:
        raise LoadError("other keys are not possible next to accounts")
    built = [build(emulator, one) for one in given]
    tokens = {token for account in built for token in account.tokens}
    kept = [account for account in emulator.accounts if not tokens & account.tokens.keys()]
    result = kept + built
    for name, values in (
        ("token", [token for account in result for token in account.tokens]),
        ("subdomain", [(account.region, account.subdomain) for account in result]),
        ("OAuth client_id", [client for account in result for client in account.oauth_clients]),
    ):
        if len(set(values)) < len(values):
            raise LoadError(f"two accounts would have the same {name}")
    emulator.accounts = result
    emulator.changes.note(ACCOUNTS)
    return {
        "accounts": [
            {"subdomain": account.subdomain, **{one.plural: len(account.collection(one.type)) for one in RESOURCES}}
            for account in built
        ]
    }


def without_objects(emulator: Emulator, **attributes: Any) -> Account:
    """Creates an account of an emulator that has no objects. attributes: its own, see Account."""
    return Account(
        emulator.random,
        emulator.clock,
        emulator.bus,
        emulator.failures,
        emulator.changes,
        **attributes,
        strict=emulator.strict,
        timer_actions=TIMERS,
        collections={resource.type: Collection(resource) for resource in RESOURCES},
    )


def build(emulator: Emulator, data: dict[str, Any]) -> Account:
    """Creates an account from its object in a state file. Changes nothing of the emulator but its random generators."""
    if unknown := sorted(data.keys() - KEYS):
        raise LoadError(f"unknown key {unknown[0]!r} of an account; there are: {', '.join(sorted(KEYS))}")
    for resource in RESOURCES:
        expect(data, resource.plural, list)
    token = expect(data, "token", str, DEFAULT_TOKEN)
    account = without_objects(
        emulator,
        identifier=emulator.random.account_id(),
        subdomain=expect(data, "subdomain", str, DEFAULT_SUBDOMAIN if token == DEFAULT_TOKEN else slug(token)),
        region=expect(data, "region", str, emulator.region),
        time_zone=expect(data, "time_zone", str, "America/New_York"),
        abilities=frozenset(texts(data, "abilities", DEFAULT_ABILITIES)),
        rate_limit=whole(data, "rate_limit", None),
    )
    if account.region not in ("us", "eu"):
        raise LoadError("region: must be us or eu")
    if zone(account.time_zone) is None:
        raise LoadError(f"time_zone: there is no time zone {account.time_zone!r}")
    wants_fresh = expect(data, "fresh", bool, True)
    for resource in RESOURCES:
        entries = data.get(resource.plural) or []
        if wants_fresh:
            entries = [*entries, *resource.initial_entries(account, entries)]
        for number, entry in enumerate(entries):
            add(account, resource, entry, f"{resource.plural}[{number}]")
    after_load(account)
    more = owners_token(account, DEFAULT_USER_TOKEN) if token == DEFAULT_TOKEN and wants_fresh else []
    add_tokens(account, token, expect(data, "tokens", list, more))
    add_clients(account, expect(data, "oauth_clients", list, [DEFAULT_CLIENT] if token == DEFAULT_TOKEN else []))
    return account


def slug(token: str) -> str:
    """A subdomain made from a token."""
    return re.sub(r"[^a-z0-9]+", "-", token.lower()).strip("-") or DEFAULT_SUBDOMAIN


def add(account: Account, resource: Resource, entry: Any, where: str) -> None:
    """Adds an object. It is checked as in a POST without ``--strict``, and unknown keys are an error."""
    if not isinstance(entry, dict):
        raise LoadError(f"{where}: must be an object")
    kinds = {one.name: one.kind for one in resource.fields}
    if unknown := sorted(entry.keys() - kinds.keys() - RESPONSE_KEYS):
        raise LoadError(f"{where}: unknown key {unknown[0]!r}")
    try:
        body = {name: kinds[name].resolve(value, account) if name in kinds else value for name, value in entry.items()}
        resource.create(account, body, loading=True)
    except LookupError as error:
        raise LoadError(f"{where}: {error.args[0]}") from None
    except ApiError as error:
        raise LoadError(f"{where}: {'; '.join(error.error.get('errors', [str(error)]))}") from None


def dump(account: Account) -> dict[str, Any]:
    """The account as an object of a state file, without REST API keys and OAuth clients."""
    return {
        "subdomain": account.subdomain,
        "region": account.region,
        "time_zone": account.time_zone,
        "abilities": sorted(account.abilities),
        "rate_limit": account.rate_limit,
        "fresh": False,
        **{
            resource.plural: [resource.dump(record) for record in account.collection(resource.type).records.values()]
            for resource in RESOURCES
        },
    }
