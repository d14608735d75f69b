# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the rules of event orchestrations, except those of routers.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from ._conversion import Conversion, Options, set_options
from ._state import Instance, Values, block, dictionaries, entries, number, text

_START = "start"
_TRIGGERED = ["alert_triggered"]  # what an omitted option means


def of_orchestration(instance: Instance, conversion: Conversion) -> None:
    """The global or the unrouted rules of an event orchestration."""
    owner = conversion.reference(
        instance, "event_orchestration", "event_orchestration", instance.values.get("event_orchestration")
    )
    _add(instance, conversion, {"orchestration": owner}, {})


def of_service(instance: Instance, conversion: Conversion) -> None:
    owner = conversion.reference(instance, "service", "service", instance.values.get("service"))
    active = instance.values.get("enable_event_orchestration_for_service")
    _add(instance, conversion, {"service": owner}, {} if active is None else {"active": active is True})


def _add(instance: Instance, conversion: Conversion, owner: Options, more: Options) -> None:
    """Add an entry. Nothing for a path without rules and actions, which is as PagerDuty creates it.

    Terraform manages all of a path, so the entry states all of it.
    """
    sets = [
        {"id": text(one, "id"), "rules": [_rule(rule, instance, conversion) for rule in dictionaries(one, "rule")]}
        for one in dictionaries(instance.values, "set")
    ]
    rules = next((one["rules"] for one in sets if one["id"] == _START), [])
    others = [one if one["rules"] else {"id": one["id"]} for one in sets if one["id"] != _START]
    catch_all = _actions(block(block(instance.values, "catch_all"), "actions"), instance, conversion)
    # PagerDuty ignores a route, and always suppresses unrouted alerts.
    for name in ("route_to", *(("suppress",) if instance.type == "event_orchestration_unrouted" else ())):
        catch_all.pop(name, None)
    if rules or others or catch_all:
        kind = f"{instance.type}s"
        conversion.add(kind, instance, owner)
        options = conversion.found[(kind, instance.id)].options
        options.update({"rules": rules, "sets": others, "catch_all": catch_all, **more})


def _rule(rule: Values, instance: Instance, conversion: Conversion) -> Options:
    return set_options({
        "label": text(rule, "label"),
        "conditions": [text(one, "expression") for one in dictionaries(rule, "condition")],
        **_actions(block(rule, "actions"), instance, conversion),
        "disabled": rule.get("disabled") is True or None,
    })


def _actions(actions: Values, instance: Instance, conversion: Conversion) -> Options:
    def named(name: str) -> str:
        return conversion.reference(instance, f"actions.{name}", name, actions[name]) if actions.get(name) else ""

    return set_options({
        "route_to": text(actions, "route_to"),
        **{name: actions.get(name) is True or None for name in ("suppress", "drop_event")},
        "suspend": number(actions, "suspend") or None,
        "priority": named("priority"),
        "escalation_policy": named("escalation_policy"),
        **{name: text(actions, name) for name in ("annotate", "severity", "event_action")},
        "variables": [_texts(one, "name", "path", "value") for one in dictionaries(actions, "variable")],
        "extractions": [
            _texts(one, "target", "template", "regex", "source") for one in dictionaries(actions, "extraction")
        ],
        "automation_actions": [_webhook(one) for one in dictionaries(actions, "automation_action")],
        "pagerduty_automation_actions": [
            {**_texts(one, "action_id"), **_trigger_types(one)}
            for one in dictionaries(actions, "pagerduty_automation_action")
        ],
        "incident_custom_field_updates": [
            {"field": _field(text(one, "id"), instance, conversion), **_texts(one, "value")}
            for one in dictionaries(actions, "incident_custom_field_update")
        ],
    })


def _field(field_id: str, instance: Instance, conversion: Conversion) -> str:
    """The name of a custom field, or its ID."""
    attribute = "actions.incident_custom_field_update.id"
    return conversion.reference(instance, attribute, "incident_custom_field", field_id)


def _webhook(webhook: Values) -> Options:
    pairs = {
        f"{name}s": [{"name": text(one, "key"), "value": text(one, "value")} for one in dictionaries(webhook, name)]
        for name in ("header", "parameter")
    }
    auto_send = {"auto_send": webhook.get("auto_send") is True or None}
    return set_options({**_texts(webhook, "name", "url"), **auto_send, **pairs, **_trigger_types(webhook)})


def _trigger_types(values: Values) -> Options:
    types: list[t.Any] = entries(values, "trigger_types")
    return {} if types in ([], _TRIGGERED) else {"trigger_types": types}


def _texts(values: Values, *names: str) -> Options:
    return set_options({name: text(values, name) for name in names})
