# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memories of PagerDuty's SRE Agent. The emulator has no such agent: a state file sets what it has learned."""

from __future__ import annotations

from typing import Any

from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Choice, Field, Instant, Text
from ..schema.operation import Operation, delete
from ..schema.references import HistoricalReference
from ..schema.resource import UnnamedResource
from ..schema.view import View

TYPES = ("runbook", "service_profile", "incident_playbook", "incident_summary")
FILTERED = TYPES[:3]
"""The types that the list can select."""

DEFAULT_LIMIT, MOST = 20, 100


class SreMemories(UnnamedResource):
    """A memory: a text about a service or an incident."""

    type = "sre_memory"
    plural = "sre_memories"
    scope = "sre_agent"
    fields = (
        Field("content", Text(1), required=True, clearable=False),
        Field("kind", Choice(TYPES), default="runbook", api=False),
        Field("service", HistoricalReference(("service",), nullable=True), api=False),
        Field("incident", HistoricalReference(("incident",), nullable=True), api=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
    )

    def render(self, record: dict[str, Any], view: View) -> dict[str, Any]:
        attributes = {"account_id": view.account.identifier}
        for name in ("service", "incident"):
            if record[name] is not None:
                attributes[f"{name}_id"] = record[name]["id"]
        return {
            "id": record["id"],
            "type": self.type,
            "content": record["content"],
            "attributes": {**attributes, "type": record["kind"]},
            "created_at": view.instant(record["created_at"]),
            "updated_at": view.instant(record["updated_at"]),
        }


RESOURCE = SreMemories()


# -- operations ------------------------------------------------------------------------------------------------------


def memories(call: Call) -> Reply:
    """The newest first. The list has no further pages."""
    limit = call.number("limit", DEFAULT_LIMIT, 1)
    if limit > MOST:
        raise invalid(f"Limit must be from 1 to {MOST}")
    kinds = call.chosen("type", FILTERED)
    wanted = {name: call.query.get(f"{name}_id") for name in ("service", "incident")}
    found = [
        one
        for one in call.account.collection(RESOURCE.type)
        if (not kinds or one["kind"] in kinds)
        and all(value is None or (one[name] or {}).get("id") == value for name, value in wanted.items())
    ]
    view = call.view(default_zone="Etc/UTC")
    return Reply(200, {"memories": [RESOURCE.render(one, view) for one in found[::-1][:limit]], "limit": limit})


def update_memory(call: Call) -> Reply:
    content = call.wrapped("memory").get("content")
    changed = RESOURCE.merged(call.account, call.record(RESOURCE), {"content": content})
    changed = {**changed, "updated_at": call.account.now()}
    call.account.put(RESOURCE, changed)
    return Reply(200, {"memory": RESOURCE.render(changed, call.view(default_zone="Etc/UTC"))})


WRITE = "sre_agent.write"

OPERATIONS = (
    Operation("GET", "/sre_agent/memories", memories, "incident.read"),
    Operation("PUT", "/sre_agent/memories/*", update_memory, WRITE),
    Operation("DELETE", "/sre_agent/memories/*", delete(RESOURCE), WRITE),
)
