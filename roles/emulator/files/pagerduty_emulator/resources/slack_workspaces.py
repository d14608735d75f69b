# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slack workspaces with their channels. Slack and PagerDuty are connected in the web application, so the API has no
operation for them. A state file sets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.fields import Field, ListOf, Nested, Text
from ..schema.resource import Resource, Write

CHANNEL = Nested((Field("id", Text(1), required=True), Field("name", Text(1), required=True)))

INITIAL = {
    "id": "T0EXAMPLE",
    "name": "Example",
    "channels": [{"id": "C0INCIDENTS", "name": "incidents"}, {"id": "C0GENERAL", "name": "general"}],
}
"""The workspace of a new account."""


class SlackWorkspaces(Resource):
    """A workspace that is connected to the account, with the channels that its PagerDuty app can use."""

    type = "slack_workspace"
    plural = "slack_workspaces"
    scope = "slack_workspaces"
    fields = (
        Field("name", Text(1), required=True),
        Field("channels", ListOf(CHANNEL, null_is_empty=True), default=()),
    )

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        return [] if given else [INITIAL]

    def check(self, record: Record, write: Write) -> Iterator[str]:
        identifiers = [channel["id"] for channel in record["channels"]]
        if len(set(identifiers)) < len(identifiers):
            yield "Channels must have unique ids"


RESOURCE = SlackWorkspaces()


def channel_name(workspace: Record, identifier: str) -> str | None:
    """The name of a channel; None if the workspace has no such channel."""
    return next((channel["name"] for channel in workspace["channels"] if channel["id"] == identifier), None)
