# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of an info module that can be many: they are returned, or written to a file one at a time.

Memory does not depend on the number of rows if they are written to a file. The iterator that provides the rows must
request them page by page, and must not keep them.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import csv
import io
import json
import typing as t

from .._core import files
from .._core.errors import UsageError
from .._schema.fields import Json
from .._schema.option_types import Spec
from .session import Session

Raw = dict[str, Json]

# The columns of a CSV file: by name, the path of the value in a row (`method.type`), or a function of the row.
Columns = t.Mapping[str, t.Union[str, t.Callable[[Raw], Json]]]

# The options of an operation with such rows, which the documentation fragment `rows` describes.
OPTIONS: dict[str, Spec] = {
    "dest": {"type": "path"},
    "format": {"type": "str", "choices": ["jsonl", "csv"], "default": "jsonl"},
}


def check_dest(params: dict[str, t.Any]) -> None:
    """Check the options before the first request. Raises UsageError."""
    dest = params.get("dest")
    if dest:
        files.check_writable(dest, "dest")
    elif dest is not None:
        raise UsageError("dest", "is empty; set the path of a file, or omit it")
    elif params.get("format") == "csv":
        raise UsageError("format", "requires dest; set it, or remove format")


def rows_result(
    params: dict[str, t.Any], session: Session, rows: t.Iterable[Raw], *, plural: str, columns: Columns
) -> dict[str, t.Any]:
    """The result of a task: the rows under their plural name or, with the option `dest`, what was written.

    rows: an iterator that requests a page when its rows are needed. columns: of a CSV file.
    With `dest`, the result contains `dest`, `count`, the number of rows, and `changed`, whether the content differs
    from before. In check mode, only the first row is read, to find out whether PagerDuty rejects the request. `count`
    is then None, and `changed` is true.
    Raises the errors of `check_dest`, and those of the requests. The file is then as it was before.
    """
    check_dest(params)
    dest = params["dest"]
    if not dest:
        return {"changed": False, plural: list(rows)}
    if session.check_mode:
        next(iter(rows), None)
        return {"changed": True, "dest": dest, "count": None}
    line = _csv_writer(columns) if params["format"] == "csv" else _json_line
    count = 0
    with files.Replacement(dest, "dest") as new:
        if params["format"] == "csv":
            new.write(_csv_line(list(columns)))
        for row in rows:
            new.write(line(session.client.secrets.masked(row)))
            count += 1
        changed = new.differs()
        if changed:
            new.replace()
    return {"changed": changed, "dest": dest, "count": count}


def _json_line(row: Raw) -> bytes:
    """A row as one line of JSON."""
    return _encoded(json.dumps(row, ensure_ascii=False) + "\n")


def _csv_writer(columns: Columns) -> t.Callable[[Raw], bytes]:
    """A function that makes a line of CSV from a row."""
    values = [value if callable(value) else _at(value.split(".")) for value in columns.values()]
    return lambda row: _csv_line([_cell(value(row)) for value in values])


def _csv_line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return _encoded(text.getvalue())


def _encoded(text: str) -> bytes:
    """UTF-8. Half of a surrogate pair, which JSON can contain, is written as its escape sequence."""
    return text.encode("utf-8", "backslashreplace")


def _at(path: list[str]) -> t.Callable[[Raw], Json]:
    """A function that returns the value at a path in a row. None if a part of it is missing."""

    def value(row: Raw) -> Json:
        found: t.Any = row
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    return value


def _cell(value: Json) -> str:
    """A value as a cell of CSV: nothing is empty, booleans are true and false, lists and objects are JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
