# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules by which incidents and the issues of a Jira Cloud site are kept in sync."""

from __future__ import annotations

import re
from typing import Any

from ..core.collection import Record
from ..core.errors import invalid, not_found
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import INVALID, Check, Choice, Field, Flag, Instant, Kind, ListOf, Nested, Text, cleaned
from ..schema.operation import Operation
from ..schema.references import AnyValue, KeptReference, PastReference
from ..schema.resource import UnnamedResource
from ..schema.view import View
from .jira_cloud_account_mappings import milliseconds

NAME = re.compile(r"[^\x00-\x1f\x7f<>]+")

INCIDENT_FIELDS = tuple(
    f"incident_{name}"
    for name in (
        "number", "title", "description", "status", "created_at", "service", "escalation_policy", "impacted_services",
        "html_url", "assignees", "acknowledgers", "last_status_change_at", "last_status_change_by", "urgency",
        "priority",
    )
)


class IncidentPriority(Kind):
    """The ID of a priority. A state file can also have the name."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        known = isinstance(value, str) and (check.loading or value in check.account.collection("priority"))
        return value if known else check.refuse(label, "must exist")

    def resolve(self, value: Any, account: Account) -> Any:
        return account.look_up("priority", value) or value if isinstance(value, str) else value


class CustomField(Nested):
    """How a field of a new issue is set. PagerDuty's Terraform provider sends an empty ``value`` for an attribute."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        kept = super().accept(value, label, check)
        if kept is INVALID:
            return kept
        if kept["type"] == "attribute" and kept["source_incident_field"] is None:
            return check.refuse(f"{label} source incident field", "can't be blank")
        if kept["type"] != "attribute" and kept["value"] in (None, ""):
            return check.refuse(f"{label} value", "can't be blank")
        return kept


JIRA_OBJECT = (Field("id", Text(1), required=True), Field("name", Text(1), required=True))
NEEDED_STATUS = Nested(JIRA_OBJECT, closed=True)
STATUS = Nested(JIRA_OBJECT, closed=True, nullable=True)

CUSTOM_FIELD = CustomField(
    (
        Field("source_incident_field", Choice(INCIDENT_FIELDS, nullable=True)),
        Field("target_issue_field", Text(1), required=True),
        Field("target_issue_field_name", Text(1), required=True),
        Field("type", Choice(("attribute", "const", "jira_value")), required=True),
        Field("value", AnyValue()),
    ),
    closed=True,
)

PRIORITY = Nested(
    (Field("jira_id", Text(1), required=True), Field("pagerduty_id", IncidentPriority(), required=True)), closed=True
)

CHANGEABLE = (
    Field("autocreate_jql", Text(nullable=True), required=True),
    Field("create_issue_on_incident_trigger", Flag(), required=True),
    Field("custom_fields", ListOf(CUSTOM_FIELD, nullable=True), required=True),
    Field("issue_type", Nested(JIRA_OBJECT, closed=True), required=True),
    Field("priorities", ListOf(PRIORITY, nullable=True), required=True),
    Field(
        "status_mapping",
        Nested(
            (
                Field("acknowledged", STATUS),
                Field("resolved", STATUS),
                Field("triggered", NEEDED_STATUS, required=True),
            ),
            closed=True,
        ),
        required=True,
    ),
    Field("sync_notes_user", KeptReference(("user",), nullable=True), required=True),
)
"""What a request must contain, although most of it can be null."""

PROJECT = Field("project", Nested((*JIRA_OBJECT, Field("key", Text(1), required=True)), closed=True), required=True)

JIRA = Nested((*CHANGEABLE, PROJECT), closed=True)
CONFIG = Nested(
    (Field("jira", JIRA, required=True), Field("service", KeptReference(("service",)), required=True)), closed=True
)
UPDATED_CONFIG = Nested((Field("jira", Nested(CHANGEABLE, closed=True), required=True),), closed=True)
"""The service and the project can't be changed."""


class Rules(UnnamedResource):
    """A rule. ``account_mapping`` is in its path, and only a state file sets it."""

    type = "jira_cloud_rule"
    plural = "jira_cloud_rules"
    scope = "jira_cloud_rules"
    type_required = False
    fields = (
        Field(
            "account_mapping",
            PastReference(("jira_cloud_account_mapping",), nullable=True),
            api=False,
            shown=False,
        ),
        Field("name", Text(1, 100, allowed=NAME), required=True),
        Field("enabled", Flag(nullable=True)),
        Field("config", CONFIG, required=True),
        Field("autocreate_jql_disabled_reason", Text(nullable=True), api=False),
        Field("autocreate_jql_disabled_until", Instant(nullable=True), api=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(nullable=True), api=False),
    )

    def summary(self, record: Record) -> str:
        name: str = record["name"]
        return name

    def complete(self, record: Record, write: Any) -> None:
        if record["enabled"] is None:
            record["enabled"] = write.old["enabled"] if write.old else True

    def render(self, record: Record, view: View) -> dict[str, Any]:
        mapping = record["account_mapping"]["id"]
        jira = record["config"]["jira"]
        shown = JIRA.render(jira, view)
        user = jira["sync_notes_user"]
        account = view.account
        if user is not None:
            known = account.collection("user").get(user["id"]) or {"name": "", "email": ""}
            reference = {name: value for name, value in shown["sync_notes_user"].items() if name != "summary"}
            shown["sync_notes_user"] = {**reference, "name": known["name"], "email": known["email"]}
        return {
            "id": record["id"],
            "account_mapping": {
                "id": mapping,
                "type": "account_mapping_reference",
                "self": view.api_url(f"/integration-jira-cloud/accounts_mappings/{mapping}"),
            },
            "name": record["name"],
            "enabled": record["enabled"],
            "config": {"service": view.reference("service", record["config"]["service"]["id"]), "jira": shown},
            "autocreate_jql_disabled_reason": record["autocreate_jql_disabled_reason"],
            "autocreate_jql_disabled_until": milliseconds(view, record["autocreate_jql_disabled_until"]),
            "created_at": milliseconds(view, record["created_at"]),
            "updated_at": milliseconds(view, record["updated_at"]),
        }


RESOURCE = Rules()


# -- operations ------------------------------------------------------------------------------------------------------


def rules_of(call: Call) -> list[Record]:
    """The rules of the mapping in the path, in the order in which they were created. Raises 404."""
    mapping = call.record("jira_cloud_account_mapping")
    records = call.account.collection(RESOURCE.type).records.values()
    return [record for record in records if record["account_mapping"]["id"] == mapping["id"]]


def rule(call: Call) -> Record:
    """The rule in the path. Raises 404."""
    for record in rules_of(call):
        if record["id"] == call.ids[1]:
            return record
    raise not_found()


def sent(call: Call) -> dict[str, Any]:
    """The body, which is not wrapped and has no unknown keys. Raises 400."""
    body = call.json()
    if not isinstance(body, dict):
        raise invalid("The request body must be an Object")
    if unknown := sorted(body.keys() - {"name", "enabled", "config"}):
        raise invalid(*(f"{name} is not a permitted parameter" for name in unknown))
    return body


def shown(call: Call, status: int, record: Record) -> Reply:
    """Not wrapped."""
    return Reply(status, RESOURCE.render(record, call.view()))


def list_rules(call: Call) -> Reply:
    view = call.view()
    return call.page("rules", rules_of(call), lambda one: RESOURCE.render(one, view))


def read_rule(call: Call) -> Reply:
    return shown(call, 200, rule(call))


def create_rule(call: Call) -> Reply:
    mapping = call.record("jira_cloud_account_mapping")
    record = RESOURCE.built(call.account, sent(call))
    reference = {"id": mapping["id"], "type": "jira_cloud_account_mapping"}
    made = {"account_mapping": reference, "id": RESOURCE.new_identifier(call.account)}
    record = {**record, **made, "updated_at": record["created_at"]}
    call.account.put(RESOURCE, record)
    return shown(call, 201, record)


def update_rule(call: Call) -> Reply:
    """The request contains all of the rule but its service and project, which stay."""
    old, body = rule(call), sent(call)
    check = Check(call.account, former=frozenset(RESOURCE.references(old)))
    fields = (*RESOURCE.fields[1:3], Field("config", UPDATED_CONFIG, required=True))
    changes = cleaned(fields, body, check)
    if check.errors:
        raise invalid(*check.errors)
    config = {**old["config"], "jira": {**old["config"]["jira"], **changes["config"]["jira"]}}
    enabled = old["enabled"] if changes["enabled"] is None else changes["enabled"]
    record = {**old, **changes, "enabled": enabled, "config": config, "updated_at": call.account.now()}
    call.account.put(RESOURCE, record)
    return shown(call, 200, record)


def delete_rule(call: Call) -> Reply:
    RESOURCE.delete(call.account, rule(call))
    return Reply(204)


ALL = "/integration-jira-cloud/accounts_mappings/*/rules"
ONE = f"{ALL}/*"
READ, WRITE = "jira_cloud_rules.read", "jira_cloud_rules.write"

OPERATIONS = (
    Operation("GET", ALL, list_rules, READ),
    Operation("POST", ALL, create_rule, WRITE),
    Operation("GET", ONE, read_rule, READ),
    Operation("PUT", ONE, update_rule, WRITE),
    Operation("DELETE", ONE, delete_rule, WRITE),
)
