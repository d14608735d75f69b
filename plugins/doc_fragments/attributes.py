# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module says about itself."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying PagerDuty.
  diff_mode:
    description: Returns what changed, or would change in C(check_mode), when in diff mode.
  idempotent:
    description:
      - When run twice with the same options and nothing else changed meanwhile, the second run changes nothing.
  async:
    description: Supports being run with the C(async) keyword.
"""

    MANAGE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details: Predicts the object as well, but for what only PagerDuty can make (IDs, links, defaults). Only reads.
  diff_mode:
    support: full
  idempotent:
    support: full
  async:
    support: full
    details: Runs as an ordinary module then.
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details: Never modifies anything.
  diff_mode:
    support: N/A
    details: Never modifies anything.
  idempotent:
    support: full
    details: Never modifies anything.
  async:
    support: full
    details: Runs as an ordinary module then.
"""

    ACTIONGROUP = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/community.pagerduty.pagerduty) in C(module_defaults) to set the connection once.
    support: full
    membership:
      - community.pagerduty.pagerduty
"""
