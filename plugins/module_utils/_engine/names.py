# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of an account's objects: looks them up by name or ID, with as few requests as possible.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import copy
import re
import time
import typing as t
from dataclasses import replace
from datetime import datetime

from .._core import responses
from .._core.client import LISTING_CAP, PAGE, Page, Query, TaskClient, segment
from .._core.errors import ApiError, Missing, NotFound, UsageError
from .._schema.fields import Json, folded, reference_of
from .._schema.resource import Parent, Resource, Singleton, is_reference
from .._schema.session import is_predicted

# Random letters and digits after a P, Q or R. An ID is looked up as one first: two objects could not be distinguished
# if the name of one were the ID of the other, and a lookup by ID costs a single request.
_ID = re.compile(r"[PQR][A-Z0-9]{6,13}")


# Cached objects are used for this many seconds, so that a loop of many slow tasks notices the changes of others.
LIFETIME = 300.0

CANDIDATES = 5  # names that an error suggests
_NEAREST = "the nearest are"

T = t.TypeVar("T")


def looks_like_id(value: str) -> bool:
    """Whether a value has the form of an ID, so that it names an object that may have been deleted."""
    return bool(_ID.fullmatch(value.strip()))


class _NameCache:
    """The known objects of one resource."""

    def __init__(self, resource: Resource, now: float) -> None:
        self.resource = resource
        self.born = now
        self.objects: dict[str, dict[str, Json]] = {}
        self.named: dict[str, dict[str, None]] = {}  # folded name → IDs, in the order in which they were returned
        self.asked: set[tuple[t.Any, ...]] = set()  # folded names that were requested, and the query that selected
        self.complete = False
        self.total: int | None = None  # the number of objects, once known
        self.spent = 0  # requests of the lookups so far
        # The `include[]` values of all requests, besides the resource's own, and the objects without these attributes.
        self.demanded = resource.demanded
        self.bare: set[str] = set()

    def is_whole(self, resource: Resource, raw: dict[str, Json]) -> bool:
        """Whether an object has the attributes that lists and responses to writes omit."""
        return resource.is_whole(raw) and not (resource.demanded and raw["id"] in self.bare)

    def adopt(self, raw: dict[str, Json]) -> None:
        """Cache the object in the response to a write, which has no `include[]`. The write does not change what these
        return."""
        known = self.objects.get(raw["id"])
        bare = bool(self.demanded) and (known is None or raw["id"] in self.bare)
        kept = {name: known[name] for name in self.demanded if name in known} if known and not bare else {}
        self.put({**raw, **kept})
        if bare:
            self.bare.add(raw["id"])

    def put(self, raw: dict[str, Json]) -> None:
        self.drop(raw["id"])
        self.bare.discard(raw["id"])
        self.objects[raw["id"]] = raw
        for name in self.resource.names_of(raw):
            self.named.setdefault(name, {})[raw["id"]] = None

    def copied(self) -> _NameCache:
        other = copy.copy(self)
        other.objects, other.asked, other.bare = dict(self.objects), set(self.asked), set(self.bare)
        other.named = {name: dict(ids) for name, ids in self.named.items()}
        return other

    def drop(self, object_id: str) -> None:
        old = self.objects.pop(object_id, None)
        for name in self.resource.names_of(old) if old else ():
            self.named.get(name, {}).pop(object_id, None)

    def called(self, name: str) -> list[dict[str, Json]]:
        return [self.objects[object_id] for object_id in self.named.get(name, ())]

    def knows(self, value: str) -> bool:
        """Whether no request can find another object of this name."""
        name = folded(value)
        return self.complete or (name,) in self.asked or (self.resource.identifies(value) and bool(self.called(name)))


def is_id(value: str) -> bool:
    """Whether a text has the form of the IDs that PagerDuty assigns."""
    return bool(_ID.fullmatch(value))


def belongs(resource: Resource, raw: dict[str, Json]) -> bool:
    """Whether an object in the list of a parent is its own, and not inherited. See `Parent.inherits`."""
    owner = segment(resource.parent_id)
    before, _owner, after = resource.path.partition(owner)
    found = re.search(f"{re.escape(before)}([^/]+){re.escape(after)}/[^/]+$", str(raw.get("self") or ""))
    return found is None or found[1] == owner or not is_id(found[1])


def is_unavailable(resource: Resource, error: ApiError) -> bool:
    """Whether an error means that the account does not have these objects, see `Resource.optional`."""
    return resource.optional and error.status in (400, 402, 403, 404)


def is_elsewhere(resource: Resource, error: ApiError) -> bool:
    """Whether an error about an ID means that no such object exists. PagerDuty may reject the ID of a variant (400)."""
    unknown = isinstance(error, NotFound) or (bool(resource.variants) and error.status == 400)
    return unknown or is_unavailable(resource, error)


class Names:
    """The objects of an account by name and by ID, with a cache.

    The first lookup of a resource requests one name. Once lookups have cost as many requests as a complete list would,
    all objects are listed, once, and further lookups need no request; the task's own writes update the cache. So a
    lookup costs one request, and ten thousand never cost more than about twice the cheapest plan.

    Objects under a parent have a cache for each parent: the path of the resource contains the parent's ID.
    """

    def __init__(self, client: TaskClient, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._caches: dict[str, _NameCache] = {}
        self._lists: dict[str, list[dict[str, Json]]] = {}
        self._without: set[str] = set()  # paths of resources whose ability-bound includes this account rejects
        self._read: dict[str, t.Any] = {}  # see `having_read`
        self._mentions: dict[str, int] = {}  # see `mention`

    def bound(self, client: TaskClient) -> Names:
        """The same caches for another task. client: sends its requests."""
        names = copy.copy(self)
        names._client = client
        return names

    def copied(self, client: TaskClient) -> Names:
        """The same with caches of its own. client: sends its requests."""
        names = self.bound(client)
        names._caches = {path: cache.copied() for path, cache in self._caches.items()}
        names._lists, names._without = dict(self._lists), set(self._without)
        return names

    def having_read(self, read: dict[str, t.Any]) -> Names:
        """The same caches, with what has just been read besides. read: by path, what `take_read` returns."""
        names = self.bound(self._client)
        names._read = dict(read)
        return names

    def take_read(self, path: str) -> t.Any:
        """What was read at a path, see `having_read`; None if nothing was. Only once, so that it can't get old."""
        return self._read.pop(path, None)

    def now(self) -> datetime:
        """PagerDuty's time in UTC."""
        return self._client.now()

    def forget(self) -> None:
        """Empty the cache."""
        self._caches.clear()
        self._lists.clear()

    # -- objects -------------------------------------------------------------------------------------------------

    def get(self, resource: Resource, object_id: str, *, fresh: bool = False) -> dict[str, Json] | None:
        """The object with this ID, or None. fresh: do not use the cache."""
        cache = self._cache(resource)
        if (resource.parent and not resource.paged) or resource.listed_only:
            return self._list(cache, fresh=fresh).objects.get(object_id)
        if not fresh:
            if object_id not in cache.objects:
                self._list_if_cheaper(cache)
            known = cache.objects.get(object_id)
            # With `list_query`, the list does not contain all objects.
            if cache.is_whole(resource, known) if known else cache.complete and not resource.list_query:
                return known
        cache.spent += 1
        try:
            answer = self._ask(resource, f"{resource.path}/{segment(object_id)}", resource.one(resource.minimum))
        except ApiError as error:
            if not is_elsewhere(resource, error):
                raise
            cache.drop(object_id)
            return None
        raw: dict[str, Json] = resource.unwrapped(answer)
        cache.put(raw)
        return raw

    def known(self, resource: Resource, object_id: str) -> dict[str, Json] | None:
        """The object with this ID from the cache, or None. Sends no request."""
        return self._cache(resource).objects.get(object_id)

    def cached(self, resource: Resource) -> list[dict[str, Json]]:
        """All objects of the cache, which may lack some. Sends no request."""
        return list(self._cache(resource).objects.values())

    def known_as(self, resource: Resource, value: str) -> dict[str, Json] | None:
        """The only object with this name or ID in the cache, or None. Sends no request."""
        cache = self._cache(resource)
        found = cache.called(folded(value))
        return cache.objects.get(value.strip()) or (found[0] if len(found) == 1 else None)

    def whole_object(self, resource: Resource, raw: dict[str, Json]) -> dict[str, Json]:
        """An object that was found in a list, with the attributes that the list omits."""
        if self._cache(resource).is_whole(resource, raw):
            return raw
        return self.get(resource, raw["id"]) or raw

    def find(
        self, resource: Resource, value: str, *, fresh: bool = False, among: Query | None = None
    ) -> list[dict[str, Json]]:
        """The objects with this name (for a user: this email address or name). fresh: do not use the cache.

        among: the query that selects the objects that can be meant, if names can't be searched. The result can contain
            others.
        """
        name = folded(value)
        cache = self._cache(resource)
        asked = (name, *sorted((among or {}).items()))
        if not fresh:
            if cache.knows(value) or asked in cache.asked:
                return cache.called(name)
            self._list_if_cheaper(cache)
            if cache.knows(value):
                return cache.called(name)
        query = dict(among or {}) or ({resource.query: " ".join(value.split())} if resource.query else None)
        if query is None:
            return self._list(cache, fresh=fresh).called(name)
        for raw in cache.called(name):
            cache.drop(raw["id"])
        if among:
            # Objects of this name that the query does not select are forgotten as well.
            cache.complete = False
            cache.asked = {known for known in cache.asked if known[0] != name}
        for page in self._pages(resource, query):
            cache.spent += 1
            for raw in page.items:
                cache.put(raw)
            if resource.identifies(value) and cache.called(name):
                break
        cache.asked.add(asked)
        return cache.called(name)

    def all(self, resource: Resource, *, fresh: bool = False) -> list[dict[str, Json]]:
        """All objects of the resource, or of one parent. fresh: do not use the cache."""
        return list(self._list(self._cache(resource), fresh=fresh).objects.values())

    def is_complete(self, resource: Resource) -> bool:
        """Whether `all` is known to be complete: PagerDuty lists 10,000 objects at most, and a list can change while it
        is read."""
        return self._cache(resource).complete

    def selected(self, resource: Resource, query: Query, *, fresh: bool = False) -> list[dict[str, Json]]:
        """The objects that a query selects. The result can contain others. fresh: do not use the cache."""
        cache = self._cache(resource)
        if not fresh:
            self._list_if_cheaper(cache)
            if cache.complete:
                return list(cache.objects.values())
        found = []
        for page in self._pages(resource, query):
            cache.spent += 1
            found += page.items
        for raw in found:
            cache.put(raw)
        return found

    def expect_several(self, resource: Resource) -> None:
        """Announce that a task looks up several names, so that a small account is listed at once, in one request."""
        cache = self._cache(resource)
        if not cache.complete and cache.total is None and resource.paged:
            self._list_first_page(cache)

    def expect(self, resource: Resource, lookups: int) -> list[dict[str, Json]]:
        """Announce so many lookups of different names, so that all objects are listed if this needs fewer requests.

        Returns the objects that are cached then.
        """
        cache = self._cache(resource)
        if not cache.complete and not resource.list_range:
            self._list_up_to(cache, lookups)
        return list(cache.objects.values())

    def _list_up_to(self, cache: _NameCache, lookups: int) -> None:
        totals = set()
        for number, page in enumerate(self._pages(cache.resource, {"total": True}), 1):
            cache.spent += 1
            totals.add(page.total)
            for raw in page.items:
                cache.put(raw)
            if not page.more:
                cache.complete = len(totals) == 1
            elif page.total is None:
                cache.total = LISTING_CAP + 1
            else:
                cache.total = page.total
                if page.total > LISTING_CAP or page.total - number * PAGE > lookups * PAGE:
                    return

    def adopt_children(self, child: Resource, parents: t.Iterable[dict[str, Json]]) -> None:
        """Cache the objects under some parents, as far as these contain all of them under their plural."""
        for raw in parents:
            listed = raw.get(child.plural)
            if listed is None or any(map(is_reference, listed)):
                continue
            cache = self._cache(child.under(raw["id"]))
            for entry in listed:
                cache.put(entry)
            cache.complete = True

    def adopt_list(self, child: Resource, parents: t.Sequence[dict[str, Json]]) -> None:
        """Cache the objects under several parents, if one list contains those of all, see `Parent.list_path`."""
        parent = child.parent
        if not parent or not parent.list_path or len(parents) < 2:
            return
        caches = {raw["id"]: self._cache(child.under(raw["id"])) for raw in parents}
        if all(cache.complete for cache in caches.values()):
            return
        of = child.recognizable.requiring(parent.owner)
        for page in self._client.pages(parent.list_path, child.list_key, of=of, cursors=child.cursors):
            for raw in page.items:
                if raw[parent.owner] in caches:
                    caches[raw[parent.owner]].put(raw)
        for cache in caches.values():
            cache.complete = True

    def singleton(self, resource: Resource) -> dict[str, Json]:
        """The object of a resource that has exactly one under its parent."""
        read: dict[str, Json] | None = self.take_read(resource.path)
        if read is not None:
            return read
        identity = t.cast(Singleton, resource.identity)
        try:
            if identity.listed_by:
                return self._listed_singleton(resource, identity)
            return t.cast("dict[str, Json]", resource.unwrapped(self._ask(resource, resource.path, resource.one())))
        except ApiError as error:
            # The parent that only check mode has created is not configured yet.
            if error.status not in (403, 404) or not any(map(is_predicted, resource.path.split("/"))):
                raise
            return dict(identity.unconfigured)

    def _listed_singleton(self, resource: Resource, identity: Singleton) -> dict[str, Json]:
        """See `Singleton.listed_by`."""
        path, _slash, own = resource.path.rpartition("/")
        expects = responses.Object(**{resource.list_key: responses.Each(resource.expects)})
        found = self._client.get(path, None, expects)[resource.list_key]
        return next((raw for raw in found if raw.get(identity.listed_by) == own), dict(identity.unconfigured))

    def remember(self, resource: Resource, raw: dict[str, Json]) -> None:
        """Cache an object as a request has created or updated it."""
        if raw.get("id"):
            self._cache(resource).adopt(raw)
            self._outdate_parent(resource.path)

    def lose(self, resource: Resource, object_id: str) -> None:
        """Remove an object from the cache that a request has deleted."""
        self._cache(resource).drop(object_id)
        self._outdate_parent(resource.path)

    def _outdate_parent(self, path: str) -> None:
        """After a change in a list under an object: the cached object no longer contains the current list."""
        owner, _slash, attribute = path.rpartition("/")
        folder, _slash, object_id = owner.rpartition("/")
        cache = self._caches.get(folder)
        if cache and attribute in cache.demanded:
            cache.bare.add(object_id)
        elif cache and attribute in cache.resource.only_single and object_id in cache.objects:
            cache.objects[object_id] = {
                name: value for name, value in cache.objects[object_id].items() if name != attribute
            }

    def learn(self, path: str, object_id: str, raw: dict[str, Json] | None) -> None:
        """Adopt a prediction of another task. path: of the list. raw: None if the object would be deleted.

        object_id: "" if the entries of the list have no IDs.
        """
        self.stale(path)
        self._outdate_parent(path)
        cache = self._caches.get(path)
        if cache is None or not object_id:
            return
        if raw is None:
            cache.drop(object_id)
        else:
            cache.adopt(raw)

    def whole(
        self, path: str, key: str, of: responses.Shape, query: Query | None = None, *, paged: bool = True
    ) -> list[dict[str, Json]]:
        """A complete list that belongs to another object, such as a team's members; cached until it is `stale`.

        of: what the library relies on in each entry. query, paged: always the same for a path.
        """
        if path not in self._lists:
            pages = self._client.pages(path, key, query, of=of, paged=paged)
            self._lists[path] = [item for page in pages for item in page.items]
        return self._lists[path]

    def has_whole(self, path: str) -> bool:
        """Whether `whole` has this list in the cache."""
        return path in self._lists

    def mention(self, path: str) -> None:
        """Count that a task is about the object to which a list belongs."""
        self._mentions[path] = self.mentions(path) + 1

    def mentions(self, path: str) -> int:
        """How often tasks were about the object to which a list belongs."""
        return self._mentions.get(path, 0)

    def amend_list(self, path: str, change: t.Callable[[list[dict[str, Json]]], list[dict[str, Json]]]) -> None:
        """Update a cached list as a request has changed it. change: a function of the list."""
        if path in self._lists:
            self._lists[path] = change(self._lists[path])

    def amend(self, path: str, object_id: str, change: t.Callable[[dict[str, Json]], dict[str, Json]]) -> None:
        """Update a cached object as a request has changed it. path: of the list. change: a function of the object."""
        cache = self._caches.get(path)
        if cache and object_id in cache.objects:
            cache.adopt(change(cache.objects[object_id]))

    def stale(self, *paths: str) -> None:
        """Remove lists from the cache that a request has changed."""
        for path in paths:
            self._lists.pop(path, None)

    # -- references ----------------------------------------------------------------------------------------------

    def reference(self, resource: Resource, value: str, option: str, current: t.Any = None) -> dict[str, t.Any]:
        """A canonical reference to the object that a playbook names.

        option: the option's dotted name, for errors. current: the reference, or references, that the attribute has now.
        If one of them is meant, no request is needed, for a name that only one object can have.
        Raises UsageError: for an unknown name, with the closest names; for an ambiguous one, with all objects.
        """
        value = value.strip()
        if not value:
            raise UsageError(option, f"must not be empty; give the name or ID of a {resource.title}")
        for known in _each_reference(current):
            if known["type"] in resource.types and (
                known["id"] == value
                or (resource.summary_of in resource.unique_keys and folded(known.get("summary") or "") == folded(value))
            ):
                return known
        variant, found = self._resolve(resource, value)
        if len(found) == 1:
            # Some objects have no type in PagerDuty's responses.
            raw = variant.listed(found[0])
            raw = raw if "type" in raw else {**raw, "type": variant.name}
            raw = raw if "summary" in raw else {**raw, "summary": raw.get(variant.summary_of)}
            found_one = responses.checked(raw, responses.REFERENCE, variant.name)
            return t.cast("dict[str, t.Any]", reference_of(found_one))
        if found:
            listed = ", ".join(sorted(variant.describe(raw) for raw in found))
            raise UsageError(option, f"{len(found)} {_plural(variant)} are called {value!r}: {listed}. Use the ID")
        raise Missing(option, f"there is no {resource.title} {value!r}{self._nearest(resource, value)}")

    def reference_to_any(self, among: list[tuple[Resource, str]], value: str, option: str) -> dict[str, t.Any]:
        """A canonical reference to the object that a playbook names, of one of several types.

        among: (type, name or ID) of each object that can be meant. value: of the option, for errors.
        Raises UsageError, also if objects of several types have the name.
        """
        if len(among) == 1:
            return self.reference(*among[0], option)
        if not value.strip():
            titles = " or ".join(resource.title for resource, _name in among)
            raise UsageError(option, f"must not be empty; give the name or ID of a {titles}")
        # IDs are unique among all types.
        first = next((resource for resource, name in among if self._by_id(resource, name.strip())), None)
        found = [first] if first else [one for one, name in among if self._resolve(one, name.strip())[1]]
        if len(found) == 1:
            return self.reference(found[0], value, option)
        if found:
            titles = " and a ".join(resource.title for resource in found)
            ways = " or ".join(f"{resource.name}:{value.strip()}" for resource in found)
            raise UsageError(option, f"there is a {titles} called {value.strip()!r}. Write {ways}")
        titles = " and no ".join(resource.title for resource, _name in among)
        texts = [self._nearest(resource, value.strip()) for resource, _name in among]
        nearest = next((text for text in texts if _NEAREST in text), texts[0])
        raise Missing(option, f"there is no {titles} {value.strip()!r}{nearest}")

    def _by_id(self, resource: Resource, value: str) -> dict[str, Json] | None:
        return self.identified(resource, value) if is_id(value) or is_predicted(value) else None

    def _resolve(self, resource: Resource, value: str) -> tuple[Resource, list[dict[str, Json]]]:
        """The objects that a value means, all of one variant, and this variant.

        A value in the form of an ID is looked up as an ID in all variants first. Otherwise, the next variant is only
        requested if the one before has no such object.
        """
        is_id_first = is_id(value) or is_predicted(value)
        for variant in resource.family if is_id_first else ():
            raw = self.identified(variant, value)
            if raw is not None:
                return variant, [raw]
        for variant in resource.family:
            raw = None if is_id_first else self.identified(variant, value)
            found = self.find(variant, value) if raw is None else [raw]
            if found:
                return variant, found
        return resource, []

    def identified(self, resource: Resource, value: str) -> dict[str, Json] | None:
        """The object whose ID this is; None if it is a name."""
        if resource.query is None:
            # All are listed anyway, so this finds IDs of any form.
            return self._list(self._cache(resource)).objects.get(value)
        return self.get(resource, value) if _ID.fullmatch(value) or is_predicted(value) else None

    def _nearest(self, resource: Resource, value: str) -> str:
        """The names that may be meant. This costs one more request."""
        for variant in resource.family:
            self._add_similar(variant, value)
        known = [raw for variant in resource.family for raw in self._cache(variant).objects.values()]
        spelled = {name: raw for raw in known for name in resource.names_of(raw)}
        import difflib  # only an error needs it

        near = difflib.get_close_matches(folded(value), spelled, CANDIDATES, 0.5)
        near += [name for name in spelled if folded(value) in name and name not in near]
        found = {spelled[name]["id"]: spelled[name] for name in near}
        listed = ", ".join(resource.describe(raw) for raw in list(found.values())[:CANDIDATES])
        return f"; {_NEAREST} {listed}" if listed else "; check its spelling, and that this token may see it"

    def _add_similar(self, resource: Resource, value: str) -> None:
        """Cache objects whose names are similar to a value that no object has."""
        cache = self._cache(resource)
        if cache.complete or resource.query is None or is_id(value):
            return
        part = value.split("@")[0] if "@" in value else max(value.split(), key=len)
        page = next(iter(self._pages(resource, {resource.query: part[: max(3, len(part) // 2)]})))
        for raw in page.items:
            cache.put(raw)

    # -- listing -------------------------------------------------------------------------------------------------

    def _cache(self, resource: Resource) -> _NameCache:
        cache = self._caches.get(resource.path)
        now = self._clock()
        if cache is None or now - cache.born > LIFETIME:
            cache = self._caches[resource.path] = _NameCache(resource, now)
        elif not set(resource.demanded) <= set(cache.demanded):
            # From here on, all requests of this type include what one task has needed.
            both = tuple(dict.fromkeys((*cache.demanded, *resource.demanded)))
            cache = self._caches[resource.path] = _NameCache(replace(resource, demanded=both), now)
        return cache

    def _list_if_cheaper(self, cache: _NameCache) -> None:
        if cache.complete or not cache.resource.paged or cache.spent == 0:
            return
        if cache.total is None:
            self._list_first_page(cache)
        elif cache.total <= LISTING_CAP and cache.spent * PAGE >= cache.total:
            self._list(cache)

    def _list_first_page(self, cache: _NameCache) -> None:
        """The first page says how many pages there are. In a small account, it is the complete list."""
        page = next(iter(self._pages(cache.resource, {"total": True})))
        cache.spent += 1
        for raw in page.items:
            cache.put(raw)
        cache.complete = not page.more and not cache.resource.list_range
        cache.total = page.total if page.total is not None else LISTING_CAP + 1

    def _list(self, cache: _NameCache, *, fresh: bool = False) -> _NameCache:
        """List all objects, unless the cache has them. Returns the cache, a new one with `fresh`.

        The list of a date range is never complete, so its objects are not taken from the cache.
        """
        fresh = fresh or cache.resource.list_range is not None
        if cache.complete and not fresh:
            return cache
        totals = set()
        more = False
        if fresh:
            self._caches[cache.resource.path] = cache = _NameCache(cache.resource, self._clock())
        for page in self._pages(cache.resource, {"total": True}):
            cache.spent += 1
            totals.add(page.total)
            more = page.more
            for raw in page.items:
                cache.put(raw)
        # Objects that are created or deleted in the meantime shift the pages, so one may be missing. Then the list does
        # not prove that an object does not exist.
        cache.complete = len(totals) == 1 and not more and not cache.resource.list_range
        if not cache.complete:
            cache.total = LISTING_CAP + 1
        return cache

    def _pages(self, resource: Resource, query: Query) -> t.Iterator[t.Any]:
        parent = resource.parent
        if parent and parent.include:
            yield self.children(resource, parent)
            return
        if resource.related:
            from .relations import all_relations  # few tasks need it

            found = self._client.predicted(resource.path, all_relations(resource, self))
            yield Page(found, False, len(found))
            return
        if not resource.paged or not resource.total_parameter:
            query = {name: value for name, value in query.items() if name != "total"}
        query = {**resource.list_query, **(resource.list_range(self.now()) if resource.list_range else {}), **query}

        def send(include: Query) -> t.Iterator[Page]:
            return self._client.pages(
                resource.path,
                resource.list_key,
                {**query, **include},
                of=resource.recognizable,
                paged=resource.paged,
                cursors=resource.cursors,
                identified_by=resource.endpoint.selector,
                empty_status=resource.endpoint.empty_list,
            )

        inherits = parent is not None and parent.inherits
        try:
            for page in self._accepted(resource, send, listing=True):
                own = [raw for raw in page.items if belongs(resource, raw)] if inherits else page.items
                yield replace(page, items=own)
        except ApiError as error:
            if not is_unavailable(resource, error):
                raise
            yield Page([], False, 0)

    def children(self, resource: Resource, parent: Parent) -> Page:
        """The objects under a parent that PagerDuty returns only with the parent."""
        path = resource.path.rpartition("/")[0]
        expects = responses.Object(**{resource.plural: responses.Maybe(responses.Each(resource.recognizable))})
        answer = self._client.get(path, {"include[]": [parent.include]}, parent.resource.one(expects))
        found = parent.resource.unwrapped(answer).get(resource.plural) or []
        return Page(found, False, len(found))

    def _ask(self, resource: Resource, path: str, expects: responses.Shape) -> dict[str, Json]:
        def send(include: Query) -> t.Iterator[dict[str, Json]]:
            yield self._client.get(path, include, expects)

        return next(self._accepted(resource, send))

    def _accepted(
        self, resource: Resource, send: t.Callable[[Query], t.Iterator[T]], *, listing: bool = False
    ) -> t.Iterator[T]:
        """The responses to a request with the `include[]` values of a resource.

        If the account rejects values that need an ability, the request is sent again without them.
        send: a function of the query with the values. listing: the request is for a list.
        """
        try:
            yield from send(self._include(resource, listing=listing))
        except ApiError as error:
            if not self._does_without(resource, error):
                raise
            yield from send(self._include(resource, listing=listing))

    def _include(self, resource: Resource, *, listing: bool = False) -> dict[str, t.Any]:
        without = resource.ability_bound if resource.path in self._without else ()
        cache = self._caches.get(resource.path)
        demanded = cache.demanded if cache else resource.demanded
        wanted = [name for name in (*resource.includes, *demanded) if name not in without]
        wanted += resource.list_includes if listing else ()
        return {"include[]": wanted} if wanted else {}

    def _does_without(self, resource: Resource, error: ApiError) -> bool:
        if error.status not in (402, 403) or not resource.ability_bound or resource.path in self._without:
            return False
        self._without.add(resource.path)
        return True


def _plural(resource: Resource) -> str:
    return f"{resource.title[:-1]}ies" if resource.title.endswith("y") else f"{resource.title}s"


def _each_reference(current: t.Any) -> t.Iterator[dict[str, t.Any]]:
    for known in current if isinstance(current, list) else [current]:
        if isinstance(known, dict) and "id" in known and "type" in known:
            yield known
