# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The use of PD Advance, PagerDuty's generative AI. The emulator has no such feature: a state file sets its use."""

from __future__ import annotations

from ..core.state import Account
from ..schema.fields import Choice, Field, Flag, Instant, Text, Whole
from ..schema.resource import UnnamedResource

FEATURES = (
    "genai_incident_summarization", "genai_assist_bot", "genai_status_updates", "genai_knowledge_base",
    "genai_incident_insight",
)
"""Those in PagerDuty's documents."""


class PdAdvanceUsages(UnnamedResource):
    """One use of a feature. ``proactive``: PD Advance itself initiated it. ``incident``: the ID of an incident."""

    type = "pd_advance_usage"
    plural = "pd_advance_usages"
    scope = "analytics"
    fields = (
        Field("feature", Choice(FEATURES), required=True),
        Field("created_at", Instant(), default=Account.now),
        Field("credits", Whole(0), default=1),
        Field("proactive", Flag(), default=False),
        Field("incident", Text(nullable=True)),
    )


RESOURCE = PdAdvanceUsages()
