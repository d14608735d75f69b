# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the objects that use an object, and so prevent its delete.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._schema.fields import Json
from .._schema.session import Session

Raw = dict[str, Json]


def describe(title: str, raw: Raw) -> str:
    """A dependent for people: its type, its name and its ID."""
    return f"{title} {raw.get('name') or raw.get('summary')} ({raw['id']})"


def selected_by(parameter: str, *lists: tuple[str, str]) -> t.Callable[[Session, Raw], list[str]]:
    """A function that finds the dependents in lists that PagerDuty can filter by the object.

    parameter: the filter, such as `team_ids[]`. lists: (title, path) of each; the key of a response is the path.
    """

    def dependents(session: Session, raw: Raw) -> list[str]:
        found = []
        for title, path in lists:
            pages = session.client.pages(path, path.strip("/"), {parameter: raw["id"]}, of=responses.IDENTIFIED)
            found += [describe(title, other) for page in pages for other in page.items]
        return found

    return dependents


def refers(value: Json, object_id: str) -> bool:
    """Whether an object, or a part of one, contains a reference to another object."""
    if isinstance(value, list):
        return any(refers(entry, object_id) for entry in value)
    if isinstance(value, dict):
        own = object_id in (value.get("id"), value.get("user_id"))  # members of shift-based schedules have the latter
        return own or any(refers(entry, object_id) for entry in value.values())
    return False
