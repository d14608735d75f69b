# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts what belongs to event orchestrations besides their rules: integrations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ._conversion import Conversion
from ._names import described
from ._state import Instance, dictionaries, text


def integration(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    owner = conversion.reference(
        instance, "event_orchestration", "event_orchestration", values.get("event_orchestration")
    )
    kind = "event_orchestration_integrations"
    conversion.add(kind, instance, {"orchestration": owner, "label": text(values, "label")})
    if dictionaries(values, "parameters"):
        name, what = f"{described(instance)} of {owner}", "PagerDuty generates another one for a new object"
        conversion.secret(instance, kind, name, "parameters", what)
