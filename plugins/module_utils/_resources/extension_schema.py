# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extension schemas: the types of extensions, such as a generic webhook or ServiceNow.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Json, folded
from .._schema.listing import Listing
from .._schema.resource import Resource
from .._schema.session import Session

Raw = dict[str, Json]

# The first words of the labels of schemas whose extensions are authorized with OAuth. PagerDuty's API does not say so.
_AUTHORIZED = ("slack", "jira cloud", "microsoft teams")


def needs_authorization(schema: Raw) -> bool:
    """Whether extensions with this schema can only be created in PagerDuty's web interface."""
    names = [folded(str(schema.get(key) or "").replace("_", " ")) for key in ("label", "key")]
    return any(name == first or name.startswith(f"{first} ") for name in names for first in _AUTHORIZED)


def _keep(params: dict[str, t.Any], session: Session) -> t.Callable[[Raw], bool] | None:
    """PagerDuty documents nothing that filters the list of schemas."""
    part = folded(params["query"] or "")
    return (lambda raw: any(part in folded(raw.get(key) or "") for key in ("label", "key"))) if part else None


EXTENSION_SCHEMA = Resource(
    name="extension_schema",
    plural="extension_schemas",
    title="extension schema",
    path="/extension_schemas",
    keys=("label", "key"),
    unique_keys=("label", "key"),
    summary_of="label",
    query=None,
    listing=Listing(exact=("label",), options={"query": {"type": "str"}}, keep=_keep),
)
