# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The promise of the collection, held for every option of every resource: a second run changes and sends nothing, a
change is one write, and check mode predicts it.

The options come from the declarations, so that one added later is held to it as well.
"""

from __future__ import annotations

import re
import typing as t
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from ansible_collections.community.pagerduty.plugins.module_utils._core.times import parse_instant
from ansible_collections.community.pagerduty.plugins.module_utils._schema.fields import Field
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.plugins.module_utils._schema.subresource import Links, Subresource
from ansible_collections.community.pagerduty.tests.unit.plugins import samples
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

pytestmark = pytest.mark.ansible  # Ansible validates the options

OPTIONS = [
    pytest.param(resource, entry, id=f"{name}-{entry.name}")
    for name, resource in samples.RESOURCES.items()
    for entry in samples.entries(resource)
]


@pytest.fixture
def world(emulator: Emulator, resource: Resource) -> Emulator:
    emulator.load(**samples.world(resource))
    emulator.forget()
    return emulator


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def matches(foretold: t.Any, real: t.Any) -> bool:
    """Whether all that was foretold came about. What only the server makes can't be foretold."""
    if isinstance(foretold, dict) and isinstance(real, dict):
        return all(matches(value, real.get(key)) for key, value in foretold.items())
    if isinstance(foretold, list) and isinstance(real, list):
        ids = {entry["id"]: entry for entry in real if isinstance(entry, dict) and "id" in entry}
        return len(foretold) == len(real) and all(
            matches(entry, ids.get(entry["id"]) if isinstance(entry, dict) and entry.get("id") in ids else other)
            for entry, other in zip(foretold, real)
        )
    if isinstance(foretold, str) and isinstance(real, str) and _TIME.fullmatch(foretold) and _TIME.fullmatch(real):
        # PagerDuty shows times in the time zone of the account. What happens now happens a minute later, if one passes.
        return timedelta() <= parse_instant(real) - parse_instant(foretold) <= timedelta(minutes=1)
    return (foretold in (None, "") and real in (None, "")) or foretold == real


def is_plain(value: t.Any) -> bool:
    """Whether there are only JSON's own types in it: Ansible warns of others."""
    if isinstance(value, (dict, list)):
        entries = [*value, *value.values()] if isinstance(value, dict) else value
        return type(value) in (dict, list) and all(map(is_plain, entries))
    return type(value) in (str, int, float, bool, type(None))


def apply(play: Play, resource: Resource, options: dict[str, t.Any]) -> tuple[dict[str, t.Any], list[str]]:
    """Check mode, the run itself, and the run again, each held against the other: (the run's result, its writes)."""
    emulator, operation = play.emulator, samples.operation(resource)
    emulator.forget()
    foretold = play.run(operation, check=True, **options)
    assert emulator.writes() == [], "check mode wrote"
    result = play.run(operation, **options)
    writes = emulator.writes()
    assert bool(writes) == result["changed"]
    assert is_plain(foretold) and is_plain(result)
    assert foretold["changed"] == result["changed"]
    assert foretold["diff"] == result["diff"]
    name = resource.result_key
    assert matches(foretold[name], result[name]), f"foretold {foretold[name]}, got {result[name]}"

    emulator.forget()
    again = play.run(operation, **options)
    assert emulator.writes() == [], "the second run wrote"
    assert not again["changed"] and not again["diff"]["after"]
    assert all(any(word in warning for word in samples.WARNINGS) for warning in result.get("warnings", ()))
    return result, writes


def unlike(entry: Field | Subresource, resource: Resource) -> list[t.Any]:
    """A few values of the field, each unlike the one before it."""
    strategy = samples.values(entry, resource.name)
    chosen: list[t.Any] = []
    for _number in range(6):
        seen = [repr(value) for value in chosen]
        try:
            chosen.append(find(strategy, lambda value: repr(value) not in seen))  # noqa: B023
        except Exception:  # the strategy has no other value
            break
    return chosen


@pytest.mark.parametrize(("resource", "entry"), OPTIONS)
def test_every_option(play: Play, world: Emulator, resource: Resource, entry: Field | Subresource) -> None:
    name = resource.name
    needed = samples.NEEDS[name]
    apply(play, resource, needed)
    chosen = unlike(entry, resource)
    only = getattr(entry, "choices", None) or ()
    # What can't be changed and depends on other options has one value that fits them.
    single = len(only) == 1 or entry.name in samples.UNCHANGEABLE.get(name, ())
    assert len(chosen) > 1 or single, f"{entry.name} has been tried with one value only"
    for value in chosen:
        options = samples.completed(name, {**needed, entry.name: value})
        result, writes = apply(play, resource, options)
        if isinstance(entry, Subresource):
            changed, before = (result["diff"][side].get(entry.name) for side in ("after", "before"))
            number = len(changed) if isinstance(changed, dict) else int(isinstance(changed, bool) or bool(changed))
            if isinstance(entry, Links):
                number = len(changed or ()) - len(before or ())
            assert len(writes) == number
        else:
            most = samples.WRITES.get((name, entry.name), 1)
            assert len(writes) == (most if result["changed"] else 0)


@pytest.mark.parametrize("resource", samples.RESOURCES.values(), ids=list(samples.RESOURCES))
def test_any_options_together(play: Play, world: Emulator, resource: Resource) -> None:
    name = resource.name
    parents = resource.parent.each if resource.parent else ()
    identifying = (*resource.identifying, *(name for one in parents for name in (one.options or (one.option,))))
    entries = {
        entry.name: entry
        for entry in samples.entries(resource)
        if entry.name not in identifying
    }
    strategies = {key: samples.values(entry, name) for key, entry in entries.items()}
    strategies.pop("license", None)  # which licence goes with which role is PagerDuty's to say

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(st.fixed_dictionaries({}, optional=strategies), st.fixed_dictionaries({}, optional=strategies))
    def hold(first: dict[str, t.Any], second: dict[str, t.Any]) -> None:
        needed = {key: samples.NEEDS[name][key] for key in identifying if key in samples.NEEDS[name]}
        play.run(samples.operation(resource), state="absent", **needed)
        for options in (first, second):
            apply(play, resource, samples.completed(name, {**samples.NEEDS[name], **options}))

    hold()
