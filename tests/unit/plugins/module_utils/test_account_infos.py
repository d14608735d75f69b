# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an account has without anyone creating it: licenses, abilities and vendors."""

from __future__ import annotations

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, Missing, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.ability import ABILITY_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.license_listing import LISTED_LICENSE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.vendor import VENDOR
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

LICENSE_INFO = info_operation(LISTED_LICENSE)
VENDOR_INFO = info_operation(VENDOR)


def test_licenses_with_counts(play: Play, emulator: Emulator) -> None:
    emulator.load(users=[{"name": "Ria", "email": "ria@example.com", "role": "read_only_user"}])
    full, stakeholder = play.run(LICENSE_INFO)["licenses"]
    assert (full["current_value"], stakeholder["current_value"]) == (1, 1)
    assert stakeholder["allocations_available"] == 99_999 and "allocations" not in full
    (one,) = play.run(LICENSE_INFO, name="business  (STAKEHOLDER)")["licenses"]
    assert one["id"] == stakeholder["id"]
    assert [one["id"] for one in play.run(LICENSE_INFO, role="observer")["licenses"]] == [full["id"]]
    assert play.run(LICENSE_INFO, name="Business")["licenses"] == []


def test_allocations_cost_a_request_for_each_hundred_users(play: Play, emulator: Emulator) -> None:
    emulator.load(
        users=[{"name": f"User {number}", "email": f"user{number}@example.com"} for number in range(249)]
        + [{"name": "Ria", "email": "ria@example.com", "role": "read_only_user"}]
    )
    emulator.forget()
    full, stakeholder = play.run(LICENSE_INFO, allocations=True)["licenses"]
    assert len(full["allocations"]) == 250, "the users above, and the owner"
    (one,) = stakeholder["allocations"]
    assert one["user"]["email"] == "ria@example.com" and one["user"]["summary"] == "Ria" and one["allocated_at"]
    # The licenses, three pages of allocations, and the users: single ones, a first page, and then all.
    assert len(emulator.log()) <= 10
    assert {entry["path"].split("?")[0].split("/")[1] for entry in emulator.log()} == {
        "licenses", "license_allocations", "users",
    }


def test_abilities(play: Play, emulator: Emulator) -> None:
    emulator.load(abilities=["urgencies", "teams"])
    assert play.run(ABILITY_INFO_OPERATION)["abilities"] == ["teams", "urgencies"]
    assert play.run(ABILITY_INFO_OPERATION, name=" teams ")["abilities"] == ["teams"]
    assert play.run(ABILITY_INFO_OPERATION, name="sso", check=True)["abilities"] == []
    with pytest.raises(Missing, match=r"^name: PagerDuty knows no ability 'team'; check its spelling"):
        play.run(ABILITY_INFO_OPERATION, name="team")
    with pytest.raises(UsageError, match=r"^name: must not be empty"):
        play.run(ABILITY_INFO_OPERATION, name=" ")
    emulator.fault(kind="forbidden")
    with pytest.raises(ApiError, match="403"):
        play.run(ABILITY_INFO_OPERATION, name="teams")


def test_vendors(play: Play, emulator: Emulator) -> None:
    emulator.load(vendors=[{"name": name} for name in ("Datadog", "Data  Lake", "Amazon CloudWatch", "Amazon EC2")])
    assert len(play.run(VENDOR_INFO)["vendors"]) == 4
    found = play.run(VENDOR_INFO, query="aMAZON", limit=1, total=True)
    assert [one["name"] for one in found["vendors"]] == ["Amazon CloudWatch"] and found["total"] == 2
    (one,) = play.run(VENDOR_INFO, name="datadog")["vendors"]
    assert play.run(VENDOR_INFO, id=one["id"])["vendors"] == [one]
    assert play.run(VENDOR_INFO, id="PNOSUCH")["vendors"] == play.run(VENDOR_INFO, name="Data")["vendors"] == []
