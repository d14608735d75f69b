# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import PAGE, segment
from .._core.errors import ApiError, UsageError
from .._core.times import format_instant
from .._engine.dependents import describe, refers, selected_by
from .._schema.children import Children
from .._schema.fields import Choice, Email, Json, Name, Reference, Text, TimeZone, utc
from .._schema.listing import Filter, Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import Endpoint, Removal, Resource
from .._schema.session import Session
from .license import LICENSE
from .membership import Memberships, schedules_with
from .tag import Tags, tagged
from .team import TEAM

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
_PATH = "/users"
MOST_INCIDENTS = 10  # that are named when they keep a user from being deleted

_LICENSED = responses.Object(license=responses.Maybe(responses.REFERENCE))


_ALLOCATION = responses.Object(license=responses.IDENTIFIED, user=responses.IDENTIFIED)


def _license_path(user: dict[str, Json]) -> str:
    return f"{_PATH}/{segment(str(user['id']))}/license"


def _license(session: Session, user: dict[str, Json]) -> Json:
    path = _license_path(user)
    return (session.names.take_read(path) or session.client.get(path, expects=_LICENSED)).get("license")


def _licenses(session: Session, users: list[dict[str, Json]]) -> dict[str, t.Any]:
    """From the list of the licenses of all users, if it needs fewer requests than those of these users."""
    if not session.names.is_complete(USER) or len(session.names.all(USER)) > len(users) * PAGE:
        return {}
    pages = session.client.pages("/license_allocations", "license_allocations", of=_ALLOCATION)
    held = {one["user"]["id"]: one["license"] for page in pages for one in page.items}
    return {_license_path(user): {"license": held[user["id"]]} for user in users if user["id"] in held}


_POLICIES = selected_by("user_ids[]", ("escalation policy", "/escalation_policies"))


def _dependents(session: Session, user: dict[str, Json]) -> list[str]:
    """Escalation policies and incidents can be filtered by user. Schedules must be listed, some also read."""
    return [
        *_POLICIES(session, user),
        *schedules_with(session, t.cast(str, user["id"]), {}),
        *_shift_based_with(session, str(user["id"])),
        *_assigned(session, user),
    ]


def _shift_based_with(session: Session, user_id: str) -> list[str]:
    """The shift-based schedules with a user in an event that has not ended."""
    from .schedule_v3 import SCHEDULE_V3  # it imports this file

    now = format_instant(session.client.now())

    def has(schedule: dict[str, Json]) -> bool:
        events = [event for rotation in schedule.get("rotations") or () for event in rotation.get("events") or ()]
        # An event that check mode changes has no times, and ends when the task runs.
        ends = [(event["effective_until"], event) for event in events if "effective_until" in event]
        return any(refers(event, user_id) for end, event in ends if not end or utc(end, "effective_until") > now)

    whole = [session.names.whole_object(SCHEDULE_V3, raw) for raw in session.names.all(SCHEDULE_V3)]
    return [describe(SCHEDULE_V3.title, schedule) for schedule in whole if has(schedule)]


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


def _contact_method() -> Resource:
    from .user_contact_method import USER_CONTACT_METHOD  # it imports this file

    return USER_CONTACT_METHOD


def _notification_rule() -> Resource:
    from .user_notification_rule import USER_NOTIFICATION_RULE  # it imports this file

    return USER_NOTIFICATION_RULE


def _needed(session: Session) -> t.Callable[[dict[str, Json]], str]:
    """Why an account needs a user: the owner, and the user of the token, or of the option `from_email`."""
    sender = session.client.connection.from_email
    own = {session.client.sender_of(sender).casefold()} if sender else set()
    try:
        own.add(str(session.client.get("/users/me")["user"].get("id")))
    except ApiError as error:
        if error.status != 400:  # the token is not that of a user
            raise

    def needed(user: dict[str, Json]) -> str:
        if user.get("role") == "owner":
            return "it is the owner of the account"
        if user["id"] in own or str(user.get("email")).casefold() in own:
            return "the task works as this user"
        return ""

    return needed


def _with_contact_methods(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """A condition for contact methods needs them completely."""
    if params.get("without_contact_methods") is None:
        return params
    return {**params, "include": list(dict.fromkeys([*(params.get("include") or ()), "contact_methods"]))}


def _keep(params: dict[str, t.Any], session: Session) -> t.Callable[[dict[str, Json]], bool] | None:
    """What PagerDuty can't select users by."""
    conditions: list[t.Callable[[dict[str, Json]], bool]] = []
    role, without = params.get("role"), params.get("without_contact_methods")
    if role:
        conditions.append(lambda user: user.get("role") == role)
    if params.get("license"):
        wanted = session.names.reference(LICENSE, params["license"], "license")["id"]
        allocations = session.names.whole("/license_allocations", "license_allocations", _ALLOCATION)
        holders = {one["user"]["id"] for one in allocations if one["license"]["id"] == wanted}
        conditions.append(lambda user: user["id"] in holders)
    if without is not None:
        conditions.append(lambda user: any(map(_can_be_notified, user.get("contact_methods") or ())) != without)
    return (lambda user: all(condition(user) for condition in conditions)) if conditions else None


def _can_be_notified(method: dict[str, Json]) -> bool:
    """Whether PagerDuty sends notifications to a contact method."""
    return bool(method.get("enabled", True)) and not method.get("blacklisted")


USER = Resource(
    name="user",
    plural="users",
    title="user",
    path=_PATH,
    keys=("email", "name"),
    unique_keys=("email",),
    key_of=lambda value: "email" if "@" in value else "name",
    placeholders={"role": "user"},
    # These URLs give access to the user's calendar.
    private=("http_cal_url", "web_cal_url"),
    minimum=responses.IDENTIFIED.having(teams=responses.Maybe(responses.Each(responses.REFERENCE))),
    fields=(
        Email(on_create=True),
        Name(longest=100, on_create=True),
        Choice("role", ROLES, granted=("owner",), initial="user"),
        TimeZone("time_zone"),
        Text("color", clearable=False),
        Text("job_title", longest=100, clearable=False),
        Text("description", cleared=None),
        Reference("license", LICENSE),
    ),
    subresources=(
        Memberships(),
        Tags("/users"),
        Children("contact_methods", _contact_method),
        Children("notification_rules", _notification_rule),
    ),
    endpoint=Endpoint(sends_from=frozenset({"POST"})),
    load={"license": _license},
    load_several={"license": _licenses},
    dependents=_dependents,
    removal=Removal(advice="The module pagerduty_user_replacement puts another user in all of these places"),
    needed=_needed,
    instead={
        "avatar_url": "PagerDuty generates the avatar from the email address",
    },
    listing=Listing(
        filters=(
            Filter("query", "query"),
            Filter("teams", "team_ids[]", resource=TEAM),
        ),
        includes=("contact_methods", "notification_rules", "teams", "subdomains"),
        only_one=("calendar_urls",),
        exact=("email", "name"),
        within=(tagged("/users"),),
        reveals="calendar_urls",
        options={
            "role": {"type": "str", "choices": list(ROLES)},
            "license": {"type": ReferenceType(LICENSE)},
            "without_contact_methods": {"type": "bool"},
        },
        constraints={
            "mutually_exclusive": [["id", name] for name in ("role", "license", "without_contact_methods")]
            + [["tag", "without_contact_methods"]]
        },
        prepare=_with_contact_methods,
        keep=_keep,
    ),
)


def user_named(session: Session, user_id: str) -> dict[str, t.Any]:
    """A reference to a user of whom only the ID is known, with the name if this token may see users."""
    reference = {"id": user_id, "type": "user_reference"}
    try:
        known = session.names.get(USER, user_id) or {}
    except ApiError as error:
        if error.status != 403:
            raise
        known = {}
    return {**reference, "summary": known["name"]} if known.get("name") else reference


def sender(session: Session) -> dict[str, t.Any]:
    """A reference to the user of `from_email`, for requests that require the ID. Raises UsageError."""
    email = session.client.connection.from_email
    if not email:
        raise UsageError("from_email", "is required here: PagerDuty must know the user that requests are made for")
    return t.cast("dict[str, t.Any]", session.names.reference(USER, email, "from_email"))


def sender_email(names: t.Any, value: str) -> str:
    """The email address of the user of `from_email`, for the From header. value: a name or an ID.

    names: the index of objects (`Names`).
    """
    user = names.get(USER, names.reference(USER, value, "from_email")["id"])
    return t.cast(str, responses.checked(user, responses.Object(email=responses.ID), "user")["email"])


def check_sender(session: Session) -> None:
    """Raise UsageError if PagerDuty rejects requests because it does not know the user that they are made for.

    Without `from_email`, it is the user of the token. Only tokens of an account have none; PagerDuty then returns 400
    for the current user.
    """
    connection = session.client.connection
    if not connection.api_token:
        return
    value = connection.from_email
    if value:
        if "@" in value and not session.names.find(USER, value):
            raise UsageError("from_email", f"there is no user with the email address {value!r}")
        return
    try:
        session.client.get("/users/me")
    except ApiError as error:
        if error.status == 400:
            raise UsageError(
                "from_email", "is required here: the token belongs to an account, and PagerDuty must know the user"
            ) from None
