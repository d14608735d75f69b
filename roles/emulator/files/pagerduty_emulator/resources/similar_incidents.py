# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents that resemble an incident: related, past and outlier incidents.

PagerDuty learns what is similar. The emulator compares the words of the titles instead. Words with digits, such as
names of hosts, do not count.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from ..core.collection import Record, Target
from ..core.errors import forbidden, invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.operation import Operation
from ..schema.view import View
from .event_orchestrations.paths import AIOPS
from .incidents.table import OPEN
from .incidents.table import RESOURCE as INCIDENTS
from .service_dependencies import SHOWN_TYPES, neighbors

LOOKBACK = timedelta(days=184)
"""Past incidents are at most six months old."""

WINDOW = timedelta(days=30)
"""An outlier is compared with the incidents of the 30 days before it."""

FREQUENT, RARE = 0.2, 0.05
"""The documented shares of a service's incidents."""

DEFAULT_PAST, MOST_PAST, MOST_RELATED = 5, 999, 20
SIMILAR = 0.5
"""The similarity of related incidents, from 0 to 1."""

PLACEHOLDER = "<*>"


def mined_text(incident: Record) -> str:
    """The title, with a placeholder for each word that has a digit."""
    words = incident["title"].split()
    return " ".join(PLACEHOLDER if any(map(str.isdigit, word)) else word for word in words)


def similarity(one: Record, other: Record) -> float:
    """The share of the words that two titles have in common, from 0 to 1."""
    words, others = (set(mined_text(incident).casefold().split()) - {PLACEHOLDER} for incident in (one, other))
    return len(words & others) / len(words | others) if words | others else 0.0


def of_service(account: Account, incident: Record) -> list[Record]:
    """The other incidents of the service, the newest first."""
    collection = account.collection(INCIDENTS.type)
    found = [collection.records[one] for one in collection.indexed("service", incident["service"]["id"])]
    return newest_first(one for one in found if one["id"] != incident["id"])


def newest_first(incidents: Any) -> list[Record]:
    return sorted(incidents, key=lambda one: (one["created_at"], one["incident_number"]), reverse=True)


def before(incident: Record, span: timedelta) -> str:
    return (datetime.fromisoformat(incident["created_at"]) - span).isoformat()


def asked(call: Call) -> tuple[Record, View]:
    """The incident of the path, and the view of the response. Raises 403 and 404."""
    if AIOPS not in call.account.abilities:
        raise forbidden()
    incident = call.record(INCIDENTS)
    call.chosen("additional_details[]", ("incident",))
    return incident, call.view(default_zone="Etc/UTC")


def shown(call: Call, incident: Record, view: View) -> dict[str, Any]:
    """An incident with few attributes, or with all of them if ``additional_details[]`` asks for them."""
    if "incident" in call.query.getall("additional_details[]", ()):
        return INCIDENTS.render(incident, view)
    return {
        "id": incident["id"],
        "created_at": view.instant(incident["created_at"]),
        "self": view.api_url(f"{INCIDENTS.path}/{incident['id']}"),
        "title": incident["title"],
    }


def past_incidents(call: Call) -> Reply:
    """Resolved incidents of the service that were created before the incident, the most similar first."""
    incident, view = asked(call)
    limit = call.number("limit", DEFAULT_PAST, 1)
    if limit > MOST_PAST:
        raise invalid(f"Limit must be less than or equal to {MOST_PAST}")
    since = (datetime.fromisoformat(call.account.now()) - LOOKBACK).isoformat()
    found = [
        one for one in of_service(call.account, incident)
        if one["status"] not in OPEN and since <= one["created_at"] <= incident["created_at"]
    ]
    found.sort(key=lambda one: similarity(incident, one), reverse=True)
    listed = [
        {"incident": shown(call, one, view), "score": round(100 * similarity(incident, one), 4)}
        for one in found[:limit]
    ]
    total = len(found) if call.flag("total") else None
    return Reply(200, {"past_incidents": listed, "total": total, "limit": limit})


def related_incidents(call: Call) -> Reply:
    """Open incidents of other services that have a similar title, or whose service depends on the other one."""
    incident, view = asked(call)
    collection = call.account.collection(INCIDENTS.type)
    opened = (collection.records[one] for status in OPEN for one in collection.indexed("status", status))
    others = newest_first(one for one in opened if one["service"]["id"] != incident["service"]["id"])
    found = []
    for other in others:
        if reasons := [*contents(incident, other), *dependencies(call.account, incident, other, view)]:
            found.append({"incident": shown(call, other, view), "relationships": reasons})
    return Reply(200, {"related_incidents": found[:MOST_RELATED]})


def contents(incident: Record, other: Record) -> list[dict[str, Any]]:
    if similarity(incident, other) < SIMILAR:
        return []
    feedback = {"positive_feedback_count": 0, "negative_feedback_count": 0}
    metadata = {"grouping_classification": "similar_contents", "user_feedback": feedback}
    return [{"type": "machine_learning_inferred", "metadata": metadata}]


def dependencies(account: Account, incident: Record, other: Record, view: View) -> list[dict[str, Any]]:
    """The relationship of the two services, if one of them depends on the other without a service between them."""
    targets: list[Target] = [("service", one["service"]["id"]) for one in (incident, other)]
    for dependent, supporting in (targets, targets[::-1]):
        if supporting in neighbors(account, dependent, below=True):
            sides = {"dependent_services": dependent, "supporting_services": supporting}
            metadata = {
                side: {"id": target[1], "type": SHOWN_TYPES[target[0]], "self": view.api_url(f"/services/{target[1]}")}
                for side, target in sides.items()
            }
            return [{"type": "service_dependency", "metadata": metadata}]
    return []


def outlier_incident(call: Call) -> Reply:
    """How often incidents with the same template have occurred on the service."""
    incident, view = asked(call)
    since = call.instant("since") or before(incident, WINDOW)
    until = incident["created_at"]
    compared = [one for one in of_service(call.account, incident) if since <= one["created_at"] <= until]
    text = mined_text(incident)
    count = sum(mined_text(one) == text for one in compared)
    frequency = round(count / len(compared), 4) if compared else 0.0
    occurrence = {
        "count": count,
        "frequency": frequency,
        "category": category(count, frequency),
        "since": view.instant(since),
        "until": view.instant(until),
    }
    template = {
        "id": identifier(incident["service"]["id"], text),
        "cluster_id": identifier(text),
        "mined_text": text,
    }
    body = {"incident": {**shown(call, incident, view), "occurrence": occurrence}, "incident_template": template}
    return Reply(200, {"outlier_incident": body})


def category(count: int, frequency: float) -> str | None:
    """The documented labels. Between rare and frequent, an incident has none."""
    if not count:
        return "anomaly"
    return "frequent" if frequency >= FREQUENT else "rare" if frequency <= RARE else None


def identifier(*texts: str) -> str:
    """An ID that follows from texts."""
    return "P" + sha256("\n".join(texts).encode()).hexdigest()[:6].upper()


PATH = f"{INCIDENTS.path}/*"

OPERATIONS = (
    Operation("GET", f"{PATH}/outlier_incident", outlier_incident, "incidents.read"),
    Operation("GET", f"{PATH}/past_incidents", past_incidents, "incidents.read"),
    Operation("GET", f"{PATH}/related_incidents", related_incidents, "incidents.read"),
)
