# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status pages and what they consist of: services, and the impacts, severities and statuses of posts.

All of it is configured in PagerDuty's web interface. The IDs belong to one page, so tasks use names and descriptions.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import Missing, UsageError
from .._schema.fields import Json, folded
from .._schema.listing import Filter, Listing
from .._schema.resource import Parent, Resource
from .._schema.session import Session

Raw = dict[str, Json]
Params = dict[str, t.Any]

POST_TYPES = ("incident", "maintenance")

STATUS_PAGE = Resource(
    name="status_page",
    plural="status_pages",
    title="status page",
    path="/status_pages",
    # PagerDuty does not document whether two pages can have the same name.
    unique_keys=(),
    query=None,
    minimum=responses.IDENTIFIED.having(name=responses.TEXT),
    listing=Listing(
        single=False,
        filters=(Filter("status_page_type", "status_page_type", choices=("public", "private")),),
        exact=("name",),
    ),
)

STATUS_PAGE_SERVICE = Resource(
    name="status_page_service",
    plural="status_page_services",
    title="service of a status page",
    path="/status_pages/{parent}/services",
    wrapper="service",
    list_wrapper="services",
    parent=Parent(STATUS_PAGE, "status_page"),
    unique_keys=(),
    query=None,
    minimum=responses.IDENTIFIED.having(name=responses.TEXT),
    listing=Listing(exact=("name",)),
)


def page_id(params: Params, session: Session) -> str:
    """The ID of the status page that the option `status_page` names. Raises UsageError."""
    return str(session.names.reference(STATUS_PAGE, params["status_page"], "status_page")["id"])


def part(resource: Resource, page: str, value: str, option: str, session: Session, post_type: str = "") -> Raw:
    """A reference to what a page has, by its name or description, or by its ID.

    resource: its type. page: the ID of the page. option: the option's dotted name, for errors. post_type: the type of
    post to which a level belongs. Raises UsageError.
    """
    listed = session.names.all(resource.under(page))
    known = [raw for raw in listed if not post_type or raw["post_type"] == post_type]
    found = [raw for raw in known if raw["id"] == value.strip()]
    found = found or [raw for raw in known if folded(value) in resource.names_of(raw)]
    if len(found) == 1:
        return {"id": found[0]["id"], "type": resource.name, "summary": found[0][resource.key]}
    if found:
        texts = ", ".join(resource.describe(raw) for raw in found)
        raise UsageError(option, f"there are {len(found)} of {value!r}: {texts}. Use the ID")
    kind = resource.one_key
    which = f"{kind} {value!r}" + (f" for posts of the type {post_type}" if post_type else "")
    there = ", ".join(str(raw[resource.key]) for raw in known) or "none"
    raise Missing(option, f"the status page has no {which}; it has {there}")


def named(resource: Resource, page: str, reference: Raw, session: Session, *, ask: bool) -> Raw:
    """A reference as PagerDuty returned it, with the name or description as its summary.

    ask: read the list of the page if it is not known. Otherwise the summary can be missing.
    """
    bound = resource.under(page)
    if ask:
        session.names.all(bound)
    known = session.names.known(bound, reference["id"])
    return {**reference, "summary": known[resource.key]} if known else reference
