# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the conversions of all types share: references, the entries of the configuration, and what is not converted.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ...module_utils._core.times import parse_instant
from ...module_utils._operations.account import KINDS as ALL_KINDS
from ...module_utils._schema.fields import ONLY_BY_ID, folded
from ...module_utils._schema.writing import content
from ._names import NAMED, Names, described
from ._state import Instance, State, entries, text

Options = dict[str, t.Any]

LATER = "its value is only known after `terraform apply`. Apply first, and convert the new state"

# The kind of the configuration for what references mean.
KINDS = {
    "user": "users",
    "team": "teams",
    "tag": "tags",
    "schedule": "schedules",
    "escalation_policy": "escalation_policies",
    "service": "services",
    "service_custom_field": "service_custom_fields",
    "event_orchestration": "event_orchestrations",
    "incident_type": "incident_types",
    "business_service": "business_services",
    "incident_workflow": "incident_workflows",
    "automation_runner": "automation_runners",
    "automation_action": "automation_actions",
}
# The options that identify an entry, of kinds whose entries have no name of their own.
IDENTITIES: dict[str, tuple[str, ...]] = {
    "service_integrations": ("service", "name"),
    "event_orchestration_integrations": ("orchestration", "label"),
    "addons": ("name",),
    "enablements": ("orchestration", "service"),
    "event_orchestration_cache_variables": ("orchestration", "service", "name"),
    "alert_grouping_settings": ("name",),
    "maintenance_windows": ("services", "description", "start_time"),
    "jira_cloud_rules": ("account_mapping", "name"),
    "incident_type_custom_fields": ("incident_type", "name"),
    "extensions": ("name", "extension_schema", "extension_objects"),
    "incident_workflow_triggers": ("workflow", "trigger_type", "condition"),
    "webhook_subscriptions": ("url", "filter_type", "filter"),
}


class NotConverted(Exception):
    """A resource can't be converted. The message is the reason."""


@dataclass(eq=False)
class Entry:
    """An entry of the configuration. id: of the object in PagerDuty."""

    kind: str
    id: str
    options: Options
    instance: Instance


@dataclass(eq=False)
class Conversion:
    """The conversion of a state. now: the current time, because the past has no effect."""

    state: State
    now: datetime
    names: Names = field(init=False)
    found: dict[tuple[str, str], Entry] = field(default_factory=dict)
    not_converted: list[dict[str, str]] = field(default_factory=list)
    secrets: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = Names(self.state)

    # -- what is missing ---------------------------------------------------------------------------------------------

    def leave_out(self, instance: Instance, kind: str, reason: str, option: str = "", name: str = "") -> None:
        """Note that a resource, or one attribute of it, is not converted.

        name: what pagerduty_account_info calls the object, if it has no name of its own.
        """
        self.not_converted.append({
            "address": instance.address,
            "kind": kind,
            "name": name or described(instance) or instance.address,
            "option": option,
            "reason": reason,
        })

    def secret(self, instance: Instance, kind: str, name: str, option: str, what: str) -> None:
        """Note a secret of the state, which is not in the configuration."""
        found = {"address": instance.address, "kind": kind, "name": name, "option": option, "secret": what}
        self.secrets.append(found)

    def note(self, remark: str) -> None:
        if remark not in self.notes:
            self.notes.append(remark)

    # -- references --------------------------------------------------------------------------------------------------

    def reference(self, instance: Instance, attribute: str, what: str, object_id: t.Any) -> str:
        """The name of an object to which an attribute refers, or its ID.

        Raises NotConverted if the plan does not know it.
        """
        if not object_id or not isinstance(object_id, str):
            raise NotConverted(f"{attribute}: {LATER}")
        if not self.names.is_known(what, object_id):
            title = what.replace("_", " ")
            self.note(
                f"{instance.address}: {attribute} refers to the {title} {object_id} by its ID, because the state does"
                " not contain it"
            )
        return self.names.of(what, object_id)

    def references(self, instance: Instance, attribute: str, what: str) -> list[str]:
        """The same for an attribute with a list of IDs."""
        return [self.reference(instance, attribute, what, one) for one in entries(instance.values, attribute)]

    def contact_method(self, instance: Instance, method: Options) -> Options:
        """The options that name the contact method of a rule. method: its block. Raises NotConverted."""
        method_id = text(method, "id")
        if not method_id:
            raise NotConverted(f"contact_method: {LATER}")
        if not self.names.has_contact_method(method_id):
            self.note(
                f"{instance.address}: contact_method refers to {method_id} by its ID, because the state does not"
                " contain it"
            )
        return dict(self.names.contact_method(method_id))

    # -- times -------------------------------------------------------------------------------------------------------

    def is_past(self, time: str) -> bool:
        """Whether a time is over. False for "" and for what is no time, about which PagerDuty decides."""
        try:
            moment = parse_instant(time)
        except ValueError:
            return False
        return moment.replace(tzinfo=moment.tzinfo or UTC) <= self.now

    # -- entries -----------------------------------------------------------------------------------------------------

    def add(self, kind: str, instance: Instance, options: Options) -> None:
        """Add an entry. Options that are not set are removed from it."""
        self.found[(kind, instance.id)] = Entry(kind, instance.id, set_options(options), instance)

    def owner(self, instance: Instance, attribute: str, what: str) -> Options:
        """The options of the object to which a membership, a contact method, a rule or a tag belongs.

        If Terraform does not manage the object, a new entry names it, and manages nothing else of it.
        Raises NotConverted.
        """
        object_id = text(instance.values, attribute)
        kind = KINDS[what]
        if (kind, object_id) not in self.found:
            if (what, object_id) in self.names.managed:
                raise NotConverted(f"its {what.replace('_', ' ')} is not converted")
            name = self.reference(instance, attribute, what, object_id)
            key = "id" if name == object_id else NAMED[what][0]
            self.found[(kind, object_id)] = Entry(kind, object_id, {key: name}, instance)
        return self.found[(kind, object_id)].options

    def config(self) -> dict[str, list[Options]]:
        """The configuration: lists by kind, in a stable order."""
        self._distinguish()
        config: dict[str, list[Options]] = {kind: [] for kind in ALL_KINDS}
        for entry in sorted(self.found.values(), key=_order):
            config[entry.kind].append(entry.options)
        return {kind: options for kind, options in config.items() if options}

    def _distinguish(self) -> None:
        """Add the ID to entries that are otherwise identified like another one."""
        same: dict[t.Any, list[Entry]] = {}
        whats = {kind: what for what, kind in KINDS.items()}
        for entry in self.found.values():
            what = whats.get(entry.kind)
            if "id" in entry.options:
                continue
            if what:
                if self.names.of(what, entry.id) == entry.id:
                    self._identify(entry)
            elif entry.kind in IDENTITIES:
                values = [entry.options.get(name) for name in IDENTITIES[entry.kind]]
                same.setdefault((entry.kind, *map(folded, values)), []).append(entry)
        for several in same.values():
            for entry in several if len(several) > 1 else ():
                self._identify(entry)

    def _identify(self, entry: Entry) -> None:
        entry.options = {"id": entry.id, **entry.options}
        self.leave_out(entry.instance, entry.kind, ONLY_BY_ID, "id")


def set_options(options: Options) -> Options:
    """The options that are set. An attribute that is not set is None, "" or empty."""
    return {name: value for name, value in options.items() if value not in (None, "", [], {})}


def _order(entry: Entry) -> tuple[t.Any, ...]:
    """Like pagerduty_account_info: by the name, folded, then by the contents."""
    options = entry.options
    owner = next((options[name] for name in ("service", "user", "orchestration") if name in options), "")
    names = ("name", "email", "label", "url", "description", "supporting_service")
    name = next((options[name] for name in names if name in options), "")
    return folded(owner), folded(name), content(options), entry.id
