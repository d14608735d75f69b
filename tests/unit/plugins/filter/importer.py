# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the Terraform state of an account in the emulator, as if all its objects were imported into Terraform.

Like the provider, it reads the objects from the API. It does not use the collection's code.
"""

from __future__ import annotations

import json
import typing as t

import requests

Values = dict[str, t.Any]


def ids(references: t.Iterable[Values]) -> list[str]:
    return [one["id"] for one in references]


def number(value: int | None) -> str:
    return "null" if value is None else str(value)


class Importer:
    """now: the time of the emulator, as text."""

    def __init__(self, url: str, now: str) -> None:
        self.url = url
        self.now = now
        self.session = requests.Session()
        self.session.headers["Authorization"] = "Token token=emulator"
        self.resources: list[Values] = []

    def state(self) -> Values:
        """The parsed output of `terraform show -json`."""
        self.users()
        self.teams()
        self.schedules()
        self.shift_based()
        self.policies()
        self.custom_fields()
        self.incident_types()
        self.settings()
        self.addons()
        self.services()
        self.windows()
        self.webhooks()
        self.extensions()
        self.jira_rules()
        self.workflows()
        self.orchestrations()
        self.tags()
        self.business_services()
        self.automation()
        return {"format_version": "1.0", "values": {"root_module": {"resources": self.resources}}}

    def add(self, kind: str, **values: t.Any) -> None:
        address = f"pagerduty_{kind}.x{len(self.resources)}"
        resource = {"address": address, "mode": "managed", "type": f"pagerduty_{kind}", "name": "x", "values": values}
        self.resources.append(resource)

    def get(self, path: str) -> Values:
        answer = self.session.get(f"{self.url}{path}", timeout=60)
        assert answer.ok, answer.text
        return t.cast(Values, answer.json())

    def users(self) -> None:
        found = self.get("/users?limit=100&include[]=contact_methods&include[]=notification_rules")["users"]
        for one in found:
            names = ("id", "name", "email", "role", "time_zone", "color", "job_title", "description")
            self.add("user", **{name: one[name] for name in names}, teams=ids(one["teams"]))
            for method in one["contact_methods"]:
                self.add("user_contact_method", user_id=one["id"], **{
                    name: method.get(name)
                    for name in ("id", "type", "address", "country_code", "label", "send_short_email")
                })
            for rule in one["notification_rules"]:
                self.rule("user_notification_rule", one, rule, ("urgency", "start_delay_in_minutes"))
            path = f"/users/{one['id']}/oncall_handoff_notification_rules"
            for rule in self.get(path)["oncall_handoff_notification_rules"]:
                self.rule("user_handoff_notification_rule", one, rule, ("handoff_type", "notify_advance_in_minutes"))

    def rule(self, kind: str, user: Values, rule: Values, names: tuple[str, ...]) -> None:
        method = {"id": rule["contact_method"]["id"], "type": rule["contact_method"]["type"]}
        self.add(kind, user_id=user["id"], contact_method=[method], **{name: rule[name] for name in ("id", *names)})

    def teams(self) -> None:
        for one in self.get("/teams?limit=100")["teams"]:
            self.add("team", **{name: one[name] for name in ("id", "name", "description", "default_role")})
            for member in self.get(f"/teams/{one['id']}/members?limit=100")["members"]:
                user = member["user"]["id"]
                self.add("team_membership", id=f"{user}:{one['id']}", team_id=one["id"], user_id=user,
                         role=member["role"])

    def schedules(self) -> None:
        for listed in self.get("/schedules?limit=100")["schedules"]:
            one = self.get(f"/schedules/{listed['id']}")["schedule"]
            layers = [
                {
                    **{name: layer[name] for name in (
                        "id", "name", "start", "rotation_virtual_start", "rotation_turn_length_seconds"
                    )},
                    "end": layer["end"] or "",
                    "users": [user["user"]["id"] for user in layer["users"]],
                    "restriction": layer["restrictions"],
                }
                for layer in reversed(one["schedule_layers"])
                if not layer["end"] or layer["end"] > self.now
            ]  # fmt: skip
            names = ("id", "name", "time_zone", "description")
            self.add("schedule", **{name: one[name] for name in names}, teams=ids(one["teams"]), layer=layers)

    def shift_based(self) -> None:
        for listed in self.get("/v3/schedules?limit=100")["schedules"]:
            one = self.get(f"/v3/schedules/{listed['id']}")["schedule"]
            zone = "UTC" if one["time_zone"] == "Etc/UTC" else one["time_zone"]
            rotations = [
                {"id": rotation["id"], "event": [self.event(event) for event in rotation["events"]]}
                for rotation in one["rotations"]
            ]
            self.add("schedulev2", id=one["id"], name=one["name"], time_zone=zone, description=one["description"],
                     teams=ids(one["teams"]) or None, rotation=rotations)

    @staticmethod
    def event(event: Values) -> Values:
        strategy = event["assignment_strategy"]
        members = [{"type": one["type"], "user_id": one.get("user_id")} for one in strategy["members"]]
        return {
            **{name: event[name] for name in ("id", "name", "effective_since", "effective_until", "recurrence")},
            "start_time": event["start_time"]["date_time"],
            "end_time": event["end_time"]["date_time"],
            "assignment_strategy": [
                {"type": strategy["type"], "shifts_per_member": strategy.get("shifts_per_member"), "member": members}
            ],
        }

    def policies(self) -> None:
        query = "limit=100&include[]=escalation_rule_assignment_strategies"
        for one in self.get(f"/escalation_policies?{query}")["escalation_policies"]:
            rules = []
            for rule in one["escalation_rules"]:
                strategy = rule.get("escalation_rule_assignment_strategy")
                rules.append({
                    "escalation_delay_in_minutes": rule["escalation_delay_in_minutes"],
                    "escalation_rule_assignment_strategy": [{"type": strategy["type"]}] if strategy else [],
                    "target": [
                        {"id": target["id"], "type": target["type"].replace("_v3_", "_")} for target in rule["targets"]
                    ],
                })
            names = ("id", "name", "description", "num_loops")
            self.add("escalation_policy", **{name: one[name] for name in names}, teams=ids(one["teams"]), rule=rules)

    def settings(self) -> None:
        """Those that Terraform can manage, and not those of the services' own groupings."""
        self.in_settings: set[str] = set()
        for one in self.get("/alert_grouping_settings?limit=100")["alert_grouping_settings"]:
            path = f"/services/{one['services'][0]['id']}"
            shown = self.get(path)["service"]["alert_grouping_parameters"]
            if one["name"] is None and len(one["services"]) == 1 and not shown["type"].endswith("_reference"):
                continue
            self.in_settings.update(ids(one["services"]))
            config = {name: one["config"].get(name) for name in ("timeout", "time_window", "aggregate", "fields",
                                                                 "iag_fields")}
            names = ("id", "name", "description", "type")
            self.add("alert_grouping_setting", **{name: one[name] for name in names}, config=config,
                     services=ids(one["services"]))

    def addons(self) -> None:
        """Those of the only type that the provider knows."""
        for one in self.get("/addons?limit=100&filter=full_page_addon")["addons"]:
            self.add("addon", **{name: one[name] for name in ("id", "name", "src")})

    # -- services ----------------------------------------------------------------------------------------------------

    def custom_fields(self) -> None:
        names = ("id", "name", "display_name", "description", "data_type", "field_type", "enabled")
        for one in self.get("/services/custom_fields?include[]=field_options")["fields"]:
            options = [{"id": option["id"], **option["data"]} for option in one["field_options"]]
            self.add("service_custom_field", **{name: one[name] for name in names}, field_option=options or None,
                     default_value=None)

    def incident_types(self) -> None:
        """The base type can't be managed, and its name is the same in every account. Others are named by their ID."""
        found = self.get("/incidents/types?filter=all")["incident_types"]
        names = {one["id"]: one["id"] if one["parent"] else one["name"] for one in found}
        for one in found:
            if one["parent"]:
                self.add("incident_type", **{name: one[name] for name in ("id", "name", "display_name", "enabled")},
                         description=one["description"] or None, parent_type=names[one["parent"]["id"]])
            fields = self.get(f"/incidents/types/{one['id']}/custom_fields?include[]=field_options")["fields"]
            for field in fields:
                if field["incident_type"] == one["id"]:
                    self.incident_field(field, names[one["id"]])

    def incident_field(self, field: Values, owner: str) -> None:
        names = ("name", "display_name", "description", "data_type", "field_type", "enabled")
        default = field["default_value"]
        self.add("incident_type_custom_field", id=f"{field['incident_type']}:{field['id']}",
                 **{name: field[name] for name in names}, incident_type=owner,
                 default_value=None if default is None else json.dumps(default),
                 field_options=[one["data"]["value"] for one in field["field_options"]] or None)

    def field_values(self, service: str) -> None:
        found = self.get(f"/services/{service}/custom_fields/values")["custom_fields"]
        values = [{"id": one["id"], "name": one["name"], "value": json.dumps(one["value"])} for one in found]
        if values:
            self.add("service_custom_field_value", id=service, service_id=service, custom_fields=values)

    def services(self) -> None:
        include = "include[]=auto_pause_notifications_parameters&include[]=integrations"
        for one in self.get(f"/services?limit=100&{include}")["services"]:
            rule = {
                name: [value] if isinstance(value, dict) else value
                for name, value in (one["incident_urgency_rule"] or {}).items()
            }
            pause = one["auto_pause_notifications_parameters"]
            grouping = one["alert_grouping_parameters"] if one["id"] not in self.in_settings else None
            rules = f"/event_orchestrations/services/{one['id']}"
            active = self.get(f"{rules}/active")["active"]
            self.path("service", one["id"], rules, service=one["id"], enable_event_orchestration_for_service=active)
            self.enablements("service", one["id"], f"/services/{one['id']}")
            self.cache_variables("service", f"/event_orchestrations/services/{one['id']}", service=one["id"])
            self.add(
                "service",
                **{name: one[name] for name in ("id", "name", "description", "alert_creation")},
                escalation_policy=one["escalation_policy"]["id"],
                auto_resolve_timeout=number(one["auto_resolve_timeout"]),
                acknowledgement_timeout=number(one["acknowledgement_timeout"]),
                incident_urgency_rule=[rule],
                support_hours=[one["support_hours"]] if one["support_hours"] else [],
                scheduled_actions=[{**action, "at": [action["at"]]} for action in one["scheduled_actions"]],
                auto_pause_notifications_parameters=[
                    {"enabled": pause["enabled"], "timeout": pause["timeout"] or 120}
                ],
                alert_grouping_parameters=[
                    {"type": grouping["type"], "config": [grouping["config"]] if grouping["config"] else []}
                ] if grouping and grouping["type"] else [],
            )
            self.field_values(one["id"])
            for integration in one["integrations"]:
                self.integration(one["id"], integration)

    def integration(self, service: str, one: Values) -> None:
        vendor = one.get("vendor")
        names = (
            "id", "name", "type", "integration_key", "integration_email", "email_incident_creation",
            "email_filter_mode", "email_parsing_fallback",
        )
        self.add("service_integration", service=service, vendor=vendor["id"] if vendor else "",
                 email_filter=one.get("email_filters") or [],
                 email_parser=[self.parser(parser) for parser in one.get("email_parsers") or ()],
                 **{name: one.get(name) for name in names})

    def parser(self, one: Values) -> Values:
        def predicate(read: Values) -> Values:
            return {**read, "predicate": [predicate(child) for child in read.get("children") or ()]}

        found = predicate(one["match_predicate"])
        return {**one, "match_predicate": [found], "value_extractor": one["value_extractors"]}

    def windows(self) -> None:
        for one in self.get("/maintenance_windows?limit=100")["maintenance_windows"]:
            names = ("id", "description", "start_time", "end_time")
            self.add("maintenance_window", services=ids(one["services"]), **{name: one[name] for name in names})

    def webhooks(self) -> None:
        for one in self.get("/webhook_subscriptions?limit=100")["webhook_subscriptions"]:
            delivery = one["delivery_method"]
            self.add(
                "webhook_subscription",
                **{name: one[name] for name in ("id", "active", "description", "events")},
                filter=[{"id": one["filter"].get("id") or "", "type": one["filter"]["type"]}],
                delivery_method=[{"url": delivery["url"], "custom_header": delivery["custom_headers"]}],
            )

    def extensions(self) -> None:
        for one in self.get("/extensions?limit=100&include[]=extension_schemas")["extensions"]:
            schema = one["extension_schema"]
            data = {"id": schema["id"], "name": schema["label"], "type": schema["type"]}
            address = f"data.pagerduty_extension_schema.x{len(self.resources)}"
            self.resources.append({
                "address": address, "mode": "data", "type": "pagerduty_extension_schema", "name": "x", "values": data,
            })
            values = {
                "id": one["id"], "name": one["name"], "extension_schema": schema["id"],
                "extension_objects": ids(one["extension_objects"]), "endpoint_url": one.get("endpoint_url") or "",
            }
            if "snow_user" in one["config"]:
                self.add("extension_servicenow", **values, **one["config"], snow_password="hush-hush")
            else:
                self.add("extension", **values, config=json.dumps(one["config"]))

    def workflows(self) -> None:
        """Workflows and triggers. The provider has no triggers of the type incident_type."""
        listed = self.get("/incident_workflows?limit=100&include[]=steps&include[]=team")["incident_workflows"]
        for one in listed:
            self.add(
                "incident_workflow", id=one["id"], name=one["name"], description=one["description"],
                team=one["team"] and one["team"]["id"], is_enabled=str(one["is_enabled"]).lower(),
                step=[self.workflow_step(step) for step in one["steps"]],
            )
        for one in self.get("/incident_workflows/triggers?limit=100")["triggers"]:
            if one["trigger_type"] != "incident_type":
                self.add(
                    "incident_workflow_trigger", id=one["id"], type=one["trigger_type"],
                    workflow=one["workflow"]["id"], services=ids(one["services"]),
                    subscribed_to_all_services=one["is_subscribed_to_all_services"],
                    condition=one.get("condition"),
                    permissions=[{"team_id": None, **one["permissions"]}],
                )

    def workflow_step(self, step: Values) -> Values:
        configuration = step["action_configuration"]
        return {
            "id": step["id"],
            "name": step["name"],
            "action": configuration["action_id"],
            "input": [
                {"name": one["name"], "value": one["value"], "generated": False} for one in configuration["inputs"]
            ],
            "inline_steps_input": [
                {"name": one["name"], "step": [self.workflow_step(inner) for inner in one["value"]["steps"]]}
                for one in configuration.get("inline_steps_inputs") or ()
            ],
        }

    def jira_rules(self) -> None:
        for mapping in self.get("/integration-jira-cloud/accounts_mappings")["accounts_mappings"]:
            data = {"id": mapping["id"], "base_url": mapping["jira_cloud_account"]["base_url"]}
            kind = "jira_cloud_account_mapping"
            self.resources.append({
                "address": f"data.pagerduty_{kind}.x", "mode": "data", "type": f"pagerduty_{kind}", "name": "x",
                "values": data,
            })
            path = f"/integration-jira-cloud/accounts_mappings/{mapping['id']}/rules?limit=100"
            for one in self.get(path)["rules"]:
                jira = dict(one["config"]["jira"])
                user = jira["sync_notes_user"]
                jira["sync_notes_user"] = user and user["id"]
                for field in jira["custom_fields"] or ():
                    is_text = field["value"] is None or isinstance(field["value"], str)
                    field["value"] = field["value"] if is_text else json.dumps(field["value"])
                self.add(
                    "jira_cloud_account_mapping_rule",
                    id=f"{mapping['id']}:{one['id']}",
                    account_mapping=mapping["id"],
                    name=one["name"],
                    enabled=one["enabled"],
                    config={"service": one["config"]["service"]["id"], "jira": jira},
                )

    def automation(self) -> None:
        for one in self.get("/automation_actions/runners?limit=100")["runners"]:
            names = ("id", "name", "description", "runner_type")
            uri = one.get("runbook_base_uri", "")
            self.add("automation_actions_runner", **{name: one[name] for name in names}, runbook_base_uri=uri)
            self.associations("runner", one, "team")
        for listed in self.get("/automation_actions/actions?limit=100")["actions"]:
            one = self.get(f"/automation_actions/actions/{listed['id']}")["action"]
            names = ("id", "name", "description", "action_type", "only_invocable_on_unresolved_incidents")
            data = dict.fromkeys(
                ("script", "invocation_command", "process_automation_job_id", "process_automation_job_arguments",
                 "process_automation_node_filter"), "",
            )
            self.add(
                "automation_actions_action",
                **{name: one[name] for name in (*names, "map_to_all_services")},
                **{
                    name: str(one[name]).lower()
                    for name in ("allow_invocation_manually", "allow_invocation_from_event_orchestration")
                },
                runner_id=one.get("runner", ""),
                action_classification=one["action_classification"] or "",
                action_data_reference=[{**data, **one["action_data_reference"]}],
            )
            self.associations("action", one, "service")
            self.associations("action", one, "team")

    def associations(self, owner: str, one: Values, what: str) -> None:
        for other in one.get(f"{what}s", ()):
            values = dict(zip((f"{owner}_id", f"{what}_id"), (one["id"], other["id"]), strict=True))
            self.add(f"automation_actions_{owner}_{what}_association", id=":".join(values.values()), **values)

    def business_services(self) -> None:
        dependencies = {}
        for one in self.get("/business_services?limit=100")["business_services"]:
            team = one["team"]["id"] if one["team"] else None
            names = ("id", "name", "description", "point_of_contact")
            self.add("business_service", **{name: one[name] for name in names}, team=team)
            for subscriber in self.get(f"/business_services/{one['id']}/subscribers?limit=100")["subscribers"]:
                self.add(
                    "business_service_subscriber", id=".".join([one["id"], *subscriber.values()]),
                    business_service_id=one["id"], **subscriber,
                )
            found = self.get(f"/service_dependencies/business_services/{one['id']}")["relationships"]
            dependencies.update({dependency["id"]: dependency for dependency in found})
        for one in self.get("/services?limit=100")["services"]:
            found = self.get(f"/service_dependencies/technical_services/{one['id']}")["relationships"]
            dependencies.update({dependency["id"]: dependency for dependency in found})
        types = {"technical_service_reference": "service", "business_service_reference": "business_service"}
        for dependency in dependencies.values():
            sides = {
                side: [{"id": dependency[side]["id"], "type": types[dependency[side]["type"]]}]
                for side in ("supporting_service", "dependent_service")
            }
            self.add("service_dependency", id=dependency["id"], dependency=[{"type": "service_dependency", **sides}])

    # -- event orchestrations and tags -------------------------------------------------------------------------------

    def priorities(self) -> None:
        """What a state has of objects that Terraform only reads."""
        for one in self.get("/priorities")["priorities"]:
            values = {"id": one["id"], "name": one["name"]}
            self.resources.append({
                "address": f"data.pagerduty_priority.x{len(self.resources)}", "mode": "data",
                "type": "pagerduty_priority", "name": "x", "values": values,
            })  # fmt: skip

    def orchestrations(self) -> None:
        self.priorities()
        for one in self.get("/event_orchestrations?limit=100")["orchestrations"]:
            team = (one["team"] or {}).get("id") or ""
            self.add("event_orchestration", id=one["id"], name=one["name"], description=one["description"], team=team)
            path = self.get(f"/event_orchestrations/{one['id']}/router")["orchestration_path"]
            rules = [
                {
                    "id": rule["id"],
                    "label": rule.get("label") or "",
                    "disabled": rule.get("disabled", False),
                    "condition": rule["conditions"],
                    "actions": [
                        {
                            "route_to": rule["actions"].get("route_to") or "",
                            "dynamic_route_to": [dynamic] if (dynamic := rule["actions"].get("dynamic_route_to"))
                            else [],
                        }
                    ],
                }
                for rule in path["sets"][0]["rules"]
            ]
            self.add("event_orchestration_router", id=one["id"], event_orchestration=one["id"],
                     set=[{"id": "start", "rule": rules}], catch_all=[{"actions": [path["catch_all"]["actions"]]}])
            for kind in ("global", "unrouted"):
                self.path(kind, one["id"], f"/event_orchestrations/{one['id']}/{kind}", event_orchestration=one["id"])
            self.enablements("event_orchestration", one["id"], f"/event_orchestrations/{one['id']}")
            self.cache_variables("global", f"/event_orchestrations/{one['id']}", event_orchestration=one["id"])
            for key in self.get(f"/event_orchestrations/{one['id']}/integrations")["integrations"]:
                self.add("event_orchestration_integration", id=key["id"], event_orchestration=one["id"],
                         label=key["label"], parameters=[key["parameters"]])

    def path(self, kind: str, owner: str, address: str, **more: t.Any) -> None:
        """The rules of all sets. The state contains actions that are not set, too."""
        found = self.get(address)["orchestration_path"]
        sets = [
            {
                "id": one["id"],
                "rule": [
                    {
                        "id": rule["id"],
                        "label": rule.get("label") or "",
                        "disabled": rule.get("disabled", False),
                        "condition": rule["conditions"],
                        "actions": [self.actions(rule["actions"])],
                    }
                    for rule in one["rules"]
                ],
            }
            for one in found["sets"]
        ]
        own = ("suppress",) if kind == "unrouted" else ()  # PagerDuty adds it
        rest = {key: value for key, value in found["catch_all"]["actions"].items() if key not in own}
        catch_all = [{"actions": [self.actions(rest)]}]
        self.add(f"event_orchestration_{kind}", id=owner, set=sets, catch_all=catch_all, **more)

    @staticmethod
    def actions(actions: t.Any) -> t.Any:
        texts = dict.fromkeys(("route_to", "priority", "escalation_policy", "annotate", "severity", "event_action"), "")
        flags = {"suppress": False, "suspend": 0, "drop_event": False}
        blocks = {
            "variable": actions.get("variables", []),
            "extraction": [
                {**dict.fromkeys(("template", "regex", "source"), ""), **one} for one in actions.get("extractions", [])
            ],
            "automation_action": [
                {
                    **{key: value for key, value in one.items() if key not in ("headers", "parameters")},
                    "header": one.get("headers", []),
                    "parameter": one.get("parameters", []),
                }
                for one in actions.get("automation_actions", [])
            ],
            "pagerduty_automation_action": actions.get("pagerduty_automation_actions", []),
            "incident_custom_field_update": actions.get("incident_custom_field_updates", []),
        }
        plain = {key: value for key, value in actions.items() if not isinstance(value, list)}
        return {**texts, **flags, **plain, **blocks}

    def enablements(self, kind: str, owner: str, path: str) -> None:
        for one in self.get(f"{path}/enablements")["enablements"]:
            self.add("enablement", id=f"{kind}.{owner}.{one['feature']}", entity_type=kind, entity_id=owner,
                     feature=one["feature"], enabled=one["enabled"])

    def cache_variables(self, kind: str, owner: str, **of: str) -> None:
        for one in self.get(f"{owner}/cache_variables")["cache_variables"]:
            empty = {"source": None, "regex": None, "data_type": None, "ttl_seconds": None}
            self.add(f"event_orchestration_{kind}_cache_variable", id=one["id"], name=one["name"], **of,
                     disabled=one["disabled"], condition=one.get("conditions") or [],
                     configuration=[{**empty, **one["configuration"]}])

    def tags(self) -> None:
        for one in self.get("/tags?limit=100")["tags"]:
            self.add("tag", id=one["id"], label=one["label"])
            for kind in ("users", "teams", "escalation_policies"):
                for tagged in self.get(f"/tags/{one['id']}/{kind}?limit=100")[kind]:
                    self.add("tag_assignment", id=f"{tagged['id']}.{one['id']}", tag_id=one["id"], entity_type=kind,
                             entity_id=tagged["id"])
