# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook events: converts the bodies of webhooks to events for rules, and filters them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import typing as t
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from ...module_utils._core.errors import UsageError
from ...module_utils._resources.webhook_subscription import EVENTS
from ._safe import integer

PING = "pagey.ping"
ALL = ("incident.*", "service.*")

# The namespace of `meta.uuid`. It is derived from the ID of the event, so a repeated event has the same one.
_UUIDS = uuid.UUID("5b1c7c0e-3a43-4bfc-8a3c-0f6f2a3f8b57")


class Malformed(ValueError):
    """The body is signed, but is not an event of PagerDuty."""


def now() -> str:
    """The current time, in the format that ansible-rulebook uses for `meta.received_at`."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def read(body: bytes) -> dict[str, t.Any]:
    """Parse the body of a webhook. Raises Malformed."""
    try:
        envelope: dict[str, t.Any] = json.loads(body, parse_constant=_reject, parse_int=integer)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"it is not JSON ({error})") from None
    event = envelope.get("event") if isinstance(envelope, dict) else None
    if not isinstance(event, dict) or not isinstance(event.get("event_type"), str):
        raise Malformed("it contains no event with an event_type")
    return envelope


def _reject(constant: str) -> t.NoReturn:
    raise ValueError(f"{constant} is not valid JSON")


def keys(envelope: dict[str, t.Any], webhook_id: str | None, body: bytes) -> tuple[str, ...]:
    """The keys that identify a repeated event.

    A webhook that PagerDuty repeats has the same X-Webhook-Id. A replayed webhook can have other headers, but its
    signed body contains the same event ID. An event of several subscriptions also has the same event ID.
    """
    event_id = envelope["event"].get("id")
    known = [f"webhook {webhook_id}"] if webhook_id else []
    if isinstance(event_id, str) and event_id:
        known.append(f"event {event_id}")
    return tuple(known) or (f"body {hashlib.sha256(body).hexdigest()}",)


def flatten(envelope: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """`event.meta`: a flat dictionary for conditions, with the same keys for all types of events.

    Keys without a value are missing, so conditions can use `is defined`. more: additional keys.
    """
    event = envelope["event"]
    data = _dict(event.get("data"))
    of_incident = event.get("resource_type") == "incident" or event["event_type"].startswith("incident.")
    of_service = event.get("resource_type") == "service" or event["event_type"].startswith("service.")
    whole = of_incident and data.get("type") in ("incident", None)
    incident = data if whole else _dict(data.get("incident"))
    service = data if of_service and data.get("type") in ("service", None) else _dict(data.get("service"))
    priority, policy = _dict(data.get("priority")), _dict(data.get("escalation_policy"))
    agent = _dict(event.get("agent"))
    meta = {
        "event_type": event["event_type"],
        "resource_type": event.get("resource_type"),
        "id": event.get("id"),
        "occurred_at": event.get("occurred_at"),
        "agent_id": agent.get("id"),
        "agent_name": agent.get("summary"),
        "incident_id": incident.get("id") if of_incident else None,
        "incident_title": (incident.get("title") or incident.get("summary")) if of_incident else None,
        "incident_url": incident.get("html_url") if of_incident else None,
        "service_id": service.get("id"),
        "service_name": service.get("summary") or service.get("name"),
        **(
            {
                "incident_key": data.get("incident_key"),
                "incident_number": data.get("number"),
                "incident_status": data.get("status"),
                "incident_type": _dict(data.get("incident_type")).get("name"),
                "urgency": data.get("urgency"),
                "priority": priority.get("summary"),
                "priority_id": priority.get("id"),
                "escalation_policy_id": policy.get("id"),
                "escalation_policy_name": policy.get("summary"),
                **_names("assignee", data.get("assignees")),
            }
            if whole
            else {}
        ),
        **_names("team", data.get("teams")),
        "uuid": str(uuid.uuid5(_UUIDS, str(printable(event["id"])))) if _is_text(event.get("id")) else None,
        **more,
    }
    return {name: value for name, value in meta.items() if value is not None}


def printable(text: str | None) -> str | None:
    """The value of a header as valid UTF-8 text. HTTP allows any bytes in it."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def _dict(value: t.Any) -> dict[str, t.Any]:
    return value if isinstance(value, dict) else {}


def _is_text(value: t.Any) -> bool:
    return isinstance(value, str) and value != ""


def _names(name: str, references: t.Any) -> dict[str, t.Any]:
    """For example `teams` and `team_ids`, from a list of references and in the same order."""
    if not isinstance(references, list):
        return {}
    found = [one for one in map(_dict, references) if one.get("id")]
    return {
        f"{name}s": [one.get("summary") or one["id"] for one in found],
        f"{name}_ids": [one["id"] for one in found],
    }


@dataclass(frozen=True)
class Filter:
    """The events to pass to the rules. An empty option selects all events.

    Names are compared without case, as in PagerDuty. IDs are compared exactly.
    """

    events: tuple[str, ...] = ALL
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()

    def passes(self, meta: dict[str, t.Any]) -> bool:
        """Whether the filter selects an event with this `meta`. A missing value matches no name."""
        return self.wants(meta["event_type"]) and all(
            not wanted or _among(wanted, identifiers, names)
            for wanted, identifiers, names in (
                (self.services, [meta.get("service_id")], [meta.get("service_name")]),
                (self.teams, meta.get("team_ids", ()), meta.get("teams", ())),
                (self.priorities, [meta.get("priority_id")], [meta.get("priority")]),
                (self.urgencies, (), [meta.get("urgency")]),
            )
        )

    def wants(self, event_type: str) -> bool:
        # A test event is for the listener. Rules receive it only if `events` contains its exact name.
        if event_type == PING:
            return PING in self.events
        return any(fnmatchcase(event_type, pattern) for pattern in self.events)

    def types(self) -> list[str]:
        """The event types that the patterns match, sorted. Names without wildcards are included unchanged."""
        found = {known for known in EVENTS if self.wants(known)}
        found |= {name for name in self.events if not any(sign in name for sign in "*?[") and name != PING}
        return sorted(found)


def check_events(patterns: t.Sequence[str]) -> None:
    """Raises UsageError for a pattern that matches no event type.

    PagerDuty can add event types. A pattern such as `incident.*` also selects new ones.
    """
    known = (*EVENTS, PING)
    for index, pattern in enumerate(patterns):
        if any(fnmatchcase(name, pattern) for name in known):
            continue
        near = difflib.get_close_matches(pattern.strip().lower(), (*known, *ALL), 1, 0.5)
        meant = f"; did you mean {near[0]!r}?" if near else "."
        raise UsageError(
            f"events[{index}]",
            f"{pattern!r} matches no event type of PagerDuty's webhooks{meant} The list is in docs/events.md of the"
            " collection community.pagerduty, under 'The events'",
        )


def _among(wanted: t.Sequence[str], identifiers: t.Iterable[t.Any], names: t.Iterable[t.Any]) -> bool:
    folded = {_folded(one) for one in wanted}
    # A body of another sender can contain values of any type instead of texts.
    return any(one in wanted for one in identifiers if _is_text(one)) or any(
        _folded(name) in folded for name in names if _is_text(name)
    )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
