# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status updates: messages about an incident to its subscribers. PagerDuty can't list, change or delete them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, OutcomeUnknown, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.incident import no_incident
from .._resources.incident_parent import WHICH, WHICH_CONSTRAINTS, by_id, named


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    for option in ("text", "subject", "html_message"):
        if params.get(option) is not None and not params[option].strip():
            raise UsageError(option, "must not be empty")
    body = {"message": params["text"]}
    body.update({name: params[name] for name in ("subject", "html_message") if params.get(name) is not None})
    incident = named(params, session)
    if session.check_mode:
        if by_id(incident, {}, session) is None:
            raise no_incident(incident, "incident")
        update = body
    else:
        try:
            response = session.client.post(
                f"/incidents/{segment(incident)}/status_updates",
                body,
                sends_from=True,
                expects=responses.Object(status_update=responses.Maybe(responses.OBJECT)),
            )
        except NotFound as error:
            raise no_incident(incident, "incident", error) from None
        except OutcomeUnknown as error:
            error.add(
                "PagerDuty can't list status updates, and a second one would notify all subscribers again. Before you"
                " run this task again, check in the incident's timeline whether it was sent"
            )
            raise
        update = {**body, **(response.get("status_update") or {})}
    return {"changed": True, "status_update": update, "diff": {"before": {}, "after": body}}


STATUS_UPDATE_OPERATION = Operation(
    "pagerduty_incident_status_update",
    {
        **WHICH,
        "text": {"type": "str", "required": True},  # "message" is reserved by Ansible
        "subject": {"type": "str"},
        "html_message": {"type": "str"},
    },
    _work,
    {**WHICH_CONSTRAINTS, "required_together": [["subject", "html_message"]]},
    hints={"message": "use text instead"},
)
