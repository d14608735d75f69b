# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alert grouping settings: how the alerts of one or more services are grouped into incidents.

A service's ``alert_grouping_parameters`` are another view of the setting that the service belongs to. A service that is
written with them gets a setting of its own, which has no name.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..core.strictness import LENIENTLY, effective
from ..schema.call import MAXIMUM_LIMIT, Call, Reply
from ..schema.fields import AnyObject, Check, Choice, Field, Instant, ListOf, Nested, Reference, Text, Whole
from ..schema.operation import crud
from ..schema.resource import UnnamedResource, Write
from ..schema.view import View

RECOMMENDED_TIME_WINDOW = 300
"""Seconds. The value of ``time_window: 0``, and of one that is omitted. PagerDuty learns it from the alerts."""

DAY = 86400
"""Seconds."""

MOST_SERVICES = 250
"""Services of a setting (PagerDuty's FAQ about this part of the API)."""

CONTENT = (
    Field("time_window", Whole(0), default=RECOMMENDED_TIME_WINDOW),
    Field("aggregate", Choice(("all", "any")), required=True),
    Field("fields", ListOf(Text(1), minimum=1, unordered=True), required=True),
)

CONFIGS: dict[str, Nested] = {
    "content_based": Nested(CONTENT),
    "content_based_intelligent": Nested(CONTENT),
    "intelligent": Nested(
        (
            Field("time_window", Whole(0), default=RECOMMENDED_TIME_WINDOW),
            # The Terraform provider's tests write an empty list and read it back.
            Field("iag_fields", ListOf(Text(1)), default=("summary",)),
        )
    ),
    # Seconds. 0 groups until the incident is resolved.
    "time": Nested((Field("timeout", Whole(0, DAY), default=0),)),
}
"""The fields of ``config`` for each type."""


class ServiceInSetting(Reference):
    """A service of a setting. PagerDuty's Terraform provider sends only the ID, as the example of the documents."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        if isinstance(value, dict) and value.get("type") is None:
            value = {**value, "type": "service"}
        return super().accept(value, label, check)

    def render(self, value: Any, view: View) -> Any:
        service = view.account.collection("service").records[value["id"]]
        return {"id": value["id"], "name": service["name"]}


def of_services(account: Account, services: list[str]) -> set[str]:
    """The IDs of the settings of any of the services."""
    return {one["id"] for service in services if (one := setting_of(account, service)) is not None}


class AlertGroupingSettings(UnnamedResource):
    """A setting. Its ``type`` is the type of the grouping, and its name is no identifier."""

    type = "alert_grouping_setting"
    plural = "alert_grouping_settings"
    scope = "services"
    type_required = False
    filters: ClassVar = {"service_ids[]": of_services}
    fields = (
        Field("name", Text(nullable=True)),
        Field("description", Text(nullable=True)),
        Field("type", Choice(tuple(CONFIGS)), required=True),
        Field("config", AnyObject()),
        Field("services", ListOf(ServiceInSetting(("service",)), minimum=1, maximum=MOST_SERVICES), required=True),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
    )
    indexes: ClassVar = {"service": lambda record: (one["id"] for one in record["services"])}

    def summary(self, record: Record) -> str:
        return record["name"] or f"Alert grouping of {len(record['services'])} services"

    def _check_type(self, body: dict[str, Any], check: Check) -> None:
        """The key ``type`` has another meaning here."""

    def complete(self, record: Record, write: Write) -> None:
        """Cleans the configuration, whose fields depend on the type."""
        record["services"] = list({one["id"]: one for one in record["services"]}.values())
        if write.old is not None:
            record["updated_at"] = write.account.now()
            if "config" not in write.sent and record["type"] != write.old["type"]:
                record["config"] = {}
        check = Check(write.account, loading=write.loading)
        config = CONFIGS[record["type"]].clean(record["config"] or {}, "Config", check)
        if check.errors:
            raise invalid(*check.errors)
        if config.get("time_window") == 0:
            config["time_window"] = RECOMMENDED_TIME_WINDOW
        record["config"] = config

    def check(self, record: Record, write: Write) -> Iterator[str]:
        config, grouping_type = record["config"], record["type"]
        window = config.get("time_window", RECOMMENDED_TIME_WINDOW)
        if not 300 <= window <= 3600 and not (window == DAY and grouping_type == "content_based"):
            limits = "from 300 to 3600" + (f", or {DAY}" if grouping_type == "content_based" else "")
            yield f"Config time window must be {limits}"
        if 0 < config.get("timeout", 0) < 60:
            yield "Config timeout must be greater than or equal to 60"
        single = grouping_type == "time" or (
            # "Type of content_based_intelligent allows for only one service in the array."
            grouping_type == "content_based_intelligent" and not effective(LENIENTLY, strict=write.account.strict)
        )
        if single and len(record["services"]) > 1 and not write.loading:
            yield f"Services of a setting of type {grouping_type} can only be one"
        for one in record["services"]:
            other = setting_of(write.account, one["id"])
            if other is not None and other["id"] != (write.old or {}).get("id"):
                yield f"Service {one['id']} is already in alert grouping setting {other['id']}"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Settings lack keys that other objects have, such as ``summary`` and ``self``. Times are in UTC."""
        view = replace(view, time_zone="UTC")
        shown = {one.name: one.kind.render(record[one.name], view) for one in self.fields}
        if "time_window" in shown["config"]:
            shown["config"] = {**shown["config"], "recommended_time_window": RECOMMENDED_TIME_WINDOW}
        return {"id": record["id"], **shown}


RESOURCE = AlertGroupingSettings()


# -- the settings of services ----------------------------------------------------------------------------------------


def setting_of(account: Account, service: str) -> Record | None:
    """The setting of the service with this ID; None if its alerts are not grouped."""
    settings = account.collection("alert_grouping_setting")
    found = next(iter(settings.indexed("service", service)), None)
    return None if found is None else settings.records[found]


def leave(account: Account, service: str) -> None:
    """Removes a service from its setting. A setting without services disappears."""
    setting = setting_of(account, service)
    if setting is None:
        return
    remaining = [one for one in setting["services"] if one["id"] != service]
    if remaining:
        account.put(RESOURCE, {**setting, "services": remaining, "updated_at": account.now()})
    else:
        account.drop(RESOURCE, setting)


def group_alone(account: Account, service: str, grouping_type: str | None, config: Record | None) -> None:
    """Groups the alerts of one service, as a write of its ``alert_grouping_parameters`` does.

    A service leaves a setting that also has other services. ``grouping_type``: None for no grouping. ``config``: as in
    a setting.
    """
    setting = setting_of(account, service)
    if setting is not None and (grouping_type is None or len(setting["services"]) > 1):
        leave(account, service)
        setting = None
    if grouping_type is None:
        return
    if setting is None:
        body = {"type": grouping_type, "config": config, "services": [{"id": service, "type": "service"}]}
        RESOURCE.create(account, body)
    else:
        RESOURCE.update(account, setting, {"type": grouping_type, "config": config})


# -- operations ------------------------------------------------------------------------------------------------------


def cursor(record: Record) -> str:
    """The position of a setting in the list, as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps([RESOURCE.sort_key(record), record["id"]]).encode()).decode()


def position(call: Call, name: str) -> list[str] | None:
    """The position in a parameter of the query; None if it is missing. Raises 400."""
    text = call.query.get(name)
    if not text:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (ValueError, binascii.Error):
        found = None
    if not (isinstance(found, list) and len(found) == 2 and all(isinstance(one, str) for one in found)):
        raise invalid(f"{name.capitalize()} is not a valid cursor")
    return found


def list_settings(call: Call) -> Reply:
    """A page of cursor pagination: those behind the cursor ``after``, or those in front of ``before``."""
    limit = min(call.number("limit", 25, 1), MAXIMUM_LIMIT)
    after, before = position(call, "after"), position(call, "before")
    place: Callable[[Record], list[str]] = lambda one: [RESOURCE.sort_key(one), one["id"]]  # noqa: E731
    found = list(call.matching(RESOURCE))
    start = sum(1 for one in found if place(one) <= after) if after else 0
    if before and not after:
        start = max(0, sum(1 for one in found if place(one) < before) - limit)
    page = found[start:start + limit]
    body: dict[str, Any] = {"alert_grouping_settings": [RESOURCE.render(one, call.view(listing=True)) for one in page]}
    if page and start + limit < len(found):
        body["after"] = cursor(page[-1])
    if page and start > 0:
        body["before"] = cursor(page[0])
    return Reply(200, {**body, "limit": limit, "total": len(found) if call.flag("total") else None})


OPERATIONS = tuple(crud(RESOURCE, list=list_settings))
