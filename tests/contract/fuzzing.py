# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends generated requests to an emulator in this process, and checks each response."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import typing as t
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from aiohttp import web
from yarl import URL

from ansible_collections.community.pagerduty.tests.contract.generator import OWNER, ZONES, Generator, Request
from ansible_collections.community.pagerduty.tests.contract.openapi import Contract
from ansible_collections.community.pagerduty.tests.unit.emulator.inside import snapshot_of

CODE = Path(__file__).resolve().parents[2] / "roles" / "emulator" / "files"

TOKEN = "generated"
TOKENS = {TOKEN: 17, "person": 2, "reader": 1}
"""REST API keys, and how often each is used."""
HANGS_AFTER = 60
"""Seconds. Nothing that the emulator does takes one hundredth of it."""

UNKNOWN_PATH = "X-Emulator-Unknown-Path"
EVENTS = ("/v2/enqueue", "/v2/change/enqueue", "/change_events")
"""Where events go. The document does not describe the Events API and its errors."""
MOST_FAILURES = 20

KEY = "0123456789abcdef0123456789abcdef"
USERS = ("ada", "bob", "cleo", "dan")
ACCOUNT: dict[str, t.Any] = {
    "token": TOKEN,
    "tokens": [{"token": "reader", "type": "read_only"}, {"token": "person", "user": "ada@example.com"}],
    "users": [
        {"name": "Owner", "email": OWNER, "role": "owner"},
        *({"name": name.title(), "email": f"{name}@example.com"} for name in USERS),
    ],
    "teams": [{"name": "Core", "members": [{"user": "ada@example.com", "role": "manager"}]}],
    "schedules": [{
        "name": "Primary", "time_zone": ZONES[1],
        "schedule_layers": [{
            "start": "2026-01-01T00:00:00Z", "rotation_virtual_start": "2026-01-01T00:00:00Z",
            "rotation_turn_length_seconds": 86400, "users": [f"{name}@example.com" for name in USERS],
        }],
    }],
    "schedules_v3": [{
        "id": "PSHIFTS", "name": "Shifts", "time_zone": ZONES[2],
        "rotations": [{"id": "ROTATION", "events": [{
            "name": "Weekly", "start_time": {"date_time": "2026-01-05T14:00:00Z", "time_zone": ZONES[2]},
            "end_time": {"date_time": "2026-01-12T14:00:00Z", "time_zone": ZONES[2]},
            "effective_since": "2026-01-01T00:00:00Z", "recurrence": ["RRULE:FREQ=WEEKLY"],
            "assignment_strategy": {
                "type": "rotating_member_assignment_strategy", "members": [f"{name}@example.com" for name in USERS],
            },
        }]}],
    }],
    "escalation_policies": [
        {"name": "Core", "teams": ["Core"],
         "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": ["Primary", "ada@example.com"]}]},
    ],
    "services": [
        {"name": "Web", "escalation_policy": "Core",
         "alert_grouping_parameters": {"type": "time", "config": {"timeout": 5}},
         "integrations": [{"name": "Events", "integration_key": KEY}]},
    ],
    "tags": [{"label": "Night", "users": ["ada@example.com"], "teams": ["Core"]}],
    "maintenance_windows": [
        {"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-01T01:00:00Z", "services": ["Web"],
         "description": "Upgrade", "created_by": OWNER},
    ],
    "incident_types": [
        {"name": "incident_default", "custom_fields": [{"name": "notes"}]},
        {"name": "security", "custom_fields": [
            {"name": "place", "field_type": "single_value_fixed", "field_options": ["here", "there"]},
            {"name": "size", "data_type": "integer"},
        ]},
    ],
    "incidents": [
        {"title": "Down", "service": "Web"},
        {"title": "Leak", "service": "Web", "incident_type": "security", "status": "acknowledged"},
    ],
    "alerts": [{"title": "Disk full", "incident": "Down"}],
    "user_sessions": [{"user": f"{name}@example.com"} for name in USERS],
    "oauth_delegations": [{"user": f"{name}@example.com", "delegation_type": "mobile"} for name in USERS],
    "notes": [{"content": "Looking", "incident": "Down", "user": "ada@example.com"}],
    "change_events": [{"summary": "Deployed", "services": ["Web"]}],
    "templates": [{"name": "Update", "templated_fields": {"message": "{{incident.title}}: {{status_update.message}}"}}],
    "webhook_subscriptions": [{
        "delivery_method": {"type": "http_delivery_method", "url": "https://hooks.example.com"},
        "events": ["incident.triggered"], "filter": {"type": "account_reference"},
    }],
    "event_orchestrations": [{
        "name": "Shop", "router": {"sets": [{"rules": [{"label": "All", "actions": {"route_to": "Web"}}]}]},
    }],
    "business_services": [{"name": "Shop"}],
    "status_pages": [{
        "id": "PSTATUS", "name": "Acme", "services": [{"id": "PSHOP", "name": "Shop", "business_service": "Shop"}],
        "impacts": [{"id": "PIMPACT", "description": "outage"}],
        "severities": [{"id": "PSEVERITY", "description": "minor"}],
        "statuses": [{"id": "PSTATE1", "description": "detected"}, {"id": "PSTATE2", "description": "resolved"}],
    }],
    "status_page_posts": [{
        "id": "PPOST", "status_page": "Acme", "title": "Slow", "post_type": "incident",
        "updates": [
            {"message": "Slow", "status": "detected", "severity": "minor", "notify_subscribers": False},
            {"message": "Over", "status": "resolved", "severity": "minor", "notify_subscribers": False},
        ],
    }],
    "status_dashboards": [{"name": "Sales", "business_services": ["Shop"]}],
    "enrichment_schemas": [{
        "id": "9f194d8d-0f58-4c5c-b1d2-a5adf7171821", "name": "Applications",
        "fields": [{"name": "Application", "type": "query"}, {"name": "Manager", "type": "enriched"}],
    }],
    "enrichment_records": [{"schema": "Applications", "enrichment_data": {"Application": "Shop", "Manager": "Ada"}}],
    "event_enrichments": [{"name": "Contacts", "associations": ["Web"]}],
    "incident_workflows": [{"name": "Major"}],
    "incident_workflow_triggers": [{"workflow": "Major", "trigger_type": "manual", "services": ["Web"]}],
    "workflow_integration_connections": [
        {"integration": "chat", "name": "Chat", "configuration": {"Server": "x"}, "secrets": {"Token": "y"}},
    ],
}

LISTS = (
    *("services", "users", "teams", "schedules", "escalation_policies", "incidents", "log_entries", "change_events"),
    *("templates", "webhook_subscriptions", "maintenance_windows", "tags", "priorities", "vendors", "licenses"),
    *("incidents/types", "incidents/types/incident_default/custom_fields", "incidents/custom_fields"),
    "event_orchestrations",
    *("v3/schedules", "v3/schedules/PSHIFTS", "v3/schedules/PSHIFTS/rotations"),
    "v3/schedules/PSHIFTS/rotations/ROTATION/events",
    *("business_services", "status_dashboards", "status_pages", "status_pages/PSTATUS/posts"),
    *(f"status_pages/PSTATUS/{part}" for part in ("impacts", "severities", "statuses", "services")),
    "status_pages/PSTATUS/posts/PPOST/post_updates",
    *("enrichment/schemas", "enrichment/schemas/9f194d8d-0f58-4c5c-b1d2-a5adf7171821/records"),
    *("incident_workflows", "incident_workflows/triggers", "incident_workflows/actions"),
    *("enrichment/event_enrichments", "workflows/integrations", "workflows/integrations/chat/connections"),
)
"""What is read first, so that the generator knows the objects that there are."""


@dataclass(frozen=True)
class Allowed:
    """A difference from the document that is right: the operation, what is said of the response, the reason."""

    operation: str
    complaint: str
    reason: str


@dataclass
class Outcome:
    """What came of a run. ``succeeded``: the operations that succeeded; ``statuses``: (aim, status) → how often."""

    failures: list[str] = field(default_factory=list)
    succeeded: set[str] = field(default_factory=set)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    allowed: set[Allowed] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)


class Run:
    """A number of requests to one emulator, one after the other."""

    def __init__(self, document: Path, seed: int, options: dict[str, t.Any], allowed: tuple[Allowed, ...]) -> None:
        sys.path.insert(0, str(CODE))
        from pagerduty_emulator import accounts, database, server
        from pagerduty_emulator.core import state
        from pagerduty_emulator.registry import OPERATIONS, ROUTER
        from pagerduty_emulator.webhooks import delivery

        class Swallowed(delivery.Deliveries):  # type: ignore[misc]
            """No webhook leaves this process."""

            async def _post(self, webhook: t.Any, subscription: t.Any) -> t.Any:
                delivery.headers(webhook, subscription["delivery_method"])
                return delivery.Result(delivery.DELIVERED, status=200)

        self.seed = seed
        self.outcome = Outcome()
        self._allowed = allowed
        self._contract = Contract(json.loads(document.read_text(encoding="utf-8")))
        self._router = ROUTER
        self.emulator = state.Emulator(seed, "us", None, accounts.fresh, **options)
        self._server = server.Server(self.emulator, Swallowed(self.emulator))

        def read(path: Path) -> t.Any:
            """The emulator of a database."""
            emulator = state.Emulator(seed, "us", None, accounts.fresh, **options)
            deliveries = Swallowed(emulator)
            opened = database.Database(path)
            opened.attach(emulator, deliveries)
            opened.close(emulator, deliveries)
            return emulator

        self._open_database, self._read = database.Database, read
        operations = [(one.method, one.path.replace("*", "{id}")) for one in OPERATIONS]
        known = [(method, self._documented(method, path)) for method, path in operations]
        self.generator = Generator(self._contract, [one for one in known if one[1]], seed, TOKENS)
        self._log = _Log()
        self._seen: set[tuple[str, str]] = set()

    def _documented(self, method: str, path: str) -> str:
        """The document's path for one of the emulator's, whose parameters have no names."""
        operation = self._contract.operation(method, path)
        return operation.path if operation else ""

    async def send(self, count: int) -> Outcome:
        """Sends requests until there are that many, or too many failures. At the end, reads the state again."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "state.db")
            kept = self._open_database(path)
            kept.attach(self.emulator, self._server.deliveries)
            try:
                await self._serve(count)
            finally:
                kept.close(self.emulator, self._server.deliveries)
            self._compare(self._read(path))
        return self.outcome

    def _compare(self, emulator: t.Any) -> None:
        """The state that was read from the database is that of the emulator that wrote it."""
        for old, new in zip(self.emulator.accounts, emulator.accounts, strict=True):
            before, after = snapshot_of(old), snapshot_of(new)
            different = [
                kind for kind in before["collections"] if before["collections"][kind] != after["collections"][kind]
            ]
            different += [part for part in ("links", "timers", "counters") if before[part] != after[part]]
            if different:
                self.outcome.failures.append(f"seed {self.seed}, {old.subdomain}: read differently: {different}")

    async def _serve(self, count: int) -> None:
        """Starts the server, sends requests, and stops it."""
        runner = self._server.runner()
        await runner.setup()
        await self._server.open()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = self.emulator.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        logging.getLogger("pagerduty_emulator").addHandler(self._log)
        try:
            timeout = aiohttp.ClientTimeout(total=HANGS_AFTER)
            async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:
                await self._send(session, url, count)
        finally:
            logging.getLogger("pagerduty_emulator").removeHandler(self._log)
            await runner.cleanup()
            await self._server.close()

    async def _send(self, session: aiohttp.ClientSession, url: str, count: int) -> None:
        await self._administrate(session, url, "load", ACCOUNT)
        self.generator.pool.keys.append(KEY)
        for ability in sorted(self.emulator.accounts[0].abilities):
            self.generator.pool.add("abilitie", ability)
        headers = {"Authorization": f"Token token={TOKEN}"}
        for path in LISTS:
            await self._try(session, url, Request("valid", "GET", f"/{path}", headers=headers), "list")
        for number in range(count):
            await self._try(session, url, self.generator.request(), f"request {number}")
            if len(self.outcome.failures) >= MOST_FAILURES:
                return
            if number % 1000 == 999:
                await self._administrate(session, url, "clock", {"advance": self.generator.chance.randint(1, 7200)})
                await self._check_state(session, url, number)
        self.outcome.missed = {one.name for one in self.generator.operations} - self.outcome.succeeded

    async def _try(self, session: aiohttp.ClientSession, url: str, request: Request, name: str) -> None:
        """Sends a request, and notes what is wrong with the response."""
        for problem in await self._exchange(session, url, request):
            self.outcome.failures.append(f"seed {self.seed}, {name}: {problem}\n  {request.shown()}")

    async def _administrate(self, session: aiohttp.ClientSession, url: str, path: str, body: t.Any) -> None:
        async with session.post(f"{url}/_emulator/{path}", data=json.dumps(body)) as response:
            if response.status != 200:
                self.outcome.failures.append(f"/_emulator/{path}: {response.status} {await response.text()}")

    async def _check_state(self, session: aiohttp.ClientSession, url: str, number: int) -> None:
        """The state can be loaded again, and nothing failed in the background."""
        async with session.get(f"{url}/_emulator/state?account={TOKEN}") as response:
            (state,) = (await response.json())["accounts"]
        await self._administrate(session, url, "load", {**state, "token": "copy", "subdomain": "copy"})
        async with session.get(f"{url}/_emulator/events") as response:
            if response.status != 200:
                self.outcome.failures.append(f"/_emulator/events: {response.status}")
        async with session.get(f"{url}/_emulator/") as response:
            if (tick := (await response.json())["tick"])["failures"]:
                self.outcome.failures.append(f"before request {number}: {tick}")
        if self._log.lines:
            self.outcome.failures.append(f"before request {number}: " + "\n".join(self._log.lines))
            self._log.lines.clear()

    async def _exchange(self, session: aiohttp.ClientSession, url: str, request: Request) -> list[str]:
        """Sends a request. Returns what is wrong with the response."""
        target = URL(f"{url}{request.path}", encoded=True)
        try:
            async with session.request(
                request.method, target.with_query(request.query) if request.query else target,
                headers=request.headers, data=request.body, allow_redirects=False,
                skip_auto_headers=("Content-Type",),
            ) as response:
                text = await response.text()
                status, headers = response.status, response.headers
        except (TimeoutError, aiohttp.ClientError) as error:
            return [f"{type(error).__name__}: {error}"]
        self.outcome.statuses[request.aim, status] += 1
        problems = list(self._problems(request, target.path, status, headers, text))
        if status >= 500:
            problems += self._log.lines
        self._log.lines.clear()
        if status < 400 and request.operation is not None:
            self.outcome.succeeded.add(request.operation)
        return problems

    def _problems(
        self, request: Request, path: str, status: int, headers: t.Mapping[str, str], text: str
    ) -> t.Iterator[str]:
        if status >= 500:
            yield f"status {status}: {text[:300]}"
        unknown = request.method not in self._router.find(path)[0]
        if status in (404, 405) and unknown != (headers.get(UNKNOWN_PATH) == "true"):
            yield f"status {status}: {UNKNOWN_PATH} is {headers.get(UNKNOWN_PATH)}"
        if request.method == "HEAD":
            return
        try:
            body = json.loads(text, parse_constant=_refuse) if text else None
        except ValueError as error:
            yield f"status {status}: no JSON, {error}: {text[:300]}"
            return
        if path in EVENTS and request.method == "POST" and status in (202, 400):
            return
        for complaint in self._contract.wrong_in_answer(request.method, path, status, self._news(request, body)):
            allowed = next((one for one in self._allowed if self._allows(one, request.method, path, complaint)), None)
            if allowed is None:
                yield f"status {status}: {complaint}"
            else:
                self.outcome.allowed.add(allowed)
        if status < 300:
            if request.method == "DELETE":
                self.generator.pool.forget(path)
            else:
                self.generator.pool.learn(path, body)

    def _news(self, request: Request, body: t.Any) -> t.Any:
        """The body without the entries of lists that the same operation has shown before: most of them are the same."""
        if request.operation is None or not isinstance(body, dict):
            return body
        return {
            key: [one for one in value if self._is_new(request.operation, one)] if isinstance(value, list) else value
            for key, value in body.items()
        }

    def _is_new(self, operation: str, entry: t.Any) -> bool:
        known, text = len(self._seen), json.dumps(entry, sort_keys=True)
        self._seen.add((operation, text))
        return len(self._seen) > known

    def _allows(self, allowed: Allowed, method: str, path: str, complaint: str) -> bool:
        operation = self._contract.operation(method, path)
        return operation is not None and operation.name == allowed.operation and allowed.complaint in complaint


class _Log(logging.Handler):
    """What the emulator logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter().format(record))


def _refuse(text: str) -> t.Any:
    raise ValueError(f"{text} is not JSON")


def run(
    document: Path, seed: int, count: int, options: dict[str, t.Any], allowed: tuple[Allowed, ...]
) -> Outcome:
    """Sends so many requests of a seed."""
    return asyncio.run(Run(document, seed, options, allowed).send(count))
