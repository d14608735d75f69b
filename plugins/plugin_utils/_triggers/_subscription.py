# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhook subscription of a source. Finds or creates it at the start, and optionally deletes it at the end.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import logging
import typing as t
from dataclasses import dataclass

from ...module_utils._core.client import TaskClient, segment
from ...module_utils._core.errors import OutcomeUnknown
from ...module_utils._core.responses import ID, Maybe, Object
from ...module_utils._engine.names import Names
from ...module_utils._resources.service import SERVICE
from ...module_utils._resources.team import TEAM
from ...module_utils._resources.webhook_subscription import WEBHOOK_SUBSCRIPTION, delivers
from ._state import State

logger = logging.getLogger(__name__)

PATH = "/webhook_subscriptions"

_MINIMUM = WEBHOOK_SUBSCRIPTION.minimum
_ONE_OR_NONE = Object(webhook_subscription=Maybe(_MINIMUM))
_NEW = Object(webhook_subscription=_MINIMUM.having(delivery_method=Object(secret=ID)))

_SECRET_OF = "secret of "  # with the ID of the subscription: the name of the cursor with its secret


@dataclass(frozen=True)
class Wanted:
    """The required configuration of the subscription. It is identified by its URL and its filter.

    url: the URL at which PagerDuty reaches this source. service, team: a name or an ID for the filter. Without both,
    the subscription is for the whole account.
    """

    url: str
    events: tuple[str, ...]
    service: str | None = None
    team: str | None = None
    description: str | None = None


class Subscription:
    """Creates, updates and deletes the subscription. Its methods block.

    PagerDuty returns the secret only when a subscription is created, so it is stored in the state.
    trusting: the secret is configured. An existing subscription is then used even if the state has no secret for it.
    """

    def __init__(
        self, wanted: Wanted, client: TaskClient, names: Names, state: State, *, trusting: bool
    ) -> None:
        self.id: str | None = None
        self._wanted = wanted
        self._client = client
        self._names = names
        self._state = state
        self._trusting = trusting

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets in the state, of this subscription and of earlier ones that can still send webhooks."""
        return tuple(secret for secret in self._state.cursors(_SECRET_OF).values() if secret)

    def settle(self) -> None:
        """Find and update the subscription, or create it. Afterwards it is enabled and `id` is set.

        The state then contains its secret, unless the secret is configured.
        """
        reference = self._filter()
        found = self._find(reference)
        usable = [one for one in found if self._trusting or self._known_secret(one["id"])]
        # Prefer a subscription whose secret is in the state.
        usable.sort(key=lambda one: self._known_secret(one["id"]) is None)
        if usable:
            self._adopt(usable[0], reference)
            others = [one["id"] for one in found if one["id"] != self.id]
            if others:
                logger.warning(
                    "PagerDuty has other webhook subscriptions with the URL %s and the same filter: %s. They send the"
                    " same events, which are rejected if their secret is unknown. Delete them",
                    self._wanted.url,
                    ", ".join(others),
                )
            return
        self._make(reference, {one["id"] for one in found})
        for one in found:
            logger.warning(
                "webhook subscription %s for %s is replaced by %s, because its secret is unknown. PagerDuty shows a"
                " secret only once. To keep it after a restart, set state_dir. If several sources share it, set secret",
                one["id"],
                self._wanted.url,
                self.id,
            )
            self._delete(one["id"])

    def ping(self) -> None:
        """Request a test event."""
        with contextlib.suppress(OutcomeUnknown):  # the caller waits for the event in any case
            self._client.post(f"{PATH}/{segment(self.id)}/ping", None)

    def remove(self) -> None:
        if self.id is not None:
            self._delete(self.id)
            logger.info("webhook subscription %s is deleted", self.id)

    # -- requests ------------------------------------------------------------------------------------------------

    def _filter(self) -> dict[str, t.Any]:
        for resource, name in ((SERVICE, self._wanted.service), (TEAM, self._wanted.team)):
            if name:
                found = self._names.reference(resource, name, option=f"subscription.{resource.name}")
                return {"type": f"{resource.name}_reference", "id": found["id"]}
        return {"type": "account_reference"}

    def _find(self, reference: dict[str, t.Any]) -> list[dict[str, t.Any]]:
        subject = {**reference, "type": reference["type"].removesuffix("_reference")}
        query = {"filter_type": subject["type"], "filter_id": subject.get("id")}
        return [
            one
            for page in self._client.pages(PATH, "webhook_subscriptions", query, of=_MINIMUM)
            for one in page.items
            if delivers(one, self._wanted.url, subject)
        ]

    def _adopt(self, found: dict[str, t.Any], reference: dict[str, t.Any]) -> None:
        self.id = found["id"]
        path = f"{PATH}/{segment(self.id)}"
        # A list does not always contain whether it is disabled.
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
            # PagerDuty leaves omitted fields unchanged in a PUT, except the events and the filter.
            body = {"type": "webhook_subscription", "events": list(wanted.events), "filter": reference, **body}
            self._client.put(path, {"webhook_subscription": body})
        if (current.get("delivery_method") or {}).get("temporarily_disabled"):
            logger.warning(
                "webhook subscription %s was disabled by PagerDuty, because three webhooks in a row were rejected."
                " Events of this time are lost. The source enables it again",
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
                # If it was created, its secret is unknown, so it is deleted.
                for one in self._find(reference):
                    if one["id"] not in older and self._known_secret(one["id"]) is None:
                        self._delete(one["id"])
                if not again:
                    raise
        self._state.accept([], {_SECRET_OF + made["id"]: made["delivery_method"]["secret"]})
        self.id = made["id"]
        logger.info("webhook subscription %s is created for %s", self.id, wanted.url)

    def _delete(self, subscription_id: str) -> None:
        self._client.delete(f"{PATH}/{segment(subscription_id)}")
        if self._known_secret(subscription_id):
            self._state.accept([], {_SECRET_OF + subscription_id: ""})

    def _known_secret(self, subscription_id: str) -> str | None:
        return self._state.cursor(_SECRET_OF + subscription_id) or None
