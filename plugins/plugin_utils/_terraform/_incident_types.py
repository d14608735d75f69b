# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts incident types and the custom fields of incidents, also those of the older form.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import re
import typing as t

from ._conversion import LATER, Conversion, Entry, NotConverted
from ._state import Instance, entries, text

FIELDS = "incident_type_custom_fields"
BASE = "incident_default"  # the older form has its fields only

_ID = re.compile("[PQR][A-Z0-9]{5,}")


def incident_type(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    parent = _type(instance, conversion, "parent_type")
    conversion.add("incident_types", instance, {
        **{name: text(values, name) for name in ("name", "display_name", "description")},
        "parent_type": parent,
        "enabled": False if values.get("enabled") is False else None,
    })


def custom_field(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    owner = _type(instance, conversion, "incident_type")
    options = [str(value) for value in entries(values, "field_options") if value is not None]
    default = None
    if text(values, "default_value"):
        try:
            default = json.loads(text(values, "default_value"))
        except ValueError:
            raise NotConverted("default_value: it is not JSON") from None
    conversion.add(FIELDS, instance, {"incident_type": owner, **_field(instance, default, options)})
    # The provider's ID of a field consists of those of the type and of the field.
    conversion.found[(FIELDS, instance.id)].id = instance.id.rpartition(":")[2]


def older_custom_field(instance: Instance, conversion: Conversion) -> None:
    written = text(instance.values, "default_value")
    default = _plain(written, text(instance.values, "data_type"), text(instance.values, "field_type"))
    conversion.add(FIELDS, instance, {"incident_type": BASE, **_field(instance, default, [])})


def older_option(instance: Instance, conversion: Conversion) -> None:
    """An option, which becomes a part of its field."""
    field_id, value = text(instance.values, "field"), text(instance.values, "value")
    if not field_id or not value:
        raise NotConverted(f"{'value' if field_id else 'field'}: {LATER}")
    if (FIELDS, field_id) not in conversion.found:
        name = conversion.reference(instance, "field", "incident_custom_field", field_id)
        options = {"incident_type": BASE, **({"id": field_id} if name == field_id else {"name": name})}
        conversion.found[(FIELDS, field_id)] = Entry(FIELDS, field_id, options, instance)
    field = conversion.found[(FIELDS, field_id)].options
    field["options"] = [*field.get("options", ()), {"value": value}]


def _type(instance: Instance, conversion: Conversion, attribute: str) -> str:
    """The name of a type, for an attribute with its name or its ID. Raises NotConverted."""
    value = text(instance.values, attribute)
    is_name = value and not conversion.names.is_known("incident_type", value) and not _ID.fullmatch(value)
    return value if is_name else conversion.reference(instance, attribute, "incident_type", value)


def _field(instance: Instance, default: t.Any, options: list[str]) -> dict[str, t.Any]:
    values = instance.values
    return {
        **{name: text(values, name) for name in ("name", "display_name", "description", "data_type", "field_type")},
        "default_value": default,
        "enabled": False if values.get("enabled") is False else None,
        "options": [{"value": option} for option in options],
    }


def _plain(written: str, data_type: str, field_type: str) -> t.Any:
    """A default value, which the older form has as text, and several values as JSON. Raises NotConverted."""
    if not written:
        return None
    if data_type in ("string", "datetime", "url") and not field_type.startswith("multi_value"):
        return written
    try:
        return json.loads(written)
    except ValueError:
        raise NotConverted(f"default_value: {written!r} is not of the type {data_type}") from None
