# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates of posts on status pages. Their text and their status identify them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .._core import responses
from .._schema.fields import Json, shapes
from .._schema.listing import Filter, Listing
from .._schema.resource import ByContent, Endpoint, Parent, Resource
from .._schema.session import Session
from .status_page import Params, Raw, page_id
from .status_page_post import OF_POST, STATUS_PAGE_POST, nested_id, post_in
from .status_page_update_fields import completed, fields, prepared, with_names

_PAGE = re.compile(r"/status_pages/([^/]+)/")


@dataclass(frozen=True, eq=False)
class _Update(Resource):
    def typed(self, body: Raw, *, update: bool = False) -> Raw:
        """The body of a request, with what PagerDuty requires."""
        post = {"id": self.parent_id.rpartition("/")[2], "type": STATUS_PAGE_POST.name}
        return completed({**body, "post": post})


def _prepare(params: Params, session: Session) -> Params:
    page, post = post_in(params, session)
    return prepared(params, page, post["post_type"], session)


def _enrich(params: Params, body: Raw) -> None:
    """An update notifies the subscribers only if the task says so, also if the first version of the text did."""
    if body:
        body["notify_subscribers"] = bool(params.get("notify_subscribers"))


def _effects(params: Params, _session: Session, change: t.Any, current: Raw | None) -> None:
    """See `_enrich`. The current value says nothing about this change."""
    if current and change.body:
        change.predicted["notify_subscribers"] = change.body["notify_subscribers"]


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    predicted.pop("summary", None)


def _loaded(name: str) -> t.Callable[[Session, Raw], Json]:
    """A function that returns an attribute with the descriptions of what it refers to."""
    def load(session: Session, raw: Raw) -> Json:
        page = _PAGE.search(str(raw.get("self")))
        return (with_names(raw, page[1], session) if page else raw).get(name)

    return load


def _finish(params: Params, session: Session, change: t.Any, raw: Raw) -> None:
    """Add the descriptions to the result, as far as they are known."""
    raw.update(with_names(raw, page_id(params, session), session, ask=False))


def _called(raw: Raw) -> str:
    text = " ".join(str(raw.get("message") or "").split())
    return text if len(text) <= 40 else f"{text[:37]}..."


_FIELDS = fields(create_only=False)

STATUS_PAGE_POST_UPDATE = _Update(
    name="status_page_post_update",
    plural="status_page_post_updates",
    title="update",
    path="/status_pages/{parent}/post_updates",
    wrapper="post_update",
    list_wrapper="post_updates",
    parent=Parent(STATUS_PAGE_POST, "post", options=OF_POST, resolve=nested_id),
    # PagerDuty accepts the same update twice.
    identity=ByContent(("text", "status"), several=lambda params: not params["unique"]),
    keys=(),
    unique_keys=(),
    unique=False,
    called=_called,
    query=None,
    minimum=responses.IDENTIFIED.having(**{**shapes(_FIELDS), "message": responses.TEXT}),
    fields=_FIELDS,
    endpoint=Endpoint(whole_update=True),
    load={name: _loaded(name) for name in ("status", "severity", "impacted_services")},
    prepare=_prepare,
    enrich=_enrich,
    effects=_effects,
    predict=_predict,
    finish=_finish,
    options={"unique": {"type": "bool", "default": True}},
    outside_account="it is part of a post",
    instead={
        "notify": "use notify_subscribers instead",
        "services": "use impacted_services instead",
        "title": "use post instead",
    },
    listing=Listing(
        filters=(Filter("reviewed_status", "reviewed_status", choices=("approved", "not_reviewed")),),
        complete=lambda params, session, raw: with_names(raw, page_id(params, session), session),
        picklist="",
    ),
)
