# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts business services, their subscribers, and dependencies between services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ...module_utils._schema.writing import content
from ._conversion import Conversion, NotConverted
from ._state import Instance, block, text

# The types of services in a dependency. The provider also accepts those of PagerDuty's responses.
_TYPES = {"service": "service", "technical_service": "service", "business_service": "business_service"}


def business_service(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    team = values.get("team")
    conversion.add("business_services", instance, {
        **{name: text(values, name) for name in ("name", "description", "point_of_contact")},
        "team": conversion.reference(instance, "team", "team", team) if team else "",
    })


def subscriber(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    what = text(values, "subscriber_type")
    if what not in ("user", "team"):
        raise NotConverted(f"no task can subscribe the type {what}")
    name = conversion.reference(instance, "subscriber_id", what, values.get("subscriber_id"))
    owner = conversion.owner(instance, "business_service_id", "business_service")
    owner["subscribers"] = sorted([*owner.get("subscribers", ()), {what: name}], key=content)


def service_dependency(instance: Instance, conversion: Conversion) -> None:
    """A dependency. Services of both types can have the same name, so a name can need its type."""
    dependency = block(instance.values, "dependency")
    options = {}
    for side in ("supporting_service", "dependent_service"):
        service = block(dependency, side)
        what = _TYPES.get(text(service, "type").removesuffix("_reference"))
        if what is None:
            raise NotConverted(f"{side}: {text(service, 'type')} is not a type of service")
        name = conversion.reference(instance, side, what, service.get("id"))
        others = [other for other in set(_TYPES.values()) - {what} if conversion.names.has_name(other, name)]
        prefixed = name.partition(":")[0].strip().lower() in _TYPES
        options[side] = f"{what}:{name}" if others or prefixed else name
    conversion.add("service_dependencies", instance, options)
