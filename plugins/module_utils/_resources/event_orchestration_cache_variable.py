# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache variables of event orchestrations and of services: what their rules remember of earlier events.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .._schema.fields import Boolean, Canonical, Choice, Integer, Json, Name, Text
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Resource
from .._schema.session import Session
from .event_orchestration import EVENT_ORCHESTRATION
from .event_orchestration_rules import Conditions
from .service import SERVICE

Raw = dict[str, Json]

CONFIGURATION = "configuration"
EXTERNAL_DATA = "external_data"

# By type: the options of its configuration, each of which it needs.
TYPES: dict[str, tuple[str, ...]] = {
    "recent_value": ("source", "regex"),
    "trigger_event_count": ("ttl_seconds",),
    EXTERNAL_DATA: ("data_type", "ttl_seconds"),
}
_OPTIONS = tuple(dict.fromkeys(name for names in TYPES.values() for name in names))
_THRESHOLDS = ("trigger_count", "resetting_trigger_count")

VALUE = "cache_variable_data"  # the key of the data of a variable


class _PlainConditions(Conditions):
    """Conditions without the two operators that PagerDuty does not support here."""

    def parse(self, value: t.Any, path: str, resolver: t.Any, current: Canonical) -> Canonical:
        texts = super().parse(value, path, resolver, current)
        for index, text in enumerate(texts):
            used = next((name for name in _THRESHOLDS if name in text.split()), None)
            if used:
                raise UsageError(f"{path}[{index}]", f"PagerDuty does not support {used} for cache variables")
        return texts


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    now = current.get("type")
    kind = desired.get("type") or now
    if kind is None:
        return  # the error about the missing option says more
    for option in _OPTIONS:
        if desired.get(option) is not None and option not in TYPES[kind]:
            owners = " or ".join(name for name, options in TYPES.items() if option in options)
            raise UsageError(option, f"requires type: {owners}, not {kind}; remove one")
    if kind == EXTERNAL_DATA and desired.get("conditions"):
        raise UsageError("conditions", f"do not apply to the type {kind}, whose value a request sets; remove them")
    known = current if kind == now else {}
    missing = [name for name in TYPES[kind] if desired.get(name) is None and known.get(name) in (None, "")]
    if missing:
        raise UsageError("type", f"{kind} also requires {' and '.join(missing)}")


def _adjust(
    params: dict[str, t.Any],
    session: Session,
    desired: dict[str, Canonical],
    current: dict[str, Canonical] | None,
) -> None:
    """A variable of another type has none of the attributes of the old type."""
    kind = desired.get("type")
    if current is None or kind in (None, current["type"]):
        return
    for option in _OPTIONS:
        if option not in TYPES[str(kind)]:
            desired.setdefault(option, None)
    if kind == EXTERNAL_DATA:
        desired.setdefault("conditions", [])
    if not params.get("id"):
        desired["name"] = current["name"]  # rules refer to this spelling


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """A variable has no summary, and only PagerDuty knows when it was changed."""
    new = () if predicted.get("id") else ("created_at", "created_by", "data_endpoint")
    for name in ("summary", "updated_at", "updated_by", *new):
        predicted.pop(name, None)
    configuration = predicted.get(CONFIGURATION) or {}
    kind = configuration.get("type")
    if kind in TYPES:
        kept = ("type", *TYPES[kind])
        predicted[CONFIGURATION] = {name: value for name, value in configuration.items() if name in kept}
    if kind == EXTERNAL_DATA:
        predicted.pop("conditions", None)


def data_of(session: Session, path: str) -> Raw | None:
    """The data of a variable of the type external_data, `value` and `updated_at`; None if none is stored.

    path: of the variable.
    """
    try:
        answer = session.client.get(f"{path}/data", None, responses.OBJECT)
    except NotFound:
        return None
    value = answer.get(VALUE)
    if isinstance(value, dict) and "value" in value:
        return value  # a prediction of an earlier task
    return None if value is None else {"value": value, "updated_at": answer.get("updated_at")}


def _complete(params: dict[str, t.Any], session: Session, raw: Raw) -> Raw:
    """The variable with its data, if the task requests it."""
    if not params.get("data") or (raw.get(CONFIGURATION) or {}).get("type") != EXTERNAL_DATA:
        return raw
    resource = EVENT_ORCHESTRATION_CACHE_VARIABLE.placed(params)
    parent = t.cast(Parent, resource.parent).find(params, session)
    path = f"{resource.under(str(parent)).path}/{segment(raw['id'])}"
    return {**raw, "data": data_of(session, path)}


EVENT_ORCHESTRATION_CACHE_VARIABLE = Resource(
    name="cache_variable",
    plural="cache_variables",
    title="cache variable",
    module="event_orchestration_cache_variable",
    path="/event_orchestrations/{parent}/cache_variables",
    parent=Parent(
        EVENT_ORCHESTRATION,
        "orchestration",
        alternatives=(
            Parent(
                SERVICE, "service", path="/event_orchestrations/services/{parent}/cache_variables", forbidden=True
            ),
        ),
    ),
    unique_keys=(),
    unique=False,
    query=None,
    paged=False,
    minimum=responses.IDENTIFIED.having(
        name=responses.Maybe(responses.TEXT), configuration=responses.Maybe(responses.OBJECT)
    ),
    fields=(
        Name(),
        Boolean("disabled"),
        Choice("type", tuple(TYPES), within=CONFIGURATION, on_create=True, fixed=True),
        Text("source", within=CONFIGURATION, clearable=False, cleared=None),
        Text("regex", within=CONFIGURATION, clearable=False, cleared=None),
        Choice("data_type", ["string", "number", "boolean"], within=CONFIGURATION),
        Integer("ttl_seconds", within=CONFIGURATION, least=1),
        _PlainConditions("conditions"),
    ),
    endpoint=Endpoint(omit_type=True, whole_update=True, repeats=("type",), deletes_first=True),
    adjust=_adjust,
    check=_check,
    predict=_predict,
    instead={
        "configuration": "its keys are options of their own: type, source, regex, data_type and ttl_seconds",
        "value": "use pagerduty_event_orchestration_cache_variable_data to set the value",
        "event_orchestration": "use orchestration instead",
    },
    listing=Listing(
        exact=("name",),
        limits=False,
        options={"data": {"type": "bool", "default": False}},
        complete=_complete,
    ),
)
