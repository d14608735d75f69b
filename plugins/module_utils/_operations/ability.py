# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The abilities of an account: the features that its plan includes.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError, Missing, NotFound, UsageError
from .._engine.operation import Operation
from .._engine.session import Session

_ABILITIES = responses.Object(abilities=responses.Each(responses.TEXT))


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    name = params["name"]
    if name is None:
        return {"changed": False, "abilities": session.client.get("/abilities", expects=_ABILITIES)["abilities"]}
    name = name.strip()
    if not name:
        raise UsageError("name", "must not be empty; omit it to list all abilities")
    return {"changed": False, "abilities": [name] if _has(session, name) else []}


def _has(session: Session, name: str) -> bool:
    """Whether the account has an ability. Raises Missing for a name that PagerDuty does not know."""
    try:
        session.client.request("GET", f"/abilities/{segment(name)}")
    except NotFound:
        raise Missing("name", f"PagerDuty knows no ability {name!r}; check its spelling") from None
    except ApiError as error:
        if error.status != 402:
            raise
        return False
    return True


ABILITY_INFO_OPERATION = Operation("pagerduty_ability_info", {"name": {"type": "str"}}, _work)
