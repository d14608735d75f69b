# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events that ansible-rulebook could not take are changed, say so, and lose nothing."""

from __future__ import annotations

import asyncio
import json
import pprint
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._feed import Feed
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._safe import (
    DEPTH,
    EMPTY,
    LISTED,
    TOO_DEEP,
    read_json,
    safe,
)
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._state import State
from ansible_collections.community.pagerduty.tests.unit.plugins.triggers.engine import (
    incident_event,
    play,
    running,
    webhook,
)


def nested(levels: int, innermost: t.Any = 1) -> t.Any:
    """An object in an object, and so on. `levels` objects in all."""
    value = innermost
    for _each in range(levels):
        value = {"a": value}
    return value


def test_what_is_safe_stays_as_it_is() -> None:
    keys = ["a/b", "/", "/a", "a/", "a.b", ".", "..", "[0]", "*", "**", "?", "\\", '"', " ", "\n", "\x00", "ä", "😀"]
    event = {"event": {"data": {key: [{}, [], None, True, 1.5, 10**30, key] for key in keys}}, "meta": {"id": "1"}}
    event["event"]["deep"] = nested(DEPTH - 3)
    assert safe(event) == event
    assert safe(event) is not event


def test_empty_keys_are_renamed_wherever_they_are() -> None:
    event = {"event": {"": 1, "data": [{"": {"": {"x": 2}}}]}, "meta": {"id": "1"}}
    made = safe(event)
    assert made["event"] == {EMPTY: 1, "data": [{EMPTY: {EMPTY: {"x": 2}}}]}
    assert made["meta"] == {
        "id": "1",
        "altered": [
            "event._empty: the key was ''",
            "event.data[0]._empty: the key was ''",
            "event.data[0]._empty._empty: the key was ''",
        ],
    }
    assert event["meta"] == {"id": "1"}


@pytest.mark.parametrize("order", [["", EMPTY, f"{EMPTY}_2"], [f"{EMPTY}_2", EMPTY, ""], [EMPTY, "", f"{EMPTY}_2"]])
def test_a_renamed_key_never_takes_the_place_of_another(order: list[str]) -> None:
    made = safe({"event": {key: key for key in order}, "meta": {}})
    assert made["event"] == {EMPTY: EMPTY, f"{EMPTY}_2": f"{EMPTY}_2", f"{EMPTY}_3": ""}


def test_long_keys_and_keys_that_are_no_text() -> None:
    long = "k" * 60_000
    made = safe({"event": {long: 1, f"{long}x": 2, 3: 4, "\ud800": 5}, "meta": {}})  # type: ignore[dict-item]
    assert made["event"] == {"k" * 1000: 1, f"{'k' * 1000}_2": 2, "3": 4, "\\ud800": 5}
    assert len(made["meta"]["altered"]) == 4


@pytest.mark.parametrize("levels", [DEPTH, 460, 600])
def test_deep_values_become_text(levels: int) -> None:
    made = safe({"event": nested(levels), "meta": {}})
    pprint.pformat(made)
    value = made["event"]
    for _each in range(DEPTH - 1):
        value = value["a"]
    assert json.loads(value) == nested(levels - DEPTH + 1)
    path = "event" + ".a" * (DEPTH - 1)
    assert made["meta"]["altered"] == [f"{path}: nested deeper than {DEPTH} levels, replaced by its JSON as text"]


def test_what_is_too_deep_even_for_json_says_so() -> None:
    made = safe({"event": nested(200_000), "meta": {}})
    assert TOO_DEEP in json.dumps(made["event"])
    assert made["meta"]["altered"]


def test_values_that_the_rule_engine_or_playbooks_refuse_become_text() -> None:
    made = safe({"event": {"a": float("inf"), "b": float("nan"), "c": 10**5000, "d": "x\udc80"}, "meta": {}})
    assert made["event"] == {"a": "inf", "b": "nan", "c": hex(10**5000), "d": "x\\udc80"}
    assert len(made["meta"]["altered"]) == 4
    made["event"]["d"].encode()


def test_the_json_of_a_response_may_have_any_depth_and_number() -> None:
    """The modules refuse these. The polling source must not: the log entry would hold up all that follow."""
    content = b'{"deep": %s1%s, "long": %s, "half": "\\ud800", "far": 1e999}' % (b"[" * 120, b"]" * 120, b"7" * 5000)
    made = safe({"event": read_json(content), "meta": {}})
    assert made["event"]["long"] == "7" * 5000
    assert made["event"]["half"] == "\\ud800"
    assert made["event"]["far"] == "inf"
    assert len(made["meta"]["altered"]) == 4
    assert read_json(b" ") is None
    for wrong in (b"{", b"[" * 1_000_000):
        with pytest.raises(ValueError, match=r"^that is n"):
            read_json(wrong)


def test_many_changes_are_counted() -> None:
    made = safe({"event": [{"": 1}] * (LISTED + 5), "meta": {}})
    assert len(made["meta"]["altered"]) == LISTED + 1
    assert made["meta"]["altered"][-1] == "and 5 more"


def test_a_webhook_is_made_safe_and_counted() -> None:
    async def scene() -> None:
        async with running() as here:
            assert await here.post(*webhook(incident_event(7, custom_details={"": 1, "deep": nested(460)}))) == 202
            assert await here.post(*webhook(incident_event(8))) == 202
            first, second = await here.engine.fetch(2)
            assert first["event"]["data"]["custom_details"][EMPTY] == 1
            assert first["meta"]["altered"][0] == "event.data.custom_details._empty: the key was ''"
            assert len(first["meta"]["altered"]) == 2
            assert "altered" not in second["meta"]
            assert here.counts()["altered"] == 1

    play(scene)


def test_what_an_earlier_version_has_stored_is_made_safe() -> None:
    async def scene() -> None:
        state = State.open(None, "test")
        state.accept([("a", {"event": {"": 1}, "meta": {}})])
        queue: asyncio.Queue[t.Any] = asyncio.Queue(1)
        feed = Feed(queue, state)
        await feed.start()
        assert (await queue.get())["event"] == {EMPTY: 1}
        await feed.close()

    play(scene)
