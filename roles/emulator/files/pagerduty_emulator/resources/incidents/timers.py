# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timers of incidents: escalations, timeouts, notifications."""

from __future__ import annotations

from collections.abc import Callable

from ...core.clock import Timer, to_datetime
from ...core.collection import Record
from ...core.state import Account
from ..contact_methods import can_be_notified
from ..escalation_policies import first_level
from ..notifications import RESOURCE as NOTIFICATIONS
from . import lifecycle
from .lifecycle import Act, log, timer_act, without
from .table import RESOURCE

CHANNELS = {
    "email_contact_method": "email",
    "phone_contact_method": "phone",
    "sms_contact_method": "sms",
    "push_notification_contact_method": "push",
    "whatsapp_contact_method": "sms",  # PagerDuty documents no notification of its own for it
}
"""The types of contact methods → the first part of the type of their notifications."""


def send(account: Account, incident: Record, at: str, user: str, rule_id: str, assigned_at: str) -> None:
    """Notifies a user, unless the incident has been acknowledged, resolved or reassigned since."""
    person = account.collection("user").get(user)
    if person is None or incident["status"] != "triggered" or user not in lifecycle.assignees(incident):
        return
    if at > assigned_at and not any(one["at"] <= assigned_at for one in incident["assignments"]):
        return
    rule = next((one for one in person["notification_rules"] if one["id"] == rule_id), None)
    methods = {one["id"]: one for one in person["contact_methods"]}
    method = methods.get(rule["contact_method"]) if rule else None
    if method is None or not can_be_notified(method):
        return
    channel = CHANNELS[method["type"]]
    record = {
        "id": NOTIFICATIONS.new_identifier(account),
        "kind": channel,
        "started_at": at,
        "address": None if channel == "push" else method.get("address"),
        "user": {"id": user, "type": "user"},
        "incident": incident["id"],
    }
    account.put(NOTIFICATIONS, record)
    act = timer_act(account, incident, at).through(
        type="auto", notification={"type": f"{channel}_notification", "address": record["address"], "status": "success"}
    )
    log(act, incident, "notify", f"Notified {person['name']} by {channel}.", user=user)


def escalate(act: Act, incident: Record) -> None:
    """Escalates to the next level with a user on call, or repeats the policy."""
    account = act.account
    policy = lifecycle.policy_of(account, incident)
    if policy is None:
        return
    moment, loop = to_datetime(act.at), incident["loop"]
    found = first_level(account, policy, incident["escalation_level"] + 1, moment)
    if found is None and loop < policy["num_loops"]:
        found, loop = first_level(account, policy, 1, moment), loop + 1
        log(act, incident, "repeat_escalation_path", f"Repeated {policy['name']}.")
    if found is None:
        exhaust(act, incident)
    else:
        lifecycle.escalate(act, incident, *found, loop=loop)


def exhaust(act: Act, incident: Record) -> None:
    """Records the end of the escalation policy. The assignees stay the same."""
    incident = lifecycle.put(act, incident, deadlines=without(incident["deadlines"], "escalate", "exhaust"))
    log(act, incident, "exhaust_escalation_path", "Reached the end of the escalation policy.")


def raise_urgency(act: Act, incident: Record) -> None:
    incident = {**incident, "deadlines": without(incident["deadlines"], "urgency_change")}
    if incident["status"] != "resolved":
        act.account.put(RESOURCE, incident)
        lifecycle.change(act, incident, None, urgency="high")


ACTIONS: dict[str, Callable[[Act, Record], object]] = {
    "unacknowledge": lifecycle.unacknowledge,
    "escalate": escalate,
    "exhaust": exhaust,
    "resolve": lifecycle.resolve,
    "urgency_change": raise_urgency,
}
"""The deadlines of incidents → the function for the deadline."""


def notification_due(account: Account, timer: Timer) -> None:
    incident = account.collection(RESOURCE.type).get(timer.identifier)
    if incident is not None:
        send(account, incident, timer.at, *timer.detail.split())


def deadline_due(account: Account, timer: Timer) -> None:
    """Does nothing if the incident has another deadline by now."""
    incident = account.collection(RESOURCE.type).get(timer.identifier)
    if incident is not None and incident["deadlines"].get(timer.action) == timer.at:
        ACTIONS[timer.action](timer_act(account, incident, timer.at), incident)


TIMERS = {"notify": notification_due, **dict.fromkeys(ACTIONS, deadline_due)}
