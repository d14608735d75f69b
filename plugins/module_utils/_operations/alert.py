# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts of an incident: resolved, moved to another incident, and listed.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._client import segment
from .._errors import NotFound, PagerDutyError, UsageError
from .._fields import Json, utc
from .._listing import list_objects
from .._option_types import ReferenceType
from .._reconcile import Change, Context
from .._resources._kinds import INCIDENT
from .._resources.alert import ALERT, ALERTS, STATUSES
from .._run import Operation, inquire
from .bulk import Bulk, Job, Report
from .incident import WHICH, WHICH_CONSTRAINTS, by_id, named, open_of_key

Alert = dict[str, Json]


def _label(alert: Alert) -> str:
    return f"{alert.get('summary') or alert.get('alert_key')} ({alert['id']})"


def _no_incident(params: dict[str, t.Any], error: NotFound) -> UsageError:
    return UsageError("incident", f"there is no incident {(params.get('incident') or '').strip()!r}: {error.message}")


class _Alerts:
    """The alerts of an incident, and of the one that they shall move to, in as few requests as can be."""

    def __init__(self, params: dict[str, t.Any], context: Context) -> None:
        self._params = params
        self._context = context
        self._goal: dict[str, Json] | None = None
        self.incident = named(params, context)
        self.places: dict[str, str] = {}  # the incident that each alert was seen on

    def path(self, incident: str) -> str:
        return f"/incidents/{segment(incident)}/alerts"

    def of(self, incident: str, **query: t.Any) -> list[Alert]:
        pages = self._context.client.pages(self.path(incident), "alerts", query, of=ALERT.expects)
        try:
            return self._seen(incident, [alert for page in pages for alert in page.items])
        except NotFound as error:
            raise _no_incident(self._params, error) from None

    def _seen(self, incident: str, alerts: list[Alert]) -> list[Alert]:
        self.places.update({alert["id"]: incident for alert in alerts})
        return alerts

    def goal(self) -> dict[str, Json] | None:
        """The incident that the alerts shall move to."""
        name = self._params.get("move_to")
        if name is None:
            return None
        if self._goal is None:
            if not name.strip():
                raise UsageError("move_to", "must not be empty; give the ID or number of an incident")
            self._goal = by_id(name, {}, self._context)
            if self._goal is None:
                raise UsageError("move_to", f"there is no incident {name!r}")
        return self._goal

    def _both(self) -> list[str]:
        """The incident, and the one that its alerts shall move to: where they are on the second run."""
        goal = self.goal()
        return [self.incident, goal["id"]] if goal and goal["id"] != self.incident else [self.incident]

    def wanted(self) -> list[Alert]:
        """The alerts that the task is about. Those that have moved to the other incident before are found there."""
        params, goal = self._params, self.goal()
        if params["all"]:
            # With the state alone, those that have it need no look.
            only = {"statuses[]": ["triggered"]} if params.get("state") == "resolved" and goal is None else {}
            return self.of(self.incident, **only)
        options = [("ids", value) for value in params.get("ids") or ()]
        options += [("alert_keys", value) for value in params.get("alert_keys") or ()]
        found: dict[tuple[str, str], Alert] = {}
        for place in self._both():
            # A key that no open alert has here may have been that of one that has moved.
            doubtful = [
                entry
                for entry in dict.fromkeys(options)
                if entry not in found or (entry[0] == "alert_keys" and found[entry]["status"] != "triggered")
            ]
            if not doubtful:
                break
            listed = self._one(place, *doubtful[0]) if len(doubtful) == 1 else self.of(place)
            for entry in doubtful:
                chosen = _chosen(listed, *entry)
                if chosen and (entry not in found or _rank(chosen) >= _rank(found[entry])):
                    found[entry] = chosen
        for option, value in options:
            if (option, value) not in found:
                where = f"incident {self.incident}" + (f", nor {goal['id']}," if goal else "")
                index = params[option].index(value)
                kind = "ID" if option == "ids" else "key"
                raise UsageError(f"{option}[{index}]", f"{where} has no alert of the {kind} {value!r}")
        return list({alert["id"]: alert for alert in found.values()}.values())

    def _one(self, place: str, option: str, value: str) -> list[Alert]:
        if option == "alert_keys":
            return self.of(place, alert_key=value.strip())
        try:
            alert = self._context.client.get(f"{self.path(place)}/{segment(value.strip())}", expects=ALERT.one)["alert"]
        except NotFound:
            return []
        return self._seen(place, [alert])

    def change(self, alert: Alert) -> Change:
        """What brings an alert to what the options state."""
        change = Change("nothing", predicted=dict(alert))
        state, goal = self._params.get("state"), self.goal()
        if state is not None and alert["status"] != state:
            change.before["state"], change.after["state"] = alert["status"], state
            change.body["status"] = change.predicted["status"] = state
        place = self.places[alert["id"]]
        if goal is not None and place != goal["id"]:
            change.before["incident"] = _shown({"id": place, **(alert.get("incident") or {})})
            change.after["incident"] = _shown(goal)
            reference = {"id": goal["id"], "type": "incident_reference"}
            change.body["incident"] = reference
            change.predicted["incident"] = reference
            change.predicted.pop("self", None)
        if change.body:
            change.action = "update"
            for name in ("resolved_at", "updated_at"):
                change.predicted.pop(name, None)
        return change

    def look(self, jobs: t.Sequence[Job]) -> None:
        """Look how these are now, and plan anew."""
        known = {alert["id"]: alert for place in self._both() for alert in self.of(place)}
        for job in jobs:
            if job.id not in known:
                job.fail(PagerDutyError("the alert is not there any more; somebody may have moved it"))
                continue
            job.current = known[job.id]
            job.change = self.change(job.current)


def _shown(incident: dict[str, Json]) -> str:
    return f"{incident['summary']} ({incident['id']})" if incident.get("summary") else str(incident.get("id"))


def _chosen(alerts: list[Alert], option: str, value: str) -> Alert | None:
    """The alert of this ID, or key. Several may have had a key, one after the other: see `_rank`."""
    name = "id" if option == "ids" else "alert_key"
    return max((alert for alert in alerts if alert.get(name) == value.strip()), key=_rank, default=None)


def _rank(alert: Alert) -> tuple[bool, str]:
    """Of several of one key, the one that is not resolved counts, or else the last."""
    return alert["status"] == "triggered", utc(alert["created_at"], "created_at")


def _check(params: dict[str, t.Any]) -> None:
    if params.get("state") is None and params.get("move_to") is None:
        raise UsageError("state", "says nothing, nor does move_to; state one of them, or both")
    if params["all"] and (params.get("ids") is not None or params.get("alert_keys") is not None):
        other = "ids" if params.get("ids") is not None else "alert_keys"
        raise UsageError("all", f"means every alert of the incident, and {other} names some; remove one of the two")
    if not params["all"] and params.get("ids") is None and params.get("alert_keys") is None:
        raise UsageError("ids", "say which alerts, by ids or alert_keys; with all: true, every alert of the incident")
    for option in ("ids", "alert_keys"):
        for index, value in enumerate(params.get(option) or ()):
            if not value.strip():
                raise UsageError(f"{option}[{index}]", "must not be empty")


def _work(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    _check(params)
    if params.get("incident_key") is not None and params["state"] == "resolved" and params.get("move_to") is None:
        incident = open_of_key(params, context)
        if incident is None:
            return Report("alert", "alerts", []).result()  # its alerts went with it, the last one perhaps by our doing
        params = {**params, "incident": incident["id"], "incident_key": None, "service": None}
    alerts = _Alerts(params, context)
    jobs = [Job(alert["id"], _label(alert), alert, alerts.change(alert)) for alert in alerts.wanted()]
    places = {job.id: alerts.places[job.id] for job in jobs}  # as they are now: a look may find some moved
    for place in dict.fromkeys(places.values()):
        held = [job for job in jobs if places[job.id] == place]
        Bulk(context, alerts.path(place), "alerts", "alert", alerts.look).carry_out(held)
    return Report("alert", "alerts", jobs).result()


ALERT_OPERATION = Operation(
    "pagerduty_incident_alert",
    {
        **WHICH,
        "ids": {"type": "list", "elements": "str"},
        "alert_keys": {"type": "list", "elements": "str", "no_log": False},
        "all": {"type": "bool", "default": False},
        "state": {"type": "str", "choices": list(STATUSES)},
        "move_to": {"type": ReferenceType(INCIDENT)},
    },
    _work,
    WHICH_CONSTRAINTS,
    hints={"status": "use state instead"},
)


def _list(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    if params.get("id") and params.get("include"):
        raise UsageError("include", "can be had for a list only; with id, remove it")
    incident = named(params, context)
    try:
        alerts, total = list_objects(ALERTS, {**params, "incident": incident}, context)
    except NotFound as error:
        raise _no_incident(params, error) from None
    result: dict[str, t.Any] = {"changed": False, "alerts": alerts}
    return {**result, "total": total} if params["total"] else result


ALERT_INFO_OPERATION = Operation(
    "pagerduty_incident_alert_info",
    {**inquire(ALERTS).options, **WHICH},
    _list,
    WHICH_CONSTRAINTS,
    hints=ALERTS.hints(),
)
