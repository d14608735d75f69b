# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts an automation action for an incident, and waits for its end.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .._core import responses
from .._core.client import segment
from .._core.errors import Missing, NotFound, OutcomeUnknown, PagerDutyError, UsageError
from .._core.times import parse_instant
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.automation_action import AUTOMATION_ACTION
from .._resources.automation_invocation import AUTOMATION_INVOCATION, COMPLETED, FAILED, INVOCATION, PATH
from .._resources.incident import no_incident
from .._resources.incident_parent import WHICH, WHICH_CONSTRAINTS, by_id, named
from .._schema.fields import Json
from .._schema.option_types import ReferenceType

Raw = dict[str, Json]

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 10.0
"""Seconds between two requests that ask for the state."""

_TOLERANCE = timedelta(seconds=2)
"""How much older than the request its invocation can seem to be: the time of the server is known in whole seconds."""

_ONE = AUTOMATION_INVOCATION.one(INVOCATION)


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    if params["wait_timeout"] < 1:
        raise UsageError("wait_timeout", "must be 1 second or more; to start the action only, set wait: false")
    action = session.names.reference(AUTOMATION_ACTION, params["action"], "action")
    metadata = {"incident_id": named(params, session)}
    if params.get("alert") is not None:
        metadata["alert_id"] = params["alert"].strip()
    if session.check_mode:
        _check(action, metadata, session)
        return _result(_predicted(action, metadata), action)
    invocation = _started(action, metadata, session)
    if params["wait"]:
        invocation = _awaited(invocation, action, params["wait_timeout"], session)
    return _result(invocation, action)


def _result(invocation: Raw, action: Raw) -> dict[str, t.Any]:
    after = {"action": action.get("summary") or action["id"]}
    return {"changed": True, "automation_invocation": invocation, "diff": {"before": {}, "after": after}}


# -- check mode ------------------------------------------------------------------------------------------------------


def _predicted(action: Raw, metadata: dict[str, str]) -> Raw:
    incident = {"id": metadata["incident_id"], "type": "incident_reference"}
    return {"type": "invocation", "action_id": action["id"], "metadata": {"incident": incident}}


def _check(action: Raw, metadata: dict[str, str], session: Session) -> None:
    """Raise UsageError for what PagerDuty would reject."""
    incident = by_id(metadata["incident_id"], {}, session)
    if incident is None:
        raise no_incident(metadata["incident_id"], "incident")
    raw = session.names.get(AUTOMATION_ACTION, action["id"]) or {}
    if raw.get("allow_invocation_manually") is False:
        raise UsageError("action", "only event orchestrations can start it: allow_invocation_manually is false")
    if raw.get("only_invocable_on_unresolved_incidents") and incident["status"] == "resolved":
        raise UsageError("action", f"can be started for unresolved incidents only, and {incident['id']} is resolved")
    if "alert_id" in metadata:
        try:
            session.client.get(f"/incidents/{segment(incident['id'])}/alerts/{segment(metadata['alert_id'])}")
        except NotFound:
            raise Missing("alert", f"incident {incident['id']} has no alert {metadata['alert_id']!r}") from None


# -- start -----------------------------------------------------------------------------------------------------------


def _started(action: Raw, metadata: dict[str, str], session: Session) -> Raw:
    """The invocation that this task starts."""
    since = session.client.now() - _TOLERANCE
    try:
        response = session.client.post(
            f"{AUTOMATION_ACTION.path}/{segment(action['id'])}/invocations",
            {"invocation": {"metadata": metadata}},
            expects=_ONE,
        )
    except NotFound as error:
        raise error.within(f"action: {action.get('summary') or action['id']} was deleted meanwhile") from None
    except OutcomeUnknown as error:
        return _found_again(action, metadata, since, session, error)
    return t.cast(Raw, response["invocation"])


def _found_again(
    action: Raw, metadata: dict[str, str], since: datetime, session: Session, error: OutcomeUnknown
) -> Raw:
    """The invocation of a request without a response. The request is never repeated: the action would run twice."""
    query = {"action_id": action["id"], "incident_id": metadata["incident_id"]}
    expects = responses.Object(invocations=responses.Each(INVOCATION))
    try:
        listed = session.client.get(PATH, query, expects)["invocations"]
    except PagerDutyError as trouble:
        error.add(f"The search for the invocation failed, too ({trouble.message})")
        listed = []
    found = [raw for raw in listed if _began(raw) >= since]
    if not found:
        error.add(
            "No new invocation of the action is known for this incident. PagerDuty may still start it: look at the"
            " invocations with pagerduty_automation_invocation_info before you run this task again"
        )
        raise error
    return t.cast(Raw, found[0])  # the newest


def _began(invocation: Raw) -> datetime:
    """The time of the first state of an invocation."""
    times = [one.get("timestamp") or one.get("creation_timestamp") for one in invocation.get("timing") or ()]
    return min((parse_instant(time) for time in times if time), default=parse_instant("1970-01-01T00:00:00Z"))


# -- wait ------------------------------------------------------------------------------------------------------------


def _awaited(invocation: Raw, action: Raw, timeout: int, session: Session) -> Raw:
    """The invocation at its end. Raises an error if it did not succeed, with the invocation in its result."""
    name, client = action.get("summary") or action["id"], session.client
    path = f"{PATH}/{segment(str(invocation['id']))}"
    until, pause = client.clock() + timeout, _FIRST_PAUSE
    problem = ""
    while invocation["state"] != COMPLETED and not problem:
        try:
            invocation = client.get(path, None, _ONE)["invocation"]
        except PagerDutyError as error:
            error.within(f"the action {name} was started as invocation {invocation['id']}, but its state is unknown")
            error.result = _result(invocation, action)
            raise
        left = until - client.clock()
        if invocation["state"] in FAILED:
            problem = f"ended in the state {invocation['state']}"
        elif invocation["state"] != COMPLETED and left <= 0:
            problem = f"has not ended after {timeout} seconds: its state is {invocation['state']}. It was not stopped"
        elif invocation["state"] != COMPLETED:
            client.sleep(min(pause, left))
            pause = min(pause * 2, _LONGEST_PAUSE)
    if problem:
        failed = PagerDutyError(f"the invocation {invocation['id']} of the action {name} {problem}")
        failed.result = _result(invocation, action)
        raise failed
    return invocation


AUTOMATION_INVOCATION_OPERATION = Operation(
    "pagerduty_automation_invocation",
    {
        "action": {"type": ReferenceType(AUTOMATION_ACTION), "required": True},
        **WHICH,
        "alert": {"type": "str"},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 300},
    },
    _work,
    WHICH_CONSTRAINTS,
    hints={
        "action_id": "use action instead",
        "incident_id": "use incident instead",
        "alert_id": "use alert instead",
    },
)
