# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of users for on-call handoffs and for status updates."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

HANDOFF, UPDATE = "oncall_handoff_notification_rule", "status_update_notification_rule"
TYPES = (HANDOFF, UPDATE)


class Person:
    """A user with two contact methods, and requests about the user's rules of one type."""

    def __init__(self, client: Client, name: str = "Ada"):
        self.client = client
        self.path = f"/users/{client.user(name, f'{name.lower()}@example.com')['id']}"
        body = {"type": "phone_contact_method", "label": "Mobile", "address": "4155550100", "country_code": 1}
        client.write("POST", f"{self.path}/contact_methods", {"contact_method": body}, status=201)
        self.email, self.phone = client.get(f"{self.path}/contact_methods")["contact_methods"]

    def rules(self, of: str, **query: Any) -> list[Any]:
        found: list[Any] = self.client.get(f"{self.path}/{of}s", **query)[f"{of}s"]
        return found

    def add(self, of: str, method: Any, status: int = 201, **fields: Any) -> Any:
        body = {"contact_method": {"id": method["id"], "type": method["type"]}, **fields}
        if of == HANDOFF:
            body.setdefault("handoff_type", "both")
        body = {name: value for name, value in body.items() if value is not ...}
        answer = self.client.write("POST", f"{self.path}/{of}s", {of: body}, status=status)
        return answer[of] if status == 201 else answer["error"]["errors"]

    def change(self, of: str, rule: Any, status: int = 200, **fields: Any) -> Any:
        return self.client.write("PUT", f"{self.path}/{of}s/{rule['id']}", {of: fields}, status=status)


@pytest.fixture
def ada(either: Client) -> Person:
    return Person(either)


def test_a_handoff_rule(ada: Person) -> None:
    assert ada.rules(HANDOFF) == []
    rule = ada.add(HANDOFF, ada.phone, handoff_type="oncall", notify_advance_in_minutes=60)
    path = f"{ada.path}/{HANDOFF}s/{rule['id']}"
    assert set(rule) == {"id", "handoff_type", "notify_advance_in_minutes", "contact_method"}
    assert (rule["handoff_type"], rule["notify_advance_in_minutes"]) == ("oncall", 60)
    assert rule["contact_method"]["id"] == ada.phone["id"] and rule["contact_method"]["summary"] == "Mobile"
    assert ada.client.get(path)[HANDOFF] == rule and ada.rules(HANDOFF) == [rule]
    changed = ada.change(HANDOFF, rule, notify_advance_in_minutes=30)[HANDOFF]
    assert changed == {**rule, "notify_advance_in_minutes": 30}
    ada.client.write("DELETE", path, status=204)
    ada.client.get(path, status=404)
    ada.client.write("DELETE", path, status=404)


def test_the_type_of_the_contact_method_of_a_handoff_rule(emulator: Client, strict: Client) -> None:
    """PagerDuty's Terraform provider reads it without `_reference`."""
    for client, ending in ((emulator, ""), (strict, "_reference")):
        ada = Person(client)
        method = {"id": ada.email["id"], "type": "email_contact_method_reference"}
        made = ada.add(HANDOFF, method)
        assert made["contact_method"]["type"] == f"email_contact_method{ending}"
        assert made["notify_advance_in_minutes"] == 0
        assert ada.add(HANDOFF, ada.phone, 400, handoff_type=..., notify_advance_in_minutes=-1) == [
            *(["Handoff type can't be blank"] if ending else []),
            "Notify advance in minutes must be greater than or equal to 0",
        ]


def test_a_status_update_rule(ada: Person) -> None:
    rule = ada.add(UPDATE, ada.email)
    path = f"{ada.path}/{UPDATE}s/{rule['id']}"
    assert rule == {
        "id": rule["id"],
        "type": UPDATE,
        "summary": f"contact method {ada.email['id']} used as {UPDATE}",
        "self": f"{ada.client.url}{path}",
        "contact_method": {
            **{name: ada.email[name] for name in ("id", "summary", "self", "html_url")},
            "type": "email_contact_method_reference",
        },
        "created_at": rule["created_at"],
    }
    assert ada.client.get(path)["notification_rule"] == rule
    assert ada.rules(UPDATE, include_="contact_methods") == [{**rule, "contact_method": ada.email}]
    ada.client.write("DELETE", path, status=204)
    assert ada.rules(UPDATE) == []


def test_the_key_in_the_response_to_an_update(emulator: Client, strict: Client) -> None:
    """The document's example has the key of the request, its schema another one."""
    for client, key in ((emulator, UPDATE), (strict, "notification_rule")):
        ada = Person(client)
        rule = ada.add(UPDATE, ada.email)
        answer = ada.change(UPDATE, rule, contact_method={"id": ada.phone["id"], "type": "phone_contact_method"})
        assert list(answer) == [key] and answer[key]["contact_method"]["id"] == ada.phone["id"]


@pytest.mark.parametrize("of", TYPES)
@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"contact_method": ...}, "Contact method can't be blank"),
        ({"contact_method": "PX"}, "Contact method must be a reference with an id and a type"),
        ({"contact_method": {"id": "PX", "type": "pager"}}, "Contact method type must be in email_contact_method_refe"),
        ({"contact_method": {"id": "PX", "type": "phone_contact_method"}}, "Contact method must exist"),
    ],
)
def test_bad_rules(ada: Person, of: str, fields: dict[str, Any], error: str) -> None:
    [found] = ada.add(of, ada.phone, 400, **fields)
    assert found.startswith(error) and ada.rules(of) == []


@pytest.mark.parametrize("of", TYPES)
def test_rules_are_unique_and_end_with_their_method(ada: Person, of: str) -> None:
    first = ada.add(of, ada.phone)
    other = ada.add(of, ada.email)
    assert ada.add(of, ada.phone, 400) == ["Contact method must be unique"]
    twin = {"id": ada.phone["id"], "type": "phone_contact_method"}
    assert ada.change(of, other, 400, contact_method=twin)["error"]["errors"] == ["Contact method must be unique"]
    bob = Person(ada.client, "Bob")
    assert bob.add(of, ada.phone, 400) == ["Contact method must exist"]
    bob.add(of, bob.phone)
    ada.client.write("DELETE", f"{ada.path}/contact_methods/{ada.phone['id']}", status=204)
    assert ada.rules(of) == [other] and first["id"] != other["id"]


def test_a_state_file_has_them(either: Client) -> None:
    user = {
        "id": "PADA001",
        "name": "Ada",
        "email": "ada@example.com",
        "contact_methods": [{"id": "PMAIL01", "type": "email_contact_method", "summary": "Work", "address": "a@b.de"}],
        f"{HANDOFF}s": [{"contact_method": "a@b.de", "handoff_type": "offcall"}],
        f"{UPDATE}s": [{"id": "PRULE01", "contact_method": "PMAIL01"}],
    }
    either.load({"users": [user]})
    [handoff] = either.get(f"/users/PADA001/{HANDOFF}s")[f"{HANDOFF}s"]
    assert (handoff["handoff_type"], handoff["contact_method"]["id"]) == ("offcall", "PMAIL01")
    assert either.get(f"/users/PADA001/{UPDATE}s")[f"{UPDATE}s"][0]["id"] == "PRULE01"
    bad = {**user, f"{HANDOFF}s": [{"contact_method": "c@d.de"}]}
    answer = either.call("POST", "/_emulator/load", json={"users": [bad]})
    assert answer.status_code == 400 and "contact method c@d.de must exist" in answer.text
    state = either.get("/_emulator/state")["accounts"]
    [kept] = [one for account in state for one in account["users"] if one["id"] == "PADA001"]
    assert kept[f"{HANDOFF}s"][0]["id"] == handoff["id"]
