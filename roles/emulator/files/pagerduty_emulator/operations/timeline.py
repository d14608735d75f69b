# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries, notifications, and users on call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from ..core.errors import invalid
from ..core.state import Record
from ..oncall import HORIZON, Shift, shifts
from ..resources.incidents import RESOURCE as INCIDENTS
from ..resources.log_entries import OVERVIEW
from ..resources.log_entries import RESOURCE as LOG_ENTRIES
from ..resources.notifications import RESOURCE as NOTIFICATIONS
from ..resources.schedules import RESOURCE as SCHEDULES
from ..resources.users import RESOURCE as USERS
from ..schema.call import PAGING_CAP, Call, Reply
from ..schema.operation import Operation, one_of
from ..schema.view import View

NOTIFICATION_KINDS = ("sms_notification", "email_notification", "phone_notification", "push_notification")
LONGEST_ONCALLS = timedelta(days=3660)
"""PagerDuty documents no limit of the past."""
LONGEST_NOTIFICATIONS = timedelta(days=92)


# -- log entries -----------------------------------------------------------------------------------------------------


def page_of_entries(call: Call, found: list[Record]) -> Reply:
    """The newest first."""
    since, until = call.instant("since"), call.instant("until")
    if call.flag("is_overview"):
        found = [entry for entry in found if entry["kind"] in OVERVIEW]
    if since is not None or until is not None:
        found = [entry for entry in found if (since or "") <= entry["created_at"] <= (until or "9")]
    view = call.view(listing=True)
    return call.page("log_entries", found[::-1], lambda entry: LOG_ENTRIES.render(entry, view))


def log_entries(call: Call) -> Reply:
    entries = call.account.collection("log_entry")
    found = sorted(entries.records.values(), key=lambda entry: entry["created_at"])
    if teams := set(call.team_ids()):
        found = [entry for entry in found if any(one["id"] in teams for one in entry["teams"])]
    return page_of_entries(call, found)


def incident_log_entries(call: Call) -> Reply:
    incident = call.record(INCIDENTS)
    entries = call.account.collection("log_entry")
    found = [entries.records[one] for one in entries.indexed("incident", incident["id"])]
    return page_of_entries(call, sorted(found, key=lambda entry: entry["created_at"]))


def change_channel(call: Call) -> Reply:
    """Its type must be the present one; only a trigger through the web or the mobile application has such."""
    entry = call.record(LOG_ENTRIES)
    channel = call.wrapped("channel")
    if channel.get("type") not in ("web_trigger", "mobile"):
        raise invalid("Channel type must be in web_trigger or mobile")
    if channel["type"] != entry["channel"]["type"]:
        raise invalid("Channel type cannot be changed")
    if not isinstance(channel.get("details"), str):
        raise invalid("Channel details must be a String")
    call.account.put(LOG_ENTRIES, {**entry, "channel": {**entry["channel"], "details": channel["details"]}})
    return Reply(202)


# -- notifications ---------------------------------------------------------------------------------------------------


def notifications(call: Call) -> Reply:
    """``since`` and ``until`` must be given, less than three months apart."""
    since, until = call.instant("since"), call.instant("until")
    if since is None or until is None:
        raise invalid(*(f"{name} can't be blank" for name, one in (("Since", since), ("Until", until)) if one is None))
    if until < since or datetime.fromisoformat(until) - datetime.fromisoformat(since) >= LONGEST_NOTIFICATIONS:
        raise invalid("The date range must be less than 3 months")
    wanted = call.query.get("filter")
    if wanted not in (None, *NOTIFICATION_KINDS):
        raise invalid(f"Filter must be in {', '.join(NOTIFICATION_KINDS)}")
    found = [
        one
        for one in call.account.collection("notification")
        if since <= one["started_at"] <= until and wanted in (None, NOTIFICATIONS.type_of(one))
    ]
    view = call.view(listing=True)
    return call.page("notifications", found, lambda one: NOTIFICATIONS.render(one, view))


# -- on-calls --------------------------------------------------------------------------------------------------------

PERMANENT = "null"
"""In ``schedule_ids[]``: those who are on call because they are targets themselves."""


def span(call: Call) -> tuple[datetime, datetime]:
    """The date range of a list of on-calls: by default the current time."""
    now = call.account.clock.now()
    since = datetime.fromisoformat(call.instant("since") or now.isoformat())
    until = datetime.fromisoformat(call.instant("until") or max(now, since).isoformat())
    if until < since:
        raise invalid("Until must not be before since")
    until = min(until, now + HORIZON)
    if until - since > LONGEST_ONCALLS:
        raise invalid(f"The date range must not be longer than {LONGEST_ONCALLS.days} days")
    return since, until


def schedule_users(call: Call) -> Reply:
    """The users on call in a schedule during the date range, by name. Not paged."""
    since, until = span(call)
    found = islice(shifts(call.record(SCHEDULES), since, until, call.account.clock.now()), PAGING_CAP)
    known = call.account.collection("user").records
    users = sorted((known[one] for one in {shift.user for shift in found}), key=USERS.sort_key)
    view = call.view()
    return Reply(200, {"users": [USERS.render(user, view) for user in users]})


def oncalls(call: Call) -> Reply:
    """Sorted by escalation policy, level and start. By default those of now."""
    account = call.account
    since, until = span(call)
    view = call.view(listing=True)
    users = set(call.query.getall("user_ids[]", ()))
    policies = call.query.getall("escalation_policy_ids[]", ())
    schedules = set(call.query.getall("schedule_ids[]", ()))
    known = account.collection("escalation_policy")
    chosen = [policy for policy in known if not policies or policy["id"] in policies]
    found = []
    rendered: dict[str, list[Shift]] = {}
    for policy in chosen:
        for level, rule in enumerate(policy["escalation_rules"], 1):
            here = [
                (shift, schedule)
                for shift, schedule in on_calls(call, rule, since, until, rendered)
                if (not users or shift.user in users) and (not schedules or (schedule or PERMANENT) in schedules)
            ]
            here.sort(key=lambda one: (one[0].start or datetime.min.replace(tzinfo=UTC)))
            found += [(policy["id"], level, *one) for one in here]
    if call.flag("earliest"):
        first: dict[Any, Any] = {}
        for one in found:
            first.setdefault((one[0], one[1], one[2].user), one)
        found = list(first.values())
    return call.page("oncalls", found, lambda one: show_oncall(view, *one))


def on_calls(
    call: Call, rule: Record, since: datetime, until: datetime, rendered: dict[str, list[Shift]]
) -> Iterator[tuple[Shift, str | None]]:
    """Who is on call for an escalation rule, and through which schedule (None: directly)."""
    schedules = call.account.collection("schedule").records
    for target in rule["targets"]:
        identifier = target["id"]
        if target["type"] == "user":
            yield Shift(identifier, None, None), None
            continue
        if identifier not in rendered:
            found = shifts(schedules[identifier], since, until, call.account.clock.now())
            rendered[identifier] = list(islice(found, PAGING_CAP))
        for shift in rendered[identifier]:
            yield shift, identifier


def show_oncall(view: View, policy: str, level: int, shift: Shift, schedule: str | None) -> dict[str, Any]:
    def seen(include: str) -> View:
        return view.expanding() if include in view.include else view

    return {
        "user": seen("users").reference("user", shift.user),
        "schedule": schedule and seen("schedules").reference("schedule", schedule),
        "escalation_policy": seen("escalation_policies").reference("escalation_policy", policy),
        "escalation_level": level,
        "start": shift.start and view.instant(shift.start.isoformat()),
        "end": shift.end and view.instant(shift.end.isoformat()),
    }


ENTRIES = tuple(LOG_ENTRIES.includes)
"""``include[]`` of log entries."""

OPERATIONS = (
    Operation("GET", "/log_entries", log_entries, "incidents.read", includes=ENTRIES),
    Operation("GET", "/log_entries/*", one_of(LOG_ENTRIES), "incidents.read", includes=ENTRIES),
    Operation("PUT", "/log_entries/*/channel", change_channel, "incidents.write", needs_from=True),
    Operation("GET", "/incidents/*/log_entries", incident_log_entries, "incidents.read", includes=ENTRIES),
    Operation(
        "GET", "/notifications", notifications, "users:notifications.read", includes=tuple(NOTIFICATIONS.includes)
    ),
    Operation("GET", "/schedules/*/users", schedule_users, "users.read"),
    Operation("GET", "/oncalls", oncalls, "oncalls.read", includes=("escalation_policies", "users", "schedules")),
)
