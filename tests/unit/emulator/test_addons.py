# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Add-ons."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

PAGE = {"type": "full_page_addon", "name": "Status", "src": "https://example.com/status"}


def create(client: Client, **fields: Any) -> Any:
    return client.write("POST", "/addons", {"addon": {**PAGE, **fields}}, status=201)["addon"]


def test_the_life_of_an_addon(emulator: Client) -> None:
    made = create(emulator)
    assert made == {
        "id": made["id"], "type": "full_page_addon_reference", "summary": "Status", "self": made["self"],
        "html_url": None, "name": "Status", "src": PAGE["src"],
    }
    path = f"/addons/{made['id']}"
    assert made["self"] == f"{emulator.url}{path}"
    assert emulator.get("/addons")["addons"] == [made]
    whole = emulator.get(path)["addon"]
    assert whole == {**made, "type": "full_page_addon", "services": []}
    body = {"addon": {"type": "full_page_addon", "name": "Pages", "src": "https://example.com/pages"}}
    changed = emulator.write("PUT", path, body, status=200)["addon"]
    assert (changed["name"], changed["src"], changed["type"]) == ("Pages", "https://example.com/pages", PAGE["type"])
    assert create(emulator, name="Pages")["id"] != made["id"]
    emulator.write("DELETE", path, status=204)
    emulator.get(path, status=404)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"type": None}, "Type must be in full_page_addon or incident_show_addon"),
        ({"type": "addon"}, "Type must be in full_page_addon or incident_show_addon"),
        ({"name": ""}, "Name can't be blank"),
        ({"name": "x" * 101}, "Name is too long"),
        ({"src": "http://example.com"}, "Src must be an HTTPS URL"),
        ({"src": "status"}, "Src must be an HTTPS URL"),
        ({"src": 1}, "Src must be an HTTPS URL"),
    ],
)
def test_what_is_rejected(emulator: Client, fields: Any, error: str) -> None:
    assert emulator.refused("POST", "/addons", {"addon": {**PAGE, **fields}})["errors"][0].startswith(error)


def test_the_type_can_not_be_changed(emulator: Client) -> None:
    path = f"/addons/{create(emulator)['id']}"
    body = {"addon": {**PAGE, "type": "incident_show_addon"}}
    assert emulator.refused("PUT", path, body)["errors"] == ["Type cannot be changed"]


def test_lists(emulator: Client) -> None:
    services = [{"name": "Web", "escalation_policy": "Default"}]
    runbook = {**PAGE, "type": "incident_show_addon", "name": "Runbook", "services": ["Web"]}
    emulator.load({"services": services, "addons": [PAGE, runbook]})
    (web,) = emulator.get("/services")["services"]
    assert [one["summary"] for one in web["addons"]] == ["Runbook"]

    def names(**query: Any) -> list[str]:
        return [one["name"] for one in emulator.get("/addons", **query)["addons"]]

    assert names() == ["Runbook", "Status"]
    assert names(filter="full_page_addon") == ["Status"]
    assert names(service_ids_=[web["id"]]) == ["Runbook"]
    (shown, _other) = emulator.get("/addons", include_="services")["addons"]
    assert [(one["name"], one["type"]) for one in shown["services"]] == [("Web", "service")]
    emulator.get("/addons", filter="other", status=400)
    emulator.write("DELETE", f"/services/{web['id']}", status=204)
    assert emulator.get(f"/addons/{shown['id']}")["addon"]["services"] == []
