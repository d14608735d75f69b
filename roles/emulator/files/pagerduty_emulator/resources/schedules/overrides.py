# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Overrides of a schedule: a user who is on call during a span instead of the users of the layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...core.collection import Record
from ...core.errors import invalid, not_found
from ...core.state import Account
from ...core.strictness import LENIENTLY, effective
from ...schema.call import Call, Reply
from ...schema.fields import INVALID, Check
from ...schema.operation import Operation
from ...schema.view import View
from .table import OVERRIDE, RESOURCE

IDS_ARE_ALWAYS_SHOWN = LENIENTLY
""""The result will only include the id of the override if this parameter [``editable``] is present". PagerDuty's MCP
server and the command line tool ``pd`` list overrides without it, and use the IDs to delete them."""


def view_of(call: Call, schedule: Record) -> View:
    return call.view(default_zone=RESOURCE.default_zone(schedule))


# -- list ------------------------------------------------------------------------------------------------------------


def overrides(call: Call) -> Reply:
    """Overrides that overlap the date range, by start. PagerDuty documents the status 201."""
    schedule = call.record(RESOURCE)
    zone = RESOURCE.default_zone(schedule)
    since, until = call.instant("since", zone), call.instant("until", zone)
    if since is None or until is None:
        raise invalid(*(f"{name} can't be blank" for name, value in (("Since", since), ("Until", until)) if not value))
    if until < since:
        raise invalid("Until must not be before since")
    editable = "editable" in call.query and call.flag("editable")
    with_id = "editable" in call.query or effective(IDS_ARE_ALWAYS_SHOWN, strict=call.account.strict)
    overflow, now, view = call.flag("overflow"), call.account.now(), view_of(call, schedule)
    found = []
    for one in schedule["overrides"]:
        if one["end"] <= since or one["start"] >= until or (editable and one["end"] <= now):
            continue
        if not overflow:
            one = {**one, "start": max(one["start"], since), "end": min(one["end"], until)}
        found.append(one)
    found.sort(key=lambda one: (one["start"], one["end"]))
    return Reply(201, {"overrides": [shown(one, view, with_id=with_id) for one in found]})


def shown(override: Record, view: View, *, with_id: bool = True) -> dict[str, Any]:
    whole: dict[str, Any] = OVERRIDE.render(override, view)
    return whole if with_id else {name: value for name, value in whole.items() if name != "id"}


# -- create ----------------------------------------------------------------------------------------------------------


def create(call: Call) -> Reply:
    """Creates overrides. The response is an array with a result for each of them, also if some are rejected.

    The form with one ``override`` is deprecated: its response is the override, or 400.
    """
    schedule, body = call.record(RESOURCE), call.json()
    if isinstance(body, dict) and "overrides" not in body and "override" in body:
        [result] = created(call, schedule, [body["override"]])
        if "errors" in result:
            raise invalid(*result["errors"])
        return Reply(201, {"override": result["override"]})
    given = body.get("overrides") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise invalid("overrides is missing or is not an Array with at least one Object")
    return Reply(201, created(call, schedule, given))


def created(call: Call, schedule: Record, given: list[Any]) -> list[dict[str, Any]]:
    """Adds the valid overrides to the schedule. Returns a result for each one."""
    account, view = call.account, view_of(call, schedule)
    if not all(isinstance(one, dict) for one in given):
        raise invalid("Override must be an Object")
    results: list[dict[str, Any]] = []
    added: list[Record] = []
    for one in given:
        check = Check(account)
        kept = OVERRIDE.clean({**one, "id": None}, "Override", check)
        errors = check.errors or list(problems(kept, account))
        if kept is INVALID or errors:
            results.append({"status": 400, "errors": errors, "override": rejected(one, view)})
            continue
        added.append({**kept, "id": account.random.long_identifier()})
        results.append({"status": 201, "override": shown(added[-1], view)})
    if added:
        account.put(RESOURCE, {**schedule, "overrides": [*schedule["overrides"], *added]})
    return results


def problems(override: Record, account: Account) -> Iterator[str]:
    """What is wrong with the times of a new override. The first message is documented."""
    if override["end"] <= override["start"]:
        yield "Override must end after its start"
    elif override["end"] <= account.now():
        yield "Override must end after the current time"


def rejected(given: dict[str, Any], view: View) -> dict[str, Any]:
    """A rejected override as in the request, as far as it has the documented form."""
    user = given.get("user")
    identifier = user.get("id") if isinstance(user, dict) else None
    times = {name: given[name] if isinstance(given.get(name), str) else None for name in ("start", "end")}
    return {**times, "user": view.reference("user", identifier) if isinstance(identifier, str) else None}


# -- delete ----------------------------------------------------------------------------------------------------------


def delete(call: Call) -> Reply:
    """Removes a future override, or ends a current one. A past one can't be removed."""
    schedule, account = call.record(RESOURCE), call.account
    found = next((one for one in schedule["overrides"] if one["id"] == call.ids[1]), None)
    if found is None:
        raise not_found()
    now = account.now()
    if found["end"] <= now:
        raise invalid("Override can't be removed because it has ended")
    is_current = found["start"] < now
    replaced = [
        {**one, "end": now} if one is found else one
        for one in schedule["overrides"]
        if one is not found or is_current
    ]
    account.put(RESOURCE, {**schedule, "overrides": replaced})
    return Reply(200 if is_current else 204)


OPERATIONS = (
    Operation("GET", "/schedules/*/overrides", overrides, "schedules.read"),
    Operation("POST", "/schedules/*/overrides", create, "schedules.write"),
    Operation("DELETE", "/schedules/*/overrides/*", delete, "schedules.write"),
)
