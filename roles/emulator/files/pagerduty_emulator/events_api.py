# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Events API v2, on the same port: ``POST /v2/enqueue`` and ``POST /v2/change/enqueue``.

On real PagerDuty this is a host of its own, ``events.pagerduty.com``. There is no ``Authorization``: the routing key in
the body is an integration's key. Errors have a form of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .alerting import receive
from .core.json_body import BodyError, TextError, read_json
from .core.state import Account, Emulator, Record
from .core.strictness import Differs, settled
from .resources.change_events import RESOURCE as CHANGE_EVENTS
from .resources.integrations import EMAIL
from .schema.call import Reply
from .schema.fields import parse_instant
from .timers import run_due

MAXIMUM_BYTES = 512 * 1024
ACTIONS = ("trigger", "acknowledge", "resolve")
SEVERITIES = ("critical", "warning", "error", "info")
KEY_LENGTH = 32

EVENT_PATH, CHANGE_PATH = "/v2/enqueue", "/v2/change/enqueue"
DOCUMENTED_PATHS = {EVENT_PATH: EVENT_PATH, CHANGE_PATH: CHANGE_PATH}
PATHS = Differs(
    tools={**DOCUMENTED_PATHS, f"{EVENT_PATH}/": EVENT_PATH, f"{CHANGE_PATH}/": CHANGE_PATH},
    documents=DOCUMENTED_PATHS,
)
"""The paths of requests → which of the two they mean. The Python client pypd ends them with a slash."""


class EventError(Exception):
    """400."""

    def __init__(self, *errors: str, status: str = "invalid event", message: str = "Event object is invalid"):
        super().__init__(message)
        self.body = {"status": status, "message": message, "errors": list(errors)}


def path_of(path: str, *, strict: bool) -> str | None:
    """Which of the two paths a request means; None if it is not for the Events API."""
    return settled(PATHS, strict=strict).get(path)


def handle(emulator: Emulator, path: str, body: bytes) -> tuple[Account | None, Reply]:
    """The answer to an event, and whose it was. ``path``: ``EVENT_PATH`` or ``CHANGE_PATH``."""
    try:
        event = parse(body)
        problems = list(event_problems(event) if path == EVENT_PATH else change_problems(event))
        if problems:
            raise EventError(*problems)
        account, service, integration = owner(emulator, event["routing_key"])
    except EventError as error:
        return None, Reply(400, error.body)
    run_due(account)
    answer = {"status": "success", "message": "Event processed"}
    with account.journal.transaction():
        if path == CHANGE_PATH:
            record_change(account, service, integration, event)
        else:
            answer["dedup_key"] = event["dedup_key"] = event.get("dedup_key") or account.chance.key()
            receive(account, service, integration, event)
    return account, Reply(202, answer)


def parse(body: bytes) -> dict[str, Any]:
    """The event in a body."""
    if len(body) > MAXIMUM_BYTES:
        raise EventError(f"Event is too large (maximum is {MAXIMUM_BYTES} bytes)")
    unrecognized = EventError(
        "JSON parse error", status="Unrecognized object", message="Event object format is unrecognized"
    )
    try:
        event = read_json(body)
    except TextError as error:
        raise EventError(f"Event {error}") from None
    except BodyError:
        raise unrecognized from None
    if not isinstance(event, dict):
        raise unrecognized
    return event


def owner(emulator: Emulator, key: str) -> tuple[Account, Record, Record]:
    """The account, service and integration of a routing key."""
    for account in emulator.accounts:
        services = account.collection("service")
        for identifier in services.indexed("integration key", key):
            service = services.records[identifier]
            for one in service["integrations"]:
                if one["integration_key"] == key and one["type"] != EMAIL:
                    return account, service, one
    raise EventError("Invalid routing key")


# -- what is wrong with an event -------------------------------------------------------------------------------------


def text_problems(where: str, value: Any, maximum: int | None = None, *, required: bool = True) -> Iterator[str]:
    """A string that must be there, or may be."""
    if value is None or value == "":
        if required:
            yield f"'{where}' is missing or blank"
    elif not isinstance(value, str):
        yield f"'{where}' is not a string"
    elif maximum is not None and len(value) > maximum:
        yield f"Length of '{where}' is incorrect (maximum is {maximum} characters)"


def key_problems(event: dict[str, Any]) -> Iterator[str]:
    key = event.get("routing_key")
    problems = list(text_problems("routing_key", key))
    yield from problems
    if not problems and len(str(key)) != KEY_LENGTH:
        yield f"Length of 'routing_key' is incorrect (should be {KEY_LENGTH} characters)"


def event_problems(event: dict[str, Any]) -> Iterator[str]:
    """Of ``/v2/enqueue``."""
    yield from key_problems(event)
    action = event.get("event_action")
    if action is None or action == "":
        yield "'event_action' is missing or blank"
    elif action not in ACTIONS:
        yield "'event_action' is invalid (must be one of 'trigger', 'acknowledge', or 'resolve')"
    yield from text_problems("dedup_key", event.get("dedup_key"), 255, required=action in ("acknowledge", "resolve"))
    if action != "trigger":
        return
    for name in ("client", "client_url"):
        yield from text_problems(name, event.get(name), required=False)
    yield from attachment_problems(event)
    yield from payload_problems(event, sourced=True)


def change_problems(event: dict[str, Any]) -> Iterator[str]:
    """Of ``/v2/change/enqueue``."""
    yield from key_problems(event)
    yield from attachment_problems(event)
    yield from payload_problems(event, sourced=False)


def payload_problems(event: dict[str, Any], *, sourced: bool) -> Iterator[str]:
    """``sourced``: source and severity must be there."""
    payload = event.get("payload")
    if not isinstance(payload, dict):
        yield "'payload' is missing or blank" if payload is None else "'payload' is not an object"
        return
    yield from text_problems("payload.summary", payload.get("summary"), 1024)
    yield from text_problems("payload.source", payload.get("source"), required=sourced)
    if sourced:
        severity = payload.get("severity")
        if severity is None or severity == "":
            yield "'payload.severity' is missing or blank"
        elif severity not in SEVERITIES:
            yield "'payload.severity' is invalid (must be one of 'critical', 'warning', 'error', or 'info')"
        for name in ("component", "group", "class"):
            yield from text_problems(f"payload.{name}", payload.get(name), required=False)
    timestamp = payload.get("timestamp")
    if timestamp is not None and parse_instant(timestamp) is None:
        yield "'payload.timestamp' is not a valid ISO 8601 timestamp"
    details = payload.get("custom_details")
    if details is not None and not isinstance(details, dict):
        yield "'payload.custom_details' is not an object"


ATTACHMENT_TEXTS = {"links": ("text",), "images": ("href", "alt")}
"""What a link or an image may contain beside the address that it must have."""


def attachment_problems(event: dict[str, Any]) -> Iterator[str]:
    """``links`` and ``images``."""
    for name, needed in (("links", "href"), ("images", "src")):
        given = event.get(name)
        if given is None:
            continue
        if not isinstance(given, list):
            yield f"'{name}' is not an array"
            continue
        for number, one in enumerate(given):
            value = one.get(needed) if isinstance(one, dict) else None
            yield from text_problems(f"{name}[{number}].{needed}", value)
            for other in ATTACHMENT_TEXTS[name] if isinstance(one, dict) else ():
                yield from text_problems(f"{name}[{number}].{other}", one.get(other), required=False)
            if needed == "src" and isinstance(value, str) and value and not value.startswith("https://"):
                yield f"'{name}[{number}].src' must be served via HTTPS"


# -- change events ---------------------------------------------------------------------------------------------------


def record_change(account: Account, service: Record, integration: Record, event: dict[str, Any]) -> None:
    """Keeps a change event."""
    payload = event["payload"]
    moment = parse_instant(payload.get("timestamp"))
    account.put(
        CHANGE_EVENTS,
        {
            "id": CHANGE_EVENTS.new_identifier(account),
            "summary": payload["summary"],
            "timestamp": moment.replace(microsecond=0).isoformat() if moment else account.now(),
            "services": [{"id": service["id"], "type": "service"}],
            "integration": {"id": integration["id"], "type": "inbound_integration_reference"},
            "routing_key": event["routing_key"],
            "source": payload.get("source"),
            "links": event.get("links") or [],
            "images": event.get("images") or [],
            "custom_details": payload.get("custom_details") or {},
        },
    )
