# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions that the steps of incident workflows run: a fixed catalog.

PagerDuty documents the form of an action and one real action, "Send Status Update". The IDs and inputs of the others
are those in the tests and examples of PagerDuty's Terraform provider, and in public configurations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..core.errors import not_found
from ..schema.call import Call, Reply
from ..schema.operation import Operation

INLINE_STEPS = json.dumps({"format": "inlineSteps"})
"""The ``metadata`` of an input that contains steps."""

OUTPUTS = ("Result", "Result Summary", "Error")

CREATED_AT = "2022-12-08T22:14:16Z"


@dataclass(frozen=True)
class Input:
    """An input of an action. ``inline``: it contains steps, and not a text."""

    name: str
    description: str
    type: str = "text"
    default: str = ""
    required: bool = False
    inline: bool = False

    def shown(self) -> dict[str, Any]:
        """The input in responses about actions."""
        return {
            "name": self.name,
            "description": self.description,
            "type": "json" if self.inline else self.type,
            "default_value": self.default,
            "is_required": self.required,
            "is_hidden": False,
            "advanced": False,
            "metadata": INLINE_STEPS if self.inline else "{}",
            "connection_type_id": "",
        }


@dataclass(frozen=True)
class Action:
    """An action. ``package``, ``function`` and ``version`` are parts of its ID."""

    package: str
    function: str
    version: int
    name: str
    description: str
    inputs: tuple[Input, ...]
    tier: str = "standard-action"
    keywords: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"pagerduty.com:{self.package}:{self.function}:{self.version}"

    def input(self, name: str, *, inline: bool = False) -> Input | None:
        """The input with this name."""
        return next((one for one in self.inputs if one.name == name and one.inline == inline), None)

    def outputs(self) -> list[dict[str, Any]]:
        """The outputs in steps."""
        return [
            {"name": name, "reference_name": name.lower().replace(" ", "-"), "parameter_type": "text"}
            for name in OUTPUTS
        ]

    def shown(self, url: str) -> dict[str, Any]:
        """The action in responses. ``url``: its address in the API."""
        return {
            "id": self.id,
            "type": "action",
            "summary": self.name,
            "self": url,
            "html_url": None,
            "domain_name": "pagerduty.com",
            "package_name": self.package,
            "function_name": self.function,
            "version": self.version,
            "name": self.name,
            "description": self.description,
            "action_type": "action",
            "action_tier": self.tier,
            "tags": [],
            "metadata": "{}",
            "search_keywords": list(self.keywords),
            "inputs": [one.shown() for one in self.inputs],
            "outputs": [{"name": name, "description": "", "type": "text"} for name in OUTPUTS],
            "created_at": CREATED_AT,
            "created_by_user_id": None,
        }


NATIVE, SLACK = "incident-workflows", "slack"
STATUS_UPDATE, ADD_NOTE, ADD_RESPONDERS, ADD_STAKEHOLDERS, ADD_BRIDGE, SET_PRIORITY, LOOP = (
    "send-status-update", "add-notes-to-incident", "add-responders", "add-stakeholders", "add-conference-bridge",
    "update-incident-priority", "incident-workflows-loop-until",
)

HELP = "Please help me with {{incident.title}} - {{incident.url}}"


def responders(version: int) -> Action:
    """A version of "Add Responders"."""
    return Action(
        NATIVE, ADD_RESPONDERS, version, "Add Responders", "Requests users and escalation policies as responders",
        (
            Input("Responders", "A JSON list of references to users and escalation policies", required=True),
            Input("Message", "What the responders read", default=HELP),
        ),
        keywords=("responder",),
    )


ACTIONS = {
    one.id: one
    for one in (
        Action(
            NATIVE, ADD_BRIDGE, 5, "Add Conference Bridge", "Adds a phone number and a URL for a conference",
            (
                Input("Conference Number", "The phone number, with the codes to dial after it"),
                Input("Conference URL", "The URL of the conference"),
                Input(
                    "Overwrite existing conference bridge", "Whether to replace the conference bridge of the incident",
                    type="singleChoice", default="No",
                ),
            ),
            tier="basic-action",
            keywords=("conference",),
        ),
        Action(
            NATIVE, ADD_NOTE, 1, "Add Notes to Incident", "Adds a note to a given incident",
            (
                Input("Incident ID", "The incident", default="{{incident.id}}"),
                Input("Message", "The text of the note", required=True),
            ),
            tier="basic-action",
            keywords=("note",),
        ),
        responders(1),
        responders(2),
        Action(
            NATIVE, ADD_STAKEHOLDERS, 2, "Add Stakeholders", "Subscribes users and teams to status updates",
            (Input("Stakeholders", "A JSON list of references to users and teams", required=True),),
            keywords=("subscriber",),
        ),
        Action(
            SLACK, "create-a-channel", 4, "Create a Channel", "Creates a Slack channel for the incident",
            (
                Input("Workspace", "The ID of the Slack workspace", required=True),
                Input("Channel Name", "The name of the channel"),
            ),
            tier="premium-action",
            keywords=("slack",),
        ),
        Action(
            "logic", LOOP, 2, "Loop Until", "Repeats steps until a condition is met",
            (
                Input("Condition", "The condition that ends the loop, in PCL", required=True),
                Input("Delay between loops", "Minutes", type="integer", default="10"),
                Input("Maximum loops", "How often the steps run at most", type="integer", default="20"),
                Input("Actions", "The steps to repeat", required=True, inline=True),
            ),
            tier="premium-action",
            keywords=("loop",),
        ),
        Action(
            SLACK, "send-markdown-message", 3, "Send Markdown Message to a Channel", "Sends a message to Slack",
            (
                Input("Workspace", "The ID of the Slack workspace", required=True),
                Input("Channel", "Which channel", type="singleChoice", default="A specific channel"),
                Input("Select the Channel", "The name of the channel"),
                Input("Message", "The text", required=True),
                Input("Pinned message", "Whether to pin the message", type="singleChoice", default="No"),
            ),
            tier="premium-action",
            keywords=("slack",),
        ),
        Action(
            NATIVE, STATUS_UPDATE, 1, "Send Status Update", "Posts a status update to a given incident",
            (Input("Message", "The text of the status update", required=True),),
            tier="basic-action",
            keywords=("status update",),
        ),
        Action(
            NATIVE, SET_PRIORITY, 1, "Update Incident Priority", "Sets the priority of a given incident",
            (Input("Priority", "The name of the priority", required=True),),
            tier="basic-action",
            keywords=("priority",),
        ),
    )
}
"""By ID, in the order of the API's list."""


# -- operations ------------------------------------------------------------------------------------------------------


def shown(call: Call, action: Action) -> dict[str, Any]:
    return action.shown(call.view().api_url(f"/incident_workflows/actions/{action.id}"))


def with_more(page: Reply) -> Reply:
    """A page of cursor pagination that says whether there are more."""
    return Reply(page.status, {**page.body, "more": page.body["next_cursor"] is not None})


def list_actions(call: Call) -> Reply:
    """``keyword`` selects those with this search keyword."""
    keyword = call.query.get("keyword")
    found = [shown(call, one) for one in ACTIONS.values() if keyword is None or keyword.casefold() in one.keywords]
    return with_more(call.cursor_page("actions", found, lambda one: one))


def read_action(call: Call) -> Reply:
    action = ACTIONS.get(call.ids[0])
    if action is None:
        raise not_found()
    return Reply(200, {"action": shown(call, action)})


READ = "incident_workflows.read"

OPERATIONS = (
    Operation("GET", "/incident_workflows/actions", list_actions, READ),
    Operation("GET", "/incident_workflows/actions/*", read_action, READ),
)
