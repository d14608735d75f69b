# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of integrations, which are stored in their service's record."""

from __future__ import annotations

from typing import Any

from ...core.collection import Record
from ...core.errors import invalid
from ...core.state import Account
from ...core.strictness import STRICTLY, Differs, effective
from ...schema.fields import AnyObject, Check, Choice, Field, Instant, ListOf, Nested, Reference, Text, Whole, cleaned
from ...schema.view import View
from ..vendors import DEFAULT_TYPE, INTEGRATION_TYPES

EVENTS_V2 = "events_api_v2_inbound_integration"
EMAIL = "generic_email_inbound_integration"
TYPES = (
    "aws_cloudwatch_inbound_integration",
    "cloudkick_inbound_integration",
    "event_transformer_api_inbound_integration",
    EMAIL,
    "generic_events_api_inbound_integration",
    "keynote_inbound_integration",
    "nagios_inbound_integration",
    "pingdom_inbound_integration",
    "sql_monitor_inbound_integration",
    EVENTS_V2,
)
VENDORS_OWN = Differs(tools=("service_integration",), documents=())
"""Values that mean the vendor's type. PagerDuty's Terraform provider sends one that is not documented."""

MODE = Choice(("match", "no-match", "always"))
EMAIL_FILTER = Nested(
    (
        Field("id", Text(nullable=True)),
        Field("subject_mode", MODE, required=STRICTLY, default="always"),
        Field("subject_regex", Text(nullable=True)),
        Field("body_mode", MODE, required=STRICTLY, default="always"),
        Field("body_regex", Text(nullable=True)),
        Field("from_email_mode", MODE, required=STRICTLY, default="always"),
        Field("from_email_regex", Text(nullable=True)),
    )
)
TAKES_ALL = {
    **dict.fromkeys(("subject_mode", "body_mode", "from_email_mode"), "always"),
    **dict.fromkeys(("subject_regex", "body_regex", "from_email_regex")),
}
"""The filter of an integration without filters: PagerDuty's Terraform provider expects it in responses."""
EMAIL_PARSER = Nested(
    (
        Field("id", Whole(nullable=True)),
        Field("action", Choice(("trigger", "resolve")), required=True),
        Field("match_predicate", AnyObject(), required=True),
        Field("value_extractors", ListOf(AnyObject(), null_is_empty=True), default=()),
    )
)
EMAIL_FIELDS = (
    Field("integration_email", Text(1, nullable=True)),
    Field(
        "email_incident_creation",
        Choice(("on_new_email", "on_new_email_subject", "only_if_no_open_incidents", "use_rules"), nullable=True),
    ),
    Field("email_filter_mode", Choice(("all-email", "or-rules-email", "and-rules-email"), nullable=True)),
    Field("email_parsers", ListOf(EMAIL_PARSER, null_is_empty=True), default=()),
    Field("email_parsing_fallback", Choice(("open_new_incident", "discard"), nullable=True)),
    Field("email_filters", ListOf(EMAIL_FILTER, null_is_empty=True), default=()),
)
"""The fields of integrations of the type `EMAIL`."""

WRITABLE = (
    Field("name", Text(1, nullable=True)),
    Field("vendor", Reference(("vendor",), nullable=True)),
    *EMAIL_FIELDS,
)

INTEGRATION = Nested(
    (
        Field("id", Text(nullable=True)),
        Field("type", Choice(TYPES), default=EVENTS_V2),
        *WRITABLE,
        Field("created_at", Instant(), default=Account.now),
        Field("integration_key", Text(1, nullable=True)),
    )
)
"""The fields of an integration in a service's record and in a state file."""


def completed(account: Account, one: Record) -> Record:
    """A new integration from a request or a state file, with its missing fields."""
    return {
        **identified(account, one),
        "id": one["id"] or account.random.identifier(),
        "name": one["name"] or one["type"],
        "integration_key": one["integration_key"] or (None if one["type"] == EMAIL else account.random.key()),
    }


def identified(account: Account, one: Record) -> Record:
    """The integration, with an ID for each filter and parser. The IDs of parsers are numbers."""
    filters = [{**entry, "id": entry["id"] or account.random.identifier()} for entry in one["email_filters"]]
    if one["type"] == EMAIL and not filters:
        filters = [{**TAKES_ALL, "id": account.random.identifier()}]
    parsers = [{**entry, "id": entry["id"] or account.random.number()} for entry in one["email_parsers"]]
    return {**one, "email_filters": filters, "email_parsers": parsers}


def type_of(account: Account, body: dict[str, Any], vendor: Record | None, old: Record | None, check: Check) -> Any:
    """The type in a request, or that of the vendor."""
    given = str(body["type"]).removesuffix("_reference") if body.get("type") is not None else None
    if given in effective(VENDORS_OWN, strict=check.strict) and (vendor is not None or old is not None):
        given = None
    if old is not None:
        return old["type"] if given in (None, old["type"]) else check.refuse("Type", "cannot be changed")
    if given is None and vendor is not None:
        return INTEGRATION_TYPES.get(vendor["name"], DEFAULT_TYPE)
    if given is None:
        return check.refuse("Type", "can't be blank")
    return given if given in TYPES else check.refuse("Type", f"must be in {', '.join(TYPES)}")


def written(account: Account, body: dict[str, Any], old: Record | None) -> Record:
    """The integration after a request to create it, or to update ``old``. Raises `ApiError`."""
    check = Check(account)
    one = {**(old or {}), **cleaned(WRITABLE, body, check, old=old)}
    vendor = account.collection("vendor").get(one["vendor"]["id"]) if isinstance(one["vendor"], dict) else None
    one["type"] = type_of(account, body, vendor, old, check)
    if one["type"] == EMAIL and not check.errors:
        check_email(account, one, check)
    if check.errors:
        raise invalid(*check.errors)
    if old is not None:
        return identified(account, one)
    one = {**one, "id": None, "created_at": account.now(), "integration_key": None}
    one["name"] = one["name"] or (vendor["name"] if vendor else "Events API V2")
    if one["type"] == EMAIL:
        one["email_incident_creation"] = one["email_incident_creation"] or "on_new_email_subject"
        one["email_filter_mode"] = one["email_filter_mode"] or "all-email"
        one["email_parsing_fallback"] = one["email_parsing_fallback"] or "open_new_incident"
    return completed(account, one)


def check_email(account: Account, one: Record, check: Check) -> None:
    """Checks that the address is one of the account, and not in use."""
    infix = "" if account.region == "us" else f".{account.region}"
    domain = f"@{account.subdomain}{infix}.pagerduty.com"
    address = one["integration_email"]
    if not address:
        check.refuse("Integration email", "can't be blank")
    elif not address.lower().endswith(domain) or address.lower() == domain:
        check.refuse("Integration email", f"must end with {domain}")
    else:
        for service in account.collection("service").records.values():
            for other in service["integrations"]:
                taken = (other["integration_email"] or "").lower() == address.lower()
                if taken and other["id"] != one.get("id"):
                    check.refuse("Integration email", "has already been taken")


def shown(service: Record, one: Record, view: View, *, full: bool) -> dict[str, Any]:
    """An integration, in full or as a reference."""
    path = f"/services/{service['id']}/integrations/{one['id']}"
    head = {
        "id": one["id"],
        "type": one["type"] if full else f"{one['type']}_reference",
        "summary": one["name"],
        "self": view.api_url(path),
        "html_url": view.web_url(path),
    }
    if not full:
        return head
    expanded = {name: view.expanding() if name in view.include else view for name in ("services", "vendors")}
    email = {entry.name: one[entry.name] for entry in EMAIL_FIELDS} if one["type"] == EMAIL else {}
    email = {name: value for name, value in email.items() if value != []}  # documented as lists with at least one item
    return {
        **head,
        "name": one["name"],
        "service": expanded["services"].reference("service", service["id"]),
        "created_at": view.instant(one["created_at"]),
        "vendor": one["vendor"] and expanded["vendors"].reference("vendor", one["vendor"]["id"]),
        **({} if one["type"] == EMAIL else {"integration_key": one["integration_key"]}),
        **email,
    }
