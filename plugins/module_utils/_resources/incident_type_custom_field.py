# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom fields of incident types, and their options.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.resource import Parent
from .custom_field import custom_field
from .incident_type import INCIDENT_TYPE

LONGEST_OPTION = 100  # characters

INSTEAD = {
    "options.data": "use options.value instead",
    "field_options": "use options instead",
    "value": "use custom_fields of pagerduty_incident",
}

INCIDENT_TYPE_CUSTOM_FIELD = custom_field(
    "incident_type_custom_field",
    "/incidents/types/{parent}/custom_fields",
    "incidents",
    longest_option=LONGEST_OPTION,
    needs_options=True,
    cleared="",
    parent=Parent(INCIDENT_TYPE, "incident_type", inherits=True),
    instead=INSTEAD,
)
