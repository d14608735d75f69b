# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates many incidents: those in a list, or those that a filter selects.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import timedelta

from .._core.client import LISTING_CAP
from .._core.errors import ApiError, PagerDutyError, UsageError
from .._core.times import parse_instant
from .._engine.listing import selection
from .._engine.operation import Operation
from .._engine.plan import Change, plan
from .._engine.session import Session
from .._resources.incident import INCIDENT, OPEN, CustomFields, incident_name, levels
from .._resources.incident_parent import by_id, by_key, includes
from .._resources.service import SERVICE
from .._schema.fields import Json, Spec, utc
from .._schema.listing import Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import Resource
from .bulk import Bulk, Job, Report, missing
from .incident import check_change

# The attributes that PagerDuty can change for many incidents in one request.
_FIELDS = (
    "state",
    "title",
    "urgency",
    "priority",
    "escalation_policy",
    "assignees",
    "escalation_level",
    "incident_type",
    "conference_bridge",
)
_VALUES = CustomFields()  # PagerDuty reads and writes them for one incident at a time
LISTING = t.cast(Listing, INCIDENT.listing)

MANY = replace(
    INCIDENT,
    fields=tuple(entry for entry in INCIDENT.fields if entry.name in _FIELDS),
    subresources=(_VALUES,),
    load={},
    verify=None,  # an error of one incident is reported for that incident only, after PagerDuty has rejected it
)

_EXCLUSIVE = (("assignees", "escalation_policy"), ("assignees", "escalation_level"))

CHANGE: dict[str, Spec] = {
    **MANY.specs(),
    "state": {"type": "str", "choices": ["acknowledged", "resolved"]},
    "resolution": {"type": "str"},
}

_FILTERS = tuple(
    replace(entry, choices=OPEN) if entry.option == "statuses" else entry
    for entry in LISTING.filters
    if entry.option not in ("date_range", "sort_by", "time_zone")
)

ROUNDS = 30  # how often incidents are listed again if there are more than PagerDuty lists

_LONGEST_RANGE = timedelta(days=180)  # PagerDuty lists six months; the shortest six months have 181 days
_FEW_SERVICES = 20  # as many fit into a URL

Wanted = tuple[str, str, str]  # ("id", an ID or number, "") or ("key", an incident_key, the ID of a service or "")


# -- finding ---------------------------------------------------------------------------------------------------------


class _Finder:
    """Finds the incidents that a list names, in as few requests as possible.

    PagerDuty can't return several incidents by ID, but each page of a listing contains a hundred. So open incidents are
    listed first, and then the recently resolved ones, as long as the pages contain wanted incidents. The rest are read
    one by one.
    """

    def __init__(self, session: Session, included: dict[str, t.Any]) -> None:
        self._session = session
        self._included = included
        self.found: dict[Wanted, dict[str, Json]] = {}

    def find(self, wanted: t.Mapping[Wanted, str]) -> None:
        """Find these incidents. wanted: for each, the prefix of its options for errors, such as `incidents[2].`."""
        missing = set(wanted)
        listable = {entry for entry in missing if entry[0] == "id" or entry[2]}
        if len(listable) > 1:
            query: dict[str, t.Any] = {"statuses[]": list(OPEN), "date_range": "all", "sort_by": "created_at:desc"}
            if all(entry[2] for entry in listable):
                query["service_ids[]"] = sorted({entry[2] for entry in listable})
            self._harvest(query, listable)
        listable = {entry for entry in listable if entry[0] == "id" and entry not in self.found}
        if len(listable) > 2:
            query = {"statuses[]": ["resolved"], "date_range": "all", "sort_by": "resolved_at:desc"}
            self._harvest(query, listable)
        for entry in wanted:
            if entry not in self.found:
                try:
                    self._read(entry)
                except UsageError as error:
                    raise UsageError(wanted[entry] + error.option, error.reason or error.message) from None

    def again(self, known: t.Sequence[dict[str, Json]]) -> None:
        """Find incidents that were read before, in any state. Their creation times narrow down the listing."""
        created = [parse_instant(utc(raw["created_at"], "created_at")) for raw in known]
        since, until = min(created) - timedelta(seconds=1), max(created) + timedelta(seconds=1)
        query: dict[str, t.Any] = {"date_range": "all"}
        if until - since < _LONGEST_RANGE:
            query = {"since": utc(since.isoformat(), "since"), "until": utc(until.isoformat(), "until")}
        services = sorted({raw["service"]["id"] for raw in known})
        if len(services) <= _FEW_SERVICES:
            query["service_ids[]"] = services
        wanted = {("id", raw["id"], "") for raw in known}
        if len(wanted) > 1:
            self._harvest(query, wanted)
        for entry in sorted(wanted - set(self.found)):
            self._read(entry)

    def _harvest(self, query: dict[str, t.Any], wanted: set[Wanted]) -> None:
        """List incidents as long as a page costs less than reading its wanted incidents one by one."""
        missing = set(wanted)
        allowance = 1 + len(missing) // 50
        pages = self._session.client.pages(
            "/incidents", "incidents", {**query, **self._included}, of=INCIDENT.minimum
        )
        for number, page in enumerate(pages, 1):
            for raw in page.items:
                for entry in missing & _names(raw):
                    self.found[entry] = raw
                    missing.discard(entry)
            if not missing or number >= allowance + (len(wanted) - len(missing)) // 2:
                break

    def _read(self, entry: Wanted) -> None:
        by, value, service = entry
        options = {"incident_key": value, "service": service or None}
        # `by_id` and `by_key` decide by this option what the response includes.
        session, bridge = self._session, {"conference_bridge": True} if self._included else {}
        raw = by_id(value, bridge, session) if by == "id" else by_key({**options, **bridge}, session)
        if raw is not None:
            self.found[entry] = raw


def _names(raw: dict[str, Json]) -> set[Wanted]:
    """All entries that mean this incident."""
    names: set[Wanted] = {("id", raw["id"], ""), ("id", str(raw.get("incident_number")), "")}
    if raw.get("incident_key") and raw["status"] != "resolved":
        names.add(("key", raw["incident_key"], raw["service"]["id"]))
    return names


# -- planning --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Task:
    """The requested change of an incident.

    options: the change. prefix: the prefix of the incident's own options for errors, such as `incidents[2].`. own: the
    names of these options; the others are options of the task. called: the incident in messages, such as `id 'Q1'`.
    """

    options: dict[str, t.Any]
    prefix: str = ""
    own: t.Collection[str] = ()
    called: str = ""

    def with_full_name(self, error: UsageError) -> UsageError:
        """The error with the full name of the option."""
        name = error.option.split(".")[0].split("[")[0]
        if name not in self.own:
            return error
        return type(error)(f"{self.prefix}{error.option}", error.reason or error.message)

    def check(self) -> None:
        options = self.options
        try:
            possible_options = (*_FIELDS, _VALUES.name)
            if not any(options.get(name) is not None for name in possible_options):
                possible = f"set at least one of {', '.join(possible_options)}"
                if not self.prefix:
                    raise UsageError("state", f"the task requests no change; {possible}")
                raise UsageError(
                    self.prefix.rstrip("."),
                    f"requests no change for {self.called}; {possible}, here or for all incidents",
                )
            for one, other in _EXCLUSIVE:
                if options.get(one) is not None and options.get(other) is not None:
                    raise UsageError(one, f"can't be combined with {other}; remove one of the two")
            check_change(options)
        except UsageError as error:
            raise self.with_full_name(error) from None


def _label(raw: dict[str, Json]) -> str:
    return f"{raw.get('summary') or raw.get('title')} ({raw['id']})"


class _Planner:
    """Creates jobs from incidents, and plans their changes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tasks: dict[str, _Task] = {}

    def jobs(self, pairs: t.Sequence[tuple[dict[str, Json], _Task]]) -> list[Job]:
        jobs = []
        for raw, task in pairs:
            self._tasks[raw["id"]] = task
            jobs.append(Job(raw["id"], _label(raw), raw, Change("nothing")))
        self._plan(jobs)
        return jobs

    def refresh(self, jobs: t.Sequence[Job]) -> None:
        """Read these incidents again, and plan their changes again."""
        finder = _Finder(self._session, includes(self._any_of(jobs)))
        finder.again([job.current for job in jobs])
        for job in jobs:
            raw = finder.found.get(("id", job.id, ""))
            if raw is None:
                job.fail(PagerDutyError("the incident no longer exists, or this token may not read it"))
            else:
                job.current = raw
        self._plan([job for job in jobs if not job.outcome])

    def _any_of(self, jobs: t.Sequence[Job]) -> dict[str, t.Any]:
        return {"conference_bridge": any(self._tasks[job.id].options.get("conference_bridge") for job in jobs)}

    def _plan(self, jobs: t.Sequence[Job]) -> None:
        """Plan the change of each. The reached levels are read for all of them together, and only if one is needed."""
        leveled = [
            job.current
            for job in jobs
            if self._tasks[job.id].options.get("escalation_level") is not None and job.current["status"] != "resolved"
        ]
        known = levels(self._session, leveled)
        resource: Resource = replace(MANY, load={"escalation_level": lambda _session, raw: known[raw["id"]]})
        for job in jobs:
            task = self._tasks[job.id]
            if job.current["status"] == "resolved":
                job.change = Change("nothing")
                if not task.options.get("state"):
                    reason = "the incident is resolved; use state: resolved to leave resolved incidents unchanged"
                    job.fail(PagerDutyError(reason))
                continue
            try:
                job.change = plan(resource, {**task.options, "id": job.id}, job.current, self._session)
            except UsageError as error:
                if not error.option.startswith(_VALUES.name):
                    raise task.with_full_name(error) from None
                job.fail(task.with_full_name(error))  # incidents of other types have other fields
                continue
            except ApiError as error:
                if error.status not in (403, 404):
                    raise
                job.fail(error)  # its values can't be read
                continue
            job.change.predicted.pop("escalation_level", None)


# -- the task --------------------------------------------------------------------------------------------------------


def _changes(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """The options of a change that are set."""
    return {name: options[name] for name in CHANGE if options.get(name) is not None}


def _listed(
    params: dict[str, t.Any], session: Session
) -> tuple[list[tuple[dict[str, Json], _Task]], list[Job]]:
    """(the incidents of the list, each with its requested change; failed jobs for those that do not exist).

    If a state is requested, keys without an open incident are skipped.
    """
    top = _changes(params)
    entries: list[tuple[Wanted, _Task]] = []
    for index, item in enumerate(params["incidents"]):
        prefix = f"incidents[{index}]."
        own = _changes(item)
        called = f"id {item['id']!r}" if item.get("id") is not None else f"incident_key {item['incident_key']!r}"
        task = _Task({**top, **own}, prefix, own, called)
        task.check()
        entries.append((_wanted(item, prefix, session), task))
    bridged = any(task.options.get("conference_bridge") for _entry, task in entries)
    finder = _Finder(session, includes({"conference_bridge": bridged}))
    finder.find({entry: task.prefix for entry, task in entries})

    pairs: list[tuple[dict[str, Json], _Task]] = []
    unknown: list[Job] = []
    first: dict[str, str] = {}
    for entry, task in entries:
        raw = finder.found.get(entry)
        by, value, _service = entry
        if raw is None:
            if by == "id":
                unknown.append(missing(value, value, UsageError(f"{task.prefix}id", f"there is no incident {value!r}")))
            elif not task.options.get("state"):
                error = UsageError(f"{task.prefix}incident_key", f"no incident with the key {value!r} is open")
                unknown.append(missing("", value, error))
            continue
        where = task.prefix.rstrip(".")
        if raw["id"] in first:
            raise UsageError(where, f"is the same incident as {first[raw['id']]}, {_label(raw)}; remove one of the two")
        first[raw["id"]] = where
        pairs.append((raw, task))
    return pairs, unknown


def _wanted(item: dict[str, t.Any], prefix: str, session: Session) -> Wanted:
    option = "id" if item.get("id") is not None else "incident_key"
    value = item[option].strip()
    if not value:
        raise UsageError(f"{prefix}{option}", "must not be empty")
    if option == "id":
        if item.get("service"):
            raise UsageError(
                f"{prefix}service", "requires incident_key; to move an incident, use the module pagerduty_incident"
            )
        return ("id", incident_name(value), "")
    service = item.get("service")
    found = session.names.reference(SERVICE, service, f"{prefix}service") if service else {"id": ""}
    return ("key", value, found["id"])


def _selection(params: dict[str, t.Any], session: Session) -> tuple[dict[str, t.Any], bool]:
    """(the query that selects the incidents, whether it no longer selects an incident after its change)."""
    select = params["select"]
    for entry in _FILTERS:
        if select.get(entry.option) in ([], ""):
            # PagerDuty would ignore the filter, and return all incidents.
            raise UsageError(f"select.{entry.option}", "must not be empty; omit it if it is not a filter")
    if all(select.get(entry.option) is None for entry in _FILTERS):
        raise UsageError(
            "select",
            "has no filter; for all open incidents of the account, set statuses: [triggered, acknowledged]",
        )
    changes = _changes(params)
    if select.get("statuses") is None:
        # If the task only acknowledges incidents, those that are acknowledged already are not listed.
        only = set(changes) <= {"state"} and changes["state"] == "acknowledged"
        select = {**select, "statuses": ["triggered"] if only else list(OPEN)}
    query = {**selection(_FILTERS, select, session, "select."), **includes(params)}
    if select.get("since") is None and select.get("until") is None:
        query["date_range"] = "all"  # otherwise PagerDuty lists only the last month
    leaves = changes.get("state") == "resolved" or (
        changes.get("state") == "acknowledged" and select["statuses"] == ["triggered"]
    )
    return query, leaves


def _from_list(params: dict[str, t.Any], session: Session, planner: _Planner, bulk: Bulk) -> list[Job]:
    pairs, unknown = _listed(params, session)
    jobs = planner.jobs(pairs)
    bulk.apply(jobs)
    return [*jobs, *unknown]


def _selected(
    session: Session, query: dict[str, t.Any], known: t.Collection[str], leaves: bool
) -> tuple[list[dict[str, Json]], bool]:
    """(the incidents that are selected now, without the known ones; whether there are more than PagerDuty lists).

    known: IDs. leaves: whether an incident is no longer selected after its change. Others then follow in the list.
    """
    more = False
    selected: dict[str, dict[str, Json]] = {}
    for page in session.client.pages("/incidents", "incidents", query, of=INCIDENT.minimum):
        more = page.more
        selected.update({raw["id"]: raw for raw in page.items if raw["id"] not in known})
    if more and not leaves:
        raise UsageError(
            "select",
            f"selects more than {LISTING_CAP} incidents, and PagerDuty lists no more; nothing was changed. Narrow"
            " it down, such as with services, or with since and until, and run several tasks",
        )
    return list(selected.values()), more


def _after(jobs: t.Collection[Job], error: PagerDutyError) -> PagerDutyError:
    """An error that ends the task. If incidents were changed before, the message and the task's result contain them."""
    report = Report("incident", "incidents", list(jobs)).result()
    if report["changed"]:
        error.within(f"{len(report['updated'])} incidents were changed, but")
        error.result = report
    return error


def _from_selection(params: dict[str, t.Any], session: Session, planner: _Planner, bulk: Bulk) -> list[Job]:
    task = _Task(_changes(params))
    task.check()
    query, leaves = _selection(params, session)
    jobs: dict[str, Job] = {}
    for _round in range(ROUNDS):
        try:
            selected, more = _selected(session, query, jobs, leaves)
            fresh = planner.jobs([(raw, task) for raw in selected])
        except PagerDutyError as error:
            raise _after(jobs.values(), error) from None
        bulk.apply(fresh)
        jobs.update({job.id: job for job in fresh})
        if not more:
            break
        if session.check_mode:
            session.warn(
                f"PagerDuty lists at most {LISTING_CAP} incidents, and select selects more: check mode predicts"
                " only the listed ones. A real run continues until none is left"
            )
            break
        if bulk.stopped or not any(job.outcome == "updated" for job in fresh):
            session.warn(
                f"select selects more incidents than the {LISTING_CAP} that PagerDuty lists: some were not processed."
                " Run again, or narrow it down"
            )
            break
    else:
        session.warn("More and more incidents are selected: some were not processed. Run again, or narrow it down")
    return list(jobs.values())


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    planner = _Planner(session)
    bulk = Bulk(session, INCIDENT, planner.refresh)
    process = _from_list if params.get("incidents") is not None else _from_selection
    return Report("incident", "incidents", process(params, session, planner, bulk)).result()


INCIDENTS_OPERATION = Operation(
    "pagerduty_incidents",
    {
        "incidents": {
            "type": "list",
            "elements": "dict",
            "options": {
                "id": {"type": "str"},
                "incident_key": {"type": "str", "no_log": False},
                "service": {"type": ReferenceType(SERVICE)},
                **CHANGE,
            },
            "required_one_of": [["id", "incident_key"]],
            "mutually_exclusive": [["id", "incident_key"]],
        },
        "select": {"type": "dict", "options": {entry.option: entry.spec() for entry in _FILTERS}},
        **CHANGE,
    },
    _work,
    {"required_one_of": [["incidents", "select"]], "mutually_exclusive": [["incidents", "select"]]},
    hints={
        **MANY.hints(),
        **MANY.hints("incidents."),
        **{f"select.{name}": text for name, text in LISTING.hints().items()},
    },
)
