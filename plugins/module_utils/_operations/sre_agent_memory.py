# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memories of PagerDuty's SRE Agent: list, change, delete. Only the agent itself creates them.

PagerDuty lists at most 100 memories, and has no further pages and no request for a single one.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import Missing, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.incident import INCIDENT, no_incident
from .._resources.incident_parent import by_id
from .._resources.service import SERVICE
from .._schema.option_types import ReferenceType, Spec
from .._schema.session import is_predicted

Params = dict[str, t.Any]
Raw = dict[str, t.Any]

_PATH = "/sre_agent/memories"
_TYPES = ("runbook", "service_profile", "incident_playbook")
_MOST = 100
_MEMORY = responses.Object(id=responses.TEXT, content=responses.TEXT)
_LIST = responses.Object(memories=responses.Each(_MEMORY))
_ONE = responses.Under(_MEMORY, "memory")

_FILTERS: dict[str, Spec] = {
    "service": {"type": ReferenceType(SERVICE)},
    "incident": {"type": ReferenceType(INCIDENT)},
}


def _query(params: Params, session: Session) -> Raw | None:
    """The parameters that select memories. None if an object exists only in check mode, so that it has none."""
    query: Raw = {"limit": _MOST}
    if params["service"] is not None:
        query["service_id"] = session.names.reference(SERVICE, params["service"], "service")["id"]
    if params["incident"] is not None:
        incident = by_id(params["incident"], {}, session)
        if incident is None:
            raise no_incident(params["incident"], "incident")
        query["incident_id"] = incident["id"]
    return None if any(map(is_predicted, query.values())) else query


def _memories(session: Session, query: Raw) -> list[Raw]:
    return t.cast("list[Raw]", session.client.get(_PATH, query, _LIST)["memories"])


def _list(params: Params, session: Session) -> Raw:
    query = _query(params, session)
    if query is None:
        return {"changed": False, "sre_agent_memories": []}
    if params["type"]:
        query["type"] = params["type"]
    found = _memories(session, query)
    if len(found) >= _MOST:
        session.warn(
            f"PagerDuty lists {_MOST} memories at most, and there can be more. Narrow the list down with service,"
            " incident or type"
        )
    return {"changed": False, "sre_agent_memories": found}


SRE_AGENT_MEMORY_INFO_OPERATION = Operation(
    "pagerduty_sre_agent_memory_info",
    {**_FILTERS, "type": {"type": "str", "choices": list(_TYPES)}},
    _list,
)


class _Task:
    """A task about one memory."""

    def __init__(self, params: Params, session: Session) -> None:
        self._session = session
        self._id: str = params["id"].strip()
        if not self._id:
            raise UsageError("id", "must not be empty")
        self._content: str | None = params["content"]
        if self._content is not None and not self._content.strip():
            raise UsageError("content", "must not be empty; to remove the memory, set state: absent")
        self._absent = params["state"] == "absent"
        self._query = _query(params, session)
        self._complete = True  # whether all memories were listed that the query selects

    def run(self) -> Raw:
        """Of more than 100 memories, those of each type are listed, too, so that more of them can be found."""
        found = self._found()
        if self._absent:
            return self._delete(found)
        if found is None:
            raise Missing(
                "id",
                f"there is no memory {self._id} among those that PagerDuty lists, {_MOST} at most; set service or"
                " incident if it is older. Only the SRE Agent creates memories",
            )
        if self._content is None or self._content.strip() == found["content"].strip():
            return {"changed": False, "sre_agent_memory": found}
        after = {**found, "content": self._content}
        if not self._session.check_mode:
            body = {"memory": {"content": self._content}}
            answer = self._session.client.put(f"{_PATH}/{segment(self._id)}", body, expects=_ONE)
            after = {**found, **answer["memory"]}
        return _changed(after, {"content": found["content"]}, {"content": self._content})

    def _found(self) -> Raw | None:
        if self._query is None:
            return None
        for query in (self._query, *({**self._query, "type": kind} for kind in _TYPES)):
            listed = _memories(self._session, query)
            found = next((one for one in listed if one["id"] == self._id), None)
            self._complete = len(listed) < _MOST and "type" not in query
            if found or self._complete:
                return found
        return None

    def _delete(self, found: Raw | None) -> Raw:
        """Delete the memory, also one that PagerDuty does not list. In check mode, that one is not found."""
        existed = found is not None
        if not self._session.check_mode and (existed or not self._complete):
            existed = self._session.client.delete(f"{_PATH}/{segment(self._id)}") or existed
        if not existed:
            return {"changed": False, "sre_agent_memory": None}
        return _changed(None, {"content": (found or {}).get("content")}, {})


def _changed(memory: Raw | None, before: Raw, after: Raw) -> Raw:
    return {"changed": True, "sre_agent_memory": memory, "diff": {"before": before, "after": after}}


SRE_AGENT_MEMORY_OPERATION = Operation(
    "pagerduty_sre_agent_memory",
    {
        "id": {"type": "str", "required": True},
        "content": {"type": "str"},
        **_FILTERS,
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
    lambda params, session: _Task(params, session).run(),
)
