# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact methods and notification rules as lists of a user: what is created, updated and removed, in which order."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import ApiError, PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER as USER_RESOURCE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_contact_method import (
    USER_CONTACT_METHOD,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_handoff_rule import USER_HANDOFF_RULE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_notification_rule import (
    USER_NOTIFICATION_RULE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._schema.children import Children
from ansible_collections.community.pagerduty.tests.unit.plugins.support import TRANSIENT, Emulator, Play

USER = resource_operation(USER_RESOURCE)
METHOD = resource_operation(USER_CONTACT_METHOD)
RULE = resource_operation(USER_NOTIFICATION_RULE)
HANDOFF = resource_operation(USER_HANDOFF_RULE)

ANN = "/users/PANN001"
EMAIL = {"type": "email", "address": "ann@example.com"}
SMS = {"type": "sms", "address": "+1 415 555 0100"}
PHONE = {"type": "phone", "address": "+49 30 5550", "country_code": 49, "label": "Desk"}
CALL = {"contact_method": "Desk", "urgency": "high", "start_delay_in_minutes": 5}
TEXT = {"contact_method": "Mobile", "urgency": "high", "start_delay_in_minutes": 0}


def account(**more: t.Any) -> dict[str, t.Any]:
    return {
        "id": "PANN001",
        "name": "Ann",
        "email": "ann@example.com",
        "contact_methods": [
            {"id": "PMAIL01", "type": "email_contact_method", "label": "Default", "address": "ann@example.com"},
            {"id": "PSMS001", "type": "sms_contact_method", "label": "Mobile", "address": "4155550100"},
            {
                "id": "PPUSH01",
                "type": "push_notification_contact_method",
                "label": "Pixel",
                "address": "8f3c-11",
                "device_type": "android",
            },
        ],
        "notification_rules": [
            {"id": "PRULE01", "contact_method": "PSMS001", "start_delay_in_minutes": 0, "urgency": "high"},
            {"id": "PRULE02", "contact_method": "PMAIL01", "start_delay_in_minutes": 0, "urgency": "low"},
        ],
        **more,
    }


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    """Ann has an email address, a number for text messages and a device, and two rules."""
    emulator.load(users=[account()])
    emulator.forget()
    return emulator


def paths(emulator: Emulator) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in emulator.log()]


def methods_of(result: dict[str, t.Any]) -> list[tuple[str, str, str]]:
    return [(one["type"].split("_")[0], one["address"], one["label"]) for one in result["user"]["contact_methods"]]


def comes_true(foretold: t.Any, real: t.Any) -> bool:
    """Whether all that was foretold is there. Only PagerDuty creates IDs, and what depends on them."""
    if isinstance(foretold, dict) and isinstance(real, dict):
        return all(comes_true(value, real.get(name)) for name, value in foretold.items())
    return bool(foretold == real)


def run(play: Play, **options: t.Any) -> tuple[dict[str, t.Any], list[str]]:
    """(the result of a task, its write requests). Check mode predicts it, and the next run changes nothing."""
    play.emulator.forget()
    foretold = play.run(USER, check=True, **options)
    assert play.emulator.writes() == []
    result = play.run(USER, **options)
    writes = play.emulator.writes()
    assert foretold["changed"] == result["changed"] and foretold["diff"] == result["diff"]
    for name in ("contact_methods", "notification_rules"):
        assert len(foretold["user"].get(name, ())) == len(result["user"].get(name, ()))
        for one, other in zip(foretold["user"].get(name, ()), result["user"].get(name, ())):
            assert comes_true(one, other)
    play.emulator.forget()
    again = play.run(USER, **options)
    assert not again["changed"] and play.emulator.writes() == []
    assert {**again["user"], **result["user"]} == again["user"]
    return result, writes


def error(play: Play, **options: t.Any) -> PagerDutyError:
    """The error of a task, which is the same in check mode. Nothing is written."""
    play.emulator.forget()
    with pytest.raises(PagerDutyError) as foretold:
        play.run(USER, check=True, **options)
    with pytest.raises(PagerDutyError) as caught:
        play.run(USER, **options)
    note = ". In check mode, objects that earlier tasks would create do not exist"
    assert foretold.value.message.removesuffix(note) == caught.value.message
    assert play.emulator.writes() == []
    return caught.value


# -- comparison ------------------------------------------------------------------------------------------------------


def test_lists_that_are_current_cost_one_request(play: Play, world: Emulator) -> None:
    lists = {"contact_methods": [EMAIL, {**SMS, "label": "Mobile"}], "notification_rules": [TEXT]}
    result = play.run(USER, email="ann@example.com", **lists)
    assert not result["changed"] and len(result["user"]["contact_methods"]) == 3
    assert paths(world) == ["GET /users"]
    world.forget()
    assert not play.run(USER, id="PANN001", **lists)["changed"]
    assert paths(world) == [f"GET {ANN}"]


def test_others_stay_without_purge(play: Play, world: Emulator) -> None:
    result, writes = run(play, email="ann@example.com", contact_methods=[PHONE], notification_rules=[CALL])
    assert writes == [f"POST {ANN}/contact_methods", f"POST {ANN}/notification_rules"]
    assert result["diff"]["before"] == {"contact_methods": {}, "notification_rules": {}}
    assert result["diff"]["after"] == {
        "contact_methods": {"phone +49 305550": {"label": "Desk"}},
        "notification_rules": {"high urgency after 5 minutes: phone Desk": True},
    }
    assert [kind for kind, _address, _label in methods_of(result)] == ["email", "sms", "push", "phone"]
    rule = result["user"]["notification_rules"][-1]
    assert rule["contact_method"]["id"] == result["user"]["contact_methods"][-1]["id"]


def test_a_label_is_updated(play: Play, world: Emulator) -> None:
    result, writes = run(play, email="ann@example.com", contact_methods=[{**SMS, "label": "Work"}, EMAIL])
    assert writes == [f"PUT {ANN}/contact_methods/PSMS001"]
    assert result["diff"]["before"] == {"contact_methods": {"sms +1 4155550100": {"label": "Mobile"}}}
    assert result["diff"]["after"] == {"contact_methods": {"sms +1 4155550100": {"label": "Work"}}}


def test_purge_removes_rules_before_their_contact_methods(play: Play, world: Emulator) -> None:
    """New ones come first, so the user can be notified at any time. The device stays: only the app can register it."""
    result, writes = run(
        play,
        email="ann@example.com",
        contact_methods=[PHONE],
        purge_contact_methods=True,
        notification_rules=[CALL],
        purge_notification_rules=True,
    )
    assert writes == [
        f"POST {ANN}/contact_methods",
        f"POST {ANN}/notification_rules",
        f"DELETE {ANN}/notification_rules/PRULE01",
        f"DELETE {ANN}/notification_rules/PRULE02",
        f"DELETE {ANN}/contact_methods/PMAIL01",
        f"DELETE {ANN}/contact_methods/PSMS001",
    ]
    assert methods_of(result) == [("push", "8f3c-11", "Pixel"), ("phone", "305550", "Desk")]
    assert result["diff"]["before"]["contact_methods"] == {
        "email ann@example.com": {"label": "Default", "send_short_email": False},
        "sms +1 4155550100": {"label": "Mobile"},
    }


def test_another_address_with_the_same_label_is_an_update(play: Play, world: Emulator) -> None:
    """So the rules keep using it. Without purge, the old number must stay, so it is another contact method."""
    new = {"type": "sms", "address": "4155550199", "label": "mobile"}
    options = {"email": "ann@example.com", "contact_methods": [EMAIL, new], "purge_contact_methods": True}
    result, writes = run(play, **options)
    assert writes == [f"PUT {ANN}/contact_methods/PSMS001"]
    assert result["diff"]["before"] == {
        "contact_methods": {"sms +1 4155550100": {"address": "4155550100", "label": "Mobile"}}
    }
    assert methods_of(result)[1] == ("sms", "4155550199", "mobile")
    assert not play.run(RULE, user="Ann", **TEXT)["changed"]
    other = {"type": "sms", "address": "4155550177", "label": "mobile"}
    _result, writes = run(play, email="ann@example.com", contact_methods=[other])
    assert writes == [f"POST {ANN}/contact_methods"]


def test_nothing_is_deleted_that_the_task_does_not_name(play: Play, world: Emulator) -> None:
    """PagerDuty deletes the rules of a contact method with it."""
    handoff = play.run(HANDOFF, user="Ann", contact_method="PMAIL01")["handoff_rule"]
    purge = {"contact_methods": [SMS], "purge_contact_methods": True}
    message = error(play, email="ann@example.com", **purge).message
    assert message.startswith("purge_contact_methods: the contact method email ann@example.com can't be deleted while")
    assert "low urgency after 0 minutes" in message and handoff["id"] in message
    rules = {"notification_rules": [TEXT], "purge_notification_rules": True}
    message = error(play, email="ann@example.com", **purge, **rules).message
    assert "low urgency" not in message and handoff["id"] in message
    play.run(HANDOFF, user="Ann", id=handoff["id"], state="absent")
    _result, writes = run(play, email="ann@example.com", **purge, **rules)
    assert writes == [f"DELETE {ANN}/notification_rules/PRULE02", f"DELETE {ANN}/contact_methods/PMAIL01"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"contact_methods": [SMS, {**PHONE, "label": None}]}, "contact_methods[1].label: there is no contact method"),
        ({"contact_methods": [SMS, {**SMS, "address": "4155550100"}]}, "contact_methods[1]: is the same contact"),
        ({"contact_methods": [PHONE, PHONE]}, "contact_methods[1]: is the same contact method"),
        ({"contact_methods": [{**EMAIL, "address": "x"}]}, "contact_methods[0].address: 'x' is not an email address"),
        ({"contact_methods": [{"type": "push", "address": "x", "label": "y"}]}, "contact_methods[0].type: PagerDuty"),
        ({"contact_methods": [{**PHONE, "country_code": None}]}, "contact_methods[0].address: starts with a country"),
        ({"contact_methods": [{**SMS, "send_short_email": True}]}, "contact_methods[0].send_short_email: is for"),
        ({"notification_rules": [TEXT, CALL]}, "notification_rules[1].contact_method: the user has no contact method"),
        ({"notification_rules": [TEXT, {**TEXT}]}, "notification_rules[1]: is the same notification rule"),
        (
            {"notification_rules": [{**TEXT, "start_delay_in_minutes": -1}]},
            "notification_rules[0].start_delay_in_minutes: is -1; it must be 0",
        ),
    ],
)
def test_bad_entries(play: Play, world: Emulator, options: dict[str, t.Any], words: str) -> None:
    assert error(play, email="ann@example.com", **options).message.startswith(words)


# -- new users -------------------------------------------------------------------------------------------------------


CAL = {"email": "cal@example.com", "name": "Cal"}


def test_a_new_user_has_what_pagerduty_creates(play: Play, world: Emulator) -> None:
    """The email address of the login is a contact method already, with a rule for each urgency."""
    own = {"type": "email", "address": "cal@example.com", "label": "Work"}
    result, writes = run(
        play,
        **CAL,
        contact_methods=[own, {**SMS, "label": "Mobile"}],
        notification_rules=[TEXT, {**TEXT, "contact_method": "cal@example.com"}],
    )
    path = f"/users/{result['user']['id']}"
    assert [entry.replace(path, "") for entry in writes] == [
        "POST /users",
        f"PUT /contact_methods/{result['user']['contact_methods'][0]['id']}",
        "POST /contact_methods",
        "POST /notification_rules",
    ]
    assert result["diff"]["after"]["notification_rules"] == {"high urgency after 0 minutes: sms Mobile": True}
    assert len(result["user"]["notification_rules"]) == 3


def test_a_new_user_with_purge(play: Play, world: Emulator) -> None:
    lists = {"contact_methods": [{**SMS, "label": "Mobile"}], "notification_rules": [TEXT]}
    options = {**CAL, **lists, "purge_contact_methods": True}
    assert "can't be deleted while it is used by the notification rule high" in error(play, **options).message
    result, writes = run(play, **options, purge_notification_rules=True)
    assert len(writes) == 6 and methods_of(result) == [("sms", "4155550100", "Mobile")]
    assert [one["urgency"] for one in result["user"]["notification_rules"]] == ["high"]


def test_empty_lists(play: Play, world: Emulator) -> None:
    nothing = {"contact_methods": [], "notification_rules": []}
    assert not run(play, email="ann@example.com", **nothing)[1]
    result, writes = run(
        play, email="ann@example.com", **nothing, purge_contact_methods=True, purge_notification_rules=True
    )
    assert len(writes) == 4 and methods_of(result) == [("push", "8f3c-11", "Pixel")]
    assert result["user"]["notification_rules"] == []


# -- check mode ------------------------------------------------------------------------------------------------------


def test_later_tasks_of_a_run_see_the_predictions(play: Play, world: Emulator, tmp_path: Path) -> None:
    play.ledger = str(tmp_path / "ledger")

    def check(operation: t.Any, **options: t.Any) -> dict[str, t.Any]:
        return play.run(operation, check=True, **options)

    lists = {"contact_methods": [{**SMS, "label": "Mobile"}], "notification_rules": [TEXT]}
    made = check(USER, **CAL, **lists)["user"]
    assert [one["id"].startswith("check-mode-") for one in made["contact_methods"]] == [True, True]
    assert made["notification_rules"][-1]["contact_method"]["id"] == made["contact_methods"][-1]["id"]
    assert not check(USER, **CAL, **lists)["changed"]
    assert not check(METHOD, user="cal@example.com", **SMS)["changed"]
    assert not check(RULE, user="cal@example.com", **TEXT)["changed"]
    low = {"contact_method": "cal@example.com", "urgency": "low", "start_delay_in_minutes": 0}
    assert not check(RULE, user="cal@example.com", **low)["changed"]
    assert check(METHOD, user="cal@example.com", **PHONE)["changed"]
    result = check(USER, **CAL, contact_methods=[PHONE])
    assert not result["changed"] and len(result["user"]["contact_methods"]) == 3
    # The same for a user that exists, whose other attributes also change.
    assert check(USER, email="ann@example.com", job_title="Engineer", contact_methods=[PHONE])["changed"]
    assert not check(USER, email="ann@example.com", job_title="Engineer", contact_methods=[PHONE, SMS])["changed"]
    assert not check(METHOD, user="Ann", **PHONE)["changed"]
    removed = check(USER, email="ann@example.com", notification_rules=[TEXT], purge_notification_rules=True)
    assert removed["changed"] and len(removed["user"]["notification_rules"]) == 1
    assert not check(RULE, user="Ann", id="PRULE02", state="absent")["changed"]
    assert world.writes() == []


def test_nested_modules_and_lists_in_one_loop(play: Play, world: Emulator) -> None:
    """What one of them writes, the others know, although they share a cache."""
    play.keep()
    lists = {"email": "ann@example.com", "contact_methods": [EMAIL, SMS], "notification_rules": [TEXT]}
    assert not play.run(USER, **lists)["changed"]
    play.run(METHOD, user="Ann", **PHONE)
    assert not play.run(USER, **{**lists, "contact_methods": [PHONE]})["changed"]
    play.run(RULE, user="Ann", id="PRULE01", state="absent")
    assert play.run(USER, **lists)["diff"]["after"] == {
        "notification_rules": {"high urgency after 0 minutes: sms Mobile": True}
    }
    assert not play.run(RULE, user="Ann", **TEXT)["changed"]
    assert play.run(USER, email="ann@example.com", job_title="Engineer")["changed"]
    world.forget()
    assert not play.run(USER, **lists, job_title="Engineer")["changed"]
    assert world.writes() == []


# -- faults ----------------------------------------------------------------------------------------------------------

LISTS: dict[str, t.Any] = {
    "contact_methods": [{**SMS, "label": "Work"}, PHONE],
    "purge_contact_methods": True,
    "notification_rules": [CALL],
    "purge_notification_rules": True,
}


@pytest.mark.parametrize("fault", TRANSIENT)
@pytest.mark.parametrize("options", [{"email": "ann@example.com", **LISTS}, {**CAL, **LISTS}], ids=["known", "new"])
def test_a_fault_at_each_request(play: Play, emulator: Emulator, fault: str, options: dict[str, t.Any]) -> None:
    """Whatever fails once, the task ends with the same lists, and creates nothing twice."""
    play.connection["timeout"] = 1
    emulator.load(users=[account()])
    expected = play.run(USER, **options)
    number = len(emulator.log())
    for skipped in range(2, min(number, 6)) if fault.startswith("time-out") else range(number):
        emulator.load(users=[account()])
        emulator.fault(**TRANSIENT[fault], skip=skipped, times=1)
        result = play.run(USER, **options)
        emulator.admin("DELETE", "faults")
        assert result["diff"] == expected["diff"] and methods_of(result) == methods_of(expected)
        assert not play.run(USER, **options)["changed"]


def test_another_run_creates_the_same_at_the_same_moment(play: Play, world: Emulator) -> None:
    """PagerDuty rejects a second contact method with the same address. The one of the other run is used."""
    play.keep()
    lists = {"email": "ann@example.com", "contact_methods": [PHONE], "notification_rules": [CALL]}
    play.run(USER, **{**lists, "contact_methods": [SMS], "notification_rules": [TEXT]})
    Play(world).run(METHOD, user="Ann", **PHONE)
    world.forget()
    result = play.run(USER, **lists)
    assert world.writes() == [f"POST {ANN}/contact_methods", f"POST {ANN}/notification_rules"]
    assert [label for _kind, _address, label in methods_of(result)].count("Desk") == 1


@pytest.mark.parametrize("what", ["contact_methods", "notification_rules"])
def test_a_race_for_each_create(play: Play, world: Emulator, what: str) -> None:
    world.fault(kind="race", path=f"*/{what}", times=2)
    for options in ({"email": "ann@example.com"}, CAL):
        result = play.run(USER, **options, contact_methods=[PHONE], notification_rules=[CALL])
        assert result["changed"]
        assert [label for _kind, _address, label in methods_of(result)].count("Desk") == 1
        assert not play.run(USER, **options, contact_methods=[PHONE], notification_rules=[CALL])["changed"]


def test_a_new_user_who_is_shown_a_moment_later(play: Play, world: Emulator) -> None:
    world.fault(kind="status", status=404, html=False, method="GET", path="/users/P*", times=2)
    result = play.run(USER, **CAL, contact_methods=[PHONE])
    assert len(methods_of(result)) == 2 and len(play.slept) == 2
    world.fault(kind="status", status=404, html=False, method="GET", path="/users/P*", times=20)
    with pytest.raises(PagerDutyError) as caught:
        play.run(USER, email="dan@example.com", name="Dan", contact_methods=[PHONE])
    message = caught.value.message
    assert message.startswith("the user Dan (dan@example.com, P")
    assert message.endswith("PagerDuty does not show the new user yet. Run again to continue")
    world.admin("DELETE", "faults")
    assert len(methods_of(play.run(USER, email="dan@example.com", contact_methods=[PHONE]))) == 2


def test_a_rejection_says_what_was_done(play: Play, world: Emulator) -> None:
    numbers = [{"type": "sms", "address": f"415555020{number}", "label": f"{number}"} for number in range(3)]
    with pytest.raises(ApiError) as caught:
        play.run(USER, email="ann@example.com", job_title="Engineer", contact_methods=numbers)
    message = caught.value.message
    assert message.startswith("the user Ann (ann@example.com, PANN001) was updated, but creating the contact method")
    assert "more than 3 contact methods" in message
    result = t.cast("dict[str, t.Any]", caught.value.result)
    assert result["changed"] and result["diff"]["after"]["contact_methods"] == {
        f"sms +1 415555020{number}": {"label": f"{number}"} for number in range(2)
    }
    assert [label for _kind, _address, label in methods_of(result)] == ["Default", "Mobile", "Pixel", "0", "1"]


def test_lists_that_the_token_may_not_read(
    play: Play, world: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """References have no addresses, so every contact method would be a new one, and purge would delete all others."""
    monkeypatch.setattr(Children, "includes", property(lambda children: ()))
    purge = {"purge_contact_methods": True, "purge_notification_rules": True}
    for lists in ({"contact_methods": [SMS]}, {"notification_rules": [TEXT]}):
        message = error(play, email="ann@example.com", **lists, **purge).message
        [option] = lists
        assert message.startswith(f"{option}: PagerDuty returned the {option.replace('_', ' ')} only as references")


# -- the number of requests ------------------------------------------------------------------------------------------


def test_a_loop_over_two_hundred_unchanged_users(play: Play, emulator: Emulator) -> None:
    def user(number: int) -> dict[str, t.Any]:
        email, mobile = f"user{number}@example.com", f"4155550{number:03}"
        return {
            "name": f"User {number}",
            "email": email,
            "contact_methods": [
                {"type": "email_contact_method", "label": "Default", "address": email},
                {"type": "sms_contact_method", "label": "Mobile", "address": mobile},
            ],
            "notification_rules": [{"contact_method": mobile, "start_delay_in_minutes": 0, "urgency": "high"}],
        }

    emulator.load(users=[user(number) for number in range(200)])
    emulator.forget()
    play.keep()
    for number in range(200):
        result = play.run(
            USER,
            email=f"user{number}@example.com",
            contact_methods=[{"type": "sms", "address": f"4155550{number:03}", "label": "Mobile"}],
            notification_rules=[TEXT],
            purge_notification_rules=True,
        )
        assert not result["changed"]
    assert len(emulator.log()) <= 6


def test_users_without_lists_need_no_includes(play: Play, world: Emulator) -> None:
    play.keep()
    assert not play.run(USER, email="ann@example.com", name="Ann")["changed"]
    assert "include[]" not in str(world.log())


# -- info ------------------------------------------------------------------------------------------------------------


def test_users_by_what_pagerduty_cannot_select(play: Play, emulator: Emulator) -> None:
    number = {"type": "sms_contact_method", "label": "Mobile", "address": "4155550100"}
    emulator.load(
        licenses=[
            {"name": "Full", "role_group": "FullUser", "valid_roles": ["owner", "admin", "user"]},
            {"name": "Guest", "role_group": "Stakeholder", "valid_roles": ["read_only_user"]},
        ],
        users=[
            {"name": "Ann", "email": "ann@example.com", "role": "admin"},
            {"name": "Bea", "email": "bea@example.com", "role": "user", "contact_methods": []},
            {
                "name": "Cal",
                "email": "cal@example.com",
                "role": "read_only_user",
                "contact_methods": [{**number, "blacklisted": True}],
                "notification_rules": [],
            },
        ]
        + [{"name": f"User {number}", "email": f"user{number}@example.com"} for number in range(150)],
    )

    def emails(**options: t.Any) -> list[str]:
        emulator.forget()
        return [one["email"] for one in play.run(info_operation(USER_RESOURCE), **options)["users"]]

    assert emails(role="admin") == ["ann@example.com"] and len(emulator.log()) == 2
    assert emails(license="guest") == ["cal@example.com"] and len(emulator.log()) == 5
    assert emails(without_contact_methods=True) == ["bea@example.com", "cal@example.com"] and len(emulator.log()) == 2
    assert emails(without_contact_methods=True, license="Full") == ["bea@example.com"]
    assert len(emails(without_contact_methods=False)) == 152
    assert emails(query="Cal", without_contact_methods=False) == []
    with pytest.raises(PagerDutyError, match=r"license: there is no licence 'Gold'"):
        emails(license="Gold")
