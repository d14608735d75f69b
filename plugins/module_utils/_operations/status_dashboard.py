# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists status dashboards: views of business services with their impacts.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound
from .._engine.operation import Operation
from .._engine.session import Session
from .._schema.fields import Json, folded

_PATH, _NAME, _PLURAL = "/status_dashboards", "status_dashboard", "status_dashboards"
_PRIORITY, _COUNT = "services.highest_impacting_priority", "total_impacted_count"
_DASHBOARD = responses.IDENTIFIED.having(name=responses.TEXT, url_slug=responses.TEXT)
_IMPACTS = responses.Object(
    services=responses.Each(responses.IDENTIFIED.having(status=responses.TEXT)),
    additional_fields=responses.Object(total_impacted_count=responses.NUMBER),
)


def _path(params: dict[str, t.Any]) -> str:
    """The path of the dashboard that a task names by its ID or its slug; "" if it names none in this way."""
    if params["id"] is not None:
        return f"{_PATH}/{segment(params['id'].strip())}"
    if params["url_slug"] is not None:
        return f"{_PATH}/url_slugs/{segment(params['url_slug'].strip())}"
    return ""


def _dashboards(params: dict[str, t.Any], session: Session) -> list[dict[str, Json]]:
    path = _path(params)
    if path:
        try:
            return [session.client.get(path, None, responses.Object(**{_NAME: _DASHBOARD}))[_NAME]]
        except NotFound:
            return []
    pages = session.client.pages(_PATH, _PLURAL, of=_DASHBOARD, paged=False)
    found = [one for page in pages for one in page.items]
    if params["name"] is None:
        return found
    return [one for one in found if folded(one["name"]) == folded(params["name"])]


def _with_impacts(dashboard: dict[str, Json], params: dict[str, t.Any], session: Session) -> dict[str, Json]:
    """A dashboard with its business services, the most impacted first, and how many of them are impacted."""
    path = _path(params) or f"{_PATH}/{segment(str(dashboard['id']))}"
    answer = session.client.get(f"{path}/service_impacts", {"additional_fields[]": [_PRIORITY, _COUNT]}, _IMPACTS)
    if answer.get("more"):
        session.warn(f"{dashboard['name']}: PagerDuty returns the most impacted business services only, 200 at most")
    return {**dashboard, "services": answer["services"], _COUNT: answer["additional_fields"][_COUNT]}


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    found = _dashboards(params, session)
    if params["impacts"]:
        found = [_with_impacts(one, params, session) for one in found]
    return {"changed": False, _PLURAL: found}


STATUS_DASHBOARD_INFO_OPERATION = Operation(
    f"pagerduty_{_NAME}_info",
    {
        "id": {"type": "str"},
        "name": {"type": "str"},
        "url_slug": {"type": "str"},
        "impacts": {"type": "bool", "default": False},
    },
    _work,
    {"mutually_exclusive": [["id", "name", "url_slug"]]},
    hints={"slug": "use url_slug instead", "service_impacts": "use impacts instead"},
)
