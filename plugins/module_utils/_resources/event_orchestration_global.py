# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for all events of an event orchestration.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.resource import Parent
from .event_orchestration import EVENT_ORCHESTRATION
from .event_orchestration_actions import drop_event, of_incidents
from .event_orchestration_paths import path_resource

EVENT_ORCHESTRATION_GLOBAL = path_resource(
    "global",
    "/event_orchestrations/{parent}/global",
    Parent(EVENT_ORCHESTRATION, "orchestration"),
    lambda: [*of_incidents(), drop_event()],
)
