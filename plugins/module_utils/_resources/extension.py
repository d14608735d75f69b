# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions of services: what PagerDuty sends to another product when incidents change.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._core import responses
from .._core.client import segment
from .._core.errors import UsageError
from .._schema.fields import (
    Canonical,
    Details,
    Field,
    Json,
    Name,
    Reference,
    References,
    Resolver,
    Spec,
    Text,
    Writer,
    folded,
)
from .._schema.listing import Filter, Listing
from .._schema.resource import ByContent, Endpoint, Resource
from .._schema.secrets import NEW_SECRET, PUSH, PUSH_SPEC, SECRET, Pushed, is_masked
from .._schema.session import Session, is_predicted
from .._schema.subresource import Run, Subresource, SubresourcePlan, SubresourceRequest
from .._schema.urls import address, checked_url, shown_url
from .extension_schema import EXTENSION_SCHEMA, needs_authorization
from .service import SERVICE

Raw = dict[str, Json]

PATH = "/extensions"

SYNC_OPTIONS = ("manual_sync", "sync_all")
RESTRICTIONS = ("any", "pd-users")
NOTIFY_TYPES = ("acknowledge", "assignments", "resolve")

_PASSWORD = "snow_password"
_SNOW = ("snow_user", "sync_options", "target", "task_type", "referer")

# The options that together are PagerDuty's `config`.
_SERVICENOW: Spec = {
    "type": "dict",
    "options": {
        "snow_user": {"type": "str"},
        _PASSWORD: {"type": "str", "no_log": True},
        "sync_options": {"type": "str", "choices": list(SYNC_OPTIONS)},
        "target": {"type": "str"},
        "task_type": {"type": "str"},
        "referer": {"type": "str"},
    },
}
_GENERIC_WEBHOOK: Spec = {
    "type": "dict",
    "options": {
        "restrict": {"type": "str", "choices": list(RESTRICTIONS)},
        "notify_types": {"type": "dict", "options": {name: {"type": "bool"} for name in NOTIFY_TYPES}},
    },
}


# -- fields ----------------------------------------------------------------------------------------------------------


class _Url(Text):
    """Where PagerDuty sends the incidents. PagerDuty masks it for some schemas. Then it can't be compared."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return checked_url(super().parse(value, path, resolver, current), path)

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return shown_url(value) if full else str(value)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if is_masked(current):
            return not isinstance(desired, Pushed)
        if not desired or not current:  # some schemas have no URL
            return not desired and not current
        return address(desired) == address(current)

    def show(self, value: Canonical) -> Json:
        return shown_url(value or "")

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        return (SECRET, NEW_SECRET) if is_masked(current) else super().difference(desired, current)

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if is_masked(value) or shown_url(value) != value:
            writer.secret(path, "the URL to which PagerDuty sends the incidents")
            return None
        return value or None


class _Config(Field):
    """What the schema needs besides the URL, as PagerDuty has it. Several options specify it, see `_prepare`.

    Canonical: `values` are compared. `secrets` are not, because PagerDuty does not return them. `pushed`: they are sent
    in any case. `needed`: what a new extension needs.
    """

    type = "dict"

    def read(self, parent: Raw) -> Canonical:
        return {"values": self.raw(parent) or {}, "secrets": {}}

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if desired.get("pushed") and desired["secrets"]:
            return False
        return _contains((current or {}).get("values") or {}, desired["values"])

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        """All of it: an update replaces it."""
        kept = (current or {}).get("values") or {}
        if not full:
            kept = {name: entry for name, entry in kept.items() if not is_masked(entry)}
        merged = t.cast(Raw, _merged(kept, value["values"]))
        return merged if full else {**merged, **value["secrets"]}

    def show(self, value: Canonical) -> Json:
        return {**value["values"], **dict.fromkeys(value["secrets"], SECRET)}

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        old = (current or {}).get("values") or {}
        names = [name for name, value in desired["values"].items() if not _contains(old.get(name), value)]
        before = {name: old.get(name) for name in names}
        after = {name: _merged(old.get(name), desired["values"][name]) for name in names}
        if desired.get("pushed"):
            before.update(dict.fromkeys(desired["secrets"], SECRET))
            after.update(dict.fromkeys(desired["secrets"], NEW_SECRET))
        return before, after

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return None  # `_unprepare` writes the options


_FREE = Details("config")


def _contains(current: Json, desired: Json) -> bool:
    """Whether the current value has all that is desired. A desired null is an absent value."""
    if isinstance(desired, dict):
        current = current if isinstance(current, dict) else {}
        return all(_contains(current.get(name), value) for name, value in desired.items())
    return bool(current == desired)


def _merged(current: Json, desired: Json) -> Json:
    """The current value with what is desired."""
    if not isinstance(desired, dict):
        return desired
    current = current if isinstance(current, dict) else {}
    merged = {**current, **{name: _merged(current.get(name), value) for name, value in desired.items()}}
    return {name: value for name, value in merged.items() if value is not None}


class _Disabled(Subresource):
    """PagerDuty disables an extension for a while after rejected webhooks. `enabled: true` ends this."""

    name = "enabled"

    def spec(self) -> dict[str, Spec]:
        return {self.name: {"type": "bool"}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: Raw | None, session: Session
    ) -> SubresourcePlan:
        if params[self.name] is False:
            raise UsageError(self.name, "PagerDuty can't disable an extension; use state: absent to delete it")
        if not current or is_predicted(current["id"]) or not self._is_disabled(current, session):
            return SubresourcePlan()
        request = SubresourceRequest("POST", f"{PATH}/{{id}}/enable", "enabling it again", repeatable=True)
        return SubresourcePlan(before=False, after=True, requests=[request])

    def read(self, found: list[tuple[Raw, dict[str, t.Any]]], session: Session, run: Run) -> dict[str, t.Any]:
        paths = [self._path(raw) for raw, _params in found if not is_predicted(raw["id"])]
        read = run([partial(self._request, path) for path in paths])
        return dict(zip(paths, read))

    def _is_disabled(self, current: Raw, session: Session) -> bool:
        """Whether PagerDuty has disabled it, which lists do not say."""
        path = self._path(current)
        return bool((session.names.take_read(path) or self._request(path, session)).get("temporarily_disabled"))

    @staticmethod
    def _path(raw: Raw) -> str:
        return f"{PATH}/{segment(raw['id'])}"

    @staticmethod
    def _request(path: str, session: Session) -> Raw:
        query = {"include[]": ["temporarily_disabled"]}
        expects = responses.Under(responses.IDENTIFIED, "extension")
        return t.cast(Raw, session.client.get(path, query, expects)["extension"])


# -- which extension -------------------------------------------------------------------------------------------------


def _meant(session: Session, params: dict[str, t.Any], found: list[Raw]) -> list[Raw]:
    """Those with the schema of the task that have one of its services. If some have exactly these, only those.

    Two runs can create the same one at the same moment, so that there can be several. An extension that has only other
    services is another one, although it has the same name. Names of services are compared with those in the
    extensions, so that unchanged extensions need no list of services.
    """
    schema, services = params.get("extension_schema"), params.get("extension_objects")
    if schema is not None:
        found = [raw for raw in found if _is_meant(session, raw["extension_schema"], schema, EXTENSION_SCHEMA)]
    if not services:
        return found
    same, shares = [], []
    for raw in found:
        objects = raw["extension_objects"]
        named = [any(_is_meant(session, one, value, SERVICE) for one in objects) for value in services]
        if all(named) and len(objects) == len(services):
            same.append(raw)
        elif any(named):
            shares.append(raw)
    return same or shares


def _is_meant(session: Session, reference: Raw, value: str, resource: Resource) -> bool:
    """Whether a name or ID in a task means the object that an extension refers to."""
    if value.strip() == reference["id"] or folded(reference.get("summary") or "") == folded(value):
        return True
    if reference.get("summary") and resource is SERVICE:
        return False
    option = "extension_objects" if resource is SERVICE else "extension_schema"
    return bool(session.names.reference(resource, value, option)["id"] == reference["id"])


# -- the task --------------------------------------------------------------------------------------------------------


def _prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The options with one value for all of `config`."""
    if params["state"] == "absent":
        return params
    snow, generic = params.get("servicenow"), params.get("generic_webhook")
    values = dict(_FREE.parse(params.get("config") or {}, "config", session.names, None))
    secrets = dict(_FREE.parse(params.get("secret_config") or {}, "secret_config", session.names, None))
    if snow:
        values.update({name: snow[name] for name in _SNOW if snow.get(name) is not None})
        secrets.update({_PASSWORD: snow[_PASSWORD]} if snow.get(_PASSWORD) else {})
    if generic:
        kinds = {name: value for name, value in (generic.get("notify_types") or {}).items() if value is not None}
        values.update({"restrict": generic["restrict"]} if generic.get("restrict") else {})
        values.update({"notify_types": kinds} if kinds else {})
    both = sorted(values.keys() & secrets.keys())
    if both:
        raise UsageError("secret_config", f"config has {both[0]}, too; remove one of the two")
    config = {"values": values, "secrets": secrets, "needed": [*_SNOW, _PASSWORD] if snow else []}
    return {**params, "config": config if values or secrets else None}


def _adjust(
    params: dict[str, t.Any], session: Session, desired: dict[str, Canonical], current: dict[str, Canonical] | None
) -> None:
    """Send what PagerDuty does not return, if the task says so."""
    if not params[PUSH] or not current:
        return
    if desired.get("config"):
        desired["config"] = {**desired["config"], "pushed": True}
    if desired.get("endpoint_url"):
        desired["endpoint_url"] = Pushed(desired["endpoint_url"])


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    """The configuration must be complete, because an update replaces it."""
    config = desired.get("config")
    if not config:
        return
    known = {*config["secrets"], *(name for name, value in config["values"].items() if value is not None)}
    if not current:
        missing = [name for name in config["needed"] if name not in known]
        if missing:
            raise UsageError("servicenow", f"a new extension also needs {' and '.join(missing)}")
        return
    if _CONFIG.same(config, current["config"]):
        return
    old = current["config"]["values"]
    hidden = {name for name, value in old.items() if is_masked(value)} | ({_PASSWORD} & {*config["needed"]})
    missing = sorted(hidden - known - config["values"].keys())
    if missing:
        option = "servicenow" if missing == [_PASSWORD] else "secret_config"
        raise UsageError(
            option,
            f"also set {' and '.join(missing)}: this changes the configuration, which PagerDuty replaces completely,"
            " and PagerDuty does not return this value",
        )


def _verify(session: Session, desired: dict[str, Canonical], current: Raw | None) -> None:
    """What PagerDuty rejects or ignores because of the schema."""
    reference = desired.get("extension_schema") or (current or {}).get("extension_schema")
    if not reference or not (current is None or "endpoint_url" in desired):
        return
    schema = session.names.get(EXTENSION_SCHEMA, reference["id"]) or {}
    label = schema.get("label")
    if current is None and needs_authorization(schema):
        raise UsageError(
            "extension_schema",
            f"extensions of {label} are authorized with OAuth, so PagerDuty's API can't create them. Create it in"
            " PagerDuty's web interface. The module can then rename, change and delete it",
        )
    if "endpoint_url" in desired and schema.get("url"):
        raise UsageError("endpoint_url", f"extensions of {label} have a URL of their own; omit this option")


def _unprepare(options: dict[str, t.Any], extension: Raw, writer: Writer) -> None:
    """The inverse of `_prepare`."""
    config = {name: value for name, value in (extension.get("config") or {}).items() if value is not None}
    for name in sorted(name for name, value in config.items() if is_masked(value)):
        writer.secret(f"secret_config.{name}", f"the value of {name}")
    options.update(config_options({name: value for name, value in config.items() if not is_masked(value)}))
    if "servicenow" in options and _PASSWORD not in config:
        writer.secret(f"servicenow.{_PASSWORD}", "the password of ServiceNow")


def config_options(config: Raw) -> dict[str, t.Any]:
    """The options of a task for a configuration without secrets."""
    rest = dict(config)
    option = "servicenow" if rest.get("snow_user") else "generic_webhook"
    specs = (_SERVICENOW if option == "servicenow" else _GENERIC_WEBHOOK)["options"]
    options = {option: _taken(rest, specs), "config": rest}
    return {name: value for name, value in options.items() if value}


def _taken(rest: Raw, specs: dict[str, Spec]) -> Raw:
    """Removes the values that these options can state. Returns them."""
    return {name: rest.pop(name) for name, spec in specs.items() if name in rest and _fits(rest[name], spec)}


def _fits(value: Json, spec: Spec) -> bool:
    if spec["type"] == "dict":
        names = spec["options"]
        return isinstance(value, dict) and all(name in names and _fits(value[name], names[name]) for name in value)
    if spec["type"] == "bool":
        return isinstance(value, bool)
    return isinstance(value, str) and value in spec.get("choices", [value])


# -- the list --------------------------------------------------------------------------------------------------------


def _prepare_list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    found = {
        option: session.names.reference(resource, params[option], option)["id"]
        for option, resource in (("service", SERVICE), ("extension_schema", EXTENSION_SCHEMA))
        if params.get(option)
    }
    return {**params, **found}


# -- the resource ----------------------------------------------------------------------------------------------------


_CONFIG = _Config("config")

EXTENSION = Resource(
    name="extension",
    plural="extensions",
    title="extension",
    path=PATH,
    unique_keys=(),
    unique=False,
    identity=ByContent(
        ("name",),
        specified_by=("extension_schema", "extension_objects"),
        meant=_meant,
        indexed=True,
        ambiguous="{number} extensions have this name: {listed}. Set extension_schema or extension_objects to"
        " distinguish them, or id to select one",
    ),
    minimum=responses.IDENTIFIED.having(
        extension_schema=responses.REFERENCE,
        extension_objects=responses.Each(responses.REFERENCE),
        config=responses.Maybe(responses.OBJECT),
        endpoint_url=responses.Maybe(responses.TEXT),
    ),
    fields=(
        Name(),
        Reference(
            "extension_schema",
            EXTENSION_SCHEMA,
            on_create=True,
            fixed="an extension keeps its schema. Create another extension with the other schema, and delete this one",
        ),
        References("extension_objects", SERVICE, least=1, unique=True, on_create=True),
        _Url("endpoint_url", clearable=False),
        _CONFIG,
    ),
    subresources=(_Disabled(),),
    endpoint=Endpoint(repeats=("name", "extension_schema", "extension_objects")),
    options={
        "generic_webhook": _GENERIC_WEBHOOK,
        "servicenow": _SERVICENOW,
        "secret_config": {"type": "dict", "no_log": True},
        PUSH: PUSH_SPEC,
    },
    adjust=_adjust,
    check=_check,
    verify=_verify,
    prepare=_prepare,
    unprepare=_unprepare,
    instead={
        "temporarily_disabled": "use enabled: true to enable it again",
        "services": "use extension_objects instead",
        "service": "use extension_objects instead",
        "schema": "use extension_schema instead",
        "url": "use endpoint_url instead",
        "notify_types": "use generic_webhook.notify_types instead",
        "restrict": "use generic_webhook.restrict instead",
        **{name: f"use servicenow.{name} instead" for name in (*_SNOW, _PASSWORD)},
    },
    listing=Listing(
        filters=(
            Filter("query", "query"),
            Filter("service", "extension_object_id"),
            Filter("extension_schema", "extension_schema_id"),
        ),
        includes=("extension_objects", "extension_schemas"),
        only_one=("temporarily_disabled",),
        exact=("name",),
        prepare=_prepare_list,
    ),
)
