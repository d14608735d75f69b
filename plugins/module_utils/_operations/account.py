# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a whole account.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._engine.account.operation import account_operation, kinds_of
from .account_table import RESOURCES

KINDS = kinds_of(RESOURCES)

ACCOUNT_OPERATION = account_operation("pagerduty_account", KINDS)
