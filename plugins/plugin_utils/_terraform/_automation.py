# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the runners and the actions of Automation Actions.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from ...module_utils._schema.writing import content
from ._conversion import Conversion, Options
from ._state import Instance, Values, block, text

DATA = (
    *("script", "invocation_command", "process_automation_job_id", "process_automation_job_arguments"),
    "process_automation_node_filter",
)


def runner(instance: Instance, conversion: Conversion) -> None:
    values = instance.values
    names = ("name", "description", "runner_type", "runbook_base_uri")
    _add(instance, conversion, "automation_runners", {name: text(values, name) for name in names})
    if text(values, "runner_type") == "runbook":
        what = "the API key of Runbook Automation"
        conversion.secret(instance, "automation_runners", text(values, "name"), "runbook_api_key", what)


def action(instance: Instance, conversion: Conversion) -> None:
    values, data = instance.values, block(instance.values, "action_data_reference")
    runner_id = text(values, "runner_id")
    _add(instance, conversion, "automation_actions", {
        **{name: text(values, name) for name in ("name", "description", "action_type")},
        **{name: text(data, name) for name in DATA},
        "runner": conversion.reference(instance, "runner_id", "automation_runner", runner_id) if runner_id else "",
        "classification": text(values, "action_classification"),
        "only_invocable_on_unresolved_incidents": _is(values, "only_invocable_on_unresolved_incidents") or None,
        "allow_invocation_manually": _unless_true(values, "allow_invocation_manually"),
        "allow_invocation_from_event_orchestration": _unless_true(values, "allow_invocation_from_event_orchestration"),
        "map_to_all_services": _is(values, "map_to_all_services") or None,
    })


def _add(instance: Instance, conversion: Conversion, kind: str, options: Options) -> None:
    """Add an entry. It always has a description, because PagerDuty requires one of a new object."""
    conversion.add(kind, instance, options)
    conversion.found[(kind, instance.id)].options.setdefault("description", "")


def _is(values: Values, name: str) -> bool:
    """A boolean, which the provider also writes as text."""
    return text(values, name).lower() == "true"


def _unless_true(values: Values, name: str) -> bool | None:
    """False, or None for the default."""
    return False if text(values, name).lower() == "false" else None


def team_of_runner(instance: Instance, conversion: Conversion) -> None:
    _append(instance, conversion, "runner", "team")


def team_of_action(instance: Instance, conversion: Conversion) -> None:
    _append(instance, conversion, "action", "team")


def service_of_action(instance: Instance, conversion: Conversion) -> None:
    _append(instance, conversion, "action", "service")


def _append(instance: Instance, conversion: Conversion, owner: str, what: str) -> None:
    """Add a team or a service to its runner or action."""
    attribute = f"{what}_id"
    name = conversion.reference(instance, attribute, what, instance.values.get(attribute))
    options = conversion.owner(instance, f"{owner}_id", f"automation_{owner}")
    options.setdefault(f"{what}s", []).append(name)
    options[f"{what}s"].sort(key=content)
