# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhook source over real HTTP: what it takes, what it refuses, and what rules get."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import typing as t
from pathlib import Path

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _listener, _webhook
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._state import StateError
from ansible_collections.community.pagerduty.tests.unit.plugins.triggers.engine import (
    SECRET,
    incident_event,
    play,
    running,
    signature,
    webhook,
)


def test_an_event_reaches_the_rules() -> None:
    async def scene() -> None:
        async with running() as here:
            event = incident_event(7)
            assert await here.post(*webhook(event, webhook_id="w-7")) == 202
            (got,) = await here.engine.fetch(1)
            assert got["event"] == event
            assert len(got["meta"].pop("uuid")) == 36
            assert got["meta"].pop("received_at").endswith("Z")
            assert got["meta"] == {
                "event_type": "incident.triggered",
                "resource_type": "incident",
                "id": "01EVENT000000007",
                "webhook_id": "w-7",
                "subscription": "PSUBSCR",
                "occurred_at": "2026-11-20T10:00:00.123Z",
                "redelivered": False,
                "verified": True,
                "agent_id": "PUSER01",
                "agent_name": "Ann",
                "incident_id": "QINC00000007",
                "incident_key": "key 7",
                "incident_number": 7,
                "incident_status": "triggered",
                "incident_title": "Disk 7 is full",
                "incident_type": "incident_default",
                "incident_url": "https://example.pagerduty.com/incidents/1",
                "service_id": "PSVC001",
                "service_name": "Web Shop",
                "escalation_policy_id": "PPOL001",
                "escalation_policy_name": "Platform",
                "urgency": "high",
                "priority": "P1",
                "priority_id": "PPRIO01",
                "teams": ["SRE"],
                "team_ids": ["PTEAM01"],
                "assignees": ["Ann"],
                "assignee_ids": ["PUSER01"],
                "source": {"name": "test", "type": "pagerduty_webhook"},
            }

    play(scene)


def test_events_come_in_order() -> None:
    async def scene() -> None:
        async with running() as here:
            fetching = asyncio.create_task(here.engine.fetch(50))
            for number in range(50):
                assert await here.post(*webhook(incident_event(1000 + number))) == 202
            assert [got["meta"]["incident_number"] - 1000 for got in await fetching] == list(range(50))

    play(scene)


def test_redeliveries_and_replays_are_answered_and_dropped() -> None:
    async def scene() -> None:
        async with running() as here:
            body, headers = webhook()
            other, _headers = webhook()
            for _each in range(3):
                assert await here.post(body, headers) == 202
            # A replay can change what is not signed.
            assert await here.post(body, {**headers, "X-Webhook-Id": "made up"}) == 202
            del headers["X-Webhook-Id"]
            assert await here.post(body, headers) == 202
            assert await here.post(other, {**headers, "X-PagerDuty-Signature": signature(other)}) == 202
            assert len(await here.engine.fetch(2)) == 2
            assert here.counts()["duplicate"] == 4
            assert here.counts()["queued"] == 2

    play(scene)


def test_a_restart_knows_what_was_seen(tmp_path: Path) -> None:
    async def scene() -> None:
        first, second = webhook(incident_event(1)), webhook(incident_event(2))
        async with running(state_dir=str(tmp_path)) as here:
            assert await here.post(*first) == 202
            assert await here.post(*second) == 202
            await here.engine.fetch(1)
            while here.source.feed.delivered < 1:
                await asyncio.sleep(0.001)
        async with running(state_dir=str(tmp_path)) as here:
            assert await here.post(*first) == 202
            assert await here.post(*second) == 202
            assert await here.post(*webhook(incident_event(3))) == 202
            got = await here.engine.fetch(2)
            assert [(one["meta"]["incident_number"], one["meta"]["redelivered"]) for one in got] == [
                (2, True),
                (3, False),
            ]

    play(scene)


def test_secrets_rotate() -> None:
    async def scene() -> None:
        async with running(secrets=["old", "new"]) as here:
            for secret, status in (("old", 202), ("new", 202), ("other", 401)):
                assert await here.post(*webhook(secret=secret)) == status
            body, headers = webhook()
            for value, status in (
                (f"v1={'0' * 64} , {signature(body, 'new')}", 202),
                (f"v2={'0' * 64},{signature(body, 'old')}", 202),
                (signature(body, "old").replace("v1=", "v2="), 401),
                (signature(body, "old").removeprefix("v1="), 401),
                (signature(body, "old").upper(), 401),
                (signature(body, "old")[:-1], 401),
                ("", 401),
                (",,,", 401),
                ("v1=ü\udc80", 401),
            ):
                assert await here.post(body, {**headers, "X-PagerDuty-Signature": value}) == status, value

    play(scene)


@pytest.mark.parametrize(
    "options",
    [{"secret": SECRET}, {"secrets": [SECRET, "other"]}, {"secrets": f"other,{SECRET}"}, {"secret": f" {SECRET}\n"}],
)
def test_ways_to_give_secrets(options: dict[str, t.Any]) -> None:
    async def scene() -> None:
        async with running(**options) as here:
            assert await here.post(*webhook()) == 202

    play(scene)


def test_the_environment_gives_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGERDUTY_WEBHOOK_SECRET", f"other,{SECRET}")

    async def scene() -> None:
        async with running(secret=None) as here:
            assert await here.post(*webhook()) == 202

    play(scene)


@pytest.mark.parametrize(
    ("raw", "event_type"),
    [
        (b"", None),
        (b"{", None),
        (b"[]", None),
        (b'{"event": 1}', None),
        (b'{"event": {"event_type": 1}}', None),
        (b'{"event": {"event_type": "incident.triggered", "data": NaN}}', None),
        (b"[" * 100_000, None),
        (b"\xff\xfe", None),
        (b'{"event": {"event_type": "incident.triggered"}}', "incident.triggered"),
        (b'{"event": {"event_type": "incident.triggered", "data": [1], "agent": 3, "id": 4}}', "incident.triggered"),
        (b'{"event": {"id": "\\ud800", "event_type": "incident.x", "data": {"teams": [1, {}]}}}', "incident.x"),
    ],
)
def test_what_is_signed_is_never_answered_with_a_4xx(raw: bytes, event_type: str | None) -> None:
    """PagerDuty would count it towards switching the subscription off; and sent again it would be no better."""

    async def scene() -> None:
        async with running() as here:
            assert await here.post(raw, {"X-PagerDuty-Signature": signature(raw)}) == 202
            if event_type:
                (got,) = await here.engine.fetch(1)
                assert got["meta"]["event_type"] == event_type
            else:
                assert here.counts()["malformed"] == 1

    play(scene)


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(max_body=10_000) as here:
            sent = 0

            async def endless() -> t.AsyncIterator[bytes]:
                nonlocal sent
                while sent < 10_000_000:
                    sent += 1000
                    yield b"x" * 1000
                    await asyncio.sleep(0)

            body, headers = webhook(incident_event(title="x" * 20_000))
            assert await here.post(body, headers) == 413
            # The connection may be closed under a sender who does not listen.
            with contextlib.suppress(ConnectionError, OSError):
                assert await here.post(endless(), {"X-PagerDuty-Signature": "v1=00"}) == 413
            assert sent < 10_000_000
            assert here.source.listener.metrics.reasons("refused") == {"oversized": 2}
            assert await here.post(*webhook()) == 202

    play(scene)


def test_other_paths_and_methods() -> None:
    async def scene() -> None:
        async with running(path="hooks/pagerduty/", metrics_path="") as here:
            body, headers = webhook()
            assert await here.post(body, headers, "/pagerduty") == 404
            assert await here.post(body, headers, "/hooks/pagerduty") == 202
            assert await here.post(body, headers, "/hooks/pagerduty/?a=b") == 202
            assert (await here.get("/hooks/pagerduty"))[0] == 405
            assert (await here.get("/metrics"))[0] == 404
            assert (await here.get("/"))[0] == 404

    play(scene)


@pytest.mark.parametrize(
    ("options", "passing"),
    [
        ({"events": ["incident.*"]}, {"triggered", "note", "responder", "plain"}),
        ({"events": "incident.triggered,service.*"}, {"triggered", "service", "plain"}),
        ({"events": ["incident.responder.*"]}, {"responder"}),
        ({"events": ["pagey.ping"]}, {"ping"}),
        ({"events": ["*"]}, {"triggered", "note", "responder", "service", "plain"}),
        ({"services": ["web  SHOP"]}, {"triggered", "service"}),
        ({"services": ["PSVC001"]}, {"triggered", "service"}),
        ({"services": ["Web"]}, set()),
        ({"teams": ["sre"]}, {"triggered", "service"}),
        ({"teams": ["other", "PTEAM01"]}, {"triggered", "service"}),
        ({"priorities": ["p1"]}, {"triggered"}),
        ({"urgencies": ["low"]}, {"plain"}),
        ({"urgencies": ["high"], "services": ["Web Shop"]}, {"triggered"}),
    ],
)
def test_filters(options: dict[str, t.Any], passing: set[str]) -> None:
    team = {"id": "PTEAM01", "summary": "SRE", "type": "team_reference"}
    service = {"id": "PSVC001", "type": "service", "summary": "Web Shop", "teams": [team]}
    incident = {"id": "Q1", "type": "incident_reference", "summary": "Disk"}
    events: dict[str, dict[str, t.Any]] = {
        "triggered": incident_event(),
        "plain": incident_event(urgency="low", priority=None, teams=[], service={"id": "PSVC002", "summary": "Mail"}),
        "note": {"event_type": "incident.annotated", "data": {"type": "incident_note", "incident": incident}},
        "responder": {"event_type": "incident.responder.added", "data": {"type": "incident_responder"}},
        "service": {"event_type": "service.created", "data": service},
        "ping": {"event_type": "pagey.ping", "data": {"type": "ping", "message": "Hello"}},
    }

    async def scene() -> None:
        async with running(**options) as here:
            for name, event in events.items():
                assert await here.post(*webhook({**event, "id": name})) == 202
            got = await here.engine.fetch(len(passing))
            assert {one["event"]["id"] for one in got} == passing
            counts = here.counts()
            assert counts["queued"] if passing else "queued" not in counts
            assert counts["pings"] == 1
            assert counts.get("queued", 0) + counts.get("filtered", 0) + ("ping" not in passing) == len(events)

    play(scene)


def test_flat_meta_of_what_is_about_an_incident_or_a_service() -> None:
    async def scene() -> None:
        async with running() as here:
            incident = {"id": "Q1", "type": "incident_reference", "summary": "Disk", "html_url": "https://x"}
            note = {"id": "N1", "type": "incident_note", "content": "Hm", "incident": incident}
            assert await here.post(*webhook({"id": "1", "event_type": "incident.annotated", "data": note})) == 202
            service = {"id": "P1", "type": "service", "summary": "Web", "teams": []}
            assert await here.post(*webhook({"id": "2", "event_type": "service.created", "data": service})) == 202
            first, second = await here.engine.fetch(2)
            assert first["meta"]["incident_id"] == "Q1"
            assert first["meta"]["incident_title"] == "Disk"
            assert not {"service_id", "urgency", "incident_key"} & first["meta"].keys()
            assert (second["meta"]["service_id"], second["meta"]["service_name"]) == ("P1", "Web")
            assert second["meta"]["teams"] == []
            assert "incident_id" not in second["meta"]

    play(scene)


def test_a_full_queue_sends_pagerduty_away_and_loses_nothing() -> None:
    async def scene() -> None:
        async with running(max_waiting=3) as here:
            statuses = [await here.post(*webhook(incident_event(2000 + number))) for number in range(6)]
            assert statuses == [202, 202, 202, 503, 503, 503]
            assert json.loads((await here.get("/health"))[1])["status"] == "full"
            assert here.source.listener.metrics.reasons("deferred") == {"full": 3}
            assert len(await here.engine.fetch(3)) == 3
            await here.source.feed.wait_until_empty()
            # PagerDuty comes again.
            for number in (3, 4, 5):
                assert await here.post(*webhook(incident_event(2000 + number))) == 202
            got = await here.engine.fetch(3)
            assert [one["meta"]["incident_number"] for one in got] == [2003, 2004, 2005]

    play(scene)


def test_a_disk_that_fails_sends_pagerduty_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with running(state_dir=str(tmp_path)) as here:
            transact = here.source.state.transact

            def full(*arguments: t.Any) -> t.Any:
                raise StateError("can't write the state: database or disk is full")

            body, headers = webhook()
            monkeypatch.setattr(here.source.state, "transact", full)
            assert await here.post(body, headers) == 503
            status, health = await here.get("/health")
            assert (status, json.loads(health)["trouble"]) == (503, "can't write the state: database or disk is full")
            monkeypatch.setattr(here.source.state, "transact", transact)
            assert await here.post(body, headers) == 202
            assert (await here.get("/health"))[0] == 200
            assert len(await here.engine.fetch(1)) == 1

    play(scene)


def test_a_state_file_that_is_deleted_is_there_again_before_the_answer(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(state_dir=str(tmp_path)) as here:
            assert await here.post(*webhook(incident_event(1))) == 202
            (tmp_path / "webhook-0.sqlite").unlink()
            assert await here.post(*webhook(incident_event(2))) == 202
            assert (tmp_path / "webhook-0.sqlite").exists()
            assert (await here.get("/health"))[0] == 200
        async with running(state_dir=str(tmp_path)) as here:
            got = await here.engine.fetch(2)
            assert [one["meta"]["incident_number"] for one in got] == [1, 2]

    play(scene)


def test_without_its_state_file_nothing_is_accepted(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(state_dir=str(tmp_path)) as here:
            path = tmp_path / "webhook-0.sqlite"
            path.rename(tmp_path / "moved")
            path.write_text("another")
            body, headers = webhook()
            assert await here.post(body, headers) == 503
            status, text = await here.get("/health")
            assert (status, json.loads(text)["status"]) == (503, "failing")
            assert "was replaced by another file" in json.loads(text)["trouble"]
            (tmp_path / "moved").rename(path)
            assert await here.post(body, headers) == 202
            assert (await here.get("/health"))[0] == 200

    play(scene)


def test_a_disk_that_hangs_does_not_keep_pagerduty_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_listener, "STORE_TIMEOUT", 0.1)

    async def scene() -> None:
        async with running() as here:
            body, headers = webhook()
            with here.source.state._lock:
                assert await here.post(body, headers) == 503
                assert here.source.feed.problem == "the disk does not respond"
            assert await here.post(body, headers) == 202
            assert len(await here.engine.fetch(1)) == 1
            while here.source.state.pending():
                await asyncio.sleep(0.001)

    play(scene)


def test_answers_while_the_engine_is_held_up() -> None:
    """ansible-rulebook's event loop stands still while facts are gathered, for example."""
    async def scene() -> None:
        async with running() as here:
            statuses: list[int] = []

            def send() -> None:
                for _each in range(5):
                    body, headers = webhook()
                    url = f"http://127.0.0.1:{here.port}/pagerduty"
                    statuses.append(requests.post(url, data=body, headers=headers, timeout=20).status_code)

            sender = threading.Thread(target=send)
            sender.start()
            sender.join()  # and with it, the event loop
            assert statuses == [202] * 5
            assert len(await here.engine.fetch(5)) == 5

    play(scene)


def test_health_and_metrics() -> None:
    async def scene() -> None:
        async with running() as here:
            body, headers = webhook()
            await here.post(body, headers)
            await here.post(body, headers)
            await here.post(body, {})
            await here.engine.fetch(1)
            await here.source.feed.wait_until_empty()
            status, text = await here.get("/health")
            health = json.loads(text)
            assert (status, health["status"], health["waiting"], health["delivered"]) == (200, "ok", 0, 1)
            status, text = await here.get("/metrics")
            lines = text.splitlines()
            assert status == 200
            for line in (
                "# TYPE pagerduty_webhook_received_total counter",
                "pagerduty_webhook_received_total 3",
                "pagerduty_webhook_verified_total 2",
                'pagerduty_webhook_refused_total{reason="unsigned"} 1',
                "pagerduty_webhook_duplicate_total 1",
                "pagerduty_webhook_queued_total 1",
                "pagerduty_webhook_delivered_total 1",
                "# TYPE pagerduty_webhook_waiting gauge",
                "pagerduty_webhook_waiting 0",
                "pagerduty_webhook_room 1000",
            ):
                assert line in lines
            assert "received 3, verified 2, refused 1 (unsigned 1)" in here.source.listener.metrics.line()
            assert SECRET not in text + here.source.listener.metrics.line()

    play(scene)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "secrets: specify the secret that PagerDuty showed when the webhook subscription was created"),
        ({"secret": "  "}, "secrets: specify the secret"),
        ({"secret": SECRET, "prot": 5}, "prot: this option does not exist. The options are access_token, api_token"),
        ({"secret": SECRET, "port": "five"}, "args: argument 'port' is of type"),
        ({"secret": SECRET, "port": 70000}, "port: must be between 1 and 65535, not 70000"),
        ({"secret": SECRET, "urgencies": ["High"]}, "value of urgencies must be one or more of: high, low"),
        ({"secret": SECRET, "keyfile": "/k"}, "missing parameter(s) required by 'keyfile': certfile"),
        ({"secret": SECRET, "certfile": "/nowhere"}, "can't use /nowhere: No such file or directory; specify"),
        ({"secret": SECRET, "max_body": 0}, "max_body: must be more than 0"),
        ({"secret": SECRET, "events": []}, "events: must not be empty"),
        (
            {"secret": SECRET, "events": ["incident.*", "incident.trigered"]},
            "events[1]: 'incident.trigered' matches no event type of PagerDuty's webhooks; did you mean"
            " 'incident.triggered'? The list is in docs/events.md",
        ),
        ({"secret": SECRET, "events": ["incidents.*"]}, "did you mean 'incident.*'? The list is"),
        ({"secret": SECRET, "events": ["Incident.Resolved"]}, "did you mean 'incident.resolved'? The list is"),
        ({"secret": SECRET, "events": ["xyz"]}, "events[0]: 'xyz' matches no event type of PagerDuty's webhooks. The"),
        ({"secret": SECRET, "path": "/health"}, "path: path, health_path and metrics_path must differ"),
        ({"subscription": {"uri": "https://x"}}, "subscription.uri: this option does not exist. The options are"),
        ({"subscription": {}}, "missing required arguments: url found in subscription"),
        ({"subscription": {"url": "example.com"}, "api_token": "u+token"}, "subscription.url: must be a URL of http"),
        ({"subscription": {"url": "https://x"}}, "api_token: no credentials"),
        (
            {"subscription": {"url": "https://x", "team": "a", "service": "b"}, "api_token": "u+token"},
            "mutually exclusive: service|team found in subscription",
        ),
    ],
)
def test_options_that_can_not_be(options: dict[str, t.Any], message: str) -> None:
    async def scene() -> None:
        await _webhook.run(asyncio.Queue(1), {"port": 0, "host": "127.0.0.1", **options})

    with pytest.raises(PagerDutyError) as raised:
        play(scene)
    assert message in raised.value.message
    assert "\n" not in raised.value.message


def test_a_port_that_is_taken() -> None:
    async def scene() -> None:
        async with running() as here:
            with pytest.raises(UsageError, match=r"port: can't listen on 127.0.0.1 port \d+: .*; choose another"):
                async with running(port=here.port):
                    pass

    play(scene)


def test_without_aiohttp_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_listener, "AIOHTTP_IMPORT_ERROR", ImportError("No module named 'aiohttp'"))

    async def scene() -> None:
        await _webhook.run(asyncio.Queue(1), {"secret": "s"})

    with pytest.raises(UsageError, match="install it for the Python that runs ansible-rulebook: pip install aiohttp"):
        play(scene)


def test_health_and_metrics_tell_of_rules_that_have_stopped() -> None:
    async def scene() -> None:
        async with running(stalled_after=0.05) as here:
            assert (await here.get("/health"))[0] == 200
            assert await here.post(*webhook()) == 202
            while not here.source.feed.stalled:
                await asyncio.sleep(0.01)
            status, text = await here.get("/health")
            assert (status, json.loads(text)["status"]) == (503, "stalled")
            assert "pagerduty_webhook_stalled 1" in (await here.get("/metrics"))[1].splitlines()
            # It still takes what PagerDuty sends.
            assert await here.post(*webhook()) == 202
            await here.engine.fetch(2)
            await here.source.feed.wait_until_empty()
            assert (await here.get("/health"))[0] == 200
            assert "pagerduty_webhook_stalled 0" in (await here.get("/metrics"))[1].splitlines()

    play(scene)
