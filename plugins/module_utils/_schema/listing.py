# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations of what an info module lists.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core.errors import UsageError
from .fields import Json, Spec
from .option_types import ReferenceType
from .session import Session

if t.TYPE_CHECKING:
    from .resource import Parent, Resource


def check_limit(params: dict[str, t.Any]) -> None:
    """Check the option `limit`, the number of objects or rows to return. None means all. Raises UsageError."""
    limit = params.get("limit")
    if limit is not None and limit < 1:
        raise UsageError("limit", "must be 1 or more; omit it for all")


@dataclass(frozen=True)
class Filter:
    """An option of an info module that selects objects on the server.

    option: its name. api: PagerDuty's parameter. resource: the option is a list of names or IDs of these objects.
    one: PagerDuty takes only one of them, so the option is no list.
    type: Ansible's type of one value. many: it is a list. choices: the possible values. unset: what PagerDuty receives
    for a list if the task omits the option.
    instant: it is a point in time, and PagerDuty receives UTC. required: PagerDuty does not list without it.
    order: PagerDuty sorts by it, by at most this many attributes in one parameter. of_one: PagerDuty also accepts it
    in a request for one object. looks_secret: Ansible would take its value for a secret because of the option's name.
    """

    option: str
    api: str
    resource: Resource | None = None
    type: str = "str"
    many: bool = False
    choices: tuple[str, ...] = ()
    unset: str = ""
    instant: bool = False
    required: bool = False
    order: int = 0
    of_one: bool = False
    looks_secret: bool = False
    one: bool = False

    def spec(self) -> Spec:
        element = ReferenceType(self.resource) if self.resource else self.type
        several = (self.resource and not self.one) or self.many or self.order > 1
        spec: Spec = {"type": "list", "elements": element} if several else {"type": element}
        if self.choices:
            spec["choices"] = list(self.choices)
        if self.looks_secret:
            spec["no_log"] = False
        return {**spec, "required": True} if self.required else spec


@dataclass(frozen=True, eq=False)
class Listing:
    """What an info module lists.

    single: whether PagerDuty also returns one object by its ID, for the option `id`.
    filters: what selects objects on the server. includes: the `include[]` values for a list. only_one: those that
    PagerDuty accepts for a single object only. list_only: those of `includes` that it accepts for a list only.
    exact: options besides `id` that select by an attribute; compared as names are. PagerDuty preselects with `query`.
    reveals: the `include[]` value that requests the private attributes of the resource.
    within: other objects to which a list can belong, if the task names one of them.
    limits: whether the module has the options `limit`, `offset` and `total`.
    options: options that are neither filters nor the above. constraints: between options.
    prepare: a function of (params, session) that returns the options with the values of the filters.
    keep: a function of (params, session) that returns a condition for objects, for what PagerDuty can't select by; None
    if the task has no such condition.
    parameters: a function of (params, session) that returns further parameters of the request, for a list or for one
    object.
    complete: a function of (params, session, object) that adds what other requests return to an object of the result.
    picklist: the name of the picklist; by default, that of the module. "" for objects that have no IDs to choose.
    """

    single: bool = True
    filters: tuple[Filter, ...] = ()
    includes: tuple[str, ...] = ()
    only_one: tuple[str, ...] = ()
    list_only: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    reveals: str | None = None
    within: tuple[Parent, ...] = ()
    limits: bool = True
    options: dict[str, Spec] = field(default_factory=dict)
    constraints: dict[str, t.Any] = field(default_factory=dict)
    prepare: t.Callable[[dict[str, t.Any], Session], dict[str, t.Any]] | None = None
    keep: t.Callable[[dict[str, t.Any], Session], t.Callable[[dict[str, Json]], bool] | None] | None = None
    parameters: t.Callable[[dict[str, t.Any], Session], dict[str, t.Any]] | None = None
    complete: t.Callable[[dict[str, t.Any], Session, dict[str, Json]], dict[str, Json]] | None = None
    picklist: str | None = None

    def hints(self) -> dict[str, str]:
        """What to use instead of options that do not exist: PagerDuty's names of the filters."""
        named = {entry.api.removesuffix("[]"): entry.option for entry in self.filters}
        return {api: f"use {option} instead" for api, option in named.items() if api != option}
