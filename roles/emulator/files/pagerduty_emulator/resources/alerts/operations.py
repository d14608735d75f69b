# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts of incidents: list, read, resolve, move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid, not_found, too_large
from ...schema.call import Call, Reply
from ...schema.fields import INVALID, Check, Reference
from ...schema.operation import Operation, identifier_in
from ..incidents.lifecycle import Act
from ..incidents.requests import act_of
from . import processing
from .table import RESOURCE

MAXIMUM_BULK = 250
TYPES = ("alert", "alert_reference")
STATUSES = ("triggered", "resolved")
INCIDENT = Reference(("incident",))


def alerts_of(call: Call) -> list[Record]:
    """The alerts of the incident whose ID is in the path, the oldest first."""
    alerts = call.account.collection("alert")
    found = [alerts.records[one] for one in alerts.indexed("incident", call.record("incident")["id"])]
    return sorted(found, key=lambda alert: alert["created_at"])


def alert_of(call: Call, identifier: str) -> Record:
    alert = call.account.collection("alert").get(identifier)
    if alert is None or alert["incident"] is None or alert["incident"]["id"] != call.record("incident")["id"]:
        raise not_found()
    return alert


def alerts(call: Call) -> Reply:
    found, statuses = alerts_of(call), call.chosen("statuses[]", STATUSES)
    if statuses:
        found = [alert for alert in found if alert["status"] in statuses]
    if key := call.query.get("alert_key"):
        found = [alert for alert in found if alert["alert_key"] == key]
    for name, descending in reversed(call.sorting(("created_at", "resolved_at"))):
        found = sorted(found, key=lambda alert, name=name: alert[name] or "", reverse=descending)  # type: ignore[misc]
    view = call.view(listing=True)
    return call.page("alerts", found, lambda alert: RESOURCE.render(alert, view))


def one_alert(call: Call) -> Reply:
    return Reply(200, {"alert": RESOURCE.render(alert_of(call, call.ids[1]), call.view())})


def plan(call: Call, act: Act, alert: Record, body: dict[str, Any]) -> Callable[[], Record]:
    """Checks an update. Returns a function that applies it. A resolved alert cannot be triggered again."""
    status, check = body.get("status", alert["status"]), Check(call.account)
    if body.get("type", "alert") not in TYPES:
        check.refuse("Type", "must be in alert or alert_reference")
    if status not in STATUSES:
        check.refuse("Status", "must be in triggered or resolved")
    elif status == "triggered" and alert["status"] == "resolved":
        check.refuse("Status", "of a resolved alert cannot be changed")
    goal = INCIDENT.clean(body["incident"], "Incident", check) if "incident" in body else None
    incident = None
    if goal is not None and goal is not INVALID and goal["id"] != alert["incident"]["id"]:
        incident = call.account.collection("incident").records[goal["id"]]
        if incident["status"] == "resolved":
            check.refuse("Incident", "must be open")
    if check.errors:
        raise invalid(*check.errors)

    def do() -> Record:
        changed = alert if incident is None else processing.move(act, alert, incident)
        return processing.resolve(act, changed) if status == "resolved" else changed

    return do


def update(call: Call) -> Reply:
    alert, act = alert_of(call, call.ids[1]), act_of(call)
    changed = plan(call, act, alert, call.wrapped("alert"))()
    return Reply(200, {"alert": RESOURCE.render(changed, call.view())})


def update_many(call: Call) -> Reply:
    """Updates all of them, or none if one update is invalid."""
    act, body = act_of(call), call.json()
    items = body.get("alerts") if isinstance(body, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise invalid("alerts is missing or is not an Array of Objects")
    if len(items) > MAXIMUM_BULK:
        raise too_large("alerts", MAXIMUM_BULK)
    plans = [plan(call, act, alert_of(call, identifier_in(item)), item) for item in items]
    view = call.view()
    return call.page("alerts", [do() for do in plans], lambda alert: RESOURCE.render(alert, view))


READ, WRITE = "incidents.read", "incidents.write"

OPERATIONS = (
    Operation("GET", "/incidents/*/alerts", alerts, READ, includes=tuple(RESOURCE.includes)),
    Operation("PUT", "/incidents/*/alerts", update_many, WRITE, needs_from=True),
    Operation("GET", "/incidents/*/alerts/*", one_alert, READ),
    Operation("PUT", "/incidents/*/alerts/*", update, WRITE, needs_from=True),
)
