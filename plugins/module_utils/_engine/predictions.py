# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predictions: what earlier tasks of a run in check mode would have changed.

Each prediction changes what GET requests return. So everything that reads objects sees a predicted object: lookups by
name, references, lists and lookups of the same object.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import copy
import typing as t
from dataclasses import dataclass

from .._core import responses
from .._core.client import Client, Page, Query, TaskClient, segment
from .._core.errors import NotFound
from .._core.ledger import Entry, Ledger
from .._schema.children import resolved
from .._schema.fields import Json, Object, ObjectList
from .._schema.resource import Resource, Singleton
from .._schema.session import PREFIX, is_predicted
from .._schema.subresource import Mirrored, SubresourceRequest

if t.TYPE_CHECKING:
    from .children import ChildChange

Raw = dict[str, Json]

# Parameters of a list that do not depend on the values of an object.
_NO_CONDITIONS = ("include[]", "limit", "offset", "total", "sort_by", "date_range", "time_zone", "since", "until")


@dataclass
class _Object:
    """A predicted object. raw: None if it is deleted. changed: the attributes that a prediction has set. removed: the
    object that is deleted."""

    folder: str
    key: str
    object_id: str
    raw: Raw | None
    changed: Raw
    removed: Raw | None = None


class Predictions:
    """The predictions for one account, in memory and in the ledger.

    learn: called with (path of the list, ID, object or None) for each prediction of another task.
    """

    def __init__(self, ledger: Ledger, learn: t.Callable[[str, str, Raw | None], None]) -> None:
        self._ledger = ledger
        self._learn = learn
        self._objects: dict[str, _Object] = {}
        self._folders: dict[str, dict[str, _Object]] = {}
        self._associations: dict[tuple[str, str], list[t.Any]] = {}
        # Those that tasks for the other object have changed: by the ID of the other object, [reference, state, item].
        self._single: dict[tuple[str, str], dict[str, list[t.Any]]] = {}
        self._requests: dict[str, tuple[str, Json]] = {}
        self._removed: set[str] = set()  # the IDs of objects that would be deleted
        self.refresh()

    def copied(self, ledger: Ledger, learn: t.Callable[[str, str, Raw | None], None]) -> Predictions:
        """The same predictions, for others that are only written to another ledger."""
        other = copy.deepcopy({name: value for name, value in vars(self).items() if name not in ("_ledger", "_learn")})
        new = Predictions(ledger, learn)
        vars(new).update(other)
        return new

    def refresh(self) -> None:
        """Read what other tasks have predicted."""
        self._add(self._ledger.news())

    # -- writing -------------------------------------------------------------------------------------------------

    def record(
        self,
        resource: Resource,
        predicted: Raw,
        current: Raw | None = None,
        associations: dict[str, list[t.Any]] | None = None,
        requests: t.Sequence[SubresourceRequest] = (),
        mirrored: t.Sequence[Mirrored] = (),
    ) -> Raw | None:
        """Record an object that a task would create or change. Returns it, with an ID if it is new.

        predicted: the object, without attributes that can't be predicted. current: the object before, None if it is
        new. associations: by option, the resulting [reference, state, entry of a list] of each association. requests:
        of other subresources. mirrored: the associations that change, as the other objects have them.
        Returns None if other tasks have predicted something in the meantime: the caller must plan again.
        """
        made: Raw = dict(predicted)

        def entries(number: int) -> list[Entry]:
            if not made.get("id") and not isinstance(resource.identity, Singleton):
                made["id"] = f"{PREFIX}{number}"
                for name, value in {**_new(resource), **resource.placeholders, **_defaults(resource)}.items():
                    made.setdefault(name, value(number) if callable(value) else value)
            path = resource.path_of(made)
            changed = {name: value for name, value in made.items() if (current or {}).get(name) != value}
            found = [_object_entry(resource, {**(current or {}), **made}, changed)]
            for option, listed in (associations or {}).items():
                found.append({"kind": "association", "path": path, "option": option, "listed": listed})
            owner = {"id": made.get("id"), "type": resource.name, "summary": made.get(resource.summary_of)}
            found += [_single_entry(one, owner) for one in mirrored if one.option]
            for request in requests:
                target = request.target(segment(str(made.get("id"))))
                found.append({"kind": "request", "path": target, "method": request.method, "body": request.body})
            return found

        return made if self._append(entries) else None

    def record_removal(self, resource: Resource, raw: Raw) -> bool:
        """Record that a task would delete an object. False: see `record`."""
        return self._append(lambda number: [{**_object_entry(resource, raw, {}), "raw": None, "removed": raw}])

    def add(self, resource: Resource, predicted: Raw, current: Raw | None = None) -> Raw:
        """Record like `record`, for a caller whose plan does not depend on what other tasks predict."""
        made = None
        while made is None:
            made = self.record(resource, predicted, current)
        return made

    def add_removal(self, resource: Resource, raw: Raw) -> None:
        """Record a removal like `record_removal`, for such a caller."""
        while not self.record_removal(resource, raw):
            pass

    def record_children(self, changes: t.Iterable[ChildChange], parent_id: str) -> dict[str, str]:
        """Record what a task would do to the objects under an object.

        Returns the IDs of the new ones, by what stands for them in the plan. Predictions of other tasks in the meantime
        concern other objects.
        """
        ids: dict[str, str] = {}
        for change in changes:
            resource = change.child.under(parent_id)
            current = resolved(change.current, ids)
            if change.predicted is None:
                self.add_removal(resource, current)
                continue
            made = self.add(resource, resolved(change.predicted, ids), current)
            ids[change.predicted["id"]] = made["id"]
        return ids

    def _append(self, make: t.Callable[[int], list[Entry]]) -> bool:
        made: list[Entry] = []

        def entries(number: int) -> list[Entry]:
            made.extend(make(number))
            return made

        news = self._ledger.append(entries)
        self._add(news or made)
        return not news

    def _add(self, entries: t.Iterable[Entry]) -> None:
        for entry in entries:
            if entry["kind"] == "association":
                key = entry["path"], entry["option"]
                self._associations[key] = entry["listed"]
                self._single.pop(key, None)
                self._learn("/".join(key), "", None)
            elif entry["kind"] == "single association":
                self._add_single(entry)
            elif entry["kind"] == "request":
                self._requests.pop(entry["path"], None)  # the order is that of the last request for each path
                self._requests[entry["path"]] = entry["method"], entry["body"]
            else:
                self._add_object(entry)

    def _add_single(self, entry: Entry) -> None:
        """An association that a task for the other object has changed."""
        key, changed = (entry["path"], entry["option"]), entry["association"]
        listed = self._associations.get(key)
        if listed is None:
            self._single.setdefault(key, {})[changed[0]["id"]] = changed
        else:
            others = [one for one in listed if one[0].get("id") != changed[0]["id"]]
            self._associations[key] = others if changed[1] is None else [*others, changed]
        self._learn("/".join(key), "", None)

    def _add_object(self, entry: Entry) -> None:
        known = self._objects.get(entry["path"])
        changed = {**(known.changed if known and known.raw else {}), **entry["changed"]}
        added = _Object(entry["folder"], entry["key"], entry["id"], entry["raw"], changed, entry.get("removed"))
        self._objects[entry["path"]] = added
        self._folders.setdefault(entry["folder"], {})[entry["id"]] = added
        if entry["raw"] is None:
            self._removed.add(entry["id"])
        self._learn(entry["folder"], entry["id"], entry["raw"])

    # -- reading -------------------------------------------------------------------------------------------------

    def association(self, path: str, option: str) -> list[t.Any] | None:
        """The [reference, state, entry of a list] of each association of an object; None if they are not predicted."""
        listed = self._associations.get((path, option))
        return None if listed is None else [one for one in listed if one[0].get("id") not in self._removed]

    def associated(self, path: str, option: str) -> list[t.Any]:
        """The same for associations that only tasks for the other objects have changed. The state of one that ends is
        None."""
        known = self._single.get((path, option), {}).values()
        return [one for one in known if one[0].get("id") not in self._removed]

    def owners(self, path: str) -> dict[str, bool]:
        """For the list of the objects with an association, such as `/tags/{id}/teams`: by the ID of each object whose
        associations are predicted, whether it is in the list."""
        parts = path.split("/")
        found: dict[str, bool] = {}
        if len(parts) != 4:
            return found
        for owner, option in self._associations:
            folder, _slash, owner_id = owner.rpartition("/")
            if option == parts[1] and folder == f"/{parts[3]}" and owner_id not in self._removed:
                known = self.association(owner, option) or []
                found[owner_id] = parts[2] in [str(one[0].get("id")) for one in known]
        return found

    def remaining(self, page: Page) -> Page:
        """A page without the objects that would be deleted. Lists that belong to other objects contain them, too."""
        if not any(raw.get("id") in self._removed for raw in page.items):
            return page
        items = [raw for raw in page.items if raw.get("id") not in self._removed]
        return Page(items, page.more, None if page.total is None else page.total + len(items) - len(page.items))

    def has_sent(self, request: SubresourceRequest, object_id: str) -> bool:
        """Whether an earlier task would have sent this request, and no other one for the same path after it."""
        path = request.target(segment(object_id))
        return self._requests.get(path) == (request.method, request.body)

    def sent(self, paths: t.Collection[str]) -> list[tuple[str, t.Any]]:
        """The last request for each of these paths that earlier tasks would have sent, as (method, body), oldest first.
        """
        return [request for path, request in self._requests.items() if path in paths]

    def changed(self, path: str) -> Raw:
        """The attributes of an object that predictions have set."""
        known = self._objects.get(path)
        return known.changed if known else {}

    def object(self, path: str) -> _Object | None:
        return self._objects.get(path)

    def merged(self, folder: str, raws: list[Raw], query: Query, *, last: bool) -> list[Raw]:
        """The objects of a page, with predictions.

        last: add the objects that PagerDuty does not list, if the query selects them.
        """
        known = self._folders.get(folder, {})
        merged = []
        for raw in raws:
            predicted = known.get(str(raw.get("id")))
            if predicted is None:
                merged.append(raw)
            elif predicted.raw is not None and _selects(query, predicted.raw):
                # A list can omit attributes. An object with a predicted one would look complete without the others.
                merged.append({**predicted.raw, **raw, **predicted.changed})
        if last:
            there = {raw.get("id") for raw in merged}
            merged += [
                one.raw for one in known.values() if one.raw and one.object_id not in there and _selects(query, one.raw)
            ]
        return merged

    def touches(self, folder: str) -> bool:
        """Whether there are predictions for the objects of a list."""
        return folder in self._folders

    def touches_below(self, path: str) -> bool:
        """Whether there are predictions for objects that belong to those of a list."""
        return any(folder.startswith(f"{path}/") for folder in self._folders)


def _object_entry(resource: Resource, raw: Raw, changed: Raw) -> Entry:
    path = resource.path_of(raw)
    return {
        "kind": "object",
        "path": path,
        "folder": resource.path,
        "key": resource.one_key,
        "id": str(raw.get("id") or ""),
        "raw": raw,
        "changed": changed,
    }


def _single_entry(changed: Mirrored, owner: Raw) -> Entry:
    """The entry of a changed association, as the other object has it. owner: a reference to the object of the task."""
    association = [owner, changed.state, changed.item(owner)]
    return {"kind": "single association", "path": changed.path, "option": changed.option, "association": association}


def _new(resource: Resource) -> Raw:
    """What every object has that PagerDuty has created."""
    return {"type": resource.type_name or resource.name, "self": None, "html_url": None}


def _defaults(resource: Resource) -> Raw:
    """The attributes of a new object for which the task has no values."""
    found: Raw = {}
    for entry in resource.fields:
        # Nested objects and what another request returns have no plain default.
        plain = entry.is_option and not entry.within and not isinstance(entry, (Object, ObjectList))
        if plain and entry.name not in resource.load:
            value = entry.read({})
            found[entry.api] = None if value is None else entry.encode(value, full=True)
    return found


def _selects(query: Query, raw: Raw) -> bool:
    """Whether a list request selects an object, as far as its attributes tell."""
    return all(_fulfils(name, value, raw) for name, value in query.items() if name not in _NO_CONDITIONS)


def _fulfils(name: str, value: t.Any, raw: Raw) -> bool:
    values = [str(entry).casefold() for entry in (value if isinstance(value, (list, tuple)) else [value])]
    if values == ["all"]:
        return True
    if name == "query":
        texts = [str(text).casefold() for text in raw.values() if isinstance(text, str)]
        return any(values[0] in text for text in texts)
    if name.endswith("_ids[]"):
        return _refers(raw, name[: -len("_ids[]")], set(values))
    attribute = name[:-2] if name.endswith("[]") else name
    for spelled in (attribute, attribute[:-1], attribute[:-2], f"{attribute[:-3]}y"):
        if isinstance(raw.get(spelled), (str, bool)):
            return str(raw[spelled]).casefold() in values
    referring = attribute[: -len("_id")]
    if attribute.endswith("_id") and referring in raw:
        reference = raw[referring]
        object_id = reference.get("id") if isinstance(reference, dict) else reference
        return object_id is not None and str(object_id).casefold() in values
    return True


def _refers(value: Json, name: str, ids: set[str]) -> bool:
    """Whether there is a reference to one of these objects, at any depth. name: their type."""
    if isinstance(value, list):
        return any(_refers(entry, name, ids) for entry in value)
    if not isinstance(value, dict):
        return False
    if str(value.get("id")).casefold() in ids and str(value.get("type")).replace("_reference", "") == name:
        return True
    return any(_refers(entry, name, ids) for entry in value.values())


class PredictingClient(TaskClient):
    """A client whose GET requests also return what was predicted. Requests for predicted objects are not sent."""

    def __init__(self, client: Client, predictions: Predictions, **options: t.Any) -> None:
        super().__init__(client, **options)
        self._predictions = predictions

    @classmethod
    def of(cls, client: TaskClient, predictions: Predictions) -> PredictingClient:
        """The same client, whose GET requests also return what was predicted."""
        other = cls.__new__(cls)
        vars(other).update(vars(client), _predictions=predictions)
        return other

    def get(self, path: str, query: Query | None = None, expects: responses.Shape | None = None) -> Raw:
        predicted = self._predictions.object(path)
        included = (query or {}).get("include[]") or ()
        if predicted is None:
            if any(map(is_predicted, path.split("/"))):
                raise _missing(path)
            response = super().get(path, query, expects)
            touched = [name for name in included if self._predictions.touches(f"{path}/{name}")]
            return (
                {key: self._with_children(path, raw, touched) for key, raw in response.items()} if touched else response
            )
        if predicted.raw is None:
            raise _missing(path)
        raw = predicted.raw
        if not is_predicted(predicted.object_id) and predicted.object_id:
            response = super().get(path, query)
            raw = {**(response[predicted.key] if predicted.key else response), **predicted.changed}
        shown = self._with_children(path, raw, included)
        return {predicted.key: shown} if predicted.key else t.cast(Raw, shown)

    def predicted(self, path: str, raws: list[Raw]) -> list[Raw]:
        return self._predictions.merged(path, raws, {}, last=True)

    def _with_children(self, path: str, raw: Json, included: t.Iterable[str]) -> Json:
        """An object with the predicted children that the request includes."""
        if not isinstance(raw, dict):
            return raw
        children = {
            name: self._predictions.merged(f"{path}/{name}", raw.get(name) or [], {}, last=True)
            for name in included
            if self._predictions.touches(f"{path}/{name}")
        }
        return {**raw, **children}

    def pages(
        self,
        path: str,
        key: str,
        query: Query | None = None,
        *,
        of: responses.Shape = responses.OBJECT,
        offset: int = 0,
        limit: int | None = None,
        **form: t.Any,
    ) -> t.Iterator[Page]:
        is_new = any(map(is_predicted, path.split("/")))
        owners = self._predictions.owners(path)
        if owners:
            pages = () if is_new else super().pages(path, key, query, of=of, **form)
            ids = [raw["id"] for page in pages for raw in self._predictions.remaining(page).items]
            yield _owner_page(owners, ids, offset, limit)
            return
        owner, _slash, option = path.rpartition("/")
        listed = self._predictions.association(owner, option)
        if listed is not None or is_new:
            known = [one[2] for one in listed or self._predictions.associated(owner, option)]
            found = self._predictions.merged(path, known, query or {}, last=True)
            yield Page(found[offset:][:limit], False, len(found))
            return
        changed = self._predictions.associated(owner, option)
        if changed:
            pages = super().pages(path, key, query, of=of, **form)
            raws = [raw for page in pages for raw in page.items]
            found = _with_changed(raws, changed)
            yield Page(found[offset:][:limit], False, len(found))
            return
        included = (query or {}).get("include[]") or () if self._predictions.touches_below(path) else ()
        if not included and not self._predictions.touches(path):
            pages = super().pages(path, key, query, of=of, offset=offset, limit=limit, **form)
            yield from map(self._predictions.remaining, pages)
            return
        # Which objects are on a page depends on predictions, so the complete list is read, up to the limit.
        end = None if limit is None else offset + limit
        seen = 0
        for page in super().pages(path, key, query, of=of, **form):
            merged = self._predictions.merged(path, page.items, query or {}, last=not page.more)
            start, stop = max(offset - seen, 0), None if end is None else end - seen
            items = [self._with_children(f"{path}/{raw.get('id')}", raw, included) for raw in merged[start:stop]]
            seen += len(merged)
            done = end is not None and seen >= end
            total = None if page.total is None else page.total + len(merged) - len(page.items)
            yield Page(items, page.more and not done, total)
            if done:
                return


def _owner_page(owners: dict[str, bool], listed: list[str], offset: int, limit: int | None) -> Page:
    """The page of a list that has only references. listed: the IDs that PagerDuty lists. owners: see `owners`."""
    ids = [one for one in listed if owners.get(one, True)]
    ids += [one for one, has in owners.items() if has and one not in listed]
    return Page([{"id": one} for one in ids][offset:][:limit], False, len(ids))


def _with_changed(listed: list[Raw], changed: list[t.Any]) -> list[Raw]:
    """The entries of a list of associations, with those that are predicted. changed: see `Predictions.associated`."""
    ids = {one[0]["id"] for one in changed}

    def is_changed(raw: Raw) -> bool:
        parts = [raw, *(value for value in raw.values() if isinstance(value, dict))]
        return any(part.get("id") in ids for part in parts)

    return [raw for raw in listed if not is_changed(raw)] + [one[2] for one in changed if one[1] is not None]


def _missing(path: str) -> NotFound:
    return NotFound(
        f"GET {path}: this does not exist in check mode: an earlier task would delete it, or PagerDuty would create it",
        status=404,
        request={"method": "GET", "path": path},
    )
