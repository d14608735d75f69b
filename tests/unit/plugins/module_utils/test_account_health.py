# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The health check of an account, and who is on call: what they find, what they leave out, and what they cost."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core import client
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

Raw = dict[str, t.Any]


def moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def now_of(emulator: Emulator) -> datetime:
    return datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00")).replace(microsecond=0)


def person(name: str, *methods: str, **more: t.Any) -> Raw:
    contact = [
        {"id": f"P{name.upper()}{at}", "type": f"{kind}_contact_method", "label": kind, "address": address}
        for at, kind in enumerate(methods)
        for address in [f"{name}@example.com" if kind == "email" else "4155550100"]
    ]
    rules = [{"contact_method": method["id"], "urgency": "high", "start_delay_in_minutes": 0} for method in contact]
    return {
        "id": f"PUSER{name.upper()}",
        "name": name.title(),
        "email": f"{name}@example.com",
        "contact_methods": contact,
        "notification_rules": rules,
        **more,
    }


def schedule(name: str, since: datetime, users: list[str], **layer: t.Any) -> Raw:
    """A schedule with turns of a day. layer: more attributes of its only layer."""
    only = {
        "name": "Daily",
        "start": moment(since),
        "rotation_virtual_start": moment(since),
        "rotation_turn_length_seconds": 86400,
        "users": [{"user": f"{user}@example.com"} for user in users],
        **layer,
    }
    return {"id": f"PSCH{name.upper()}", "name": name, "time_zone": "Etc/UTC", "schedule_layers": [only]}


def policy(name: str, *levels: list[str], **more: t.Any) -> Raw:
    rules = [{"escalation_delay_in_minutes": 15, "targets": targets} for targets in levels]
    return {"id": f"PPOL{name.upper()}", "name": name, "escalation_rules": rules, **more}


def service(name: str, of: str, *, events: bool = True, **more: t.Any) -> Raw:
    integrations = [{"name": "Events", "type": "events_api_v2_inbound_integration"}] if events else []
    return {"id": f"PSVC{name.upper()}", "name": name, "escalation_policy": of, "integrations": integrations, **more}


def account(emulator: Emulator) -> Raw:
    """An account without a problem: two levels, two people, one service."""
    now = now_of(emulator)
    return {
        "users": [person("ann", "email", "sms"), person("bea", "email", "phone")],
        "teams": [{"id": "PTEAMWEB", "name": "Web", "members": [{"user": "ann@example.com", "role": "manager"}]}],
        "schedules": [schedule("Web", now - timedelta(hours=6), ["ann", "bea"])],
        "escalation_policies": [policy("Web", ["PSCHWEB"], ["bea@example.com"], teams=["Web"])],
        "services": [service("Shop", "Web")],
    }


def examined(play: Play, **options: t.Any) -> Raw:
    return play.run(ACCOUNT_INFO_OPERATION, health=True, **options)


def checks(result: Raw, name: str = "") -> set[tuple[str, str, str]]:
    """(check, severity, name of the object). name: of the only check. What the emulator itself creates is left out."""
    return {
        (one["check"], one["severity"], one["name"])
        for one in result["health"]
        if one["name"] not in ("Default", "owner@example.com") and name in ("", one["check"])
    }


def entry(result: Raw, check: str, name: str) -> Raw:
    [found] = [one for one in result["health"] if one["check"] == check and one["name"] == name]
    return t.cast(Raw, found)


def test_an_account_without_problems(emulator: Emulator, play: Play) -> None:
    emulator.load(**account(emulator))
    result = examined(play)
    assert checks(result) == set()
    assert "health" not in play.run(ACCOUNT_INFO_OPERATION) and "on_call" not in play.run(ACCOUNT_INFO_OPERATION)


def test_who_is_on_call(emulator: Emulator, play: Play) -> None:
    emulator.load(**account(emulator))
    start = now_of(emulator) - timedelta(hours=6)
    on_call = examined(play)["on_call"]
    [web] = [one for one in on_call["escalation_policies"] if one["name"] == "Web"]
    first, second = (level["targets"][0] for level in web["levels"])
    [ann] = first["on_call"]
    until = datetime.fromisoformat(ann.pop("until").replace("Z", "+00:00"))
    assert abs(until - start - timedelta(days=1)) < timedelta(minutes=2)
    assert ann == {"id": "PUSERANN", "name": "Ann", "email": "ann@example.com"}
    assert first["type"] == "schedule" and first["name"] == "Web" and first["next"]["name"] == "Bea"
    assert first["next"]["start"][:13] == moment(until)[:13]
    assert second["type"] == "user" and second["on_call"] == [
        {"id": "PUSERBEA", "name": "Bea", "email": "bea@example.com", "until": None}
    ]
    assert web["teams"] == ["Web"] and web["levels"][0]["escalation_delay_in_minutes"] == 15
    [shop] = on_call["services"]
    assert shop == {
        "id": "PSVCSHOP",
        "name": "Shop",
        "description": "",
        "status": "active",
        "teams": ["Web"],
        "integrations": 1,
        "escalation_policy": {"id": "PPOLWEB", "name": "Web"},
    }


# -- schedules -------------------------------------------------------------------------------------------------------


def test_a_gap_that_leaves_a_level_empty(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    now = now_of(emulator)
    end = now + timedelta(days=3)
    data["schedules"] = [schedule("Web", now - timedelta(hours=6), ["ann"], end=moment(end))]
    emulator.load(**data)
    result = examined(play)
    assert checks(result) == {("schedule_gap", "problem", "Web")}
    gap = entry(result, "schedule_gap", "Web")
    assert [time["start"][:16] for time in gap["times"]] == [moment(end)[:16]]
    assert f"Nobody is on call from {end:%Y-%m-%d %H:%M} to " in gap["message"] and "+00:00" in gap["message"]
    assert gap["id"] == "PSCHWEB" and gap["kind"] == "schedules"
    assert checks(examined(play, health_days=2)) == set()


def test_many_gaps_are_counted(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    hours = [{"type": "daily_restriction", "start_time_of_day": "08:00:00", "duration_seconds": 36000}]
    data["schedules"] = [schedule("Web", now_of(emulator) - timedelta(days=6), ["ann"], restrictions=hours)]
    emulator.load(**data)
    gap = entry(examined(play), "schedule_gap", "Web")
    assert len(gap["times"]) >= 14 and gap["message"].count(" to ") == 3
    assert f"at {len(gap['times']) - 3} other times, in the next 14 days." in gap["message"]


def test_a_gap_in_which_others_are_on_call_is_a_notice(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    now = now_of(emulator)
    data["schedules"] = [schedule("Web", now - timedelta(hours=6), ["ann"], end=moment(now + timedelta(days=3)))]
    data["escalation_policies"] = [policy("Web", ["PSCHWEB", "bea@example.com"])]
    emulator.load(**data)
    gap = entry(examined(play), "schedule_gap", "Web")
    assert gap["severity"] == "notice" and gap["message"].endswith("Someone else is on call on the same levels.")


def test_two_schedules_that_cover_each_other(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    now = now_of(emulator)
    change = moment(now + timedelta(days=3))
    data["schedules"] = [
        schedule("Web", now - timedelta(hours=6), ["ann"], end=change),
        schedule("Later", now + timedelta(days=3), ["bea"], start=change),
    ]
    data["escalation_policies"] = [policy("Web", ["PSCHWEB", "PSCHLATER"], ["bea@example.com"])]
    emulator.load(**data)
    assert checks(examined(play)) == {("schedule_gap", "notice", "Web"), ("schedule_gap", "notice", "Later")}


def test_a_schedule_without_a_policy_is_unused_and_not_checked_for_gaps(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    now = now_of(emulator)
    data["schedules"].append(schedule("Spare", now, ["ann"], end=moment(now + timedelta(days=1))))
    emulator.load(**data)
    assert checks(examined(play)) == {("schedule_unused", "notice", "Spare")}


def test_shift_based_schedules(emulator: Emulator, play: Play) -> None:
    now = now_of(emulator)

    def event(end: int, members: list[t.Any]) -> Raw:
        zone, day = "Etc/UTC", now.replace(hour=0, minute=0, second=0, tzinfo=None)
        return {
            "name": "Event",
            "effective_since": moment(now - timedelta(days=2)),
            "start_time": {"date_time": day.isoformat(), "time_zone": zone},
            "end_time": {"date_time": (day + timedelta(hours=end)).isoformat(), "time_zone": zone},
            "recurrence": ["RRULE:FREQ=DAILY"],
            "assignment_strategy": {
                "type": "rotating_member_assignment_strategy",
                "members": members,
                "shifts_per_member": 1,
            },
        }

    def shifts(name: str, *events: Raw) -> Raw:
        rotations = [{"events": list(events)}]
        return {"id": f"PSHIFT{name.upper()}", "name": name, "time_zone": "Etc/UTC", "rotations": rotations}

    data = account(emulator)
    data["schedules"] = []
    data["schedules_v3"] = [
        shifts("Full", event(24, ["ann@example.com", "bea@example.com"])),
        shifts("Days", event(12, ["ann@example.com"])),
        shifts("Spare", event(12, ["ann@example.com"])),
    ]
    data["escalation_policies"] = [
        policy("Web", ["PSHIFTFULL"], ["bea@example.com"]),
        policy("Days", ["PSHIFTDAYS"], ["PSHIFTFULL"], ["ann@example.com"]),
    ]
    data["services"].append(service("Cart", "Days"))
    emulator.load(**data)
    result = examined(play)
    assert checks(result, "schedule_gap") == {("schedule_gap", "problem", "Days")}
    assert checks(result, "schedule_unused") == {("schedule_unused", "notice", "Spare")}
    assert len(entry(result, "schedule_gap", "Days")["times"]) in (14, 15)
    web = next(one for one in result["on_call"]["escalation_policies"] if one["name"] == "Web")
    target = web["levels"][0]["targets"][0]
    assert {target["on_call"][0]["name"], target["next"]["name"]} == {"Ann", "Bea"}


# -- escalation policies ---------------------------------------------------------------------------------------------


def test_levels_and_policies_without_anyone(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    now = now_of(emulator)
    later = moment(now + timedelta(days=30))
    data["schedules"] += [
        schedule("Empty", now - timedelta(days=1), ["ann"], end=moment(now - timedelta(hours=1))),
        schedule("Soon", now, ["ann"], start=moment(now + timedelta(days=2))),
        schedule("Never", now, ["bea"], start=later),
    ]
    data["escalation_policies"] += [
        policy("Half", ["PSCHEMPTY", "PSCHSOON"], ["bea@example.com"], ["ann@example.com"]),
        policy("None", ["PSCHNEVER"]),
        policy("Nobody", ["PSCHEMPTY"], ["PSCHSOON"]),
    ]
    data["services"] += [service("Cart", "Half"), service("Lake", "None"), service("Lake 2", "None")]
    emulator.load(**data)
    result = examined(play)
    assert {one for one in checks(result) if one[0].startswith("escalation")} == {
        ("escalation_level_without_on_call", "problem", "Half"),
        ("escalation_policy_without_on_call", "problem", "None"),
        ("escalation_policy_without_on_call", "notice", "Nobody"),
        ("escalation_policy_unused", "notice", "Nobody"),
    }
    level = entry(result, "escalation_level_without_on_call", "Half")
    assert level["level"] == 1
    text = "Nobody is on call now on level 1: schedule Empty is empty, schedule Soon has nobody now."
    assert level["message"] == text
    text = "Nobody is on call now, on any level. Incidents of 2 services notify nobody."
    assert entry(result, "escalation_policy_without_on_call", "None")["message"] == text
    text = "Nobody is on call in the next 14 days."
    assert entry(result, "schedule_gap", "Never")["message"] == text
    first = [one["severity"] for one in result["health"]]
    assert first == sorted(first, reverse=True)  # problems first


def test_one_person_on_all_levels(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    data["schedules"] = [schedule("Web", now_of(emulator) - timedelta(hours=6), ["ann"])]
    data["escalation_policies"] = [policy("Web", ["PSCHWEB"], ["ann@example.com"])]
    emulator.load(**data)
    result = examined(play)
    assert checks(result) == {("escalation_policy_with_one_person", "notice", "Web")}
    assert entry(result, "escalation_policy_with_one_person", "Web")["message"].startswith("Ann is the only person")


# -- users -----------------------------------------------------------------------------------------------------------


def test_how_users_can_be_notified(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    now = now_of(emulator)
    data["users"] = [
        person("ann"),
        person("bea", "email"),
        person("cay", "sms", notification_rules=[]),
        person("dan", "email", notification_rules=[]),
        person("eve"),
        person("fay", role="read_only_user"),
        person("gus"),
    ]
    data["schedules"] = [
        schedule("Web", now - timedelta(hours=6), ["ann", "bea", "cay"]),
        schedule("Spare", now - timedelta(hours=6), ["eve", "bea"]),
    ]
    data["escalation_policies"] = [policy("Web", ["PSCHWEB"], ["gus@example.com"])]
    emulator.load(**data)
    result = examined(play)
    assert {one for one in checks(result) if one[0].startswith("user")} == {
        ("user_without_contact_methods", "problem", "ann@example.com"),
        ("user_with_email_only", "notice", "bea@example.com"),
        ("user_without_notification_rules", "problem", "cay@example.com"),
        ("user_without_contact_methods", "notice", "eve@example.com"),
        ("user_without_contact_methods", "problem", "gus@example.com"),
    }
    message = entry(result, "user_without_contact_methods", "ann@example.com")["message"]
    assert message == "There is no way to notify this user. The user is on call now."
    message = entry(result, "user_with_email_only", "bea@example.com")["message"]
    later = now - timedelta(hours=6) + timedelta(days=1)
    assert f"The user is on call from {later:%Y-%m-%d %H:%M} UTC." in message


# -- others ----------------------------------------------------------------------------------------------------------


def test_services_teams_orchestrations_and_webhooks(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    data["services"] += [
        service("Routed", "Web", events=False),
        service("Caught", "Web", events=False),
        service("Off", "Web", events=False, status="disabled"),
        service("Deaf", "Web", events=False),
    ]

    def orchestration(name: str, catch_all: str, **actions: t.Any) -> Raw:
        rules = [{"conditions": [], "actions": actions}] if actions else []
        router = {"sets": [{"id": "start", "rules": rules}], "catch_all": {"actions": {"route_to": catch_all}}}
        return {"name": name, "router": router}

    data["event_orchestrations"] = [
        orchestration("Routes", "unrouted", route_to="PSVCROUTED"),
        orchestration("Catches", "PSVCCAUGHT"),
        orchestration("Nowhere", "unrouted"),
    ]
    data["teams"].append({"name": "Ghosts", "members": []})
    data["webhook_subscriptions"] = [
        {
            "delivery_method": {"type": "http_delivery_method", "url": f"https://hooks.example.com/{name}"},
            "active": name == "on",
            "events": ["incident.triggered"],
            "filter": {"type": "account_reference"},
        }
        for name in ("on", "off")
    ]
    emulator.load(**data)
    result = examined(play)
    assert checks(result) == {
        ("service_without_integrations", "notice", "Deaf"),
        ("service_disabled", "notice", "Off"),
        ("team_without_members", "notice", "Ghosts"),
        ("event_orchestration_without_routes", "notice", "Nowhere"),
        ("webhook_subscription_disabled", "notice", "https://hooks.example.com/off"),
    }
    text = "The service has no integrations, and no event orchestration sends events to it."
    assert entry(result, "service_without_integrations", "Deaf")["message"] == text
    some = examined(play, kinds=["services"])
    assert entry(some, "service_without_integrations", "Deaf")["message"] == "The service has no integrations."


# -- selection and cost ----------------------------------------------------------------------------------------------


def test_only_selected_objects_are_checked(emulator: Emulator, play: Play) -> None:
    data = account(emulator)
    now = now_of(emulator)
    data["users"].append(person("cay"))
    data["schedules"].append(schedule("Lake", now, ["cay"], start=moment(now + timedelta(days=2))))
    data["escalation_policies"].append(policy("Lake", ["PSCHLAKE"], ["PSCHWEB"]))
    data["services"].append(service("Lake", "Lake", events=False))
    emulator.load(**data)
    emulator.forget()
    result = examined(play, teams=["Web"])
    assert checks(result) == set()
    assert [one["name"] for one in result["on_call"]["services"]] == ["Shop"]
    [web] = result["on_call"]["escalation_policies"]
    assert web["levels"][0]["targets"][0]["next"]["name"] == "Bea"  # the schedule belongs to no team
    [asked] = [one for one in emulator.log() if one["path"].startswith("/oncalls")]
    assert "PPOLWEB" in str(asked["query"])
    result = examined(play, ignore=["Lake", "cay@*"])
    assert checks(result) == set()
    result = examined(play, kinds=["services"])
    assert checks(result) == {("service_without_integrations", "notice", "Lake")}
    assert result["on_call"]["escalation_policies"] == []


def test_the_requests_of_the_check(emulator: Emulator, play: Play) -> None:
    now = now_of(emulator)
    data = account(emulator)
    data["schedules"] += [schedule(f"S{number}", now - timedelta(days=1), ["ann"]) for number in range(149)]
    data["escalation_policies"] += [policy(f"P{one}", [f"PSCHS{one}"], ["bea@example.com"]) for one in range(80)]
    emulator.load(**data)
    emulator.forget()
    play.run(ACCOUNT_INFO_OPERATION)
    without = len(emulator.log())
    emulator.forget()
    result = examined(play)
    sent = [entry["path"].partition("?")[0] for entry in emulator.log()]
    assert len(result["on_call"]["escalation_policies"]) == 82  # with that of the emulator
    assert sent.count("/oncalls") == 2  # 163 entries
    assert len(sent) - without == 2 + 2  # and 150 schedules


def test_more_on_calls_than_pagerduty_lists(
    emulator: Emulator, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not in the list is not reported as a level without anyone."""
    data = account(emulator)
    data["escalation_policies"] += [policy(f"P{one}", ["bea@example.com"], ["ann@example.com"]) for one in range(60)]
    data["schedules"] = [schedule("Web", now_of(emulator), ["ann"], start=moment(now_of(emulator) + timedelta(days=1)))]
    emulator.load(**data)
    assert checks(examined(play), "escalation_level_without_on_call")
    monkeypatch.setattr(client, "LISTING_CAP", 100)
    result = examined(play)
    assert checks(result, "escalation_level_without_on_call") == set()
    assert checks(result, "schedule_gap") == {("schedule_gap", "problem", "Web")}
    [warning] = [text for text in result["warnings"] if "on-calls" in text]
    assert warning.startswith("PagerDuty lists 10,000 on-calls at most")


@pytest.mark.parametrize("days", [0, 91])
def test_wrong_days(play: Play, days: int) -> None:
    with pytest.raises(PagerDutyError) as caught:
        examined(play, health_days=days)
    assert caught.value.message == "health_days: must be between 1 and 90"
