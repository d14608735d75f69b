# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule of the router of an event orchestration. The other rules stay as they are.

PagerDuty can only replace a whole router, and accepts an update that is based on an old version. So two writers at the
same time can overwrite each other. Three things prevent this:

- Writers on one machine take turns (`locked`).
- After an update, a task waits for a moment, reads the router again, and plans again. If another writer has overwritten
  the rule, the task writes it again.
- A task whose read and update took longer than others wait warns.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._core.errors import ApiError, OutcomeUnknown, PagerDutyError, UsageError
from .._core.local_lock import locked
from .._engine.operation import Operation
from .._engine.plan import CREATE, UPDATE, Change
from .._engine.reconcile import task_result
from .._engine.session import Session
from .._resources.event_orchestration_router import EVENT_ORCHESTRATION_ROUTER
from .._resources.event_orchestration_rules import START, predict, warning
from .._schema.fields import Canonical, Json, Object, ObjectList, folded
from .._schema.resource import DELETE, NOTHING, Parent, Resource

Params = dict[str, t.Any]
Raw = dict[str, Json]

RULES = t.cast(ObjectList, next(entry for entry in EVENT_ORCHESTRATION_ROUTER.fields if entry.name == "rules"))
RULE: Object = RULES.item
ACTIONS = ("route_to", "dynamic_route_to")
VALUES = ("label", "conditions", *ACTIONS, "disabled")
PLACES = ("position", "before", "after")

MOST_REPEATS = 30  # updates of one task that others can overwrite before it fails
MOST_MOVES = 3  # the same for a position: two tasks can't both be the last one
_LAST = 10**9  # a position that no rule has
LONGEST = 2.0  # seconds that reading and updating may take: other writers wait at least as long


@dataclass
class _Plan:
    """What a task changes in a router as it was just read.

    rules: the canonical rules afterwards. old, new: the index of the rule of the task before and afterwards, None if it
    does not exist. known: the canonical rules before.
    """

    known: list[Canonical]
    rules: list[Canonical]
    old: int | None
    new: int | None

    @property
    def changed(self) -> bool:
        if self.old is None or self.new is None:
            return self.old is not self.new
        return self.old != self.new or not RULE.same(self.rules[self.new], self.known[self.old])

    @property
    def change(self) -> Change:
        """For the result: the diff shows the rule of the task only."""
        if not self.changed:
            return Change(NOTHING)
        action = CREATE if self.old is None else DELETE if self.new is None else UPDATE
        before, after = self._shown(self.known, self.old), self._shown(self.rules, self.new)
        return Change(action, before={"rules": before}, after={} if self.new is None else {"rules": after})

    def _shown(self, rules: list[Canonical], at: int | None) -> list[Json]:
        if at is None:
            return []
        rule = rules[at]
        names = {one["route_to"]["id"]: one["route_to"] for one in self.rules if one.get("route_to")}
        if rule.get("route_to"):
            rule = {**rule, "route_to": names.get(rule["route_to"]["id"], rule["route_to"])}
        shown = {name: value for name, value in RULE.show(rule).items() if name != "id" and value is not None}
        return [{"position": at + 1, **shown}]


class _Route:
    """One task."""

    def __init__(self, params: Params, session: Session) -> None:
        parent = t.cast(Parent, EVENT_ORCHESTRATION_ROUTER.parent)
        self._params = params
        self._session = session
        self._router: Resource = EVENT_ORCHESTRATION_ROUTER.under(t.cast(str, parent.find(params, session)))
        self._parent = parent
        self._stated = self._parsed()
        self._first: Change | None = None  # the change of the first update
        self._unknown: Change | None = None  # that of an update without a response
        self._updates = 0
        self._sent: list[Canonical] = []  # the rules of the last update
        self._rule: Json = None
        self._at: int | None = None

    def run(self) -> tuple[Change, Json]:
        """(the change, the rule with its position; None if it does not exist afterwards)."""
        try:
            with self._parent.expected(self._params, self._router.path, self._session):
                while not self._is_done():
                    self._wait()
        except PagerDutyError as error:
            if self._first:
                error.done = self._first, self._rule
            raise
        return self._first or self._unknown or Change(NOTHING), self._rule

    @property
    def position(self) -> int | None:
        """Where the rule is, counted from 1."""
        return None if self._at is None else self._at + 1

    # -- what the task states ------------------------------------------------------------------------------------

    def _parsed(self) -> Canonical:
        """The canonical values that the task states. Names are looked up before the router is read."""
        stated = {name: self._params[name] for name in VALUES if self._params.get(name) is not None}
        parsed: Canonical = {
            name: RULE.fields[name].parse(value, name, self._session.names, None) for name, value in stated.items()
        }
        if parsed.get("label") == "" and not self._params.get("id"):
            raise UsageError("label", "must not be empty; it identifies the rule. Use id for a rule without a label")
        return parsed

    # -- one attempt ---------------------------------------------------------------------------------------------

    def _is_done(self) -> bool:
        """Read the router, and change it if necessary. Returns whether there is nothing left to do."""
        session = self._session
        if session.check_mode:
            return self._is_predicted()
        with locked(f"{session.client.connection.api_url}{self._router.path}"):
            start = session.client.clock()
            router = session.names.singleton(self._router)
            planned = self._plan(router)
            if not planned.changed:
                self._keep(router, planned.old)
                return True
            self._check_repeats(planned)
            try:
                made = self._update(router, planned)
            except OutcomeUnknown as error:
                self._unknown = self._unknown or planned.change
                self._check_attempts(error)
                return False
            except ApiError as error:
                if error.status not in (405, 409):  # another update takes place at the same time
                    raise
                self._check_attempts(error)
                return False
            took = session.client.clock() - start
        self._first = self._first or planned.change
        self._sent = planned.rules
        self._keep(made, planned.new)
        if took > LONGEST:
            session.warn(
                f"reading and updating the router took {took:.0f} seconds. If another writer has changed it in the"
                " meantime, its change is lost: compare the rules"
            )
        return False

    def _is_predicted(self) -> bool:
        """In check mode: whether the plan is recorded. False: another task has predicted something, so plan again."""
        router, predictions = self._session.names.singleton(self._router), self._session.predictions
        planned = self._plan(router)
        self._keep(router, planned.old)
        if not planned.changed:
            return True
        raws = self._encoded(router, planned, full=True)
        predicted = {**router, "sets": [{"id": START, "rules": raws}]}
        predict(predicted, ["rules"])
        if predictions and predictions.record(self._router, predicted, router) is None:
            return False
        self._first = planned.change
        self._keep(predicted, planned.new)
        return True

    def _keep(self, router: Raw, at: int | None) -> None:
        rules = _rules_of(router)
        self._at, self._rule = at, None if at is None or at >= len(rules) else rules[at]

    def _check_repeats(self, planned: _Plan) -> None:
        """After an update: what others have overwritten. Raises PagerDutyError if they do so again and again."""
        if not self._updates:
            return
        there = {rule.get("id") for rule in planned.known}
        own = (self._params.get("id"), self._stated.get("label"))
        for rule in self._sent:
            if not rule.get("id") or rule["id"] in there or rule["id"] in own or rule.get("label") in own:
                continue
            self._session.warn(
                f"while the router was updated, another writer has removed or overwritten the rule {_described(rule)}"
            )
        if self._updates > MOST_REPEATS:
            raise PagerDutyError(f"others have overwritten the rule {self._updates} times; run again")

    def _check_attempts(self, error: PagerDutyError) -> None:
        self._updates += 1
        if self._updates > self._session.client.connection.max_retries:
            raise error

    def _wait(self) -> None:
        """Wait until others that have read the router before the update have finished theirs."""
        client = self._session.client
        if self._params["settle"] and not self._session.check_mode:
            client.sleep(self._params["settle"] * (1 + client.jitter() / 4))

    # -- planning ------------------------------------------------------------------------------------------------

    def _plan(self, router: Raw) -> _Plan:
        """What the task changes. Raises UsageError."""
        known = RULES.read(router)
        old = self._found(known)
        others = [rule for at, rule in enumerate(known) if at != old]
        if self._params["state"] == "absent":
            return _Plan(known, others, old, None)
        rule = self._wanted(None if old is None else known[old])
        new = old if self._updates > MOST_MOVES and old is not None else self._place(rule, others, old)
        return _Plan(known, [*others[:new], rule, *others[new:]], old, new)

    def _found(self, rules: list[Canonical]) -> int | None:
        """The index of the rule of the task, None if it does not exist."""
        object_id, absent = (self._params.get("id") or "").strip(), self._params["state"] == "absent"
        if not object_id:
            return _index(rules, self._stated["label"], "label")
        found = next((at for at, rule in enumerate(rules) if rule.get("id") == object_id), None)
        if found is None and not absent:
            gone = "another writer has removed it" if self._updates else "omit id to create one"
            raise UsageError("id", f"the router has no rule with the ID {object_id!r}; {gone}")
        return found

    def _wanted(self, current: Canonical) -> Canonical:
        """The rule as the task wants it. current: None for a new rule."""
        stated = dict(self._stated)
        if current is None:
            if not any(name in stated for name in ACTIONS):
                label = stated["label"]
                raise UsageError("route_to", f"the router has no rule {label!r} yet; to add it, also set route_to")
            return {"conditions": [], "disabled": False, **stated}
        if not self._params.get("id"):
            stated.pop("label", None)  # the label that found the rule can have another spelling
        kept = {name: value for name, value in current.items() if value is not None}
        if any(name in stated for name in ACTIONS):
            kept = {name: value for name, value in kept.items() if name not in ACTIONS}
        rule = {**kept, **stated}
        # Spellings of the same conditions are no change.
        if RULE.fields["conditions"].same(rule["conditions"], kept["conditions"]):
            rule["conditions"] = kept["conditions"]
        return rule

    def _place(self, rule: Canonical, others: list[Canonical], old: int | None) -> int:
        """The index of the rule afterwards. others: the other rules. old: its current index."""
        params, number = self._params, len(others)
        has_dynamic = bool(others and others[0].get("dynamic_route_to"))
        if rule.get("dynamic_route_to"):
            self._check_dynamic(rule, has_dynamic)
            return 0
        if params.get("before") or params.get("after"):
            option = "before" if params.get("before") else "after"
            other = _index(others, params[option], option, needed=True)
            place = _beside(t.cast(int, other), old, before=option == "before")
        elif params.get("position") is not None:
            option = "position"
            place = int(has_dynamic) if self._position == "first" else min(self._position_number - 1, number)
        else:
            return number if old is None else old
        if has_dynamic and not place:
            raise UsageError(option, "the first rule has dynamic_route_to; PagerDuty allows no other rule before it")
        return place

    @property
    def _position(self) -> str:
        return str(self._params.get("position") or "").strip().lower()

    @property
    def _position_number(self) -> int:
        """The position as a number from 1; for `last`, more than there can be rules."""
        if self._position == "last":
            return _LAST
        if not self._position.isdecimal() or not int(self._position):
            raise UsageError("position", f"is {self._params['position']!r}; it must be first, last, or a number from 1")
        return int(self._position)

    def _check_dynamic(self, rule: Canonical, has_dynamic: bool) -> None:
        if has_dynamic:
            raise UsageError("dynamic_route_to", "the router already has such a rule, and PagerDuty allows only one")
        if rule["conditions"]:
            raise UsageError("dynamic_route_to", "PagerDuty allows no conditions in this rule; set conditions: []")
        stated = next((name for name in PLACES if self._params.get(name) is not None), None)
        if stated and str(self._params[stated]).strip().lower() not in ("first", "1"):
            raise UsageError(stated, "PagerDuty allows dynamic_route_to in the first rule only; remove this option")

    # -- writing -------------------------------------------------------------------------------------------------

    def _encoded(self, router: Raw, planned: _Plan, *, full: bool = False) -> list[Raw]:
        """The rules after the change. The others are sent as PagerDuty returned them."""
        raws = [raw for at, raw in enumerate(_rules_of(router)) if at != planned.old]
        if not full:
            raws = [t.cast(Raw, _stripped(raw)) for raw in raws]
        if planned.new is None:
            return raws
        rule = planned.rules[planned.new]
        own = RULE.encode(rule, None, full=full)
        own = {**own, "id": rule["id"]} if rule.get("id") else {name: one for name, one in own.items() if name != "id"}
        return [*raws[: planned.new], own, *raws[planned.new :]]

    def _update(self, router: Raw, planned: _Plan) -> Raw:
        """Send the update: the router as PagerDuty returned it. It is never repeated blindly, because it gets old."""
        path = {
            "sets": [{"id": START, "rules": self._encoded(router, planned)}],
            "catch_all": _stripped(router.get("catch_all") or {"actions": {}}),
        }
        answer = self._session.client.request(
            "PUT", self._router.path, body={self._router.one_key: path}, repeatable=False, expects=self._router.one()
        )
        self._updates += 1
        made: Raw = self._router.unwrapped(answer)
        for one in answer.get("warnings") or ():
            self._session.warn(warning(one, made))
        return made


def _rules_of(router: Raw) -> list[Raw]:
    return [rule for one in (router.get("sets") or ())[:1] for rule in one.get("rules") or ()]


def _stripped(value: Json) -> Json:
    """A value as PagerDuty returned it, without attributes that are not set."""
    if isinstance(value, dict):
        return {name: _stripped(one) for name, one in value.items() if one not in (None, "")}
    return [_stripped(one) for one in value] if isinstance(value, list) else value


def _described(rule: Canonical) -> str:
    label, object_id = rule.get("label"), rule.get("id")
    return f"{label} ({object_id})" if label else str(object_id)


def _index(rules: list[Canonical], name: str, option: str, *, needed: bool = False) -> int | None:
    """The index of the rule with this label. None if there is none.

    needed: it must exist, and can also be named by its ID. Raises UsageError, also for a label that is not unique.
    """
    found = [at for at, rule in enumerate(rules) if folded(rule.get("label") or "") == folded(name)]
    if needed and not found:
        found = [at for at, rule in enumerate(rules) if rule.get("id") == name.strip()]
    if len(found) > 1:
        listed = ", ".join(_described(rules[at]) for at in found)
        raise UsageError(option, f"the router has {len(found)} rules with this label: {listed}. Use the ID")
    if not found and needed:
        listed = ", ".join(str(rule["label"]) for rule in rules if rule.get("label"))
        raise UsageError(option, f"the router has no other rule {name!r}{listed and f'; its rules are {listed}'}")
    return found[0] if found else None


def _beside(other: int, old: int | None, *, before: bool) -> int:
    """The index of a rule that must be before or after another one. It stays where it is if it already is.

    other: the index of the other rule, without counting this one. old: the current index of this one.
    """
    if before:
        return old if old is not None and old <= other else other
    return old if old is not None and old > other else other + 1


def _work(params: Params, session: Session) -> Params:
    if params["settle"] < 0:
        raise UsageError("settle", "must be 0 or more")
    route = _Route(params, session)
    header = f"route {params.get('label') or params['id']} of {params['orchestration']}"

    def show(change: Change, rule: Json) -> Params:
        return {"changed": change.changed, "route": rule, "position": route.position, "diff": change.diff(header)}

    return task_result(route.run, show)


_SPEC = RULE.spec()["options"]

EVENT_ORCHESTRATION_ROUTE_OPERATION = Operation(
    "pagerduty_event_orchestration_route",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **t.cast(Parent, EVENT_ORCHESTRATION_ROUTER.parent).spec(required=True),
        "id": {"type": "str"},
        **{name: {key: value for key, value in _SPEC[name].items() if key != "default"} for name in VALUES},
        **{name: {"type": "str"} for name in PLACES},
        "settle": {"type": "int", "default": 2},
    },
    _work,
    {
        "required_one_of": [["id", "label"]],
        "mutually_exclusive": [list(ACTIONS), list(PLACES)],
    },
    hints={
        "actions": "use route_to or dynamic_route_to instead",
        "service": "use route_to instead",
        "rules": "use pagerduty_event_orchestration_router to manage all rules",
        "catch_all": "use pagerduty_event_orchestration_router",
    },
)
