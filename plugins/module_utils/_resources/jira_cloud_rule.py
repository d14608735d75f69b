# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules by which incidents and the issues of a Jira Cloud site are kept in sync.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from .._core import responses
from .._schema.fields import (
    Boolean,
    Canonical,
    Choice,
    Field,
    IdReference,
    Json,
    Name,
    Object,
    ObjectList,
    Reference,
    Resolver,
    Text,
    Writer,
)
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Parent, Resource
from .jira_cloud_account_mapping import JIRA_CLOUD_ACCOUNT_MAPPING
from .priority import PRIORITY
from .service import SERVICE
from .user import USER

Raw = dict[str, Json]

_JIRA = "config.jira"

_INCIDENT_FIELDS = tuple(
    f"incident_{name}"
    for name in (
        *("number", "title", "description", "status", "created_at", "service", "escalation_policy"),
        *("impacted_services", "html_url", "assignees", "acknowledgers", "last_status_change_at"),
        *("last_status_change_by", "urgency", "priority"),
    )
)


class _JiraText(Text):
    """An attribute of an object of Jira. The key of a project is not a secret."""

    looks_secret = True


class _JiraObject(Object):
    """An object of Jira, which Jira identifies: by its ID, and by further names. PagerDuty does not look it up."""

    def __init__(self, name: str, *names: str, **options: t.Any) -> None:
        fields = [_JiraText(attribute, clearable=False, required=True) for attribute in ("id", *names)]
        super().__init__(name, fields, whole=True, **options)

    def read(self, parent: Raw) -> Canonical:
        value = super().read(parent)
        return value if value and value["id"] else None

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return dict(value) if value else None


class _Value(Field):
    """A value of any type."""

    type = "raw"

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return json.loads(json.dumps(value, default=str))  # YAML has dates, JSON does not

    def read(self, parent: Raw) -> Canonical:
        value = self.raw(parent)
        return None if value == "" else value  # PagerDuty's Terraform provider sends "" for an attribute


@dataclass(frozen=True, eq=False)
class _Rule(Resource):
    def typed(self, body: Raw, *, update: bool = False) -> Raw:
        """The body of a request. PagerDuty requires most attributes, although they can be null."""
        config = body.get("config") or {}
        return {**body, "config": {**config, "jira": _completed(config.get("jira") or {})}}


def _completed(jira: Raw) -> Raw:
    unset = {"autocreate_jql": None, "sync_notes_user": None, "create_issue_on_incident_trigger": False}
    return {**unset, **jira, **{name: jira.get(name) or [] for name in ("custom_fields", "priorities")}}


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    config = predicted.get("config") or {}
    predicted["config"] = {**config, "jira": _completed(config.get("jira") or {})}
    for name in ("summary", "updated_at"):  # there is no summary, and the time is not known
        predicted.pop(name, None)
    if "id" not in predicted:  # a new rule, which may replace another one
        predicted.pop("created_at", None)


JIRA_CLOUD_RULE = _Rule(
    name="jira_cloud_rule",
    plural="jira_cloud_rules",
    title="rule for Jira Cloud",
    path="/integration-jira-cloud/accounts_mappings/{parent}/rules",
    list_wrapper="rules",
    parent=Parent(JIRA_CLOUD_ACCOUNT_MAPPING, "account_mapping"),
    # PagerDuty does not document whether a name can be used twice.
    unique_keys=(),
    unique=False,
    query=None,
    minimum=responses.IDENTIFIED.having(
        name=responses.TEXT,
        config=responses.Object(jira=responses.OBJECT, service=responses.REFERENCE),
    ),
    fields=(
        Name(longest=100),
        Reference("service", SERVICE, within="config", on_create=True, fixed=True),
        _JiraObject("project", "key", "name", within=_JIRA, on_create=True, fixed=True),
        _JiraObject("issue_type", "name", within=_JIRA, on_create=True),
        Object(
            "status_mapping",
            [
                _JiraObject("triggered", "name", required=True),
                _JiraObject("acknowledged", "name"),
                _JiraObject("resolved", "name"),
            ],
            whole=True,
            within=_JIRA,
            on_create=True,
        ),
        Boolean("enabled", unset=True),
        Boolean("create_issue_on_incident_trigger", within=_JIRA),
        Text("autocreate_jql", cleared=None, within=_JIRA),
        ObjectList(
            "priorities",
            Object(
                "priorities",
                [
                    IdReference("priority", PRIORITY, api="pagerduty_id", required=True),
                    Text("jira_id", clearable=False, required=True),
                ],
                whole=True,
            ),
            ordered=False,
            within=_JIRA,
        ),
        ObjectList(
            "custom_fields",
            Object(
                "custom_fields",
                [
                    Text("target_issue_field", clearable=False, required=True),
                    Text("target_issue_field_name", clearable=False, required=True),
                    Choice("type", ["attribute", "const", "jira_value"], required=True),
                    Choice("source_incident_field", _INCIDENT_FIELDS),
                    _Value("value"),
                ],
                by="type",
                variants={
                    "attribute": {"source_incident_field": True},
                    "const": {"value": True},
                    "jira_value": {"value": True},
                },
                whole=True,
            ),
            within=_JIRA,
        ),
        Reference("sync_notes_user", USER, clearable=True, within=_JIRA),
    ),
    endpoint=Endpoint(omit_type=True, bare=True, whole_update=True),
    predict=_predict,
    instead={"config": "use its attributes as options", "jira": "use its attributes as options"},
    listing=Listing(exact=("name",)),
)
