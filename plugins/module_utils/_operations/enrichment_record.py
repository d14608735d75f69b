# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of enrichment schemas. PagerDuty takes them as CSV files only, and processes these asynchronously.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import csv
import io
import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import PagerDutyError, UsageError
from .._engine.operation import Operation
from .._engine.plan import UPDATE, Change
from .._engine.rows import OPTIONS as ROWS_OPTIONS
from .._engine.rows import rows_result
from .._engine.session import Session
from .._resources.enrichment_schema import ENRICHMENT_SCHEMA, QUERY, SERVICENOW
from .._schema.fields import Json, folded
from .._schema.option_types import ReferenceType
from .._schema.resource import NOTHING
from .._schema.session import is_predicted

Params = dict[str, t.Any]
Raw = dict[str, Json]
Row = dict[str, str]
Key = tuple[str, ...]

_RECORD = responses.Object(record_id=responses.ID, enrichment_data=responses.OBJECT)
_FOUND = responses.Object(records=responses.Each(_RECORD))

_MOST_BYTES = 10 * 1024 * 1024  # of a file
_PAUSE = 1.0  # seconds between two looks at the records
_FILE_NAME = "records.csv"


class Schema:
    """An enrichment schema, and how its records are read and written.

    option: that names it. Raises UsageError.
    """

    def __init__(self, params: Params, session: Session, option: str = "schema") -> None:
        reference = session.names.reference(ENRICHMENT_SCHEMA, params[option], option)
        raw = session.names.get(ENRICHMENT_SCHEMA, reference["id"]) or {}
        self.id = str(reference["id"])
        self.name = str(raw.get("name"))
        self.is_of_servicenow = raw.get("integration_type") == SERVICENOW
        self.fields = [str(one["name"]) for one in raw.get("fields") or ()]
        self.query_fields = [str(one["name"]) for one in raw.get("fields") or () if one["type"] == QUERY]
        self.path = f"{ENRICHMENT_SCHEMA.path}/{segment(self.id)}/records"
        self._session = session

    def field(self, name: str, option: str, among: list[str]) -> str:
        """The field with a name, ignoring case. Raises UsageError."""
        found = next((one for one in among if folded(one) == folded(name)), None)
        if found is None:
            what = "query field" if among is self.query_fields else "field"
            known = ", ".join(among)
            raise UsageError(option, f"the schema {self.name} has no {what} {name!r}; it has {known}")
        return found

    def key(self, row: t.Mapping[str, t.Any]) -> Key:
        """What identifies a record: the values of its query fields, ignoring case."""
        return tuple(str(row.get(name) or "").casefold() for name in self.query_fields)

    def records(self) -> t.Iterator[Raw]:
        """All records, page by page."""
        for page in self._session.client.pages(self.path, "records", of=_RECORD, cursors=True):
            yield from page.items


def _text(value: t.Any, option: str) -> str:
    """A value as PagerDuty stores it: as text."""
    if isinstance(value, (dict, list)):
        raise UsageError(option, "must be a text")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


class _Records:
    """One task."""

    def __init__(self, params: Params, session: Session) -> None:
        self._params, self._session = params, session
        self._schema = schema = Schema(params, session)
        if schema.is_of_servicenow:
            raise UsageError("schema", f"the records of {schema.name} come from ServiceNow, so no task can change them")
        self._stated = self._parsed()
        self._current = {schema.key(raw["enrichment_data"]): raw for raw in schema.records()}

    def _parsed(self) -> dict[Key, Row]:
        """The records that the task states, by their keys."""
        schema, found = self._schema, {}
        for at, record in enumerate(self._params["records"]):
            option = f"records[{at}]"
            row = {}
            for name, value in record.items():
                field = schema.field(str(name), option, schema.fields)
                row[field] = _text(value, f"{option}.{name}")
            missing = [name for name in schema.query_fields if not row.get(name, "").strip()]
            if missing:
                raise UsageError(option, f"also needs {' and '.join(missing)}, which identify a record")
            key = schema.key(row)
            if key in found:
                raise UsageError(option, f"another entry has the same {' and '.join(schema.query_fields)}")
            found[key] = row
        return found

    def run(self) -> Params:
        """The result of the task."""
        absent = self._params["state"] == "absent"
        known = {key: raw["enrichment_data"] for key, raw in self._current.items()}
        wanted: dict[Key, Row] = {}
        for key, stated in self._stated.items() if not absent else ():
            # The values that identify a record keep their spelling.
            kept = self._schema.query_fields if key in known else ()
            row = {name: value for name, value in stated.items() if name not in kept}
            new = {name: str((known.get(key) or {}).get(name) or "") for name in self._schema.fields}
            new.update(row)
            if key not in known or any(str(known[key].get(name) or "") != value for name, value in row.items()):
                wanted[key] = new
        gone = [key for key in known if (key in self._stated if absent else self._purges(key))]
        change = Change(NOTHING)
        if wanted or gone:
            change.action = UPDATE
            change.before = {"records": [known[key] for key in (*wanted, *gone) if key in known]}
            change.after = {"records": list(wanted.values())}
        if not self._session.check_mode:
            self._write(wanted, gone)
        left = {**{key: row for key, row in known.items() if key not in gone}, **wanted}
        return {
            "changed": change.changed,
            "enrichment_records": [left[key] for key in self._stated if key in left],
            "uploaded": len(wanted),
            "deleted": len(gone),
            "diff": change.diff(f"records of the enrichment schema {self._schema.name}"),
        }

    def _purges(self, key: Key) -> bool:
        return bool(self._params["purge"]) and key not in self._stated

    def _write(self, wanted: dict[Key, Row], gone: list[Key]) -> None:
        for content in self._files(list(wanted.values())):
            # The same file has the same effect again, because the values of the query fields identify a record.
            self._session.client.call(
                "POST",
                self._schema.path,
                form={},
                files=[("file", (_FILE_NAME, content, "text/csv"))],
                repeatable=True,
            )
        for key in gone:
            self._session.client.delete(f"{self._schema.path}/{segment(self._current[key]['record_id'])}")
        if wanted and self._params["wait"]:
            self._await(wanted)

    def _files(self, rows: list[Row]) -> t.Iterator[bytes]:
        """CSV files with these records, as few as PagerDuty allows."""
        header = _line(self._schema.fields)
        content, size = [header], len(header)
        for row in rows:
            line = _line([row[name] for name in self._schema.fields])
            if size + len(line) > _MOST_BYTES and len(content) > 1:
                yield b"".join(content)
                content, size = [header], len(header)
            content.append(line)
            size += len(line)
        if len(content) > 1:
            yield b"".join(content)

    def _await(self, wanted: dict[Key, Row]) -> None:
        """Wait until PagerDuty has processed the files. Raises PagerDutyError if it takes too long."""
        client, timeout = self._session.client, self._params["wait_timeout"]
        waited = 0.0
        while True:
            found = {self._schema.key(raw["enrichment_data"]): raw["enrichment_data"] for raw in self._schema.records()}
            left = [key for key, row in wanted.items() if not _has(found.get(key), row)]
            if not left:
                return
            if waited >= timeout:
                raise PagerDutyError(
                    f"PagerDuty has accepted the records, but {len(left)} of {len(wanted)} are not there after"
                    f" {timeout} seconds. It processes them later; increase wait_timeout, or set wait: false"
                )
            client.sleep(_PAUSE)
            waited += _PAUSE


def _has(found: Raw | None, row: Row) -> bool:
    """Whether a record has these values. White space at the ends does not matter."""
    return found is not None and all(str(found.get(name) or "").strip() == text.strip() for name, text in row.items())


def _line(cells: t.Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def _work(params: Params, session: Session) -> Params:
    if params["wait_timeout"] < 0:
        raise UsageError("wait_timeout", "must be 0 or more")
    return _Records(params, session).run()


def _list(params: Params, session: Session) -> Params:
    """All records of a schema, or those that a query finds."""
    schema = Schema(params, session)
    columns = {name: _column(name) for name in schema.fields}
    rows = schema.records() if params["query"] is None else _queried(schema, params["query"], session)
    return rows_result(params, session, rows, plural="enrichment_records", columns=columns)


def _column(name: str) -> t.Callable[[Raw], Json]:
    return lambda row: row["enrichment_data"].get(name)


def _queried(schema: Schema, query: Params, session: Session) -> t.Iterator[Raw]:
    if not query:
        raise UsageError("query", "is empty; set at least one query field, or omit it")
    fields = [
        {"field": schema.field(str(name), f"query.{name}", schema.query_fields), "value": _text(value, f"query.{name}")}
        for name, value in query.items()
    ]
    if is_predicted(schema.id):  # an earlier task in check mode would create it
        return
    answer = session.client.ask("/enrichment/query", {"schema_id": schema.id, "query": fields}, expects=_FOUND)
    yield from answer["records"]


ENRICHMENT_RECORD_OPERATION = Operation(
    "pagerduty_enrichment_record",
    {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "schema": {"type": ReferenceType(ENRICHMENT_SCHEMA), "required": True},
        "records": {"type": "list", "elements": "dict", "required": True},
        "purge": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 60},
    },
    _work,
    hints={"record": "use records instead", "schema_id": "use schema instead"},
)

ENRICHMENT_RECORD_INFO_OPERATION = Operation(
    "pagerduty_enrichment_record_info",
    {
        "schema": {"type": ReferenceType(ENRICHMENT_SCHEMA), "required": True},
        "query": {"type": "dict"},
        **ROWS_OPTIONS,
    },
    _list,
    hints={"schema_id": "use schema instead"},
)
