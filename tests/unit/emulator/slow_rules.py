# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second computation of what rules of event orchestrations make of events: slow and straightforward.

It does not read PagerDuty's condition language. Conditions, templates and paths are tuples and lists, from which `pcl`
writes the text for the emulator, and which `Model` evaluates directly.

Conditions: ``("exists", path)``, ``("matches", path, how, exactly, text)``, ``("regex", path, exactly, pattern)``,
``("compare", path, sign, number)``, ``("equal", path, value)``, ``("and", one, other)``, ``("or", one, other)``,
``("not", one)``, ``("count", resetting, sign, number)``. Templates: lists of texts and paths. Paths: tuples of names.
"""

from __future__ import annotations

import json
import operator
import re
from typing import Any

WINDOW = "30 minutes"
"""The duration of all thresholds. The clock stands still in comparison, or is moved by much more."""

SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
OUTSIDE = ("event_action", "dedup_key", "client")


# -- texts for the emulator ------------------------------------------------------------------------------------------


def path_text(path: tuple[str, ...]) -> str:
    return ".".join(path)


def literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def pcl(one: Any) -> str:
    """The text of a condition."""
    kind, *rest = one
    if kind == "exists":
        return f"{path_text(rest[0])} exists"
    if kind == "matches":
        path, how, exactly, text = rest
        return " ".join(filter(None, [path_text(path), "matches", how, "exactly" if exactly else "", literal(text)]))
    if kind == "regex":
        path, exactly, pattern = rest
        return f"{path_text(path)} matches regex {'exactly ' if exactly else ''}{literal(pattern)}"
    if kind == "compare":
        return f"{path_text(rest[0])} {rest[1]} {rest[2]}"
    if kind == "equal":
        return f"{path_text(rest[0])} == {literal(rest[1])}"
    if kind == "not":
        return f"not ({pcl(rest[0])})"
    if kind == "count":
        return f"{'resetting_' if rest[0] else ''}trigger_count over {WINDOW} {rest[1]} {rest[2]}"
    return f"({pcl(rest[0])}) {kind} ({pcl(rest[1])})"


def template_text(parts: list[Any]) -> str:
    return "".join(one if isinstance(one, str) else f"{{{{{path_text(one)}}}}}" for one in parts)


# -- values ----------------------------------------------------------------------------------------------------------

NOTHING = object()


def at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(data, dict) or name not in data:
            return NOTHING
        data = data[name]
    return data


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def extracted(pattern: str, value: Any) -> str | None:
    if value is NOTHING or value is None:
        return None
    match = re.search(pattern, text_of(value))
    if match is None:
        return None
    return "".join(one or "" for one in match.groups()) if match.groups() else match.group()


def filled(parts: list[Any], data: Any, *, everything: bool) -> str:
    """A template with its values. ``everything``: otherwise, only ``variables`` are replaced."""
    result = ""
    for one in parts:
        if isinstance(one, str):
            result += one
        elif one[0] != "variables" and not everything:
            result += template_text([one])
        else:
            value = at(data, one)
            result += "" if value is NOTHING or value is None else text_of(value)
    return result


# -- the model -------------------------------------------------------------------------------------------------------


class Model:
    """An account with its alerts and incidents.

    ``setup``  ``{"aiops": bool, "global", "router", "unrouted", "cache", "services": {name: {"rules", "active",
               "aiops", "cache", "disabled", "pause", "grouped"}}}``; paths are ``{"sets": {id: [rule]}, "catch_all":
               actions}``
    """

    def __init__(self, setup: Any):
        self.setup = setup
        self.counts: dict[Any, int] = {}
        self.recent: dict[Any, str] = {}
        self.alerts: list[Any] = []
        self.incidents: list[Any] = []

    def an_hour_passes(self) -> None:
        """All thresholds and counts are forgotten, and all pauses end."""
        self.counts.clear()
        for alert in self.alerts:
            if alert["state"] == "suspended" and not self.setup["services"][alert["service"]]["disabled"]:
                self.trigger(alert)

    # -- conditions

    def holds(self, one: Any, data: Any, key: Any, aiops: bool) -> bool:
        kind, *rest = one
        if kind == "and":
            return all(self.holds(part, data, key, aiops) for part in rest)
        if kind == "or":
            return any(self.holds(part, data, key, aiops) for part in rest)
        if kind == "not":
            return not self.holds(rest[0], data, key, aiops)
        if kind == "count":
            return self.counted(key, data, *rest)
        value = at(data, rest[0])
        if kind == "exists":
            return value is not NOTHING
        if value is NOTHING or value is None:
            return False
        return self.compared(kind, value, *rest[1:])

    @staticmethod
    def compared(kind: str, value: Any, *rest: Any) -> bool:
        if kind == "compare":
            return number(value) and SIGNS[rest[0]](value, rest[1])
        if kind == "equal":
            comparable = (number(value) and number(rest[0])) or type(value) is type(rest[0])
            return comparable and bool(value == rest[0])
        text = text_of(value)
        if kind == "regex":
            exactly, pattern = rest
            return re.search(pattern, text, 0 if exactly else re.IGNORECASE) is not None
        how, exactly, wanted = rest
        if not exactly:
            text, wanted = text.lower(), wanted.lower()
        return wanted in text if how == "part" else wanted == text

    def counted(self, key: Any, data: Any, resetting: bool, sign: str, limit: int) -> bool:
        if data["event"]["event_action"] == "trigger":
            self.counts[key] = self.counts.get(key, 0) + 1
        result = bool(SIGNS[sign](max(self.counts.get(key, 0), 1), limit))
        if result and resetting:
            self.counts[key] = 0
        return result

    def matches(self, conditions: Any, data: Any, key: Any, aiops: bool) -> bool:
        for position, one in enumerate(conditions):
            if one[0] == "count" and not aiops:
                continue
            if self.holds(one, data, (key, position), aiops):
                return True
        return not conditions

    # -- rules

    def evaluate(self, event: Any, service: str | None) -> Any:
        """What the rules make of an event. ``service``: that of its integration; None for the orchestration."""
        fields = {**event.get("payload", {}), **{name: event[name] for name in OUTSIDE if name in event}}
        result: Any = {
            "fields": fields, "raw": event, "service": service, "dropped": False, "last": {}, "notes": [],
            "webhooks": [], "custom_fields": {}, "steps": [],
        }
        if service is None:
            aiops = self.setup["aiops"]
            cache = self.cache(("shop",), self.setup["cache"], result) if aiops else {}
            if aiops:
                self.path("global", self.setup["global"], result, cache, True)
            if result["dropped"]:
                return result
            self.route(result, cache, aiops)
            if result["service"] is None:
                self.path("unrouted", self.setup["unrouted"], result, cache, aiops)
                result["last"]["suppress"] = True
        target = self.setup["services"].get(result["service"])
        if target is not None and target["active"]:
            aiops = self.setup["aiops"] and target["aiops"]
            cache = self.cache((result["service"],), target["cache"], result) if aiops else {}
            self.path("service", target["rules"], result, cache, aiops, result["service"])
        return result

    @staticmethod
    def data(result: Any, cache: Any, variables: Any = None) -> Any:
        return {"event": result["fields"], "raw_event": result["raw"], "cache_var": cache, "variables": variables or {}}

    def cache(self, owner: Any, variables: Any, result: Any) -> Any:
        found: Any = {}
        data = self.data(result, {})
        for one in variables:
            key = (*owner, one["name"])
            if one["type"] == "external_data":
                found.update({one["name"]: one["value"]} if one["lives"] else {})
                continue
            matched = self.matches(one["conditions"], data, key, True)
            if one["type"] == "recent_value":
                text = extracted(one["regex"], at(data, one["source"])) if matched else None
                if text is not None:
                    self.recent[key] = text
                if key in self.recent:
                    found[one["name"]] = self.recent[key]
            else:
                self.counts.setdefault(key, 0)
                self.counts[key] += int(matched and result["fields"]["event_action"] == "trigger")
                found[one["name"]] = self.counts[key]
        return found

    def route(self, result: Any, cache: Any, aiops: bool) -> None:
        router, data = self.setup["router"], self.data(result, cache)
        for rule in router["rules"]:
            if rule["disabled"] or not self.matches(rule["conditions"], data, rule["label"], aiops):
                continue
            target = rule.get("to")
            if "dynamic" in rule:
                target = extracted("[A-Z][A-Za-z]+", at(data, rule["dynamic"])) if aiops else None
                target = target if target in self.setup["services"] else None
            if target is not None:
                result["service"] = target
                result["steps"].append(["router", rule["label"]])
                return
        result["service"] = router["catch_all"]
        result["steps"].append(["router", None])

    def path(
        self, kind: str, path: Any, result: Any, cache: Any, aiops: bool, owner: str = "shop"
    ) -> None:
        visited: list[str] = []
        name = "start"
        while True:
            visited.append(name)
            data = self.data(result, cache)
            rule = None
            for one in path["sets"][name]:
                if not one["disabled"] and self.matches(one["conditions"], data, (owner, kind, one["label"]), aiops):
                    rule = one
                    break
            actions = rule["actions"] if rule else path["catch_all"]
            if rule or actions or kind == "unrouted":  # its catch_all always suppresses
                result["steps"].append([kind, rule["label"] if rule else None])
            self.act(actions, result, cache, aiops)
            if result["dropped"] or "route_to" not in actions or actions["route_to"] in visited:
                return
            name = actions["route_to"]

    def act(self, actions: Any, result: Any, cache: Any, aiops: bool) -> None:
        if actions.get("drop_event"):
            result["dropped"] = True
            return
        variables = {}
        for name, path, pattern in actions.get("variables", ()):
            text = extracted(pattern, at(self.data(result, cache), path))
            if text is not None:
                variables[name] = text
        for target, how, *rest in actions.get("extractions", ()) if aiops else ():
            data = self.data(result, cache, variables)
            if how == "template":
                text = filled(rest[0], data, everything=True)
            else:
                text = extracted(rest[1], at(data, rest[0]))
            if text is not None:
                self.set(result, target, text)
        for name in ("severity", "event_action"):
            if name in actions:
                self.set(result, (name,), actions[name])
        for name in ("suppress", "suspend", "priority", "escalation_policy"):
            if name in actions:
                result["last"][name] = actions[name]
        data = self.data(result, cache, variables)
        if "annotate" in actions:
            result["notes"].append(filled(actions["annotate"], data, everything=aiops))
        for name, parts in actions.get("webhooks", ()):
            result["webhooks"].append([name, filled(parts, data, everything=aiops)])
        for name, parts in actions.get("custom_fields", ()):
            result["custom_fields"][name] = filled(parts, data, everything=aiops)

    @staticmethod
    def set(result: Any, target: tuple[str, ...], text: str) -> None:
        valid = {
            ("severity",): text in ("critical", "error", "warning", "info"),
            ("event_action",): text in ("trigger", "acknowledge", "resolve"),
            ("summary",): text.strip() != "",
            ("source",): text.strip() != "",
            ("dedup_key",): text.strip() != "",
        }
        if not valid.get(target, True):
            return
        result["fields"] = json.loads(json.dumps(result["fields"]))
        place = result["fields"]
        for name in target[:-1]:
            if not isinstance(place.get(name), dict):
                place[name] = {}
            place = place[name]
        place[target[-1]] = text

    # -- alerts and incidents

    def action(self, result: Any) -> str:
        fields = result["fields"]
        if result["dropped"]:
            return "drop"
        target = self.setup["services"].get(result["service"])
        if target is not None and target["disabled"]:
            return "ignore"
        if fields["event_action"] != "trigger":
            return str(fields["event_action"])
        if not all(isinstance(fields.get(name), str) for name in ("summary", "source", "severity")):
            return "ignore"
        if target is None or result["last"].get("suppress"):
            return "suppress"
        return "suspend" if self.pause(result) else "trigger"

    def pause(self, result: Any) -> str | None:
        """What suspends the alert of an event."""
        target = self.setup["services"][result["service"]]
        if result["last"].get("suspend"):
            return "rules"
        return "auto_pause" if target["pause"] and target["aiops"] and self.setup["aiops"] else None

    def process(self, result: Any, own: bool) -> None:
        """Changes the alerts and incidents. ``own``: the event is one of the service's own integration."""
        action, fields = self.action(result), result["fields"]
        if action in ("drop", "ignore"):
            return
        key = (own, result["service"], fields["dedup_key"])
        known = [one for one in self.alerts if one["key"] == key and one["state"] != "resolved"]
        if action in ("acknowledge", "resolve"):
            for alert in known:
                self.close(alert) if action == "resolve" else self.acknowledge(alert)
            return
        if known:
            [alert] = known
        else:
            alert = {"key": key, "service": result["service"], "state": "new", "incident": None, "by": None}
            self.alerts.append(alert)
        alert.update(title=fields["summary"], severity=fields["severity"], details=fields.get("custom_details") or {})
        if alert["incident"] is None:
            alert["rules"] = result
            if action == "suspend":
                alert["by"] = self.pause(result)
            if action == "trigger":
                self.trigger(alert)
            else:
                alert["state"] = {"suppress": "suppressed", "suspend": "suspended"}[action]

    @staticmethod
    def acknowledge(alert: Any) -> None:
        if alert["incident"] is not None and alert["incident"]["status"] == "triggered":
            alert["incident"]["status"] = "acknowledged"

    def close(self, alert: Any) -> None:
        alert["state"] = "resolved"
        incident = alert["incident"]
        if incident is None or any(one["incident"] is incident and one["state"] != "resolved" for one in self.alerts):
            return
        incident["status"] = "resolved"

    def trigger(self, alert: Any) -> None:
        """Adds an alert to an incident."""
        rules, target = alert["rules"], self.setup["services"][alert["service"]]
        open_ones = [
            one for one in self.incidents if one["service"] == alert["service"] and one["status"] != "resolved"
        ]
        if target["grouped"] and open_ones:
            incident = open_ones[-1]
        else:
            incident = {
                "title": alert["title"], "service": alert["service"], "status": "triggered",
                "priority": rules["last"].get("priority"),
                "policy": "Night" if rules["last"].get("escalation_policy") == "PNIGHT" else "Default",
                "notes": [], "custom_fields": {"area": None, "host": None},
            }
            self.incidents.append(incident)
        alert.update(incident=incident, state="triggered")
        incident["notes"] += rules["notes"]
        for name, value in rules["custom_fields"].items():
            if name == "PHOST" or (name == "PAREA" and value in ("db", "web")):
                incident["custom_fields"][{"PHOST": "host", "PAREA": "area"}[name]] = value
