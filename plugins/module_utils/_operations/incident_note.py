# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents. PagerDuty accepts the same text twice, so the existing notes are checked first.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .._engine.duplicates import age
from .._engine.names import no_incident
from .._engine.operation import Operation
from .._engine.reconcile import Change, ensure_present, outcome
from .._engine.session import Session
from .._resources.incident_note import notes_of
from .._schema.fields import Json
from .._schema.resource import Resource
from .incident import WHICH, WHICH_CONSTRAINTS, by_incident

Note = dict[str, Json]

_NOTE = responses.IDENTIFIED.having(content=responses.Maybe(responses.TEXT), user=responses.Maybe(responses.OBJECT))


def _path(params: dict[str, t.Any]) -> str:
    return f"/incidents/{segment(params['incident'])}/notes"


def listed(params: dict[str, t.Any], session: Session) -> list[Note]:
    """The notes of the incident, the oldest first. PagerDuty returns them all at once."""
    try:
        (page,) = session.client.pages(_path(params), "notes", of=_NOTE, paged=False)
    except NotFound as error:
        raise no_incident(params["incident"], "incident", error) from None
    return page.items


def _same(notes: list[Note], content: str, session: Session) -> list[Note]:
    """Those of this text, by the user of `from_email` if that is known."""
    same = [note for note in notes if (note.get("content") or "").strip() == content]
    if same and session.client.connection.from_email:
        author = session.names.sender()["id"]
        same = [note for note in same if _author(note) == author]
    return same


def _author(note: Note) -> Json:
    return (note.get("user") or {}).get("id")


def _by_id(notes: list[Note], params: dict[str, t.Any]) -> list[Note]:
    return [note for note in notes if note["id"] == params["id"].strip()]


def _present(params: dict[str, t.Any], session: Session) -> tuple[Change, Json]:
    """Bring the note to what the options state: (the change, the note)."""
    resource = notes_of(params["incident"])
    content = params["content"].strip()
    several = not params["unique"] and not params.get("id")
    known = {note["id"] for note in listed(params, session)} if several else set()

    def look(resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False) -> list[Json]:
        if several and not fresh:
            return []
        notes = listed(params, session)
        if params.get("id"):
            return _by_id(notes, params)
        same = sorted((note for note in _same(notes, content, session) if note["id"] not in known), key=age)
        # Without from_email, the same text by anyone will do. Only notes by one user are duplicates, however.
        return [note for note in same if _author(note) == _author(same[0])]

    return ensure_present(resource, params, session, look, found_again=not several, several=several)


def _absent(params: dict[str, t.Any], content: str, session: Session) -> Note | None:
    """Delete the note: the note that was there, or None."""
    notes = listed(params, session)
    found = _by_id(notes, params) if params.get("id") else _same(notes, content, session)
    if len(found) > 1:
        ids = ", ".join(note["id"] for note in found)
        raise UsageError("content", f"there are {len(found)} notes of this text: {ids}. Say which with id")
    if found and not session.check_mode:
        session.client.delete(f"{_path(params)}/{segment(found[0]['id'])}")
    return found[0] if found else None


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    content = (params.get("content") or "").strip()
    if not content and (params["state"] == "present" or not params.get("id")):
        raise UsageError("content", "must not be empty")
    params = by_incident(params, session)

    def show(change: Change, note: Json) -> dict[str, t.Any]:
        return {"changed": change.changed, "note": note, "diff": change.diff(f"note on incident {params['incident']}")}

    if params["state"] == "absent":
        removed = _absent(params, content, session)
        before = {"content": removed["content"]} if removed else {}
        return show(Change("delete" if removed else "nothing", before=before), None)
    return outcome(lambda: _present(params, session), show)


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


def _list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    return {"changed": False, "notes": listed(by_incident(params, session), session)}


NOTE_INFO_OPERATION = Operation("pagerduty_incident_note_info", WHICH, _list, WHICH_CONSTRAINTS)
