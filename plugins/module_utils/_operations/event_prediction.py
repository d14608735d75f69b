# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predicts in check mode which incident an event would open, acknowledge or resolve, for later tasks of the run.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import ApiError
from .._engine.session import Session
from .._resources.alert import ALERT
from .._resources.incident import INCIDENT
from .._resources.incident_parent import by_key
from .._schema.fields import Json

Raw = dict[str, Json]

_STATUSES = {"acknowledge": "acknowledged", "resolve": "resolved"}
_URGENT = ("critical", "error")

_INTEGRATIONS = responses.Maybe(responses.Each(responses.Object(integration_key=responses.ANY)))
_SERVICE = responses.IDENTIFIED.having(integrations=_INTEGRATIONS)


def predict_incident(event: Raw, key: str, session: Session) -> None:
    """Record the incident of an event. Nothing is recorded without a token that may read the service of the key.

    event: the event that would be sent, with `dedup_key`. key: the routing key.
    """
    try:
        service = _service_of(key, session)
    except ApiError:
        return  # events need no token, so missing permissions of the token are no error
    if service is None or not session.predictions:
        return
    dedup_key = event["dedup_key"]
    current = by_key({"incident_key": dedup_key, "service": service["id"]}, session)
    action = event["event_action"]
    if current:
        if action in _STATUSES:
            session.predictions.record(INCIDENT, {**current, "status": _STATUSES[action]}, current)
    elif action == "trigger":
        payload = event["payload"]
        predicted: Raw = {
            "type": "incident",
            "title": payload["summary"],
            "summary": payload["summary"],
            "incident_key": dedup_key,
            "status": "triggered",
            "urgency": "high" if payload["severity"] in _URGENT else "low",
            "service": {"id": service["id"], "type": "service_reference", "summary": service.get("name")},
        }
        recorded = session.predictions.record(INCIDENT, predicted)
        if recorded:
            alert = {
                "type": "alert",
                "alert_key": dedup_key,
                "status": "triggered",
                "summary": payload["summary"],
                "severity": payload["severity"],
                "service": predicted["service"],
                "incident": {"id": recorded["id"], "type": "incident_reference", "summary": payload["summary"]},
            }
            session.predictions.record(ALERT.under(recorded["id"]), alert)


def _service_of(key: str, session: Session) -> Raw | None:
    """The service that has an integration with this key. None if there is none."""
    pages: t.Iterator[t.Any] = session.client.pages(
        "/services", "services", {"include[]": ["integrations"]}, of=_SERVICE
    )
    for page in pages:
        for service in page.items:
            if any(one.get("integration_key") == key for one in service.get("integrations") or ()):
                return t.cast(Raw, service)
    return None
