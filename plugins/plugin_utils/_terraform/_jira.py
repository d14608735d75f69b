# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the rules for Jira Cloud.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import typing as t

from ._conversion import Conversion, Entry, NotConverted, Options, set_options
from ._state import Instance, Values, block, dictionaries, text

STATUSES = ("triggered", "acknowledged", "resolved")


def rule(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    config = block(values, "config")
    jira = block(config, "jira")
    if not jira:
        raise NotConverted("the state does not contain its config")
    user = jira.get("sync_notes_user")
    statuses = {name: _object(block(jira, "status_mapping"), name) for name in STATUSES}
    options = {
        "account_mapping": conversion.reference(
            instance, "account_mapping", "jira_cloud_account_mapping", values.get("account_mapping")
        ),
        "name": text(values, "name"),
        "service": conversion.reference(instance, "config.service", "service", config.get("service")),
        "project": _object(jira, "project"),
        "issue_type": _object(jira, "issue_type"),
        "status_mapping": {name: status for name, status in statuses.items() if status},
        "enabled": False if values.get("enabled") is False else None,
        "create_issue_on_incident_trigger": jira.get("create_issue_on_incident_trigger") or None,
        "autocreate_jql": text(jira, "autocreate_jql"),
        "priorities": [
            {
                "priority": conversion.reference(
                    instance, "config.jira.priorities", "priority", one.get("pagerduty_id")
                ),
                "jira_id": text(one, "jira_id"),
            }
            for one in dictionaries(jira, "priorities")
        ],
        "custom_fields": [_field(one) for one in dictionaries(jira, "custom_fields")],
        "sync_notes_user": conversion.reference(instance, "config.jira.sync_notes_user", "user", user) if user else "",
    }
    # The provider's ID of a rule consists of those of the account mapping and of the rule.
    rule_id = instance.id.rpartition(":")[2]
    kind = "jira_cloud_rules"
    conversion.found[(kind, instance.id)] = Entry(kind, rule_id, set_options(options), instance)


def _object(values: Values, name: str) -> Options:
    """The ID and the names of an object of Jira; empty if there is none."""
    found = block(values, name)
    return {key: text(found, key) for key in ("id", "key", "name") if text(found, key)}


def _field(values: Values) -> Options:
    names = ("target_issue_field", "target_issue_field_name", "type", "source_incident_field")
    field: Options = {name: text(values, name) for name in names if text(values, name)}
    if field.get("type") != "attribute":
        field["value"] = _value(text(values, "value"))
    return field


def _value(written: str) -> t.Any:
    """The value of a field. The provider sends what is JSON as such, and any other text as it is.

    A value that PagerDuty does not have is not set in the state, so that `null` is a text.
    """
    try:
        value = json.loads(written)
    except ValueError:
        return written
    return written if value is None else value
