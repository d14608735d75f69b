# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of the REST API: a row each, with what PagerDuty asks of the caller, and the code behind it.

A module a family, each with its own table ``OPERATIONS``.
"""

from __future__ import annotations

from typing import Any

from . import alerts, directory, inbound, incident_details, incidents, outbound, timeline
from .base import Operation

FAMILIES = (directory, incidents, incident_details, alerts, timeline, inbound, outbound)

OPERATIONS: tuple[Operation, ...] = tuple(one for family in FAMILIES for one in family.OPERATIONS)

SCOPES = frozenset(one.scope for one in OPERATIONS if one.scope is not None)
"""Every scope there is."""


class Router:
    """From a path to its operations: a tree of path segments, where a literal segment goes before ``*``."""

    def __init__(self, operations: tuple[Operation, ...]):
        self._root: dict[str, Any] = {}
        for operation in operations:
            node = self._root
            for segment in operation.path.strip("/").split("/"):
                node = node.setdefault(segment, {})
            node.setdefault("", {})[operation.method] = operation

    def find(self, path: str) -> tuple[dict[str, Operation], tuple[str, ...]]:
        """The operations of a path by method, and the IDs in it. There are none of an unknown path."""
        found: tuple[dict[str, Operation], tuple[str, ...]] | None = self._walk(self._root, path.split("/")[1:], ())
        return found or ({}, ())

    def _walk(self, node: dict[str, Any], rest: list[str], ids: tuple[str, ...]) -> Any:
        if not rest:
            return (node[""], ids) if "" in node else None
        segment, *rest = rest
        if segment in node and segment not in ("", "*"):
            found = self._walk(node[segment], rest, ids)
            if found is not None:
                return found
        return self._walk(node["*"], rest, (*ids, segment)) if "*" in node and segment else None


ROUTER = Router(OPERATIONS)
