# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts log entries to events in the form of webhooks, and filters them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import difflib
import typing as t
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from ...module_utils._core.errors import UsageError
from ...module_utils._resources.webhook_subscription import EVENTS
from ...module_utils._schema.fields import utc
from ._event import flatten
from ._poll_entries import Entry, created, instant

SUFFIX = "_log_entry"

# The types of log entries that correspond to a type of webhook event.
NAMES = {
    "trigger": "incident.triggered",
    "acknowledge": "incident.acknowledged",
    "unacknowledge": "incident.unacknowledged",
    "resolve": "incident.resolved",
    "escalate": "incident.escalated",
    "delegate": "incident.delegated",
    "assign": "incident.reassigned",
    "annotate": "incident.annotated",
}

# The assignment of a new incident. PagerDuty has a log entry for it, but no webhook.
ASSIGNED = "incident.assigned"
ASSIGNING = ("assign", "escalate", "delegate")

# An assignment within this time after the creation of an incident is the assignment of a new incident.
AT_CREATION = timedelta(seconds=1)

# The documented types of log entries without a webhook event. PagerDuty has more; `events` accepts them, too.
OTHERS = tuple(
    f"{kind}{SUFFIX}"
    for kind in (
        "custom_field_value_change",
        "exhaust_escalation_path",
        "field_value_change",
        "notify",
        "reach_ack_limit",
        "reach_trigger_limit",
        "repeat_escalation_path",
        "snooze",
        "urgency_change",
    )
)

# An undocumented type counts as misspelled if its similarity (0 to 1) to a documented type is at least this value.
MISSPELLED = 0.88

KNOWN = (*NAMES.values(), ASSIGNED, *(f"{kind}{SUFFIX}" for kind in NAMES), *OTHERS)


def check_patterns(patterns: t.Sequence[str]) -> None:
    """Raises UsageError for a pattern that matches no event, or that is probably misspelled.

    PagerDuty has more types of log entries than it documents, so one that resembles no known type is accepted.
    """
    for index, pattern in enumerate(patterns):
        if any(fnmatchcase(name, pattern) for name in KNOWN):
            continue
        kind = pattern.removesuffix(SUFFIX)
        if kind != pattern:
            kinds = [name.removesuffix(SUFFIX) for name in KNOWN if name.endswith(SUFFIX)]
            similar = difflib.get_close_matches(kind, kinds, 1, MISSPELLED)
            if not similar:
                continue
            problem = f"{pattern!r} is not a documented type of log entries; did you mean {similar[0] + SUFFIX!r}?"
        elif any(fnmatchcase(name, pattern) for name in EVENTS):
            problem = f"only webhooks have {pattern!r}; use the source community.pagerduty.pagerduty_webhook for it."
        else:
            near = difflib.get_close_matches(pattern.strip().lower(), KNOWN, 1, 0.5)
            meant = f"; did you mean {near[0]!r}?" if near else "."
            problem = f"{pattern!r} matches no type of events or log entries{meant}"
        raise UsageError(
            f"events[{index}]",
            f"{problem} The list is in docs/events.md of the collection community.pagerduty, under 'The events'",
        )


def kind_of(entry: Entry) -> str:
    """The type of the entry without its suffix. PagerDuty's documentation uses another name for one of them."""
    kind = str(entry.get("type") or "").removesuffix(SUFFIX)
    return {"acknowledgement": "acknowledge"}.get(kind, kind)


def event_type(entry: Entry) -> str:
    """The type of the corresponding webhook event. If there is none, the type of the log entry."""
    kind = kind_of(entry)
    incident = entry.get("incident") or {}
    if kind == "trigger":
        first = (incident.get("first_trigger_log_entry") or {}).get("id")
        # Another event for an open incident and a reopened incident also have this type, but open no new incident.
        if first is not None and first != entry["id"]:
            return f"{kind}{SUFFIX}"
    if kind == "assign" and (born := incident.get("created_at")) and created(entry) - instant(born) <= AT_CREATION:
        return ASSIGNED
    return NAMES.get(kind, f"{kind}{SUFFIX}")


def names_of(entry: Entry) -> set[str]:
    """All names that select the entry in the option `events`."""
    names = {event_type(entry), f"{kind_of(entry)}{SUFFIX}", str(entry.get("type"))}
    if kind_of(entry) in ASSIGNING:
        names.add(ASSIGNED)
    return names


@dataclass(frozen=True)
class Selection:
    """Which log entries to pass to the rules. An empty option selects all entries.

    `events` contains patterns, `urgencies` contains values, and all others contain IDs.
    """

    events: tuple[str, ...] = ()
    services: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    urgencies: frozenset[str] = frozenset()

    def wants(self, entry: Entry) -> bool:
        if self.events and not any(fnmatchcase(name, one) for name in names_of(entry) for one in self.events):
            return False
        incident = entry.get("incident") or {}
        teams = [*(incident.get("teams") or ()), *(entry.get("teams") or ())]
        people = assignees(entry)
        if kind_of(entry) not in ASSIGNING:
            people.append(entry.get("agent") or {})
        return all(
            not wanted or not wanted.isdisjoint(found)
            for wanted, found in (
                (self.services, _ids([entry.get("service"), incident.get("service")])),
                (self.teams, _ids(teams)),
                (self.users, _ids(people)),
                (self.priorities, _ids([incident.get("priority")])),
                (self.urgencies, {incident.get("urgency")}),
            )
        )


def assignees(entry: Entry) -> list[Entry]:
    """The users that the entry assigns the incident to. For other entries, the current assignees."""
    if kind_of(entry) in ASSIGNING and entry.get("assignees") is not None:
        return list(entry["assignees"])
    assignments = (entry.get("incident") or {}).get("assignments")
    return [one["assignee"] for one in assignments or () if one.get("assignee")]


def _ids(references: t.Iterable[t.Any]) -> set[t.Any]:
    return {one["id"] for one in references if isinstance(one, dict) and one.get("id")}


def event_of(entry: Entry, received_at: str) -> dict[str, t.Any]:
    """The event of a log entry. received_at: the time on this machine, for information only."""
    kind = event_type(entry)
    incident = incident_data(entry.get("incident") or {})
    event = {
        "id": entry["id"],
        "event_type": kind,
        "resource_type": "incident",
        "occurred_at": utc(entry["created_at"], "created_at", fractions=True),
        "agent": reference(entry.get("agent")),
        "client": None,
        "data": note_data(entry) if kind == NAMES["annotate"] else incident,
    }
    # `meta` of a note also contains all keys of the incident. In a webhook it contains only a few.
    service = reference(entry.get("service")) or incident["service"]
    about = {**incident, "service": service, "assignees": _references(assignees(entry))}
    meta = flatten(
        {"event": {**event, "data": about}},
        log_entry_type=entry.get("type"),
        received_at=received_at,
    )
    return {"event": event, "log_entry": entry, "meta": meta}


def reference(value: t.Any) -> dict[str, t.Any] | None:
    """A reference to an object. value: a reference or the complete object."""
    if not isinstance(value, dict) or not value.get("id"):
        return None
    kind = str(value.get("type") or "")
    return {
        **{name: value.get(name) for name in ("html_url", "id", "self", "summary")},
        "type": kind if kind.endswith("_reference") or not kind else f"{kind}_reference",
    }


def _references(values: t.Iterable[t.Any] | None) -> list[dict[str, t.Any]]:
    return [found for one in values or () if (found := reference(one))]


def incident_data(incident: Entry) -> dict[str, t.Any]:
    """An incident in the form of webhooks. Its values are the current ones, not those at the time of the entry."""
    return {
        "id": incident.get("id"),
        "type": "incident",
        "self": incident.get("self"),
        "html_url": incident.get("html_url"),
        "number": incident.get("incident_number"),
        "status": incident.get("status"),
        "incident_key": incident.get("incident_key"),
        "created_at": incident.get("created_at"),
        "title": incident.get("title") or incident.get("summary"),
        "incident_type": incident.get("incident_type"),
        "service": reference(incident.get("service")),
        "assignees": _references(one.get("assignee") for one in incident.get("assignments") or ()),
        "escalation_policy": reference(incident.get("escalation_policy")),
        "teams": _references(incident.get("teams")),
        "priority": reference(incident.get("priority")),
        "urgency": incident.get("urgency"),
        "conference_bridge": incident.get("conference_bridge"),
        "resolve_reason": incident.get("resolve_reason"),
    }


def note_data(entry: Entry) -> dict[str, t.Any]:
    """A note in the form of webhooks, not shortened. Log entries do not contain the ID of the note."""
    channel = entry.get("channel") or {}
    incident = entry.get("incident") or {}
    content = entry.get("note") or channel.get("content") or channel.get("summary") or ""
    return {
        "id": None,
        "type": "incident_note",
        "incident": reference({**incident, "summary": incident.get("title") or incident.get("summary")}),
        "content": content,
        "trimmed": False,
    }
