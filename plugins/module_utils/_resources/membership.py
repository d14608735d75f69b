# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memberships: the teams of a user and the members of a team, with the role of the user in the team.

PagerDuty stores them with the teams. Both sides have an option for them, and both are based on `Membership`.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._core import responses
from .._core.client import segment
from .._core.times import format_instant
from .._engine.dependents import describe
from .._schema.fields import Canonical, Json, Spec, folded, utc
from .._schema.resource import Resource
from .._schema.session import Session
from .._schema.subresource import Added, Association, Run, SubresourcePlan, SubresourceRequest, label, references_of
from .team import TEAM

TEAM_ROLES = ("observer", "responder", "manager")
NEW_ROLE = "manager"  # of a new member, if the request has no role

_USERS = "/users"
_MEMBER = responses.Object(role=responses.TEXT, user=responses.IDENTIFIED)

_LAYER = responses.Object(
    end=responses.Maybe(responses.INSTANT),
    users=responses.Maybe(responses.Each(responses.Object(user=responses.IDENTIFIED))),
)
_LAYERED = responses.IDENTIFIED.having(schedule_layers=responses.Maybe(responses.Each(_LAYER)))


def team_members(session: Session, team_id: str, *, fresh: bool = False) -> list[dict[str, Json]]:
    """The members of a team: `user` (the complete user, not only a reference) and `role`. fresh: ignore the cache."""
    path = _members_path(team_id)
    if fresh:
        session.names.stale(path)
    members = session.names.whole(path, "members", _MEMBER, {"include[]": ["users"]})
    return t.cast("list[dict[str, Json]]", members)


def _read_members(team_id: str, session: Session) -> list[dict[str, Json]]:
    return team_members(session, team_id)


def _is_in(user: dict[str, Json], team: dict[str, Json]) -> bool:
    return any(one["id"] == team["id"] for one in user.get("teams") or ())


def _members_path(team_id: str) -> str:
    return f"{TEAM.path}/{segment(team_id)}/members"


def _role(session: Session, team_id: str, user_id: str, *, fresh: bool = False) -> str | None:
    """The role of a user in a team. None: the user is not a member."""
    members = team_members(session, team_id, fresh=fresh)
    return next((member["role"] for member in members if member["user"]["id"] == user_id), None)


class Membership(Association):
    """What both sides share.

    A subclass says which of the two objects has the option: see `pair`. `{id}` in a path is the ID of that object.
    """

    ASSOCIATED = "member"
    state_option = "role"

    def __init__(self, name: str, resource: Resource, **options: t.Any) -> None:
        super().__init__(name, resource, **options)

    def pair(self, owner_id: str, other_id: str) -> tuple[str, str]:
        """(ID of the team, ID of the user)."""
        raise NotImplementedError

    def what(self, reference: dict[str, t.Any], role: str | None, *, removed: bool = False) -> str:
        """What a request does, for messages."""
        raise NotImplementedError

    def always_manager(self, reference: dict[str, t.Any]) -> str:
        """The warning for an admin or owner with another role in a team."""
        raise NotImplementedError

    def account_role(
        self,
        reference: dict[str, t.Any],
        desired: dict[str, Canonical],
        current: dict[str, Json] | None,
        session: Session,
    ) -> str | None:
        """The role of the user in the account."""
        raise NotImplementedError

    def entry_options(self) -> dict[str, Spec]:
        return {"role": {"type": "str", "choices": list(TEAM_ROLES)}}

    def normalized(
        self,
        entry: dict[str, t.Any],
        option: str,
        reference: dict[str, t.Any],
        desired: dict[str, Canonical],
        current: dict[str, Json] | None,
        session: Session,
    ) -> dict[str, t.Any]:
        """Admins and owners are managers of all their teams. PagerDuty ignores their role in a team."""
        role = entry.get("role")
        if role in (None, "manager"):
            return entry
        if self.account_role(reference, desired, current, session) not in ("admin", "owner"):
            return entry
        named = f"{option}.role".strip(".")
        session.warn(f"{named}: {self.always_manager(reference)}; {role} is ignored")
        return {**entry, "role": "manager"}

    def states(
        self, entry: dict[str, t.Any], reference: dict[str, t.Any], current: dict[str, Json] | None, session: Session
    ) -> tuple[Json, Json]:
        role = entry.get("role")
        if current is None:
            return None, role or NEW_ROLE
        if not role:
            return self.ASSOCIATED, self.ASSOCIATED
        return _role(session, *self.pair(current["id"], reference["id"])) or self.ASSOCIATED, role

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        return [*map(self._put, added), *map(self._delete, removed)]

    def _put(self, one: Added) -> SubresourceRequest:
        """The request that adds a member, or changes the role.

        PagerDuty may return the old role of a member for a moment. A task that would then run would change it again, so
        this one waits. A new member has no old role, and waiting would cost a loop one list for each member.
        """
        role = one.entry.get("role")

        def effect(names: t.Any, owner_id: str) -> None:
            team_id, user_id = self.pair(owner_id, one.reference["id"])
            _amend(names, team_id, user_id, role or NEW_ROLE, self._known(one.reference))

        def confirmed(session: Session, owner_id: str) -> bool:
            return _role(session, *self.pair(owner_id, one.reference["id"]), fresh=True) == role

        return SubresourceRequest(
            "PUT",
            self._path_of(one.reference),
            self.what(one.reference, role),
            {"role": role} if role else {},
            entry=label(one.reference),
            invalidates=self._lists(one.reference),
            effect=effect,
            confirmed=confirmed if one.before is not None else None,
        )

    def _delete(self, reference: dict[str, t.Any]) -> SubresourceRequest:
        def effect(names: t.Any, owner_id: str) -> None:
            _amend(names, *self.pair(owner_id, reference["id"]), None, {})

        def dependents(session: Session, owner_id: str) -> list[str]:
            return _keeping(session, *self.pair(owner_id, reference["id"]))

        return SubresourceRequest(
            "DELETE",
            self._path_of(reference),
            self.what(reference, None, removed=True),
            entry=label(reference),
            invalidates=self._lists(reference),
            effect=effect,
            dependents=dependents,
        )

    def _path_of(self, reference: dict[str, t.Any]) -> str:
        team, user = self.pair("{id}", segment(reference["id"]))
        return f"{TEAM.path}/{team}/users/{user}"

    def _lists(self, reference: dict[str, t.Any]) -> tuple[str, ...]:
        team, _user = self.pair("{id}", segment(reference["id"]))
        return (f"{TEAM.path}/{team}/members",)

    def _known(self, reference: dict[str, t.Any]) -> dict[str, t.Any]:
        """What is known of the user and the team, by type. The other one is known only by its ID."""
        return {self.resource.name: reference}


def _amend(names: t.Any, team_id: str, user_id: str, role: str | None, known: dict[str, t.Any]) -> None:
    """Update what is cached of a team and a user. role: None if the user is no longer a member.

    known: references to the team and the user, by type.
    """

    def members(listed: list[dict[str, Json]]) -> list[dict[str, Json]]:
        before = next((member for member in listed if member["user"]["id"] == user_id), None)
        others = [member for member in listed if member is not before]
        if role is None:
            return others
        user = before["user"] if before else known.get("user") or {"id": user_id, "type": "user_reference"}
        return [*others, {"user": user, "role": role}]

    def user_teams(user: dict[str, Json]) -> dict[str, Json]:
        others = [team for team in user.get("teams") or () if team["id"] != team_id]
        team = known.get("team") or {"id": team_id, "type": "team_reference", "summary": None}
        return {**user, "teams": others if role is None else [*others, {**team, "type": "team_reference"}]}

    names.amend_list(_members_path(team_id), members)
    names.amend(_USERS, user_id, user_teams)


def _keeping(session: Session, team_id: str, user_id: str) -> list[str]:
    """What keeps a user in a team: the team's escalation policies and schedules that have the user."""
    query = {"user_ids[]": user_id, "team_ids[]": team_id}
    policies = session.client.pages("/escalation_policies", "escalation_policies", query, of=responses.IDENTIFIED)
    found = [describe("escalation policy", policy) for page in policies for policy in page.items]
    return found + schedules_with(session, user_id, {"team_ids[]": team_id})


def schedules_with(session: Session, user_id: str, query: dict[str, t.Any]) -> list[str]:
    """The schedules that a query selects and that have a user in a layer that has not ended. Sends GET requests."""
    now = format_instant(session.client.now())

    def has(schedule: dict[str, Json]) -> bool:
        layers = [
            layer
            for layer in schedule.get("schedule_layers") or ()
            if not layer.get("end") or utc(layer["end"], "end") > now
        ]
        return user_id in [member["user"]["id"] for layer in layers for member in layer.get("users") or ()]

    asked = {"include[]": ["schedule_layers"], **query}
    pages = session.client.pages("/schedules", "schedules", asked, of=_LAYERED)
    return [describe("schedule", schedule) for page in pages for schedule in page.items if has(schedule)]


class Memberships(Membership):
    """The teams of a user."""

    def __init__(self) -> None:
        super().__init__("teams", TEAM, owner=_USERS, key="team", attribute="teams", inverse="members")

    def pair(self, owner_id: str, other_id: str) -> tuple[str, str]:
        return other_id, owner_id

    def what(self, reference: dict[str, t.Any], role: str | None, *, removed: bool = False) -> str:
        if removed:
            return f"removing the user from team {label(reference)}"
        return f"making the user {role or 'a member'} of team {label(reference)}"

    def account_role(
        self,
        reference: dict[str, t.Any],
        desired: dict[str, Canonical],
        current: dict[str, Json] | None,
        session: Session,
    ) -> str | None:
        return t.cast("str | None", desired.get("role") or (current or {}).get("role"))

    def always_manager(self, reference: dict[str, t.Any]) -> str:
        return f"an admin or owner is always a manager of {label(reference)}"

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        return references_of(current.get("teams") or ())

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        """The members of the teams that tasks name with a role."""
        teams = set()
        for user, params in found:
            named = {folded(entry[self.key]) for entry in params[self.name] if entry.get("role")}
            known = references_of(user.get("teams") or ())
            teams |= {one["id"] for one in known if named & {folded(one["id"]), folded(one.get("summary"))}}
        run([partial(_read_members, str(team_id)) for team_id in sorted(teams)])
        return {}

    def mirrored_item(self, owner: dict[str, t.Any], state: Json) -> Json:
        return {"user": owner, "role": state}


class Members(Membership):
    """The members of a team.

    resource: the declaration of users. It refers to teams, so it is not imported here.
    """

    def __init__(self, resource: Resource) -> None:
        super().__init__("members", resource, owner=TEAM.path, key="user", inverse="teams")
        self.follows = True  # users can be created first and added to teams, or the other way round

    def pair(self, owner_id: str, other_id: str) -> tuple[str, str]:
        return owner_id, other_id

    def what(self, reference: dict[str, t.Any], role: str | None, *, removed: bool = False) -> str:
        if removed:
            return f"removing the user {label(reference)} from the team"
        return f"making the user {label(reference)} {role or 'a member'} of the team"

    def account_role(
        self,
        reference: dict[str, t.Any],
        desired: dict[str, Canonical],
        current: dict[str, Json] | None,
        session: Session,
    ) -> str | None:
        user = self._member(current, reference, session).get("user") or {}
        if "role" not in user:
            user = session.names.get(self.resource, reference["id"]) or {}
        return t.cast("str | None", user.get("role"))

    def always_manager(self, reference: dict[str, t.Any]) -> str:
        return f"{label(reference)} is an admin or owner and so a manager of each team"

    def states(
        self, entry: dict[str, t.Any], reference: dict[str, t.Any], current: dict[str, Json] | None, session: Session
    ) -> tuple[Json, Json]:
        """The list of the members, which is read in any case, has all roles."""
        old, wanted = super().states(entry, reference, current, session)
        if current is None or entry.get("role"):
            return old, wanted
        role = self.current_state(reference, current, session)
        return role, role

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        members = [member["user"] for member in team_members(session, current["id"])]
        emails = {user["id"]: user.get("email") for user in members}
        users = [{"type": "user", "summary": user.get("name"), **user} for user in members]
        return [{**reference, "email": emails[reference["id"]]} for reference in references_of(users)]

    def resolve(
        self, name: str, option: str, present: list[dict[str, t.Any]], session: Session
    ) -> dict[str, t.Any]:
        """A member is found by the email address without a request."""
        wanted = name.strip().lower()
        for member in present:
            if "@" in wanted and str(member.get("email")).lower() == wanted:
                return member
        return super().resolve(name, option, present, session)

    def current_state(
        self, reference: dict[str, t.Any], current: dict[str, Json] | None, session: Session
    ) -> Json:
        return self._member(current, reference, session).get("role") or self.ASSOCIATED

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        teams = [raw for raw, params in found if not self._is_unchanged(params, raw, session)]
        run([partial(_read_members, str(team["id"])) for team in teams])
        return {}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        if current and self._is_unchanged(params, current, session):
            return SubresourcePlan()
        return super().plan(params, desired, current, session)

    def _is_unchanged(self, params: dict[str, t.Any], team: dict[str, Json], session: Session) -> bool:
        """Whether a complete list of all users, which has their teams but no roles, shows that nothing changes.

        Only if all users are listed anyway: a single team has a list of its own.
        """
        entries = params[self.name]
        if self.is_alone or any(entry.get("role") for entry in entries) or self._is_predicted(team, session):
            return False
        if not session.names.is_complete(self.resource):
            return False
        wanted = [session.names.known_as(self.resource, entry[self.key]) for entry in entries]
        users = [user for user in wanted if user]
        if len(users) != len(wanted) or len({user["id"] for user in users}) != len(users):
            return False
        if not all(_is_in(user, team) for user in users):
            return False
        exact = params.get(f"purge_{self.name}")
        return not exact or sum(_is_in(user, team) for user in session.names.all(self.resource)) == len(users)

    def _is_predicted(self, team: dict[str, Json], session: Session) -> bool:
        """Whether an earlier task in check mode would change members of the team."""
        path = f"{self.owner}/{segment(str(team['id']))}"
        found = session.predictions
        return bool(found and (found.association(path, self.name) is not None or found.associated(path, self.name)))

    def item(self, reference: dict[str, t.Any], state: Json) -> Json:
        return {"user": reference, "role": state}

    @staticmethod
    def _member(
        current: dict[str, Json] | None, reference: dict[str, t.Any], session: Session
    ) -> dict[str, Json]:
        """The entry of the team's list for a user; {} if there is none."""
        listed = team_members(session, current["id"]) if current else []
        return next((member for member in listed if member["user"]["id"] == reference["id"]), {})
