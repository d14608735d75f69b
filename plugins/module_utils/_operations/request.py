# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends any request, for resources without a module. Whether a request changes anything is not known.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import hashlib
import json
import re
import typing as t
from urllib.parse import parse_qsl, unquote, urlsplit

from .._core import files as _files
from .._core.attempts import Retries
from .._core.client import LISTING_CAP, PAGE, ListingGuard, next_page
from .._core.connection_options import is_of_app
from .._core.errors import OutcomeUnknown, Unusable, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._schema.fields import Details, Json

READING = ("GET", "HEAD")

# Headers that the task can't set, and why.
_OWN_HEADERS = {
    "authorization": "the connection options contain the credentials",
    "host": "api_url contains the host",
    "content-length": "it is calculated",
}
MAX_DECODINGS = 5  # how often a path is decoded to check it

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+ *(;[\x20-\x7e]*)?")

# Headers of a response that contain or describe credentials. They are not returned.
_SECRET_HEADERS = ("set-cookie", "www-authenticate", "authorization")

# The attributes of a response that describe its page.
_PAGING = ("limit", "offset", "more", "next_cursor", "cursor", "after", "before")

_FILE = {
    "name": {"type": "str", "required": True},
    "path": {"type": "path"},
    "content": {"type": "str"},
    "filename": {"type": "str"},
    "content_type": {"type": "str"},
}


def _target(value: str, session: Session) -> tuple[str, str | None]:
    """(the path, the base URL or None for the REST API). Raises UsageError for a host that must not get the token."""
    connection = session.client.connection
    value = value.strip()
    if not value or re.search(r"[\x00-\x20\x7f\\]", value):
        raise UsageError("path", "must be a path such as /services, without white space; put values into query")
    value = value.partition("#")[0]
    _check_path(value.partition("?")[0])
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", value):
        # Without the slash, it would become part of the host name.
        return f"/{value.lstrip('/')}", None
    try:
        url = urlsplit(value)
    except ValueError:
        raise UsageError("path", "is not a URL") from None
    servers = ((connection.api_url, None), (connection.events_url, connection.events_url), (connection.app_url, None))
    for base, other in servers:
        known = urlsplit(base)
        prefix = f"{known.path}/"
        if _origin(known) == _origin(url) and (url.path or "/").startswith(prefix):
            rest = url.path[len(known.path) :] or "/"
            if base != connection.app_url or base == connection.api_url or is_of_app(rest):
                return rest + (f"?{url.query}" if url.query else ""), other
    raise UsageError(
        "path",
        f"{url.hostname} is not PagerDuty's host (API: {connection.api_url}, events: {connection.events_url}), and"
        " the token must not be sent to other hosts; write a path, or set region or api_url",
    )


def _check_path(path: str) -> None:
    """Raise UsageError for a path that a server or gateway could read as another path after decoding it repeatedly."""
    for _round in range(MAX_DECODINGS):
        if re.search(r"[\x00-\x1f\x7f]", path):
            raise UsageError("path", "must not have control characters, encoded or not")
        # Some servers treat a backslash as a slash, and ignore the part after a semicolon.
        if {".", ".."} & {part.partition(";")[0] for part in re.split(r"[/\\]", path)}:
            raise UsageError("path", "must not have . or .. between its slashes, encoded or not")
        try:
            decoded = unquote(path, errors="strict")
        except UnicodeDecodeError:
            raise UsageError("path", "has %-encoded bytes that are not UTF-8") from None
        if decoded == path:
            return
        path = decoded
    raise UsageError("path", f"is %-encoded more than {MAX_DECODINGS - 1} times; write it unencoded")


def _origin(parts: t.Any) -> tuple[str, str | None, str | None, int | None]:
    try:
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme.lower())
    except ValueError:
        raise UsageError("path", "is not a URL: its port is no number") from None
    return parts.scheme.lower(), parts.username, parts.hostname, port


def _headers(values: dict[str, t.Any] | None) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in (values or {}).items():
        option = f"headers.{name}"
        if name.lower() in _OWN_HEADERS:
            raise UsageError(option, f"can't be set here: {_OWN_HEADERS[name.lower()]}; remove it")
        if not _HEADER_NAME.fullmatch(name):
            raise UsageError(f"headers.{name!r}", "is not the name of a header")
        if isinstance(value, (dict, list)):
            raise UsageError(option, "must be a text, not a dictionary or a list")
        text = str(value).strip()
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text) or not text.isascii():
            raise UsageError(option, "must be one line of ASCII")
        headers[name] = text
    return headers


def _query(values: dict[str, t.Any] | None, option: str) -> dict[str, t.Any]:
    for name, value in (values or {}).items():
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, (dict, list)):
                raise UsageError(f"{option}.{name}", "must be a value, or a list of values")
    return dict(values or {})


def _body(value: t.Any, session: Session) -> Json:
    """The option `body` as JSON. A string is parsed as JSON. Raises UsageError."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise UsageError("body", "is a text that is not JSON; write it as YAML, or use form") from None
    return Details("body").parse(value, "body", session.names, None)


def _parts(files: list[dict[str, t.Any]]) -> list[tuple[str, tuple[str, bytes, str | None]]]:
    parts = []
    for index, entry in enumerate(files):
        option = f"files[{index}]"
        _require_line(entry["name"], f"{option}.name")
        if entry.get("path"):
            data = _files.content(entry["path"], f"{option}.path")
            if data is None:
                raise UsageError(f"{option}.path", f"there is no file {entry['path']}")
            filename = entry.get("filename") or entry["path"].rpartition("/")[2]
        else:
            data = (entry.get("content") or "").encode()
            filename = entry.get("filename") or entry["name"]
        _require_line(filename, f"{option}.filename")
        content_type = (entry.get("content_type") or "").strip() or None
        if content_type and not _MEDIA_TYPE.fullmatch(content_type):
            raise UsageError(f"{option}.content_type", "must be a media type on one line, such as text/csv")
        parts.append((entry["name"], (filename, data, content_type)))
    return parts


def _require_line(text: str, option: str) -> None:
    """Raise UsageError if a text that becomes part of a header is not one line."""
    if re.search(r"[\x00-\x1f\x7f\x85\u2028\u2029]", text):
        raise UsageError(option, "must be one line without control characters")


def _flaw(response: t.Any) -> str:
    """Why a successful response is not JSON; "" if it is. An expected error response may have any body."""
    return f"with a body {_other(response)}" if response.status < 300 and _other(response) else ""


def _other(response: t.Any) -> str:
    """What the body is if it is not JSON, such as "that is not JSON"; "" if it is JSON."""
    try:
        response.json()
    except ValueError as error:
        return str(error)
    return ""


class _Sender:
    """Sends the requests of one task."""

    def __init__(self, params: dict[str, t.Any], session: Session) -> None:
        self.session = session
        self.method: str = params["method"]
        self.path, self.base = _target(params["path"], session)
        self.query = _query(params.get("query"), "query")
        self.headers = _headers(params.get("headers"))
        self.body = None if params.get("body") is None else _body(params["body"], session)
        self.form = None if params.get("form") is None else _query(params["form"], "form")
        self.files = _parts(params["files"]) if params.get("files") else None
        for name in (self.form or {}) if self.files else ():
            _require_line(name, f"form.{name!r}")
        self.is_json: bool = params["response_type"] == "json" and self.method != "HEAD"
        self.accepted: list[int] = params.get("status_codes") or []
        for status in self.accepted:
            if not 200 <= status <= 599:
                raise UsageError("status_codes", f"{status} is not an HTTP status")
        if params["retry_delay"] < 0:
            raise UsageError("retry_delay", "must be 0 seconds or more")
        self.retries = Retries(params["retry_delay"], params["retry_backoff"], params["retry_all_errors"])

    def send(self, query: dict[str, t.Any] | None = None) -> t.Any:
        try:
            return self.session.client.call(
                self.method,
                self.path,
                query=self.query if query is None else query,
                headers=self.headers,
                body=self.body,
                form=self.form,
                files=self.files,
                sends_from=self.method not in READING and "from" not in {name.lower() for name in self.headers},
                base=self.base,
                accepted=self.accepted,
                flaw=_flaw if self.is_json else lambda response: "",
                retries=self.retries,
            )
        except OutcomeUnknown as error:
            error.add("Check the result before you run it again; retry_all_errors sends it again in any case")
            raise

    def described(self) -> dict[str, Json]:
        """The request that would be sent, without credentials."""
        shown: dict[str, Json] = {
            "method": self.method,
            "url": (self.base or self.session.client.server_of(self.path)) + self.path,
        }
        for name in ("query", "headers", "body", "form"):
            if getattr(self, name):
                shown[name] = getattr(self, name)
        if self.files:
            shown["files"] = [
                {"name": name, "filename": filename, "size": len(data)} for name, (filename, data, _type) in self.files
            ]
        return shown

    def pages(self, key: str | None) -> tuple[t.Any, dict[str, Json], int]:
        """(the response with the last page, the objects of all pages as one page, the number of pages)."""
        session = self.session
        self.path, _mark, own_query = self.path.partition("?")
        query: dict[str, t.Any] = {"limit": PAGE, **dict(parse_qsl(own_query)), **self.query}
        objects: list[Json] = []
        pages = 0
        guard = ListingGuard("GET", self.path)
        while True:
            response = self.send(query)
            found = response.json()
            if not isinstance(found, dict):
                raise Unusable(f"GET {self.path}: PagerDuty's response is not an object, so it has no pages")
            key = key or _key(found, self.path)
            if not isinstance(found.get(key), list):
                raise UsageError("key", f"the response of {self.path} has no list {key!r}; it has {_listed(found)}")
            pages += 1
            objects += found[key]
            following = next_page(found, query, len(found[key]))
            if following and "cursor" not in following and _end(following) > LISTING_CAP:
                left = LISTING_CAP - int(following.get("offset") or 0)
                if left <= 0:
                    session.warn(
                        f"PagerDuty lists at most {LISTING_CAP} objects, and there are more: this list is not"
                        " complete. Narrow it down with query, and send several requests"
                    )
                    following = None
                else:
                    following["limit"] = left
            if following is not None:
                guard.add(found[key])
            else:
                whole = {name: value for name, value in found.items() if name not in _PAGING}
                return response, {**whole, key: objects}, pages
            query = following


def _end(query: dict[str, t.Any]) -> int:
    try:
        return int(query.get("offset") or 0) + int(query["limit"])
    except (TypeError, ValueError):
        raise UsageError("query.limit", f"{query['limit']!r} is not a whole number") from None


def _lists(found: dict[str, Json]) -> list[str]:
    return [name for name, value in found.items() if isinstance(value, list)]


def _listed(found: dict[str, Json]) -> str:
    return ", ".join(_lists(found)) or "none"


def _key(found: dict[str, Json], path: str) -> str:
    """The key of the list of objects: the last part of the path, or the only list of the response."""
    lists = _lists(found)
    last = path.rstrip("/").rpartition("/")[2]
    if last in lists:
        return last
    if len(lists) != 1:
        raise UsageError("key", f"set the key of the list in the response of {path}; its lists are {_listed(found)}")
    return lists[0]


def _check(params: dict[str, t.Any]) -> None:
    if params["all_pages"]:
        if params["method"] != "GET":
            raise UsageError("all_pages", f"requires method: GET, not {params['method']}; remove one of the two")
        if params["response_type"] != "json":
            raise UsageError("all_pages", "requires response_type: json; remove one of the two")
    elif params.get("key"):
        raise UsageError("key", "requires all_pages: true; set it, or remove key")
    if params.get("dest") and params["response_type"] != "binary":
        raise UsageError("dest", "requires response_type: binary; set it, or remove dest")
    if params["method"] in READING:
        for name in ("body", "form", "files"):
            if params.get(name) is not None:
                raise UsageError(name, f"can't be combined with method: {params['method']}; use query instead")


def _save(data: bytes, params: dict[str, t.Any], session: Session) -> dict[str, Json]:
    """Write a response to the file of `dest`, unless the file has this content already."""
    path = params["dest"]
    same = _files.content(path, "dest") == data
    if not same and not session.check_mode:
        _files.write(path, data, "dest")
    # The same checksum as ansible.builtin.stat returns.
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return {"changed": not same, "dest": path, "size": len(data), "checksum": digest}


def _text(content: bytes, media_type: str) -> str:
    """The body as text, decoded with the charset of its media type, otherwise as UTF-8."""
    named = re.search(r"charset=[\"']?([\w.:-]+)", media_type, re.IGNORECASE)
    try:
        return content.decode(named[1] if named else "utf-8", "replace")
    except (LookupError, ValueError):  # an unknown charset, or a codec that does not decode bytes to text
        return content.decode("utf-8", "replace")


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    _check(params)
    sender = _Sender(params, session)
    if params.get("dest"):
        _files.check_writable(params["dest"], "dest")
    reading = sender.method in READING
    if session.check_mode and not reading:
        return {"changed": True, "request": sender.described()}
    result: dict[str, t.Any] = {}
    if params["all_pages"]:
        response, result["json"], result["pages"] = sender.pages(params.get("key"))
    else:
        response = sender.send()
    headers = {name.lower(): value for name, value in response.headers.items() if name.lower() not in _SECRET_HEADERS}
    # A rejected request changes nothing, even if `status_codes` accepts the status.
    result.update(changed=not reading and response.status < 300, status=response.status, headers=headers)
    if params["all_pages"] or sender.method == "HEAD":
        return result
    if params["response_type"] == "json" and not _other(response):
        result["json"] = response.json()
    elif params["response_type"] != "binary":
        result["content"] = _text(response.content, headers.get("content-type", ""))
    elif response.status < 300:
        saved = _save(response.content, params, session)
        result.update(saved, changed=result["changed"] or saved["changed"])
    return result


REQUEST_OPERATION = Operation(
    "pagerduty_request",
    {
        "path": {"type": "str", "required": True},
        "method": {
            "type": "str",
            "choices": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            "default": "GET",
        },
        "query": {"type": "dict"},
        "headers": {"type": "dict"},
        "body": {"type": "raw"},
        "form": {"type": "dict"},
        "files": {
            "type": "list",
            "elements": "dict",
            "options": _FILE,
            "mutually_exclusive": [["path", "content"]],
            "required_one_of": [["path", "content"]],
        },
        "response_type": {"type": "str", "choices": ["json", "text", "binary"], "default": "json"},
        "dest": {"type": "path"},
        "all_pages": {"type": "bool", "default": False},
        "key": {"type": "str", "no_log": False},
        "status_codes": {"type": "list", "elements": "int"},
        "retry_delay": {"type": "float", "default": 0.5},
        "retry_backoff": {"type": "bool", "default": True},
        "retry_all_errors": {"type": "bool", "default": False},
    },
    _work,
    {
        "mutually_exclusive": [["body", "form"], ["body", "files"]],
        "required_if": [["response_type", "binary", ["dest"]]],
    },
)
