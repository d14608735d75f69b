# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the operations of a resource from its declaration: for the module that manages it and the one that lists it.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass

from .._core.connection_options import CONNECTION_SPEC
from .._core.errors import PagerDutyError
from .._schema.fields import Json, Spec, Text
from .._schema.listing import Listing
from .._schema.resource import ByContent, ById, Resource
from .find import variant_of
from .one_time_secret import check_file, writer
from .operation import Operation
from .plan import Change
from .reconcile import ensure_absent, ensure_present, task_result
from .session import Session


def resource_operation(resource: Resource) -> Operation:
    """The operation of the module that manages a resource, with its variants."""
    options: dict[str, Spec] = {}
    if resource.removal.action:
        options["state"] = {"type": "str", "choices": ["present", "absent"], "default": "present"}
    if resource.parent:
        options.update(resource.parent.spec(required=True))
    if resource.has_id:
        options["id"] = {"type": "str"}
    for variant in resource.family:
        options = {**variant.specs(), **options}

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        task = ObjectTask.of(resource, params, session)
        return task_result(task.run, task.result)

    hints = {name: text for one in resource.family for name, text in one.hints().items() if not _exists(name, options)}
    return Operation(resource.module_name, options, work, _constraints(resource), hints=hints)


def _exists(name: str, options: t.Collection[str]) -> bool:
    """Whether a module has an option. options: those that are not about the connection."""
    return name in options or name in CONNECTION_SPEC


def _constraints(resource: Resource) -> dict[str, t.Any]:
    identity = resource.identity
    either = [["id", resource.key]]
    if not resource.has_id:
        either = []
    elif isinstance(identity, ById):
        either = [["id"]]
    elif isinstance(identity, ByContent):
        required = identity.options if identity.required is None else identity.required
        either = [["id", name] for name in required]
    constraints = {"required_one_of": either} if either else {}
    for more in (resource.parent.rules if resource.parent else {}, *(one.constraints for one in resource.family)):
        _merge(constraints, more)
    return constraints


def _subject(resource: Resource, params: dict[str, t.Any]) -> tuple[str, ...]:
    """The options that can say which object a diff is about. With `id`, a part of the content says too little."""
    if isinstance(resource.identity, ByContent) and params.get("id"):
        return ("id",)
    return (*resource.identifying, "id")


@dataclass
class ObjectTask:
    """A task about one object.

    resource: the declaration, with the path of the parent. params: the options that `Resource.prepare` returned.
    key: of the object in the result. header: what the diff is about. several: see `ensure_present`.
    """

    resource: Resource
    params: dict[str, t.Any]
    session: Session
    key: str
    header: str
    several: bool

    @classmethod
    def of(cls, resource: Resource, params: dict[str, t.Any], session: Session) -> ObjectTask:
        """The task with these validated options. Raises UsageError."""
        key, of_parent = resource.result_key, ""
        resource = resource.placed(params)
        if resource.parent:
            parent_id = t.cast(str, resource.parent.find(params, session))
            of_parent = f" of {params.get(resource.parent.option) or parent_id}"
            resource = resource.under(parent_id)
        else:
            resource = variant_of(resource, params, session)
        naming = next((name for name in _subject(resource, params) if params.get(name)), None)
        subject = f" {_shown(resource, naming, params)}" if naming else ""
        if resource.related:
            subject = f" {resource.related_text(*(params[side] for side in resource.related.sides))}"
        if params.get("state") != "absent":
            check_file(resource, params)
        if resource.prepare:
            with _expects_parent(resource, params, session):
                params = resource.prepare(params, session)
        several = isinstance(resource.identity, ByContent) and bool(
            resource.identity.several and not params.get("id") and resource.identity.several(params)
        )
        return cls(resource, params, session, key, f"{resource.title}{subject}{of_parent}", several)

    def run(self) -> tuple[Change, Json]:
        """(The change, the object; None if it does not exist)."""
        with _expects_parent(self.resource, self.params, self.session):
            return self._run()

    def _run(self) -> tuple[Change, Json]:
        resource, params, session = self.resource, self.params, self.session
        if resource.related:
            from .relations import relate  # few tasks need it

            return relate(resource, params, session, removes=params.get("state") == "absent")
        if params.get("state") == "absent":
            return ensure_absent(resource, params, session)
        store = writer(resource, params)
        change, made = ensure_present(
            resource, params, session, found_again=not self.several, several=self.several, store_secret=store
        )
        if resource.finish:
            _finish(resource, params, session, change, made)
        return change, made

    def shown(self, change: Change, made: Json) -> Json:
        """The object for results."""
        return made and _public(self.resource, self.params, change, made)

    def result(self, change: Change, made: Json) -> dict[str, t.Any]:
        """What the module returns."""
        result = {
            "changed": change.changed,
            self.key: self.shown(change, made),
            **change.result,
            "diff": change.diff(self.header),
        }
        return {**result, "removed": change.removed} if self.resource.removal.several else result


def manage(resource: Resource, params: dict[str, t.Any], session: Session) -> tuple[ObjectTask, Change, Json]:
    """Do a task about one object: (the task, the change, the object).

    An error has what was changed before it in `done`, see `task_result`.
    """
    task = ObjectTask.of(resource, params, session)
    return (task, *task.run())


def _expects_parent(resource: Resource, params: dict[str, t.Any], session: Session) -> t.ContextManager[None]:
    """See `Parent.expected`. resource: with the path of the parent."""
    return resource.parent.expected(params, resource.path, session) if resource.parent else contextlib.nullcontext()


def _shown(resource: Resource, name: str, params: dict[str, t.Any]) -> Json:
    """The value of an option for the header of a diff."""
    entry = next((entry for entry in resource.fields if entry.name == name), None)
    return entry.show(params[name]) if isinstance(entry, Text) else params[name]


def _public(resource: Resource, params: dict[str, t.Any], change: Change, made: dict[str, Json]) -> dict[str, Json]:
    """An object for the result. It contains the secret of a new object, unless that is in a file."""
    public, secret = resource.public(made), resource.secret
    if secret and change.creates and not params.get(secret.option) and secret.of(made):
        return secret.put(public, secret.of(made))
    return public


def _finish(
    resource: Resource, params: dict[str, t.Any], session: Session, change: Change, made: dict[str, Json]
) -> None:
    """Call the hook at the end. Its errors say what was changed before."""
    try:
        t.cast("t.Callable[..., None]", resource.finish)(params, session, change, made)
    except PagerDutyError as error:
        if resource.secret and change.creates:
            session.warn(error.message)  # an error would lose the secret
            return
        if change.changed:
            verb = "created" if change.creates else "updated"
            error.within(f"the {resource.title} {resource.describe(made)} was {verb}, but", join=" ")
            error.done = change, made
        raise


def info_operation(resource: Resource) -> Operation:
    """The operation of the module that lists the objects of a resource, with those of its variants."""
    options: dict[str, Spec] = {}
    hints: dict[str, str] = {}
    constraints: dict[str, t.Any] = {}
    choices: list[str] = []
    for one in resource.family:
        listing = t.cast(Listing, one.listing)
        options = {**_list_options(one, listing), **options}
        hints = {**listing.hints(), **hints}
        choices += [value for value in (*listing.includes, *listing.only_one) if value not in choices]
        constraints = constraints or _list_constraints(one, listing)
    if choices:
        options["include"] = {"type": "list", "elements": "str", "choices": choices}

    def work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
        from .listing import list_family  # not for the modules that manage something

        objects, total = list_family(resource, params, session)
        result: dict[str, t.Any] = {"changed": False, resource.plural: objects}
        return {**result, "total": total} if params.get("total") else result

    hints = {name: text for name, text in hints.items() if not _exists(name, options)}
    return Operation(f"{resource.module_name}_info", options, work, constraints, hints=hints)


def _list_options(resource: Resource, listing: Listing) -> dict[str, Spec]:
    """The options of an info module for one variant, except `include`."""
    options: dict[str, Spec] = dict(listing.options)
    if resource.parent:
        options.update(resource.parent.spec(required=not resource.parent.lists_all))
    if listing.single:
        options = {**options, "id": {"type": "str"}}
    for parent in listing.within:
        options = {**options, **parent.spec(required=False)}
    for name in listing.exact:
        options.setdefault(name, {"type": "str"})
    for entry in listing.filters:
        options[entry.option] = entry.spec()
    if listing.limits:
        options.update(
            limit={"type": "int"},
            offset={"type": "int", "default": 0},
            total={"type": "bool", "default": False},
        )
    return options


def _list_constraints(resource: Resource, listing: Listing) -> dict[str, t.Any]:
    constraints = dict(resource.parent.rules) if resource.parent else {}
    exclusive = [["id", name] for name in listing.exact] if listing.single else []
    if len(listing.within) > 1:
        exclusive.append([parent.option for parent in listing.within])
    for parent in listing.within:
        exclusive += parent.constraints.get("mutually_exclusive", ())
        if parent.references:
            exclusive += [[parent.option, entry.option] for entry in listing.filters]
            exclusive += [[parent.option, "include"]] if listing.includes or listing.only_one else []
    if exclusive:
        _merge(constraints, {"mutually_exclusive": exclusive})
    if resource.parent and resource.parent.lists_all and listing.single:
        constraints["required_by"] = {"id": [resource.parent.option]}
    _merge(constraints, listing.constraints)
    return constraints


def _merge(constraints: dict[str, t.Any], more: t.Mapping[str, t.Any]) -> None:
    """Add constraints between options. Both are by the names that AnsibleModule gives them."""
    for name, rules in more.items():
        known = constraints.get(name)
        constraints[name] = [*known, *rules] if known else rules
