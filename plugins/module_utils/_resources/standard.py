# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standards of services. Every account has the same ones, which can only be changed.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import UsageError
from .._schema.fields import UNKNOWN, Boolean, Canonical, Field, Json, Name, References, Resolver, Text, Writer
from .._schema.listing import Filter, Listing
from .._schema.resource import Endpoint, Params, Raw, Removal, Resource
from .._schema.session import Session
from .service import SERVICE

NOT_RETURNED: Canonical = object()  # the value of an attribute that PagerDuty does not return

_TECHNICAL = "technical_service"


class Services(References):
    """Services, which PagerDuty calls technical services here. It returns their IDs only."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [{"id": raw["id"], "type": SERVICE.name} for raw in self.raw(parent) or ()]

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{"id": reference["id"], "type": f"{_TECHNICAL}_reference"} for reference in value]


class _Sent(str):
    """A text that is sent although it is not known whether it differs."""


class Regex(Field):
    """The regular expression of a standard. PagerDuty documents it in requests, but not in responses."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return value.strip()

    def read(self, parent: dict[str, Json]) -> Canonical:
        return (parent["values"] or {}).get("regex") or "" if "values" in parent else NOT_RETURNED

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return not isinstance(desired, _Sent) if current is NOT_RETURNED else bool(desired == current)

    def show(self, value: Canonical) -> Json:
        return None if value is NOT_RETURNED else str(value)

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return self.show(value)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return self.show(value)

    def is_initial(self, value: Canonical) -> bool:
        return value is NOT_RETURNED


def _adjust(
    params: Params, session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None
) -> None:
    if params.get("send_regex") and "regex" in desired:
        desired["regex"] = _Sent(desired["regex"])


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    """A service that is both included and excluded is excluded, which nobody means."""
    known = {**current, **desired}
    excluded = {reference["id"] for reference in known.get("exclusions") or ()}
    both = [reference for reference in known.get("inclusions") or () if reference["id"] in excluded]
    if both:
        which = both[0].get("summary") or both[0]["id"]
        raise UsageError("exclusions", f"the service {which} is in inclusions as well; remove it from one of the two")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    predicted.pop("values", None)  # whether PagerDuty returns it is only known afterwards


def _warn(params: Params, session: Session, change: t.Any, made: Raw) -> None:
    if params.get("regex") is not None and not params.get("send_regex") and "values" not in made:
        session.warn(
            "regex: PagerDuty did not return the current one, so it was not compared. To send it, set send_regex"
        )


STANDARD = Resource(
    name="standard",
    plural="standards",
    title="standard",
    path="/standards",
    wrapper="",
    keys=("name",),
    query=None,
    paged=False,
    listed_only=True,
    fields=(
        Name(fixed="PagerDuty can't rename a standard"),
        Boolean("active", initial=UNKNOWN),
        Text("description", initial=UNKNOWN),
        Regex("regex", api="regex", within="values"),
        Services("inclusions", SERVICE, unique=True),
        Services("exclusions", SERVICE, unique=True),
    ),
    endpoint=Endpoint(omit_type=True, bare=True, creates=False),
    removal=Removal(""),
    options={"send_regex": {"type": "bool", "default": False}},
    adjust=_adjust,
    check=_check,
    predict=_predict,
    finish=_warn,
    instead={
        "values": "use regex instead",
        "enabled": "use active instead",
        "services": "use inclusions instead",
    },
    listing=Listing(
        single=False,
        exact=("name",),
        filters=(
            Filter("active", "active", type="bool"),
            Filter("resource_type", "resource_type", choices=(_TECHNICAL,)),
        ),
    ),
)
