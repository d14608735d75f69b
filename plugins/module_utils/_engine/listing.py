# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The listings of the info modules.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.client import LISTING_CAP, Page, segment
from .._core.errors import NotFound, UsageError
from .._schema.fields import Json, utc
from .._schema.resource import Filter, Listing, folded
from .names import no_incident
from .session import Session


def selection(
    filters: t.Iterable[Filter], params: dict[str, t.Any], session: Session, within: str = ""
) -> dict[str, t.Any]:
    """The query that the stated filters make. within: what stands before their names in errors."""
    query: dict[str, t.Any] = {}
    for entry in filters:
        value: t.Any = params.get(entry.option)
        if value is None or (entry.order and not value):
            continue
        option = within + entry.option
        if entry.kind:
            value = [
                session.names.reference(entry.kind, name, f"{option}[{index}]")["id"]
                for index, name in enumerate(value)
            ]
        if entry.order > 1:
            value = _order(value, entry.order, option)
        query[entry.api] = utc(value, option) if entry.instant else value
    return query


def _order(attributes: list[str], most: int, option: str) -> str:
    """What PagerDuty sorts by, as one parameter. attributes: the most important first, such as `created_at:desc`."""
    names = [attribute.partition(":")[0] for attribute in attributes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError(option, f"has {twice} twice; remove one of the two")
    if len(names) > most:
        raise UsageError(option, f"has {len(names)} attributes; PagerDuty sorts by {most} at most")
    return ",".join(attributes)


def list_objects(
    listing: Listing,
    params: dict[str, t.Any],
    session: Session,
    keep: t.Callable[[dict[str, Json]], bool] | None = None,
) -> tuple[list[dict[str, Json]], Json]:
    """(the objects that the options select, how many there are in all if `total` asks for it).

    keep: which of them are meant, where PagerDuty can't be asked for these alone.
    """
    kind = listing.kind
    asked = params.get("include") or []
    revealed = listing.reveals in asked
    query: dict[str, t.Any] = {"include[]": asked} if asked else {}

    def parent(name: str) -> str:
        stated = params[name]
        return segment(session.names.incident(stated, name) if name == "incident" else stated.strip())

    path = (listing.path or kind.path).format(**{name: parent(name) for name in listing.parents})
    inside = [name for name in listing.within if params.get(name)]

    if params.get("id"):
        others = inside + [entry.option for entry in listing.filters if params.get(entry.option) and not entry.of_one]
        if others:
            raise UsageError(others[0], "selects among many; with id there is only one. Remove one of the two")
        query.update(selection([entry for entry in listing.filters if entry.of_one], params, session))
        try:
            raw = session.client.get(f"{path}/{segment(params['id'].strip())}", query, kind.one)[kind.name]
        except NotFound:
            return [], 0 if params.get("total") else None
        return [_public(listing, raw, revealed)], 1 if params.get("total") else None

    for name in inside:
        path = listing.within[name].format(**{name: parent(name)})
    misplaced = sorted(set(asked) & set(listing.only_one))
    if misplaced:
        raise UsageError("include", f"{misplaced[0]} is available for one {kind.title} only: add id")
    query.update(selection(listing.filters, params, session))
    wanted = {name: folded(params[name]) for name in listing.exact if params.get(name)}
    if wanted:
        query.setdefault(str(kind.query), next(iter(params[name] for name in wanted)))
    limit, offset = params.get("limit"), params.get("offset") or 0
    if limit is not None and limit < 1:
        raise UsageError("limit", "must be 1 or more; omit it for all")
    if offset < 0:
        raise UsageError("offset", "must be 0 or more")
    if offset >= LISTING_CAP:
        raise UsageError("offset", f"must be less than {LISTING_CAP}: PagerDuty lists no further. Narrow it down")
    if params.get("total") and kind.paged:
        query["total"] = True

    objects: list[dict[str, Json]] = []
    total = None
    more = False
    here = bool(wanted) or keep is not None  # what is selected here can't be counted or cut by PagerDuty
    pages = session.client.pages(
        path,
        kind.plural,
        query,
        offset=0 if here else offset,
        limit=None if here else limit,
        of=kind.expects,
        paged=kind.paged,
    )
    if "incident" in (*listing.parents, *inside):
        pages = _of_incident(pages, params["incident"])
    for page in pages:
        more, total = page.more, page.total
        objects += [
            _public(listing, raw, revealed)
            for raw in page.items
            if all(folded(raw.get(name) or "") == value for name, value in wanted.items()) and (not keep or keep(raw))
        ]
    if more and (here or limit is None or len(objects) < limit):
        session.warn(
            f"PagerDuty lists {LISTING_CAP} {kind.plural} at most, and there are more: this list is incomplete."
            " Narrow it down with the filter options, and ask several times"
        )
    if here:
        total = len(objects) if params.get("total") else None
        objects = objects[offset:][:limit]
    return objects, total


def _of_incident(pages: t.Iterator[Page], incident: str) -> t.Iterator[Page]:
    """The pages of a listing that belongs to an incident, with an error about that if it does not exist."""
    try:
        yield from pages
    except NotFound as error:
        raise no_incident(incident, "incident", error) from None


def _public(listing: Listing, raw: dict[str, Json], revealed: bool) -> dict[str, Json]:
    if revealed or not listing.kind.private:
        return raw
    return {key: value for key, value in raw.items() if key not in listing.kind.private}
