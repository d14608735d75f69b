# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts extensions of services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import re

from ...module_utils._resources.extension import config_options
from ...module_utils._schema.fields import folded
from ...module_utils._schema.secrets import is_masked
from ...module_utils._schema.urls import shown_url
from ._conversion import Conversion, NotConverted, Options
from ._state import Instance, Values, text

_SECRET = re.compile("token|password|secret", re.IGNORECASE)


def extension(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    try:
        config = json.loads(text(values, "config") or "{}") or {}
    except ValueError:
        config = None
    if not isinstance(config, dict):
        raise NotConverted("its config is not a JSON object")
    secrets = [name for name, value in config.items() if _SECRET.search(name) or is_masked(value)]
    options = config_options({name: value for name, value in config.items() if name not in secrets})
    _add(instance, conversion, text(values, "endpoint_url"), options)
    for name in secrets:
        what = f"the value of {name}"
        conversion.secret(instance, "extensions", text(values, "name"), f"secret_config.{name}", what)


def servicenow(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    names = ("snow_user", "sync_options", "target", "task_type", "referer")
    _add(instance, conversion, "", {"servicenow": {name: text(values, name) for name in names if text(values, name)}})
    name = text(values, "name")
    what = "the password of ServiceNow"
    conversion.secret(instance, "extensions", name, "servicenow.snow_password", what)
    if text(values, "endpoint_url"):
        _secret_url(instance, conversion, values)


def _add(instance: Instance, conversion: Conversion, url: str, options: Options) -> None:
    """Add the entry. url: where PagerDuty sends the incidents."""
    values = instance.values
    is_secret = is_masked(url) or shown_url(url) != url
    schema = conversion.reference(instance, "extension_schema", "extension_schema", values.get("extension_schema"))
    conversion.add("extensions", instance, {
        "name": text(values, "name"),
        "extension_schema": schema,
        "extension_objects": sorted(conversion.references(instance, "extension_objects", "service"), key=folded),
        "endpoint_url": "" if is_secret else url,
        **options,
    })
    if is_secret:
        _secret_url(instance, conversion, values)


def _secret_url(instance: Instance, conversion: Conversion, values: Values) -> None:
    what = "the URL to which PagerDuty sends the incidents"
    conversion.secret(instance, "extensions", text(values, "name"), "endpoint_url", what)
