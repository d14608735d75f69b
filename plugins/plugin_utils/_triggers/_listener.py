# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The listener: an HTTP server that verifies, filters and stores PagerDuty's webhooks.

It runs in a separate thread. ansible-rulebook has a single event loop. Gathering facts or a slow condition can block it
for longer than the five seconds that PagerDuty waits for a response.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import ssl
import threading
import time
import typing as t
from concurrent.futures import Future, wait
from dataclasses import dataclass
from urllib.parse import urlsplit

try:
    from aiohttp import ClientPayloadError, web
except ImportError as error:  # `start_problem` reports it
    AIOHTTP_IMPORT_ERROR: ImportError | None = error
else:
    AIOHTTP_IMPORT_ERROR = None

from ...module_utils._core.errors import PagerDutyError, UsageError, one_line
from . import _event, _signature
from ._connections import BACKLOG, REQUEST_TIMEOUT, Connection, ConnectionLimiter
from ._event import Filter, Malformed
from ._feed import DISK_TIMED_OUT, Feed
from ._metrics import Metrics
from ._state import StateError

logger = logging.getLogger(__name__)

STORE_TIMEOUT = 4.0  # seconds to wait for the disk. PagerDuty waits for 5 seconds in total
SHUTDOWN_TIMEOUT = 3.0  # seconds to complete open requests when the source ends
RETRY_AFTER = "5"  # seconds, for 503. PagerDuty's own pauses are longer

ACCEPTED = 202


class _TooLarge(Exception):
    """The body has more than the maximum number of bytes."""


@dataclass(frozen=True)
class Address:
    """The address, paths and TLS files of the listener. An empty path is not served."""

    host: str = "0.0.0.0"
    port: int = 5000
    path: str = "/pagerduty"
    health_path: str = "/health"
    metrics_path: str = "/metrics"
    certfile: str | None = None
    keyfile: str | None = None
    password: str | None = None
    cafile: str | None = None
    client_names: tuple[str, ...] = ()

    def context(self) -> ssl.SSLContext | None:
        """The TLS context, or None without `certfile`. PagerDuty uses only TLS 1.2. Raises UsageError."""
        if not self.certfile:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            # Without a password, OpenSSL asks for it at the terminal and waits.
            context.load_cert_chain(self.certfile, self.keyfile, password=self.password or "")
        except OSError as error:
            raise UsageError(
                "certfile",
                f"can't use {self.certfile}{f' with {self.keyfile}' if self.keyfile else ''}: {_reason(error)};"
                " specify PEM files with the certificate chain and its key, and the password of the key if it has one",
            ) from None
        if self.cafile:
            try:
                context.load_verify_locations(self.cafile)
            except OSError as error:
                raise UsageError("cafile", f"can't use {self.cafile}: {_reason(error)}") from None
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class Listener:
    """Receives webhooks and passes their events to the feed.

    secrets: the secrets of the subscriptions. They can be replaced at any time. If there are none, or while
    `secrets_pending` is true, webhooks that can't be verified get 503. PagerDuty then sends them again, when the secret
    may be known.
    on_ping: called for each test event in the listener's thread, with the ID of the subscription or None.
    """

    def __init__(
        self,
        address: Address,
        event_filter: Filter,
        feed: Feed,
        *,
        secrets: t.Iterable[str] = (),
        max_body: int = 300 * 1024,
        on_ping: t.Callable[[str | None], None] | None = None,
    ) -> None:
        self.secrets = tuple(secrets)
        self.secrets_pending = False
        self.subscription: str | None = None  # the ID of the source's own subscription, for the health path
        self.metrics = Metrics(self._gauges)
        self.ready: Future[int] = Future()  # the port
        self.ended: Future[None] = Future()
        self._address = address
        self._filter = event_filter
        self._feed = feed
        self._max_body = max_body
        self._on_ping = on_ping
        self._last: str | None = None
        self._limiter = ConnectionLimiter(self._make_protocol, lambda: self.metrics.count("dropped"))
        self._server: web.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._warned: dict[str, float] = {}  # when each kind of warning was logged
        self._thread = threading.Thread(target=self._run, name="pagerduty webhook", daemon=True)

    # -- start and stop ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the thread. `ready` is set when it listens, `ended` when it stops."""
        for future in (self.ready, self.ended):
            future.set_running_or_notify_cancel()  # cancelling a waiting caller does not cancel them
        self._thread.start()

    def stop(self) -> None:
        """Complete the open requests, and stop. Blocks."""
        if self._thread.is_alive():
            wait([self.ready])
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # raised in the caller, by the futures
            if not self.ready.done():
                self.ready.set_exception(error)
            self.ended.set_exception(error)
        else:
            self.ended.set_result(None)

    async def _serve(self) -> None:
        address = self._address
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._on_error)
        context = address.context()
        http_logger = logging.Logger("http")
        http_logger.addHandler(_CountingHandler(self.metrics))
        self._server = web.Server(
            self._handle,
            access_log=None,
            logger=http_logger,
            auto_decompress=False,  # the signature is of the body as it was sent
            lingering_time=1.0,
        )
        try:
            listening = await self._loop.create_server(
                self._limiter,
                address.host,
                address.port,
                ssl=context,
                backlog=BACKLOG,
                ssl_handshake_timeout=REQUEST_TIMEOUT if context else None,
                ssl_shutdown_timeout=REQUEST_TIMEOUT if context else None,
            )
        except OSError as error:
            raise UsageError(
                "port",
                f"can't listen on {address.host} port {address.port}: {_reason(error)}; choose another host or port, or"
                " stop the other program",
            ) from None
        self.ready.set_result(listening.sockets[0].getsockname()[1])
        try:
            await self._stop.wait()
        finally:
            listening.close()
            self._server.pre_shutdown()
            await self._server.shutdown(SHUTDOWN_TIMEOUT)

    def _on_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, t.Any]) -> None:
        """Count errors of connections. asyncio would log a traceback for each of them."""
        error = context.get("exception")
        reason = type(error).__name__ if error is not None else "other"
        if isinstance(error, OSError):
            reason = errno.errorcode.get(error.errno or 0, reason)
        self.metrics.count("errors", reason)
        details = f" ({one_line(error)})" if error is not None else ""
        self._warn(f"error {reason}", f"a connection failed: {one_line(context.get('message', ''))}{details}")

    def _make_protocol(self) -> t.Any:
        return t.cast(web.Server, self._server)()

    # -- requests ------------------------------------------------------------------------------------------------

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        connection = self._limiter.connections.get(request.protocol)
        if connection is None:  # closed while its request arrived
            return _closing_response(503)
        connection.begin_request()
        try:
            return await self._route(request, connection)
        except Exception as error:  # an error in this code: PagerDuty sends the webhook again
            self._warn("fault", f"a request failed with {type(error).__name__}: {one_line(error)}")
            return self._defer("fault")
        finally:
            connection.end_request()

    async def _route(self, request: web.BaseRequest, connection: Connection) -> web.StreamResponse:
        path = urlsplit(request.raw_path).path.rstrip("/") or "/"
        address = self._address
        if path == address.path:
            if request.method != "POST":
                return _closing_response(405, Allow="POST")
            return await self._receive(request, connection)
        if request.method in ("GET", "HEAD"):
            if path == address.health_path:
                return self._health()
            if path == address.metrics_path:
                return web.Response(
                    body=self.metrics.prometheus().encode(),
                    headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
                )
        return _closing_response(404)

    async def _receive(self, request: web.BaseRequest, connection: Connection) -> web.StreamResponse:
        """Verify a webhook, and store its event."""
        self.metrics.count("received")
        rejection = self._check_head(request)
        if rejection is not None:
            return rejection
        try:
            body = await self._read_body(request)
        except _TooLarge:
            return self._reject(413, "oversized", f"its body has more than {self._max_body} bytes")
        except TimeoutError:
            # Not a 4xx: after three of these in a row, PagerDuty disables the subscription.
            return self._defer("slow")
        except (ClientPayloadError, web.RequestPayloadError, ConnectionError):
            return self._reject(400, "broken", "its body is incomplete")
        signatures = request.headers.getall(_signature.HEADER)
        if not _signature.is_signed(body, ",".join(signatures), self.secrets):
            if self.secrets_pending:
                return self._defer("no secret yet")
            return self._reject(
                401, "signature", "its signature matches none of the known secrets; check the option secrets"
            )
        connection.verify()
        self.metrics.count("verified")
        return await self._accept(request, body)

    def _check_head(self, request: web.BaseRequest) -> web.StreamResponse | None:
        """Check everything that requires no body. Returns the response if the webhook is not accepted."""
        if self._address.client_names and not self._known_client(request):
            return self._reject(403, "client", "its certificate has none of the names in client_names")
        length = request.content_length
        if length is not None and length > self._max_body:
            return self._reject(413, "oversized", f"its body has {length} bytes")
        if _signature.HEADER not in request.headers:
            return self._reject(401, "unsigned", f"it has no {_signature.HEADER} header")
        if not self.secrets:
            return self._defer("no secret yet")
        return None

    async def _read_body(self, request: web.BaseRequest) -> bytes:
        """Raises _TooLarge, TimeoutError, or aiohttp's errors for an incomplete body."""
        body = bytearray()
        async with asyncio.timeout(REQUEST_TIMEOUT):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > self._max_body:
                    raise _TooLarge
        return bytes(body)

    async def _accept(self, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        """Filter and store a verified event. The response is never a 4xx."""
        metrics = self.metrics
        webhook_id = request.headers.get("X-Webhook-Id")
        subscription = request.headers.get("X-Webhook-Subscription")
        try:
            envelope = _event.read(body)
        except Malformed as error:
            # Accepted, because PagerDuty would send the same body again.
            metrics.count("malformed")
            self._warn("malformed", f"a signed webhook is dropped: {error}")
            return web.Response(status=ACCEPTED)
        received = _event.now()
        meta = _event.flatten(
            envelope,
            webhook_id=_event.printable(webhook_id),
            subscription=_event.printable(subscription),
            received_at=received,
            verified=True,
        )
        self._last = received
        if meta["event_type"] == _event.PING:
            metrics.count("pings")
            if self._on_ping:
                self._on_ping(subscription)
        if not self._filter.passes(meta):
            if meta["event_type"] != _event.PING:
                metrics.count("filtered")
            return web.Response(status=ACCEPTED)

        if not self._feed.room:
            self._warn("full", "max_waiting events wait for the rules: webhooks get 503, PagerDuty repeats them later")
            return self._defer("full")
        keys = _event.keys(envelope, webhook_id, body)
        try:
            async with asyncio.timeout(STORE_TIMEOUT):
                new = await self._feed.accept([(keys, {"event": envelope["event"], "meta": meta})])
        except (StateError, TimeoutError) as error:
            if isinstance(error, TimeoutError):
                self._feed.problem = DISK_TIMED_OUT
            problem = one_line(error) or self._feed.problem
            self._warn("disk", f"an event can't be stored, so it gets 503, and PagerDuty sends it again: {problem}")
            return self._defer("disk")
        metrics.count("queued" if new else "duplicate")
        return web.Response(status=ACCEPTED)

    def _known_client(self, request: web.BaseRequest) -> bool:
        certificate = (request.transport and request.transport.get_extra_info("peercert")) or {}
        names = {value for part in certificate.get("subject", ()) for name, value in part if name == "commonName"}
        names |= {value for name, value in certificate.get("subjectAltName", ()) if name == "DNS"}
        return not names.isdisjoint(self._address.client_names)

    # -- responses -----------------------------------------------------------------------------------------------

    def _reject(self, status: int, reason: str, why: str) -> web.StreamResponse:
        self.metrics.count("refused", reason)
        self._warn(reason, f"a request is rejected with {status}: {why}")
        return _closing_response(status)

    def _defer(self, reason: str) -> web.StreamResponse:
        self.metrics.count("deferred", reason)
        return _closing_response(503, **{"Retry-After": RETRY_AFTER})

    def _health(self) -> web.StreamResponse:
        feed = self._feed
        waiting, room, stalled = feed.waiting, feed.room, feed.stalled
        if feed.problem:
            status = "failing"
        elif stalled:
            status = "stalled"
        elif not room:
            status = "full"
        else:
            status = "ok" if self.secrets else "no secret yet"
        shown = {
            "status": status,
            "trouble": feed.problem,
            "waiting": waiting,
            "room": room,
            "delivered": feed.delivered,
            "unfetched_seconds": round(feed.unfetched),
            "last_event_at": self._last,
            "subscription": self.subscription,
        }
        return web.Response(
            status=503 if feed.problem or stalled else 200,
            body=json.dumps(shown).encode(),
            content_type="application/json",
        )

    def _gauges(self) -> dict[str, int]:
        return {
            "altered": self._feed.altered,
            "damaged": self._feed.damaged,
            "delivered": self._feed.delivered,
            "waiting": self._feed.waiting,
            "room": self._feed.room,
            "unfetched_seconds": round(self._feed.unfetched),
            "stalled": int(self._feed.stalled),
            "connections": len(self._limiter.connections),
        }

    def _warn(self, kind: str, message: str) -> None:
        """Log a warning, at most once a minute for each kind, so that many requests do not fill the log."""
        now = time.monotonic()
        if now - self._warned.get(kind, -60.0) >= 60.0:
            self._warned[kind] = now
            logger.warning("%s", message)


class _CountingHandler(logging.Handler):
    """Counts connections that do not use HTTP. aiohttp would log a traceback for each of them."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__()
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        self._metrics.count("refused", "no HTTP")


def _closing_response(status: int, **headers: str) -> web.StreamResponse:
    """A response after which the connection is closed."""
    response = web.Response(status=status, headers=headers)
    response.force_close()
    return response


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return one_line(error.reason or error)
    return one_line(error.strerror or error)


def start_problem() -> PagerDutyError | None:
    """The error if aiohttp is missing, or None."""
    if AIOHTTP_IMPORT_ERROR is None:
        return None
    return UsageError(
        "aiohttp",
        f"can't be imported ({AIOHTTP_IMPORT_ERROR}); install it for the Python that runs ansible-rulebook:"
        " pip install aiohttp",
    )
