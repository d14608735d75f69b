# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for all events of a service, and whether PagerDuty applies them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError
from .._schema.fields import Canonical, Json, Spec, Writer
from .._schema.resource import Parent
from .._schema.session import Session, is_predicted
from .._schema.subresource import Run, Subresource, SubresourcePlan, SubresourceRequest
from .event_orchestration_actions import automation, of_incidents
from .event_orchestration_paths import path_resource
from .service import SERVICE

_PATH = "/event_orchestrations/services"
_GONE = 410  # PagerDuty is about to remove the switch. The rules of all services are then active.


class _Flag(responses.Shape):
    def flaw(self, value: t.Any) -> str:
        return "" if isinstance(value, bool) else " is not true or false"


_ACTIVE = responses.Object(active=_Flag())


def _active_path(service_id: str) -> str:
    return f"{_PATH}/{segment(service_id)}/active"


def _active(session: Session, service_id: str) -> dict[str, t.Any]:
    """Whether the rules of a service are active, and whether this can be changed: {"active", "fixed"}."""
    try:
        return {"active": session.client.get(_active_path(service_id), expects=_ACTIVE)["active"], "fixed": False}
    except ApiError as error:
        if error.status != _GONE:
            raise
        return {"active": True, "fixed": True}


def _is_configured(raw: dict[str, Json]) -> bool:
    rules = any(one.get("rules") for one in raw.get("sets") or ())
    actions = (raw.get("catch_all") or {}).get("actions") or {}
    return rules or any(value not in (None, "", [], {}, False) for value in actions.values())


class _Active(Subresource):
    """Whether PagerDuty applies the rules. It has an endpoint of its own."""

    name = "active"

    def spec(self) -> dict[str, Spec]:
        return {self.name: {"type": "bool"}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        service_id, wanted = self._service(current), params[self.name]
        known = self._known(current, service_id, session)
        if known["active"] == wanted:
            return SubresourcePlan(becomes={self.name: wanted})
        if known["fixed"]:
            session.warn("active: PagerDuty applies the rules of this service always, so it can't be false")
            return SubresourcePlan()

        def confirmed(session: Session, object_id: str) -> bool:
            return bool(_active(session, object_id)["active"] == wanted)

        request = SubresourceRequest(
            "PUT", f"{_PATH}/{{id}}/active", "setting active", {self.name: wanted}, confirmed=confirmed
        )
        return SubresourcePlan(known["active"], wanted, [request], {self.name: wanted})

    @staticmethod
    def _service(current: dict[str, Json] | None) -> str:
        return str((current or {}).get("id") or "")

    def _known(self, current: dict[str, Json] | None, service_id: str, session: Session) -> dict[str, t.Any]:
        if current and self.name in current:  # as an earlier task in check mode has predicted it
            return {"active": current[self.name], "fixed": False}
        if is_predicted(service_id):
            return {"active": False, "fixed": False}
        read = session.names.take_read(_active_path(service_id))
        return t.cast("dict[str, t.Any]", read) or _active(session, service_id)

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        ids = [str(raw["id"]) for raw, _params in found]
        states = run([_task(service_id) for service_id in ids])
        return {_active_path(service_id): state for service_id, state in zip(ids, states) if state}

    def fetch(self, raws: list[dict[str, Json]], run: Run) -> dict[str, t.Any]:
        """Without rules, it has no effect, so it is not read."""
        ids = [str(raw["id"]) for raw in raws if _is_configured(raw)]
        return {service_id: state["active"] for service_id, state in zip(ids, run([_task(one) for one in ids]))}

    def write(self, raw: dict[str, Json], found: t.Any, writer: Writer) -> dict[str, t.Any]:
        return {} if found is None else {self.name: found}


def _task(service_id: str) -> t.Callable[[Session], dict[str, t.Any]]:
    return lambda session: _active(session, service_id)


EVENT_ORCHESTRATION_SERVICE = path_resource(
    "service",
    _PATH + "/{parent}",
    Parent(SERVICE, "service", forbidden=True),
    lambda: [*of_incidents(), automation()],
    subresources=(_Active(),),
    removed={"active": False},
)
