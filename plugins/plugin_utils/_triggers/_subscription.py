# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subscription that brings the webhooks: made or found when the source starts, removed when it ends if so wished.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import logging
import typing as t
from dataclasses import dataclass

from ...module_utils._client import Client, segment
from ...module_utils._errors import OutcomeUnknown
from ...module_utils._references import Directory
from ...module_utils._resources._kinds import SERVICE, TEAM
from ...module_utils._resources.webhook_subscription import WEBHOOK_SUBSCRIPTION, delivers
from ...module_utils._shape import ID, Maybe, Object
from ._state import State

logger = logging.getLogger(__name__)

PATH = "/webhook_subscriptions"

_KIND = WEBHOOK_SUBSCRIPTION.kind
_ONE_OR_NONE = Object(webhook_subscription=Maybe(_KIND.expects))
_NEW = Object(webhook_subscription=_KIND.expects.having(delivery_method=Object(secret=ID)))

_SECRET_OF = "secret of "  # and the subscription's ID: the names of cursors


@dataclass(frozen=True)
class Wanted:
    """What the subscription should be. url: where PagerDuty reaches this source; it and the filter identify it.

    service, team: the name or ID of the one whose events are meant; the account's if neither is given.
    """

    url: str
    events: tuple[str, ...]
    service: str | None = None
    team: str | None = None
    description: str | None = None


class Subscription:
    """Brings PagerDuty's side in line with what is wanted. Its methods block.

    PagerDuty shows the secret once, in the response to the creation, so it is kept in the state.
    trusting: the secret is configured. A subscription that is found is then used without a secret from the state.
    """

    def __init__(
        self, wanted: Wanted, client: Client, directory: Directory, state: State, *, trusting: bool
    ) -> None:
        self.id: str | None = None
        self._wanted = wanted
        self._client = client
        self._directory = directory
        self._state = state
        self._trusting = trusting

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that the state holds: of this subscription, and of earlier ones that may still deliver."""
        return tuple(secret for secret in self._state.cursors(_SECRET_OF).values() if secret)

    def settle(self) -> None:
        """Find or make it, as wanted and enabled; afterwards `id` is known, and its secret unless it is configured."""
        reference = self._filter()
        found = self._find(reference)
        usable = [one for one in found if self._trusting or self._known_secret(one["id"])]
        # The one whose secret is known goes before others.
        usable.sort(key=lambda one: self._known_secret(one["id"]) is None)
        if usable:
            self._adopt(usable[0], reference)
            others = [one["id"] for one in found if one["id"] != self.id]
            if others:
                logger.warning(
                    "PagerDuty has other webhook subscriptions for %s and the same filter, whose events come, too, or"
                    " are refused for an unknown secret: %s. Remove them",
                    self._wanted.url,
                    ", ".join(others),
                )
            return
        self._make(reference, {one["id"] for one in found})
        for one in found:
            logger.warning(
                "webhook subscription %s for %s is replaced by %s: PagerDuty tells a secret only once, and that one is"
                " not known here. To keep it over a restart, set state_dir; if several sources share it, set secret",
                one["id"],
                self._wanted.url,
                self.id,
            )
            self._delete(one["id"])

    def ping(self) -> None:
        """Ask for a test event."""
        with contextlib.suppress(OutcomeUnknown):  # it comes or it doesn't
            self._client.post(f"{PATH}/{segment(self.id)}/ping", None)

    def remove(self) -> None:
        if self.id is not None:
            self._delete(self.id)
            logger.info("webhook subscription %s is removed", self.id)

    # -- its parts -----------------------------------------------------------------------------------------------

    def _filter(self) -> dict[str, t.Any]:
        for kind, name in ((SERVICE, self._wanted.service), (TEAM, self._wanted.team)):
            if name:
                found = self._directory.reference(kind, name, option=f"subscription.{kind.name}")
                return {"type": f"{kind.name}_reference", "id": found["id"]}
        return {"type": "account_reference"}

    def _find(self, reference: dict[str, t.Any]) -> list[dict[str, t.Any]]:
        subject = {**reference, "type": reference["type"].removesuffix("_reference")}
        query = {"filter_type": subject["type"], "filter_id": subject.get("id")}
        return [
            one
            for page in self._client.pages(PATH, "webhook_subscriptions", query, of=_KIND.expects)
            for one in page.items
            if delivers(one, self._wanted.url, subject)
        ]

    def _adopt(self, found: dict[str, t.Any], reference: dict[str, t.Any]) -> None:
        self.id = found["id"]
        path = f"{PATH}/{segment(self.id)}"
        # A listing may leave out whether it is disabled.
        current = self._client.get(path, expects=_ONE_OR_NONE).get("webhook_subscription") or found
        wanted = self._wanted
        body: dict[str, t.Any] = {}
        if set(current.get("events") or ()) != set(wanted.events):
            body["events"] = list(wanted.events)
        if wanted.description is not None and (current.get("description") or "") != wanted.description:
            body["description"] = wanted.description
        if not current.get("active", True):
            body["active"] = True
        if body:
            logger.info("webhook subscription %s is updated: %s", self.id, ", ".join(sorted(body)))
            # PagerDuty takes what is left out of a PUT for unchanged, but not the events and the filter.
            body = {"type": "webhook_subscription", "events": list(wanted.events), "filter": reference, **body}
            self._client.put(path, {"webhook_subscription": body})
        if (current.get("delivery_method") or {}).get("temporarily_disabled"):
            logger.warning(
                "PagerDuty had disabled webhook subscription %s, because three webhooks in a row were not accepted;"
                " events of that time are lost. It is enabled again",
                self.id,
            )
            self._client.request("POST", f"{path}/enable", repeatable=True)

    def _make(self, reference: dict[str, t.Any], older: set[str]) -> None:
        wanted = self._wanted
        body = {
            "type": "webhook_subscription",
            "delivery_method": {"type": "http_delivery_method", "url": wanted.url},
            "events": list(wanted.events),
            "filter": reference,
            "active": True,
        }
        if wanted.description is not None:
            body["description"] = wanted.description
        for again in (True, False):
            try:
                made = self._client.post(PATH, {"webhook_subscription": body}, expects=_NEW)["webhook_subscription"]
                break
            except OutcomeUnknown:
                # If it was made, nobody knows its secret: away with it.
                for one in self._find(reference):
                    if one["id"] not in older and self._known_secret(one["id"]) is None:
                        self._delete(one["id"])
                if not again:
                    raise
        self._state.accept([], {_SECRET_OF + made["id"]: made["delivery_method"]["secret"]})
        self.id = made["id"]
        logger.info("webhook subscription %s is made for %s", self.id, wanted.url)

    def _delete(self, subscription_id: str) -> None:
        self._client.delete(f"{PATH}/{segment(subscription_id)}")
        if self._known_secret(subscription_id):
            self._state.accept([], {_SECRET_OF + subscription_id: ""})

    def _known_secret(self, subscription_id: str) -> str | None:
        return self._state.cursor(_SECRET_OF + subscription_id) or None
