# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of layers: overrides, rendered entries, previews, and who is next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from .conftest import Client, reference

DAY = 86400


def layer(*users: Any, start: str = "2026-01-05T00:00:00Z", turn: int = DAY, **more: Any) -> dict[str, Any]:
    return {
        "start": start,
        "rotation_virtual_start": start,
        "rotation_turn_length_seconds": turn,
        "users": [{"user": user} for user in users],
        **more,
    }


class Rota:
    """The schedule Primary of an emulator, with the users Ada, Bob and Eve."""

    def __init__(self, client: Client, *layers: dict[str, Any], zone: str = "Etc/UTC", overrides: Any = ()):
        self.client = client
        client.load({
            "users": [{"name": name, "email": f"{name.lower()}@example.com"} for name in ("Ada", "Bob", "Eve")],
            "schedules": [
                {"name": "Primary", "time_zone": zone, "schedule_layers": list(layers), "overrides": list(overrides)}
            ],
        })
        self.path = f"/schedules/{client.get('/schedules')['schedules'][0]['id']}"

    def user(self, name: str) -> dict[str, str]:
        [found] = self.client.get("/users", query=name)["users"]
        return reference(found)

    def now(self) -> datetime:
        return datetime.fromisoformat(self.client.get("/_emulator/clock")["now"])

    def at(self, hours: float) -> str:
        """An instant so many hours from now, in full minutes."""
        moment = self.now().replace(second=0, microsecond=0) + timedelta(hours=hours)
        return moment.isoformat().replace("+00:00", "Z")

    def advance(self, hours: float) -> None:
        self.client.write("POST", "/_emulator/clock", {"advance": hours * 3600}, status=200)

    def override(self, name: str, start: float, end: float) -> dict[str, Any]:
        return {"start": self.at(start), "end": self.at(end), "user": self.user(name)}

    def add(self, *overrides: Any) -> list[dict[str, Any]]:
        return self.client.write("POST", f"{self.path}/overrides", {"overrides": list(overrides)}, status=201)

    def overrides(self, since: float = -1000, until: float = 1000, **query: Any) -> list[dict[str, Any]]:
        span = {"since": self.at(since), "until": self.at(until), "time_zone": "Etc/UTC", **query}
        return self.client.get(f"{self.path}/overrides", status=201, **span)["overrides"]

    def remove(self, identifier: str, *, status: int) -> Any:
        return self.client.write("DELETE", f"{self.path}/overrides/{identifier}", status=status)

    def rendered(self, **query: Any) -> dict[str, Any]:
        return self.client.get(self.path, **query)["schedule"]


def spans(part: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """The tuples (user, start, end) of the rendered entries of a layer, of the overrides or of the final schedule."""
    return [(one["user"]["summary"], one["start"], one["end"]) for one in part["rendered_schedule_entries"]]


def always(emulator: Client) -> Rota:
    return Rota(emulator, layer("ada@example.com"))


# -- overrides -------------------------------------------------------------------------------------------------------


def test_overrides_are_created_and_listed(either: Client) -> None:
    rota = always(either)
    first, second = rota.override("Bob", 1, 3), rota.override("Eve", 2, 5)
    created = rota.add(second, first)
    assert [one["status"] for one in created] == [201, 201] and all("errors" not in one for one in created)
    assert created[1]["override"] == {
        "id": created[1]["override"]["id"], "start": first["start"], "end": first["end"],
        "user": created[1]["override"]["user"],
    }
    assert created[1]["override"]["user"]["summary"] == "Bob"
    found = rota.overrides(editable="true")
    assert found == [created[1]["override"], created[0]["override"]]
    assert [one["user"]["summary"] for one in rota.overrides(0, 2)] == ["Bob"]
    assert [one["user"]["summary"] for one in rota.overrides(3, 9)] == ["Eve"]
    assert rota.overrides(5, 9) == [] and rota.overrides(-5, 1) == []
    shown = rota.rendered(since=rota.at(0), until=rota.at(6), time_zone="Etc/UTC")
    assert spans(shown["overrides_subschedule"]) == [  # the override that was created last has priority
        ("Bob", first["start"], first["end"]), ("Eve", first["end"], second["end"]),
    ]
    assert [one[0] for one in spans(shown["final_schedule"])] == ["Ada", "Bob", "Eve", "Ada"]


def test_bounds_of_a_list_of_overrides(emulator: Client) -> None:
    rota = always(emulator)
    override = rota.override("Bob", 1, 9)
    rota.add(override)
    [cut] = rota.overrides(2, 4)
    assert (cut["start"], cut["end"]) == (rota.at(2), rota.at(4))
    [whole] = rota.overrides(2, 4, overflow="true")
    assert (whole["start"], whole["end"]) == (override["start"], override["end"])


def test_a_list_of_overrides_needs_a_date_range(either: Client) -> None:
    rota = always(either)
    path, since, until = f"{rota.path}/overrides", rota.at(0), rota.at(1)
    for query in ({}, {"since": since}, {"until": until}, {"since": until, "until": since}):
        assert either.get(path, status=400, **query)["error"]["code"] == 2001
    either.get(path, since=since, until=until, editable="maybe", status=400)
    either.get("/schedules/PNONE01/overrides", since=since, until=until, status=404)


def test_ids_of_overrides_need_editable_with_strict(emulator: Client, strict: Client) -> None:
    for client, with_id in ((emulator, True), (strict, False)):
        rota = always(client)
        rota.add(rota.override("Bob", 1, 3))
        assert ["id" in one for one in rota.overrides()] == [with_id]
        assert ["id" in one for one in rota.overrides(editable="true")] == [True]


def test_rejected_overrides(either: Client) -> None:
    rota = always(either)
    valid = rota.override("Bob", 1, 3)
    unknown = {"id": "PNOSUCH", "type": "user_reference"}
    wrong = [
        ({**valid, "end": valid["start"]}, "Override must end after its start"),
        ({**valid, "start": rota.at(-9), "end": rota.at(-8)}, "Override must end after the current time"),
        ({**valid, "user": unknown}, "Override user must exist"),
        ({**valid, "start": "tomorrow"}, "Override start must be a valid ISO 8601 date-time"),
        ({"start": valid["start"], "user": valid["user"]}, "Override end can't be blank"),
        ({**valid, "user": 5}, "Override user must be a reference with an id and a type"),
    ]
    created = rota.add(*(one for one, _problem in wrong), valid)
    assert [one["status"] for one in created] == [400] * len(wrong) + [201]
    assert [one["errors"] for one in created[:-1]] == [[problem] for _one, problem in wrong]
    assert created[0]["override"]["user"]["summary"] == "Bob" and "id" not in created[0]["override"]
    assert created[2]["override"]["user"]["id"] == "PNOSUCH"
    assert len(rota.overrides()) == 1
    for body in ({}, {"overrides": []}, {"overrides": {}}, {"overrides": [5]}, {"overrides": [valid, None]}, []):
        either.refused("POST", f"{rota.path}/overrides", body)
    assert len(rota.overrides()) == 1


def test_the_deprecated_form_of_one_override(either: Client) -> None:
    rota = always(either)
    valid = rota.override("Bob", 1, 3)
    created = either.write("POST", f"{rota.path}/overrides", {"override": valid}, status=201)["override"]
    assert rota.overrides(editable="true") == [created]
    error = either.refused("POST", f"{rota.path}/overrides", {"override": {**valid, "end": valid["start"]}})
    assert error["errors"] == ["Override must end after its start"]


def test_overrides_are_removed_or_truncated(either: Client) -> None:
    rota = always(either)
    future, running, past = (
        one["override"] for one in rota.add(
            rota.override("Bob", 5, 9), rota.override("Bob", 1, 4), rota.override("Eve", 0.5, 1.5)
        )
    )
    rota.advance(2)
    rota.remove(future["id"], status=204)
    assert rota.remove(running["id"], status=200) is None
    assert rota.remove(past["id"], status=400)["error"]["code"] == 2001
    left = rota.overrides()
    assert [one["user"]["summary"] for one in left] == ["Eve", "Bob"]
    assert datetime.fromisoformat(left[1]["end"]) - rota.now() < timedelta(minutes=1)
    assert rota.overrides(editable="true") == []
    rota.remove(running["id"], status=400)
    rota.remove(future["id"], status=404)


def test_an_override_that_runs_is_editable(either: Client) -> None:
    rota = always(either)
    rota.add(rota.override("Bob", -1, 4))
    [running] = rota.overrides(editable="1")
    rota.remove(running["id"], status=200)


# -- rendered entries ------------------------------------------------------------------------------------------------

OFFICE = {"type": "daily_restriction", "start_time_of_day": "09:00:00", "duration_seconds": 8 * 3600}


def test_nothing_is_rendered_without_a_date_range(emulator: Client) -> None:
    rota = always(emulator)
    [plain] = emulator.get(
        "/schedules", include_=["schedule_layers", "final_schedule", "overrides_subschedule"]
    )["schedules"]
    for shown in (rota.rendered(), rota.rendered(overflow="true"), plain):
        for part in (shown["schedule_layers"][0], shown["overrides_subschedule"], shown["final_schedule"]):
            assert part["rendered_schedule_entries"] == [] and part["rendered_coverage_percentage"] is None


def test_the_example_of_overflow(emulator: Client) -> None:
    """The example in the description of the parameter: a rotation that changes daily at midnight UTC."""
    rota = Rota(emulator, layer("ada@example.com", "bob@example.com", start="2011-06-01T00:00:00Z"))
    span = {"since": "2011-06-01T10:00:00Z", "until": "2011-06-01T14:00:00Z"}
    cut, whole = rota.rendered(**span), rota.rendered(overflow="true", **span)
    for part in (cut["schedule_layers"][0], cut["final_schedule"]):
        assert spans(part) == [("Ada", "2011-06-01T10:00:00Z", "2011-06-01T14:00:00Z")]
        assert part["rendered_coverage_percentage"] == 100
    for part in (whole["schedule_layers"][0], whole["final_schedule"]):
        assert spans(part) == [("Ada", "2011-06-01T00:00:00Z", "2011-06-02T00:00:00Z")]


def test_rendered_layers_overrides_and_final_schedule(emulator: Client) -> None:
    override = {"start": "2026-01-06T10:00:00Z", "end": "2026-01-06T12:00:00Z", "user": "eve@example.com"}
    rota = Rota(
        emulator, layer("bob@example.com", name="Day", restrictions=[OFFICE]),
        layer("ada@example.com", start="2026-01-06T16:00:00Z", name="Late"), overrides=[override],
        zone="Europe/Berlin",
    )
    shown = rota.rendered(since="2026-01-06T00:00:00Z", until="2026-01-07T00:00:00Z")
    late, day = shown["schedule_layers"]
    assert (late["name"], day["name"]) == ("Late", "Day")
    assert spans(day) == [("Bob", "2026-01-06T09:00:00+01:00", "2026-01-06T17:00:00+01:00")]
    assert spans(late) == [("Ada", "2026-01-06T17:00:00+01:00", "2026-01-07T01:00:00+01:00")]
    overrides, final = shown["overrides_subschedule"], shown["final_schedule"]
    assert spans(overrides) == [("Eve", "2026-01-06T11:00:00+01:00", "2026-01-06T13:00:00+01:00")]
    assert spans(final) == [
        ("Bob", "2026-01-06T09:00:00+01:00", "2026-01-06T11:00:00+01:00"),
        ("Eve", "2026-01-06T11:00:00+01:00", "2026-01-06T13:00:00+01:00"),
        ("Bob", "2026-01-06T13:00:00+01:00", "2026-01-06T17:00:00+01:00"),
        ("Ada", "2026-01-06T17:00:00+01:00", "2026-01-07T01:00:00+01:00"),
    ]
    coverages = [part["rendered_coverage_percentage"] for part in (day, late, overrides, final)]
    assert coverages == [33.3, 33.3, 8.3, 66.7]
    assert final["rendered_schedule_entries"][0]["user"]["type"] == "user_reference"
    utc = rota.rendered(since="2026-01-06T00:00:00Z", until="2026-01-07T00:00:00Z", time_zone="Etc/UTC")
    assert spans(utc["schedule_layers"][1]) == [("Bob", "2026-01-06T08:00:00Z", "2026-01-06T16:00:00Z")]


def test_defaults_of_the_date_range(emulator: Client) -> None:
    rota = always(emulator)

    def bounds(**query: str) -> tuple[str, str]:
        [(_user, start, end)] = spans(rota.rendered(**query)["final_schedule"])
        return start, end

    assert bounds(since="2026-03-01T00:00:00Z") == ("2026-03-01T00:00:00Z", "2026-03-15T00:00:00Z")
    assert bounds(until="2026-03-15T00:00:00Z") == ("2026-03-01T00:00:00Z", "2026-03-15T00:00:00Z")
    assert bounds(since="2026-03-01", time_zone="Asia/Tokyo")[0] == "2026-03-01T00:00:00+09:00"
    for query in (
        {"since": "2026-03-02T00:00:00Z", "until": "2026-03-01T00:00:00Z"},
        {"since": "2026-03-02T00:00:00Z", "until": "2028-03-01T00:00:00Z"},
        {"since": "soon"}, {"overflow": "maybe"}, {"time_zone": "Mars"},
    ):
        emulator.get(rota.path, status=400, **query)


def test_a_date_range_without_length(emulator: Client) -> None:
    shown = always(emulator).rendered(since="2026-03-01T00:00:00Z", until="2026-03-01T00:00:00Z")
    assert spans(shown["final_schedule"]) == [] and shown["final_schedule"]["rendered_coverage_percentage"] == 0


def test_an_entry_without_an_end(emulator: Client) -> None:
    """"If null, the entry does not end.\""""
    rota = always(emulator)
    span = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
    assert spans(rota.rendered(overflow="true", **span)["final_schedule"]) == [("Ada", "2026-01-05T00:00:00Z", None)]


def test_lists_render_what_they_include(emulator: Client) -> None:
    rota = always(emulator)
    rota.client.load({
        "token": "emulator", "tokens": [{"token": "ada", "user": "ada@example.com"}],
        "users": [{"name": "Ada", "email": "ada@example.com", "time_zone": "Asia/Tokyo"}],
        "schedules": [{"name": "Primary", "time_zone": "Europe/Berlin", "schedule_layers": [layer("ada@example.com")]}],
    })
    span = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
    [bare] = emulator.get("/schedules", **span)["schedules"]
    assert not {"schedule_layers", "final_schedule", "overrides_subschedule"} & bare.keys()
    [one] = emulator.get("/schedules", include_=["final_schedule"], **span)["schedules"]
    assert spans(one["final_schedule"]) == [("Ada", "2026-02-28T19:00:00-05:00", "2026-03-01T19:00:00-05:00")]
    assert "schedule_layers" not in one
    [two] = Client(emulator.url, "ada").get("/schedules", include_=["schedule_layers"], **span)["schedules"]
    assert spans(two["schedule_layers"][0]) == [("Ada", "2026-03-01T09:00:00+09:00", "2026-03-02T09:00:00+09:00")]
    emulator.get("/schedules", since=span["until"], until=span["since"], status=400)


def test_the_next_time_on_call_of_a_user(emulator: Client) -> None:
    rota = Rota(emulator, layer("ada@example.com", "bob@example.com", start="2026-01-05T00:00:00Z"))
    now, ada, eve = rota.now(), rota.user("Ada")["id"], rota.user("Eve")["id"]
    found = rota.rendered(include_next_oncall_for_user=ada, time_zone="Etc/UTC")["next_oncall_for_user"]
    days = (now - datetime(2026, 1, 5, tzinfo=UTC)).days
    start = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=days + days % 2)
    assert (found["start"], found["end"]) == tuple(
        one.isoformat().replace("+00:00", "Z") for one in (start, start + timedelta(days=1))
    )
    assert found["user"]["summary"] == "Ada"
    [listed] = emulator.get("/schedules", include_next_oncall_for_user=ada, time_zone="Etc/UTC")["schedules"]
    assert listed["next_oncall_for_user"] == found
    assert rota.rendered(include_next_oncall_for_user=eve)["next_oncall_for_user"] is None
    assert "next_oncall_for_user" not in rota.rendered()
    emulator.get(rota.path, include_next_oncall_for_user="PNONE01", status=400)


# -- previews --------------------------------------------------------------------------------------------------------


def test_a_preview_stores_nothing(either: Client) -> None:
    rota = always(either)
    before = either.get("/_emulator/state")
    new = layer(rota.user("Bob"), start=rota.at(1), name="New", restrictions=[])
    body = {"type": "schedule", "name": "Other", "time_zone": "Asia/Tokyo", "schedule_layers": [new, new]}
    shown = either.write(
        "POST", f"/schedules/preview?since={rota.at(0)}&until={rota.at(4)}", {"schedule": body}, status=200
    )["schedule"]
    assert (shown["id"], shown["self"], shown["name"], shown["time_zone"]) == (None, None, "Other", "Asia/Tokyo")
    assert [one["id"] for one in shown["schedule_layers"]] == [None, None]
    assert spans(shown["final_schedule"])[0][0] == "Bob"
    assert shown["final_schedule"]["rendered_coverage_percentage"] == 75
    assert shown["users"][0]["summary"] == "Bob"
    assert either.get("/_emulator/state") == before


def test_a_preview_of_an_update(either: Client) -> None:
    rota = always(either)
    rota.add(rota.override("Eve", 1, 2))
    current = rota.rendered(since=rota.at(0), until=rota.at(48), time_zone="Etc/UTC")
    [old] = current["schedule_layers"]
    added = layer(rota.user("Bob"), start=rota.at(24), name="Bob")
    body = {"id": rota.path.rpartition("/")[2], "type": "schedule", "time_zone": "Etc/UTC", "schedule_layers": [added]}
    path = f"/schedules/preview?since={rota.at(0)}&until={rota.at(48)}"
    shown = either.write("POST", path, {"schedule": body}, status=200)["schedule"]
    assert shown["name"] == "Primary"
    assert [one["id"] for one in shown["schedule_layers"]] == [None, old["id"]]
    assert [one[0] for one in spans(shown["final_schedule"])] == ["Ada", "Bob"]
    assert spans(shown["overrides_subschedule"]) == []
    assert rota.rendered(since=rota.at(0), until=rota.at(48), time_zone="Etc/UTC") == current


def test_invalid_previews(either: Client) -> None:
    rota = always(either)
    body = {"type": "schedule", "name": "Other", "time_zone": "Etc/UTC"}
    for wrong in ({**body, "time_zone": "Mars"}, {**body, "schedule_layers": [layer()]}, {**body, "name": ""}):
        error = either.refused("POST", "/schedules/preview", {"schedule": wrong})
        assert error["code"] == 2001
    either.refused("POST", "/schedules/preview", {})
    path = f"/schedules/preview?since={rota.at(2)}&until={rota.at(1)}"
    either.refused("POST", path, {"schedule": body})
    plain = either.write("POST", "/schedules/preview", {"schedule": body}, status=200)["schedule"]
    assert plain["final_schedule"]["rendered_coverage_percentage"] is None


# -- deletes ---------------------------------------------------------------------------------------------------------


def test_users_of_what_has_ended_can_be_deleted(either: Client) -> None:
    """They stay in the layers and overrides, which can't be removed, and a GET can be sent back."""
    rota = Rota(either, layer("ada@example.com"), layer("bob@example.com", name="Old"))
    rota.add(rota.override("Bob", 1, 2))
    bob = f"/users/{rota.user('Bob')['id']}"
    used = ["User can't be deleted if they're being used by schedules"]
    assert either.refused("DELETE", bob, None)["errors"] == used
    shown = rota.rendered()
    old = next(one for one in shown["schedule_layers"] if one["name"] == "Old")
    ended = either.update(shown, schedule_layers=[{**old, "end": rota.at(0)}])
    assert either.refused("DELETE", bob, None)["errors"] == used
    rota.advance(3)
    either.write("DELETE", bob, status=204)
    after = rota.rendered()
    assert after["schedule_layers"][0]["users"][0]["user"] == {
        "id": bob.removeprefix("/users/"), "type": "user_reference", "summary": None, "self": None, "html_url": None,
    }
    assert either.update(after, schedule_layers=after["schedule_layers"]) == after
    span = {"since": "2026-02-01T00:00:00Z", "until": "2026-02-02T00:00:00Z"}
    assert either.get(f"{rota.path}/users", **span)["users"] == []  # Bob, who is deleted
    assert either.get(rota.path, **span)["schedule"]["final_schedule"]["rendered_coverage_percentage"] == 100
    again = {"schedule": {"schedule_layers": [{**ended["schedule_layers"][0], "end": None}]}}
    error = either.refused("PUT", rota.path, again)
    assert error["errors"] == ["Schedule layers users user must exist"]
    [account] = either.get("/_emulator/state")["accounts"]
    either.load({**account, "token": "emulator"})
    assert rota.rendered() == after


def test_open_incidents_keep_the_schedules_of_their_escalation_policy(either: Client) -> None:
    rota = always(either)
    [schedule] = either.get("/schedules")["schedules"]
    policy = either.escalation_policy("Core", reference(schedule))
    service = either.create(
        "service", name="Web", escalation_policy=reference(policy)
    )
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    incident = either.write("POST", "/incidents", body, status=201, sender="owner@example.com")["incident"]
    assert either.refused("DELETE", rota.path, None)["errors"] == [
        "Schedule can't be deleted if it's being used by escalation policies"
    ]
    rules = [{"escalation_delay_in_minutes": 5, "targets": [either.owner()]}]
    assert "former_schedules" not in either.update(policy, escalation_rules=rules)
    assert either.refused("DELETE", rota.path, None)["errors"] == [
        "Schedule can't be deleted if it's being used by an escalation policy snapshot with open incidents"
    ]
    rota.advance(1)
    either.write("POST", "/incidents", body, status=201, sender="owner@example.com")
    resolved = {"incident": {"type": "incident_reference", "status": "resolved"}}
    either.write("PUT", f"/incidents/{incident['id']}", resolved, status=200, sender="owner@example.com")
    either.write("DELETE", rota.path, status=204)  # the open incident was created later


def test_an_override_that_has_ended_does_not_keep_its_user_in_a_team(emulator: Client) -> None:
    rota = always(emulator)
    team = emulator.create("team", name="Core")
    emulator.write("PUT", rota.path, {"schedule": {"teams": [reference(team)]}}, status=200)
    bob = rota.user("Bob")["id"]
    emulator.write("PUT", f"/teams/{team['id']}/users/{bob}", status=204)
    rota.add(rota.override("Bob", 1, 2))
    error = emulator.refused("DELETE", f"/teams/{team['id']}/users/{bob}", None)
    assert error["errors"] == ["User cannot be removed as they belong to a schedule on this team"]
    rota.advance(3)
    emulator.write("DELETE", f"/teams/{team['id']}/users/{bob}", status=204)


# -- schedules of the other version ----------------------------------------------------------------------------------


def test_each_version_of_the_api_refers_to_the_other(either: Client) -> None:
    """PagerDuty's MCP server looks for these texts in the message."""
    old = always(either).path
    body = {"schedule": {"name": "Shifts", "time_zone": "Etc/UTC"}}
    new = either.write("POST", "/v3/schedules", body, status=201)["schedule"]["id"]
    for method, path in (
        ("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/users"), ("GET", "/overrides"), ("POST", "/overrides"),
    ):
        error = either.write(method, f"/schedules/{new}{path}", {"schedule": {}}, status=400)["error"]
        assert "shift-based" in error["message"] and "v3 Schedules API" in error["message"]
    error = either.write("GET", f"/v3{old}", status=400)["error"]
    assert "layer-based" in error["message"] and "v2 Schedules API" in error["message"]
