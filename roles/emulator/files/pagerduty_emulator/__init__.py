# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator of PagerDuty: an HTTP server with state, to try things, to test playbooks, to run in CI.

Started as ``python pagerduty_emulator --port 8080`` it prints its URL and answers there, with one account whose API
token is ``emulator``. It follows PagerDuty's documents and PagerDuty's own tools, not this collection's modules. Where
the documents and the tools differ it follows the tools, and with ``--strict`` the documents.

Layers
======

A layer imports only from itself and from the layers above it. ``tests/unit/emulator/test_layers.py`` checks this.

================  ====================================================================================================
``core/``         errors, JSON, transactions, the clock, the bus, random values, accounts and their objects. Knows no
                  resource
``schema/``       field types, views, resources, requests (`call`), operations: what a resource is declared with. Knows
                  no resource, either
``resources/``    a module for each resource: its fields, its rules, its operations, its timers
``registry``      all resources, operations and timers, found in ``resources``
``webhooks/``     the contents of webhooks, and their delivery: signed, in order, repeated, dropped
``events_api``    ``/v2/enqueue`` and ``/v2/change/enqueue``
``oauth``         the token endpoint
``accounts``      whole accounts: new ones, and ones from and to a state file, whose format is described there
                  (`state_file`, `credentials`)
``faults``        faults on request
``log``           the log of requests; the record for contract tests
``admin``         ``/_emulator/``
``server``        HTTP: authentication, rate limits, faults and the log
================  ====================================================================================================

A new resource is one new file in ``resources``, and no other file changes. It contains a subclass of `Resource`, its
instance ``RESOURCE``, and ``OPERATIONS``, which is usually ``crud(RESOURCE)`` with the operations that only this
resource has. Loading and dumping state files, paging and the index of references follow from the declaration. See
`resources` for what else a module may contain.

Administration
==============

No credentials, JSON. Wrong input answers 400 ``{"error": "what is wrong"}``.

``GET /_emulator/``
    ``{"region", "seed", "strict", "accounts": [subdomain], "pid", "tick": {"last", "failures", "last_error"}}``;
    also tells that it is up. ``tick`` is about what happens by itself: ``last`` is the emulator's time when it last
    looked for what is due (null before the first time), ``failures`` the number of errors of the emulator since its
    start or reset, ``last_error`` the last of them (null for none).
``GET /_emulator/requests``
    A list, oldest first, of ``{"method", "path", "query", "status", "request_id", "milliseconds", "account", "fault",
    "user_agent"}``. ``query`` is an object of values, lists where a key is repeated. ``status`` is null when the
    connection was reset, and until the answer is sent. ``account`` is a subdomain. Requests to ``/_emulator/`` are not
    in it.
``DELETE /_emulator/requests``
    Clears it: 204.
``POST /_emulator/faults``
    ``{"faults": [fault, ...]}`` or one fault; answers like GET. See `faults` for the kinds and their options. Common to
    all: ``method``, ``path`` (a pattern with ``*``), ``times`` (default 1; null: for ever), ``skip`` (default 0),
    ``probability`` (default 1).
``GET /_emulator/faults``
    ``{"faults": [...]}``: those that remain.
``DELETE /_emulator/faults``
    Removes them: 204.
``POST /_emulator/reset``
    All as fresh: state, clock, events, deliveries, log, faults. ``{"seed": 2}`` takes another seed.
``POST /_emulator/load``
    Loads accounts, see `accounts`. Answers ``{"accounts": [{"subdomain", "users": 3, "services": 4, ...}]}``. On an
    error nothing is changed.
``GET /_emulator/clock``
    ``{"now": "2026-01-01T00:00:00Z", "advanced": 0}``: the emulator's time, and by how many seconds it is ahead.
``POST /_emulator/clock``
    ``{"advance": 600}`` moves it forward by seconds; answers like GET. Whatever is due by then has happened, in order,
    each at its own time: escalations, acknowledgement and auto-resolve time-outs, snoozes, delayed notifications,
    changes of urgency. Access tokens expire by this clock; rate limits do not.
``GET /_emulator/events``
    What happened, the last 10,000 events, oldest first, as webhooks tell it: a list of ``{"id", "event_type",
    "resource_type", "occurred_at", "agent", "client", "data"}``. ``?account=subdomain`` for one account.
``DELETE /_emulator/events``
    Clears it: 204.
``POST /_emulator/replies``
    ``{"incident": "Q...", "user": "ada@example.com", "state": "joined"}``, or ``declined``: answers the responder
    requests of the incident that wait for the user, which the REST API cannot do. 204.
``GET /_emulator/deliveries``
    The last 10,000 attempts to deliver a webhook, oldest first, and then what is still under way: a list of
    ``{"account", "subscription", "webhook_id", "event_id", "event_type", "resource", "attempt", "status", "error",
    "outcome", "at"}``. ``outcome`` is ``delivered``, ``retry`` (it will be sent again), ``dropped`` or ``waiting`` (it
    is under way). ``?wait=5`` answers when nothing is under way any more, after so many seconds at the latest.
    ``?account=subdomain`` for one account.
``DELETE /_emulator/deliveries``
    Clears it: 204. What is under way goes on.
``POST /_emulator/deliveries/{webhook_id}/redeliver``
    Delivers a webhook once more, with the same ID and body: 202 ``{"webhook_id"}``.
``GET /_emulator/state``
    ``{"accounts": [...]}`` in the format of a load, with IDs; without REST API keys and OAuth clients, but with
    integration keys and the secrets of webhook subscriptions. ``?account=subdomain`` for one. Delayed notifications
    not yet sent are not in it.
"""

from __future__ import annotations
