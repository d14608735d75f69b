# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pagerduty_account while requests fail, while it is killed, and while it runs twice: the next run continues."""

from __future__ import annotations

import contextlib
import os
import random
import typing as t
from datetime import datetime

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.account.purging import can_purge
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION, KINDS
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.account_runs import start
from ansible_collections.community.pagerduty.tests.unit.plugins.account_seeds import Seeded
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SEEDS = int(os.environ.get("ACCOUNT_FAULT_SEEDS", "6"))  # runs with faults

# A fifth of all requests fails.
FAULTS: list[dict[str, t.Any]] = [
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 500, "after": True},
    {"kind": "rate_limit", "reset": 1},
    {"kind": "reset_before"},
    {"kind": "reset_after"},
]

Config = dict[str, list[dict[str, t.Any]]]


class Scenario:
    """An account and a configuration for it, from a seed. Most objects of the account are in the configuration, with
    other values, or are purged.

    empty: the account has no objects, and the configuration has no integrations.
    """

    def __init__(self, emulator: Emulator, seed: int, *, empty: bool = False) -> None:
        self._emulator = emulator
        self._seed = seed
        now = datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))
        self._account = {} if empty else without_conflicts(Seeded(seed, now).account())
        emulator.load(**without_conflicts(Seeded(seed + 5000, now).account(), rules=True))
        config = exported(Play(emulator))
        if empty:
            config.pop("service_integrations", None)  # PagerDuty keeps those of both runs, and can't delete them
        chance = random.Random(seed)
        # The documents have no request that deletes an integration.
        kinds = [name for name, kind in KINDS.items() if can_purge(kind) and name != "service_integrations"]
        purged = [name for name in kinds if name in config and chance.random() < 0.5]
        self.options: dict[str, t.Any] = {"config": config, "purge": purged, "purge_limit": "100%", "parallel": 4}
        self.reset()
        self.existing = set(ids_of(emulator.state()))
        emulator.forget()
        self._finish(parallel=1)
        self.after = exported(Play(emulator))
        self.deleted = self.deleted_paths()
        self.reset()

    def reset(self) -> None:
        """The account as it is before."""
        self._emulator.admin("POST", "reset", {"seed": self._seed + 1})
        self._emulator.load(**self._account)
        self._emulator.forget()

    def deleted_paths(self) -> set[str]:
        """The objects of the account that DELETE requests named so far. A new object can belong to one of the account,
        such as a rule of a Jira Cloud site, and is deleted if both runs have created it."""
        sent = [request.partition(" ") for request in self._emulator.writes()]
        return {path for method, _space, path in sent if method == "DELETE" and self.is_existing(path)}

    def is_existing(self, path: str) -> bool:
        """Whether the object at a path was in the account. The last ID of the path is that of the object."""
        *_parents, last = path.split("/")
        return last in self.existing

    def _finish(self, **options: t.Any) -> None:
        """Run without faults. An event of a shift-based schedule that the run ends lasts until the next minute, and its
        members can't be deleted before."""
        play, options = Play(self._emulator), {**self.options, **options}
        with contextlib.suppress(PagerDutyError):
            play.run(ACCOUNT_OPERATION, **options)
        self._emulator.admin("POST", "clock", {"advance": 61})
        play.run(ACCOUNT_OPERATION, **options)

    def check(self) -> None:
        """The run after those with faults makes the account what one run without faults does, then nothing changes."""
        self._emulator.admin("DELETE", "faults")
        self._finish()
        assert self.deleted_paths() <= self.deleted
        after = exported(Play(self._emulator))
        for kind in {*self.after, *after}:
            assert after.get(kind) == self.after.get(kind), kind
        self._emulator.forget()
        assert Play(self._emulator).run(ACCOUNT_OPERATION, **self.options)["changed"] is False
        assert self._emulator.writes() == []


def without_conflicts(account: dict[str, t.Any], *, rules: bool = False) -> dict[str, t.Any]:
    """An account without what another one can contradict: the teams of shift-based schedules and, unless `rules`, the
    types of integrations, the rules that need a contact method, and groupings of alerts. PagerDuty's documents do not
    say how to remove the team of an orchestration, and no name means a service called "unrouted" or a tag with blanks
    around its label. A dependency does not say whether a name is that of a service if only one of the accounts has a
    business service of this name. PagerDuty can't change the type of an automation action. No two custom fields
    have the same display name."""
    for field in account["service_custom_fields"]:
        field["display_name"] = f"{field['name']} {field['display_name']}"
    account["schedules_v3"] = [{**schedule, "teams": []} for schedule in account["schedules_v3"]]
    for tag in account["tags"]:
        tag["label"] = tag["label"].strip()
    for business in account["business_services"]:
        business["name"] = f"Business {business['name']}"
    for action in account["automation_actions"]:
        action["name"] = f"{action['name']} {action['action_type']}"
    for service in account["services"]:
        service["name"] = "Unrouted service" if service["name"] == "unrouted" else service["name"]
    if not rules:
        orchestrations = {orchestration["id"] for orchestration in account["event_orchestrations"]}
        account["event_orchestrations"] = []
        for enrichment in account["event_enrichments"]:
            enrichment["associations"] = [one for one in enrichment["associations"] if one not in orchestrations]
        account["alert_grouping_settings"] = []
        account["services"] = [
            {**service, "integrations": [], "alert_grouping_parameters": None} for service in account["services"]
        ]
        for user in account["users"]:
            user.pop("oncall_handoff_notification_rules", None)
            user.pop("status_update_notification_rules", None)
    return account


def exported(play: Play) -> Config:
    config = t.cast(Config, play.run(ACCOUNT_INFO_OPERATION, full=True)["config"])
    for schedule in config["schedules"]:
        for rotation in schedule.get("rotations") or ():
            for event in rotation["events"]:
                if event.get("effective_until", "").startswith(play.emulator.admin("GET", "clock")["now"][:10]):
                    event["effective_until"] = "when a run has ended it"
    return config


def ids_of(value: t.Any) -> t.Iterator[str]:
    """The IDs of all objects in the state of the emulator."""
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from ids_of(entry)
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        yield value["id"]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_requests_fail_and_runs_are_killed(emulator: Emulator, seed: int) -> None:
    scenario = Scenario(emulator, seed)
    for fault in FAULTS:
        emulator.fault(**fault, probability=0.2 / len(FAULTS), times=None)
    chance = random.Random(seed)
    for _attempt in range(chance.randint(1, 3)):
        if chance.random() < 0.6:
            process = start(emulator.url, scenario.options)
            process.join(chance.uniform(0.02, 0.5))
            process.kill()
            process.join()
        else:
            try:
                Play(emulator).run(ACCOUNT_OPERATION, **scenario.options)
            except PagerDutyError as error:
                assert error.message
    scenario.check()


@pytest.mark.parametrize("seed", range(max(SEEDS // 3, 1)))
def test_two_runs_at_the_same_time(emulator: Emulator, seed: int) -> None:
    """Together they make the account what one of them does. The second one can fail, and is then run again."""
    scenario = Scenario(emulator, seed, empty=True)
    emulator.fault(kind="latency", seconds=0.01, times=None)  # so that their requests overlap
    processes = [start(emulator.url, scenario.options) for _number in range(2)]
    for process in processes:
        process.join()
        assert process.exitcode == 0
    scenario.check()
