# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vendors: the products for which PagerDuty has integrations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Json, folded
from .._schema.listing import Listing
from .._schema.resource import Resource
from .._schema.session import Session


def _keep(params: dict[str, t.Any], session: Session) -> t.Callable[[dict[str, Json]], bool] | None:
    """PagerDuty documents nothing that filters the list of vendors."""
    part = folded(params["query"] or "")
    return (lambda raw: part in folded(raw.get("name") or "")) if part else None


# There are some hundreds.
VENDOR = Resource(
    name="vendor",
    plural="vendors",
    title="vendor",
    path="/vendors",
    unique_keys=(),
    query=None,
    listing=Listing(exact=("name",), options={"query": {"type": "str"}}, keep=_keep),
)
