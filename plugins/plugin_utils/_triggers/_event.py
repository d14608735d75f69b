# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events: what PagerDuty posts, made into what rules read; and which of them the rules want.

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

from ...module_utils._errors import UsageError
from ...module_utils._resources.webhook_subscription import EVENTS
from ._safe import integer

PING = "pagey.ping"
ALL = ("incident.*", "service.*")

# `meta.uuid` of an event is derived from its ID with this, so that it is the same when the event comes again.
_UUIDS = uuid.UUID("5b1c7c0e-3a43-4bfc-8a3c-0f6f2a3f8b57")


class Malformed(ValueError):
    """It is signed, and still no event of PagerDuty's."""


def now() -> str:
    """The time as ansible-rulebook writes it into `meta.received_at`."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def read(body: bytes) -> dict[str, t.Any]:
    """The envelope that PagerDuty posts. Raises Malformed."""
    try:
        envelope = json.loads(body, parse_constant=_refuse, parse_int=integer)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON ({error})") from None
    event = envelope.get("event") if isinstance(envelope, dict) else None
    if not isinstance(event, dict) or not isinstance(event.get("event_type"), str):
        raise Malformed("no event with an event_type in it")
    return envelope


def _refuse(constant: str) -> t.NoReturn:
    raise ValueError(f"{constant} is no JSON")


def keys(envelope: dict[str, t.Any], webhook_id: str | None, body: bytes) -> tuple[str, ...]:
    """What the event is known by when it comes again.

    A redelivery has the same X-Webhook-Id. The event's own ID says the same of a replay, which can put anything into
    a header but nothing into a signed body, and of an event that several subscriptions bring.
    """
    event_id = envelope["event"].get("id")
    known = [f"webhook {webhook_id}"] if webhook_id else []
    if isinstance(event_id, str) and event_id:
        known.append(f"event {event_id}")
    return tuple(known) or (f"body {hashlib.sha256(body).hexdigest()}",)


def flatten(envelope: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """What a condition asks for, without having to know where in which payload it is.

    What a payload does not say is left out, so that `is defined` tells. more: goes in as it is, but for None.
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
        "uuid": str(uuid.uuid5(_UUIDS, str(printable(str(event.get("id")))))) if event.get("id") else None,
        **more,
    }
    return {name: value for name, value in meta.items() if value is not None}


def printable(text: str | None) -> str | None:
    """A header's value as text that anything can carry: HTTP lets any byte into it."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def _dict(value: t.Any) -> dict[str, t.Any]:
    return value if isinstance(value, dict) else {}


def _names(name: str, references: t.Any) -> dict[str, t.Any]:
    """`teams` and `team_ids` of a list of references, in its order."""
    if not isinstance(references, list):
        return {}
    found = [one for one in map(_dict, references) if one.get("id")]
    return {
        f"{name}s": [one.get("summary") or one["id"] for one in found],
        f"{name}_ids": [one["id"] for one in found],
    }


@dataclass(frozen=True)
class Filter:
    """Which events the rules want. Empty: all. Names are compared without case, as PagerDuty does; IDs exactly."""

    events: tuple[str, ...] = ALL
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()

    def passes(self, meta: dict[str, t.Any]) -> bool:
        """Whether an event with this `meta` is wanted. What its payload does not say is not what was asked for."""
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
        # A test is for the listener, not for rules, unless they ask for it by its name.
        if event_type == PING:
            return PING in self.events
        return any(fnmatchcase(event_type, pattern) for pattern in self.events)

    def types(self) -> list[str]:
        """The types that the patterns stand for, sorted; a name that is no pattern stands for itself."""
        found = {known for known in EVENTS if self.wants(known)}
        found |= {name for name in self.events if not any(sign in name for sign in "*?[") and name != PING}
        return sorted(found)


def check_events(patterns: t.Sequence[str]) -> None:
    """Raises UsageError for a pattern that matches no event type.

    PagerDuty says that it may add event types. A pattern such as `incident.*` selects new ones, too.
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


def _among(wanted: t.Iterable[str], identifiers: t.Iterable[t.Any], names: t.Iterable[t.Any]) -> bool:
    folded = {_folded(one) for one in wanted}
    return bool(set(wanted) & set(identifiers)) or any(_folded(name) in folded for name in names if name)


def _folded(name: t.Any) -> str:
    return " ".join(str(name).split()).casefold()
