# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions that the steps of incident workflows run.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re

from .._core import responses
from .._core.errors import Missing, UsageError
from .._schema.fields import Json, folded
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session

Raw = dict[str, Json]

# domain:package:function:version, such as pagerduty.com:incident-workflows:send-status-update:1
ACTION_ID = re.compile(r"[^\s:]+(?::[^\s:]+){2}:[0-9]+")

_INPUT = responses.Object(name=responses.TEXT)

# The list has all of them, so a name and an ID are looked up in it.
INCIDENT_WORKFLOW_ACTION = Resource(
    name="incident_workflow_action",
    plural="incident_workflow_actions",
    title="action of incident workflows",
    path="/incident_workflows/actions",
    wrapper="action",
    list_wrapper="actions",
    unique_keys=(),
    unique=False,
    query=None,
    cursors=True,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(name=responses.TEXT, inputs=responses.Maybe(responses.Each(_INPUT))),
    endpoint=Endpoint(omit_type=True),
    listing=Listing(filters=(Filter("keyword", "keyword", looks_secret=True),), exact=("name",), limits=False),
)


def find_action(session: Session, value: str, option: str, current: str | None = None) -> Raw:
    """The action with this name or ID.

    Several versions of an action have the same name. `current` is the ID of the one that the step has now: it keeps
    its version. Otherwise the newest is used. Raises UsageError.
    """
    actions: list[Raw] = session.names.all(INCIDENT_WORKFLOW_ACTION)
    known = {one["id"]: one for one in actions}
    if value in known:
        return known[value]
    named = [one for one in actions if folded(one["name"]) == folded(value)]
    if not named:
        session.names.reference(INCIDENT_WORKFLOW_ACTION, value, option)  # its error lists the closest names
        raise Missing(option, f"there is no action {value!r}")
    kept = next((one for one in named if one["id"] == current), None)
    if kept:
        return kept
    if len({_function(one["id"]) for one in named}) > 1:
        listed = ", ".join(sorted(one["id"] for one in named))
        raise UsageError(option, f"several actions are called {value!r}: {listed}. Use the ID")
    return max(named, key=_version)


def _function(action_id: str) -> str:
    """The ID without the version."""
    return action_id.rpartition(":")[0]


def _version(action: Raw) -> int:
    number = action["id"].rpartition(":")[2]
    return int(number) if number.isdecimal() else 0


def checked_input(action: Raw, name: str, option: str) -> None:
    """Raise UsageError for an input that the action only has with another case, which PagerDuty distinguishes."""
    names = [str(one["name"]) for one in action.get("inputs") or ()]
    same = [one for one in names if folded(one) == folded(name)]
    if name not in names and same:
        raise UsageError(f"{option}.{name}", f"the input is called {same[0]!r}; case matters")


def exists(session: Session, action_id: str, option: str) -> Raw | None:
    """The action with this ID, None if PagerDuty does not list it but has it. Raises Missing."""
    actions: list[Raw] = session.names.all(INCIDENT_WORKFLOW_ACTION)
    found = next((one for one in actions if one["id"] == action_id), None)
    if found is None and session.names.get(INCIDENT_WORKFLOW_ACTION, action_id) is None:
        raise Missing(option, f"there is no action with the ID {action_id!r}")
    return found
