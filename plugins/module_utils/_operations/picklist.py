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
from .._engine.operation import Operation
from .._engine.resource_operations import info_operation
from .._resources.change_event import CHANGE_EVENTS
from .._resources.escalation_policy import ESCALATION_POLICIES
from .._resources.incident import INCIDENTS
from .._resources.notification import NOTIFICATIONS
from .._resources.priority import PRIORITIES
from .._resources.service import SERVICES
from .._resources.team import TEAMS
from .._resources.template import TEMPLATES
from .._resources.user import USERS
from .._schema.fields import Json
from .._schema.resource import Listing
from .alert import ALERT_INFO_OPERATION
from .incident_note import NOTE_INFO_OPERATION
from .log_entry import LOG_ENTRY_INFO_OPERATION
from .webhook_subscription import SUBSCRIPTION_INFO_OPERATION

# What is listed, without on-calls, which have no IDs.
LISTINGS: tuple[Listing, ...] = (
    CHANGE_EVENTS,
    ESCALATION_POLICIES,
    INCIDENTS,
    NOTIFICATIONS,
    PRIORITIES,
    SERVICES,
    TEAMS,
    TEMPLATES,
    USERS,
)

# By kind: the operation of its info module, and the key of its result.
PICKLISTS: dict[str, tuple[Operation, str]] = {
    **{listing.kind.name: (info_operation(listing), listing.kind.plural) for listing in LISTINGS},
    "alert": (ALERT_INFO_OPERATION, "alerts"),
    "log_entry": (LOG_ENTRY_INFO_OPERATION, "log_entries"),
    "incident_note": (NOTE_INFO_OPERATION, "notes"),
    "webhook_subscription": (SUBSCRIPTION_INFO_OPERATION, "webhook_subscriptions"),
}

# Options of info modules that change nothing about which objects there are.
_OTHER = ("include", "total")

# What an object is called, by the first of these that it has.
_CALLED = ("name", "summary", "title", "content", "description")


def filters(kind: str) -> list[str]:
    """The options that select among objects of this kind."""
    return [name for name in PICKLISTS[kind][0].options if name not in _OTHER]


def pairs(objects: list[dict[str, Json]], label: str | None, key: str) -> list[dict[str, Json]]:
    """A pair of `label` and `key` for each object, in the order that PagerDuty gave them.

    label: the attribute that people see; None for what an object is called. No two labels are the same then.
    key: the attribute that a task takes. Raises UsageError where an object has no such attribute.
    """
    labels = [_attribute(raw, label, "label") if label else _called(raw) for raw in objects]
    if label is None:
        times = Counter(labels)
        labels = [
            f"{text} ({raw.get('email') or raw['id']})" if times[text] > 1 else text
            for text, raw in zip(labels, objects)
        ]
    return [
        {"label": one_line(text), "key": _attribute(raw, key, "key")}
        for text, raw in zip(labels, objects)
    ]


def _called(raw: dict[str, Json]) -> str:
    called = next((raw[name] for name in _CALLED if raw.get(name)), None)
    # What a subscription is for is where it delivers.
    return one_line(called or (raw.get("delivery_method") or {}).get("url") or raw["id"])


def _attribute(raw: dict[str, Json], name: str, option: str) -> t.Any:
    value = raw.get(name)
    if value is None or isinstance(value, (dict, list)):
        plain = sorted(key for key, held in raw.items() if held is not None and not isinstance(held, (dict, list)))
        raise UsageError(
            option, f"{_called(raw)!r} ({raw['id']}) has no plain value {name!r}; it has {', '.join(plain)}"
        )
    return value
