# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for events that the router of an event orchestration routes to no service.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.resource import Parent
from .event_orchestration import EVENT_ORCHESTRATION
from .event_orchestration_actions import of_events
from .event_orchestration_paths import path_resource

EVENT_ORCHESTRATION_UNROUTED = path_resource(
    "unrouted",
    "/event_orchestrations/{parent}/unrouted",
    Parent(EVENT_ORCHESTRATION, "orchestration"),
    of_events,
    catch_all={"suppress": True},  # whatever a request contains
)
