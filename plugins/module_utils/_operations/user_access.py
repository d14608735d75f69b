# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where users are signed in: their OAuth delegations and sessions, and the key of their calendars.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import NotFound, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.user import USER
from .._schema.fields import Json
from .._schema.option_types import ReferenceType
from .._schema.session import is_predicted

Raw = dict[str, t.Any]
Params = dict[str, t.Any]

_USER: Raw = {"type": ReferenceType(USER), "required": True}
_ABSENT: Raw = {"type": "str", "choices": ["absent"], "default": "absent"}

DELEGATION_TYPES, STATUSES = ("mobile", "web", "integration"), ("issued", "revoked")
REVOCABLE = ("mobile", "web")
SESSION_TYPES = ("browser", "oauth")

# PagerDuty's schema calls the type `delegation_type`, and its examples call it `type`.
_DELEGATION = responses.IDENTIFIED.having(
    status=responses.TEXT, delegation_type=responses.Maybe(responses.TEXT), type=responses.Maybe(responses.TEXT)
)
_SESSION = responses.IDENTIFIED.having(type=responses.TEXT)


def _user(params: Params, session: Session) -> Raw:
    return session.names.reference(USER, params["user"], "user")


def _path(user: Raw, *parts: str) -> str:
    return "/".join(["/users", segment(user["id"]), *map(segment, parts)])


# -- OAuth delegations -----------------------------------------------------------------------------------------------


def _type_of(delegation: Raw) -> Json:
    return delegation.get("delegation_type") or delegation.get("type")


def _delegations(user: Raw, types: t.Sequence[str], statuses: t.Sequence[str], session: Session) -> list[Raw]:
    """The delegations of a user with one of these types and statuses; () for all."""
    if is_predicted(user["id"]):  # an earlier task in check mode would create the user
        return []
    query = {"delegation_type": ",".join(types), "status": ",".join(statuses)}
    sent = {name: value for name, value in query.items() if value}
    pages = session.client.pages(
        _path(user, "oauth_delegations"), "oauth_delegations", sent, of=_DELEGATION, cursors=True
    )
    return [_shown(one) for page in pages for one in page.items]


def _shown(delegation: Raw) -> Raw:
    return {**delegation, "delegation_type": _type_of(delegation)}


def _list_delegations(params: Params, session: Session) -> Raw:
    user = _user(params, session)
    if params["id"] is None:
        found = _delegations(user, params["types"] or (), params["statuses"] or (), session)
    else:
        found = [_shown(one) for one in _delegation(user, params["id"].strip(), session)]
    return {"changed": False, "user_oauth_delegations": found}


def _delegation(user: Raw, delegation_id: str, session: Session) -> list[Raw]:
    """The delegation with this ID, in a list; [] if there is none."""
    try:
        response = session.client.get(_path(user, "oauth_delegations", delegation_id))
    except NotFound:
        return []
    # PagerDuty's schema has no key around the delegation, and its example has one.
    found = response.get("oauth_delegation", response)
    return [responses.checked(found, _DELEGATION, "OAuth delegation")]


def _revoke(params: Params, session: Session) -> Raw:
    user = _user(params, session)
    types = sorted(set(params["types"]))
    # The status is compared here, too: a delegation that was revoked must never look like a change.
    listed = _delegations(user, types, ["issued"], session)
    issued = [one for one in listed if one["status"] == "issued" and one["delegation_type"] in types]
    if issued and not session.check_mode:
        query = {"user_id": user["id"], "type": ",".join(types)}
        session.client.request("DELETE", "/oauth_delegations", query=query)
    shown = [f"{one['delegation_type']}: {one.get('client_id')} ({one['id']})" for one in issued]
    return {
        "changed": bool(issued),
        "user_oauth_delegations": issued,
        "diff": _diff("oauth_delegations", shown, [], user) if issued else _diff("", None, None, user),
    }


def _diff(key: str, before: Json, after: Json, user: Raw) -> Raw:
    """The diff of one attribute; without a key, nothing differs."""
    header = f"user: {user.get('summary') or user['id']}"
    sides = {"before": {key: before}, "after": {key: after}} if key else {"before": {}, "after": {}}
    return {**sides, "before_header": header, "after_header": header}


# -- sessions --------------------------------------------------------------------------------------------------------


def _sessions(user: Raw, session: Session) -> list[Raw]:
    if is_predicted(user["id"]):
        return []
    expects = responses.Object(user_sessions=responses.Each(_SESSION))
    return t.cast("list[Raw]", session.client.get(_path(user, "sessions"), expects=expects)["user_sessions"])


def _list_sessions(params: Params, session: Session) -> Raw:
    user = _user(params, session)
    if params["id"] is not None and params["type"] is not None:
        found = _one_session(user, params["type"], params["id"].strip(), session)
    else:
        found = [
            one
            for one in _sessions(user, session)
            if params["type"] in (None, one["type"]) and params["id"] in (None, one["id"])
        ]
    return {"changed": False, "user_sessions": found}


def _one_session(user: Raw, session_type: str, session_id: str, session: Session) -> list[Raw]:
    """The session with this ID, in a list; [] if there is none."""
    try:
        expects = responses.Object(user_session=_SESSION)
        return [session.client.get(_path(user, "sessions", session_type, session_id), expects=expects)["user_session"]]
    except NotFound:
        return []


def _end_sessions(params: Params, session: Session) -> Raw:
    if params["all"] and params["id"] is not None:
        raise UsageError("all", "can't be combined with id; remove one of the two")
    user = _user(params, session)
    wanted = None if params["id"] is None else params["id"].strip()
    found = [one for one in _sessions(user, session) if wanted in (None, one["id"])]
    if found and not session.check_mode:
        parts = () if wanted is None else (found[0]["type"], found[0]["id"])
        session.client.delete(_path(user, "sessions", *parts))
    shown = [f"{one.get('summary')} ({one['id']})" for one in found]
    return {
        "changed": bool(found),
        "user_sessions": found,
        "diff": _diff("sessions", shown, [], user) if found else _diff("", None, None, user),
    }


# -- the key of the calendar -----------------------------------------------------------------------------------------


def _replace_key(params: Params, session: Session) -> Raw:
    user = _user(params, session)
    result: Raw = {"changed": True, "private_url_key": None}
    if not session.check_mode:
        expects = responses.Object(private_url_key=responses.ID)
        path = _path(user, "regenerate_private_url_key")
        # Only the last key counts, so the request can be repeated.
        result.update(session.client.request("POST", path, repeatable=True, expects=expects))
    return {**result, "diff": _diff("private_url_key", "the old key", "a new key", user)}


USER_OAUTH_DELEGATION_INFO_OPERATION = Operation(
    "pagerduty_user_oauth_delegation_info",
    {
        "user": _USER,
        "id": {"type": "str"},
        "types": {"type": "list", "elements": "str", "choices": list(DELEGATION_TYPES)},
        "statuses": {"type": "list", "elements": "str", "choices": list(STATUSES)},
    },
    _list_delegations,
    {"mutually_exclusive": [["id", "types"], ["id", "statuses"]]},
    hints={"delegation_type": "use types instead", "status": "use statuses instead"},
)
USER_OAUTH_DELEGATION_OPERATION = Operation(
    "pagerduty_user_oauth_delegation",
    {
        "state": _ABSENT,
        "user": _USER,
        "types": {"type": "list", "elements": "str", "choices": list(REVOCABLE), "default": list(REVOCABLE)},
    },
    _revoke,
    hints={"type": "use types instead", "id": "PagerDuty can't revoke a single delegation; use types"},
)
USER_SESSION_INFO_OPERATION = Operation(
    "pagerduty_user_session_info",
    {"user": _USER, "id": {"type": "str"}, "type": {"type": "str", "choices": list(SESSION_TYPES)}},
    _list_sessions,
)
USER_SESSION_OPERATION = Operation(
    "pagerduty_user_session",
    {"state": _ABSENT, "user": _USER, "id": {"type": "str"}, "all": {"type": "bool", "default": False}},
    _end_sessions,
    {"required_if": [["all", False, ["id"]]]},
)
USER_CALENDAR_KEY_OPERATION = Operation("pagerduty_user_calendar_key", {"user": _USER}, _replace_key)
