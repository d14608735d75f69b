# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recommended rules for the event orchestrations of services. The emulator recommends none: a state file sets them.

Accepting a recommendation adds a rule to the end of the first set of the service. PagerDuty does not document where it
adds the rule, and what follows after it was deleted: here, the recommendation is not available again.
"""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found, payment_required
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Choice, Field, Flag, Instant, Nested, Text
from ..schema.operation import Operation
from ..schema.references import HistoricalReference, as_reference
from ..schema.resource import UnnamedResource
from ..schema.view import View
from .event_orchestrations import keep_service_path, service_path
from .event_orchestrations.paths import SERVICE as SERVICE_PATH
from .event_orchestrations.paths import Expression, rules_of

MOST = 50
ACTIONS = ("suppress", "severity", "priority")
AVAILABLE, ACCEPTED, DISMISSED, REMOVED = "available", "accepted", "dismissed", "removed"

SEVERITIES = {"critical": "critical", "high": "error", "warning": "warning", "info": "info", "low": "info"}
"""Severities of recommendations → those of rules, which have no ``high`` and no ``low``."""

RECOMMENDED = Nested(
    (
        Field("suppress", Flag()),
        Field("severity", Choice(tuple(SEVERITIES), nullable=True)),
        Field("priority", Text(1, nullable=True)),
    )
)


class RecommendedRules(UnnamedResource):
    """A recommended rule. ``rule``: the ID of the rule that accepting it added. ``feedback``: of its dismissal."""

    type = "recommended_rule"
    plural = "recommended_rules"
    scope = "recommendations"
    fields = (
        Field("service", HistoricalReference(("service",)), required=True),
        Field("status", Choice((AVAILABLE, ACCEPTED, DISMISSED, REMOVED)), default=AVAILABLE),
        Field("description", Text(1), required=True),
        Field("pcl_expr", Expression(1), required=True),
        Field("created_at", Instant(), default=Account.now),
        Field("updated_at", Instant(), default=Account.now),
        Field("metrics", AnyObject(), default=lambda _account: {}),
        Field("actions", RECOMMENDED, required=True),
        Field("rule", Text(nullable=True)),
        Field("feedback", Text(nullable=True)),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.key()

    def render(self, record: Record, view: View) -> dict[str, Any]:
        actions = {name: value for name, value in record["actions"].items() if value is not None}
        return {
            "recommendation_id": record["id"],
            "type": "service",
            "status": record["status"],
            "description": record["description"],
            "pcl_expr": record["pcl_expr"],
            "created_at": view.instant(record["created_at"]),
            "updated_at": view.instant(record["updated_at"]),
            "metrics": record["metrics"],
            "actions": actions,
            "parent": {"id": record["service"]["id"], "type": "service_reference"},
        }


RESOURCE = RecommendedRules()


# -- operations ------------------------------------------------------------------------------------------------------


def wanted_services(call: Call) -> set[str] | None:
    """The services that the query selects. None for all. Raises 400 and 402."""
    one, several = call.query.get("service_id"), call.query.getall("service_ids[]", ())
    if one is not None and several:
        raise invalid("Service id cannot be combined with service ids")
    selected = {one} if one is not None else set(several) if several else None
    if teams := set(call.query.getall("team_ids[]", ())):
        if "teams" not in call.account.abilities:
            raise payment_required("teams")
        policies = call.account.collection("escalation_policy").records
        of_teams = {
            service["id"]
            for service in call.account.collection("service")
            if teams & {team["id"] for team in policies[service["escalation_policy"]["id"]]["teams"]}
        }
        selected = of_teams if selected is None else selected & of_teams
    return selected


def recommendations(call: Call) -> Reply:
    """Those that are available, the oldest first."""
    if call.number("limit", 1, 1) > MOST:
        raise invalid(f"Limit must be from 1 to {MOST}")
    services, actions = wanted_services(call), set(call.chosen("actions[]", ACTIONS))
    existing = call.account.collection("service")
    found = [
        one
        for one in call.account.collection(RESOURCE.type)
        if one["status"] == AVAILABLE
        and one["service"]["id"] in existing
        and (services is None or one["service"]["id"] in services)
        and (not actions or any(one["actions"][name] is not None for name in actions))
    ]
    view = call.view(default_zone="Etc/UTC")
    page = call.cursor_page("recommended_rules", found, lambda one: RESOURCE.render(one, view))
    return Reply(200, {name: page.body[name] for name in ("recommended_rules", "next_cursor")})


def decide(call: Call, record: Record, status: str, **more: Any) -> Reply:
    changed = {**record, "status": status, "updated_at": call.account.now(), **more}
    call.account.put(RESOURCE, changed)
    return Reply(200, {"status": "ok"})


def available(call: Call) -> tuple[Record, Record]:
    """The service and the recommendation in the path, which must be available. Raises 404."""
    service = call.record("service")
    record = call.record(RESOURCE, 1)
    if record["service"]["id"] != service["id"] or record["status"] != AVAILABLE:
        raise not_found()
    return service, record


def keep_rules(call: Call, service: Record, sets: list[dict[str, Any]]) -> Record:
    """Replaces the rules of a service. Returns its path."""
    old = service_path(call, service)
    body = {"sets": sets, "catch_all": old["catch_all"]}
    path = SERVICE_PATH.written(call.account, body, old, as_reference(call.agent()))
    keep_service_path(call, service, path)
    return path


def accept(call: Call) -> Reply:
    service, record = available(call)
    actions = {name: value for name, value in record["actions"].items() if value is not None}
    if "severity" in actions:
        actions["severity"] = SEVERITIES[actions["severity"]]
    rule = {
        "label": record["description"],
        "conditions": [{"expression": record["pcl_expr"]}],
        "actions": actions,
    }
    first, *others = service_path(call, service)["sets"]
    path = keep_rules(call, service, [{**first, "rules": [*first["rules"], rule]}, *others])
    return decide(call, record, ACCEPTED, rule=path["sets"][0]["rules"][-1]["id"])


def dismiss(call: Call) -> Reply:
    _service, record = available(call)
    feedback = call.wrapped("decision").get("feedback")
    if feedback not in ("positive", "negative"):
        raise invalid("Feedback must be in positive or negative")
    return decide(call, record, DISMISSED, feedback=feedback)


def remove(call: Call) -> Reply:
    """Raises 404 for a rule that accepting a recommendation has not added."""
    service, identifier = call.record("service"), call.ids[1]
    record = next(
        (
            one
            for one in call.account.collection(RESOURCE.type)
            if one["status"] == ACCEPTED and one["rule"] == identifier and one["service"]["id"] == service["id"]
        ),
        None,
    )
    path = service_path(call, service)
    if record is None or identifier not in [rule["id"] for rule in rules_of(path)]:
        raise not_found()
    sets = [{**one, "rules": [rule for rule in one["rules"] if rule["id"] != identifier]} for one in path["sets"]]
    keep_rules(call, service, sets)
    return decide(call, record, REMOVED)


PATH = "/recommendations/event_orchestrations"
OF_SERVICE = f"{PATH}/services/*"
READ, WRITE = "recommendations.read", "recommendations.write"

OPERATIONS = (
    Operation("GET", f"{PATH}/rules", recommendations, READ),
    Operation("POST", f"{OF_SERVICE}/rules/*/accept", accept, WRITE),
    Operation("POST", f"{OF_SERVICE}/rules/*/dismiss", dismiss, WRITE),
    Operation("DELETE", f"{OF_SERVICE}/accepted_rules/*", remove, WRITE),
)
