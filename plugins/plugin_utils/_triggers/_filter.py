# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event filter: converts events of other sources to the form of this collection's sources.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import re
import time
import typing as t
from collections import OrderedDict

from ...module_utils._core.errors import PagerDutyError, UsageError
from ...module_utils._schema.option_types import Spec
from . import _signature
from ._event import PING, Filter, Malformed, check_events, flatten, now, printable, read
from ._options import SECRETS, SELECTIONS, validated
from ._safe import safe

logger = logging.getLogger(__name__)

Event = dict[str, t.Any]

OPTIONS: dict[str, Spec] = {
    "secrets": SECRETS,
    "require_signature": {"type": "bool", "default": False},
    "events": {"type": "list", "elements": "str"},
    **SELECTIONS,
    "duplicates": {"type": "str", "choices": ["drop", "pass"], "default": "drop"},
    "other_events": {"type": "str", "choices": ["pass", "drop"], "default": "pass"},
}
_SELECTIONS = ("events", *SELECTIONS)

# Where other sources put the body of a webhook. A source that passes on events of another one can nest them.
_WRAPPERS = ("payload", "body")
LEVELS = 4

# Keys of `meta` that other sources and filters write, and that the converted event keeps.
_KEPT = ("hosts", "source", "eda_event_stream_name", "source_offset", "produced_at")

# Keys of `meta` that are not taken from a body. They mean something to ansible-rulebook, or state that an event is
# verified, and everyone who can send a body can write them.
_NOT_FROM_BODY = ("verified", "hosts", "source", "uuid")

REMEMBERED = 10_000  # number of IDs by which repeated events are recognized
_WARNING_INTERVAL = 60.0  # seconds between two warnings about dropped events


class Found(t.NamedTuple):
    """PagerDuty's event in an event of another source.

    body: the object with the key `event`. text: the body as it was received, if the source has not parsed it.
    headers: the headers of the request, as far as the source passes them on. outer: `meta` of the source.
    """

    body: Event
    text: str | None
    headers: Event
    outer: Event


def find(event: t.Any) -> Found | None:
    """The event of PagerDuty in an event of any source. None if there is none."""
    value, headers, outer = event, Event(), Event()
    for level in range(LEVELS):
        text = value if isinstance(value, str) else None
        if text is not None:
            try:
                value = read(text.encode("utf-8", "surrogatepass"))
            except Malformed:
                return None
        if not isinstance(value, dict):
            return None
        meta = _dict(value.get("meta"))
        outer = meta if level == 0 else outer
        headers = headers or _dict(meta.get("headers"))
        if _is_event(value.get("event")):
            return Found(value, text, headers, outer)
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), (dict, str))), None)
    return None


def is_own(event: t.Any) -> bool:
    """Whether an event already has the form of this collection's sources."""
    inner, meta = (event.get("event"), event.get("meta")) if isinstance(event, dict) else (None, None)
    return _is_event(inner) and isinstance(meta, dict) and meta.get("event_type") == inner["event_type"]


def convert(found: Found, secrets: t.Sequence[str] = ()) -> Event:
    """The event in the form of this collection's sources. `docs/events.md` describes `meta`.

    secrets: those of the webhook subscriptions, to verify the signature.
    """
    body = found.body
    sent = {name: value for name, value in _dict(body.get("meta")).items() if name not in _NOT_FROM_BODY}
    sent = {} if body.get("meta") is found.outer else sent
    received = sent.get("received_at")
    more = {
        "webhook_id": printable(_header(found.headers, "X-Webhook-Id")),
        "subscription": printable(_header(found.headers, "X-Webhook-Subscription")),
        "received_at": received if isinstance(received, str) else now(),
        "verified": is_verified(found, secrets),
        **{name: found.outer[name] for name in _KEPT if name in found.outer},
    }
    meta = {"redelivered": False, **sent, **flatten(body, **more)}
    return {**{name: value for name, value in body.items() if name != "meta"}, "meta": meta}


def is_verified(found: Found, secrets: t.Sequence[str]) -> bool | None:
    """Whether the signature matches one of the secrets. None if it can't be checked.

    PagerDuty signs the bytes of the body. If the source has parsed the body, it is written again in the usual forms
    of JSON. If the signature matches one of them, PagerDuty has signed this content. If it matches none, the
    signature is wrong, or the form is another one.
    """
    header = _header(found.headers, _signature.HEADER)
    if not secrets or header is None or "v1=" not in header:
        return None
    bodies = [found.text] if found.text is not None else _written(found.body)
    return any(_signature.is_signed(text.encode("utf-8", "surrogatepass"), header, secrets) for text in bodies)


def _written(body: Event) -> t.Iterator[str]:
    """The body as JSON: compact or with spaces, with or without escapes of letters, of HTML characters, of slashes."""
    for separators in ((",", ":"), (", ", ": ")):
        for ascii_only in (False, True):
            try:
                text = json.dumps(body, ensure_ascii=ascii_only, separators=separators)
            except (TypeError, ValueError, RecursionError):
                return
            yield text
            yield re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)
            yield text.replace("/", "\\/")


class EventFilter:
    """One filter of a source, with its options and the IDs of the last events. Call it for each event."""

    def __init__(self) -> None:
        self._args: t.Mapping[str, t.Any] | None = None
        self._params: dict[str, t.Any] = {}
        self._secrets: tuple[str, ...] = ()
        self._selection = Filter()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._warned = -_WARNING_INTERVAL
        self._unverified = 0  # events dropped since the last warning

    def __call__(self, event: t.Any, args: t.Mapping[str, t.Any]) -> t.Any:
        """The event for the rules, or what drops it. Raises UsageError only for wrong options, not for any event."""
        try:
            self._use(args)
        except PagerDutyError as error:
            raise error.with_traceback(None) from None  # ansible-rulebook logs each frame
        found = find(event)
        if found is None:
            return event if self._params["other_events"] == "pass" else nothing()
        own = is_own(event)
        converted = event if own else convert(found, self._secrets)
        meta = converted["meta"]
        if not self._passes(meta, own):
            return nothing()
        verified = meta.get("verified", own)  # an event of this collection's sources states it only for webhooks
        if self._params["require_signature"] and verified is not True:
            self._warn(meta)
            return nothing()
        if self._params["duplicates"] == "drop" and self._is_known(meta):
            logger.debug("event %s is dropped: it was received before", meta.get("id"))
            return nothing()
        return safe(converted)

    def _use(self, args: t.Mapping[str, t.Any]) -> None:
        """Validate the options. ansible-rulebook passes the same ones with each event."""
        if args == self._args:
            return
        params = validated(OPTIONS, args)
        for name, value in args.items():
            if "{{" in str(value):
                raise UsageError(
                    name,
                    "ansible-rulebook does not replace variables in the options of filters. Write the value itself, or"
                    " use the environment variable PAGERDUTY_WEBHOOK_SECRET for a secret",
                )
        check_events(params["events"] or ())
        self._secrets = tuple(secret.strip() for secret in params["secrets"] or () if secret.strip())
        chosen = {name: tuple(params[name]) for name in _SELECTIONS if params[name]}
        self._selection = Filter(**{"events": ("*",), **chosen})
        if params["require_signature"] and not self._secrets:
            raise UsageError(
                "require_signature", "no secret is known: set the environment variable PAGERDUTY_WEBHOOK_SECRET"
            )
        self._params, self._args = params, dict(args)

    def _passes(self, meta: Event, own: bool) -> bool:
        # The source has already decided about its own test events.
        if own and meta["event_type"] == PING and not self._params["events"]:
            return True
        return self._selection.passes(meta)

    def _is_known(self, meta: Event) -> bool:
        """Whether the event was received before. Remembers it if not."""
        names = (("event", meta.get("id")), ("webhook", meta.get("webhook_id")))
        keys = [f"{name} {value}" for name, value in names if isinstance(value, str) and value]
        known = any(key in self._known for key in keys)
        for key in keys:
            self._known[key] = None
            self._known.move_to_end(key)
        while len(self._known) > 2 * REMEMBERED:
            self._known.popitem(last=False)
        return known

    def _warn(self, meta: Event) -> None:
        self._unverified += 1
        at = time.monotonic()
        if at - self._warned < _WARNING_INTERVAL:
            return
        why = "its signature matches none of the secrets" if "verified" in meta else "it contains no signature"
        logger.warning(
            "%d events are dropped that are not verified, the last one because %s (see require_signature)",
            self._unverified,
            why,
        )
        self._warned, self._unverified = at, 0


def nothing() -> t.Any:
    """What a filter returns to drop an event.

    ansible-rulebook before 1.2 does not support this. There, the rules receive an event without contents, which no
    condition matches.
    """
    try:
        major, minor = importlib.metadata.version("ansible-rulebook").split(".")[:2]
        return [] if (int(major), int(minor)) >= (1, 2) else {}
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return []


def _is_event(value: t.Any) -> t.TypeGuard[Event]:
    return isinstance(value, dict) and isinstance(value.get("event_type"), str)


def _dict(value: t.Any) -> Event:
    return value if isinstance(value, dict) else {}


def _header(headers: Event, name: str) -> str | None:
    """The value of a header. Sources write the names of headers in different cases, and some filters replace dashes."""
    for one, value in headers.items():
        if isinstance(one, str) and one.lower().replace("_", "-") == name.lower() and isinstance(value, str):
            return value
    return None
