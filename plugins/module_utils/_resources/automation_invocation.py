# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invocations of automation actions: each is one run of an action for an incident.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._schema.fields import Json
from .._schema.listing import Filter, Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import ById, Resource
from .._schema.session import Session
from .automation_action import AUTOMATION_ACTION
from .incident import INCIDENT
from .incident_parent import incident_id

COMPLETED = "completed"
FAILED = ("error", "aborted")
STATES = ("prepared", "created", "sent", "queued", "running", "aborted", COMPLETED, "error", "unknown")

PATH = "/automation_actions/invocations"

INVOCATION = responses.IDENTIFIED.having(state=responses.TEXT)


def _of_incident(params: dict[str, t.Any], session: Session) -> dict[str, Json]:
    """The parameter for one incident, which a task can also name by its number."""
    if params.get("incident") is None:
        return {}
    return {"incident_id": incident_id(session, params["incident"], "incident")}


AUTOMATION_INVOCATION = Resource(
    name="automation_invocation",
    plural="automation_invocations",
    title="automation invocation",
    path=PATH,
    wrapper="invocation",
    list_wrapper="invocations",
    type_name="invocation",
    identity=ById(),
    keys=("id",),
    unique_keys=(),
    query=None,
    paged=False,
    minimum=INVOCATION,
    outside_account="it is the run of an action",
    listing=Listing(
        filters=(
            Filter("action", "action_id", resource=AUTOMATION_ACTION, one=True),
            Filter("state", "invocation_state", choices=STATES),
            Filter("not_state", "not_invocation_state", choices=STATES),
        ),
        options={"incident": {"type": ReferenceType(INCIDENT)}},
        constraints={"mutually_exclusive": [["id", "incident"]]},
        parameters=_of_incident,
        limits=False,
        picklist="",
    ),
)
