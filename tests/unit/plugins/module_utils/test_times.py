# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every Python reads the same forms of ISO 8601."""

from __future__ import annotations

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.times import parse_instant


@pytest.mark.parametrize(
    ("text", "isoformat"),
    [
        ("2026-11-21", "2026-11-21T00:00:00"),
        ("20261121", "2026-11-21T00:00:00"),
        ("2026-11-21T09:00:00Z", "2026-11-21T09:00:00+00:00"),
        ("2026-11-21 09:00", "2026-11-21T09:00:00"),
        (" 2026-11-21t09:00:00z ", "2026-11-21T09:00:00+00:00"),
        ("20261121T090000Z", "2026-11-21T09:00:00+00:00"),
        ("2026-11-21T09:00:00 +0100", "2026-11-21T09:00:00+01:00"),
        ("2026-11-21T09:00:00-05", "2026-11-21T09:00:00-05:00"),
        ("2015-07-17T08:42:58.315+0000", "2015-07-17T08:42:58.315000+00:00"),
        ("2015-07-17T08:42:58,3+05:30", "2015-07-17T08:42:58.300000+05:30"),
        ("2015-07-17T08:42:58.1234567Z", "2015-07-17T08:42:58.123456+00:00"),
    ],
)
def test_a_form_of_iso_8601(text: str, isoformat: str) -> None:
    assert parse_instant(text).isoformat() == isoformat


@pytest.mark.parametrize(
    "text", ["", "now", "2026-13-01", "2026-11-31", "2026-11-21T25:00:00Z", "21.11.2026", "2026-11-21Z", "09:00"]
)
def test_no_point_in_time(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)
