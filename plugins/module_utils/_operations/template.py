# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders templates.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.incident import no_incident
from .._resources.incident_parent import WHICH, WHICH_IF_ANY, by_id, by_incident
from .._resources.template import TEMPLATE
from .._schema.fields import Details, Json
from .._schema.option_types import ReferenceType
from .._schema.session import is_predicted

_RENDERED = responses.Object(
    templated_fields=responses.Maybe(responses.OBJECT),
    warnings=responses.Maybe(responses.Each(responses.ANY)),
    errors=responses.Maybe(responses.Each(responses.ANY)),
)

_EXTERNAL = Details("external")


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    template = session.names.reference(TEMPLATE, params["template"], "template")
    if is_predicted(template["id"]):
        return _not_rendered(template, session)
    body: dict[str, Json] = {}
    params = by_incident(params, session)
    if params.get("incident"):
        body["incident_id"] = params["incident"]
    if params.get("status_update") is not None:
        body["status_update"] = {"message": params["status_update"]}
    if params.get("external") is not None:
        body["external"] = _EXTERNAL.parse(params["external"], "external", session.names, None)
    # This POST changes nothing, so check mode sends it as well, and it may be repeated.
    path = f"/templates/{segment(template['id'])}/render"
    try:
        response = session.client.request("POST", path, body=body, repeatable=True, expects=_RENDERED)
    except ApiError as error:
        if params.get("incident") and by_id(params["incident"], {}, session) is None:
            raise no_incident(params["incident"], "incident", error) from None
        raise
    return {
        "changed": False,
        "rendered": response.get("templated_fields") or {},
        "render_warnings": response.get("warnings") or [],
        "render_errors": response.get("errors") or [],
    }


def _not_rendered(template: dict[str, Json], session: Session) -> dict[str, t.Any]:
    """The result in check mode for a template that an earlier task would create."""
    session.warn("template: it does not exist yet, so PagerDuty can't render it; its texts are returned as they are")
    known = session.names.get(TEMPLATE, template["id"]) or {}
    return {
        "changed": False,
        "rendered": known.get("templated_fields") or {},
        "render_warnings": [],
        "render_errors": [],
    }


RENDER_OPERATION = Operation(
    "pagerduty_template_render",
    {
        "template": {"type": ReferenceType(TEMPLATE), "required": True},
        **WHICH,
        "status_update": {"type": "str"},
        "external": _EXTERNAL.spec(),
    },
    _work,
    WHICH_IF_ANY,
)
