# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the events of the Events API have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...core.collection import Record
from ...core.json_body import BodyError, TextError, read_json
from ...core.state import Account, Emulator
from ...schema.call import Reply
from ...schema.fields import parse_instant
from .table import EMAIL

Process = Callable[[dict[str, Any]], dict[str, Any]]
"""Processes a valid event. Returns further keys of the response."""

MAXIMUM_BYTES = 512 * 1024

SEVERITIES = ("critical", "warning", "error", "info")

KEY_LENGTH = 32


class EventError(Exception):
    """An event that is rejected with the status 400."""

    def __init__(self, *errors: str, status: str = "invalid event", message: str = "Event object is invalid"):
        super().__init__(message)
        self.body = {"status": status, "message": message, "errors": list(errors)}


def receive(
    emulator: Emulator,
    body: bytes,
    problems_of: Callable[[dict[str, Any]], Iterator[str]],
    owner_of: Callable[[Emulator, str], tuple[Account, Process]],
) -> tuple[Account | None, Reply]:
    """Processes the event in a body. Returns the account that it is for, and the response.

    ``problems_of``  returns what is wrong with an event, in sentences
    ``owner_of``     returns the account of a routing key and the function for its events, or raises `EventError`
    """
    try:
        event = parse(body)
        if problems := list(problems_of(event)):
            raise EventError(*problems)
        account, process = owner_of(emulator, event["routing_key"])
    except EventError as error:
        return None, Reply(400, error.body)
    account.run_due()
    with account.journal.transaction():
        extra = process(event)
    return account, Reply(202, {"status": "success", "message": "Event processed", **extra})


def parse(body: bytes) -> dict[str, Any]:
    """The event in a body. Raises `EventError`."""
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
    """The account, service and integration of a routing key. Raises `EventError`."""
    for account in emulator.accounts:
        services = account.collection("service")
        for identifier in services.indexed("integration key", key):
            service = services.records[identifier]
            for one in service["integrations"]:
                if one["integration_key"] == key and one["type"] != EMAIL:
                    return account, service, one
    raise EventError("Invalid routing key")


def text_problems(where: str, value: Any, maximum: int | None = None, *, required: bool = True) -> Iterator[str]:
    """What is wrong with a required or optional string."""
    if value is None or value == "" or (required and isinstance(value, str) and not value.strip()):
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


def payload_problems(event: dict[str, Any], *, sourced: bool) -> Iterator[str]:
    """What is wrong with the payload. ``sourced``: whether it must have a source and a severity."""
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
"""What a link or an image may contain in addition to its URL, which is required."""


def attachment_problems(event: dict[str, Any]) -> Iterator[str]:
    """What is wrong with ``links`` and ``images``."""
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
