# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts of incidents."""

from __future__ import annotations

from .operations import OPERATIONS
from .processing import TIMERS, after_load
from .table import RESOURCE

__all__ = ["OPERATIONS", "RESOURCE", "TIMERS", "after_load"]
