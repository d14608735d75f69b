# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pagerduty_status_page_post_info in the controller's process. Generated from the module by `make generate`."""

from __future__ import annotations

from ..module_utils._engine.resource_operations import info_operation
from ..module_utils._resources.status_page_post import STATUS_PAGE_POST
from ..plugin_utils._action import OperationAction


class ActionModule(OperationAction):
    operation = info_operation(STATUS_PAGE_POST)
