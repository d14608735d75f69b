# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Add-ons: pages of other web sites in PagerDuty's web application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.errors import invalid
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Check, Choice, Field, ListOf, Text, http_url
from ..schema.operation import crud
from ..schema.references import PastReference
from ..schema.resource import Resource, Write
from ..schema.view import View

TYPES = ("full_page_addon", "incident_show_addon")


class HttpsUrl(Text):
    """The URL of a page. "HTTPS is required"."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        parts = http_url(value) if isinstance(value, str) else None
        return value if parts and parts.scheme == "https" else check.refuse(label, "must be an HTTPS URL")


def of_services(account: Account, services: list[str]) -> set[str]:
    """The IDs of the add-ons of any of the services."""
    return account.dependents_of_any("service", services, "addon")


def of_types(account: Account, types: list[str]) -> set[str]:
    """The IDs of the add-ons of the types."""
    if not set(types) <= set(TYPES):
        raise invalid(f"Filter must be in {', '.join(TYPES)}")
    return {one["id"] for one in account.collection("addon").records.values() if one["type"] in types}


class Addons(Resource):
    """An add-on. Its ``type`` is one of two, and PagerDuty does not document how it gets services."""

    type = "addon"
    plural = "addons"
    scope = "addons"
    key_is_unique = False
    type_required = False
    filters: ClassVar = {"service_ids[]": of_services, "filter": of_types}
    includes: ClassVar = {"services": ("services",)}
    fields = (
        Field("type", Choice(TYPES), required=True),
        Field("name", Text(1, 100), required=True),
        Field("src", HttpsUrl(), required=True),
        Field("services", ListOf(PastReference(("service",)), null_is_empty=True), default=(), api=False, shown=False),
    )

    def type_of(self, record: Record) -> str:
        shown: str = record["type"]
        return shown

    def _check_type(self, body: dict[str, Any], check: Check) -> None:
        """The field checks it."""

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        given = body.get("type")
        if isinstance(given, str):
            body = {**body, "type": given.removesuffix("_reference")}
        return super()._clean(body, check, old)

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.old is not None and record["type"] != write.old["type"]:
            yield "Type cannot be changed"

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        known = view("").account.collection("service")
        shown = view("services")
        return {"services": [shown.reference("service", one["id"]) for one in record["services"] if one["id"] in known]}


RESOURCE = Addons()


# -- operations ------------------------------------------------------------------------------------------------------


def reference(record: Record, view: View) -> dict[str, Any]:
    """An add-on as lists and the response to a create show it."""
    shown = view.head(RESOURCE, record, f"{record['type']}_reference")
    services = {"services": RESOURCE.render(record, view)["services"]} if "services" in view.include else {}
    return {**shown, "name": record["name"], "src": record["src"], **services}


def list_addons(call: Call) -> Reply:
    view = call.view(listing=True)
    return call.page("addons", call.matching(RESOURCE), lambda one: reference(one, view))


def create(call: Call) -> Reply:
    record = RESOURCE.create(call.account, call.wrapped("addon"))
    return Reply(201, {"addon": reference(record, call.view())})


OPERATIONS = tuple(crud(RESOURCE, list=list_addons, create=create))
