# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The users and teams that get the status updates of an object: of a business service, or of an incident.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._core import responses
from .._core.client import segment
from .._schema.fields import Json
from .._schema.resource import Resource
from .._schema.session import Session
from .._schema.subresource import Added, Association, Run, SubresourceRequest, label
from .team import TEAM
from .user import USER

_TYPES: dict[str, Resource] = {"user": USER, "team": TEAM}
_SUBSCRIBER = responses.Object(subscriber_id=responses.ID, subscriber_type=responses.TEXT)
_RESULTS = responses.Object(subscriptions=responses.Each(_SUBSCRIBER.having(result=responses.TEXT)))
_COUNTS = responses.Object(unauthorized_count=responses.NUMBER)


def _entry(reference: dict[str, t.Any]) -> dict[str, Json]:
    return {"subscriber_id": reference["id"], "subscriber_type": reference["type"]}


def _refused(response: dict[str, Json]) -> str:
    """The subscribers to which the token has no access."""
    refused = [one for one in response["subscriptions"] if one["result"] == "unauthorized"]
    named = ", ".join(f"{one['subscriber_type']} {one['subscriber_id']}" for one in refused)
    return f"PagerDuty does not permit these subscribers: {named}" if refused else ""


def _kept(response: dict[str, Json]) -> str:
    number = response["unauthorized_count"]
    return f"PagerDuty does not permit the removal of {number} of the subscribers" if number else ""


class Subscribers(Association):
    """The users and teams that get the status updates.

    owner: the path of the objects that they subscribe to. listed, added, removed: what follows the ID of the object in
    the paths of the list and of the requests that add and remove subscribers.
    """

    def __init__(self, *, owner: str, listed: str, added: str, removed: str) -> None:
        super().__init__("subscribers", USER, owner=owner, targets=_TYPES)
        self._listed, self._added, self._removed_at = listed, added, removed

    def of(self, session: Session, object_id: str) -> list[dict[str, Json]]:
        """The subscribers of an object as PagerDuty returns them."""
        path = f"{self.owner}/{segment(object_id)}{self._listed}"
        return t.cast("list[dict[str, Json]]", session.names.whole(path, "subscribers", _SUBSCRIBER))

    def present(self, current: dict[str, Json], session: Session) -> list[dict[str, t.Any]]:
        found = []
        for one in self.of(session, str(current["id"])):
            type_name, subscriber_id = one["subscriber_type"], one["subscriber_id"]
            resource = _TYPES.get(type_name)
            known = session.names.known(resource, subscriber_id) if resource else None
            summary = (known or {}).get("summary") or (known or {}).get("name")
            found.append({"id": subscriber_id, "type": type_name, "summary": summary})
        return found

    def read(
        self, found: list[tuple[dict[str, Json], dict[str, t.Any]]], session: Session, run: Run
    ) -> dict[str, t.Any]:
        run([partial(self._read, str(raw["id"])) for raw, _params in found])
        return {}

    def _read(self, object_id: str, session: Session) -> list[dict[str, Json]]:
        return self.of(session, object_id)

    def item(self, reference: dict[str, t.Any], state: Json) -> Json:
        return _entry(reference)

    def requests(self, added: list[Added], removed: list[dict[str, t.Any]]) -> list[SubresourceRequest]:
        """PagerDuty counts repeated subscriptions and repeated removals, and does not reject them."""
        found = []
        for action, references, what, expects, refusal in (
            (self._added, [one.reference for one in added], "adding", _RESULTS, _refused),
            (self._removed_at, removed, "removing", _COUNTS, _kept),
        ):
            if references:
                found.append(
                    SubresourceRequest(
                        "POST",
                        f"{self.owner}/{{id}}{action}",
                        f"{what} the subscribers {', '.join(map(label, references))}",
                        {"subscribers": list(map(_entry, references))},
                        repeatable=True,
                        invalidates=(f"{self.owner}/{{id}}{self._listed}",),
                        expects=expects,
                        refusal=refusal,
                    )
                )
        return found
