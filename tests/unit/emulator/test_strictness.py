# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences between PagerDuty's documents and its tools, with and without ``--strict``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Client, reference

OWNER = "owner@example.com"


def test_the_emulator_says_whether_it_is_strict(emulator: Client, strict: Client) -> None:
    assert emulator.get("/_emulator/")["strict"] is False
    assert strict.get("/_emulator/")["strict"] is True
    assert strict.write("POST", "/_emulator/reset", {}, status=200)["strict"] is True


BODIES: dict[str, dict[str, Any]] = {
    "user": {"type": "user", "name": "Ada", "email": "ada@example.com"},
    "team": {"type": "team", "name": "Core"},
    "schedule": {"type": "schedule", "name": "Primary", "time_zone": "Etc/UTC"},
    "escalation_policy": {"type": "escalation_policy", "name": "Core"},
    "service": {"type": "service", "name": "Web"},
    "webhook_subscription": {
        "type": "webhook_subscription",
        "delivery_method": {"type": "http_delivery_method", "url": "https://example.com"},
        "events": ["incident.triggered"],
        "filter": {"type": "account_reference"},
    },
}


def post(client: Client, kind: str, expected: int, **fields: Any) -> Any:
    """The response to a POST."""
    needs: dict[str, Any] = {
        "service": lambda: {"escalation_policy": client.policy()},
        "escalation_policy": lambda: {
            "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [client.owner()]}]
        },
    }.get(kind, dict)()
    plural = kind[:-1] + "ies" if kind.endswith("y") else f"{kind}s"
    body = {**BODIES[kind], **needs, **fields}
    body = {name: value for name, value in body.items() if value is not ...}
    return client.write("POST", f"/{plural}", {kind: body}, status=expected, sender=OWNER)


@pytest.mark.parametrize("kind", BODIES)
def test_a_post_without_a_type(emulator: Client, strict: Client, kind: str) -> None:
    created = 200 if kind == "webhook_subscription" else 201
    assert post(emulator, kind, created, type=...)[kind]["type"] == kind
    assert post(strict, kind, 400, type=...)["error"]["errors"] == ["Type can't be blank"]
    post(strict, kind, created)


@pytest.mark.parametrize(
    ("kind", "field", "kept", "complaint"),
    [
        ("user", {"time_zone": "UTC"}, "UTC", "Time zone is not a valid time zone"),
        ("user", {"role": None}, "user", "Role must be in admin"),
        ("user", {"job_title": None}, None, "Job title must be a String"),
        ("team", {"default_role": None}, "manager", "Default role must be in manager or none"),
        ("escalation_policy", {"num_loops": None}, 0, "Num loops must be an Integer"),
        (
            "escalation_policy",
            {"on_call_handoff_notifications": None},
            "if_has_services",
            "On call handoff notifications must be in if_has_services or always",
        ),
        ("service", {"status": None}, "active", "Status must be in active or disabled"),
        ("service", {"alert_creation": None}, "create_alerts_and_incidents", "Alert creation must be in"),
        ("service", {"scheduled_actions": [None]}, [], "Scheduled actions can't be blank"),
        ("webhook_subscription", {"active": None}, True, "Active can't be blank"),
    ],
)
def test_what_is_taken_unless_strict(
    emulator: Client, strict: Client, kind: str, field: dict[str, Any], kept: Any, complaint: str
) -> None:
    [name] = field
    created = 200 if kind == "webhook_subscription" else 201
    assert post(emulator, kind, created, **field)[kind][name] == kept
    assert complaint in post(strict, kind, 400, **field)["error"]["errors"][0]


@pytest.mark.parametrize("kind", ["user", "team", "escalation_policy", "service", "schedule"])
def test_a_required_field_is_never_null_in_a_post(either: Client, kind: str) -> None:
    assert "Name must be a String" in post(either, kind, 400, name=None)["error"]["errors"][0]


def test_a_null_in_an_update_leaves_the_field_as_it_is(emulator: Client, strict: Client) -> None:
    for client, status in ((emulator, 200), (strict, 400)):
        service = client.service("Web", description="old")
        body = {"service": {"name": None, "status": None, "escalation_policy": None, "description": "new"}}
        client.write("PUT", f"/services/{service['id']}", body, status=status)
        now = client.get(f"/services/{service['id']}")["service"]
        assert now == {**service, "description": "new" if status == 200 else "old"}


def test_a_job_title_cannot_be_cleared(either: Client) -> None:
    """PagerDuty's Terraform provider depends on it, so it does not depend on ``--strict``."""
    user = either.user(job_title="Engineer")
    error = either.refused("PUT", f"/users/{user['id']}", {"user": {"job_title": None}})
    assert error["errors"] == ["Job title must be a String"]
    untitled = either.user("Bob", "bob@example.com")
    assert either.update(untitled, job_title=None)["job_title"] is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2040-11-25 18:00:00 +0000 UTC", "2040-11-25T18:00:00Z"),
        ("2040-11-25 18:00:00.5 -0500 EST", "2040-11-25T23:00:00Z"),
    ],
)
def test_a_virtual_start_in_the_form_of_go(emulator: Client, strict: Client, text: str, kept: str) -> None:
    def body(client: Client, name: str = "rotation_virtual_start") -> dict[str, Any]:
        layer = {
            "start": "2040-11-25T18:00:13Z",
            "rotation_virtual_start": "2040-11-25T18:00:00Z",
            "rotation_turn_length_seconds": 86400,
            "users": [{"user": client.owner()}],
        }
        return {"schedule_layers": [{**layer, name: text}]}

    layer = post(emulator, "schedule", 201, **body(emulator))["schedule"]["schedule_layers"][0]
    assert (layer["rotation_virtual_start"], layer["start"]) == (kept, "2040-11-25T18:00:13Z")
    for client, name in ((emulator, "start"), (strict, "start"), (strict, "rotation_virtual_start")):
        error = post(client, "schedule", 400, **body(client, name))["error"]
        assert "must be a valid ISO 8601 date-time" in error["errors"][0]


def test_an_integration_of_the_vendors_own_type(emulator: Client, strict: Client) -> None:
    vendor = {"id": "PZQ6AUS", "type": "vendor_reference"}
    for client in (emulator, strict):
        path = f"/services/{client.service()['id']}/integrations"
        body = {"integration": {"type": "service_integration", "vendor": vendor}}
        answer = client.write("POST", path, body, status=201 if client is emulator else 400)
        if client is emulator:
            assert answer["integration"]["type"] == "aws_cloudwatch_inbound_integration"
        without_vendor = {"integration": {"type": "service_integration", "name": "Own"}}
        assert "Type must be in" in client.refused("POST", path, without_vendor)["errors"][0]


def test_email_filters_and_parsers(emulator: Client, strict: Client) -> None:
    mail = {
        "type": "generic_email_inbound_integration",
        "name": "Mail",
        "integration_email": "web@example.pagerduty.com",
        "email_parsers": [{"action": "trigger", "match_predicate": {"type": "all", "children": []}}],
    }
    for client in (emulator, strict):
        path = f"/services/{client.service()['id']}/integrations"
        made = client.write("POST", path, {"integration": mail}, status=201)["integration"]
        [parser] = made["email_parsers"]
        assert isinstance(parser["id"], int)
        changed = {"integration": {"email_parsers": [{**parser, "action": "resolve"}], "email_filters": [{}]}}
        answer = client.write("PUT", f"{path}/{made['id']}", changed, status=200 if client is emulator else 400)
        if client is emulator:
            assert answer["integration"]["email_parsers"] == [{**parser, "action": "resolve"}]
            assert answer["integration"]["email_filters"][0]["body_mode"] == "always"
        else:
            assert answer["error"]["errors"][0] == "Email filters subject mode can't be blank"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/users", {"total": "True"}),
        ("/users", {"total": "False"}),
        ("/log_entries", {"is_overview": "True"}),
        ("/change_events", {"since": "2026-01-01T00:00:00+00:00"}),
        ("/change_events", {"until": "2026-01-01T00:00:00 00:00"}),
    ],
)
def test_queries_as_python_writes_them(emulator: Client, strict: Client, path: str, query: dict[str, str]) -> None:
    emulator.get(path, **query)
    assert strict.get(path, status=400, **query)["error"]["code"] == 2001


@pytest.mark.parametrize("query", [{"total": "TRUE"}, {"total": "yes"}, {"since": "2026-01-01T00:00:00+01:00"}])
def test_queries_that_are_always_wrong(either: Client, query: dict[str, str]) -> None:
    assert either.get("/change_events", status=400, **query)["error"]["code"] == 2001


@pytest.mark.parametrize("path", ["/v2/enqueue/", "/v2/change/enqueue/"])
def test_events_to_a_path_that_ends_with_a_slash(emulator: Client, strict: Client, path: str) -> None:
    assert emulator.write("POST", path, {}, status=400)["message"] == "Event object is invalid"
    assert strict.write("POST", path, {}, status=404)["error"]["code"] == 2100


# -- From ------------------------------------------------------------------------------------------------------------


def test_users_are_created_without_from_unless_strict(emulator: Client, strict: Client) -> None:
    body = {"user": BODIES["user"]}
    emulator.write("POST", "/users", body, status=201)
    assert strict.write("POST", "/users", body, status=400)["error"]["code"] == 2016
    assert strict.refused("POST", "/users", body, sender="nobody@example.com")["code"] == 1008


def test_the_token_of_a_user_needs_no_from(either: Client, as_token: Callable[[str], Client]) -> None:
    """REST API keys and OAuth tokens of a user need no ``From``. Those of an account or an app do."""
    client = {"client_id": "app", "client_secret": "secret", "refresh_tokens": [{"token": "first", "user": OWNER}]}
    either.load({"tokens": [{"token": "owner", "user": OWNER}], "oauth_clients": [client]})
    service = either.service()
    body = {"incident": {"type": "incident", "title": "Down", "service": reference(service)}}
    forms = {
        "user": {"grant_type": "refresh_token", "refresh_token": "first"},
        "app": {"grant_type": "client_credentials", "scope": "as_account-us.example incidents.write"},
    }
    bearers = {}
    for name, form in forms.items():
        secret = {"client_id": "app", "client_secret": "secret"}
        answer = either.call("POST", "/oauth/token", data={**form, **secret})
        assert answer.status_code == 200, answer.text
        bearers[name] = answer.json()["access_token"]
    for caller in (Client(either.url, "owner"), Client(either.url, bearer=bearers["user"])):
        caller.write("POST", "/incidents", body, status=201)
    for caller in (either, Client(either.url, bearer=bearers["app"])):
        assert caller.write("POST", "/incidents", body, status=400)["error"]["code"] == 2016


# -- time zones of schedules -----------------------------------------------------------------------------------------


def test_a_schedule_is_shown_in_its_own_time_zone(either: Client) -> None:
    layer = {
        "start": "2040-07-01T12:00:00Z",
        "rotation_virtual_start": "2040-07-01T12:00:00Z",
        "rotation_turn_length_seconds": 86400,
        "users": [{"user": either.owner()}],
    }
    made = either.create("schedule", name="Primary", time_zone="Asia/Tokyo", schedule_layers=[layer])
    path = f"/schedules/{made['id']}"

    def start(schedule: Any) -> str:
        return schedule["schedule_layers"][0]["start"]

    assert start(made) == "2040-07-01T21:00:00+09:00"
    assert either.get(path)["schedule"] == made
    assert either.update(made, description="Nights") == {**made, "description": "Nights"}
    assert start(either.update(made, time_zone="Europe/Berlin")) == "2040-07-01T14:00:00+02:00"
    assert start(either.get(path, time_zone="Etc/UTC")["schedule"]) == "2040-07-01T12:00:00Z"


def test_lists_of_schedules_are_in_the_time_zone_of_the_user_who_asks(either: Client) -> None:
    layer = {
        "start": "2040-07-01T12:00:00Z",
        "rotation_virtual_start": "2040-07-01T12:00:00Z",
        "rotation_turn_length_seconds": 86400,
        "users": ["ada@example.com"],
    }
    either.load(
        {
            "time_zone": "America/New_York",
            "tokens": [{"token": "ada", "user": "ada@example.com"}],
            "users": [{"name": "Ada", "email": "ada@example.com", "time_zone": "Asia/Tokyo"}],
            "schedules": [{"name": "Primary", "time_zone": "Europe/Berlin", "schedule_layers": [layer]}],
        }
    )
    for client, start in (
        (Client(either.url, "ada"), "2040-07-01T21:00:00+09:00"),
        (either, "2040-07-01T08:00:00-04:00"),
    ):
        [schedule] = client.get("/schedules", include_="schedule_layers")["schedules"]
        assert schedule["schedule_layers"][0]["start"] == start


# -- what is read back -----------------------------------------------------------------------------------------------


def test_auto_pause_that_is_off_has_no_timeout(either: Client) -> None:
    name = "auto_pause_notifications_parameters"
    service = either.service(**{name: {"enabled": True, "timeout": 300}})
    assert service[name]["timeout"] == 300
    for off in ({"enabled": False, "timeout": 300}, {"enabled": False}, {"enabled": False, "timeout": None}, None):
        either.update(service, **{name: {"enabled": True, "timeout": 300}})
        assert either.update(service, **{name: off})[name] == {
            "enabled": False, "timeout": None, "recommended_timeout": 120
        }
    assert either.update(service, **{name: {"enabled": True, "timeout": 0}})[name]["timeout"] == 120


def test_grouping_by_content_reads_back_as_rules_unless_strict(emulator: Client, strict: Client) -> None:
    by_content = {"type": "content_based", "config": {"aggregate": "all", "fields": ["component"], "time_window": 300}}
    for client, shown in ((emulator, "rules"), (strict, None)):
        plain = client.service("Plain")
        service = client.service("Web", alert_grouping_parameters=by_content)
        assert service["alert_grouping"] == shown
        assert client.update(service, alert_grouping_parameters={"type": None})["alert_grouping"] is None
        client.update(service, alert_grouping_parameters=by_content)
        same = client.write("PUT", f"/services/{service['id']}", {"service": {"alert_grouping": "rules"}},
                            status=200 if client is emulator else 400)
        if client is emulator:
            assert same["service"]["alert_grouping_parameters"] == service["alert_grouping_parameters"]
        body = {"service": {"alert_grouping": "rules"}}
        assert "Alert grouping" in client.refused("PUT", f"/services/{plain['id']}", body)["errors"][0]


# -- incidents that are sent back ------------------------------------------------------------------------------------


class Incidents:
    """Incidents of one service, whose policy notifies the owner, and their updates."""

    def __init__(self, client: Client):
        self.client = client
        self.ada = client.user()
        self.policy = client.escalation_policy("Core", reference(self.ada))
        self.service = client.create("service", name="Web", escalation_policy=client.policy())
        self.incident = client.create("incident", title="Down", service=reference(self.service))

    def read(self) -> Any:
        return self.client.get(f"/incidents/{self.incident['id']}")["incident"]

    def put(self, **changes: Any) -> Any:
        """The response to a PUT of the current incident, with changes."""
        whole = {**self.read(), **changes}
        return self.client.write("PUT", "/incidents", {"incidents": [whole]}, status=200, sender=OWNER)["incidents"][0]

    def kinds(self) -> list[str]:
        entries = self.client.get(f"/incidents/{self.incident['id']}/log_entries")["log_entries"]
        return [one["type"].removesuffix("_log_entry") for one in reversed(entries)]


def test_an_incident_is_sent_back_with_assignments_and_policy(either: Client) -> None:
    incidents = Incidents(either)
    assert incidents.put() == incidents.incident
    assert incidents.put(title="Slow")["title"] == "Slow"
    assert incidents.kinds().count("assign") == 1, "nobody was assigned anew"
    moved = incidents.put(assignments=[{"assignee": reference(incidents.ada)}])
    assert [one["assignee"]["summary"] for one in moved["assignments"]] == ["Ada Lovelace"]
    assert (moved["assigned_via"], moved["escalation_policy"]["summary"]) == ("direct_assignment", "Default")
    handed = incidents.put(escalation_policy=reference(incidents.policy))
    assert (handed["assigned_via"], handed["escalation_policy"]["summary"]) == ("escalation_policy", "Core")
    both = incidents.put(
        assignments=[{"assignee": either.owner()}], escalation_policy=either.policy()
    )
    assert (both["assigned_via"], both["escalation_policy"]["summary"]) == ("direct_assignment", "Default")
    assert [one["assignee"]["summary"] for one in both["assignments"]] == ["Account Owner"]


@pytest.mark.parametrize(("status", "code"), [("acknowledged", 1002), ("resolved", 1001)])
def test_a_whole_incident_is_no_command_but_a_status_alone_is(either: Client, status: str, code: int) -> None:
    incidents = Incidents(either)
    changed = incidents.put(status=status)
    assert changed["status"] == status
    kinds = incidents.kinds()
    path = f"/incidents/{incidents.incident['id']}"
    assert incidents.put() == changed
    assert either.write("PUT", path, {"incident": changed}, status=200, sender=OWNER)["incident"] == changed
    assert (incidents.read(), incidents.kinds()) == (changed, kinds)
    body = {"incident": {"type": "incident_reference", "status": status}}
    assert either.refused("PUT", path, body)["code"] == code


def test_a_post_with_assignments_and_policy_is_refused(either: Client) -> None:
    incidents = Incidents(either)
    body = {
        "type": "incident",
        "title": "Down",
        "service": reference(incidents.service),
        "assignments": [{"assignee": reference(incidents.ada)}],
        "escalation_policy": reference(incidents.policy),
    }
    assert either.refused("POST", "/incidents", {"incident": body})["errors"] == [
        "Assignments cannot be specified if escalation policy is given"
    ]


def test_an_alert_of_a_resolved_incident_is_sent_back(either: Client) -> None:
    incident = {"title": "Down", "service": "Web", "status": "resolved"}
    alert = {"title": "Disk full", "incident": "Down", "status": "resolved"}
    services = [{"name": "Web", "escalation_policy": "Default"}]
    either.load({"services": services, "incidents": [incident], "alerts": [alert]})
    [kept] = either.get("/incidents", date_range="all")["incidents"]
    [shown] = either.get(f"/incidents/{kept['id']}/alerts")["alerts"]
    path = f"/incidents/{kept['id']}/alerts/{shown['id']}"
    assert either.write("PUT", path, {"alert": shown}, status=200, sender=OWNER)["alert"] == shown
