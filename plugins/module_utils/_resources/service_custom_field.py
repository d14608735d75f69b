# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of services, and their options.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core.early_access import early_access
from .._schema.resource import Params, Raw
from .._schema.session import Session
from .custom_field import custom_field, listing

PATH = "/services/custom_fields"
FEATURE = "service-custom-fields-preview"

early_access(PATH, FEATURE)


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """Whether PagerDuty returns the default value is only known afterwards: its reference does not document it here."""
    predicted.pop("updated_at", None)
    if "default_value" in changes:
        del predicted["default_value"]


def _warn(params: Params, session: Session, change: t.Any, made: Raw) -> None:
    if params.get("default_value") is not None and not session.check_mode and "default_value" not in made:
        session.warn(
            "default_value: PagerDuty did not return it, so it does not support default values of these fields, and the"
            " option has no effect"
        )


SERVICE_CUSTOM_FIELD = custom_field(
    "service_custom_field",
    PATH,
    "services",
    longest_option=200,
    summary_of="display_name",
    predict=_predict,
    finish=_warn,
    listing=listing(limits=True),
    instead={"options.data": "use options.value instead", "value": "use custom_fields of pagerduty_service"},
)
