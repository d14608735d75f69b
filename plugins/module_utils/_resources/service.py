# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections.abc import Collection

from .._core.errors import UsageError
from .._schema.fields import (
    UNKNOWN,
    Boolean,
    Canonical,
    Choice,
    Integer,
    Json,
    Name,
    Object,
    ObjectList,
    Reference,
    Resolver,
    Text,
    TimeOfDay,
    TimeZone,
    UnorderedList,
    Writer,
)
from .._schema.listing import Filter, Listing
from .._schema.resource import Resource
from .._schema.session import Session
from .alert_grouping import ALERT_GROUPING_SETTING, check_own, is_own
from .escalation_policy import ESCALATION_POLICY
from .service_field_values import FieldValues, with_values
from .team import TEAM

URGENCIES = ("high", "low", "severity_based")

_GROUPING = "alert_grouping_parameters"


class Status(Choice):
    """Whether a service is enabled. PagerDuty can also return `warning`, `critical` or `maintenance`."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        return "disabled" if parent.get("status") == "disabled" else "active"


class AlertCreation(Choice):
    """PagerDuty no longer supports incidents without alerts. It accepts the value for them, but does not store it. So
    this value leaves the current one unchanged."""

    def parse(self, value: Json, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return value if value == self.unset else current or self.unset


class AlertGrouping(Object):
    """How alerts are grouped. If an alert grouping setting groups them, PagerDuty may return a reference to it here."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        raw = parent.get(self.api) or {}
        if str(raw.get("type") or "").endswith("_reference"):
            return {"type": None, "setting": raw.get("id")}
        return super().read(parent)

    def parse(self, value: Json, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if (current or {}).get("setting"):
            raise UsageError(
                path,
                f"alert grouping setting {current['setting']} groups this service's alerts, and this option can't"
                " express its configuration; change that setting, or remove the service from it",
            )
        return super().parse(value, path, resolver, current)

    def write(self, value: Canonical, path: str, writer: Writer) -> Json:
        return None if value.get("setting") else super().write(value, path, writer)


class AutoPause(Object):
    """PagerDuty stores no timeout while the pause is disabled: it ignores the one of a request, and returns null."""

    def parse(self, value: Json, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = super().parse(value, path, resolver, current)
        if "timeout" in parsed and not parsed.get("enabled", (current or {}).get("enabled")):
            if "enabled" not in parsed:
                raise UsageError(f"{path}.timeout", "has no effect while enabled is false; add enabled: true")
            del parsed["timeout"]
        return parsed

    def merged(self, desired: Canonical, current: Canonical) -> Canonical:
        whole = super().merged(desired, current)
        return whole if whole.get("enabled") else {name: part for name, part in whole.items() if name != "timeout"}


def _hours_rule(name: str) -> Object:
    return Object(
        name,
        [Choice("type", ["constant"], default="constant"), Choice("urgency", URGENCIES, required=True)],
    )


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    rule = desired.get("incident_urgency_rule") or current.get("incident_urgency_rule") or {}
    if rule.get("type", "constant") == "constant":
        for option in ("support_hours", "scheduled_actions"):
            if desired.get(option):
                raise UsageError(
                    option,
                    "has no effect while incident_urgency_rule.type is constant, and PagerDuty drops it;"
                    " set incident_urgency_rule with type: use_support_hours, or remove it",
                )
    elif not (desired.get("support_hours") or current.get("support_hours")):
        raise UsageError("incident_urgency_rule", "type: use_support_hours also requires the option support_hours")


def _predict(service: dict[str, Json], changed: Collection[str]) -> None:
    rule = service.get("incident_urgency_rule")
    if rule and rule.get("type") == "constant":
        service["support_hours"] = None
        service["scheduled_actions"] = []
    # Deprecated forms of alert_grouping_parameters. PagerDuty updates them as well.
    for old in ("alert_grouping", "alert_grouping_timeout"):
        service.pop(old, None)
    if "escalation_policy" in changed:
        service.pop("teams", None)  # a service has the teams of its policy


def _verify(session: Session, desired: dict[str, Canonical], current: dict[str, Json] | None) -> None:
    """A change of the grouping must not override a setting that the task does not name."""
    if current and _GROUPING in desired:
        check_own(session, current["id"], _GROUPING)


def _unprepare(options: dict[str, t.Any], service: dict[str, Json], writer: Writer) -> None:
    """What an alert grouping setting with a name or with several services groups is not an option of the service."""
    if options.get(_GROUPING, {}).get("type") in (None, "none"):
        return
    for setting in writer.session.names.all(ALERT_GROUPING_SETTING):
        members = [member["id"] for member in setting.get("services") or ()]
        if service["id"] in members and not is_own(setting):
            del options[_GROUPING]
            return


SERVICE = Resource(
    name="service",
    plural="services",
    title="service",
    path="/services",
    # A list contains them only on request.
    includes=("auto_pause_notifications_parameters",),
    placeholders={"acknowledgement_timeout": 1800, "auto_resolve_timeout": 14400},
    fields=(
        Name(),
        Text("description"),
        Reference("escalation_policy", ESCALATION_POLICY, on_create=True),
        # `active` is the only status that a service can be created with.
        Status("status", ["active", "disabled"], update_only=True),
        Integer("auto_resolve_timeout", least=0, off=True, initial=UNKNOWN),
        Integer("acknowledgement_timeout", least=0, off=True, initial=UNKNOWN),
        Object(
            "incident_urgency_rule",
            [
                Choice("type", ["constant", "use_support_hours"], required=True),
                Choice("urgency", URGENCIES),
                _hours_rule("during_support_hours"),
                _hours_rule("outside_support_hours"),
            ],
            by="type",
            variants={
                "constant": {"urgency": True},
                "use_support_hours": {"during_support_hours": True, "outside_support_hours": True},
            },
            initial={"type": "constant", "urgency": "high"},
        ),
        Object(
            "support_hours",
            [
                Choice("type", ["fixed_time_per_day"], default="fixed_time_per_day"),
                TimeZone("time_zone", required=True),
                TimeOfDay("start_time", required=True),
                TimeOfDay("end_time", required=True),
                UnorderedList("days_of_week", element="int", allowed=range(1, 8), required=True),
            ],
        ),
        ObjectList(
            "scheduled_actions",
            Object(
                "scheduled_actions",
                [
                    Choice("type", ["urgency_change"], default="urgency_change"),
                    Object(
                        "at",
                        [
                            Choice("type", ["named_time"], default="named_time"),
                            Choice("name", ["support_hours_start", "support_hours_end"], required=True),
                        ],
                        required=True,
                    ),
                    Choice("to_urgency", ["high"], default="high"),
                ],
            ),
        ),
        AlertCreation(
            "alert_creation",
            ["create_alerts_and_incidents", "create_incidents"],
            unset="create_alerts_and_incidents",
        ),
        AlertGrouping(
            _GROUPING,
            [
                Choice("type", ["time", "intelligent", "content_based", "none"], required=True),
                Object(
                    "config",
                    [
                        Integer("timeout", least=1, most=1440, zero=True),
                        Integer("time_window", least=300, most=86400, recommended="recommended_time_window"),
                        Choice("aggregate", ["all", "any"]),
                        UnorderedList("fields"),
                    ],
                ),
            ],
            by="type",
            variants={
                "time": {"timeout": False},
                "intelligent": {"time_window": False},
                "content_based": {"time_window": False, "aggregate": True, "fields": True},
                "none": {},
            },
            inside="config",
            null="none",
        ),
        AutoPause(
            "auto_pause_notifications_parameters",
            [
                Boolean("enabled"),
                Integer("timeout", choices=[0, 120, 180, 300, 600, 900], recommended="recommended_timeout"),
            ],
            initial={"enabled": False},
        ),
    ),
    subresources=(FieldValues(),),
    check=_check,
    verify=_verify,
    predict=_predict,
    unprepare=_unprepare,
    follows=("support_hours", "scheduled_actions"),
    instead={
        "tags": "PagerDuty has tags of users, teams and escalation policies only",
        "alert_grouping": "use alert_grouping_parameters instead",
        "alert_grouping_timeout": "use alert_grouping_parameters instead",
        "integrations": "use pagerduty_service_integration",
        "response_play": "PagerDuty has retired response plays",
        "teams": "a service has the teams of its escalation policy",
    },
    listing=Listing(
        filters=(
            Filter("query", "query"),
            Filter("teams", "team_ids[]", resource=TEAM),
            Filter("time_zone", "time_zone"),
            Filter("sort_by", "sort_by", choices=("name", "name:asc", "name:desc")),
        ),
        includes=("escalation_policies", "teams", "integrations", "auto_pause_notifications_parameters"),
        exact=("name",),
        options={"custom_fields": {"type": "bool", "default": False}},
        complete=with_values,
    ),
)
