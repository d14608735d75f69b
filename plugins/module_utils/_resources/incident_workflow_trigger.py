# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Triggers of incident workflows: what starts a workflow, and on the incidents of which services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._core import responses
from .._core.client import segment
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Choice, IdReference, Json, Reference, Text, UnorderedList
from .._schema.listing import Filter, Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import ByContent, Endpoint, Resource
from .._schema.session import Session
from .._schema.subresource import Added, Association, SubresourceRequest, label, references_of
from .incident import INCIDENT
from .incident_workflow import INCIDENT_WORKFLOW
from .service import SERVICE
from .team import TEAM

Raw = dict[str, Json]

_PATH = "/incident_workflows/triggers"
_PERMISSIONS = "permissions"
ORDERS = tuple(f"workflow_{name} {order}" for name in ("id", "name") for order in ("asc", "desc"))
TYPES = ("manual", "conditional", "incident_type")


class _Workflow(Reference):
    """The workflow that is started. Requests contain its ID only."""

    @property
    def expects(self) -> responses.Shape:
        return responses.IDENTIFIED

    def read(self, parent: Raw) -> Canonical:
        """PagerDuty's document has examples with a complete workflow, and a schema without its summary."""
        raw = self.raw(parent)
        return raw and {"id": raw["id"], "type": self.resource.name, "summary": raw.get("summary") or raw.get("name")}

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return super().encode(value, full=True) if full else {"id": value["id"]}


class _Team(IdReference):
    """The team whose members can start the workflow manually. Without one, everyone can."""

    def put(self, target: Raw, value: Json) -> None:
        team = {} if value is None else {self.api: value}
        target[self.within] = {"restricted": value is not None, **team}


class _Services(Association):
    """The services whose incidents can start the workflow."""

    def __init__(self) -> None:
        super().__init__("services", SERVICE, owner=_PATH, attribute="services")

    def present(self, current: Raw, session: Session) -> list[dict[str, t.Any]]:
        return references_of(current.get("services") or ())

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        path = f"{_PATH}/{{id}}/services"
        adding = [
            SubresourceRequest(
                "POST",
                path,
                f"adding the service {label(one.reference)}",
                {"service": {"id": one.reference["id"]}},
                repeatable=True,
                awaits=True,
            )
            for one in added
        ]
        removing = [
            SubresourceRequest("DELETE", f"{path}/{segment(str(one['id']))}", f"removing the service {label(one)}")
            for one in removed
        ]
        return [*adding, *removing]


@dataclass(frozen=True, eq=False)
class _Trigger(Resource):
    def typed(self, body: Raw, *, update: bool = False) -> Raw:
        """The body of a request. A conditional trigger needs a condition, also an empty one; others have none."""
        if body.get("trigger_type") == "conditional":
            return {**body, "condition": body.get("condition") or ""}
        known = "trigger_type" in body
        return {name: value for name, value in body.items() if not (known and name == "condition")}


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    kind = desired.get("trigger_type") or current.get("trigger_type")
    for option, wanted in (("condition", "conditional"), ("incident_types", "incident_type"), ("team", "manual")):
        if desired.get(option) and kind != wanted:
            raise UsageError(option, f"requires trigger_type: {wanted}, not {kind}; remove one")


def _effects(params: dict[str, t.Any], session: Session, change: t.Any, current: Raw | None) -> None:
    """A trigger for all services has no list of services."""
    everywhere = change.predicted.get("is_subscribed_to_all_services")
    if everywhere and params.get("services"):
        raise UsageError("services", "must be empty, because is_subscribed_to_all_services is true; remove one")
    if everywhere and change.predicted.get("services"):
        change.predicted["services"] = []


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    names = {"manual": "Manual Trigger", "conditional": "Conditional Trigger"}
    kind = predicted.get("trigger_type")
    if kind != "conditional":
        predicted.pop("condition", None)
    if "id" not in predicted:
        if kind in names:
            predicted["trigger_type_name"] = names[kind]
        # PagerDuty's document has two types for it.
        predicted["workflow"] = {name: value for name, value in predicted["workflow"].items() if name != "type"}


_SELECTORS: dict[str, Resource] = {"workflow": INCIDENT_WORKFLOW, "service": SERVICE, "incident": INCIDENT}


def _parameters(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The filters by one object."""
    return {
        f"{option}_id": session.names.reference(resource, params[option], option)["id"]
        for option, resource in _SELECTORS.items()
        if params.get(option) is not None
    }


def _called(raw: Raw) -> str:
    workflow = raw.get("workflow") or {}
    return f"{raw.get('trigger_type')} trigger of {workflow.get('name') or workflow.get('summary') or '?'}"


INCIDENT_WORKFLOW_TRIGGER = _Trigger(
    name="incident_workflow_trigger",
    plural="incident_workflow_triggers",
    title="trigger of an incident workflow",
    path=_PATH,
    wrapper="trigger",
    list_wrapper="triggers",
    keys=(),
    unique_keys=(),
    unique=False,
    called=_called,
    identity=ByContent(
        options=("workflow", "trigger_type", "condition"),
        required=("workflow", "trigger_type"),
        unset={"condition": ""},
        ambiguous="the workflow has {number} such triggers: {listed}. Set id to select one",
    ),
    query=None,
    cursors=True,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(trigger_type=responses.TEXT, workflow=responses.IDENTIFIED),
    fields=(
        _Workflow("workflow", INCIDENT_WORKFLOW, on_create=True, fixed=True),
        Choice("trigger_type", TYPES, on_create=True, fixed=True),
        Text("condition"),
        UnorderedList("incident_types"),
        Boolean("is_subscribed_to_all_services"),
        _Team("team", TEAM, api="team_id", within=_PERMISSIONS, clearable=True),
    ),
    subresources=(_Services(),),
    endpoint=Endpoint(omit_type=True),
    check=_check,
    effects=_effects,
    predict=_predict,
    instead={
        "name": "a trigger has no name; its workflow, trigger_type and condition identify it",
        "type": "use trigger_type instead",
        "subscribed_to_all_services": "use is_subscribed_to_all_services instead",
        "permissions": "use team instead",
        "restricted": "use team instead",
        "is_disabled": "use is_enabled of pagerduty_incident_workflow instead",
    },
    listing=Listing(
        filters=(
            Filter("trigger_type", "trigger_type", choices=TYPES),
            Filter("workflow_name_contains", "workflow_name_contains"),
            Filter("is_disabled", "is_disabled", type="bool"),
            Filter("sort_by", "sort_by", choices=ORDERS),
        ),
        options={name: {"type": ReferenceType(resource)} for name, resource in _SELECTORS.items()},
        parameters=_parameters,
        limits=False,
        picklist="",
    ),
)
