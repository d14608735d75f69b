# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhook subscription of a source. Finds or creates it at the start, and optionally deletes it at the end.

The requests and decisions are those of the module `pagerduty_webhook_subscription`: both use the same declaration.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import logging
import typing as t
from dataclasses import dataclass

from ...module_utils._core.client import TaskClient
from ...module_utils._core.errors import UsageError
from ...module_utils._engine.find import find_identical
from ...module_utils._engine.names import Names
from ...module_utils._engine.plan import Change
from ...module_utils._engine.reconcile import ensure_present
from ...module_utils._engine.session import Session
from ...module_utils._resources.webhook_subscription import WEBHOOK_SUBSCRIPTION, event_filter, send_test
from ...module_utils._schema.resource import OneTimeSecret, Resource
from ._state import State

logger = logging.getLogger(__name__)

Raw = dict[str, t.Any]

_SECRET = t.cast(OneTimeSecret, WEBHOOK_SUBSCRIPTION.secret)

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


class _LoggingSession(Session):
    """A session whose warnings are logged."""

    def warn(self, message: str) -> None:
        logger.warning("%s", message)


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
        self._session = _LoggingSession(client, names)
        self._state = state
        self._trusting = trusting

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets in the state, of this subscription and of earlier ones that can still send webhooks."""
        return tuple(secret for secret in self._state.cursors(_SECRET_OF).values() if secret)

    def ensure_present(self) -> None:
        """Find and update the subscription, or create it. Afterwards it is enabled and `id` is set.

        The state then contains its secret, unless the secret is configured.
        """
        try:
            wanted = self._options()
            while not self._reconcile(wanted):
                pass  # another program has created one at the same moment
        except UsageError as error:
            if "." in error.option:
                raise
            raise UsageError(f"subscription.{error.option}", error.reason or error.message) from None

    def ping(self) -> None:
        """Request a test event."""
        send_test(t.cast(str, self.id), self._session)

    def remove(self) -> None:
        if self.id is not None:
            self._delete(self.id)
            logger.info("webhook subscription %s is deleted", self.id)

    # -- requests ------------------------------------------------------------------------------------------------

    def _options(self) -> dict[str, t.Any]:
        """The required configuration as options of the module, with the canonical filter."""
        wanted = self._wanted
        kind = "service" if wanted.service else "team" if wanted.team else "account"
        named = event_filter(kind, wanted.service or wanted.team, self._session, f"subscription.{kind}")
        return {
            "url": wanted.url,
            "filter": named,
            "events": list(wanted.events),
            "description": wanted.description,
            "enabled": True,
        }

    def _reconcile(self, options: dict[str, t.Any]) -> bool:
        """Create or update the subscription. Returns whether its secret is known, so that the source can use it."""
        found = find_identical(WEBHOOK_SUBSCRIPTION, options, self._session, fresh=True)
        usable = [one for one in found if self._is_usable(one["id"])]
        # Prefer a subscription whose secret is in the state, then the oldest, as the module does.
        usable.sort(key=lambda one: self._known_secret(one["id"]) is None)
        if found and not usable:
            # PagerDuty does not show the values of headers.
            options = {**options, WEBHOOK_SUBSCRIPTION.force_replace: True, "custom_headers": []}

        def candidates(
            resource: Resource, params: dict[str, t.Any], session: Session, *, fresh: bool = False
        ) -> list[Raw]:
            return (usable or found)[:1]

        change, made = ensure_present(
            WEBHOOK_SUBSCRIPTION, options, self._session, candidates, store_secret=self._store_secret
        )
        self.id = made["id"]
        self._log(change, [one["id"] for one in found if one["id"] != self.id])
        return self._is_usable(made["id"])

    def _log(self, change: Change, others: list[str]) -> None:
        """Log what was done. If the subscription is new, delete the others, because their secrets are unknown."""
        if not change.creates:
            if "temporarily_disabled" in change.after:
                logger.warning(
                    "webhook subscription %s was disabled by PagerDuty, because three webhooks in a row were rejected."
                    " Events of this time are lost. The source has enabled it again",
                    self.id,
                )
            if change.changed:
                logger.info("webhook subscription %s is updated: %s", self.id, ", ".join(sorted(change.after)))
            if others:
                logger.warning(
                    "PagerDuty has other webhook subscriptions with the URL %s and the same filter: %s. They send the"
                    " same events, which are rejected if their secret is unknown. Delete them",
                    self._wanted.url,
                    ", ".join(others),
                )
            return
        logger.info("webhook subscription %s is created for %s", self.id, self._wanted.url)
        for other in others:
            logger.warning(
                "webhook subscription %s for %s is replaced by %s, because its secret is unknown. PagerDuty shows a"
                " secret only once. To keep it after a restart, set state_dir. If several sources share it, set secret",
                other,
                self._wanted.url,
                self.id,
            )
            if other not in change.removed:
                self._delete(other)

    def _store_secret(self, made: Raw) -> None:
        self._state.accept([], {_SECRET_OF + made["id"]: str(_SECRET.of(made))})

    def _delete(self, subscription_id: str) -> None:
        self._session.client.delete(WEBHOOK_SUBSCRIPTION.path_of({"id": subscription_id}))
        if self._known_secret(subscription_id):
            self._state.accept([], {_SECRET_OF + subscription_id: ""})

    def _is_usable(self, subscription_id: str) -> bool:
        return self._trusting or self._known_secret(subscription_id) is not None

    def _known_secret(self, subscription_id: str) -> str | None:
        return self._state.cursor(_SECRET_OF + subscription_id) or None
