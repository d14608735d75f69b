# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of the info modules.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from .._core import responses
from .._core.client import LISTING_CAP, Page, segment
from .._core.errors import ApiError, UsageError
from .._schema.fields import Json, folded, reference_of, utc
from .._schema.listing import Filter, Listing, check_limit
from .._schema.resource import Parent, Resource, Singleton, parent_segment
from .names import is_elsewhere, is_unavailable
from .session import Session

Raw = dict[str, Json]


def selection(
    filters: t.Iterable[Filter], params: dict[str, t.Any], session: Session, within: str = ""
) -> dict[str, t.Any]:
    """The query for the filters that the task specifies. within: precedes their names in errors."""
    query: dict[str, t.Any] = {}
    for entry in filters:
        value: t.Any = params.get(entry.option)
        if value is None:
            value = entry.unset or None
        if value is None or (entry.order and not value):
            continue
        option = within + entry.option
        if entry.resource and entry.one:
            value = session.names.reference(entry.resource, value, option)["id"]
        elif entry.resource:
            value = [
                session.names.reference(entry.resource, name, f"{option}[{index}]")["id"]
                for index, name in enumerate(value)
            ]
        if entry.order > 1:
            value = _order(value, entry.order, option)
        query[entry.api] = utc(value, option) if entry.instant else value
    return query


def _order(attributes: list[str], most: int, option: str) -> str:
    """PagerDuty's parameter for the order. attributes: the most important first, such as `created_at:desc`."""
    names = [attribute.partition(":")[0] for attribute in attributes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError(option, f"has {twice} twice; remove one of the two")
    if len(names) > most:
        raise UsageError(option, f"has {len(names)} attributes; PagerDuty sorts by {most} at most")
    return ",".join(attributes)


@dataclass
class _Request:
    """A list request and what is selected from its response.

    parent: the object to which the list belongs, None for all objects. path: of the list. query: its parameters.
    of_all: the list is one of parents, and the objects are the children of each, see `Parent.list_include`.
    owner: the reference that each child has to its parent, None if it has none.
    wanted: by attribute, the folded value that an object must have. keep: a further condition.
    """

    resource: Resource
    listing: Listing
    params: dict[str, t.Any]
    session: Session
    parent: Parent | None
    path: str
    query: dict[str, t.Any]
    wanted: dict[str, str] = field(default_factory=dict)
    keep: t.Callable[[Raw], bool] | None = None
    of_all: Parent | None = None
    owner: Raw | None = None

    @property
    def selects_here(self) -> bool:
        """Whether the objects are selected here, so that PagerDuty can neither count nor limit them."""
        return bool(self.wanted) or self.keep is not None

    def selects(self, raw: Raw) -> bool:
        named = self.resource.listed(raw)
        same = all(folded(named.get(name) or "") == value for name, value in self.wanted.items())
        return same and (not self.keep or self.keep(raw))

    def parent_expected(self) -> AbstractContextManager[None]:
        """See `Parent.expected`."""
        return self.parent.expected(self.params, self.path, self.session) if self.parent else nullcontext()


def list_family(resource: Resource, params: dict[str, t.Any], session: Session) -> tuple[list[Raw], Json]:
    """Like `list_objects`, for a resource and its variants: the objects of all of them as one list."""
    if not resource.variants:
        return _list_variant(resource, params, session)
    objects: list[Raw] = []
    number = 0  # of the objects of the variants so far
    limit, offset = params.get("limit"), params.get("offset") or 0
    for variant in resource.family:
        left = None if limit is None else limit - len(objects)
        options = _variant_params(resource, variant, params)
        if options is None or (left == 0 and not params.get("total")):
            continue
        # Without the number of objects of this variant, it is not known how many of the next one to skip.
        options.update(limit=left or limit, offset=max(offset - number, 0), total=bool(params.get("total") or offset))
        found, total = _list_variant(variant, options, session)
        objects += found[:left]
        number += total or 0
        if objects and params.get("id"):
            break
    return objects, number if params.get("total") else None


def _variant_params(resource: Resource, variant: Resource, params: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """The options of a task as far as they apply to a variant. None if a filter that it lacks selects no objects."""
    listings = {one.name: t.cast(Listing, one.listing) for one in resource.family}
    known = listings[variant.name]
    filters = {entry.option for entry in known.filters}
    for listing in listings.values():
        if any(params.get(entry.option) and entry.option not in filters for entry in listing.filters):
            return None
    includes = {*known.includes, *known.only_one}
    return {**params, "include": [value for value in params.get("include") or () if value in includes]}


def _list_variant(resource: Resource, params: dict[str, t.Any], session: Session) -> tuple[list[Raw], Json]:
    listing = t.cast(Listing, resource.listing)
    if listing.prepare:
        params = listing.prepare(params, session)
    return list_objects(resource, params, session, listing.keep(params, session) if listing.keep else None)


def list_objects(
    resource: Resource,
    params: dict[str, t.Any],
    session: Session,
    keep: t.Callable[[Raw], bool] | None = None,
) -> tuple[list[Raw], Json]:
    """(the objects that the options select, their number if the task requests `total`).

    keep: a condition that PagerDuty can't evaluate.
    """
    objects, total = _selected(resource, params, session, keep)
    complete = t.cast(Listing, resource.listing).complete
    return [complete(params, session, raw) for raw in objects] if complete else objects, total


def _selected(
    resource: Resource, params: dict[str, t.Any], session: Session, keep: t.Callable[[Raw], bool] | None
) -> tuple[list[Raw], Json]:
    """The result of `list_objects`, as PagerDuty lists the objects."""
    resource = resource.placed(params)
    request = _request(resource, params, session, keep)
    if isinstance(resource.identity, Singleton):
        return [_singleton(request)], None
    if params.get("id"):
        return _one(request)
    _check_list(request)
    objects, total, more = _collect(request)
    if request.wanted:
        objects = [session.names.whole_object(resource, raw) for raw in objects]
    limit, offset = params.get("limit"), params.get("offset") or 0
    if more and (request.selects_here or limit is None or len(objects) < limit):
        listed = request.of_all.resource if request.of_all else resource
        session.warn(
            f"PagerDuty lists {LISTING_CAP} {listed.plural} at most, and there are more: this list is incomplete."
            " Narrow it down with the filter options, and ask several times"
        )
    if request.selects_here:
        total = len(objects) if params.get("total") else None
        objects = objects[offset:][:limit]
    return objects, total


def _request(
    resource: Resource, params: dict[str, t.Any], session: Session, keep: t.Callable[[Raw], bool] | None
) -> _Request:
    """Which list the options mean."""
    listing = t.cast(Listing, resource.listing)
    asked = params.get("include") or []
    query: dict[str, t.Any] = listing.parameters(params, session) if listing.parameters else {}
    included = list(dict.fromkeys([*asked, *query.pop("include[]", ())]))
    if included:
        query["include[]"] = included
    parent, parent_id, path = resource.parent, None, resource.path
    if parent:
        parent_id = parent.find(params, session)
    for other in listing.within:
        parent_id = other.find(params, session)
        if parent_id:
            parent, path = other, other.path
            break
    if parent_id:
        path = path.format(parent=parent_segment(parent_id))
    elif parent and parent.list_path:
        path = parent.list_path
    request = _Request(resource, listing, params, session, parent if parent_id else None, path, query, keep=keep)
    if parent and parent.list_include:
        if parent_id:
            request.owner = _owner(parent.reference(params, session))
        else:
            request.of_all = parent
    return request


def _owner(reference: Raw) -> Raw:
    return {**reference, "type": f"{reference['type'].removesuffix('_reference')}_reference"}


def _singleton(request: _Request) -> Raw:
    """The only object of a parent."""
    with request.parent_expected():
        return request.session.names.singleton(replace(request.resource, path=request.path))


def _one(request: _Request) -> tuple[list[Raw], Json]:
    """The list that contains the object of the option `id`, if it exists."""
    resource, listing, params = request.resource, request.listing, request.params
    inside = [request.parent.option] if request.parent and request.parent is not resource.parent else []
    others = inside + [entry.option for entry in listing.filters if params.get(entry.option) and not entry.of_one]
    if others:
        raise UsageError(others[0], "selects among many; with id there is only one. Remove one of the two")
    if set(params.get("include") or ()) & set(listing.list_only):
        raise UsageError("include", "is available for a list only; remove it or id")
    query = selection([entry for entry in listing.filters if entry.of_one], params, request.session)
    path = f"{request.path}/{segment(params['id'].strip())}"
    try:
        answer = request.session.client.get(path, {**request.query, **query}, resource.one(resource.minimum))
    except ApiError as error:
        if not is_elsewhere(resource, error):
            raise
        return [], 0 if params.get("total") else None
    return [_public(request, resource.unwrapped(answer))], 1 if params.get("total") else None


def _check_list(request: _Request) -> None:
    """Check the options of a list, and complete its query."""
    resource, listing, params = request.resource, request.listing, request.params
    misplaced = sorted(set(params.get("include") or ()) & set(listing.only_one))
    if misplaced:
        raise UsageError("include", f"{misplaced[0]} is available for one {resource.title} only: add id")
    stated = {name: params[name] for name in listing.exact if params.get(name)}
    if request.of_all:
        _check_list_of_all(request, request.of_all.option)
        stated.update({entry.api: params[entry.option] for entry in listing.filters if params.get(entry.option)})
    else:
        request.query.update({**resource.list_query, **selection(listing.filters, params, request.session)})
    request.wanted = {name: folded(value) for name, value in stated.items()}
    if stated and resource.query and not request.of_all and request.parent is resource.parent:
        request.query.setdefault(resource.query, " ".join(next(iter(stated.values())).split()))
    offset = params.get("offset") or 0
    check_limit(params)
    if offset < 0:
        raise UsageError("offset", "must be 0 or more")
    if offset >= LISTING_CAP:
        raise UsageError("offset", f"must be less than {LISTING_CAP}: PagerDuty lists no further. Narrow it down")
    if params.get("total") and resource.paged and resource.total_parameter:
        request.query["total"] = True


def _check_list_of_all(request: _Request, option: str) -> None:
    """Reject what PagerDuty can do in a list of one parent only. option: the option that names the parent.

    A filter selects by the attribute of its name here, because PagerDuty would apply it to the parents.
    """
    if request.query:
        raise UsageError("include", f"is available for one {option} only: add {option}")


def _collect(request: _Request) -> tuple[list[Raw], Json, bool]:
    """(the selected objects, PagerDuty's total, whether PagerDuty has more than it lists)."""
    here = request.selects_here
    objects: list[Raw] = []
    total = None
    more = False
    for page in _pages(
        request,
        offset=0 if here else request.params.get("offset") or 0,
        limit=None if here else request.params.get("limit"),
    ):
        more, total = page.more, page.total
        objects += [_public(request, raw) for raw in _complete(request, page.items) if request.selects(raw)]
    return objects, total, more


def _complete(request: _Request, items: list[Raw]) -> list[Raw]:
    """The objects of a page. Some lists have only references, see `Parent`."""
    if not request.parent or not request.parent.references:
        return items
    found = [request.session.names.get(request.resource, raw["id"]) for raw in items]
    return [raw for raw in found if raw]


def _pages(request: _Request, **limits: t.Any) -> t.Iterator[Page]:
    resource = request.resource
    if request.of_all:
        yield from _pages_of_all(request, request.of_all)
        return
    parent = request.parent
    with request.parent_expected():
        if parent and parent.include and parent is resource.parent:
            yield request.session.names.children(replace(resource, path=request.path), parent)
            return
        try:
            yield from request.session.client.pages(
                request.path,
                resource.list_key,
                request.query,
                of=resource.minimum,
                paged=resource.paged,
                cursors=resource.cursors,
                identified_by=resource.endpoint.selector,
                empty_status=resource.endpoint.empty_list,
                **limits,
            )
        except ApiError as error:
            if not is_unavailable(resource, error):
                raise
            yield Page([], False, 0)


def _pages_of_all(request: _Request, parent: Parent) -> t.Iterator[Page]:
    """The children of all parents, page by page of the list of the parents."""
    resource, parents = request.resource, parent.resource
    query = {**parents.list_query, "include[]": [parent.list_include]}
    children = responses.Maybe(responses.Each(resource.minimum))
    of = parents.minimum.having(**{"type": responses.TEXT, resource.plural: children})
    for page in request.session.client.pages(parents.path, parents.list_key, query, of=of, paged=parents.paged):
        items = [
            {**child, parent.option: _owner(t.cast(Raw, reference_of(raw)))}
            for raw in page.items
            for child in raw.get(resource.plural) or ()
        ]
        yield Page(items, page.more, None)


def _public(request: _Request, raw: Raw) -> Raw:
    revealed = request.listing.reveals in (request.params.get("include") or ())
    shown = request.resource.listed(raw)
    shown = shown if revealed else request.resource.public(shown)
    if request.owner and request.resource.parent:
        return {**shown, request.resource.parent.option: request.owner}
    return shown
