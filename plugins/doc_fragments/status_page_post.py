# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that name a post on a status page."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  status_page:
    description:
      - The status page, by name or ID.
    type: str
    required: true
  post:
    description:
      - The post, by title or ID. Case is ignored.
      - If several posts of the page have the title, the module uses the one that is not over. If all of them are over,
        it uses the one with the latest update. If several are not over, the task fails and lists them.
    type: str
    required: true
  final_statuses:
    description:
      - The descriptions of the statuses that end a post. Case is ignored. A post whose latest update has one of them is
        over, and so is a post for maintenance whose end has passed.
      - Set it if several posts have the same title, and the page has other statuses than the default ones.
    type: list
    elements: str
    default: [resolved, completed]
"""
