# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event enrichments: they complete the events of services and event orchestrations with contextual data.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._core import responses
from .._core.client import segment
from .._schema.fields import Canonical, Json, Name, Reference, Spec, Text, Writer
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from .._schema.subresource import (
    OWN_ID,
    Added,
    Association,
    Run,
    Subresource,
    SubresourcePlan,
    SubresourceRequest,
    label,
)
from .event_orchestration import EVENT_ORCHESTRATION
from .service import SERVICE
from .team import TEAM

Raw = dict[str, Json]

_PATH = "/enrichment/event_enrichments"
_TYPE = "event_enrichment_reference"


class _Team(Reference):
    """The owning team. Requests contain its ID only: PagerDuty derives the type."""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if full or value is None:
            return super().encode(value, current, full=full)
        return {"id": value["id"]}


def _refused(response: dict[str, Json]) -> str:
    """The associations that PagerDuty has refused, although it responds with success."""
    results = [one for one in response.get("associations") or () if isinstance(one, dict)]
    refused = [one for one in results if one.get("errors")]
    named = [
        f"{(one.get('association') or {}).get('id')} ({', '.join(map(str, one['errors']))})" for one in refused
    ]
    return f"PagerDuty refused {', '.join(named)}" if named else ""


def _associated(session: Session, object_id: str) -> list[Raw]:
    """The services and event orchestrations of an event enrichment, as PagerDuty returns them."""
    path = f"{_PATH}/{segment(object_id)}/associations"
    return t.cast("list[Raw]", session.names.whole(path, "associations", responses.REFERENCE))


def _read(object_id: str, session: Session) -> list[Raw]:
    return _associated(session, object_id)


class _Associations(Association):
    """The services, or the event orchestrations, whose events are completed.

    kind: PagerDuty's type of them. number: the attribute of an event enrichment that says how many there are.
    """

    def __init__(self, name: str, resource: Resource, *, number: str) -> None:
        super().__init__(name, resource, owner=_PATH)
        self._kind = f"{resource.name}_reference"
        self._number = number

    def present(self, current: Raw, session: Session) -> list[dict[str, t.Any]]:
        found = [one for one in _associated(session, str(current["id"])) if one["type"] == self._kind]
        return [{"id": one["id"], "type": self.resource.name, "summary": one.get("summary")} for one in found]

    def read(self, found: list[tuple[Raw, dict[str, t.Any]]], session: Session, run: Run) -> dict[str, t.Any]:
        run([partial(_read, str(raw["id"])) for raw, _params in found])
        return {}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: Raw | None, session: Session
    ) -> SubresourcePlan:
        plan = super().plan(params, desired, current, session)
        plan.becomes[self._number] = len(plan.listed or ())
        return plan

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        """An association that exists can be added again, so both requests can be repeated."""
        found = []
        for method, what, references in (
            ("POST", "adding", [one.reference for one in added]),
            ("DELETE", "removing", removed),
        ):
            if references:
                found.append(
                    SubresourceRequest(
                        method,
                        f"{_PATH}/{{id}}/associations",
                        f"{what} the {self.name.replace('_', ' ')} {', '.join(map(label, references))}",
                        {"associations": [{"type": self._kind, "id": one["id"]} for one in references]},
                        repeatable=True,
                        invalidates=(f"{_PATH}/{{id}}/associations",),
                        refusal=_refused,
                    )
                )
        return found


class _Default(Subresource):
    """Whether this is the event enrichment of services and event orchestrations that have none."""

    name = "is_default"

    def spec(self) -> dict[str, Spec]:
        return {self.name: {"type": "bool"}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: Raw | None, session: Session
    ) -> SubresourcePlan:
        wanted, known = params[self.name], bool((current or {}).get(self.name))
        if wanted == known:
            return SubresourcePlan()
        own = {"id": (current or {}).get("id") or OWN_ID, "type": _TYPE}
        request = SubresourceRequest(
            "PUT",
            f"{_PATH}/default",
            "setting is_default",
            {"default": own if wanted else None},
            effect=_forget,
        )
        return SubresourcePlan(known, wanted, [request], {self.name: wanted})

    def write(self, raw: Raw, found: t.Any, writer: Writer) -> dict[str, t.Any]:
        is_default = bool(raw.get(self.name))
        return {self.name: is_default} if is_default or writer.full else {}


def _forget(names: t.Any, object_id: str) -> None:
    """Another event enrichment may no longer be the default one."""
    for raw in names.cached(EVENT_ENRICHMENT):
        if raw.get(_Default.name) and raw["id"] != object_id:
            names.amend(_PATH, raw["id"], lambda one: {**one, _Default.name: False})


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """An event enrichment has no summary. Only PagerDuty knows when it was changed."""
    for name in ("summary", "updated_at", "updated_by"):
        predicted.pop(name, None)


EVENT_ENRICHMENT = Resource(
    name="event_enrichment",
    plural="event_enrichments",
    title="event enrichment",
    path=_PATH,
    # PagerDuty does not document whether a name can be used twice.
    unique_keys=(),
    unique=False,
    query=None,
    total_parameter=False,
    placeholders={"is_default": False, "associated_services": 0, "associated_event_orchestrations": 0},
    fields=(Name(), Text("description", cleared=None), _Team("team", TEAM, clearable=True)),
    subresources=(
        _Associations("services", SERVICE, number="associated_services"),
        _Associations("event_orchestrations", EVENT_ORCHESTRATION, number="associated_event_orchestrations"),
        _Default(),
    ),
    endpoint=Endpoint(omit_type=True),
    predict=_predict,
    instead={
        "rules": "use pagerduty_event_enrichment_rules",
        "associations": "use services and event_orchestrations instead",
        "default": "use is_default instead",
    },
    listing=Listing(exact=("name",), includes=("privileges",)),
)
