# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts incident workflows on incidents.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import OutcomeUnknown, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.incident import no_incident
from .._resources.incident_parent import WHICH, WHICH_CONSTRAINTS, by_id, named
from .._resources.incident_workflow import INCIDENT_WORKFLOW
from .._schema.option_types import ReferenceType

_INSTANCE = "incident_workflow_instance"


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    identifier = params.get("instance_id")
    if identifier is not None and not identifier.strip():
        raise UsageError("instance_id", "must not be empty")
    workflow = session.names.reference(INCIDENT_WORKFLOW, params["workflow"], "workflow")
    known = session.names.get(INCIDENT_WORKFLOW, workflow["id"]) or {}
    if known.get("is_enabled") is False:
        raise UsageError("workflow", "is disabled; set is_enabled with pagerduty_incident_workflow first")
    named_incident = named(params, session)
    incident = by_id(named_incident, {}, session)
    if incident is None:
        raise no_incident(named_incident, "incident")
    reference = {"id": incident["id"], "type": "incident_reference"}
    body = {**({"id": identifier.strip()} if identifier else {}), "type": _INSTANCE, "incident": reference}
    instance: dict[str, t.Any] = body
    if not session.check_mode:
        instance = {**body, **_start(session, workflow["id"], body)}
    started = {"workflow": workflow.get("summary") or workflow["id"], "incident": incident["id"]}
    return {"changed": True, _INSTANCE: instance, "diff": {"before": {}, "after": started}}


def _start(session: Session, workflow_id: str, body: dict[str, t.Any]) -> dict[str, t.Any]:
    """Start the workflow. Returns the run as PagerDuty returned it."""
    try:
        response = session.client.post(
            f"{INCIDENT_WORKFLOW.path}/{segment(workflow_id)}/instances",
            {_INSTANCE: body},
            expects=responses.Object(incident_workflow_instance=responses.Maybe(responses.OBJECT)),
        )
    except OutcomeUnknown as error:
        error.add(
            "PagerDuty can't list the runs of a workflow, and a second run would repeat all steps. Before you run this"
            " task again, check in the incident whether the workflow was started"
        )
        raise
    return t.cast("dict[str, t.Any]", response.get(_INSTANCE) or {})


INCIDENT_WORKFLOW_RUN_OPERATION = Operation(
    "pagerduty_incident_workflow_run",
    {
        **WHICH,
        "workflow": {"type": ReferenceType(INCIDENT_WORKFLOW), "required": True},
        "instance_id": {"type": "str"},
    },
    _work,
    WHICH_CONSTRAINTS,
    hints={"wait": "PagerDuty does not say whether a run has ended; use its webhooks", "id": "use incident"},
)
