# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts services, their integrations, maintenance windows, webhook subscriptions and event orchestrations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ...module_utils._schema.fields import folded
from ._conversion import Conversion, NotConverted, Options, set_options
from ._names import described
from ._state import Instance, Values, block, dictionaries, entries, number, text

EMAIL = "generic_email_inbound_integration"

# -- services --------------------------------------------------------------------------------------------------------


def service(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    urgency = _urgency(values, instance, conversion)
    conversion.add("services", instance, {
        "name": text(values, "name"),
        "description": text(values, "description"),
        "escalation_policy": conversion.reference(
            instance, "escalation_policy", "escalation_policy", values.get("escalation_policy")
        ),
        "auto_resolve_timeout": _timeout(values, "auto_resolve_timeout"),
        "acknowledgement_timeout": _timeout(values, "acknowledgement_timeout"),
        **urgency,
        "alert_grouping_parameters": _grouping(instance, conversion),
        "auto_pause_notifications_parameters": _pause(block(values, "auto_pause_notifications_parameters")),
    })
    if text(values, "response_play"):
        conversion.leave_out(instance, "services", "PagerDuty has removed response plays", "response_play")


def _timeout(values: Values, name: str) -> int | None:
    """A number of seconds. "null" turns it off, as 0 does in the option."""
    return 0 if text(values, name) == "null" else number(values, name)


def _urgency(values: Values, instance: Instance, conversion: Conversion) -> Options:
    """The urgency and the support hours. Nothing for the urgency of new services, which the state always contains."""
    rule, hours = block(values, "incident_urgency_rule"), block(values, "support_hours")
    kind = text(rule, "type")
    if kind != "use_support_hours":
        urgency = text(rule, "urgency")
        return {} if not kind or urgency in ("", "high") else {
            "incident_urgency_rule": {"type": kind, "urgency": urgency}
        }
    written: Options = {"type": kind}
    for name in ("during_support_hours", "outside_support_hours"):
        written[name] = {"urgency": text(block(rule, name), "urgency")}
    days = sorted(day for day in entries(hours, "days_of_week") if isinstance(day, int))
    names = ("time_zone", "start_time", "end_time")
    actions = []
    for action in dictionaries(values, "scheduled_actions"):
        name = text(block(action, "at"), "name")
        if text(action, "to_urgency") not in ("", "high"):
            reason = "PagerDuty can only raise the urgency of open incidents"
            conversion.leave_out(instance, "services", reason, "scheduled_actions")
        elif name:
            actions.append({"at": {"name": name}, "to_urgency": "high"})
    return {
        "incident_urgency_rule": written,
        "support_hours": {**{name: text(hours, name) for name in names}, "days_of_week": days},
        "scheduled_actions": actions,
    }


def _grouping(instance: Instance, conversion: Conversion) -> Options | None:
    """The alert grouping. Only if the service itself defines it, and not its alert grouping setting."""
    values = instance.values
    found, older = dictionaries(values, "alert_grouping_parameters"), text(values, "alert_grouping")
    option = "alert_grouping_parameters"
    is_in_setting = any(
        one.type == "alert_grouping_setting" and instance.id in entries(one.values, "services")
        for one in conversion.state.managed
    )
    if is_in_setting:
        return None
    if not found:
        if older and older != "rules":
            conversion.leave_out(
                instance, "services",
                "the state has only alert_grouping, which can also come from an alert grouping setting. If the service"
                " itself groups alerts, set this option",
                option,
            )
        return None
    kind, config = text(found[0], "type"), block(found[0], "config")
    if not kind:
        return {"type": "none"}
    settings: Options = {}
    if kind == "time":
        settings["timeout"] = number(config, "timeout")
    else:
        settings["time_window"] = number(config, "time_window") or None
    if kind == "content_based":
        settings.update(aggregate=text(config, "aggregate"), fields=entries(config, "fields"))
    settings = set_options(settings)
    return {"type": kind, **({"config": settings} if settings else {})}


def _pause(found: Values) -> Options | None:
    """Auto-pause. Nothing if it is off, as for new services. The provider then writes a delay that has no meaning."""
    return set_options({"enabled": True, "timeout": number(found, "timeout")}) if found.get("enabled") is True else None


def service_integration(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    owner = conversion.reference(instance, "service", "service", values.get("service"))
    vendor = values.get("vendor")
    kind = text(values, "type")
    # The provider stores the vendor of an integration, or its type.
    is_email = kind == EMAIL or bool(text(values, "integration_email"))
    name = f"{described(instance)} of {owner}"
    conversion.add("service_integrations", instance, {
        "service": owner,
        "name": text(values, "name"),
        "type": EMAIL if is_email else kind if kind.endswith("_inbound_integration") else "",
        "vendor": conversion.reference(instance, "vendor", "vendor", vendor) if vendor else "",
        "integration_email": text(values, "integration_email") if is_email else "",
        **(_email_settings(values) if is_email else {}),
    })
    if text(values, "integration_key") and not is_email:  # of emails, it is a part of the address
        what = "PagerDuty generates another one for a new object"
        conversion.secret(instance, "service_integrations", name, "integration_key", what)


def _email_settings(values: Values) -> Options:
    """How the integration filters and reads emails, without the values of a new integration."""
    settings = {
        name: text(values, name)
        for name, initial in (
            ("email_incident_creation", ""),
            ("email_filter_mode", "all-email"),
            ("email_parsing_fallback", "open_new_incident"),
        )
        if text(values, name) != initial
    }
    filters = [_email_filter(one) for one in dictionaries(values, "email_filter")]
    parsers = [_email_parser(one) for one in dictionaries(values, "email_parser")]
    return {**settings, "email_filters": filters if filters != [{}] else [], "email_parsers": parsers}


def _email_filter(values: Values) -> Options:
    options: Options = {}
    for name in ("subject", "body", "from_email"):
        mode = text(values, f"{name}_mode")
        if mode not in ("", "always"):
            options.update({f"{name}_mode": mode, f"{name}_regex": text(values, f"{name}_regex")})
    return options


def _email_parser(values: Values) -> Options:
    names = ("type", "part", "value_name", "regex", "starts_after", "ends_before")
    return set_options({
        "action": text(values, "action"),
        "match_predicate": _predicate(block(values, "match_predicate")),
        "value_extractors": [
            set_options({name: text(one, name) for name in names}) for one in dictionaries(values, "value_extractor")
        ],
    })


def _predicate(values: Values) -> Options:
    return set_options({
        **{name: text(values, name) for name in ("type", "part", "matcher")},
        "children": [_predicate(one) for one in dictionaries(values, "predicate")],
    })


def maintenance_window(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    if conversion.is_past(text(values, "end_time")):
        raise NotConverted("it is over")
    start = text(values, "start_time")
    conversion.add("maintenance_windows", instance, {
        "services": sorted(conversion.references(instance, "services", "service"), key=folded),
        "description": text(values, "description"),
        "start_time": "" if conversion.is_past(start) else start,
        "end_time": text(values, "end_time"),
    })


def webhook_subscription(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    delivery, event_filter = block(values, "delivery_method"), block(values, "filter")
    kind, url = text(event_filter, "type").removesuffix("_reference"), text(delivery, "url")
    if not url:
        raise NotConverted("it has no URL")
    if kind not in ("account", "service", "team"):
        raise NotConverted(f"no task can set a filter of the type {text(event_filter, 'type') or 'null'}")
    conversion.add("webhook_subscriptions", instance, {
        "url": url,
        "filter_type": kind,
        "filter": "" if kind == "account" else conversion.reference(
            instance, "filter.id", kind, event_filter.get("id")
        ),
        "events": sorted(map(str, entries(values, "events"))),
        "description": text(values, "description"),
        "enabled": False if values.get("active") is False else None,
    })
    for header in dictionaries(delivery, "custom_header"):
        what = f"the value of {text(header, 'name')}"
        conversion.secret(instance, "webhook_subscriptions", url, "custom_headers", what)
    what = "PagerDuty generates another one for a new object"
    conversion.secret(instance, "webhook_subscriptions", url, "delivery_method.secret", what)


# -- event orchestrations --------------------------------------------------------------------------------------------


def event_orchestration(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    team = values.get("team")
    conversion.add("event_orchestrations", instance, {
        "name": text(values, "name"),
        "description": text(values, "description"),
        "team": conversion.reference(instance, "team", "team", team) if team else "",
    })
    if dictionaries(values, "integration"):
        what = "PagerDuty generates another one for a new object"
        conversion.secret(instance, "event_orchestrations", described(instance), "integrations", what)


def event_orchestration_router(instance: Instance, conversion: Conversion) -> None:
    """A router. Nothing for a router that is as PagerDuty creates it."""
    values = instance.values
    rules = [_rule(rule, instance, conversion) for rule in dictionaries(block(values, "set"), "rule")]
    target = text(block(block(values, "catch_all"), "actions"), "route_to")
    rest = "unrouted"
    if target not in ("", rest):
        rest = conversion.reference(instance, "catch_all.actions.route_to", "service", target)
        rest = target if folded(rest) == "unrouted" else rest  # a service with this name
    orchestration = conversion.reference(
        instance, "event_orchestration", "event_orchestration", values.get("event_orchestration")
    )
    if rules or rest != "unrouted":
        conversion.add("event_orchestration_routers", instance, {
            "orchestration": orchestration,
            "catch_all": rest,
        })
        conversion.found[("event_orchestration_routers", instance.id)].options["rules"] = rules  # also an empty list


def _rule(rule: Values, instance: Instance, conversion: Conversion) -> Options:
    actions = block(rule, "actions")
    dynamic = block(actions, "dynamic_route_to")
    options: Options = {
        "label": text(rule, "label"),
        "conditions": [text(one, "expression") for one in dictionaries(rule, "condition")],
        "disabled": rule.get("disabled") is True or None,
    }
    if dynamic:
        options["dynamic_route_to"] = {name: text(dynamic, name) for name in ("source", "regex", "lookup_by")}
    else:
        options["route_to"] = conversion.reference(
            instance, "set.rule.actions.route_to", "service", actions.get("route_to")
        )
    return set_options(options)
