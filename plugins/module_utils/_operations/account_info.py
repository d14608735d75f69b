# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a whole account as it is.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.errors import UsageError
from .._engine.account.exporting import Account, Found
from .._engine.account.info import Examination, account_info_operation
from .._resources.team import TEAM
from .account import KINDS
from .account_health import Health
from .on_call_now import read_on_call

LONGEST_RANGE = 90  # days that PagerDuty renders

Params = dict[str, t.Any]


def _validate(params: Params) -> None:
    if not 1 <= params["health_days"] <= LONGEST_RANGE:
        raise UsageError("health_days", f"must be between 1 and {LONGEST_RANGE}")


def _examine(params: Params, account: Account, kinds: t.Collection[str], found: list[Found]) -> Params:
    if not params["health"]:
        return {}
    on_call = read_on_call(account, params["health_days"], kinds, found)
    by_kind = {name: [one for one in found if one.kind.name == name] for name in ("escalation_policies", "services")}
    return {
        "health": Health(found, kinds, account, on_call).check(),
        "on_call": on_call.result(by_kind["escalation_policies"], by_kind["services"]),
    }


EXAMINATION = Examination(
    options={"health": {"type": "bool", "default": False}, "health_days": {"type": "int", "default": 14}},
    validate=_validate,
    run=_examine,
)

ACCOUNT_INFO_OPERATION = account_info_operation("pagerduty_account_info", KINDS, TEAM, EXAMINATION)
