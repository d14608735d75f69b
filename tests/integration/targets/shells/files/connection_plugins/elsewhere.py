# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to another host that is in truth this one."""

from __future__ import annotations

DOCUMENTATION = r"""
name: elsewhere
short_description: Another host that is in truth this one
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - For tests of what happens to tasks for other hosts.
options:
  become_success_timeout:
    description: What the local connection asks for.
    type: int
    default: 10
  become_strip_preamble:
    description: What the local connection asks for.
    type: bool
    default: true
extends_documentation_fragment:
  - connection_pipelining
"""

from ansible.plugins.connection.local import Connection as Local


class Connection(Local):
    transport = "elsewhere"
