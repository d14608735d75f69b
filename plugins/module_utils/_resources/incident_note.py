# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._schema.fields import Canonical, Field, Json, Text
from .._schema.listing import Listing
from .._schema.resource import ByContent, Endpoint, Resource
from .._schema.session import Session, is_predicted
from .incident_parent import parent
from .user import sender

Note = dict[str, Json]


class _Author(Field):
    """The user who wrote the note. Equal notes by different users are different notes."""

    is_option = False

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.OBJECT)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return (parent.get(self.api) or {}).get("id")


_AUTHOR = _Author("user")


def _meant(session: Session, params: dict[str, t.Any], notes: list[Note]) -> list[Note]:
    """The notes by the user of `from_email`. Without `from_email`, a note by anyone is as good as another, but all can
    be meant by a task that deletes."""
    if session.client.connection.from_email:
        author = sender(session)["id"]
    elif params["state"] == "absent":
        return notes
    else:
        author = _AUTHOR.read(notes[0])
    # A note that only check mode has created has no author: it would be the user of `from_email`.
    return [note for note in notes if _AUTHOR.read(note) == author or is_predicted(note["id"])]


def _predict(predicted: Note, changes: t.Collection[str]) -> None:
    """A note has no type, and only PagerDuty knows when it was changed."""
    for name in ("type", "updated_at"):
        predicted.pop(name, None)


INCIDENT_NOTE = Resource(
    name="note",
    plural="notes",
    title="note",
    module="incident_note",
    path="/incidents/{parent}/notes",
    parent=parent(),
    # PagerDuty accepts the same text twice.
    identity=ByContent(("content",), meant=_meant, several=lambda params: not params["unique"]),
    keys=("content",),
    unique_keys=(),
    unique=False,
    query=None,
    paged=False,
    minimum=responses.IDENTIFIED.having(
        content=responses.Maybe(responses.TEXT), user=responses.Maybe(responses.OBJECT)
    ),
    fields=(Text("content", clearable=False, on_create=True), _AUTHOR),
    endpoint=Endpoint(sends_from=frozenset({"POST", "PUT"}), requires_from=frozenset({"POST", "PUT"}), omit_type=True),
    predict=_predict,
    options={"unique": {"type": "bool", "default": True}},
    outside_account="it is part of an incident",
    instead={"note": "use content instead", "text": "use content instead", "message": "use content instead"},
    listing=Listing(single=False, limits=False),
)
