# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Add-ons: pages of other web sites in PagerDuty's web application.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t
from urllib.parse import urlsplit

from .._core.errors import UsageError
from .._schema.fields import Canonical, Choice, Json, Name, Resolver, Text
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource
from .service import SERVICE

TYPES = ("full_page_addon", "incident_show_addon")


class _Type(Choice):
    """Where the page is shown. Lists and the response to a create have the type of a reference."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        return str(super().read(parent) or "").removesuffix("_reference") or None


class _Source(Text):
    """The URL of the page."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = super().parse(value, path, resolver, current)
        try:
            parts = urlsplit(text)
            fits = parts.scheme.lower() == "https" and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits or re.search(r"\s", text):
            raise UsageError(path, "must be a URL of https, such as https://example.com/status")
        return text


ADDON = Resource(
    name="addon",
    plural="addons",
    title="add-on",
    path="/addons",
    query=None,
    unique=False,
    unique_keys=(),
    fields=(
        Name(longest=100),
        _Type("type", TYPES, on_create=True, fixed=True),
        _Source("src", clearable=False, on_create=True),
    ),
    # PagerDuty's Terraform provider always sends all attributes.
    endpoint=Endpoint(omit_type=True, repeats=("name", "type", "src")),
    instead={
        "url": "use src instead",
        "services": "PagerDuty does not document how an add-on gets services",
    },
    listing=Listing(
        filters=(
            Filter("type", "filter", choices=TYPES),
            Filter("services", "service_ids[]", resource=SERVICE),
        ),
        includes=("services",),
        exact=("name",),
    ),
)
