# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts schedules of both types, and escalation policies.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from ...module_utils._core.errors import UsageError
from ...module_utils._core.times import parse_instant
from ...module_utils._core.zones import zone_named
from ...module_utils._schema.fields import ONLY_BY_ID, folded
from ._conversion import Conversion, NotConverted, Options, set_options
from ._state import Instance, Values, block, dictionaries, entries, number, text


def schedule(instance: Instance, conversion: Conversion) -> None:
    """A schedule with layers. Its layers are in the order of the option, because the provider reverses PagerDuty's."""
    values = instance.values
    layers = [layer for layer in dictionaries(values, "layer") if not conversion.is_past(text(layer, "end"))]
    numbers = Counter(folded(text(layer, "name")) for layer in layers)
    written: list[Options] = []
    for layer in layers:
        name = text(layer, "name")
        by_id = not name or numbers[folded(name)] > 1
        if by_id:
            conversion.leave_out(instance, "schedules", ONLY_BY_ID, f"schedule_layers[{len(written)}]")
        written.append({**({"id": text(layer, "id")} if by_id else {}), **_layer(layer, instance, conversion)})
    conversion.add("schedules", instance, {
        "name": text(values, "name"),
        "time_zone": text(values, "time_zone"),
        "description": text(values, "description"),
        "teams": sorted(conversion.references(instance, "teams", "team"), key=folded),
        "schedule_layers": written,
    })


def _layer(layer: Values, instance: Instance, conversion: Conversion) -> Options:
    start, end = text(layer, "start"), text(layer, "end")
    return set_options({
        "name": text(layer, "name"),
        "users": _users(entries(layer, "users"), "layer.users", instance, conversion),
        "rotation_turn_length_seconds": number(layer, "rotation_turn_length_seconds"),
        "rotation_virtual_start": text(layer, "rotation_virtual_start"),
        "start": "" if conversion.is_past(start) else start,
        "end": end,
        "restrictions": [_restriction(one) for one in dictionaries(layer, "restriction")],
    })


def _restriction(restriction: Values) -> Options:
    return set_options({
        "type": text(restriction, "type"),
        "start_time_of_day": text(restriction, "start_time_of_day"),
        "duration_seconds": number(restriction, "duration_seconds"),
        "start_day_of_week": number(restriction, "start_day_of_week") or None,
    })


def _users(ids: t.Iterable[t.Any], attribute: str, instance: Instance, conversion: Conversion) -> list[str]:
    return [conversion.reference(instance, attribute, "user", one) for one in ids]


def shift_based_schedule(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    zone = _zone(text(values, "time_zone"))
    rotations = dictionaries(values, "rotation")
    numbers = Counter(folded(text(one, "name")) for rotation in rotations for one in dictionaries(rotation, "event"))
    written: list[Options] = []
    for rotation in rotations:
        events = [one for one in dictionaries(rotation, "event")
                  if not conversion.is_past(text(one, "effective_until"))]
        if not events:
            continue
        by_id = any(numbers[folded(text(event, "name"))] > 1 for event in events)
        if by_id:
            conversion.leave_out(instance, "schedules", ONLY_BY_ID, f"rotations[{len(written)}]")
        listed = {"events": [_event(event, zone, instance, conversion) for event in events]}
        written.append({**({"id": text(rotation, "id")} if by_id else {}), **listed})
    conversion.add("schedules", instance, {
        "name": text(values, "name"),
        "time_zone": zone,
        "description": text(values, "description"),
        "teams": sorted(conversion.references(instance, "teams", "team"), key=folded),
    })
    # Also an empty list: it says that the schedule is shift-based.
    conversion.found[("schedules", instance.id)].options["rotations"] = written


def _zone(zone: str) -> str:
    """A time zone as PagerDuty stores it. The provider writes UTC instead."""
    return "Etc/UTC" if zone == "UTC" else zone


def _event(event: Values, zone: str, instance: Instance, conversion: Conversion) -> Options:
    strategy = block(event, "assignment_strategy")
    kind = text(strategy, "type").removesuffix("_assignment_strategy")
    members = [
        "empty_member"
        if text(member, "type") == "empty_member"
        else conversion.reference(instance, "rotation.event.assignment_strategy.member.user_id", "user",
                                  member.get("user_id"))
        for member in dictionaries(strategy, "member")
    ]
    since, shifts = text(event, "effective_since"), number(strategy, "shifts_per_member")
    return set_options({
        "name": text(event, "name"),
        "start_time": _zoned(text(event, "start_time"), zone),
        "end_time": _zoned(text(event, "end_time"), zone),
        "recurrence": entries(event, "recurrence"),
        "assignment_strategy": set_options({
            "type": kind,
            "shifts_per_member": shifts if kind == "rotating_member" and shifts != 1 else None,
            "members": members,
        }),
        "effective_since": "" if conversion.is_past(since) else since,
        "effective_until": text(event, "effective_until"),
    })


def _zoned(time: str, zone: str) -> str:
    """A time of an event. The provider sends it with the time zone of the schedule, and stores it in UTC."""
    try:
        moment = parse_instant(time)
        if moment.tzinfo is not None:
            time = moment.astimezone(zone_named(zone, "time_zone")).isoformat(sep=" ")
    except (ValueError, UsageError):  # pagerduty_account says what is wrong, or this host does not know the zone
        pass
    return f"{time} {zone}"


def escalation_policy(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    conversion.add("escalation_policies", instance, {
        "name": text(values, "name"),
        "description": text(values, "description"),
        "num_loops": number(values, "num_loops"),
        "teams": conversion.references(instance, "teams", "team"),
        "escalation_rules": [_rule(rule, instance, conversion) for rule in dictionaries(values, "rule")],
    })


def _rule(rule: Values, instance: Instance, conversion: Conversion) -> Options:
    targets = []
    for target in dictionaries(rule, "target"):
        what = text(target, "type").removesuffix("_reference") or "user"
        if what not in ("user", "schedule"):
            raise NotConverted(f"no task can set a target of the type {text(target, 'type')}")
        targets.append({what: conversion.reference(instance, "rule.target", what, target.get("id"))})
    strategy = text(block(rule, "escalation_rule_assignment_strategy"), "type")
    return set_options({
        "escalation_delay_in_minutes": number(rule, "escalation_delay_in_minutes"),
        "targets": targets,
        # It is the default. Some plans do not accept it.
        "escalation_rule_assignment_strategy": "" if strategy == "assign_to_everyone" else strategy,
    })
