# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log entries: of all incidents, or of one.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._engine.resource_operations import info_operation
from .._engine.session import Session
from .._resources.log_entry import LOG_ENTRIES
from .incident import WHICH, WHICH_IF_ANY, by_incident

_INQUIRY = info_operation(LOG_ENTRIES)


def _list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    return _INQUIRY.work(by_incident(params, session), session)


LOG_ENTRY_INFO_OPERATION = replace(
    _INQUIRY,
    options={**_INQUIRY.options, **WHICH},
    work=_list,
    constraints=WHICH_IF_ANY,
)
