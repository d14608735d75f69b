# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations whose errors have the form of API v3.

The sentences start with the path of a field: ``event.effective_until must be after effective_since``.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...core.errors import ApiError, of_version_3
from ...schema.call import Call, Reply
from ...schema.operation import Operation


@dataclass(frozen=True)
class OperationOfVersion3(Operation):
    """An operation whose errors have the form of API v3."""

    def __call__(self, call: Call) -> Reply:
        try:
            return super().__call__(call)
        except ApiError as error:
            raise of_version_3(error) from None
