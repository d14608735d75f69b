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
      - Only the object with this ID. This costs one request. The list is empty if the object does not exist.
    type: str
  limit:
    description:
      - The maximum number of objects to return. By default, the module returns all objects, from as many pages as
        needed.
    type: int
  offset:
    description:
      - The number of objects to skip at the start of the list.
    type: int
    default: 0
  total:
    description:
      - Whether to also return the total number of objects, as RV(ignore:total). PagerDuty then takes longer to
        respond.
    type: bool
    default: false
notes:
  - PagerDuty lists at most 10,000 objects. If there are more, the module warns that the list is incomplete.
"""

    # For objects that can't be requested by ID.
    PAGES = r"""
options:
  limit:
    description:
      - The maximum number of objects to return. By default, the module returns all objects, from as many pages as
        needed.
    type: int
  offset:
    description:
      - The number of objects to skip at the start of the list.
    type: int
    default: 0
  total:
    description:
      - Whether to also return the total number of objects, as RV(ignore:total). PagerDuty then takes longer to
        respond.
    type: bool
    default: false
notes:
  - PagerDuty lists at most 10,000 objects. If there are more, the module warns that the list is incomplete.
"""

    # For objects with a name that is unique.
    NAMED = r"""
options:
  name:
    description:
      - Only the object with exactly this name. Case is ignored.
    type: str
  query:
    description:
      - Only objects whose name contains this text. Case is ignored.
    type: str
"""

    TAGGED = r"""
options:
  tag:
    description:
      - Only objects with this tag, by label or ID. PagerDuty lists only their IDs, so the module also requests the
        objects themselves, with as few requests as possible.
      - The filters that PagerDuty evaluates, and O(include), can't be used together with it.
    type: str
"""
