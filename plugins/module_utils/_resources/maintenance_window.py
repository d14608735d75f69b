# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows: times in which services create no incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._core.times import format_instant
from .._schema.fields import NOW, Canonical, Json, Minute, References, Start, Text, utc, whole_minute
from .._schema.listing import Filter, Listing
from .._schema.resource import DELETE, END, NOTHING, ByContent, Endpoint, Removal, Resource
from .._schema.session import Session
from .service import SERVICE
from .team import TEAM

Window = dict[str, Json]


def _end_of_new(params: dict[str, t.Any], session: Session) -> str | None:
    """The end of a new window that starts now. A window that is open already keeps its end."""
    minutes = params.get("minutes")
    return None if minutes is None else whole_minute(_now(session), "minutes", up=True, add=minutes)


_START = Start("start_time", on_create=True)
_END = Minute("end_time", up=True, on_create=True, when_new=_end_of_new)


def _now(session: Session) -> str:
    return format_instant(session.client.now())


def _is_now(start: str | None) -> bool:
    return start is None or start.strip().lower() == NOW


def _prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """Without `start_time`, a task means a window that is open now. With it, `minutes` says when the window ends."""
    params = dict(params)
    start, minutes = params.get("start_time"), params.get("minutes")
    if minutes is not None and minutes < 1:
        raise UsageError("minutes", "must be 1 or more")
    if not params.get("id") and start is None:
        params["start_time"] = NOW
    if minutes is not None and params["state"] == "present":
        if not _is_now(start):
            params["end_time"] = whole_minute(t.cast(str, start), "start_time", up=True, add=minutes)
        elif params.get("id"):
            raise UsageError("minutes", "is the length of a new window; with id, set end_time to change the end")
    return params


def _query(desired: dict[str, Canonical]) -> dict[str, t.Any]:
    """A window of all the services is one of the windows of the first."""
    return {"service_ids[]": [reference["id"] for reference in desired["services"][:1]]}


def _meant(session: Session, params: dict[str, t.Any], windows: list[Window]) -> list[Window]:
    """A window that is over is never meant."""
    now = _now(session)
    return [window for window in windows if _end(window) > now]


def _end(window: Window) -> str:
    """When a window ends or has ended, to the second."""
    try:
        return utc(window["end_time"], "end_time")
    except (KeyError, UsageError):
        return ""


def _verify(session: Session, desired: dict[str, Canonical], current: Window | None) -> None:
    """What PagerDuty rejects."""
    now = _now(session)
    start: Canonical = desired.get("start_time")
    end: Canonical = desired.get("end_time")
    if current:
        old_start, old_end = _START.read(current), _end(current)
        if old_end <= now:
            raise UsageError("id", f"the maintenance window ended at {old_end}, and PagerDuty can't change it any more")
        if start and old_start <= now:
            raise UsageError("start_time", f"the maintenance window started at {old_start}, which can't be changed")
        start, end = start or old_start, end or _END.read(current)
    if end <= now:
        advice = "use state: absent to end the window" if current else "a window must end in the future"
        raise UsageError("end_time", f"{end} has passed; {advice}")
    if end <= start:
        raise UsageError("end_time", f"is {end}; it must be after the start, {start}")


def _predict(predicted: Window, changes: t.Collection[str]) -> None:
    """The teams are those of the services."""
    if "services" in changes:
        predicted.pop("teams", None)


def _removal(session: Session, window: Window) -> str:
    now = _now(session)
    if _end(window) <= now:
        return NOTHING
    return END if _START.read(window) <= now else DELETE


MAINTENANCE_WINDOW = Resource(
    name="maintenance_window",
    plural="maintenance_windows",
    title="maintenance window",
    path="/maintenance_windows",
    identity=ByContent(
        ("description", "services", "start_time"),
        required=("services",),
        unset={"description": ""},
        query=_query,
        meant=_meant,
        ambiguous="there are {number} such maintenance windows: {listed}. Set id to select one",
    ),
    keys=("description",),
    unique_keys=(),
    unique=False,
    summary_of="description",
    list_query={"filter": "open"},
    minimum=responses.IDENTIFIED.having(start_time=responses.TEXT, end_time=responses.TEXT),
    fields=(
        References("services", SERVICE, least=1, on_create=True),
        _START,
        _END,
        Text("description"),
    ),
    endpoint=Endpoint(sends_from=frozenset({"POST"}), requires_from=frozenset({"POST"}), whole_update=True),
    removal=Removal(action_for=_removal, ends="end_time", nothing_left=(405,)),
    verify=_verify,
    predict=_predict,
    options={"minutes": {"type": "int"}},
    prepare=_prepare,
    constraints={
        "mutually_exclusive": [["end_time", "minutes"]],
        "required_if": [["state", "present", ["id", "end_time", "minutes"], True]],
    },
    instead={
        "name": "use description instead",
        "desc": "use description instead",
        "service": "use services instead",
        "hours": "use minutes instead",
        "duration": "use minutes instead",
        "window_id": "use id instead",
        "requester_id": "use from_email instead",
    },
    listing=Listing(
        filters=(
            Filter("query", "query"),
            Filter("services", "service_ids[]", resource=SERVICE),
            Filter("teams", "team_ids[]", resource=TEAM),
            Filter("status", "filter", choices=("past", "future", "ongoing", "open", "all"), unset="all"),
        ),
        includes=("services", "teams", "users"),
    ),
)
