# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that the info modules share."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  id:
    description:
      - Gives this one object, in one request. The list is empty if there is no such object.
    type: str
  limit:
    description:
      - How many objects to give at the most. All of them, however many pages that takes, if not set.
    type: int
  offset:
    description:
      - How many objects to skip at the beginning of the list.
    type: int
    default: 0
  total:
    description:
      - Whether to also return how many objects there are in all, as RV(ignore:total). It makes PagerDuty slower.
    type: bool
    default: false
notes:
  - PagerDuty lists 10,000 objects at the most. Where there are more, the module warns that the list is not complete.
"""

    # For what has no ID to ask for.
    PAGES = r"""
options:
  limit:
    description:
      - How many objects to give at the most. All of them, however many pages that takes, if not set.
    type: int
  offset:
    description:
      - How many objects to skip at the beginning of the list.
    type: int
    default: 0
  total:
    description:
      - Whether to also return how many objects there are in all, as RV(ignore:total). It makes PagerDuty slower.
    type: bool
    default: false
notes:
  - PagerDuty lists 10,000 objects at the most. Where there are more, the module warns that the list is not complete.
"""
