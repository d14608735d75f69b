# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change events: sent once, found, and changed by their ID."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import OutcomeUnknown, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.change_event import (
    CHANGE_EVENT_INFO_OPERATION,
    CHANGE_EVENT_OPERATION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

KEY = "0123456789abcdef0123456789abcdef"
INTEGRATION = {"name": "Events", "type": "events_api_v2_inbound_integration", "integration_key": KEY}
SHOP = {"name": "Shop", "escalation_policy": "Default", "integrations": [INTEGRATION]}
OLD = {"summary": "Old", "services": ["Other"], "timestamp": "2026-01-01T00:00:00Z", "custom_details": {}}
DEPLOY: dict[str, t.Any] = {"routing_key": KEY, "summary": "2.4.0 was deployed", "source": "pipeline"}


@pytest.fixture
def shop(emulator: Emulator) -> Emulator:
    emulator.load(
        teams=[{"name": "Platform"}],
        services=[SHOP, {"name": "Other", "escalation_policy": "Default"}],
        change_events=[OLD],
        incidents=[{"title": "Down", "service": "Other", "created_at": "2026-01-01T12:00:00Z"}],
    )
    emulator.forget()
    return emulator


def summaries(play: Play, **options: t.Any) -> list[str]:
    result = play.run(CHANGE_EVENT_INFO_OPERATION, **options)
    assert not result["changed"] and KEY not in str(result)
    return [event["summary"] for event in result["change_events"]]


def test_sent_without_credentials(play: Play, shop: Emulator) -> None:
    token = play.connection.pop("api_token")
    foretold = play.run(CHANGE_EVENT_OPERATION, check=True, **DEPLOY)
    assert shop.log() == []
    sent = play.run(CHANGE_EVENT_OPERATION, **DEPLOY, links=[{"href": "https://example.com"}])
    assert sent["changed"] and sent["change_event"] == {
        **foretold["change_event"],
        "links": [{"href": "https://example.com"}],
    }
    assert KEY not in str(sent)
    with pytest.raises(UsageError, match="no credentials"):
        play.run(CHANGE_EVENT_OPERATION, id="PAAAAAA", summary="x")
    play.connection["api_token"] = token
    assert summaries(play, service="shop") == ["2.4.0 was deployed"]


def test_changed_by_its_id(play: Play, shop: Emulator) -> None:
    play.run(CHANGE_EVENT_OPERATION, **DEPLOY, custom_details={"a": 1})
    (event,) = play.run(CHANGE_EVENT_INFO_OPERATION, service="Shop")["change_events"]
    for options in ({"summary": "Taken back "}, {"custom_details": {"b": [2]}}, {"custom_details": {}}):
        shop.forget()
        foretold = play.run(CHANGE_EVENT_OPERATION, check=True, id=event["id"], **options)
        assert shop.writes() == []
        result = play.run(CHANGE_EVENT_OPERATION, id=event["id"], **options)
        assert result == foretold and result["changed"] and KEY not in str(result)
        assert shop.writes() == [f"PUT /change_events/{event['id']}"]
        again = play.run(CHANGE_EVENT_OPERATION, id=event["id"], **options)
        assert not again["changed"] and len(shop.writes()) == 1
    assert summaries(play, id=event["id"]) == ["Taken back"]


def test_listed_by_every_filter(play: Play, shop: Emulator) -> None:
    play.run(CHANGE_EVENT_OPERATION, **DEPLOY, timestamp="2026-01-02T00:00:00Z")
    service = next(one for one in shop.state()["services"] if one["name"] == "Shop")
    assert summaries(play) == ["2.4.0 was deployed", "Old"]
    assert summaries(play, limit=1, offset=1) == ["Old"]
    assert summaries(play, since="2026-01-01T13:00:00+01:00") == ["2.4.0 was deployed"]
    assert summaries(play, until="2026-01-01T12:00:00") == ["Old"]
    assert summaries(play, service="Other") == ["Old"]
    assert summaries(play, service="Other", since="2026-01-02") == []
    assert summaries(play, integrations=[service["integrations"][0]["id"]]) == ["2.4.0 was deployed"]
    assert summaries(play, teams=["Platform"]) == []
    assert play.run(CHANGE_EVENT_INFO_OPERATION, total=True)["total"] == 2
    (incident,) = shop.state()["incidents"]
    (related,) = play.run(CHANGE_EVENT_INFO_OPERATION, incident=incident["id"], limit=5)["change_events"]
    assert related["summary"] == "Old" and related["correlation_reason"] == {"reason": "most_recent"}


def test_integrations_by_name(play: Play, shop: Emulator) -> None:
    play.run(CHANGE_EVENT_OPERATION, **DEPLOY)
    service = next(one for one in shop.state()["services"] if one["name"] == "Shop")
    (integration,) = service["integrations"]
    name = integration["name"]
    for value in (name, f" {name.upper()} ", integration["id"]):
        assert summaries(play, service="Shop", integrations=[value]) == ["2.4.0 was deployed"]
    listed = rf"it has {name} \({integration['id']}\)"
    for value in ("Nothing", "PAAAAAA"):
        says = rf"^integrations\[1\]: the service has no integration '{value}'; {listed}"
        with pytest.raises(UsageError, match=says):
            summaries(play, service="Shop", integrations=[name, value])
    says = rf"^integrations\[0\]: '{name}' is not the ID of an integration; to use names, set service"
    with pytest.raises(UsageError, match=says):
        summaries(play, integrations=[name])


def test_not_sent_twice(play: Play, shop: Emulator) -> None:
    shop.fault(kind="reset_after", path="/v2/change/enqueue")
    with pytest.raises(OutcomeUnknown, match="It was not sent again"):
        play.run(CHANGE_EVENT_OPERATION, **DEPLOY)
    assert shop.writes() == ["POST /v2/change/enqueue"]
    assert summaries(play, service="Shop") == ["2.4.0 was deployed"]


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({**DEPLOY, "routing_key": "R" + "0" * 31}, "routing_key: is the key of an event orchestration"),
    ({**DEPLOY, "summary": " "}, "summary: must not be empty"),
    ({"id": "PAAAAAA", "summary": "x"}, "id: there is no change event with the ID 'PAAAAAA'"),
    ({"id": "PAAAAAA", "source": "x"}, "source: can't be changed once the change event was sent"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_wrong(play: Play, shop: Emulator, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        play.run(CHANGE_EVENT_OPERATION, **options)
    assert shop.writes() == []


@pytest.mark.parametrize("option", ["since", "until", "teams", "integrations", "offset", "total"])
def test_nothing_else_narrows_what_is_related(play: Play, option: str) -> None:
    value: t.Any = {"teams": ["x"], "integrations": ["x"], "offset": 1, "total": True}.get(option, "2026-01-01")
    with pytest.raises(UsageError, match=f"{option}: can't be combined with an incident"):
        play.run(CHANGE_EVENT_INFO_OPERATION, incident="PAAAAAA", **{option: value})
