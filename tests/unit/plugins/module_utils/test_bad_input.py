# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong input: one line that names the option and says what to do, and nothing sent."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

pytestmark = pytest.mark.ansible  # Ansible validates the options

RULE = {"type": "use_support_hours", "during_support_hours": {"urgency": "high"}}
HOURS: dict[str, t.Any] = {"time_zone": "Etc/UTC", "start_time": "09:00", "end_time": "17:00", "days_of_week": [1]}
SHOP = {"name": "Shop", "escalation_policy": "Default"}
CAL = {"email": "cal@example.com", "name": "Cal"}
TARGETS = [{"user": "owner@example.com"}]
GROUPING = "alert_grouping_parameters"

WRONG: list[tuple[Operation, dict[str, t.Any], str]] = [
    (
        resource_operation(SERVICE),
        {"name": "Shop"},
        "escalation_policy: there is no service 'Shop' yet; to create it, also set",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "escalation_policy": "Default", "auto_pause_notifications_parameters": {"timeout": 300}},
        r"auto_pause_notifications_parameters\.timeout: has no effect while enabled is false; add enabled: true",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "escalation_policy": ""},
        "escalation_policy: must not be empty; give the name or ID",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "escalation_policy": "Defualt"},
        r"escalation_policy: there is no escalation policy 'Defualt'; the nearest are Default \(P\w+\)",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "escalation_policy": "PAAAAAA"},
        "escalation_policy: there is no escalation policy 'PAAAAAA'; check its spelling",
    ),
    (
        resource_operation(SERVICE),
        {"id": "PAAAAAA"},
        "id: there is no service with the ID 'PAAAAAA'; omit id to create one",
    ),
    (resource_operation(SERVICE), {**SHOP, "name": "  "}, "name: must not be empty"),
    (
        resource_operation(SERVICE),
        {**SHOP, "auto_resolve_timeout": -1},
        "auto_resolve_timeout: is -1; it must be 0 or more",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "support_hours": HOURS},
        "support_hours: has no effect while incident_urgency_rule.type is constant.*use_support_hours, or remove it",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "incident_urgency_rule": RULE, "support_hours": HOURS},
        "incident_urgency_rule: type: use_support_hours also requires outside_support_hours",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "incident_urgency_rule": {**RULE, "outside_support_hours": {"urgency": "low"}}},
        "incident_urgency_rule: type: use_support_hours also requires the option support_hours",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "incident_urgency_rule": {**RULE, "urgency": "high"}, "support_hours": HOURS},
        "incident_urgency_rule.urgency: requires type: constant, not use_support_hours; remove one",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, "support_hours": {**HOURS, "end_time": "25:00"}},
        "support_hours.end_time: '25:00' is not a time of day; write it like '09:00', in quotes",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, GROUPING: {"type": "time", "config": {"time_window": 300}}},
        "config.time_window: requires type: intelligent or content_based, not time",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, GROUPING: {"type": "content_based", "config": {"aggregate": "all"}}},
        "config: type: content_based also requires fields",
    ),
    (
        resource_operation(SERVICE),
        {**SHOP, GROUPING: {"type": "intelligent", "config": {"time_window": 10}}},
        "config.time_window: is 10; it must be between 300 and 86400, or 0",
    ),
    (
        resource_operation(USER),
        {"email": "cal@example.com"},
        "no user 'cal@example.com' yet; to create it, also set name",
    ),
    (resource_operation(USER), {"email": "nobody"}, "email: 'nobody' is not an e-mail address"),
    (resource_operation(USER), {**CAL, "name": "x" * 101}, "name: has 101 characters; PagerDuty allows at most 100"),
    (resource_operation(USER), {**CAL, "job_title": ""}, "job_title: must not be empty"),
    (resource_operation(USER), {**CAL, "license": "Gold"}, "license: there is no licence 'Gold'"),
    (resource_operation(USER), {**CAL, "teams": [{"team": "Nowhere"}]}, r"teams\[0\].team: there is no team 'Nowhere'"),
    (resource_operation(USER), {**CAL, "role": "owner"}, "PagerDuty refused POST /users with 400"),
    (
        resource_operation(MANAGED_ESCALATION_POLICY),
        {"name": "P", "escalation_rules": []},
        "escalation_rules: must have at least 1 entry",
    ),
    (
        resource_operation(MANAGED_ESCALATION_POLICY),
        {"name": "P", "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": []}]},
        r"escalation_rules\[0\].targets: has 0 entries; PagerDuty allows 1 to 10",
    ),
    (
        resource_operation(MANAGED_ESCALATION_POLICY),
        {"name": "P", "escalation_rules": [{"escalation_delay_in_minutes": 0, "targets": TARGETS}]},
        r"escalation_rules\[0\].escalation_delay_in_minutes: is 0; it must be 1 or more",
    ),
    (
        resource_operation(MANAGED_ESCALATION_POLICY),
        {"name": "P", "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": TARGETS}], "num_loops": 10},
        "num_loops: is 10; it must be between 0 and 9",
    ),
    (
        resource_operation(MANAGED_ESCALATION_POLICY),
        {
            "name": "P",
            "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": TARGETS}],
            "teams": ["One", "Two"],
        },
        "teams: has 2 entries; PagerDuty allows at most 1",
    ),
    (
        info_operation(SERVICE),
        {"id": "PAAAAAA", "query": "shop"},
        "query: selects among many; with id there is only one",
    ),
    (info_operation(SERVICE), {"limit": 0}, "limit: must be 1 or more; omit it for all"),
    (info_operation(SERVICE), {"offset": -1}, "offset: must be 0 or more"),
    (info_operation(SERVICE), {"offset": 10_000}, "offset: must be less than 10000"),
    (info_operation(SERVICE), {"teams": ["Nowhere"]}, r"teams\[0\]: there is no team 'Nowhere'"),
    (
        info_operation(USER),
        {"include": ["calendar_urls"]},
        "include: calendar_urls is available for one user only: add id",
    ),
    (info_operation(SERVICE), {"api_token": None}, "api_token: no credentials: set api_token .or the"),
    (info_operation(SERVICE), {"access_token": "other"}, "api_token: use one way to authenticate, not several"),
    (info_operation(SERVICE), {"api_token": "two\nlines"}, "api_token: contains white space or characters"),
    (info_operation(SERVICE), {"api_token": "wrong"}, "refused GET /services with 401.*Check the token"),
    (
        info_operation(SERVICE),
        {"api_url": "pagerduty.com"},
        "api_url: 'pagerduty.com' is not a URL; write it like https://",
    ),
    (resource_operation(USER), {**CAL, "from_email": "Nobody"}, "from_email: there is no user 'Nobody'"),
    (info_operation(SERVICE), {"timeout": 0}, "timeout: must be more than 0 seconds"),
    (info_operation(SERVICE), {"max_retries": -1}, "max_retries: must be 0 or more"),
    (
        info_operation(SERVICE),
        {"api_token": None, "client_id": "me"},
        "client_id: also needs client_secret, subdomain",
    ),
    (
        info_operation(SERVICE),
        {"api_url": "http://127.0.0.1:9", "max_retries": 1},
        "PagerDuty at http://127.0.0.1:9 can't be reached .*refused.*gave up after 2 tries. Check api_url",
    ),
    (
        info_operation(SERVICE),
        {"api_url": "http://nowhere.invalid", "max_retries": 0},
        "PagerDuty at http://nowhere.invalid can't be reached",
    ),
]


@pytest.mark.parametrize(("operation", "options", "message"), WRONG, ids=[message[:60] for _o, _p, message in WRONG])
def test_one_line_that_helps(
    emulator: Emulator, play: Play, operation: Operation, options: dict[str, t.Any], message: str
) -> None:
    with pytest.raises(PagerDutyError) as caught:
        play.run(operation, **options)
    assert re.search(message, caught.value.message), caught.value.message
    assert "\n" not in caught.value.message
    assert set(caught.value.failure) == {"status", "code", "message", "errors", "request"}
    assert all(entry["status"] >= 400 for entry in emulator.log() if entry["method"] != "GET")


def test_missing_from_is_explained(emulator: Emulator) -> None:
    with pytest.raises(PagerDutyError, match=r'400.*"From" header.*code 2016.*set from_email'):
        Play(emulator, from_email=None).run(resource_operation(USER), **CAL)
    with pytest.raises(PagerDutyError, match="Set from_email to the e-mail of a user of this account"):
        Play(emulator, from_email="stranger@example.com").run(resource_operation(USER), **CAL)


def test_empty_environment_variables_say_nothing(monkeypatch: pytest.MonkeyPatch, emulator: Emulator) -> None:
    for variable in ("PAGERDUTY_API_TOKEN", "PAGERDUTY_REGION", "PAGERDUTY_TIMEOUT", "PAGERDUTY_CLIENT_ID"):
        monkeypatch.setenv(variable, "")
    monkeypatch.setenv("PAGERDUTY_TOKEN", "emulator")
    monkeypatch.setenv("PAGERDUTY_API_URL", emulator.url)
    play = Play(emulator)
    play.connection = {}
    assert play.run(info_operation(SERVICE))["services"] == []


def test_missing_in_check_mode_may_be_missing_for_now(play: Play) -> None:
    with pytest.raises(PagerDutyError, match="In check mode, objects that earlier tasks would create do not exist"):
        play.run(resource_operation(SERVICE), check=True, name="Shop", escalation_policy="Later")


def test_a_stated_credential_wins_over_the_environment(emulator: Emulator) -> None:
    play = Play(emulator, api_token="from-the-environment", access_token=None)
    play.environment = {"PAGERDUTY_TOKEN": "from-the-environment"}
    with pytest.raises(PagerDutyError, match="401"):
        play.run(info_operation(SERVICE))
    client = {
        "client_id": "emulator-client",
        "client_secret": "emulator-secret",
        "subdomain": "example",
        "scopes": ["services.read"],
    }
    assert play.run(info_operation(SERVICE), **client)["services"] == []
