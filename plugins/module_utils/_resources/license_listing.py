# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licenses with what the info module lists: also who has each of them.

Users refer to licenses in their declaration, so this is not in the declaration of licenses.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core import responses
from .._schema.fields import Json
from .._schema.listing import Listing
from .._schema.session import Session
from .license import LICENSE
from .user import ROLES, USER

_ALLOCATION = responses.Object(
    license=responses.IDENTIFIED, user=responses.IDENTIFIED, allocated_at=responses.Maybe(responses.TEXT)
)


def _keep(params: dict[str, t.Any], session: Session) -> t.Callable[[dict[str, Json]], bool] | None:
    role = params["role"]
    return (lambda raw: role in (raw.get("valid_roles") or ())) if role else None


def _with_allocations(params: dict[str, t.Any], session: Session, raw: dict[str, Json]) -> dict[str, Json]:
    """PagerDuty lists the allocations of all licenses together, and the users as IDs."""
    if not params["allocations"]:
        return raw
    allocations = session.names.whole("/license_allocations", "license_allocations", _ALLOCATION)
    return {
        **raw,
        "allocations": [
            {"user": _user(session, allocation["user"]), "allocated_at": allocation.get("allocated_at")}
            for allocation in allocations
            if allocation["license"]["id"] == raw["id"]
        ],
    }


def _user(session: Session, reference: dict[str, Json]) -> dict[str, Json]:
    """A reference with the name and the email address. A user who was just deleted has neither."""
    user = session.names.get(USER, reference["id"]) or {}
    return {**reference, "summary": user.get("name"), "email": user.get("email")}


LISTED_LICENSE = replace(
    LICENSE,
    listing=Listing(
        single=False,
        exact=("name",),
        limits=False,
        options={
            "role": {"type": "str", "choices": list(ROLES)},
            "allocations": {"type": "bool", "default": False},
        },
        keep=_keep,
        complete=_with_allocations,
    ),
)
