# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes that all modules document."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying PagerDuty.
  diff_mode:
    description: Returns what changed, or what would change in C(check_mode), in diff mode.
  idempotent:
    description:
      - A second run with the same options changes nothing, if nothing else has changed in the meantime.
  async:
    description: Supports being run with the C(async) keyword.
"""

    MANAGE = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - Only reads. Also predicts the object, without the values that only PagerDuty creates (IDs, links, defaults).
  diff_mode:
    support: full
  idempotent:
    support: full
  async:
    support: full
    details: The task then runs as an ordinary module.
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
    details: The task then runs as an ordinary module.
"""

    # For info modules with the options of the fragment `rows`. With the name ROWS, Ansible would take that fragment.
    INFO_ROWS = r"""
options: {}
attributes:
  check_mode:
    support: partial
    details:
      - Without O(dest), the module only reads, also in check mode.
      - With O(dest), check mode writes no file and reads the first page only, to find out whether PagerDuty rejects the
        request. It always predicts a change, and RV(ignore:count) is null.
  diff_mode:
    support: none
    details: The file can be of any size.
  idempotent:
    support: full
    details: The file is replaced only if its content differs.
  async:
    support: full
    details: The task then runs as an ordinary module.
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
