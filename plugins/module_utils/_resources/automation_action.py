# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Automation actions: scripts, and jobs of Process Automation or Runbook Automation.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Choice, IdReference, Json, Name, Resolver, Text
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from .._schema.subresource import Links
from .automation_runner import ACTIONS, AUTOMATION_RUNNER
from .service import SERVICE
from .team import TEAM

Raw = dict[str, Json]

SCRIPT, JOB = "script", "process_automation"
CLASSIFICATIONS = ("diagnostic", "remediation")
NONE = "none"

_DATA = "action_data_reference"


class _Classification(Choice):
    """The purpose of an action. PagerDuty's value for none is null."""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return None if value == self.unset else value


class _Data(Text):
    """A part of what an action runs. An absent part belongs to the other type of action, or is not set.

    most: the maximum number of bytes. verbatim: white space at the ends is sent, but not compared.
    """

    def __init__(self, name: str, *, most: int, verbatim: bool = False, **options: t.Any) -> None:
        super().__init__(name, within=_DATA, **options)
        self.most = most
        self.verbatim = verbatim

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = super().parse(value, path, resolver, current)
        length = len(text.encode())
        if length > self.most:
            raise UsageError(path, f"has {length} bytes; PagerDuty allows at most {self.most}")
        return str(value) if self.verbatim else text

    def read(self, parent: Raw) -> Canonical:
        value = self.raw(parent)
        return None if value is None else str(value) if self.verbatim else str(value).strip()

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return (desired or "").strip() == (current or "").strip()


# The options of one type of action only.
OPTIONS = {
    SCRIPT: ("script", "invocation_command"),
    JOB: ("process_automation_job_id", "process_automation_job_arguments", "process_automation_node_filter"),
}


def _type_of(params: dict[str, t.Any], session: Session) -> str | None:
    """The type of a new action whose task does not state it."""
    return next((kind for kind, names in OPTIONS.items() if params.get(names[0]) is not None), None)


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    kind = current.get("action_type") or desired.get("action_type")
    if desired.get("action_type", kind) != kind:
        return  # the error for the type says more
    for other, names in OPTIONS.items() if kind else ():
        stated = next((name for name in names if desired.get(name) is not None), None)
        if stated and other != kind:
            raise UsageError(stated, f"requires action_type: {other}; this action has the type {kind}")
    if kind and not current and OPTIONS[kind][0] not in desired:
        raise UsageError(OPTIONS[kind][0], f"is required to create an action with action_type: {kind}")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """Only PagerDuty knows when the action was changed. Its runner decides the type of the runner."""
    predicted.pop("modify_time", None)
    if "runner" in changes:
        predicted.pop("runner_type", None)


def _with_teams(params: dict[str, t.Any], session: Session, action: Raw) -> Raw:
    """PagerDuty returns the teams of one action only."""
    if not params["include_teams"] or "teams" in action:
        return action
    return {**action, "teams": _TEAMS.present(action, session)}


_TEAMS = Links("teams", TEAM, owner=ACTIONS)

# The document's example has two actions with the same name.
AUTOMATION_ACTION = Resource(
    name="automation_action",
    plural="automation_actions",
    title="automation action",
    path=ACTIONS,
    wrapper="action",
    list_wrapper="actions",
    type_name="action",
    also=("action",),
    unique_keys=(),
    unique=False,
    query="name",
    cursors=True,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(
        action_type=responses.Maybe(responses.TEXT), **{_DATA: responses.Maybe(responses.OBJECT)}
    ),
    fields=(
        Name(longest=255),
        Text("description", longest=1024, on_create=True),
        Choice(
            "action_type",
            [SCRIPT, JOB],
            on_create=True,
            when_new=_type_of,
            fixed="PagerDuty can't change the type of an action; use another name to create a second action",
        ),
        _Data("script", most=16_777_215, verbatim=True, clearable=False),
        _Data("invocation_command", most=65_535),
        _Data("process_automation_job_id", most=36, clearable=False),
        _Data("process_automation_job_arguments", most=1024),
        _Data("process_automation_node_filter", most=1024),
        IdReference("runner", AUTOMATION_RUNNER),
        _Classification("classification", [*CLASSIFICATIONS, NONE], api="action_classification", unset=NONE),
        Boolean("only_invocable_on_unresolved_incidents"),
        Boolean("allow_invocation_manually", unset=True),
        Boolean("allow_invocation_from_event_orchestration", unset=True),
        Boolean("map_to_all_services"),
    ),
    subresources=(Links("services", SERVICE, owner=ACTIONS), _TEAMS),
    endpoint=Endpoint(omit_type=True, repeats=("action_type",), whole_parts=(_DATA,)),
    check=_check,
    predict=_predict,
    instead={
        "type": "use action_type instead",
        "runner_id": "use runner instead",
        _DATA: "use script, or process_automation_job_id, instead",
    },
    listing=Listing(
        filters=(
            Filter("query", "name"),
            Filter("runner", "runner_id", resource=AUTOMATION_RUNNER, one=True),
            Filter("classification", "classification", choices=CLASSIFICATIONS),
            Filter("team", "team_id", resource=TEAM, one=True),
            Filter("service", "service_id", resource=SERVICE, one=True),
            Filter("action_type", "action_type", choices=(SCRIPT, JOB)),
        ),
        exact=("name",),
        options={"include_teams": {"type": "bool", "default": False}},
        complete=_with_teams,
        limits=False,
    ),
)
