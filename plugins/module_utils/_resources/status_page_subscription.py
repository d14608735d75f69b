# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions to a status page, to one of its services, or to a post.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._core import responses
from .._schema.fields import Canonical, Choice, Field, Json, Text
from .._schema.listing import Filter, Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import ByContent, Parent, Resource
from .._schema.session import Session
from .status_page import STATUS_PAGE, STATUS_PAGE_SERVICE, Params, Raw, page_id, part
from .status_page_post import FINAL, STATUS_PAGE_POST, post_in

_TARGET = "subscribable_object"
_FIXED = "PagerDuty can't change a subscription; create another one without id, and delete this one"


@dataclass(frozen=True, eq=False)
class _Subscription(Resource):
    def typed(self, body: Raw, *, update: bool = False) -> Raw:
        """The body of a request. PagerDuty requires the page, which is in the path, too."""
        return {"type": self.name, **body, "status_page": {"id": self.parent_id, "type": STATUS_PAGE.name}}


class _Contact(Text):
    """An email address or a URL. The case of an email address does not matter."""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if "@" in desired and "://" not in desired:
            return str(desired).casefold() == str(current).casefold()
        return bool(desired == current)


class _Target(Field):
    """What is subscribed. `prepare` derives it from the options `service` and `post`."""

    is_option = False

    @property
    def expects(self) -> responses.Shape:
        return responses.REFERENCE

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(desired["id"] == (current or {}).get("id"))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return {"id": value["id"], "type": value["type"]}

    def show(self, value: Canonical) -> Json:
        return value and f"{value['type']} {value['id']}"


def _prepare(params: Params, session: Session) -> Params:
    page = page_id(params, session)
    if params.get("service") is not None:
        target = part(STATUS_PAGE_SERVICE, page, params["service"], "service", session)
    elif params.get("post") is not None:
        _page, post = post_in({**params, "final_statuses": FINAL}, session)
        target = {"id": post["id"], "type": STATUS_PAGE_POST.name}
    elif params.get("id"):
        return params
    else:
        target = {"id": page, "type": STATUS_PAGE.name}
    return {**params, _TARGET: target}


def _called(raw: Raw) -> str:
    return f"{raw.get('channel')} to {raw.get('contact')}"


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    predicted.pop("summary", None)


STATUS_PAGE_SUBSCRIPTION = _Subscription(
    name="status_page_subscription",
    plural="status_page_subscriptions",
    title="subscription to a status page",
    path="/status_pages/{parent}/subscriptions",
    wrapper="subscription",
    list_wrapper="subscriptions",
    parent=Parent(STATUS_PAGE, "status_page"),
    identity=ByContent(("channel", "contact", _TARGET), required=("channel", "contact")),
    keys=(),
    unique_keys=(),
    unique=False,
    called=_called,
    query=None,
    minimum=responses.IDENTIFIED.having(
        channel=responses.TEXT, contact=responses.TEXT, subscribable_object=responses.REFERENCE
    ),
    fields=(
        Choice("channel", ("email", "webhook"), on_create=True, fixed=_FIXED),
        _Contact("contact", clearable=False, on_create=True, fixed=_FIXED),
        _Target(_TARGET, fixed=_FIXED),
    ),
    predict=_predict,
    options={
        "service": {"type": ReferenceType(STATUS_PAGE_SERVICE)},
        "post": {"type": ReferenceType(STATUS_PAGE_POST)},
    },
    prepare=_prepare,
    constraints={"mutually_exclusive": [["service", "post"]]},
    outside_account="subscribers confirm and end it themselves",
    instead={
        "email": "use channel and contact instead",
        "url": "use channel and contact instead",
        "subscribable_object": "use service or post instead",
    },
    listing=Listing(
        filters=(
            Filter("status", "status", choices=("active", "pending")),
            Filter("channel", "channel", choices=("email", "webhook", "slack")),
        ),
        picklist="",
    ),
)
