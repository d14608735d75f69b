# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts alert grouping settings.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ...module_utils._schema.fields import ONLY_BY_ID, folded
from ._conversion import Conversion, Options, set_options
from ._state import Instance, Values, block, entries, number, text


def setting(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    kind, name = text(values, "type"), text(values, "name")
    if not name:
        conversion.leave_out(instance, "alert_grouping_settings", ONLY_BY_ID, "id")
    conversion.add("alert_grouping_settings", instance, {
        "id": "" if name else instance.id,
        "name": name,
        "description": text(values, "description"),
        "type": kind,
        "config": _config(kind, block(values, "config")),
        "services": sorted(conversion.references(instance, "services", "service"), key=folded),
    })


def _config(kind: str, config: Values) -> Options:
    """The suboptions of the type. The others are null in a state."""
    if kind == "time":
        return set_options({"timeout": number(config, "timeout")})
    settings: Options = {"time_window": number(config, "time_window") or None}
    if kind == "intelligent":
        settings["iag_fields"] = sorted(map(str, entries(config, "iag_fields")))
        return {name: value for name, value in settings.items() if value is not None}  # an empty list is a value
    settings.update(aggregate=text(config, "aggregate"), fields=sorted(map(str, entries(config, "fields"))))
    return set_options(settings)
