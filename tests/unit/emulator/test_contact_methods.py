# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact methods and notification rules of users."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference

HIGH, LOW = "high", "low"
EMAIL = {"type": "email_contact_method", "label": "Work", "address": "ada@work.example.com"}
PHONE = {"type": "phone_contact_method", "label": "Mobile", "address": "4155550100", "country_code": 1}
SMS = {**PHONE, "type": "sms_contact_method"}
WHATSAPP = {**PHONE, "type": "whatsapp_contact_method"}
PUSH = {
    "type": "push_notification_contact_method", "label": "Tablet", "address": "4f2a", "device_type": "android",
    "sounds": [{"type": "alert_high_urgency", "file": "siren.mp3"}],
}
READ_ONLY = {
    "email_contact_method": {"enabled": True, "send_short_email": False, "send_html_email": False},
    "push_notification_contact_method": {"blacklisted": False},
}
UNIQUE_METHOD = "User Contact method must be unique"
UNIQUE_RULE = "Channel Start delay must be unique for a given contact method"


class Person:
    """A user, and requests about the user's contact methods and notification rules."""

    def __init__(self, client: Client, name: str = "Ada", email: str = "ada@example.com"):
        self.client = client
        self.user = client.user(name, email)
        self.path = f"/users/{self.user['id']}"

    def methods(self) -> list[Any]:
        found: list[Any] = self.client.get(f"{self.path}/contact_methods")["contact_methods"]
        return found

    def rules(self) -> list[Any]:
        found: list[Any] = self.client.get(f"{self.path}/notification_rules", urgency="all")["notification_rules"]
        return found

    def add(self, method: dict[str, Any], status: int = 201) -> Any:
        answer = self.client.write("POST", f"{self.path}/contact_methods", {"contact_method": method}, status=status)
        return answer["contact_method"] if status == 201 else answer["error"]["errors"]

    def change(self, method: Any, status: int = 200, **fields: Any) -> Any:
        path = f"{self.path}/contact_methods/{method['id']}"
        answer = self.client.write("PUT", path, {"contact_method": fields}, status=status)
        return answer["contact_method"] if status == 200 else answer["error"]["errors"]

    def remove(self, what: str, one: Any, status: int = 204) -> None:
        self.client.write("DELETE", f"{self.path}/{what}/{one['id']}", status=status)

    def rule(self, method: Any, delay: Any = 5, urgency: Any = HIGH, status: int = 201, **fields: Any) -> Any:
        body = {"type": "assignment_notification_rule", "start_delay_in_minutes": delay, "urgency": urgency,
                "contact_method": {"id": method["id"], "type": method["type"]}, **fields}
        body = {name: value for name, value in body.items() if value is not ...}
        answer = self.client.write("POST", f"{self.path}/notification_rules", {"notification_rule": body},
                                   status=status)
        return answer["notification_rule"] if status == 201 else answer["error"]

    def change_rule(self, rule: Any, status: int = 200, **fields: Any) -> Any:
        path = f"{self.path}/notification_rules/{rule['id']}"
        answer = self.client.write("PUT", path, {"notification_rule": fields}, status=status)
        return answer["notification_rule"] if status == 200 else answer["error"]


@pytest.fixture
def ada(either: Client) -> Person:
    return Person(either)


# -- contact methods -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [EMAIL, PHONE, SMS, WHATSAPP, PUSH], ids=lambda method: method["type"])
def test_the_types(ada: Person, method: dict[str, Any]) -> None:
    """What a request says about read-only fields has no effect."""
    claims = {"enabled": False, "blacklisted": True, "created_at": "2001-01-01T00:00:00Z", "summary": "x", "id": "PX"}
    made = ada.add({**method, **claims})
    path = f"{ada.path}/contact_methods/{made['id']}"
    expected = {
        **READ_ONLY.get(method["type"], {"enabled": True, "blacklisted": False}),
        **method,
        "id": made["id"],
        "summary": method["label"],
        "self": f"{ada.client.url}{path}",
        "html_url": None,
    }
    assert {name: value for name, value in made.items() if name != "created_at"} == expected
    assert ("created_at" in made) == (method is PUSH) and not made.get("created_at", "").startswith("2001")
    assert ada.client.get(path)["contact_method"] == made and ada.methods()[1:] == [made]
    changed = ada.change(made, label="Other")
    assert changed == {**made, "label": "Other", "summary": "Other"} == ada.methods()[1]
    ada.remove("contact_methods", made)
    ada.client.get(path, status=404)
    ada.remove("contact_methods", made, status=404)


@pytest.mark.parametrize(
    ("method", "errors"),
    [
        ({**PHONE, "type": None}, ["Type must be in email_contact_method"]),
        ({**PHONE, "type": "fax_contact_method"}, ["Type must be in email_contact_method"]),
        ({**PHONE, "label": None}, ["Label must be a String"]),
        ({**PHONE, "label": ""}, ["Label can't be blank"]),
        ({"type": "email_contact_method"}, ["Label can't be blank", "Address can't be blank"]),
        ({**EMAIL, "address": "nobody"}, ["Address is invalid"]),
        ({**EMAIL, "send_short_email": "yes"}, ["Send short email"]),
        ({**PHONE, "address": 4155550100}, ["Address must be a String"]),
        ({**PHONE, "address": "+4155550100"}, ["Address is invalid"]),
        ({**SMS, "address": "415-555-0100"}, ["Address is invalid"]),
        ({**WHATSAPP, "address": "415 5550100"}, ["Address is invalid"]),
        ({**PHONE, "address": "4" * 41}, ["Address is too long (maximum is 40 characters)"]),
        ({**PHONE, "address": "04155550100"}, ["Phone number can't start with a zero"]),
        ({**PHONE, "address": "04155550100", "country_code": 44}, ["Phone number can't start with a zero"]),
        ({**PHONE, "address": "14155550100"}, ["Phone number can't start with a trunk prefix"]),
        ({**SMS, "address": "15558889999", "country_code": 52}, ["Phone number can't start with a trunk prefix"]),
        ({**PHONE, "country_code": 0}, ["Country code must be greater than or equal to 1"]),
        ({**PHONE, "country_code": 2000}, ["Country code must be less than or equal to 1999"]),
        ({**PHONE, "country_code": "+1"}, ["Country code must be an Integer"]),
        ({**PUSH, "device_type": ...}, ["Device type can't be blank"]),
        ({**PUSH, "device_type": "nokia"}, ["Device type must be in android or ios"]),
        ({**PUSH, "sounds": [{"type": "bell"}]}, ["Sounds type must be in"]),
    ],
)
def test_bad_methods(ada: Person, method: dict[str, Any], errors: list[str]) -> None:
    found = ada.add({name: value for name, value in method.items() if value is not ...}, 400)
    assert len(found) == len(errors)
    assert all(one.startswith(error) for one, error in zip(found, errors, strict=True)), found
    assert len(ada.methods()) == 1


@pytest.mark.parametrize(
    ("address", "code"), [("0612345678", 39), ("15558889999", 52), ("4155550100,,12#", 1), ("*67", 1)]
)
def test_numbers_that_are_taken(ada: Person, address: str, code: int) -> None:
    made = ada.add({**PHONE, "address": address, "country_code": code})
    assert (made["address"], made["country_code"]) == (address, code)


def test_a_country_code_is_only_required_by_the_documents(emulator: Client, strict: Client) -> None:
    method = {name: value for name, value in PHONE.items() if name != "country_code"}
    assert Person(emulator).add(method)["country_code"] == 1
    assert Person(emulator, "Bob", "bob@example.com").add({**method, "country_code": None})["country_code"] == 1
    assert Person(strict).add(method, 400) == ["Country code can't be blank"]


@pytest.mark.parametrize(
    ("method", "other"),
    [
        (EMAIL, {"address": "ADA@work.example.com", "label": "Other"}),
        ({**EMAIL, "address": "ada@example.com"}, None),
        (PHONE, {"label": "Other"}),
        (PUSH, {"device_type": "ios"}),
    ],
)
def test_duplicates(ada: Person, method: dict[str, Any], other: dict[str, Any] | None) -> None:
    """The label does not count. The email address of a login is a contact method already."""
    if other is not None:
        ada.add(method)
    assert ada.add({**method, **(other or {})}, 400) == [UNIQUE_METHOD]


def test_what_is_no_duplicate(ada: Person) -> None:
    bob = Person(ada.client, "Bob", "bob@example.com")
    first = ada.add(PHONE)
    assert len({ada.add(one)["id"] for one in (SMS, WHATSAPP, {**PHONE, "country_code": 49})} | {first["id"]}) == 4
    bob.add(PHONE)
    other = ada.add({**PHONE, "address": "4155550199"})
    assert ada.change(other, 400, address=PHONE["address"]) == [UNIQUE_METHOD]
    assert ada.change(other, address=other["address"], label="Same")["label"] == "Same"
    ada.client.get(f"{bob.path}/contact_methods/{first['id']}", status=404)


def test_updates(ada: Person) -> None:
    phone = ada.add(PHONE)
    assert ada.change(phone, 400, type="sms_contact_method") == ["Type cannot be changed"]
    assert ada.change(phone, 400, address="0123") == ["Phone number can't start with a zero"]
    assert ada.change(phone, 400, country_code=0) == ["Country code must be greater than or equal to 1"]
    changed = ada.change(phone, type=phone["type"], address="301234567", country_code=49, blacklisted=True)
    assert changed == {**phone, "address": "301234567", "country_code": 49}


def test_limits(ada: Person) -> None:
    for number in range(3):
        ada.add({**PHONE, "address": f"415555010{number}"})
        ada.add({**SMS, "address": f"415555010{number}"})
    for method in (PHONE, SMS):
        error = f"User cannot have more than 3 contact methods of the type {method['type']}"
        assert ada.add({**method, "address": "4155550109"}, 400) == [error]
    for number in range(3):
        ada.add({**EMAIL, "address": f"ada{number}@example.com"})
    assert ada.add(PUSH, 400) == ["User cannot have more than 10 contact methods"]


def test_a_deleted_method_takes_its_rules_with_it(ada: Person) -> None:
    phone = ada.add(PHONE)
    kept, gone = ada.rule(ada.methods()[0], 10), ada.rule(phone)
    assert [one["id"] for one in ada.rules()][-2:] == [kept["id"], gone["id"]]
    ada.remove("contact_methods", phone)
    assert [one["id"] for one in ada.rules()][-1] == kept["id"] and len(ada.rules()) == 3
    ada.client.get(f"{ada.path}/notification_rules/{gone['id']}", status=404)


def test_users_show_them(ada: Person) -> None:
    phone = ada.add(PHONE)
    rule = ada.rule(phone)
    user = ada.client.get(ada.path)["user"]
    assert user["contact_methods"][1] == {
        **{name: phone[name] for name in ("id", "summary", "self", "html_url")},
        "type": "phone_contact_method_reference",
    }
    assert user["notification_rules"][-1]["type"] == "assignment_notification_rule_reference"
    full = ada.client.get("/users", include_=["contact_methods", "notification_rules"], query="Ada")["users"][0]
    assert (full["contact_methods"][1], full["notification_rules"][-1]) == (phone, rule)


# -- notification rules ----------------------------------------------------------------------------------------------


def test_a_rule(ada: Person) -> None:
    phone = ada.add(PHONE)
    rule = ada.rule(phone, contact_method={"id": phone["id"], "type": "phone_contact_method_reference"})
    path = f"{ada.path}/notification_rules/{rule['id']}"
    assert rule == {
        "id": rule["id"],
        "type": "assignment_notification_rule",
        "summary": f"5 minutes: channel {phone['id']}",
        "self": f"{ada.client.url}{path}",
        "html_url": None,
        "start_delay_in_minutes": 5,
        "contact_method": ada.client.get(ada.path)["user"]["contact_methods"][1],
        "urgency": "high",
        "created_at": rule["created_at"],
    }
    assert ada.client.get(path)["notification_rule"] == rule
    assert ada.client.get(path, include_="contact_methods")["notification_rule"]["contact_method"] == phone
    changed = ada.change_rule(rule, start_delay_in_minutes=7, urgency=LOW)
    assert (changed["start_delay_in_minutes"], changed["urgency"], changed["id"]) == (7, LOW, rule["id"])
    ada.remove("notification_rules", rule)
    ada.client.get(path, status=404)
    ada.remove("notification_rules", rule, status=404)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"type": "other"}, "Type must be in assignment_notification_rule"),
        ({"start_delay_in_minutes": ...}, "Start delay in minutes can't be blank"),
        ({"start_delay_in_minutes": -1}, "Start delay in minutes must be greater than or equal to 0"),
        ({"start_delay_in_minutes": "5"}, "Start delay in minutes must be an Integer"),
        ({"urgency": ...}, "Urgency can't be blank"),
        ({"urgency": "severe"}, "Urgency must be in high or low"),
        ({"contact_method": ...}, "Contact method can't be blank"),
        ({"contact_method": "PX"}, "Contact method must be a reference with an id and a type"),
        ({"contact_method": {"type": "phone_contact_method"}}, "Contact method id can't be blank"),
        ({"contact_method": {"id": "PX"}}, "Contact method type must be in email_contact_method_reference"),
        ({"contact_method": {"id": "PX", "type": "phone_contact_method"}}, "Contact method must exist"),
    ],
)
def test_bad_rules(ada: Person, fields: dict[str, Any], error: str) -> None:
    [found] = ada.rule(ada.add(PHONE), status=400, **fields)["errors"]
    assert found.startswith(error)
    assert len(ada.rules()) == 2


def test_a_rule_is_for_a_method_of_the_user(ada: Person) -> None:
    """IDs are unique per type only, so the type counts."""
    bob = Person(ada.client, "Bob", "bob@example.com")
    phone = ada.add(PHONE)
    assert bob.rule(phone, status=400)["errors"] == ["Contact method must exist"]
    wrong = {"id": phone["id"], "type": "sms_contact_method"}
    assert ada.rule(phone, status=400, contact_method=wrong)["errors"] == ["Contact method must exist"]


def test_a_rules_type_is_only_required_by_the_documents(emulator: Client, strict: Client) -> None:
    one, other = Person(emulator), Person(strict)
    assert one.rule(one.methods()[0], type=...)["type"] == "assignment_notification_rule"
    assert other.rule(other.methods()[0], type=..., status=400)["errors"] == ["Type can't be blank"]


def test_rules_are_unique(ada: Person) -> None:
    """A new user has a rule without delay for each urgency."""
    email, phone = ada.methods()[0], ada.add(PHONE)
    for urgency in (HIGH, LOW):
        assert ada.rule(email, 0, urgency, status=400)["errors"] == [UNIQUE_RULE]
        ada.rule(phone, 0, urgency)
    rule = ada.rule(email, 5)
    assert ada.change_rule(rule, 400, start_delay_in_minutes=0)["errors"] == [UNIQUE_RULE]
    assert ada.change_rule(rule, start_delay_in_minutes=5)["id"] == rule["id"]
    assert ada.rule(email, 5, LOW)["urgency"] == LOW


def test_low_urgency_needs_an_ability(either: Client) -> None:
    either.load({"abilities": []})
    ada = Person(either)
    [method], [rule] = ada.methods(), ada.rules()
    assert ada.rule(method, urgency=LOW, status=402)["code"] == 2014
    assert ada.change_rule(rule, 402, urgency=LOW)["code"] == 2014
    assert ada.rule(method)["urgency"] == HIGH


def test_rules_notify(ada: Person) -> None:
    """By the rules of the moment when the incident is assigned, through methods that can be reached."""
    client = ada.client
    policy = client.escalation_policy("Core", reference(ada.user))
    service = client.create("service", name="Web", escalation_policy=reference(policy))
    for rule in ada.rules():
        ada.remove("notification_rules", rule)
    for delay, method in enumerate((PHONE, SMS, WHATSAPP, PUSH, EMAIL)):
        ada.rule(ada.add(method), delay)
    deleted = ada.rule(ada.methods()[0], 9)
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    client.write("POST", "/incidents", body, status=201, sender="owner@example.com")
    ada.remove("notification_rules", deleted)
    begun = client.get("/_emulator/clock")["now"]
    client.write("POST", "/_emulator/clock", {"advance": 600}, status=200)
    span = {"since": f"{begun[:10]}T00:00:00Z", "until": client.get("/_emulator/clock")["now"]}
    sent = [(one["type"], one["address"]) for one in client.get("/notifications", **span)["notifications"]]
    number = PHONE["address"]
    assert sorted(sent, key=str) == sorted([
        ("phone_notification", number), ("sms_notification", number), ("sms_notification", number),
        ("push_notification", None), ("email_notification", EMAIL["address"]),
    ], key=str)


# -- state files and scopes ------------------------------------------------------------------------------------------


def loaded(methods: list[Any], rules: list[Any]) -> dict[str, Any]:
    return {"users": [{"name": "Ada", "email": "ada@example.com", "role": "owner", "contact_methods": methods,
                       "notification_rules": rules}],
            "services": [{"name": "Web", "escalation_policy": "Default"}]}


def test_state_files(either: Client) -> None:
    """Without IDs they get some. A rule names its contact method by ID or address."""
    methods = [EMAIL, {**PHONE, "id": "PPHONE1", "blacklisted": True}, {**SMS, "enabled": False}, PUSH]
    rules = [
        {"start_delay_in_minutes": 0, "contact_method": EMAIL["address"], "urgency": HIGH},
        {"start_delay_in_minutes": 0, "contact_method": "PPHONE1", "urgency": HIGH},
    ]
    either.load(loaded(methods, rules))
    path = f"/users/{either.get('/users')['users'][0]['id']}"
    shown = either.get(path, include_=["contact_methods", "notification_rules"])["user"]
    assert [one["blacklisted"] for one in shown["contact_methods"] if "blacklisted" in one] == [True, False, False]
    assert [one["contact_method"]["summary"] for one in shown["notification_rules"]] == ["Work", "Mobile"]
    either.load({**either.get("/_emulator/state")["accounts"][0], "token": "emulator"})
    assert either.get(path, include_=["contact_methods", "notification_rules"])["user"] == shown


def test_nothing_is_sent_to_a_blacklisted_or_disabled_method(either: Client) -> None:
    methods = [{**PHONE, "blacklisted": True}, {**EMAIL, "enabled": False}, PUSH]
    rules = [{"start_delay_in_minutes": 0, "contact_method": one["address"], "urgency": HIGH} for one in methods]
    either.load(loaded(methods, rules))
    service = either.get("/services")["services"][0]
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    either.write("POST", "/incidents", body, status=201, sender="ada@example.com")
    now = either.get("/_emulator/clock")["now"]
    sent = either.get("/notifications", since=f"{now[:10]}T00:00:00Z", until=now.replace("Z", ".999Z"))
    assert {one["type"] for one in sent["notifications"]} == {"push_notification"}


@pytest.mark.parametrize(
    ("methods", "rules", "error"),
    [
        ([{"type": "fax"}], [], "Contact methods type must be in"),
        ([{**PHONE, "id": 5}], [], "Contact methods id must be a String"),
        ([{**PHONE, "address": "x"}], [], "Contact methods address is invalid"),
        ([PHONE, PHONE], [], UNIQUE_METHOD),
        ([PHONE], 2 * [{"start_delay_in_minutes": 0, "contact_method": "4155550100", "urgency": HIGH}], UNIQUE_RULE),
        ([PHONE], [{"start_delay_in_minutes": 0, "contact_method": "PX", "urgency": HIGH}], "PX must exist"),
    ],
)
def test_bad_state_files(either: Client, methods: list[Any], rules: list[Any], error: str) -> None:
    assert error in either.load(loaded(methods, rules), status=400)["error"]


@pytest.mark.parametrize("what", ["contact_methods", "notification_rules"])
def test_scopes(emulator: Client, what: str) -> None:
    ada = Person(emulator)
    one = (ada.methods() if what == "contact_methods" else ada.rules())[0]
    for scope, expected in (("users.write", (403, 403)), ("users:contact_methods.read", (200, 403)),
                            ("users:contact_methods.write", (403, 204))):
        form = {"grant_type": "client_credentials", "client_id": "emulator-client",
                "client_secret": "emulator-secret", "scope": f"as_account-us.example {scope}"}
        token = emulator.call("POST", "/oauth/token", data=form).json()["access_token"]
        client, path = Client(emulator.url, bearer=token), f"{ada.path}/{what}/{one['id']}"
        assert (client.call("GET", path).status_code, client.call("DELETE", path).status_code) == expected
