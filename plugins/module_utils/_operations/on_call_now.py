# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is on call in an account, now and in the coming days, for the escalation policies and services of an account.

PagerDuty's list of on-calls contains the levels of escalation policies only. A schedule that is a target of no policy
is not in it. A user who is a target is in it without a start and an end. It contains a shift once for each level that
has the schedule as a target, so the list of many days is long. The shifts of the coming days are therefore read with
the schedules.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial

from .._core.times import format_instant
from .._engine.account.exporting import Account, Found
from .._engine.session import Session
from .._resources.escalation_policy_rules import MANAGED_ESCALATION_POLICY
from .._resources.oncall import ONCALL
from .._resources.rendered import SHIFTS, read_computed, rendered
from .._resources.schedule import SCHEDULE
from .._resources.schedule_v3 import SCHEDULE_V3
from .._resources.shifts import Shift, instant, timeline
from .._resources.user import USER
from .._schema.fields import Json

Raw = dict[str, Json]

FEW_POLICIES = 20  # of which the IDs are sent, so that the list contains only their on-calls


def levels_of(policy: Raw) -> list[tuple[int, Raw]]:
    """The levels of a policy with their numbers."""
    return list(enumerate(policy.get("escalation_rules") or (), 1))


def level_label(level: int, number: int) -> str:
    """A level for people. number: of the levels."""
    return f"level {level}" if number > 1 else "its only level"


def target_type(target: Raw) -> str:
    """The type of a target of a level: `user`, `schedule` or `schedule_v3`."""
    return str(target.get("type") or "").replace("_reference", "")


@dataclass
class OnCall:
    """Who is on call.

    known: the users of the account, as far as they were read. now, until: the range; its start is PagerDuty's time.
    days: its length. current: the on-calls of now, by the ID of the policy and the level. is_complete: whether these
    are all. shifts: by the ID of a schedule, its shifts in the range; only of schedules that policies use.
    """

    known: list[Raw]
    now: datetime
    days: int
    current: dict[tuple[str, int], list[Raw]] = field(default_factory=dict)
    shifts: dict[str, list[Shift]] = field(default_factory=dict)
    is_complete: bool = True

    @property
    def until(self) -> datetime:
        return self.now + timedelta(days=self.days)

    def people(self, policy_id: str, level: int) -> list[Raw]:
        """The on-calls of a level, as PagerDuty returns them."""
        return self.current.get((policy_id, level), [])

    @cached_property
    def users(self) -> set[str]:
        """The IDs of all users who are on call in the range."""
        now = {one["user"]["id"] for people in self.current.values() for one in people}
        return now.union(shift.user_id for shifts in self.shifts.values() for shift in shifts if shift.user_id)

    def when(self, user_id: str) -> str:
        """Since when a user who is on call in the range is or will be on call: a sentence after a blank."""
        if any(one["user"]["id"] == user_id for people in self.current.values() for one in people):
            return " The user is on call now."
        starts = [shift.start for shifts in self.shifts.values() for shift in shifts if shift.user_id == user_id]
        return f" The user is on call from {min(starts):%Y-%m-%d %H:%M} UTC." if starts else ""

    def user_name(self, reference: Raw) -> str:
        known = self._users_by_id.get(reference["id"], {})
        return str(known.get("name") or reference.get("summary") or reference["id"])

    @cached_property
    def _users_by_id(self) -> dict[str, Raw]:
        return {raw["id"]: raw for raw in self.known}

    # -- the result --------------------------------------------------------------------------------------------------

    def result(self, policies: list[Found], services: list[Found]) -> Raw:
        """`on_call` of the result."""
        return {
            "time": format_instant(self.now),
            "until": format_instant(self.until),
            "services": [self._service(one.raw) for one in services],
            "escalation_policies": [self._policy(one.raw) for one in policies],
        }

    def _service(self, raw: Raw) -> Raw:
        return {
            **_named(raw),
            "description": raw.get("description") or "",
            "status": raw.get("status"),
            "teams": _names(raw.get("teams")),
            "integrations": len(raw.get("integrations") or ()),
            "escalation_policy": _named(raw.get("escalation_policy") or {}),
        }

    def _policy(self, raw: Raw) -> Raw:
        return {
            **_named(raw),
            "teams": _names(raw.get("teams")),
            "num_loops": raw.get("num_loops") or 0,
            "levels": [
                {
                    "level": level,
                    "escalation_delay_in_minutes": rule.get("escalation_delay_in_minutes"),
                    "targets": [self._target(raw["id"], level, target) for target in rule.get("targets") or ()],
                }
                for level, rule in levels_of(raw)
            ],
        }

    def _target(self, policy_id: str, level: int, target: Raw) -> Raw:
        """A target with who is on call because of it, and who is the next."""
        is_user = target_type(target) == USER.name
        people = [
            one
            for one in self.people(policy_id, level)
            if (one["user"]["id"] == target["id"] and not one.get("schedule") if is_user else _is_of(one, target["id"]))
        ]
        named = {"id": target["id"], "name": self.user_name(target)} if is_user else _named(target)
        return {
            "type": USER.name if is_user else SCHEDULE.name,
            **named,
            "on_call": [self._person(one["user"], until=_end(one)) for one in people],
            "next": None if is_user else self._next(target["id"], {one["user"]["id"] for one in people}),
        }

    def _person(self, reference: Raw, **times: Json) -> Raw:
        email = self._users_by_id.get(reference["id"], {}).get("email")
        return {"id": reference["id"], "name": self.user_name(reference), "email": email, **times}

    def _next(self, schedule_id: str, current: set[str]) -> Raw | None:
        """Who is on call in a schedule after those who are now. None if nobody else is in the range."""
        for shift in timeline(self.shifts.get(schedule_id, ()), self.now, self.until):
            if shift.user and shift.start > self.now and shift.user_id not in current:
                return self._person(shift.user, start=format_instant(shift.start))
        return None


def _named(raw: Raw) -> Raw:
    return {"id": raw.get("id"), "name": raw.get("name") or raw.get("summary") or raw.get("id")}


def _names(teams: Json) -> list[str]:
    return sorted(str(_named(team)["name"]) for team in teams or () if team)


def _is_of(on_call: Raw, schedule_id: str) -> bool:
    return bool((on_call.get("schedule") or {}).get("id") == schedule_id)


def _end(on_call: Raw) -> str | None:
    return format_instant(instant(on_call["end"])) if on_call.get("end") else None


# -- requests --------------------------------------------------------------------------------------------------------


def read_on_call(account: Account, days: int, kinds: t.Collection[str], found: list[Found]) -> OnCall:
    """Who is on call. Sends the requests several at a time.

    days: the length of the range. kinds: the names of the selected kinds. found: the selected objects.
    """
    known = account.listed(USER) if "users" in kinds else []
    on_call = OnCall(known, account.session.client.now(), days)
    policies = [one.raw for one in found if one.kind.name == "escalation_policies"]
    tasks: list[t.Callable[[Session], None]] = []
    if policies:
        ids = [raw["id"] for raw in policies]
        is_part = len(ids) <= FEW_POLICIES and len(ids) < len(account.listed(MANAGED_ESCALATION_POLICY))
        tasks.append(partial(_read_current, on_call, ids if is_part else None))
    if "schedules" in kinds:
        rules = [rule for raw in policies for _level, rule in levels_of(raw)]
        used = {target["id"]: target_type(target) for rule in rules for target in rule.get("targets") or ()}
        selected = [one for one in found if one.kind.name == "schedules" and one.raw.get("escalation_policies")]
        used.update((one.raw["id"], one.resource.name) for one in selected)
        if SCHEDULE.name in used.values():
            tasks.append(partial(_read_layers, on_call))
        tasks += [partial(_read_shift_based, on_call, one) for one, name in used.items() if name == SCHEDULE_V3.name]
    account.run(tasks)
    if not on_call.is_complete:
        account.session.warn(
            "PagerDuty lists 10,000 on-calls at most, and there are more. Levels without anyone can't be found. Select"
            " some teams to check these"
        )
    return on_call


def _read_current(on_call: OnCall, policies: list[str] | None, session: Session) -> None:
    query = {"escalation_policy_ids[]": policies} if policies is not None else {}
    for page in session.client.pages(ONCALL.path, ONCALL.plural, query, of=ONCALL.minimum):
        on_call.is_complete = not page.more  # of the last page
        for raw in page.items:
            if raw.get("escalation_policy"):
                on_call.current.setdefault((raw["escalation_policy"]["id"], raw["escalation_level"]), []).append(raw)


def _read_layers(on_call: OnCall, session: Session) -> None:
    """All schedules of layers: a page contains the shifts of 100."""
    query = {
        "since": format_instant(on_call.now),
        "until": format_instant(on_call.until),
        "include[]": ["final_schedule"],
    }
    for page in session.client.pages(SCHEDULE.path, SCHEDULE.plural, query, of=SHIFTS):
        for raw in page.items:
            if raw.get("escalation_policies", True):  # nobody is notified because of other schedules
                on_call.shifts[raw["id"]] = rendered(raw, "final_schedule")


def _read_shift_based(on_call: OnCall, schedule_id: str, session: Session) -> None:
    _schedule, computed = read_computed(session, schedule_id, on_call.now, on_call.until)
    on_call.shifts[schedule_id] = [
        Shift(instant(one["start_time"]), instant(one["end_time"]), _member(one["member"])) for one in computed
    ]


def _member(member: Raw) -> Raw | None:
    """A reference to the user of a shift, None if nobody has it."""
    return {"id": member["user_id"], "type": "user_reference"} if member.get("user_id") else None
