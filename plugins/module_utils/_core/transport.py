# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP: sends one request, and returns its response as bytes. Adds limits that `requests` does not have.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import re
import time
import typing as t

try:
    import requests
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
    from requests.sessions import Session
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.exceptions import LocationValueError, ReadTimeoutError
except ImportError as error:  # the shells report it, and do not use this file
    REQUESTS_IMPORT_ERROR: ImportError | None = error
    HTTPAdapter = AuthBase = Session = object  # type: ignore[assignment,misc]
    HTTPConnectionPool = HTTPSConnectionPool = HTTPConnection = HTTPSConnection = object  # type: ignore[assignment,misc]
else:
    REQUESTS_IMPORT_ERROR = None

from .errors import one_line

LARGEST = 100 * 1024 * 1024  # bytes of a response body, uncompressed. PagerDuty's largest pages are half of that.
DEEPEST = 100  # levels of nesting in a response. Ansible itself fails at a few hundred.
CHUNK = 65_536


class CannotSend(Exception):
    """The request can't be sent: HTTP does not allow its address or one of its headers."""


class Untrusted(Exception):
    """The certificate of the server is not trusted."""


class NoResponse(Exception):
    """There was no valid HTTP response. may_have_arrived: whether the server may have received the request."""

    def __init__(self, message: str, *, may_have_arrived: bool = True) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived


class Response:
    """A response. headers: names are case-insensitive. content: the body, decompressed. read: see `Transport`."""

    def __init__(
        self,
        status: int,
        reason: str,
        headers: t.Mapping[str, str],
        content: bytes,
        read: t.Callable[[bytes], t.Any] | None = None,
    ) -> None:
        self.status = status
        self.reason = reason
        self.headers = headers
        self.content = content
        self.read = read
        self._decoded: t.Any = None
        self._flaw: str | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.reason}".strip()

    def json(self) -> t.Any:
        """The body as JSON; None if it is empty. Raises ValueError, with a message that begins with "that"."""
        if self._flaw is None:
            try:
                self._decoded, self._flaw = (self.read or decode)(self.content), ""
            except ValueError as error:
                self._flaw = str(error)
        if self._flaw:
            raise ValueError(self._flaw)
        return self._decoded

    @property
    def object(self) -> dict[str, t.Any] | None:
        """The JSON object in the body; {} for an empty body; None for anything else."""
        try:
            decoded = self.json()
            decoded = {} if decoded is None else decoded
        except ValueError:
            return None
        return decoded if isinstance(decoded, dict) else None


class _Received(io.RawIOBase):
    """The data from a socket. The socket's timeout applies to all of it. Otherwise a server could send single bytes."""

    def __init__(self, raw: io.RawIOBase, sock: t.Any) -> None:
        self._raw = raw
        self._sock = sock
        self._timeout: float | None = sock.gettimeout()
        self._ends = time.monotonic() + (self._timeout or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        if self._timeout is not None:
            left = self._ends - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            with contextlib.suppress(OSError):
                self._sock.settimeout(self._timeout)  # for the next request of this connection
            self._raw.close()
        super().close()


class _TimeLimitedResponse(http.client.HTTPResponse):
    def __init__(self, sock: t.Any, *args: t.Any, **options: t.Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp: t.Any = io.BufferedReader(_Received(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _TimeLimitedResponse


class _TlsConnection(HTTPSConnection):
    response_class = _TimeLimitedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: t.Any, **options: t.Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: t.Any) -> t.Any:
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # these use other classes for connections
            manager.pool_classes_by_scheme = _POOLS
        return manager


class _Session(Session):
    def get_redirect_target(self, resp: t.Any) -> None:
        """None: redirects are not followed. `requests` raises an error for a `Location` that is not a URL."""


class _Authorization(AuthBase):
    """Sets the header. It is an auth object, because otherwise requests replaces the header with that of ~/.netrc."""

    def __init__(self, header: str) -> None:
        self.header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self.header
        return request


class Transport:
    """Sends requests over one session. Connections are reused. Redirects are returned, not followed.

    headers: sent with each request.
    timeout: seconds to connect, and also seconds from the end of the request to the end of the response.
    read: decodes JSON instead of `decode`, with the same errors. For JSON that Ansible does not process.
    """

    def __init__(
        self,
        *,
        headers: dict[str, str],
        timeout: float,
        ca_path: str | None,
        validate_certs: bool,
        read: t.Callable[[bytes], t.Any] | None = None,
    ) -> None:
        self._timeout = timeout
        self._read = read
        self._session = _Session()
        self._session.mount("https://", _Adapter())
        self._session.mount("http://", _Adapter())
        self._session.headers.update(headers)
        self._settings_by_base: dict[str, t.Mapping[str, t.Any]] = {}
        self._verify: bool | str = ca_path or True
        if not validate_certs:
            self._verify = False
            requests.packages.urllib3.disable_warnings()  # type: ignore[attr-defined]

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: t.Mapping[str, str] | None = None,
        authorization: str | None = None,
        data: t.Any = None,
        files: t.Any = None,
    ) -> Response:
        """Send a request.

        data: the body, or pairs that are sent as a form. files: see `TaskClient.call`.
        Raises CannotSend, Untrusted, NoResponse.
        """
        auth = _Authorization(authorization) if authorization else None
        try:
            prepared = self._session.prepare_request(
                requests.Request(method, url, headers=headers, data=data, files=files, auth=auth)
            )
            settings = self._settings(prepared.url)
        except (requests.RequestException, ValueError) as error:
            raise CannotSend(_plain(error)) from None
        try:
            raw = self._session.send(prepared, timeout=self._timeout, allow_redirects=False, **settings)
            content = self._content(raw)
        except NoResponse:
            raise
        except Exception as error:  # of any type: a response can contain anything, and each library has its own errors
            raise self._transport_error(error) from None
        if raw.status_code < 200:
            self._session.close()  # otherwise the final response is read as the response to the next request
        return Response(raw.status_code, str(raw.reason or ""), raw.headers, content, self._read)

    def _settings(self, url: str | None) -> t.Mapping[str, t.Any]:
        """Proxies and certificates for a host, from the environment. They are read once, because this is slow."""
        base = "/".join((url or "").split("/")[:3])
        if base not in self._settings_by_base:
            self._settings_by_base[base] = self._session.merge_environment_settings(url, {}, True, self._verify, None)
        return self._settings_by_base[base]

    @staticmethod
    def _content(raw: requests.Response) -> bytes:
        chunks = []
        size = 0
        for chunk in raw.iter_content(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raw.close()
                raise NoResponse(f"sent more than {LARGEST // 1024 // 1024} MiB, which is the limit")
            chunks.append(chunk)
        return b"".join(chunks)

    def _transport_error(self, error: Exception) -> Exception:
        """The error of this file for an error of the libraries."""
        if isinstance(error, requests.exceptions.SSLError):
            return Untrusted(one_line(_root(error)))
        if isinstance(error, requests.exceptions.ConnectTimeout):
            return NoResponse(f"did not accept a connection within {self._timeout:g} seconds", may_have_arrived=False)
        root = _root(error)
        if isinstance(error, requests.exceptions.Timeout) or isinstance(root, (ReadTimeoutError, TimeoutError)):
            return NoResponse(f"did not answer within {self._timeout:g} seconds")
        if isinstance(error, requests.exceptions.ConnectionError):
            if type(root).__name__ in ("NewConnectionError", "NameResolutionError"):
                return NoResponse(f"can't be reached ({_plain(root)})", may_have_arrived=False)
            return NoResponse("closed the connection")
        if isinstance(error, (requests.exceptions.InvalidURL, LocationValueError)):
            return CannotSend(_plain(error))
        if isinstance(error, requests.exceptions.ContentDecodingError):
            return NoResponse("sent a body that can't be decompressed")
        return NoResponse("did not send the complete response")


def _root(error: BaseException) -> BaseException:
    """The original error. requests and urllib3 wrap it several times."""
    while True:
        inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
        if not isinstance(inner, BaseException):
            return error
        error = inner


def _plain(error: BaseException) -> str:
    text = one_line(error)
    return text.rsplit(": ", 1)[-1] if type(error).__name__.endswith("Error") else text


# -- JSON ------------------------------------------------------------------------------------------------------------


def decode(content: bytes) -> t.Any:
    """Decode the JSON in a body. None if it contains only white space.

    Raises ValueError for invalid JSON, and for JSON that Ansible can't return: nested too deep, or with numbers that
    are not finite. Lone surrogates are replaced by U+FFFD.
    """
    if not content.strip():
        return None
    try:
        decoded = json.loads(content, parse_constant=_reject, parse_float=_finite)
    except _NotFinite:
        raise ValueError("that contains a number that is too large") from None
    except RecursionError:
        raise ValueError(f"that is nested more than {DEEPEST} levels deep") from None
    except ValueError:
        raise ValueError("that is not JSON") from None
    if _may_be_deep(content) and _too_deep(decoded):
        raise ValueError(f"that is nested more than {DEEPEST} levels deep")
    # Lone surrogates can be escaped, or encoded in UTF-8 or UTF-16. Searching for one byte is fast.
    surrogates = b"\xed" in content or b"\0" in content or (b"\\" in content and re.search(rb"\\u[dD]", content))
    return _without_surrogates(decoded) if surrogates else decoded


class _NotFinite(ValueError):
    pass


def _reject(_constant: str) -> t.Any:
    raise _NotFinite


def _finite(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise _NotFinite
    return value


_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def _may_be_deep(content: bytes) -> bool:
    """Whether it is possibly nested too deep. Looks only at brackets, which is faster than looking at each object."""
    if content.count(b"[") + content.count(b"{") <= DEEPEST:
        return False
    brackets = content.translate(None, _NO_BRACKETS)
    for _level in range(DEEPEST // 2):  # each step removes two levels, or all remaining ones
        size = len(brackets)
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(brackets) == size:
            break
    return bool(brackets)


def _too_deep(value: t.Any) -> bool:
    level = [value] if isinstance(value, (dict, list)) else []
    for _depth in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def _without_surrogates(value: t.Any) -> t.Any:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(entry) for entry in value]
    return value
