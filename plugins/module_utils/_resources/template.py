# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of status updates.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Choice, Json, Name, Object, Text
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource

_PARTS = ("email_subject", "email_body", "message")

_TYPES = ("status_update",)

_ORDERS = tuple(name + direction for name in ("name", "created_at") for direction in ("", ":asc", ":desc"))


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    """Parts without text are null. The time and the user of the change can't be predicted."""
    predicted["templated_fields"] = {**dict.fromkeys(_PARTS), **(predicted.get("templated_fields") or {})}
    for name in ("updated_at", "updated_by"):
        predicted.pop(name, None)


TEMPLATE = Resource(
    name="template",
    plural="templates",
    title="template",
    path="/templates",
    unique_keys=(),
    unique=False,
    endpoint=Endpoint(omit_type=True),
    fields=(
        Name(),
        Text("description", cleared=None),
        # There is only one type. PagerDuty does not document whether it can be omitted.
        Choice("template_type", _TYPES, default="status_update", unset="status_update"),
        Object(
            "templated_fields",
            [
                Text("email_subject", cleared=None),
                Text("email_body", cleared=None),
                Text("short_message", api="message", cleared=None),  # `message` is reserved by Ansible
            ],
        ),
    ),
    predict=_predict,
    listing=Listing(
        filters=(
            Filter("query", "query"),
            Filter("template_type", "template_type", choices=_TYPES),
            Filter("sort_by", "sort_by", choices=_ORDERS),
        ),
        exact=("name",),
    ),
)
