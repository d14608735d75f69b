# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Priorities. The collection only lists them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.resource import Listing
from . import _kinds as kinds

PRIORITIES = Listing(kind=kinds.PRIORITY, single=False)
