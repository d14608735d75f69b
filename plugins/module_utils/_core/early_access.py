# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of APIs in early access: PagerDuty requires a header that names the API.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

HEADER = "X-EARLY-ACCESS"

_FEATURES: dict[tuple[str, ...], str] = {}  # by the segments of a path


def early_access(path: str, feature: str) -> None:
    """Declare that requests for a path, and for all paths below it, need the header.

    path: with `{id}` in place of each ID. feature: the value of the header.
    """
    _FEATURES[tuple(path.split("/"))] = feature


def headers_for(path: str) -> dict[str, str]:
    """The headers that a request for a path needs because of early access."""
    parts = path.partition("?")[0].split("/")
    for declared, feature in _FEATURES.items():
        if len(parts) >= len(declared) and all(one in ("{id}", part) for one, part in zip(declared, parts)):
            return {HEADER: feature}
    return {}
