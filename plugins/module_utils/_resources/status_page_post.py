# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Posts on status pages.

The title identifies a post as long as the post is not over, because the next incident can have the same title.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .._core.times import format_instant
from .._schema.fields import Canonical, Choice, Name, Spec, folded, utc
from .._schema.listing import Filter, Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import ByContent, Endpoint, NestedId, Parent, Resource
from .._schema.session import Session, is_predicted
from .status_page import POST_TYPES, STATUS_PAGE, Params, Raw, named, page_id
from .status_page_level import STATUS_PAGE_STATUS
from .status_page_update_fields import NAMES, Time, completed, fields, prepared

INCIDENT, MAINTENANCE = POST_TYPES

# An update with one of these statuses ends a post, unless a task states others.
FINAL = ("resolved", "completed")

FINAL_STATUSES: dict[str, Spec] = {"final_statuses": {"type": "list", "elements": "str", "default": list(FINAL)}}

_UPDATE = "status_page_post_update"
_WITH_UPDATES = responses.IDENTIFIED.having(
    updates=responses.Each(
        responses.Object(status=responses.IDENTIFIED, reported_at=responses.Maybe(responses.TEXT))
    )
)


@dataclass(frozen=True, eq=False)
class _Post(Resource):
    def typed(self, body: Raw, *, update: bool = False) -> Raw:
        """The body of a request, with what PagerDuty requires. The first update is a part of a create only."""
        page = {"id": self.parent_id, "type": STATUS_PAGE.name}
        own = {name: value for name, value in body.items() if name not in NAMES}
        post = {"type": self.name, "starts_at": None, "ends_at": None, **own, "status_page": page}
        if update:
            return post
        first = {name: body[name] for name in NAMES if name in body}
        return {**post, "updates": [completed(first)]}


def _same_title(posts: t.Iterable[Raw], title: str) -> list[Raw]:
    return [post for post in posts if folded(post.get("title") or "") == folded(title)]


def _latest(post: Raw, page: str, session: Session) -> Raw | None:
    """The latest update of a post: {} for a post that only check mode has created. None: another run has deleted it."""
    if is_predicted(post["id"]):
        return {}
    bound = STATUS_PAGE_POST.under(page)
    path, query = f"{bound.path}/{segment(post['id'])}", {"include[]": [_UPDATE]}
    try:
        found = bound.unwrapped(session.client.get(path, query, bound.one(_WITH_UPDATES)))
    except NotFound:
        return None
    updates = sorted(found["updates"], key=lambda one: one.get("reported_at") or "")
    return t.cast(Raw, updates[-1]) if updates else {}


def _with_latest(posts: list[Raw], page: str, session: Session) -> list[tuple[Raw, Raw]]:
    """(post, its latest update) of each of these posts that still exists."""
    found = [(post, _latest(post, page, session)) for post in posts]
    return [(post, latest) for post, latest in found if latest is not None]


def _is_over(post: Raw, latest: Raw, params: Params, page: str, session: Session) -> bool:
    """Whether a post has ended. latest: its latest update."""
    ends = post.get("ends_at")
    if ends and utc(ends, "ends_at") <= format_instant(session.client.now()):
        return True
    if not latest:
        return False
    status = named(STATUS_PAGE_STATUS, page, latest["status"], session, ask=True).get("summary") or ""
    return folded(status) in map(folded, params["final_statuses"])


def _meant(session: Session, params: Params, posts: list[Raw]) -> list[Raw]:
    """The posts that are not over."""
    page = page_id(params, session)
    found = _with_latest(posts, page, session)
    return [post for post, latest in found if not _is_over(post, latest, params, page, session)]


def _named(params: Params, session: Session) -> Raw:
    """The post that the options `status_page` and `post` name.

    Of several posts with the title, it is the one that is not over, or the one with the latest update.
    """
    page = page_id(params, session)
    bound, value = STATUS_PAGE_POST.under(page), params["post"].strip()
    raw = session.names.identified(bound, value) if value else None
    if raw is not None:
        return t.cast(Raw, raw)
    found = _same_title(session.names.all(bound), value)
    if not found:
        session.names.reference(bound, value, "post")  # raises an error with similar titles
    if len(found) == 1:
        return found[0]
    pairs = _with_latest(found, page, session)
    left = [post for post, latest in pairs if not _is_over(post, latest, params, page, session)]
    if len(left) > 1:
        listed = ", ".join(bound.describe(post) for post in left)
        raise UsageError("post", f"{len(left)} posts that are not over have this title: {listed}. Use the ID")
    if left or not pairs:
        return (left or found)[0]
    return max(pairs, key=lambda pair: pair[1].get("reported_at") or "")[0]


def _prepare(params: Params, session: Session) -> Params:
    """The options of the first update are for a new post only."""
    params = {"final_statuses": list(FINAL), **params}
    page = page_id(params, session)
    if params.get("state") != "absent" and not params.get("id"):
        post_type = params.get("post_type") or INCIDENT
        posts = session.names.all(STATUS_PAGE_POST.under(page))
        same = [post for post in _same_title(posts, params["title"]) if post.get("post_type") == post_type]
        if not _meant(session, params, same):
            return prepared(params, page, post_type, session)
    return {**params, **{entry.name: None for entry in _FIRST}}


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    known = {**current, **desired}
    if current and current["post_type"] != known["post_type"]:
        return  # it can't be changed
    starts, ends = known.get("starts_at"), known.get("ends_at")
    for name in ("starts_at", "ends_at"):
        if known.get("post_type") == INCIDENT and desired.get(name):
            raise UsageError(name, "is only for posts of the type maintenance; remove it, or set post_type")
        if known.get("post_type") == MAINTENANCE and not known.get(name):
            raise UsageError(name, "is required for a new post of the type maintenance")
    if starts and ends and ends < starts:
        raise UsageError("ends_at" if "ends_at" in desired else "starts_at", f"{ends} is before the start, {starts}")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """A new post shows only the type of its first update. There is no summary."""
    is_new = any(name in changes for name in NAMES)
    for name in (*NAMES, "summary"):
        predicted.pop(name, None)
    if is_new:
        predicted["updates"] = [{"type": _UPDATE}]


def _by_status(params: Params, session: Session) -> Params:
    """The options of the info module, with the IDs of the statuses that `statuses` describes."""
    if params.get("statuses") is None:
        return params
    listed = session.names.all(STATUS_PAGE_STATUS.under(page_id(params, session)))
    ids = []
    for index, value in enumerate(params["statuses"]):
        found = [raw["id"] for raw in listed if raw["id"] == value or folded(raw["description"]) == folded(value)]
        if not found:
            known = ", ".join(dict.fromkeys(str(raw["description"]) for raw in listed)) or "none"
            raise UsageError(f"statuses[{index}]", f"the status page has no status {value!r}; it has {known}")
        ids += found
    return {**params, "statuses": list(dict.fromkeys(ids))}


_FIRST = fields(create_only=True)

STATUS_PAGE_POST = _Post(
    name="status_page_post",
    plural="status_page_posts",
    title="post",
    path="/status_pages/{parent}/posts",
    wrapper="post",
    list_wrapper="posts",
    parent=Parent(STATUS_PAGE, "status_page"),
    identity=ByContent(
        ("title", "post_type"), required=("title",), unset={"post_type": INCIDENT}, meant=_meant
    ),
    keys=("title",),
    unique_keys=(),
    unique=False,
    summary_of="title",
    query=None,
    minimum=responses.IDENTIFIED.having(title=responses.TEXT, post_type=responses.TEXT),
    fields=(
        Name("title", longest=128),
        Choice("post_type", POST_TYPES, when_new=INCIDENT, fixed="PagerDuty can't change the type of a post"),
        Time("starts_at"),
        Time("ends_at"),
        *_FIRST,
    ),
    endpoint=Endpoint(whole_update=True),
    check=_check,
    predict=_predict,
    options=FINAL_STATUSES,
    prepare=_prepare,
    outside_account="it is a message to the readers of the status page",
    instead={
        "name": "use title instead",
        "type": "use post_type instead",
        "updates": "the options text, status and severity are the first update. Use"
        " pagerduty_status_page_post_update for others",
        "start_time": "use starts_at instead",
        "end_time": "use ends_at instead",
    },
    listing=Listing(
        filters=(
            Filter("post_type", "post_type", choices=POST_TYPES),
            Filter("reviewed_status", "reviewed_status", choices=("approved", "not_reviewed")),
            Filter("statuses", "status[]", many=True),
        ),
        only_one=(_UPDATE,),
        exact=("title",),
        prepare=_by_status,
    ),
)

# How the modules for parts of a post identify it.
OF_POST: dict[str, Spec] = {
    "status_page": {"type": ReferenceType(STATUS_PAGE), "required": True},
    "post": {"type": ReferenceType(STATUS_PAGE_POST), "required": True},
    **FINAL_STATUSES,
}


def post_in(params: Params, session: Session) -> tuple[str, Raw]:
    """(the ID of the page, the post) that `OF_POST` names. Raises UsageError."""
    return page_id(params, session), _named(params, session)


def nested_id(params: Params, session: Session) -> NestedId:
    """The post that `OF_POST` names, as the parent of other objects. Raises UsageError."""
    page, post = post_in(params, session)
    return NestedId.of(page, "posts", str(post["id"]))
