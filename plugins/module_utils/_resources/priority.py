# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Priorities.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.listing import Listing
from .._schema.resource import Resource

# Their order is their weight, so they are always listed completely.
PRIORITY = Resource(
    name="priority",
    plural="priorities",
    title="priority",
    path="/priorities",
    query=None,
    listing=Listing(single=False),
)
