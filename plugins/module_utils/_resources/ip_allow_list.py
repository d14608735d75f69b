# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IP allow list of an account: the addresses from which people can use PagerDuty.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t

from .._core.early_access import early_access
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Json, Object, ObjectList, Resolver, Text
from .._schema.listing import Listing
from .._schema.resource import ByContent, Endpoint, Resource

PATH = "/ip_allow_lists"
MOST = 100  # entries

early_access(PATH, "ip-allow-lists")

_OCTET = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = re.compile(rf"({_OCTET}\.){{3}}{_OCTET}")
_MASK = re.compile(r"[1-9]|[12]\d|3[0-2]")


class Enabled(Boolean):
    """Whether the list is enforced. PagerDuty calls it the state: `enabled` or `disabled`."""

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self.raw(parent) == "enabled"

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return "enabled" if value else "disabled"


class Cidr(Text):
    """A range of IPv4 addresses, such as 192.0.2.0/24."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = super().parse(value, path, resolver, current)
        address, slash, mask = text.partition("/")
        if ":" in text:
            raise UsageError(path, f"{text!r} is not a range of IPv4 addresses; PagerDuty supports no others")
        if _ADDRESS.fullmatch(address) and not slash:
            raise UsageError(path, f"{text!r} has no mask; for a single address, write {text}/32")
        if not _ADDRESS.fullmatch(address) or not _MASK.fullmatch(mask):
            raise UsageError(
                path, f"{text!r} is not a range of IPv4 addresses; write it like 192.0.2.0/24, with a mask from 1 to 32"
            )
        return text


class Entries(ObjectList):
    """The ranges, in any order."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if len(value) > MOST:
            raise UsageError(path, f"has {len(value)} entries; PagerDuty allows at most {MOST}")
        entries: list[Canonical] = super().parse(value, path, resolver, current)
        ranges = [entry["cidr"] for entry in entries]
        twice = next((index for index, cidr in enumerate(ranges) if cidr in ranges[:index]), None)
        if twice is not None:
            raise UsageError(
                f"{path}[{twice}].cidr", f"{ranges[twice]} is in another entry as well; remove one of the two"
            )
        return entries


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    known = {**current, **desired}
    if known.get("enabled") and not known.get("cidr_entries"):
        option = "cidr_entries" if "cidr_entries" in desired else "enabled"
        raise UsageError(
            option, "an enabled list without entries would lock everybody out; add entries, or set enabled: false"
        )


IP_ALLOW_LIST = Resource(
    name="ip_allow_list",
    plural="ip_allow_lists",
    title="IP allow list",
    path=PATH,
    identity=ByContent((), ambiguous="PagerDuty returned {number} lists, but an account has one at most: {listed}"),
    keys=(),
    unique_keys=(),
    query=None,
    paged=False,
    called=lambda raw: "of the account",
    fields=(
        Enabled("enabled", api="state", when_new=False),
        Entries(
            "cidr_entries",
            Object(
                "cidr_entries",
                [
                    Cidr("cidr", clearable=False, required=True),
                    Text("description", longest=64, cleared=None, default=""),
                ],
                whole=True,
            ),
            ordered=False,
            on_create=True,
        ),
    ),
    endpoint=Endpoint(whole_update=True),
    check=_check,
    instead={"cidrs": "use cidr_entries instead", "entries": "use cidr_entries instead"},
    listing=Listing(single=False, picklist=""),
)
