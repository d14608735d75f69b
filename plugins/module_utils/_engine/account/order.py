# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which the entries of a configuration are planned and applied: an object after those that it refers to.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from ..._schema.fields import folded
from .kinds import Entry, Params


@dataclass(eq=False)
class Step:
    """A task about one object. Most entries are one step.

    An entry is two steps if its object and another one refer to each other, and one of these references can follow: the
    members of a team. The first step is without these options.

    params: the options of this step. needs: the steps that have to be done before.
    """

    entry: Entry
    params: Params
    needs: list[Step] = field(default_factory=list)

    def __str__(self) -> str:
        return str(self.entry)


def steps_of(entries: list[Entry]) -> tuple[list[Step], list[str]]:
    """All steps in an order in which they can be done, and the errors for circular references."""
    return sorted_steps(_steps(entries))


def _steps(entries: list[Entry]) -> list[Step]:
    named: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        for name in entry.kind.names_of(entry.params):
            named.setdefault((entry.kind.resource.name, name), []).append(entry)
    first: dict[int, Step] = {}
    last: dict[int, Step] = {}
    references: dict[int, dict[str, list[Entry]]] = {}
    steps = []
    for entry in entries:
        found: dict[str, list[Entry]] = {}
        for option, resource, name in entry.kind.references(entry.params):
            found.setdefault(option, []).extend(named.get((resource.name, folded(name)), ()))
        references[id(entry)] = found
        later = [option for option in entry.kind.following if found.get(option)]
        left_out = {name for option in later for name in entry.kind.following[option]}
        params = {name: value for name, value in entry.params.items() if name not in left_out}
        # The defaults of what is left out belong to a complete task.
        params.update({name: entry.kind.spec[name].get("default") for name in left_out})
        first[id(entry)] = last[id(entry)] = Step(entry, params)
        steps.append(first[id(entry)])
        if later:
            last[id(entry)] = Step(entry, entry.params, [first[id(entry)]])
            steps.append(last[id(entry)])
    for entry in entries:
        for option, others in references[id(entry)].items():
            step = last[id(entry)] if option in entry.kind.following else first[id(entry)]
            for other in others:
                if other is not entry and first[id(other)] not in step.needs:
                    step.needs.append(first[id(other)])
    return steps


def sorted_steps(steps: list[Step]) -> tuple[list[Step], list[str]]:
    """The same steps in an order in which each follows those that it needs. Otherwise their order is kept.

    Also returns the errors for circular references. The steps that these concern are missing.
    """
    number = {step: index for index, step in enumerate(steps)}
    waiting = {step: len(step.needs) for step in steps}
    followers: dict[Step, list[Step]] = {step: [] for step in steps}
    for step in steps:
        for needed in step.needs:
            followers[needed].append(step)
    ready = [number[step] for step in steps if not step.needs]
    done = []
    while ready:
        step = steps[heapq.heappop(ready)]
        done.append(step)
        for follower in followers[step]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, number[follower])
    return done, _circles([step for step in steps if waiting[step]])


def _circles(steps: list[Step]) -> list[str]:
    """An error for each circle. steps: those that are part of a circle, and those that need one of them."""
    left = set(steps)
    errors = []
    visited: set[Step] = set()
    for start in steps:
        path: list[Step] = []
        step = start
        while step not in visited:
            visited.add(step)
            path.append(step)
            step = next(needed for needed in step.needs if needed in left)
        if step in path:
            circle = [*path[path.index(step) :], step]
            errors.append(f"{step}: refers to itself: {' → '.join(map(str, circle))}. Remove one of these references")
    return errors
