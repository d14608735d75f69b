# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of incidents' custom fields."""

from __future__ import annotations

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from ..custom_fields import value_problem
from ..incident_types import RESOURCE as INCIDENT_TYPES
from . import lifecycle
from .lifecycle import Act
from .table import RESOURCE, field_values


def values(call: Call) -> Reply:
    return Reply(200, {"custom_fields": list(field_values(call.account, call.record(RESOURCE)))})


def set_values(call: Call) -> Reply:
    """Sets values by the ID or name of the field. Null clears a value."""
    incident, account, body = call.record(RESOURCE), call.account, call.json()
    given = body.get("custom_fields") if isinstance(body, dict) else None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise invalid("custom_fields is missing or is not an Array of Objects")
    by_id = fields_of(account, incident)
    by_name = {**{one["name"]: one for one in by_id.values()}, **by_id}
    new, errors = dict(incident["custom_fields"]), []
    for one in given:
        name = one.get("id", one.get("name"))
        found = by_name.get(name) if isinstance(name, str) else None
        if found is None or "value" not in one:
            errors.append(f"Custom field {name} must exist and have a value")
        elif problem := value_problem(found, one["value"]):
            errors.append(f"{found['name']} {problem}")
        elif one["value"] != new.get(found["id"], found["default_value"]):
            new[found["id"]] = one["value"]
    if errors:
        raise invalid(*errors)
    act = Act(account, call.agent() or ("service", incident["service"]["id"]), account.now())
    incident = change(act, incident, new)
    return Reply(201, {"custom_fields": list(field_values(account, incident))})


def change(act: Act, incident: Record, new: Record) -> Record:
    """Replaces the values of an incident by their fields' IDs. Returns the incident."""
    before = incident["custom_fields"]
    if new != before:
        incident = lifecycle.put(act, incident, custom_fields=new)
        lifecycle.log(act, incident, "custom_field_value_change", f"Custom fields changed by {act.who}.")
        lifecycle.publish(act, incident, "custom_field_values.updated", before=before)
    return incident


def fields_of(account: Account, incident: Record) -> dict[str, Record]:
    """The custom fields of the incident's type, by their IDs."""
    type_record = account.collection("incident_type").records[
        account.look_up("incident_type", incident["incident_type"]) or ""
    ]
    return {one["id"]: one for one in INCIDENT_TYPES.custom_fields(account, type_record)}


OPERATIONS = (
    Operation("GET", "/incidents/*/custom_fields/values", values, "incidents.read"),
    Operation("PUT", "/incidents/*/custom_fields/values", set_values, "incidents.write"),
)
