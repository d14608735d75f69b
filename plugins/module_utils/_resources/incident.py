# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents, with their custom fields, responders, merges and snoozes.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError, Missing, NotFound, UsageError
from .._core.times import parse_instant
from .._schema.fields import (
    Canonical,
    Choice,
    Field,
    Integer,
    Json,
    Object,
    Reference,
    Resolver,
    Spec,
    Text,
    folded,
    reference_of,
    utc,
)
from .._schema.listing import Filter, Listing
from .._schema.option_types import KeyType, ReferenceType
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session, is_predicted
from .._schema.subresource import Subresource, SubresourcePlan, SubresourceRequest
from .custom_field_values import canonical, has_options, same
from .escalation_policy import ESCALATION_POLICY
from .incident_impact import BusinessServices
from .incident_type import KNOWN
from .oncall import ONCALL
from .priority import PRIORITY
from .service import SERVICE
from .subscribers import Subscribers
from .team import TEAM
from .user import USER, sender

STATUSES = ("triggered", "acknowledged", "resolved")
OPEN = ("triggered", "acknowledged")
BASE_TYPE = "incident_default"  # the type of an incident that is created without one

# The attributes of an incident that only some options need.
_WITH_ACTIONS = responses.Object(
    pending_actions=responses.Maybe(responses.Each(responses.Object(type=responses.TEXT, at=responses.ANY)))
)
_PEOPLE = responses.Object(incidents_responders=responses.Maybe(responses.Each(responses.OBJECT)))
_TARGET = _PEOPLE.having(responder_request_target=responses.Maybe(_PEOPLE))
_REQUEST = responses.Object(responder_request_targets=responses.Maybe(responses.Each(_TARGET)))
_WITH_RESPONDERS = responses.Object(
    incidents_responders=responses.Maybe(responses.Each(responses.Object(user=responses.IDENTIFIED))),
    responder_requests=responses.Maybe(responses.Each(_REQUEST)),
)
_ESCALATED = responses.Object(
    escalation_policy=responses.IDENTIFIED,
    assignments=responses.Each(responses.Object(at=responses.INSTANT, assignee=responses.IDENTIFIED)),
)
_OPTIONS = responses.Maybe(responses.Each(responses.Object(data=responses.Maybe(responses.OBJECT))))
_CUSTOM_FIELDS = responses.Maybe(responses.Each(responses.Object(name=responses.TEXT, field_options=_OPTIONS)))
_VALUES = responses.Object(custom_fields=_CUSTOM_FIELDS)
_FIELDS_OF_TYPE = responses.Object(fields=_CUSTOM_FIELDS)
_PARENT = responses.Maybe(responses.Object(id=responses.Maybe(responses.TEXT)))
_TYPE = responses.Object(incident_type=responses.Maybe(responses.Object(parent=_PARENT)))

_RESULT = responses.Object(id=responses.TEXT, result=responses.TEXT)
_CANCELS = responses.Object(responder_request_targets=responses.Each(_RESULT))

LONGEST_SNOOZE = 604_800  # seconds: a week


class Policy(Reference):
    """The escalation policy of an incident. If the incident was assigned to users directly, PagerDuty still returns a
    policy, but the incident does not follow it until it is assigned to a policy again."""

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        return {**super().parse(value, path, resolver, current), "direct": False}

    def read(self, parent: dict[str, Json]) -> Canonical:
        policy = super().read(parent)
        return policy and {**policy, "direct": parent.get("assigned_via") == "direct_assignment"}

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return super().encode({key: entry for key, entry in value.items() if key != "direct"}, full=full)

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return super().same(desired, current) and not (current or {}).get("direct")

    def show(self, value: Canonical) -> Json:
        shown = super().show(value)
        return f"{shown}, but assigned to users directly" if (value or {}).get("direct") else shown


class Assignees(Field):
    """The users that an incident is assigned to."""

    type = "list"

    def spec(self) -> Spec:
        return {**super().spec(), "elements": ReferenceType(USER)}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if not value:
            raise UsageError(
                path, "must have at least 1 user; to return the incident to an escalation policy, set escalation_policy"
            )
        return [
            resolver.reference(USER, name, f"{path}[{index}]", current) for index, name in enumerate(value)
        ]

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.Each(responses.Object(assignee=responses.REFERENCE)))

    def read(self, parent: dict[str, Json]) -> Canonical:
        return [reference_of(entry["assignee"]) for entry in parent.get(self.api) or ()]

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return [
            {"assignee": {**(user if full else {}), "id": user["id"], "type": "user_reference"}} for user in value
        ]

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return {user["id"] for user in desired} == {user["id"] for user in current or ()}

    def show(self, value: Canonical) -> Json:
        return [f"{user.get('summary')} ({user['id']})" for user in value or ()]


class Level(Integer):
    """The level of its escalation policy that an incident has reached.

    PagerDuty does not return the level. So the canonical current value is the list of all levels whose on-call users
    include the current assignees.
    """

    @property
    def expects(self) -> responses.Shape:
        return responses.ANY  # no attribute of PagerDuty: `levels` calculates it

    def read(self, parent: dict[str, Json]) -> Canonical:
        return parent.get(self.api, [1])

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return desired in (current or ())

    def difference(self, desired: Canonical, current: Canonical) -> tuple[Json, Json]:
        return max(current or (), default=None), desired


class TypeName(Field):
    """The type of an incident, by its name."""

    type = KeyType("name")

    @property
    def expects(self) -> responses.Shape:
        return responses.Maybe(responses.OBJECT)

    def read(self, parent: dict[str, Json]) -> Canonical:
        return (parent.get(self.api) or {}).get("name")

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return {"name": value}


class Body(Text):
    """The details of an incident. PagerDuty accepts them only in a create, and never returns them."""

    type = KeyType("details")

    def read(self, parent: dict[str, Json]) -> Canonical:
        return ""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return {"type": "incident_body", "details": value}


class Snooze(Subresource):
    """Snoozes an incident. PagerDuty returns when the acknowledgement ends. Only the log entries show whether it is a
    snooze."""

    name = "snooze"

    def spec(self) -> dict[str, Spec]:
        return {"snooze": {"type": "int"}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        seconds = params["snooze"]
        if not 1 <= seconds <= LONGEST_SNOOZE:
            raise UsageError("snooze", f"is {seconds}; it must be between 1 and {LONGEST_SNOOZE} seconds (a week)")
        until = current and self._until(current, session)
        if until:
            return SubresourcePlan()
        write = SubresourceRequest(
            "POST", "/incidents/{id}/snooze", "snoozing the incident", {"duration": seconds}, sends_from=True
        )
        return SubresourcePlan(None, seconds, [write], {"status": "acknowledged"})

    @staticmethod
    def _until(incident: dict[str, Json], session: Session) -> str | None:
        """When the current snooze of the incident ends. None if it is not snoozed."""
        responses.checked(incident, _WITH_ACTIONS, "incident")
        actions = incident.get("pending_actions") or ()
        due: list[str] = [action["at"] for action in actions if action["type"] == "unacknowledge"]
        if not due:
            return None
        path = f"/incidents/{segment(incident['id'])}/log_entries"
        for page in session.client.pages(path, "log_entries", of=responses.Object(type=responses.TEXT)):
            for entry in page.items:  # newest first
                if entry["type"].startswith("snooze_log_entry"):
                    return due[0]
                if entry["type"].startswith(("acknowledge", "unacknowledge")):
                    return None
        return None


class CustomFields(Subresource):
    """Values of the custom fields of the incident's type."""

    name = "custom_fields"

    def spec(self) -> dict[str, Spec]:
        return {"custom_fields": {"type": "dict"}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        stated: dict[str, t.Any] = params["custom_fields"]
        is_new = not current or is_predicted(current["id"])
        now = {} if is_new else _values_of(session, current or {})
        type_now = str(((current or {}).get("incident_type") or {}).get("name") or BASE_TYPE)
        type_name = str(desired.get("incident_type") or type_now)
        known: dict[str, dict[str, Json]] | None = now
        if is_new or folded(type_name) != folded(type_now):
            known = _fields_of_type(session, type_name, set(stated))
        elif session.predictions and not now.keys() >= stated.keys():
            known = {**_predicted_fields(session, type_name, set(stated)), **now}
        plan = SubresourcePlan(before={}, after={})
        for name, value in stated.items():
            if known is not None and name not in known:
                listed = f"it has {', '.join(sorted(known))}" if known else "it has none"
                raise UsageError(
                    f"custom_fields.{name}", f"an incident of this type has no such custom field; {listed}"
                )
            definition = (known or {}).get(name, {})
            wanted = _wanted(definition, value, f"custom_fields.{name}")
            old = now.get(name, {}).get("value")
            if not _same_value(definition, wanted, old):
                plan.before[name], plan.after[name] = old, wanted
        _check_options(session, type_name, known or {}, plan.after)
        if plan.after:
            body = {"custom_fields": [{"name": name, "value": value} for name, value in plan.after.items()]}
            plan.requests.append(
                SubresourceRequest("PUT", "/incidents/{id}/custom_fields/values", "setting custom fields", body)
            )
        return plan


def _values_of(session: Session, incident: dict[str, Json]) -> dict[str, dict[str, Json]]:
    """The custom fields of an incident with their values, by name."""
    path = f"/incidents/{segment(incident['id'])}/custom_fields/values"
    found = session.client.get(path, expects=_VALUES).get("custom_fields") or ()
    return {entry["name"]: entry for entry in found}


def _predicted_fields(session: Session, type_name: str, wanted: set[str]) -> dict[str, dict[str, Json]]:
    """The custom fields that earlier tasks in check mode would create, by name. PagerDuty returns no values of these.

    wanted: names of fields.
    """
    found = _fields_of_type(session, type_name, wanted) or {}
    return {name: entry for name, entry in found.items() if is_predicted(entry.get("id"))}


def _wanted(definition: dict[str, Json], value: t.Any, option: str) -> Json:
    """What PagerDuty stores for a value that a task states. Raises UsageError for a value of another type.

    definition: the field, empty if it is not known. Its options can be missing, see `_check_options`.
    """
    if not definition.get("data_type"):
        return value
    if has_options(definition) and "field_options" not in definition:
        definition = {**definition, "field_type": str(definition["field_type"]).replace("_fixed", "")}
    return canonical(definition, value, option)


def _same_value(definition: dict[str, Json], wanted: Json, old: Json) -> bool:
    return same(definition, wanted, old) if definition.get("data_type") else _plain(wanted) == _plain(old)


def _check_options(
    session: Session, type_name: str, known: dict[str, dict[str, Json]], after: dict[str, Json]
) -> None:
    """Raise UsageError for a new value that is not an option of its field. The values of an incident lack the options.

    known: the fields by name. after: the values that change.
    """
    missing = {
        name
        for name, value in after.items()
        if value is not None and has_options(known.get(name, {})) and "field_options" not in known[name]
    }
    found = (_fields_of_type(session, type_name, missing) if missing else None) or {}
    for name in sorted(missing & set(found)):
        if "field_options" in found[name]:
            canonical(found[name], after[name], f"custom_fields.{name}")


def _fields_of_type(session: Session, name: str, wanted: set[str]) -> dict[str, dict[str, Json]] | None:
    """The custom fields of an incident type, with their options, by name. None if this token or plan may not read them.

    wanted: names of fields. PagerDuty does not document whether the list contains the fields of the parent types. So
    these are read as well if a field is missing. Raises UsageError for an unknown type.
    """
    found: dict[str, dict[str, Json]] = {}
    visited: set[str] = set()
    parent: str | None = name
    try:
        while parent and parent not in visited:
            visited.add(parent)
            path, fields = _own_fields(session, parent)
            found = {**{entry["name"]: entry for entry in fields}, **found}
            if wanted <= set(found):
                break
            described = session.client.get(path, expects=_TYPE).get("incident_type") or {}
            parent = (described.get("parent") or {}).get("id")
    except NotFound:
        if visited == {name}:
            raise UsageError("incident_type", f"there is no incident type {name!r}") from None
    except ApiError as error:
        if error.status not in (402, 403):
            raise
        return None
    return found


def _own_fields(session: Session, type_name: str) -> tuple[str, list[dict[str, Json]]]:
    """The path of an incident type, and its custom fields with their options. In check mode, also of a type and fields
    that earlier tasks would create, which are known by the ID of the type only.

    type_name: or its ID.
    """
    named = session.names.find(KNOWN, type_name) if session.predictions else []
    type_id = str(named[0]["id"]) if named else type_name
    path = f"{KNOWN.path}/{segment(type_id)}"
    fields: list[dict[str, Json]] = []
    if not is_predicted(type_id):
        query = {"include[]": ["field_options"]}
        fields = session.client.get(f"{path}/custom_fields", query, _FIELDS_OF_TYPE).get("fields") or []
    return path, session.client.predicted(f"{path}/custom_fields", fields)


REQUESTED, CANCELED = "requested", "canceled"
_PENDING, _CANCELED = "pending", "user_cancelled"  # states of a responder


class Responders(Subresource):
    """Requests for additional responders. Users and policies that were requested before are not requested again, unless
    the request was canceled. Only pending requests can be canceled."""

    name = "responders"

    def spec(self) -> dict[str, Spec]:
        return {
            "responders": {
                "type": "dict",
                "options": {
                    "users": {"type": "list", "elements": ReferenceType(USER)},
                    "escalation_policies": {"type": "list", "elements": ReferenceType(ESCALATION_POLICY)},
                    "text": {"type": "str"},  # "message" is reserved by Ansible
                    "state": {"type": "str", "choices": [REQUESTED, CANCELED], "default": REQUESTED},
                },
                "required_one_of": [["users", "escalation_policies"]],
                "required_if": [["state", REQUESTED, ["text"]]],
            }
        }

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        option = params["responders"]
        cancels = option.get("state") == CANCELED
        states = {**_responder_states(current or {}), **_predicted_states(session, current)}
        targets = []
        for resource, key in ((USER, "users"), (ESCALATION_POLICY, "escalation_policies")):
            for index, name in enumerate(option.get(key) or ()):
                reference = session.names.reference(resource, name, f"responders.{key}[{index}]")
                found = states.get(reference["id"], set())
                if _PENDING in found if cancels else found <= {_CANCELED}:
                    targets.append(reference)
        if not targets:
            return SubresourcePlan()
        requested = [{"id": target["id"], "type": f"{target['type']}_reference"} for target in targets]
        names = [f"{target.get('summary')} ({target['id']})" for target in targets]
        body: dict[str, Json] = {"requester_id": sender(session)["id"]}
        path = "/incidents/{id}/responder_requests"
        if cancels:
            body["responder_request_targets"] = requested
            what = f"canceling the requests to {', '.join(names)}"
            write = SubresourceRequest("PUT", f"{path}/cancel", what, body, expects=_CANCELS, refusal=_not_canceled)
            return SubresourcePlan(names, [], [write])
        body["message"] = option["text"]
        body["responder_request_targets"] = [{"responder_request_target": target} for target in requested]
        write = SubresourceRequest("POST", path, f"requesting {', '.join(names)} as responders", body)
        return SubresourcePlan([], names, [write])


class Merge(Subresource):
    """Merges other incidents into this one. PagerDuty resolves them, and returns the ID of this one as their target."""

    name = "merge"

    def spec(self) -> dict[str, Spec]:
        return {"merge": {"type": "list", "elements": ReferenceType(INCIDENT)}}

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        sources = []
        for index, object_id in enumerate(params["merge"]):
            source = session.names.get(INCIDENT, incident_name(object_id), fresh=True)
            if source is None:
                raise UsageError(f"merge[{index}]", f"there is no incident {object_id!r}")
            target = ((source.get("resolve_reason") or {}).get("incident") or {}).get("id")
            if current and source["id"] == current["id"]:
                raise UsageError(f"merge[{index}]", "an incident can't be merged into itself")
            if current and target == current["id"]:
                continue
            if target:
                raise UsageError(f"merge[{index}]", f"incident {source['id']} was already merged into {target}")
            sources.append(source)
        if not sources:
            return SubresourcePlan()
        body = {"source_incidents": [{"id": source["id"], "type": "incident_reference"} for source in sources]}
        write = SubresourceRequest(
            "PUT", "/incidents/{id}/merge", "merging incidents", body, sends_from=True, repeatable=False
        )
        return SubresourcePlan([], [INCIDENT.describe(source) for source in sources], [write])


def _plain(value: Json) -> Json:
    """A custom field's value for comparisons: the order of several values is ignored; null, "" and [] are equal."""
    if isinstance(value, list):
        return sorted(str(entry) for entry in value) or None
    return None if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)


def _responder_states(incident: dict[str, Json]) -> dict[str, set[str]]:
    """The states of the responders, by the ID of each user and policy that was requested. A target whose responders are
    not known is pending."""
    responses.checked(incident, _WITH_RESPONDERS, "incident")
    found: dict[str, set[str]] = {}
    direct: dict[str, set[str]] = {}
    for entry in incident.get("incidents_responders") or ():
        found.setdefault(entry["user"]["id"], set()).add(str(entry.get("state")))
    for request in incident.get("responder_requests") or ():
        for entry in request.get("responder_request_targets") or ():
            target = entry.get("responder_request_target") or entry
            object_id = str(target.get("id"))
            people = target.get("incidents_responders")
            states = found.get(object_id, {_PENDING}) if people is None else {str(one.get("state")) for one in people}
            direct.setdefault(object_id, set()).update(states or {""})
    # A user who was requested through a policy only can't be canceled without the policy.
    replied = {object_id: states - {_PENDING} or {""} for object_id, states in found.items()}
    return {**replied, **direct}


def _predicted_states(session: Session, incident: dict[str, Json] | None) -> dict[str, set[str]]:
    """The same for the users and policies that earlier tasks in check mode would request or cancel."""
    found: dict[str, set[str]] = {}
    if not session.predictions or not incident:
        return found
    path = f"/incidents/{segment(str(incident['id']))}/responder_requests"
    for method, body in session.predictions.sent((path, f"{path}/cancel")):
        for entry in body["responder_request_targets"]:
            target = entry.get("responder_request_target") or entry
            found[target["id"]] = {_PENDING if method == "POST" else _CANCELED}
    return found


def _not_canceled(response: dict[str, Json]) -> str:
    """The targets that PagerDuty does not find among the requests of the incident."""
    missing = [one["id"] for one in response["responder_request_targets"] if one["result"] == "not_found"]
    return f"PagerDuty finds no request to {', '.join(missing)}" if missing else ""


def _levels(session: Session, incident: dict[str, Json]) -> list[int]:
    """The levels of its escalation policy whose on-call users include the assignees of an incident."""
    return levels(session, [incident])[incident["id"]]


def levels(session: Session, incidents: t.Iterable[dict[str, Json]]) -> dict[str, list[int]]:
    """By incident ID, the levels of its escalation policy whose on-call users include the assignees. [] if the
    incident was not assigned by a policy.

    The on-call users are those at the time of the assignment. Empty levels count as the next one, because PagerDuty
    skips them. One request reads the on-calls for incidents of the same policy within PagerDuty's maximum range of
    three months.
    """
    found: dict[str, list[int]] = {}
    followed: dict[str, list[tuple[datetime, dict[str, Json]]]] = {}
    for incident in incidents:
        found[incident["id"]] = []
        if incident.get("assigned_via") == "escalation_policy" and incident.get("assignments"):
            responses.checked(incident, _ESCALATED, "incident")
            moment = max(_instant(entry["at"]) for entry in incident["assignments"])
            followed.setdefault(incident["escalation_policy"]["id"], []).append((moment, incident))
    for policy, entries in followed.items():
        entries.sort(key=lambda entry: entry[0])
        while entries:
            until = max(moment for moment, _incident in entries if moment - entries[0][0] <= _LONGEST_SEARCH)
            shifts = list(_shifts(session, policy, entries[0][0], until))
            while entries and entries[0][0] <= until:
                moment, incident = entries.pop(0)
                found[incident["id"]] = _reached(shifts, moment, incident)
    return found


# PagerDuty lists on-calls for at most three months.
_LONGEST_SEARCH = timedelta(days=85)


def _instant(value: str) -> datetime:
    return parse_instant(utc(value, "at"))


def _shifts(session: Session, policy: str, since: datetime, until: datetime) -> t.Iterator[dict[str, Json]]:
    query = {
        "escalation_policy_ids[]": [policy],
        "since": utc(since.isoformat(), "since"),
        "until": utc(until.isoformat(), "until"),
    }
    for page in session.client.pages("/oncalls", "oncalls", query, of=ONCALL.expects):
        yield from page.items


def _reached(shifts: t.Iterable[dict[str, Json]], moment: datetime, incident: dict[str, Json]) -> list[int]:
    """The levels on which the assignees of the incident were on call at that moment."""
    on_call: dict[int, set[str]] = {}
    for entry in shifts:
        begun = not entry.get("start") or _instant(entry["start"]) <= moment
        if begun and (not entry.get("end") or moment <= _instant(entry["end"])):
            on_call.setdefault(entry["escalation_level"], set()).add(entry["user"]["id"])
    assigned = {entry["assignee"]["id"] for entry in incident["assignments"]}
    found = []
    for level in range(1, max(on_call, default=0) + 1):
        reached = min(other for other in on_call if other >= level)
        if assigned <= on_call[reached]:
            found.append(level)
    return found


def _enrich(params: dict[str, t.Any], body: dict[str, Json]) -> None:
    if params.get("resolution") and body.get("status") == "resolved":
        body["resolution"] = params["resolution"]
    if params.get("escalation_level") and "escalation_policy" in body:
        body["escalation_level"] = params["escalation_level"]  # otherwise it starts at the first level


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    if not current and len(desired.get("assignees") or ()) > 1:
        raise UsageError("assignees", "a new incident can have 1 assignee; assign it to several users in a second task")
    if current and current["state"] == "resolved":
        return
    if desired.get("assignees") and desired.get("state") == "acknowledged":
        raise UsageError("assignees", "can't be combined with state: acknowledged; remove one of the two")


def _verify(session: Session, desired: dict[str, Canonical], current: dict[str, Json] | None) -> None:
    """Raise UsageError if the escalation policy does not have the level."""
    level = desired.get("escalation_level")
    if level is None:
        return
    policy = (desired.get("escalation_policy") or (current or {}).get("escalation_policy") or {}).get("id")
    try:
        if policy is None:
            service = session.names.get(SERVICE, desired["service"]["id"]) or {}
            policy = (service.get("escalation_policy") or {}).get("id")
        found = session.names.get(ESCALATION_POLICY, policy) if policy else None
    except ApiError as error:
        if error.status == 403:  # a token that manages incidents may be unable to read services and policies
            return
        raise
    number = len((found or {}).get("escalation_rules") or ())
    if found and level > number:
        described = ESCALATION_POLICY.describe(found)
        count = f"{number} {'level' if number == 1 else 'levels'}"
        raise UsageError("escalation_level", f"is {level}, but the escalation policy {described} has {count}")


# Attributes that PagerDuty changes in ways that can't be predicted.
_CONSEQUENCES = (
    "acknowledgements",
    "alert_counts",
    "assigned_via",
    "body",
    "created_at",  # in the time zone of the account here, in UTC in a list
    "custom_fields",
    "escalation_level",
    "incidents_responders",
    "is_mergeable",
    "last_status_change_at",
    "last_status_change_by",
    "pending_actions",
    "resolved_at",
    "responder_requests",
    "teams",
    "updated_at",
)


def _predict(predicted: dict[str, Json], changes: t.Collection[str]) -> None:
    for name in _CONSEQUENCES:
        predicted.pop(name, None)
    if "assignments" not in changes:
        predicted.pop("assignments", None)
    if "title" in changes:
        predicted.pop("summary", None)
    if predicted.get("priority"):
        predicted["priority"]["type"] = "priority"  # PagerDuty returns the complete object, not a reference
    if "status" not in changes and {"assignments", "escalation_policy", "escalation_level"} & set(changes):
        predicted.pop("status", None)


class State(Choice):
    """The status of an incident. It only moves forward: `triggered` leaves an acknowledged incident unchanged, and
    `acknowledged` leaves a resolved one unchanged. (PagerDuty would reopen it.)"""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return current is not None and STATUSES.index(desired) <= STATUSES.index(current)


def no_incident(value: str, option: str, cause: ApiError | None = None) -> Missing:
    """The error for an option that names an incident that does not exist. cause: PagerDuty's error, for `failure`."""
    error = Missing(
        option,
        f"there is no incident {value.strip()!r}; use its ID or number, and check that this token may read it",
    )
    if cause is not None:
        error.status, error.code, error.request = cause.status, cause.code, cause.request
    return error


def incident_name(value: str) -> str:
    """The ID or number of an incident, as a path contains it. PagerDuty shows the number 12 as #12."""
    name = value.strip()
    return name[1:] if name.startswith("#") and name[1:].isdigit() else name


_ORDERS = tuple(
    name + direction
    for name in ("incident_number", "created_at", "resolved_at", "urgency")
    for direction in ("", ":asc", ":desc")
)

SUBSCRIBERS = Subscribers(
    owner="/incidents",
    listed="/status_updates/subscribers",
    added="/status_updates/subscribers",
    removed="/status_updates/unsubscribe",
)


def _with_subscribers(params: dict[str, t.Any], session: Session, incident: dict[str, Json]) -> dict[str, Json]:
    """PagerDuty returns the subscribers of one incident only."""
    return {**incident, "subscribers": SUBSCRIBERS.of(session, incident["id"])} if params["subscribers"] else incident


INCIDENT = Resource(
    name="incident",
    plural="incidents",
    title="incident",
    path="/incidents",
    keys=("incident_key",),
    unique_keys=(),
    numbered=True,
    missing=no_incident,
    query=None,
    placeholders={"created_at": "2000-01-01T00:00:00Z"},
    generated="ansible-",  # the keys of incidents that are created without one
    minimum=responses.IDENTIFIED.having(
        status=responses.Text(*STATUSES),
        service=responses.IDENTIFIED,
        created_at=responses.INSTANT,
        resolve_reason=responses.Maybe(responses.Object(incident=responses.Maybe(responses.OBJECT))),
    ),
    fields=(
        State("state", STATUSES, api="status", unset="triggered", update_only=True),
        Text("incident_key", clearable=False, create_only=True),
        Text("title", clearable=False, on_create=True),
        Reference("service", SERVICE, on_create=True),
        Choice("urgency", ["high", "low"]),
        Reference("priority", PRIORITY),
        Policy("escalation_policy", ESCALATION_POLICY),
        Assignees("assignees", api="assignments"),
        Level("escalation_level", least=1, update_only=True),
        TypeName("incident_type"),
        Body("body", create_only=True),
        Object("conference_bridge", [Text("conference_number"), Text("conference_url")]),
    ),
    subresources=(CustomFields(), Responders(), SUBSCRIBERS, BusinessServices(), Merge(), Snooze()),
    endpoint=Endpoint(
        sends_from=frozenset({"POST", "PUT"}), requires_from=frozenset({"POST", "PUT"}), update_once=True
    ),
    load={"escalation_level": _levels},
    check=_check,
    verify=_verify,
    enrich=_enrich,
    predict=_predict,
    instead={
        "notes": "use pagerduty_incident_note",
        "responder_requests": "use responders instead",
        "responders.message": "use text instead",
    },
    listing=Listing(
        filters=(
            Filter("incident_key", "incident_key", looks_secret=True),
            Filter("statuses", "statuses[]", many=True, choices=STATUSES),
            Filter("urgencies", "urgencies[]", many=True, choices=("high", "low")),
            Filter("services", "service_ids[]", resource=SERVICE),
            Filter("teams", "team_ids[]", resource=TEAM),
            Filter("users", "user_ids[]", resource=USER),
            Filter("since", "since", instant=True),
            Filter("until", "until", instant=True),
            Filter("date_range", "date_range", choices=("all",)),
            Filter("sort_by", "sort_by", choices=_ORDERS, order=2),
            Filter("time_zone", "time_zone"),
        ),
        includes=(
            "acknowledgers",
            "agents",
            "assignees",
            "conference_bridge",
            "escalation_policies",
            "first_trigger_log_entries",
            "priorities",
            "services",
            "teams",
            "users",
        ),
        only_one=("custom_fields",),
        options={"subscribers": {"type": "bool", "default": False}},
        complete=_with_subscribers,
    ),
    outside_account="it is an event, not a part of the configuration",
)
