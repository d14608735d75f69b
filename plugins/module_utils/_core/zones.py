# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones by name, such as America/Lima.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import tzinfo

from .errors import UsageError
from .times import UTC


class UnknownZone(UsageError):
    """The time zone database of the host has no such name. PagerDuty's database can be newer."""


def _advice(name: str) -> str:
    """What to write instead of an unknown name."""
    import difflib  # only an error needs these
    from zoneinfo import available_timezones

    zones = sorted(available_timezones())
    ends = [zone for zone in zones if zone.lower().endswith(f"/{name.strip().lower()}")]  # a city without its region
    near = ends[:3] or difflib.get_close_matches(name, zones, n=3)
    return f"the nearest are {', '.join(near)}" if near else "use a name such as America/Lima"


def zone_named(name: str, option: str) -> tzinfo:
    """The time zone with this name, from the time zone database of the host. option: the option's dotted name.

    Raises UsageError for an unknown name, and if the host has no database.
    """
    from zoneinfo import ZoneInfo  # few tasks need it

    for spelled in (name, "Etc/UTC"):
        try:
            zone = ZoneInfo(spelled)
        except (ValueError, OSError, LookupError):  # LookupError: ZoneInfoNotFoundError
            continue
        if spelled == name:
            return t.cast(tzinfo, zone)
        raise UnknownZone(option, f"there is no time zone {name!r}; {_advice(name)}")
    raise UsageError(
        option,
        f"the time zone {name!r} can't be used, because this host has no time zone database. Install tzdata, with the"
        " package manager or with pip",
    )


def zone_or_utc(name: str | None) -> tzinfo:
    """The time zone with this name, for times that people read; UTC if this host does not know it."""
    try:
        return zone_named(name or "UTC", "time_zone")
    except UsageError:
        return UTC
