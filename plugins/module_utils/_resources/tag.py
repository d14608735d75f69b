# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of users, teams and escalation policies.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._core import responses
from .._core.client import segment
from .._schema.fields import Canonical, Json, Name, folded, reference_of
from .._schema.resource import Parent, Resource
from .._schema.session import Session
from .._schema.subresource import Added, Association, Run, SubresourceRequest, references_of

_LABEL = Name(
    "label",
    longest=191,
    fixed="PagerDuty can't change the label of a tag, and a new tag would not be on the objects that have this one. Add"
    " a tag with the new label to them (option tags of their modules), then delete this one with state: absent",
)

# The list of all tags is in tag_listing.
TAG = Resource(
    name="tag",
    plural="tags",
    title="tag",
    path="/tags",
    keys=("label",),
    unique_keys=("label",),
    summary_of="label",
    fields=(_LABEL,),
    instead={"name": "use label instead"},
)

_TAG = responses.REFERENCE.having(label=responses.ID)


class Tags(Association):
    """The tags of an object. One request changes all of them, and creates those that do not exist."""

    def __init__(self, owner: str) -> None:
        super().__init__("tags", TAG, owner=owner)

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        tags = session.names.take_read(self._path(current))
        if tags is None:
            tags = self._listed(current, session)
        references = references_of({**tag, "summary": tag["label"]} for tag in tags)
        return [{**reference, "label": reference["summary"]} for reference in references]

    def _path(self, owner: dict[str, Json]) -> str:
        return f"{self.owner}/{segment(str(owner['id']))}/tags"

    def _listed(self, owner: dict[str, Json], session: Session) -> list[dict[str, Json]]:
        return [tag for page in session.client.pages(self._path(owner), "tags", of=_TAG) for tag in page.items]

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        """Tag by tag, if there are fewer tags than objects."""
        owners = [raw for raw, _params in found]
        [tags] = run([lambda session: session.names.all(TAG)]) if len(owners) > 1 else [None]
        if tags is None or len(tags) >= len(owners):
            listed = run([partial(self._listed, owner) for owner in owners])
            return {self._path(owner): tags for owner, tags in zip(owners, listed) if tags is not None}
        read: dict[str, list[dict[str, Json]]] = {self._path(owner): [] for owner in owners}
        for tag, tagged_ids in zip(tags, run([partial(self._tagged, tag) for tag in tags])):
            if tagged_ids is None:
                return {}
            for owner_id in tagged_ids:
                read.setdefault(self._path({"id": owner_id}), []).append(tag)
        return read

    def _tagged(self, tag: dict[str, Json], session: Session) -> list[str]:
        """The IDs of the objects that have a tag."""
        pages = session.client.pages(
            f"{TAG.path}/{segment(str(tag['id']))}{self.owner}", self.owner.strip("/"), of=responses.IDENTIFIED
        )
        return [str(one["id"]) for page in pages for one in page.items]

    def fetch(self, raws: list[dict[str, Json]], run: Run) -> dict[str, t.Any]:
        """Tag by tag, if there are fewer tags than objects: PagerDuty also lists the objects of a tag."""
        [tags] = run([lambda session: session.names.all(TAG)])
        if len(tags) >= len(raws):
            return super().fetch(raws, run)
        found: dict[str, t.Any] = {}
        for tag, owners in zip(tags, run([partial(self._tagged, tag) for tag in tags])):
            for owner_id in owners:
                found.setdefault(owner_id, []).append((reference_of({**tag, "summary": tag["label"]}), True))
        return found

    def resolve(
        self, name: str, option: str, present: list[dict[str, t.Any]], session: Session
    ) -> dict[str, t.Any]:
        """A new tag of the object has no ID here: PagerDuty finds or creates it by its label."""
        wanted = t.cast(str, _LABEL.parse(name, option, session.names, None))
        for tag in present:
            if tag.get("id") == wanted or folded(tag["label"]) == folded(wanted):
                return tag
        known = session.names.identified(TAG, wanted)
        text = known["label"] if known else wanted
        return {"type": TAG.name, "summary": text, "label": text}

    def creates(self, added: list[dict[str, t.Any]], session: Session) -> list[dict[str, Json]]:
        missing = []
        for tag in added:
            known = session.names.find(TAG, tag["label"])
            if known:
                tag["id"] = known[0]["id"]
            else:
                missing.append(tag)
        return missing

    def shown(self, reference: dict[str, t.Any]) -> str:
        return str(reference["label"])

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        body: dict[str, Canonical] = {}
        if added:
            body["add"] = [{"type": "tag", "label": one.reference["label"]} for one in added]
        if removed:
            body["remove"] = [{"type": "tag_reference", "id": tag.get("id")} for tag in removed]
        path = f"{self.owner}/{{id}}/change_tags"
        return [SubresourceRequest("POST", path, "changing the tags", body, repeatable=True)] if body else []


def tagged(path: str) -> Parent:
    """The list of the objects that have a tag. path: where all objects of the type are."""
    return Parent(TAG, "tag", path=f"/tags/{{parent}}{path}", references=True)
