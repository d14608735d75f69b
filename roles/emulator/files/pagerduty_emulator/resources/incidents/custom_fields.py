# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of incidents' custom fields."""

from __future__ import annotations

from ...core.errors import invalid
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from ..incident_types import RESOURCE as INCIDENT_TYPES
from ..incident_types import value_problem
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
    type_record = account.collection("incident_type").records[
        account.look_up("incident_type", incident["incident_type"]) or ""
    ]
    known = [one for _owner, one in INCIDENT_TYPES.custom_fields(account, type_record)]
    by_name = {**{one["name"]: one for one in known}, **{one["id"]: one for one in known}}
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
    before = incident["custom_fields"]
    act = Act(account, call.agent() or ("service", incident["service"]["id"]), account.now())
    if new != before:
        incident = lifecycle.put(act, incident, custom_fields=new)
        lifecycle.log(act, incident, "custom_field_value_change", f"Custom fields changed by {act.who}.")
        lifecycle.publish(act, incident, "custom_field_values.updated", before=before)
    return Reply(201, {"custom_fields": list(field_values(account, incident))})


OPERATIONS = (
    Operation("GET", "/incidents/*/custom_fields/values", values, "incidents.read"),
    Operation("PUT", "/incidents/*/custom_fields/values", set_values, "incidents.write"),
)
