# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of an account as it is, and how it differs from a given one, as one operation.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ..._core.errors import UsageError
from ..._schema.fields import folded
from ..._schema.option_types import ReferenceType, Spec
from ..._schema.resource import Resource
from ..operation import Operation
from ..plan import CREATE
from ..session import Session
from .exporting import Account, Found, Notes, export, name_of
from .kinds import Kind, checked_sources
from .operation import config_secrets, ordered_steps, raise_errors
from .patterns import matches
from .planning import Planned, Planner, scratch_session
from .reading import read
from .threads import Threads, check_parallel

Params = dict[str, t.Any]


@dataclass(frozen=True)
class Examination:
    """What a task can return in addition, from the objects that it has read.

    options: those that ask for it. validate: a function of (params) that raises UsageError. run: a function of (params,
    account, names of the selected kinds, selected objects) that returns the additional keys of the result.
    """

    options: dict[str, Spec]
    validate: t.Callable[[Params], None]
    run: t.Callable[[Params, Account, t.Collection[str], list[Found]], Params]


def account_info_operation(
    name: str, kinds: t.Mapping[str, Kind], group: Resource, examination: Examination
) -> Operation:
    """The operation of the module that returns the configuration of an account.

    name: of the module. group: the type of the objects to which others belong, under their plural or their name. The
    option of their plural selects the objects that belong to some of them.
    """
    options: dict[str, Spec] = {
        **info_options(group),
        "config": {"type": "dict"},
        "sources": {"type": "dict"},
        **examination.options,
    }

    def work(params: Params, session: Session) -> dict[str, t.Any]:
        examination.validate(params)
        return _AccountInfo(kinds, group, params, session, examination).run()

    return Operation(name, options, work, secrets=lambda params: config_secrets(kinds, params.get("config")))


def info_options(group: Resource) -> dict[str, Spec]:
    """The options that select what is returned. group: see `account_info_operation`."""
    return {
        "kinds": {"type": "list", "elements": "str"},
        group.plural: {"type": "list", "elements": ReferenceType(group)},
        "names": {"type": "list", "elements": "str"},
        "ignore": {"type": "list", "elements": "str", "default": []},
        "full": {"type": "bool", "default": False},
        "parallel": {"type": "int", "default": 4},
    }


def account_info(kinds: t.Mapping[str, Kind], group: Resource, params: Params, session: Session) -> Params:
    """The configuration of an account, as `account_info_operation` returns it. params: those of `info_options`."""
    nothing = Examination({}, lambda params: None, lambda params, account, kinds, found: {})
    return _AccountInfo(kinds, group, {**params, "config": None, "sources": None}, session, nothing).run()


class _AccountInfo:
    """One task."""

    def __init__(
        self,
        kinds: t.Mapping[str, Kind],
        group: Resource,
        params: Params,
        session: Session,
        examination: Examination,
    ) -> None:
        self._examination = examination
        self._kinds = kinds
        self._group = group
        self._params = params
        self._session = session
        self._groups: set[str] = set()  # the IDs of the groups in the options
        self._names = [folded(pattern) for pattern in params["names"] or ("*",)]
        self._ignore = [folded(pattern) for pattern in params["ignore"]]
        self._sources = checked_sources(params["sources"], params["config"] or {})

    def run(self) -> dict[str, t.Any]:
        params, session = self._params, self._session
        check_parallel(params["parallel"])
        kinds = self._selected_kinds()
        plural = self._group.plural
        for index, value in enumerate(params[plural] or ()):
            reference = session.names.reference(self._group, value, f"{plural}[{index}]")
            self._groups.add(reference["id"])
        notes, threads = Notes(), Threads(session)
        account = Account(session, threads, params["parallel"])
        found = export(account, kinds, self, notes, full=params["full"])
        config: dict[str, list[Params]] = {}
        for one in found:
            if one.options is not None:
                config.setdefault(one.kind.name, []).append(one.options)
        result = {"changed": False, "config": config, "secrets": notes.secrets, "not_exported": notes.left_out}
        result.update(self._examination.run(params, account, [kind.name for kind in kinds], found))
        return result if params["config"] is None else {**result, "drift": self._drift(found, threads)}

    def _selected_kinds(self) -> list[Kind]:
        named, config = self._params["kinds"], self._params["config"]
        for name in named or ():
            if name not in self._kinds:
                raise UsageError("kinds", f"there is no kind {name}; the kinds are {', '.join(sorted(self._kinds))}")
        if named is None and config is not None:
            # So a comparison costs no request for each object whose other objects it does not mention.
            return [kind for name, kind in self._kinds.items() if kind.has_list or config.get(name)]
        return [kind for name, kind in self._kinds.items() if named is None or name in named]

    def has_name(self, found: Found) -> bool:
        """Whether the options select an object by its name."""
        names = found.names() or {""}
        return matches(names, self._names) and not matches(names, self._ignore)

    def belongs(self, found: Found) -> bool:
        """Whether an object belongs to a group that the options name."""
        raw = found.raw
        if self._params[self._group.plural] is None or (
            found.resource.path == self._group.path and raw["id"] in self._groups
        ):
            return True
        listed = raw.get(self._group.plural) or []
        return any(one and one.get("id") in self._groups for one in [*listed, raw.get(self._group.name)])

    def _drift(self, found: list[Found], threads: Threads) -> dict[str, t.Any]:
        """How the account differs from `config`."""
        entries, steps = ordered_steps(self._kinds, self._params["config"], self._sources)
        known = read(entries, (), threads, self._params["parallel"])
        planner = Planner(scratch_session(self._session, known), self._session.warn, alone=True)
        planner.plan(steps)
        raise_errors(planner.errors)
        planned = list(planner.planned.values())
        managed = {_identity(one) for one in planned}
        unmanaged = [one for one in found if one.options is not None and _found_identity(one) not in managed]
        return {
            "missing": [
                {"kind": one.kind, "name": _name_of(one), **one.source()} for one in planned if one.action == CREATE
            ],
            "different": [
                {**{name: value for name, value in one.result().items() if name != "action"}, "name": _name_of(one)}
                for one in planned
                if one.changed and one.action != CREATE
            ],
            "unmanaged": [
                {"kind": one.kind.name, "name": one.name, "id": str(one.raw.get("id") or one.resource.parent_id)}
                for one in unmanaged
            ],
        }


def _name_of(planned: Planned) -> str:
    return (name_of(planned.entry) if planned.entry else "") or planned.name


def _identity(planned: Planned) -> tuple[str, str]:
    """What identifies an object that an entry means: the ID, or that of the parent if there is exactly one under it."""
    made_id = (planned.made or {}).get("id")
    return planned.kind, str(made_id or planned.resource.parent_id)


def _found_identity(found: Found) -> tuple[str, str]:
    return found.kind.name, str(found.raw.get("id") or found.resource.parent_id)
