# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of incidents, and their options. Each belongs to an incident type.

Older paths, ``/incidents/custom_fields``, have the fields of the base type only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..schema.call import Call, Reply
from ..schema.fields import Field, Reference
from ..schema.resource import Write
from ..schema.view import View
from .custom_fields import WITH_OPTIONS, CustomFields, FieldOperations, table
from .incident_types import BASE, type_of
from .incident_types import FIELDS as TYPE
from .incident_types import RESOURCE as INCIDENT_TYPES

OLDER = "/incidents/custom_fields"


class IncidentCustomFields(CustomFields):
    """A field that the incidents of a type have, and those of the types below it."""

    type = TYPE
    plural = "incident_custom_fields"
    key_is_unique = False
    holder = "incident"
    indexes: ClassVar = {"type": lambda record: (record["incident_type"]["id"],)}
    fields = (*table(100), Field("incident_type", Reference(("incident_type",)), required=True, shown=False))

    def api_path(self, record: Record) -> str:
        return f"/incidents/types/{record['incident_type']['id']}/custom_fields/{record['id']}"

    def check(self, record: Record, write: Write) -> Iterator[str]:
        """No incident has two fields of a name: a type has other names than the types above and below it."""
        yield from super().check(record, write)
        account, old = write.account, write.old or {}
        types, own = account.collection("incident_type").records, record["incident_type"]["id"]
        above = {one["id"] for one in INCIDENT_TYPES.lineage(account, types[own])}
        for other in account.collection(self.type):
            if other["name"] == record["name"] and other["id"] != old.get("id"):
                lineage = {one["id"] for one in INCIDENT_TYPES.lineage(account, types[other["incident_type"]["id"]])}
                if other["incident_type"]["id"] in above or own in lineage:
                    yield "Name has already been taken"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        return {"default_value": record["default_value"], "incident_type": record["incident_type"]["id"]}


RESOURCE = IncidentCustomFields()


def of_type(call: Call) -> Iterable[Record]:
    """The fields of the type in the path, and those that it inherits.

    PagerDuty does not document whether its list contains those that are inherited.
    """
    return INCIDENT_TYPES.custom_fields(call.account, type_of(call))


def owner(call: Call) -> dict[str, Any]:
    return {"incident_type": {"id": type_of(call)["id"], "type": "incident_type"}}


def of_base(call: Call) -> Iterable[Record]:
    return INCIDENT_TYPES.custom_fields(call.account, base(call))


def base(call: Call) -> Record:
    types = call.account.collection("incident_type")
    return types.records[types.find_id(BASE) or ""]


def base_owner(call: Call) -> dict[str, Any]:
    return {"incident_type": {"id": base(call)["id"], "type": "incident_type"}}


def in_older_form(call: Call, shown: dict[str, Any]) -> dict[str, Any]:
    """The field without its type, with the path that the request has."""
    kept = {name: value for name, value in shown.items() if name != "incident_type"}
    return {**kept, "self": call.view().api_url(f"{OLDER}/{shown['id']}")}


class FieldsOfTypes(FieldOperations):
    """Those of a type. A field with fixed values "must be created with at least one field option"."""

    def create_field(self, call: Call) -> Reply:
        given = call.wrapped("field")
        if given.get("field_type") in WITH_OPTIONS and not given.get("field_options"):
            raise invalid("Field options can't be blank")
        return super().create_field(call)


FIELDS = FieldsOfTypes(RESOURCE, "/incidents/types/*/custom_fields", of_type, owner, lists=True)
OLDER_FIELDS = FieldOperations(
    RESOURCE, OLDER, of_base, base_owner, shown=in_older_form, ignored=("field_options",)
)

OPERATIONS = (*FIELDS.operations(), *OLDER_FIELDS.operations())
