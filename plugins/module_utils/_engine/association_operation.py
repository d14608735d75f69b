# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the operation of a module that manages a single association, such as one membership in a team.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._core.errors import Missing
from .._schema.fields import Json, Spec
from .._schema.option_types import ReferenceType
from .._schema.resource import NOTHING, Resource
from .._schema.subresource import Association
from .operation import Operation
from .plan import Change
from .reconcile import ensure_present, task_result
from .session import Session


def association_operation(resource: Resource, association: Association, *, name: str) -> Operation:
    """The operation of the module that manages one association at a time.

    resource: the objects that have the option of the association. name: of the module without `pagerduty_`, and the
    key of the result.

    The task names both objects, by the name of their types. If one of them does not exist, there is no association, so
    nothing is to be removed.
    """
    option, key = resource.name, association.key
    options: dict[str, Spec] = {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        option: {"type": ReferenceType(resource), "required": True},
        key: {"type": ReferenceType(association.resource), "required": True},
        **association.entry_options(),
    }

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        removes = params["state"] == "absent"
        alone = association.alone(removes=removes)
        header = f"{params[key]} in {resource.title} {params[option]}"
        owner: dict[str, t.Any] = {}

        def show(change: Change, made: Json) -> dict[str, t.Any]:
            return _result(alone, change, owner, name, f"{name.replace('_', ' ')}: {header}")

        def apply() -> tuple[Change, Json]:
            try:
                owner.update(session.names.reference(resource, params[option], option))
                entry = {suboption: params.get(suboption) for suboption in (key, *association.entry_options())}
                stated = {"id": owner["id"], association.name: [entry]}
                return ensure_present(replace(resource, subresources=(alone,)), stated, session)
            except Missing:
                if removes:
                    return Change(NOTHING), None
                raise

        return task_result(apply, show)

    return Operation(f"pagerduty_{name}", options, work)


def _result(
    association: Association, change: Change, owner: dict[str, t.Any], name: str, header: str
) -> dict[str, t.Any]:
    """The result of the task. owner: a reference to the object that has the option."""
    made = None
    for reference, state in change.named.get(association.name, ()):
        if not association.removes:
            made = {
                owner["type"]: _reference(owner),
                **association.item(reference, state),
                association.key: _reference(reference),
            }
    change.before, change.after = (
        dict.fromkeys([association.state_option], *shown.values()) if (shown := side.get(association.name)) else {}
        for side in (change.before, change.after)
    )
    return {"changed": change.changed, name: made, "diff": change.diff(header)}


def _reference(reference: dict[str, t.Any]) -> dict[str, t.Any]:
    kind = str(reference["type"]).replace("_reference", "")
    return {"id": reference["id"], "type": f"{kind}_reference", "summary": reference.get("summary")}
