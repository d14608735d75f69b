# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core import responses
from .._core.client import segment
from .._schema.fields import Canonical, Field, Json, Text
from .._schema.resource import Kind, Resource


class _Author(Field):
    """Who wrote it. No option sets it, but two notes by different users are not the same."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.OBJECT)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return (parent.get(self.api) or {}).get("id")


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """A note has no type, and only PagerDuty knows when it was changed."""
    for name in ("type", "updated_at"):
        predicted.pop(name, None)


_RESOURCE = Resource(
    kind=Kind(name="note", plural="notes", title="note", path="", keys=("content",), unique=()),
    fields=(Text("content", clearable=False, on_create=True), _Author("user")),
    sends_from=True,
    always_from=True,
    omit_type=True,
    unique=False,
    predict=_predict,
)


def notes_of(incident_id: str) -> Resource:
    """The notes of one incident, as a resource: PagerDuty keeps them below it."""
    return replace(_RESOURCE, kind=replace(_RESOURCE.kind, path=f"/incidents/{segment(incident_id)}/notes"))
