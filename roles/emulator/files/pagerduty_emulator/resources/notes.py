# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents."""

from __future__ import annotations

from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Field, Instant, Reference, Text
from ..schema.operation import Operation
from ..schema.references import HistoricalReference, as_reference
from ..schema.resource import UnnamedResource
from ..schema.view import View
from .incidents import lifecycle
from .incidents.lifecycle import Act
from .incidents.requests import act_of


class Notes(UnnamedResource):
    """A note on an incident. It has no links."""

    type = "note"
    plural = "notes"
    scope = "incidents"
    type_required = False
    indexes: ClassVar = {"incident": lambda record: (record["incident"]["id"],)}
    fields = (
        Field("content", Text(1), required=True),
        Field("incident", Reference(("incident",)), required=True, shown=False),
        Field("user", HistoricalReference(("user", "service"), nullable=True)),
        Field("created_at", Instant(), default=Account.now),
        Field("updated_at", Instant(nullable=True)),
    )

    def summary(self, record: Record) -> str:
        content: str = record["content"]
        return content

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "id": record["id"],
            "user": record["user"] and view.reference(record["user"]["type"], record["user"]["id"]),
            "channel": {"summary": "The PagerDuty website or APIs"},
            "content": record["content"],
            "created_at": view.instant(record["created_at"]),
            "updated_at": view.instant(record["updated_at"] or record["created_at"]),
        }


RESOURCE = Notes()


# -- operations ------------------------------------------------------------------------------------------------------


MAXIMUM_NOTES = 2000


def notes_of(call: Call) -> list[Record]:
    """The notes of the incident whose ID is in the path, the oldest first."""
    notes = call.account.collection("note")
    found = [notes.records[one] for one in notes.indexed("incident", call.record("incident")["id"])]
    return sorted(found, key=lambda note: note["created_at"])


def note_of(call: Call) -> Record:
    found = next((note for note in notes_of(call) if note["id"] == call.ids[1]), None)
    if found is None:
        raise not_found()
    return found


def content(call: Call) -> str:
    """The text of a note in a request. Raises 400."""
    given = call.wrapped("note").get("content")
    if not isinstance(given, str):
        raise invalid("Content must be a String")
    if not given.strip():
        raise invalid("Content can't be blank")
    return given


def notes(call: Call) -> Reply:
    """Returns all of them on one page."""
    view = call.view()
    return Reply(200, {"notes": [RESOURCE.render(note, view) for note in notes_of(call)]})


def annotate(act: Act, incident: Record, text: str) -> Record:
    """Adds a note to an incident, by the agent of the act. Returns the note."""
    note = {
        "id": RESOURCE.new_identifier(act.account),
        "content": text,
        "incident": {"id": incident["id"], "type": "incident"},
        "user": as_reference(act.agent),
        "created_at": act.at,
        "updated_at": act.at,
    }
    act.account.put(RESOURCE, note)
    lifecycle.log(act.through(type="note", summary=text), incident, "annotate", f"Note added by {act.who}.")
    incident = lifecycle.put(act, incident)
    lifecycle.publish(act, incident, "annotated", note=note)
    return note


def add_note(call: Call) -> Reply:
    incident, act, text = call.record("incident"), act_of(call), content(call)
    if len(notes_of(call)) >= MAXIMUM_NOTES:
        raise invalid(f"A maximum of {MAXIMUM_NOTES} notes can be added to an incident")
    return Reply(200, {"note": RESOURCE.render(annotate(act, incident, text), call.view())})


def change_note(call: Call) -> Reply:
    note = {**note_of(call), "content": content(call), "updated_at": call.account.now()}
    call.account.put(RESOURCE, note)
    return Reply(200, {"note": RESOURCE.render(note, call.view())})


def delete_note(call: Call) -> Reply:
    call.account.drop(RESOURCE, note_of(call))
    return Reply(204)


READ, WRITE = "incidents.read", "incidents.write"

OPERATIONS = (
    Operation("GET", "/incidents/*/notes", notes, READ),
    Operation("POST", "/incidents/*/notes", add_note, WRITE, needs_from=True),
    Operation("PUT", "/incidents/*/notes/*", change_note, WRITE, needs_from=True),
    Operation("DELETE", "/incidents/*/notes/*", delete_note, WRITE),
)
