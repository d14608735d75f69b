# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of event orchestrations make of an event.

An event of an orchestration is evaluated by its global rules, then by its router, and then by the rules of the service
that the router finds, or by the unrouted rules. An event of a service's own integration is evaluated by the rules of
the service. Later rules see what earlier rules changed; ``raw_event`` is the event as it was sent.

In each set, only the first rule that matches applies. Its ``route_to`` continues with another set. If no rule of a set
matches, the path's ``catch_all`` applies. An event enters each set once at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...core.collection import Record
from ...core.state import Account
from .cache_variables import EXTERNAL_DATA, RECENT_VALUE, external, type_of
from .enablements import uses_aiops
from .paths import START
from .routing import EventView, counted, first_match, found_in, matches, route
from .templates import event_of, fields_of, rendered, with_field

LATEST = ("suppress", "suspend", "priority", "escalation_policy")
"""The actions of which the last one applies."""

TRIGGERED, SUPPRESSED, SUSPENDED = "alert_triggered", "alert_suppressed", "alert_suspended"


@dataclass
class Result:
    """What the rules make of an event.

    ``event``          the event with what the rules changed, in the form of the Events API
    ``service``        where it goes; None for nowhere
    ``dropped``        whether it is ignored
    ``actions``        those of `LATEST`
    ``notes``          the texts of notes on the incident
    ``webhooks``       the webhooks, with the values of their templates
    ``automation``     Automation Actions to run: ``{"action_id", "trigger_types"}``
    ``custom_fields``  the IDs of custom fields of the incident → the values
    ``steps``          what matched, in order: ``{"path", "set", "rule", "label", "actions"}``. ``rule`` is an ID, or
                       null for a ``catch_all``, which is not listed if it has no actions
    """

    event: dict[str, Any]
    service: Record | None = None
    dropped: bool = False
    actions: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    webhooks: list[Record] = field(default_factory=list)
    automation: list[Record] = field(default_factory=list)
    custom_fields: dict[str, str] = field(default_factory=dict)
    steps: list[Record] = field(default_factory=list)

    @property
    def outcome(self) -> Record:
        """What an alert remembers of it, for its incident."""
        return {
            "actions": self.actions,
            "notes": self.notes,
            "webhooks": self.webhooks,
            "automation": self.automation,
            "custom_fields": self.custom_fields,
            "steps": self.steps,
        }


def evaluate(
    account: Account, event: dict[str, Any], *, orchestration: Record | None = None, service: Record | None = None
) -> Result:
    """What the rules make of a valid event of an orchestration, or of a service's own integration.

    It counts the event for thresholds and cache variables, and changes nothing else.
    """
    walk = Walk(account, event, Result(event, service))
    if orchestration is not None:
        walk.of_orchestration(orchestration)
    result = walk.result
    if not result.dropped and result.service is not None:
        path = result.service["event_orchestration"]
        if path is not None and path["active"]:
            walk.enter(result.service)
            walk.apply("service", path)
    result.event = event_of(walk.fields, event)
    return result


class Walk:
    """An event on its way through the rules."""

    def __init__(self, account: Account, event: dict[str, Any], result: Result):
        self.account = account
        self.now = datetime.fromisoformat(account.now())
        self.raw = event
        self.fields = fields_of(event)
        self.result = result
        self.aiops = False
        self.cache: dict[str, Any] = {}

    def view(self, **more: Any) -> EventView:
        """What the rules see now. ``more``: further first names of paths."""
        data = {"event": self.fields, "raw_event": self.raw, "cache_var": self.cache, **more}
        return EventView(self.account, data, self.aiops, self.now)

    def enter(self, owner: Record) -> None:
        """Call it before the rules of an orchestration or of a service. Its cache variables take what the event has."""
        self.aiops = uses_aiops(self.account, owner)
        self.cache = {}
        if self.aiops:
            self.cache = dict(cached(self.view(), owner["cache_variables"]))

    def of_orchestration(self, orchestration: Record) -> None:
        """The rules of an orchestration. Without AIOps, PagerDuty has no global rules."""
        self.enter(orchestration)
        if self.aiops:
            self.apply("global", orchestration["global"])
        if self.result.dropped:
            return
        service, rule = route(self.view(), orchestration["router"])
        self.result.service = service
        actions = (rule or orchestration["router"]["catch_all"])["actions"]
        self.note("router", START, rule, actions)
        if service is None:
            self.apply("unrouted", orchestration["unrouted"])
            self.result.actions["suppress"] = True

    def note(self, kind: str, set_id: str, rule: Record | None, actions: Record) -> None:
        if rule is not None or actions:
            name, label = (rule["id"], rule["label"]) if rule else (None, None)
            step = {"path": kind, "set": set_id, "rule": name, "label": label, "actions": actions}
            self.result.steps.append(step)

    def apply(self, kind: str, path: Record) -> None:
        """The rules of a path that is not a router."""
        sets = {one["id"]: one["rules"] for one in path["sets"]}
        following: str | None = START
        while following is not None and not self.result.dropped:
            current, rules = following, sets.pop(following, [])
            rule = first_match(self.view(), rules)
            actions = (rule or path["catch_all"])["actions"]
            self.note(kind, current, rule, actions)
            self.act(actions)
            following = actions.get("route_to")
            if following not in sets:
                return

    def act(self, actions: Record) -> None:
        """The actions of a rule."""
        result = self.result
        if actions.get("drop_event"):
            result.dropped = True
            return
        variables = {
            one["name"]: text for one in actions.get("variables", ())
            if (text := found_in(self.view(), one["path"], one["value"])) is not None
        }
        if self.aiops:
            for one in actions.get("extractions", ()):
                self.extract(one, variables)
        for name in ("severity", "event_action"):
            if name in actions:
                self.fields = with_field(self.fields, name, actions[name])
        result.actions.update({name: actions[name] for name in LATEST if name in actions})
        self.incident(actions, variables)

    def extract(self, extraction: Record, variables: dict[str, str]) -> None:
        """Sets a field. An expression that finds nothing changes nothing."""
        view = self.view(variables=variables)
        if "template" in extraction:
            text: str | None = rendered(extraction["template"], view.data)
        else:
            text = found_in(view, extraction["source"], extraction["regex"])
        if text is not None:
            self.fields = with_field(self.fields, extraction["target"], text)

    def incident(self, actions: Record, variables: dict[str, str]) -> None:
        """The actions on the incident. Without AIOps, their templates contain only variables."""
        data = self.view(variables=variables).data
        roots = None if self.aiops else frozenset(("variables",))
        result = self.result
        if "annotate" in actions:
            result.notes.append(rendered(actions["annotate"], data, roots=roots))
        for one in actions.get("automation_actions", ()):
            pairs = {
                name: [{"key": pair["key"], "value": rendered(pair["value"], data, roots=roots)} for pair in one[name]]
                for name in ("headers", "parameters") if name in one
            }
            result.webhooks.append({**one, **pairs})
        result.automation += actions.get("pagerduty_automation_actions", ())
        for one in actions.get("incident_custom_field_updates", ()):
            result.custom_fields[one["id"]] = rendered(one["value"], data, roots=roots)


def runs_at(action: Record) -> str:
    """The state of an alert in which a webhook or an Automation Action is run."""
    [kind] = action.get("trigger_types") or (TRIGGERED,)
    return str(kind)


# -- cache variables -------------------------------------------------------------------------------------------------


def cached(view: EventView, variables: list[Record]) -> Iterator[tuple[str, Any]]:
    """The names and values of the cache variables that have one. The event is stored first.

    ``trigger_event_count`` counts the events that trigger, also the one that is evaluated.
    """
    account = view.account
    for one in variables:
        if one["disabled"]:
            continue
        identifier, configuration = one["id"], one["configuration"]
        if type_of(one) == EXTERNAL_DATA:
            data = external(one, view.now.isoformat())
            if data is not None:
                yield one["name"], data["value"]
            continue
        matched = matches(view, identifier, one["conditions"])
        if type_of(one) == RECENT_VALUE:
            found = found_in(view, configuration["source"], configuration["regex"]) if matched else None
            if found is not None:
                account.cached_values[identifier] = found
            if identifier in account.cached_values:
                yield one["name"], account.cached_values[identifier]
        else:
            triggers = matched and view.triggers
            yield one["name"], len(counted(account, identifier, view.now, triggers, configuration["ttl_seconds"]))
