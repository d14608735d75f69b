# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends events to the Events API. PagerDuty confirms that it received an event, but does not return its effect.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import hashlib
import json
import typing as t

from .._core.errors import ApiError, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._schema.fields import Choice, Details, Field, Instant, Json, Object, ObjectList, Spec, Text

EVENTS = "/v2/enqueue"

KEY_LENGTH = 32
LARGEST = 512 * 1024  # bytes of a whole event

# The prefix of generated dedup keys.
OWN_KEY = "ansible-"

# The attributes that identify an alert. The generated key is their hash, so equal events belong to one alert.
STABLE = ("source", "component", "group", "class", "summary")

SUMMARY = Text("summary", longest=1024, clearable=False)
SOURCE = Text("source", clearable=False)
TIMESTAMP = Instant("timestamp")
DETAILS = Details("custom_details")
LINKS = ObjectList("links", Object("link", (Text("href", required=True, clearable=False), Text("text"))))
IMAGES = ObjectList("images", Object("image", (Text("src", required=True, clearable=False), Text("href"), Text("alt"))))

PAYLOAD: tuple[Field, ...] = (
    SUMMARY,
    SOURCE,
    Choice("severity", ["critical", "error", "warning", "info"]),
    TIMESTAMP,
    Text("component"),
    Text("group"),
    Text("class"),
    DETAILS,
)
TOP_LEVEL: tuple[Field, ...] = (Text("client"), Text("client_url"), LINKS, IMAGES)


def encoded(fields: t.Iterable[Field], params: dict[str, t.Any], session: Session) -> dict[str, Json]:
    """The fields that the task sets, as an event contains them. Raises UsageError."""
    found: dict[str, Json] = {}
    for entry in fields:
        if params.get(entry.name) is not None:
            value = entry.parse(params[entry.name], entry.name, session.names, None)
            found[entry.api] = entry.encode(value)
    for index, image in enumerate(found.get("images", ())):
        if not image["src"].startswith("https://"):
            raise UsageError(f"images[{index}].src", "must begin with https://: PagerDuty shows no other images")
    return {name: value for name, value in found.items() if value not in ("", [])}


def routing_key(params: dict[str, t.Any]) -> str:
    """The integration's key. Raises UsageError if its length is wrong; the message must not contain the key."""
    key = (params["routing_key"] or "").strip()
    if len(key) != KEY_LENGTH:
        raise UsageError(
            "routing_key",
            f"has {len(key)} characters; the key of an integration has {KEY_LENGTH}."
            " PagerDuty shows it on the service's page, under Integrations",
        )
    return key


def send(path: str, event: dict[str, Json], key: str, session: Session, *, repeatable: bool) -> dict[str, Json]:
    """Check the size of an event and send it. Returns PagerDuty's response; in check mode, {} without a request."""
    size = len(json.dumps({**event, "routing_key": key}))
    if size > LARGEST:
        raise UsageError(
            "custom_details", f"the event has {size} bytes; PagerDuty allows at most {LARGEST}. Shorten it"
        )
    if session.check_mode:
        return {}
    try:
        return session.client.enqueue(path, {**event, "routing_key": key}, repeatable=repeatable)
    except ApiError as error:
        if error.status == 400 and any("routing key" in text.lower() for text in error.errors):
            error.add("No service in this region has an integration with this routing_key")
        raise


def _own_key(payload: dict[str, Json]) -> str:
    identifying = json.dumps([payload.get(name) or "" for name in STABLE])
    return OWN_KEY + hashlib.sha256(identifying.encode()).hexdigest()[:32]


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    key = routing_key(params)
    event: dict[str, Json] = {"event_action": params["event_action"]}
    dedup_key = (params.get("dedup_key") or "").strip()
    if len(dedup_key) > 255:
        raise UsageError("dedup_key", f"has {len(dedup_key)} characters; PagerDuty allows at most 255")
    if params["event_action"] == "trigger":
        payload = encoded(PAYLOAD, params, session)
        event.update(encoded(TOP_LEVEL, params, session), payload=payload)
        dedup_key = dedup_key or _own_key(payload)
    elif not dedup_key:
        raise UsageError("dedup_key", f"must not be empty: it identifies the alert to {params['event_action']}")
    event["dedup_key"] = dedup_key
    response = send(EVENTS, event, key, session, repeatable=True)
    if session.predictions:
        from .event_prediction import predict_incident  # only check mode needs it

        predict_incident(event, key, session)
    return {"changed": True, "event": event, "dedup_key": response.get("dedup_key") or dedup_key}


def options(*fields: Field) -> dict[str, Spec]:
    return {entry.name: entry.spec() for entry in fields}


EVENT_OPERATION = Operation(
    "pagerduty_event",
    {
        "routing_key": {"type": "str", "required": True, "no_log": True},
        "event_action": {"type": "str", "choices": ["trigger", "acknowledge", "resolve"], "default": "trigger"},
        "dedup_key": {"type": "str", "no_log": False},
        **options(*PAYLOAD, *TOP_LEVEL),
    },
    _work,
    {
        "required_if": [
            ["event_action", "trigger", ["summary", "source", "severity"]],
            ["event_action", "acknowledge", ["dedup_key"]],
            ["event_action", "resolve", ["dedup_key"]],
        ],
    },
    anonymous=lambda params: True,
    hints={
        "payload": "use its attributes as options: summary, source, severity and so on",
        "integration_key": "use routing_key instead",
        "service_key": "use routing_key instead",
    },
)
