# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact methods and notification rules of users: identity, errors, deletions, and the number of requests."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import run_task
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_contact_method import (
    USER_CONTACT_METHOD,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_handoff_rule import USER_HANDOFF_RULE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_notification_rule import (
    USER_NOTIFICATION_RULE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_status_update_rule import (
    USER_STATUS_UPDATE_RULE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

METHOD = resource_operation(USER_CONTACT_METHOD)
RULE = resource_operation(USER_NOTIFICATION_RULE)
HANDOFF = resource_operation(USER_HANDOFF_RULE)
UPDATE = resource_operation(USER_STATUS_UPDATE_RULE)
METHODS = info_operation(USER_CONTACT_METHOD)
RULES = info_operation(USER_NOTIFICATION_RULE)

ANN = "/users/PANN001"
SMS = {"user": "ann@example.com", "type": "sms", "address": "4155550100"}


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """Ann has an email address, a device, and a number for calls and text messages. A rule uses the text messages."""
    emulator.load(
        users=[
            {
                "id": "PANN001",
                "name": "Ann",
                "email": "ann@example.com",
                "contact_methods": [
                    {"id": "PMAIL01", "type": "email_contact_method", "label": "Default", "address": "ann@example.com"},
                    {"id": "PSMS001", "type": "sms_contact_method", "label": "Mobile", "address": "4155550100"},
                    {"id": "PPHONE1", "type": "phone_contact_method", "label": "Mobile", "address": "4155550100"},
                    {
                        "id": "PPUSH01",
                        "type": "push_notification_contact_method",
                        "label": "Phone",
                        "address": "8f3c-11",
                        "device_type": "ios",
                    },
                ],
                "notification_rules": [
                    {"id": "PRULE01", "contact_method": "PSMS001", "start_delay_in_minutes": 5, "urgency": "high"},
                    {"id": "PRULE02", "contact_method": "PMAIL01", "start_delay_in_minutes": 0, "urgency": "low"},
                ],
            }
        ]
    )
    emulator.forget()
    return emulator


def paths(emulator: Emulator) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in emulator.log()]


def error(play: Play, *arguments: t.Any, **options: t.Any) -> PagerDutyError:
    """The error of a task, which is the same in check mode. Nothing is written in check mode."""
    with pytest.raises(PagerDutyError) as foretold:
        play.run(*arguments, check=True, **options)
    assert play.emulator.writes() == []
    with pytest.raises(PagerDutyError) as caught:
        play.run(*arguments, **options)
    note = ". In check mode, objects that earlier tasks would create do not exist"
    assert foretold.value.message.removesuffix(note) == caught.value.message
    return caught.value


# -- identity of contact methods -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"type": "sms", "address": " (415) 555-0100 "},
        {"type": "sms", "address": "+1 415.555/0100"},
        {"type": "sms_contact_method", "address": "4155550100", "country_code": 1},
        {"type": "phone", "address": "+14155550100", "country_code": 1, "label": "Mobile"},
        {"type": "email", "address": "ANN@Example.com"},
        {"type": "push", "address": "8F3C-11"},
        {"id": "PSMS001", "address": "415 555 0100", "type": "sms"},
    ],
)
def test_spellings_of_what_exists(play: Play, world: Emulator, options: dict[str, t.Any]) -> None:
    result = play.run(METHOD, user="ann@example.com", **options)
    assert not result["changed"] and result["diff"]["after"] == {}
    assert paths(world) == ["GET /users", f"GET {ANN}/contact_methods"]


def test_another_country_code_is_another_number(play: Play, world: Emulator) -> None:
    german = {**SMS, "country_code": 49, "label": "Berlin"}
    made = play.run(METHOD, **german)["contact_method"]
    assert (made["country_code"], made["address"]) == (49, "4155550100")
    assert not play.run(METHOD, **german)["changed"]
    world.forget()
    message = error(play, METHOD, **SMS, label="Either").message
    assert message.startswith("address: there are 2 contact methods with the same address and type and country_code")
    assert "PSMS001" in message and made["id"] in message


def test_with_an_id_the_identity_changes(play: Play, world: Emulator) -> None:
    options = {"user": "Ann", "id": "PSMS001", "address": "+49 30 5550", "country_code": 49}
    foretold = play.run(METHOD, check=True, **options)
    result = play.run(METHOD, **options)
    assert foretold["diff"] == result["diff"]
    assert result["diff"]["before"] == {"address": "4155550100", "country_code": 1}
    assert result["diff"]["after"] == {"address": "305550", "country_code": 49}
    assert result["diff"]["after_header"] == "contact method PSMS001 of Ann"
    assert world.writes() == [f"PUT {ANN}/contact_methods/PSMS001"]


def test_an_update_contains_all_attributes(play: Play, world: Emulator) -> None:
    """PagerDuty's schema requires type, label and address in each update."""
    params = play.validated(METHOD, {**SMS, "label": "Work", "debug": "full"})
    result = run_task(METHOD, params, check_mode=False, environment={}, sessions=Sessions())
    sent = result["requests"][-1]
    assert sent["method"] == "PUT" and sent["request_body"] == {
        "contact_method": {"type": "sms_contact_method", "address": "4155550100", "country_code": 1, "label": "Work"}
    }


def test_the_label_of_a_device_changes(play: Play, world: Emulator) -> None:
    result = play.run(METHOD, user="Ann", type="push", address="8f3c-11", label="My phone")
    assert result["diff"]["before"] == {"label": "Phone"} and result["contact_method"]["id"] == "PPUSH01"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"type": "push", "address": "new", "label": "x"}, "type: PagerDuty can't create a push contact method by API"),
        ({"type": "sms", "address": "4155550109"}, "label: there is no contact method '4155550109' yet"),
        ({"type": "sms", "address": "+49 30 1", "label": "x"}, "address: starts with a country code; set country_code"),
        (
            {"type": "sms", "address": "+49 30 1", "country_code": 41, "label": "x"},
            "address: starts with another country code than 41",
        ),
        ({"type": "sms", "address": "030 1", "country_code": 49, "label": "x"}, "address: must not start with 0"),
        ({"type": "phone", "address": "1 415 555 0100", "label": "x"}, "address: must not start with 1"),
        ({"type": "sms", "address": "1555", "country_code": 52, "label": "x"}, "address: must not start with 1"),
        ({"type": "phone", "address": "call me", "label": "x"}, "address: 'call me' is not a phone number"),
        ({"type": "phone", "address": " ( ) ", "label": "x"}, "address: must not be empty"),
        ({"type": "email", "address": "nobody", "label": "x"}, "address: 'nobody' is not an email address"),
        ({"type": "email", "address": "a@b.example", "label": "x", "country_code": 1}, "country_code: is for the"),
        ({"type": "sms", "address": "4155550100", "send_short_email": True}, "send_short_email: is for the type email"),
        ({"type": "sms", "address": "4155550100", "country_code": 0}, "country_code: is 0; it must be between 1"),
        ({"id": "PSMS001", "type": "phone"}, "type: PagerDuty can't change the type"),
        ({"id": "PSMS001", "label": " "}, "label: must not be empty"),
        ({"id": "PZZZZZZ", "label": "x"}, "id: there is no contact method with the ID 'PZZZZZZ'"),
    ],
)
def test_bad_input(play: Play, world: Emulator, options: dict[str, t.Any], words: str) -> None:
    assert error(play, METHOD, user="ann@example.com", **options).message.startswith(words)
    assert world.writes() == []


def test_what_pagerduty_rejects(play: Play, world: Emulator) -> None:
    with pytest.raises(ApiError, match=r"updating address failed.*must be unique") as caught:
        play.run(METHOD, user="Ann", id="PMAIL01", address="ann@example.org")
        play.run(METHOD, user="Ann", type="email", address="other@example.org", label="Other")
        play.run(METHOD, user="Ann", id="PMAIL01", address="other@example.org")
    assert caught.value.status == 400


def test_check_mode_predicts_that_another_has_the_address(play: Play, world: Emulator) -> None:
    """Without a request: the contact methods and rules of the user are known."""
    for operation, options, words in (
        (METHOD, {"id": "PMAIL01", "address": "ann@example.com"}, ""),
        (METHOD, {"id": "PSMS001", "address": "4155550177"}, ""),
        (RULE, {"id": "PRULE01", "contact_method": "ann@example.com", "urgency": "low"}, ""),
        (
            RULE,
            {"id": "PRULE01", "contact_method": "ann@example.com", "urgency": "low", "start_delay_in_minutes": 0},
            "contact_method: another notification rule, 0 minutes: channel PMAIL01 (PRULE02), has the same",
        ),
    ):
        world.forget()
        if not words:
            play.run(operation, check=True, user="Ann", **options)
            continue
        with pytest.raises(PagerDutyError, match=re.escape(words)):
            play.run(operation, check=True, user="Ann", **options)
        with pytest.raises(ApiError, match="must be unique"):
            play.run(operation, user="Ann", **options)


def test_a_number_that_starts_with_1_elsewhere(play: Play, world: Emulator) -> None:
    made = play.run(METHOD, user="Ann", type="phone", address="+49 151 5550100", country_code=49, label="x")
    assert made["contact_method"]["address"] == "1515550100"


# -- deletions -------------------------------------------------------------------------------------------------------


def test_a_contact_method_with_rules_stays(play: Play, world: Emulator) -> None:
    """PagerDuty would delete the rules as well, without an error."""
    message = error(play, METHOD, **SMS, state="absent").message
    assert "can't be deleted while it is used by the notification rule for high urgency after 5 minutes" in message
    assert "(PRULE01)" in message and "PRULE02" not in message
    assert world.writes() == []


def test_a_contact_method_with_other_rules_stays(play: Play, world: Emulator) -> None:
    email = {"user": "Ann", "contact_method": "ann@example.com"}
    play.run(RULE, **email, urgency="low", start_delay_in_minutes=0, state="absent")
    handoff = play.run(HANDOFF, **email, handoff_type="oncall")["handoff_rule"]
    update = play.run(UPDATE, **email)["status_update_rule"]
    world.forget()
    message = error(play, METHOD, user="Ann", type="email", address="ann@example.com", state="absent").message
    listed = f"used by the handoff rule for oncall ({handoff['id']}), the status update rule ({update['id']})"
    assert listed in message and world.writes() == []


def test_a_contact_method_without_rules_is_deleted(play: Play, world: Emulator) -> None:
    play.run(RULE, user="Ann", id="PRULE01", state="absent")
    foretold = play.run(METHOD, check=True, **SMS, state="absent")
    world.forget()
    result = play.run(METHOD, **SMS, state="absent")
    assert result["changed"] and foretold["diff"] == result["diff"]
    assert result["diff"]["before"] == {"type": "sms", "address": "4155550100", "country_code": 1, "label": "Mobile"}
    rules = ("notification_rules", "oncall_handoff_notification_rules", "status_update_notification_rules")
    assert paths(world)[2:] == [*(f"GET {ANN}/{path}" for path in rules), f"DELETE {ANN}/contact_methods/PSMS001"]
    world.forget()
    assert not play.run(METHOD, **SMS, state="absent")["changed"]
    assert not play.run(METHOD, user="Ann", id="PSMS001", state="absent")["changed"]
    assert world.writes() == []


# -- notification rules ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method",
    [
        {"contact_method": "PSMS001"},
        {"contact_method": {"id": "PSMS001", "type": "sms_contact_method_reference"}},
        {"contact_method": "415 555 0100", "contact_method_type": "sms"},
        {"contact_method": "+1 (415) 555-0100", "contact_method_type": "sms_contact_method"},
        {"contact_method": "mobile", "contact_method_type": "sms"},
    ],
)
def test_names_of_a_contact_method(play: Play, world: Emulator, method: dict[str, t.Any]) -> None:
    result = play.run(RULE, user="Ann", urgency="high", start_delay_in_minutes=5, **method)
    assert not result["changed"] and result["notification_rule"]["id"] == "PRULE01"
    assert paths(world) == ["GET /users", f"GET {ANN}/contact_methods", f"GET {ANN}/notification_rules"]


def test_each_of_the_three_makes_another_rule(play: Play, world: Emulator) -> None:
    same = {"user": "Ann", "contact_method": "PSMS001", "urgency": "high", "start_delay_in_minutes": 5}
    for other in ({"contact_method": "ann@example.com"}, {"urgency": "low"}, {"start_delay_in_minutes": 6}):
        options = {**same, **other}
        foretold = play.run(RULE, check=True, **options)
        result = play.run(RULE, **options)
        assert result["changed"] and foretold["diff"] == result["diff"]
        assert foretold["notification_rule"].items() <= result["notification_rule"].items()
        assert not play.run(RULE, **options)["changed"]
    assert world.writes() == [f"POST {ANN}/notification_rules"] * 3


def test_a_rule_is_updated_by_its_id(play: Play, world: Emulator) -> None:
    for change, before in (
        ({"start_delay_in_minutes": 7}, {"start_delay_in_minutes": 5}),
        ({"urgency": "low"}, {"urgency": "high"}),
        ({"contact_method": "ann@example.com"}, {"contact_method": "Mobile (PSMS001)"}),
    ):
        options = {"user": "Ann", "id": "PRULE01", **change}
        foretold = play.run(RULE, check=True, **options)
        result = play.run(RULE, **options)
        assert result["diff"] == foretold["diff"] and result["diff"]["before"] == before
        assert foretold["notification_rule"] == result["notification_rule"]
        assert not play.run(RULE, **options)["changed"]
    assert world.writes() == [f"PUT {ANN}/notification_rules/PRULE01"] * 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"contact_method": "Mobile"},
            "contact_method: 2 contact methods of the user are 'Mobile': sms 4155550100 (Mobile, PSMS001), phone"
            " 4155550100 (Mobile, PPHONE1). Use contact_method_type, or the ID",
        ),
        (
            {"contact_method": "ann@example.com", "contact_method_type": "sms"},
            "contact_method: the user has no contact method 'ann@example.com' of the type sms; the user has email"
            " ann@example.com (Default, PMAIL01), sms 4155550100",
        ),
        ({"contact_method": "Fax"}, "contact_method: the user has no contact method 'Fax'; the user has email"),
        ({"contact_method": " "}, "contact_method: must not be empty"),
        ({"contact_method": "PSMS001", "start_delay_in_minutes": -1}, "start_delay_in_minutes: is -1; it must be 0"),
    ],
)
def test_bad_input_for_rules(play: Play, world: Emulator, options: dict[str, t.Any], words: str) -> None:
    stated = {"user": "Ann", "urgency": "high", "start_delay_in_minutes": 5, **options}
    assert error(play, RULE, **stated).message.startswith(words)
    assert world.writes() == []


def test_a_type_alone_selects_no_contact_method(play: Play, world: Emulator) -> None:
    message = error(play, RULE, user="Ann", id="PRULE01", contact_method_type="sms").message
    assert message.startswith("contact_method_type: says which contact_method is meant; set contact_method as well")


def test_a_plan_without_urgencies(play: Play, emulator: Emulator) -> None:
    emulator.load(
        abilities=["teams"],
        users=[{"id": "PANN001", "name": "Ann", "email": "ann@example.com"}],
    )
    with pytest.raises(ApiError) as caught:
        play.run(RULE, user="Ann", contact_method="Default", urgency="low", start_delay_in_minutes=5)
    assert caught.value.status == 402


def test_rules_are_deleted_with_or_without_their_contact_method(play: Play, world: Emulator) -> None:
    rule = {"user": "Ann", "contact_method": "PSMS001", "urgency": "high", "start_delay_in_minutes": 5}
    foretold = play.run(RULE, check=True, **rule, state="absent")
    result = play.run(RULE, **rule, state="absent")
    assert result["changed"] and foretold["diff"] == result["diff"]
    assert world.writes() == [f"DELETE {ANN}/notification_rules/PRULE01"]
    play.run(METHOD, **SMS, state="absent")
    world.forget()
    assert not play.run(RULE, **rule, state="absent")["changed"]
    assert world.writes() == []


# -- lost responses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
def test_a_lost_response_makes_one(play: Play, world: Emulator, kind: str) -> None:
    world.fault(kind=kind, method="POST")
    assert play.run(METHOD, user="Ann", type="phone", address="4155550177", label="Desk")["changed"]
    world.fault(kind=kind, method="POST")
    rule = {"user": "Ann", "contact_method": "Desk", "urgency": "high", "start_delay_in_minutes": 1}
    assert play.run(RULE, **rule)["changed"]
    user = next(user for user in world.state()["users"] if user["id"] == "PANN001")
    assert [one["label"] for one in user["contact_methods"]].count("Desk") == 1
    assert [one["start_delay_in_minutes"] for one in user["notification_rules"]].count(1) == 1


def test_another_run_is_faster(play: Play, world: Emulator) -> None:
    """PagerDuty rejects the second one, and the task uses the first."""
    other = Play(world)
    new = {"user": "Ann", "type": "phone", "address": "4155550177", "label": "Desk"}
    play.keep()
    play.run(METHOD, **SMS)  # the list is in memory now, and will be out of date
    made = other.run(METHOD, **new)["contact_method"]
    result = play.run(METHOD, **{**new, "label": "Office"})
    assert result["contact_method"]["id"] == made["id"] and result["contact_method"]["label"] == "Office"


# -- the number of requests ------------------------------------------------------------------------------------------


def test_a_loop_lists_the_objects_of_a_user_once(play: Play, world: Emulator) -> None:
    play.keep()
    for number in range(3):
        play.run(METHOD, user="ann@example.com", type="email", address=f"ann{number}@example.org", label="More")
    assert paths(world) == ["GET /users", f"GET {ANN}/contact_methods"] + [f"POST {ANN}/contact_methods"] * 3
    world.forget()
    for urgency in ("high", "low", "low"):
        for number in range(3):
            address = f"ann{number}@example.org"
            play.run(RULE, user="ann@example.com", contact_method=address, urgency=urgency, start_delay_in_minutes=0)
    assert paths(world) == [f"GET {ANN}/notification_rules"] + [f"POST {ANN}/notification_rules"] * 6


# -- rules for handoffs and status updates -----------------------------------------------------------------------------

OF_KIND = [
    pytest.param(HANDOFF, "handoff_rule", "oncall_handoff_notification_rule", id="handoff"),
    pytest.param(UPDATE, "status_update_rule", "status_update_notification_rule", id="status update"),
]


@pytest.mark.parametrize(("operation", "key", "of"), OF_KIND)
@pytest.mark.parametrize("strict", [True, False])
def test_responses_with_either_key(operation: Operation, key: str, of: str, strict: bool) -> None:
    """PagerDuty's document and its examples differ in the key of one rule, and its tools in the type of the method."""
    emulator = Emulator(strict=strict)
    play = Play(emulator)
    emulator.load(users=[{"id": "PANN001", "name": "Ann", "email": "ann@example.com"}])
    play.run(METHOD, **SMS, label="Mobile")
    options = {"user": "Ann", "contact_method": "Mobile"}
    made = play.run(operation, **options)[key]
    foretold = play.run(operation, check=True, user="Ann", id=made["id"], contact_method="ann@example.com")
    result = play.run(operation, user="Ann", id=made["id"], contact_method="ann@example.com")
    assert foretold["diff"] == result["diff"] and result[key]["contact_method"]["summary"] == "Default"
    listing = info_operation(USER_HANDOFF_RULE if operation is HANDOFF else USER_STATUS_UPDATE_RULE)
    [one] = play.run(listing, user="Ann", id=made["id"])[f"{key}s"]
    assert one["id"] == made["id"] and play.run(listing, user="Ann")[f"{key}s"] == [one]
    assert not play.run(operation, user="Ann", contact_method="Default")["changed"]
    assert play.run(operation, user="Ann", contact_method="Default", state="absent")["changed"]
    emulator.stop()


@pytest.mark.parametrize(("operation", "key", "of"), OF_KIND)
def test_a_rule_whose_create_got_no_response(
    play: Play, world: Emulator, operation: Operation, key: str, of: str
) -> None:
    """PagerDuty would reject a second rule for the contact method."""
    world.fault(kind="reset_after", method="POST", path=f"{ANN}/{of}s")
    result = play.run(operation, user="Ann", contact_method="PSMS001")
    assert result["changed"] and result[key]["contact_method"]["id"] == "PSMS001"
    assert world.writes() == [f"POST {ANN}/{of}s"]


# -- info modules ----------------------------------------------------------------------------------------------------


def test_info_of_one_user(play: Play, world: Emulator) -> None:
    methods = play.run(METHODS, user="Ann")["contact_methods"]
    assert [one["id"] for one in methods] == ["PMAIL01", "PSMS001", "PPHONE1", "PPUSH01"]
    rules = play.run(RULES, user="PANN001", include=["contact_methods"])["notification_rules"]
    assert [(one["urgency"], one["contact_method"]["address"]) for one in rules] == [
        ("high", "4155550100"),
        ("low", "ann@example.com"),
    ]
    for one in (*methods, *rules):
        assert (one["user"]["id"], one["user"]["type"], one["user"]["summary"]) == ("PANN001", "user_reference", "Ann")
    (rule,) = play.run(RULES, user="Ann", id="PRULE02")["notification_rules"]
    assert rule["id"] == "PRULE02" and rule["user"]["summary"] == "Ann"
    assert play.run(METHODS, user="Ann", id="PZZZZZZ")["contact_methods"] == []


def test_info_of_all_users_takes_a_request_for_each_hundred(play: Play, emulator: Emulator) -> None:
    emulator.load(users=[{"name": f"User {n}", "email": f"user{n}@example.com"} for n in range(150)])
    emulator.forget()
    methods = play.run(METHODS)["contact_methods"]
    assert {one["user"]["summary"]: one["address"] for one in methods}["User 149"] == "user149@example.com"
    assert len(methods) == 151  # the owner of the account has one, too
    assert paths(emulator) == ["GET /users"] * 2
    emulator.forget()
    rules = play.run(RULES)["notification_rules"]
    assert {one["urgency"] for one in rules} == {"high", "low"} and len(rules) == 302
    assert paths(emulator) == ["GET /users"] * 2


def test_entries_are_the_same_with_and_without_user(play: Play, world: Emulator) -> None:
    for operation, key in ((METHODS, "contact_methods"), (RULES, "notification_rules")):
        of_all = [one for one in play.run(operation)[key] if one["user"]["id"] == "PANN001"]
        assert of_all == play.run(operation, user="Ann")[key]


@pytest.mark.parametrize("user", [{}, {"user": "Ann"}])
def test_rules_of_one_urgency(play: Play, world: Emulator, user: dict[str, str]) -> None:
    rules = play.run(RULES, urgency="low", **user)["notification_rules"]
    assert {one["urgency"] for one in rules} == {"low"} and "PRULE02" in [one["id"] for one in rules]
    assert len(world.log()) == 1 + len(user)


def test_info_that_needs_a_user(play: Play, world: Emulator) -> None:
    message = error(play, RULES, include=["contact_methods"]).message
    assert message == "include: is available for one user only: add user"
    assert METHODS.constraints == {"required_by": {"id": ["user"]}}


def test_an_unknown_user(play: Play, world: Emulator) -> None:
    for operation, options in ((METHODS, {}), (METHOD, {"type": "sms", "address": "1"}), (RULE, {"id": "PRULE01"})):
        message = error(play, operation, user="annn@example.com", **options).message
        assert message.startswith("user: there is no user 'annn@example.com'; the nearest are Ann (ann@example.com")
