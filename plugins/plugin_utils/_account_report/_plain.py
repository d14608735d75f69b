# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a result as plain Python values, and as texts.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml


def plain(value: Any) -> Any:
    """A value of plain types. Ansible passes templates its own types, which know where a value is from."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence):
        return [plain(entry) for entry in value]
    if value is None or isinstance(value, bool):
        return value
    return int(value) if isinstance(value, int) else float(value) if isinstance(value, float) else str(value)


def text_of(value: Any) -> str:
    """The value of an option as YAML, without a line break at the end. A text is shown as it is, and null is empty."""
    if value is None or isinstance(value, str):
        return value or ""
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, default_flow_style=False, width=100)
    return text.removesuffix("\n...\n").rstrip("\n")


def moment(text: str) -> datetime | None:
    """A time of a result, such as 2026-12-01T08:30:00Z; None if it is not one."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def time_label(text: str | None, near: datetime | None = None) -> str:
    """A time in UTC for people. near: the day and the weekday are enough if it is less than a week after this time."""
    value = moment(text or "")
    if value is None:
        return text or ""
    if near and timedelta(0) <= value - near < timedelta(days=6):
        return f"{value:%a %H:%M}" if value.date() != near.date() else f"{value:%H:%M}"
    return f"{value:%Y-%m-%d %H:%M}"


def words(name: str) -> str:
    """The name of a kind, a check or an option for people: `escalation_policies` becomes Escalation policies."""
    return name.replace("_", " ").strip().capitalize()


def counted(number: int, what: str, several: str = "") -> str:
    """A number with a noun: 1 service, 2 services. several: the plural, if it is not the noun with an s."""
    return f"{number} {what if number == 1 else several or what + 's'}"
