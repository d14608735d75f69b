# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A way to become oneself, which works on any machine."""

from __future__ import annotations

DOCUMENTATION = r"""
name: oneself
short_description: Become oneself
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - For tests of what happens to tasks that use become.
options:
  become_user:
    description: Ignored.
    type: str
    default: oneself
    keyword:
      - name: become_user
  become_exe:
    description: Ignored.
    type: str
  become_flags:
    description: Ignored.
    type: str
  become_pass:
    description: Ignored.
    type: str
"""

from ansible.plugins.become import BecomeBase


class BecomeModule(BecomeBase):
    name = "oneself"

    def build_become_command(self, cmd, shell):
        super().build_become_command(cmd, shell)
        return self._build_success_command(cmd, shell) if cmd else cmd
