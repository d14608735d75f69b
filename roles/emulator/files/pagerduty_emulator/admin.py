# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The administration under ``/_emulator/``. It is described in `pagerduty_emulator`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from .accounts import dump, load
from .core.changes import CLOCK
from .core.clock import Clock
from .core.json_body import BodyError, read_json
from .core.state import Emulator
from .faults import Fault, FaultError, Faults
from .log import RequestLog
from .resources.alerts.explaining import STATES, alert_entries, explain
from .resources.alerts.rules import WEBHOOK
from .resources.incidents.responders import reply_to_requests
from .resources.integrations.events import EventError
from .schema.call import whole
from .state_file import LoadError
from .webhooks.delivery import Deliveries
from .webhooks.payloads import webhook

Response = tuple[int, Any]

LONGEST_ADVANCE = 10 * 366 * 86400

FURTHEST_AHEAD = 500 * 366 * 86400

DELIVERIES = "/deliveries"
REDELIVER = re.compile(f"{DELIVERIES}/([^/]+)/redeliver")
ONE_REQUEST = re.compile("/requests/([^/]+)")
LONGEST_WAIT = 600

OTHER_ROUTES = (
    "/requests/{request_id}", f"{DELIVERIES}/{{webhook_id}}/redeliver", "/accounts/{subdomain}/{path}", "/stream",
    "/page/",
)
"""Further paths. The server itself handles the last three."""


class AdminError(Exception):
    """A request to the administration is invalid."""

    def __init__(self, message: str, status: int = 400):
        super().__init__(message)
        self.status = status


class Admin:
    """The administration of one emulator."""

    def __init__(self, emulator: Emulator, faults: Faults, log: RequestLog, deliveries: Deliveries):
        self.emulator = emulator
        self.faults = faults
        self.log = log
        self.deliveries = deliveries
        self.last_tick: str | None = None
        self._routes: dict[str, dict[str, Callable[[Any, bytes], Response]]] = {
            "/": {"GET": self.overview},
            "/requests": {"GET": self.list_requests, "DELETE": self.clear_requests},
            "/faults": {"GET": self.list_faults, "POST": self.add_faults, "DELETE": self.clear_faults},
            "/reset": {"POST": self.reset},
            "/load": {"POST": self.load},
            "/state": {"GET": self.state},
            "/events": {"GET": self.list_events, "DELETE": self.clear_events},
            "/alerts": {"GET": self.list_alerts},
            "/evaluate": {"POST": self.evaluate},
            "/replies": {"POST": self.reply},
            "/clock": {"GET": self.clock, "POST": self.advance},
            DELIVERIES: {"GET": self.list_deliveries, "DELETE": self.clear_deliveries},
        }

    async def handle(self, method: str, path: str, query: Any, body: bytes) -> Response:
        """The status and the JSON body of the response to a request."""
        try:
            methods = self._routes.get(path or "/") or self._route_of_one(path)
            if methods is None:
                known = (*self._routes, *OTHER_ROUTES)
                raise AdminError(f"there is no /_emulator{path}; there are: {', '.join(known)}", 404)
            if method not in methods:
                raise AdminError(f"/_emulator{path} takes {', '.join(methods)}", 405)
            if path == DELIVERIES and method == "GET" and "wait" in query:
                await self.deliveries.idle(seconds_of(query["wait"]))
            return methods[method](query, body)
        except AdminError as error:
            return error.status, {"error": str(error)}
        except (LoadError, FaultError) as error:
            return 400, {"error": str(error)}

    def _route_of_one(self, path: str) -> dict[str, Callable[[Any, bytes], Response]] | None:
        """The methods of a path that contains an ID; None if there is no such path."""
        if found := REDELIVER.fullmatch(path):
            return {"POST": partial(self.redeliver, found[1])}
        if found := ONE_REQUEST.fullmatch(path):
            return {"GET": partial(self.show_request, found[1])}
        return None

    def overview(self, _query: Any, _body: bytes) -> Response:
        """The emulator's settings, accounts, and errors in the background."""
        subdomains = [account.subdomain for account in self.emulator.accounts]
        return 200, {
            "region": self.emulator.region,
            "seed": self.emulator.random.seed,
            "strict": self.emulator.strict,
            "accounts": subdomains,
            "pid": os.getpid(),
            "tick": {
                "last": self.last_tick,
                "failures": self.emulator.failures.count,
                "last_error": self.emulator.failures.last,
            },
        }

    def list_requests(self, query: Any, _body: bytes) -> Response:
        """The requests, oldest first."""
        return 200, last(self.log.entries, query)

    def show_request(self, identifier: str, _query: Any, _body: bytes) -> Response:
        """A request with its headers and bodies."""
        details = self.log.details(identifier)
        if details is None:
            raise AdminError(f"the request {identifier!r} is not in the log, or its bodies are no longer kept", 404)
        return 200, details

    def clear_requests(self, _query: Any, _body: bytes) -> Response:
        self.log.clear()
        return 204, None

    def list_faults(self, _query: Any, _body: bytes) -> Response:
        return 200, {"faults": [fault.describe() for fault in self.faults.waiting]}

    def add_faults(self, query: Any, body: bytes) -> Response:
        data = parse(body)
        given = data["faults"] if isinstance(data, dict) and "faults" in data else [data]
        if not isinstance(given, list):
            raise AdminError("faults must be a list")
        self.faults.add([Fault.of(one) for one in given])
        return self.list_faults(query, body)

    def clear_faults(self, query: Any, _body: bytes) -> Response:
        """Removes all faults, or those with the name in the query."""
        self.faults.clear(query.get("name"))
        return 204, None

    def reset(self, query: Any, body: bytes) -> Response:
        """Resets state, log and faults to those of a new emulator."""
        data = parse(body) if body else {}
        seed = data.get("seed") if isinstance(data, dict) else "?"
        if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
            raise AdminError('the body must be empty or {"seed": a whole number}')
        self.emulator.reset(seed)
        self.deliveries.reset()
        self.log.clear()
        self.faults.clear()
        self.last_tick = None
        return self.overview(query, body)

    def load(self, _query: Any, body: bytes) -> Response:
        loaded = load(self.emulator, parse(body))
        self.deliveries.prune()
        return 200, loaded

    def list_events(self, query: Any, _body: bytes) -> Response:
        """The last events, in the form of webhooks."""
        self.run_due()
        wanted = query.get("account")
        return 200, [
            webhook(event, self.emulator.base_url)["event"]
            for event in self.emulator.bus.history
            if wanted in (None, event.account.subdomain) and event.event_type != WEBHOOK
        ]

    def clear_events(self, _query: Any, _body: bytes) -> Response:
        self.emulator.bus.history.clear()
        return 204, None

    def list_alerts(self, query: Any, _body: bytes) -> Response:
        """All alerts, also suppressed and suspended ones, which PagerDuty's REST API does not list."""
        self.run_due()
        wanted, states = query.get("account"), query.getall("state", STATES)
        if not set(states) <= set(STATES):
            raise AdminError(f"state must be {', '.join(STATES)}")
        accounts = [one for one in self.emulator.accounts if wanted in (None, one.subdomain)]
        return 200, last([entry for one in accounts for entry in alert_entries(one) if entry["state"] in states], query)

    def evaluate(self, _query: Any, body: bytes) -> Response:
        """What the rules of event orchestrations make of an event, which is not processed."""
        event = parse(body)
        if not isinstance(event, dict):
            raise AdminError("the body must be an event, as for /v2/enqueue")
        try:
            return 200, explain(self.emulator, event)
        except EventError as error:
            raise AdminError("; ".join(error.body["errors"])) from None

    def reply(self, _query: Any, body: bytes) -> Response:
        """A user accepts or declines a responder request. PagerDuty's REST API has no operation for this."""
        data = parse(body)
        if not isinstance(data, dict) or data.get("state") not in ("joined", "declined"):
            raise AdminError('the body must be {"incident": ID, "user": ID or email, "state": "joined" or "declined"}')
        self.run_due()
        incident_id, person = str(data.get("incident")), str(data.get("user"))
        for account in self.emulator.accounts:
            incident = account.collection("incident").get(incident_id)
            if incident is not None:
                user = account.look_up("user", person)
                with account.journal.transaction():
                    replied = user is not None and reply_to_requests(account, incident, user, data["state"])
                if not replied:
                    raise AdminError(f"incident {incident_id} has no pending responder request to {person!r}", 404)
                return 204, None
        raise AdminError(f"there is no incident with the ID {incident_id!r}", 404)

    def list_deliveries(self, query: Any, _body: bytes) -> Response:
        """The attempts to deliver webhooks, and the webhooks that are not delivered yet."""
        wanted = query.get("account")
        return 200, last([one for one in self.deliveries.listed() if wanted in (None, one["account"])], query)

    def clear_deliveries(self, _query: Any, _body: bytes) -> Response:
        self.deliveries.clear_entries()
        return 204, None

    def redeliver(self, identifier: str, _query: Any, _body: bytes) -> Response:
        """Delivers a webhook again. PagerDuty delivers at least once."""
        done = self.deliveries.redeliver(identifier)
        if done is None:
            raise AdminError(f"there is no webhook {identifier!r}", 404)
        if not done:
            raise AdminError(f"the subscription of webhook {identifier!r} is gone, inactive or disabled", 409)
        return 202, {"webhook_id": identifier}

    def clock(self, _query: Any, _body: bytes) -> Response:
        """The emulator's time, and by how many seconds it is ahead."""
        clock = self.emulator.clock
        return 200, {
            "now": shown(clock), "advanced": int(clock.ahead.total_seconds())
        }

    def advance(self, query: Any, body: bytes) -> Response:
        """Moves the clock forward, and runs the timers that are due by then."""
        data = parse(body)
        seconds = data.get("advance") if isinstance(data, dict) else None
        if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 <= seconds <= LONGEST_ADVANCE:
            raise AdminError('the body must be {"advance": seconds}, at most ten years')
        if self.emulator.clock.ahead.total_seconds() + seconds > FURTHEST_AHEAD:
            raise AdminError("the clock must not be ahead by more than 500 years; POST /_emulator/reset sets it back")
        self.emulator.clock.advance(seconds)
        self.emulator.changes.note(CLOCK)
        self.run_due()
        self.deliveries.clock_moved()
        return self.clock(query, body)

    def tick(self) -> None:
        """Runs the timers that are due. Raises nothing, so that the next tick follows."""
        try:
            self.run_due()
            self.emulator.save()
        except Exception as error:
            self.emulator.failures.note("The tick", error)
        self.last_tick = shown(self.emulator.clock)

    def run_due(self) -> None:
        """Runs the timers that are due."""
        for account in self.emulator.accounts:
            account.run_due()

    def state(self, query: Any, _body: bytes) -> Response:
        wanted = query.get("account")
        accounts = [one for one in self.emulator.accounts if wanted in (None, one.subdomain)]
        if wanted is not None and not accounts:
            raise AdminError(f"there is no account with the subdomain {wanted!r}", 404)
        self.run_due()
        return 200, {"accounts": [dump(account) for account in accounts]}


def shown(clock: Clock) -> str:
    """The emulator's time."""
    return clock.now().isoformat().replace("+00:00", "Z")


def seconds_of(text: str) -> float:
    """A number of seconds in a query. Raises `AdminError`."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise AdminError(f"wait must be a number of seconds, at most {LONGEST_WAIT}")
    return seconds


def last(entries: Sequence[Any], query: Any) -> list[Any]:
    """The entries of a list, or the newest ones if the query has a ``limit``. Raises `AdminError`."""
    if "limit" not in query:
        return list(entries)
    limit = whole(query["limit"])
    if not limit:
        raise AdminError("limit must be a whole number above 0")
    return list(islice(reversed(entries), limit))[::-1]


def parse(body: bytes) -> Any:
    """The JSON of a body. Raises `AdminError`."""
    try:
        return read_json(body)
    except BodyError as error:
        raise AdminError(f"the body {error}") from None
