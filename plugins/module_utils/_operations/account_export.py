# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a whole account, written to files.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._engine.account.file_export import account_export_operation
from .._resources.team import TEAM
from .account import KINDS

ACCOUNT_EXPORT_OPERATION = account_export_operation("pagerduty_account_export", KINDS, TEAM)
