# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's analytics: metrics, and rows of single incidents and users.

Each report is one operation of the API, or two: with the option `overall`, metrics of services are those of all
together, not those of each one. The options have the same names for all reports. `_REPORTS` says which of them a report
knows, and what PagerDuty calls them there.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, field

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .._core.times import UTC, format_instant, parse_instant
from .._core.zones import zone_named
from .._engine.names import looks_like_id
from .._engine.operation import Operation
from .._engine.rows import OPTIONS as ROW_OPTIONS
from .._engine.rows import Columns, check_dest, rows_result
from .._engine.session import Session
from .._resources.escalation_policy import ESCALATION_POLICY
from .._resources.incident import INCIDENT, no_incident
from .._resources.incident_parent import incident_id
from .._resources.incident_type import KNOWN as INCIDENT_TYPE
from .._resources.priority import PRIORITY
from .._resources.service import SERVICE
from .._resources.team import TEAM
from .._resources.user import USER
from .._schema.fields import Json, utc
from .._schema.listing import check_limit
from .._schema.option_types import ReferenceType
from .._schema.session import is_predicted

PAGE = 1000  # rows in a page: PagerDuty's maximum

_METRICS = "/analytics/metrics"
_RAW = "/analytics/raw"

# Lists of objects: option → their type.
_REFERENCES = {
    "services": SERVICE,
    "teams": TEAM,
    "escalation_policies": ESCALATION_POLICY,
    "priorities": PRIORITY,
    "incident_types": INCIDENT_TYPE,
    "users": USER,
}
_TIMES = ("since", "until", "updated_after", "incident_since", "incident_until")
_ORDERS = ("order", "order_by")

_PERIOD = {"since": "created_at_start", "until": "created_at_end"}
_OF_INCIDENTS = {
    **_PERIOD,
    "urgency": "urgency",
    "major": "major",
    "teams": "team_ids",
    "services": "service_ids",
    "priorities": "priority_ids",
}
_OF_METRICS = {
    **_OF_INCIDENTS,
    "escalation_policies": "escalation_policy_ids",
    "min_acknowledgements": "min_ackowledgements",  # PagerDuty's spelling
    "min_timeout_escalations": "min_timeout_escalations",
    "min_manual_escalations": "min_manual_escalations",
    "pd_advance_used": "pd_advance_used",
}
_OF_RAW = {**_OF_INCIDENTS, "incident_types": "incident_type_ids"}
_OF_RESPONDERS = {
    "since": "date_range_start",
    "until": "date_range_end",
    "urgency": "urgency",
    "teams": "team_ids",
    "users": "responder_ids",
    "priorities": "priority_ids",
}
_OF_USERS = {**_PERIOD, "teams": "team_ids", "users": "user_ids", "roles": "role_ids"}
_OF_ADVANCE = {
    **{option: name for option, name in _OF_METRICS.items() if option != "pd_advance_used"},
    "incident_since": "incident_created_at_start",
    "incident_until": "incident_created_at_end",
}


def _columns(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_INCIDENT_COLUMNS = (
    *("total_incident_count", "mean_seconds_to_first_ack", "mean_seconds_to_resolve", "mean_seconds_to_engage"),
    *("mean_seconds_to_mobilize", "mean_engaged_seconds", "total_engaged_seconds", "total_interruptions"),
    *("total_business_hour_interruptions", "total_off_hour_interruptions", "total_sleep_hour_interruptions"),
    *("total_notifications", "total_escalation_count", "total_incidents_acknowledged", "total_incidents_reassigned"),
    *("total_incidents_auto_resolved", "total_snoozed_seconds"),
)


def _of_incidents(*first: str, last: tuple[str, ...] = ()) -> dict[str, str]:
    return _columns("range_start", *first, *_INCIDENT_COLUMNS, *last)


@dataclass(frozen=True)
class Report:
    """A report.

    path: of the operation; `{}` is the object that `subject` names. total: of the operation for all together, "" for
    none. filters: options → the names of PagerDuty's filters. options: further options, under PagerDuty's names.
    orders: the values of `order_by`, if PagerDuty documents them. pages: whether there can be several pages.
    subject: the option that names an object in the path, "" for none. key: of the rows in a response.
    columns: of a CSV file.
    """

    path: str
    columns: Columns
    total: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    pages: bool = False
    subject: str = ""
    key: str = "data"

    @property
    def known(self) -> set[str]:
        """The options that can be combined with this report."""
        more = {self.subject, "overall" if self.total else "", "limit" if self.pages else ""}
        return {*self.filters, *self.options, *more} - {""}


_AGGREGATION = ("time_zone", "aggregate_unit", *_ORDERS)
_POLICY = ("escalation_policy_id", "escalation_policy_name", "team_id", "team_name")
_RESPONDER_COLUMNS = (
    *("responder_id", "responder_name", "team_id", "team_name", "total_incident_count", "total_interruptions"),
    *("total_business_hour_interruptions", "total_off_hour_interruptions", "total_sleep_hour_interruptions"),
    *("total_engaged_seconds", "mean_engaged_seconds", "mean_time_to_acknowledge_seconds"),
    *("total_incidents_acknowledged", "total_notifications", "total_seconds_on_call"),
    *("total_seconds_on_call_level_1", "total_seconds_on_call_level_2_plus"),
)

_RAW_COLUMNS = _columns(
    *("id", "incident_number", "description", "created_at", "resolved_at", "status", "urgency", "priority_name"),
    *("major", "service_id", "service_name", "team_id", "team_name", "escalation_policy_name"),
    *("seconds_to_first_ack", "seconds_to_resolve", "seconds_to_engage", "seconds_to_mobilize", "engaged_seconds"),
    *("engaged_user_count", "assignment_count", "escalation_count", "timeout_escalation_count"),
    *("manual_escalation_count", "reassignment_count", "business_hour_interruptions", "off_hour_interruptions"),
    *("sleep_hour_interruptions", "total_notifications", "snoozed_seconds", "auto_resolved", "resolved_by_user_name"),
    *("assigned_user_names", "acknowledged_user_names"),
)

_REPORTS: dict[str, Report] = {
    "incidents": Report(
        f"{_RAW}/incidents",
        _RAW_COLUMNS,
        filters={**_OF_RAW, "updated_after": "updated_after"},
        options=("time_zone", *_ORDERS),
        orders=("created_at", "seconds_to_resolve"),
        pages=True,
    ),
    "incident": Report(f"{_RAW}/incidents/{{}}", _RAW_COLUMNS, subject="incident", key=""),
    "incident_responses": Report(
        f"{_RAW}/incidents/{{}}/responses",
        _columns(
            *("responder_id", "responder_name", "responder_type", "response_status", "requested_at", "responded_at"),
            "time_to_respond_seconds",
        ),
        options=("time_zone", "order"),
        subject="incident",
        key="responses",
    ),
    "responder_incidents": Report(
        f"{_RAW}/responders/{{}}/incidents",
        _columns(
            *("incident_id", "incident_number", "incident_description", "incident_created_at", "incident_urgency"),
            *("incident_priority_name", "service_id", "service_name", "service_team_name", "responder_id"),
            *("responder_name", "mean_time_to_acknowledge_seconds", "total_acknowledgements", "total_engaged_seconds"),
            *("total_interruptions", "total_business_hour_interruptions", "total_off_hour_interruptions"),
            "total_sleep_hour_interruptions",
        ),
        filters=_OF_RAW,
        options=("time_zone", "order"),
        pages=True,
        subject="responder",
    ),
    "users": Report(
        f"{_RAW}/users",
        _columns(
            *("id", "user_name", "email", "role", "time_zone", "team_id", "team_name", "team_count", "created_at"),
            *("last_sign_in_at", "signed_up", "on_schedule", "schedules_count", "on_escalation_policy"),
            *("escalation_policies_count", "notification_methods", "downloaded_mobile_app"),
            "channel_types_configured",
        ),
        filters=_OF_USERS,
        options=("time_zone", *_ORDERS),
        pages=True,
    ),
    "incident_metrics": Report(
        f"{_METRICS}/incidents/all", _of_incidents(), filters=_OF_METRICS, options=_AGGREGATION
    ),
    "service_metrics": Report(
        f"{_METRICS}/incidents/services",
        _of_incidents("service_id", "service_name", "team_id", "team_name", last=("up_time_pct",)),
        total=f"{_METRICS}/incidents/services/all",
        filters=_OF_METRICS,
        options=_AGGREGATION,
    ),
    "team_metrics": Report(
        f"{_METRICS}/incidents/teams",
        _of_incidents("team_id", "team_name", last=("up_time_pct",)),
        total=f"{_METRICS}/incidents/teams/all",
        filters=_OF_METRICS,
        options=_AGGREGATION,
    ),
    "escalation_policy_metrics": Report(
        f"{_METRICS}/incidents/escalation_policies",
        _of_incidents(*_POLICY, last=("distinct_responder_count", "up_time_pct")),
        total=f"{_METRICS}/incidents/escalation_policies/all",
        filters=_OF_METRICS,
        options=_AGGREGATION,
    ),
    "responder_metrics": Report(
        f"{_METRICS}/responders/teams",
        _columns(*_RESPONDER_COLUMNS),
        total=f"{_METRICS}/responders/all",
        filters=_OF_RESPONDERS,
        options=("time_zone", *_ORDERS),
    ),
    "user_metrics": Report(
        f"{_METRICS}/users/all",
        _columns(
            *("range_start", "total_user_count", "total_signed_up_count", "total_signed_up_percentage"),
            *("total_on_escalation_policy_count", "total_on_escalation_policy_percentage"),
            *("total_with_notification_methods_count", "total_with_notification_methods_percentage"),
            *("total_downloaded_mobile_app_count", "total_downloaded_mobile_app_percentage"),
        ),
        filters=_OF_USERS,
        options=_AGGREGATION,
    ),
    "pd_advance_metrics": Report(
        f"{_METRICS}/pd_advance_usage/features",
        _columns(
            *("feature_id", "total_use_count", "total_credits_used", "total_proactive_use_count"),
            "total_proactive_credits_used",
        ),
        filters=_OF_ADVANCE,
        options=("time_zone",),
    ),
}

OPTIONS: dict[str, t.Any] = {
    "report": {"type": "str", "required": True, "choices": list(_REPORTS)},
    "incident": {"type": ReferenceType(INCIDENT)},
    "responder": {"type": ReferenceType(USER)},
    "overall": {"type": "bool", "default": False},
    **{name: {"type": "str"} for name in _TIMES},
    "urgency": {"type": "str", "choices": ["high", "low"]},
    "major": {"type": "bool"},
    **{name: {"type": "list", "elements": ReferenceType(resource)} for name, resource in _REFERENCES.items()},
    "roles": {"type": "list", "elements": "str"},
    "min_acknowledgements": {"type": "int"},
    "min_timeout_escalations": {"type": "int"},
    "min_manual_escalations": {"type": "int"},
    "pd_advance_used": {"type": "bool"},
    "aggregate_unit": {"type": "str", "choices": ["day", "week", "month"]},
    "time_zone": {"type": "str"},
    "order": {"type": "str", "choices": ["asc", "desc"]},
    "order_by": {"type": "str"},
    "limit": {"type": "int"},
    **ROW_OPTIONS,
}

_EVERYWHERE = ("report", *ROW_OPTIONS)


def _check(params: dict[str, t.Any], report: Report) -> None:
    """Check what needs no request. Raises UsageError."""
    name = params["report"]
    for option in OPTIONS:
        given = params[option] not in (None, False) if option == "overall" else params[option] is not None
        if option not in _EVERYWHERE and given and option not in report.known:
            raise UsageError(option, f"can't be combined with report: {name}, which takes {_listed(report.known)}")
    if report.subject and params[report.subject] is None:
        raise UsageError("report", f"is {name}, which requires {report.subject}; set it")
    if report.orders and params["order_by"] is not None and params["order_by"] not in report.orders:
        raise UsageError("order_by", f"of report: {name} must be {' or '.join(report.orders)}")
    for option in ("min_acknowledgements", "min_timeout_escalations", "min_manual_escalations"):
        if params[option] is not None and params[option] < 0:
            raise UsageError(option, "must be 0 or more")
    check_limit(params)
    for since, until in (("since", "until"), ("incident_since", "incident_until")):
        if params[since] and params[until] and _instant(params, until) < _instant(params, since):
            raise UsageError(until, f"is before {since}; exchange the two")
    check_dest(params)


def _instant(params: dict[str, t.Any], option: str) -> str:
    """The time of an option in UTC, as PagerDuty writes it. A time without an offset is in `time_zone`.

    Raises UsageError, also for an unknown time zone.
    """
    try:
        moment = parse_instant(params[option])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or not params["time_zone"]:
        return utc(params[option], option)
    return format_instant(moment.replace(tzinfo=zone_named(params["time_zone"], "time_zone")).astimezone(UTC))


def _listed(options: t.Iterable[str]) -> str:
    return ", ".join(sorted(options)) or "no further options"


def _references(params: dict[str, t.Any], option: str, session: Session) -> list[str]:
    """The IDs of the objects that an option names."""
    resource, named = _REFERENCES[option], params[option]
    if len(named) > 1:
        session.names.expect_several(resource)
    return [
        str(session.names.reference(resource, name, f"{option}[{index}]")["id"]) for index, name in enumerate(named)
    ]


def _filters(params: dict[str, t.Any], report: Report, session: Session) -> dict[str, Json]:
    """The filters of the request, under PagerDuty's names."""
    found: dict[str, Json] = {}
    for option, name in report.filters.items():
        value = params[option]
        if value is None:
            continue
        if option in _TIMES:
            value = _instant(params, option)
        elif option in _REFERENCES:
            value = _references(params, option, session)
        found[name] = value
    return found


def _subject(params: dict[str, t.Any], report: Report, session: Session) -> str:
    """The ID of the object in the path, "" if the path has none."""
    if not report.subject:
        return ""
    if report.subject == "incident":
        return incident_id(session, params["incident"], "incident")
    if looks_like_id(params["responder"]):
        return str(params["responder"]).strip()  # rows can be about users who have been deleted since
    return str(session.names.reference(USER, params["responder"], "responder")["id"])


def _body(params: dict[str, t.Any], report: Report, filters: dict[str, Json]) -> dict[str, t.Any]:
    body = {name: params[name] for name in report.options if params[name] is not None}
    return {**body, "filters": filters} if filters else body


def _rows(params: dict[str, t.Any], session: Session, report: Report) -> t.Iterator[dict[str, Json]]:
    """The rows of a report. Each page is requested when its rows are needed."""
    filters, subject = _filters(params, report, session), _subject(params, report, session)
    named = [subject, *(one for value in filters.values() if isinstance(value, list) for one in value)]
    if any(map(is_predicted, named)):
        return  # an earlier task in check mode would create the object, so nothing can be known about it
    body = _body(params, report, filters)
    path = report.total if params["overall"] else report.path.format(segment(subject)) if subject else report.path
    if report.subject == "incident":
        yield from _of_one_incident(params, session, report, path, body)
    elif report.pages:
        size = PAGE if params["limit"] is None else min(PAGE, params["limit"])
        pages = session.client.ask_pages(path, body, key=report.key, size=size)
        yield from itertools.islice(itertools.chain.from_iterable(pages), params["limit"])
    else:
        expects = responses.Object(**{report.key: responses.Each(responses.OBJECT)})
        yield from session.client.ask(path, body, expects=expects)[report.key]


def _of_one_incident(
    params: dict[str, t.Any], session: Session, report: Report, path: str, body: dict[str, t.Any]
) -> list[dict[str, Json]]:
    """The rows about one incident. PagerDuty documents a body for one of these GET requests."""
    try:
        if not report.key:
            response = session.client.get(path)
            # PagerDuty's schema has no wrapper, its example has one.
            row = response["data"] if isinstance(response.get("data"), dict) else response
            return [row]
        expects = responses.Object(**{report.key: responses.Each(responses.OBJECT)})
        response = session.client.request("GET", path, body=body or None, expects=expects)
        return t.cast("list[dict[str, Json]]", response[report.key])
    except NotFound as error:
        raise no_incident(params["incident"], "incident", error) from None


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    report = _REPORTS[params["report"]]
    _check(params, report)
    return rows_result(params, session, _rows(params, session, report), plural="analytics", columns=report.columns)


ANALYTICS_INFO_OPERATION = Operation(
    "pagerduty_analytics_info",
    OPTIONS,
    _work,
    hints={
        "service_ids": "use services, which takes names and IDs",
        "team_ids": "use teams, which takes names and IDs",
        "created_at_start": "use since",
        "created_at_end": "use until",
        "filters": "each filter is an option of its own, such as since, services and urgency",
    },
)
