# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status dashboards: views of business services with their impacts. The API only reads them. A state file sets them."""

from __future__ import annotations

import re
from typing import Any

from ..core.collection import Record
from ..core.errors import not_found
from ..schema.call import Call, Reply
from ..schema.fields import Field, ListOf, Text
from ..schema.operation import Operation
from ..schema.references import KeptReference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .business_service_impacts import listed
from .business_services import RESOURCE as BUSINESS_SERVICES

PAGE = 100


class StatusDashboards(Resource):
    """A status dashboard. Its slug is part of its URL. By default, it follows from the name."""

    type = "status_dashboard"
    plural = "status_dashboards"
    scope = "status_dashboards"
    key_is_unique = False
    fields = (
        Field("name", Text(1), required=True),
        Field("url_slug", Text(1, nullable=True)),
        Field("business_services", ListOf(KeptReference((BUSINESS_SERVICES.type,))), default=(), shown=False),
    )

    def complete(self, record: Record, write: Write) -> None:
        record["url_slug"] = record["url_slug"] or re.sub(r"[^a-z0-9]+", "-", record["name"].lower()).strip("-")

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {name: record[name] for name in ("id", "url_slug", "name")}


RESOURCE = StatusDashboards()


# -- operations ------------------------------------------------------------------------------------------------------


def dashboards(call: Call) -> Reply:
    """All of them on one page: the documents have no parameters for others."""
    view = call.view()
    found = [RESOURCE.render(one, view) for one in call.account.collection(RESOURCE.type)]
    return Reply(200, {"limit": PAGE, "next_cursor": None, RESOURCE.plural: found})


def by_slug(call: Call) -> Record:
    """The dashboard whose slug is in the path. Raises 404."""
    for one in call.account.collection(RESOURCE.type):
        if one["url_slug"] == call.ids[0]:
            return one
    raise not_found()


def shown(call: Call, record: Record) -> Reply:
    return Reply(200, {RESOURCE.type: RESOURCE.render(record, call.view())})


def impacts(call: Call, record: Record) -> Reply:
    services = call.account.collection(BUSINESS_SERVICES.type)
    known = [services.get(one["id"]) for one in record["business_services"]]
    return listed(call, [one for one in known if one is not None])


READ, ONE, SLUG = "status_dashboards.read", f"{RESOURCE.path}/*", f"{RESOURCE.path}/url_slugs/*"

OPERATIONS = (
    Operation("GET", RESOURCE.path, dashboards, READ),
    Operation("GET", ONE, lambda call: shown(call, call.record(RESOURCE)), READ),
    Operation("GET", f"{ONE}/service_impacts", lambda call: impacts(call, call.record(RESOURCE)), READ),
    Operation("GET", SLUG, lambda call: shown(call, by_slug(call)), READ),
    Operation("GET", f"{SLUG}/service_impacts", lambda call: impacts(call, by_slug(call)), READ),
)
