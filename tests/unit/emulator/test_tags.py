# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags, and the users, teams and escalation policies that have them."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference

ENTITIES = ("users", "teams", "escalation_policies")


class Tagger:
    """An object of a type that can have tags."""

    def __init__(self, client: Client, plural: str = "users"):
        self.client = client
        make = {
            "users": client.user,
            "teams": lambda: client.create("team", name="Core"),
            "escalation_policies": client.escalation_policy,
        }[plural]
        self.plural, self.entity = plural, make()
        self.path = f"/{plural}/{self.entity['id']}"

    def change(self, status: int = 200, **body: Any) -> Any:
        return self.client.write("POST", f"{self.path}/change_tags", body, status=status)

    def labels(self, **query: Any) -> list[str]:
        return [one["label"] for one in self.client.get(f"{self.path}/tags", **query)["tags"]]

    def entities(self, tag: Any, **query: Any) -> Any:
        return self.client.get(f"/tags/{tag['id']}/{self.plural}", **query)[self.plural]


def create(client: Client, label: str) -> Any:
    return client.create("tag", label=label)


def all_labels(client: Client, **query: Any) -> list[str]:
    return [one["label"] for one in client.get("/tags", **query)["tags"]]


@pytest.fixture(params=ENTITIES)
def tagger(either: Client, request: pytest.FixtureRequest) -> Tagger:
    return Tagger(either, request.param)


def test_a_tag(either: Client) -> None:
    tag = create(either, "Batman")
    path = f"/tags/{tag['id']}"
    assert tag == {
        "id": tag["id"], "type": "tag", "summary": "Batman", "self": f"{either.url}{path}", "html_url": None,
        "label": "Batman",
    }
    assert either.get(path) == {"tag": tag}
    either.write("PUT", path, {"tag": {"label": "Robin"}}, status=405)
    either.write("DELETE", path, status=204)
    for method in ("GET", "DELETE"):
        either.write(method, path, status=404)


def test_the_list(either: Client) -> None:
    for label in ("robin", "Batman", "Joker"):
        create(either, label)
    assert all_labels(either) == ["Batman", "Joker", "robin"]
    assert all_labels(either, query="MAN") == ["Batman"]
    assert all_labels(either, limit=1, offset=1) == ["Joker"]
    assert either.get("/tags", total="true")["total"] == 3
    either.get("/tags", status=400, include_="users")


@pytest.mark.parametrize(
    ("label", "error"),
    [
        (None, "Label must be a String"),
        (5, "Label must be a String"),
        ("", "Label can't be blank"),
        ("x" * 192, "Label is too long (maximum is 191 characters)"),
        ("bATMAN", "Label has already been taken"),
    ],
)
def test_bad_labels(either: Client, label: Any, error: str) -> None:
    create(either, "Batman")
    assert either.refused("POST", "/tags", {"tag": {"type": "tag", "label": label}})["errors"] == [error]
    assert all_labels(either) == ["Batman"]
    create(either, "y" * 191)


def test_a_type_is_only_required_by_the_documents(emulator: Client, strict: Client) -> None:
    body = {"tag": {"label": "Batman"}}
    assert emulator.write("POST", "/tags", body, status=201)["tag"]["type"] == "tag"
    assert strict.refused("POST", "/tags", body)["errors"] == ["Type can't be blank"]


def test_changes(tagger: Tagger) -> None:
    """By label or by reference. A tag that does not exist is created, with the case of the first request."""
    client = tagger.client
    joker = create(client, "Joker")
    to_joker = {"type": "tag_reference", "id": joker["id"]}
    assert tagger.change(add=[{"type": "tag", "label": "Batman"}, to_joker]) == {}
    assert tagger.labels() == ["Batman", "Joker"]
    for again in ({"type": "tag", "label": "BATMAN"}, to_joker):
        tagger.change(add=[again])
    assert tagger.labels() == all_labels(client) == ["Batman", "Joker"]
    assert tagger.entities(joker) == [reference(tagger.entity)]
    for _time in range(2):
        tagger.change(remove=[to_joker])
        assert tagger.labels() == ["Batman"] and tagger.entities(joker) == []
    assert all_labels(client) == ["Batman", "Joker"]
    tagger.change(add=[to_joker], remove=[to_joker])
    tagger.change(add=None, remove=None)
    tagger.change()
    assert tagger.labels() == ["Batman"]


def test_paging(tagger: Tagger) -> None:
    tagger.change(add=[{"type": "tag", "label": label} for label in "cab"])
    assert tagger.labels(limit=2) == ["a", "b"] and tagger.labels(offset=2) == ["c"]
    [tag] = tagger.client.get("/tags", query="a")["tags"]
    assert tagger.client.get(f"/tags/{tag['id']}/{tagger.plural}", total="true")["total"] == 1
    assert tagger.entities(tag, offset=1) == []


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"add": {}}, "Add must be an Array"),
        ({"remove": "x"}, "Remove must be an Array"),
        ({"add": ["x"]}, "Add type must be in tag or tag_reference"),
        ({"add": [{"label": "x"}]}, "Add type must be in tag or tag_reference"),
        ({"add": [{"type": "tag"}]}, "Label must be a String"),
        ({"add": [{"type": "tag", "label": ""}]}, "Label can't be blank"),
        ({"add": [{"type": "tag", "label": "x" * 192}]}, "Label is too long (maximum is 191 characters)"),
        ({"add": [{"type": "tag_reference"}]}, "Id can't be blank"),
        ({"remove": [{"type": "tag", "label": "new"}]}, "Remove type must be in tag_reference"),
        ({"remove": [{"type": "tag_reference", "id": 5}]}, "Id can't be blank"),
    ],
)
def test_bad_changes(tagger: Tagger, body: dict[str, Any], error: str) -> None:
    """Nothing is changed, not even by the entries that are right."""
    good = {"type": "tag", "label": "good"}
    others = body.get("add", [])
    body = {**body, "add": [good, *others] if isinstance(others, list) else others}
    assert tagger.change(400, **body)["error"]["errors"] == [error]
    assert all_labels(tagger.client) == []


@pytest.mark.parametrize("name", ["add", "remove"])
def test_an_unknown_tag(tagger: Tagger, name: str) -> None:
    body = {name: [{"type": "tag_reference", "id": "PNOSUCH"}]}
    assert tagger.change(400, **body) == {"error": "Tag not found"}


@pytest.mark.parametrize(
    "path",
    [
        "/users/PNOSUCH/tags", "/teams/PNOSUCH/tags", "/escalation_policies/PNOSUCH/tags", "/services/PNOSUCH/tags",
        "/tags/PNOSUCH/users", "/tags/PNOSUCH/services",
    ],
)
def test_unknown_objects(either: Client, path: str) -> None:
    assert either.get(path, status=404)["error"]["code"] == 2100
    if path.endswith("/tags"):
        either.write("POST", path.replace("/tags", "/change_tags"), {}, status=404)


def test_deletes(tagger: Tagger) -> None:
    """A deleted tag is gone from its objects, and a deleted object from its tags."""
    client = tagger.client
    tagger.change(add=[{"type": "tag", "label": label} for label in ("kept", "gone")])
    kept, gone = (client.get("/tags", query=label)["tags"][0] for label in ("kept", "gone"))
    client.write("DELETE", f"/tags/{gone['id']}", status=204)
    assert tagger.labels() == ["kept"]
    client.write("DELETE", tagger.path, status=204)
    assert tagger.entities(kept) == []
    client.get(f"{tagger.path}/tags", status=404)
    client.load({**client.get("/_emulator/state")["accounts"][0], "token": "emulator"})
    assert tagger.entities(kept) == [] and all_labels(client) == ["kept"]


def test_state_files(either: Client) -> None:
    either.load(
        {
            "users": [{"name": "Ada", "email": "ada@example.com", "role": "owner"}],
            "teams": [{"name": "Core"}],
            "tags": [
                {"label": "Batman", "users": ["ada@example.com"], "teams": ["core"],
                 "escalation_policies": ["Default"]},
                {"id": "PTAG001", "label": "Empty"},
            ],
        }
    )
    for _time in range(2):
        batman, empty = either.get("/tags")["tags"]
        assert empty["id"] == "PTAG001"
        for plural in ENTITIES:
            [one] = either.get(f"/tags/{batman['id']}/{plural}")[plural]
            assert either.get(f"/{plural}/{one['id']}/tags")["tags"] == [batman]
            assert either.get(f"/tags/PTAG001/{plural}")[plural] == []
        either.load({**either.get("/_emulator/state")["accounts"][0], "token": "emulator"})
    error = either.load({"tags": [{"label": "x", "users": ["nobody@example.com"]}]}, status=400)["error"]
    assert "there is no user 'nobody@example.com'" in error


def test_scopes(emulator: Client) -> None:
    tagger = Tagger(emulator)
    for scope, expected in (("users.write", (403, 403)), ("tags.read", (200, 403)), ("tags.write", (403, 200))):
        form = {"grant_type": "client_credentials", "client_id": "emulator-client",
                "client_secret": "emulator-secret", "scope": f"as_account-us.example {scope}"}
        token = emulator.call("POST", "/oauth/token", data=form).json()["access_token"]
        client = Client(emulator.url, bearer=token)
        read = client.call("GET", f"{tagger.path}/tags").status_code
        assert (read, client.call("POST", f"{tagger.path}/change_tags", json={}).status_code) == expected
