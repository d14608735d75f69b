# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of resources: a table of fields and a few rules, from which create, update and delete follow.

A subclass in `resources` defines the table. Where PagerDuty does more than a table can express, for example with a
service's support hours, it overrides a hook:

``complete``         fills in and normalizes a record, as PagerDuty does
``check``            what is wrong with a record as a whole
``check_delete``     why a record cannot be deleted
``derived``          fields in responses that are not stored in the record
``initial_entries``  the objects that a new account has
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..core.collection import Record, Target
from ..core.errors import ApiError, invalid
from ..core.state import Account
from ..core.strictness import STRICTLY, Differs, effective
from .fields import INVALID, Check, Field, cleaned, humanize
from .view import View


def without(value: Any, identifier: str) -> Any:
    """A stored reference, or a list of them, without the references to the object with this ID."""
    if isinstance(value, list):
        return [one for one in value if one["id"] != identifier]
    return None if value is not None and value["id"] == identifier else value


@dataclass(frozen=True)
class Write:
    """A create or update, for the hooks.

    ``old``      the record before an update; None for a create
    ``sent``     the keys of the request
    ``loading``  whether a state file is loaded"""

    account: Account
    old: Record | None
    sent: frozenset[str]
    loading: bool

    @property
    def creating(self) -> bool:
        return self.old is None


class Resource:
    """A type of object. Subclasses override what differs from the defaults."""

    type: str
    plural: str
    scope: str
    """The first part of its OAuth scopes: ``services`` of ``services.read``."""
    web_path: str | None = None
    key: str = "name"
    """The field that names an object, for ``name=`` and in a state file."""
    key_is_unique: bool = True
    fields: tuple[Field, ...] = ()
    includes: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Values of ``include[]`` → the fields whose references are then shown as full objects."""
    single_includes: tuple[str, ...] = ()
    """Values of ``include[]`` that lists do not know."""
    include_abilities: ClassVar[dict[str, str]] = {}
    """Values of ``include[]`` → the ability without which they return 403."""
    filters: ClassVar[dict[str, Callable[[Account, list[str]], set[str]]]] = {}
    """Filters of a list → a function that returns the IDs of the objects that match the given values."""
    filter_abilities: ClassVar[dict[str, str]] = {}
    """Filters → the ability without which they return 402."""
    indexes: ClassVar[dict[str, Callable[[Record], Iterable[Hashable]]]] = {}
    """Further indexes: a name → a function that returns the values for which a record is found."""
    has_name_filter: bool = False
    """Whether a list has the filter ``name=``."""
    sortable: bool = False
    """Whether a list can be sorted with ``sort_by=name:desc``."""
    lists_in_requesters_zone: bool = False
    """Whether a list shows times in the time zone of the requester, unless the query has one."""
    are_requesters: bool = False
    """Whether requests are made on behalf of these objects. The header ``From`` contains the `key` of one of them."""
    ability: str | None = None
    """The ability without which every operation returns 402."""
    has_events: bool = False
    """Whether PagerDuty has webhook events for creates, updates and deletes of these objects."""
    ends_with_references: bool = False
    """Whether an object is deleted together with each object that it refers to."""
    loses: tuple[str, ...] = ()
    """Fields with a reference, or a list of references, that loses an object when this is deleted."""
    create_needs_from: bool | Differs[bool] = False
    """Whether a POST needs the header ``From``."""
    type_required: bool | Differs[bool] = STRICTLY
    """Whether a POST must have a ``type``. Many schemas require it, although they also call it readOnly. PagerDuty's
    Terraform provider and MCP server omit it."""

    @property
    def path(self) -> str:
        return f"/{self.plural}"

    def api_path(self, record: Record) -> str:
        """The path of the object in the API."""
        return f"{self.path}/{record['id']}"

    def page_path(self, record: Record) -> str | None:
        """The path of the object in the web application; None if it has no page."""
        return f"{self.web_path}/{record['id']}" if self.web_path else None

    def type_of(self, record: Record) -> str:
        """The ``type`` of an object. Some resources have several."""
        return self.type

    def new_identifier(self, account: Account) -> str:
        return account.random.identifier()

    # -- requesters --------------------------------------------------------------------------------------------------

    def may_write(self, record: Record) -> bool:
        """Whether this requester may send requests other than GET."""
        return True

    # -- identity and order ------------------------------------------------------------------------------------------

    def summary(self, record: Record) -> str:
        name: str = record[self.key]
        return name

    def sort_key(self, record: Record) -> str:
        """The default order of a list."""
        name: str = record["name"]
        return name.casefold()

    def search_text(self, record: Record) -> str:
        """The text that ``query=`` searches, casefolded."""
        name: str = record["name"]
        return name.casefold()

    def references(self, record: Record) -> Iterator[Target]:
        """The objects that a record refers to."""
        for entry in self.fields:
            yield from entry.kind.references(record[entry.name])

    def default_zone(self, record: Record) -> str | None:
        """The time zone in which a single object is shown if the query has none; None for the account's."""
        return None

    # -- hooks -------------------------------------------------------------------------------------------------------

    def complete(self, record: Record, write: Write) -> None:
        """Fills in and normalizes a cleaned record in place, as PagerDuty does."""

    def check(self, record: Record, write: Write) -> Iterator[str]:
        """What is wrong with a record as a whole, in sentences. May raise another `ApiError`."""
        return iter(())

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        """Why a record cannot be deleted, in sentences. May raise another `ApiError`."""
        return iter(())

    def deleted(self, account: Account, record: Record) -> None:
        """Called after a delete."""

    def initial_entries(self, account: Account, given: list[Any]) -> list[dict[str, Any]]:
        """The objects of a new account, in the form of a state file.

        ``given``: those that the account's state file has.
        """
        return []

    def derived(self, record: Record, view: Callable[[str], View]) -> dict[str, Any]:
        """Fields in responses that are not stored in the record.

        ``view(name)``: the view for the field of that name.
        """
        return {}

    # -- create, update, delete --------------------------------------------------------------------------------------

    def create(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        """Creates an object from a request's body, or from an entry of a state file. Raises `ApiError`."""
        record = self.built(account, body, loading=loading)
        record["id"] = self._identifier(account, body) if loading else self.new_identifier(account)
        account.put(self, record)
        return record

    def built(self, account: Account, body: dict[str, Any], *, loading: bool = False) -> Record:
        """A new object without an ID that is not stored. Raises `ApiError`."""
        check = Check(account, loading=loading)
        if not loading and effective(self.type_required, strict=check.strict) and body.get("type") is None:
            check.refuse("Type", "can't be blank")
        record = self._clean(body, check, None)
        record["id"] = None
        write = Write(account, None, frozenset(body), loading)
        self._finish(record, write, check)
        return record

    def update(self, account: Account, old: Record, body: dict[str, Any]) -> Record:
        """Merges a request's body into an object. Nested values are replaced, not merged. Raises `ApiError`."""
        record = self.merged(account, old, body)
        account.put(self, record)
        return record

    def merged(self, account: Account, old: Record, body: dict[str, Any]) -> Record:
        """An object after an update that is not stored. Raises `ApiError`."""
        check = Check(account)
        changes = self._clean(body, check, old)
        record = {**old, **changes}
        self._finish(record, Write(account, old, frozenset(body), False), check)
        return record

    def delete(self, account: Account, record: Record) -> None:
        """Deletes an object. Raises `ApiError` if it has dependents."""
        if errors := list(self.check_delete(account, record)):
            raise invalid(*errors)
        account.drop(self, record)
        self.deleted(account, record)
        for collection in account.collections.values():
            other = collection.resource
            for identifier in account.dependents(self.type, record["id"], other.type):
                if other.ends_with_references:
                    account.drop(other, collection.records[identifier])
                elif other.loses:
                    user = collection.records[identifier]
                    account.put(other, {**user, **{name: without(user[name], record["id"]) for name in other.loses}})

    def _check_type(self, body: dict[str, Any], check: Check) -> None:
        """Adds an error if the body is that of another type of object."""
        given = body.get("type")
        if given is not None and given not in (self.type, f"{self.type}_reference"):
            check.refuse("Type", f"must be in {self.type}")

    def _clean(self, body: dict[str, Any], check: Check, old: Record | None) -> Record:
        self._check_type(body, check)
        known = {entry.name for entry in self.fields if entry.api or check.loading}
        return cleaned(self.fields, {name: value for name, value in body.items() if name in known}, check, old=old)

    def _finish(self, record: Record, write: Write, check: Check) -> None:
        if not any(value is INVALID for value in record.values()):
            self.complete(record, write)
            named = write.account.collection(self.type).find_id(record[self.key]) if self.key_is_unique else None
            if named is not None and named != (write.old or {}).get("id"):
                check.refuse(humanize(self.key), "has already been taken")
            check.errors.extend(self.check(record, write))
        if check.errors:
            raise invalid(*check.errors)

    def _identifier(self, account: Account, body: dict[str, Any]) -> str:
        given = body.get("id")
        if given is None:
            return self.new_identifier(account)
        if not isinstance(given, str) or not given or given in account.collection(self.type):
            raise ApiError(400, f"id {given!r} is not usable")
        account.random.used.add(given)
        return given

    # -- responses and state files -----------------------------------------------------------------------------------

    def render(self, record: Record, view: View) -> dict[str, Any]:
        """The object as the API shows it."""
        expanded = {name for include in view.include for name in self.includes.get(include, ())}
        full = view.expanding() if expanded else view

        def view_of(name: str) -> View:
            return full if name in expanded else view

        shown = view.head(self, record)
        for entry in self.fields:
            if entry.shown:
                shown[entry.name] = entry.kind.render(record[entry.name], view_of(entry.name))
        shown.update(self.derived(record, view_of))
        return shown

    def dump(self, record: Record) -> dict[str, Any]:
        """The object in the form of a state file, from which `create` creates the same object."""
        return {"id": record["id"], **record}


class UnnamedResource(Resource):
    """Objects without a name: ``query=`` does not find them, and lists contain them in the order of `time_field`."""

    key = "id"
    key_is_unique = False
    time_field: str = "created_at"

    def sort_key(self, record: Record) -> str:
        time: str = record[self.time_field]
        return time

    def search_text(self, record: Record) -> str:
        return ""
