# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..core.strictness import LENIENTLY, Differs, effective
from ..core.time_zones import zone
from ..schema.fields import (
    INVALID,
    AnyObject,
    Check,
    Choice,
    Field,
    Flag,
    Instant,
    Kind,
    ListOf,
    Nested,
    Reference,
    Text,
    TimeOfDay,
    Whole,
    ZoneName,
)
from ..schema.operation import crud
from ..schema.resource import Resource, Write
from ..schema.view import View
from .alert_grouping_settings import RECOMMENDED_TIME_WINDOW, group_alone, leave, setting_of
from .event_orchestrations import cache_variables
from .event_orchestrations.enablements import ENABLEMENT
from .event_orchestrations.paths import SERVICE as SERVICE_PATH
from .integrations.table import INTEGRATION
from .integrations.table import completed as completed_integration
from .integrations.table import shown as shown_integration

RECOMMENDED_PAUSE = 120
"""Seconds. The value of ``timeout: 0`` in the parameters of auto-pause."""

URGENCIES = ("low", "high", "severity_based")

GROUPING_CONFIGS: dict[str, Nested] = {
    # Minutes; 0 groups until the incident is resolved. The schema's minimum of 1 contradicts its text.
    "time": Nested((Field("timeout", Whole(0, 1440, nullable=True)),), closed=True),
    "intelligent": Nested(
        (Field("time_window", Whole(0, 3600), default=RECOMMENDED_TIME_WINDOW),),
        closed=True,
        ignored=("recommended_time_window",),
    ),
    "content_based": Nested(
        (
            Field("aggregate", Choice(("all", "any")), required=True),
            Field("fields", ListOf(Text(1), minimum=1, unordered=True), required=True),
            Field("time_window", Whole(0, 86400), default=RECOMMENDED_TIME_WINDOW),
        ),
        closed=True,
        ignored=("recommended_time_window",),
    ),
}


GROUPINGS = Differs(tools=("time", "intelligent", "rules"), documents=("time", "intelligent"))
"""Values of the deprecated ``alert_grouping``."""

OLD_FORMS: Differs[dict[str, str]] = Differs(
    tools={"time": "time", "intelligent": "intelligent", "content_based": "rules"},
    documents={"time": "time", "intelligent": "intelligent"},
)
"""The type of a grouping → the value of the deprecated ``alert_grouping``. The Terraform provider expects the type
``content_based_intelligent`` as it is, and PagerDuty accepts it in no request."""

NO_GROUPING = {"type": None, "config": None}


class AlertGrouping(Kind):
    """``alert_grouping_parameters``, as ``{"type", "config"}``. The setting of the service stores them.

    This is the only object in which the API rejects unknown keys. ``type: null`` turns grouping off. A reference to an
    alert grouping setting is ignored, as the schema documents.
    """

    nullable = True

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if not isinstance(value, dict):
            return check.refuse(label, "must be an Object")
        for key in sorted(value.keys() - {"type", "config"}):
            check.refuse(f"{label} {key}", "is not a permitted parameter")
        grouping_type = value.get("type")
        if grouping_type is None:
            return {"type": None, "config": None}
        if not isinstance(grouping_type, str) or grouping_type not in GROUPING_CONFIGS:
            return check.refuse(f"{label} type", "must be in time, intelligent, content_based or null")
        config = value.get("config")
        kept = GROUPING_CONFIGS[grouping_type].clean({} if config is None else config, f"{label} config", check)
        if kept is INVALID:
            return INVALID
        if kept.get("time_window") == 0:
            kept["time_window"] = RECOMMENDED_TIME_WINDOW
        elif kept.get("time_window", RECOMMENDED_TIME_WINDOW) < 300:
            return check.refuse(f"{label} config time window", "must be greater than or equal to 300")
        return {"type": grouping_type, "config": kept}


URGENCY = (
    Field("type", Choice(("constant", "use_support_hours")), default="constant"),
    Field("urgency", Choice(URGENCIES, nullable=True)),
)
HOURS_URGENCY = Nested(
    (
        Field("type", Choice(("constant",)), default="constant"),
        Field("urgency", Choice(URGENCIES), default="high"),
    ),
    nullable=True,
)
CONSTANT_HIGH = {"type": "constant", "urgency": "high"}


class UrgencyRule(Nested):
    """``incident_urgency_rule``, with an urgency, or with one during and one outside of support hours."""

    def render(self, value: Any, view: View) -> Any:
        if value["type"] == "constant":
            return {"type": "constant", "urgency": value["urgency"]}
        return {name: value[name] for name in ("type", "during_support_hours", "outside_support_hours")}


SUPPORT_HOURS = Nested(
    (
        Field("type", Choice(("fixed_time_per_day",)), default="fixed_time_per_day"),
        Field("time_zone", ZoneName(), required=True),
        Field("start_time", TimeOfDay(), required=True),
        Field("end_time", TimeOfDay(), required=True),
        # It is readOnly in the schema, but its example has it, and support hours need it.
        Field("days_of_week", ListOf(Whole(1, 7), minimum=1, unordered=True, unique=True), required=True),
    ),
    nullable=True,
)

SCHEDULED_ACTION = Nested(
    (
        Field("type", Choice(("urgency_change",)), required=True),
        Field(
            "at",
            Nested(
                (
                    Field("type", Choice(("named_time",)), required=True),
                    Field("name", Choice(("support_hours_start", "support_hours_end")), required=True),
                )
            ),
            required=True,
        ),
        Field("to_urgency", Choice(("high",)), required=True),
    )
)

AUTO_PAUSE = Nested(
    (
        Field("enabled", Flag(), default=False),
        Field("timeout", Whole(choices=(0, 120, 180, 300, 600, 900), nullable=True)),
    ),
    ignored=("recommended_timeout",),
    nullable=True,
)


def in_teams(account: Account, teams: list[str]) -> set[str]:
    """The IDs of the services of teams: those with an escalation policy of the teams."""
    policies = {policy for team in teams for policy in account.dependents("team", team, "escalation_policy")}
    return {one for policy in policies for one in account.dependents("escalation_policy", policy, "service")}


def teams_of(account: Account, service: Record) -> list[str]:
    """The IDs of a service's teams: those of its escalation policy."""
    policy = account.collection("escalation_policy").get(service["escalation_policy"]["id"])
    return [team["id"] for team in policy["teams"]] if policy else []


def is_ongoing(window: Record, now: str) -> bool:
    """Whether a maintenance window is ongoing at an instant."""
    started: bool = window["start_time"] <= now
    return started and now < window["end_time"]


def status_of(account: Account, service: Record) -> str:
    """A service's status: ``disabled``, else ``maintenance``, else that of its open incidents."""
    if service["status"] == "disabled":
        return "disabled"
    now, windows = account.now(), account.collection("maintenance_window").records
    held = account.dependents_of_any("service", [service["id"]], "maintenance_window")
    if any(is_ongoing(windows[one], now) for one in held):
        return "maintenance"
    incidents = account.collection("incident")
    for incident_status, status in (("triggered", "critical"), ("acknowledged", "warning")):
        if incidents.indexed("service and status", (service["id"], incident_status)):
            return status
    return "active"


NO_NEW_INCIDENTS = ("disabled", "maintenance")
"""The statuses in which a service creates no incidents. It ignores events, too."""


class Services(Resource):
    """A service. Its integrations receive alerts, and its incidents are assigned by its escalation policy."""

    type = "service"
    plural = "services"
    scope = "services"
    web_path = "/service-directory"
    has_events = True
    filters: ClassVar = {"team_ids[]": in_teams}
    filter_abilities: ClassVar = {"team_ids[]": "teams"}
    sortable = True
    has_name_filter = True
    includes: ClassVar = {
        "escalation_policies": ("escalation_policy",),
        "teams": ("teams",),
        "integrations": ("integrations",),
        "auto_pause_notifications_parameters": (),
    }
    fields = (
        Field("name", Text(1), required=True),
        Field("description", Text(nullable=True)),
        Field("created_at", Instant(), default=Account.now, api=False),
        # The text says that a POST without it disables the feature; the schema's default says otherwise.
        Field("auto_resolve_timeout", Whole(0, zero_is_null=True, nullable=True)),
        Field("acknowledgement_timeout", Whole(0, zero_is_null=True, nullable=True)),
        Field("status", Choice(("active", "disabled")), default="active"),
        Field("last_incident_timestamp", Instant(nullable=True), api=False),
        Field("escalation_policy", Reference(("escalation_policy",)), required=True),
        Field(
            "incident_urgency_rule",
            UrgencyRule((*URGENCY, Field("during_support_hours", HOURS_URGENCY),
                         Field("outside_support_hours", HOURS_URGENCY))),
            default=lambda _account: {**CONSTANT_HIGH, "during_support_hours": None, "outside_support_hours": None},
        ),
        Field("support_hours", SUPPORT_HOURS),
        Field("scheduled_actions", ListOf(SCHEDULED_ACTION, null_is_empty=True, skips_null=LENIENTLY), default=()),
        Field(
            "alert_creation",
            Choice(("create_incidents", "create_alerts_and_incidents")),
            default="create_alerts_and_incidents",
        ),
        # These three are only written: the service's alert grouping setting has their values.
        Field("alert_grouping_parameters", AlertGrouping(), shown=False),
        Field("alert_grouping", Choice(GROUPINGS, nullable=True), shown=False),
        Field("alert_grouping_timeout", Whole(0, 1440, nullable=True), shown=False),
        Field("auto_pause_notifications_parameters", AUTO_PAUSE, shown=False),
        Field("integrations", ListOf(INTEGRATION, null_is_empty=True), default=(), api=False, shown=False),
        # The values of the custom fields, by the ID of the field. A state file can have the names of the fields.
        Field("custom_fields", AnyObject(nullable=True), api=False, shown=False),
        # The rules of event orchestrations for its events; null until they are written.
        Field("event_orchestration", SERVICE_PATH, api=False, shown=False),
        cache_variables.VARIABLES,
        ENABLEMENT,
    )
    indexes: ClassVar = {
        "integration key": lambda record: (
            one["integration_key"] for one in record["integrations"] if one["integration_key"]
        ),
    }

    def create(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        return self._grouped(account, super().create(account, without_setting_reference(body), loading=loading))

    def update(self, account: Account, old: Record, body: dict[str, Any]) -> Record:
        return self._grouped(account, super().update(account, old, without_setting_reference(body)))

    def deleted(self, account: Account, record: Record) -> None:
        leave(account, record["id"])
        standards = account.collection("standard")
        for one in list(standards):
            kept = {name: [each for each in one[name] if each != record["id"]] for name in ("inclusions", "exclusions")}
            if any(kept[name] != one[name] for name in kept):
                account.put(standards.resource, {**one, **kept})

    def _grouped(self, account: Account, record: Record) -> Record:
        """Passes a grouping that was written on to the setting of the service. Returns the record without it."""
        grouping = record["alert_grouping_parameters"]
        if grouping is None:
            return record
        record = {**record, "alert_grouping_parameters": None}
        account.put(self, record)
        config = grouping["config"]
        if grouping["type"] == "time":
            config = {"timeout": 60 * (config["timeout"] or 0)}
        group_alone(account, record["id"], grouping["type"], config)
        return record

    def complete(self, record: Record, write: Write) -> None:
        rule = record["incident_urgency_rule"]
        if rule["type"] == "constant":
            record["incident_urgency_rule"] = {
                "type": "constant",
                "urgency": rule["urgency"] or "high",
                "during_support_hours": None,
                "outside_support_hours": None,
            }
            record["support_hours"] = None
            record["scheduled_actions"] = []
        else:
            record["incident_urgency_rule"] = {**rule, "urgency": None}
        record["alert_creation"] = "create_alerts_and_incidents"  # deprecated: all services were migrated to it
        record["cache_variables"] = cache_variables.identified(write.account, record["cache_variables"])
        self._complete_grouping(record, write)
        pause = record["auto_pause_notifications_parameters"] or {"enabled": False, "timeout": None}
        record["integrations"] = [completed_integration(write.account, one) for one in record["integrations"]]
        timeout = (pause["timeout"] or RECOMMENDED_PAUSE) if pause["enabled"] else None
        known = write.account.collection("service_custom_field")
        record["custom_fields"] = {
            name if name in known else known.find_id(name) or name: value
            for name, value in (record["custom_fields"] or {}).items()
            if value is not None  # as in a request, where null resets a value
        }
        record["auto_pause_notifications_parameters"] = {**pause, "timeout": timeout}

    @staticmethod
    def _complete_grouping(record: Record, write: Write) -> None:
        """Derives ``alert_grouping_parameters`` from the deprecated ``alert_grouping``, unless both are written.

        The deprecated keys have no fields to group by, so ``rules`` is only accepted if the service has it.
        """
        sent, deprecated = write.sent, write.sent & {"alert_grouping", "alert_grouping_timeout"}
        if "alert_grouping_parameters" in sent:
            record["alert_grouping_parameters"] = record["alert_grouping_parameters"] or NO_GROUPING
        elif deprecated:
            current = parameters_of(setting_of(write.account, write.old["id"]) if write.old else None)
            old_form: Any = record["alert_grouping"] if "alert_grouping" in sent else current["type"]
            if old_form == "rules" and current["type"] != "content_based":
                raise invalid("Alert grouping can only be rules where alert grouping parameters say content_based")
            timeout = record["alert_grouping_timeout"]
            if "alert_grouping_timeout" not in sent and current["type"] == "time":
                timeout = current["config"]["timeout"]
            configs: dict[Any, Any] = {
                None: None,
                "time": {"timeout": timeout},
                "intelligent": {"time_window": RECOMMENDED_TIME_WINDOW},
            }
            derived = {"type": old_form, "config": configs.get(old_form)}
            record["alert_grouping_parameters"] = current if old_form not in configs else derived
        record["alert_grouping"] = record["alert_grouping_timeout"] = None

    def check(self, record: Record, write: Write) -> Iterator[str]:
        known = write.account.collection("service_custom_field")
        for name in record["custom_fields"] if write.loading else ():
            if name not in known:
                yield f"Custom field {name} must exist"
        if write.creating and not write.loading and record["status"] != "active":
            yield "Status must be in active"
        rule = record["incident_urgency_rule"]
        if rule["type"] == "use_support_hours":
            for name in ("during_support_hours", "outside_support_hours"):
                if rule[name] is None:
                    yield f"Incident urgency rule {name.replace('_', ' ')} can't be blank"
            if record["support_hours"] is None:
                yield "Support hours can't be blank"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        plain = view("")
        shown: dict[str, Any] = {
            "status": status_of(plain.account, record),
            **shown_grouping(plain, setting_of(plain.account, record["id"])),
            "teams": [view("teams").reference("team", team) for team in teams_of(plain.account, record)],
            "integrations": [
                shown_integration(record, one, plain.plain(), full=view("integrations").expand)
                for one in record["integrations"]
            ],
            "addons": [
                plain.reference("addon", one)
                for one in plain.account.dependents("service", record["id"], "addon")
            ],
            "response_play": None,
        }
        # Lists show it only if it is included.
        if not plain.listing or "auto_pause_notifications_parameters" in plain.include:
            shown["auto_pause_notifications_parameters"] = {
                **record["auto_pause_notifications_parameters"],
                "recommended_timeout": RECOMMENDED_PAUSE,
            }
        return shown


RESOURCE = Services()


def field_values(account: Account, record: Record) -> Iterator[dict[str, Any]]:
    """The values of a service's custom fields, null for a field without a value."""
    for one in account.collection("service_custom_field"):
        if one["enabled"]:
            yield {
                "id": one["id"],
                "type": "field_value",
                **{name: one[name] for name in ("name", "display_name", "description", "data_type", "field_type")},
                "value": record["custom_fields"].get(one["id"], one["default_value"]),
            }


def without_setting_reference(body: dict[str, Any]) -> dict[str, Any]:
    """The body without a reference to an alert grouping setting, for which "no changes are applied"."""
    grouping = body.get("alert_grouping_parameters")
    if isinstance(grouping, dict) and str(grouping.get("type")).startswith("alert_grouping_setting"):
        return {name: value for name, value in body.items() if name != "alert_grouping_parameters"}
    return body


# -- alert grouping --------------------------------------------------------------------------------------------------


def parameters_of(setting: Record | None) -> Record:
    """The grouping of a service's setting as ``alert_grouping_parameters``.

    The type is that of the setting, also if the parameters cannot express it. The config is then None.
    """
    if setting is None:
        return NO_GROUPING
    grouping_type, config = setting["type"], setting["config"]
    if grouping_type == "time" and config["timeout"] % 60 == 0:
        return {"type": "time", "config": {"timeout": config["timeout"] // 60}}
    if grouping_type == "content_based":
        return {"type": grouping_type, "config": config}
    if grouping_type == "intelligent" and config["iag_fields"] == ["summary"]:
        return {"type": grouping_type, "config": {"time_window": config["time_window"]}}
    return {"type": grouping_type, "config": None}


def shown_grouping(view: View, setting: Record | None) -> dict[str, Any]:
    """The grouping of a service's setting in the service. What the parameters cannot express is a reference."""
    shown = parameters_of(setting)
    grouping_type, config = shown["type"], shown["config"]
    by_type = effective(OLD_FORMS, strict=view.account.strict)
    unknown = None if view.account.strict else grouping_type
    if setting is not None and config is None:
        shown = dict(view.reference("alert_grouping_setting", setting["id"]))
    elif config is not None and "time_window" in config:
        shown = {**shown, "config": {**config, "recommended_time_window": RECOMMENDED_TIME_WINDOW}}
    return {
        "alert_grouping_parameters": shown,
        "alert_grouping": by_type.get(grouping_type, unknown) if grouping_type else None,
        "alert_grouping_timeout": config["timeout"] if grouping_type == "time" and config is not None else None,
    }


# -- support hours and urgency ---------------------------------------------------------------------------------------


SEVERITIES = {"critical": "high", "error": "high", "warning": "low", "info": "low"}
"""The severity of an alert → the urgency of its incident, if the service's urgency is severity-based."""


def in_hours(hours: Record, moment: datetime) -> bool:
    """Whether a moment is within support hours. Hours whose end is before their start end on the next day."""
    local = moment.astimezone(zone(hours["time_zone"]) or UTC)
    start, end = time.fromisoformat(hours["start_time"]), time.fromisoformat(hours["end_time"])
    day, clock = local.isoweekday(), local.time().replace(tzinfo=None)
    if start <= end:
        return day in hours["days_of_week"] and start <= clock < end
    yesterday = (day - 2) % 7 + 1
    return (day in hours["days_of_week"] and clock >= start) or (yesterday in hours["days_of_week"] and clock < end)


def next_edge(hours: Record, name: str, moment: datetime) -> datetime | None:
    """The next start or end of support hours after a moment. ``name``: that of a scheduled action."""
    where = zone(hours["time_zone"]) or UTC
    at = time.fromisoformat(hours["start_time"] if name == "support_hours_start" else hours["end_time"])
    today = moment.astimezone(where).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        edge = datetime.combine(day, at, where).astimezone(UTC)
        if edge > moment and day.isoweekday() in hours["days_of_week"]:
            return edge
    return None


def urgency_of(account: Account, service: Record, severity: str | None, moment: datetime) -> str:
    """The urgency of a new incident. Without the ability ``urgencies``, it is high."""
    if "urgencies" not in account.abilities:
        return "high"
    rule = service["incident_urgency_rule"]
    urgency: str = rule["urgency"]
    if rule["type"] == "use_support_hours":
        part = "during_support_hours" if in_hours(service["support_hours"], moment) else "outside_support_hours"
        urgency = rule[part]["urgency"]
    return SEVERITIES.get(severity or "", "high") if urgency == "severity_based" else urgency


def raise_at(service: Record, moment: datetime) -> str | None:
    """The next instant at which a scheduled action raises the urgency of the service's incidents; None for never."""
    edges = [
        edge
        for action in service["scheduled_actions"]
        if (edge := next_edge(service["support_hours"], action["at"]["name"], moment)) is not None
    ]
    return min(edges).isoformat() if edges else None


OPERATIONS = tuple(crud(RESOURCE))
