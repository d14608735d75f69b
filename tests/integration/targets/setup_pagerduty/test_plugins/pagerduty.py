# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration targets assert often."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta


def predicts(checked, made):
    """Whether a result of check mode says what the real run then said.

    Everything that was predicted has to be there, as it was predicted; what only PagerDuty can make may be missing.
    The order of plain values, and of references, is PagerDuty's.
    """
    if isinstance(checked, dict) and isinstance(made, dict):
        return all(key in made and predicts(value, made[key]) for key, value in checked.items())
    if isinstance(checked, list) and isinstance(made, list):
        for order in (plain_value, reference_id):
            if all(order(value) is not None for value in checked + made):
                checked, made = sorted(checked, key=order), sorted(made, key=order)
        return len(checked) == len(made) and all(map(predicts, checked, made))
    return checked == made or same_time(instant(checked), instant(made))


def same_time(predicted, real):
    """Whether a predicted time is the real one. What happens now happens a minute later, if a minute passes."""
    if predicted is None or real is None or (predicted.tzinfo is None) != (real.tzinfo is None):
        return False
    return timedelta() <= real - predicted <= timedelta(minutes=1)


def instant(value):
    """A point in time. PagerDuty shows times in the time zone of the account."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\dT", value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def plain_value(value):
    return str(value) if isinstance(value, (str, int)) else None


def reference_id(value):
    return value.get("id") if isinstance(value, dict) and str(value.get("type")).endswith("_reference") else None


def has(actual, expected):
    """Whether a value is the expected one.

    A dictionary may have more keys than expected. `{"matches": pattern}` stands for a string, or the JSON of another
    value, in which the regular expression is found. `{"any_of": values}` stands for one of these values.
    """
    if isinstance(expected, dict) and set(expected) == {"matches"}:
        text = actual if isinstance(actual, str) else json.dumps(actual)
        return bool(re.search(expected["matches"], text))
    if isinstance(expected, dict) and set(expected) == {"any_of"}:
        return any(has(actual, value) for value in expected["any_of"])
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(key in actual and has(actual[key], expected[key]) for key in expected)
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(has, actual, expected))
    return actual == expected


def refused(result, *words):
    """Whether a task failed with a message for people: one line, with all these words."""
    message = result.get("msg", "")
    return bool(result.get("failed")) and "\n" not in message and all(word in message for word in words)


def says(text, words):
    """Whether a text holds all these words."""
    return all(word in text for word in words)


class TestModule:
    def tests(self):
        named = {"has": has, "predicts": predicts, "refused": refused, "says": says}
        return {f"pagerduty_{name}": test for name, test in named.items()}
