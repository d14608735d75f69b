# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the operations of a resource from its declaration: for the module that manages it and the one that lists it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._resources._kinds import INCIDENT
from .._schema.fields import Json, Spec
from .._schema.option_types import ReferenceType
from .._schema.resource import Listing, Resource
from .operation import Operation
from .reconcile import Change, ensure_absent, ensure_present, outcome
from .session import Session


def resource_operation(resource: Resource) -> Operation:
    """The operation of the module that manages a resource."""
    kind = resource.kind
    options: dict[str, Spec] = {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "id": {"type": "str"},
        **resource.options(),
    }

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        def show(change: Change, made: Json) -> dict[str, t.Any]:
            return {
                "changed": change.changed,
                kind.name: made and {key: value for key, value in made.items() if key not in kind.private},
                "diff": change.diff(f"{kind.title} {params.get(resource.key) or params.get('id')}"),
            }

        if params["state"] == "absent":
            return show(ensure_absent(resource, params, session), None)
        return outcome(lambda: ensure_present(resource, params, session), show)

    constraints = {"required_one_of": [["id", resource.key]]}
    return Operation(f"pagerduty_{kind.name}", options, work, constraints, hints=resource.hints())


def info_operation(listing: Listing) -> Operation:
    """The operation of the module that lists a kind of objects."""
    kind = listing.kind
    options: dict[str, Spec] = {name: {"type": ReferenceType(INCIDENT), "required": True} for name in listing.parents}
    if listing.single:
        options["id"] = {"type": "str"}
    for name in listing.within:
        options[name] = {"type": ReferenceType(INCIDENT)}
    for name in listing.exact:
        options[name] = {"type": "str"}
    for entry in listing.filters:
        options[entry.option] = entry.spec()
    if listing.includes or listing.only_one:
        choices = [*listing.includes, *listing.only_one]
        options["include"] = {"type": "list", "elements": "str", "choices": choices}
    options.update(
        limit={"type": "int"},
        offset={"type": "int", "default": 0},
        total={"type": "bool", "default": False},
    )

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        from .listing import list_objects  # not for the modules that manage something

        objects, total = list_objects(listing, params, session)
        result: dict[str, t.Any] = {"changed": False, kind.plural: objects}
        return {**result, "total": total} if params["total"] else result

    constraints = {"mutually_exclusive": [["id", name] for name in listing.exact]}
    return Operation(f"pagerduty_{kind.name}_info", options, work, constraints, hints=listing.hints())
