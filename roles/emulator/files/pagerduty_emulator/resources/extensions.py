# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions of services: what PagerDuty sends to another product when incidents change.

The emulator stores extensions, but does not send their webhooks. Those of webhook subscriptions are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from ..core.collection import Record
from ..core.state import Account
from ..core.strictness import LENIENTLY, effective
from ..schema.call import Call, Reply
from ..schema.fields import AnyObject, Check, Field, Flag, ListOf, Reference, Text, http_url
from ..schema.operation import Operation, crud
from ..schema.references import PastReference
from ..schema.resource import Resource, Write
from ..schema.view import View
from .extension_schemas import GENERIC_V2, SERVICENOW

REDACTED = "-- redacted --"

SECRETS = {"access_token": REDACTED, "snow_password": None}
"""Keys of ``config`` that are secret → what responses contain instead; None if they lack the key."""

MASKED_URL = "https://********"
"""What PagerDuty shows in place of a URL that contains credentials. PagerDuty's Terraform provider takes the URL of a
ServiceNow extension from its own state for this reason."""

KEEPS_SECRETS = LENIENTLY
"""Whether a secret remains that a new ``config`` lacks. PagerDuty's Terraform provider omits the password of ServiceNow
if it does not know it. According to the documents, an update replaces the object."""

RESTRICTIONS = ("any", "pd-users")


class EndpointUrl(Text):
    """An absolute HTTP or HTTPS URL."""

    def accept(self, value: Any, label: str, check: Check) -> Any:
        value = super().accept(value, label, check)
        if not isinstance(value, str) or not value or http_url(value):
            return value
        return check.refuse(label, "is not a valid URL")


def of_service(account: Account, services: list[str]) -> set[str]:
    """The extensions of any of the services."""
    return account.dependents_of_any("service", services, "extension")


def of_schema(account: Account, schemas: list[str]) -> set[str]:
    """The extensions with any of the schemas."""
    return account.dependents_of_any("extension_schema", schemas, "extension")


class Extensions(Resource):
    """An extension. Several can have the same name. They keep services that are deleted."""

    type = "extension"
    plural = "extensions"
    scope = "extensions"
    key_is_unique = False
    filters: ClassVar = {"extension_object_id": of_service, "extension_schema_id": of_schema}
    includes: ClassVar = {"extension_objects": ("extension_objects",), "extension_schemas": ("extension_schema",)}
    single_includes = ("temporarily_disabled",)
    fields = (
        Field("name", Text(1), required=True),
        Field("endpoint_url", EndpointUrl(nullable=True)),
        Field("extension_objects", ListOf(PastReference(("service",)), minimum=1), required=True),
        Field("extension_schema", Reference(("extension_schema",)), required=True),
        Field("config", AnyObject(), default=lambda _account: {}, shown=False),
        Field("temporarily_disabled", Flag(), default=False, api=False, shown=False),
    )

    def complete(self, record: Record, write: Write) -> None:
        record["extension_objects"] = list({one["id"]: one for one in record["extension_objects"]}.values())
        record["config"] = dict(record["config"] or {})
        if write.old is None:
            return
        if record["endpoint_url"] == MASKED_URL:
            record["endpoint_url"] = write.old["endpoint_url"]
        old, strict = write.old["config"], write.account.strict
        for name in SECRETS.keys() & old.keys():
            returned = record["config"].get(name) == REDACTED
            if returned or (name not in record["config"] and effective(KEEPS_SECRETS, strict=strict)):
                record["config"][name] = old[name]

    def check(self, record: Record, write: Write) -> Iterator[str]:
        known = write.account.collection("service")
        held = {one["id"] for one in write.old["extension_objects"]} if write.old else set()
        if not write.loading and any(
            one["id"] not in known and one["id"] not in held for one in record["extension_objects"]
        ):
            yield "Extension objects must exist"
        schema = write.account.collection("extension_schema").records[record["extension_schema"]["id"]]
        if schema["needs_authorization"] and write.old is None and not write.loading:
            yield f"Extension schema {schema['label']} must be authorized in the web application"
        if schema["key"] == GENERIC_V2:
            yield from generic_problems(record["config"])

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        """Without the secrets."""
        account = view("").account
        schema = account.collection("extension_schema").records[record["extension_schema"]["id"]]
        config = {name: SECRETS.get(name, value) for name, value in record["config"].items()}
        shown: dict[str, Any] = {
            "config": {name: value for name, value in config.items() if value is not None or name not in SECRETS}
        }
        if record["endpoint_url"] and schema["key"] in SERVICENOW and not account.strict:
            shown["endpoint_url"] = MASKED_URL
        return shown

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """Without the URL if the schema has its own."""
        shown = super().render(record, view)
        schema = view.account.collection("extension_schema").records[record["extension_schema"]["id"]]
        if schema["url"] or record["endpoint_url"] is None:
            del shown["endpoint_url"]
        if "temporarily_disabled" in view.include:
            shown["temporarily_disabled"] = record["temporarily_disabled"]
        return shown


def generic_problems(config: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the configuration of a generic webhook."""
    if config.get("restrict", "any") not in RESTRICTIONS:
        yield "Config restrict must be in any or pd-users"
    kinds = config.get("notify_types", {})
    if not isinstance(kinds, dict) or not all(isinstance(value, bool) for value in kinds.values()):
        yield "Config notify types must be an Object of Booleans"


RESOURCE = Extensions()


def enable(call: Call) -> Reply:
    """Enables an extension that was disabled after rejected webhooks."""
    record = {**call.record(RESOURCE), "temporarily_disabled": False}
    call.account.put(RESOURCE, record)
    return Reply(200, {"extension": RESOURCE.render(record, call.view())})


OPERATIONS = (
    *crud(RESOURCE),
    Operation("POST", "/extensions/*/enable", enable, "extensions.write"),
)
