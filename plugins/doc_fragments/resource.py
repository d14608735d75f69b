# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that the modules share which manage a resource."""

from __future__ import annotations


class ModuleDocFragment:
    # For objects that are identified by their name.
    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) creates the object or updates it to match the options. V(absent) deletes the object and ignores the
        other options.
      - An object that is used by other objects can't be deleted. The error lists them.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - The ID of the object. Use it instead of O(name) to rename an object.
    type: str
"""

    TAGS = r"""
options:
  tags:
    description:
      - The tags of the object, by label or ID. The tags in this list are added, and PagerDuty creates those that do not
        exist. Other tags are left unchanged, unless O(purge_tags=true). Case is ignored.
      - The result does not contain the tags. Use M(community.pagerduty.pagerduty_tag_info) to read them.
      - This option costs one request that reads the tags, and one request for all changes.
    type: list
    elements: str
  purge_tags:
    description:
      - Whether to remove the tags that are not in O(tags) from the object. With O(tags=[]), all tags are removed. The
        tags themselves are not deleted.
    type: bool
    default: false
"""
