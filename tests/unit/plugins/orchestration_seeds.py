# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of event orchestrations from seeds, in PagerDuty's format: all actions, nested sets, unusual texts."""

from __future__ import annotations

import random
import typing as t

Raw = dict[str, t.Any]

LABELS = ("", "", "yes", "Rule: 🚒", "1.5", "a 'quoted' label", "Same", "Same", "# no comment", "null", "{{ x }}")
TEXTS = ("High", "yes", "{{event.summary}}: 'x'", "[{{variables.host}}] 🚒", "- a", "null", "a: b # c", "0")
REGEXES = ("(.*)", " host: (\\d+) ", "^a\\.b$", "'", "([a-z]+)-([a-z]+)", "(?i)disk")
CONDITIONS = (
    "event.summary matches part 'a{at}'",
    "event.source matches regex '^db[0-9]+-{at}'",
    "not (event.severity matches 'info' or event.severity matches 'warning') and event.component exists",
    "raw_event.a['b c'].d matches 'it\\'s {at}'",
    "now in Mon,Tue,Wed,Thu,Fri 09:00:00 to 17:00:00 America/Los_Angeles",
    "trigger_count over 1 minute > {at}",
    "(event.custom_details.n == {at}) or event.custom_details.n > 1.5",
)
STATES = ("alert_triggered", "alert_suppressed", "alert_suspended")


class Seeds:
    """Makes paths. policies: IDs of escalation policies. priorities: names or IDs."""

    def __init__(self, chance: random.Random, policies: t.Sequence[str], priorities: t.Sequence[str]) -> None:
        self.chance = chance
        self.policies = policies
        self.priorities = priorities

    def path(self, kind: str, rules: int) -> Raw:
        """A path. kind: global, unrouted or service. rules: how many rules it has, in all sets."""
        chance = self.chance
        names = ["start", *(f"set {at}" for at in range(chance.randint(0, min(4, rules))))]
        sets: dict[str, list[Raw]] = {name: [] for name in names}
        for at in range(rules):
            place = names[at] if at < len(names) else chance.choice(names)
            sets[place].append(self.rule(kind, at, names))
        return {
            "sets": [{"id": name, "rules": found} for name, found in sets.items()],
            "catch_all": {"actions": self.actions(kind, chance.choice([0, 0.3, 0.95, 0.95, 0.95]))},
        }

    def rule(self, kind: str, at: int, sets: t.Sequence[str]) -> Raw:
        chance = self.chance
        actions = self.actions(kind, chance.choice((0.15, 0.95, 0.95)))
        if chance.random() < 0.4:
            actions["route_to"] = chance.choice(sets)
        label = f"Rule {at}" if chance.random() < 0.7 else chance.choice(LABELS)
        texts = chance.sample(CONDITIONS, chance.randint(0, 2))
        return {
            "label": label,
            "conditions": [{"expression": text.replace("{at}", str(at))} for text in texts],
            "actions": actions,
            "disabled": chance.random() < 0.1,
        }

    def actions(self, kind: str, part: float) -> Raw:
        """A part of the actions that a path of this type has."""
        made = self._of_events()
        if kind != "unrouted":
            made.update(self._of_incidents())
        if kind == "global":
            made["drop_event"] = True
        if kind == "service":
            made["pagerduty_automation_actions"] = [
                {"action_id": f"01CSB5SM{at}", "trigger_types": [self.chance.choice(STATES)]} for at in self._some(2)
            ]
        return {name: value for name, value in made.items() if self.chance.random() < part}

    def _some(self, most: int) -> range:
        return range(self.chance.randint(1, most))

    def _of_events(self) -> Raw:
        chance = self.chance
        return {
            "severity": chance.choice(["info", "warning", "error", "critical"]),
            "event_action": chance.choice(["trigger", "resolve"]),
            "variables": [
                {"name": f"v{at}", "path": "event.component", "type": "regex", "value": chance.choice(REGEXES)}
                for at in self._some(2)
            ],
            "extractions": [
                {"target": f"event.custom_details.x{at}", "template": chance.choice(TEXTS)}
                if chance.random() < 0.5
                else {"target": "event.summary", "regex": chance.choice(REGEXES), "source": "event.source"}
                for at in range(chance.randint(1, 4))
            ],
        }

    def _of_incidents(self) -> Raw:
        chance = self.chance
        return {
            "suppress": True,
            "suspend": chance.choice([1, 300, 86400]),
            "priority": chance.choice(self.priorities),
            "escalation_policy": chance.choice(self.policies),
            "annotate": chance.choice(TEXTS),
            "automation_actions": [self._webhook(at) for at in self._some(2)],
            "incident_custom_field_updates": [
                {"id": f"PFIELD{at}", "value": chance.choice(TEXTS)} for at in self._some(2)
            ],
        }

    def _webhook(self, at: int) -> Raw:
        chance = self.chance
        auto_send = chance.random() < 0.5
        webhook: Raw = {
            "name": f"Webhook {at}",
            "url": f"https://example.com/{at}",
            "auto_send": auto_send,
            "trigger_types": [chance.choice(STATES) if auto_send else STATES[0]],
        }
        for name in ("headers", "parameters"):
            pairs = range(chance.randint(0, 3))
            webhook[name] = [{"key": f"k{number // 2}", "value": chance.choice(TEXTS)} for number in pairs]
        return webhook
