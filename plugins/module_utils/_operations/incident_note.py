# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents. PagerDuty takes the same text twice, so it is looked for before it is written.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .. import _shape as shape
from .._client import segment
from .._errors import NotFound, OutcomeUnknown, UsageError
from .._fields import Json
from .._option_types import ReferenceType
from .._reconcile import Context
from .._resources._kinds import INCIDENT
from .._run import Operation

Note = dict[str, Json]

_NOTE = shape.IDENTIFIED.having(content=shape.Maybe(shape.TEXT), user=shape.Maybe(shape.OBJECT))
_ONE = shape.Object(note=_NOTE)


def _path(params: dict[str, t.Any]) -> str:
    return f"/incidents/{segment(params['incident'].strip())}/notes"


def listed(params: dict[str, t.Any], context: Context) -> list[Note]:
    """The notes of the incident, the oldest first. PagerDuty gives them whole."""
    try:
        (page,) = context.client.pages(_path(params), "notes", of=_NOTE, paged=False)
    except NotFound as error:
        raise error.within(f"incident: there is no incident {params['incident']!r}") from None
    return page.items


def _same(notes: list[Note], content: str, context: Context) -> list[Note]:
    """Those of this text, by the user of `from_email` if that is known."""
    same = [note for note in notes if (note.get("content") or "").strip() == content]
    if same and context.client.connection.from_email:
        author = context.directory.sender()["id"]
        same = [note for note in same if (note.get("user") or {}).get("id") == author]
    return same


def _by_id(notes: list[Note], params: dict[str, t.Any]) -> Note | None:
    return next((note for note in notes if note["id"] == params["id"].strip()), None)


def _add(params: dict[str, t.Any], content: str, context: Context) -> Note:
    """Write a note. One that went unanswered is looked for before it is written again."""
    known = {note["id"] for note in listed(params, context)} if not params["unique"] else set()
    failures = 0
    while True:
        try:
            body = {"note": {"content": content}}
            return context.client.post(_path(params), body, sends_from=True, expects=_ONE)["note"]
        except OutcomeUnknown as error:
            made = [note for note in _same(listed(params, context), content, context) if note["id"] not in known]
            if made:
                return made[-1]
            failures += 1
            if failures > context.client.connection.max_retries:
                error.add("A look afterwards found no such note; run again")
                raise
            context.client.back_off(failures)


def _present(params: dict[str, t.Any], content: str, context: Context) -> tuple[bool, Note | None, Note]:
    """(whether there is something to do, the note before, the note after)."""
    if params.get("id"):
        note = _by_id(listed(params, context), params)
        if note is None:
            raise UsageError("id", f"the incident has no note {params['id']!r}; leave id out to make one")
        if (note.get("content") or "").strip() == content:
            return False, note, note
        changed = {**note, "content": content}
        changed.pop("updated_at", None)
        if not context.check_mode:
            answer = context.client.put(
                f"{_path(params)}/{segment(note['id'])}",
                {"note": {"content": content}},
                sends_from=True,
                expects=_ONE,
            )
            changed = {**changed, **answer["note"]}
        return True, note, changed
    if params["unique"]:
        same = _same(listed(params, context), content, context)
        if same:
            return False, same[-1], same[-1]
    return True, None, {"content": content} if context.check_mode else _add(params, content, context)


def _absent(params: dict[str, t.Any], content: str, context: Context) -> Note | None:
    """The note that was there, or None."""
    notes = listed(params, context)
    note: Note | None
    if params.get("id"):
        note = _by_id(notes, params)
    else:
        same = _same(notes, content, context)
        if len(same) > 1:
            ids = ", ".join(note["id"] for note in same)
            raise UsageError("content", f"there are {len(same)} notes of this text: {ids}. Say which with id")
        note = same[0] if same else None
    if note is not None and not context.check_mode:
        context.client.delete(f"{_path(params)}/{segment(note['id'])}")
    return note


def _of_one(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    """The options, with the incident by its ID."""
    return {**params, "incident": context.directory.incident(params["incident"], "incident")}


def _work(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    content = (params.get("content") or "").strip()
    if not content and (params["state"] == "present" or not params.get("id")):
        raise UsageError("content", "must not be empty")
    params = _of_one(params, context)
    after: Note | None = None
    if params["state"] == "absent":
        before = _absent(params, content, context)
        changed = before is not None
    else:
        changed, before, after = _present(params, content, context)
    diff = {
        side: {"content": note["content"]} if note and changed else {}
        for side, note in (("before", before), ("after", after))
    }
    return {"changed": changed, "note": after, "diff": diff}


NOTE_OPERATION = Operation(
    "pagerduty_incident_note",
    {
        "incident": {"type": ReferenceType(INCIDENT), "required": True},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "id": {"type": "str"},
        "content": {"type": "str"},
        "unique": {"type": "bool", "default": True},
    },
    _work,
    {
        "required_if": [["state", "present", ["content"]], ["state", "absent", ["id", "content"], True]],
    },
    hints={"note": "use content instead", "text": "use content instead", "message": "use content instead"},
)


def _list(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    return {"changed": False, "notes": listed(_of_one(params, context), context)}


NOTE_INFO_OPERATION = Operation(
    "pagerduty_incident_note_info", {"incident": {"type": ReferenceType(INCIDENT), "required": True}}, _list
)
