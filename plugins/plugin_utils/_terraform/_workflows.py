# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts incident workflows and their triggers.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ._conversion import Conversion, NotConverted, Options
from ._state import Instance, Values, block, dictionaries, text


def workflow(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    team = values.get("team")
    enabled = text(values, "is_enabled").lower()
    conversion.add("incident_workflows", instance, {
        "name": text(values, "name"),
        "description": text(values, "description"),
        "team": conversion.reference(instance, "team", "team", team) if team else "",
        **({"is_enabled": enabled == "true"} if enabled else {}),
        "steps": [_step(one) for one in dictionaries(values, "step")],
    })


def _step(values: Values) -> Options:
    """A step without the inputs that PagerDuty has added."""
    inputs = {
        text(one, "name"): text(one, "value") for one in dictionaries(values, "input") if not one.get("generated")
    }
    inline = [
        {"input": text(one, "name"), "steps": [_step(inner) for inner in dictionaries(one, "step")]}
        for one in dictionaries(values, "inline_steps_input")
    ]
    return {
        "name": text(values, "name"),
        "action": text(values, "action"),
        **({"inputs": inputs} if inputs else {}),
        **({"inline_steps": inline} if inline else {}),
    }


def trigger(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    kind = text(values, "type")
    if not kind:
        raise NotConverted("the state does not contain its type")
    everywhere = bool(values.get("subscribed_to_all_services"))
    team = text(block(values, "permissions"), "team_id")
    conversion.add("incident_workflow_triggers", instance, {
        "workflow": conversion.reference(instance, "workflow", "incident_workflow", values.get("workflow")),
        "trigger_type": kind,
        "condition": text(values, "condition"),
        "is_subscribed_to_all_services": everywhere,
        "services": [] if everywhere else sorted(conversion.references(instance, "services", "service")),
        "team": conversion.reference(instance, "permissions", "team", team) if team else "",
    })
