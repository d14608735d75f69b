# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations of event orchestrations: their routing keys.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._schema.fields import Json, Name, folded
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Resource
from .event_orchestration import EVENT_ORCHESTRATION, default_label

Raw = dict[str, Json]


def _placeholder(number: int) -> Raw:
    """The parameters that only PagerDuty knows. The key has 32 characters, as real keys."""
    return {"routing_key": f"check-mode-key-{number:017}", "type": "global"}


def _is_default(orchestration: Raw, integration: Raw) -> bool:
    return folded(integration.get("label") or "") == folded(default_label(str(orchestration.get("name"))))


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """An integration has no summary."""
    predicted.pop("summary", None)


EVENT_ORCHESTRATION_INTEGRATION = Resource(
    name="event_orchestration_integration",
    plural="integrations",
    title="integration",
    result="integration",
    path="/event_orchestrations/{parent}/integrations",
    wrapper="integration",
    parent=Parent(EVENT_ORCHESTRATION, "orchestration"),
    keys=("label",),
    unique_keys=(),
    summary_of="label",
    called=lambda raw: str(raw.get("label") or ""),
    unique=False,
    interchangeable=False,
    created_with=_is_default,
    query=None,
    paged=False,
    minimum=responses.IDENTIFIED.having(label=responses.Maybe(responses.TEXT)),
    placeholders={"parameters": _placeholder},
    fields=(Name("label"),),
    endpoint=Endpoint(omit_type=True),
    predict=_predict,
    instead={
        "name": "use label instead",
        "routing_key": "PagerDuty generates the key; the task returns it in integration.parameters",
        "migrate_from": "use a task with pagerduty_event_orchestration_integration to move an integration with its key",
    },
    listing=Listing(exact=("label",), limits=False),
)
