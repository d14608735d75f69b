# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connections of workflow integrations: the address of another application, and the credentials for it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Details, Json, Name, References, Resolver, Text, UnorderedList, Writer
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Parent, Resource
from .._schema.secrets import PUSH, PUSH_SPEC, SecretDetails, is_masked, push
from .._schema.session import Session
from .team import TEAM
from .workflow_integration import WORKFLOW_INTEGRATION

Raw = dict[str, Json]

_SECRETS = "secrets"


class _Configuration(Details):
    """Values by name. A task manages those that it states; null removes one. PagerDuty adds masked ones."""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return all((current or {}).get(name) == value for name, value in desired.items())

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        kept = {name: old for name, old in (current or {}).items() if full or not is_masked(old)}
        return {name: new for name, new in {**kept, **value}.items() if new is not None}

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        changed = {name: value for name, value in desired.items() if (current or {}).get(name) != value}
        return {name: (current or {}).get(name) for name in changed}, changed

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return {name: old for name, old in value.items() if old is not None and not is_masked(old)}

    def is_initial(self, value: Canonical) -> bool:
        return not value


class _Teams(References):
    """Teams. PagerDuty's references to them have an attribute `team_id`, and no name."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.Object(team_id=responses.TEXT)))

    def read(self, parent: Raw) -> Canonical:
        return [{"id": raw["team_id"], "type": TEAM.name} for raw in self.raw(parent) or ()]

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"team_id": one["id"], "type": "team_reference"} for one in value]


class _Apps(UnorderedList):
    """The IDs of apps. PagerDuty has no list of them."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.Object(app_id=responses.TEXT)))

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if not all(one.strip() for one in value):
            raise UsageError(path, "has an empty entry; list the IDs of apps")
        return sorted({one.strip() for one in value})

    def read(self, parent: Raw) -> Canonical:
        return sorted({raw["app_id"] for raw in self.raw(parent) or ()})

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"app_id": one, "type": "pd_app_reference"} for one in value]


def _adjust(
    params: dict[str, t.Any], session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None
) -> None:
    if current:
        push(params, desired, _SECRETS)


def _enrich(params: dict[str, t.Any], body: Raw) -> None:
    """An update must contain the secrets, which PagerDuty does not return."""
    if body and not params.get(_SECRETS):
        raise UsageError(
            _SECRETS, "this changes the connection. PagerDuty requires the secrets in each update; also set secrets"
        )
    if body:
        body.setdefault(_SECRETS, params[_SECRETS])


def _note_secrets(options: dict[str, t.Any], connection: Raw, writer: Writer) -> None:
    writer.secret(_SECRETS, "the secrets of the connection")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """A connection never shows its secrets. Only PagerDuty knows how it masks them."""
    predicted[_SECRETS] = None
    values = predicted.get("configuration") or {}
    predicted["configuration"] = {name: value for name, value in values.items() if not is_masked(value)}
    if "id" not in predicted:
        predicted.pop("health", None)


WORKFLOW_INTEGRATION_CONNECTION = Resource(
    name="workflow_integration_connection",
    plural="workflow_integration_connections",
    title="connection",
    path="/workflows/integrations/{parent}/connections",
    list_wrapper="connections",
    parent=Parent(
        WORKFLOW_INTEGRATION,
        "integration",
        list_path="/workflows/integrations/connections",
        owner="integration_id",
    ),
    # PagerDuty does not document whether a name can be used twice.
    unique_keys=(),
    unique=False,
    query="name",
    cursors=True,
    total_parameter=False,
    minimum=responses.IDENTIFIED.having(name=responses.TEXT, configuration=responses.Maybe(responses.OBJECT)),
    fields=(
        Name(),
        _Configuration("configuration"),
        SecretDetails(_SECRETS, on_create=True),
        Text("service_url"),
        Text("external_id"),
        Text("external_id_label"),
        UnorderedList("scopes"),
        Boolean("is_default"),
        _Teams("teams", TEAM, unique=True),
        _Apps("apps"),
    ),
    endpoint=Endpoint(omit_type=True, bare=True, update_method="PATCH", repeats=("name",)),
    adjust=_adjust,
    enrich=_enrich,
    predict=_predict,
    unprepare=_note_secrets,
    options={PUSH: PUSH_SPEC},
    instead={
        "integration_id": "use integration instead",
        "team_ids": "use teams instead",
        "app_ids": "use apps instead",
        "default": "use is_default instead",
    },
    # PagerDuty does not count them.
    listing=Listing(filters=(Filter("query", "name"),), exact=("name",), limits=False),
)
