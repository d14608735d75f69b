# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects under an object as a list of its task: the contact methods of a user.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .fields import Json, NotWritten, Spec, Writer
from .session import Session
from .subresource import Subresource
from .writing import ordered, written_fields

if t.TYPE_CHECKING:
    from .resource import Params, Raw, Resource

Lists = dict[str, list["Raw"]]  # by option, the children of each type


_NEW_ID = re.compile(r"new-object:[\w-]+")


def new_id(what: str, number: int) -> str:
    """Stands for the ID of an object that a request will create, in what is planned."""
    return f"new-object:{what}-{number}"


def _nothing(parent: Raw, lists: Lists) -> list[Raw]:
    return []


def _unchanged(params: Params, lists: Lists, session: Session) -> Params:
    return params


@dataclass(frozen=True)
class InList:
    """How a task manages all objects of a resource under one parent as a list, see `Children`.

    text: a function of (object) that identifies it for people, without its ID, which a new one does not have yet.
    created: a function of (the new parent, the lists before this one) that returns the objects that PagerDuty creates
        together with the parent.
    keeps: a function of (object) that says whether it stays although the list does not contain it.
    moved_by: with `purge_<option>`, an entry without an object is a new value for the only object without an entry that
        has equal values of these options. So objects that refer to it keep doing so.
    prepare: a function of (entry, lists, session) that turns options that are not attributes into attributes.
    needs: the lists besides its own that `prepare` reads.
    """

    text: t.Callable[[Raw], str]
    created: t.Callable[[Raw, Lists], list[Raw]] = _nothing
    keeps: t.Callable[[Raw], bool] = lambda raw: False
    moved_by: tuple[str, ...] = ()
    prepare: t.Callable[[Params, Lists, Session], Params] = _unchanged
    needs: tuple[str, ...] = ()


class Children(Subresource):
    """Objects under the object, such as the contact methods of a user. `_engine.children` plans them.

    The task's objects are created and updated. Others stay, unless `purge_<option>` is set.

    name: the option. It is also the attribute of the object with its children, and the `include[]` that returns them.
    child: a function that returns their resource, which has `in_list`. Its file imports that of the object.
    """

    follows = True

    def __init__(self, name: str, child: t.Callable[[], Resource]) -> None:
        self.name = name
        self._child = child

    @property
    def child(self) -> Resource:
        return self._child()

    @property
    def rules(self) -> InList:
        return t.cast(InList, self.child.in_list)

    @property
    def purge(self) -> str:
        """The option that removes the objects that are not in the list."""
        return f"purge_{self.name}"

    @property
    def includes(self) -> tuple[str, ...]:
        return (self.name, *self.rules.needs)

    def spec(self) -> dict[str, Spec]:
        child = self.child
        options = {entry.name: entry.spec() for entry in child.fields if entry.is_option}
        for name in child.required:
            options[name] = {**options[name], "required": True}
        return {
            self.name: {"type": "list", "elements": "dict", "options": {**options, **child.options}},
            self.purge: {"type": "bool", "default": False},
        }

    def write(self, raw: Raw, found: t.Any, writer: Writer) -> dict[str, t.Any]:
        """With `purge_<option>` if the object lacks children that PagerDuty creates together with a new one.

        found: those of the options before this one, see `Lists`. This one is entered.
        """
        listed = raw.get(self.name) or []
        if any(str(child.get("type")).endswith("_reference") for child in listed):
            writer.leave_out(self.name, "PagerDuty returns only references; the token may not be allowed to read them")
            return {}
        written: list[dict[str, t.Any]] = []
        is_complete = True
        for index, child in enumerate(listed):
            path, title = f"{self.name}[{index}]", self.child.title
            if self.rules.keeps(child):
                writer.leave_out(path, f"no task can create the {title} {self.rules.text(child)}")
                continue
            try:
                options = written_fields(self.child, child, writer)
                if options in written:
                    raise NotWritten(f"there is another {title} with the same content")
                written.append(options)
            except NotWritten as error:
                writer.leave_out(path, str(error))
                is_complete = False
        if is_complete and not self._has_created(raw, listed, found):
            return {self.name: ordered(written), self.purge: True}
        return {self.name: ordered(written)} if written or writer.full else {}

    def _has_created(self, raw: Raw, listed: list[Raw], found: Lists) -> bool:
        """Whether the object still has the children that PagerDuty creates together with a new one."""
        fields = [entry for entry in self.child.fields if entry.name in self.child.identifying]

        def is_same(one: Raw, other: Raw) -> bool:
            return all(entry.same(entry.read(one), entry.read(other)) for entry in fields)

        try:
            created = self.rules.created(raw, found)
        except ValueError:  # the object lacks those that these refer to
            return False
        matched = [[other for other in listed if is_same(one, other)] for one in created]
        found[self.name] = [others[0] for others in matched if others]
        return all(matched)


def resolved(value: Json, ids: t.Mapping[str, str]) -> Json:
    """A value with IDs in place of each `new_id`. What contains one without an ID is left out. ids: by `new_id`."""
    if isinstance(value, dict):
        return {key: resolved(entry, ids) for key, entry in value.items() if _is_known(entry, ids)}
    if isinstance(value, list):
        return [resolved(entry, ids) for entry in value if _is_known(entry, ids)]
    if isinstance(value, str):
        return _NEW_ID.sub(lambda found: ids[found[0]], value)
    return value


def _is_known(value: Json, ids: t.Mapping[str, str]) -> bool:
    return not isinstance(value, str) or all(found in ids for found in _NEW_ID.findall(value))
