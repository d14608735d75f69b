# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes in: integrations of services, vendors, change events."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from .. import events_api
from ..core.state import Record
from ..resources.change_events import RESOURCE as CHANGE_EVENTS
from ..resources.integrations import shown, written
from ..resources.services import RESOURCE as SERVICES
from ..resources.vendors import RESOURCE as VENDORS
from ..schema.call import Call, Reply
from ..schema.operation import Operation, announce, list_of, one_of, pick, update
from .incidents import incident_of

RELATED = timedelta(hours=24)

# -- integrations ----------------------------------------------------------------------------------------------------


def keep(call: Call, service: Record, integrations: list[Record]) -> None:
    service = {**service, "integrations": integrations}
    call.account.put(SERVICES, service)
    announce(call, SERVICES, "updated", service)


def integrations(call: Call) -> Reply:
    """Not documented, but answered by PagerDuty, whose own client lists them so."""
    service, view = call.record(SERVICES), call.view()
    return call.page("integrations", service["integrations"], lambda one: shown(service, one, view, full=True))


def create_integration(call: Call) -> Reply:
    service = call.record(SERVICES)
    one = written(call.account, call.wrapped("integration"), None)
    keep(call, service, [*service["integrations"], one])
    return Reply(201, {"integration": shown(service, one, call.view(), full=True)})


def one_integration(call: Call) -> Reply:
    service = call.record(SERVICES)
    one = pick(service["integrations"], call.ids[1])
    return Reply(200, {"integration": shown(service, one, call.view(), full=True)})


def update_integration(call: Call) -> Reply:
    service = call.record(SERVICES)
    old = pick(service["integrations"], call.ids[1])
    one = written(call.account, call.wrapped("integration"), old)
    keep(call, service, [one if other is old else other for other in service["integrations"]])
    return Reply(200, {"integration": shown(service, one, call.view(), full=True)})


def delete_integration(call: Call) -> Reply:
    """Not documented; PagerDuty's Terraform provider does it."""
    service = call.record(SERVICES)
    old = pick(service["integrations"], call.ids[1])
    keep(call, service, [other for other in service["integrations"] if other is not old])
    return Reply(204)


# -- change events ---------------------------------------------------------------------------------------------------


def page_of_changes(call: Call, found: list[Record]) -> Reply:
    """The newest first."""
    since, until = call.utc_instant("since"), call.utc_instant("until")
    teams, wanted = call.team_ids(), call.query.getall("integration_ids[]", ())
    if teams:
        of_teams = SERVICES.filters["team_ids[]"](call.account, teams)
        found = [one for one in found if any(service["id"] in of_teams for service in one["services"])]
    if wanted:
        found = [one for one in found if one["integration"] and one["integration"]["id"] in wanted]
    found = [one for one in found if (since or "") <= one["timestamp"] <= (until or "9")]
    view = call.view(listing=True, default_zone="Etc/UTC")
    return call.page("change_events", found[::-1], lambda one: CHANGE_EVENTS.render(one, view))


def change_events(call: Call) -> Reply:
    return page_of_changes(call, list(call.account.collection("change_event")))


def of_service(call: Call, service: str) -> list[Record]:
    collection = call.account.collection("change_event")
    found = [collection.records[one] for one in collection.indexed("service", service)]
    return sorted(found, key=lambda one: one["timestamp"])


def service_change_events(call: Call) -> Reply:
    return page_of_changes(call, of_service(call, call.record(SERVICES)["id"]))


def related_change_events(call: Call) -> Reply:
    """Those of the incident's service in the day before it."""
    incident, view = incident_of(call), call.view(default_zone="Etc/UTC")
    until = incident["created_at"]
    since = (datetime.fromisoformat(until) - RELATED).isoformat()
    found: list[dict[str, Any]] = [
        {**CHANGE_EVENTS.render(one, view), "correlation_reason": {"reason": "most_recent"}}
        for one in reversed(of_service(call, incident["service"]["id"]))
        if since <= one["timestamp"] <= until
    ]
    return Reply(200, {"change_events": found[:call.number("limit", 25, 1)]})


def send_change_event(call: Call) -> Reply:
    """The same as ``/v2/change/enqueue``, to which the documentation refers."""
    _account, reply = events_api.handle(call.emulator, events_api.CHANGE_PATH, call.body)
    return reply


READ, WRITE = "services.read", "services.write"
INCLUDES = ("services", "vendors")
"""Of integrations."""

OPERATIONS = (
    Operation("GET", "/services/*/integrations", integrations, READ, includes=INCLUDES),
    Operation("POST", "/services/*/integrations", create_integration, WRITE),
    Operation("GET", "/services/*/integrations/*", one_integration, READ, includes=INCLUDES),
    Operation("PUT", "/services/*/integrations/*", update_integration, WRITE),
    Operation("DELETE", "/services/*/integrations/*", delete_integration, WRITE),
    Operation("GET", "/vendors", list_of(VENDORS), "vendors.read"),
    Operation("GET", "/vendors/*", one_of(VENDORS), "vendors.read"),
    Operation("GET", "/change_events", change_events, "change_events.read"),
    Operation("POST", "/change_events", send_change_event, None),
    Operation("GET", "/change_events/*", one_of(CHANGE_EVENTS), "change_events.read"),
    Operation("PUT", "/change_events/*", update(CHANGE_EVENTS), "change_events.write"),
    Operation("GET", "/services/*/change_events", service_change_events, READ),
    Operation("GET", "/incidents/*/related_change_events", related_change_events, "incidents.read"),
)
