# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts from a seed, for the emulator: objects of all kinds with unusual names, as people create them in the web UI.

The unit tests on older Pythons import this file, too.
"""

from __future__ import annotations

import random
import typing as t
from datetime import datetime, timedelta

from ansible_collections.community.pagerduty.tests.unit.plugins import orchestration_seeds

Raw = dict[str, t.Any]

UNUSUAL = (
    "yes", "null", "~", "007", "1e3", "0x1F", "12:30:00", "2030-01-01", "- dash", "a: b", "#hash", '"quoted"', "it's",
    "{{ braces }}", "{% raw %}", "%percent", "@at", "`tick`", "*star", "!bang", "|pipe", "=equals", "[list]", "{dict}",
    "colon:", "Ünïcödé ß", "日本語 チーム", "🚒 on-call", "👩‍👩‍👧 family", "PABCDE1", "Q1234567", "R0AAAAAA", "now",
    "unrouted", "empty_member", "on", "İstanbul", "two  blanks", "e\u0301 combined", "$HOME", "a,b", "?", "_", "0",
    "back\\slash", "less < more", "slash/ed", "Fish & Chips", "ZWJ\u200dx", "account", "Default 2", "PST8PDT",
)  # fmt: skip
NOT_IN_POLICIES = set("\\/&<>")  # PagerDuty rejects these in the names of some types

# Of the first object of a type: another one has this name.
OTHER_IDS = {"Team": "PTEAM00", "Schedule": "PSCHED0", "Policy": "PPOLICY0", "Service": "PSERVICE0"}

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Etc/UTC")
TEXTS = ("", "", "Plain", "- a\n- b", "{{ x }} %} #", "ends with a colon:", "日本語", "null", "'single' \"double\"")
ACTIONS = (
    ("incident-workflows", "send-status-update:1", ("Message",)),
    ("incident-workflows", "add-notes-to-incident:1", ("Message", "Incident ID")),
    ("incident-workflows", "add-conference-bridge:5", ("Conference URL", "Conference Number")),
    ("slack", "send-markdown-message:3", ("Message", "Workspace")),
    ("incident-workflows", "add-responders:1", ("Responders",)),
    ("logic", "incident-workflows-loop-until:2", ("Condition", "Maximum loops")),
)
"""Packages and functions of actions, with their versions and some inputs. The last one has nested steps."""

EVENTS = ("incident.triggered", "incident.resolved", "service.updated", "incident.annotated")


def moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


class Seeded:
    """An account. now: the time of the emulator. same: with several objects of the same name, where PagerDuty allows
    it."""

    def __init__(self, seed: int, now: datetime, *, same: bool = False) -> None:
        self.chance = random.Random(seed)
        self.now = now.replace(second=0, microsecond=0)
        self.same = same

    def names(self, number: int, what: str, *, plain: bool = False, shared: bool = False) -> list[str]:
        """Different names. plain: without what some types reject. shared: PagerDuty allows the same name twice."""
        chance, found = self.chance, []
        known = [name for name in UNUSUAL if not plain or not NOT_IN_POLICIES & set(name)]
        for at, name in enumerate(chance.sample(known, number)):
            form = chance.choice([f"{what} {at}", name, name, f"{name} {at}"])
            if not plain and chance.random() < 0.1:
                form = f"  {form} "
            found.append(form)
        if self.same and shared and number > 1:
            found[0] = found[1]
        if self.same and what in OTHER_IDS and number > 2:
            found[2] = OTHER_IDS[what]
        return found

    def text(self) -> str:
        return self.chance.choice(TEXTS)

    def some(self, of: t.Sequence[t.Any], most: int, least: int = 0) -> list[t.Any]:
        return self.chance.sample(list(of), min(len(of), self.chance.randint(least, most)))

    def account(self) -> Raw:
        """The account in the format of the emulator."""
        chance = self.chance
        users = [self.user(name, at) for at, name in enumerate(self.names(chance.randint(2, 6), "User"))]
        emails = [user["email"] for user in users]
        teams = [
            {
                "name": name,
                "description": self.text(),
                "default_role": chance.choice(["manager", "none"]),
                "members": [
                    {"user": email, "role": chance.choice(["observer", "responder", "manager"])}
                    for email in self.some(emails, 3)
                ],
            }
            for name in self.names(chance.randint(1, 4), "Team")
        ]
        for number, team in enumerate(teams):
            team["id"] = f"PTEAM{number}0"
        team_ids = [team["id"] for team in teams]
        schedules = [self.schedule(at, name, emails, team_ids) for at, name in enumerate(self._schedule_names())]
        shifts = [
            self.shifts(at, name, emails, team_ids) for at, name in enumerate(self.names(2, "Shifts", plain=True))
        ]
        targets = [*emails, *(one["id"] for one in schedules)]
        policies = [
            self.policy(at, name, targets, team_ids)
            for at, name in enumerate(self.names(chance.randint(1, 4), "Policy", plain=True))
        ]
        fields = self.custom_fields()
        services = [
            self.service(at, name, policies, fields)
            for at, name in enumerate(self.names(chance.randint(1, 5), "Service", plain=True))
        ]
        ids = [service["id"] for service in services]
        rules = orchestration_seeds.Seeds(chance, [one["id"] for one in policies], ["P1", "P3"])
        for service in services:
            if chance.random() < 0.4:
                active = chance.random() < 0.7
                service["event_orchestration"] = {**rules.path("service", chance.randint(0, 6)), "active": active}
        orchestrations = [
            {"id": f"00000000-0000-4000-9000-00000000000{at}", **self.orchestration(name, ids, team_ids, rules)}
            for at, name in enumerate(self.names(chance.randint(0, 3), "Orchestration", shared=True))
        ]
        page = chance.choice(["full_page", "incident_show"])  # Terraform only knows one of the two
        return {
            "users": users,
            "teams": teams,
            "schedules": schedules,
            "schedules_v3": shifts,
            "escalation_policies": policies,
            "service_custom_fields": fields,
            "services": services,
            "standards": self.standards(ids),
            "session_configurations": self.sessions(),
            "ip_allow_lists": self.allow_lists(),
            "alert_grouping_settings": self.groupings(services),
            "addons": [
                {
                    "name": name,
                    "type": f"{page}_addon",
                    "src": "https://example.com/{x}?a=b%20c",
                }
                for name in self.names(chance.randint(0, 2), "Add-on", shared=True)
            ],
            "maintenance_windows": self.windows(ids),
            "templates": [
                {
                    "name": name,
                    "description": self.text() or None,
                    "templated_fields": dict.fromkeys(["message", "email_body"], self.text() or None),
                }
                for name in self.names(chance.randint(0, 3), "Template", shared=True)
            ],
            "webhook_oauth_clients": self.oauth_clients(),
            "webhook_subscriptions": self.webhooks(ids, team_ids),
            "extensions": [
                self.extension(name, ids)
                for name in self.names(chance.randint(0, 3), "Extension", shared=True)
            ],
            "event_orchestrations": orchestrations,
            "jira_cloud_rules": [
                self.jira_rule(name, ids, emails)
                for name in self.names(chance.randint(0, 3), "Jira", plain=True, shared=True)
            ],
            **self.enrichments(team_ids, [*ids, *(one["id"] for one in orchestrations)]),
            "workflow_integration_connections": self.connections(team_ids),
            **self.incident_types(),
            **self.workflows(ids, team_ids),
            **self.automation(ids, team_ids),
            "tags": [
                {
                    "label": label,
                    "users": self.some(emails, 2),
                    "teams": self.some(team_ids, 2),
                    "escalation_policies": self.some([one["id"] for one in policies], 2),
                }
                for label in self.names(chance.randint(0, 4), "Tag")
            ],
            **self.business(emails, team_ids, ids),
        }

    def _schedule_names(self) -> list[str]:
        return self.names(self.chance.randint(1, 4), "Schedule", shared=True)

    # -- people --------------------------------------------------------------------------------------------------

    def user(self, name: str, number: int) -> Raw:
        chance = self.chance
        email = f"{chance.choice(['user', 'o.hara+x', 'null', 'pabcde1'])}{number}@example.com"
        user: Raw = {"name": name, "email": email, "role": chance.choice(["user", "user", "admin", "observer"])}
        if chance.random() < 0.5:
            user.update(time_zone=chance.choice(ZONES), description=self.text() or None, job_title="Chief: of 'x'")
        if chance.random() < 0.6:
            user.update(self.contacts(email))
        return user

    def contacts(self, email: str) -> Raw:
        """Contact methods and rules. In some cases without those that PagerDuty creates with the user."""
        chance = self.chance
        number = f"415555{chance.randint(1000, 9999)}"
        methods: list[Raw] = [
            {"type": "email_contact_method", "address": email, "label": "Default"},
            {"type": "sms_contact_method", "address": number, "label": chance.choice(["Mobile", "yes", "📱"])},
            {"type": "phone_contact_method", "address": number, "label": "Home", "country_code": 1},
            {"type": "phone_contact_method", "address": "30123456", "label": "Office: Berlin", "country_code": 49},
            {"type": "email_contact_method", "address": "other@example.com", "label": "null", "send_short_email": True},
        ]
        if self.same:
            # No task can create it, so an empty account can't get it.
            push = {"type": "push_notification_contact_method", "address": "a1", "device_type": "android"}
            methods.append({**push, "label": "Pixel"})
        methods = [{"id": f"PMETHOD{at}", **method} for at, method in enumerate(methods)]
        chosen = methods if chance.random() < 0.4 else self.some(methods, 4, 1)
        ids = [method["id"] for method in chosen]
        rules = {
            (chance.choice(ids), chance.choice(["high", "low"]), chance.choice([0, 5, 60])): None
            for _number in range(chance.randint(0, 4))
        }
        if chance.random() < 0.5 and "PMETHOD0" in ids:
            rules.update({("PMETHOD0", "high", 0): None, ("PMETHOD0", "low", 0): None})
        return {
            "contact_methods": chosen,
            "notification_rules": [
                {"contact_method": method, "urgency": urgency, "start_delay_in_minutes": delay}
                for method, urgency, delay in rules
            ],
            "oncall_handoff_notification_rules": [
                {
                    "contact_method": method,
                    "handoff_type": chance.choice(["both", "oncall"]),
                    "notify_advance_in_minutes": chance.choice([0, 60]),
                }
                for method in self.some(ids, 2)
            ],
            "status_update_notification_rules": [{"contact_method": method} for method in self.some(ids, 2)],
        }

    # -- schedules and policies ----------------------------------------------------------------------------------

    def schedule(self, number: int, name: str, emails: list[str], teams: list[str]) -> Raw:
        return {
            "id": f"PSCHED{number}",
            "name": name,
            "time_zone": self.chance.choice(ZONES),
            "description": self.text(),
            "teams": self.some(teams, 2),
            "schedule_layers": [
                self.layer(layer, emails) for layer in self.names(self.chance.randint(1, 3), "Layer", shared=True)
            ],
        }

    def layer(self, name: str, emails: list[str]) -> Raw:
        chance = self.chance
        start = self.now + timedelta(hours=chance.choice([-9000, -24, 24, 9000]))
        layer: Raw = {
            "name": name.strip(),
            "start": moment(start),
            "rotation_virtual_start": moment(self.now - timedelta(hours=chance.randint(0, 5000))),
            "rotation_turn_length_seconds": chance.choice([3600, 43200, 86400, 129600, 604800]),
            "users": [{"user": email} for email in self.some(emails, 3, 1)],
            "end": moment(start + timedelta(days=500)) if chance.random() < 0.2 else None,
        }
        if chance.random() < 0.4:
            layer["restrictions"] = [
                {"type": "daily_restriction", "start_time_of_day": "08:30:00", "duration_seconds": 30600},
                {
                    "type": "weekly_restriction",
                    "start_time_of_day": "17:00:00",
                    "duration_seconds": 172800,
                    "start_day_of_week": 5,
                },
            ][: chance.randint(1, 2)]
        return layer

    def shifts(self, number: int, name: str, emails: list[str], teams: list[str]) -> Raw:
        chance = self.chance
        zone = chance.choice(ZONES)

        def event(label: str) -> Raw:
            start = datetime(2026, 10, 24, 9, 0) + timedelta(hours=chance.randint(0, 60))
            every = chance.random() < 0.3
            members = [*self.some(emails, 3, 1), *([] if every else self.some([{"type": "empty_member"}], 1))]
            return {
                "name": label,
                "effective_since": moment(self.now + timedelta(days=chance.choice([-30, 30]))),
                "start_time": {"date_time": moment(start), "time_zone": zone},
                "end_time": {"date_time": moment(start + timedelta(hours=8)), "time_zone": zone},
                "recurrence": [chance.choice(["RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY;BYDAY=MO,FR"])],
                "assignment_strategy": {
                    "type": f"{'every' if every else 'rotating'}_member_assignment_strategy",
                    "members": members,
                    **({} if every else {"shifts_per_member": chance.randint(1, 3)}),
                },
            }

        def events(at: int) -> list[Raw]:
            """One event, or two of which the second one starts when the first one ends, in the past or later."""
            first = event(f"Event {at}")
            if chance.random() < 0.5:
                return [first]
            change = self.now + timedelta(days=chance.choice([-10, 10]))
            first["effective_since"] = moment(change - timedelta(days=40))
            first["effective_until"] = moment(change)
            return [first, {**event(f"Event {at}, later"), "effective_since": moment(change)}]

        return {
            "id": f"PSHIFT{number}",
            "name": f"{name} of shifts {number}",
            "time_zone": zone,
            "description": self.text(),
            "teams": self.some(teams, 1),
            "rotations": [{"events": events(at)} for at in range(chance.randint(0, 2))],
        }

    def policy(self, number: int, name: str, targets: list[str], teams: list[str]) -> Raw:
        chance = self.chance
        return {
            "id": f"PPOLICY{number}",
            "name": name,
            "description": self.text(),
            "num_loops": chance.randint(0, 3),
            "on_call_handoff_notifications": chance.choice(["if_has_services", "always"]),
            "teams": self.some(teams, 1),
            "escalation_rules": [
                {
                    "escalation_delay_in_minutes": chance.choice([1, 30]),
                    "targets": self.some(targets, 3, 1),
                    "escalation_rule_assignment_strategy": {
                        "type": chance.choice(["assign_to_everyone", "assign_to_everyone", "round_robin"])
                    },
                }
                for _number in range(chance.randint(1, 3))
            ],
        }

    # -- services ------------------------------------------------------------------------------------------------

    def custom_fields(self) -> list[Raw]:
        options = self.some(UNUSUAL, 4, 1)
        known = [
            {"name": "owner", "data_type": "string", "field_type": "single_value"},
            {"name": "1e3", "data_type": "integer", "field_type": "single_value"},
            {"name": "null", "data_type": "boolean", "field_type": "single_value"},
            {"name": "since", "data_type": "datetime", "field_type": "single_value"},
            {"name": "fixed", "data_type": "string", "field_type": "single_value_fixed", "field_options": options},
            {"name": "several", "data_type": "string", "field_type": "multi_value_fixed", "field_options": options},
        ]
        return [
            {
                **field,
                "display_name": f"{self.chance.choice(UNUSUAL)} {at}",
                "description": self.text() or None,
                "enabled": self.chance.random() < 0.8,
            }
            for at, field in enumerate(self.some(known, 6))
        ]

    def incident_types(self) -> Raw:
        """Types, some of which are below another one, and their custom fields. Some types are disabled."""
        chance = self.chance
        known: list[Raw] = [
            {"name": "owner", "data_type": "string", "field_type": "single_value", "default_value": "null"},
            {"name": "1e3", "data_type": "integer", "field_type": "single_value", "default_value": 0},
            {"name": "null", "data_type": "boolean", "field_type": "single_value", "default_value": False},
            {"name": "url", "data_type": "url", "field_type": "single_value"},
            {"name": "since", "data_type": "datetime", "field_type": "single_value",
             "default_value": "2026-01-01T00:00:00Z"},
            {"name": "fixed", "data_type": "string", "field_type": "single_value_fixed", "field_options": UNUSUAL[:4]},
            {"name": "several", "data_type": "string", "field_type": "multi_value_fixed",
             "field_options": UNUSUAL[:3], "default_value": UNUSUAL[1:3]},
        ]
        # What PagerDuty can't change, and what must differ, follows from the names: a test applies one seed to another.
        names = [name.strip() for name in self.names(chance.randint(0, 2), "Type")]
        names += ["upper", "lower"] if chance.random() < 0.6 else []
        types = [
            {
                "name": name,
                "display_name": f"Type {name} {chance.choice(UNUSUAL)}"[:50].strip(),
                "description": self.text(),
                "enabled": chance.random() < 0.8,
                "parent": "upper" if name == "lower" else "incident_default",
            }
            for name in names
        ]
        suffixes = {"incident_default": "", "lower": "_lower"}
        fields = [
            {
                **{key: value for key, value in field.items() if key != "default_value" or chance.random() < 0.6},
                "name": f"{field['name']}{suffixes.get(name, '_own')}",
                "display_name": f"{name} {field['name']} {chance.choice(UNUSUAL)}"[:50].strip(),
                "description": self.text() or None,
                "enabled": chance.random() < 0.8,
                "incident_type": name,
            }
            for name in ["incident_default", *names]
            for field in self.some(known, 3)
        ]
        return {"incident_types": types, "incident_custom_fields": fields}

    def sessions(self) -> list[Raw]:
        found = []
        for kind in self.some(["mobile", "web"], 2):
            idle = self.chance.choice([60, 3600, 90000, 15552000])
            longest = idle + self.chance.choice([600, 86400])
            found.append({"session_type": kind, "absolute_session_ttl": longest, "idle_session_ttl": idle})
        return found

    def allow_lists(self) -> list[Raw]:
        ranges = [
            {"cidr": "192.0.2.0/24", "description": self.text()[:64]},
            {"cidr": "10.0.0.0/8", "description": None},
            {"cidr": "198.51.100.7/32", "description": "VPN"},
        ]
        if self.chance.random() < 0.3:
            return []
        entries = self.some(ranges, 3)
        enabled = bool(entries) and self.chance.random() < 0.5
        return [{"state": "enabled" if enabled else "disabled", "cidr_entries": entries}]

    def standards(self, services: list[str]) -> list[Raw]:
        """Some of those that each account has."""
        known = {
            "Service has a description": "has_technical_service_description",
            "Service has an extension or add-on (e.g. Slack, etc.)": "minimum_outbound_integrations",
        }
        found = []
        for name, kind in known.items():
            chosen = self.some(services, 4)
            half = self.chance.randint(0, len(chosen))
            found.append({
                "id": f"01{kind.upper().replace('_', '')[:24]}",
                "name": name,
                "kind": kind,
                "active": self.chance.random() < 0.5,
                "description": self.text(),
                "inclusions": chosen[:half],
                "exclusions": chosen[half:],
            })
        return found

    def values(self, fields: list[Raw]) -> Raw:
        """Values of custom fields."""
        chance = self.chance
        values: dict[str, t.Callable[[Raw], t.Any]] = {
            "owner": lambda field: chance.choice(UNUSUAL),
            "1e3": lambda field: chance.randint(-5, 5),
            "null": lambda field: chance.random() < 0.5,
            "since": lambda field: moment(self.now),
            "fixed": lambda field: chance.choice(field["field_options"]),
            "several": lambda field: self.some(field["field_options"], 3, 1),
        }
        chosen = [field for field in self.some(fields, 4) if field["enabled"]]
        return {field["name"]: values[field["name"]](field) for field in chosen}

    def service(self, number: int, name: str, policies: list[Raw], fields: list[Raw]) -> Raw:
        chance = self.chance
        service: Raw = {
            "id": f"PSERVICE{number}",
            "name": name,
            "description": self.text(),
            "escalation_policy": chance.choice(policies)["id"],
            "status": chance.choice(["active", "active", "disabled"]),
            "custom_fields": self.values(fields),
            "auto_resolve_timeout": chance.choice([None, 14400, 3600]),
            "acknowledgement_timeout": chance.choice([None, 1800, 600]),
            "integrations": [
                {
                    "name": label,
                    "type": chance.choice(["events_api_v2_inbound_integration", "nagios_inbound_integration"]),
                    **({"vendor": {"id": "PPROMET", "type": "vendor_reference"}} if chance.random() < 0.3 else {}),
                }
                for label in self.names(chance.randint(0, 2), "Integration", shared=True)
            ],
        }
        if chance.random() < 0.3:
            service["integrations"].append(
                {
                    "name": "Mail",
                    "type": "generic_email_inbound_integration",
                    "integration_email": f"mail{number}@example.pagerduty.com",
                    "email_incident_creation": "on_new_email_subject",
                    **self.emails(),
                }
            )
        if chance.random() < 0.4:
            service["cache_variables"] = self.cache_variables()
        if chance.random() < 0.3:
            service["aiops"] = {"enabled": False}
        if chance.random() < 0.4:
            content = {"aggregate": "any", "fields": ["summary", "class"], "time_window": 900}
            service["alert_grouping_parameters"] = chance.choice([
                {"type": "time", "config": {"timeout": 5}},
                {"type": "intelligent", "config": {"time_window": 600}},
                {"type": "content_based", "config": content},
            ])
        if chance.random() < 0.3:
            service["auto_pause_notifications_parameters"] = {"enabled": True, "timeout": chance.choice([120, 300])}
        if chance.random() < 0.4:
            service.update(
                incident_urgency_rule={
                    "type": "use_support_hours",
                    "during_support_hours": {"type": "constant", "urgency": "high"},
                    "outside_support_hours": {"type": "constant", "urgency": "low"},
                },
                support_hours={
                    "type": "fixed_time_per_day",
                    "time_zone": chance.choice(ZONES),
                    "start_time": "09:00:00",
                    "end_time": "17:30:00",
                    "days_of_week": [1, 2, 5],
                },
                scheduled_actions=[
                    {
                        "type": "urgency_change",
                        "at": {"type": "named_time", "name": "support_hours_start"},
                        "to_urgency": "high",
                    }
                ],
            )
        return service

    def business(self, emails: list[str], teams: list[str], services: list[str]) -> Raw:
        """Business services, and dependencies, which are never circular."""
        names = self.names(self.chance.randint(0, 4), "Business", shared=True)
        made = [
            {"id": f"PBUSINESS{at}", **self.business_service(name, emails, teams)} for at, name in enumerate(names)
        ]
        nodes = [{"id": one, "type": "service"} for one in services]
        nodes += [{"id": one["id"], "type": "business_service"} for one in made]
        pairs = [(one, other) for at, one in enumerate(nodes) for other in nodes[at + 1 :]]
        return {
            "business_services": made,
            "service_dependencies": [
                {"supporting_service": one, "dependent_service": other} for one, other in self.some(pairs, 5)
            ],
        }

    def business_service(self, name: str, emails: list[str], teams: list[str]) -> Raw:
        chance = self.chance
        targets = [("user", email) for email in emails] + [("team", team) for team in teams]
        return {
            "name": name,
            "description": self.text() or None,
            "point_of_contact": self.text() or None,
            "team": chance.choice([None, *teams]),
            "subscribers": [
                {"subscriber_type": kind, "subscriber_id": target} for kind, target in self.some(targets, 3)
            ],
        }

    def workflows(self, services: list[str], teams: list[str]) -> Raw:
        """Incident workflows with at most 4 steps, and their triggers."""
        chance = self.chance
        names = self.names(chance.randint(0, 3), "Workflow")
        made = [
            {
                "id": f"PFLOW{at}",
                "name": name,
                "description": self.text() or None,
                "is_enabled": chance.random() < 0.7,
                "team": chance.choice([None, *teams]),
                "steps": self.steps(chance.randint(0, 4)),
            }
            for at, name in enumerate(names)
        ]
        return {
            "incident_workflows": made,
            "incident_workflow_triggers": [
                {**one, "workflow": {"id": flow["id"]}, **self.scope(services)}
                for flow in made
                for one in self.some(self.starts(teams), 3)
            ],
        }

    def steps(self, number: int, *, inner: bool = False) -> list[Raw]:
        """Steps with inputs, and with nested steps unless they are nested themselves."""
        chance = self.chance
        found = []
        for at, name in enumerate(self.names(number, "Step", plain=True)):
            package, function, names = chance.choice(ACTIONS[:-1] if inner else ACTIONS)
            texts = [{"name": one, "value": self.text() or "x"} for one in names]
            configuration: Raw = {"action_id": f"pagerduty.com:{package}:{function}", "inputs": texts}
            if package == "logic":
                nested = self.steps(chance.randint(0, 3), inner=True)
                configuration["inline_steps_inputs"] = [{"name": "Actions", "value": {"steps": nested}}]
            found.append({"name": f"{name} {at}", "action_configuration": configuration})
        return found

    def starts(self, teams: list[str]) -> list[Raw]:
        """What starts a workflow. No two are the same."""
        team = self.chance.choice([None, *teams])
        permissions = {"restricted": team is not None, "team_id": team}
        return [
            {"trigger_type": "manual", "permissions": permissions},
            {"trigger_type": "conditional", "condition": ""},
            {"trigger_type": "conditional", "condition": "incident.priority matches '{{ P1 }}'"},
            {"trigger_type": "incident_type", "incident_types": ["incident_default"]},
        ]

    def scope(self, services: list[str]) -> Raw:
        """The services of a trigger: all, some, or none."""
        if self.chance.random() < 0.3:
            return {"is_subscribed_to_all_services": True}
        return {"services": [{"id": one, "type": "service"} for one in self.some(services, 3)]}

    def groupings(self, services: list[Raw]) -> list[Raw]:
        """Settings of the services that have no grouping of their own."""
        chance = self.chance
        free = [one["id"] for one in services if "alert_grouping_parameters" not in one]
        content = {"aggregate": "all", "fields": ["source", "custom_details.a: b"]}
        kinds: list[Raw] = [
            {"type": "content_based", "config": {**content, "time_window": 86400}},
            {"type": "content_based_intelligent", "config": content},
            {"type": "intelligent", "config": {"iag_fields": chance.choice([[], ["summary"], ["class", "source"]])}},
            {"type": "time", "config": {"timeout": chance.choice([0, 90, 3600])}},
        ]
        found = []
        for name in self.names(len(free), "Grouping", shared=True):
            if not free:
                break
            kind = chance.choice(kinds)
            most = 1 if kind["type"] in ("time", "content_based_intelligent") else chance.randint(1, len(free))
            own, free = free[:most], free[most:]
            is_named = not self.same or chance.random() < 0.7
            found.append({
                "name": name if is_named else None, "description": self.text() or None, "services": own, **kind
            })
        return found

    def emails(self) -> Raw:
        """How an integration filters and reads emails."""
        chance = self.chance
        leaf = {"type": "contains", "part": "subject", "matcher": "{{ x }}: '", "children": []}
        group = {"type": "any", "children": [leaf, {"type": "not", "children": [{**leaf, "type": "regex"}]}]}
        extractors = [
            {"type": "regex", "part": "subject", "value_name": "incident_key", "regex": "(.*)"},
            {"type": "between", "part": "body", "value_name": "yes", "starts_after": "a", "ends_before": "b"},
        ]
        expressions = {f"{name}_regex": "no" for name in ("subject", "body", "from_email")}
        modes = {f"{name}_mode": chance.choice(["match", "no-match"]) for name in ("subject", "body", "from_email")}
        return {
            "email_filter_mode": chance.choice(["all-email", "and-rules-email"]),
            "email_parsing_fallback": chance.choice(["open_new_incident", "discard"]),
            "email_filters": [{**modes, **expressions}, {}][: chance.randint(0, 2)],
            "email_parsers": [
                {"action": "trigger", "match_predicate": group, "value_extractors": extractors},
                {"action": "resolve", "match_predicate": leaf, "value_extractors": []},
            ][: chance.randint(0, 2)],
        }

    def windows(self, services: list[str]) -> list[Raw]:
        found = []
        for number in range(self.chance.randint(0, 3)):
            start = self.now + timedelta(hours=self.chance.choice([-5, 5, 500]))
            found.append({
                "services": self.some(services, 2, 1),
                "description": f"Window {number}" if number and not self.same else "",
                "start_time": moment(start if number or self.same else self.now + timedelta(hours=900)),
                "end_time": moment(start + timedelta(hours=1000)),
            })
        return found

    def enrichments(self, team_ids: list[str], targets: list[str]) -> Raw:
        """Enrichment schemas, and event enrichments whose rules search them. targets: what these can belong to."""
        chance = self.chance
        schemas = [
            {
                "id": f"00000000-0000-4000-8000-00000000000{at}",
                "name": name,
                "description": self.text() or None,
                "fields": [
                    *({"name": f"Key: {number}", "type": "query"} for number in (1, 2)),
                    {"name": "null", "type": "enriched"},
                ],
            }
            for at, name in enumerate(self.names(chance.randint(1, 3), "Schema", shared=True))
        ]
        search = [
            {"query_field_name": "key: 1", "path": "event.class"},
            {"query_field_name": "Key: 2", "template": "{{event.source}}"},
        ]
        rules = [
            {
                "label": chance.choice(["yes", None]),
                "conditions": [{"expression": "event.source exists"}] if chance.random() < 0.5 else [],
                "disabled": chance.random() < 0.3,
                "actions": {
                    "enrichments": [
                        {
                            "schema_to_search": chance.choice(schemas)["id"],
                            "search_values": search,
                            "target": "event.custom_details.found",
                        }
                    ]
                },
            },
            {"actions": {"extractions": [{"target": "event.group", "source": "event.summary", "regex": " (.*) "}]}},
            {"actions": {"extractions": [{"target": "event.group", "template": "{{event.source}}: "}]}},
        ]
        default = chance.randint(0, 3)
        events = [
            {
                "name": name,
                "description": self.text() or None,
                "team": chance.choice([None, chance.choice(team_ids)]),
                "is_default": at == default,
                "associations": self.some(targets, 3),
                "rules": {
                    "sets": [
                        {"id": "start", "rules": self.some(rules, 3)},
                        *([{"id": "on", "rules": self.some(rules, 3, 2)}] if chance.random() < 0.6 else []),
                    ]
                },
            }
            for at, name in enumerate(self.names(chance.randint(0, 3), "Enrichment", shared=True))
        ]
        return {"enrichment_schemas": schemas, "event_enrichments": events}

    def connections(self, team_ids: list[str]) -> list[Raw]:
        """Connections of workflow integrations, each integration with one default at most.

        Their secrets are in no export, so an empty account can't get them.
        """
        chance, found = self.chance, []
        for at, name in enumerate(self.names(3, "Connection", shared=True) if self.same else ()):
            integration = chance.choice(["Web API", "chat"])
            values = {
                "Web API": ({"Allowed Hostnames": "a.example.com"}, {"Authentication Headers": "x-key: hush-hush"}),
                "chat": ({"Server": "chat.example.com", "Room": self.text() or "ops"}, {"Token": "hush-hush"}),
            }
            configuration, secrets = values[integration]
            found.append(
                {
                    "integration": integration,
                    "name": name,
                    "configuration": configuration,
                    "secrets": secrets,
                    "service_url": chance.choice([None, "https://example.com"]),
                    "external_id": chance.choice([None, "007"]),
                    "external_id_label": chance.choice([None, "Name: x"]),
                    "scopes": self.some(["read", "write"], 2),
                    "is_default": at == 0 and chance.random() < 0.5,
                    "teams": self.some(team_ids, 2),
                    "apps": self.some(["PAPP001", "PAPP002"], 2),
                }
            )
        return found

    def automation(self, services: list[str], teams: list[str]) -> Raw:
        """Runners and actions. Keys are in no export, and neither are the secrets of sidecars."""
        chance = self.chance
        runners = [
            {
                "id": f"01RUNNER{at:018}",
                "name": name,
                "description": self.text(),
                "runner_type": "runbook" if self.same else "sidecar",
                "teams": self.some(teams, 2),
                **({"runbook_base_uri": f"acme.{at}", "runbook_api_key": "hush-hush"} if self.same else {}),
            }
            for at, name in enumerate(self.names(chance.randint(0, 3), "Runner", shared=True))
        ]
        runner_ids = [str(one["id"]) for one in runners]
        actions = [self.action(name, runner_ids) for name in self.names(chance.randint(0, 4), "Action", shared=True)]
        for one in actions:
            one.update(services=self.some(services, 2), teams=self.some(teams, 2))
        return {"automation_runners": runners, "automation_actions": actions}

    def action(self, name: str, runners: list[str]) -> Raw:
        chance = self.chance
        script = {"script": f"#!/bin/sh\necho {self.text()}\n", "invocation_command": chance.choice(["", "/bin/sh -e"])}
        job = {
            "process_automation_job_id": "79c199bba1aff6e519f198457f5ec0fc",
            "process_automation_job_arguments": self.text(),
            "process_automation_node_filter": chance.choice(["", "mynode1 !nodename: mynode2"]),
        }
        kind, data = chance.choice([("script", script), ("process_automation", job)])
        runner = chance.choice(["", *runners])
        return {
            "name": name,
            "description": self.text(),
            "action_type": kind,
            "action_data_reference": {name: value for name, value in data.items() if value},
            "action_classification": chance.choice([None, "diagnostic", "remediation"]),
            "only_invocable_on_unresolved_incidents": chance.random() < 0.5,
            "allow_invocation_manually": chance.random() < 0.5,
            "allow_invocation_from_event_orchestration": chance.random() < 0.5,
            "map_to_all_services": chance.random() < 0.5,
            **({"runner": runner} if runner else {}),
        }

    def oauth_clients(self) -> list[Raw]:
        """Their secrets are in no export, so an empty account can't get them."""
        return [
            {
                "name": name,
                "client_id": f"Client {at}",
                "client_secret": "hush-hush",
                "scope": self.chance.choice([None, "a b"]),
                "token_url": "https://Login.example.com/token?a={b}",
                "grant_type": "client_credentials",
            }
            for at, name in enumerate(self.names(2, "Client", shared=True) if self.same else ())
        ]

    def webhooks(self, services: list[str], teams: list[str]) -> list[Raw]:
        found = []
        for number in range(self.chance.randint(0, 3)):
            about = self.chance.choice([
                {"type": "account_reference"},
                {"type": "service_reference", "id": self.chance.choice(services)},
                {"type": "team_reference", "id": self.chance.choice(teams)},
            ])
            method: Raw = {
                "type": "http_delivery_method",
                "url": f"https://Hooks.example.com/{0 if self.same else number}?a=b%20c&d={{x}}",
            }
            found.append({
                "delivery_method": method,
                "description": self.text() or None,
                "active": self.chance.random() < 0.7,
                "events": self.some(EVENTS, 3, 1),
                "filter": about,
            })
        return found

    def extension(self, name: str, services: list[str]) -> Raw:
        kinds = {name: self.chance.random() < 0.5 for name in ("acknowledge", "assignments", "resolve")}
        choices: list[tuple[str, Raw]] = [
            ("Generic V2 Webhook", {"restrict": "any", "notify_types": kinds}),
            ("Generic V1 Webhook", {}),
            ("Zendesk", {"subdomain": "{{ acme }}", "rules": [{"yes": 1.5}], "notify_types": "none"}),
        ]
        if self.same:
            # Its password is in no export, so an empty account can't get it.
            snow = {"snow_user": "null", "snow_password": "hush-hush", "sync_options": "sync_all"}
            target = "https://example.service-now.com/x"
            choices.append(("ServiceNow (v7)", {**snow, "target": target, "task_type": "incident", "referer": "None"}))
        schema, config = self.chance.choice(choices)
        url = "https://Hooks.example.com/?a=b%20c&d={x}" if schema.startswith("Generic") else None
        return {
            "name": name,
            "extension_schema": schema,
            "extension_objects": self.some(services, 2, 1),
            "endpoint_url": url,
            "config": config,
        }

    def jira_rule(self, name: str, services: list[str], emails: list[str]) -> Raw:
        chance = self.chance
        text = chance.choice(TEXTS)
        fields = [
            {"type": "attribute", "source_incident_field": "incident_title", "target_issue_field": "summary"},
            {"type": "const", "value": text or "a: b", "target_issue_field": "labels"},
            {"type": "jira_value", "value": {"id": "007", "names": [text, None]}, "target_issue_field": "security"},
        ]
        statuses = ("triggered", "acknowledged", "resolved")
        return {
            "account_mapping": "https://example.atlassian.net",
            "name": name,
            "enabled": chance.random() < 0.7,
            "config": {
                "service": {"type": "service_reference", "id": chance.choice(services)},
                "jira": {
                    "project": {"id": "10100", "key": "ITS", "name": text or "IT: Support"},
                    "issue_type": {"id": "1", "name": "Incident"},
                    "autocreate_jql": "priority = 'High' # x" if chance.random() < 0.7 else None,
                    "create_issue_on_incident_trigger": chance.random() < 0.5,
                    "custom_fields": [{**one, "target_issue_field_name": "Name"} for one in self.some(fields, 3)],
                    "priorities": [{"jira_id": "1e3", "pagerduty_id": name} for name in self.some(["P1", "P2"], 2)],
                    "status_mapping": {
                        status: {"id": str(at), "name": f"{status} yes"} if not at or chance.random() < 0.6 else None
                        for at, status in enumerate(statuses)
                    },
                    "sync_notes_user": chance.choice([None, *emails]),
                },
            },
        }

    def orchestration(self, name: str, services: list[str], teams: list[str], paths: orchestration_seeds.Seeds) -> Raw:
        chance = self.chance
        rules = [
            {
                "label": chance.choice(["", "yes", "Rule: 🚒"]),
                "conditions": [{"expression": f"event.summary matches part 'a{at}'"}] if chance.random() < 0.8 else [],
                "actions": {"route_to": chance.choice(services)},
                "disabled": chance.random() < 0.3,
            }
            for at in range(chance.randint(0, 3))
        ]
        if chance.random() < 0.3:
            dynamic = {"source": "event.custom_details.x", "regex": "(.*): '", "lookup_by": "service_name"}
            rules.insert(0, {"label": "Dynamic", "actions": {"dynamic_route_to": dynamic}})
        orchestration: Raw = {
            "name": name,
            "description": self.text(),
            "router": {
                "sets": [{"id": "start", "rules": rules}],
                "catch_all": {"actions": {"route_to": chance.choice([*services, "unrouted"])}},
            },
        }
        if chance.random() < 0.5:
            orchestration["team"] = chance.choice(teams)
        if chance.random() < 0.6:
            orchestration["integrations"] = self.keys_of(name)
        orchestration["cache_variables"] = self.cache_variables()
        orchestration["aiops"] = {"enabled": chance.random() < 0.7}
        for kind in ("global", "unrouted"):
            if chance.random() < 0.6:
                orchestration[kind] = paths.path(kind, chance.randint(0, 9))
        return orchestration

    def cache_variables(self) -> list[Raw]:
        chance = self.chance
        configurations = [
            {"type": "recent_value", "source": "event.source", "regex": "(.*): '"},
            {"type": "trigger_event_count", "ttl_seconds": 60},
            {"type": "external_data", "data_type": chance.choice(["string", "number", "boolean"]), "ttl_seconds": 90},
        ]
        found = []
        for at in range(chance.randint(0, 2)):
            one: Raw = {"name": f"variable_{at}", "configuration": chance.choice(configurations)}
            if one["configuration"]["type"] != "external_data" and chance.random() < 0.5:
                one["conditions"] = [{"expression": "event.severity matches 'critical'"}]
            found.append({**one, "disabled": chance.random() < 0.3})
        return found

    def keys_of(self, orchestration: str) -> list[Raw]:
        """The integrations of an event orchestration. The one that it was created with can have another label."""
        first = [f"{orchestration} Default Integration"] if self.chance.random() < 0.7 else []
        labels = first + self.names(self.chance.randint(0, 3), "Key", shared=True)
        return [{"label": label} for label in labels]
