# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random events through random orchestrations: the emulator and a second computation (`slow_rules`) agree.

EVENT_OUTCOMES is the number of events, EVENT_OUTCOMES_SEED selects other ones. A failure shows the seed of its account.
"""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest

from .conftest import Client
from .slow_rules import Model, pcl, template_text

EVENTS = int(os.environ.get("EVENT_OUTCOMES", "200"))
SEED = int(os.environ.get("EVENT_OUTCOMES_SEED", "1"))
EVENTS_OF_ACCOUNT = 20

KEY, OWN_KEY = "R" + "0" * 31, "a" * 32
SERVICES = ("Web", "Search", "Batch")
WORDS = ("disk", "Disk full", "memory", "DB1 down", "Web is slow", "ok", "timeout on db2")
PATHS = (
    ("event", "summary"), ("event", "source"), ("event", "severity"), ("event", "component"), ("event", "client"),
    ("event", "custom_details", "team"), ("event", "custom_details", "free"), ("event", "custom_details", "deep", "x"),
    ("event", "custom_details"), ("raw_event", "payload", "severity"), ("raw_event", "event_action"),
    ("event", "event_action"), ("event", "dedup_key"),
)
CACHED = (("cache_var", "seen"), ("cache_var", "last"), ("cache_var", "flag"))
TEXTS = ("disk", "DISK", "critical", "db1", "storage", "web", "Web", "trigger", "3", "info", "down")
PATTERNS = ("db(\\d)", "^d", "(\\w+) (\\w+)", "full$", "[0-9]+", "s[a-z]+", ".*")
TARGETS = (
    ("summary",), ("source",), ("severity",), ("group",), ("dedup_key",), ("component",), ("event_action",),
    ("custom_details", "team"), ("custom_details", "deep", "x"), ("custom_details", "free"),
)
SEVERITIES = ("critical", "error", "warning", "info")


class Chance:
    """Random configurations and events."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.labels = 0

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, values: Any) -> Any:
        return self.random.choice(values)

    def some(self, make: Any, most: int) -> list[Any]:
        return [make() for _number in range(self.random.randrange(most + 1))]

    # -- conditions

    def condition(self, depth: int = 0, cached: bool = True) -> Any:
        kind = self.one(("exists", "matches", "matches", "regex", "compare", "equal", "and", "or", "not"))
        path = self.one(PATHS + (CACHED if cached else ()))
        if kind in ("and", "or", "not"):
            if depth == 2:
                return ("exists", path)
            parts = 1 if kind == "not" else 2
            return (kind, *(self.condition(depth + 1, cached) for _number in range(parts)))
        if kind == "exists":
            return (kind, path)
        if kind == "matches":
            return (kind, path, self.one(("", "part")), self.often(0.3), self.one(TEXTS))
        if kind == "regex":
            return (kind, path, self.often(0.3), self.one(PATTERNS))
        numeric = self.one((("event", "custom_details", "free"), path))
        if kind == "compare":
            return (kind, numeric, self.one(("<", "<=", ">", ">=")), self.random.randrange(5))
        return (kind, numeric, self.one((3, 1, True, *TEXTS)))

    def conditions(self) -> list[Any]:
        if self.often(0.1):
            return [("count", self.often(0.3), self.one((">", ">=", "<")), self.random.randrange(1, 4))]
        return self.some(self.condition, 2)

    # -- actions

    def template(self) -> list[Any]:
        parts = (*PATHS, *CACHED, ("variables", "a"), ("variables", "b"), ("event", "nothing"), " ", "web", "critical")
        chosen = [self.one(parts) for _number in range(self.random.randrange(1, 4))]
        return ["web"] if set(chosen) == {" "} else chosen

    def extraction(self) -> Any:
        target = self.one(TARGETS)
        if self.often(0.5):
            return (target, "template", self.template())
        return (target, "regex", self.one((*PATHS, ("variables", "a"))), self.one(PATTERNS))

    def actions(self, kind: str, sets: list[str]) -> Any:
        makers: dict[str, Any] = {
            "severity": lambda: self.one(SEVERITIES),
            "event_action": lambda: self.one(("trigger", "trigger", "resolve")),
            "variables": lambda: [(name, self.one(PATHS), self.one(PATTERNS)) for name in ("a", "b")],
            "extractions": lambda: self.some(self.extraction, 2) or [self.extraction()],
        }
        if kind != "unrouted":
            makers |= {
                "suppress": lambda: self.often(0.5),
                "suspend": lambda: self.one((0, 600, 1200)),
                "priority": lambda: self.one(("P1", "P2", "P3")),
                "escalation_policy": lambda: self.one(("PNIGHT", "PNOSUCH")),
                "annotate": self.template,
                "webhooks": lambda: [(self.one(("One", "Two")), self.template())],
                "custom_fields": lambda: [("PAREA", [self.one(("db", "web", "x"))]), ("PHOST", self.template())],
            }
        if kind == "global":
            makers["drop_event"] = lambda: self.often(0.5)
        share = {"suppress": 0.1, "suspend": 0.12, "event_action": 0.06, "drop_event": 0.1}
        actions = {name: make() for name, make in makers.items() if self.often(share.get(name, 0.2))}
        if sets and self.often(0.3):
            actions["route_to"] = self.one(sets)
        return actions

    def path(self, kind: str) -> Any:
        names = ["start", "second", "third"][:self.random.randrange(1, 4)]
        return {
            "sets": {name: self.some(lambda: self.rule(self.actions(kind, names)), 4) for name in names},
            "catch_all": self.actions(kind, []),
        }

    def rule(self, actions: Any) -> Any:
        self.labels += 1
        return {
            "label": f"rule {self.labels}", "disabled": self.often(0.1), "conditions": self.conditions(),
            "actions": actions,
        }

    def router(self) -> Any:
        def routing() -> Any:
            rule = self.rule(None)
            return {**rule, "to": self.one(SERVICES)}

        rules = self.some(routing, 3)
        if self.often(0.4):
            source = self.one((("event", "summary"), ("event", "source")))
            rules.insert(0, {**self.rule(None), "conditions": [], "dynamic": source})
        return {"rules": rules, "catch_all": self.one((None, *SERVICES))}

    def cache(self) -> list[Any]:
        found = [
            {"name": "seen", "type": "trigger_event_count"},
            {"name": "last", "type": "recent_value", "source": self.one(PATHS), "regex": self.one(PATTERNS)},
            {"name": "flag", "type": "external_data", "value": self.often(0.5), "lives": self.often(0.7)},
        ]
        return [{**one, "conditions": self.some(lambda: self.condition(1, False), 1)} for one in found
                if self.often(0.7)]

    def setup(self) -> Any:
        return {
            "aiops": self.often(0.85),
            "global": self.path("global"), "router": self.router(), "unrouted": self.path("unrouted"),
            "cache": self.cache(),
            "services": {
                name: {
                    "rules": self.path("service"), "active": self.often(0.8), "aiops": self.often(0.85),
                    "cache": self.cache(), "disabled": self.often(0.1), "pause": self.often(0.15),
                    "grouped": self.often(0.25),
                }
                for name in SERVICES
            },
        }

    def event(self) -> Any:
        action = self.one(("trigger",) * 8 + ("resolve", "resolve", "acknowledge"))
        event: Any = {
            "routing_key": OWN_KEY if self.often(0.25) else KEY, "event_action": action,
            "dedup_key": self.one(("a", "b", "c", "d")),
        }
        if action == "trigger" or self.often(0.3):
            event["payload"] = {
                "summary": self.one(WORDS), "source": self.one(("db1", "db2", "Web")), "severity": self.one(SEVERITIES)
            }
            details = {"team": self.one(("storage", "web")), "free": self.one((0, 1, 3, 3.0, "3", None)),
                       "deep": self.one(({"x": "db1"}, {"x": 3}, "flat"))}
            if self.often(0.8):
                event["payload"]["custom_details"] = {name: one for name, one in details.items() if self.often(0.7)}
            if self.often(0.5):
                event["payload"]["component"] = self.one(("db1", "disk"))
        if self.often(0.3):
            event["client"] = self.one(("Web", "Checks"))
        return event


# -- the account for the emulator ------------------------------------------------------------------------------------


def expressions(conditions: Any) -> Any:
    return [{"expression": pcl(one)} for one in conditions]


def extraction_of(target: Any, how: str, *rest: Any) -> Any:
    shown = ".".join(("event", *target))
    if how == "template":
        return {"target": shown, "template": template_text(rest[0])}
    return {"target": shown, "source": ".".join(rest[0]), "regex": rest[1]}


def actions_of(actions: Any) -> Any:
    """The actions in the form of the API."""
    written = ("variables", "extractions", "annotate", "webhooks", "custom_fields")
    shown = {name: value for name, value in actions.items() if name not in written}
    if "variables" in actions:
        shown["variables"] = [
            {"name": name, "type": "regex", "path": ".".join(path), "value": pattern}
            for name, path, pattern in actions["variables"]
        ]
    if "extractions" in actions:
        shown["extractions"] = [extraction_of(*one) for one in actions["extractions"]]
    if "annotate" in actions:
        shown["annotate"] = template_text(actions["annotate"])
    if "webhooks" in actions:
        shown["automation_actions"] = [
            {"name": name, "url": "http://127.0.0.1:9/", "parameters": [{"key": "text", "value": template_text(parts)}]}
            for name, parts in actions["webhooks"]
        ]
    if "custom_fields" in actions:
        shown["incident_custom_field_updates"] = [
            {"id": name, "value": template_text(parts)} for name, parts in actions["custom_fields"]
        ]
    return shown


def rule_of(rule: Any, actions: Any) -> Any:
    return {
        "label": rule["label"], "disabled": rule["disabled"], "conditions": expressions(rule["conditions"]),
        "actions": actions,
    }


def path_of(path: Any) -> Any:
    return {
        "sets": [
            {"id": name, "rules": [rule_of(one, actions_of(one["actions"])) for one in rules]}
            for name, rules in path["sets"].items()
        ],
        "catch_all": {"actions": actions_of(path["catch_all"])},
    }


def router_of(router: Any) -> Any:
    def actions(rule: Any) -> Any:
        if "dynamic" not in rule:
            return {"route_to": rule["to"]}
        source = ".".join(rule["dynamic"])
        return {"dynamic_route_to": {"source": source, "regex": "[A-Z][A-Za-z]+", "lookup_by": "service_name"}}

    rules = [rule_of(one, actions(one)) for one in router["rules"]]
    return {"sets": [{"rules": rules}], "catch_all": {"actions": {"route_to": router["catch_all"] or "unrouted"}}}


def variable_of(one: Any) -> Any:
    configuration = {"type": one["type"]}
    if one["type"] == "recent_value":
        configuration |= {"source": ".".join(one["source"]), "regex": one["regex"]}
    elif one["type"] == "trigger_event_count":
        configuration |= {"ttl_seconds": 1800}
    else:  # it lives for 68 years or for a second
        configuration |= {"data_type": "boolean", "ttl_seconds": 2**31 - 1 if one["lives"] else 1}
        data = {"value": one["value"], "updated_at": "2026-01-01T00:00:00Z"}
        return {"name": one["name"], "configuration": configuration, "data": data}
    return {"name": one["name"], "configuration": configuration, "conditions": expressions(one["conditions"])}


def service_of(name: str, setup: Any) -> Any:
    own = {"name": "Own", "type": "events_api_v2_inbound_integration", "integration_key": OWN_KEY}
    grouping = {"type": "time", "config": {"timeout": 0}} if setup["grouped"] else {"type": None}
    return {
        "name": name, "escalation_policy": "Default", "status": "disabled" if setup["disabled"] else "active",
        "integrations": [own] if name == "Web" else [],
        "event_orchestration": {**path_of(setup["rules"]), "active": setup["active"]},
        "cache_variables": [variable_of(one) for one in setup["cache"]],
        "aiops": {"enabled": setup["aiops"]},
        "auto_pause_notifications_parameters": {"enabled": setup["pause"], "timeout": 900 if setup["pause"] else None},
        "alert_grouping_parameters": grouping,
    }


def account_of(setup: Any) -> Any:
    fields = [
        {"id": "PAREA", "name": "area", "field_type": "single_value_fixed", "field_options": ["db", "web"]},
        {"id": "PHOST", "name": "host", "field_type": "single_value"},
    ]
    return {
        "abilities": ["event_intelligence"] if setup["aiops"] else [],
        "users": [{"name": "Bob", "email": "bob@example.com"}],
        "escalation_policies": [{"id": "PNIGHT", "name": "Night", "escalation_rules": [
            {"escalation_delay_in_minutes": 30, "targets": ["bob@example.com"]}]}],
        "incident_types": [{"name": "incident_default", "custom_fields": fields}],
        "services": [service_of(name, one) for name, one in setup["services"].items()],
        "event_orchestrations": [{
            "name": "Shop", "integrations": [{"label": "All", "parameters": {"routing_key": KEY}}],
            "global": path_of(setup["global"]), "router": router_of(setup["router"]),
            "unrouted": path_of(setup["unrouted"]), "cache_variables": [variable_of(one) for one in setup["cache"]],
        }],
    }


# -- outcomes --------------------------------------------------------------------------------------------------------


def explanation_of(explained: Any) -> Any:
    event = explained["event"]
    return {
        "action": explained["action"],
        "service": explained["service"] and explained["service"]["name"],
        "fields": {**event.get("payload", {}),
                   **{name: event[name] for name in ("event_action", "dedup_key", "client") if name in event}},
        "priority": explained["priority"] and explained["priority"]["name"],
        "notes": explained["notes"],
        "webhooks": [[one["name"], one["parameters"][0]["value"]] for one in explained["webhooks"]],
        "custom_fields": {one["id"]: one["value"] for one in explained["custom_fields"]},
        "steps": [[one["path"], one["label"]] for one in explained["steps"]],
    }


def expected_explanation(model: Model, result: Any) -> Any:
    return {
        "action": model.action(result), "priority": result["last"].get("priority"),
        **{name: result[name] for name in ("service", "fields", "notes", "webhooks", "custom_fields", "steps")},
    }


def alerts_of(client: Client) -> Any:
    return [
        {
            "title": one["title"], "key": one["alert_key"], "state": one["state"], "severity": one["severity"],
            "service": one["service"] and one["service"]["name"], "details": one["details"],
            "by": one["suspended_by"],
        }
        for one in client.get("/_emulator/alerts")
    ]


def expected_alerts(model: Model) -> Any:
    names = ("title", "state", "severity", "service", "details", "by")
    return [{**{name: one[name] for name in names}, "key": one["key"][2]} for one in model.alerts]


def ordered(entries: Any) -> Any:
    """Alerts of the same second have no order."""
    return sorted(entries, key=lambda one: json.dumps(one, sort_keys=True))


def incidents_of(client: Client) -> Any:
    found = []
    for one in client.get("/incidents", limit=100)["incidents"]:
        path = f"/incidents/{one['id']}"
        values = client.get(f"{path}/custom_fields/values")["custom_fields"]
        found.append({
            "title": one["title"], "service": one["service"]["summary"], "status": one["status"],
            "priority": one["priority"] and one["priority"]["summary"], "policy": one["escalation_policy"]["summary"],
            "notes": sorted(note["content"] for note in client.get(f"{path}/notes")["notes"]),
            "custom_fields": {value["name"]: value["value"] for value in values},
        })
    return found


def expected_incidents(model: Model) -> Any:
    return [{**one, "notes": sorted(one["notes"])} for one in model.incidents]


def run(client: Client, seed: int, count: int) -> None:
    """One account, and so many events."""
    chance = Chance(seed)
    setup = chance.setup()
    client.load(account_of(setup))
    model = Model(setup)
    for number in range(count):
        if chance.often(0.15):
            client.write("POST", "/_emulator/clock", {"advance": 3600}, status=200)
            model.an_hour_passes()
        event = chance.event()
        where = f"seed {seed}, event {number}: {event}"
        explained = explanation_of(client.write("POST", "/_emulator/evaluate", event, status=200))
        client.write("POST", "/v2/enqueue", event, status=202)
        own = event["routing_key"] == OWN_KEY
        result = model.evaluate(event, "Web" if own else None)
        assert explained == expected_explanation(model, result), where
        model.process(result, own)
        assert ordered(alerts_of(client)) == ordered(expected_alerts(model)), where
    assert ordered(incidents_of(client)) == ordered(expected_incidents(model)), f"seed {seed}"


@pytest.mark.parametrize("strict", [False, True], ids=["default", "strict"])
def test_the_emulator_and_a_second_computation_agree(emulator_url: str, strict_url: str, strict: bool) -> None:
    client = Client(strict_url if strict else emulator_url)
    client.write("POST", "/_emulator/reset", {}, status=200)
    accounts = max(1, EVENTS // EVENTS_OF_ACCOUNT // 2)
    for number in range(accounts):
        run(client, SEED * 1_000_000 + 2 * number + strict, EVENTS_OF_ACCOUNT)
