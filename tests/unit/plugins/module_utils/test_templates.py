# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates: names that several may have, parts that are kept, and what they make of an incident."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    Missing,
    PagerDutyError,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.template import RENDER_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.template import TEMPLATE
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

STATED = {"email_subject": "{{incident.title}}", "email_body": "<p>one</p>"}
MESSAGE = "{{status_update.message}}"
PARTS = {**STATED, "message": MESSAGE}


def test_parts_that_are_not_stated_are_kept(play: Play) -> None:
    fields = {**STATED, "short_message": MESSAGE}
    made = play.run(resource_operation(TEMPLATE), name="Customers", templated_fields=fields)["template"]
    assert made["templated_fields"] == PARTS
    changed = play.run(
        resource_operation(TEMPLATE), name="customers", templated_fields={"short_message": "x", "email_body": ""}
    )
    assert changed["template"]["templated_fields"] == {**PARTS, "message": "x", "email_body": None}
    assert changed["diff"]["after"] == {"templated_fields": {"short_message": "x", "email_body": ""}}


def test_a_name_that_several_have(play: Play, emulator: Emulator) -> None:
    emulator.load(templates=[{"name": "Customers"}, {"name": "customers", "description": "x"}])
    with pytest.raises(UsageError, match=r"name: there are 2 of this name: .* Set id to select one"):
        play.run(resource_operation(TEMPLATE), name="Customers", description="x")
    found = play.run(info_operation(TEMPLATE), name="CUSTOMERS")["templates"]
    assert len(found) == 2
    assert play.run(resource_operation(TEMPLATE), id=found[0]["id"], name="Others")["changed"]
    assert not play.run(resource_operation(TEMPLATE), name="others")["changed"]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, ["Managers", "Customers"]),
        ({"template_type": "status_update"}, ["Managers", "Customers"]),
        ({"sort_by": "name"}, ["Customers", "Managers"]),
        ({"sort_by": "name:desc", "limit": 1}, ["Managers"]),
        ({"sort_by": "created_at:desc", "template_type": "status_update"}, ["Customers", "Managers"]),
        ({"sort_by": "name", "query": "man"}, ["Managers"]),
    ],
    ids=str,
)
def test_the_order_of_a_list(play: Play, emulator: Emulator, options: dict[str, t.Any], names: list[str]) -> None:
    emulator.load(
        templates=[
            {"name": "Managers", "created_at": "2026-01-01T00:00:00Z"},
            {"name": "Customers", "created_at": "2026-01-02T00:00:00Z"},
        ]
    )
    assert [one["name"] for one in play.run(info_operation(TEMPLATE), **options)["templates"]] == names


def test_a_lost_answer_makes_no_second_template(play: Play, emulator: Emulator) -> None:
    emulator.fault(kind="reset_after", method="POST", path="/templates")
    assert play.run(resource_operation(TEMPLATE), name="Customers")["changed"]
    assert len(emulator.state()["templates"]) == 1


@pytest.mark.parametrize("check", [True, False])
def test_rendering_changes_nothing(play: Play, emulator: Emulator, check: bool) -> None:
    emulator.load(
        services=[{"name": "Shop", "escalation_policy": "Default"}],
        incidents=[{"title": "Down", "service": "Shop"}],
        templates=[{"name": "Customers", "templated_fields": {**PARTS, "email_body": "{{external.a.b}}{{nothing}}"}}],
    )
    emulator.fault(kind="reset_after", method="POST", path="/templates/*/render")
    (incident,) = emulator.state()["incidents"]
    result = play.run(
        RENDER_OPERATION,
        check=check,
        template="customers",
        incident=incident["id"],
        status_update="We look",
        external={"a": {"b": "c"}},
    )
    assert not result["changed"]
    assert result["rendered"] == {"email_subject": "Down", "email_body": "c", "message": "We look"}
    assert "nothing" in str(result["render_warnings"]) and result["render_errors"] == []


def test_wrong(play: Play, emulator: Emulator) -> None:
    emulator.load(templates=[{"name": "Customers"}])
    with pytest.raises(Missing, match="template: there is no template 'Custmers'; the nearest are Customers"):
        play.run(RENDER_OPERATION, template="Custmers")
    with pytest.raises(PagerDutyError, match="incident: there is no incident 'PAAAAAA'"):
        play.run(RENDER_OPERATION, template="Customers", incident="PAAAAAA")
