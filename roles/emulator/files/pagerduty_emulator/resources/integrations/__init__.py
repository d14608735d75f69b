# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integrations of services, and the events that they receive. They are stored in their service's record."""

from __future__ import annotations

from .operations import OPERATIONS

__all__ = ["OPERATIONS"]
