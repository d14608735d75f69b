# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in options: values that PagerDuty takes but does not return, so they can't be compared.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .fields import Canonical, Details, Field, Json, Spec, Text

# The option with which a task sends its secrets although nothing differs.
PUSH = "update_secrets"
PUSH_SPEC: Spec = {"type": "bool", "default": False, "no_log": False}

# What PagerDuty shows in place of a secret.
REDACTED = "-- redacted --"

# What a diff shows for a secret.
SECRET, NEW_SECRET = "********", "a new value"


class Pushed(str):
    """A value that is sent even if it can't be told whether it differs."""


def is_masked(value: Json) -> bool:
    """Whether PagerDuty has hidden a value."""
    return isinstance(value, str) and (REDACTED in value or "****" in value)


class PushedDetails(dict[str, t.Any]):
    """Values that are sent even if it can't be told whether they differ."""


class _NeverReturned(Field):
    """A value that PagerDuty never returns. It is sent with a create, and if a task pushes it.

    plain: the type of the value in a request.
    """

    plain: t.ClassVar[type[t.Any]]

    def spec(self) -> Spec:
        return {**super().spec(), "no_log": True}

    def read(self, parent: dict[str, Json]) -> Canonical:
        return None

    def put(self, target: dict[str, Json], value: Json) -> None:
        if value is not None:
            super().put(target, value)

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return None if full or value is None else self.plain(value)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return not isinstance(desired, (Pushed, PushedDetails))

    def show(self, value: Canonical) -> Json:
        return SECRET if value else None

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        return SECRET, NEW_SECRET

    def write(self, value: Canonical, path: str, writer: t.Any) -> t.Any:
        return None


class Secret(_NeverReturned, Text):
    """A text that PagerDuty never returns."""

    plain = str

    def __init__(self, name: str, **options: t.Any) -> None:
        super().__init__(name, clearable=False, **options)


class SecretDetails(_NeverReturned, Details):
    """A dictionary that PagerDuty never returns."""

    plain = dict


def push(params: dict[str, t.Any], desired: dict[str, Canonical], *names: str) -> None:
    """Make the values of these options differ, if the task says so."""
    for name in names:
        if params.get(PUSH) and desired.get(name):
            value = desired[name]
            desired[name] = PushedDetails(value) if isinstance(value, dict) else Pushed(value)
