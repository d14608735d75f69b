# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth clients of webhook subscriptions: the credentials with which PagerDuty gets the tokens of webhooks.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import Canonical, Choice, Json, Name, Resolver, Spec, Text, Writer
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Removal, Resource
from .._schema.secrets import PUSH, PUSH_SPEC, Secret, push
from .._schema.session import Session
from .._schema.urls import address, checked_url

Raw = dict[str, Json]

SUBSCRIPTIONS = "/webhook_subscriptions"

LONGEST = 255
_SECRET = "oauth_client_secret"


class _Url(Text):
    """Where PagerDuty requests tokens."""

    def spec(self) -> Spec:
        return {**super().spec(), "no_log": False}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return checked_url(super().parse(value, path, resolver, current), path)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(current) and address(desired) == address(current)


def _adjust(
    params: dict[str, t.Any], session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None
) -> None:
    push(params, desired, _SECRET)


def _enrich(params: dict[str, t.Any], body: Raw) -> None:
    """An update contains the secret, because another ID or another server needs another one."""
    if body and params.get(_SECRET):
        body.setdefault("client_secret", params[_SECRET].strip())


def _note_secret(options: dict[str, t.Any], client: Raw, writer: Writer) -> None:
    writer.secret(_SECRET, "the secret of the OAuth server")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """An OAuth client has no summary, and no scope is null."""
    predicted.pop("summary", None)
    predicted["scope"] = predicted.get("scope") or None


def _subscriptions(session: Session, parent_id: str, client: Raw) -> dict[str, str]:
    """The subscriptions that use the client. PagerDuty would remove it from them."""
    found: dict[str, str] = {}
    for page in session.client.pages(SUBSCRIPTIONS, "webhook_subscriptions"):
        for raw in page.items:
            if (raw.get("oauth_client") or {}).get("id") == client["id"]:
                url = (raw.get("delivery_method") or {}).get("url")
                found[raw["id"]] = f"webhook subscription {raw['id']} ({url})"
    return found


# PagerDuty rejects more than ten, so they are always listed.
WEBHOOK_OAUTH_CLIENT = Resource(
    name="oauth_client",
    plural="oauth_clients",
    title="OAuth client",
    module="webhook_oauth_client",
    path=f"{SUBSCRIPTIONS}/oauth_clients",
    unique_keys=(),
    unique=False,
    query=None,
    paged=False,
    private=("client_secret",),
    fields=(
        Name(longest=LONGEST),
        Text("oauth_client_id", api="client_id", longest=LONGEST, clearable=False, on_create=True),
        Secret(_SECRET, api="client_secret", longest=LONGEST, on_create=True),
        Text("oauth_scope", api="scope", longest=LONGEST),
        _Url("token_url", longest=LONGEST, clearable=False, on_create=True),
        Choice("grant_type", ["client_credentials"], when_new="client_credentials"),
    ),
    endpoint=Endpoint(omit_type=True),
    removal=Removal(
        takes_along=_subscriptions,
        consequence="PagerDuty would send their webhooks without a token. Remove the OAuth client from them first",
    ),
    adjust=_adjust,
    enrich=_enrich,
    options={PUSH: PUSH_SPEC},
    predict=_predict,
    unprepare=_note_secret,
    instead={"scope": "use oauth_scope instead"},
    listing=Listing(exact=("name",), limits=False),
)
