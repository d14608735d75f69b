# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of custom fields: checked and converted as the data type of the field requires, before they are sent.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import math
import typing as t
from datetime import date

from .._core.errors import UsageError
from .._schema.fields import Canonical, Json, utc

DATA_TYPES = ("boolean", "integer", "float", "string", "datetime", "url")
FIELD_TYPES = ("single_value", "single_value_fixed", "multi_value", "multi_value_fixed")

LONGEST = 200  # characters of a text
MOST = 10  # values of a field that can have several

NOT_RETURNED: Canonical = object()  # the value of an attribute that PagerDuty does not return

_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def has_several(field: dict[str, Json]) -> bool:
    """Whether a field can have several values. field: at least its field_type."""
    return str(field.get("field_type")).startswith("multi_value")


def has_options(field: dict[str, Json]) -> bool:
    """Whether a field has options, so that no other values are possible."""
    return str(field.get("field_type")).endswith("_fixed")


def canonical(field: dict[str, Json], value: t.Any, option: str) -> Canonical:
    """What PagerDuty stores for a value that a playbook states. None: no value.

    field: its data_type, field_type and, if it has options, field_options, as PagerDuty returns them. option: the
    dotted name of the option, for the UsageError.
    """
    if value is None:
        return None
    if not has_several(field):
        if isinstance(value, (list, tuple, dict)):
            raise UsageError(option, "must be one value: the field has the type single_value; use null to clear it")
        return _one(field, value, option)
    if not isinstance(value, (list, tuple)):
        raise UsageError(option, "must be a list of values; use null to clear it")
    found = [_one(field, entry, f"{option}[{index}]") for index, entry in enumerate(value)]
    found = list(dict.fromkeys(found))
    if len(found) > MOST:
        raise UsageError(option, f"has {len(found)} values; PagerDuty allows at most {MOST}")
    return found or None


def _one(field: dict[str, Json], value: t.Any, option: str) -> Canonical:
    convert: t.Callable[[t.Any, str], Canonical] = _CONVERSIONS.get(str(field.get("data_type")), _text)
    converted = convert(value, option)
    if has_options(field):
        texts = [str((entry.get("data") or {}).get("value")) for entry in field.get("field_options") or ()]
        if converted not in texts:
            listed = ", ".join(texts) or "none so far"
            raise UsageError(option, f"{converted!r} is not an option of the field; its options are {listed}")
    return converted


def _boolean(value: t.Any, option: str) -> bool:
    known = value if isinstance(value, bool) else _BOOLEANS.get(str(value).strip().lower())
    if known is None:
        raise UsageError(option, f"{value!r} is not a boolean; write true or false")
    return known


def _integer(value: t.Any, option: str) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        if isinstance(value, (bool, float)):
            raise ValueError
        return int(value)
    except (TypeError, ValueError):
        raise UsageError(option, f"{value!r} is not a whole number") from None


def _float(value: t.Any, option: str) -> float:
    try:
        number = float("nan" if isinstance(value, bool) else value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise UsageError(option, f"{value!r} is not a number")
    return number


def _text(value: t.Any, option: str) -> str:
    if isinstance(value, (bool, float, date)):
        raise UsageError(option, f"is not a text; write it in quotes, because YAML reads it as {value}")
    text = str(value).strip()
    if isinstance(value, (list, tuple, dict)) or not text:
        raise UsageError(option, "must be a text that is not empty; use null to clear it")
    if len(text) > LONGEST:
        raise UsageError(option, f"has {len(text)} characters; PagerDuty allows at most {LONGEST}")
    return text


def _datetime(value: t.Any, option: str) -> str:
    return utc(value.isoformat() if isinstance(value, date) else str(value), option, fractions=True)


def _url(value: t.Any, option: str) -> str:
    text = _text(value, option)
    scheme, separator, rest = text.partition("://")
    if not separator or not scheme.isalpha() or not rest or any(map(str.isspace, text)):
        raise UsageError(option, f"{text!r} is not a URL; write it like https://example.com/runbook")
    return text


_CONVERSIONS: dict[str, t.Callable[[t.Any, str], Canonical]] = {
    "boolean": _boolean,
    "integer": _integer,
    "float": _float,
    "string": _text,
    "datetime": _datetime,
    "url": _url,
}


def same(field: dict[str, Json], desired: Canonical, current: Json) -> bool:
    """Whether a canonical value is what PagerDuty returns. The order of several values has no meaning."""
    if desired is None or current in (None, []):
        return desired is None and current in (None, [])
    if has_several(field):
        return isinstance(current, list) and sorted(map(str, desired)) == sorted(map(str, current))
    if field.get("data_type") == "datetime":
        try:
            return bool(desired == utc(str(current), "", fractions=True))
        except UsageError:
            return False
    return bool(desired == current) and isinstance(desired, bool) == isinstance(current, bool)
