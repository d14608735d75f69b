# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pagerduty_sre_agent_memory in the controller's process. Generated from the module by `make generate`."""

from __future__ import annotations

from ..module_utils._operations.sre_agent_memory import SRE_AGENT_MEMORY_OPERATION
from ..plugin_utils._action import OperationAction


class ActionModule(OperationAction):
    operation = SRE_AGENT_MEMORY_OPERATION
