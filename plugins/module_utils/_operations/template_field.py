# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that templates of status updates can contain.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._engine.operation import Operation
from .._engine.session import Session

_FIELDS = responses.Object(fields=responses.Each(responses.Object(summary=responses.TEXT)))


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    found = session.client.get("/templates/fields", expects=_FIELDS)["fields"]
    if params["query"] is not None:
        text = params["query"].strip().casefold()
        found = [one for one in found if text in one["summary"].casefold()]
    return {"changed": False, "template_fields": found}


TEMPLATE_FIELD_INFO_OPERATION = Operation("pagerduty_template_field_info", {"query": {"type": "str"}}, _work)
