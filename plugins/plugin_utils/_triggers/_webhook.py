# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source `pagerduty_webhook`: its options, its start and its end.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import typing as t

from ...module_utils._core.errors import PagerDutyError, UsageError
from ...module_utils._schema.option_types import Spec
from ...module_utils._schema.urls import checked_url
from . import _signals
from ._event import ALL, Filter, check_events
from ._feed import LIMIT, STALLED, Feed
from ._listener import Address, Listener, start_problem
from ._options import CONNECTION, SECRETS, SELECTIONS, connect, validated, without_frames
from ._state import State
from ._subscription import Subscription, Wanted
from ._threads import Stopped, Waits, in_thread, is_temporary

logger = logging.getLogger(__name__)

NAME = "pagerduty_webhook"

RETRY = 60.0  # seconds until the subscription is checked again after a temporary error

_SUBSCRIPTION: dict[str, Spec] = {
    "url": {"type": "str", "required": True},
    "service": {"type": "str"},
    "team": {"type": "str"},
    "description": {"type": "str"},
    "ping": {"type": "bool", "default": True},
    "ping_timeout": {"type": "float", "default": 30.0},
    "remove_on_shutdown": {"type": "bool", "default": False},
}

OPTIONS: dict[str, Spec] = {
    "host": {"type": "str", "default": "0.0.0.0"},
    "port": {"type": "int", "default": 5000},
    "path": {"type": "str", "default": "/pagerduty"},
    "certfile": {"type": "path"},
    "keyfile": {"type": "path"},
    "password": {"type": "str", "no_log": True},
    "cafile": {"type": "path"},
    "client_names": {"type": "list", "elements": "str"},
    "secrets": SECRETS,
    "events": {"type": "list", "elements": "str", "default": list(ALL)},
    **SELECTIONS,
    "state_dir": {"type": "path"},
    "max_body": {"type": "int", "default": 300 * 1024},
    "max_waiting": {"type": "int", "default": LIMIT},
    "stalled_after": {"type": "float", "default": STALLED},
    "health_path": {"type": "str", "default": "/health"},
    "metrics_path": {"type": "str", "default": "/metrics"},
    "log_interval": {"type": "float", "default": 300.0},
    "subscription": {
        "type": "dict",
        "options": _SUBSCRIPTION,
        "mutually_exclusive": [["service", "team"]],
    },
    **CONNECTION,
}

CONSTRAINTS: dict[str, t.Any] = {
    "required_by": {"cafile": ["certfile"], "keyfile": ["certfile"], "client_names": ["cafile"]},
}


async def run(queue: t.Any, args: t.Mapping[str, t.Any]) -> None:
    """Run the source until it is cancelled. Raises PagerDutyError for permanent errors."""
    problem = start_problem()
    if problem is not None:
        raise problem
    await without_frames(_run(queue, args))


async def _run(queue: t.Any, args: t.Mapping[str, t.Any]) -> None:
    source = await asyncio.to_thread(Source, queue, args)
    try:
        await source.work()
    finally:
        await source.end()


class Source:
    """One webhook source with its parts. The constructor validates the options and opens the state. It blocks."""

    def __init__(self, queue: t.Any, args: t.Mapping[str, t.Any]) -> None:
        self.params = params = validated(OPTIONS, args, **CONSTRAINTS)
        self._secrets = tuple(secret.strip() for secret in params["secrets"] or () if secret.strip())
        _check(params, self._secrets)
        self._filter = Filter(
            **{
                name: tuple(params[name] or ())
                for name in ("events", *SELECTIONS)
            }
        )
        # Created before the state is opened, because it can raise an error.
        self._waits = Waits()
        connection = connect(params, NAME, sleep=self._waits.sleep) if params["subscription"] else None
        self.state = State.open(params["state_dir"], f"webhook-{params['port']}")
        self.feed = Feed(
            queue, self.state, limit=params["max_waiting"], stalled_after=params["stalled_after"]
        )
        self._pinged = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.subscription: Subscription | None = None
        if connection is not None:
            self.subscription = Subscription(
                self._wanted_subscription(), *connection, self.state, trusting=bool(self._secrets)
            )
        self.listener = Listener(
            self._address(),
            self._filter,
            self.feed,
            secrets=self._known_secrets(),
            max_body=params["max_body"],
            on_ping=self._on_ping,
        )
        self.listener.secrets_pending = self.subscription is not None

    def _wanted_subscription(self) -> Wanted:
        options = self.params["subscription"]
        return Wanted(
            url=options["url"],
            events=tuple(self._filter.types()),
            service=options["service"],
            team=options["team"],
            description=options["description"],
        )

    def _address(self) -> Address:
        params = self.params
        return Address(
            host=params["host"],
            port=params["port"],
            path=_path(params["path"]) or "/",
            health_path=_path(params["health_path"]),
            metrics_path=_path(params["metrics_path"]),
            certfile=params["certfile"],
            keyfile=params["keyfile"],
            password=params["password"],
            cafile=params["cafile"],
            client_names=tuple(params["client_names"] or ()),
        )

    async def work(self) -> None:
        """Listen for webhooks and update the subscription, until cancelled."""
        self._loop = asyncio.get_running_loop()
        await self.feed.start()
        self.listener.start()
        port = await asyncio.wrap_future(self.listener.ready)
        _signals.restore()
        scheme = "https" if self.params["certfile"] else "http"
        logger.info(
            "listening for webhooks on %s://%s:%d%s", scheme, self.params["host"], port, _path(self.params["path"])
        )
        tasks: list[asyncio.Future[None]] = [asyncio.wrap_future(self.listener.ended)]
        if self.params["log_interval"] > 0:
            tasks.append(asyncio.create_task(self._log()))
        if self.subscription:
            tasks.append(asyncio.create_task(self._set_up_subscription(self.subscription)))
        pending = set(tasks)
        try:
            while pending:
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # raises the error that ended the task
                if tasks[0] in done:
                    return
        finally:
            for task in tasks:
                task.cancel()

    async def end(self) -> None:
        """Stop all parts. Deletes the subscription if `remove_on_shutdown` is set."""
        self._waits.stop()
        if self.subscription and self.params["subscription"]["remove_on_shutdown"]:
            try:
                await in_thread(self.subscription.remove)
            except PagerDutyError as error:
                logger.warning("the webhook subscription could not be deleted: %s", error.message)
            except Stopped:
                logger.warning("the webhook subscription could not be deleted: PagerDuty requires a longer pause")
        await asyncio.to_thread(self.listener.stop)
        await self.feed.close()
        await asyncio.to_thread(self.state.close)
        logger.info("ended: %s", self.listener.metrics.line())

    async def _log(self) -> None:
        before = self.listener.metrics.line()
        while True:
            await asyncio.sleep(self.params["log_interval"])
            line = self.listener.metrics.line()
            if line != before:
                logger.info("%s", line)
                before = line

    # -- the subscription ----------------------------------------------------------------------------------------

    def _known_secrets(self) -> tuple[str, ...]:
        """The secrets in the options and in the state."""
        stored = self.subscription.secrets if self.subscription else ()
        return (*self._secrets, *(secret for secret in stored if secret not in self._secrets))

    async def _set_up_subscription(self, subscription: Subscription) -> None:
        while True:
            try:
                await in_thread(subscription.ensure_present)
                break
            except PagerDutyError as error:
                if not is_temporary(error):
                    raise
                # The subscription of an earlier run can still send webhooks.
                logger.warning(
                    "%s. The source checks its webhook subscription again in %g seconds", error.message, RETRY
                )
                await asyncio.sleep(RETRY)
        self.listener.secrets = self._known_secrets()
        self.listener.secrets_pending = False
        self.listener.subscription = subscription.id
        if self.params["subscription"]["ping"]:
            await self._ping(subscription)

    async def _ping(self, subscription: Subscription) -> None:
        timeout = self.params["subscription"]["ping_timeout"]
        url = self.params["subscription"]["url"]
        before = self.listener.metrics.reasons("refused")
        try:
            await in_thread(subscription.ping)
            async with asyncio.timeout(timeout):
                await self._pinged.wait()
        except TimeoutError:
            now = self.listener.metrics.reasons("refused")
            if now.get("signature", 0) > before.get("signature", 0):
                reason = (
                    "but a request with the signature of another secret arrived. Specify the secret of the subscription"
                    f" {subscription.id} in the option secrets, or omit this option"
                )
            else:
                reason = "so PagerDuty can't reach this source. Check the URL, proxies, firewalls and the option path"
            logger.error("PagerDuty's test event did not arrive at %s within %g seconds, %s", url, timeout, reason)
        except PagerDutyError as error:
            logger.warning("the test event could not be requested: %s", error.message)
        else:
            logger.info("PagerDuty reaches this source at %s", url)

    def _on_ping(self, subscription_id: str | None) -> None:
        """Record a test event. Called in the listener's thread."""
        ours = None if self.subscription is None else self.subscription.id
        if self._loop is not None and subscription_id in (None, ours):
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._pinged.set)


def _path(text: str) -> str:
    """A path as in requests, with a leading slash and without a trailing one. An empty path stays empty."""
    text = text.strip().strip("/")
    return f"/{text}" if text else ""


def _check(params: dict[str, t.Any], secrets: tuple[str, ...]) -> None:
    """Check what the types and constraints of the options do not cover. Raises UsageError."""
    if not secrets and not params["subscription"]:
        raise UsageError(
            "secrets",
            "specify the secret that PagerDuty showed when the webhook subscription was created (or set the"
            " environment variable PAGERDUTY_WEBHOOK_SECRET), or use the option subscription to create a subscription",
        )
    if not 0 <= params["port"] <= 65535:
        raise UsageError("port", f"must be between 1 and 65535, not {params['port']}")
    for name in ("max_body", "max_waiting"):
        if params[name] < 1:
            raise UsageError(name, f"must be more than 0, not {params[name]}")
    if not params["events"]:
        raise UsageError("events", "must not be empty; omit it for all events")
    check_events(params["events"])
    paths = [path for path in (_path(params[name]) for name in ("path", "health_path", "metrics_path")) if path]
    if len(set(paths)) < len(paths):
        raise UsageError("path", "path, health_path and metrics_path must differ")
    options = params["subscription"]
    if options:
        options["url"] = checked_url(options["url"], "subscription.url")
        if options["ping_timeout"] <= 0:
            raise UsageError("subscription.ping_timeout", "must be more than 0 seconds")
