# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans which objects of an account are deleted because its configuration does not contain them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

from ..._core.errors import UsageError
from ..._schema.fields import Json, folded
from ..._schema.resource import Resource
from ..._schema.session import is_predicted
from ..dependents import refers
from ..plan import plan_removal
from ..session import Session
from .kinds import Kind
from .patterns import called, matches
from .planning import Planned

_ID_AT_END = re.compile(r"\(([^()]+)\)$")

Raw = dict[str, Json]


@dataclass
class Purge:
    """What is purged.

    planned: the objects to delete, in the order of the deletes. kept: objects that stay although the configuration does
    not contain them, with the reason: (kind, name, reason).
    """

    planned: list[Planned] = field(default_factory=list)
    kept: list[tuple[str, str, str]] = field(default_factory=list)


def can_purge(kind: Kind) -> bool:
    """Whether objects of a kind can be purged: those that a task can remove, and that one list contains.

    The list of their parents can contain objects that have a parent.
    """
    parent = kind.resource.parent
    is_listed = not parent or bool(parent.list_path or (parent.include and parent.list_include))
    return bool(kind.resource.removal.action) and is_listed and not kind.is_singleton


def limit_of(text: str) -> tuple[int, bool]:
    """The meaning of `purge_limit`: a number, and whether it is a percentage. Raises UsageError."""
    found = re.fullmatch(r"(\d+)\s*(%?)", text.strip())
    if not found or (found[2] and int(found[1]) > 100):
        raise UsageError("purge_limit", f"{text!r} is neither a number of objects nor a percentage, such as 10 or 5%")
    return int(found[1]), bool(found[2])


class Purger:
    """Plans the purge.

    session: see `planning_session`; what the configuration changes is predicted in it. planned: what it changes.
    ignore: patterns of names; objects with such a name stay.
    """

    def __init__(self, session: Session, planned: t.Iterable[Planned], ignore: t.Sequence[str]) -> None:
        self._session = session
        self._after = {one.made["id"]: one.made for one in planned if isinstance(one.made, dict) and one.made.get("id")}
        self._ignore = [folded(pattern) for pattern in ignore]
        self._removed: set[str] = set()
        self.purge = Purge()

    def plan(self, kinds: t.Sequence[Kind], limit: str) -> Purge:
        """The purge of some kinds, the last kind first. Raises UsageError if it is more than the limit."""
        most, is_percentage = limit_of(limit)
        existing = 0
        for kind in reversed(kinds):
            for resource in kind.resource.family:
                for bound in self._bound(resource):
                    raws = [raw for raw in self._session.names.all(bound) if not self._is_new(raw)]
                    raws = [raw for raw in raws if not (resource.implied and resource.implied(raw))]
                    existing += len(raws)
                    extra = sorted((raw for raw in raws if raw["id"] not in self._after), key=resource.describe)
                    needed = resource.needed(self._session) if resource.needed and extra else lambda raw: ""
                    for raw in extra:
                        self._plan(kind, bound, raw, needed)
        number = len(self.purge.planned)
        if number > (existing * most / 100 if is_percentage else most):
            listed = ", ".join(map(str, self.purge.planned[:20])) + (", …" if number > 20 else "")
            raise UsageError(
                "purge_limit",
                f"is {limit.strip()}, and the purge would remove {number} of {existing} objects: {listed}. Check"
                " config, and raise purge_limit if this is intended",
            )
        return self.purge

    def _bound(self, resource: Resource) -> list[Resource]:
        """The resource, or the same with the path of each parent that exists."""
        parent = resource.parent
        if not parent:
            return [resource]
        owners = self._session.names.all(parent.resource)
        self._session.names.adopt_list(resource, owners)
        return [resource.under(owner["id"]) for owner in owners if not is_predicted(owner["id"])]

    def _is_new(self, raw: Raw) -> bool:
        """Whether only this configuration creates an object."""
        return raw["id"] in self._after and is_predicted(raw["id"])

    def _plan(self, kind: Kind, resource: Resource, raw: Raw, needed: t.Callable[[Raw], str]) -> None:
        name = str((resource.key and raw.get(resource.key)) or raw.get("summary") or raw["id"])
        if matches(called(resource, raw), self._ignore):
            return
        reason = needed(raw)
        if reason:
            self.purge.kept.append((kind.name, name, reason))
            return
        change = plan_removal(resource, raw, self._session)
        if not change.changed:
            return
        reason = self._used_by(resource, raw)
        if reason:
            self.purge.kept.append((kind.name, name, reason))
            return
        self._removed.add(raw["id"])
        planned = Planned(
            kind.name, name, f"{resource.title} {name}", resource, None, change.action, change.before, made=raw
        )
        self.purge.planned.append(planned)
        if self._session.predictions and not change.predicted:
            self._session.predictions.add_removal(resource, raw)

    def _used_by(self, resource: Resource, raw: Raw) -> str:
        """Why an object can't be deleted, apart from what this run deletes or changes first."""
        listed = resource.dependents(self._session, raw) if resource.dependents else []
        used = [text for text in listed if not self._is_released(text, raw["id"])]
        if resource.removal.takes_along:
            # These lists have the predictions of this run.
            also = resource.removal.takes_along(self._session, resource.parent_id, raw)
            used += [text for object_id, text in also.items() if object_id not in self._removed]
        return f"it is used by {', '.join(used)}" if used else ""

    def _is_released(self, dependent: str, object_id: str) -> bool:
        found = _ID_AT_END.search(dependent)
        if not found:
            return False
        after = self._after.get(found[1])
        return found[1] in self._removed or (after is not None and not refers(after, object_id))
