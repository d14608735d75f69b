# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the paths of event orchestrations have in common, except routers: sets of rules that lead to each other.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Field, Json, Resolver, Spec, Text, Writer
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Removal, Resource, Singleton
from .._schema.session import Session
from .._schema.subresource import Subresource
from .event_orchestration_actions import INSTEAD
from .event_orchestration_rules import START, Actions, Conditions, Rules, predict, warning


class Sets(Field):
    """The sets of rules besides `start`. Their order does not matter, because rules name them by their ID."""

    type = "list"

    def __init__(self, rules: Rules) -> None:
        super().__init__("sets")
        self._rules = rules

    def spec(self) -> Spec:
        options: Spec = {"id": {"type": "str", "required": True}, "rules": {**self._rules.spec(), "default": []}}
        return {**super().spec(), "elements": "dict", "options": options}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        known = _by_id(current or ())
        found: dict[str, Canonical] = {}
        for index, one in enumerate(value):
            set_id, where = one["id"].strip(), f"{path}[{index}]"
            if not set_id:
                raise UsageError(f"{where}.id", "must not be empty")
            if set_id == START:
                raise UsageError(f"{where}.id", f"the rules of the set {START} are in the option rules")
            if set_id in found:
                raise UsageError(f"{where}.id", f"another set has the ID {set_id!r}, too")
            found[set_id] = self._rules.parse(one["rules"], f"{where}.rules", resolver, known.get(set_id))
        return [{"id": set_id, "rules": rules} for set_id, rules in found.items()]

    @property
    def expects(self) -> responses.Shape:
        return self._rules.expects

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [{"id": one["id"], "rules": self._rules.read_rules(one)} for one in self._others(parent)]

    def _others(self, parent: dict[str, Json]) -> list[dict[str, Json]]:
        return [one for one in self.raw(parent) or () if one["id"] != START]

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        known = _by_id(current or ())
        return [
            {"id": one["id"], "rules": self._rules.encode_rules(one["rules"], known.get(one["id"]), full=full)}
            for one in value
        ]

    def put(self, target: dict[str, Json], value: Json) -> None:
        target[self.api] = [*(one for one in target.get(self.api) or () if one["id"] == START), *value]

    def is_in(self, body: dict[str, Json]) -> bool:
        return any(one["id"] != START for one in body.get(self.api) or ())

    def repeat(self, parent: dict[str, Json]) -> Json:
        return self._others(parent)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        wanted, known = _by_id(desired), _by_id(current)
        return wanted.keys() == known.keys() and all(self._rules.same(wanted[key], known[key]) for key in wanted)

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        """The sets that differ, with the rules that differ."""
        wanted, known = _by_id(desired), _by_id(current or ())
        before, after = [], []
        for set_id in {**known, **wanted}:
            old, new = known.get(set_id), wanted.get(set_id)
            if old is not None and new is not None and self._rules.same(new, old):
                continue
            was, becomes = self._rules.difference(new or [], old or [])
            before += [] if old is None else [{"id": set_id, "rules": was}]
            after += [] if new is None else [{"id": set_id, "rules": becomes}]
        return before, after

    def show(self, value: Canonical) -> Json:
        return [{"id": one["id"], "rules": self._rules.show(one["rules"])} for one in value or ()]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        written = []
        for at, one in enumerate(value):
            rules = self._rules.write(one["rules"], f"{path}[{at}].rules", writer)
            written.append({"id": one["id"], "rules": rules} if rules else {"id": one["id"]})
        return written


def _by_id(sets: t.Iterable[Canonical]) -> dict[str, Canonical]:
    return {one["id"]: one["rules"] for one in sets}


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    """Each rule leads to a set that exists."""
    sets = _by_id(desired["sets"] if "sets" in desired else current.get("sets") or ())
    start = desired["rules"] if "rules" in desired else current.get("rules") or ()
    others = f"the sets are {', '.join(sorted((START, *sets)))}"
    places = [("rules" if "rules" in desired else "", START, start)]
    places += [
        (f"sets[{at}].rules" if "sets" in desired else "", set_id, rules)
        for at, (set_id, rules) in enumerate(sets.items())
    ]
    for option, set_id, rules in places:
        for index, rule in enumerate(rules):
            target = rule["route_to"]
            if not target or target == START or target in sets:
                continue
            label = f" ({rule['label']})" if rule["label"] else ""
            if option:
                message = f"there is no set with the ID {target!r}, which this rule{label} needs; {others}"
                raise UsageError(f"{option}[{index}].route_to", message)
            stated = "sets" if "sets" in desired else "rules"
            place = f"rule {index + 1}{label} of the set {set_id}, which the task does not state"
            raise UsageError(stated, f"{place}, leads to the set {target!r}, which does not exist; {others}")


def _warn(params: dict[str, t.Any], session: Session, change: t.Any, raw: dict[str, Json] | None) -> None:
    """Warn about sets that no event reaches."""
    if params.get("rules") is None and params.get("sets") is None:
        return
    sets = {one["id"]: one.get("rules") or () for one in change.predicted.get("sets") or ()}
    reached: set[str] = set()
    next_sets = [START]
    while next_sets:
        set_id = next_sets.pop()
        if set_id in sets and set_id not in reached:
            reached.add(set_id)
            next_sets += [(rule.get("actions") or {}).get("route_to") or START for rule in sets[set_id]]
    for set_id in sorted(sets.keys() - reached):
        message = f"no rule that is reached from the set {START} leads to the set {set_id}, so its rules never apply"
        session.warn(f"sets: {message}")


def _rules(actions: list[Field]) -> Rules:
    rule = Actions(
        "rules",
        [
            Text("id"),
            Text("label", default=""),
            Conditions("conditions", default=[]),
            Text("route_to", within="actions"),
            *actions,
            Boolean("disabled", default=False),
        ],
    )
    return Rules("rules", rule, api="sets")


def path_resource(
    kind: str,
    path: str,
    parent: Parent,
    actions: t.Callable[[], list[Field]],
    *,
    catch_all: dict[str, t.Any] | None = None,
    subresources: tuple[Subresource, ...] = (),
    removed: dict[str, t.Any] | None = None,
) -> Resource:
    """The declaration of a path.

    kind: PagerDuty's type of the path. actions: a function that returns the fields of the actions. catch_all: the
    actions that PagerDuty adds to those of `catch_all`. removed: further options of the update that resets it.
    """
    own = catch_all or {}

    def predicted(path: dict[str, Json], changes: t.Collection[str]) -> None:
        predict(path, changes)
        if own and path.get("catch_all"):
            path["catch_all"] = {**path["catch_all"], "actions": {**(path["catch_all"].get("actions") or {}), **own}}

    rules = _rules(actions())
    return Resource(
        name=f"{kind}_orchestration",
        plural=f"{kind}_orchestrations",
        title=f"{kind} orchestration",
        module=f"event_orchestration_{kind}",
        path=path,
        wrapper="orchestration_path",
        parent=parent,
        identity=Singleton(
            unconfigured={"type": kind, "sets": [{"id": START, "rules": []}], "catch_all": {"actions": own}}
        ),
        keys=(),
        unique_keys=(),
        query=None,
        minimum=responses.OBJECT,
        fields=(rules, Sets(rules), Actions("catch_all", actions())),
        subresources=subresources,
        endpoint=Endpoint(omit_type=True, whole_update=True, warning=warning),
        removal=Removal("reset", values={"rules": [], "sets": [], "catch_all": {}, **(removed or {})}),
        check=_check,
        effects=_warn,
        predict=predicted,
        instead={
            "set": "use rules for the set start, and sets for the others",
            "catch_all.actions": "the actions are options of catch_all",
            "catch_all.route_to": "PagerDuty allows it in rules only",
            **{f"rules.{name}": text for name, text in INSTEAD.items()},
        },
        listing=Listing(single=False, limits=False, picklist=""),
    )
