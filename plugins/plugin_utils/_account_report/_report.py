# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report contains, from the result of pagerduty_account_info. The pages only format it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from ._plain import counted, moment, plain, text_of, time_label, words

PROBLEM = "problem"

# By check, the heading above what it found. A check without one gets its name.
CHECKS = {
    "escalation_policy_without_on_call": "Escalation policies with nobody on call",
    "escalation_level_without_on_call": "Levels with nobody on call",
    "escalation_policy_with_one_person": "Escalation policies with only one person on call",
    "escalation_policy_unused": "Escalation policies that no service uses",
    "schedule_gap": "Schedules with times at which nobody is on call",
    "schedule_unused": "Schedules that no escalation policy uses",
    "user_without_contact_methods": "Users that PagerDuty can't notify",
    "user_with_email_only": "Users on call that PagerDuty can notify by email only",
    "user_without_notification_rules": "Users on call without a notification rule",
    "service_without_integrations": "Services without integrations",
    "service_disabled": "Disabled services",
    "team_without_members": "Teams without members",
    "event_orchestration_without_routes": "Event orchestrations that send no events to a service",
    "webhook_subscription_disabled": "Disabled webhook subscriptions",
}

KEPT = 3  # lines around a changed line that are shown, if the value is long

NO_TEAM = "No team"


class NotAResult(ValueError):
    """The input is not a result of pagerduty_account_info."""


@dataclass
class Line:
    """A line of a changed value. sign: `-` if only the account has it, `+` if only the configuration has it."""

    sign: str
    text: str


@dataclass
class OptionChange:
    """An option that differs.

    before, after: its values in the account and in the configuration, if both are one line; lines: otherwise.
    """

    option: str
    before: str = ""
    after: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass
class Different:
    """An object that differs."""

    kind: str
    name: str
    source: str
    options: list[OptionChange]


@dataclass
class Issue:
    """What the health check found about an object."""

    check: str
    kind: str
    name: str
    object_id: str
    message: str
    is_problem: bool

    @property
    def label(self) -> str:
        return "Problem" if self.is_problem else "Notice"


@dataclass
class Entry:
    """An object, and what is said about it.

    option: the option that the text is about, empty if it is about the object. source: where it is configured.
    """

    name: str
    option: str
    text: str
    source: str


@dataclass
class Group:
    """Entries with a heading."""

    title: str
    entries: list[Any]

    @property
    def number(self) -> int:
        return len(self.entries)


@dataclass
class Person:
    """A user on call. until: a label, empty if the user is always on call."""

    name: str
    email: str
    until: str
    until_time: str
    issues: list[Issue]

    @property
    def initials(self) -> str:
        letters = [word[0] for word in self.name.split() if word[:1].isalnum()]
        return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


@dataclass
class Target:
    """A target of a level, with who is on call because of it."""

    is_user: bool
    name: str
    people: list[Person]
    following: str  # who is on call next, for people
    following_time: str
    issues: list[Issue]


@dataclass
class Level:
    """A level. after: the minutes after which it is notified."""

    number: int
    after: int
    targets: list[Target]

    @property
    def is_empty(self) -> bool:
        return not any(target.people for target in self.targets)


@dataclass
class Service:
    """A service on the map."""

    anchor: str
    name: str
    description: str
    status: str
    integrations: int
    issues: list[Issue]


@dataclass
class Policy:
    """An escalation policy on the map, with its services."""

    anchor: str
    name: str
    repeats: int
    levels: list[Level]
    services: list[Service]
    issues: list[Issue]

    @cached_property
    def chain_issues(self) -> list[Issue]:
        """What is wrong with the policy, its schedules and the people on call, which concerns all services."""
        targets = [target for level in self.levels for target in level.targets]
        people = [issue for target in targets for person in target.people for issue in person.issues]
        found = [*self.issues, *(issue for target in targets for issue in target.issues), *people]
        return list({id(issue): issue for issue in found}.values())

    @property
    def has_problem(self) -> bool:
        return any(issue.is_problem for issue in self.chain_issues)

    def health_of(self, service: Service) -> str:
        """`problem`, `notice` or an empty text."""
        found = [*self.chain_issues, *service.issues]
        return "problem" if any(issue.is_problem for issue in found) else "notice" if found else ""

    @property
    def health(self) -> str:
        """The same for the policy itself, for a policy without services."""
        return "problem" if self.has_problem else "notice" if self.chain_issues else ""


@dataclass
class Team:
    """The escalation policies of a team on the map."""

    anchor: str
    name: str
    policies: list[Policy]

    @property
    def services(self) -> int:
        return sum(len(policy.services) for policy in self.policies)

    @property
    def problems(self) -> int:
        """The number of services for which there is a problem."""
        return sum(policy.health_of(one) == "problem" for policy in self.policies for one in policy.services)


class Report:
    """The contents of a report.

    result: of pagerduty_account_info. account: the name of the account. Raises NotAResult.
    """

    def __init__(self, result: Any, account: str = "") -> None:
        if not isinstance(result, Mapping) or not isinstance(result.get("config"), Mapping):
            raise NotAResult("is not a result of pagerduty_account_info: it has no config")
        self._result: dict[str, Any] = plain({key: value for key, value in result.items() if key != "invocation"})
        self.account = str(account)
        self._anchors: set[str] = set()
        self._places: dict[tuple[str, str], str] = {}

    # -- differences -----------------------------------------------------------------------------------------------

    @property
    def has_drift(self) -> bool:
        return "drift" in self._result

    def _drift(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (self._result.get("drift") or {}).get(name) or []
        return found

    @cached_property
    def missing(self) -> list[Group]:
        return _by_kind(self._drift("missing"))

    @cached_property
    def unmanaged(self) -> list[Group]:
        return _by_kind(self._drift("unmanaged"))

    @cached_property
    def different(self) -> list[Different]:
        return [
            Different(words(one["kind"]), one["name"], one.get("source") or "", list(_option_changes(one)))
            for one in self._drift("different")
        ]

    @property
    def drift_counts(self) -> dict[str, int]:
        return {name: len(self._drift(name)) for name in ("different", "missing", "unmanaged")}

    @property
    def is_different(self) -> bool:
        return any(self.drift_counts.values())

    # -- health ----------------------------------------------------------------------------------------------------

    @property
    def has_health(self) -> bool:
        return "health" in self._result

    @cached_property
    def issues(self) -> list[Issue]:
        return [
            Issue(
                one["check"],
                one["kind"],
                one["name"],
                str(one.get("id") or ""),
                one["message"],
                one.get("severity") == PROBLEM,
            )
            for one in self._result.get("health") or ()
        ]

    @cached_property
    def problems(self) -> list[Group]:
        return _by_check(issue for issue in self.issues if issue.is_problem)

    @cached_property
    def notices(self) -> list[Group]:
        return _by_check(issue for issue in self.issues if not issue.is_problem)

    @property
    def health_counts(self) -> dict[str, int]:
        problems = sum(issue.is_problem for issue in self.issues)
        return {"problems": problems, "notices": len(self.issues) - problems}

    @cached_property
    def _issues_of(self) -> dict[tuple[str, str], list[Issue]]:
        found: dict[tuple[str, str], list[Issue]] = {}
        for issue in self.issues:
            found.setdefault((issue.kind, issue.object_id), []).append(issue)
        return found

    def _about(self, kind: str, raw: Mapping[str, Any]) -> list[Issue]:
        return self._issues_of.get((kind, str(raw.get("id"))), [])

    # -- secrets and the rest --------------------------------------------------------------------------------------

    @cached_property
    def secrets(self) -> list[Group]:
        return _by_kind(self._result.get("secrets") or ())

    @cached_property
    def left_out(self) -> list[Group]:
        return _by_kind(self._result.get("not_exported") or ())

    @cached_property
    def objects(self) -> int:
        return sum(len(entries or ()) for entries in self._result["config"].values())

    # -- the map ---------------------------------------------------------------------------------------------------

    @property
    def _on_call(self) -> dict[str, Any]:
        return self._result.get("on_call") or {}

    @property
    def has_map(self) -> bool:
        return bool(self._on_call.get("escalation_policies") or self._on_call.get("services"))

    @property
    def time(self) -> str:
        """The time of the on-call data, as in the result."""
        return str(self._on_call.get("time") or "")

    @property
    def time_label(self) -> str:
        return f"{time_label(self.time)} UTC" if self.time else ""

    @property
    def until_label(self) -> str:
        return f"{time_label(self._on_call.get('until'))} UTC" if self._on_call.get("until") else ""

    @cached_property
    def _now(self) -> datetime | None:
        return moment(self.time)

    @cached_property
    def people_on_call(self) -> int:
        return len({
            person["id"]
            for policy in self._on_call.get("escalation_policies") or ()
            for level in policy["levels"]
            for target in level["targets"]
            for person in target["on_call"]
        })

    @cached_property
    def services(self) -> int:
        return len(self._on_call.get("services") or ())

    @cached_property
    def teams(self) -> list[Team]:
        """The teams by name. What has no team comes last, and so does what has several."""
        services: dict[str, list[dict[str, Any]]] = {}
        for raw in self._on_call.get("services") or ():
            services.setdefault(str((raw.get("escalation_policy") or {}).get("id")), []).append(raw)
        policies = list(self._on_call.get("escalation_policies") or ())
        known = {str(raw["id"]) for raw in policies}
        for policy_id, own in services.items():  # a policy that the result does not contain
            if policy_id not in known:
                named = own[0].get("escalation_policy") or {}
                policies.append({"id": policy_id, "name": named.get("name"), "teams": own[0]["teams"], "levels": []})
        by_team: dict[str, list[Policy]] = {}
        for raw in policies:
            name = ", ".join(raw["teams"]) or NO_TEAM
            by_team.setdefault(name, []).append(self._policy(raw, services.get(str(raw["id"]), [])))
        order = sorted(by_team, key=lambda name: (name == NO_TEAM, name.casefold()))
        return [Team(self.anchor("team", name), name, by_team[name]) for name in order]

    def anchor(self, prefix: str, text: Any) -> str:
        """An ID for the page that no other object has."""
        base = f"{prefix}-{re.sub(r'[^A-Za-z0-9_]+', '-', str(text)).strip('-') or 'x'}"
        anchor, number = base, 1
        while anchor in self._anchors:
            number += 1
            anchor = f"{base}-{number}"
        self._anchors.add(anchor)
        return anchor

    def place_of(self, issue: Issue) -> str:
        """The anchor of an object on the map, empty if it is not there."""
        return self._places.get((issue.kind, issue.object_id), "") if self.teams else ""

    def _placed(self, kind: str, prefix: str, object_id: Any) -> str:
        anchor = self.anchor(prefix, object_id)
        self._places.setdefault((kind, str(object_id)), anchor)
        return anchor

    def _policy(self, raw: dict[str, Any], services: list[dict[str, Any]]) -> Policy:
        levels, after = [], 0
        for level in raw["levels"]:
            targets = [self._target(target) for target in level["targets"]]
            levels.append(Level(level["level"], after, targets))
            after += level.get("escalation_delay_in_minutes") or 0
        return Policy(
            anchor=self._placed("escalation_policies", "policy", raw["id"]),
            name=str(raw.get("name") or raw["id"]),
            repeats=raw.get("num_loops") or 0,
            levels=levels,
            services=[self._service(one) for one in services],
            issues=self._about("escalation_policies", raw),
        )

    def _service(self, raw: dict[str, Any]) -> Service:
        return Service(
            anchor=self._placed("services", "service", raw["id"]),
            name=str(raw.get("name") or raw["id"]),
            description=raw.get("description") or "",
            status=str(raw.get("status") or ""),
            integrations=raw.get("integrations") or 0,
            issues=self._about("services", raw),
        )

    def _target(self, raw: dict[str, Any]) -> Target:
        is_user = raw["type"] == "user"
        people = [
            Person(
                name=str(one.get("name") or one["id"]),
                email=one.get("email") or "",
                until=time_label(one.get("until"), self._now),
                until_time=one.get("until") or "",
                issues=self._about("users", one),
            )
            for one in raw["on_call"]
        ]
        following = raw.get("next") or {}
        label = f"{following['name']} from {time_label(following['start'], self._now)}" if following else ""
        issues = [] if is_user else self._about("schedules", raw)
        return Target(is_user, str(raw.get("name") or raw["id"]), people, label, following.get("start") or "", issues)

    # -- a few lines -----------------------------------------------------------------------------------------------

    def summary(self) -> list[str]:
        """What the report is about in a few words, one text for each part."""
        lines = [f"{counted(self.objects, 'object')} in the account"]
        if self.has_drift:
            counts = self.drift_counts
            listed = f"{counts['different']} different, {counts['missing']} missing, {counts['unmanaged']} unmanaged"
            lines.append(f"Drift: {listed}" if self.is_different else "Drift: none")
        if self.has_health:
            found = self.health_counts
            lines.append(f"Health: {counted(found['problems'], 'problem')}, {counted(found['notices'], 'notice')}")
        return lines


def _by_kind(entries: Iterable[dict[str, Any]]) -> list[Group]:
    groups: dict[str, Group] = {}
    for entry in entries:
        text = entry.get("secret") or entry.get("reason") or ""
        one = Entry(str(entry.get("name") or ""), entry.get("option") or "", text, entry.get("source") or "")
        groups.setdefault(entry["kind"], Group(words(entry["kind"]), [])).entries.append(one)
    return list(groups.values())


def _by_check(issues: Iterable[Issue]) -> list[Group]:
    groups: dict[str, Group] = {}
    for issue in issues:
        title = CHECKS.get(issue.check) or words(issue.check)
        groups.setdefault(issue.check, Group(title, [])).entries.append(issue)
    return list(groups.values())


def _option_changes(entry: dict[str, Any]) -> Iterable[OptionChange]:
    """The options that differ, with their values."""
    diff = entry.get("diff") or {}
    before, after = diff.get("before") or {}, diff.get("after") or {}
    for option in entry.get("options") or sorted({*before, *after}):
        old, new = text_of(_stated(before.get(option), after.get(option))), text_of(after.get(option))
        if "\n" in old or "\n" in new or len(old) + len(new) > 160:
            yield OptionChange(option, lines=_lines(old.splitlines(), new.splitlines()))
        else:
            yield OptionChange(option, before=old, after=new)


def _stated(before: Any, after: Any) -> Any:
    """The value in the account without the suboptions that the configuration does not state: these stay as they are."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {key: _stated(value, after[key]) for key, value in before.items() if key in after}
    if isinstance(before, list) and isinstance(after, list):
        return [_stated(value, other) for value, other in zip(before, after)] + before[len(after) :]
    return before


def _lines(old: list[str], new: list[str]) -> list[Line]:
    """The lines of two values. Of long parts that are equal, only the lines next to a change are kept."""
    lines: list[Line] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    blocks = matcher.get_opcodes()
    for number, (tag, first, last, start, end) in enumerate(blocks):
        if tag != "equal":
            lines += [Line("-", text) for text in old[first:last]] + [Line("+", text) for text in new[start:end]]
            continue
        same = old[first:last]
        head = same[:KEPT] if number else []
        tail = same[-KEPT:] if number < len(blocks) - 1 else []
        if len(same) <= len(head) + len(tail) + 1:
            lines += [Line(" ", text) for text in same]
        else:
            lines += [Line(" ", text) for text in head] + [Line(" ", "...")] + [Line(" ", text) for text in tail]
    return lines
