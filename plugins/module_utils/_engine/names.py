# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks up objects by name or ID, with as few requests as possible.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import copy
import re
import time
import typing as t

from .._core import responses
from .._core.client import LISTING_CAP, PAGE, Query, TaskClient, segment
from .._core.errors import ApiError, Missing, NotFound, UsageError
from .._resources._kinds import USER, incident_name
from .._schema.fields import Json, reference_of
from .._schema.resource import Kind, folded

# Random letters and digits after a P, Q or R. An ID is looked up as one first: no two objects could be told apart by
# name if one's name were another's ID, and a look-up by ID costs a single request.
_ID = re.compile(r"[PQR][A-Z0-9]{6,13}")

# What is remembered is believed for this many seconds: a loop of many slow tasks should see what others change.
LIFETIME = 300.0

_INCIDENT = responses.Object(incident=responses.IDENTIFIED)

CANDIDATES = 5  # names that an error offers


class _NameCache:
    """All that is known of one kind."""

    def __init__(self, now: float) -> None:
        self.born = now
        self.objects: dict[str, dict[str, Json]] = {}
        self.named: dict[str, dict[str, None]] = {}  # folded name → IDs, in the order they came
        self.asked: set[tuple[t.Any, ...]] = set()  # folded names that PagerDuty was asked for, and among which objects
        self.complete = False
        self.total: int | None = None  # objects of the kind, once known
        self.spent = 0  # requests that look-ups have cost so far

    def put(self, kind: Kind, raw: dict[str, Json]) -> None:
        self.drop(kind, raw["id"])
        self.objects[raw["id"]] = raw
        for name in kind.names(raw):
            self.named.setdefault(name, {})[raw["id"]] = None

    def drop(self, kind: Kind, object_id: str) -> None:
        old = self.objects.pop(object_id, None)
        for name in kind.names(old) if old else ():
            self.named.get(name, {}).pop(object_id, None)

    def called(self, name: str) -> list[dict[str, Json]]:
        return [self.objects[object_id] for object_id in self.named.get(name, ())]


def is_id(value: str) -> bool:
    """Whether a text has the form of the IDs that PagerDuty assigns."""
    return bool(_ID.fullmatch(value))


def no_incident(value: str, option: str, answer: ApiError | None = None) -> Missing:
    """The error for an option that names an incident that does not exist. answer: PagerDuty's, for `failure`."""
    error = Missing(
        option,
        f"there is no incident {value.strip()!r}; give its ID or number, and check that this token may see it",
    )
    if answer is not None:
        error.status, error.code, error.request = answer.status, answer.code, answer.request
    return error


class Names:
    """The objects of an account by name and by ID, with one cache.

    The first look-up of a kind asks PagerDuty for that one name. Once look-ups have cost as many requests as listing
    the kind would, it is listed whole, once, and memory answers from then on, own writes included. So one look-up costs
    one request, and ten thousand never cost more than about twice the cheapest plan.
    """

    def __init__(self, client: TaskClient, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._caches: dict[str, _NameCache] = {}
        self._lists: dict[str, list[dict[str, Json]]] = {}
        self._without: set[str] = set()  # kinds whose ability-bound includes this account refuses

    def bound(self, client: TaskClient) -> Names:
        """The same caches for another task. client: sends its requests."""
        names = copy.copy(self)
        names._client = client
        return names

    def forget(self) -> None:
        """Believe nothing of what was remembered."""
        self._caches.clear()
        self._lists.clear()

    # -- objects -------------------------------------------------------------------------------------------------

    def get(self, kind: Kind, object_id: str, *, fresh: bool = False) -> dict[str, Json] | None:
        """The object with this ID, or None. fresh: ask PagerDuty whatever is remembered."""
        cache = self._cache(kind)
        if not fresh:
            if object_id in cache.objects:
                return cache.objects[object_id]
            self._list_if_cheaper(kind, cache)
            if object_id in cache.objects or cache.complete:
                return cache.objects.get(object_id)
        cache.spent += 1
        try:
            raw: dict[str, Json] = self._ask(kind, f"{kind.path}/{segment(object_id)}", {})[kind.name]
        except NotFound:
            cache.drop(kind, object_id)
            return None
        cache.put(kind, raw)
        return raw

    def find(
        self, kind: Kind, value: str, *, fresh: bool = False, among: Query | None = None
    ) -> list[dict[str, Json]]:
        """The objects of this name (of a user: this e-mail or name). fresh: ask PagerDuty whatever is remembered.

        among: the query that narrows a listing to those that can be meant, where names can't be searched. There may
            be others in what is found.
        """
        name = folded(value)
        cache = self._cache(kind)
        asked = (name, *sorted((among or {}).items()))
        if not fresh:
            if self._certain(kind, cache, value) or asked in cache.asked:
                return cache.called(name)
            self._list_if_cheaper(kind, cache)
            if self._certain(kind, cache, value):
                return cache.called(name)
        query = dict(among or {}) or ({kind.query: " ".join(value.split())} if kind.query else None)
        if query is None:
            self._list(kind, cache)
            return cache.called(name)
        for raw in cache.called(name):
            cache.drop(kind, raw["id"])
        if among:
            # Those of this name that are not among these are forgotten as well.
            cache.complete = False
            cache.asked = {known for known in cache.asked if known[0] != name}
        for page in self._pages(kind, query):
            cache.spent += 1
            for raw in page.items:
                cache.put(kind, raw)
            if kind.identifies(value) and cache.called(name):
                break
        cache.asked.add(asked)
        return cache.called(name)

    def remember(self, kind: Kind, raw: dict[str, Json]) -> None:
        """An object as a write of ours has made it."""
        self._cache(kind).put(kind, raw)

    def lose(self, kind: Kind, object_id: str) -> None:
        """An object that a write of ours has removed."""
        self._cache(kind).drop(kind, object_id)

    def whole(self, path: str, key: str, of: responses.Shape) -> list[dict[str, Json]]:
        """A whole listing under another object, such as a team's members; remembered until `changed` says otherwise.

        of: the shape of each entry.
        """
        if path not in self._lists:
            self._lists[path] = [item for page in self._client.pages(path, key, of=of) for item in page.items]
        return self._lists[path]

    def changed(self, path: str) -> None:
        """A write went to this path: what was remembered of the listings above it is stale."""
        for known in [known for known in self._lists if path.startswith(f"{known.rsplit('/', 1)[0]}/")]:
            del self._lists[known]

    def sender(self) -> dict[str, t.Any]:
        """A reference to the user whom `from_email` names, for requests that want the ID."""
        sender = self._client.connection.from_email
        if not sender:
            raise UsageError("from_email", "is required here: PagerDuty must know the user that requests are made for")
        return self.reference(USER, sender, "from_email")

    def email(self, value: str) -> str:
        """The e-mail address of the user whom `from_email` names, for the From header."""
        if "@" in value:
            return value
        user = self.get(USER, self.reference(USER, value, "from_email")["id"])
        return t.cast(str, responses.checked(user, responses.Object(email=responses.ID), "user")["email"])

    def incident(self, value: str, option: str) -> str:
        """The ID of the incident that an option names by its ID, which costs no request, or by its number.

        Raises UsageError for a number that no incident has. An ID is not checked: use `no_incident` for the 404.
        """
        name = incident_name(value)
        if not name:
            raise UsageError(option, "must not be empty; give the ID or number of the incident")
        if not name.isdigit():
            return name
        try:
            # Only there does PagerDuty take a number.
            return t.cast(str, self._client.get(f"/incidents/{name}", expects=_INCIDENT)["incident"]["id"])
        except NotFound as error:
            raise no_incident(value, option, error) from None

    # -- references ----------------------------------------------------------------------------------------------

    def reference(self, kind: Kind, value: str, option: str, current: t.Any = None) -> dict[str, t.Any]:
        """A canonical reference to what a playbook names.

        option: the option's dotted name, for errors. current: the reference, or references, that stand there now: if
        one of them is meant, PagerDuty need not be asked, for a name that only one object can have.
        Raises UsageError: unknown, with the nearest names; ambiguous, with all that are called so.
        """
        value = value.strip()
        if not value:
            raise UsageError(option, f"must not be empty; give the name or ID of a {kind.title}")
        for known in _each_reference(current):
            if known["type"] in (kind.name, *kind.also) and (
                known["id"] == value
                or ("name" in kind.unique and folded(known.get("summary") or "") == folded(value))
            ):
                return known
        found = self._resolve(kind, value)
        if len(found) == 1:
            return t.cast("dict[str, t.Any]", reference_of(responses.checked(found[0], responses.REFERENCE, kind.name)))
        if found:
            listed = ", ".join(sorted(kind.describe(raw) for raw in found))
            raise UsageError(option, f"{len(found)} {_plural(kind)} are called {value!r}: {listed}. Use the ID")
        raise Missing(option, f"there is no {kind.title} {value!r}{self._nearest(kind, value)}")

    def _resolve(self, kind: Kind, value: str) -> list[dict[str, Json]]:
        if _ID.fullmatch(value):
            if kind.query is None:
                self._list(kind, self._cache(kind))
            raw = self._cache(kind).objects.get(value) if kind.query is None else self.get(kind, value)
            if raw is not None:
                return [raw]
        return self.find(kind, value)

    def _nearest(self, kind: Kind, value: str) -> str:
        """What may have been meant, at the price of one more request."""
        cache = self._cache(kind)
        if not cache.complete and kind.query is not None and not _ID.fullmatch(value):
            part = value.split("@")[0] if "@" in value else max(value.split(), key=len)
            part = part[: max(3, len(part) // 2)]
            for page in self._pages(kind, {kind.query: part}):
                for raw in page.items:
                    cache.put(kind, raw)
                break
        spelled = {name: raw for raw in cache.objects.values() for name in kind.names(raw)}
        import difflib  # only an error needs it

        near = difflib.get_close_matches(folded(value), spelled, CANDIDATES, 0.5)
        near += [name for name in spelled if folded(value) in name and name not in near]
        ids = dict.fromkeys(spelled[name]["id"] for name in near)
        listed = ", ".join(kind.describe(cache.objects[object_id]) for object_id in list(ids)[:CANDIDATES])
        return f"; the nearest are {listed}" if listed else "; check its spelling, and that this token may see it"

    # -- listing -------------------------------------------------------------------------------------------------

    def _cache(self, kind: Kind) -> _NameCache:
        cache = self._caches.get(kind.name)
        now = self._clock()
        if cache is None or now - cache.born > LIFETIME:
            cache = self._caches[kind.name] = _NameCache(now)
        return cache

    def _certain(self, kind: Kind, cache: _NameCache, value: str) -> bool:
        name = folded(value)
        return cache.complete or (name,) in cache.asked or (kind.identifies(value) and bool(cache.called(name)))

    def _list_if_cheaper(self, kind: Kind, cache: _NameCache) -> None:
        if cache.complete or not kind.paged or cache.spent == 0:
            return
        if cache.total is None:
            # The first page tells how many pages there are, and on a small account it is the whole listing.
            page = next(iter(self._pages(kind, {"total": True})))
            cache.spent += 1
            for raw in page.items:
                cache.put(kind, raw)
            cache.complete = not page.more
            cache.total = page.total if page.total is not None else LISTING_CAP + 1
        elif cache.total <= LISTING_CAP and cache.spent * PAGE >= cache.total:
            self._list(kind, cache)

    def _list(self, kind: Kind, cache: _NameCache) -> None:
        if cache.complete:
            return
        totals = set()
        more = False
        for page in self._pages(kind, {"total": True}):
            cache.spent += 1
            totals.add(page.total)
            more = page.more
            for raw in page.items:
                cache.put(kind, raw)
        # Objects that come or go meanwhile shift the pages, and one may have slipped through: then it isn't known that
        # what was not seen is not there.
        cache.complete = len(totals) == 1 and not more
        if not cache.complete:
            cache.total = LISTING_CAP + 1

    def _pages(self, kind: Kind, query: dict[str, t.Any]) -> t.Iterator[t.Any]:
        if not kind.paged:
            query = {}
        try:
            yield from self._client.pages(
                kind.path, kind.plural, {**query, **self._include(kind)}, of=kind.expects, paged=kind.paged
            )
        except ApiError as error:
            if not self._does_without(kind, error):
                raise
            yield from self._client.pages(
                kind.path, kind.plural, {**query, **self._include(kind)}, of=kind.expects
            )

    def _ask(self, kind: Kind, path: str, query: dict[str, t.Any]) -> dict[str, Json]:
        try:
            return self._client.get(path, {**query, **self._include(kind)}, kind.one)
        except ApiError as error:
            if not self._does_without(kind, error):
                raise
            return self._client.get(path, {**query, **self._include(kind)}, kind.one)

    def _include(self, kind: Kind) -> dict[str, t.Any]:
        wanted = [
            name for name in kind.includes if not (kind.name in self._without and name in kind.ability_bound)
        ]
        return {"include[]": wanted} if wanted else {}

    def _does_without(self, kind: Kind, error: ApiError) -> bool:
        if error.status not in (402, 403) or not kind.ability_bound or kind.name in self._without:
            return False
        self._without.add(kind.name)
        return True


def _plural(kind: Kind) -> str:
    return f"{kind.title[:-1]}ies" if kind.title.endswith("y") else f"{kind.title}s"


def _each_reference(current: t.Any) -> t.Iterator[dict[str, t.Any]]:
    for known in current if isinstance(current, list) else [current]:
        if isinstance(known, dict) and "id" in known and "type" in known:
            yield known
