# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All resources and all operations of the REST API, found in the modules of the package `resources`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from . import resources
from .core.clock import Timer
from .core.collection import Record, Target
from .core.state import Account
from .resources import abilities
from .schema.call import Call, Reply
from .schema.operation import Operation
from .schema.resource import Resource

LOADED_FIRST = (
    "licenses", "priorities", "users", "teams", "schedules", "schedules_v3", "escalation_policies", "vendors",
    "service_custom_fields", "services", "incident_types", "incident_custom_fields", "incidents", "alerts",
    "log_entries", "notes", "notifications", "change_events", "templates", "webhook_oauth_clients",
    "webhook_subscriptions", "slack_workspaces", "automation_runners", "automation_actions",
    "workflow_integrations", "enrichment_schemas", "event_orchestrations",
    "incident_workflows", "incident_workflow_triggers",
    "business_services", "status_pages",
)
"""The modules whose objects a state file contains first, in this order. Objects refer only to objects that are loaded
before them. All other modules follow, in alphabetical order."""


def modules() -> list[Any]:
    """The modules of all resources, in the order in which a state file is loaded."""
    names = sorted(found.name for found in iter_modules(resources.__path__))
    ordered = (*LOADED_FIRST, *(name for name in names if name not in LOADED_FIRST))
    return [import_module(f"{resources.__name__}.{name}") for name in ordered]


RESOURCES: tuple[Resource, ...] = tuple(one.RESOURCE for one in modules() if hasattr(one, "RESOURCE"))
"""In the order in which a state file is loaded."""

OPERATIONS: tuple[Operation, ...] = tuple(
    operation
    for module in modules()
    for operation in getattr(module, "OPERATIONS", ())
)

TIMERS: dict[str, Callable[[Account, Timer], None]] = {
    action: function for module in modules() for action, function in getattr(module, "TIMERS", {}).items()
}
"""Actions of timers → the functions that do them."""


def after_load(account: Account) -> None:
    """Completes objects that were loaded from a state file."""
    for module in modules():
        if hasattr(module, "after_load"):
            module.after_load(account)


def perform(operation: Operation, call: Call) -> Reply:
    """Handles a request, and calls ``after_operation`` of all modules that have it if it has changed something."""
    with call.account.tracking() as before:
        reply = operation(call)
    if before:
        for function in AFTER_OPERATION:
            function(call, before)
    return reply


AFTER_OPERATION: tuple[Callable[[Call, Mapping[Target, Record | None]], None], ...] = tuple(
    one.after_operation for one in modules() if hasattr(one, "after_operation")
)

DEFAULT_ABILITIES = abilities.DEFAULT_ABILITIES
"""The abilities of an account whose state file does not list any."""

SCOPES = frozenset(one.scope for one in OPERATIONS if one.scope is not None)
"""All OAuth scopes."""


class Router:
    """Finds the operations of a path, in a tree of path segments. A literal segment takes precedence over ``*``."""

    def __init__(self, operations: tuple[Operation, ...]):
        self._root: dict[str, Any] = {}
        for operation in operations:
            node = self._root
            for segment in operation.path.strip("/").split("/"):
                node = node.setdefault(segment, {})
            node.setdefault("", {})[operation.method] = operation

    def find(self, path: str) -> tuple[dict[str, Operation], tuple[str, ...]]:
        """The operations of a path by method, and the IDs in it. Both are empty for an unknown path."""
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
