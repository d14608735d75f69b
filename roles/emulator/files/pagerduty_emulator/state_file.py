# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of the keys of an account in a state file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .schema.fields import LARGEST


class LoadError(Exception):
    """A state file is invalid. The message states where."""


def expect(data: dict[str, Any], key: str, expected: type, default: Any = None) -> Any:
    """The value of a key, which must have a type. Raises `LoadError`."""
    value = data.get(key)
    if value is None:
        return default
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise LoadError(f"{key}: must be a {expected.__name__}")
    return value


def texts(data: dict[str, Any], key: str, default: Iterable[str]) -> Iterable[str]:
    """The value of a key, which must be a list of strings. Raises `LoadError`."""
    value = expect(data, key, list, default)
    if not all(isinstance(one, str) for one in value):
        raise LoadError(f"{key}: must be a list of strings")
    found: Iterable[str] = value
    return found


def whole(data: dict[str, Any], key: str, default: int | None) -> Any:
    """The value of a key, which must be a whole number from 0 on. Raises `LoadError`."""
    value = expect(data, key, int, default)
    if value is not None and not 0 <= value <= LARGEST:
        raise LoadError(f"{key}: must be from 0 to {LARGEST}")
    return value
