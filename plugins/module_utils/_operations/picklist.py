# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Picklists: the objects that the info modules list, as pairs of a label and a key.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from .._core.errors import UsageError, one_line
from .._schema.fields import Json
from .picklist_table import PICKLISTS

# Options of info modules that do not select objects, and those whose names are options of the lookup itself.
_OTHER = (
    "include", "members", "subscribers", "allocations", "next_oncall_for_user", "custom_fields", "data", "total",
    "label", "include_teams",
)

# An object is labeled with the first of these attributes that it has.
_LABELS = ("name", "summary", "title", "content", "description")


def filters(picklist: str) -> list[str]:
    """The options that select among the objects of a picklist."""
    return [name for name in PICKLISTS[picklist][0].options if name not in _OTHER]


def pairs(objects: list[dict[str, Json]], label: str | None, key: str) -> list[dict[str, Json]]:
    """A pair of `label` and `key` for each object, in the order of PagerDuty's list.

    label: the attribute that people see. None: the name or a similar attribute; then all labels are different.
    key: the attribute that a task uses. Raises UsageError if an object has no such attribute.
    """
    labels = [_attribute(raw, label, "label") if label else _default_label(raw) for raw in objects]
    if label is None:
        count = Counter(labels)
        labels = [
            f"{text} ({raw.get('email') or raw['id']})" if count[text] > 1 else text
            for text, raw in zip(labels, objects)
        ]
    return [
        {"label": one_line(text), "key": _attribute(raw, key, "key")}
        for text, raw in zip(labels, objects)
    ]


def _default_label(raw: dict[str, Json]) -> str:
    label = next((raw[name] for name in _LABELS if raw.get(name)), None)
    # A webhook subscription has no name. Its URL identifies it.
    return one_line(label or (raw.get("delivery_method") or {}).get("url") or raw["id"])


def _attribute(raw: dict[str, Json], name: str, option: str) -> t.Any:
    value = raw.get(name)
    if value is None or isinstance(value, (dict, list)):
        plain = sorted(key for key, other in raw.items() if other is not None and not isinstance(other, (dict, list)))
        raise UsageError(
            option, f"{_default_label(raw)!r} ({raw['id']}) has no plain value {name!r}; it has {', '.join(plain)}"
        )
    return value
