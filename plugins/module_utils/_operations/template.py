# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders templates.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .. import _shape as shape
from .._client import segment
from .._errors import ApiError
from .._fields import Details, Json
from .._option_types import ReferenceType
from .._reconcile import Context
from .._references import no_incident
from .._resources.template import TEMPLATE
from .._run import Operation
from .incident import WHICH, WHICH_IF_ANY, by_id, by_incident

_RENDERED = shape.Object(
    templated_fields=shape.Maybe(shape.OBJECT),
    warnings=shape.Maybe(shape.Each(shape.ANY)),
    errors=shape.Maybe(shape.Each(shape.ANY)),
)

_EXTERNAL = Details("external")


def _work(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
    template = context.directory.reference(TEMPLATE.kind, params["template"], "template")
    body: dict[str, Json] = {}
    params = by_incident(params, context)
    if params.get("incident"):
        body["incident_id"] = params["incident"]
    if params.get("status_update") is not None:
        body["status_update"] = {"message": params["status_update"]}
    if params.get("external") is not None:
        body["external"] = _EXTERNAL.parse(params["external"], "external", context.directory, None)
    # It is a POST that changes nothing, so check mode sends it, too, and it may be repeated.
    path = f"/templates/{segment(template['id'])}/render"
    try:
        answer = context.client.request("POST", path, body=body, repeatable=True, expects=_RENDERED)
    except ApiError as error:
        if params.get("incident") and by_id(params["incident"], {}, context) is None:
            raise no_incident(params["incident"], "incident", error) from None
        raise
    return {
        "changed": False,
        "rendered": answer.get("templated_fields") or {},
        "render_warnings": answer.get("warnings") or [],
        "render_errors": answer.get("errors") or [],
    }


RENDER_OPERATION = Operation(
    "pagerduty_template_render",
    {
        "template": {"type": ReferenceType(TEMPLATE.kind), "required": True},
        **WHICH,
        "status_update": {"type": "str"},
        "external": _EXTERNAL.spec(),
    },
    _work,
    WHICH_IF_ANY,
)
