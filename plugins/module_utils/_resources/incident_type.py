# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incident types.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Json, Name, Reference, Text
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Removal, Resource
from .._schema.session import Session

Raw = dict[str, Json]

BASE = "incident_default"  # the type of incidents that are created without one

_SUFFIX = "_default"  # of the names that only PagerDuty gives
_PREFIXES = ("PD", "PagerDuty", "Default")  # a display name can't start with these


@dataclass(frozen=True, eq=False)
class _Type(Resource):
    def typed(self, body: Raw, *, update: bool = False) -> Raw:
        """The body of a request, which has the ID of the parent in `parent_type`. Responses have it in `parent`."""
        stated = {name: value for name, value in body.items() if name != "parent"}
        return {**stated, "parent_type": body["parent"]["id"]} if body.get("parent") else stated


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    name, shown = str({**current, **desired}.get("name")), desired.get("display_name")
    if not current and name.endswith(_SUFFIX):
        raise UsageError("name", f"{name!r} ends with {_SUFFIX}, which PagerDuty reserves for its own types")
    if shown and shown != current.get("display_name"):
        prefix = next((one for one in _PREFIXES if shown.startswith(one)), None)
        if prefix:
            raise UsageError("display_name", f"{shown!r} starts with {prefix}, which PagerDuty does not permit")
        if not shown[0].isalnum():
            raise UsageError("display_name", f"{shown!r} must start with a letter or a digit")
    if name == BASE and desired.get("enabled") is False and current.get("enabled") is not False:
        raise UsageError("name", f"{BASE} can't be disabled: incidents that are created without a type have it")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """A type has no summary, and a new one has a reference to its parent that has no name."""
    for name in ("summary", "updated_at"):
        predicted.pop(name, None)
    if predicted.get("parent"):
        predicted["parent"] = {"id": predicted["parent"]["id"], "type": "incident_type_reference"}


def _needed(_session: Session) -> t.Callable[[Raw], str]:
    return lambda raw: "it is a type of PagerDuty" if str(raw.get("name")).endswith(_SUFFIX) else ""


# What options that name a type need. A type can have another one as its parent.
KNOWN = _Type(
    name="incident_type",
    plural="incident_types",
    title="incident type",
    path="/incidents/types",
    query=None,
    paged=False,
    list_query={"filter": "all"},
    optional=True,
    minimum=responses.IDENTIFIED.having(name=responses.TEXT),
)

INCIDENT_TYPE = replace(
    KNOWN,
    fields=(
        Name(longest=50, fixed="PagerDuty can't rename an incident type; display_name is what people see"),
        Text("display_name", longest=50, clearable=False, on_create=True),
        Reference(
            "parent_type",
            KNOWN,
            api="parent",
            when_new=BASE,
            fixed="PagerDuty can't change it. Create a type with another name",
        ),
        Text("description", longest=1000),
        Boolean("enabled", unset=True, initial=True),
    ),
    # PagerDuty's document says that an update without `enabled` enables the type.
    endpoint=Endpoint(omit_type=True, repeats=("enabled",)),
    removal=Removal("disable", values={"enabled": False}, undone={"enabled": True}),
    check=_check,
    predict=_predict,
    needed=_needed,
    instead={"parent": "use parent_type instead"},
    listing=Listing(
        exact=("name",),
        filters=(Filter("filter", "filter", choices=("enabled", "disabled", "all")),),
    ),
)
