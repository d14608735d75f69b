# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of an account, and the use of PD Advance."""

from __future__ import annotations

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...schema.call import Call, Reply
from ...schema.operation import Operation
from ..pd_advance_usages import FEATURES
from .query import LONGEST_RANGE, OF_ADVANCE, OF_USERS, query_of
from .rows import Row, envelope, local, matching, matching_facts, matching_users, name_of, page, range_start, sort_key

CHANNELS = {
    "email_contact_method": "EmailChannel",
    "phone_contact_method": "PhoneChannel",
    "push_notification_contact_method": "PushNotificationChannel",
    "sms_contact_method": "SmsChannel",
    "whatsapp_contact_method": "WhatsAppChannel",
}
"""Types of contact methods → types of channels. The last one is not in PagerDuty's documents."""

ACCOUNT_NUMBER = 1
"""The account ID, a number that no other operation returns."""

SORTED_AS = {"user_id": "id", "name": "user_name"}
"""Other names of columns in ``order_by``: the default of the request, and that of the response."""


def user_row(account: Account, user: Record, time_zone: str | None) -> Row:
    """What PagerDuty knows about the setup of a user. ``time_zone``: of the dates; None for the stored form."""
    identifier = user["id"]
    teams = sorted(account.dependents("user", identifier, "team"))
    schedules = [
        one for type_name in ("schedule", "schedule_v3") for one in account.dependents("user", identifier, type_name)
    ]
    policies = set(account.dependents("user", identifier, "escalation_policy"))
    for type_name in ("schedule", "schedule_v3"):
        for schedule in account.dependents("user", identifier, type_name):
            policies |= set(account.dependents(type_name, schedule, "escalation_policy"))
    channels = [CHANNELS[one["type"]] for one in user["contact_methods"] if one["type"] in CHANNELS]
    other = [one for one in channels if one != CHANNELS["email_contact_method"]]
    signed_in = user["last_sign_in_at"]
    return {
        "id": identifier,
        "user_name": user["name"],
        "email": user["email"],
        "account_id": ACCOUNT_NUMBER,
        "description": user["description"],
        "time_zone": user["time_zone"],
        "role": user["role"],
        "team_id": teams[0] if teams else None,
        "team_name": name_of(account, "team", teams[0]) if teams else None,
        "created_at": local(user["created_at"], time_zone) if time_zone else user["created_at"],
        "last_sign_in_at": local(signed_in, time_zone) if time_zone else signed_in,
        "default_notification_channel_count": len(channels),
        "escalation_policies_count": len(policies),
        "schedules_count": len(schedules),
        "channel_types_configured": sorted(set(channels)),
        "team_count": len(teams),
        "downloaded_mobile_app": CHANNELS["push_notification_contact_method"] in channels,
        "notification_methods": bool(other),
        "on_escalation_policy": bool(policies),
        "on_schedule": bool(schedules),
        "signed_up": signed_in is not None,
    }


def raw_users(call: Call) -> Reply:
    query = query_of(call, OF_USERS)
    order, order_by = query.order or "desc", query.order_by or "user_id"
    column = SORTED_AS.get(order_by, order_by)
    rows = [user_row(call.account, one, query.time_zone) for one in matching_users(call.account, query.filters)]
    if rows and (column not in rows[0] or isinstance(rows[0][column], list)):
        raise invalid(f"Order by must be in {', '.join(rows[0])}")
    rows.sort(key=lambda row: (sort_key(row[column]), row["id"]), reverse=order == "desc")
    shown = page(rows, query, lambda row: str(row["id"]), lambda row: row)
    return Reply(200, {**shown, **envelope(query, order=order, order_by=order_by)})


COUNTED = {
    "downloaded_mobile_app": "downloaded_mobile_app",
    "on_escalation_policy": "on_escalation_policy",
    "signed_up": "signed_up",
    "with_notification_methods": "notification_methods",
}
"""A part of the names of metrics → the column of users that it counts."""


def user_metrics(rows: list[Row]) -> Row:
    shown: Row = {"total_user_count": len(rows)}
    for name, column in COUNTED.items():
        number = sum(row[column] for row in rows)
        shown[f"total_{name}_count"] = number
        shown[f"total_{name}_percentage"] = round(100 * number / len(rows), 2) if rows else 0
    return shown


def all_users(call: Call) -> Reply:
    """One row, or one for each range in which users were created."""
    query = query_of(call, OF_USERS)
    groups: dict[str, list[Row]] = {} if query.unit else {"": []}
    for one in matching_users(call.account, query.filters):
        start = range_start(one["created_at"], query.unit, query.time_zone) if query.unit else ""
        groups.setdefault(start, []).append(user_row(call.account, one, None))
    data = [
        {**user_metrics(rows), **({"range_start": start} if start else {})} for start, rows in sorted(groups.items())
    ]
    return Reply(200, {"data": data[::-1] if query.order == "desc" else data, **envelope(query)})


def advance_features(call: Call) -> Reply:
    """The use of each feature of PD Advance. A state file sets it: ``pd_advance_usages``."""
    account = call.account
    query = query_of(call, OF_ADVANCE, longest=LONGEST_RANGE)
    filters = dict(query.filters)
    start, end = filters.pop("created_at_start", None), filters.pop("created_at_end", None)
    for name in ("created_at_start", "created_at_end"):
        if f"incident_{name}" in filters:
            filters[name] = filters.pop(f"incident_{name}")
    incidents = None
    if filters:
        minima = any(name.startswith("min_") for name in filters)
        found = [one.incident for one in matching_facts(account, filters)] if minima else matching(account, filters)
        incidents = {one["id"] for one in found}
    rows = []
    for feature in FEATURES:
        used = [
            one for one in account.collection("pd_advance_usage").records.values()
            if one["feature"] == feature
            and (start is None or one["created_at"] >= start)
            and (end is None or one["created_at"] < end)
            and (incidents is None or one["incident"] in incidents)
        ]
        own = [one for one in used if one["proactive"]]
        if used:
            rows.append({
                "feature_id": feature,
                "total_credits_used": sum(one["credits"] for one in used),
                "total_use_count": len(used),
                "total_proactive_credits_used": sum(one["credits"] for one in own),
                "total_proactive_use_count": len(own),
            })
    return Reply(200, {"data": rows, **envelope(query)})


OPERATIONS = (
    Operation("POST", "/analytics/metrics/pd_advance_usage/features", advance_features, "analytics.write"),
    Operation("POST", "/analytics/metrics/users/all", all_users, "analytics.write"),
    Operation("POST", "/analytics/raw/users", raw_users, "analytics.write"),
)
