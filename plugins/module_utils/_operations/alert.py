# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts of an incident: resolve them, move them to another incident, list them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._core.client import segment
from .._core.errors import NotFound, PagerDutyError, UsageError
from .._engine.operation import Operation
from .._engine.plan import Change
from .._engine.session import Session
from .._resources.alert import ALERT, STATUSES
from .._resources.incident import INCIDENT, no_incident
from .._resources.incident_parent import WHICH, WHICH_CONSTRAINTS, by_id, named, open_of_key
from .._schema.fields import Json, Spec, utc
from .._schema.option_types import ReferenceType
from .bulk import Bulk, Job, Report, missing

Alert = dict[str, Json]


def _label(alert: Alert) -> str:
    return f"{alert.get('summary') or alert.get('alert_key')} ({alert['id']})"


@dataclass(frozen=True)
class _Request:
    """What the task requests for one alert, or for all alerts of the incident.

    option: the option that names the alert, such as `ids[0]`, for errors.
    by: `id` or `alert_key`; empty for all alerts.
    value: the ID or key. state, move_to: the change. to_option: the option that contains `move_to`, for errors.
    """

    option: str
    by: str
    value: str
    state: str | None
    move_to: str | None
    to_option: str = "move_to"

    @property
    def entry(self) -> str:
        """The entry of `alerts`, or the option."""
        return self.option.rpartition(".")[0] or self.option

    def check(self) -> None:
        if self.by and not self.value:
            raise UsageError(self.option, "must not be empty")
        if self.move_to is not None and not self.move_to.strip():
            raise UsageError(self.to_option, "must not be empty; use the ID or number of an incident")
        if self.state is None and self.move_to is None:
            if self.entry == self.option:
                raise UsageError("state", "the task requests no change; set state, move_to or both")
            raise UsageError(
                self.entry,
                f"requests no change for {self.by} {self.value!r}; set state, move_to or both, here or for all alerts",
            )


def _requests(params: dict[str, t.Any]) -> list[_Request]:
    """What the task requests. Raises UsageError."""
    state, move_to = params.get("state"), params.get("move_to")
    named_by = [option for option in ("ids", "alert_keys", "alerts") if params.get(option) is not None]
    if params["all"] and named_by:
        raise UsageError(
            "all", f"selects every alert of the incident, so {named_by[0]} has no effect; remove one of the two"
        )
    if not params["all"] and not named_by:
        raise UsageError("ids", "specify the alerts: set ids, alert_keys, alerts or, for every alert, all: true")
    requests = [_Request("all", "", "", state, move_to)] if params["all"] else []
    for option, by in (("ids", "id"), ("alert_keys", "alert_key")):
        for index, value in enumerate(params.get(option) or ()):
            requests.append(_Request(f"{option}[{index}]", by, value.strip(), state, move_to))
    for index, entry in enumerate(params.get("alerts") or ()):
        by = "id" if entry.get("id") is not None else "alert_key"
        own = entry.get("move_to") is not None
        requests.append(
            _Request(
                f"alerts[{index}].{by}",
                by,
                entry[by].strip(),
                entry.get("state") or state,
                entry["move_to"] if own else move_to,
                f"alerts[{index}].move_to" if own else "move_to",
            )
        )
    for request in requests:
        request.check()
    return requests


class _Alerts:
    """The alerts of an incident, and of the incidents that some of them move to, in as few requests as possible."""

    def __init__(self, params: dict[str, t.Any], requests: list[_Request], session: Session) -> None:
        self._params = params
        self._requests = requests
        self._session = session
        self._targets: dict[str, dict[str, Json]] = {}  # incidents that alerts move to, by the value of `move_to`
        self._of: dict[str, _Request] = {}  # what is requested for each alert, by its ID
        self.incident = named(params, session)
        self.incidents: dict[str, str] = {}  # the ID of the incident that each alert was found on, by the alert's ID

    def path(self, incident: str) -> str:
        return f"/incidents/{segment(incident)}/alerts"

    def of(self, incident: str, **query: t.Any) -> list[Alert]:
        pages = self._session.client.pages(self.path(incident), "alerts", query, of=ALERT.minimum)
        try:
            return self._found_on(incident, [alert for page in pages for alert in page.items])
        except NotFound as error:
            raise no_incident(incident, "incident", error) from None

    def _found_on(self, incident: str, alerts: list[Alert]) -> list[Alert]:
        self.incidents.update({alert["id"]: incident for alert in alerts})
        return alerts

    def target(self, request: _Request) -> dict[str, Json] | None:
        """The incident that an alert moves to. None if it does not move."""
        name = request.move_to
        if name is None:
            return None
        if name not in self._targets:
            incident = by_id(name, {}, self._session)
            if incident is None:
                raise no_incident(name, request.to_option)
            self._targets[name] = incident
        return self._targets[name]

    def _searches(self) -> dict[str, list[_Request]]:
        """By incident, the requests whose alerts may be on it.

        An alert is on the incident of the task or, if an earlier run has moved it, on the one that it moves to.
        """
        searches = {self.incident: list(self._requests)}
        for request in self._requests:
            target = self.target(request)
            if target is not None and target["id"] != self.incident:
                searches.setdefault(target["id"], []).append(request)
        return searches

    def jobs(self) -> list[Job]:
        """A job for each alert. The job of an alert that does not exist has failed."""
        if self._params["all"]:
            (request,) = self._requests
            # If only the state is requested, alerts that already have it are not listed.
            only = {"statuses[]": ["triggered"]} if request.state == "resolved" and not self.target(request) else {}
            return [self._job(alert, request) for alert in self.of(self.incident, **only)]
        found = self._find()
        jobs = []
        for request in self._requests:
            alert = found.get(request)
            if alert is None:
                jobs.append(missing(request.value if request.by == "id" else "", request.value, self._unknown(request)))
                continue
            other = self._of.get(alert["id"])
            if other is None:
                jobs.append(self._job(alert, request))
            elif request.entry != request.option:
                raise UsageError(
                    request.entry, f"is the same alert as {other.entry}, {_label(alert)}; remove one of the two"
                )
        return jobs

    def _job(self, alert: Alert, request: _Request) -> Job:
        self._of[alert["id"]] = request
        return Job(alert["id"], _label(alert), alert, self._change(alert))

    def _unknown(self, request: _Request) -> UsageError:
        target = self.target(request)
        where = f"incidents {self.incident} and {target['id']} have" if target else f"incident {self.incident} has"
        word = "ID" if request.by == "id" else "key"
        return UsageError(request.option, f"{where} no alert with the {word} {request.value!r}")

    def _find(self) -> dict[_Request, Alert]:
        found: dict[_Request, Alert] = {}
        for incident, requests in self._searches().items():
            # If no open alert has the key here, the open one may have moved.
            unsettled = [
                request
                for request in requests
                if request not in found or (request.by == "alert_key" and found[request]["status"] != "triggered")
            ]
            if not unsettled:
                continue
            listed = self._one(incident, unsettled[0]) if len(unsettled) == 1 else self.of(incident)
            for request in unsettled:
                chosen = _chosen(listed, request)
                if chosen and (request not in found or _rank(chosen) >= _rank(found[request])):
                    found[request] = chosen
        return found

    def _one(self, incident: str, request: _Request) -> list[Alert]:
        if request.by == "alert_key":
            return self.of(incident, alert_key=request.value)
        try:
            path = f"{self.path(incident)}/{segment(request.value)}"
            alert = self._session.client.get(path, expects=ALERT.one())["alert"]
        except NotFound:
            return []
        return self._found_on(incident, [alert])

    def _change(self, alert: Alert) -> Change:
        """The change of an alert that the task requests."""
        request = self._of[alert["id"]]
        change = Change("nothing", predicted=dict(alert))
        state, target = request.state, self.target(request)
        if state is not None and alert["status"] != state:
            change.before["state"], change.after["state"] = alert["status"], state
            change.body["status"] = change.predicted["status"] = state
        incident = self.incidents[alert["id"]]
        if target is not None and incident != target["id"]:
            change.before["incident"] = _shown({"id": incident, **(alert.get("incident") or {})})
            change.after["incident"] = _shown(target)
            reference = {"id": target["id"], "type": "incident_reference"}
            change.body["incident"] = reference
            change.predicted["incident"] = reference
            change.predicted.pop("self", None)
        if change.body:
            change.action = "update"
            for name in ("resolved_at", "updated_at"):
                change.predicted.pop(name, None)
        return change

    def refresh(self, jobs: t.Sequence[Job]) -> None:
        """Read these alerts again, and plan their changes again."""
        known = {alert["id"]: alert for incident in self._searches() for alert in self.of(incident)}
        for job in jobs:
            if job.id not in known:
                job.fail(PagerDutyError("the alert is no longer on this incident; it may have been moved meanwhile"))
                continue
            job.current = known[job.id]
            job.change = self._change(job.current)


def _shown(incident: dict[str, Json]) -> str:
    return f"{incident['summary']} ({incident['id']})" if incident.get("summary") else str(incident.get("id"))


def _chosen(alerts: list[Alert], request: _Request) -> Alert | None:
    """The alert with this ID or key. If several alerts have the key, the one with the highest `_rank`."""
    return max((alert for alert in alerts if alert.get(request.by) == request.value), key=_rank, default=None)


def _rank(alert: Alert) -> tuple[bool, str]:
    """What orders alerts with the same key: an open alert comes last, otherwise the newest one."""
    return alert["status"] == "triggered", utc(alert["created_at"], "created_at")


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    requests = _requests(params)
    resolves = all(request.state == "resolved" and request.move_to is None for request in requests)
    if params.get("incident_key") is not None and resolves:
        incident = open_of_key(params, session)
        if incident is None:
            # The incident is resolved, so all its alerts are. Resolving the last alert also resolves the incident.
            return Report("alert", "alerts", []).result()
        params = {**params, "incident": incident["id"], "incident_key": None, "service": None}
    alerts = _Alerts(params, requests, session)
    jobs = alerts.jobs()
    # A copy, because `refresh` updates `alerts.incidents`.
    incidents = {job.id: alerts.incidents[job.id] for job in jobs if job.id in alerts.incidents}
    for incident_id in dict.fromkeys(incidents.values()):
        on_it = [job for job in jobs if incidents.get(job.id) == incident_id]
        Bulk(session, ALERT.under(incident_id), alerts.refresh).apply(on_it)
        _predict_moves(on_it, incident_id, session)
    return Report("alert", "alerts", jobs).result()


def _predict_moves(jobs: list[Job], incident_id: str, session: Session) -> None:
    """In check mode: record which alerts are then on another incident. incident_id: where they were."""
    if not session.predictions:
        return
    for job in jobs:
        new = (job.current.get("incident") or {}).get("id")
        if job.outcome == "updated" and new and new != incident_id:
            session.predictions.record_removal(ALERT.under(incident_id), job.current)
            session.predictions.record(ALERT.under(new), job.current)


_CHANGE: dict[str, Spec] = {
    "state": {"type": "str", "choices": list(STATUSES)},
    "move_to": {"type": ReferenceType(INCIDENT)},
}

ALERT_OPERATION = Operation(
    "pagerduty_incident_alert",
    {
        **WHICH,
        "ids": {"type": "list", "elements": "str"},
        "alert_keys": {"type": "list", "elements": "str", "no_log": False},
        "all": {"type": "bool", "default": False},
        "alerts": {
            "type": "list",
            "elements": "dict",
            "options": {"id": {"type": "str"}, "alert_key": {"type": "str", "no_log": False}, **_CHANGE},
            "required_one_of": [["id", "alert_key"]],
            "mutually_exclusive": [["id", "alert_key"]],
        },
        **_CHANGE,
    },
    _work,
    {
        **WHICH_CONSTRAINTS,
        "mutually_exclusive": [*WHICH_CONSTRAINTS["mutually_exclusive"], ["alerts", "ids"], ["alerts", "alert_keys"]],
    },
    hints={
        "status": "use state instead",
        "alerts.status": "use state instead",
        "alerts.incident": "use move_to instead",
    },
)
