# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audit records: who changed what in an account.

PagerDuty lists at most 31 days in one request, so a longer period is read in several parts, the newest first.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .._core import responses
from .._core.client import segment
from .._core.errors import UsageError
from .._core.times import UTC, format_instant, parse_instant
from .._engine import rows as _rows
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.escalation_policy import ESCALATION_POLICY
from .._resources.ip_allow_list import IP_ALLOW_LIST
from .._resources.schedule import SCHEDULE
from .._resources.schedule_v3 import SCHEDULE_V3
from .._resources.service import SERVICE
from .._resources.team import TEAM
from .._resources.user import USER
from .._schema.fields import utc
from .._schema.listing import check_limit
from .._schema.option_types import ReferenceType, Spec
from .._schema.resource import Resource

Raw = dict[str, t.Any]

_PATH = "/audit/records"
_DAY = timedelta(days=1)
_PART = timedelta(days=30)  # PagerDuty's maximum is 31 days. The rest is for a clock that differs from PagerDuty's
_OLDEST = timedelta(days=400)  # PagerDuty keeps records for 12 months
_OBJECTS_OR_NONE = responses.Maybe(responses.Each(responses.OBJECT))
_RECORD = responses.Object(
    id=responses.TEXT,
    execution_time=responses.Instant(),
    action=responses.TEXT,
    actors=_OBJECTS_OR_NONE,
    method=responses.Maybe(responses.OBJECT),
    details=responses.Maybe(
        responses.Object(
            fields=responses.Maybe(responses.Each(responses.Object(name=responses.TEXT))),
            references=responses.Maybe(
                responses.Each(
                    responses.Object(name=responses.TEXT, added=_OBJECTS_OR_NONE, removed=_OBJECTS_OR_NONE)
                )
            ),
        )
    ),
)

# The options that select the records of one object.
_OBJECTS: dict[str, Resource] = {
    "user": USER,
    "team": TEAM,
    "schedule": SCHEDULE,
    "escalation_policy": ESCALATION_POLICY,
    "service": SERVICE,
}
_LIST = "ip_allow_list"
_ACTORS = {"user": "user_reference", "api_key": "api_key_reference", "app": "app_reference"}
_METHODS = ["browser", "oauth", "api_token", "identity_provider", "other"]

OPTIONS: dict[str, Spec] = {
    **{name: {"type": ReferenceType(resource)} for name, resource in _OBJECTS.items()},
    _LIST: {"type": "bool", "default": False},
    "since": {"type": "str"},
    "until": {"type": "str"},
    "resource_types": {
        "type": "list",
        "elements": "str",
        "choices": ["users", "teams", "schedules", "escalation_policies", "services", "ip_allow_lists"],
    },
    "actions": {"type": "list", "elements": "str", "choices": ["create", "update", "delete"]},
    "actor_type": {"type": "str", "choices": list(_ACTORS)},
    "actor": {"type": "str"},
    "method_type": {"type": "str", "choices": _METHODS},
    "method_truncated_token": {"type": "str", "no_log": False},
    "limit": {"type": "int"},
    **_rows.OPTIONS,
}


class _Filter:
    """The conditions of a task: the parameters of the list of all records, and the same for the records of one object,
    which PagerDuty can only limit in time."""

    def __init__(self, params: dict[str, t.Any], session: Session) -> None:
        self._actions: list[str] = params["actions"] or []
        self._method: str | None = params["method_type"]
        self._token: str | None = params["method_truncated_token"]
        self._actor_type, self._actor = _actor(params, session)
        self.query: dict[str, t.Any] = {
            "root_resource_types[]": params["resource_types"],
            "actions[]": self._actions,
            "actor_type": self._actor_type,
            "actor_id": self._actor,
            "method_type": self._method,
            "method_truncated_token": self._token,
        }

    def selects(self, record: Raw) -> bool:
        method = record.get("method") or {}
        return (
            (not self._actions or record["action"] in self._actions)
            and (not self._actor_type or any(self._is_actor(one) for one in record.get("actors") or ()))
            and (not self._method or method.get("type") == self._method)
            and (not self._token or method.get("truncated_token") == self._token)
        )

    def _is_actor(self, actor: Raw) -> bool:
        return actor.get("type") == self._actor_type and self._actor in (None, actor.get("id"))


def _actor(params: dict[str, t.Any], session: Session) -> tuple[str | None, str | None]:
    """PagerDuty's type of the actor, and the ID. None for what the task does not specify."""
    kind, value = params["actor_type"], params["actor"]
    if value is None:
        return _ACTORS.get(kind), None
    if not value.strip():
        raise UsageError("actor", "must not be empty; omit it for all actors")
    if kind in (None, "user"):
        return _ACTORS["user"], session.names.reference(USER, value, "actor")["id"]
    return _ACTORS[kind], value.strip()


def _path(params: dict[str, t.Any], session: Session) -> str:
    """The path of the list."""
    for name, resource in _OBJECTS.items():
        if params[name] is not None:
            found = session.names.reference(resource, params[name], name)
            of = SCHEDULE_V3 if found["type"].startswith(SCHEDULE_V3.name) else resource
            return f"{of.path}/{segment(found['id'])}{_PATH}"
    if params[_LIST]:
        page = next(session.client.pages(IP_ALLOW_LIST.path, IP_ALLOW_LIST.list_key, of=_ONE, paged=False))
        if not page.items:
            raise UsageError(_LIST, "the account has no IP allow list")
        return f"{IP_ALLOW_LIST.path}/{segment(page.items[0]['id'])}{_PATH}"
    return _PATH


_ONE = responses.Object(id=responses.TEXT)


def _moment(params: dict[str, t.Any], name: str) -> datetime | None:
    value = params[name]
    return None if value is None else parse_instant(utc(value, name)).astimezone(UTC)


def periods(since: datetime | None, until: datetime | None, now: datetime) -> list[dict[str, str]]:
    """The parameters `since` and `until` of each request, for the newest part first.

    since, until: of the task. now: the time. PagerDuty's default is the last day. The newest part has no end unless the
    task has one, so it does not depend on the clock of this machine.
    """
    if since is None and until is None:
        return [{}]
    end = until or now
    start = max(since or end - _DAY, now - _OLDEST)
    parts: list[dict[str, str]] = []
    while start + _PART < end:
        parts.append({"since": format_instant(start), "until": format_instant(start + _PART)})
        start += _PART
    last = {"since": format_instant(start)}
    parts.append({**last, "until": format_instant(until)} if until else last)
    return parts[::-1]


def records(
    session: Session, path: str, query: dict[str, t.Any], parts: t.Iterable[dict[str, str]], limit: int | None = None
) -> t.Iterator[Raw]:
    """The records of the parts of a period, the newest first. Each page is requested when it is needed.

    A record at the end of a part can also be in the part before it. It is returned once.
    limit: the number of records that are needed, None if it is not known.
    """
    known: set[str] = set()  # of the first second of the part after this one
    for part in parts:
        start = part.get("since")
        first: set[str] = set()
        for page in session.client.pages(path, "records", {**query, **part}, of=_RECORD, cursors=True, limit=limit):
            for record in page.items:
                if start and format_instant(parse_instant(record["execution_time"])) == start:
                    first.add(record["id"])
                if record["id"] not in known:
                    yield record
        known = first


def _check(params: dict[str, t.Any]) -> None:
    _rows.check_dest(params)
    check_limit(params)
    if params["actor_type"] in ("api_key", "app") and params["actor"] and "@" in params["actor"]:
        raise UsageError("actor", f"is the email address of a user; with actor_type {params['actor_type']}, set an ID")
    since, until = _moment(params, "since"), _moment(params, "until")
    if since and until and until < since:
        raise UsageError("until", f"{params['until']} is before since, {params['since']}; exchange the two")


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    _check(params)
    parts = periods(_moment(params, "since"), _moment(params, "until"), session.client.now())
    condition = _Filter(params, session)
    path = _path(params, session)

    def selected() -> t.Iterator[Raw]:
        number, limit = 0, params["limit"]
        of_account = path == _PATH
        query = condition.query if of_account else {}
        for record in records(session, path, query, parts, limit if of_account else None):
            if of_account or condition.selects(record):
                yield record
                number += 1
                if number == limit:
                    return

    return _rows.rows_result(params, session, selected(), plural="audit_records", columns=COLUMNS)


# -- CSV --------------------------------------------------------------------------------------------------------------


def _actors(name: str) -> t.Callable[[Raw], str]:
    return lambda record: ", ".join(str(one.get(name) or "") for one in record.get("actors") or ())


def _names(references: t.Iterable[Raw], sign: str) -> list[str]:
    return [f"{sign}{one.get('summary') or one.get('id')}" for one in references]


def changes(record: Raw) -> str:
    """What a record changed, as one line: `name: Web -> Shop; teams: +Core -Night`."""
    details = record.get("details") or {}
    texts = []
    for field in details.get("fields") or ():
        values = [str(field[key]) for key in ("before_value", "value") if field.get(key) is not None]
        texts.append(f"{field['name']}: {' -> '.join(values)}" if values else field["name"])
    for entry in details.get("references") or ():
        names = _names(entry.get("added") or (), "+") + _names(entry.get("removed") or (), "-")
        texts.append(f"{entry['name']}: {' '.join(names)}")
    return "; ".join(texts)


COLUMNS: _rows.Columns = {
    "execution_time": "execution_time",
    "actor_type": _actors("type"),
    "actor_id": _actors("id"),
    "actor": _actors("summary"),
    "method_type": "method.type",
    "method_truncated_token": "method.truncated_token",
    "action": "action",
    "root_resource_type": "root_resource.type",
    "root_resource_id": "root_resource.id",
    "root_resource": "root_resource.summary",
    "resource_type": "details.resource.type",
    "resource_id": "details.resource.id",
    "resource": "details.resource.summary",
    "changes": changes,
    "remote_address": "execution_context.remote_address",
    "request_id": "execution_context.request_id",
    "id": "id",
}

_ONE_OBJECT = [*_OBJECTS, _LIST]

AUDIT_INFO_OPERATION = Operation(
    "pagerduty_audit_info",
    OPTIONS,
    _work,
    constraints={
        "mutually_exclusive": [_ONE_OBJECT, *([name, "resource_types"] for name in _ONE_OBJECT)],
        "required_by": {"method_truncated_token": ["method_type"]},
    },
    hints={
        "root_resource_types": "use resource_types instead",
        "actor_id": "use actor instead",
        "resource": "use the option of its type instead, for example service",
        "resource_type": "use resource_types instead",
    },
)
