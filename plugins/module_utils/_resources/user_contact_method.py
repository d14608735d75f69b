# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contact methods of users.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import UsageError
from .._schema.children import InList
from .._schema.fields import Boolean, Canonical, Choice, Field, Integer, Json, Resolver, Text, folded
from .._schema.listing import Listing
from .._schema.resource import ByContent, Endpoint, Parent, Removal, Resource
from .._schema.session import Session
from .user import USER

Raw = dict[str, Json]

TYPES = {
    "email": "email_contact_method",
    "phone": "phone_contact_method",
    "sms": "sms_contact_method",
    "whatsapp": "whatsapp_contact_method",
    "push": "push_notification_contact_method",
}
EMAIL, PUSH = TYPES["email"], TYPES["push"]
NUMBERS = (TYPES["phone"], TYPES["sms"], TYPES["whatsapp"])
_WORDS = {value: word for word, value in TYPES.items()}

# What people write in phone numbers, and PagerDuty rejects.
_PUNCTUATION = re.compile(r"[\s()./-]+")
# PagerDuty also stores pauses (,) and keys (* and #), for extensions.
_NUMBER = re.compile(r"[0-9,*#]{1,40}")
# PagerDuty rejects a leading zero with these country codes, and a leading 1 in numbers of the United States and Canada
# and in Mexican numbers for text messages, according to its Terraform provider.
_NO_LEADING_ZERO = (1, 33, 40, 44, 45, 49, 61, 66, 91)

PARENT = Parent(USER, "user", list_include="contact_methods")
# The lists of rules that use contact methods: the path, the query, and what an error says of a rule.
_RULES: tuple[tuple[str, dict[str, str], t.Callable[[Raw], str]], ...] = (
    (
        "notification_rules",
        {"urgency": "all"},
        lambda rule: f"notification rule for {rule.get('urgency')} urgency after"
        f" {rule.get('start_delay_in_minutes')} minutes",
    ),
    ("oncall_handoff_notification_rules", {}, lambda rule: f"handoff rule for {rule.get('handoff_type')}"),
    ("status_update_notification_rules", {}, lambda rule: "status update rule"),
)
_RULE = responses.IDENTIFIED.having(contact_method=responses.Maybe(responses.IDENTIFIED))


def normalized(address: str) -> str:
    """An address without the spaces and punctuation that PagerDuty does not store in phone numbers.

    An email address contains a letter, and so does the address of a device.
    """
    text = address.strip()
    return text if re.search(r"[^\W\d_]", text) or "@" in text else _PUNCTUATION.sub("", text)


class _Address(Field):
    """An email address, a phone number without the country code, or what identifies a device."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = normalized(value)
        if not text:
            raise UsageError(path, "must not be empty")
        return text

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.TEXT)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return (desired or "").casefold() == (current or "").casefold()


def _national(address: str, country_code: int | None) -> str:
    """A phone number without its country code. address: normalized. Raises UsageError."""
    if not address.startswith("+"):
        return address
    code = str(country_code or 1)
    if not address.startswith(f"+{code}"):
        other = f"with another country code than {code}, which is the value of country_code"
        if country_code is None:
            other = "with a country code; set country_code as well"
        raise UsageError("address", f"starts {other}")
    return address[1 + len(code) :]


def _prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """Take the country code out of a number in the international format."""
    if params.get("address") is None:
        return params
    return {**params, "address": _national(normalized(params["address"]), params.get("country_code"))}


def _new_country_code(params: dict[str, t.Any], session: Session) -> int | None:
    kind = params.get("type") or ""
    return 1 if TYPES.get(kind, kind) in NUMBERS else None


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    kind = current.get("type") or desired.get("type")
    if kind == PUSH and not current:
        raise UsageError(
            "type",
            "PagerDuty can't create a push contact method by API: PagerDuty's mobile app creates it when the user signs"
            " in. The user has none with this address",
        )
    if "country_code" in desired and kind not in NUMBERS:
        raise UsageError("country_code", "is for the types phone, sms and whatsapp")
    if "send_short_email" in desired and kind != EMAIL:
        raise UsageError("send_short_email", "is for the type email")
    address = desired.get("address")
    if address is None:
        return
    if kind == EMAIL and ("@" not in address.strip("@") or " " in address):
        raise UsageError("address", f"{address!r} is not an email address")
    if kind in NUMBERS:
        _check_number(address, desired.get("country_code") or current.get("country_code") or 1, kind)


def _check_number(address: str, country_code: int, kind: str) -> None:
    if not _NUMBER.fullmatch(address):
        raise UsageError(
            "address", f"{address!r} is not a phone number; write its digits, without the country code (country_code)"
        )
    if address.startswith("0") and country_code in _NO_LEADING_ZERO:
        raise UsageError("address", f"must not start with 0: write {address} as it is dialed from abroad")
    if address.startswith("1") and (country_code == 1 or (country_code == 52 and kind == TYPES["sms"])):
        raise UsageError("address", f"must not start with 1: write {address} without it, and set country_code")


def word_of(kind: str | None) -> str:
    """The word for PagerDuty's type of a contact method, or of a reference to one."""
    value = (kind or "").removesuffix("_reference")
    return _WORDS.get(value, value)


def told(raw: Raw) -> str:
    """A contact method for people, as `sms 4155550100 (Mobile, PX0FG30)`."""
    known = ", ".join(str(value) for value in (raw.get("label") or raw.get("summary"), raw["id"]) if value)
    return f"{word_of(raw.get('type'))} {raw.get('address')} ({known})"


def meant(methods: t.Iterable[Raw], value: str, kind: str | None) -> list[Raw]:
    """The contact methods that a text names: the one with this ID, else those with this address or this label.

    kind: only those of this type; a word or PagerDuty's value.
    """
    wanted = TYPES.get(kind or "", kind)
    candidates = [raw for raw in methods if wanted in (None, raw.get("type"))]
    address = normalized(value).casefold()

    def addresses(raw: Raw) -> tuple[str, ...]:
        plain = str(raw.get("address") or "").casefold()
        return (plain, f"+{raw['country_code']}{plain}") if raw.get("country_code") else (plain,)

    for test in (
        lambda raw: raw["id"] == value.strip(),
        lambda raw: address in addresses(raw),
        lambda raw: folded(raw.get("label") or "") == folded(value),
    ):
        found = [raw for raw in candidates if test(raw)]
        if found:
            return found
    return []


def _rules(session: Session, user_id: str, method: Raw) -> dict[str, str]:
    """The rules of the user that use a contact method, by ID. PagerDuty deletes them with it."""
    found = {}
    for path, query, describe in _RULES:
        for page in session.client.pages(f"/users/{segment(user_id)}/{path}", path, query, of=_RULE, paged=False):
            for rule in page.items:
                if (rule.get("contact_method") or {}).get("id") == method["id"]:
                    found[rule["id"]] = f"the {describe(rule)} ({rule['id']})"
    return found


def _text(raw: Raw) -> str:
    """What identifies a contact method, as `sms +1 4155550100`."""
    code = f"+{raw['country_code']} " if raw.get("country_code") else ""
    return f"{word_of(raw.get('type'))} {code}{raw.get('address')}"


def _of_new_user(user: Raw, lists: dict[str, list[Raw]]) -> list[Raw]:
    """PagerDuty adds the email address of the login."""
    label = "Default"
    return [
        {"type": EMAIL, "summary": label, "label": label, "address": user.get("email"), "send_short_email": False}
    ]


USER_CONTACT_METHOD = Resource(
    name="contact_method",
    plural="contact_methods",
    title="contact method",
    module="user_contact_method",
    path="/users/{parent}/contact_methods",
    parent=PARENT,
    identity=ByContent(("address", "type", "country_code"), required=("address", "type")),
    keys=("address", "label"),
    unique_keys=(),
    also=tuple(TYPES.values()),
    summary_of="label",
    query=None,
    paged=False,
    minimum=responses.REFERENCE,
    fields=(
        Choice(
            "type",
            list(TYPES),
            values=TYPES,
            fixed="PagerDuty can't change the type. Create another contact method, and delete this one",
        ),
        _Address("address"),
        Integer("country_code", least=1, most=1999, when_new=_new_country_code),
        Text("label", clearable=False, on_create=True),
        Boolean("send_short_email", unset=None, initial=False),
    ),
    endpoint=Endpoint(omit_type=True, whole_update=True),
    removal=Removal(takes_along=_rules),
    check=_check,
    prepare=_prepare,
    in_list=InList(
        _text,
        created=_of_new_user,
        keeps=lambda raw: raw.get("type") == PUSH,  # PagerDuty's mobile app creates it, and no task could do it again
        moved_by=("type", "label"),
        prepare=lambda entry, lists, session: _prepare(entry, session),
    ),
    instead={"name": "use label instead", "phone_number": "use address instead", "email": "use address instead"},
    listing=Listing(limits=False),
)
