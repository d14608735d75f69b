# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much work a response or a load takes, counted and not timed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from types import FrameType, SimpleNamespace
from typing import Any

import pytest

from .conftest import CODE, reference
from .inside import Inside, accounts, rotation, running, state, view
from .test_incidents import OWNER

SERVICES = 300


@pytest.fixture
def inside() -> Iterator[Inside]:
    with running() as one:
        teams = [{"name": "Core"}]
        owner = {"name": "Owner", "email": "owner@example.com", "role": "owner"}
        rules = [{"escalation_delay_in_minutes": 5, "targets": ["owner@example.com"]}]
        services = [{"name": f"Service {number}", "escalation_policy": "Core"} for number in range(SERVICES)]
        one.client.load({
            "users": [owner], "teams": teams, "services": services,
            "escalation_policies": [{"name": "Core", "teams": ["Core"], "escalation_rules": rules}],
            "incidents": [{"title": f"Down {number}", "service": "Service 1"} for number in range(100)],
        })
        yield one


class Count:
    """The number of objects and references that were shown, and of bytes of JSON that were created."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch):
        self.shown = self.encoded = 0
        head = view.View.head

        def counted(*arguments: Any) -> Any:
            self.shown += 1
            return head(*arguments)

        def dumps(*arguments: Any, **named: Any) -> str:
            text = json.dumps(*arguments, **named)
            self.encoded += len(text)
            return text

        monkeypatch.setattr(view.View, "head", counted)
        monkeypatch.setattr(view, "json", SimpleNamespace(dumps=dumps))

    def of(self, inside: Inside, path: str, **query: Any) -> tuple[int, int]:
        self.shown = self.encoded = 0
        inside.client.get(path, **query)
        return self.shown, self.encoded


@pytest.mark.parametrize(
    ("path", "includes"),
    [
        ("/services", ["escalation_policies"]),
        ("/services", ["escalation_policies", "teams", "integrations"]),
        ("/incidents", ["services", "escalation_policies", "teams", "assignees", "users"]),
        ("/log_entries", ["services", "teams"]),
    ],
)
def test_the_cost_of_include_is_linear_in_the_page_size(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, path: str, includes: list[str]
) -> None:
    """The included policy refers to all services. It is shown once for a page, not once for each entry of the page."""
    count = Count(monkeypatch)
    one, ten, twenty, all_of_them = (
        count.of(inside, path, include_=includes, limit=limit) for limit in (1, 10, 20, 100)
    )
    for index, of_one in ((0, 12), (1, 3000)):  # references, bytes
        assert ten[index] - one[index] <= 9 * of_one
        assert twenty[index] - ten[index] <= 10 * of_one
        assert all_of_them[index] - twenty[index] <= 80 * of_one


def test_included_objects_are_complete(inside: Inside) -> None:
    """Sharing changes nothing in the response."""
    client = inside.client
    found = client.get("/services", include_="escalation_policies", limit=3)["services"]
    policy = client.get(f"/escalation_policies/{found[0]['escalation_policy']['id']}")["escalation_policy"]
    assert [one["escalation_policy"] for one in found] == [policy] * 3
    assert len(policy["services"]) == SERVICES


def test_included_objects_may_include_others(inside: Inside) -> None:
    """An incident shows its priority in full wherever it is."""
    client = inside.client
    priority = client.get("/priorities")["priorities"][0]
    incidents = client.get("/incidents", limit=2)["incidents"]
    body = [{**reference(one), "priority": reference(priority)} for one in incidents]
    client.write("PUT", "/incidents", {"incidents": body}, status=200, sender=OWNER)
    entries = client.get("/log_entries", include_="incidents")["log_entries"]
    shown = {one["incident"]["id"]: one["incident"] for one in entries}
    assert [shown[one["id"]]["priority"]["name"] for one in incidents] == [priority["name"]] * 2
    for one in incidents:
        assert shown[one["id"]]["priority"] == client.get(f"/incidents/{one['id']}")["incident"]["priority"]


def test_texts_that_look_like_placeholders_stay(inside: Inside) -> None:
    client = inside.client
    (service,) = client.get("/services", limit=1)["services"]
    for text in ("\\u00000", '"\\u00000"', '\\"\\u00000', "\\\\u00000"):
        client.update(service, name=f"x{text}", description=text)
        shown = client.get(f"/services/{service['id']}", include_="escalation_policies")["service"]
        assert (shown["name"], shown["description"]) == (f"x{text}", text)


def steps(work: Callable[[], object]) -> int:
    """The number of lines of the emulator that run."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace if frame.f_code.co_filename.startswith(str(CODE)) else None

    earlier = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(earlier)
    return count


def test_the_cost_of_a_load_is_linear_in_the_number_of_objects() -> None:
    emulator = state.Emulator(1, "us", None, accounts.fresh)

    def load(number: int) -> int:
        data = {
            "users": [{"name": f"User {n}", "email": f"user{n}@example.com"} for n in range(number)],
            "services": [{"name": f"Service {n}", "escalation_policy": "Default"} for n in range(number)],
        }
        return steps(lambda: accounts.load(emulator, data))

    nothing, some, more = load(0), load(200), load(800)
    assert some - nothing > 0
    assert more - nothing < 4.2 * (some - nothing)


def test_schedules_are_rendered_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of 100 schedules with layers, and two weeks of them."""
    counted: list[int] = []
    turns = rotation.turns
    monkeypatch.setattr(rotation, "turns", lambda *arguments: counted.append(1) or turns(*arguments))
    start, people = "2026-01-05T00:00:00Z", ["ada@example.com", "bob@example.com"]
    layer = {
        "start": start, "rotation_virtual_start": start, "rotation_turn_length_seconds": 86400, "users": people,
    }
    with running() as inside:
        inside.client.load({
            "users": [{"name": email, "email": email} for email in people],
            "schedules": [
                {"name": f"Schedule {number}", "time_zone": "Europe/Berlin", "schedule_layers": [layer, layer]}
                for number in range(100)
            ],
        })
        span = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-15T00:00:00Z", "limit": 100}

        def computed(**query: Any) -> int:
            counted.clear()
            assert len(inside.client.get("/schedules", **query)["schedules"]) == 100
            return len(counted)

        every = ["schedule_layers", "final_schedule", "overrides_subschedule"]
        assert computed(**span) == computed(limit=100, include_=every) == 0
        assert computed(include_=["overrides_subschedule"], **span) == 0
        assert computed(include_=["final_schedule"], **span) == 100 * 14  # the turns of the last layer
        assert computed(include_=every, **span) == 3 * 100 * 14
