# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The health check of an account: whether incidents reach somebody, and which objects are not used.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from .._core.times import format_instant
from .._core.zones import zone_or_utc
from .._engine.account.exporting import Account, Found
from .._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY
from .._resources.service import SERVICE
from .._resources.shifts import Shift, gaps, span_text
from .._resources.user import USER
from .._schema.fields import Json, folded
from .on_call_now import OnCall, level_label, levels_of, target_type

Raw = dict[str, Json]

PROBLEM = "problem"  # an incident may reach nobody
NOTICE = "notice"  # unused, or untidy

MOST_TIMES = 3  # times that a message states
MOST_NAMES = 5  # names that a message states

# Users with these roles can't be on call.
_STAKEHOLDERS = ("read_only_user", "read_only_limited_user")


@dataclass
class Health:
    """Checks the selected objects.

    found: these. kinds: the names of the selected kinds; checks that need others are left out. on_call: who is on call.
    """

    found: list[Found]
    kinds: t.Collection[str]
    account: Account
    on_call: OnCall
    _entries: list[Raw] = field(default_factory=list)

    def check(self) -> list[Raw]:
        """The entries of the result: problems first, each with the kind and the name of an object."""
        checks: dict[str, t.Callable[[Found], None]] = {
            "escalation_policies": self._policy,
            "schedules": self._schedule,
            "users": self._user,
            "services": self._service,
            "teams": self._team,
            "event_orchestration_routers": self._router,
            "webhook_subscriptions": self._webhook,
        }
        for one in self.found:
            if one.kind.name in checks:
                checks[one.kind.name](one)
        order = list(checks)
        self._entries.sort(
            key=lambda one: (one["severity"] != PROBLEM, order.index(one["kind"]), one["check"], folded(one["name"]))
        )
        return self._entries

    def _add(self, check: str, severity: str, found: Found, message: str, **details: Json) -> None:
        object_id = str(found.raw.get("id") or found.resource.parent_id)
        # A router has no name of its own.
        name = str((found.parent or {}).get("name") or object_id) if found.kind.is_singleton else found.name
        self._entries.append(
            {"check": check, "severity": severity, "kind": found.kind.name, "name": name, "id": object_id}
            | {"message": message, **details}
        )

    # -- escalation policies ---------------------------------------------------------------------------------------

    @cached_property
    def _services(self) -> Counter[str]:
        """By the ID of a policy, the number of its services, also of those that are not selected."""
        listed = self.account.listed(SERVICE) if "services" in self.kinds else []
        return Counter(str((raw.get("escalation_policy") or {}).get("id")) for raw in listed)

    def _policy(self, one: Found) -> None:
        raw = one.raw
        services = max(self._services[raw["id"]], len(raw.get("services") or ()))
        severity = PROBLEM if services else NOTICE
        if not services:
            self._add("escalation_policy_unused", NOTICE, one, "No service uses this escalation policy.")
        if not self.on_call.is_complete:
            return
        levels = levels_of(raw)
        people = [self.on_call.people(raw["id"], level) for level, _rule in levels]
        if not any(people):
            consequence = f" Incidents of {_number(services, 'service')} notify nobody." if services else ""
            text = f"Nobody is on call now, on any level.{consequence}"
            self._add("escalation_policy_without_on_call", severity, one, text)
            return
        for (level, rule), here in zip(levels, people):
            if not here:
                text = f"Nobody is on call now on {level_label(level, len(levels))}: {self._empty_targets(rule)}."
                self._add("escalation_level_without_on_call", severity, one, text, level=level)
        users = {person["user"]["id"]: person["user"] for here in people for person in here}
        if len(users) == 1 and services:
            name = self.on_call.user_name(*users.values())
            text = f"{name} is the only person on call now. If {name} does not respond, nobody else is notified."
            self._add("escalation_policy_with_one_person", NOTICE, one, text)

    def _empty_targets(self, rule: Raw) -> str:
        """Why a level has nobody on call. Users that are targets are always on call, so all targets are schedules."""
        named = []
        for target in rule.get("targets") or ():
            shifts = self.on_call.shifts.get(target["id"])
            name = target.get("summary") or target["id"]
            named.append(f"schedule {name} is empty" if shifts == [] else f"schedule {name} has nobody now")
        return ", ".join(named) or "it has no targets"

    # -- schedules -------------------------------------------------------------------------------------------------

    def _schedule(self, one: Found) -> None:
        levels = self._levels.get(one.raw["id"], [])
        if not levels and not one.raw.get("escalation_policies"):
            self._add("schedule_unused", NOTICE, one, "No escalation policy uses this schedule.")
            return
        shifts = self.on_call.shifts.get(one.raw["id"])
        empty = gaps(shifts, self.on_call.now, self.on_call.until) if shifts is not None else []
        if not empty:
            return
        leaves_empty = [level for level in levels if self._has_gap(level)]
        times = [{"start": format_instant(gap.start), "end": format_instant(gap.end)} for gap in empty]
        text = self._gap_text(one.raw, empty)
        if levels and not leaves_empty:
            text += " Someone else is on call on the same levels."
        self._add("schedule_gap", PROBLEM if leaves_empty or not levels else NOTICE, one, text, times=times)

    @cached_property
    def _levels(self) -> dict[str, list[Raw]]:
        """By the ID of a target, the levels of all policies that have it, also of those that are not selected."""
        levels: dict[str, list[Raw]] = {}
        for policy in self.account.listed(MANAGED_ESCALATION_POLICY) if "escalation_policies" in self.kinds else ():
            for _level, rule in levels_of(policy):
                for target in rule.get("targets") or ():
                    levels.setdefault(target["id"], []).append(rule)
        return levels

    def _has_gap(self, rule: Raw) -> bool:
        """Whether nobody is on call on a level at some time of the range, as far as that is known."""
        shifts: list[Shift] = []
        for target in rule.get("targets") or ():
            known = self.on_call.shifts.get(target["id"])
            if target_type(target) == USER.name or known is None:
                return False
            shifts += known
        return bool(gaps(shifts, self.on_call.now, self.on_call.until))

    def _gap_text(self, schedule: Raw, empty: list[Shift]) -> str:
        on_call = self.on_call
        if empty[0].start <= on_call.now and empty[0].end >= on_call.until:
            return f"Nobody is on call in the next {_number(on_call.days, 'day')}."
        zone = zone_or_utc(schedule.get("time_zone"))
        listed = [span_text(gap.start, gap.end, zone) for gap in empty[:MOST_TIMES]]
        more = len(empty) - len(listed)
        rest = f", and at {_number(more, 'other time')}" if more else ""
        return f"Nobody is on call from {', from '.join(listed)}{rest}, in the next {_number(on_call.days, 'day')}."

    # -- users -----------------------------------------------------------------------------------------------------

    def _user(self, one: Found) -> None:
        raw = one.raw
        is_on_call = raw["id"] in self.on_call.users
        if raw.get("role") in _STAKEHOLDERS and not is_on_call:
            return
        methods = [str(method.get("type")) for method in raw.get("contact_methods") or ()]
        severity, when = (PROBLEM, self.on_call.when(raw["id"])) if is_on_call else (NOTICE, "")
        if not methods:
            self._add("user_without_contact_methods", severity, one, f"There is no way to notify this user.{when}")
            return
        if not is_on_call:
            return
        if all(method.startswith("email_contact_method") for method in methods):
            text = f"PagerDuty can notify this user by email only.{when}"
            self._add("user_with_email_only", NOTICE, one, text)
        rules = raw.get("notification_rules") or ()
        urgencies = [rule.get("urgency") for rule in rules]
        if None not in urgencies and "high" not in urgencies:
            text = f"No notification rule is for incidents of high urgency, so they do not notify this user.{when}"
            self._add("user_without_notification_rules", severity, one, text)

    # -- others ----------------------------------------------------------------------------------------------------

    def _service(self, one: Found) -> None:
        raw = one.raw
        if raw.get("status") == "disabled":
            self._add("service_disabled", NOTICE, one, "The service is disabled. No incidents are opened on it.")
        elif not raw.get("integrations") and raw["id"] not in self._routed:
            is_known = "event_orchestration_routers" in self.kinds
            routes = ", and no event orchestration sends events to it" if is_known else ""
            self._add("service_without_integrations", NOTICE, one, f"The service has no integrations{routes}.")

    @cached_property
    def _routed(self) -> set[str]:
        """The IDs of the services to which routers send events."""
        routers = [one.raw for one in self.found if one.kind.name == "event_orchestration_routers"]
        return {route for raw in routers for route in _routes_of(raw)}

    def _team(self, one: Found) -> None:
        if one.options is not None and not one.options.get("members"):
            self._add("team_without_members", NOTICE, one, "The team has no members.")

    def _router(self, one: Found) -> None:
        if not list(_routes_of(one.raw)) and not _has_dynamic_route(one.raw):
            text = "The orchestration sends no events to a service."
            self._add("event_orchestration_without_routes", NOTICE, one, text)

    def _webhook(self, one: Found) -> None:
        if one.raw.get("active") is False:
            self._add("webhook_subscription_disabled", NOTICE, one, "The webhook subscription is disabled.")


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _actions_of(router: Raw) -> t.Iterator[Raw]:
    for one in router.get("sets") or ():
        for rule in one.get("rules") or ():
            if not rule.get("disabled"):
                yield rule.get("actions") or {}
    yield (router.get("catch_all") or {}).get("actions") or {}


def _routes_of(router: Raw) -> t.Iterator[str]:
    """The IDs of the services to which a router sends events."""
    for actions in _actions_of(router):
        if actions.get("route_to") and actions["route_to"] != "unrouted":
            yield actions["route_to"]


def _has_dynamic_route(router: Raw) -> bool:
    return any(actions.get("dynamic_route_to") for actions in _actions_of(router))
