# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timeline of an incident as Markdown: what happened when, who did what, and how long it took.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from ._account_report._markdown import escaped, table

Raw = dict[str, Any]

# What people did, by the type of the log entry: the words for one time and for several times.
_DEEDS = {
    "acknowledge": ("acknowledged", "acknowledged {} times"),
    "resolve": ("resolved", "resolved {} times"),
    "escalate": ("escalated", "escalated {} times"),
    "assign": ("reassigned", "reassigned {} times"),
    "delegate": ("reassigned to a policy", "reassigned to a policy {} times"),
    "snooze": ("snoozed", "snoozed {} times"),
    "trigger": ("triggered", "triggered {} times"),
    "annotate": ("added a note", "added {} notes"),
}
NOTE = "annotate"


class NotAnIncident(ValueError):
    """The input is not what the filter expects. The message continues the sentence 'the input'."""


@dataclass(frozen=True)
class Moment:
    """A row of the timeline. kind: the type of the log entry without `_log_entry`; "change" for a change event."""

    at: datetime
    kind: str
    who: str
    what: str


def _instant(value: Any) -> datetime | None:
    """A point in time as PagerDuty returns it; None if there is none."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _name(reference: Any) -> str:
    """The name of what a reference refers to."""
    if not isinstance(reference, dict):
        return ""
    return str(reference.get("summary") or reference.get("name") or reference.get("id") or "")


def span(seconds: float) -> str:
    """A length of time with its two largest units, such as `1 h 5 min`."""
    left = max(int(seconds), 0)
    parts = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        number, left = divmod(left, size)
        if number:
            parts.append(f"{number} {unit}")
        elif parts:
            break
    return " ".join(parts[:2]) or "0 s"


class Postmortem:
    """An incident and what belongs to it, as the info modules return it.

    data: `incident`, and the lists `log_entries`, `notes`, `alerts`, `change_events`, `business_services` and
    `past_incidents`, all of which can be missing. time_zone: in which times are shown. Raises NotAnIncident.
    """

    def __init__(self, data: Any, time_zone: str = "UTC") -> None:
        if not isinstance(data, dict) or not isinstance(data.get("incident"), dict):
            raise NotAnIncident("must be a dictionary with the key incident")
        self.incident: Raw = data["incident"]
        created = _instant(self.incident.get("created_at"))
        if created is None:
            raise NotAnIncident("has an incident without the attribute created_at")
        self.created = created
        try:
            self.zone: tzinfo = ZoneInfo(time_zone)
        except (KeyError, ValueError, OSError):
            raise NotAnIncident(f"can't be shown: {time_zone!r} is not a time zone, such as Europe/Berlin") from None
        self.zone_name = time_zone
        self._data = data
        self.notes, self.alerts, self.changes = map(self._list, ("notes", "alerts", "change_events"))
        self.entries = self._moments(self._list("log_entries"), "created_at", self._of_entry)
        if "notes" in data:  # they have the complete texts, and no note that was deleted
            self.entries = [one for one in self.entries if one.kind != NOTE]
            self.entries += self._moments(self.notes, "created_at", self._of_note)
            self.entries.sort(key=lambda one: one.at)

    def _list(self, key: str) -> list[Raw]:
        found = self._data.get(key) or []
        if not isinstance(found, list):
            raise NotAnIncident(f"has {key} that are not a list")
        return [one for one in found if isinstance(one, dict)]

    @staticmethod
    def _moments(raws: list[Raw], key: str, make: Any) -> list[Moment]:
        """The oldest first. PagerDuty lists the newest first; entries of the same second keep its order."""
        found = [(at, raw) for raw in reversed(raws) if (at := _instant(raw.get(key)))]
        found.sort(key=lambda pair: pair[0])
        return [Moment(at, *make(raw)) for at, raw in found]

    @staticmethod
    def _of_entry(raw: Raw) -> tuple[str, str, str]:
        kind = str(raw.get("type") or "").removesuffix("_reference").removesuffix("_log_entry")
        what = str(raw.get("summary") or kind)
        channel = raw.get("channel")
        if kind == NOTE and isinstance(channel, dict) and channel.get("summary"):
            what = f"Note: {channel['summary']}"
        note = raw.get("note")
        return kind, _name(raw.get("agent")), f"{what} {note}" if note else what

    @staticmethod
    def _of_note(raw: Raw) -> tuple[str, str, str]:
        return NOTE, _name(raw.get("user")), f"Note: {raw.get('content') or ''}"

    # -- what follows from the entries -------------------------------------------------------------------------------

    def first(self, kind: str) -> Moment | None:
        return next((one for one in self.entries if one.kind == kind), None)

    @property
    def resolved(self) -> datetime | None:
        """When the incident was resolved; None while it is open."""
        if self.incident.get("status") != "resolved":
            return None
        last = next((one for one in reversed(self.entries) if one.kind == "resolve"), None)
        return _instant(self.incident.get("resolved_at")) or (last.at if last else None)

    def time(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def after(self, moment: datetime) -> str:
        """The time since the incident began."""
        return span((moment - self.created).total_seconds())

    def timeline(self) -> list[Moment]:
        """Log entries, notes and changes, the oldest first."""
        changes = self._moments(
            self.changes, "timestamp", lambda raw: ("change", str(raw.get("source") or ""), f"Change: {_name(raw)}")
        )
        return sorted([*changes, *self.entries], key=lambda one: one.at)

    def deeds(self) -> dict[str, Counter[str]]:
        """By the name of each person or service, how often it did what."""
        found: dict[str, Counter[str]] = {}
        for one in self.entries:
            if one.who and one.kind in _DEEDS:
                found.setdefault(one.who, Counter())[one.kind] += 1
        return found

    # -- Markdown ----------------------------------------------------------------------------------------------------

    def markdown(self) -> str:
        return "\n".join(self._document()) + "\n"

    def _document(self) -> Iterator[str]:
        yield f"# Postmortem: {escaped(str(self.incident.get('title') or self.incident.get('id')))}"
        yield ""
        yield from table(["", ""], self._facts())
        yield from self._section("Timeline", ["Time", "After", "Who", "What"], self._rows())
        people = [
            f"- {escaped(who)}: {', '.join(_times(kind, number) for kind, number in deeds.items())}"
            for who, deeds in self.deeds().items()
        ]
        if people:
            yield from ("", "## Who did what", "", *people)
        yield from self._section("Alerts", ["Time", "Severity", "Status", "Alert"], self._alert_rows())
        yield from self._section("Earlier incidents of this kind", ["Time", "Incident"], self._past_rows())
        for title, hint in (
            ("Cause", "Why did this happen?"),
            ("What went well, and what did not", "Detection, response, communication."),
            ("Actions", "Who does what until when, so that it does not happen again?"),
        ):
            yield from ("", f"## {title}", "", f"*{hint}*")

    def _section(self, title: str, titles: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
        found = list(rows)
        if found:
            yield from ("", f"## {title}", "", *table(titles, found))

    def _facts(self) -> Iterator[list[str]]:
        incident = self.incident
        url, number = incident.get("html_url"), incident.get("incident_number")
        shown = escaped(f"#{number}" if number else str(incident.get("id")))
        yield ["Incident", f"[{shown}](<{url}>)" if _is_url(url) else shown]
        for title, value in (
            ("Service", _name(incident.get("service"))),
            ("Priority", _name(incident.get("priority"))),
            ("Urgency", str(incident.get("urgency") or "")),
            ("Status", str(incident.get("status") or "")),
            ("Teams", ", ".join(map(_name, incident.get("teams") or ()))),
            ("Business services", ", ".join(map(_name, self._list("business_services")))),
        ):
            if value:
                yield [title, escaped(value)]
        yield [f"Began ({escaped(self.zone_name)})", self.time(self.created)]
        yield ["Acknowledged", self._reached(self.first("acknowledge"))]
        resolved = self.resolved
        by = next((one.who for one in reversed(self.entries) if one.kind == "resolve"), "")
        yield ["Resolved", self._reached(Moment(resolved, "resolve", by, "") if resolved else None)]
        escalations = sum(one.kind == "escalate" for one in self.entries)
        if escalations:
            yield ["Escalations", str(escalations)]

    def _reached(self, moment: Moment | None) -> str:
        if moment is None:
            return "no"
        by = f" by {escaped(moment.who)}" if moment.who else ""
        return f"after {self.after(moment.at)}, {self.time(moment.at)}{by}"

    def _rows(self) -> Iterator[list[str]]:
        for one in self.timeline():
            seconds = (one.at - self.created).total_seconds()
            after = f"-{span(-seconds)}" if seconds < 0 else span(seconds)
            yield [self.time(one.at), after, escaped(one.who), escaped(one.what)]

    def _alert_rows(self) -> Iterator[list[str]]:
        found = [(at, raw) for raw in self.alerts if (at := _instant(raw.get("created_at")))]
        for at, raw in sorted(found, key=lambda pair: pair[0]):
            values = (raw.get("severity"), raw.get("status"), raw.get("summary"))
            yield [self.time(at), *(escaped(str(value or "")) for value in values)]

    def _past_rows(self) -> Iterator[list[str]]:
        for entry in self._list("past_incidents"):
            raw = entry["incident"] if isinstance(entry.get("incident"), dict) else {}
            at = _instant(raw.get("created_at"))
            if at and entry.get("score"):
                yield [self.time(at), escaped(f"{raw.get('title')} ({raw.get('id')})")]


def _times(kind: str, number: int) -> str:
    once, several = _DEEDS[kind]
    return once if number == 1 else several.format(number)


def _is_url(value: Any) -> bool:
    """Whether it is a URL that is safe in a link."""
    return isinstance(value, str) and value.startswith("https://") and not set(value) & set("<>()|\\ \n\t\"'`")
