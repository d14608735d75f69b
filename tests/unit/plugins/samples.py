# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values to try a field with, drawn from its declaration, so that a field added later is tried without being listed.

A resource that is not in these tables is tried with the data of the integration tests, see `resource_data`.
"""

from __future__ import annotations

import typing as t

from hypothesis import strategies as st

from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.maintenance_window import (
    MAINTENANCE_WINDOW,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.tag import TAG
from ansible_collections.community.pagerduty.plugins.module_utils._resources.template import TEMPLATE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user import USER
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_contact_method import (
    USER_CONTACT_METHOD,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.user_notification_rule import (
    USER_NOTIFICATION_RULE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_subscription import (
    EVENTS,
    WEBHOOK_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._schema import fields
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.plugins.module_utils._schema.subresource import Links, Subresource
from ansible_collections.community.pagerduty.tests.unit.plugins import resource_data

RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        SERVICE,
        USER,
        MANAGED_ESCALATION_POLICY,
        TAG,
        TEMPLATE,
        WEBHOOK_SUBSCRIPTION,
        MAINTENANCE_WINDOW,
        USER_CONTACT_METHOD,
        USER_NOTIFICATION_RULE,
    )
}

# Options whose change takes another number of writes than one: the object is replaced.
WRITES: dict[tuple[str, str], int] = {
    ("addon", "type"): 2,
    ("webhook_subscription", "custom_headers"): 2,
    ("jira_cloud_rule", "service"): 2,
    ("jira_cloud_rule", "project"): 2,
}

# By resource: options that PagerDuty can't change, and of which only one value fits the other options.
UNCHANGEABLE = {
    "enrichment_schema": ("fields",),
    "service_custom_field": ("data_type", "field_type"),
    "incident_type": ("parent_type",),
    "incident_type_custom_field": ("data_type", "field_type"),
    "incident_custom_field": ("data_type", "field_type"),
    "automation_runner": ("runner_type",),
    "automation_action": ("action_type",),
    "status_page_post": ("post_type",),
    "status_page_subscription": ("channel",),
}

# Words of the warnings that a change may bring.
WARNINGS = (
    "is ignored",
    "is replaced",
    "change the order of existing",
    "so its rules never apply",
    "does not exist",
    "default_value: PagerDuty did not return it",  # as documented: custom fields of services have no default values
)


def operation(resource: Resource) -> Operation:
    return resource_operation(resource)


def entries(resource: Resource) -> list[fields.Field | Subresource]:
    """The fields and subresources that a task can specify."""
    options = resource.specs()
    return [entry for entry in (*resource.fields, *resource.subresources) if entry.name in options]


# The account in which the values below mean something.
WORLD: dict[str, t.Any] = {
    "licenses": [
        {
            "name": name,
            "role_group": "FullUser",
            "valid_roles": ["owner", "admin", "user", "limited_user", "observer", "restricted_access"],
        }
        for name in ("Business (Full User)", "Business Plus")
    ]
    + [
        {
            "name": "Business (Stakeholder)",
            "role_group": "Stakeholder",
            "valid_roles": ["read_only_user", "read_only_limited_user"],
        }
    ],
    "users": [
        {
            "name": "Ann Archer",
            "email": "ann@example.com",
            "role": "user",
            "contact_methods": [
                {"type": "email_contact_method", "label": "Default", "address": "ann@example.com"},
                {"type": "sms_contact_method", "label": "Mobile", "address": "4155550100"},
            ],
        },
        {"name": "Bea Baker", "email": "bea@example.com", "role": "user"},
    ],
    "teams": [{"name": "Platform"}, {"name": "Search"}],
    "tags": [{"label": "VIP"}, {"label": "Night shift"}],
    "schedules": [{"name": "Nights", "time_zone": "Etc/UTC"}],
    "escalation_policies": [
        {
            "name": "Spare",
            "escalation_rules": [{"escalation_delay_in_minutes": 30, "targets": ["ann@example.com"]}],
        },
    ],
    "service_custom_fields": [
        {
            "name": "environment",
            "display_name": "Environment",
            "data_type": "string",
            "field_type": "single_value_fixed",
            "field_options": ["production", "staging"],
        },
        {"name": "replicas", "display_name": "Replicas", "data_type": "integer", "field_type": "single_value"},
    ],
    "webhook_oauth_clients": [
        {
            "name": "Receivers",
            "client_id": "a",
            "client_secret": "hush-hush",
            "token_url": "https://login.example.com",
            "grant_type": "client_credentials",
        },
    ],
    "services": [{"name": name, "escalation_policy": "Default"} for name in ("Search", "Pay")],
}

NAMES: dict[str, list[str]] = {
    "user": ["ann@example.com", "BEA@example.com ", "Bea Baker"],
    "team": ["Platform", " search"],
    "schedule": ["Nights"],
    "escalation_policy": ["Spare", "default"],
    "license": ["Business (Full User)", "business plus"],
    "service": ["Search", "pay"],
    "oauth_client": ["Receivers", " RECEIVERS"],
    "contact_method": ["ann@example.com", "mobile", "DEFAULT", "+1 415 555-0100"],
}

# Entries of the lists of objects under an object.
CHILDREN: dict[str, list[dict[str, t.Any]]] = {
    "contact_methods": [
        {"type": "email", "address": "CAL@example.com", "label": "Work"},
        {"type": "sms", "address": "(415) 555-0101", "label": "Mobile"},
        {"type": "sms", "address": "(415) 555-0101", "label": "Private"},
        {"type": "phone", "address": "+49 30 5550", "country_code": 49, "label": "Desk"},
    ],
    "notification_rules": [
        {"contact_method": "cal@example.com", "urgency": urgency, "start_delay_in_minutes": minutes}
        for urgency in ("high", "low")
        for minutes in (0, 5)
    ],
}

# What a new object needs.
NEEDS: dict[str, dict[str, t.Any]] = {
    "service": {"name": "Shop", "escalation_policy": "Default"},
    "user": {"email": "cal@example.com", "name": "Cal Carter"},
    "tag": {"label": "New"},
    "template": {"name": "Customers"},
    "maintenance_window": {
        "services": ["Search"],
        "start_time": "2031-05-01T10:00:00Z",
        "end_time": "2031-05-01T12:00:00Z",
    },
    "contact_method": {"user": "bea@example.com", "type": "sms", "address": "4155550101", "label": "Mobile"},
    "notification_rule": {
        "user": "ann@example.com",
        "contact_method": "Mobile",
        "urgency": "high",
        "start_delay_in_minutes": 15,
    },
    "webhook_subscription": {"url": "https://example.com/hook", "events": ["incident.triggered"]},
    "escalation_policy": {
        "name": "Platform",
        "escalation_rules": [{"escalation_delay_in_minutes": 5, "targets": [{"user": "owner@example.com"}]}],
    },
}

# Resources whose options depend on each other, with tests of their own: test_service_integrations, test_incident_notes,
# test_cache_variables.
TRIED_ELSEWHERE = ("integration", "note", "standard", "cache_variable")

# The resources that the tables above do not name, by the name of the resource.
DATA = {
    data.resource.name: data
    for data in resource_data.all_data().values()
    if data.resource.name not in (*NEEDS, *TRIED_ELSEWHERE)
}
RESOURCES.update({name: data.resource for name, data in DATA.items()})
NEEDS.update({name: data.create for name, data in DATA.items()})


def world(resource: Resource) -> dict[str, t.Any]:
    """The account in which the values of a resource have a meaning."""
    return DATA[resource.name].account if resource.name in DATA else WORLD


def _names(referenced: Resource, resource: str) -> list[str]:
    """Names of objects to which an option of a resource can refer."""
    return DATA[resource].names(referenced) if resource in DATA else NAMES[referenced.name]


_HOURS = {"time_zone": "Europe/Berlin", "start_time": "09:00", "end_time": "17:00", "days_of_week": [1]}
_RULE = {
    "type": "use_support_hours",
    "during_support_hours": {"urgency": "high"},
    "outside_support_hours": {"urgency": "low"},
}


def completed(resource: str, options: dict[str, t.Any]) -> dict[str, t.Any]:
    """The options with what some of them mean nothing without, and without what others rule out."""
    options = dict(options)
    if resource == "service":
        if options.get("support_hours") or options.get("scheduled_actions"):
            options.setdefault("incident_urgency_rule", _RULE)
        rule = options.get("incident_urgency_rule")
        if rule and rule["type"] == "constant":
            options.pop("support_hours", None)
            options.pop("scheduled_actions", None)
        elif rule:
            options.setdefault("support_hours", _HOURS)
        pause = options.get("auto_pause_notifications_parameters")
        if pause and pause.get("timeout") is not None:
            options["auto_pause_notifications_parameters"] = {"enabled": True, **pause}
    if resource == "slack_connection" and options.get("team"):
        options.pop("service", None)
    if resource == "incident_workflow_trigger":
        if options.get("services"):
            options["is_subscribed_to_all_services"] = False
        if options.get("team") is not None:
            options["trigger_type"] = "manual"
        elif options.get("incident_types") is not None:
            options["trigger_type"] = "incident_type"
        kinds = {"condition": "conditional", "team": "manual", "incident_types": "incident_type"}
        for name, kind in kinds.items():
            if options["trigger_type"] != kind:
                options.pop(name, None)
    if resource == "webhook_subscription" and options.get("filter"):
        options["filter_type"] = "team"
    if resource == "user" and options.get("teams"):
        role = options.setdefault("role", "user")
        if role.startswith("read_only"):
            del options["teams"]  # stakeholders are in no team
    if resource == "alert_grouping_setting" and options["type"] != "content_based":
        options["services"] = options["services"][:1]
        if not options["type"].startswith("content_based"):
            known = ("timeout",) if options["type"] == "time" else ("time_window", "iag_fields")
            options["config"] = {name: value for name, value in options["config"].items() if name in known}
    if resource == "automation_action" and any(name.startswith("process_automation") for name in options):
        # An action of the other type, which can't have the same name.
        others = {name: value for name, value in options.items() if name not in ("script", "invocation_command")}
        options = {"process_automation_job_id": "job", **others, "action_type": "process_automation"}
        options["name"] = f"{options['name'].strip()} job"
    if resource == "contact_method" and ("send_short_email" in options or options["type"].startswith("email")):
        options.update(type="email", address="bea@example.org")
    return options


# Values that PagerDuty does not take, whatever the module does.
REFUSED: dict[tuple[str, str], set[str]] = {
    ("user", "role"): {"owner"},  # there is one owner, who can't be made
    # The mobile app makes these.
    ("contact_method", "type"): {"push", "push_notification_contact_method"},
}


def values(field: fields.Field | Subresource, resource: str) -> st.SearchStrategy[t.Any]:
    """What a playbook may write for this field."""
    name = field.name
    if resource in DATA and name in DATA[resource].values:
        return st.sampled_from(DATA[resource].values[name])
    if (resource, name) == ("service", "custom_fields"):
        return st.sampled_from([
            *({"environment": value} for value in ("production", "staging", None)),
            *({"replicas": value} for value in (1, "2", None)),
        ])
    if resource == "webhook_subscription":
        if name == "url":
            return st.sampled_from(["https://example.com/hook", " HTTPS://Example.com/hook", "http://b.example:8080"])
        if name == "filter":
            return st.sampled_from(NAMES["team"])
        if name == "events":
            return st.lists(st.sampled_from(EVENTS), min_size=1, max_size=5)
        if name == "custom_headers":
            header = st.fixed_dictionaries(
                {"name": st.sampled_from(["X-One", "x-one", "X-Two"]), "value": st.sampled_from(["1st value", "2nd"])}
            )
            return st.lists(header, max_size=2, unique_by=lambda entry: entry["name"].lower())
    if resource == "contact_method":
        if name == "address":
            return st.sampled_from(["4155550101", "(415) 555-0101", "+1 415.555.0102"])
        if name == "country_code":
            return st.sampled_from([1, 47])
    if resource == "tag":
        return st.sampled_from(["New", " new ", "NEW"])  # of one tag; the label can't be changed
    if name in CHILDREN and isinstance(field, Subresource):
        return st.lists(
            st.sampled_from(CHILDREN[name]),
            max_size=3,
            unique_by=lambda entry: tuple(str(value) for key, value in entry.items() if key != "label"),
        )
    if isinstance(field, Subresource) and name == "tags":
        labels = ["vip ", "Night  shift", "night shift", "Not there yet", "PLATFORM", "Grüße"]
        return st.lists(st.sampled_from(labels), max_size=3)
    if isinstance(field, Subresource) and name == "members":
        entry = st.fixed_dictionaries(
            {"user": st.sampled_from(_names(USER, resource))},
            optional={"role": st.sampled_from(["observer", "responder", "manager"])},
        )
        return st.lists(entry, max_size=2, unique_by=lambda value: value["user"].lower())
    if isinstance(field, Subresource) and name == "subscribers":
        entry = st.sampled_from([{"user": "ann@example.com"}, {"user": " ANN@example.com"}, {"team": "Platform"}])
        return st.lists(entry.map(dict), max_size=2)
    if isinstance(field, Links):
        return st.lists(st.sampled_from(_names(field.resource, resource)), max_size=3)
    if isinstance(field, Subresource) and name == "account_subscription":
        return st.booleans()
    if isinstance(field, Subresource):
        assert field.name == "teams", f"teach samples.values() about the option {field.name}"
        entry = st.fixed_dictionaries(
            {"team": st.sampled_from(NAMES["team"])},
            optional={"role": st.sampled_from(["observer", "responder", "manager"])},
        )
        return st.lists(entry, max_size=2, unique_by=lambda value: value["team"].strip().lower())
    if isinstance(field, fields.Object):
        return _objects(field, resource)
    if isinstance(field, fields.ObjectList):
        return st.lists(_objects(field.item, resource), min_size=field.least, max_size=4)
    if isinstance(field, fields.References):
        return _references(field, resource)
    if isinstance(field, fields.Reference):
        return st.sampled_from(_names(field.resource, resource))
    if isinstance(field, fields.UnorderedList):
        entries = st.sampled_from(field.choices) if field.choices else st.sampled_from(["source", "class", "group"])
        return st.lists(entries, min_size=1, max_size=5)
    if isinstance(field, fields.Boolean):
        return st.booleans()
    if field.choices:
        return st.sampled_from([choice for choice in field.choices if choice not in REFUSED.get((resource, name), ())])
    if isinstance(field, fields.Integer):
        most = field.most or 100_000
        numbers = st.integers(field.least or 0, min(most, 3600))  # 3600: the bound of the narrowest of the variants
        return st.one_of(st.just(0), numbers) if field.zero else numbers
    if isinstance(field, fields.TimeOfDay):
        written = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
        return st.one_of(written, written.map(lambda text: f"{text}:00"), st.just("1020"), st.just("61200"))
    if isinstance(field, fields.Minute):
        hours = {"start_time": "09", "end_time": "11"}
        return st.builds(f"2031-05-01T{hours[name]}:{{:02}}".format, st.integers(0, 59)).flatmap(
            lambda text: st.sampled_from([f"{text}Z", f"{text}:30+00:00", text.replace("T", " ")])
        )
    if isinstance(field, fields.TimeZone):
        return st.sampled_from(["Europe/Berlin", "America/Lima", "Etc/UTC"])
    if isinstance(field, fields.Email):
        return st.sampled_from(["cal@example.com", "CAL@Example.com", " cal@example.com"])
    if isinstance(field, fields.Text):
        if name == "color":
            return st.sampled_from(["green", "red", "blue"])
        texts = st.sampled_from(["one", "Two words", "  spaced   out ", "two\nlines\n", "Grüße ☎"])
        if isinstance(field, fields.Name):
            texts = st.sampled_from(["one", "Two words", "  spaced   out ", "Grüße"])
        return st.one_of(texts, st.just("")) if field.clearable else texts
    raise AssertionError(f"teach samples.values() about the kind {type(field).__name__}")


def _references(field: fields.References, resource: str) -> st.SearchStrategy[t.Any]:
    if not field.resources:
        names = st.sampled_from(_names(field._one.resource, resource))
        return st.lists(names, min_size=field.least, max_size=field.most, unique=True)
    entries = [
        st.fixed_dictionaries({key: st.sampled_from(_names(one, resource))}) for key, one in field.resources.items()
    ]
    # The same user by two names would be a user twice, which is no business of this test.
    return st.lists(
        st.one_of(entries), min_size=max(field.least, 1), max_size=3, unique_by=_plain
    )


def _plain(entry: dict[str, str]) -> str:
    name = next(iter(entry.values())).strip().lower()
    return {"bea baker": "bea@example.com"}.get(name, name)


def _objects(field: fields.Object, resource: str) -> st.SearchStrategy[t.Any]:
    if not field.by:
        return _mapping(field, list(field.fields), set(), resource)
    kinds = []
    foreign = {name for variant in field.variants.values() for name in variant}
    for variant, known in field.variants.items():
        own = {field.by: st.just(variant)}
        if field.inside:
            config = t.cast(fields.Object, field.fields[field.inside])
            if known:
                inner = _mapping(config, list(known), {name for name, needed in known.items() if needed}, resource)
                own[field.inside] = inner
            kinds.append(st.fixed_dictionaries(own))
            continue
        names = [name for name in field.fields if name in known or name not in foreign]
        rest = _mapping(
            field,
            [name for name in names if name != field.by],
            {name for name, needed in known.items() if needed},
            resource,
        )
        kinds.append(st.builds(lambda one, two: {**one, **two}, st.fixed_dictionaries(own), rest))
    return st.one_of(kinds)


def _mapping(field: fields.Object, names: list[str], needed: set[str], resource: str) -> st.SearchStrategy[t.Any]:
    strategies = {name: values(field.fields[name], resource) for name in names}
    needed = needed | {name for name in names if field.fields[name].required}
    must = {name: strategy for name, strategy in strategies.items() if name in needed}
    may = {name: strategy for name, strategy in strategies.items() if name not in needed}
    return st.fixed_dictionaries(must, optional=may).filter(bool)
