# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of an event in the Common Event Format (PD-CEF), templates that contain them, and changes of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...schema.fields import parse_instant
from .pcl import path
from .values import MISSING, PclError, Step, as_text, at

OUTSIDE = ("event_action", "dedup_key", "client", "client_url", "links", "images")
"""The fields of an event outside its payload."""

MAXIMUM_SUMMARY, MAXIMUM_KEY = 1024, 255

ACTIONS = ("trigger", "acknowledge", "resolve")
SEVERITIES = ("critical", "error", "warning", "info")


def fields_of(event: dict[str, Any]) -> dict[str, Any]:
    """The fields of an event of the Events API, without its payload around them."""
    payload = event.get("payload") if isinstance(event.get("payload"), dict) else {}
    return {**(payload or {}), **{name: event[name] for name in OUTSIDE if name in event}}


def event_of(fields: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """The opposite of `fields_of`. ``raw``: the event as it was sent."""
    outside = {name: value for name, value in fields.items() if name in OUTSIDE}
    payload = {name: value for name, value in fields.items() if name not in OUTSIDE}
    event = {name: value for name, value in raw.items() if name not in ("payload", *OUTSIDE)}
    return {**event, **outside, **({"payload": payload} if payload or "payload" in raw else {})}


# -- templates -------------------------------------------------------------------------------------------------------

PLACE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def rendered(template: str, data: dict[str, Any], *, roots: frozenset[str] | None = None) -> str:
    """A template whose ``{{paths}}`` are replaced with the values at them. A missing value is an empty text.

    ``roots``: the only first names of paths that are replaced; None for all. What is not a path stays as it is.
    """
    def value_of(match: re.Match[str]) -> str:
        try:
            steps = path(match[1])
        except PclError:
            return match[0]
        if roots is not None and steps[0] not in roots:
            return match[0]
        value = at(data, steps)
        return "" if value is MISSING or value is None else as_text(value)

    return PLACE.sub(value_of, template)


# -- changes ---------------------------------------------------------------------------------------------------------


def text_up_to(maximum: int) -> Callable[[str], str | None]:
    return lambda text: text[:maximum] if text.strip() else None


def one_of(values: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda text: text if text in values else None


TARGETS: dict[str, Callable[[str], str | None]] = {
    "summary": text_up_to(MAXIMUM_SUMMARY),
    "source": text_up_to(MAXIMUM_SUMMARY),
    "dedup_key": text_up_to(MAXIMUM_KEY),
    "severity": one_of(SEVERITIES),
    "event_action": one_of(ACTIONS),
    "timestamp": lambda text: text if parse_instant(text) is not None else None,
    **{name: lambda text: text for name in ("component", "group", "class", "client", "client_url")},
}
"""The fields with a text that a rule can set → what is stored; None if the text is not valid for the field."""

DETAILS = "custom_details"


def target_of(text: str) -> tuple[Step, ...] | None:
    """The path of a target inside the event, ``event.summary`` or ``summary``; None if it can't be set."""
    try:
        steps = path(text)
    except PclError:
        return None
    if steps[0] == "event":
        steps = steps[1:]
    if len(steps) == 1 and steps[0] in TARGETS:
        return steps
    return steps if len(steps) > 1 and steps[0] == DETAILS else None


def with_field(fields: dict[str, Any], target: str, text: str) -> dict[str, Any]:
    """The fields after one was set. They are the same if the target can't be set or the text is not valid for it."""
    steps = target_of(target)
    if steps is None:
        return fields
    value = text if len(steps) > 1 else TARGETS[str(steps[0])](text)
    if value is None:
        return fields
    changed: dict[str, Any] = with_value(fields, steps, value)
    return changed


def with_value(data: Any, steps: tuple[Step, ...], value: Any) -> Any:
    """A copy of objects and lists in which the value at a path is set. Objects that are missing are added."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(data, list) and isinstance(step, int):
        if step >= len(data):
            return data
        return [with_value(one, tuple(rest), value) if number == step else one for number, one in enumerate(data)]
    if isinstance(step, int):
        return data
    known = data if isinstance(data, dict) else {}
    return {**known, step: with_value(known.get(step), tuple(rest), value)}
