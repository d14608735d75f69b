# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks share a connection and a cache of names, but not what belongs to one task."""

from __future__ import annotations

import typing as t

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import Client
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection
from ansible_collections.community.pagerduty.plugins.module_utils._core.exchange import Exchange
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team import TEAM
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

CLIENT = {"client_id": "shared-app", "client_secret": "hush-hush"}


def connection(emulator: Emulator, **options: t.Any) -> Connection:
    return Connection.from_params({"api_url": emulator.url, **(options or {"api_token": "emulator"})})


def test_each_task_sees_its_own_requests_and_looks_up_no_name_twice(emulator: Emulator) -> None:
    emulator.load(teams=[{"name": "Core"}])
    sessions = Sessions()
    seen: dict[str, list[Exchange]] = {"short": [], "full": []}
    first = sessions.open(connection(emulator), "test", observe=seen["short"].append)
    second = sessions.open(connection(emulator), "test", observe=seen["full"].append, detailed=True, check_mode=True)
    team = first.names.reference(TEAM, "Core", "team")
    assert second.names.reference(TEAM, "Core", "team") == team
    second.client.get("/abilities")
    first.client.get("/teams")
    assert [exchange.path.partition("?")[0] for exchange in seen["short"]] == ["/teams", "/teams"]
    assert [exchange.path for exchange in seen["full"]] == ["/abilities"]
    assert not seen["short"][1].content and seen["full"][0].content["response_body"]["abilities"]
    assert second.check_mode and not first.check_mode
    fresh = sessions.open(connection(emulator), "test", fresh=True)
    emulator.forget()
    fresh.names.reference(TEAM, "Core", "team")
    assert len(emulator.log()) == 1, "the cache was emptied"


def test_a_warning_goes_to_the_task_that_renewed_the_token(emulator: Emulator) -> None:
    first_token = {"token": "first-refresh", "user": "owner@example.com", "scopes": ["services.read"]}
    emulator.load(token="acme", oauth_clients=[{**CLIENT, "refresh_tokens": [first_token]}])
    sessions = Sessions()
    options = connection(emulator, **CLIENT, refresh_token="first-refresh")
    tasks = [sessions.open(options, "test") for _task in range(3)]
    for task in (tasks[1], tasks[0], tasks[2]):
        task.client.get("/services")
    assert [len(task.warnings) for task in tasks] == [0, 1, 0]
    assert tasks[1].warnings[0].startswith("refresh_token: PagerDuty has replaced it")


def test_a_client_does_not_change(emulator: Emulator) -> None:
    """What a task needs is in its own client. The shared one keeps what it was created with."""
    client = Client(connection(emulator))
    before = dict(vars(client))
    exchanges: list[Exchange] = []
    task = client.for_task(observe=exchanges.append, detailed=True, resolve_sender=lambda value: "owner@example.com")
    task.post("/teams", {"team": {"type": "team", "name": "Core"}}, sends_from=True)
    assert vars(client) == before and len(exchanges) == 1
