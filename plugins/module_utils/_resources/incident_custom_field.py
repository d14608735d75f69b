# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of the base incident type in PagerDuty's older form.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .custom_field import custom_field, listing
from .incident_type_custom_field import INSTEAD, LONGEST_OPTION

INCIDENT_CUSTOM_FIELD = custom_field(
    "incident_custom_field",
    "/incidents/custom_fields",
    "incidents",
    longest_option=LONGEST_OPTION,
    enabled_later=True,
    listing=listing(limits=True),
    instead={**INSTEAD, "incident_type": "use pagerduty_incident_type_custom_field instead"},
    outside_account="these are the fields of the base type in incident_type_custom_fields, in an older form",
)
