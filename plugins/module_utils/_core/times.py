# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times in the formats of ISO 8601 that playbooks and PagerDuty use.

Python can read all of these formats since 3.11. Modules also run on 3.9.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone

UTC = timezone.utc

_WRITTEN = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[Tt ](?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?)?"
)


def parse_instant(text: str) -> datetime:
    """A time such as 2026-11-21, 2026-11-21T09:00:00Z or 2015-07-17T08:42:58.315+0000.

    It has a time zone only if the text has one. Digits after microseconds are ignored. Raises ValueError.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    date = f"{found['year']}-{found['month']}-{found['day']}"
    time = f"{found['hour'] or '00'}:{found['minute'] or '00'}:{found['second'] or '00'}"
    fraction = (found["fraction"] or "").ljust(6, "0")[:6]
    zone = (found["zone"] or "").upper().replace(":", "")
    if zone:
        zone = "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[3:] or '00'}"
    return datetime.fromisoformat(f"{date}T{time}.{fraction}{zone}")


def format_instant(moment: datetime) -> str:
    """A time in UTC as PagerDuty writes it, in whole seconds: 2026-11-21T09:00:00Z. moment: in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
