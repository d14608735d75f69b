# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a log entry to an event, as much like a webhook's as can be said honestly; and which ones are wanted.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import difflib
import typing as t
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from ...module_utils._errors import UsageError
from ...module_utils._fields import utc
from ...module_utils._resources.webhook_subscription import EVENTS
from ._event import flatten
from ._poll_entries import Entry, created, instant

SUFFIX = "_log_entry"

# Log entries of which webhooks tell, too, and under which name.
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

# PagerDuty also logs to whom a new incident is assigned, of which webhooks don't tell.
ASSIGNED = "incident.assigned"
ASSIGNING = ("assign", "escalate", "delegate")

# An assignment so soon after the incident's creation belongs to it.
AT_CREATION = timedelta(seconds=1)

# The documented types of which webhooks don't tell. PagerDuty knows more; they may be named all the same.
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

# How similar to a documented type (0 to 1) an undocumented one has to be to count as misspelled.
MISSPELLED = 0.88

KNOWN = (*NAMES.values(), ASSIGNED, *(f"{kind}{SUFFIX}" for kind in NAMES), *OTHERS)


def check_patterns(patterns: t.Sequence[str]) -> None:
    """Raises UsageError for a pattern that no event can match, or that is most likely misspelled.

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
            problem = f"PagerDuty documents no log entry type {pattern!r}; did you mean {similar[0] + SUFFIX!r}?"
        elif any(fnmatchcase(name, pattern) for name in EVENTS):
            problem = f"only webhooks have {pattern!r}: use community.pagerduty.pagerduty_webhook for it."
        else:
            near = difflib.get_close_matches(pattern.strip().lower(), KNOWN, 1, 0.5)
            meant = f"; did you mean {near[0]!r}?" if near else "."
            problem = f"PagerDuty has neither events nor log entries of the type {pattern!r}{meant}"
        raise UsageError(
            f"events[{index}]",
            f"{problem} The list is in docs/events.md of the collection community.pagerduty, under 'The events'",
        )


def kind_of(entry: Entry) -> str:
    """The entry's type without its suffix. PagerDuty's document spells one of them otherwise."""
    kind = str(entry.get("type") or "").removesuffix(SUFFIX)
    return {"acknowledgement": "acknowledge"}.get(kind, kind)


def event_type(entry: Entry) -> str:
    """The name by which webhooks call it; if they don't, the log entry's type."""
    kind = kind_of(entry)
    incident = entry.get("incident") or {}
    if kind == "trigger":
        first = (incident.get("first_trigger_log_entry") or {}).get("id")
        # An open incident takes further events, and a resolved one may be reopened; neither makes a new incident.
        if first is not None and first != entry["id"]:
            return f"{kind}{SUFFIX}"
    if kind == "assign" and (born := incident.get("created_at")) and created(entry) - instant(born) <= AT_CREATION:
        return ASSIGNED
    return NAMES.get(kind, f"{kind}{SUFFIX}")


def names_of(entry: Entry) -> set[str]:
    """All names by which `events` may select it."""
    names = {event_type(entry), f"{kind_of(entry)}{SUFFIX}", str(entry.get("type"))}
    if kind_of(entry) in ASSIGNING:
        names.add(ASSIGNED)
    return names


@dataclass(frozen=True)
class Selection:
    """Which log entries are wanted. Everything is an ID but for `events` (patterns) and `urgencies`; empty is all."""

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
    """Whom the entry assigned the incident to; if it assigns nobody, who has the incident now."""
    if kind_of(entry) in ASSIGNING and entry.get("assignees") is not None:
        return list(entry["assignees"])
    assignments = (entry.get("incident") or {}).get("assignments")
    return [one["assignee"] for one in assignments or () if one.get("assignee")]


def _ids(references: t.Iterable[t.Any]) -> set[t.Any]:
    return {one["id"] for one in references if isinstance(one, dict) and one.get("id")}


def event_of(entry: Entry, received_at: str) -> dict[str, t.Any]:
    """What rules read. received_at: this machine's time, which is for people."""
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
    # A note's event too tells all of its incident here, which a webhook can't.
    service = reference(entry.get("service")) or incident["service"]
    about = {**incident, "service": service, "assignees": _references(assignees(entry))}
    meta = flatten(
        {"event": {**event, "data": about}},
        log_entry_type=entry.get("type"),
        received_at=received_at,
    )
    return {"event": event, "log_entry": entry, "meta": meta}


def reference(value: t.Any) -> dict[str, t.Any] | None:
    """A reference, of a reference or of a whole object."""
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
    """An incident as webhooks show it: as it is now, and not as it was when the entry was written."""
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
    """A note as webhooks show it, and whole. A log entry does not tell the note's ID."""
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
