# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the custom fields of services and those of incidents have in common: the fields, and their options.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import UsageError
from .._schema.fields import Boolean, Canonical, Choice, Field, Json, Resolver, Spec, Text, Writer
from .._schema.listing import Listing
from .._schema.resource import Endpoint, Params, Raw, Resource
from .._schema.session import Session
from .._schema.subresource import Subresource, SubresourcePlan, SubresourceRequest
from . import custom_field_values as values

_NAME = re.compile("[a-z0-9_]+")
_IDENTIFIED = responses.Object(field_option=responses.IDENTIFIED)
_FIXED = "PagerDuty can't change it. To replace the field, delete it first; {holders} then lose their values"


class FieldName(Text):
    """The name by which requests state values."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        text = super().parse(value, path, resolver, current)
        if not _NAME.fullmatch(text):
            raise UsageError(
                path, f"{text!r} may only have lower-case letters, digits and underscores; display_name can be any text"
            )
        return text


class DefaultValue(Field):
    """The value of objects without a value of their own."""

    type = "raw"

    def read(self, parent: dict[str, Json]) -> Canonical:
        return self.raw(parent) if self.api in parent else values.NOT_RETURNED

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return current is values.NOT_RETURNED or (desired == current and type(desired) is type(current))

    def show(self, value: Canonical) -> Json:
        return None if value is values.NOT_RETURNED else value

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return self.show(value)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return self.show(value)

    def is_initial(self, value: Canonical) -> bool:
        return self.show(value) is None


class Options(Field):
    """The options of a new field, which its create contains. Later, each has requests of its own, see `_OptionList`."""

    type = "list"

    def __init__(self, longest: int) -> None:
        super().__init__("options", api="field_options", create_only=True, initial=[])
        self._longest = longest  # characters of the value of an option

    def spec(self) -> Spec:
        suboptions: dict[str, Spec] = {"value": {"type": "str", "required": True}, "id": {"type": "str"}}
        return {**super().spec(), "elements": "dict", "options": suboptions}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        found: list[dict[str, Json]] = []
        for index, entry in enumerate(value):
            text = entry["value"].strip()
            at = f"{path}[{index}].value"
            if not text:
                raise UsageError(at, "must not be empty")
            if len(text) > self._longest:
                raise UsageError(at, f"has {len(text)} characters; PagerDuty allows at most {self._longest}")
            if text in [one["value"] for one in found]:
                raise UsageError(at, f"{text!r} is in another entry as well; remove one of the two")
            found.append({"id": entry["id"].strip(), "value": text} if entry.get("id") else {"value": text})
        return found

    @property
    def expects(self) -> responses.Shape:
        data = responses.Object(value=responses.TEXT)
        return responses.Maybe(responses.Each(responses.Object(data=data)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        """An option that only check mode has created has no ID."""
        return [{"id": raw.get("id"), "value": raw["data"]["value"]} for raw in self.raw(parent) or ()]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(self.show(desired) == self.show(current))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [_option(entry["value"]) for entry in value]

    def show(self, value: Canonical) -> Json:
        return [entry["value"] for entry in value or ()]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return [{"value": entry["value"]} for entry in value]


def _option(text: str) -> Raw:
    return {"data": {"data_type": "string", "value": text}}


class _OptionList(Subresource):
    """The options of a field that exists.

    Each is added, renamed and removed with a request of its own. An update with a list of all options would remove an
    option that another run has just added.
    """

    name = "options"

    def __init__(self, field: Options) -> None:
        self._field = field

    def spec(self) -> dict[str, Spec]:
        return {"options": self._field.spec(), "purge_options": {"type": "bool", "default": False}}

    def plan(
        self, params: Params, desired: dict[str, Canonical], current: Raw | None, session: Session
    ) -> SubresourcePlan:
        if current is None:
            return SubresourcePlan()
        known = self._field.read(current)
        kept: dict[int, str] = {}  # by the index of an option that stays, its value afterwards
        added: list[str] = []
        for index, entry in enumerate(desired["options"]):
            name = "id" if entry.get("id") else "value"
            at = next((at for at, one in enumerate(known) if at not in kept and one[name] == entry[name]), None)
            if at is not None:
                kept[at] = entry["value"]
            elif name == "id":
                raise UsageError(f"options[{index}].id", f"there is no option with the ID {entry['id']!r}; omit id")
            else:
                added.append(entry["value"])
        if not params.get("purge_options"):
            kept = {at: kept.get(at, one["value"]) for at, one in enumerate(known)}
        after = [*kept.values(), *added]
        twice = next((text for text in after if after.count(text) > 1), None)
        if twice is not None:
            raise UsageError("options", f"another option has the value {twice!r}; set purge_options to remove it")
        requests = _requests(known, kept, added)
        shown = [
            *({"id": known[at]["id"], "type": "field_option", **_option(text)} for at, text in sorted(kept.items())),
            *({"type": "field_option", **_option(text)} for text in added),
        ]
        return SubresourcePlan(
            before=[one["value"] for one in known],
            after=[one["data"]["value"] for one in shown],
            requests=requests,
            becomes={"field_options": shown} if requests else {},
            reread=bool(requests),
        )


def _requests(known: list[Raw], kept: dict[int, str], added: list[str]) -> list[SubresourceRequest]:
    """The requests that change the options of a field. Removals come first: their values can be used again."""
    path = "{list}/{id}/field_options"
    removed = [one for at, one in enumerate(known) if at not in kept]
    renamed = [(known[at], text) for at, text in sorted(kept.items()) if text != known[at]["value"]]
    return [
        *(
            SubresourceRequest("DELETE", f"{path}/{segment(one['id'])}", f"removing the option {one['value']!r}")
            for one in removed
        ),
        *(
            SubresourceRequest(
                "PUT",
                f"{path}/{segment(one['id'])}",
                f"renaming the option {one['value']!r}",
                {"field_option": _option(text)},
                expects=_IDENTIFIED,
            )
            for one, text in renamed
        ),
        *(
            SubresourceRequest(
                "POST", path, f"adding the option {text!r}", {"field_option": _option(text)}, expects=_IDENTIFIED
            )
            for text in added
        ),
    ]


def _adjust(
    params: Params, session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None
) -> None:
    """The default value has the type of the field, and is one of its options."""
    known = {**(current or {}), **desired}
    if desired.get("default_value") in (None, ""):
        desired.update({name: None for name in ("default_value",) if name in desired})
        return
    options = [*(known.get("options") or ()), *((current or {}).get("options") or ())]
    field = {
        "data_type": known.get("data_type"),
        "field_type": known.get("field_type"),
        "field_options": [_option(entry["value"]) for entry in options],
    }
    desired["default_value"] = values.canonical(field, desired["default_value"], "default_value")


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    known = {**current, **desired}
    field_type, data_type = known.get("field_type"), known.get("data_type")
    if desired.get("options") and field_type in ("single_value", "multi_value"):
        raise UsageError(
            "options", f"a field of the type {field_type} has no options; remove them, or use {field_type}_fixed"
        )
    if field_type not in (None, "single_value") and data_type not in (None, "string"):
        raise UsageError("data_type", f"must be string for the field type {field_type}, not {data_type}")


def _check_with_options(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    """The same, for fields that PagerDuty does not create without options."""
    _check(desired, current)
    if not current and values.has_options(desired) and not desired.get("options"):
        raise UsageError("options", f"a new field of the type {desired['field_type']} needs at least one option")


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    predicted.pop("updated_at", None)


def listing(*, limits: bool) -> Listing:
    """What an info module lists. limits: see `Listing`."""
    return Listing(
        exact=("name",), limits=limits, parameters=lambda _params, _session: {"include[]": ["field_options"]}
    )


def custom_field(
    name: str,
    path: str,
    holders: str,
    *,
    longest_option: int,
    needs_options: bool = False,
    enabled_later: bool = False,
    cleared: str | None = None,
    **differences: t.Any,
) -> Resource:
    """The declaration of custom fields.

    holders: the objects that have values, for messages. longest_option: characters of the value of an option.
    needs_options: PagerDuty does not create a field with fixed values without options. enabled_later: a create can't
    contain `enabled`. cleared: what clears the description. differences: further properties of the declaration.
    """

    def verify(session: Session, desired: dict[str, Canonical], current: Raw | None) -> None:
        """No two fields may have the same display name. Fields of a type have another list for each type."""
        shown, own = desired.get("display_name"), (current or {}).get("id")
        if not shown or resource.parent:
            return
        for other in session.names.all(resource):
            if other["id"] != own and str(other.get("display_name")).casefold() == shown.casefold():
                raise UsageError("display_name", f"{shown!r} is the display name of the field {other['name']}")

    options, fixed = Options(longest_option), _FIXED.format(holders=holders)
    properties: dict[str, t.Any] = {
        "plural": f"{name}s",
        "title": name.replace("_", " "),
        "wrapper": "field",
        "list_wrapper": "fields",
        "query": None,
        "paged": False,
        "includes": ("field_options",),
        "placeholders": {"type": "field"},
        "fields": (
            FieldName("name", longest=50, clearable=False, fixed=fixed),
            Text("display_name", longest=50, clearable=False, on_create=True),
            Text("description", longest=1000, cleared=cleared),
            Choice("data_type", values.DATA_TYPES, on_create=True, fixed=fixed),
            Choice("field_type", values.FIELD_TYPES, on_create=True, fixed=fixed),
            DefaultValue("default_value"),
            Boolean("enabled", unset=True, initial=True, update_only=enabled_later),
            options,
        ),
        "subresources": (_OptionList(options),),
        "endpoint": Endpoint(omit_type=True),
        "adjust": _adjust,
        "check": _check_with_options if needs_options else _check,
        "verify": verify,
        "predict": _predict,
        "listing": listing(limits=False),
    }
    resource = Resource(name=name, path=path, **{**properties, **differences})
    return resource
