# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhook source and its subscription, with the emulator on the other side."""

from __future__ import annotations

import asyncio
import socket
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_subscription import (
    WEBHOOK_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _webhook
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._state import State, StateError
from ansible_collections.community.pagerduty.tests.unit.plugins.action.test_unusable_responses import FirstWrite
from ansible_collections.community.pagerduty.tests.unit.plugins.hostile import Hostile
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play
from ansible_collections.community.pagerduty.tests.unit.plugins.triggers.engine import Running, play, running, webhook

EVENTS = ["incident.triggered", "incident.acknowledged", "incident.resolved"]

TIMEOUT = 2.0  # seconds

# Creates that PagerDuty carries out, and whose response is lost or late.
LOST: dict[str, dict[str, t.Any]] = {
    "lost": {"kind": "reset_after"},
    "twice": {"kind": "reset_after", "times": 2},
    "late": {"kind": "latency", "seconds": TIMEOUT + 0.1},
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


class Account:
    """An account of the emulator, and a source's options for it."""

    def __init__(self, emulator: Emulator, tmp_path: Path) -> None:
        self.emulator = emulator
        self.port = free_port()
        self.options: dict[str, t.Any] = {
            "port": self.port,
            "api_url": emulator.url,
            "api_token": "emulator",
            "events": EVENTS,
            "state_dir": str(tmp_path / "state"),
            "subscription": {"url": f"http://127.0.0.1:{self.port}/pagerduty"},
        }

    def ask(self, method: str, path: str, body: t.Any = None) -> t.Any:
        answer = self.emulator._session.request(
            method,
            self.emulator.url + path,
            json=body,
            headers={"Authorization": "Token token=emulator", "From": "owner@example.com"},
            timeout=10,
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def subscriptions(self) -> list[dict[str, t.Any]]:
        return self.ask("GET", "/webhook_subscriptions")["webhook_subscriptions"]

    def service(self, name: str) -> str:
        policy = self.ask("GET", "/escalation_policies")["escalation_policies"]
        reference = {"id": policy[0]["id"], "type": "escalation_policy_reference"}
        body = {"type": "service", "name": name, "escalation_policy": reference}
        return self.ask("POST", "/services", {"service": body})["service"]["id"]

    def incident(self, service: str, title: str) -> None:
        body = {"type": "incident", "title": title, "service": {"id": service, "type": "service_reference"}}
        self.ask("POST", "/incidents", {"incident": body})


@pytest.fixture
def account(emulator: Emulator, tmp_path: Path) -> Account:
    emulator.load(
        users=[{"name": "Ann", "email": "ann@example.com"}],
        escalation_policies=[
            {
                "name": "Platform",
                "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]}],
            }
        ],
    )
    return Account(emulator, tmp_path)


async def is_ready(here: Running) -> None:
    while here.source.listener.subscription is None:
        await asyncio.sleep(0.01)


async def pinged(here: Running) -> None:
    await is_ready(here)
    await here.source._pinged.wait()


def test_it_is_made_pinged_and_its_events_come(account: Account) -> None:
    service = account.service("Shop")

    async def scene() -> None:
        async with running(**account.options) as here:
            await pinged(here)
            await asyncio.to_thread(account.incident, service, "Disk full")
            (got,) = await here.engine.fetch(1)
            assert got["meta"]["event_type"] == "incident.triggered"
            assert got["meta"]["incident_title"] == "Disk full"
            assert got["meta"]["service_name"] == "Shop"
            assert got["event"]["data"]["urgency"] == got["meta"]["urgency"]
        (made,) = account.subscriptions()
        assert sorted(made["events"]) == sorted(EVENTS)
        assert made["filter"]["type"] == "account_reference"
        assert got["meta"].get("subscription") in (None, made["id"])

    play(scene)


def test_a_restart_finds_it_and_writes_nothing(account: Account) -> None:
    async def scene() -> None:
        async with running(**account.options) as here:
            await pinged(here)
        account.emulator.forget()
        async with running(**account.options) as here:
            await pinged(here)
        identifier = account.subscriptions()[0]["id"]
        assert account.emulator.writes() == [f"POST /webhook_subscriptions/{identifier}/ping"]

    play(scene)


def test_it_is_brought_up_to_date_and_enabled(account: Account) -> None:
    async def scene() -> None:
        async with running(**account.options) as here:
            await pinged(here)
        (made,) = account.subscriptions()
        path = f"/webhook_subscriptions/{made['id']}"
        body = {"type": "webhook_subscription", "active": False, "events": EVENTS[:1], "filter": made["filter"]}
        account.ask("PUT", path, {"webhook_subscription": body})
        subscription = {**account.options["subscription"], "description": "For rulebooks"}
        async with running(**{**account.options, "subscription": subscription}) as here:
            await pinged(here)
        (now,) = account.subscriptions()
        assert (now["id"], now["active"], now["description"]) == (made["id"], True, "For rulebooks")
        assert sorted(now["events"]) == sorted(EVENTS)

    play(scene)


def test_without_its_secret_it_is_replaced(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        options = {**account.options, "state_dir": None}
        async with running(**options) as here:
            await pinged(here)
        (first,) = account.subscriptions()
        async with running(**options) as here:
            await pinged(here)
        (second,) = account.subscriptions()
        assert first["id"] != second["id"]

    play(scene)
    assert "is replaced by" in caplog.text


def test_a_configured_secret_is_trusted(account: Account) -> None:
    body = {
        "type": "webhook_subscription",
        "delivery_method": {"type": "http_delivery_method", "url": account.options["subscription"]["url"]},
        "events": EVENTS,
        "filter": {"type": "account_reference"},
    }
    made = account.ask("POST", "/webhook_subscriptions", {"webhook_subscription": body})["webhook_subscription"]

    async def scene() -> None:
        async with running(secret=made["delivery_method"]["secret"], **account.options) as here:
            await pinged(here)
        assert [one["id"] for one in account.subscriptions()] == [made["id"]]

    play(scene)


def test_a_wrong_secret_is_told_from_a_wrong_url(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    url = account.options["subscription"]["url"]
    body = {
        "type": "webhook_subscription",
        "delivery_method": {"type": "http_delivery_method", "url": url},
        "events": EVENTS,
        "filter": {"type": "account_reference"},
    }
    account.ask("POST", "/webhook_subscriptions", {"webhook_subscription": body})

    async def scene(options: dict[str, t.Any], expected: str) -> None:
        async with running(**options):
            while expected not in caplog.text:
                await asyncio.sleep(0.01)

    subscription = {"url": url, "ping_timeout": 0.5}
    play(scene, {**account.options, "secret": "wrong", "subscription": subscription}, "signature of another secret")
    nowhere = {"url": f"http://127.0.0.1:{free_port()}/", "ping_timeout": 0.5}
    play(scene, {**account.options, "subscription": nowhere}, "so PagerDuty can't reach this source")


@pytest.mark.parametrize("way", ["name", "id"])
def test_of_one_service(account: Account, way: str) -> None:
    shop, mail = account.service("Shop"), account.service("Mail")

    async def scene() -> None:
        subscription = {**account.options["subscription"], "service": "shop" if way == "name" else shop}
        async with running(**{**account.options, "subscription": subscription}) as here:
            await pinged(here)
            await asyncio.to_thread(account.incident, mail, "Not this")
            await asyncio.to_thread(account.incident, shop, "This")
            (got,) = await here.engine.fetch(1)
            assert got["meta"]["incident_title"] == "This"
        (made,) = account.subscriptions()
        assert made["filter"] == {"id": shop, "type": "service_reference"}

    play(scene)


def test_removed_on_shutdown_if_asked(account: Account) -> None:
    async def scene() -> None:
        subscription = {**account.options["subscription"], "remove_on_shutdown": True}
        async with running(**{**account.options, "subscription": subscription}) as here:
            await pinged(here)
            assert len(account.subscriptions()) == 1
        assert not account.subscriptions()

    play(scene)


def test_a_creation_without_an_answer_leaves_one(account: Account) -> None:
    account.emulator.fault(method="POST", path="/webhook_subscriptions", kind="reset_after")

    async def scene() -> None:
        async with running(**account.options) as here:
            await pinged(here)
        assert len(account.subscriptions()) == 1

    play(scene)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"webhook_subscription": {"id": "P1"}}'], ids=["empty", "html", "no secret"]
)
def test_a_creation_with_an_unusable_response_leaves_one(account: Account, body: bytes) -> None:
    spoiler = Hostile(FirstWrite(account.emulator, body))

    async def scene() -> None:
        async with running(**{**account.options, "api_url": spoiler.url}) as here:
            await pinged(here)

    play(scene)
    spoiler.stop()
    assert len(account.subscriptions()) == 1


def test_a_name_of_nothing_ends_the_source(account: Account) -> None:
    account.service("Shop")

    async def scene() -> None:
        subscription = {**account.options["subscription"], "service": "Shopp"}
        async with running(**{**account.options, "subscription": subscription}) as here:
            await asyncio.wait_for(here.work, 30)

    with pytest.raises(UsageError, match=r"subscription\.service: there is no service 'Shopp'; the nearest are"):
        play(scene)


class Both:
    """The module and the source, for the same URL and filter in different spellings."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.url = f"http://localhost:{account.port}/pagerduty"

    def by_module(self, **options: t.Any) -> dict[str, t.Any]:
        emulator = self.account.emulator
        url = self.url.replace("http://localhost", " HTTP://LOCALHOST")
        options = {"url": url, "events": EVENTS, **options}
        task = Play(emulator, timeout=options.pop("timeout", 10.0))
        task.sessions = Sessions()  # with real pauses, in which PagerDuty may carry out a request
        return task.run(resource_operation(WEBHOOK_SUBSCRIPTION), **options)

    async def by_source(self, **options: t.Any) -> str:
        """Start the source, and end it. Returns the ID of its subscription."""
        subscription = {"url": self.url, **options.pop("subscription", {})}
        async with running(**{**self.account.options, "subscription": subscription, **options}) as here:
            await pinged(here)
            return here.source.listener.subscription

    def load(self, number: int, **attributes: t.Any) -> list[dict[str, t.Any]]:
        """Create equal subscriptions. Returns them, the oldest first."""
        body = {
            "type": "webhook_subscription",
            "delivery_method": {"type": "http_delivery_method", "url": self.url},
            "events": EVENTS,
            "filter": {"type": "account_reference"},
            **attributes,
        }
        made = [
            self.account.ask("POST", "/webhook_subscriptions", {"webhook_subscription": body})["webhook_subscription"]
            for _each in range(number)
        ]
        return sorted(made, key=lambda one: one["id"])


@pytest.fixture
def both(account: Account) -> Both:
    return Both(account)


@pytest.mark.parametrize("first", ["module", "source"])
@pytest.mark.parametrize("service", [None, "Shop"])
def test_source_and_module_find_the_same_subscription(
    account: Account, both: Both, first: str, service: str | None
) -> None:
    """Hosts and schemes have no case, so another spelling of the URL must not lead to a second subscription."""
    account.service("Shop")
    module = {"filter_type": "service", "filter": service} if service else {}
    source = {"subscription": {"service": service.lower()}} if service else {}

    async def scene() -> None:
        if first == "module":
            made = (await asyncio.to_thread(lambda: both.by_module(**module)))["webhook_subscription"]
            await both.by_source(secret=made["delivery_method"]["secret"], **source)
        else:
            await both.by_source(**source)
            assert not (await asyncio.to_thread(lambda: both.by_module(**module)))["changed"]
        assert len(account.subscriptions()) == 1

    play(scene)


@pytest.mark.parametrize("who", ["module", "source"])
def test_source_and_module_use_the_oldest_of_several(
    account: Account, both: Both, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    oldest, *others = both.load(3)
    account.emulator.forget()

    async def scene() -> None:
        if who == "module":
            result = await asyncio.to_thread(both.by_module)
            assert result["webhook_subscription"]["id"] == oldest["id"]
            assert all(other["id"] in result["warnings"][0] for other in others)
        else:
            assert await both.by_source(secret=oldest["delivery_method"]["secret"]) == oldest["id"]
            assert all(other["id"] in caplog.text for other in others)
        assert len(account.subscriptions()) == 3
        assert [line for line in account.emulator.writes() if not line.endswith("/ping")] == []

    play(scene)


@pytest.mark.parametrize("who", ["module", "source"])
@pytest.mark.parametrize("fault", LOST.values(), ids=list(LOST))
@pytest.mark.parametrize("replaces", [False, True])
def test_source_and_module_leave_one_after_a_lost_response(
    account: Account, both: Both, who: str, fault: dict[str, t.Any], replaces: bool
) -> None:
    old = both.load(1) if replaces else []
    account.emulator.fault(method="POST", path="/webhook_subscriptions", **fault)

    async def scene() -> None:
        if who == "module":
            made = await asyncio.to_thread(lambda: both.by_module(timeout=TIMEOUT, replace=replaces))
            made_id = made["webhook_subscription"]["id"]
        else:
            made_id = await both.by_source(timeout=TIMEOUT)
        (left,) = account.subscriptions()
        assert left["id"] == made_id and left["id"] not in [one["id"] for one in old]

    play(scene)


def test_the_source_keeps_the_secret_of_the_one_that_stays(account: Account, both: Both) -> None:
    """Another program creates the same subscription at the same moment. One stays, and the source knows its secret."""
    account.emulator.fault(method="POST", path="/webhook_subscriptions", kind="race")

    async def scene() -> None:
        made_id = await both.by_source()
        (left,) = account.subscriptions()
        assert left["id"] == made_id
        account.emulator.forget()
        assert await both.by_source() == made_id
        assert account.emulator.writes() == [f"POST /webhook_subscriptions/{made_id}/ping"]

    play(scene)


def test_all_with_unknown_secrets_are_replaced(
    account: Account, both: Both, caplog: pytest.LogCaptureFixture
) -> None:
    headers = [{"name": "X-Key", "value": "lost"}]
    delivery = {"type": "http_delivery_method", "url": both.url, "custom_headers": headers}
    old = [*both.load(2), *both.load(1, delivery_method=delivery)]

    async def scene() -> None:
        made_id = await both.by_source()
        (left,) = account.subscriptions()
        assert left["id"] == made_id

    play(scene)
    assert all(f"webhook subscription {one['id']} for {both.url} is replaced by" in caplog.text for one in old)


def test_a_secret_that_cannot_be_stored_leaves_no_subscription(
    account: Account, both: Both, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(_webhook, "RETRY", 0.05)
    accept, failures = State.accept, [StateError("the disk is full")]

    def failing(self: State, *arguments: t.Any) -> t.Any:
        if failures:
            raise failures.pop()
        return accept(self, *arguments)

    monkeypatch.setattr(State, "accept", failing)

    async def scene() -> None:
        made_id = await both.by_source()
        assert [one["id"] for one in account.subscriptions()] == [made_id]

    play(scene)
    assert "the disk is full. The new webhook subscription was removed again" in caplog.text


def unreachable(account: Account) -> dict[str, t.Any]:
    """The options of a source whose API can't be reached."""
    return {**account.options, "api_url": f"http://127.0.0.1:{free_port()}", "max_retries": 0}


def test_stored_secrets_count_before_pagerduty_is_reached(account: Account) -> None:
    async def scene() -> None:
        async with running(**account.options) as here:
            await pinged(here)
            (kept,) = here.source.listener.secrets
        async with running(secret="another", **unreachable(account)) as here:
            assert await here.post(*webhook(secret=kept)) == 202
            assert await here.post(*webhook(secret="another")) == 202
            assert here.source.listener.subscription is None

    play(scene)


def test_a_secret_may_become_known_until_the_subscription_is_found(account: Account) -> None:
    """PagerDuty drops what is answered with 401, and sends again what is answered with 503."""

    async def scene() -> None:
        async with running(secret="another", **unreachable(account)) as here:
            assert await here.post(*webhook(secret="of a subscription that is just being made")) == 503
            assert here.source.listener.metrics.reasons("deferred") == {"no secret yet": 1}
        async with running(**account.options) as here:
            await is_ready(here)
            assert await here.post(*webhook(secret="unknown")) == 401

    play(scene)


def test_the_secret_of_a_removed_subscription_is_forgotten(account: Account) -> None:
    async def scene() -> None:
        subscription = {**account.options["subscription"], "remove_on_shutdown": True}
        async with running(**{**account.options, "subscription": subscription}) as here:
            await pinged(here)
        async with running(secret="another", **unreachable(account)) as here:
            assert here.source.listener.secrets == ("another",)

    play(scene)


@pytest.mark.parametrize(
    "fault",
    [
        {"method": "POST", "kind": "status", "status": 502, "times": 2},
        {"method": "GET", "kind": "status", "status": 503, "times": 6},
        {"method": "GET", "kind": "rate_limit", "reset": 400, "times": 1},
        {"method": "POST", "kind": "rate_limit", "reset": 400, "times": 1},
    ],
    ids=["two 502s", "six 503s", "GET 429", "POST 429"],
)
def test_temporary_errors_are_waited_out(
    account: Account, fault: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(_webhook, "RETRY", 0.05)
    account.emulator.fault(path="/webhook_subscriptions", **fault)

    async def scene() -> None:
        async with running(**{**account.options, "max_retries": 1}) as here:
            await pinged(here)
            assert not here.work.done()
        assert len(account.subscriptions()) == 1

    play(scene)
    assert "The source checks its webhook subscription again in 0.05 seconds" in caplog.text


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_permanent_errors_end_the_source(account: Account, status: int) -> None:
    account.emulator.fault(path="/webhook_subscriptions", kind="status", status=status, html=False)

    async def scene() -> None:
        await _webhook.run(asyncio.Queue(1), {"host": "127.0.0.1", **account.options})

    with pytest.raises(ApiError, match=rf"^PagerDuty refused GET /webhook_subscriptions with {status} ") as raised:
        play(scene)
    assert "\n" not in raised.value.message


def test_it_ends_at_once_while_it_waits_for_a_rate_limit(account: Account) -> None:
    account.emulator.fault(path="/webhook_subscriptions", kind="rate_limit", reset=200)

    async def scene() -> None:
        async with running(**account.options):
            while not account.emulator.log():
                await asyncio.sleep(0.01)

    play(scene)
