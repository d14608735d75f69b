# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events: what is sent, what comes of it twice, and what is refused before it is sent."""

from __future__ import annotations

import datetime
import re
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.change_event import (
    CHANGE_EVENT_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event import EVENT_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

KEY = "0123456789abcdef0123456789abcdef"
INTEGRATION = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
SHOP = {"name": "Shop", "escalation_policy": "Default", "integrations": [INTEGRATION]}
TROUBLE: dict[str, t.Any] = {
    "routing_key": KEY,
    "summary": "The disk is full",
    "source": "web-1",
    "severity": "critical",
}


@pytest.fixture
def shop(emulator: Emulator) -> Emulator:
    emulator.load(services=[SHOP])
    emulator.forget()
    return emulator


def statuses(emulator: Emulator) -> list[str]:
    return [incident["status"] for incident in emulator.state().get("incidents", [])]


def test_an_alert_from_beginning_to_end(play: Play, shop: Emulator) -> None:
    """No token is needed, and one that is there stays home; what was made twice is there once."""
    play.connection = {"api_url": shop.url}
    foretold = play.run(EVENT_OPERATION, check=True, **TROUBLE)
    assert shop.log() == []
    sent = play.run(EVENT_OPERATION, **TROUBLE)
    assert sent == foretold
    assert sent["changed"] and sent["dedup_key"].startswith("ansible-")
    assert KEY not in str(sent)
    assert play.run(EVENT_OPERATION, **TROUBLE)["dedup_key"] == sent["dedup_key"]
    assert statuses(shop) == ["triggered"]
    for action, status in (("acknowledge", "acknowledged"), ("resolve", "resolved")):
        result = play.run(EVENT_OPERATION, routing_key=KEY, event_action=action, dedup_key=sent["dedup_key"])
        assert result["changed"] and result["event"] == {"event_action": action, "dedup_key": sent["dedup_key"]}
        assert statuses(shop) == [status]
    assert shop.writes() == ["POST /v2/enqueue"] * 4


def test_the_made_key_tells_alerts_apart(play: Play) -> None:
    def key(**options: t.Any) -> str:
        return play.run(EVENT_OPERATION, check=True, **{**TROUBLE, **options})["dedup_key"]

    changes = [{"source": "web-2"}, {"component": "disk"}, {"group": "disk"}, {"class": "disk"}, {"summary": "Other"}]
    assert len({key(**change) for change in [{}, *changes]}) == 6
    assert key() == key(severity="info", custom_details={"at": 1}, timestamp="2026-01-01", component=" ")
    assert key(dedup_key="mine ") == "mine"


def test_all_that_an_event_can_say(play: Play, shop: Emulator) -> None:
    event = play.run(
        EVENT_OPERATION,
        **TROUBLE,
        dedup_key="disk",
        timestamp="2026-11-21T10:00:00+01:00",
        component="disk",
        group="web",
        custom_details={"day": datetime.date(2026, 11, 21), "deep": [{"a": None}]},
        client="Monitoring",
        client_url="https://example.com",
        links=[{"href": "https://example.com/1"}, {"href": "https://example.com/2", "text": "two"}],
        images=[{"src": "https://example.com/a.png", "alt": "a graph"}],
        **{"class": "full"},
    )["event"]
    assert event["payload"]["timestamp"] == "2026-11-21T09:00:00Z"
    assert event["payload"]["custom_details"] == {"day": "2026-11-21", "deep": [{"a": None}]}
    assert event["links"] == [{"href": "https://example.com/1"}, {"href": "https://example.com/2", "text": "two"}]
    assert event["images"] == [{"src": "https://example.com/a.png", "alt": "a graph"}]
    assert shop.state()["alerts"][0]["alert_key"] == "disk"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("2015-07-17T08:42:58.315+0000", "2015-07-17T08:42:58.315Z"),
        ("2015-07-17T10:42:58.315+02:00", "2015-07-17T08:42:58.315Z"),
        ("2015-07-17 08:42:58.3", "2015-07-17T08:42:58.300Z"),
        ("2015-07-17T08:42:58.000001Z", "2015-07-17T08:42:58.000001Z"),
        ("2015-07-17T08:42:58.000Z", "2015-07-17T08:42:58Z"),
    ],
)
def test_a_timestamp_keeps_its_milliseconds(play: Play, shop: Emulator, written: str, sent: str) -> None:
    event = play.run(EVENT_OPERATION, **TROUBLE, timestamp=written)["event"]
    change = {"routing_key": KEY, "summary": "Deployed", "source": "ci", "timestamp": written}
    change_event = play.run(CHANGE_EVENT_OPERATION, **change)["change_event"]
    assert (event["payload"]["timestamp"], change_event["timestamp"]) == (sent, sent)
    assert len(shop.writes()) == 2


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"routing_key": "abc"}, "routing_key: has 3 characters; the key of an integration has 32"),
    ({"summary": "x" * 1025}, "summary: has 1025 characters; PagerDuty allows at most 1024"),
    ({"summary": " "}, "summary: must not be empty"),
    ({"source": ""}, "source: must not be empty"),
    ({"dedup_key": "x" * 256}, "dedup_key: has 256 characters; PagerDuty allows at most 255"),
    ({"event_action": "resolve", "dedup_key": " "}, "dedup_key: must not be empty: it identifies the alert to resolve"),
    ({"timestamp": "yesterday"}, "timestamp: 'yesterday' is not a date or time; write it like 2026-11-21T09:00:00Z"),
    ({"links": [{"href": ""}]}, r"links\[0\]\.href: must not be empty"),
    ({"images": [{"src": "http://example.com"}]}, r"images\[0\]\.src: must begin with https://"),
    ({"custom_details": {"log": "x" * 600_000}}, r"custom_details: the event has 600\d+ bytes; PagerDuty allows"),
]


@pytest.mark.parametrize(("options", "message"), WRONG, ids=[next(iter(options)) for options, _message in WRONG])
@pytest.mark.parametrize("check", [True, False])
def test_refused_before_it_is_sent(
    play: Play, shop: Emulator, options: dict[str, t.Any], message: str, check: bool
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        play.run(EVENT_OPERATION, check=check, **{**TROUBLE, **options})
    assert "\n" not in caught.value.message
    assert shop.log() == []


def test_a_key_that_nothing_has(play: Play, shop: Emulator) -> None:
    with pytest.raises(PagerDutyError, match="Invalid routing key") as caught:
        play.run(EVENT_OPERATION, **{**TROUBLE, "routing_key": "f" * 32})
    assert "No service in this region has an integration" in caught.value.message
    assert caught.value.failure["status"] == 400


def test_what_was_not_answered_is_sent_again(play: Play, shop: Emulator) -> None:
    shop.fault(kind="reset_after", path="/v2/enqueue", times=1)
    play.run(EVENT_OPERATION, **TROUBLE)
    assert statuses(shop) == ["triggered"]
    assert shop.writes() == ["POST /v2/enqueue"] * 2


def test_only_what_needs_no_credentials_does_without(play: Play, emulator: Emulator) -> None:
    """Even contradicting credentials don't matter to an event; the address of the region does."""
    play.connection = {"region": "eu", "api_token": "one", "access_token": "two"}
    assert play.run(EVENT_OPERATION, check=True, **TROUBLE)["changed"]
    assert re.fullmatch(r"ansible-[0-9a-f]{32}", play.run(EVENT_OPERATION, check=True, **TROUBLE)["dedup_key"])
