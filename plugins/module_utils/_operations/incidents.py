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
from .._core.errors import PagerDutyError, UsageError
from .._core.times import parse_instant
from .._engine.listing import selection
from .._engine.operation import Operation
from .._engine.plan import Change, plan
from .._engine.session import Session
from .._resources.incident import INCIDENT, OPEN, incident_name, levels
from .._resources.incident_parent import by_id, by_key, includes
from .._resources.service import SERVICE
from .._schema.fields import Json, Spec, utc
from .._schema.listing import Listing
from .._schema.option_types import ReferenceType
from .._schema.resource import Resource
from .bulk import Bulk, Job, Report, missing
from .incident import check_change

# What PagerDuty changes of many incidents in one request.
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
LISTING = t.cast(Listing, INCIDENT.listing)

MANY = replace(
    INCIDENT,
    fields=tuple(entry for entry in INCIDENT.fields if entry.name in _FIELDS),
    subresources=(),
    load={},
    verify=None,  # what is wrong with one incident is reported for that one, after PagerDuty has rejected it
)

_APART = (("assignees", "escalation_policy"), ("assignees", "escalation_level"))

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

ROUNDS = 30  # times that what PagerDuty lists at the most is listed anew, when it held back some

_LONGEST_RANGE = timedelta(days=180)  # PagerDuty lists six months; the shortest six months have 181 days
_FEW_SERVICES = 20  # that fit into an address

Wanted = tuple[str, str, str]  # ("id", an ID or number, "") or ("key", an incident_key, the ID of a service or "")


# -- finding ---------------------------------------------------------------------------------------------------------


class _Finder:
    """Finds the incidents that a list names, in as few requests as can be.

    PagerDuty can't be asked for several by ID. But a page of a listing shows a hundred for the price of one. So open
    incidents are listed, then those resolved lately, as long as the pages hold what is wanted. The rest is asked for
    one by one.
    """

    def __init__(self, session: Session, included: dict[str, t.Any]) -> None:
        self._session = session
        self._included = included
        self.found: dict[Wanted, dict[str, Json]] = {}

    def find(self, wanted: t.Mapping[Wanted, str]) -> None:
        """wanted: each with where it stands in the task, for errors, such as `incidents[2].`."""
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
                    self._ask(entry)
                except UsageError as error:
                    raise UsageError(wanted[entry] + error.option, error.reason or error.message) from None

    def again(self, known: t.Sequence[dict[str, Json]]) -> None:
        """Find incidents that were seen before, whatever has become of them: it is known when they were opened."""
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
            self._ask(entry)

    def _harvest(self, query: dict[str, t.Any], wanted: set[Wanted]) -> None:
        """List as long as a page costs less than asking one by one for what it holds."""
        missing = set(wanted)
        allowance = 1 + len(missing) // 50
        pages = self._session.client.pages(
            "/incidents", "incidents", {**query, **self._included}, of=INCIDENT.minimum
        )
        for asked, page in enumerate(pages, 1):
            for raw in page.items:
                for entry in missing & _names(raw):
                    self.found[entry] = raw
                    missing.discard(entry)
            if not missing or asked >= allowance + (len(wanted) - len(missing)) // 2:
                break

    def _ask(self, entry: Wanted) -> None:
        by, value, service = entry
        options = {"incident_key": value, "service": service or None}
        # What is to be included was decided already.
        session, asked = self._session, {"conference_bridge": True} if self._included else {}
        raw = by_id(value, asked, session) if by == "id" else by_key({**options, **asked}, session)
        if raw is not None:
            self.found[entry] = raw


def _names(raw: dict[str, Json]) -> set[Wanted]:
    """All that this incident may be wanted as."""
    names: set[Wanted] = {("id", raw["id"], ""), ("id", str(raw.get("incident_number")), "")}
    if raw.get("incident_key") and raw["status"] != "resolved":
        names.add(("key", raw["incident_key"], raw["service"]["id"]))
    return names


# -- what is to be done ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Task:
    """What is to be done to an incident.

    options: the change. at: where it stands in the task, for errors, such as `incidents[2].`. own: the options that
    stand there; others stand at the top. called: what the task calls the incident, for errors.
    """

    options: dict[str, t.Any]
    at: str = ""
    own: t.Collection[str] = ()
    called: str = ""

    def misstated(self, error: UsageError) -> UsageError:
        """The error with the whole name of the option."""
        name = error.option.split(".")[0].split("[")[0]
        if name not in self.own:
            return error
        return type(error)(f"{self.at}{error.option}", error.reason or error.message)

    def check(self) -> None:
        options = self.options
        try:
            if not any(options.get(name) is not None for name in _FIELDS):
                possible = f"set at least one of {', '.join(_FIELDS)}"
                if not self.at:
                    raise UsageError("state", f"the task requests no change; {possible}")
                raise UsageError(
                    self.at.rstrip("."), f"requests no change for {self.called}; {possible}, here or for all incidents"
                )
            for one, other in _APART:
                if options.get(one) is not None and options.get(other) is not None:
                    raise UsageError(one, f"does not go together with {other}; remove one of the two")
            check_change(options)
        except UsageError as error:
            raise self.misstated(error) from None


def _label(raw: dict[str, Json]) -> str:
    return f"{raw.get('summary') or raw.get('title')} ({raw['id']})"


class _Planner:
    """Makes jobs of incidents, and plans what is left of them."""

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

    def look(self, jobs: t.Sequence[Job]) -> None:
        """Look how these are now, and plan anew."""
        finder = _Finder(self._session, includes(self._any_of(jobs)))
        finder.again([job.current for job in jobs])
        for job in jobs:
            raw = finder.found.get(("id", job.id, ""))
            if raw is None:
                job.fail(PagerDutyError("the incident is not there any more, or this token may not see it"))
            else:
                job.current = raw
        self._plan([job for job in jobs if not job.outcome])

    def _any_of(self, jobs: t.Sequence[Job]) -> dict[str, t.Any]:
        return {"conference_bridge": any(self._tasks[job.id].options.get("conference_bridge") for job in jobs)}

    def _plan(self, jobs: t.Sequence[Job]) -> None:
        """Only then is the level that each has reached asked for, for all of them together."""
        asked = [
            job.current
            for job in jobs
            if self._tasks[job.id].options.get("escalation_level") is not None and job.current["status"] != "resolved"
        ]
        known = levels(self._session, asked)
        resource: Resource = replace(MANY, load={"escalation_level": lambda _session, raw: known[raw["id"]]})
        for job in jobs:
            task = self._tasks[job.id]
            if job.current["status"] == "resolved":
                job.change = Change("nothing")
                if not task.options.get("state"):
                    job.fail(
                        PagerDutyError("the incident is resolved; use state: resolved to leave such ones unchanged")
                    )
                continue
            try:
                job.change = plan(resource, {**task.options, "id": job.id}, job.current, self._session)
            except UsageError as error:
                raise task.misstated(error) from None
            job.change.predicted.pop("escalation_level", None)


# -- the task --------------------------------------------------------------------------------------------------------


def _stated(options: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: options[name] for name in CHANGE if options.get(name) is not None}


def _listed(
    params: dict[str, t.Any], session: Session
) -> tuple[list[tuple[dict[str, Json], _Task]], list[Job]]:
    """(the incidents of the list, each with what is to be done to it; failed jobs for those that do not exist).

    A key of which no incident is open is left out if a state is requested.
    """
    top = _stated(params)
    entries: list[tuple[Wanted, _Task]] = []
    for index, item in enumerate(params["incidents"]):
        at = f"incidents[{index}]."
        own = _stated(item)
        called = f"id {item['id']!r}" if item.get("id") is not None else f"incident_key {item['incident_key']!r}"
        task = _Task({**top, **own}, at, own, called)
        task.check()
        entries.append((_wanted(item, at, session), task))
    bridged = any(task.options.get("conference_bridge") for _entry, task in entries)
    finder = _Finder(session, includes({"conference_bridge": bridged}))
    finder.find({entry: task.at for entry, task in entries})

    pairs: list[tuple[dict[str, Json], _Task]] = []
    unknown: list[Job] = []
    first: dict[str, str] = {}
    for entry, task in entries:
        raw = finder.found.get(entry)
        by, value, _service = entry
        if raw is None:
            if by == "id":
                unknown.append(missing(value, value, UsageError(f"{task.at}id", f"there is no incident {value!r}")))
            elif not task.options.get("state"):
                error = UsageError(f"{task.at}incident_key", f"no incident with the key {value!r} is open")
                unknown.append(missing("", value, error))
            continue
        where = task.at.rstrip(".")
        if raw["id"] in first:
            raise UsageError(where, f"is the same incident as {first[raw['id']]}, {_label(raw)}; remove one of the two")
        first[raw["id"]] = where
        pairs.append((raw, task))
    return pairs, unknown


def _wanted(item: dict[str, t.Any], at: str, session: Session) -> Wanted:
    option = "id" if item.get("id") is not None else "incident_key"
    value = item[option].strip()
    if not value:
        raise UsageError(f"{at}{option}", "must not be empty")
    if option == "id":
        if item.get("service"):
            raise UsageError(
                f"{at}service", "goes with incident_key; to move an incident, use the module pagerduty_incident"
            )
        return ("id", incident_name(value), "")
    service = item.get("service")
    found = session.names.reference(SERVICE, service, f"{at}service") if service else {"id": ""}
    return ("key", value, found["id"])


def _selection(params: dict[str, t.Any], session: Session) -> tuple[dict[str, t.Any], bool]:
    """(the query for what is selected, whether what is changed is selected no longer)."""
    select = params["select"]
    for entry in _FILTERS:
        if select.get(entry.option) in ([], ""):
            # PagerDuty would take it for no filter at all.
            raise UsageError(f"select.{entry.option}", "must not be empty; omit it if it is not a filter")
    if all(select.get(entry.option) is None for entry in _FILTERS):
        raise UsageError(
            "select",
            "has no filter; for all open incidents of the account, say statuses: [triggered, acknowledged]",
        )
    stated = _stated(params)
    if select.get("statuses") is None:
        # Those that are acknowledged already need no look where nothing else is to be changed.
        only = set(stated) <= {"state"} and stated["state"] == "acknowledged"
        select = {**select, "statuses": ["triggered"] if only else list(OPEN)}
    query = {**selection(_FILTERS, select, session, "select."), **includes(params)}
    if select.get("since") is None and select.get("until") is None:
        query["date_range"] = "all"  # else PagerDuty looks back a month only
    leaves = stated.get("state") == "resolved" or (
        stated.get("state") == "acknowledged" and select["statuses"] == ["triggered"]
    )
    return query, leaves


def _from_list(params: dict[str, t.Any], session: Session, planner: _Planner, bulk: Bulk) -> list[Job]:
    pairs, unknown = _listed(params, session)
    jobs = planner.jobs(pairs)
    bulk.carry_out(jobs)
    return [*jobs, *unknown]


def _selected(
    session: Session, query: dict[str, t.Any], known: t.Collection[str], leaves: bool
) -> tuple[list[dict[str, Json]], bool]:
    """(the incidents that are selected now, without those that are known, whether there are more than PagerDuty lists).

    leaves: whether those that are changed are selected no longer, so that others take their place in the list.
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
    """An error that ends the task after some incidents were changed: it says so, and the failed task returns them."""
    report = Report("incident", "incidents", list(jobs)).result()
    if report["changed"]:
        error.within(f"{len(report['updated'])} incidents were changed, but")
        error.result = report
    return error


def _from_selection(params: dict[str, t.Any], session: Session, planner: _Planner, bulk: Bulk) -> list[Job]:
    task = _Task(_stated(params))
    task.check()
    query, leaves = _selection(params, session)
    jobs: dict[str, Job] = {}
    for _round in range(ROUNDS):
        try:
            selected, more = _selected(session, query, jobs, leaves)
            fresh = planner.jobs([(raw, task) for raw in selected])
        except PagerDutyError as error:
            raise _after(jobs.values(), error) from None
        bulk.carry_out(fresh)
        jobs.update({job.id: job for job in fresh})
        if not more:
            break
        if session.check_mode:
            session.warn(
                f"PagerDuty lists {LISTING_CAP} incidents at most, and select selects more: check mode predicts"
                " the first of them only. A real run goes on until none is left"
            )
            break
        if bulk.stopped or not any(job.outcome == "updated" for job in fresh):
            session.warn(
                f"select selects more incidents than the {LISTING_CAP} that PagerDuty lists: some were not looked at."
                " Run again, or narrow it down"
            )
            break
    else:
        session.warn("More and more incidents are selected: some were not looked at. Run again, or narrow it down")
    return list(jobs.values())


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    planner = _Planner(session)
    bulk = Bulk(session, INCIDENT, planner.look)
    carry_out = _from_list if params.get("incidents") is not None else _from_selection
    return Report("incident", "incidents", carry_out(params, session, planner, bulk)).result()


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
