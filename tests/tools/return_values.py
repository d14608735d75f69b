# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the return values that all modules have: the generated region `return values` in RETURN.

Documentation fragments can't contain return values for all ansible-cores that the collection supports.

A module with a declaration also gets the object, or the list, and `diff`, unless RETURN describes them outside the
region. Their samples are from the integration tests.

The settings of the region replace the parts of the samples that follow from the declaration:
    request: the request in `requests`, such as `GET /teams?query=Platform`. status: its HTTP status.
    failed: the request in `failure`; by default, that of `requests`. code, message, errors: the failure. Its HTTP
        status is `failed_status`.
    missing: whether `failure` is PagerDuty's for an object that does not exist.
    several: whether `failure` is the first of several failures.
"""

from __future__ import annotations

import textwrap
from typing import Any

import regions
import yaml
from module_files import Module

REGION = "return values"

_ID = "PQ9K7I8"

_OBJECT = """{key}:
  description:
    - The {title} as it is in PagerDuty after the task.
    - In check mode, the predicted object, without the values that only PagerDuty creates.
{absent}  returned: success
  type: dict
"""

_ABSENT = "    - Null with O(state=absent).\n"

_LIST = """{key}:
  description: The objects as returned by PagerDuty. Empty if no object matches.
  returned: success
  type: list
  elements: dict
"""

_DIFF = """diff:
  description: The options that differed, with their values before and after.
  returned: success
  type: dict
"""

_TOTAL = """total:
  description: The total number of objects, independent of O(limit) and O(offset).
  returned: with O(total=true)
  type: int
  sample: 42
"""

_SHARED = """requests:
  description: The requests that the task sent, in order.
  returned: with O(debug=true)
  type: list
  elements: dict
  sample:
    - method: {method}
      path: {path}
      status: {status}
      outcome: "{status}"
      milliseconds: 87
      request_id: 3f8e4a2c
failure:
  description:
    - The error as data, so that a play can branch on it. The keys are C(status) (the HTTP status), C(code)
      (PagerDuty's error number), C(message), C(errors) (a list of detailed messages) and C(request) (C(method),
      C(path), and the C(id) that PagerDuty's support asks for). Keys that do not apply are null.
{first}  returned: failure
  type: dict
  sample:
    status: {failed_status}
    code: {code}
    message: {message}
    errors: {errors}
    request: {{method: {failed_method}, path: "{failed_path}", id: 3f8e4a2c}}
"""


_MISSING = {"failed_status": 404, "code": 2100, "message": "Not Found", "errors": []}

_FIRST = "    - If there are several errors, this is the first one.\n"


def with_return_values(module: Module) -> str:
    """Return the text of a module with the current region."""
    entries = yaml.safe_load(regions.removed(module.constant("RETURN"), REGION)) or {}
    parts = []
    if module.resource and module.is_info:
        if module.resource.plural not in entries:
            sample = _sample([_object(module)])
            parts.append(_LIST.format(key=module.resource.plural) + sample)
    elif module.resource:
        if module.resource.result_key not in entries:
            absent = _ABSENT if module.resource.removal.action else ""
            title = module.resource.title
            parts.append(_OBJECT.format(key=module.resource.result_key, title=title, absent=absent))
            parts.append(_sample(_object(module)))
        if "diff" not in entries:
            parts.append(_DIFF + _sample(_difference(module)))
    if module.is_info and "total" in module.operation.options:
        parts.append(_TOTAL)
    parts.append(_shared(module))
    return regions.replaced(module.text, REGION, "".join(parts))


def _shared(module: Module) -> str:
    settings = regions.settings(module.text, REGION)
    given = {**_defaults(module), **(_MISSING if settings.get("missing") else {}), **settings}
    if "request" not in given:
        raise SystemExit(f"{module.name}: the mark of the region `{REGION}` needs the setting `request`")
    method, path = given["request"].split(" ")
    failed_method, failed_path = given.get("failed", given["request"]).split(" ")
    return _SHARED.format(
        method=method,
        path=path,
        status=given.get("status", 200),
        first=_FIRST if given.get("several") else "",
        failed_status=given.get("failed_status", 400),
        code="null" if given.get("code", 2001) is None else given.get("code", 2001),
        message=given.get("message", "Invalid Input Provided"),
        errors=yaml.safe_dump(given.get("errors", []), default_flow_style=True, width=200).strip(),
        failed_method=failed_method,
        failed_path=failed_path,
    )


def _defaults(module: Module) -> dict[str, Any]:
    """Return the settings that follow from the declaration."""
    resource = module.resource
    if not resource:
        return {}
    path = resource.path.format(parent=_ID)
    if module.is_info:
        limited = "?limit=100&offset=0" if resource.listing.limits else ""
        errors = ["Limit must be a number"] if resource.listing.limits else []
        return {"request": f"GET {path}{limited}", "failed": f"GET {path}", "errors": errors}
    name = str(module.test_data.get("created", {}).get(resource.key, "")).replace(" ", "+")
    search = f"?{resource.query}={name}" if resource.query and name else ""
    taken = {"errors": [f"{resource.key.capitalize()} has already been taken"]}
    return {
        "request": f"GET {path}{search}",
        "failed": f"PUT {path}/{_ID}",
        **(taken if resource.unique and resource.key in resource.unique_keys else _MISSING),
    }


def _object(module: Module) -> dict[str, Any]:
    """Return the object that the integration tests create, as a sample."""
    created = {key: value for key, value in module.test_data.get("created", {}).items() if "{{" not in str(value)}
    summary = created.get(module.resource.summary_of)
    return {"id": _ID, "type": module.resource.name, **({"summary": summary} if summary else {}), **created}


def _difference(module: Module) -> dict[str, Any] | None:
    """Return one option that the first update of the integration tests changes, before and after; None without one."""
    for step in module.test_data.get("updates", [])[:1]:
        before, after = step.get("before", {}), step.get("after", {})
        for name in [name for name in before if name in after and name != module.resource.key]:
            if "{{" not in f"{before[name]}{after[name]}":
                return {"before": {name: before[name]}, "after": {name: after[name]}}
    return None


class Dumper(yaml.SafeDumper):
    """Indents the entries of lists, as yamllint wants it."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def _sample(value: Any) -> str:
    if value is None:
        return ""
    dumped = yaml.dump({"sample": value}, Dumper=Dumper, sort_keys=False, width=110, allow_unicode=True)
    return textwrap.indent(dumped, "  ")
