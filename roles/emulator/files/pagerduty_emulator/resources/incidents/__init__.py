# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents."""

from __future__ import annotations

from . import custom_fields, listing, responders, status_updates, writes
from .loading import after_load
from .table import RESOURCE
from .timers import TIMERS

OPERATIONS = tuple(
    operation
    for module in (listing, writes, responders, status_updates, custom_fields)
    for operation in module.OPERATIONS
)

__all__ = ["OPERATIONS", "RESOURCE", "TIMERS", "after_load"]
