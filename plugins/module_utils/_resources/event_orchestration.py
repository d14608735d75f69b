# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event orchestrations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Canonical, Json, Name, Reference, Text
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource
from .team import TEAM


class _Team(Reference):
    """The owning team. Requests contain its ID only: PagerDuty derives the type."""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if full:
            return super().encode(value, current, full=True)
        return {"id": value["id"] if value else None}  # as PagerDuty's Terraform provider removes the team


_DEFAULT = " Default Integration"  # follows the name of the orchestration, in the label of its first integration


def default_label(name: str) -> str:
    """The label of the integration that PagerDuty creates together with an orchestration."""
    return f"{name}{_DEFAULT}"


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """An orchestration has no summary, and only PagerDuty knows when it was changed. The label of its first integration
    follows a new name."""
    for name in ("summary", "updated_at", "updated_by", "version"):
        predicted.pop(name, None)
    if "name" in changes and predicted.get("integrations"):
        predicted["integrations"] = [
            {key: value for key, value in one.items() if key != "label" or not str(value).endswith(_DEFAULT)}
            for one in predicted["integrations"]
        ]


def _predicted_integrations(number: int) -> list[dict[str, Json]]:
    """The integrations of an orchestration that only check mode creates. The key has 32 characters, as real keys."""
    key = f"check-mode-key-{number:017}"
    return [{"id": f"check-mode-integration-{number}", "parameters": {"routing_key": key, "type": "global"}}]


EVENT_ORCHESTRATION = Resource(
    name="event_orchestration",
    plural="event_orchestrations",
    title="event orchestration",
    path="/event_orchestrations",
    wrapper="orchestration",
    list_wrapper="orchestrations",
    unique_keys=(),
    unique=False,
    query=None,
    total_parameter=False,
    only_single=("integrations",),
    placeholders={"integrations": _predicted_integrations},
    fields=(Name(), Text("description"), _Team("team", TEAM, clearable=True)),
    endpoint=Endpoint(omit_type=True),
    predict=_predict,
    instead={
        "router": "use pagerduty_event_orchestration_router",
        "global": "use pagerduty_event_orchestration_global",
        "unrouted": "use pagerduty_event_orchestration_unrouted",
        "rules": "use pagerduty_event_orchestration_router, or _global and _unrouted for rules that change events",
        "catch_all": "use pagerduty_event_orchestration_router",
        "routing_key": "PagerDuty generates the routing key; the task returns it in integrations",
        "integrations": "PagerDuty creates the first one, which the task returns; for further ones use"
        " pagerduty_event_orchestration_integration",
    },
    listing=Listing(
        filters=(
            Filter(
                "sort_by",
                "sort_by",
                choices=tuple(f"{name}:{way}" for name in ("name", "routes", "created_at") for way in ("asc", "desc")),
            ),
        ),
        exact=("name",),
    ),
)
