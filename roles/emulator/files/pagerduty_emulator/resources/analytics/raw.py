# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of single incidents: all that match filters, one, its responses, those of a responder."""

from __future__ import annotations

from typing import Any

from ...core.collection import Record
from ...core.errors import not_found
from ...core.state import Account
from ...core.strictness import LENIENTLY, effective
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from .facts import (
    ADDED,
    BUSINESS,
    ESCALATED,
    MANUAL,
    OFF,
    REASSIGNED,
    SLEEP,
    TIMEOUT,
    Facts,
    facts_of,
    is_major,
    seconds,
)
from .query import OF_RAW_INCIDENTS, OF_RAW_RESPONDER, UTC, check_team_or_service, query_of
from .responders import arrivals, departures, involved, seconds_to_acknowledge
from .rows import Row, envelope, local, matching, matching_facts, name_of, page

WRAPS_ONE = LENIENTLY
"""Whether one incident is under ``data``, next to ``time_zone``, as in the documents' example and unlike their
schema."""


def priority_columns(account: Account, incident: Record) -> Row:
    """The ID, the name and the rank of a priority. A higher rank is a higher priority."""
    reference = incident["priority"]
    record = reference and account.collection("priority").get(reference["id"])
    if not record:
        return {"priority_id": None, "priority_name": None, "priority_order": None}
    ranked = sorted(account.collection("priority"), key=lambda one: one["order"], reverse=True)
    order = [one["id"] for one in ranked].index(record["id"]) + 1
    return {"priority_id": record["id"], "priority_name": record["name"], "priority_order": order}


def people(account: Account, name: str, users: Any) -> Row:
    """Two columns: IDs and names of users, in the order in which they appeared."""
    unique = list(dict.fromkeys(users))
    return {f"{name}_ids": unique, f"{name}_names": [name_of(account, "user", one) for one in unique]}


def row_of(account: Account, incident: Record, time_zone: str) -> Row:
    """The row of an incident."""
    facts = facts_of(account, incident)
    types = account.collection("incident_type")
    type_id = types.find_id(incident["incident_type"])
    team = incident["teams"][0]["id"] if incident["teams"] else None
    policy, service = incident["escalation_policy"]["id"], incident["service"]["id"]
    open_since = facts.resolved_at is None
    return {
        **people(account, "acknowledged_user", (user for _at, user in facts.acknowledgements)),
        "acknowledgement_count": len(facts.acknowledgements),
        "active_user_count": len(facts.engaged),
        **people(account, "assigned_user", (one.user for one in facts.assignments if one.kind != ADDED)),
        "assignment_count": sum(one.kind != ADDED for one in facts.assignments),
        "auto_resolved": facts.auto_resolved,
        "business_hour_interruptions": facts.interrupted(BUSINESS),
        "created_at": local(facts.created_at, time_zone),
        "updated_at": local(incident["updated_at"], time_zone),
        "description": incident["title"],
        "engaged_seconds": None if open_since else sum(facts.engaged_by_user.values()),
        "engaged_user_count": len(facts.engaged),
        "escalation_count": facts.count(ESCALATED),
        "escalation_policy_id": policy,
        "escalation_policy_name": name_of(account, "escalation_policy", policy),
        "id": incident["id"],
        "incident_number": incident["incident_number"],
        "incident_type_id": type_id,
        "incident_type_name": incident["incident_type"],
        **people(account, "joined_user", facts.engaged),
        "major": is_major(account, incident),
        "manual_escalation_count": facts.count(MANUAL),
        "off_hour_interruptions": facts.interrupted(OFF),
        **priority_columns(account, incident),
        "reassignment_count": facts.count(REASSIGNED),
        "resolved_at": local(facts.resolved_at, time_zone),
        "resolved_by_user_id": facts.resolved_by,
        "resolved_by_user_name": name_of(account, "user", facts.resolved_by),
        "seconds_to_engage": facts.seconds_to_engage,
        "seconds_to_first_ack": facts.seconds_to_first_ack,
        "seconds_to_mobilize": facts.seconds_to_mobilize,
        "seconds_to_resolve": facts.seconds_to_resolve,
        "service_id": service,
        "service_name": name_of(account, "service", service),
        "sleep_hour_interruptions": facts.interrupted(SLEEP),
        "snoozed_seconds": facts.snoozed,
        "status": incident["status"],
        "team_id": team,
        "team_name": name_of(account, "team", team),
        "timeout_escalation_count": facts.count(TIMEOUT),
        "total_interruptions": facts.interrupted(),
        "total_notifications": len(facts.notified),
        "urgency": incident["urgency"],
        "user_defined_effort_seconds": None,
    }


def duration(incident: Record) -> int:
    """Seconds to resolve; -1 for an open incident."""
    end = incident["resolved_at"]
    return -1 if end is None else seconds(incident["created_at"], end)


def raw_incidents(call: Call) -> Reply:
    query = query_of(call, OF_RAW_INCIDENTS, columns=("created_at", "seconds_to_resolve"))
    check_team_or_service(call, query.filters)
    order, order_by = query.order or "desc", query.order_by or "created_at"
    found = matching(call.account, query.filters)
    if order_by == "created_at":
        found.sort(key=lambda one: (one["created_at"], one["id"]), reverse=order == "desc")
    else:
        found.sort(key=lambda one: (duration(one), one["id"]), reverse=order == "desc")
    shown = page(found, query, lambda one: str(one["id"]), lambda one: row_of(call.account, one, query.time_zone))
    return Reply(200, {**shown, **envelope(query, order=order, order_by=order_by)})


def time_zone_of(call: Call) -> str:
    """The time zone of the response: one in the body or in the query, by default UTC."""
    asked = query_of(call, {}).time_zone
    return call.time_zone(UTC) if asked == UTC else asked


def raw_incident(call: Call) -> Reply:
    time_zone = time_zone_of(call)
    row = row_of(call.account, call.record("incident"), time_zone)
    if effective(WRAPS_ONE, strict=call.account.strict):
        return Reply(200, {"data": row, "time_zone": time_zone})
    return Reply(200, row)


STATES = {"joined": "joined", "declined": "declined"}


def response_rows(facts: Facts, time_zone: str) -> list[Row]:
    """The requests to users: assignments, and responder requests."""
    account = facts.account
    acknowledged: dict[str, str] = {}
    for at, user in facts.acknowledgements:
        acknowledged.setdefault(user, at)
    found = [
        (one.at, one.user, one.kind, acknowledged.get(one.user), "joined" if one.user in acknowledged else "pending")
        for one in facts.assignments if one.kind != ADDED
    ]
    found += [
        (asked, user, ADDED, at if state in STATES else None, STATES.get(state, "pending"))
        for user, asked, state, at in facts.responses
    ]
    return [
        {
            "responder_name": name_of(account, "user", user),
            "responder_id": user,
            "response_status": status,
            "responder_type": kind,
            "requested_at": local(asked, time_zone),
            "responded_at": local(at, time_zone),
            "time_to_respond_seconds": None if at is None else seconds(asked, at),
        }
        for asked, user, kind, at, status in sorted(found, key=lambda one: (one[0], one[1]))
    ]


def responses(call: Call) -> Reply:
    """The parameters are in the body, although this is a GET request. An empty body has none."""
    query = query_of(call, {}, columns=("requested_at",))
    incident = call.record("incident")
    order = query.order or "asc"
    rows = response_rows(facts_of(call.account, incident), query.time_zone)
    return Reply(200, {
        "incident_id": incident["id"],
        "limit": query.limit,
        "order": order,
        "order_by": "requested_at",
        "time_zone": query.time_zone,
        "responses": (rows if order == "asc" else rows[::-1])[:query.limit],
    })


# -- incidents of a responder ----------------------------------------------------------------------------------------


def responder_row(facts: Facts, user: str, time_zone: str) -> Row:
    """What an incident meant for one user."""
    account, incident = facts.account, facts.incident
    service = account.collection("service").get(incident["service"]["id"])
    policy = service and account.collection("escalation_policy").get(service["escalation_policy"]["id"])
    team = policy["teams"][0]["id"] if policy and policy["teams"] else None
    return {
        "incident_created_at": local(facts.created_at, time_zone),
        "incident_description": incident["title"],
        "incident_id": incident["id"],
        "incident_number": incident["incident_number"],
        **{f"incident_{name}": value for name, value in priority_columns(account, incident).items()},
        "incident_urgency": incident["urgency"],
        "mean_time_to_acknowledge_seconds": seconds_to_acknowledge(facts, user),
        "responder_id": user,
        "responder_name": name_of(account, "user", user),
        "service_id": incident["service"]["id"],
        "service_name": name_of(account, "service", incident["service"]["id"]),
        "service_team_id": team,
        "service_team_name": name_of(account, "team", team),
        "total_acknowledgements": sum(who == user for _at, who in facts.acknowledgements),
        "total_business_hour_interruptions": facts.interrupted(BUSINESS, user),
        "total_engaged_seconds": facts.engaged_by_user.get(user, 0),
        "total_interruptions": facts.interrupted(None, user),
        "total_manual_escalations_from": departures(facts, user, ESCALATED, MANUAL),
        "total_manual_escalations_to": arrivals(facts, user, ESCALATED, MANUAL),
        "total_off_hour_interruptions": facts.interrupted(OFF, user),
        "total_reassignments_from": departures(facts, user, REASSIGNED),
        "total_reassignments_to": arrivals(facts, user, REASSIGNED),
        "total_sleep_hour_interruptions": facts.interrupted(SLEEP, user),
        "total_timeout_escalations_from": departures(facts, user, ESCALATED, TIMEOUT),
        "total_timeout_escalations_to": arrivals(facts, user, ESCALATED, TIMEOUT),
    }


def responder_incidents(call: Call) -> Reply:
    query = query_of(call, OF_RAW_RESPONDER, columns=("incident_created_at",))
    user = call.ids[0]
    if user not in call.account.collection("user"):
        raise not_found()
    order = query.order or "desc"
    found = [one for one in matching_facts(call.account, query.filters) if user in involved(one)]
    found.sort(key=lambda one: (one.created_at, one.incident["id"]), reverse=order == "desc")
    shown = page(
        found, query, lambda one: str(one.incident["id"]), lambda one: responder_row(one, user, query.time_zone)
    )
    return Reply(200, {
        "responder_id": user, **shown, **envelope(query, order=order, order_by="incident_created_at"),
    })


OPERATIONS = (
    Operation("POST", "/analytics/raw/incidents", raw_incidents, "analytics.write"),
    Operation("GET", "/analytics/raw/incidents/*", raw_incident, "analytics.read"),
    Operation("GET", "/analytics/raw/incidents/*/responses", responses, "analytics.read"),
    Operation("POST", "/analytics/raw/responders/*/incidents", responder_incidents, "analytics.write"),
)
