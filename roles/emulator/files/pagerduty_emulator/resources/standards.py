# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standards of services, and which of them services meet.

Every account has the same standards, which can only be changed. PagerDuty documents the types of three of them. The
type of the standard with a regular expression is the emulator's own name.
"""

from __future__ import annotations

import re
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..core.strictness import LENIENTLY, effective
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, Flag, Kind, ListOf, Nested, Text
from ..schema.operation import Operation
from ..schema.resource import Resource, Write
from ..schema.view import View
from .services import RESOURCE as SERVICES

TECHNICAL = "technical_service"
MOST_IDS = 100

DESCRIPTION, LEVELS, OUTBOUND, NAMING = (
    "has_technical_service_description", "minimum_escalation_policy_rule_depth", "minimum_outbound_integrations",
    "technical_service_name_matches_regex",
)

INITIAL = (
    ("01CXX38Q0U8XKHO4LNKXUJTBFG", "Service has a description", DESCRIPTION, "What the service represents."),
    ("01CXX38Q0Y8D9IYFAEDCH5F53L", "Service has an escalation policy with 2 or more unique levels", LEVELS,
     "Somebody else is notified if the first responder is unavailable."),
    ("01CXX38Q11T19P0K1GFKHUZJ35", "Service has an extension or add-on (e.g. Slack, etc.)", OUTBOUND,
     "Other tools are informed about incidents."),
    ("01CXX38Q14EMULATORNAMING00", "Service name follows the naming convention", NAMING,
     "Names are easy to recognize."),
)
"""What a new account has: (ID, name, type, description)."""

VALUES_SHOWN = LENIENTLY
"""Whether responses contain ``values``. The documents have them in requests only."""


class Service(Kind):
    """A reference to a service: ``{"type": "technical_service_reference", "id"}``. The ID is stored."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if check.loading and isinstance(value, str):
            return check.account.look_up("service", value) or check.refuse(label, "must exist")
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            return check.refuse(label, "must be a reference with an id and a type")
        if value.get("type") != f"{TECHNICAL}_reference":
            return check.refuse(label, f"type must be in {TECHNICAL}_reference")
        known = value["id"] in check.account.collection("service")
        return value["id"] if known else check.refuse(label, "must exist")

    def render(self, value: Any, view: View) -> Any:
        return {"type": f"{TECHNICAL}_reference", "id": value}


class Standards(Resource):
    """A standard. It applies to all services, to those of ``inclusions``, or to all but those of ``exclusions``."""

    type = "standard"
    plural = "standards"
    scope = "standards"
    type_required = False
    fields = (
        Field("name", Text(1), required=True, api=False),
        Field("kind", Choice(tuple(one[2] for one in INITIAL)), required=True, api=False, shown=False),
        Field("active", Flag(), default=False),
        Field("description", Text(), default=""),
        Field("values", Nested((Field("regex", Text(nullable=True)),), nullable=True), shown=False),
        Field("inclusions", ListOf(Service(), unique=True), default=()),
        Field("exclusions", ListOf(Service(), unique=True), default=()),
    )

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        names = [one.get("name") for one in given if isinstance(one, dict)]
        return [
            {"id": identifier, "name": name, "kind": kind, "description": description}
            for identifier, name, kind, description in INITIAL
            if name not in names
        ]

    def sort_key(self, record: Record) -> str:
        identifier: str = record["id"]
        return identifier

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        return super()._clean({name: value for name, value in body.items() if name != "type"}, check, old)

    def check(self, record: Record, write: Write) -> Any:
        try:
            re.compile((record["values"] or {}).get("regex") or "")
        except (re.error, RecursionError, OverflowError):
            yield "Values regex is invalid"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """A standard has no links."""
        shown: dict[str, Any] = {
            "active": record["active"],
            "description": record["description"],
            "id": record["id"],
            "name": record["name"],
            "type": record["kind"],
            "resource_type": TECHNICAL,
        }
        for name in ("exclusions", "inclusions"):
            shown[name] = [Service().render(one, view) for one in record[name]]
        if record["kind"] == NAMING and effective(VALUES_SHOWN, strict=view.account.strict):
            shown["values"] = record["values"] or {"regex": None}
        return shown


RESOURCE = Standards()


def applies(standard: Record, service: str) -> bool:
    """Whether an active standard applies to a service."""
    included = not standard["inclusions"] or service in standard["inclusions"]
    return bool(standard["active"] and included and service not in standard["exclusions"])


def passes(account: Account, standard: Record, service: Record) -> bool:
    """Whether a service meets a standard."""
    kind = standard["kind"]
    if kind == DESCRIPTION:
        return bool((service["description"] or "").strip())
    if kind == LEVELS:
        policy = account.collection("escalation_policy").get(service["escalation_policy"]["id"])
        rules = policy["escalation_rules"] if policy else []
        return len({repr(sorted(rule["targets"], key=repr)) for rule in rules}) >= 2
    if kind == OUTBOUND:
        return bool(account.dependents("service", service["id"], "extension"))
    return re.search((standard["values"] or {}).get("regex") or "", service["name"]) is not None


def scored(call: Call, service: Record) -> dict[str, Any]:
    """The standards that apply to a service, and how many of them it meets."""
    shown = []
    for standard in call.account.collection(RESOURCE.type):
        if applies(standard, service["id"]):
            known = {name: standard[name] for name in ("active", "description", "id", "name")}
            shown.append({**known, "type": standard["kind"], "pass": passes(call.account, standard, service)})
    score = {"passing": sum(one["pass"] for one in shown), "total": len(shown)}
    return {"resource_id": service["id"], "resource_type": TECHNICAL, "score": score, "standards": shown}


# -- operations ------------------------------------------------------------------------------------------------------


def standards(call: Call) -> Reply:
    """All on one page, or those that ``active`` and ``resource_type`` select."""
    if call.query.get("resource_type", TECHNICAL) != TECHNICAL:
        raise invalid(f"Resource type must be in {TECHNICAL}")
    wanted = call.flag("active") if "active" in call.query else None
    view = call.view()
    found = [one for one in call.account.collection(RESOURCE.type) if wanted in (None, one["active"])]
    return Reply(200, {"standards": [RESOURCE.render(one, view) for one in found]})


def update_standard(call: Call) -> Reply:
    """Neither the body nor the response has a wrapper key."""
    body = call.json()
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    record = RESOURCE.update(call.account, call.record(RESOURCE), body)
    return Reply(200, RESOURCE.render(record, call.view()))


def check_resource_type(call: Call) -> None:
    if call.ids[0] != f"{TECHNICAL}s":
        raise not_found()


def scores(call: Call) -> Reply:
    """The documents call the parameter ``ids``, and PagerDuty's Go client sends ``ids[]``. Unknown IDs are left out."""
    check_resource_type(call)
    given = [one for name in ("ids", "ids[]") for text in call.query.getall(name, ()) for one in text.split(",")]
    if not given or len(given) > MOST_IDS:
        raise invalid(f"Ids must have 1 to {MOST_IDS} entries")
    known = call.account.collection("service").records
    return Reply(200, {"resources": [scored(call, known[one]) for one in dict.fromkeys(given) if one in known]})


def score(call: Call) -> Reply:
    check_resource_type(call)
    return Reply(200, scored(call, call.record(SERVICES, 1)))


OPERATIONS = (
    Operation("GET", "/standards", standards, "standards.read"),
    Operation("PUT", "/standards/*", update_standard, "standards.write"),
    Operation("GET", "/standards/scores/*", scores, "standards.read"),
    Operation("GET", "/standards/scores/*/*", score, "standards.read"),
)
