# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of services, their options, and the values that services have.

PagerDuty's Terraform provider sends the header ``X-EARLY-ACCESS``. The documents do not mention it. It is ignored.
"""

from __future__ import annotations

from typing import Any

from ..core.collection import Record
from ..core.errors import invalid
from ..core.strictness import LENIENTLY, effective
from ..schema.call import Call, Reply
from ..schema.fields import Check
from ..schema.operation import Operation
from ..schema.view import View
from .custom_fields import MULTI, MULTI_FIXED, CustomFields, FieldOperations, table, value_problem
from .services import RESOURCE as SERVICES
from .services import field_values

EVENT = "service.custom_field_values.updated"

MOST_VALUES = 10
"""Values of a field that can have several."""

DEFAULT_VALUES = LENIENTLY
"""Whether a field has a default value. The documents mention it in passing only. The Terraform provider has it."""


class ServiceCustomFields(CustomFields):
    """A field that every service has."""

    type = "service_custom_field"
    plural = "service_custom_fields"
    holder = "service"
    fields = table(200)

    @property
    def path(self) -> str:
        return "/services/custom_fields"

    def summary(self, record: Record) -> str:
        name: str = record["display_name"]
        return name

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        if not check.loading and not effective(DEFAULT_VALUES, strict=check.strict):
            body = {name: value for name, value in body.items() if name != "default_value"}
        return super()._clean(body, check, old)

    def render(self, record: Record, view: View) -> dict[str, Any]:
        shown = super().render(record, view)
        if effective(DEFAULT_VALUES, strict=view.account.strict):
            shown["default_value"] = record["default_value"]
        return shown


RESOURCE = ServiceCustomFields()

FIELDS = FieldOperations(RESOURCE, RESOURCE.path, lambda call: call.account.collection(RESOURCE.type))


# -- values ----------------------------------------------------------------------------------------------------------


def values(call: Call) -> Reply:
    return Reply(200, {"custom_fields": list(field_values(call.account, call.record(SERVICES)))})


def problem_of(one: Record, value: Any) -> str | None:
    """What is wrong with a value for a field; None if it is valid."""
    if isinstance(value, list) and one["field_type"] in (MULTI, MULTI_FIXED):
        if len(value) > MOST_VALUES:
            return f"is too long (maximum is {MOST_VALUES})"
        if len({repr(item) for item in value}) < len(value):
            return "must be unique"
    return value_problem(one, value)


def set_values(call: Call) -> Reply:
    """Sets values by the ID or name of the field. Null resets a value. All are set, or none."""
    service, account, body = call.record(SERVICES), call.account, call.json()
    given = body.get("custom_fields") if isinstance(body, dict) else None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise invalid("custom_fields is missing or is not an Array of Objects")
    known = account.collection(RESOURCE.type)
    new, errors = dict(service["custom_fields"]), []
    for one in given:
        identifier, name = one.get("id"), one.get("name")
        found = known.get(identifier) if isinstance(identifier, str) and identifier else None
        if found is None and not identifier and isinstance(name, str):
            found = known.get(known.find_id(name) or "")
        if found is None or "value" not in one:
            errors.append(f"Custom field {identifier or name} must exist and have a value")
        elif problem := problem_of(found, one["value"]):
            errors.append(f"{found['name']} {problem}")
        elif one["value"] is None:
            new.pop(found["id"], None)
        else:
            new[found["id"]] = one["value"]
    if errors:
        raise invalid(*errors)
    before = list(field_values(account, service))
    if new != service["custom_fields"]:
        service = {**service, "custom_fields": new}
        account.put(SERVICES, service)
    after = list(field_values(account, service))
    if after != before:
        account.publish(EVENT, service, call.agent(), detail={"before": before})
    return Reply(201, {"custom_fields": after})


OPERATIONS = (
    *FIELDS.operations(),
    Operation("GET", "/services/*/custom_fields/values", values, "services.read"),
    Operation("PUT", "/services/*/custom_fields/values", set_values, "services.write"),
)
