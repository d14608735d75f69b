# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of an account as one operation: validate, read, plan, and apply.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from ..._core.errors import PagerDutyError, UsageError
from ..._schema.option_types import Spec
from ..._schema.resource import DELETE, DISABLE, END, NOTHING, RESET, Resource
from ..operation import Operation
from ..plan import CREATE, REPLACE, UPDATE
from ..reconcile import ensure_all_absent
from ..resource_operations import manage
from ..session import NOT_PREDICTED, Session
from .applying import Applied, Applier, Work
from .kinds import Entry, Kind, checked_sources, validated_entries
from .order import Step, steps_of
from .planning import Planned, Planner, planning_session
from .purging import Purge, Purger, can_purge, limit_of
from .reading import children_in_lists, read
from .threads import Threads, check_parallel

# By action, the key in the summary. Templates can't read a key `update`, because dictionaries have such a method.
_DONE = {
    CREATE: "created",
    UPDATE: "updated",
    REPLACE: "replaced",
    DELETE: "deleted",
    END: "ended",
    DISABLE: "disabled",
    RESET: "reset",
}

OPTIONS: dict[str, Spec] = {
    "config": {"type": "dict", "required": True},
    "sources": {"type": "dict"},
    "parallel": {"type": "int", "default": 4},
    "purge": {"type": "list", "elements": "str", "default": []},
    "purge_limit": {"type": "str", "default": "10"},
    "ignore": {"type": "list", "elements": "str", "default": []},
}


def kinds_of(resources: t.Iterable[Resource]) -> dict[str, Kind]:
    """The kinds by name, each after those that its objects refer to."""
    kinds = {kind.resource.name: kind for kind in map(Kind, resources)}
    ordered: dict[str, Kind] = {}

    def add(kind: Kind) -> None:
        if kind.name not in ordered:
            for other in kind.resource.refers_to():
                if other.name in kinds and kinds[other.name] is not kind:
                    add(kinds[other.name])
            ordered.setdefault(kind.name, kind)

    for kind in kinds.values():
        add(kind)
    return ordered


def account_operation(name: str, kinds: t.Mapping[str, Kind]) -> Operation:
    """The operation of the module that manages an account. name: of the module."""

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        return _Account(kinds, params, session).run()

    return Operation(name, OPTIONS, work, secrets=lambda params: config_secrets(kinds, params.get("config")))


def config_secrets(kinds: t.Mapping[str, Kind], config: t.Any) -> set[str]:
    """The secrets in a configuration as a task states it."""
    return {
        secret
        for kind, listed in (config.items() if isinstance(config, dict) else ())
        for stated in (listed if kind in kinds and isinstance(listed, list) else ())
        for secret in kinds[kind].secrets(stated)
    }


class _Account:
    """One task for an account."""

    def __init__(self, kinds: t.Mapping[str, Kind], params: dict[str, t.Any], session: Session) -> None:
        self._kinds = kinds
        self._params = params
        self._session = session
        self._purge = Purge()

    def run(self) -> dict[str, t.Any]:
        params, session = self._params, self._session
        check_parallel(params["parallel"])
        purged = self._purged_kinds()
        sources = checked_sources(params["sources"], params["config"])
        entries, steps = ordered_steps(self._kinds, params["config"], sources)
        threads = Threads(session)
        known = read(entries, purged, threads, params["parallel"])
        planner = Planner(planning_session(session, known), session.warn, alone=session.predictions is None)
        planner.plan(steps)
        raise_errors(planner.errors, NOT_PREDICTED if planner.is_missing and session.knows_no_predictions else "")
        changes = list(planner.planned.values())
        if purged:
            self._purge = Purger(planner.session, changes, params["ignore"]).plan(purged, params["purge_limit"])
        changed = [one for one in changes if one.changed] + self._purge.planned
        if session.check_mode or not changed:
            return self._result(changes, Applied(done=dict.fromkeys(changed), has_changed=bool(changed)))
        applied = self._apply([one for one in changes if one.changed], threads)
        result = self._result(changes, applied)
        if applied.failures or applied.left:
            raise _failure(applied, result)
        return result

    def _purged_kinds(self) -> list[Kind]:
        named = self._params["purge"]
        limit_of(self._params["purge_limit"])
        for name in named:
            if name not in self._kinds:
                raise UsageError("purge", f"there is no kind {name}; the kinds are {', '.join(sorted(self._kinds))}")
            if not can_purge(self._kinds[name]):
                raise UsageError("purge", f"{name} can't be purged")
            if name not in self._params["config"]:
                raise UsageError(
                    "purge", f"config has no {name}. To delete all of them, set config.{name} to an empty list"
                )
        return [kind for name, kind in self._kinds.items() if name in named]

    def _apply(self, changes: list[Planned], threads: Threads) -> Applied:
        session = self._session
        applier = Applier(
            threads,
            self._params["parallel"],
            progress=session.progress,
            clock=session.client.clock,
            warn=session.warn,
        )
        children = children_in_lists(self._kinds.values())
        by_step: dict[Step, Work] = {}
        for one in changes:
            for step in one.steps:
                by_step[step] = Work(one, partial(_do, one, step, children.get(one.resource.name, [])))
        for step, work in by_step.items():
            work.needs = [by_step[needed] for needed in step.needs if needed in by_step]
        _link_exclusive(by_step.values())
        applier.apply(list(by_step.values()))
        if applier.applied.failures or applier.applied.left:
            reason = "objects are deleted only after all other changes have succeeded"
            applier.applied.left.update(dict.fromkeys(self._purge.planned, reason))
            return applier.applied
        for kind in reversed(list(self._kinds)):
            removals = [one for one in self._purge.planned if one.kind == kind]
            applier.apply([Work(one, partial(_remove, one)) for one in removals])
        return applier.applied

    def _result(self, changes: list[Planned], applied: Applied) -> dict[str, t.Any]:
        changed = [one for one in changes if one.changed] + self._purge.planned
        summary = dict.fromkeys(("created", "updated", "replaced", "deleted"), 0)
        summary["unchanged"] = len(changes) + len(self._purge.planned) - len(changed)
        for one in applied.done:  # in check mode, all of the plan
            name = _DONE.get(one.action, one.action)
            summary[name] = summary.get(name, 0) + 1
        summary.update(failed=len(applied.failures), not_attempted=len(applied.left))
        return {
            "changed": applied.has_changed,
            "plan": [one.result() for one in changed],
            "summary": summary,
            "created": [
                {"kind": one.kind, "name": one.name, "object": one.shown}
                for one in applied.done
                if one.shown and one.action != NOTHING
            ],
            "failures": [
                {"kind": one.kind, "name": one.name, **one.source(), "msg": error.message, "failure": error.failure}
                for one, error in applied.failures
            ],
            "not_attempted": [
                {"kind": one.kind, "name": one.name, **one.source(), "reason": reason}
                for one, reason in applied.left.items()
            ],
            "kept": [{"kind": kind, "name": name, "reason": reason} for kind, name, reason in self._purge.kept],
            "diff": [one.diff() for one in changed if self._session.check_mode or one in applied.done],
        }


def ordered_steps(
    kinds: t.Mapping[str, Kind], config: dict[str, t.Any], sources: t.Mapping[str, list[str]]
) -> tuple[list[Entry], list[Step]]:
    """The entries of a configuration in the order of their kinds, and the steps that make them.

    sources: see `checked_sources`. Raises an error with everything that is wrong with the configuration by itself.
    """
    entries, errors = validated_entries(config, kinds, sources)
    order = list(kinds)
    entries.sort(key=lambda entry: order.index(entry.kind.name))
    steps, circles = steps_of(entries)
    raise_errors(errors + circles)
    return entries, steps


def raise_errors(errors: list[str], advice: str = "") -> None:
    """Raise an error with all errors of the configuration, if there is one. advice: a sentence to add."""
    if not errors:
        return
    numbered = [f"({number}) {text}" for number, text in enumerate(errors, 1)] if len(errors) > 1 else errors
    error = PagerDutyError(f"Nothing was changed. {'. '.join(numbered)}", errors=errors)
    if advice:
        error.add(advice)
    error.result = {"changed": False, "errors": errors}
    raise error


def _link_exclusive(works: t.Iterable[Work]) -> None:
    """Let work that takes an object from another one of the same kind wait for that one, see `Resource.exclusive`."""
    released: dict[tuple[str, str], Work] = {}
    for work in works:
        planned, option = work.planned, work.planned.resource.exclusive
        before, after = (set(side.get(option) or ()) for side in (planned.before, planned.after))
        work.needs += [released[planned.kind, one] for one in after - before if (planned.kind, one) in released]
        released.update({(planned.kind, one): work for one in before - after})


def _do(planned: Planned, step: Step, children: list[Resource], threads: Threads) -> list[str]:
    """Do a step, in a thread. Returns its warnings.

    children: the types of objects that the response to a create contains, so that they need not be listed.
    """
    session = threads.session()
    entry: Entry = step.entry
    task, change, made = manage(entry.kind.resource, step.params, session)
    if change.creates:
        planned.shown = task.shown(change, made)
        for child in children:
            session.names.adopt_children(child, [made])
    return [f"{entry}: {warning}" for warning in session.warnings]


def _remove(planned: Planned, threads: Threads) -> list[str]:
    session = threads.session()
    ensure_all_absent(planned.resource, [planned.made], session)
    return [f"{planned}: {warning}" for warning in session.warnings]


def _failure(applied: Applied, result: dict[str, t.Any]) -> PagerDutyError:
    """The error for a plan that was applied in part. Its result says what was done."""
    failed, left, done = len(applied.failures), len(applied.left), len(applied.done)
    texts = [f"{one}: {error.message}" for one, error in applied.failures[:10]]
    more = f". {failed - 10} more errors are in failures" if failed > 10 else ""
    first = applied.failures[0][1] if applied.failures else PagerDutyError("")
    error = PagerDutyError(
        f"{done} of {done + failed + left} changes were made, {failed} failed, and {left} were not attempted:"
        f" {'. '.join(texts)}{more}. Run again to continue",
        status=first.status,
        code=first.code,
        errors=texts,
        request=first.request,
    )
    error.result = result
    return error
