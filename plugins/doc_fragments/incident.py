# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that name an incident."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  incident:
    description:
      - The ID of the incident, or its number, such as V(12) or V('#12').
      - Required unless O(incident_key) is set.
    type: str
  incident_key:
    description:
      - The key of the incident, or the key of an alert in it, instead of O(incident). Only open incidents are found.
    type: str
  service:
    description:
      - The service of the incident with O(incident_key), by name or ID. Required if several services have open
        incidents with this key.
    type: str
"""
