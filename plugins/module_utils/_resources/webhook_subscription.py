# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook subscriptions: which events PagerDuty sends to which URL. The URL and the filter identify a subscription.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .._core import responses
from .._core.client import segment
from .._core.errors import PagerDutyError, UsageError
from .._engine.find import find_identical
from .._engine.plan import REPLACE, Change
from .._schema.fields import (
    Boolean,
    Canonical,
    Field,
    Json,
    NotWritten,
    Reference,
    Resolver,
    Spec,
    Text,
    UnorderedList,
    Writer,
    folded,
)
from .._schema.listing import Filter, Listing
from .._schema.resource import ByContent, Endpoint, OneTimeSecret, Removal, Resource
from .._schema.secrets import REDACTED
from .._schema.session import Session
from .._schema.subresource import Subresource, SubresourcePlan, SubresourceRequest
from .._schema.urls import address, checked_url, shown_url
from .service import SERVICE
from .team import TEAM
from .webhook_oauth_client import WEBHOOK_OAUTH_CLIENT

Raw = dict[str, Json]

PATH = "/webhook_subscriptions"

# The types of events that PagerDuty documents. It says that it may add others.
EVENTS = (
    "incident.acknowledged",
    "incident.action_invocation.created",
    "incident.action_invocation.terminated",
    "incident.action_invocation.updated",
    "incident.annotated",
    "incident.conference_bridge.updated",
    "incident.custom_field_values.updated",
    "incident.delegated",
    "incident.escalated",
    "incident.incident_type.changed",
    "incident.priority_updated",
    "incident.reassigned",
    "incident.reopened",
    "incident.resolved",
    "incident.responder.added",
    "incident.responder.replied",
    "incident.role.assigned",
    "incident.service_updated",
    "incident.status_update_published",
    "incident.task.completed",
    "incident.task.created",
    "incident.task.updated",
    "incident.triggered",
    "incident.unacknowledged",
    "incident.workflow.completed",
    "incident.workflow.started",
    "service.created",
    "service.custom_field_values.updated",
    "service.deleted",
    "service.updated",
)

FILTER_TYPES = ("account", "service", "team")
FILTERED: dict[str, Resource] = {"service": SERVICE, "team": TEAM}

_METHOD = "delivery_method"
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


# -- fields ----------------------------------------------------------------------------------------------------------


class Url(Text):
    """Where PagerDuty sends the webhooks."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return checked_url(super().parse(value, path, resolver, current), path)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return bool(current) and address(desired) == address(current)

    def show(self, value: Canonical) -> Json:
        return shown_url(value or "")

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        if shown_url(value) != value:
            writer.secret(path, f"the password in {shown_url(value)}")
            raise NotWritten("its URL contains a password")
        return value

    def put(self, target: Raw, value: Json) -> None:
        super().put(target, value)
        target[self.within] = {"type": "http_delivery_method", **target[self.within]}


class Headers(Field):
    """Headers of each webhook. PagerDuty never shows their values, so only their names can be compared."""

    type = "list"

    def spec(self) -> Spec:
        options: Spec = {
            "name": {"type": "str", "required": True},
            "value": {"type": "str", "required": True, "no_log": True},
        }
        return {"type": "list", "elements": "dict", "options": options}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        headers: dict[str, dict[str, str]] = {}
        for index, entry in enumerate(value):
            name = entry["name"].strip()
            if not _HEADER_NAME.fullmatch(name):
                raise UsageError(f"{path}[{index}].name", f"{name!r} is not the name of a header")
            if name.lower() in headers:
                raise UsageError(f"{path}[{index}].name", f"there are two headers {name}; remove one")
            if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", entry["value"]):
                raise UsageError(f"{path}[{index}].value", "must be one line")
            headers[name.lower()] = {"name": name, "value": entry["value"]}
        return [headers[name] for name in sorted(headers)]

    def read(self, parent: Raw) -> Canonical:
        return sorted(self.raw(parent) or (), key=lambda header: header["name"].lower())

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [{**header, "value": REDACTED} for header in value] if full else value

    def carry(self, current: Canonical, option: str) -> Canonical:
        if not current:
            return []
        raise UsageError(
            self.name,
            "is required, with names and values: this replaces the subscription, and PagerDuty does not show the values"
            f" that go with {', '.join(header['name'] for header in current)}",
        )

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return self._names(desired) == self._names(current)

    def show(self, value: Canonical) -> Json:
        return [header["name"] for header in value or ()]

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        """Nothing: an entry needs the value."""
        for header in value:
            writer.secret(path, f"the value of {header['name']}")
        return None

    @staticmethod
    def _names(headers: Canonical) -> list[str]:
        return [header["name"].lower() for header in headers or ()]


class EventFilter(Field):
    """The account, service or team whose events are sent. `event_filter` parses it, because it has two options."""

    def read(self, parent: Raw) -> Canonical:
        raw = self.raw(parent) or {}
        return {**raw, "type": str(raw.get("type") or "account").removesuffix("_reference")}

    def same(self, desired: Canonical, current: Canonical) -> bool:
        if not current or desired["type"] != current["type"]:
            return False
        return bool(desired["type"] == "account" or desired["id"] == current.get("id"))

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        encoded = {"type": f"{value['type']}_reference"}
        return encoded if value["type"] == "account" else {"id": value["id"], **encoded}

    def show(self, value: Canonical) -> Json:
        if not value or value["type"] == "account":
            return "account"
        summary = value.get("summary")
        return f"{value['type']} {summary} ({value['id']})" if summary else f"{value['type']} {value.get('id')}"

    def write(self, value: Canonical, path: str, writer: Writer) -> t.Any:
        return None  # `_unprepare` writes both options


class _OAuthClient(Reference):
    """The credentials with which PagerDuty gets the token of webhooks. Requests contain the ID under another key."""

    in_requests = "oauth_client_id"

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        if full:
            return super().encode(value, current, full=True)
        return {self.in_requests: value["id"] if value else None}

    def put(self, target: Raw, value: Json) -> None:
        if value and self.in_requests in value:
            target.update(value)
        else:
            target[self.api] = value

    def is_in(self, body: Raw) -> bool:
        return self.in_requests in body


class _Disabled(Subresource):
    """PagerDuty disables a subscription for a day after rejected webhooks. `enabled: true` ends this."""

    name = "temporarily_disabled"

    def spec(self) -> dict[str, Spec]:
        return {}

    def is_specified(self, params: dict[str, t.Any]) -> bool:
        return params.get("enabled") is not False

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: Raw | None, session: Session
    ) -> SubresourcePlan:
        if not current or not self._is_disabled(current, session):
            return SubresourcePlan()
        if not params.get("enabled"):
            session.warn(
                f"PagerDuty has disabled the subscription {current['id']} for 24 hours, because webhooks were rejected;"
                " enabled: true enables it again"
            )
            return SubresourcePlan()
        request = SubresourceRequest("POST", f"{PATH}/{{id}}/enable", "enabling it again", repeatable=True)
        method = {**(current.get(_METHOD) or {}), self.name: False}
        return SubresourcePlan(before=True, after=False, requests=[request], becomes={_METHOD: method})

    def _is_disabled(self, current: Raw, session: Session) -> bool:
        """Whether PagerDuty has disabled it. Lists may lack this attribute."""
        method = current.get(_METHOD) or {}
        if self.name not in method:
            current = session.names.get(WEBHOOK_SUBSCRIPTION, current["id"], fresh=True) or current
        return bool((current.get(_METHOD) or {}).get(self.name))


# -- which subscription ----------------------------------------------------------------------------------------------


def event_filter(kind: str | None, name: str | None, session: Session, option: str = "filter") -> Canonical:
    """The canonical filter; None if the task specifies none.

    kind: `account`, `service` or `team`. name: of the service or team, or its ID. option: the option of the name, for
    the UsageError that is raised if it names nothing.
    """
    if kind is None or kind == "account":
        if name:
            raise UsageError(
                option,
                "can't be combined with filter_type: account, which selects the account of the token; remove filter, or"
                " set filter_type to service or team",
            )
        return kind and {"type": kind}
    if not (name or "").strip():
        raise UsageError(option, f"is required; give the name or ID of a {kind}")
    return session.names.reference(FILTERED[kind], name, option)


def _query(desired: dict[str, Canonical]) -> dict[str, t.Any]:
    """The list request that finds the subscriptions with a filter."""
    wanted = desired.get("filter")
    if not wanted:
        return {}
    if wanted["type"] == "account":
        return {"filter_type": "account"}
    return {"filter_type": wanted["type"], "filter_id": wanted["id"]}


def _verify(session: Session, desired: dict[str, Canonical], current: Raw | None) -> None:
    """Check that no other subscription has the URL and the filter that this one gets."""
    if current is None or not {"url", "filter"} & set(desired):
        return
    values = {**WEBHOOK_SUBSCRIPTION.read(current), **desired}
    for other in find_identical(WEBHOOK_SUBSCRIPTION, values, t.cast(t.Any, session)):
        if other["id"] != current["id"]:
            raise UsageError(
                "url" if "url" in desired else "filter",
                f"{WEBHOOK_SUBSCRIPTION.describe(other)} already delivers the same events to this URL; delete one of"
                " the two by its id",
            )


# -- the task --------------------------------------------------------------------------------------------------------


def _prepare(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    """The options with the canonical filter."""
    removes = params["state"] == "absent"
    if params.get("events") is not None and not removes:
        if not params["events"]:
            raise UsageError("events", "needs at least 1 entry; to have no webhooks for a while, set enabled: false")
        unknown = sorted(set(params["events"]) - set(EVENTS))
        if unknown:
            session.warn(f"events: PagerDuty documents no {' and no '.join(unknown)}; check the spelling")
    if removes and params.get("id"):
        return params
    wanted = event_filter(params.get("filter_type"), params.get("filter"), session)
    if not wanted and not params.get("id") and not removes:
        wanted = {"type": "account"}
    return {**params, "filter": wanted}


def _unprepare(options: dict[str, t.Any], subscription: Raw, writer: Writer) -> None:
    """The inverse of `_prepare`: the two options of the filter."""
    wanted = _FILTER.read(subscription)
    if wanted["type"] in FILTERED:
        options["filter"] = writer.name(FILTERED[wanted["type"]], wanted)
    elif wanted["type"] != "account":
        raise NotWritten(f"no task can set a filter of the type {wanted['type']}")
    if writer.full or wanted["type"] in FILTERED:
        options["filter_type"] = wanted["type"]


def _predict(predicted: Raw, changes: t.Collection[str]) -> None:
    """A new subscription has the defaults, and is not disabled. Only PagerDuty knows its secret."""
    if predicted.get("id"):
        return
    if not predicted.get("oauth_client"):
        predicted.pop("oauth_client", None)
    predicted.setdefault("active", True)
    predicted.setdefault("description", None)
    method = {"custom_headers": [], **predicted[_METHOD], "temporarily_disabled": False}
    predicted[_METHOD] = {name: value for name, value in method.items() if name not in ("id", "secret")}


def _finish(params: dict[str, t.Any], session: Session, change: Change, made: Raw) -> None:
    """Warn of a replaced secret, and send the test event."""
    if change.action == REPLACE and change.removed:
        by = f" by {made['id']}" if made.get("id") else ""
        session.warn(
            f"the subscription {change.removed[0]} is replaced{by}: its webhooks are now signed with another secret"
        )
    if params["send_test"] and not session.check_mode:
        try:
            send_test(made["id"], session)
        except PagerDutyError as error:
            raise error.within("send_test") from None


def send_test(subscription_id: str, session: Session) -> None:
    """Request a test event. A second one does no harm, so the request may be repeated."""
    session.client.request("POST", f"{PATH}/{segment(subscription_id)}/ping", repeatable=True)


# -- the list --------------------------------------------------------------------------------------------------------


def _prepare_list(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    wanted = None if params.get("id") else event_filter(params.get("filter_type"), params.get("filter"), session)
    return {**params, "filter": (wanted or {}).get("id")}


def _delivers_to(params: dict[str, t.Any], session: Session) -> t.Callable[[Raw], bool] | None:
    """The condition of the option `url`."""
    if not params.get("url"):
        return None
    url = _URL.parse(params["url"], "url", session.names, None)
    return lambda raw: _URL.same(url, _URL.read(raw))


# -- the resource ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Subscriptions(Resource):
    def names_of(self, raw: Raw) -> list[str]:
        url = (raw.get(_METHOD) or {}).get("url")
        return [folded(address(url))] if url else []

    def describe(self, raw: Raw) -> str:
        wanted = raw.get("filter") or {}
        kind = str(wanted.get("type")).removesuffix("_reference")
        about = kind if kind == "account" else f"{kind} {wanted.get('summary') or wanted.get('id')}"
        description = raw.get("description")
        return f"{raw['id']} ({about}{f', {description}' if description else ''})"

    def public(self, raw: Raw) -> Raw:
        """A subscription for results, without its secret and the values of its headers."""
        shown = super().public(raw)
        method = shown.get(_METHOD) or {}
        if method.get("custom_headers"):
            headers = [{**header, "value": REDACTED} for header in method["custom_headers"]]
            return {**shown, _METHOD: {**method, "custom_headers": headers}}
        return shown


# PagerDuty can't change the delivery method.
_URL = Url("url", within=_METHOD, on_create=True, clearable=False, fixed=True)
_FILTER = EventFilter("filter", on_create=True)

WEBHOOK_SUBSCRIPTION = _Subscriptions(
    name="webhook_subscription",
    plural="webhook_subscriptions",
    title="webhook subscription",
    path=PATH,
    keys=("url",),
    unique_keys=(),
    unique=False,
    query=None,
    identity=ByContent(
        ("url", "filter"),
        required=("url",),
        specified_by=("filter_type",),
        query=_query,
        indexed=True,
        ambiguous="{number} subscriptions deliver the same events to this URL: {listed}. Set id to select one, and"
        " delete the others by their id with state: absent",
    ),
    minimum=responses.IDENTIFIED.having(
        delivery_method=responses.Maybe(
            responses.Object(
                url=responses.Maybe(responses.TEXT),
                custom_headers=responses.Maybe(responses.Each(responses.Object(name=responses.TEXT))),
                secret=responses.Maybe(responses.TEXT),
            )
        ),
        filter=responses.Maybe(responses.OBJECT),
        events=responses.Maybe(responses.Each(responses.TEXT)),
    ),
    secret=OneTimeSecret((_METHOD, "secret"), "secret_file"),
    fields=(
        _URL,
        Headers("custom_headers", within=_METHOD, fixed=True),
        _FILTER,
        UnorderedList("events", on_create=True),
        Text("description"),
        Boolean("enabled", api="active", initial=True),
        _OAuthClient("oauth_client", WEBHOOK_OAUTH_CLIENT, clearable=True),
    ),
    subresources=(_Disabled(),),
    force_replace="replace",
    endpoint=Endpoint(omit_type_in_update=True, whole_update=True),
    removal=Removal(several=True),
    verify=_verify,
    predict=_predict,
    finish=_finish,
    options={
        "filter_type": {"type": "str", "choices": list(FILTER_TYPES)},
        "replace": {"type": "bool", "default": False},
        "send_test": {"type": "bool", "default": False},
        "secret_file": {"type": "path", "no_log": False},
    },
    constraints={"required_by": {"filter": ["filter_type"]}},
    prepare=_prepare,
    unprepare=_unprepare,
    also_refers={"filter": (SERVICE, TEAM)},
    instead={"delivery_method": "use url and custom_headers instead"},
    listing=Listing(
        filters=(
            Filter("filter_type", "filter_type", choices=FILTER_TYPES),
            Filter("filter", "filter_id"),
        ),
        options={"url": {"type": "str"}},
        constraints={"mutually_exclusive": [["id", "url"]], "required_by": {"filter": ["filter_type"]}},
        prepare=_prepare_list,
        keep=_delivers_to,
    ),
)
