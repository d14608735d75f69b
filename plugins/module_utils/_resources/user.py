# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError
from .._schema.fields import Canonical, Choice, Email, Json, Name, Reference, Spec, Text, TimeZone, reference_of
from .._schema.option_types import ReferenceType
from .._schema.resource import Filter, Listing, Resource, Session, Subresource, SubresourcePlan, SubresourceRequest
from . import _kinds as kinds

ROLES = (
    "admin",
    "limited_user",
    "observer",
    "owner",
    "read_only_limited_user",
    "read_only_user",
    "restricted_access",
    "user",
)
MOST_INCIDENTS = 10  # that are named when they keep a user from being deleted
TEAM_ROLES = ("observer", "responder", "manager")

_MEMBER = responses.Object(role=responses.TEXT, user=responses.IDENTIFIED)
_LICENSED = responses.Object(license=responses.Maybe(responses.REFERENCE))


class Memberships(Subresource):
    """The teams of a user, and the role in each. PagerDuty keeps them with the teams."""

    name = "teams"

    def spec(self) -> dict[str, Spec]:
        return {
            "teams": {
                "type": "list",
                "elements": "dict",
                "options": {
                    "team": {"type": ReferenceType(kinds.TEAM), "required": True},
                    "role": {"type": "str", "choices": list(TEAM_ROLES)},
                },
            },
            "purge_teams": {"type": "bool", "default": False},
        }

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        present = {raw["id"]: reference_of(raw) for raw in (current or {}).get("teams") or ()}
        # Admins and owners manage every team that they are in, whatever role is asked for.
        always_manager = (desired.get("role") or (current or {}).get("role")) in ("admin", "owner")
        plan = SubresourcePlan(before={}, after={})
        stays: dict[str, Canonical] = {}
        for index, entry in enumerate(params["teams"]):
            team = session.names.reference(
                kinds.TEAM, entry["team"], f"teams[{index}].team", list(present.values())
            )
            name = _label(team)
            role = entry.get("role")
            if role and always_manager and role != "manager":
                session.warn(f"teams[{index}].role: an admin or owner is always a manager of {name}; {role} is ignored")
                role = "manager"
            stays[team["id"]] = team
            old = None
            if team["id"] in present:
                old = self._role(session, team["id"], t.cast("dict[str, Json]", current)["id"]) if role else "member"
                if old == (role or "member"):
                    continue
                plan.before[name] = old
            plan.after[name] = role or "manager"
            path = f"/teams/{segment(team['id'])}/users/{{id}}"
            what = f"making the user {role or 'a member'} of team {name}"
            plan.writes.append(SubresourceRequest("PUT", path, what, {"role": role} if role else {}, entry=name))
        gone = set(present) - set(stays) if params.get("purge_teams") else set()
        for team_id in sorted(gone):
            name = _label(present[team_id])
            plan.before[name] = "member"
            path = f"/teams/{segment(team_id)}/users/{{id}}"
            plan.writes.append(SubresourceRequest("DELETE", path, f"removing the user from team {name}", entry=name))
        teams = {**{key: value for key, value in present.items() if key not in gone}, **stays}
        if set(teams) != set(present):
            plan.becomes["teams"] = [{**team, "type": "team_reference"} for team in teams.values()]
        return plan

    @staticmethod
    def _role(session: Session, team_id: str, user_id: str) -> str:
        members = session.names.whole(f"/teams/{segment(team_id)}/members", "members", _MEMBER)
        return next((member["role"] for member in members if member["user"]["id"] == user_id), "member")


def _label(reference: t.Any) -> str:
    return f"{reference['summary']} ({reference['id']})" if reference.get("summary") else reference["id"]


def _license(session: Session, user: dict[str, Json]) -> Json:
    return session.client.get(f"/users/{segment(user['id'])}/license", expects=_LICENSED).get("license")


def _dependents(session: Session, user: dict[str, Json]) -> list[str]:
    """Escalation policies and incidents can be asked for by user, schedules only listed; all only when it matters."""
    held = []
    policies = session.client.pages(
        "/escalation_policies",
        "escalation_policies",
        {"user_ids[]": user["id"]},
        of=kinds.ESCALATION_POLICY.expects,
    )
    for page in policies:
        held += [f"escalation policy {kinds.ESCALATION_POLICY.describe(policy)}" for policy in page.items]
    for page in session.client.pages("/schedules", "schedules", of=kinds.SCHEDULE.expects):
        held += [
            f"schedule {kinds.SCHEDULE.describe(schedule)}"
            for schedule in page.items
            if user["id"] in [member["id"] for member in schedule.get("users") or ()]
        ]
    return held + _assigned(session, user)


def _assigned(session: Session, user: dict[str, Json]) -> list[str]:
    """The first open incidents that are assigned to a user, and how many there are beyond them, in one request."""
    query = {
        "user_ids[]": user["id"],
        "statuses[]": ["triggered", "acknowledged"],
        "date_range": "all",  # PagerDuty else leaves out what is older than a month
        "total": True,
    }
    try:
        pages = session.client.pages("/incidents", "incidents", query, of=responses.IDENTIFIED, limit=MOST_INCIDENTS)
        page = next(iter(pages))
    except ApiError as error:
        if error.status == 403:  # not every token that manages users may see incidents
            return []
        raise
    named = [f"open incident {raw.get('summary') or raw.get('title')} ({raw['id']})" for raw in page.items]
    more = max((page.total or 0) - len(named), 0)
    return [*named, f"{more} more open incidents"] if more else named


USER = Resource(
    kind=kinds.USER,
    fields=(
        Email(on_create=True),
        Name(longest=100, on_create=True),
        Choice("role", ROLES),
        TimeZone("time_zone"),
        Text("color", clearable=False),
        Text("job_title", longest=100, clearable=False),
        Text("description", cleared=None),
        Reference("license", kinds.LICENSE),
    ),
    subresources=(Memberships(),),
    sends_from=True,
    load={"license": _license},
    dependents=_dependents,
    instead={
        "avatar_url": "PagerDuty generates the avatar from the email address",
        "contact_methods": "use pagerduty_request with the path /users/{id}/contact_methods",
        "notification_rules": "use pagerduty_request with the path /users/{id}/notification_rules",
    },
)

USERS = Listing(
    kind=kinds.USER,
    filters=(
        Filter("query", "query"),
        Filter("teams", "team_ids[]", kind=kinds.TEAM),
    ),
    includes=("contact_methods", "notification_rules", "teams", "subdomains"),
    only_one=("calendar_urls",),
    exact=("email", "name"),
    reveals="calendar_urls",
)
