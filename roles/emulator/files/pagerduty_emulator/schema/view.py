# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How objects are shown in responses: references, full objects with ``include[]``, links, times in a time zone.

Many objects of a page may contain the same other object in full, for example 100 services their escalation policy,
which itself refers to 10,000 services. So each of these is rendered once, and encoded once (`Shared`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from ..core.collection import Record, ResourceType
from ..core.state import Account
from ..core.time_zones import zone


@lru_cache(maxsize=65536)
def shown_instant(value: str, time_zone: str) -> str:
    """A stored instant in a time zone, with ``Z`` for UTC, otherwise with an offset."""
    where = zone(time_zone)
    shown = datetime.fromisoformat(value).astimezone(where).isoformat() if where else value
    return shown.replace("+00:00", "Z")


class Shared(Mapping[str, Any]):
    """An object that a response contains in full, perhaps several times."""

    def __init__(self, shown: dict[str, Any]):
        self.shown = shown

    def __getitem__(self, name: str) -> Any:
        return self.shown[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)


PLACEHOLDER = re.compile(rb'"\\u0000(\d+)"')
"""Stands for a `Shared` object while a response is encoded. No text in the state contains a NUL character."""


def encode(body: Any) -> bytes:
    """A response in JSON. Each `Shared` object is encoded once."""
    places: dict[int, int] = {}
    texts: list[bytes] = []

    def text_of(value: Any) -> bytes:
        text = json.dumps(value, default=place).encode()
        parts = PLACEHOLDER.split(text) if texts else [text]
        parts[1::2] = [texts[int(number)] for number in parts[1::2]]
        return b"".join(parts)

    def place(value: Any) -> str:
        if not isinstance(value, Shared):
            raise TypeError(f"{type(value).__name__} is not JSON")
        if id(value) not in places:
            text = text_of(value.shown)  # it may contain others
            places[id(value)] = len(texts)
            texts.append(text)
        return f"\0{places[id(value)]}"

    return text_of(body)


@dataclass(frozen=True)
class View:
    """How a response shows objects.

    ``include``  the ``include[]`` of the request
    ``listing``  whether it is a list, which omits a few fields
    ``expand``   whether references are shown as full objects
    """

    account: Account
    base_url: str
    time_zone: str
    include: frozenset[str] = frozenset()
    listing: bool = False
    expand: bool = False
    shared: dict[Hashable, Shared] = field(default_factory=dict, compare=False, repr=False)

    def plain(self) -> View:
        """The same view without ``include[]``, for objects inside objects."""
        return replace(self, include=frozenset(), expand=False)

    def expanding(self) -> View:
        """The same view, with references as full objects."""
        return replace(self, expand=True)

    def reference(self, type_name: str, identifier: str) -> Mapping[str, Any]:
        """A reference to an object, or the object in full. Deleted objects are always shown as references."""
        collection = self.account.collections[type_name]
        record = collection.get(identifier)
        if record is None:
            return {
                "id": identifier, "type": f"{type_name}_reference", "summary": None, "self": None, "html_url": None
            }
        if self.expand:
            key = (type_name, identifier, self.time_zone, self.listing)
            if key not in self.shared:
                self.shared[key] = Shared(collection.resource.render(record, self.plain()))
            return self.shared[key]
        return self.head(collection.resource, record, f"{collection.resource.type_of(record)}_reference")

    def head(self, resource: ResourceType, record: Record, shown_type: str | None = None) -> dict[str, Any]:
        """The keys that all objects and references have."""
        page = resource.page_path(record)
        return {
            "id": record["id"],
            "type": shown_type or resource.type_of(record),
            "summary": resource.summary(record),
            "self": self.api_url(resource.api_path(record)),
            "html_url": self.web_url(page) if page else None,
        }

    def api_url(self, path: str) -> str:
        """The URL of an object in the API: its URL in the emulator."""
        return f"{self.base_url}{path}"

    def web_url(self, path: str) -> str:
        """The URL of an object in PagerDuty's web application, which the emulator does not have."""
        infix = "" if self.account.region == "us" else f".{self.account.region}"
        return f"https://{self.account.subdomain}{infix}.pagerduty.com{path}"

    def instant(self, value: str) -> str:
        """A stored instant in the time zone of the response, with ``Z`` for UTC, otherwise with an offset."""
        return shown_instant(value, self.time_zone)
