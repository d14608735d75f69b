# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports about alerts whose incidents PagerDuty has paused.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.service import SERVICE
from .._schema.fields import utc
from .._schema.option_types import ReferenceType
from .._schema.session import is_predicted

_PATH = "/paused_incident_reports"
_WRAPPER = "paused_incident_reporting_counts"
_NUMBERS = responses.Object(
    paused_count=responses.NUMBER,
    triggered_after_pause_count=responses.NUMBER,
    resolved_after_pause_count=responses.NUMBER,
)
_ALERT = responses.Object(id=responses.TEXT)
_ALERTS = responses.Object(
    triggered_after_pause_alerts=responses.Each(_ALERT), resolved_after_pause_alerts=responses.Each(_ALERT)
)
# The second wrapper is that of the documents. Their example and PagerDuty's client have the first one.
_REPORTS = {
    "counts": responses.Under(_NUMBERS, _WRAPPER),
    "alerts": responses.Under(_ALERTS, _WRAPPER, "paused_incident_reporting_alerts"),
}

_NOTHING: dict[str, t.Any] = {
    "since": None,
    "until": None,
    "paused_count": 0,
    "triggered_after_pause_count": 0,
    "resolved_after_pause_count": 0,
    "triggered_after_pause_alerts": [],
    "resolved_after_pause_alerts": [],
}

OPTIONS: dict[str, t.Any] = {
    "services": {"type": "list", "elements": ReferenceType(SERVICE)},
    "suspended_by": {"type": "str", "choices": ["auto_pause", "rules"]},
    "since": {"type": "str"},
    "until": {"type": "str"},
}


def _report(session: Session, query: dict[str, t.Any]) -> dict[str, t.Any]:
    """The numbers and the newest alerts of one service, or of the account."""
    if is_predicted(query.get("service_id")):
        return dict(_NOTHING)  # an earlier task in check mode would create the service
    report: dict[str, t.Any] = {}
    for part, expects in _REPORTS.items():
        response = session.client.get(f"{_PATH}/{part}", query, expects)
        report.update(response[expects.key(response)])
    return report


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    query = {name: utc(params[name], name) for name in ("since", "until") if params[name] is not None}
    if params["suspended_by"]:
        query["suspended_by"] = params["suspended_by"]
    if params["services"] is None:
        return {"changed": False, "paused_incident_reports": [{"service": None, **_report(session, query)}]}
    services = [
        session.names.reference(SERVICE, name, f"services[{index}]") for index, name in enumerate(params["services"])
    ]
    reports = [
        {"service": {**service, "type": "service_reference"}, **_report(session, {**query, "service_id": object_id})}
        for object_id, service in {service["id"]: service for service in services}.items()
    ]
    return {"changed": False, "paused_incident_reports": reports}


PAUSED_INCIDENT_INFO_OPERATION = Operation("pagerduty_paused_incident_info", OPTIONS, _work)
