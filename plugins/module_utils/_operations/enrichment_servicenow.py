# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ServiceNow integration of an account: tables of a CMDB that fill enrichment schemas, and the credentials.

PagerDuty allows one integration and one set of credentials. It shows the credentials only together with the
integration.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._core import responses
from .._core.client import segment
from .._core.errors import ApiError, OutcomeUnknown, PagerDutyError, UsageError
from .._engine.operation import Operation
from .._engine.plan import CREATE, UPDATE, Change
from .._engine.session import Session
from .._schema.fields import Json, folded
from .._schema.resource import DELETE, NOTHING
from .._schema.secrets import NEW_SECRET, PUSH, PUSH_SPEC, SECRET

Params = dict[str, t.Any]
Raw = dict[str, Json]

_PATH = "/enrichment/integrations/servicenow"
_CREDENTIALS = f"{_PATH}/credentials"

_TABLE = responses.Object(id=responses.ID, display_name=responses.TEXT, status=responses.TEXT)
_INTEGRATION = responses.Object(
    id=responses.ID,
    cmdb_tables=responses.Each(_TABLE),
    credentials=responses.Maybe(responses.Object(id=responses.ID)),
)
_LIST = responses.Object(integrations=responses.Each(_INTEGRATION))
_ONE = responses.Object(integration=_INTEGRATION)

_DISABLED = ("disabled", "error")  # states in which a table can be enabled
_STATED = ("display_name", "ci_table_name", "query_filter", "field_mappings")
_QUERY, _ENRICHED = "query", "enriched"


def _found(session: Session) -> Raw | None:
    """The integration of the account."""
    listed = session.client.get(_PATH, expects=_LIST)["integrations"]
    return listed[0] if listed else None


def _mappings(stated: list[Raw]) -> list[Raw]:
    """Mappings as PagerDuty returns them: the first one is a query field if none is."""
    found = [{**one, "type": one.get("type") or _ENRICHED} for one in stated]
    if found and all(one["type"] != _QUERY for one in found):
        found[0]["type"] = _QUERY
    return [{name: one[name] for name in ("servicenow_field", "event_field", "type")} for one in found]


def _sent(table: Raw) -> Raw:
    """A table in a request, which marks query fields only."""
    mappings = [
        {name: value for name, value in one.items() if name != "type" or value == _QUERY}
        for one in table["field_mappings"]
    ]
    return {**{name: table.get(name) for name in _STATED}, "field_mappings": mappings}


class _Table:
    """A table that the task states, and the current one. option: its place in the options. Raises UsageError."""

    def __init__(self, stated: Raw, current: Raw | None, option: str) -> None:
        self.current, self.option = current, option
        self.name = stated["display_name"].strip()
        given = {name: stated[name] for name in _STATED if stated.get(name) is not None}
        if "query_filter" in given:
            given["query_filter"] = given["query_filter"].strip() or None
        if "field_mappings" in given:
            given["field_mappings"] = _mappings(given["field_mappings"])
        kept = {name: (current or {}).get(name) for name in _STATED}
        # The name identifies the table, so it keeps its spelling.
        self.wanted = {**kept, **given, "display_name": kept["display_name"] or self.name}
        self.differing = [name for name in given if name != "display_name" and self.wanted[name] != kept[name]]
        self.enables = bool(stated.get("enabled")) and (current or {}).get("status", "disabled") in _DISABLED
        self._check(stated)

    def _check(self, stated: Raw) -> None:
        missing = [name for name in ("ci_table_name", "field_mappings") if not self.wanted.get(name)]
        if missing:
            raise UsageError(self.option, f"there is no table {self.name!r} yet; also set {' and '.join(missing)}")
        mappings = self.wanted["field_mappings"]
        number = sum(one["type"] == _QUERY for one in mappings)
        if not 2 <= len(mappings) <= 20:
            raise UsageError(f"{self.option}.field_mappings", f"has {len(mappings)} entries; PagerDuty allows 2 to 20")
        if number > 3 or number == len(mappings):
            raise UsageError(
                f"{self.option}.field_mappings", f"has {number} query fields; PagerDuty allows 3, besides enriched ones"
            )
        status = (self.current or {}).get("status")
        if self.current and self.differing and status != "disabled":
            raise UsageError(
                f"{self.option}.{self.differing[0]}",
                f"PagerDuty can't change the table {self.name}, because its synchronization was enabled (status"
                f" {status}). Delete the table with purge_tables first, or use another display_name",
            )
        if stated.get("enabled") is False and self.current and status not in _DISABLED:
            raise UsageError(f"{self.option}.enabled", "PagerDuty can't disable a table; delete it with purge_tables")


class _Task:
    """One task with `state: present`."""

    def __init__(self, params: Params, session: Session) -> None:
        self._params, self._session = params, session
        self._raw = _found(session)
        self._done: list[str] = []
        self.change = Change(NOTHING)
        tables = {folded(one["display_name"]): one for one in (self._raw or {}).get("cmdb_tables") or ()}
        stated = params["tables"] or []
        names = [folded(one["display_name"]) for one in stated]
        twice = next((at for at, name in enumerate(names) if name in names[:at]), None)
        if twice is not None:
            raise UsageError(f"tables[{twice}].display_name", "another table has this name, too")
        pairs = enumerate(zip(stated, names))
        self._tables = [_Table(one, tables.get(name), f"tables[{at}]") for at, (one, name) in pairs]
        self._gone = [one for name, one in tables.items() if params["purge_tables"] and name not in names]
        self._check()

    def _check(self) -> None:
        if self._raw is None:
            missing = [name for name in ("name", "tables") if not self._params.get(name)]
            if missing:
                raise UsageError(missing[0], f"the account has no integration yet; also set {' and '.join(missing)}")
            return
        for name in ("name", "description"):
            stated = self._params.get(name)
            if stated is not None and stated.strip() != (self._raw.get(name) or ""):
                raise UsageError(
                    name, "PagerDuty can't change it. Omit it, or delete the integration first, with state: absent"
                )
        left = len(self._raw["cmdb_tables"]) - len(self._gone) + sum(one.current is None for one in self._tables)
        if not 1 <= left <= 8:
            raise UsageError("tables", f"would be {left}; PagerDuty allows 1 to 8")

    def run(self) -> Raw | None:
        """Compare, and send the requests: the integration afterwards."""
        try:
            self._create()
            self._write_credentials()
            self._write_tables()
        except PagerDutyError as error:
            if self._done:
                error.add(f"Before that, the task has done: {', '.join(self._done)}. Run again to continue")
            raise
        if self.change.changed and not self._session.check_mode:
            return _found(self._session)
        return self._raw

    def _do(self, what: str, send: t.Callable[[], t.Any]) -> t.Any:
        """Send a request, unless in check mode. what: it does, for the error of a later one."""
        self.change.action = self.change.action if self.change.changed else UPDATE
        if self._session.check_mode:
            return None
        try:
            answer = send()
        except ApiError as error:
            raise error.within(f"{what} failed") from None
        self._done.append(what)
        return answer

    def _create(self) -> None:
        if self._raw is not None:
            return
        params = self._params
        body = {"name": params["name"].strip(), "cmdb_tables": [_sent(one.wanted) for one in self._tables]}
        if (params["description"] or "").strip():
            body["description"] = params["description"].strip()
        self.change.action = CREATE
        self.change.after = {"name": body["name"], "tables": [one.name for one in self._tables]}

        def send() -> Raw:
            try:
                answer = self._session.client.post(_PATH, body, expects=_ONE)
                return t.cast(Raw, answer["integration"])
            except OutcomeUnknown:
                found = _found(self._session)
                if found is None:
                    raise
                return found

        self._raw = self._do("creating the integration", send)
        made = {folded(one["display_name"]): one for one in (self._raw or {}).get("cmdb_tables") or ()}
        for one in self._tables:
            one.current, one.differing = made.get(folded(one.name), one.wanted), []

    def _write_credentials(self) -> None:
        """PagerDuty returns all of them but the password."""
        stated = self._params["credentials"]
        if not stated:
            return
        client, known = self._session.client, (self._raw or {}).get("credentials")
        wanted = {name: value.strip() for name, value in stated.items() if value is not None}
        if known is None:
            missing = [name for name in ("instance_endpoint", "user", "password") if not wanted.get(name)]
            if missing:
                raise UsageError("credentials", f"PagerDuty has none yet; also set {' and '.join(missing)}")
            self._note("credentials", None, {**wanted, "password": SECRET})
            self._do("creating the credentials", lambda: client.post(_CREDENTIALS, {"credentials": wanted}))
            return
        pushed = bool(self._params[PUSH] and wanted.get("password"))
        comparable = [name for name in ("instance_endpoint", "user") if name in wanted]
        differing = [name for name in comparable if wanted[name] != known.get(name)]
        if not differing and not pushed:
            return
        before = {name: known.get(name) for name in differing}
        after = {name: wanted[name] for name in differing}
        hidden = ({"password": SECRET}, {"password": NEW_SECRET}) if pushed else ({}, {})
        self._note("credentials", {**before, **hidden[0]}, {**after, **hidden[1]})
        path = f"{_CREDENTIALS}/{segment(known['id'])}"
        self._do("updating the credentials", lambda: client.put(path, {"credentials": wanted}))

    def _note(self, name: str, before: Json, after: Json) -> None:
        if before is not None:
            self.change.before[name] = before
        self.change.after[name] = after

    def _write_tables(self) -> None:
        client = self._session.client
        path = f"{_PATH}/{segment(self._raw['id'])}/tables" if self._raw else ""
        before: Raw = {}
        after: Raw = {}
        for one in self._tables:
            body = {"cmdb_table": _sent(one.wanted)}
            if one.current is None:
                after[one.name] = {name: one.wanted[name] for name in _STATED}
                answer = self._do(f"adding the table {one.name}", partial(client.post, path, body))
                one.current = (answer or {}).get("cmdb_table") or one.wanted
            elif one.differing:
                before[one.name] = {name: one.current.get(name) for name in one.differing}
                after[one.name] = {name: one.wanted[name] for name in one.differing}
                target = f"{path}/{segment(one.current['id'])}"
                self._do(f"updating the table {one.name}", partial(client.put, target, body))
            if one.enables:
                before.setdefault(one.name, {})["enabled"] = False
                after.setdefault(one.name, {})["enabled"] = True
                target = f"{path}/{segment(one.current.get('id', ''))}/enable"
                # Enabling a table that is enabled succeeds, as PagerDuty documents.
                send = partial(client.request, "POST", target, repeatable=True)
                self._do(f"enabling the table {one.name}", send)
        for raw in self._gone:
            before[raw["display_name"]] = {name: raw.get(name) for name in _STATED}
            target = f"{path}/{segment(raw['id'])}"
            self._do(f"deleting the table {raw['display_name']}", partial(client.delete, target))
        if before or after:
            self._note("tables", before, after)


def _removed(params: Params, session: Session) -> Params:
    """Delete the integration and, if the task says so, the credentials."""
    raw, change = _found(session), Change(NOTHING)
    if raw is not None:
        change = Change(DELETE, before={"name": raw.get("name")})
        credentials = raw.get("credentials") if params["remove_credentials"] else None
        if credentials:
            change.before["credentials"] = {"user": credentials.get("user")}
        if not session.check_mode:
            session.client.delete(f"{_PATH}/{segment(raw['id'])}")  # PagerDuty requires that it is deleted first
            if credentials:
                _remove_credentials(session, f"{_CREDENTIALS}/{segment(credentials['id'])}")
    return _result(change, None)


def _remove_credentials(session: Session, path: str) -> None:
    """A second run would not find them, so an error says where they are."""
    try:
        session.client.delete(path)
    except PagerDutyError as error:
        error.add(f"The integration has been deleted. Delete its credentials with pagerduty_request, DELETE {path}")
        raise


def _result(change: Change, raw: Raw | None) -> Params:
    diff = change.diff("ServiceNow integration")
    return {"changed": change.changed, "enrichment_servicenow_integration": raw, "diff": diff}


def _work(params: Params, session: Session) -> Params:
    if params["state"] == "absent":
        return _removed(params, session)
    task = _Task(params, session)
    return _result(task.change, task.run())


def _list(params: Params, session: Session) -> Params:
    client = session.client
    if params["id"]:
        found = [client.get(f"{_PATH}/{segment(params['id'].strip())}", expects=_ONE)["integration"]]
    else:
        found = client.get(_PATH, expects=_LIST)["integrations"]
    for raw in found:
        if params["credentials"] and raw.get("credentials"):
            path = f"{_CREDENTIALS}/{segment(raw['credentials']['id'])}"
            raw["credentials"] = client.get(path)["credentials"]
        for table in raw["cmdb_tables"] if params["test"] else ():
            path = f"{_PATH}/{segment(raw['id'])}/tables/{segment(table['id'])}/test"
            table["test"] = _tested(session, path)
    return {"changed": False, "enrichment_servicenow_integrations": found}


def _tested(session: Session, path: str) -> Raw:
    """What ServiceNow returns for a table: {"records", "error"}."""
    try:
        return {"records": session.client.get(path).get("enrichment_data") or [], "error": None}
    except ApiError as error:
        return {"records": [], "error": error.message}


_MAPPING = {
    "servicenow_field": {"type": "str", "required": True},
    "event_field": {"type": "str", "required": True},
    "type": {"type": "str", "choices": [_QUERY, _ENRICHED], "default": _ENRICHED},
}

ENRICHMENT_SERVICENOW_INTEGRATION_OPERATION = Operation(
    "pagerduty_enrichment_servicenow_integration",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "name": {"type": "str"},
        "description": {"type": "str"},
        "tables": {
            "type": "list",
            "elements": "dict",
            "options": {
                "display_name": {"type": "str", "required": True},
                "ci_table_name": {"type": "str"},
                "query_filter": {"type": "str"},
                "field_mappings": {"type": "list", "elements": "dict", "options": _MAPPING},
                "enabled": {"type": "bool"},
            },
        },
        "purge_tables": {"type": "bool", "default": False},
        "credentials": {
            "type": "dict",
            "options": {
                "instance_endpoint": {"type": "str"},
                "user": {"type": "str"},
                "password": {"type": "str", "no_log": True},
            },
        },
        PUSH: PUSH_SPEC,
        "remove_credentials": {"type": "bool", "default": False},
    },
    _work,
    hints={"cmdb_tables": "use tables instead"},
)

ENRICHMENT_SERVICENOW_INTEGRATION_INFO_OPERATION = Operation(
    "pagerduty_enrichment_servicenow_integration_info",
    {
        "id": {"type": "str"},
        "test": {"type": "bool", "default": False},
        "credentials": {"type": "bool", "default": False},
    },
    _list,
)
