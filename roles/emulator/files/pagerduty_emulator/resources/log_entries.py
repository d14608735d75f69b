# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries: the history of incidents, with an entry for each change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Field, Instant, ListOf, Text
from ..schema.operation import Operation, one_of
from ..schema.references import HistoricalReference
from ..schema.resource import UnnamedResource
from ..schema.view import View
from .teams import team_ids

OVERVIEW = frozenset(
    ("trigger", "acknowledge", "unacknowledge", "escalate", "assign", "delegate", "resolve", "snooze", "annotate")
)
"""The types of entries with ``is_overview=true``: "only the most important changes to the incident"."""


class LogEntries(UnnamedResource):
    """A log entry. ``kind``: its type without ``_log_entry``. ``extra``: the keys that only this type has."""

    type = "log_entry"
    plural = "log_entries"
    scope = "incidents"
    includes: ClassVar = {"incidents": ("incident",), "services": ("service",), "teams": ("teams",), "channels": ()}
    indexes: ClassVar = {"incident": lambda record: (record["incident"]["id"],)}
    fields = (
        Field("kind", Text(1), required=True, shown=False),
        Field("text", Text(), default="", shown=False),
        Field("created_at", Instant(), default=Account.now),
        Field("agent", HistoricalReference(("user", "service"), nullable=True)),
        Field("channel", AnyObject((("type", str),), nullable=True), shown=False),
        Field("service", HistoricalReference(("service",))),
        Field("incident", HistoricalReference(("incident",)), required=True),
        Field("teams", ListOf(HistoricalReference(("team",)), null_is_empty=True), default=()),
        Field("contexts", ListOf(AnyObject()), default=()),
        Field("note", Text(nullable=True), shown=False),
        Field("event_details", AnyObject(nullable=True)),
        Field("extra", AnyObject(nullable=True), shown=False),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.long_identifier().replace("Q", "R", 1)

    def type_of(self, record: Record) -> str:
        return f"{record['kind']}_log_entry"

    def summary(self, record: Record) -> str:
        text: str = record["text"]
        return text

    def api_path(self, record: Record) -> str:
        return f"/log_entries/{record['id']}?incident_id={record['incident']['id']}"

    def page_path(self, record: Record) -> str:
        return f"/incidents/{record['incident']['id']}/log_entries/{record['id']}"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        channel = record["channel"] or {"type": "auto"}
        whole = "channels" in plain.include or channel["type"] == "note"
        shown: dict[str, Any] = {
            "channel": channel if whole else {"type": channel["type"]},
            "event_details": record["event_details"] or {},
        }
        if record["note"] is not None:
            shown["note"] = record["note"]
        extra = record["extra"] or {}
        for name, value in extra.items():
            if name == "assignees":
                shown[name] = [plain.reference("user", user) for user in value]
            elif name == "user":
                shown[name] = plain.reference("user", value)
            elif name == "changed_actions":
                shown[name] = [{**one, "at": plain.instant(one["at"])} for one in value]
            else:
                shown[name] = value
        return shown


RESOURCE = LogEntries()


# -- operations ------------------------------------------------------------------------------------------------------


def page_of_entries(call: Call, found: list[Record]) -> Reply:
    """Returns a page of the list, the newest first."""
    since, until = call.instant("since"), call.instant("until")
    if call.flag("is_overview"):
        found = [entry for entry in found if entry["kind"] in OVERVIEW]
    if since is not None or until is not None:
        found = [entry for entry in found if (since or "") <= entry["created_at"] <= (until or "9")]
    view = call.view(listing=True)
    return call.page("log_entries", found[::-1], lambda entry: RESOURCE.render(entry, view))


def log_entries(call: Call) -> Reply:
    entries = call.account.collection("log_entry")
    found = sorted(entries.records.values(), key=lambda entry: entry["created_at"])
    if teams := set(team_ids(call)):
        found = [entry for entry in found if any(one["id"] in teams for one in entry["teams"])]
    return page_of_entries(call, found)


def incident_log_entries(call: Call) -> Reply:
    incident = call.record("incident")
    entries = call.account.collection("log_entry")
    found = [entries.records[one] for one in entries.indexed("incident", incident["id"])]
    return page_of_entries(call, sorted(found, key=lambda entry: entry["created_at"]))


def change_channel(call: Call) -> Reply:
    """Changes the details of a channel, which only triggers through the web or the mobile application have."""
    entry = call.record(RESOURCE)
    channel = call.wrapped("channel")
    if channel.get("type") not in ("web_trigger", "mobile"):
        raise invalid("Channel type must be in web_trigger or mobile")
    if channel["type"] != entry["channel"]["type"]:
        raise invalid("Channel type cannot be changed")
    if not isinstance(channel.get("details"), str):
        raise invalid("Channel details must be a String")
    call.account.put(RESOURCE, {**entry, "channel": {**entry["channel"], "details": channel["details"]}})
    return Reply(202)


INCLUDES = tuple(RESOURCE.includes)

OPERATIONS = (
    Operation("GET", "/log_entries", log_entries, "incidents.read", includes=INCLUDES),
    Operation("GET", "/log_entries/*", one_of(RESOURCE), "incidents.read", includes=INCLUDES),
    Operation("PUT", "/log_entries/*/channel", change_channel, "incidents.write", needs_from=True),
    Operation("GET", "/incidents/*/log_entries", incident_log_entries, "incidents.read", includes=INCLUDES),
)
