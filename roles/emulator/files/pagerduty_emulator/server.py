# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP: authentication, rate limits, faults and the log around operations.

Nothing is awaited between reading a request's body and writing its response, so a request never sees a half-finished
change of another.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from . import account_api, events_api, page
from .admin import Admin
from .core.changes import TooManyWatchers
from .core.errors import (
    ApiError,
    forbidden,
    internal,
    method_not_allowed,
    not_found,
    of_version_3,
    rate_limited,
    unauthorized,
)
from .core.failures import LOGGER
from .core.json_body import BodyError, BodyTooLarge, decompress
from .core.state import Account, Emulator, RateWindow
from .faults import Fault, Faults
from .log import Recorder, RequestLog, query_of
from .oauth import OAuthError, authorize, issue
from .registry import ROUTER, perform
from .schema.call import Actor, Call, Reply
from .stream import stream
from .webhooks.delivery import Deliveries

ADMIN_PREFIX = "/_emulator"
STREAM_PATH = "/stream"
"""Below `ADMIN_PREFIX`."""

FETCHED_BY = "Sec-Fetch-Site"
"""The header with which browsers say whether a page of another site sends a request. Other clients don't send it."""

TOKEN_PATH = "/oauth/token"
AUTHORIZE_PATH = "/oauth/authorize"
UNRECORDED = (TOKEN_PATH, AUTHORIZE_PATH, *events_api.PATHS.tools)
"""Paths that ``--record`` omits: they are not part of the REST API, and their bodies contain secrets."""

UNKNOWN_PATH = "X-Emulator-Unknown-Path"
"""The header of a 404 or 405 if the emulator does not know the path or the method. A 404 for a missing object lacks
it."""

DEFAULT_RATE_LIMIT = 960
WINDOW_SECONDS = 60

MAXIMUM_BODY = 1 << 28
"""Bytes. Whole accounts are loaded in one request."""

TICK_SECONDS = 1.0
"""The seconds between two checks for timers that are due, if no request checks before."""

Header = dict[str, str]


class Server:
    """The HTTP server of an emulator."""

    def __init__(
        self,
        emulator: Emulator,
        deliveries: Deliveries,
        *,
        recorder: Recorder | None = None,
        latency: float = 0.0,
    ):
        self.emulator = emulator
        self.deliveries = deliveries
        self.recorder = recorder
        self.latency = latency
        self.faults = Faults(emulator.changes)
        self.log = RequestLog(emulator.changes)
        self.admin = Admin(emulator, self.faults, self.log, deliveries)
        self._ticker: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Call it before the first request."""
        await self.deliveries.open()
        self._ticker = asyncio.get_running_loop().create_task(self._tick())

    async def close(self) -> None:
        """Call it after the last request."""
        if self._ticker is not None:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
        await self.deliveries.close()
        if self.recorder is not None:
            self.recorder.close()

    async def _tick(self) -> None:
        """Runs timers that are due, so that their webhooks are sent without a request, too."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.admin.tick()

    def runner(self) -> web.ServerRunner:
        """An aiohttp runner, which serves requests when a site is added to it."""
        loop = asyncio.get_running_loop()

        def make_request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
            return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAXIMUM_BODY)

        serve = web.Server(self.handle, request_factory=make_request, access_log=None, auto_decompress=False)
        return web.ServerRunner(serve, shutdown_timeout=0.1)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Returns the response to any request.

        An error of the emulator itself is logged, and the response is a 500 in JSON.
        """
        try:
            return await self._handle(request)
        except ConnectionError:  # the client has closed the connection
            return web.Response(status=400)
        except Exception:
            LOGGER.exception("%s %s failed", request.method, request.path)
            if is_administration(request.path):
                return json_response(500, {"error": "an error of the emulator; its log has the traceback"}, {})
            return json_response(500, internal().body, {})

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        try:
            body = decompress(await request.read(), request.headers.get("Content-Encoding", ""), MAXIMUM_BODY)
        except (web.HTTPRequestEntityTooLarge, BodyTooLarge):
            return refusal(path, 413, "Request Entity Too Large", f"The maximum is {MAXIMUM_BODY} bytes")
        except web.RequestPayloadError:
            return refusal(path, 400, "Invalid Input Provided", "The request body is incomplete")
        except BodyError as error:
            return refusal(path, 400, "Invalid Input Provided", f"The request body {error}")
        if is_administration(path):
            try:
                return await self._administer(request, path[len(ADMIN_PREFIX):], body)
            finally:
                self.emulator.save()
        if page.is_wanted(request.method, path, request.headers):
            return page.index()
        started = time.perf_counter()
        exchange = Exchange(self, request, body)
        if self.latency:
            await asyncio.sleep(self.latency)
        try:
            return await exchange.handle()
        finally:
            exchange.note(time.perf_counter() - started)

    async def _administer(self, request: web.BaseRequest, path: str, body: bytes) -> web.StreamResponse:
        """Handles a request to the administration or the emulator's page. ``path``: what follows ``/_emulator``."""
        method = request.method
        if method != "GET" and request.headers.get(FETCHED_BY, "none") not in ("none", "same-origin"):
            return json_response(403, {"error": "pages of other sites can't control the emulator"}, {})
        if path.startswith(account_api.PREFIX):
            rest = path.removeprefix(account_api.PREFIX)
            reply = account_api.handle(
                self.emulator, self.deliveries, method, rest, request.query, request.headers, body
            )
            return answer(reply, {})
        if method == "GET" and path.startswith(page.PREFIX):
            return page.file(path) or json_response(404, {"error": "there is no such file"}, {})
        if method == "GET" and path == STREAM_PATH:
            try:
                return await stream(request, self.emulator.changes)
            except TooManyWatchers:
                return json_response(503, {"error": "too many clients read the stream"}, {})
        status, content = await self.admin.handle(method, path, request.query, body)
        return json_response(status, content, {})


def is_administration(path: str) -> bool:
    """Whether a path is below ``/_emulator``."""
    return path == ADMIN_PREFIX or path.startswith(f"{ADMIN_PREFIX}/")


def refusal(path: str, status: int, message: str, reason: str) -> web.Response:
    """The response to a request whose body cannot be read."""
    if is_administration(path):
        return json_response(status, {"error": reason}, {})
    error = ApiError(status, message, 2001 if status == 400 else None, [reason])
    return json_response(status, (of_version_3(error) if path.startswith("/v3/") else error).body, {})


class Exchange:
    """A request to the REST API, the Events API or the token endpoint, and its response."""

    def __init__(self, server: Server, request: web.BaseRequest, body: bytes):
        self.server = server
        self.emulator = server.emulator
        self.request = request
        self.body = body
        self.fault = server.faults.take(request.method, request.path, self.emulator.random.faults)
        self.request_id = self.emulator.random.request_id()
        self.account: Account | None = None
        self.reply: Reply | None = None
        # PagerDuty's time, for clients whose clock differs; aiohttp would send the time of this machine.
        now = self.emulator.clock.now()
        self.headers: Header = {"x-request-id": self.request_id, "Date": format_datetime(now, usegmt=True)}
        self.status: int | None = None
        self.query = query_of(request.query)
        self.entry = server.log.add(
            method=request.method,
            path=request.path,
            query=self.query,
            status=None,
            request_id=self.request_id,
            milliseconds=None,
            account=None,
            fault=self.fault and self.fault.kind,
            user_agent=request.headers.get("User-Agent"),
            at=now.isoformat().replace("+00:00", "Z"),
        )

    # -- handling ----------------------------------------------------------------------------------------------------

    async def handle(self) -> web.StreamResponse:
        """Handles the request, and applies its fault before, after or instead of that."""
        fault = self.fault
        if fault is None:
            return self.respond(self.process())
        if fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
        elif fault.kind == "race":
            self.process()
        elif fault.kind == "reset_before":
            return self.reset_connection()
        elif fault.kind in ("timeout", "status") and not fault.is_after:
            return await self.fail(fault)
        elif fault.kind == "rate_limit":
            return self.refuse_rate(fault)
        elif fault.kind == "unauthorized":
            return self.respond(Reply(401, unauthorized().body))
        elif fault.kind == "forbidden":
            scopes = fault.required_scopes
            return self.respond(Reply(403, (forbidden(required_scopes=scopes) if scopes else forbidden()).body))
        reply = self.process()
        if fault.kind == "reset_after":
            return self.reset_connection()
        if fault.kind in ("timeout", "status"):
            return await self.fail(fault)
        if fault.kind == "truncate" and reply.body is not None:
            return await self.truncate(reply, fault)
        return self.respond(reply)

    def process(self) -> Reply:
        """Handles the request, and saves what has changed. If this fails, only the response is an error."""
        reply = self.reply_of_request()
        try:
            self.emulator.save()
        except Exception:
            LOGGER.exception("The state cannot be saved after %s %s", self.request.method, self.request.path)
            return Reply(500, internal().body)
        return reply

    def reply_of_request(self) -> Reply:
        """Handles the request. A request that fails changes nothing."""
        try:
            if self.request.path == TOKEN_PATH:
                return self.in_transaction(self.token)
            if self.request.path == AUTHORIZE_PATH:
                return self.in_transaction(self.authorize)
            if event_path := events_api.path_of(self.request.path, strict=self.emulator.strict):
                return self.event(event_path)
            return self.operate()
        except (ApiError, OAuthError) as error:
            return Reply(error.status, error.body)
        except Exception:
            LOGGER.exception("%s %s failed, request %s", self.request.method, self.request.path, self.request_id)
            return Reply(500, internal().body)

    def in_transaction(self, work: Callable[[], Reply]) -> Reply:
        """Runs a function in a transaction. A response that cannot be encoded fails, too.

        A rejected token request has used its code or refresh token nevertheless.
        """
        with self.emulator.bus.journal.transaction(keep=(OAuthError,)):
            reply = work()
            len(reply.encoded)  # raises if the body can't be encoded
            return reply

    def operate(self) -> Reply:
        """Handles a request to the REST API."""
        request = self.request
        self.account, actor = self.authenticate(request.headers)
        self.count_request(self.account, actor.token)
        self.account.run_due()
        operations, ids = ROUTER.find(request.path)
        if request.method not in operations:
            self.headers[UNKNOWN_PATH] = "true"
            raise method_not_allowed() if operations else not_found()
        call = Call(
            self.emulator, self.account, actor, request.method, request.query, request.headers, self.body, ids,
            request_id=self.request_id, remote_address=request.remote,
        )
        reply = self.in_transaction(partial(perform, operations[request.method], call))
        self.server.deliveries.request_done(request.method, request.path)
        return reply

    def only_method(self, method: str) -> None:
        """Raises 405 for other methods."""
        if self.request.method != method:
            self.headers[UNKNOWN_PATH] = "true"
            raise method_not_allowed()

    def event(self, path: str) -> Reply:
        """Handles a request to the Events API. ``path``: one of its two paths."""
        self.only_method("POST")
        self.account, reply = events_api.handle(self.emulator, path, self.body)
        return reply

    def token(self) -> Reply:
        """Handles a request to the token endpoint."""
        self.only_method("POST")
        form = dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))
        self.account = self.emulator.account_of_client(form.get("client_id", ""))
        return Reply(200, issue(self.emulator, self.request.content_type, form))

    def authorize(self) -> Reply:
        """Handles a request for the page where a user authorizes an app."""
        self.headers["Location"] = authorize(self.emulator, self.request.query)
        return Reply(302)

    def authenticate(self, headers: Mapping[str, str]) -> tuple[Account, Actor]:
        """The account and the actor of a token.

        Raises 401, also for an account of another region (with PagerDuty, another host).
        """
        scheme, _space, credentials = headers.get("Authorization", "").partition(" ")
        credentials = credentials.strip()
        if scheme.lower() == "token" and credentials.startswith("token="):
            key = credentials.removeprefix("token=").strip('"')
            account = self.emulator.account_of(key)
            if account is not None and account.region == self.emulator.region:
                token = account.tokens[key]
                if token.user is None or token.user in account.requesters:
                    return account, Actor(token.type, key, token.user)
        elif scheme.lower() == "bearer":
            account = self.emulator.account_of_grant(credentials)
            if account is not None and account.region == self.emulator.region:
                grant = account.grants[credentials]
                gone = grant.user is not None and grant.user not in account.requesters
                if account.clock.monotonic() < grant.expires_at and not gone:
                    return account, Actor("app", credentials, grant.user, grant.scopes)
        raise unauthorized()

    def count_request(self, account: Account, token: str) -> None:
        """Counts a request and sets the rate-limit headers. Raises 429 if a limit is enforced and exceeded."""
        enforced = account.rate_limit if account.rate_limit is not None else self.emulator.rate_limit
        limit = DEFAULT_RATE_LIMIT if enforced is None else enforced
        window, moment = account.windows.setdefault(token, RateWindow(time.monotonic())), time.monotonic()
        if moment - window.started >= WINDOW_SECONDS:
            window.started, window.served = moment, 0
        refused = enforced is not None and window.served >= limit
        window.served += not refused
        self.rate_headers(limit, max(0, limit - window.served), WINDOW_SECONDS - int(moment - window.started))
        if refused:
            raise rate_limited()

    def rate_headers(self, limit: int, remaining: int, reset: int) -> None:
        """Sets the three rate-limit headers. ``reset``: seconds."""
        self.headers["ratelimit-limit"] = str(limit)
        self.headers["ratelimit-remaining"] = str(remaining)
        self.headers["ratelimit-reset"] = str(reset)

    # -- responses ---------------------------------------------------------------------------------------------------

    def respond(self, reply: Reply) -> web.Response:
        """The response of a reply."""
        self.reply, self.status = reply, reply.status
        return answer(reply, self.headers)

    def refuse_rate(self, fault: Fault) -> web.Response:
        """429. PagerDuty: "may come without headers and without that body"."""
        if fault.headers:
            self.rate_headers(DEFAULT_RATE_LIMIT, 0, fault.reset)
            return self.respond(Reply(429, rate_limited().body))
        self.headers = {"x-request-id": self.request_id}
        return self.respond(Reply(429))

    async def fail(self, fault: Fault) -> web.StreamResponse:
        """An error of a server in front of PagerDuty, or no response."""
        if fault.kind == "timeout":
            await asyncio.sleep(fault.seconds)
            return self.reset_connection()
        self.status = fault.status
        if fault.html:
            page = f"<html><head><title>{fault.status}</title></head><body><h1>{fault.status}</h1></body></html>"
            return web.Response(status=fault.status, text=page, content_type="text/html", headers=self.headers)
        error = ApiError(fault.status, "Internal Server Error" if fault.status == 500 else "Service Error", 2000)
        return self.respond(Reply(fault.status, error.body))

    async def truncate(self, reply: Reply, fault: Fault) -> web.StreamResponse:
        """Half of the body:

        with a matching Content-Length and invalid JSON, or with the Content-Length of all of it.
        """
        self.status = reply.status
        whole = reply.encoded
        half = whole[:len(whole) // 2]
        if fault.framing == "valid":
            return web.Response(
                status=reply.status, body=half, headers=self.headers, content_type="application/json"
            )
        response = web.StreamResponse(status=reply.status, headers=self.headers)
        response.content_type = "application/json"
        response.content_length = len(whole)
        await response.prepare(self.request)
        await response.write(half)
        if self.request.transport is not None:
            self.request.transport.close()
        return response

    def reset_connection(self) -> web.Response:
        """Resets the TCP connection. Closing with a linger time of 0 sends RST."""
        transport = self.request.transport
        if transport is not None:
            connection = transport.get_extra_info("socket")
            if connection is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return web.Response(status=500)

    # -- log ---------------------------------------------------------------------------------------------------------

    def note(self, seconds: float) -> None:
        """Completes the entry in the log, and records the exchange."""
        self.entry.update(
            status=self.status,
            milliseconds=round(seconds * 1000, 3),
            account=self.account.subdomain if self.account else None,
        )
        reply = self.reply.encoded if self.reply and self.reply.body is not None else b""
        keep = self.request.path not in (TOKEN_PATH, AUTHORIZE_PATH)
        self.server.log.complete(self.entry, self.request.headers, self.body, reply, keep=keep)
        if self.server.recorder is not None and self.request.path not in UNRECORDED:
            self.server.recorder.add(
                method=self.request.method,
                path=self.request.raw_path.partition("?")[0],
                query=self.query,
                request_body=json_or_text(self.body),
                status=self.status,
                response_body=self.reply.body if self.reply else None,
                fault=self.entry["fault"],
                user_agent=self.entry["user_agent"],
            )


def json_or_text(body: bytes) -> Any:
    """A request's body for ``--record``."""
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def json_response(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    """A response in JSON, or without a body if it is None."""
    if body is None:
        return web.Response(status=status, headers=headers)
    return json_bytes(status, json.dumps(body).encode(), headers)


def answer(reply: Reply, headers: Mapping[str, str]) -> web.Response:
    """The response of a reply."""
    if reply.body is None:
        return web.Response(status=reply.status, headers=headers)
    return json_bytes(reply.status, reply.encoded, headers)


def json_bytes(status: int, body: bytes, headers: Mapping[str, str]) -> web.Response:
    """A response with JSON that is already encoded."""
    return web.Response(status=status, body=body, headers=headers, content_type="application/json", charset="utf-8")
