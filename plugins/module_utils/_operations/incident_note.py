# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents. PagerDuty accepts the same text twice, so the existing notes are checked first.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .. import _shape as shape
from .._client import segment
from .._duplicates import age
from .._errors import NotFound, UsageError
from .._fields import Json
from .._reconcile import Change, Context, ensure_present, outcome
from .._references import no_incident
from .._resource import Resource
from .._resources.incident_note import notes_of
from .._run import Operation
from .incident import WHICH, WHICH_CONSTRAINTS, by_incident

Note = dict[str, Json]

_NOTE = shape.IDENTIFIED.having(content=shape.Maybe(shape.TEXT), user=shape.Maybe(shape.OBJECT))


def _path(params: dict[str, t.Any]) -> str:
    return f"/incidents/{segment(params['incident'])}/notes"


def listed(params: dict[str, t.Any], context: Context) -> list[Note]:
    """The notes of the incident, the oldest first. PagerDuty returns them all at once."""
    try:
        (page,) = context.client.pages(_path(params), "notes", of=_NOTE, paged=False)
    except NotFound as error:
        raise no_incident(params["incident"], "incident", error) from None
    return page.items


def _same(notes: list[Note], content: str, context: Context) -> list[Note]:
    """Those of this text, by the user of `from_email` if that is known."""
    same = [note for note in notes if (note.get("content") or "").strip() == content]
    if same and context.client.connection.from_email:
        author = context.directory.sender()["id"]
        same = [note for note in same if _author(note) == author]
    return same


def _author(note: Note) -> Json:
    return (note.get("user") or {}).get("id")


def _by_id(notes: list[Note], params: dict[str, t.Any]) -> list[Note]:
    return [note for note in notes if note["id"] == params["id"].strip()]


def _present(params: dict[str, t.Any], context: Context) -> tuple[Change, Json]:
    """Bring the note to what the options state: (the change, the note)."""
    resource = notes_of(params["incident"])
    content = params["content"].strip()
    several = not params["unique"] and not params.get("id")
    known = {note["id"] for note in listed(params, context)} if several else set()

    def look(resource: Resource, params: dict[str, t.Any], context: Context, *, fresh: bool = False) -> list[Json]:
        if several and not fresh:
            return []
        notes = listed(params, context)
        if params.get("id"):
            return _by_id(notes, params)
        same = sorted((note for note in _same(notes, content, context) if note["id"] not in known), key=age)
        # Without from_email, the same text by anyone will do. Only notes by one user are duplicates, however.
        return [note for note in same if _author(note) == _author(same[0])]

    return ensure_present(resource, params, context, look, found_again=not several, several=several)


def _absent(params: dict[str, t.Any], content: str, context: Context) -> Note | None:
    """Delete the note: the note that was there, or None."""
    notes = listed(params, context)
    found = _by_id(notes, params) if params.get("id") else _same(notes, content, context)
    if len(found) > 1:
        ids = ", ".join(note["id"] for note in found)
        raise UsageError("content", f"there are {len(found)} notes of this text: {ids}. Say which with id")
    if found and not context.check_mode:
        context.client.delete(f"{_path(params)}/{segment(found[0]['id'])}")
    return found[0] if found else None


def _work(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    content = (params.get("content") or "").strip()
    if not content and (params["state"] == "present" or not params.get("id")):
        raise UsageError("content", "must not be empty")
    params = by_incident(params, context)

    def show(change: Change, note: Json) -> dict[str, t.Any]:
        return {"changed": change.changed, "note": note, "diff": change.diff(f"note on incident {params['incident']}")}

    if params["state"] == "absent":
        removed = _absent(params, content, context)
        before = {"content": removed["content"]} if removed else {}
        return show(Change("delete" if removed else "nothing", before=before), None)
    return outcome(lambda: _present(params, context), show)


NOTE_OPERATION = Operation(
    "pagerduty_incident_note",
    {
        **WHICH,
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "id": {"type": "str"},
        "content": {"type": "str"},
        "unique": {"type": "bool", "default": True},
    },
    _work,
    {
        **WHICH_CONSTRAINTS,
        "required_if": [["state", "present", ["content"]], ["state", "absent", ["id", "content"], True]],
    },
    hints={"note": "use content instead", "text": "use content instead", "message": "use content instead"},
)


def _list(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    return {"changed": False, "notes": listed(by_incident(params, context), context)}


NOTE_INFO_OPERATION = Operation("pagerduty_incident_note_info", WHICH, _list, WHICH_CONSTRAINTS)
