# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST client: requests, responses and pagination. It contains nothing specific to a resource.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import contextlib
import copy
import json
import random
import re
import time
import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlencode

from . import responses
from .attempts import DEFAULT_RETRIES, Attempt, Call, PreparedRequest, Retries
from .connection_options import Connection, is_of_app
from .early_access import headers_for
from .errors import ApiError, NotFound, PagerDutyError, Unusable, UsageError
from .secrets import Secrets
from .times import UTC
from .transport import Response, Transport

if t.TYPE_CHECKING:
    from .exchange import Exchange
    from .oauth import OAuthCredentials
    from .pace import Pace

PAGE = 100  # objects on a page. This is PagerDuty's maximum, so it requires the fewest requests
LISTING_CAP = 10_000  # PagerDuty rejects a page that ends beyond this number of objects
MAX_IDLE_PAGES = 10  # pages in a row without a new object, after which a listing ends with an error

_HEADER_TEXT = re.compile(r"[\x20-\x7e]+")

Query = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Page:
    """A page of a listing. total: the number of objects, None if it was not requested. more: whether a page follows."""

    items: list[dict[str, t.Any]]
    more: bool
    total: int | None


class ListingGuard:
    """Detects listings without an end: a server can return empty pages with new cursors, or repeat objects."""

    def __init__(self, method: str, path: str) -> None:
        self._request = f"{method} {path}"
        self._seen: set[t.Any] = set()
        self._idle = 0

    def add(self, items: t.Sequence[t.Any]) -> None:
        """Record a page that another page follows. Raises Unusable after MAX_IDLE_PAGES pages without a new object."""
        keys = _keys(items)
        self._idle = 0 if keys - self._seen else self._idle + 1
        self._seen |= keys
        if self._idle >= MAX_IDLE_PAGES:
            raise _endless(self._request)


class CursorGuard:
    """Like ListingGuard, for listings of any length: it remembers one page, so its memory does not grow.

    A page is compared with a remembered one, which is replaced after 1, 2, 4, 8, ... pages. So a cycle of pages of any
    length is found: its pages return while one of them is remembered.
    """

    def __init__(self, method: str, path: str) -> None:
        self._request = f"{method} {path}"
        self._remembered: frozenset[t.Any] = frozenset()
        self._pages = 0
        self._next = 1  # the number of pages after which another page is remembered
        self._empty = 0  # in a row
        self._repeated = 0

    def add(self, items: t.Sequence[t.Any]) -> None:
        """Record a page that another page follows. Raises Unusable after MAX_IDLE_PAGES empty or repeated pages."""
        keys = _keys(items)
        self._empty = 0 if keys else self._empty + 1
        if keys and keys <= self._remembered:
            self._repeated += 1
        if max(self._empty, self._repeated) >= MAX_IDLE_PAGES:
            raise _endless(self._request)
        self._pages += 1
        if self._pages >= self._next:
            self._remembered, self._next = keys, 2 * self._next


def _keys(items: t.Sequence[t.Any]) -> frozenset[t.Any]:
    """What distinguishes the objects of a page."""
    try:
        return frozenset(item["id"] for item in items)
    except (TypeError, KeyError):  # not all of them have an ID
        return frozenset(json.dumps(item) for item in items)


def _endless(request: str) -> Unusable:
    return Unusable(
        f"{request}: PagerDuty always announces another page, but {MAX_IDLE_PAGES} pages contained no new objects."
        " The listing is aborted"
    )


class StaticCredentials:
    """A token that does not change: an API token, or an access token that is an option."""

    def __init__(self, api_token: str | None, access_token: str | None = None) -> None:
        self._header = f"Token token={api_token}" if api_token else f"Bearer {access_token}"

    def authorization(self, client: TaskClient) -> str:
        """The Authorization header."""
        return self._header

    def discard(self) -> bool:
        """Discard a rejected token. Returns whether there can be another one."""
        return False


class ServerClock:
    """PagerDuty's time, from the Date header of its last response.

    clock: seconds from a fixed point in time. now: seconds since the epoch, on this machine.
    """

    def __init__(self, clock: t.Callable[[], float], now: t.Callable[[], float]) -> None:
        self._clock = clock
        self._now = now
        self._last: tuple[str, float] | None = None  # the header, and the time of `clock` when it came

    def set(self, header: str | None) -> None:
        """Set the time. header: the Date header of a response."""
        if header:
            self._last = header, self._clock()

    def now(self) -> datetime:
        """PagerDuty's time in UTC, to the second. Before the first response, the time of this machine."""
        if self._last:
            header, since = self._last
            try:
                date = parsedate_to_datetime(header).replace(tzinfo=UTC)
                return (date + timedelta(seconds=self._clock() - since)).replace(microsecond=0)
            except (TypeError, ValueError, OverflowError):  # not a date
                pass
        return datetime.fromtimestamp(self._now(), UTC).replace(microsecond=0)


class Client:
    """The connection to PagerDuty that tasks share: the HTTP session, the credentials and the secrets to mask.

    Each task sends its requests with its own TaskClient, which `for_task` creates.

    user_agent: the User-Agent header. read: see `Transport`.
    sleep, clock, now, jitter: for tests. clock: seconds from a fixed point in time. now: seconds since the epoch.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        user_agent: str = "community.pagerduty",
        sleep: t.Callable[[float], None] = time.sleep,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], float] = time.time,
        jitter: t.Callable[[], float] = random.random,
        read: t.Callable[[bytes], t.Any] | None = None,
    ) -> None:
        self.connection = connection
        self.sleep = sleep
        self.clock = clock
        self.jitter = jitter
        self.server_clock = ServerClock(clock, now)
        self.secrets = Secrets()
        for secret in (
            connection.api_token,
            connection.user_token,
            connection.access_token,
            connection.refresh_token,
        ):
            self.secrets.add(secret)
        self.secrets.add(connection.client_secret, connection.client_id)
        self.credentials: StaticCredentials | OAuthCredentials = StaticCredentials(
            connection.api_token, connection.access_token
        )
        if not connection.api_token and (connection.client_id is not None or connection.token_file):
            from .oauth import OAuthCredentials  # few tasks need it, and a module is compiled each time that it runs

            self.credentials = OAuthCredentials(connection, clock=clock, now=now, sleep=sleep)
        self.user_credentials = StaticCredentials(connection.user_token) if connection.user_token else None
        self.headers = {"Accept": "application/vnd.pagerduty+json;version=2", "User-Agent": user_agent}
        self._read = read
        self.transport = self._new_transport()

    def _new_transport(self) -> Transport:
        return Transport(
            headers=self.headers,
            timeout=self.connection.timeout,
            ca_path=self.connection.ca_path,
            validate_certs=self.connection.validate_certs,
            read=self._read,
        )

    def twin(self) -> Client:
        """The same client with a connection of its own, for another thread. Credentials and secrets are shared."""
        other = copy.copy(self)
        other.transport = self._new_transport()
        return other

    def for_task(
        self,
        *,
        resolve_sender: t.Callable[[str], str] = str,
        warn: t.Callable[[str], None] = lambda message: None,
        observe: t.Callable[[Exchange], None] | None = None,
        detailed: bool = False,
    ) -> TaskClient:
        """The client of one task. The parameters are those of TaskClient."""
        return TaskClient(self, resolve_sender=resolve_sender, warn=warn, observe=observe, detailed=detailed)


class TaskClient:
    """PagerDuty's REST API for one task.

    Paths are written as in PagerDuty's documentation. Use `segment` for values in a path. Values of a query can be
    lists (repeated keys) and booleans. Bodies and responses are decoded JSON.

    If PagerDuty responds with 429, the client waits as long as PagerDuty requires. Requests that can safely be repeated
    (GET, PUT, DELETE) are repeated after server errors, resets, timeouts and unusable responses. A POST is repeated
    only if PagerDuty can't have received it. Otherwise the client raises OutcomeUnknown. The caller then looks for the
    object that the POST would have created.

    expects: the shape (see `responses`) of a successful response. A response with another shape is unusable.
    resolve_sender: converts the option `from_email`, which can also be a name or an ID, to an email address.
    warn: called with each warning about the credentials. observe: called with each Exchange.
    detailed: whether an Exchange contains headers and bodies.
    """

    def __init__(
        self,
        client: Client,
        *,
        resolve_sender: t.Callable[[str], str],
        warn: t.Callable[[str], None],
        observe: t.Callable[[Exchange], None] | None,
        detailed: bool,
    ) -> None:
        self.connection = client.connection
        self.secrets = client.secrets
        self.transport = client.transport
        self.server_clock = client.server_clock
        self.sleep = client.sleep
        self.clock = client.clock
        self.jitter = client.jitter
        self.warn = warn
        self.pace: Pace | None = None
        self._client = client
        self._waiting: t.Callable[[], t.ContextManager[None]] = contextlib.nullcontext
        self._resolve_sender = resolve_sender
        self._observe = observe
        self._detailed = detailed

    def for_thread(
        self, pace: Pace, resolve_sender: t.Callable[[str], str], waiting: t.Callable[[], t.ContextManager[None]]
    ) -> TaskClient:
        """The client of another thread for the same task, with a connection of its own.

        pace: the rate limit that all threads share. resolve_sender: see the class. waiting: makes the context in which
        a request is sent, for example one in which a lock is released.
        """
        other = copy.copy(self)
        other._client = self._client.twin()
        other.transport = other._client.transport
        other.pace, other._waiting, other._resolve_sender = pace, waiting, resolve_sender
        return other

    def sender_of(self, value: str) -> str:
        """The email address of the user that `from_email` names."""
        return self._resolve_sender(value)

    # -- requests ------------------------------------------------------------------------------------------------

    def get(self, path: str, query: Query | None = None, expects: responses.Shape | None = None) -> dict[str, t.Any]:
        return self.request("GET", path, query=query, expects=expects)

    def post(
        self, path: str, body: t.Any, *, sends_from: bool = False, expects: responses.Shape | None = None
    ) -> dict[str, t.Any]:
        return self.request("POST", path, body=body, sends_from=sends_from, expects=expects)

    def ask(self, path: str, body: t.Any, *, expects: responses.Shape | None = None) -> dict[str, t.Any]:
        """Send a POST that only reads, because its parameters are in a body. It is repeated like a GET, and tasks in
        check mode send it, too."""
        return self.request("POST", path, body=body, repeatable=True, expects=expects)

    def ask_pages(
        self, path: str, body: dict[str, t.Any], *, key: str, size: int, of: responses.Shape = responses.OBJECT
    ) -> t.Iterator[list[dict[str, t.Any]]]:
        """The pages of a listing that is read with `ask`. Each page is requested when it is needed.

        key: the key of the objects in the response. size: the maximum number of objects in a page. of: the shape of
        each object. The cursor of the next page is `last` of the page before it. A response without `more` is the last
        one if its page is not full.
        """
        expects = responses.Object(**{key: responses.Each(of), "last": responses.Maybe(responses.TEXT)})
        guard = CursorGuard("POST", path)
        asked = {**body, "limit": size}
        while True:
            response = self.ask(path, asked, expects=expects)
            found = response[key]
            yield found
            more = response.get("more", len(found) == size)
            if not more or not response.get("last"):
                return
            guard.add(found)
            asked["starting_after"] = response["last"]

    def put(
        self, path: str, body: t.Any, *, sends_from: bool = False, expects: responses.Shape | None = None
    ) -> dict[str, t.Any]:
        return self.request("PUT", path, body=body, sends_from=sends_from, expects=expects)

    def delete(self, path: str) -> bool:
        """Delete an object. Returns whether it existed: False also if an attempt without a response deleted it."""
        try:
            self.request("DELETE", path)
        except NotFound:
            return False
        return True

    def enqueue(self, path: str, event: t.Any, *, repeatable: bool) -> dict[str, t.Any]:
        """Send an event to the Events API. It requires no token: the event contains a routing key.

        path: /v2/enqueue or /v2/change/enqueue. repeatable: whether PagerDuty recognizes a repeated event, as it does
        by a `dedup_key`.
        """
        return self.request(
            "POST", path, body=event, base=self.connection.events_url, repeatable=repeatable, expects=responses.OBJECT
        )

    def pages(
        self,
        path: str,
        key: str,
        query: Query | None = None,
        *,
        of: responses.Shape = responses.OBJECT,
        offset: int = 0,
        limit: int | None = None,
        paged: bool = True,
        cursors: bool = False,
        size: int = PAGE,
        identified_by: str = "",
        empty_status: int = 0,
    ) -> t.Iterator[Page]:
        """The pages of a listing. Each page is one request, which is sent when the page is needed.

        key: the key of the objects in the response. of: the shape of each object. offset: the number of objects to
        skip. limit: the maximum number of objects. paged: False for listings that PagerDuty always returns completely.
        cursors: each page has a cursor for the next one, in place of offsets. size: the objects on such a page.
        identified_by: the attribute that is the `id` of objects which have none, in listings without pages.
        empty_status: the status of the response if there are no objects, if it is an error, in such listings.
        Ends at PagerDuty's maximum of 10,000 objects. `more` of the last page is then True. With cursors, there is no
        maximum.
        """
        expects = responses.Object(**{key: responses.Each(of), "total": responses.Maybe(responses.NUMBER)})
        if cursors:
            yield from self._pages_by_cursor(path, key, query or {}, expects, offset, limit, size)
            return
        if not paged:
            found = self._complete_list(path, key, query, expects, empty_status)[offset:]
            if identified_by:
                found = [{"id": raw.get(identified_by), **raw} for raw in found]
            yield Page(found if limit is None else found[:limit], False, len(found))
            return
        guard = ListingGuard("GET", path)
        left = limit
        while offset < LISTING_CAP:
            size = min(PAGE, LISTING_CAP - offset, PAGE if left is None else left)
            response = self.get(path, {**(query or {}), "limit": size, "offset": offset}, expects)
            found = response[key]
            if left is not None:
                found = found[:left]
                left -= len(found)
            # An empty page with `more` would otherwise be requested again and again.
            more = bool(response.get("more")) and bool(found)
            yield Page(found, more, response.get("total"))
            if not more or left == 0:
                return
            guard.add(found)
            offset += len(found)

    def _pages_by_cursor(
        self, path: str, key: str, query: Query, expects: responses.Object, offset: int, limit: int | None, size: int
    ) -> t.Iterator[Page]:
        """See `pages`. Objects to skip are read, too, because a cursor is known only from the page before."""
        guard = CursorGuard("GET", path)
        asked: dict[str, t.Any] | None = {**query, "limit": size if limit is None else min(size, offset + limit)}
        skipped, left = offset, limit
        while asked is not None:
            response = self.get(path, asked, expects)
            listed = response[key]
            asked = next_page(response, asked, len(listed))
            found = listed[skipped:][:left]
            skipped = max(skipped - len(listed), 0)
            left = None if left is None else left - len(found)
            yield Page(found, asked is not None, response.get("total"))
            if left == 0:
                return
            guard.add(listed)

    def _complete_list(
        self, path: str, key: str, query: Query | None, expects: responses.Shape, empty_status: int
    ) -> list[dict[str, t.Any]]:
        """The objects of a listing without pages, see `pages`."""
        try:
            return t.cast("list[dict[str, t.Any]]", self.get(path, query, expects)[key])
        except ApiError as error:
            if not empty_status or error.status != empty_status:
                raise
            return []

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: t.Any = None,
        sends_from: bool = False,
        base: str | None = None,
        repeatable: bool | None = None,
        expects: responses.Shape | None = None,
    ) -> dict[str, t.Any]:
        """Send a request like `call`. Returns the decoded JSON object, {} for an empty response.

        expects: the shape of a usable response. An empty response has none. If omitted, any object is usable.
        """
        response = self.call(
            method,
            path,
            query=query,
            headers=headers_for(path),
            body=body,
            sends_from=sends_from,
            base=base,
            repeatable=repeatable,
            flaw=lambda response: _body_flaw(response, expects),
        )
        return response.object or {}

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        headers: t.Mapping[str, str] | None = None,
        body: t.Any = None,
        form: Query | None = None,
        files: t.Any = None,
        sends_from: bool = False,
        base: str | None = None,
        repeatable: bool | None = None,
        accepted: t.Collection[int] = (),
        flaw: t.Callable[[Response], str] = lambda response: "",
        retries: Retries = DEFAULT_RETRIES,
    ) -> Response:
        """Send a request until there is a final response. Returns this response.

        headers: in addition to those that the client sets. body: sent as JSON. form: sent as a form. If there are
            files, it is sent in parts: (field, (file name, content, media type or None to omit it)).
        sends_from: whether PagerDuty requires the user in the From header. It is sent if `from_email` is set.
        base: the address of another API. The request then contains no token.
        repeatable: whether a second identical request has no further effect. If omitted, this depends on the method:
            all are repeatable except POST and PATCH.
        accepted: the statuses that are no errors. If empty, all successful ones.
        flaw: what is wrong with the body of an accepted response, "" if nothing. It follows the status in a message.
        Raises NotFound, RateLimited, ApiError (rejected), Unreachable (no usable response), OutcomeUnknown (see the
        class), UsageError.
        """
        try:
            sent = dict(headers or {})
            if sends_from and self.connection.from_email:
                sent["From"] = self._sender(self.connection.from_email)
            data: t.Any = None
            if body is not None:
                sent["Content-Type"] = "application/json"
                data = json.dumps(body)
            elif form is not None:
                data = _pairs(form)
            request = PreparedRequest(
                method=method,
                path=path,
                target=_target(path, query),
                base=base,
                headers=sent,
                data=data,
                files=files,
                sends_from=sends_from,
                repeatable=method not in ("POST", "PATCH") if repeatable is None else repeatable,
                accepted=accepted,
                flaw=flaw,
                retries=retries,
            )
            with self._waiting():
                return Call(self, request).run()
        except PagerDutyError as error:
            error.rewrite(self.secrets.masked)
            raise

    def _sender(self, value: str) -> str:
        email = self._resolve_sender(value)
        if not _HEADER_TEXT.fullmatch(email):
            raise UsageError("from_email", "must be one line of ASCII: it is sent as a header")
        return email

    # -- time ------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """PagerDuty's time in UTC, see `ServerClock`."""
        return self.server_clock.now()

    # -- for Call and OAuthCredentials ---------------------------------------------------------------------------

    def server_of(self, path: str) -> str:
        """The address of the server for a path of the API."""
        return self.connection.app_url if is_of_app(path) else self.connection.api_url

    def authorization(self, path: str) -> str:
        """The Authorization header for a path of the API."""
        return self._credentials(path).authorization(self)

    def discard_token(self, path: str) -> bool:
        """Discard a rejected access token. Returns whether the next request for the path fetches another one."""
        return self._credentials(path).discard()

    def _credentials(self, path: str) -> StaticCredentials | OAuthCredentials:
        user = self._client.user_credentials
        return user if user and is_of_app(path) else self._client.credentials

    def request_token(self, form: dict[str, str]) -> dict[str, t.Any]:
        """Send a token request to the OAuth service. See `oauth.request_token`."""
        from .oauth import request_token

        return request_token(self, form)

    def predicted(self, path: str, raws: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
        """Objects that were put together from other lists, with what check mode predicts. path: of these objects."""
        return raws

    def back_off(self, failures: int, retries: Retries = DEFAULT_RETRIES) -> None:
        """Wait before the next attempt. failures: the number of failed attempts (1 or more)."""
        self.sleep(retries.pause(failures) * (1 + self.jitter() / 4))

    def report(self, method: str, target: str, attempt: Attempt, start: float, options: dict[str, t.Any]) -> None:
        """Pass an attempt to `observe`. start: the time of `clock` when it was sent. options: of `Transport.send`."""
        if self._observe is None:
            return
        from .exchange import Exchange, headers_and_bodies

        seconds = self.clock() - start
        content: dict[str, t.Any] = {}
        if self._detailed:
            content = headers_and_bodies(self._client.headers, options, attempt.response, self.secrets)
        self._observe(Exchange.of_attempt(method, target, attempt, seconds, self.secrets, content))


def segment(value: object) -> str:
    """A value as one segment of a path, so that a value of a playbook can't lead to another path.

    Raises PagerDutyError for . and .., which are resolved regardless of their encoding.
    """
    text = str(value)
    if text in (".", ".."):
        raise PagerDutyError(f"{text!r} is not the ID of an object; use its ID, such as P1A2B3C")
    return quote(text, safe="")


def next_page(page: t.Mapping[str, t.Any], query: Query, found: int) -> dict[str, t.Any] | None:
    """The query for the next page, for all types of pagination. None if there is no next page.

    page: the decoded response. query: the query of this page. found: the number of objects on it.
    PagerDuty uses `offset`, or a cursor in `next_cursor` (in one listing in `after`).
    """
    cursor = page.get("next_cursor")
    if cursor:
        return {**query, "cursor": cursor} if cursor != query.get("cursor") else None
    if page.get("more") and found and "next_cursor" not in page:
        return {**query, "offset": int(query.get("offset") or 0) + found}
    cursor = page.get("after")
    if isinstance(cursor, str) and cursor and cursor != query.get("after"):
        return {**query, "after": cursor}
    return None


def _target(path: str, query: Query | None) -> str:
    """The path with the query."""
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(_pairs(query), safe='[]:')}"


def _pairs(query: Query) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in query.items():
        for entry in value if isinstance(value, (list, tuple)) else (value,):
            if entry is None:
                continue
            # PagerDuty requires `true`. It reads Python's `True` as false.
            pairs.append((key, str(entry).lower() if isinstance(entry, bool) else str(entry)))
    return pairs


def _body_flaw(response: Response, expects: responses.Shape | None) -> str:
    """What is wrong with the body of a response that must be a JSON object of this shape. "" if nothing is."""
    found = response.object
    if found is None:
        try:
            response.json()
        except ValueError as error:
            return f"with a body {error}"
        return "with a body that is not a JSON object"
    if expects is None:
        return ""
    if not response.content.strip():
        return "with an empty body"
    flaw = expects.flaw(found)
    return f"with a body that can't be used: {flaw.lstrip('. ')}" if flaw else ""
