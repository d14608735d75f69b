# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alert grouping settings with their options.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import (
    Canonical,
    Choice,
    Integer,
    Json,
    Name,
    Object,
    Recommended,
    References,
    Resolver,
    Spec,
    Text,
    UnorderedList,
    Writer,
)
from .._schema.listing import Filter, Listing
from .._schema.session import Session
from .alert_grouping import ALERT_GROUPING_SETTING, is_own, settings_of
from .service import SERVICE

Raw = dict[str, Json]

TYPES = ("content_based", "content_based_intelligent", "intelligent", "time")
DAY = 86400  # seconds
MOST_SERVICES = 250

_CONTENT = {"time_window": False, "aggregate": True, "fields": True}


class _Services(References):
    """The services of a setting. PagerDuty shows IDs and names."""

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.IDENTIFIED))

    def read(self, parent: Raw) -> Canonical:
        return [
            {"id": raw["id"], "type": SERVICE.name, "summary": raw.get("name") or raw.get("summary")}
            for raw in self.raw(parent) or ()
        ]


class _Config(Object):
    """The configuration. Its options depend on the type, which is an attribute of the setting.

    The canonical value contains the type, too: `_prepare` adds that of the task.
    """

    def spec(self) -> Spec:
        spec = super().spec()
        return {**spec, "options": {name: one for name, one in spec["options"].items() if name != self.by}}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        parsed = super().parse(value, path, resolver, current)
        kind = self.merged(parsed, current).get(self.by)
        window = parsed.get("time_window") or 0
        if window > 3600 and not (window == DAY and kind == "content_based"):
            allowed = f"0, or between 300 and 3600{f', or {DAY}' if kind == 'content_based' else ''}"
            raise UsageError(f"{path}.time_window", f"is {window}; it must be {allowed}")
        if kind and kind != (current or {}).get(self.by):
            parsed.setdefault("timeout" if kind == "time" else "time_window", 0)
        return parsed

    def _check_variant(self, parsed: Canonical, current: Canonical, path: str) -> None:
        # Without a type, the task wants a setting that does not exist yet, and gets an error about that.
        if self.merged(parsed, current).get(self.by):
            super()._check_variant(parsed, current, path)

    def read(self, parent: Raw) -> Canonical:
        value = super().read(parent)
        return None if value is None else {**value, self.by: parent.get(t.cast(str, self.by))}

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        whole = self.merged(value, current)
        if not full and isinstance(whole.get("time_window"), Recommended):
            whole["time_window"] = 0  # otherwise an update would make it a fixed value
        return self._typeless(super().encode(whole, full=full))

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        if current and desired.get(self.by) not in (None, current.get(self.by)):
            return self.show(self.merged({}, current)), self.show(desired)
        return super().difference(self._typeless(desired), current)

    def show(self, value: Canonical) -> Json:
        return super().show(self._typeless(value))

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        written = self._typeless(super().write(value, path, writer)) or {}
        if isinstance((value or {}).get("time_window"), Recommended) and not writer.full:
            written.pop("time_window", None)
        return written or None

    def _typeless(self, value: t.Any) -> t.Any:
        return value and {name: one for name, one in value.items() if name != self.by}


def _prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The type decides which configuration is possible."""
    if params.get("type") is None and params.get("config") is None:
        return params
    return {**params, "config": {**(params.get("config") or {}), "type": params.get("type")}}


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    kind = desired.get("type") or current.get("type")
    services = desired["services"] if "services" in desired else current.get("services") or ()
    if kind == "time" and len({service["id"] for service in services}) > 1:
        option = "services" if "services" in desired else "type"
        raise UsageError(option, f"type: time groups the alerts of one service only, not of {len(services)}")


def _verify(session: Session, desired: dict[str, Canonical], current: Raw | None) -> None:
    """A service belongs to one setting at most."""
    held = {service["id"] for service in (current or {}).get("services") or ()}
    added = {one["id"]: one for one in desired.get("services") or () if one["id"] not in held}
    owners = settings_of(session, added) if added else {}
    for service_id, reference in added.items():
        owner = owners.get(service_id)
        predicted = session.predictions.changed(f"{SERVICE.path}/{service_id}") if session.predictions else {}
        grouping = predicted.get("alert_grouping_parameters")
        if grouping is not None and (owner is None or is_own(owner)):
            owner = {"id": None} if grouping.get("type") else None  # as an earlier task in check mode would change it
        if owner is None or owner["id"] == (current or {}).get("id", ""):
            continue
        name = reference.get("summary") or service_id
        if owner["id"] is None or is_own(owner):
            which = f" (the alert grouping setting {owner['id']})" if owner["id"] else ""
            raise UsageError(
                "services",
                f"service {name!r} has an alert grouping of its own{which}, and a service has one grouping only. First"
                " turn it off, with alert_grouping_parameters: {type: none} in pagerduty_service",
            )
        raise UsageError(
            "services",
            f"service {name!r} already belongs to the alert grouping setting {ALERT_GROUPING_SETTING.describe(owner)},"
            " and a service belongs to one setting only. First remove it from that setting",
        )


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """Only PagerDuty knows when the setting was changed."""
    predicted.pop("updated_at", None)
    predicted.pop("summary", None)


MANAGED_ALERT_GROUPING_SETTING = replace(
    ALERT_GROUPING_SETTING,
    fields=(
        Name(),
        Text("description"),
        Choice("type", TYPES, on_create=True),
        _Config(
            "config",
            [
                Choice("type", TYPES),
                Integer("timeout", least=60, most=DAY, zero=True, initial=0),
                Integer("time_window", least=300, most=DAY, recommended="recommended_time_window"),
                Choice("aggregate", ["all", "any"]),
                UnorderedList("fields"),
                UnorderedList("iag_fields", initial=["summary"]),
            ],
            by="type",
            variants={
                "content_based": _CONTENT,
                "content_based_intelligent": _CONTENT,
                "intelligent": {"time_window": False, "iag_fields": False},
                "time": {"timeout": False},
            },
        ),
        _Services("services", SERVICE, unique=True, least=1, most=MOST_SERVICES, on_create=True),
    ),
    prepare=_prepare,
    check=_check,
    verify=_verify,
    predict=_predict,
    implied=is_own,
    exclusive="services",
    instead={
        "service": "use services instead",
        "service_ids": "use services instead",
        **{name: f"use config.{name} instead" for name in (*_CONTENT, "iag_fields")},
    },
    listing=Listing(filters=(Filter("services", "service_ids[]", resource=SERVICE),), exact=("name",)),
)
