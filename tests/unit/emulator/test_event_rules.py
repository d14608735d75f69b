# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the global, unrouted and service rules of event orchestrations do with events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Client
from .receiver import Receiver, receiving
from .test_cache_variables import add

KEY, OWN_KEY = "R" + "0" * 31, "a" * 32
EVENT: dict[str, Any] = {
    "routing_key": KEY,
    "event_action": "trigger",
    "dedup_key": "disk",
    "payload": {
        "summary": "Disk full on db1", "source": "db1", "severity": "warning", "component": "postgresql",
        "custom_details": {"mount": "/var", "free": 3},
    },
}
TO_WEB = {"sets": [{"rules": []}], "catch_all": {"actions": {"route_to": "Web"}}}
UNROUTED = {"sets": [{"rules": []}], "catch_all": {"actions": {"route_to": "unrouted"}}}


def rule(actions: Any, *expressions: str, **more: Any) -> Any:
    return {"conditions": [{"expression": one} for one in expressions], "actions": actions, **more}


def sets(*rules: Any, catch_all: Any = None, **others: Any) -> Any:
    """A path with the rules of its first set, and further sets by their IDs."""
    more = [{"id": name, "rules": found} for name, found in others.items()]
    return {"sets": [{"id": "start", "rules": list(rules)}, *more], "catch_all": {"actions": catch_all or {}}}


class Shop:
    """An account with an orchestration and two services, of which Web has an integration of its own."""

    def __init__(self, client: Client, **paths: Any):
        self.client = client
        of_service = paths.pop("service", None)
        web: dict[str, Any] = {
            "name": "Web", "escalation_policy": "Default",
            "integrations": [{"name": "Own", "type": "events_api_v2_inbound_integration", "integration_key": OWN_KEY}],
            **paths.pop("web", {}),
        }
        if of_service is not None:
            web["event_orchestration"] = {"active": True, **of_service}
        client.load({
            "users": [{"name": "Bob", "email": "bob@example.com"}],
            "escalation_policies": [{"name": "Night", "escalation_rules": [
                {"escalation_delay_in_minutes": 30, "targets": ["bob@example.com"]}]}],
            "services": [web, {"name": "API", "escalation_policy": "Default"}],
            "incident_types": [{"name": "outage", "parent": "incident_default"}],
            **paths.pop("account", {}),
            "event_orchestrations": [
                {"name": "Shop", "integrations": [{"label": "All", "parameters": {"routing_key": KEY}}],
                 "router": TO_WEB, **paths},
            ],
        })

    def send(self, *, key: str = KEY, payload: Any = None, **changes: Any) -> None:
        event = {**EVENT, "routing_key": key, "payload": {**EVENT["payload"], **(payload or {})}, **changes}
        self.client.write("POST", "/v2/enqueue", event, status=202)

    def resolve(self, **changes: Any) -> None:
        event = {"routing_key": KEY, "event_action": "resolve", "dedup_key": "disk", **changes}
        self.client.write("POST", "/v2/enqueue", event, status=202)

    def alerts(self) -> Any:
        return self.client.get("/_emulator/alerts")

    def alert(self) -> Any:
        [one] = self.alerts()
        return one

    def incidents(self) -> Any:
        return self.client.get("/incidents", sort_by="incident_number:asc")["incidents"]

    def incident(self) -> Any:
        [one] = self.incidents()
        return one

    def advance(self, seconds: int) -> None:
        self.client.write("POST", "/_emulator/clock", {"advance": seconds}, status=200)

    def explained(self, **changes: Any) -> Any:
        return self.client.write("POST", "/_emulator/evaluate", {**EVENT, **changes}, status=200)


def steps(alert: Any) -> list[tuple[str, str, str | None]]:
    return [(one["path"], one["set"], one["label"]) for one in alert["rules"]["steps"]]


# -- which rules apply, and when -------------------------------------------------------------------------------------


def test_global_rules_then_the_router_then_the_rules_of_the_service(either: Client) -> None:
    extraction = {"target": "event.custom_details.team", "template": "storage"}
    shop = Shop(
        either,
        **{"global": sets(rule({"severity": "error", "extractions": [extraction]}, label="all"))},
        router={"sets": [{"rules": [
            rule({"route_to": "API"}, "raw_event.payload.severity matches 'error'", label="raw"),
            rule({"route_to": "Web"}, "event.severity matches 'error'", label="changed"),
        ]}], "catch_all": {"actions": {"route_to": "API"}}},
        service=sets(rule({"severity": "critical"}, "event.custom_details.team matches 'storage'", label="own")),
    )
    shop.send()
    alert = shop.alert()
    assert steps(alert) == [("global", "start", "all"), ("router", "start", "changed"), ("service", "start", "own")]
    assert (alert["severity"], alert["state"], alert["service"]["name"]) == ("critical", "triggered", "Web")
    assert alert["details"] == {"mount": "/var", "free": 3, "team": "storage"}
    assert shop.incident()["service"]["summary"] == "Web"


def test_the_first_rule_of_each_set_and_the_catch_all_of_the_last(either: Client) -> None:
    shop = Shop(either, service=sets(
        rule({"severity": "info"}, label="disabled", disabled=True),
        rule({"route_to": "database"}, "event.component matches 'postgresql'", label="database"),
        rule({"severity": "info"}, label="never"),
        database=[
            rule({"severity": "info"}, "event.summary matches part 'memory'", label="memory"),
            rule({"route_to": "disk"}, "event.summary matches part 'disk'", label="disk"),
        ],
        disk=[rule({"severity": "info"}, "event.custom_details.free > 5", label="enough")],
        catch_all={"severity": "critical"},
    ))
    shop.send(key=OWN_KEY)
    alert = shop.alert()
    assert steps(alert) == [
        ("service", "start", "database"), ("service", "database", "disk"), ("service", "disk", None)
    ]
    assert alert["severity"] == "critical"


def test_a_circle_of_sets_ends(either: Client) -> None:
    shop = Shop(either, service=sets(
        rule({"route_to": "more", "severity": "error"}), more=[rule({"route_to": "start", "annotate": "once"})]
    ))
    shop.send(key=OWN_KEY)
    assert [one[1] for one in steps(shop.alert())] == ["start", "more"]


def test_rules_of_a_service_apply_only_while_they_are_active(either: Client) -> None:
    shop = Shop(either, service={**sets(catch_all={"suppress": True}), "active": False})
    shop.send(key=OWN_KEY)
    assert (shop.alert()["state"], steps(shop.alert())) == ("triggered", [])


def test_later_rules_override_earlier_ones(either: Client) -> None:
    shop = Shop(
        either,
        **{"global": sets(rule({"suppress": True, "priority": "P5", "annotate": "global"}))},
        service=sets(rule({"suppress": False, "priority": "P1", "annotate": "service"})),
    )
    shop.send()
    incident = shop.incident()
    assert incident["priority"]["summary"] == "P1"
    notes = either.get(f"/incidents/{incident['id']}/notes")["notes"]
    assert [(one["content"], one["user"]["summary"]) for one in notes] == [("global", "Web"), ("service", "Web")]


# -- actions ---------------------------------------------------------------------------------------------------------


def test_dropped_events_do_nothing_and_reach_no_router(either: Client) -> None:
    drop = rule({"drop_event": True}, "event.severity matches 'info'")
    shop = Shop(either, **{"global": sets(drop)})
    shop.send(payload={"severity": "info"})
    assert shop.alerts() == []
    assert shop.explained(payload={**EVENT["payload"], "severity": "info"})["action"] == "drop"
    shop.send()
    assert shop.alert()["state"] == "triggered"


def test_a_suppressed_alert_has_no_incident_and_is_resolved(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"suppress": True}, "event.severity matches 'warning'")))
    shop.send()
    assert (shop.alert()["state"], shop.alert()["incident"], shop.incidents()) == ("suppressed", None, [])
    shop.send()
    assert shop.alert()["state"] == "suppressed"
    shop.resolve()
    assert (shop.alert()["state"], shop.incidents()) == ("resolved", [])


def test_an_alert_is_no_longer_suppressed_when_the_rules_change_their_mind(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"suppress": True}, "event.severity matches 'warning'")))
    shop.send()
    shop.send(payload={"severity": "critical"})
    assert shop.alert()["incident"] == shop.incident()["id"]
    shop.send()
    assert shop.alert()["state"] == "triggered"


def test_an_unrouted_event_makes_a_suppressed_alert_without_a_service(either: Client) -> None:
    unrouted = sets(rule({"severity": "critical"}, "event.source matches 'db1'", label="db"))
    shop = Shop(either, router=UNROUTED, unrouted=unrouted)
    shop.send()
    alert = shop.alert()
    assert (alert["state"], alert["service"], alert["severity"]) == ("suppressed", None, "critical")
    assert steps(alert) == [("router", "start", None), ("unrouted", "start", "db")]
    shop.send()
    shop.resolve(event_action="acknowledge")
    assert shop.alert()["state"] == "suppressed"
    shop.resolve()
    assert (shop.alert()["state"], shop.incidents()) == ("resolved", [])


def test_a_suspended_alert_triggers_an_incident_after_its_time(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"suspend": 300, "priority": "P2", "annotate": "{{event.source}}"})))
    shop.send()
    alert = shop.alert()
    assert (alert["state"], alert["suspended_by"], shop.incidents()) == ("suspended", "rules", [])
    shop.advance(200)
    shop.send(payload={"summary": "Disk still full"})
    assert shop.alert()["suspended_until"] == alert["suspended_until"]
    shop.advance(101)
    incident = shop.incident()
    assert (incident["title"], incident["priority"]["summary"]) == ("Disk still full", "P2")
    assert incident["created_at"] == alert["suspended_until"]
    assert shop.alert()["incident"] == incident["id"] and shop.alert()["state"] == "triggered"
    [note] = either.get(f"/incidents/{incident['id']}/notes")["notes"]
    assert note["content"] == "db1"


def test_alerts_are_listed_by_state(either: Client) -> None:
    shop = Shop(either, service=sets(
        rule({"suspend": 300}, "event.severity matches 'warning'"),
        rule({"suppress": True}, "event.severity matches 'info'"),
    ))
    for severity in ("info", "warning", "error"):
        shop.send(dedup_key=severity, payload={"severity": severity})

    def keys(query: str) -> Any:
        return [one["alert_key"] for one in either.get(f"/_emulator/alerts?{query}")]

    assert keys("state=suppressed") == ["info"]
    assert sorted(keys("state=suspended&state=triggered")) == ["error", "warning"]
    assert (keys("account=none"), len(keys("limit=2"))) == ([], 2)
    error = either.write("GET", "/_emulator/alerts?state=open", status=400)["error"]
    assert error == "state must be triggered, suppressed, suspended, resolved"


def test_a_suspended_alert_that_is_resolved_triggers_nothing(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"suspend": 300})))
    shop.send()
    shop.resolve()
    shop.advance(600)
    assert (shop.alert()["state"], shop.incidents()) == ("resolved", [])


def test_a_suspended_alert_survives_a_state_file(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"suspend": 300, "priority": "P1"})))
    shop.send()
    [account] = either.get("/_emulator/state")["accounts"]
    either.load({**account, "token": "emulator"})
    assert shop.alert()["state"] == "suspended"
    shop.advance(301)
    assert shop.incident()["priority"]["summary"] == "P1"


def test_a_pause_that_ends_in_maintenance_triggers_nothing(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"suspend": 300})))
    shop.send()
    [web] = [one for one in either.get("/services")["services"] if one["name"] == "Web"]
    either.write("PUT", f"/services/{web['id']}", {"service": {"type": "service", "status": "disabled"}}, status=200)
    shop.advance(301)
    assert shop.incidents() == []


def test_auto_pause_suspends_for_its_timeout(either: Client) -> None:
    pause = {"auto_pause_notifications_parameters": {"enabled": True, "timeout": 120}}
    shop = Shop(either, web=pause)
    shop.send()
    assert (shop.alert()["state"], shop.alert()["suspended_by"]) == ("suspended", "auto_pause")
    shop.advance(121)
    assert shop.alert()["incident"] == shop.incident()["id"]


def test_auto_pause_needs_aiops(either: Client) -> None:
    pause = {"auto_pause_notifications_parameters": {"enabled": True, "timeout": 120}}
    shop = Shop(either, web=pause, account={"abilities": ["urgencies"]})
    shop.send()
    assert shop.alert()["state"] == "triggered"


def test_priority_escalation_policy_and_custom_fields(either: Client) -> None:
    field = {"name": "area", "field_type": "single_value_fixed", "field_options": ["db", "web"], "id": "PAREA"}
    other = {"name": "host", "field_type": "single_value", "id": "PHOST"}
    kinds = [{"name": "incident_default", "custom_fields": [field, other]}]
    values = {"PAREA": "db", "PHOST": "{{event.source}}", "PNO": "x"}
    updates = [{"id": identifier, "value": value} for identifier, value in values.items()]
    shop = Shop(either, account={"incident_types": kinds}, service=sets(
        rule({"priority": "P3", "escalation_policy": "PNIGHT", "incident_custom_field_updates": updates,
              "route_to": "more"}),
        more=[rule({"incident_custom_field_updates": [{"id": "PAREA", "value": "elsewhere"}]},
                   "event.severity matches 'critical'")],
    ))
    [night] = [one for one in either.get("/escalation_policies")["escalation_policies"] if one["name"] == "Night"]
    [web] = [one for one in either.get("/services")["services"] if one["name"] == "Web"]
    path = either.get(f"/event_orchestrations/services/{web['id']}")["orchestration_path"]
    path["sets"][0]["rules"][0]["actions"]["escalation_policy"] = night["id"]
    either.write(
        "PUT", f"/event_orchestrations/services/{web['id']}", {"orchestration_path": path}, status=200
    )
    shop.send()
    incident = shop.incident()
    assert incident["priority"]["summary"] == "P3"
    assert incident["escalation_policy"]["id"] == night["id"]
    assert [one["assignee"]["summary"] for one in incident["assignments"]] == ["Bob"]
    values = either.get(f"/incidents/{incident['id']}/custom_fields/values")["custom_fields"]
    assert {one["name"]: one["value"] for one in values} == {"area": "db", "host": "db1"}
    shop.send(dedup_key="another", payload={"severity": "critical"})
    second = shop.incidents()[1]
    values = either.get(f"/incidents/{second['id']}/custom_fields/values")["custom_fields"]
    assert {one["name"]: one["value"] for one in values} == {"area": None, "host": "db1"}


@pytest.mark.parametrize(("action", "state"), [("resolve", "resolved"), ("trigger", "triggered")])
def test_event_action(either: Client, action: str, state: str) -> None:
    shop = Shop(either, service=sets(rule({"event_action": action}, "event.summary matches part 'OK'")))
    shop.send()
    shop.send(payload={"summary": "Disk OK"})
    assert shop.alert()["state"] == state


def test_an_event_that_becomes_a_trigger_needs_a_payload(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"event_action": "trigger"})))
    shop.resolve()
    assert shop.alerts() == []
    shop.resolve(payload=EVENT["payload"])
    assert shop.alert()["state"] == "triggered"


VARIABLES = [
    {"name": "host", "type": "regex", "path": "event.summary", "value": "on (\\w)(\\w+)"},
    {"name": "nothing", "type": "regex", "path": "event.summary", "value": "memory"},
    {"name": "free", "type": "regex", "path": "event.custom_details.free", "value": "\\d"},
]


@pytest.mark.parametrize(
    ("extraction", "changed"),
    [
        ({"target": "event.summary", "template": "{{variables.host}}: {{ event.severity }}{{variables.nothing}}"},
         {"summary": "db1: warning"}),
        ({"target": "summary", "template": "{{event.custom_details}}"}, {"summary": '{"mount":"/var","free":3}'}),
        ({"target": "event.summary", "template": "{{event.custom_details.nothing}}"}, {}),
        ({"target": "event.summary", "template": "{{not a path}}"}, {"summary": "{{not a path}}"}),
        ({"target": "event.summary", "template": "x" * 2000}, {"summary": "x" * 1024}),
        ({"target": "event.source", "regex": "[a-z]+(\\d)", "source": "event.source"}, {"source": "1"}),
        ({"target": "event.source", "regex": "memory", "source": "event.source"}, {}),
        ({"target": "event.source", "regex": ".*", "source": "variables.free"}, {"source": "3"}),
        ({"target": "event.source", "regex": ".*", "source": "raw_event.payload.component"}, {"source": "postgresql"}),
        ({"target": "event.severity", "template": "critical"}, {"severity": "critical"}),
        ({"target": "event.severity", "template": "urgent"}, {}),
        ({"target": "event.group", "template": "storage"}, {"group": "storage"}),
        ({"target": "event.timestamp", "template": "yesterday"}, {}),
        ({"target": "event.custom_details.a['b c'].d", "template": "x"},
         {"custom_details": {"mount": "/var", "free": 3, "a": {"b c": {"d": "x"}}}}),
        ({"target": "event.custom_details.mount", "template": "/"}, {"custom_details": {"mount": "/", "free": 3}}),
        ({"target": "event.links", "template": "x"}, {}),
        ({"target": "raw_event.x", "template": "x"}, {}),
    ],
)
def test_extractions(either: Client, extraction: Any, changed: Any) -> None:
    shop = Shop(either, service=sets(rule({"variables": VARIABLES, "extractions": [extraction]})))
    assert shop.explained()["event"]["payload"] == {**EVENT["payload"], **changed}


def test_a_changed_deduplication_key(either: Client) -> None:
    extraction = {"target": "event.dedup_key", "template": "{{event.source}}"}
    shop = Shop(either, service=sets(rule({"extractions": [extraction]})))
    shop.send()
    shop.send(dedup_key="other")
    assert shop.alert()["alert_key"] == "db1"


def test_variables_exist_in_one_rule_only(either: Client) -> None:
    shop = Shop(either, service=sets(
        rule({"variables": VARIABLES, "annotate": "on {{variables.host}}", "route_to": "more"}),
        more=[rule({"annotate": "on {{variables.host}}!"})],
    ))
    assert shop.explained()["notes"] == ["on db1", "on !"]


@pytest.mark.parametrize("aiops", [True, False])
def test_what_needs_aiops_has_no_effect_without_it(either: Client, aiops: bool) -> None:
    shop = Shop(
        either, **{"global": sets(rule({"annotate": "global"}))},
        service=sets(rule({
            "variables": VARIABLES, "annotate": "{{variables.host}} {{event.source}}", "severity": "error",
            "extractions": [{"target": "event.summary", "template": "changed"}],
        })),
        account={"abilities": ["event_intelligence"] if aiops else []},
    )
    explained = shop.explained()
    notes = ["global", "db1 db1"] if aiops else ["db1 {{event.source}}"]
    assert explained["notes"] == notes
    summary = "changed" if aiops else "Disk full on db1"
    assert (explained["event"]["payload"]["summary"], explained["event"]["payload"]["severity"]) == (summary, "error")


def test_aiops_can_be_turned_off_for_a_service(either: Client) -> None:
    extraction = {"target": "event.summary", "template": "changed"}
    shop = Shop(
        either, web={"aiops": {"enabled": False}}, service=sets(rule({"extractions": [extraction]})),
        **{"global": sets(rule({"annotate": "global"}))},
    )
    explained = shop.explained()
    assert (explained["event"]["payload"]["summary"], explained["notes"]) == ("Disk full on db1", ["global"])


# -- cache variables -------------------------------------------------------------------------------------------------


def path_of(client: Client, *, service: bool) -> str:
    if service:
        [web] = [one for one in client.get("/services")["services"] if one["name"] == "Web"]
        return f"/event_orchestrations/services/{web['id']}"
    [one] = client.get("/event_orchestrations")["orchestrations"]
    return f"/event_orchestrations/{one['id']}"


@pytest.mark.parametrize("service", [True, False])
def test_cache_variables_in_conditions_and_templates(either: Client, service: bool) -> None:
    rules = sets(
        rule({"severity": "critical", "annotate": "{{cache_var.mounts}} {{cache_var.last}}"}, "cache_var.mounts >= 2"),
        catch_all={"annotate": "{{cache_var.mounts}} {{cache_var.last}}"},
    )
    shop = Shop(either, **({"service": rules} if service else {"global": rules}))
    path = path_of(either, service=service)
    on_var = [{"expression": "event.custom_details.mount matches '/var'"}]
    add(either, path, "mounts", {"type": "trigger_event_count", "ttl_seconds": 60}, conditions=on_var)
    add(either, path, "last", {"type": "recent_value", "source": "event.summary", "regex": "(\\w+) full"},
        conditions=on_var)
    add(either, path, "off", {"type": "trigger_event_count", "ttl_seconds": 60}, disabled=True)
    shop.send()
    shop.send(dedup_key="2", payload={"custom_details": {"mount": "/"}, "summary": "Memory full"})
    shop.send(dedup_key="3", payload={"summary": "Volume full"})
    shop.send(dedup_key="4", payload={"summary": "Full?"})
    found = [(one["severity"], one["rules"]["notes"][0]) for one in shop.alerts()]
    assert found == [("warning", "1 Disk"), ("warning", "1 Disk"), ("critical", "2 Volume"), ("critical", "3 Volume")]
    shop.advance(61)
    assert shop.explained()["notes"] == ["1 Disk"]
    assert shop.explained()["notes"] == ["1 Disk"], "an explanation counts nothing"
    assert shop.explained(payload={**EVENT["payload"], "custom_details": {}})["notes"] == ["0 Volume"]


def test_external_data_is_used_until_it_expires(either: Client) -> None:
    shop = Shop(either, service=sets(rule({"suppress": True}, "cache_var.deploying == true")))
    path = path_of(either, service=True)
    variable = add(either, path, "deploying", {"type": "external_data", "data_type": "boolean", "ttl_seconds": 300})
    assert shop.explained()["action"] == "trigger"
    data = f"{path}/cache_variables/{variable['id']}/data"
    either.write("PUT", data, {"cache_variable_data": True}, status=200)
    assert shop.explained()["action"] == "suppress"
    shop.advance(300)
    assert shop.explained()["action"] == "trigger"


def test_an_orchestration_and_a_service_do_not_share_variables(either: Client) -> None:
    shop = Shop(either, **{"global": sets()}, service=sets(rule({"suppress": True}, "cache_var.count exists")))
    add(either, path_of(either, service=False), "count", {"type": "trigger_event_count", "ttl_seconds": 60})
    assert shop.explained()["action"] == "trigger"
    add(either, path_of(either, service=True), "count", {"type": "trigger_event_count", "ttl_seconds": 60})
    assert shop.explained()["action"] == "suppress"


# -- webhooks --------------------------------------------------------------------------------------------------------


@pytest.fixture
def receiver() -> Any:
    with receiving() as one:
        yield one


def test_webhooks_are_sent_in_the_state_that_they_are_for(emulator: Client, receiver: Receiver) -> None:
    def hook(name: str, **more: Any) -> Any:
        return {"name": name, "url": f"{receiver.url}/{name}", "auto_send": True, **more}

    shop = Shop(emulator, service=sets(rule({
        "suspend": 300,
        "automation_actions": [
            hook("default", headers=[{"key": "X-Host", "value": "{{event.source}}"}],
                 parameters=[{"key": "channel", "value": "#{{event.source}}"}]),
            hook("suspended", trigger_types=["alert_suspended"]),
            hook("suppressed", trigger_types=["alert_suppressed"]),
            hook("manual", auto_send=False),
        ],
    })))
    shop.send()
    emulator.get("/_emulator/deliveries", wait=10)
    assert [one.path for one in receiver.arrivals] == ["/suspended"]
    shop.advance(301)
    deliveries = emulator.get("/_emulator/deliveries", wait=10)
    assert [(one["subscription"], one["outcome"]) for one in deliveries] == [
        ("suspended", "delivered"), ("default", "delivered")
    ]
    assert [one.path for one in receiver.arrivals] == ["/suspended", "/default"]
    arrival, incident = receiver.arrivals[-1], shop.incident()
    assert arrival.headers["x-host"] == "db1" and "x-pagerduty-signature" not in arrival.headers
    body = json.loads(arrival.raw)
    assert body["channel"] == "#db1" and body["incident"]["id"] == incident["id"]
    assert body["alert"]["summary"] == "Disk full on db1"
    assert "event_orchestration.webhook" not in [one["event_type"] for one in emulator.get("/_emulator/events")]


def test_automation_actions_are_recorded(either: Client) -> None:
    action = {"action_id": "01ABC", "trigger_types": ["alert_suppressed"]}
    shop = Shop(either, service=sets(rule({"suppress": True, "pagerduty_automation_actions": [action]})))
    shop.send()
    assert shop.alert()["rules"]["automation"] == [action]


# -- explanations ----------------------------------------------------------------------------------------------------


def test_an_explanation_changes_nothing(either: Client) -> None:
    shop = Shop(
        either, **{"global": sets(rule({"severity": "critical", "priority": "P1"}, label="all"))},
        service=sets(rule({"suspend": 60}, "trigger_count over 1 minute > 1", label="often")),
    )
    before = either.get("/_emulator/state")
    explained = shop.explained()
    assert shop.explained() == explained
    assert either.get("/_emulator/state") == before
    assert [(one["path"], one["label"]) for one in explained["steps"]] == [("global", "all"), ("router", None)]
    assert (explained["service"]["name"], explained["orchestration"]["name"]) == ("Web", "Shop")
    assert (explained["action"], explained["priority"]["name"]) == ("trigger", "P1")
    assert explained["event"] == {**EVENT, "payload": {**EVENT["payload"], "severity": "critical"}}
    shop.send()
    assert (shop.explained()["action"], shop.explained()["suspend"]) == ("suspend", 60)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ([], "the body must be an event, as for /v2/enqueue"),
        ({**EVENT, "event_action": "alarm"},
         "'event_action' is invalid (must be one of 'trigger', 'acknowledge', or 'resolve')"),
        ({**EVENT, "routing_key": "R" + "1" * 31}, "Invalid routing key"),
    ],
)
def test_explanations_refuse(either: Client, body: Any, complaint: str) -> None:
    Shop(either)
    assert either.write("POST", "/_emulator/evaluate", body, status=400) == {"error": complaint}


def test_what_a_service_makes_of_an_event_is_explained(either: Client) -> None:
    shop = Shop(either)
    for action in ("acknowledge", "resolve"):
        assert shop.explained(event_action=action)["action"] == action
    assert shop.explained(routing_key=OWN_KEY)["orchestration"] is None
    path = path_of(either, service=True).replace("/event_orchestrations", "")
    either.write("PUT", path, {"service": {"type": "service", "status": "disabled"}}, status=200)
    assert shop.explained()["action"] == "ignore"


# -- reports ---------------------------------------------------------------------------------------------------------


def test_reports_about_paused_incidents(emulator: Client, strict: Client) -> None:
    for client, wrapper in ((emulator, "counts"), (strict, "alerts")):
        shop = Shop(client, service=sets(rule({"suspend": 300})))
        for number in range(7):
            shop.send(dedup_key=f"t{number}")
        shop.advance(400)
        for number in range(2):
            shop.send(dedup_key=f"r{number}")
            shop.resolve(dedup_key=f"r{number}")
        shop.send(dedup_key="open")
        counts = client.get("/paused_incident_reports/counts")["paused_incident_reporting_counts"]
        assert {name: counts[name] for name in counts if name.endswith("count")} == {
            "paused_count": 10, "triggered_after_pause_count": 7, "resolved_after_pause_count": 2
        }
        report = client.get("/paused_incident_reports/alerts")[f"paused_incident_reporting_{wrapper}"]
        assert len(report["triggered_after_pause_alerts"]) == 5
        by_key = {one["alert_key"]: one["id"] for one in shop.alerts()}
        assert {one["id"] for one in report["resolved_after_pause_alerts"]} == {by_key["r0"], by_key["r1"]}
        for query, count in (({"suspended_by": "auto_pause"}, 0), ({"suspended_by": "rules"}, 10),
                             ({"service_id": "PNOSUCH"}, 0), ({"until": "2026-01-01T00:00:00Z"}, 0)):
            counts = client.get("/paused_incident_reports/counts", **query)["paused_incident_reporting_counts"]
            assert counts["paused_count"] == count


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"suspended_by": "me"}, "Suspended by must be in auto_pause, rules"),
        ({"since": "2020-01-01T00:00:00Z"}, "Since must be within the last 6 months"),
        ({"since": "2099-01-01T00:00:00Z"}, "Until must be after since"),
    ],
)
def test_reports_refuse(either: Client, query: Any, complaint: str) -> None:
    error = either.get("/paused_incident_reports/counts", status=400, **query)["error"]
    assert error["errors"] == [complaint]


def test_reports_need_aiops(either: Client) -> None:
    Shop(either, account={"abilities": []})
    assert either.get("/paused_incident_reports/alerts", status=403)["error"]["code"] == 2010
