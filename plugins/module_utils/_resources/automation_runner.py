# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runners of Automation Actions.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Canonical, Choice, Json, Name, Resolver, Text, Writer
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, OneTimeSecret, Removal, Resource
from .._schema.secrets import PUSH, PUSH_SPEC, Secret, push
from .._schema.session import Session
from .._schema.subresource import Links
from .team import TEAM

Raw = dict[str, Json]

PATH = "/automation_actions/runners"
ACTIONS = "/automation_actions/actions"

SIDECAR, RUNBOOK = "sidecar", "runbook"

_KEY, _URI = "runbook_api_key", "runbook_base_uri"
_HOST = ".runbook.pagerduty.cloud"


class _Uri(Text):
    """The subdomain of an instance of Runbook Automation."""

    _ALLOWED = re.compile(r"[A-Za-z0-9._-]+")

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = super().parse(value, path, resolver, current)
        if not self._ALLOWED.fullmatch(text):
            raise UsageError(path, f"{text!r} is not a subdomain; use the part of the host name before {_HOST}")
        return text


def _adjust(
    params: dict[str, t.Any], session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None
) -> None:
    push(params, desired, _KEY)


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    kind = current.get("runner_type") or desired.get("runner_type")
    if kind == SIDECAR:
        for name in (_URI, _KEY):
            if name in desired:
                raise UsageError(name, f"requires runner_type: {RUNBOOK}; this runner has the type {SIDECAR}")
    elif kind == RUNBOOK and not current:
        missing = [name for name in (_URI, _KEY) if name not in desired]
        if missing:
            raise UsageError(missing[0], f"to create a runner with runner_type: {RUNBOOK}, set {' and '.join(missing)}")


def _enrich(params: dict[str, t.Any], body: Raw) -> None:
    """An update of the instance contains the key, because another instance needs another one."""
    if _URI in body and params.get(_KEY):
        body.setdefault(_KEY, params[_KEY].strip())


def _note_key(options: dict[str, t.Any], runner: Raw, writer: Writer) -> None:
    if runner.get("runner_type") == RUNBOOK:
        writer.secret(_KEY, "the API key of Runbook Automation")


def _actions(session: Session, parent_id: str, runner: Raw) -> dict[str, str]:
    """The actions that run on the runner. PagerDuty does not document what would happen to them."""
    pages = session.client.pages(
        ACTIONS, "actions", {"runner_id": runner["id"]}, of=responses.IDENTIFIED, cursors=True
    )
    return {raw["id"]: f"automation action {raw.get('name')} ({raw['id']})" for page in pages for raw in page.items}


# PagerDuty does not document whether two runners can have the same name.
AUTOMATION_RUNNER = Resource(
    name="automation_runner",
    plural="automation_runners",
    title="automation runner",
    path=PATH,
    wrapper="runner",
    list_wrapper="runners",
    type_name="runner",
    also=("runner",),
    unique_keys=(),
    unique=False,
    query="name",
    cursors=True,
    total_parameter=False,
    secret=OneTimeSecret(("secret",), "secret_file", only_if=lambda body: body.get("runner_type") == SIDECAR),
    minimum=responses.IDENTIFIED.having(runner_type=responses.Maybe(responses.TEXT)),
    fields=(
        Name(longest=255),
        Text("description", longest=1024, on_create=True),
        Choice(
            "runner_type",
            [SIDECAR, RUNBOOK],
            on_create=True,
            fixed="PagerDuty can't change the type of a runner; use another name to create a second runner",
        ),
        _Uri(_URI, longest=255, clearable=False),
        Secret(_KEY, longest=64),
    ),
    subresources=(Links("teams", TEAM, owner=PATH),),
    endpoint=Endpoint(omit_type=True),
    removal=Removal(
        takes_along=_actions,
        consequence="they could no longer run. Give them another runner, or delete them first",
    ),
    adjust=_adjust,
    check=_check,
    enrich=_enrich,
    unprepare=_note_key,
    options={PUSH: PUSH_SPEC, "secret_file": {"type": "path", "no_log": False}},
    instead={"type": "use runner_type instead", "secret": "PagerDuty creates it; use secret_file to store it"},
    listing=Listing(
        filters=(Filter("query", "name"),),
        exact=("name",),
        includes=("associated_actions",),
        list_only=("associated_actions",),
        limits=False,
    ),
)
