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
    reference_of,
    utc,
)
from .._schema.listing import Filter, Listing
from .._schema.option_types import KeyType, ReferenceType
from .._schema.resource import Endpoint, Resource
from .._schema.session import Session
from .._schema.subresource import Subresource, SubresourcePlan, SubresourceRequest
from .escalation_policy import ESCALATION_POLICY
from .oncall import ONCALL
from .priority import PRIORITY
from .service import SERVICE
from .team import TEAM
from .user import USER, sender

STATUSES = ("triggered", "acknowledged", "resolved")
OPEN = ("triggered", "acknowledged")
BASE_TYPE = "incident_default"  # the type of an incident that is created without one

# What only some options read of an incident.
_WITH_ACTIONS = responses.Object(
    pending_actions=responses.Maybe(responses.Each(responses.Object(type=responses.TEXT, at=responses.ANY)))
)
_TARGET = responses.Object(responder_request_target=responses.Maybe(responses.OBJECT))
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

LONGEST_SNOOZE = 604_800  # seconds: a week


class Policy(Reference):
    """The policy that an incident escalates by. One that was assigned to people directly follows none, whatever stands
    there, until it is given back."""

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
        return f"{shown}, but assigned to people directly" if (value or {}).get("direct") else shown


class Assignees(Field):
    """The people that an incident is assigned to."""

    type = "list"

    def spec(self) -> Spec:
        return {**super().spec(), "elements": ReferenceType(USER)}

    def parse(self, value: t.Any, path: str, resolver: Resolver, current: Canonical) -> Canonical:
        if not value:
            raise UsageError(path, "needs at least 1 user; to give the incident back, state escalation_policy")
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
    """The level of its escalation policy that an incident has reached. Current is each level that asking for would lead
    to the people who have it now; PagerDuty doesn't tell more."""

    @property
    def expects(self) -> responses.Shape:
        return responses.ANY  # it is not PagerDuty's, but made here

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
    """What happened, at length. PagerDuty takes it when an incident is made, and never shows it again."""

    type = KeyType("details")

    def read(self, parent: dict[str, Json]) -> Canonical:
        return ""

    def encode(self, value: Canonical, current: Canonical = None, *, full: bool = False) -> Json:
        return {"type": "incident_body", "details": value}


class Snooze(Subresource):
    """Quiet for a while. PagerDuty shows when an incident calls again; only its log tells whether that is a snooze."""

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
        """When the snooze that the incident is in ends."""
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
        if current:
            path = f"/incidents/{segment(current['id'])}/custom_fields/values"
            fields: list[dict[str, Json]] | None = session.client.get(path, expects=_VALUES).get("custom_fields") or []
        else:
            fields = _fields_of_type(session, desired.get("incident_type") or BASE_TYPE, set(params["custom_fields"]))
        known: dict[str, dict[str, Json]] = {entry["name"]: entry for entry in fields or ()}
        plan = SubresourcePlan(before={}, after={})
        for name, value in params["custom_fields"].items():
            old = known.get(name, {}).get("value") if current else None
            if fields is not None and name not in known:
                listed = f"it has {', '.join(sorted(known))}" if known else "it has none"
                raise UsageError(
                    f"custom_fields.{name}", f"an incident of this type has no such custom field; {listed}"
                )
            if _plain(value) != _plain(old):
                _check_custom_field(name, value, known.get(name, {}))
                plan.before[name], plan.after[name] = old, value
        if plan.after:
            body = {"custom_fields": [{"name": name, "value": value} for name, value in plan.after.items()]}
            plan.requests.append(
                SubresourceRequest("PUT", "/incidents/{id}/custom_fields/values", "setting custom fields", body)
            )
        return plan


def _fields_of_type(session: Session, name: str, wanted: set[str]) -> list[dict[str, Json]] | None:
    """The custom fields of an incident type, with their options. None: this token or plan may not see them.

    wanted: names of fields. PagerDuty's documents leave open whether the list has the fields of the parent types, so
    those are asked for if the list lacks one.
    """
    found: list[dict[str, Json]] = []
    seen: set[str] = set()
    parent: str | None = name
    try:
        while parent and parent not in seen:
            seen.add(parent)
            path = f"/incidents/types/{segment(parent)}"
            query = {"include[]": ["field_options"]}
            found += session.client.get(f"{path}/custom_fields", query, _FIELDS_OF_TYPE).get("fields") or ()
            if wanted <= {entry["name"] for entry in found}:
                break
            described = session.client.get(path, expects=_TYPE).get("incident_type") or {}
            parent = (described.get("parent") or {}).get("id")
    except NotFound:
        if seen == {name}:
            raise UsageError("incident_type", f"there is no incident type {name!r}") from None
    except ApiError as error:
        if error.status not in (402, 403):
            raise
        return None
    return found


# What a custom field of each `data_type` takes. Those that are not listed take text.
_DATA_TYPES: dict[str, tuple[type, ...]] = {"boolean": (bool,), "integer": (int,), "float": (int, float)}


def _check_custom_field(name: str, value: Json, definition: dict[str, Json]) -> None:
    """Raise UsageError for a value that PagerDuty would reject. definition: the custom field, empty if not known."""
    if value is None or not definition:
        return
    option = f"custom_fields.{name}"
    several = str(definition.get("field_type")).startswith("multi_value")
    if several != isinstance(value, list):
        raise UsageError(option, "needs a list of values" if several else "takes one value, not a list")
    types = _DATA_TYPES.get(str(definition.get("data_type")), (str,))
    options = [(entry.get("data") or {}).get("value") for entry in definition.get("field_options") or ()]
    for entry in value if several else [value]:
        if not isinstance(entry, types) or (isinstance(entry, bool) and bool not in types):
            raise UsageError(option, f"is {entry!r}; it must be of the type {definition.get('data_type')}")
        if options and entry not in options:
            raise UsageError(option, f"is {entry!r}; it must be one of {', '.join(map(str, options))}")


class Responders(Subresource):
    """People who are asked to help. Who was asked already is not asked again."""

    name = "responders"

    def spec(self) -> dict[str, Spec]:
        return {
            "responders": {
                "type": "dict",
                "options": {
                    "users": {"type": "list", "elements": ReferenceType(USER)},
                    "escalation_policies": {"type": "list", "elements": ReferenceType(ESCALATION_POLICY)},
                    "text": {"type": "str", "required": True},  # "message" is Ansible's own
                },
                "required_one_of": [["users", "escalation_policies"]],
            }
        }

    def plan(
        self, params: dict[str, t.Any], desired: dict[str, Canonical], current: dict[str, Json] | None, session: Session
    ) -> SubresourcePlan:
        stated = params["responders"]
        asked = _asked(current or {})
        targets = []
        for resource, option in ((USER, "users"), (ESCALATION_POLICY, "escalation_policies")):
            for index, name in enumerate(stated.get(option) or ()):
                reference = session.names.reference(resource, name, f"responders.{option}[{index}]")
                if reference["id"] not in asked:
                    targets.append(reference)
        if not targets:
            return SubresourcePlan()
        body = {
            "requester_id": sender(session)["id"],
            "message": stated["text"],
            "responder_request_targets": [
                {"responder_request_target": {"id": target["id"], "type": f"{target['type']}_reference"}}
                for target in targets
            ],
        }
        names = [f"{target.get('summary')} ({target['id']})" for target in targets]
        write = SubresourceRequest(
            "POST", "/incidents/{id}/responder_requests", f"asking {', '.join(names)} to help", body
        )
        return SubresourcePlan([], names, [write])


class Merge(Subresource):
    """Other incidents that go into this one. PagerDuty resolves them, and says into which they went."""

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
            went = ((source.get("resolve_reason") or {}).get("incident") or {}).get("id")
            if current and source["id"] == current["id"]:
                raise UsageError(f"merge[{index}]", "an incident can't be merged into itself")
            if current and went == current["id"]:
                continue
            if went:
                raise UsageError(f"merge[{index}]", f"incident {source['id']} was merged into {went} already")
            sources.append(source)
        if not sources:
            return SubresourcePlan()
        body = {"source_incidents": [{"id": source["id"], "type": "incident_reference"} for source in sources]}
        write = SubresourceRequest(
            "PUT", "/incidents/{id}/merge", "merging incidents", body, sends_from=True, repeatable=False
        )
        return SubresourcePlan([], [INCIDENT.describe(source) for source in sources], [write])


def _plain(value: Json) -> Json:
    """A custom field's value for comparing: several values have no order, and null, "" and [] are all none."""
    if isinstance(value, list):
        return sorted(str(entry) for entry in value) or None
    return None if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)


def _asked(incident: dict[str, Json]) -> set[str]:
    """The IDs of all users and policies that were asked to help."""
    responses.checked(incident, _WITH_RESPONDERS, "incident")
    users = {entry["user"]["id"] for entry in incident.get("incidents_responders") or ()}
    targets = {
        str((target.get("responder_request_target") or target).get("id"))
        for request in incident.get("responder_requests") or ()
        for target in request.get("responder_request_targets") or ()
    }
    return users | targets


def _levels(session: Session, incident: dict[str, Json]) -> list[int]:
    """The levels of its escalation policy that lead to those whom an incident is assigned to."""
    return levels(session, [incident])[incident["id"]]


def levels(session: Session, incidents: t.Iterable[dict[str, Json]]) -> dict[str, list[int]]:
    """By ID, the levels of its escalation policy that lead to those whom an incident is assigned to; [] if that was
    done by hand. Who was on call is asked for the moment of the assignment: later, others may be. Empty levels are
    skipped.

    Incidents of one policy are asked for together, as far as PagerDuty's range of three months goes."""
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


# PagerDuty looks for those on call in three months at the most.
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
    """The levels on which, at that moment, those whom the incident is assigned to were on call."""
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
        body["escalation_level"] = params["escalation_level"]  # else it begins at the first


def _check(desired: dict[str, Canonical], current: dict[str, Canonical]) -> None:
    if not current and len(desired.get("assignees") or ()) > 1:
        raise UsageError("assignees", "PagerDuty makes an incident for 1 user; assign it to several in a second task")
    if current and current["state"] == "resolved":
        return
    if desired.get("assignees") and desired.get("state") == "acknowledged":
        raise UsageError("assignees", "does not go with state: acknowledged; remove one of the two")


def _verify(session: Session, desired: dict[str, Canonical], current: dict[str, Json] | None) -> None:
    """The level must be one of the policy's."""
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
        if error.status == 403:  # not every token that manages incidents may see these
            return
        raise
    levels_there = len((found or {}).get("escalation_rules") or ())
    if found and level > levels_there:
        described = ESCALATION_POLICY.describe(found)
        count = f"{levels_there} {'level' if levels_there == 1 else 'levels'}"
        raise UsageError("escalation_level", f"is {level}, but the escalation policy {described} has {count}")


# What follows from a change in ways that only PagerDuty knows.
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
        predicted["priority"]["type"] = "priority"  # shown whole, not as a reference
    if "status" not in changes and {"assignments", "escalation_policy", "escalation_level"} & set(changes):
        predicted.pop("status", None)


class State(Choice):
    """What an incident has come to. It only ever goes forward: who wants it open takes an acknowledged one, and who
    wants it acknowledged lets a resolved one rest. (PagerDuty would open it again.)"""

    def same(self, desired: Canonical, current: Canonical) -> bool:
        return current is not None and STATUSES.index(desired) <= STATUSES.index(current)


def no_incident(value: str, option: str, answer: ApiError | None = None) -> Missing:
    """The error for an option that names an incident that does not exist. answer: PagerDuty's, for `failure`."""
    error = Missing(
        option,
        f"there is no incident {value.strip()!r}; give its ID or number, and check that this token may see it",
    )
    if answer is not None:
        error.status, error.code, error.request = answer.status, answer.code, answer.request
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
    subresources=(CustomFields(), Responders(), Merge(), Snooze()),
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
    ),
)
