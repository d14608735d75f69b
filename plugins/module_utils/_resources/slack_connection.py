# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slack connections: the channels that are told about the incidents of a service or a team.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import Missing, UsageError
from .._schema.fields import Canonical, Choice, Field, Json, Reference, Resolver, Text, UnorderedList, Writer
from .._schema.listing import Listing
from .._schema.resource import ByContent, Endpoint, Parent, Resource
from .._schema.session import Session
from .priority import PRIORITY
from .service import SERVICE
from .team import TEAM

if t.TYPE_CHECKING:
    from .._core.errors import ApiError

Raw = dict[str, Json]

_CONFIG = "config"

TRIGGERED = "incident.triggered"

EVENTS = tuple(
    f"incident.{name}"
    for name in (
        *("triggered", "acknowledged", "escalated", "resolved", "reassigned", "annotated", "unacknowledged"),
        *("delegated", "priority_updated", "reopened", "responder.added", "responder.replied"),
        "status_update_published",
    )
)

ANY_PRIORITY = "*"
NO_PRIORITY = "no_priority"


class _Source(Reference):
    """The service or the team whose incidents are announced. PagerDuty stores its type besides the ID."""

    @property
    def expects(self) -> responses.Shape:
        return responses.TEXT

    def read(self, parent: Raw) -> Canonical:
        if parent.get("source_type") != f"{self.resource.name}_reference":
            return None
        return {"id": parent.get("source_id"), "type": self.resource.name, "summary": parent.get("source_name")}

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return value["id"] if value else None

    def put(self, target: Raw, value: Json) -> None:
        target.update(source_id=value, source_type=f"{self.resource.name}_reference")


class _Priorities(Field):
    """Priorities, by name or ID. PagerDuty distinguishes null (any priority, and none) from an empty list (none).

    The canonical value is `*`, or the references, of which the last can stand for no priority.
    """

    type = "list"

    def spec(self) -> dict[str, t.Any]:
        return {**super().spec(), "elements": "str"}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        names = [entry.strip() for entry in value]
        if ANY_PRIORITY in names:
            if len(set(names)) > 1:
                raise UsageError(path, f"{ANY_PRIORITY!r} means all priorities; use it alone")
            return ANY_PRIORITY
        known = current if isinstance(current, list) else []
        found = [
            resolver.reference(PRIORITY, name, f"{path}[{index}]", known)
            for index, name in enumerate(names)
            if name.lower() != NO_PRIORITY
        ]
        has_none = len(found) < len(names) or not names
        return [*found, {"id": NO_PRIORITY, "type": NO_PRIORITY}] if has_none else found

    def read(self, parent: Raw) -> Canonical:
        listed = self.raw(parent)
        if listed is None:
            return ANY_PRIORITY
        codes = [code for code in listed if code != NO_PRIORITY]
        found = [{"id": code, "type": PRIORITY.name} for code in codes]
        has_none = len(codes) < len(listed) or not codes
        return [*found, {"id": NO_PRIORITY, "type": NO_PRIORITY}] if has_none else found

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if value == ANY_PRIORITY:
            return None
        codes = [entry["id"] for entry in value]
        return [] if codes == [NO_PRIORITY] else codes

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return self._codes(desired) == self._codes(current)

    @staticmethod
    def _codes(value: Canonical) -> set[str]:
        return {ANY_PRIORITY} if value == ANY_PRIORITY else {entry["id"] for entry in value}

    def show(self, value: Canonical) -> Json:
        if value == ANY_PRIORITY:
            return [ANY_PRIORITY]
        return [f"{entry['summary']} ({entry['id']})" if entry.get("summary") else entry["id"] for entry in value]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if value == ANY_PRIORITY:
            return [ANY_PRIORITY]
        return [NO_PRIORITY if one["id"] == NO_PRIORITY else writer.name(PRIORITY, one) for one in value]


class _Urgency(Choice):
    """The urgency of incidents. PagerDuty's value for any urgency is null."""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return None if value == self.unset else value


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    if TRIGGERED not in desired.get("events", [TRIGGERED]):
        raise UsageError("events", f"must contain {TRIGGERED}: PagerDuty requires it")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    predicted.pop("summary", None)
    names = {"source_id": "source_name", "channel_id": "channel_name"}
    for attribute, name in names.items():
        if attribute in changes or "id" not in predicted:  # only PagerDuty knows them
            predicted.pop(name, None)


def _workspace(params: dict[str, t.Any], session: Session) -> str | None:
    workspace: str = params["workspace"].strip()
    if not workspace:
        raise UsageError("workspace", "must not be empty; use the ID of the workspace, such as T02A123LV1A")
    return workspace


def _unknown(value: str, option: str, error: ApiError) -> Missing:
    return Missing(
        option,
        f"PagerDuty does not know the Slack workspace {value!r} ({error.reason}). Use its ID, such as T02A123LV1A, and"
        " connect the workspace to the PagerDuty account in PagerDuty's web app first",
    )


# PagerDuty has no list of the workspaces, so nothing is ever requested of them.
SLACK_WORKSPACE = Resource(
    name="slack_workspace",
    plural="slack_workspaces",
    title="Slack workspace",
    path="/integration-slack/workspaces",
    missing=_unknown,
)

SLACK_CONNECTION = Resource(
    name="slack_connection",
    plural="slack_connections",
    title="Slack connection",
    path="/integration-slack/workspaces/{parent}/connections",
    parent=Parent(
        SLACK_WORKSPACE,
        "workspace",
        options={"workspace": {"type": "str", "required": True}},
        resolve=_workspace,
    ),
    keys=(),
    unique_keys=(),
    identity=ByContent(
        options=("service", "team", "channel"),
        required=("channel",),
        unset={"service": None, "team": None},
        ambiguous="there are {number} connections of this channel with the same source: {listed}. Set id to select one",
    ),
    called=lambda raw: f"{raw.get('source_name') or raw.get('source_id')} in {raw.get('channel_name') or '?'}",
    # PagerDuty does not document whether a channel can have two connections with one source.
    unique=False,
    query=None,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(
        source_id=responses.TEXT,
        source_type=responses.TEXT,
        channel_id=responses.TEXT,
        config=responses.OBJECT,
    ),
    fields=(
        _Source("service", SERVICE, api="source_id"),
        _Source("team", TEAM, api="source_id"),
        Text("channel", api="channel_id", clearable=False, on_create=True),
        UnorderedList("events", allowed=EVENTS, within=_CONFIG, on_create=True),
        Choice("notification_type", ["responder", "stakeholder"], unset="responder"),
        _Urgency("urgency", ["any", "high", "low"], unset="any", within=_CONFIG),
        _Priorities("priorities", within=_CONFIG, when_new=[ANY_PRIORITY]),
    ),
    endpoint=Endpoint(omit_type=True, whole_update=True),
    check=_check,
    predict=_predict,
    outside_account="PagerDuty has no list of the Slack workspaces, and accepts the tokens of users only",
    constraints={
        "mutually_exclusive": [["service", "team"]],
        "required_one_of": [["id", "service", "team"]],
    },
    instead={
        "source_id": "use service or team instead",
        "source_type": "use service or team instead",
        "channel_name": "use channel instead",
        "config": "use events, priorities and urgency instead",
        "workspace_id": "use workspace instead",
    },
    listing=Listing(),
)
