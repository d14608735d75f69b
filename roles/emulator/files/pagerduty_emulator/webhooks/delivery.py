# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The delivery of webhooks: events from the bus are signed, and sent to each subscription that subscribes to them.

For each subscription and resource (an incident, a service), webhooks are delivered in order. A webhook that is sent
again delays the later ones of its resource, and no others. Webhooks are delivered in parallel with requests, and a
failed delivery does not affect the request that caused it.

============================================================  =================================================
a 2xx within five seconds                                     delivered
no response in time, 429, 5xx, no connection, an expired      sent again, with growing pauses, for 48 hours; then
certificate, no token for the OAuth client                    dropped
any other response, any other TLS error                       dropped
three dropped in a row                                        the subscription is disabled for 24 hours, and all
                                                              its waiting webhooks are dropped
============================================================  =================================================

These times and pauses follow the emulator's clock, so moving the clock forward ends them. The pauses are much shorter
than PagerDuty's, which are not documented.

The webhooks of rules of event orchestrations are delivered in the same way, to the address of the rule and without a
signature. They have no subscription that could be disabled.

Webhooks that are too large to be sent are not counted as dropped. PagerDuty does not document the following: webhooks
that wait for a deleted or inactive subscription are dropped, and an inactive or disabled subscription gets no ping.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp

from ..core.changes import DELIVERIES
from ..core.collection import Record
from ..core.failures import LOGGER
from ..core.state import Account, Emulator, Event
from ..resources.alerts.rules import WEBHOOK as OF_RULE
from ..resources.services import teams_of
from ..resources.webhook_subscriptions import PING
from ..resources.webhook_subscriptions import RESOURCE as WEBHOOK_SUBSCRIPTIONS
from .payloads import webhook as payload
from .tokens import TokenError, Tokens

TIMEOUT = 5.0
"""Seconds in which a receiver must respond."""

LIFETIME = 48 * 3600
"""Seconds after which a webhook is not sent again."""

DROPS_TO_DISABLE = 3

MAXIMUM_BODY = 256 * 1024
"""Bytes of a webhook. Larger webhooks are dropped. V3 webhooks have none of the details that PagerDuty omits above 55
KB."""

RETRY_SECONDS = 1.0
LONGEST_PAUSE = 60.0
"""Seconds: the first pause before another attempt, doubled each time, and the longest."""

MAXIMUM_CONNECTIONS = 20
"""The most connections for a subscription at a time."""

MAXIMUM_WAITING = 64 * 1024 * 1024
"""Bytes of all waiting webhooks. Further webhooks are dropped."""

MAXIMUM_STORED = 64 * 1024 * 1024
"""Bytes of the webhooks that are stored for a redelivery."""

MAXIMUM_ENTRIES = 10_000
"""Attempts that are listed."""

EXPIRED = 10
"""OpenSSL's error number for an expired certificate."""

DELIVERED, RETRY, DROPPED, WAITING = "delivered", "retry", "dropped", "waiting"

QueueKey = tuple[str, str, str]
"""(account, subscription, resource): the webhooks that are delivered in order."""


@dataclass(eq=False)
class Webhook:
    """An event for a subscription, or a webhook of a rule.

    ``id``            the same in every delivery of it
    ``subscription``  the ID of the subscription, or the name of the rule's webhook
    ``since``         when it was queued, in seconds of the clock's ``monotonic``
    ``attempts``      how often it was sent, in all deliveries
    ``tries``         how often it was sent in this delivery
    ``number``        its key in `Deliveries.waiting`, in the order in which webhooks were queued; 0 before that
    ``target``        the ``url`` and ``custom_headers`` of the rule's webhook; None for a subscription
    """

    id: str
    account: Account = field(repr=False)
    subscription: str
    event: Event = field(repr=False)
    body: bytes = field(repr=False)
    since: float
    attempts: int = 0
    tries: int = 0
    number: int = 0
    target: Record | None = None

    @property
    def queue_key(self) -> QueueKey:
        return self.account.identifier, self.subscription, self.event.record["id"]


@dataclass(eq=False)
class Queue:
    """The webhooks of a queue_key, and the task that delivers them."""

    webhooks: deque[Webhook]
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class Result:
    """The result of an attempt: an HTTP status or an error, and what follows for the webhook."""

    outcome: str
    status: int | None = None
    error: str | None = None


class Deliveries:
    """All waiting webhooks of an emulator, and a record of the attempts."""

    def __init__(self, emulator: Emulator, *, retry_seconds: float = RETRY_SECONDS, ca: Path | None = None):
        """``ca``: a file of certificates to trust in addition to the system's. Raises `ValueError` if it cannot be
        used."""
        self.emulator = emulator
        self.retry_seconds = retry_seconds
        self.tls = ssl.create_default_context()
        self.tls.maximum_version = ssl.TLSVersion.TLSv1_2  # PagerDuty's only version
        if ca is not None:
            try:
                self.tls.load_verify_locations(ca)
            except OSError as error:
                raise ValueError(f"--webhook-ca: {ca} contains no certificates: {error.strerror or error}") from None
        self.tokens = Tokens(self.tls)
        self.entries: deque[dict[str, Any]] = deque(maxlen=MAXIMUM_ENTRIES)
        self.waiting: dict[int, Webhook] = {}
        self.mark: Callable[[Account, str, Any], None] | None = None
        """Called with ``webhooks`` and the number of a webhook that changes, and with ``drops`` and the ID of a
        subscription."""
        self._count = 0
        self._session: aiohttp.ClientSession | None = None
        self._queues: dict[QueueKey, Queue] = {}
        self._limits: dict[tuple[str, str], asyncio.Semaphore] = {}
        self._drops: dict[tuple[str, str], int] = {}
        self._stored: OrderedDict[str, Webhook] = OrderedDict()
        self._stored_bytes = self._waiting_bytes = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._moved = asyncio.Event()
        emulator.bus.subscribe(self.on_event)

    # -- lifecycle ---------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Call it before the first event."""
        # A new connection for each webhook: on a reused one, it is unknown whether a webhook arrived before a close.
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        self._session = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=None)
        )
        for queue_key, queue in self._queues.items():  # of a database
            self._start(queue_key, queue)

    async def close(self) -> None:
        """Cancels all deliveries."""
        tasks = [queue.task for queue in self._queues.values() if queue.task]
        self.reset()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def reset(self) -> None:
        """Removes all webhooks and all attempts."""
        for queue_key in list(self._queues):
            self._drop_queue(queue_key, None)
        self.clear_entries()
        self._stored.clear()
        self._stored_bytes = 0
        self._limits.clear()
        self._drops.clear()

    def restore(self, webhooks: Iterable[Webhook]) -> None:
        """Adds waiting webhooks of a database, in their order. Call it before `open`, which starts to deliver them."""
        for webhook in webhooks:
            self._add(webhook)

    def restore_drops(self, account: Account, subscription: str, count: int) -> None:
        """Sets how many webhooks in a row a subscription has rejected."""
        self._drops[account.identifier, subscription] = count

    def drops_of(self, account: Account, subscription: str) -> int:
        """How many webhooks in a row a subscription has rejected."""
        return self._drops.get((account.identifier, subscription), 0)

    def clock_moved(self) -> None:
        """Call it when the clock was moved, which may end pauses."""
        earlier, self._moved = self._moved, asyncio.Event()
        earlier.set()

    def request_done(self, method: str, path: str) -> None:
        """Calls `prune` after a request that may have changed subscriptions."""
        if method != "GET" and path.startswith(WEBHOOK_SUBSCRIPTIONS.path):
            self.prune()

    def prune(self) -> None:
        """Drops the waiting webhooks of subscriptions and accounts that no longer take any."""
        for queue_key, queue in list(self._queues.items()):
            if queue.webhooks and receiver(self.emulator, queue.webhooks[0]) is None:
                self._drop_queue(queue_key, "the subscription is gone, inactive or disabled")

    # -- administration ----------------------------------------------------------------------------------------------

    async def idle(self, seconds: float) -> bool:
        """Waits until no webhook is waiting, at most for this time. Returns whether none is waiting."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
        return self._idle.is_set()

    def listed(self) -> list[dict[str, Any]]:
        """The attempts, oldest first, and then the waiting webhooks."""
        waiting = (webhook for queue in self._queues.values() for webhook in queue.webhooks)
        return [*self.entries, *(self._entry(one, Result(WAITING), one.attempts + 1) for one in waiting)]

    def clear_entries(self) -> None:
        """Removes the record of the attempts."""
        self.entries.clear()
        self.emulator.changes.note(DELIVERIES)

    def redeliver(self, identifier: str) -> bool | None:
        """Delivers a webhook again, with the same ID.

        Returns False if its subscription takes none, None if it is unknown.
        """
        webhook = self._stored.get(identifier)
        if webhook is None:
            return None
        if receiver(self.emulator, webhook) is None:
            return False
        self._enqueue(replace(webhook, since=self.emulator.clock.monotonic(), tries=0, number=0))
        return True

    # -- from an event to queues -------------------------------------------------------------------------------------

    def on_event(self, event: Event) -> None:
        """Queues an event for each subscription that gets it."""
        if self._session is None:
            return
        if event.event_type == OF_RULE:
            self._enqueue(of_rule(event, self.emulator.clock.monotonic()))
            return
        body = b""
        for subscription in subscriptions_for(event):
            body = body or encode(event, self.emulator.base_url)
            identifier = event.account.random.webhook_id()
            since = self.emulator.clock.monotonic()
            self._enqueue(Webhook(identifier, event.account, subscription["id"], event, body, since))

    def _enqueue(self, webhook: Webhook) -> None:
        size = len(webhook.body)
        if size > MAXIMUM_BODY:
            self._record(webhook, Result(DROPPED, error=f"larger than {MAXIMUM_BODY} bytes"))
            return
        if self._waiting_bytes + size > MAXIMUM_WAITING:
            self._record(webhook, Result(DROPPED, error=f"more than {MAXIMUM_WAITING} bytes are waiting"))
            return
        queue = self._add(webhook)
        self._changed(webhook)
        if queue.task is None:
            self._start(webhook.queue_key, queue)

    def _add(self, webhook: Webhook) -> Queue:
        """Adds a webhook to its queue. Returns the queue, which has no task if it is new."""
        self._store(webhook)
        self._waiting_bytes += len(webhook.body)
        webhook.number = webhook.number or self._count + 1
        self._count = max(self._count, webhook.number)
        self.waiting[webhook.number] = webhook
        queue = self._queues.setdefault(webhook.queue_key, Queue(deque()))
        queue.webhooks.append(webhook)
        self.emulator.changes.note(DELIVERIES)
        self._idle.clear()
        return queue

    def _start(self, queue_key: QueueKey, queue: Queue) -> None:
        """Starts to deliver the webhooks of a queue."""
        queue.task = asyncio.get_running_loop().create_task(self._deliver(queue_key, queue))

    def _changed(self, webhook: Webhook) -> None:
        if self.mark is not None:
            self.mark(webhook.account, "webhooks", webhook.number)

    def _removed(self, webhook: Webhook) -> None:
        """Call it for each webhook that was taken from its queue."""
        self._waiting_bytes -= len(webhook.body)
        del self.waiting[webhook.number]
        self._changed(webhook)

    def _store(self, webhook: Webhook) -> None:
        """Stores a webhook for a redelivery. The oldest are removed."""
        earlier = self._stored.pop(webhook.id, None)
        self._stored[webhook.id] = webhook
        self._stored_bytes += len(webhook.body) - (len(earlier.body) if earlier else 0)
        while self._stored_bytes > MAXIMUM_STORED:
            self._stored_bytes -= len(self._stored.popitem(last=False)[1].body)

    # -- from a queue to its receiver --------------------------------------------------------------------------------

    async def _deliver(self, queue_key: QueueKey, queue: Queue) -> None:
        """Delivers the webhooks of a queue in order."""
        while queue.webhooks:
            webhook = queue.webhooks[0]
            result = await self._attempt(webhook)
            if result.outcome == RETRY:
                self._changed(webhook)
                self._save()
                await self._pause(min(self.retry_seconds * 2 ** min(webhook.tries - 1, 30), LONGEST_PAUSE))
                continue
            queue.webhooks.popleft()
            self._removed(webhook)
            self._count_drops(webhook, result.outcome)
            self._save()
        self._remove_queue(queue_key, queue)

    def _save(self) -> None:
        """Saves the changes of an attempt. If this fails, the next change saves them, too."""
        try:
            self.emulator.save()
        except Exception as error:
            self.emulator.failures.note("Saving the state", error)

    async def _attempt(self, webhook: Webhook) -> Result:
        """Sends a webhook, and records the result."""
        if self.emulator.clock.monotonic() - webhook.since >= LIFETIME:
            result = Result(DROPPED, error="not delivered within 48 hours")
            self._record(webhook, result)
            return result
        async with self._limits.setdefault(webhook.queue_key[:2], asyncio.Semaphore(MAXIMUM_CONNECTIONS)):
            # Read it now: it may have changed while the webhook waited. `prune` ends this task if it is gone.
            subscription = receiver(self.emulator, webhook)
            if subscription is None:
                result = Result(DROPPED, error="the subscription is gone, inactive or disabled")
            else:
                webhook.attempts += 1
                webhook.tries += 1
                result = await self._post(webhook, subscription)
        self._record(webhook, result)
        return result

    async def _post(self, webhook: Webhook, subscription: Record) -> Result:
        method = subscription["delivery_method"]
        assert self._session is not None
        try:
            async with asyncio.timeout(TIMEOUT):
                sent = {**headers(webhook, method), **await self._authorization(webhook.account, subscription)}
                async with self._session.post(
                    method["url"], data=webhook.body, headers=sent, allow_redirects=False, ssl=self.tls
                ) as response:
                    return Result(outcome_of(response.status), status=response.status)
        except TokenError as error:
            return Result(RETRY, error=f"no token: {error}")
        except TimeoutError:
            return Result(RETRY, error=f"no answer within {TIMEOUT:g} seconds")
        except (aiohttp.ClientSSLError, ssl.SSLError) as error:
            expired = getattr(cause_of(error), "verify_code", None) == EXPIRED
            return Result(RETRY if expired else DROPPED, error=f"TLS: {error_text(error)}")
        except ValueError as error:  # an address or a header that can't be sent
            return Result(DROPPED, error=f"cannot be sent: {error}")
        except (aiohttp.ClientError, OSError) as error:
            return Result(RETRY, error=f"no connection: {error_text(error)}")
        except Exception as error:  # otherwise, nothing more would be delivered about this resource
            LOGGER.exception("Webhook %s cannot be sent", webhook.id)
            return Result(DROPPED, error=f"cannot be sent: {error}")

    async def _authorization(self, account: Account, subscription: Record) -> dict[str, str]:
        """The header with the token of the subscription's OAuth client; empty if it has none."""
        reference = subscription.get("oauth_client")
        client = account.collection(reference["type"]).get(reference["id"]) if reference else None
        if client is None:
            return {}
        assert self._session is not None
        return {"Authorization": f"Bearer {await self.tokens.of(self._session, account, client)}"}

    async def _pause(self, seconds: float) -> None:
        """Waits for seconds of the emulator's clock."""
        clock = self.emulator.clock
        due = clock.monotonic() + seconds
        while (left := due - clock.monotonic()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)

    # -- results -----------------------------------------------------------------------------------------------------

    def _count_drops(self, webhook: Webhook, outcome: str) -> None:
        """Counts dropped webhooks, and disables the subscription after three in a row."""
        if webhook.target is not None:
            return
        account, key = webhook.account, webhook.queue_key[:2]
        subscription = receiver(self.emulator, webhook)
        if outcome == DELIVERED or subscription is None:
            if self._drops.pop(key, None) is not None:
                self._drops_changed(webhook)
            return
        self._drops_changed(webhook)
        self._drops[key] = self._drops.get(key, 0) + 1
        if self._drops[key] >= DROPS_TO_DISABLE:
            del self._drops[key]
            WEBHOOK_SUBSCRIPTIONS.disable(account, subscription)
            for queue_key in [one for one in self._queues if one[:2] == key]:
                self._drop_queue(queue_key, "the subscription was disabled")

    def _drops_changed(self, webhook: Webhook) -> None:
        if self.mark is not None:
            self.mark(webhook.account, "drops", webhook.subscription)

    def _drop_queue(self, queue_key: QueueKey, reason: str | None) -> None:
        """Drops the webhooks of a queue. ``reason``: for the record of attempts; None for no record."""
        queue = self._queues[queue_key]
        for webhook in queue.webhooks:
            self._removed(webhook)
            if reason is not None:
                self._record(webhook, Result(DROPPED, error=reason))
        queue.webhooks.clear()
        if queue.task is not None and queue.task is not asyncio.current_task():
            queue.task.cancel()
        self._remove_queue(queue_key, queue)

    def _remove_queue(self, queue_key: QueueKey, queue: Queue) -> None:
        """Removes an empty queue."""
        if self._queues.get(queue_key) is queue:
            del self._queues[queue_key]
        if not self._queues:
            self._idle.set()

    def _record(self, webhook: Webhook, result: Result) -> None:
        self.entries.append(self._entry(webhook, result, webhook.attempts))
        self.emulator.changes.note(DELIVERIES)

    def _entry(self, webhook: Webhook, result: Result, attempt: int) -> dict[str, Any]:
        return {
            "account": webhook.account.subdomain,
            "subscription": webhook.subscription,
            "webhook_id": webhook.id,
            "event_id": webhook.event.id,
            "event_type": webhook.event.event_type,
            "resource": webhook.event.record["id"],
            "attempt": attempt,
            "status": result.status,
            "error": result.error,
            "outcome": result.outcome,
            "at": self.emulator.clock.now().isoformat().replace("+00:00", "Z"),
        }


# -- subscriptions ---------------------------------------------------------------------------------------------------


def receiver(emulator: Emulator, webhook: Webhook) -> Record | None:
    """The subscription of a webhook; None if it no longer takes webhooks."""
    if not any(account is webhook.account for account in emulator.accounts):
        return None
    if webhook.target is not None:
        return {"delivery_method": webhook.target}
    found = webhook.account.collection("webhook_subscription").get(webhook.subscription)
    return found if found is not None and takes_webhooks(found) else None


def takes_webhooks(subscription: Record) -> bool:
    return subscription["active"] and not subscription["delivery_method"]["temporarily_disabled"]


def subscriptions_for(event: Event) -> Iterator[Record]:
    """The subscriptions that get an event. Only one gets a ping, regardless of its events."""
    for subscription in event.account.collection("webhook_subscription").records.values():
        if not takes_webhooks(subscription):
            continue
        if event.event_type == PING:
            wanted = event.only == subscription["id"]
        else:
            wanted = event.event_type in subscription["events"] and matches(event, subscription["filter"])
        if wanted:
            yield subscription


def matches(event: Event, chosen: Record) -> bool:
    """Whether an event matches the account, service or team of a subscription's filter."""
    if chosen["type"] == "account":
        return True
    record, is_incident = event.record, event.resource_type == "incident"
    if chosen["type"] == "service":
        return bool(chosen["id"] == (record["service"]["id"] if is_incident else record["id"]))
    teams = [one["id"] for one in record["teams"]] if is_incident else teams_of(event.account, record)
    return chosen["id"] in teams


def of_rule(event: Event, since: float) -> Webhook:
    """The webhook of a rule, from the event that sends it."""
    rule, body = event.detail["webhook"], event.detail["body"]
    custom = [{"name": one["key"], "value": one["value"]} for one in rule.get("headers", ())]
    identifier, target = event.account.random.webhook_id(), {"url": rule["url"], "custom_headers": custom}
    return Webhook(identifier, event.account, rule["name"], event, as_bytes(body), since, target=target)


# -- requests --------------------------------------------------------------------------------------------------------


def encode(event: Event, base_url: str) -> bytes:
    """The body, in UTF-8."""
    return as_bytes(payload(event, base_url))


def as_bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 of the bytes that are sent."""
    return "v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers(webhook: Webhook, method: Record) -> dict[str, str]:
    """The headers of a webhook. The subscription's own headers do not replace those of PagerDuty."""
    own = {
        "Content-Type": "application/json",
        "User-Agent": "PagerDuty-Webhook/V3.0",
        "X-Webhook-Id": webhook.id,
    }
    if webhook.target is None:
        own["X-PagerDuty-Signature"] = signature(method["secret"], webhook.body)
        own["x-webhook-subscription"] = webhook.subscription
    taken = {name.lower() for name in own}
    custom = {one["name"]: one["value"] for one in method["custom_headers"] if one["name"].lower() not in taken}
    return {**custom, **own}


def cause_of(error: Exception) -> Exception:
    """The error that caused an error of aiohttp."""
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None)
    return cause if isinstance(cause, Exception) else error


def error_text(error: Exception) -> str:
    """The text of an error in the record of attempts."""
    cause = cause_of(error)
    return getattr(cause, "verify_message", None) or getattr(cause, "strerror", None) or str(cause) or repr(cause)


def outcome_of(status: int) -> str:
    """What follows from an HTTP status for a webhook."""
    if 200 <= status < 300:
        return DELIVERED
    return RETRY if status == 429 or status >= 500 else DROPPED
