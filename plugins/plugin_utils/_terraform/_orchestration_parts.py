# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts what belongs to event orchestrations besides their rules: integrations, cache variables and enablements.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ._conversion import Conversion, NotConverted
from ._names import described
from ._state import Instance, block, dictionaries, number, text


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


def variable_of_orchestration(instance: Instance, conversion: Conversion) -> None:
    _variable(instance, conversion, "orchestration", "event_orchestration")


def variable_of_service(instance: Instance, conversion: Conversion) -> None:
    _variable(instance, conversion, "service", "service")


def _variable(instance: Instance, conversion: Conversion, option: str, owner: str) -> None:
    """A cache variable. option: the option that names its owner. owner: the attribute, and the type of the owner."""
    values = instance.values
    configuration = block(values, "configuration")
    conversion.add("event_orchestration_cache_variables", instance, {
        option: conversion.reference(instance, owner, owner, values.get(owner)),
        "name": text(values, "name"),
        "disabled": values.get("disabled") is True or None,
        "type": text(configuration, "type"),
        "source": text(configuration, "source"),
        "regex": text(configuration, "regex"),
        "data_type": text(configuration, "data_type"),
        "ttl_seconds": number(configuration, "ttl_seconds") or None,
        "conditions": [text(one, "expression") for one in dictionaries(values, "condition")],
    })


def enablement(instance: Instance, conversion: Conversion) -> None:
    """Whether a service or an event orchestration uses an add-on. Nothing for the state of new ones."""
    values = instance.values
    kind = text(values, "entity_type")
    if kind not in ("service", "event_orchestration"):
        raise NotConverted(f"no task can manage enablements of the type {kind or 'null'}")
    owner = conversion.reference(instance, "entity_id", kind, values.get("entity_id"))
    if values.get("enabled") is False:
        option = "service" if kind == "service" else "orchestration"
        conversion.add("enablements", instance, {option: owner, "feature": text(values, "feature")})
        conversion.found[("enablements", instance.id)].options["enabled"] = False
