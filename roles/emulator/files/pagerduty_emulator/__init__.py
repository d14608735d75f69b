# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator of PagerDuty: an HTTP server with state, for first steps, for tests of playbooks, and for CI.

``python pagerduty_emulator --port 8080`` prints its URL and serves it, with one account whose API token is
``emulator``. The emulator follows PagerDuty's documents and PagerDuty's own tools, and not this collection's modules.
Where the documents and the tools differ, it follows the tools, and with ``--strict`` the documents.

Layers
======

A layer imports only from itself and from the layers above it. ``tests/unit/emulator/test_layers.py`` checks this.

=================  ===================================================================================================
``core/``          errors, JSON, transactions, the clock, the bus, random values, accounts and their objects. Contains
                   no resources
``schema/``        field types, views, resources, requests (`call`), operations: what a resource is declared with.
                   Contains no resources, either
``resources/``     a module for each resource: its fields, its rules, its operations, its timers
``registry``       all resources, operations and timers, found in ``resources``
``webhooks/``      the contents of webhooks, and their delivery: signed, in order, repeated, dropped
``events_api``     ``/v2/enqueue`` and ``/v2/change/enqueue``
``oauth``          the token endpoint
``accounts``       whole accounts: new ones, and ones from and to a state file, whose format is described there
                   (`state_file`, `credentials`)
``database``       ``--state``: the state in an SQLite database
``faults``         faults on request
``log``            the log of requests; the record for contract tests. ``masking`` masks their secrets
``admin``          ``/_emulator/``
``account_api``    ``/_emulator/accounts/``: the REST API of an account without a token
``stream``         ``/_emulator/stream``: what changes, as server-sent events
``page``           the page for browsers, whose files are in this folder
``server``         HTTP: authentication, rate limits, faults and the log
``certificates``   the certificate of ``--https``
``proxy``          ``--proxy-port``: from PagerDuty's hosts to the emulator
``testing``        an emulator for a test of any program: starts a process, and controls it over HTTP. Imports nothing
                   else of the package
``pytest_plugin``  the same as fixtures of pytest
=================  ===================================================================================================

A new resource is one new file in ``resources``, and no other file changes. It contains a subclass of `Resource`, its
instance ``RESOURCE``, and ``OPERATIONS``, which is usually ``crud(RESOURCE)`` with the operations that only this
resource has. Loading and dumping state files, paging and the index of references follow from the declaration. See
`resources` for what else a module may contain.

Administration
==============

In JSON, without credentials. Invalid input returns 400 ``{"error": "what is wrong"}``.

``GET /_emulator/``
    ``{"region", "seed", "strict", "accounts": [subdomain], "pid", "tick": {"last", "failures", "last_error"}}``; also
    shows that the emulator is up. ``tick`` is about what happens without a request: ``last`` is the emulator's time of
    the last check for timers that are due (null before the first one), ``failures`` the number of errors of the
    emulator since its start or reset, ``last_error`` the last of them (null for none).
``GET /_emulator/requests``
    A list, oldest first, of ``{"method", "path", "query", "status", "request_id", "milliseconds", "account", "fault",
    "user_agent", "at"}``. ``query`` is an object of values, and of lists for repeated keys. ``status`` is null if the
    connection was reset, and until the response is sent. ``account`` is a subdomain. ``at`` is the emulator's time.
    Requests to ``/_emulator/`` are not listed. ``?limit=50``: only the newest 50.
``GET /_emulator/requests/{request_id}``
    One of them with ``"request": {"headers", "body", "bytes"}`` and ``"response": {"body", "bytes"}``, without secrets.
    ``body`` is JSON, or a text, or null if it is empty, large, or about tokens. 404 if the bodies are no longer kept.
``DELETE /_emulator/requests``
    Clears it: 204.
``POST /_emulator/faults``
    ``{"faults": [fault, ...]}`` or one fault; returns the same as GET. See `faults` for the kinds and their options.
    Common to all: ``method``, ``path`` (a pattern with ``*``), ``times`` (default 1; null: without a limit), ``skip``
    (default 0), ``probability`` (default 1), ``name``.
``GET /_emulator/faults``
    ``{"faults": [...]}``: those that remain.
``DELETE /_emulator/faults``
    Removes them: 204. ``?name=slow``: only those with this name.
``POST /_emulator/reset``
    Resets everything: state, clock, events, deliveries, log, faults. ``{"seed": 2}`` sets another seed.
``POST /_emulator/load``
    Loads accounts, see `accounts`. Returns ``{"accounts": [{"subdomain", "users": 3, "services": 4, ...}]}``. An
    error changes nothing.
``GET /_emulator/clock``
    ``{"now": "2026-01-01T00:00:00Z", "advanced": 0}``: the emulator's time, and by how many seconds it is ahead.
``POST /_emulator/clock``
    ``{"advance": 600}`` moves it forward by seconds; returns the same as GET. Everything that is due by then happens,
    in order and each at its own time: escalations, acknowledgment and auto-resolve timeouts, snoozes, delayed
    notifications, changes of urgency. Access tokens expire by this clock; rate limits do not.
``GET /_emulator/events``
    The last 10,000 events, oldest first, in the form of webhooks: a list of ``{"id", "event_type",
    "resource_type", "occurred_at", "agent", "client", "data"}``. ``?account=subdomain`` for one account.
``DELETE /_emulator/events``
    Clears it: 204.
``GET /_emulator/alerts``
    All alerts, oldest first, also suppressed and suspended ones, which have no incident: a list of ``{"account", "id",
    "title", "alert_key", "state", "severity", "service": {"id", "name"}, "incident": ID, "created_at", "suspended_by",
    "suspended_until", "details", "rules"}``. ``state`` is ``triggered``, ``suppressed``, ``suspended`` or ``resolved``.
    ``rules`` is what the rules of event orchestrations decided. ``?account=subdomain`` for one account,
    ``?state=suspended`` for one state (can be repeated), ``?limit=50`` for the newest 50.
``POST /_emulator/evaluate``
    What the rules of event orchestrations would make of an event, in the form of ``/v2/enqueue``, which is not
    processed: ``{"account", "orchestration", "service", "action", "event", "suspend", "priority", "escalation_policy",
    "custom_fields", "notes", "webhooks", "automation", "steps"}``. ``action`` is ``trigger``, ``acknowledge``,
    ``resolve``, ``suppress``, ``suspend``, ``drop`` or ``ignore``; ``event`` is the event after all changes; ``steps``
    are the rules that matched: ``{"path", "set", "rule", "label", "actions"}``, where ``rule`` is null for a
    ``catch_all``. Objects are ``{"id", "name"}`` or null.
``POST /_emulator/replies``
    ``{"incident": "Q...", "user": "ada@example.com", "state": "joined"}``, or ``declined``: the user's reply to the
    pending responder requests of the incident. The REST API has no operation for this. 204.
``GET /_emulator/deliveries``
    The last 10,000 attempts to deliver a webhook, oldest first, and then the waiting webhooks: a list of
    ``{"account", "subscription", "webhook_id", "event_id", "event_type", "resource", "attempt", "status", "error",
    "outcome", "at"}``. ``outcome`` is ``delivered``, ``retry`` (it will be sent again), ``dropped`` or ``waiting``.
    ``?wait=5`` returns when no webhook is waiting, after so many seconds at the latest.
    ``?account=subdomain`` for one account, ``?limit=50`` for the newest 50.
``DELETE /_emulator/deliveries``
    Clears it: 204. Webhooks that are waiting are still delivered.
``POST /_emulator/deliveries/{webhook_id}/redeliver``
    Delivers a webhook again, with the same ID and body: 202 ``{"webhook_id"}``.
``GET /_emulator/state``
    ``{"accounts": [...]}`` in the format of a load, with IDs; without REST API keys and OAuth clients, but with
    integration keys and the secrets of webhook subscriptions. ``?account=subdomain`` for one. Delayed notifications
    that are not sent yet are not included.
``GET /_emulator/stream``
    Server-sent events: ``started`` with ``{"pid"}``, then ``changed`` with ``{"topics": [...]}``, see `core.changes`.
    ``?account=subdomain`` omits the objects of other accounts.
``/_emulator/accounts/{subdomain}/{path}``
    The REST API of an account without a token. The header ``From`` selects the user, see `account_api`.
``GET /_emulator/page/``
    The files of the page, which browsers also get from ``/``.
"""

from __future__ import annotations

__version__ = "1.0.0"
"""The version of the collection, in galaxy.yml, and of the Python package."""
