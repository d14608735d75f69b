# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of the custom fields of a service, which PagerDuty reads and writes for one service at a time.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.early_access import early_access
from .._core.errors import ApiError, UsageError
from .._schema.fields import Canonical, Json, Spec, Writer
from .._schema.resource import Params, Raw, Resource
from .._schema.session import Session, is_predicted
from .._schema.subresource import Run, Subresource, SubresourcePlan, SubresourceRequest
from .custom_field_values import canonical, same
from .service_custom_field import FEATURE, SERVICE_CUSTOM_FIELD

_PATH = "/services/{id}/custom_fields/values"
_SHAPE = responses.Object(
    custom_fields=responses.Each(responses.Object(id=responses.TEXT, name=responses.TEXT))
)
_UNAVAILABLE = (402, 403, 404)  # statuses of the list of fields, if the account does not have them

_SHOWN = ("name", "display_name", "description", "data_type", "field_type")  # what a value repeats of its field

early_access(_PATH, FEATURE)


def _path(service: Raw) -> str:
    return _PATH.replace("{id}", segment(service["id"]))


def _values(session: Session, service: Raw) -> list[Raw]:
    """The values of a service, as PagerDuty returns them."""
    return t.cast("list[Raw]", session.client.get(_path(service), expects=_SHAPE)["custom_fields"])


class FieldValues(Subresource):
    """A dictionary: the name or ID of a field, and its value. Null resets a value."""

    name = "custom_fields"

    def spec(self) -> dict[str, Spec]:
        return {"custom_fields": {"type": "dict"}}

    @property
    def refers(self) -> tuple[Resource, ...]:
        return (SERVICE_CUSTOM_FIELD,)

    def named(self, params: Params) -> list[tuple[Resource, str]]:
        return [(SERVICE_CUSTOM_FIELD, str(name)) for name in params.get(self.name) or ()]

    def plan(
        self, params: Params, desired: dict[str, Canonical], current: Raw | None, session: Session
    ) -> SubresourcePlan:
        stated = [
            (field, name, canonical(field, value, f"custom_fields.{name}"))
            for name, value in params[self.name].items()
            for field in [_field(str(name), value, session)]
        ]
        ids = [field["id"] for field, _name, _value in stated]
        twice = next((name for at, (field, name, _value) in enumerate(stated) if field["id"] in ids[:at]), None)
        if twice is not None:
            raise UsageError(f"custom_fields.{twice}", "another entry names the same field; remove one of the two")
        present = {raw["id"]: raw for raw in self._current(current, session)} if stated else {}
        plan = SubresourcePlan(before={}, after={})
        sent: list[Raw] = []
        for field, _name, value in stated:
            old = present.get(field["id"], {}).get("value", field.get("default_value"))
            initial = field.get("default_value") if value is None else value
            if same(field, initial, old):
                continue
            plan.before[field["name"]], plan.after[field["name"]] = old, value
            sent.append({"id": field["id"], "value": value})
            present[field["id"]] = {**_initial(field), "value": initial}
        if sent:
            plan.becomes = {"custom_fields": sorted(present.values(), key=lambda raw: str(raw["name"]))}
            body = {"custom_fields": sent}
            plan.requests = [SubresourceRequest("PUT", _PATH, "setting custom fields", body, awaits=True)]
        return plan

    def _current(self, service: Raw | None, session: Session) -> list[Raw]:
        """The values before the task, with those that earlier tasks in check mode have predicted."""
        if service is None:
            return []
        predicted = _predicted(service, session)
        if predicted is not None:
            return predicted
        read = session.names.take_read(_path(service))
        return _values(session, service) if read is None else read

    def read(self, found: list[tuple[Raw, Params]], session: Session, run: Run) -> dict[str, t.Any]:
        services = [service for service, params in found if params[self.name]]
        values = run([_values_task(service) for service in services])
        return {_path(service): raws for service, raws in zip(services, values) if raws is not None}

    def fetch(self, raws: list[Raw], run: Run) -> dict[str, t.Any]:
        """The values of each service, or the error. {} if the account has no fields."""
        (fields,) = run([_fields])
        if not fields:
            return {}
        values = run([_optional(_values_task(service)) for service in raws])
        return {str(service["id"]): (fields, found) for service, found in zip(raws, values)}

    def write(self, raw: Raw, found: t.Any, writer: Writer) -> dict[str, t.Any]:
        if found is None:
            return {}
        fields, values = found
        if isinstance(values, ApiError):
            writer.leave_out(self.name, values.message)
            return {}
        written = {}
        for one in sorted(values, key=lambda one: str(one["name"])):
            field = fields.get(one["id"], {})
            is_default = same(field, field.get("default_value"), one.get("value"))
            if writer.full or not is_default:
                written[one["name"]] = None if is_default else one.get("value")
        return {self.name: written} if written else {}


def _field(name: str, value: t.Any, session: Session) -> Raw:
    """The field that a key names. Raises UsageError."""
    option = f"custom_fields.{name}"
    reference = session.names.reference(SERVICE_CUSTOM_FIELD, name, option)
    field = t.cast(Raw, session.names.get(SERVICE_CUSTOM_FIELD, reference["id"]))
    if field.get("enabled") is False and value is not None:
        raise UsageError(option, "the field is disabled, so PagerDuty does not show its values; enable it first")
    return field


def _values_task(service: Raw) -> t.Callable[[Session], list[Raw]]:
    return lambda session: _values(session, service)


def _fields(session: Session) -> dict[str, Raw]:
    """By ID, the enabled fields of the account; {} if it does not have the feature."""
    try:
        found = session.names.all(SERVICE_CUSTOM_FIELD)
    except ApiError as error:
        if error.status not in _UNAVAILABLE:
            raise
        return {}
    return {field["id"]: field for field in found if field.get("enabled") is not False}


def _optional(task: t.Callable[[Session], list[Raw]]) -> t.Callable[[Session], t.Any]:
    """The task, whose result is the error if PagerDuty rejects the request."""

    def work(session: Session) -> t.Any:
        try:
            return task(session)
        except ApiError as error:
            return error

    return work


def with_values(params: Params, session: Session, service: dict[str, Json]) -> dict[str, Json]:
    """A service of the info module, with its values if the task asks for them.

    In check mode, they are those that earlier tasks have predicted. A new service has the default values of the fields.
    """
    if not params.get("custom_fields"):
        return service
    predicted = _predicted(service, session)
    if predicted is not None and is_predicted(service["id"]):
        stated = {raw["id"] for raw in predicted}
        shown = [field for field in session.names.all(SERVICE_CUSTOM_FIELD) if field.get("enabled") is not False]
        predicted += [_initial(field) for field in shown if field["id"] not in stated]
    return {**service, "custom_fields": _values(session, service) if predicted is None else predicted}


def _initial(field: Raw) -> Raw:
    """The value of a field that a service has no value of its own for."""
    known = {name: field.get(name) for name in _SHOWN}
    return {**known, "id": field["id"], "type": "field_value", "value": field.get("default_value")}


def _predicted(service: Raw, session: Session) -> list[Raw] | None:
    """The values that earlier tasks in check mode have predicted. None if they have not predicted any."""
    if not session.predictions:
        return None
    predicted = session.predictions.changed(f"/services/{segment(service['id'])}").get("custom_fields")
    return list(predicted or []) if predicted is not None or is_predicted(service["id"]) else None
