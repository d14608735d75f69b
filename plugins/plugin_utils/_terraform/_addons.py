# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts add-ons.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ._conversion import Conversion
from ._state import Instance, text


def addon(instance: Instance, conversion: Conversion) -> None:
    """The provider creates add-ons of one type only, which the state does not contain."""
    values = instance.values
    conversion.add("addons", instance, {
        "name": text(values, "name"),
        "type": "full_page_addon",
        "src": text(values, "src"),
    })
