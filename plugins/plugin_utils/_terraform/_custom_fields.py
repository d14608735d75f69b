# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts custom fields of services, and the values of services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json

from ._conversion import LATER, Conversion, NotConverted
from ._names import described
from ._state import Instance, dictionaries, text

FIELDS = "service_custom_fields"


def service_custom_field(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    options = [text(one, "value") for one in dictionaries(values, "field_option")]
    conversion.add(FIELDS, instance, {
        **{name: text(values, name) for name in ("name", "display_name", "description", "data_type", "field_type")},
        "enabled": False if values.get("enabled") is False else None,
        "options": [{"value": option} for option in options if option],
    })
    if text(values, "default_value"):
        reason = "the provider does not send it to PagerDuty"
        conversion.leave_out(instance, FIELDS, reason, "default_value", described(instance))


def service_custom_field_value(instance: Instance, conversion: Conversion) -> None:
    """The values of one service. Each is in JSON."""
    service = conversion.owner(instance, "service_id", "service")
    found = {}
    for one in dictionaries(instance.values, "custom_fields"):
        name = text(one, "name")
        if not name:
            name = conversion.reference(instance, "custom_fields.id", "service_custom_field", one.get("id"))
        if not text(one, "value"):
            raise NotConverted(f"custom_fields: the value of {name}: {LATER}")
        try:
            found[name] = json.loads(text(one, "value"))
        except ValueError:
            raise NotConverted(f"custom_fields: the value of {name} is not JSON") from None
    service["custom_fields"] = {**service.get("custom_fields", {}), **found}
