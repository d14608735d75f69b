# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pagerduty_team_membership in the controller's process. Generated from the module by `make generate`."""

from __future__ import annotations

from ..module_utils._engine.association_operation import association_operation
from ..module_utils._resources.team_members import MANAGED_TEAM, MEMBERS
from ..plugin_utils._action import OperationAction


class ActionModule(OperationAction):
    operation = association_operation(MANAGED_TEAM, MEMBERS, name='team_membership')
