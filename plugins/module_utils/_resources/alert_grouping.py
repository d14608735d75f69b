# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How alert grouping settings are found, and to which setting a service belongs.

`alert_grouping_setting` adds their options. Services need only what is here.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.errors import UsageError
from .._schema.fields import Json
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session

Raw = dict[str, Json]

SERVICES_IN_QUERY = 50  # of one request, so that its URL is not too long

ALERT_GROUPING_SETTING = Resource(
    name="alert_grouping_setting",
    plural="alert_grouping_settings",
    title="alert grouping setting",
    path="/alert_grouping_settings",
    # PagerDuty's Go client expects a 404 for an account without settings.
    optional=True,
    query=None,
    cursors=True,
    unique_keys=(),
    called=lambda raw: "without a name",
    minimum=responses.IDENTIFIED.having(
        type=responses.Maybe(responses.TEXT), services=responses.Maybe(responses.Each(responses.IDENTIFIED))
    ),
    # PagerDuty's Terraform provider always sends all attributes. Without `services`, they remain as they are.
    endpoint=Endpoint(omit_type=True, repeats=("name", "description", "type", "config")),
)


def is_own(setting: Raw) -> bool:
    """Whether a setting only stores the option `alert_grouping_parameters` of a service, which can state all of it."""
    if (setting.get("name") or "").strip() or len(setting.get("services") or ()) != 1:
        return False
    config = setting.get("config") or {}
    if setting.get("type") == "time":
        return bool((config.get("timeout") or 0) % 60 == 0)
    if setting.get("type") == "intelligent":
        return config.get("iag_fields") in (None, ["summary"])
    return setting.get("type") == "content_based"


def settings_of(session: Session, services: t.Collection[str]) -> dict[str, Raw]:
    """By the ID of each of these services that belongs to a setting, this setting, as it is now.

    In check mode, also as earlier tasks would have changed it.
    """
    found: list[Raw] = []
    wanted = sorted(services)
    if session.predictions:
        found = session.names.all(ALERT_GROUPING_SETTING)
    else:
        for start in range(0, len(wanted), SERVICES_IN_QUERY):
            query = {"service_ids[]": wanted[start : start + SERVICES_IN_QUERY]}
            found += session.names.selected(ALERT_GROUPING_SETTING, query, fresh=True)
    return {
        service["id"]: setting
        for setting in found
        for service in setting.get("services") or ()
        if service["id"] in services
    }


def check_own(session: Session, service_id: str, option: str) -> None:
    """Raise UsageError if the alerts of a service are grouped by a setting that its task does not name.

    Writing the option of the service would take it out of a setting with several services, and change a setting that
    has only this one. option: the name of the option.
    """
    setting = settings_of(session, {service_id}).get(service_id)
    if setting is not None and not is_own(setting):
        raise UsageError(
            option,
            f"the alert grouping setting {ALERT_GROUPING_SETTING.describe(setting)} groups the alerts of this service,"
            " and this option would override it. Omit the option, and change the setting with"
            " pagerduty_alert_grouping_setting, or first remove the service from the setting",
        )
