# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pagerduty_enrichment_record in the controller's process. Generated from the module by `make generate`."""

from __future__ import annotations

from ..module_utils._operations.enrichment_record import ENRICHMENT_RECORD_OPERATION
from ..plugin_utils._action import OperationAction


class ActionModule(OperationAction):
    operation = ENRICHMENT_RECORD_OPERATION
