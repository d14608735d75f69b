# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the names that belong to the IDs in the state.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from ...module_utils._resources.user_contact_method import meant, word_of
from ...module_utils._schema.fields import folded
from ._state import Instance, State, dictionaries, text

# What a reference can mean: the attribute with its name, and the types of the resources and data sources.
NAMED = {
    "user": ("email", ("user",)),
    "team": ("name", ("team",)),
    "tag": ("label", ("tag",)),
    "schedule": ("name", ("schedule", "schedulev2")),  # the two types share their names
    "escalation_policy": ("name", ("escalation_policy",)),
    "service": ("name", ("service",)),
    "service_custom_field": ("name", ("service_custom_field",)),
    "business_service": ("name", ("business_service",)),
    "vendor": ("name", ("vendor",)),
    "extension_schema": ("name", ("extension_schema",)),
    "event_orchestration": ("name", ("event_orchestration",)),
    "incident_workflow": ("name", ("incident_workflow",)),
    "jira_cloud_account_mapping": ("base_url", ("jira_cloud_account_mapping",)),
    "priority": ("name", ("priority",)),
    "incident_type": ("name", ("incident_type",)),
    "automation_runner": ("name", ("automation_actions_runner",)),
    "automation_action": ("name", ("automation_actions_action",)),
    "incident_custom_field": ("name", ("incident_custom_field",)),  # of the base incident type
}
# Data sources that return several objects: the attribute with the list.
LISTS = {"users": ("user", "users"), "teams": ("team", "teams")}


class Names:
    """The names of all objects in a state, managed or only read."""

    def __init__(self, state: State) -> None:
        self._names: dict[str, dict[str, str]] = {what: {} for what in NAMED}
        self._methods: dict[str, dict[str, t.Any]] = {}
        self.managed: set[tuple[str, str]] = set()
        whats = {kind: what for what, (_key, kinds) in NAMED.items() for kind in kinds}
        for instance in (*state.data, *state.managed):  # what is managed is newer
            if instance.type in whats and instance.id:
                what = whats[instance.type]
                self._add(what, instance.values)
                if not instance.is_data:
                    self.managed.add((what, instance.id))
            elif instance.type in LISTS:
                what, attribute = LISTS[instance.type]
                for values in dictionaries(instance.values, attribute):
                    self._add(what, values)
            elif instance.type == "user_contact_method" and instance.id:
                self._methods[instance.id] = instance.values
        self._numbers = {what: Counter(map(folded, names.values())) for what, names in self._names.items()}

    def _add(self, what: str, values: dict[str, t.Any]) -> None:
        name, object_id = text(values, NAMED[what][0]), text(values, "id")
        if name.strip() and object_id:
            self._names[what][object_id] = name

    def is_known(self, what: str, object_id: str) -> bool:
        return object_id in self._names[what]

    def has_name(self, what: str, name: str) -> bool:
        """Whether an object of a type has a name."""
        return self._numbers[what][folded(name)] > 0

    def of(self, what: str, object_id: str) -> str:
        """What a task writes for an object: its name, or the ID if the state has no name of it, or several objects
        with this name."""
        name = self._names[what].get(object_id, "")
        if not name or self._numbers[what][folded(name)] > 1 or name.strip() in self._names[what]:
            return object_id
        return name

    def contact_method(self, object_id: str) -> dict[str, str]:
        """The options `contact_method` and `contact_method_type` that name a contact method.

        Numbers always have the type, because the user can have another contact method with the same number, which
        Terraform does not manage. With the ID, if the state does not contain it.
        """
        method = self._methods.get(object_id)
        if not method:
            return {"contact_method": object_id}
        address, kind = text(method, "address"), text(method, "type")
        user_id = text(method, "user_id")
        siblings = [one for one in self._methods.values() if text(one, "user_id") == user_id]
        if len(meant(siblings, address, kind)) != 1:
            return {"contact_method": object_id}
        word = word_of(kind)
        return {"contact_method": address, **({} if word == "email" else {"contact_method_type": word})}

    def has_contact_method(self, object_id: str) -> bool:
        return object_id in self._methods


def described(instance: Instance) -> str:
    """What an object is called, for people."""
    return next((text(instance.values, key) for key in ("name", "email", "label") if instance.values.get(key)), "")
