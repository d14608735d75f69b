# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates the objects of a Terraform state in the emulator, with the requests of PagerDuty's Terraform provider.

It does not use the collection's code: what it creates is what the state means to the provider.
"""

from __future__ import annotations

import json
import typing as t

import requests

Values = dict[str, t.Any]
EARLY = {"X-Early-Access": "flexible-schedules-early-access"}


def resources(module: Values) -> t.Iterator[Values]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from resources(child)


class Provider:
    """ids: the IDs in the state, each with the ID that the emulator has given to the object."""

    # An object follows those to which it refers.
    ORDER = (
        "data.user", "data.vendor", "data.priority",
        "data.extension_schema", "user", "data.user_contact_method", "user_contact_method",
        "user_notification_rule", "user_handoff_notification_rule", "team", "user.teams", "team_membership", "schedule",
        "schedulev2", "escalation_policy", "service_custom_field", "service",
        "service_custom_field_value", "service_integration", "alert_grouping_setting", "addon",
        "maintenance_window", "incident_type", "incident_type_custom_field", "incident_custom_field",
        "incident_custom_field_option", "tag",
        "tag_assignment", "webhook_subscription", "extension",
        "data.jira_cloud_account_mapping", "jira_cloud_account_mapping_rule",
        "event_orchestration", "event_orchestration_router",
        "event_orchestration_integration", "event_orchestration_global", "event_orchestration_unrouted",
        "event_orchestration_service", "event_orchestration_global_cache_variable",
        "event_orchestration_service_cache_variable", "enablement",
        "business_service", "business_service_subscriber", "service_dependency",
        "incident_workflow", "incident_workflow_trigger",
        "automation_actions_runner", "automation_actions_runner_team_association", "automation_actions_action",
        "automation_actions_action_service_association", "automation_actions_action_team_association",
    )  # fmt: skip

    def __init__(self, url: str) -> None:
        self.url = url
        self.ids: dict[str, str] = {}
        self.session = requests.Session()
        self.session.headers.update({"Authorization": "Token token=emulator", "From": "owner@example.com"})

    def apply(self, state: Values) -> Values:
        """Create what the state contains. Returns the state with the IDs of the created objects."""
        found: dict[str, list[Values]] = {}
        for resource in resources(state["values"]["root_module"]):
            kind = resource["type"].removeprefix("pagerduty_")
            found.setdefault(f"data.{kind}" if resource["mode"] == "data" else kind, []).append(resource["values"])
        for kind in self.ORDER:
            for values in found.get(kind.removesuffix(".teams"), ()):
                getattr(self, kind.replace(".", "_"))(self.with_ids(values))
        return self.with_ids(state)

    def with_ids(self, value: t.Any) -> t.Any:
        text = json.dumps(value)
        for old, new in self.ids.items():
            text = text.replace(old, new)
        return json.loads(text)

    def send(self, method: str, path: str, body: t.Any = None, **headers: str) -> t.Any:
        answer = self.session.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=60)
        assert answer.ok, (method, path, body, answer.text)
        return answer.json() if answer.content else None

    @staticmethod
    def first(values: Values, name: str) -> Values:
        """A block that occurs at most once, as an attribute; nothing without it."""
        return {name: values[name][0]} if values[name] else {}

    def create(self, path: str, key: str, values: Values, body: Values) -> Values:
        """Create an object that has an ID in the state. Attributes that are not set are left out."""
        sent = {name: value for name, value in body.items() if value not in ("", None)}
        made: Values = self.send("POST", path, {key: sent})[key]
        self.ids[values["id"]] = made["id"]
        return made

    # -- what Terraform only reads -----------------------------------------------------------------------------------

    def data_priority(self, values: Values) -> None:
        (found,) = [one for one in self.send("GET", "/priorities")["priorities"] if one["name"] == values["name"]]
        self.ids[values["id"]] = found["id"]

    def data_user(self, values: Values) -> None:
        (found,) = self.send("GET", f"/users?query={values['email']}")["users"]
        self.ids[values["id"]] = found["id"]

    def data_vendor(self, values: Values) -> None:
        (found,) = self.send("GET", f"/vendors?query={values['name']}")["vendors"]
        self.ids[values["id"]] = found["id"]

    def data_extension_schema(self, values: Values) -> None:
        schemas = self.send("GET", "/extension_schemas?limit=100")["extension_schemas"]
        self.ids[values["id"]] = next(one["id"] for one in schemas if one["label"] == values["name"])

    def data_user_contact_method(self, values: Values) -> None:
        methods = self.send("GET", f"/users/{values['user_id']}/contact_methods")["contact_methods"]
        self.ids[values["id"]] = next(one["id"] for one in methods if one["label"] == values["label"])

    # -- people ------------------------------------------------------------------------------------------------------

    def user(self, values: Values) -> None:
        names = ("name", "email", "color", "role", "job_title", "time_zone", "description")
        self.create("/users", "user", values, {name: values[name] for name in names})

    def user_contact_method(self, values: Values) -> None:
        names = ("type", "label", "address", "country_code", "send_short_email")
        path = f"/users/{values['user_id']}/contact_methods"
        self.create(path, "contact_method", values, {name: values[name] for name in names})

    def user_notification_rule(self, values: Values) -> None:
        body = {name: values[name] for name in ("start_delay_in_minutes", "urgency", "contact_method")}
        body["type"] = "assignment_notification_rule"
        self.create(f"/users/{values['user_id']}/notification_rules", "notification_rule", values, body)

    def user_handoff_notification_rule(self, values: Values) -> None:
        (method,) = values["contact_method"]
        body = {name: values[name] for name in ("handoff_type", "notify_advance_in_minutes")}
        body["contact_method"] = {**method, "type": f"{method['type']}_reference"}
        path = f"/users/{values['user_id']}/oncall_handoff_notification_rules"
        self.create(path, "oncall_handoff_notification_rule", values, body)

    def team(self, values: Values) -> None:
        body = {name: values[name] for name in ("name", "description", "default_role")}
        body["parent"] = {"id": values["parent"], "type": "team_reference"} if values["parent"] else None
        self.create("/teams", "team", values, body)

    def team_membership(self, values: Values) -> None:
        self.send("PUT", f"/teams/{values['team_id']}/users/{values['user_id']}", {"role": values["role"]})

    def user_teams(self, values: Values) -> None:
        for team in values["teams"]:
            self.send("PUT", f"/teams/{team}/users/{values['id']}")

    def tag(self, values: Values) -> None:
        self.create("/tags", "tag", values, {"type": "tag", "label": values["label"]})

    def tag_assignment(self, values: Values) -> None:
        path = f"/{values['entity_type']}/{values['entity_id']}/change_tags"
        self.send("POST", path, {"add": [{"type": "tag_reference", "id": values["tag_id"]}]})

    # -- schedules and policies --------------------------------------------------------------------------------------

    def schedule(self, values: Values) -> None:
        layers = [
            {
                "name": layer["name"],
                "start": layer["start"],
                "end": layer["end"] or None,
                "rotation_virtual_start": layer["rotation_virtual_start"],
                "rotation_turn_length_seconds": layer["rotation_turn_length_seconds"],
                "users": [{"user": {"id": user, "type": "user"}} for user in layer["users"]],
                "restrictions": [
                    {name: value for name, value in one.items() if value != 0} for one in layer["restriction"]
                ],
            }
            for layer in values["layer"]
        ]
        made = self.create("/schedules", "schedule", values, {
            "name": values["name"],
            "time_zone": values["time_zone"],
            "description": values["description"],
            "teams": [{"id": team, "type": "team_reference"} for team in values["teams"]],
            "schedule_layers": layers,
        })
        # PagerDuty returns the last layer first.
        for layer, created in zip(values["layer"], reversed(made["schedule_layers"]), strict=True):
            assert layer["name"] == created["name"]
            self.ids[layer["id"]] = created["id"]

    def schedulev2(self, values: Values) -> None:
        zone = values["time_zone"]
        made = self.send("POST", "/v3/schedules", {"schedule": {
            "name": values["name"],
            "time_zone": zone,
            "description": values["description"],
            "teams": [{"id": team, "type": "team_reference"} for team in values["teams"] or ()],
        }}, **EARLY)["schedule"]
        self.ids[values["id"]] = made["id"]
        for rotation in values["rotation"]:
            path = f"/v3/schedules/{made['id']}/rotations"
            created = self.send("POST", path, {}, **EARLY)["rotation"]
            self.ids[rotation["id"]] = created["id"]
            for event in rotation["event"]:
                self.send("POST", f"{path}/{created['id']}/events", {"event": self.event(event, zone)}, **EARLY)

    @staticmethod
    def event(event: Values, zone: str) -> Values:
        (strategy,) = event["assignment_strategy"]
        members = [{name: value for name, value in one.items() if value} for one in strategy["member"]]
        rotates = strategy["type"] == "rotating_member_assignment_strategy"
        return {
            "name": event["name"],
            "start_time": {"date_time": event["start_time"], "time_zone": zone},
            "end_time": {"date_time": event["end_time"], "time_zone": zone},
            "effective_since": event["effective_since"],
            "effective_until": event["effective_until"],
            "recurrence": event["recurrence"],
            "assignment_strategy": {
                "type": strategy["type"],
                "members": members,
                **({"shifts_per_member": strategy["shifts_per_member"] or 1} if rotates else {}),
            },
        }

    def escalation_policy(self, values: Values) -> None:
        rules = [
            {
                "escalation_delay_in_minutes": rule["escalation_delay_in_minutes"],
                "targets": rule["target"],
                **self.first(rule, "escalation_rule_assignment_strategy"),
            }
            for rule in values["rule"]
        ]
        self.create("/escalation_policies", "escalation_policy", values, {
            "name": values["name"],
            "description": values["description"],
            "num_loops": values["num_loops"],
            "teams": [{"id": team, "type": "team_reference"} for team in values["teams"]],
            "escalation_rules": rules,
        })

    # -- services and their custom fields ----------------------------------------------------------------------------

    def service_custom_field(self, values: Values) -> None:
        names = ("name", "display_name", "data_type", "field_type", "enabled", "description")
        stated = values["field_option"] or ()
        options = [{"data": {"data_type": one["data_type"], "value": one["value"]}} for one in stated]
        body = {name: values[name] for name in names}
        made = self.create("/services/custom_fields", "field", values, {**body, "field_options": options or None})
        for option, created in zip(stated, made.get("field_options", ()), strict=True):
            self.ids[option["id"]] = created["id"]

    def incident_type(self, values: Values) -> None:
        """A name of a type takes the place of an ID that the account has for it."""
        names = ("name", "display_name", "parent_type", "description", "enabled")
        body = {name: values[name] for name in names if values[name] is not None}
        self.create("/incidents/types", "incident_type", values, body)

    def incident_type_custom_field(self, values: Values) -> None:
        names = ("name", "display_name", "data_type", "field_type", "description", "enabled")
        body = {name: values[name] for name in names if values[name] is not None}
        if values["default_value"]:
            body["default_value"] = json.loads(values["default_value"])
        body["field_options"] = [
            {"type": "field_option", "data": {"data_type": values["data_type"], "value": one}}
            for one in values["field_options"] or ()
        ]
        owner = values["incident_type"]
        found = self.send("POST", f"/incidents/types/{owner}/custom_fields", {"field": body})["field"]
        self.ids[values["id"]] = f"{found['incident_type']}:{found['id']}"

    def incident_custom_field(self, values: Values) -> None:
        names = ("name", "display_name", "data_type", "field_type", "description", "default_value")
        self.create("/incidents/custom_fields", "field", values, {name: values[name] for name in names if values[name]})

    def incident_custom_field_option(self, values: Values) -> None:
        body = {"data": {"data_type": values["data_type"], "value": values["value"]}}
        self.create(f"/incidents/custom_fields/{values['field']}/field_options", "field_option", values, body)

    def service_custom_field_value(self, values: Values) -> None:
        sent = [
            {"name": one["name"], "data_type": "", "field_type": "", "type": "", "value": json.loads(one["value"])}
            for one in values["custom_fields"]
        ]
        self.send("PUT", f"/services/{values['service_id']}/custom_fields/values", {"custom_fields": sent})

    def service(self, values: Values) -> None:
        body: Values = {name: values[name] for name in ("name", "description", "alert_creation")}
        body["escalation_policy"] = {"id": values["escalation_policy"], "type": "escalation_policy_reference"}
        for rule in values["incident_urgency_rule"]:
            body["incident_urgency_rule"] = {
                name: value[0] if isinstance(value, list) else value for name, value in rule.items() if value
            }
        for hours in values["support_hours"]:
            body["support_hours"] = hours
            body["scheduled_actions"] = [{**one, "at": one["at"][0]} for one in values["scheduled_actions"]]
        for grouping in values["alert_grouping_parameters"]:
            config = {name: value for name, value in grouping["config"][0].items() if value not in (None, "", [], 0)}
            body["alert_grouping_parameters"] = {"type": grouping["type"], "config": config}
        for pause in values["auto_pause_notifications_parameters"]:
            body["auto_pause_notifications_parameters"] = pause if pause["enabled"] else {"enabled": False}
        timeouts = {
            name: None if values[name] == "null" else int(values[name])
            for name in ("auto_resolve_timeout", "acknowledgement_timeout")
        }
        made = self.create("/services", "service", values, {**body, **timeouts})
        if None in timeouts.values():  # the provider sends null
            self.send("PUT", f"/services/{made['id']}", {"service": {"type": "service", **timeouts}})

    def service_integration(self, values: Values) -> None:
        body: Values = {
            "name": values["name"],
            "type": "service_integration" if values["vendor"] else values["type"],
            "vendor": {"id": values["vendor"], "type": "vendor"} if values["vendor"] else None,
            "integration_email": values["integration_email"],
            "email_incident_creation": values["email_incident_creation"],
            "email_filter_mode": values["email_filter_mode"],
        }
        if values["email_filter"]:
            body["email_filters"] = [
                {name: value or None for name, value in one.items() if name != "id"} for one in values["email_filter"]
            ]
        self.create(f"/services/{values['service']}/integrations", "integration", values, body)

    def addon(self, values: Values) -> None:
        self.create("/addons", "addon", values, {
            "type": "full_page_addon", **{name: values[name] for name in ("name", "src")},
        })

    def alert_grouping_setting(self, values: Values) -> None:
        self.create("/alert_grouping_settings", "alert_grouping_setting", values, {
            **{name: values[name] for name in ("name", "description", "type")},
            "config": {name: value for name, value in values["config"].items() if value is not None},
            "services": [{"id": service} for service in values["services"]],
        })

    def business_service(self, values: Values) -> None:
        team = {"id": values["team"]} if values["team"] else None
        names = ("name", "description", "point_of_contact")
        self.create("/business_services", "business_service", values, {
            **{name: values[name] for name in names}, "team": team,
        })

    def business_service_subscriber(self, values: Values) -> None:
        subscriber = {name: values[name] for name in ("subscriber_id", "subscriber_type")}
        path = f"/business_services/{values['business_service_id']}/subscribers"
        self.send("POST", path, {"subscribers": [subscriber]})

    def service_dependency(self, values: Values) -> None:
        (dependency,) = values["dependency"]
        sides = {side: dependency[side][0] for side in ("supporting_service", "dependent_service")}
        self.send("POST", "/service_dependencies/associate", {"relationships": [sides]})

    def maintenance_window(self, values: Values) -> None:
        if values["id"] == "PMW0001":
            return  # over
        self.create("/maintenance_windows", "maintenance_window", values, {
            "type": "maintenance_window",
            "start_time": values["start_time"],
            "end_time": values["end_time"],
            "description": values["description"],
            "services": [{"id": one, "type": "service_reference"} for one in values["services"]],
        })

    def webhook_subscription(self, values: Values) -> None:
        (delivery,), (event_filter,) = values["delivery_method"], values["filter"]
        headers = [{"name": one["name"], "value": "a secret"} for one in delivery["custom_header"]]
        self.create("/webhook_subscriptions", "webhook_subscription", values, {
            "type": "webhook_subscription",
            "active": values["active"],
            "description": values["description"],
            "events": values["events"],
            "delivery_method": {"type": delivery["type"], "url": delivery["url"], "custom_headers": headers},
            "filter": {name: value for name, value in event_filter.items() if value},
        })

    def extension(self, values: Values) -> None:
        self.create("/extensions", "extension", values, {
            "type": "extension",
            "name": values["name"],
            "endpoint_url": values["endpoint_url"],
            "extension_schema": {"id": values["extension_schema"], "type": "extension_schema_reference"},
            "extension_objects": [{"id": one, "type": "service_reference"} for one in values["extension_objects"]],
            "config": json.loads(values["config"]),
        })

    def incident_workflow(self, values: Values) -> None:
        team = values["team"]
        self.create("/incident_workflows", "incident_workflow", values, {
            "name": values["name"],
            "description": values["description"],
            "is_enabled": values["is_enabled"] == "true",
            **({"team": {"id": team, "type": "team_reference"}} if team else {}),
            "steps": [self.workflow_step(one) for one in values["step"]],
        })

    def workflow_step(self, values: Values) -> Values:
        return {
            "name": values["name"],
            "action_configuration": {
                "action_id": values["action"],
                "inputs": [{"name": one["name"], "value": one["value"]} for one in values["input"]],
                "inline_steps_inputs": [
                    {"name": one["name"], "value": {"steps": [self.workflow_step(inner) for inner in one["step"]]}}
                    for one in values.get("inline_steps_input") or ()
                ],
            },
        }

    def incident_workflow_trigger(self, values: Values) -> None:
        body = {
            "trigger_type": values["type"],
            "workflow": {"id": values["workflow"]},
            "services": [{"id": one} for one in values["services"]],
            "is_subscribed_to_all_services": values["subscribed_to_all_services"],
            "permissions": {name: value for name, value in values["permissions"][0].items() if value not in (None, "")},
            **({"condition": values["condition"]} if values["type"] == "conditional" else {}),
        }
        self.ids[values["id"]] = self.send("POST", "/incident_workflows/triggers", {"trigger": body})["trigger"]["id"]

    def automation_actions_runner(self, values: Values) -> None:
        names = ("name", "description", "runner_type", "runbook_base_uri", "runbook_api_key")
        body = {name: values[name] for name in names}
        self.create("/automation_actions/runners", "runner", values, body)

    def automation_actions_action(self, values: Values) -> None:
        names = ("name", "description", "action_type", "action_classification")
        (data,) = values["action_data_reference"]
        body = {
            **{name: values[name] for name in names},
            **{name: values[name] for name in ("only_invocable_on_unresolved_incidents", "map_to_all_services")},
            **{
                name: values[name] == "true"
                for name in ("allow_invocation_manually", "allow_invocation_from_event_orchestration")
            },
            "runner": values["runner_id"],
            "action_data_reference": {name: value for name, value in data.items() if value},
        }
        self.create("/automation_actions/actions", "action", values, body)

    def _association(self, values: Values, owner: str, what: str) -> None:
        path = f"/automation_actions/{owner}s/{values[f'{owner}_id']}/{what}s"
        self.send("POST", path, {what: {"id": values[f"{what}_id"], "type": f"{what}_reference"}})

    def automation_actions_runner_team_association(self, values: Values) -> None:
        self._association(values, "runner", "team")

    def automation_actions_action_service_association(self, values: Values) -> None:
        self._association(values, "action", "service")

    def automation_actions_action_team_association(self, values: Values) -> None:
        self._association(values, "action", "team")

    def data_jira_cloud_account_mapping(self, values: Values) -> None:
        (found,) = self.send("GET", "/integration-jira-cloud/accounts_mappings")["accounts_mappings"]
        self.ids[values["id"]] = found["id"]

    def jira_cloud_account_mapping_rule(self, values: Values) -> None:
        jira = dict(values["config"]["jira"])
        user = jira["sync_notes_user"]
        jira["sync_notes_user"] = {"id": user, "type": "user_reference"} if user else None
        for field in jira["custom_fields"]:
            try:
                field["value"] = json.loads(field["value"] or "")
            except ValueError:
                field["value"] = field["value"] or ""
        service = {"id": values["config"]["service"], "type": "service_reference"}
        body = {"name": values["name"], "enabled": values["enabled"], "config": {"service": service, "jira": jira}}
        path = f"/integration-jira-cloud/accounts_mappings/{values['account_mapping']}/rules"
        self.ids[values["id"].rpartition(":")[2]] = self.send("POST", path, body)["id"]

    # -- event orchestrations ----------------------------------------------------------------------------------------

    def event_orchestration(self, values: Values) -> None:
        self.create("/event_orchestrations", "orchestration", values, {
            "name": values["name"],
            "description": values["description"],
            "team": {"id": values["team"]},
        })

    def event_orchestration_integration(self, values: Values) -> None:
        path = f"/event_orchestrations/{values['event_orchestration']}/integrations"
        self.create(path, "integration", values, {"label": values["label"]})

    def event_orchestration_router(self, values: Values) -> None:
        (rules,), (rest,) = values["set"], values["catch_all"]
        path = {
            "type": "router",
            "catch_all": {"actions": rest["actions"][0]},
            "sets": [{"id": "start", "rules": [self.rule(rule) for rule in rules["rule"]]}],
        }
        self.send("PUT", f"/event_orchestrations/{values['id']}/router", {"orchestration_path": path})

    def event_orchestration_global(self, values: Values) -> None:
        self.path(f"/event_orchestrations/{values['id']}/global", values)

    def event_orchestration_unrouted(self, values: Values) -> None:
        self.path(f"/event_orchestrations/{values['id']}/unrouted", values)

    def event_orchestration_service(self, values: Values) -> None:
        address = f"/event_orchestrations/services/{values['service']}"
        self.path(address, values)
        self.send("PUT", f"{address}/active", {"active": values["enable_event_orchestration_for_service"]})

    def event_orchestration_global_cache_variable(self, values: Values) -> None:
        self.cache_variable(f"/event_orchestrations/{values['event_orchestration']}", values)

    def event_orchestration_service_cache_variable(self, values: Values) -> None:
        self.cache_variable(f"/event_orchestrations/services/{values['service']}", values)

    def cache_variable(self, owner: str, values: Values) -> None:
        (configuration,) = values["configuration"]
        self.create(f"{owner}/cache_variables", "cache_variable", values, {
            "name": values["name"],
            "disabled": values["disabled"],
            "conditions": values["condition"],
            "configuration": {name: value for name, value in configuration.items() if value not in ("", 0)},
        })

    def enablement(self, values: Values) -> None:
        owners = {"service": "services", "event_orchestration": "event_orchestrations"}
        path = f"/{owners[values['entity_type']]}/{values['entity_id']}/enablements/{values['feature']}"
        self.send("PUT", path, {"enablement": {name: values[name] for name in ("feature", "enabled")}})

    def path(self, address: str, values: Values) -> None:
        sets = [
            {
                "id": one["id"],
                "rules": [
                    {
                        "label": rule["label"],
                        "conditions": rule["condition"],
                        "disabled": rule["disabled"],
                        "actions": self.actions(rule["actions"][0]),
                    }
                    for rule in one["rule"]
                ],
            }
            for one in values["set"]
        ]
        (rest,) = values["catch_all"]
        path = {"sets": sets, "catch_all": {"actions": self.actions(rest["actions"][0])}}
        self.send("PUT", address, {"orchestration_path": path})

    @staticmethod
    def actions(actions: Values) -> Values:
        """The provider sends all actions, also those that are not set."""
        sent = {name: value for name, value in actions.items() if not isinstance(value, list)}
        for block in ("variable", "extraction", "pagerduty_automation_action", "incident_custom_field_update"):
            sent[f"{block}s"] = actions.get(block, [])
        sent["automation_actions"] = [
            {**one, "headers": one["header"], "parameters": one["parameter"]}
            for one in actions.get("automation_action", [])
        ]
        return {name: None if value in (0, "") and value is not False else value for name, value in sent.items()}

    @staticmethod
    def rule(rule: Values) -> Values:
        (actions,) = rule["actions"]
        dynamic = Provider.first(actions, "dynamic_route_to")
        return {
            "label": rule["label"],
            "conditions": rule["condition"],
            "disabled": rule["disabled"],
            "actions": dynamic or {"route_to": actions["route_to"]},
        }
