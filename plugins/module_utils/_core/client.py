# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST client: requests, pagination, rate limits and retries. It contains nothing specific to a resource.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import math
import random
import re
import time
import typing as t
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from . import responses
from .connection_options import Connection
from .credentials import Credentials
from .errors import (
    SENDER_CODES,
    ApiError,
    NotFound,
    OutcomeUnknown,
    PagerDutyError,
    RateLimited,
    TokenRefused,
    Unreachable,
    Unusable,
    UsageError,
    one_line,
)
from .secrets import Secrets
from .transport import CannotSend, NoResponse, Response, Transport, Untrusted

PAGE = 100  # objects a page: PagerDuty's maximum, so the fewest requests
LISTING_CAP = 10_000  # PagerDuty refuses a page that ends beyond this many objects

RATE_LIMIT_PATIENCE = 300.0  # seconds in all that one request waits for PagerDuty's rate limit
RATE_LIMIT_PAUSE = 5.0  # seconds to wait when a 429 does not say how long
BACKOFF = 0.5  # seconds before the first further try; doubled for each one after it
BACKOFF_CAP = 30.0
IDLE_PAGES = 10  # pages in a row without a new object, after which a listing is given up

TOKEN_PATH = "/oauth/token"

_HEADER_TEXT = re.compile(r"[\x20-\x7e]+")

_RETRIED = (408, 500, 502, 503, 504)

Query = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Retries:
    """How a request is tried again.

    delay: seconds before the first further try. exponential: each further pause is twice the one before it, up to
        BACKOFF_CAP; else they are all the same.
    all_errors: also after any refusal, and although doing it twice may do it twice.
    """

    delay: float = BACKOFF
    exponential: bool = True
    all_errors: bool = False

    def pause(self, failures: int) -> float:
        """Seconds to wait after so many tries have failed (1 or more)."""
        if not self.exponential:
            return self.delay
        return min(self.delay * 2 ** min(failures - 1, 32), max(BACKOFF_CAP, self.delay))


@dataclass(frozen=True)
class Exchange:
    """One request and its response, for people who want to see what was sent. Holds no secret.

    status: the HTTP status, or None if no usable response came; outcome then says what happened.
    content: headers and bodies, if the client keeps them: request_headers, request_body, response_headers,
        response_body. A body is JSON if it is sent as JSON, else text.
    """

    method: str
    path: str
    status: int | None
    milliseconds: int
    request_id: str | None
    outcome: str
    content: dict[str, t.Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, t.Any]:
        return {
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "outcome": self.outcome,
            "milliseconds": self.milliseconds,
            "request_id": self.request_id,
            **self.content,
        }

    def __str__(self) -> str:
        known = f", request id {self.request_id}" if self.request_id else ""
        return f"{self.method} {self.path}: {self.outcome} in {self.milliseconds} ms{known}"


@dataclass(frozen=True)
class Page:
    """One page of a listing. total is None unless it was asked for; more says whether another page follows."""

    items: list[dict[str, t.Any]]
    more: bool
    total: int | None


class Progress:
    """Ends a listing that a server would continue for ever: with new cursors and empty pages, or the same objects."""

    def __init__(self, method: str, path: str) -> None:
        self._what = f"{method} {path}"
        self._seen: set[t.Any] = set()
        self._idle = 0

    def page(self, items: t.Sequence[t.Any]) -> None:
        """Note a page that another one follows. Raises Unusable after IDLE_PAGES pages without a new object."""
        try:
            keys = {item["id"] for item in items}
        except (TypeError, KeyError):  # not all of them have an ID
            keys = {json.dumps(item) for item in items}
        self._idle = 0 if keys - self._seen else self._idle + 1
        self._seen |= keys
        if self._idle >= IDLE_PAGES:
            raise Unusable(
                f"{self._what}: PagerDuty announces more and more pages, and the last {IDLE_PAGES} held no object that"
                " was not listed before. The listing was given up"
            )


class _Asked:
    """A request of `call`, and how its tries went. See `call` for what its options mean."""

    def __init__(self, method: str, path: str, **options: t.Any) -> None:
        self.method = method
        self.path = path
        self.shown: str = options["shown"]
        self.base: str | None = options["base"]
        self.headers: dict[str, str] = options["headers"]
        self.data = options["data"]
        self.files = options["files"]
        self.sends_from: bool = options["sends_from"]
        self.repeatable: bool = options["repeatable"]
        self.accepted: t.Collection[int] = options["accepted"]
        self.flaw: t.Callable[[Response], str] = options["flaw"]
        self.retries: Retries = options["retries"]
        self.failures = 0
        self.waited = 0.0
        self.renewed = False

    @property
    def what(self) -> str:
        return f"{self.method} {self.path}"

    def accepts(self, status: int) -> bool:
        return status in self.accepted if self.accepted else 200 <= status < 300

    def known(self, response: Response | None) -> dict[str, t.Any]:
        return _known(self.method, self.path, response)


class _Try:
    """What became of one try: the response, or None; what went wrong; whether PagerDuty may have seen the request."""

    def __init__(self, response: Response | None, trouble: str = "", arrived: bool = True) -> None:
        self.response = response
        self.trouble = trouble
        self.arrived = arrived

    @property
    def status(self) -> int | None:
        return None if self.response is None else self.response.status


class Client:
    """PagerDuty's REST API over one session.

    Paths are given as they stand in PagerDuty's documentation (use `segment` for what is put into one); query values
    may be lists (repeated keys) and booleans; bodies and responses are decoded JSON.

    Responses of 429 are waited out as PagerDuty says. What may be repeated (GET, PUT, DELETE) is retried after server
    errors, resets, time-outs and unusable responses. A POST is repeated only if PagerDuty can't have received it.
    Otherwise it ends in OutcomeUnknown, and the caller, who knows what the POST would have created, looks for that.

    expects: the shape (see `_shape`) that a response of success must have. One without it is unusable.
    sleep, clock, now, jitter: the waiting, for tests. observe: called with each Exchange as it ends. detailed: whether
    an Exchange has headers and bodies. read: see `Transport`.
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
        observe: t.Callable[[Exchange], None] | None = None,
        read: t.Callable[[bytes], t.Any] | None = None,
    ) -> None:
        self.connection = connection
        self.observe = observe
        self.detailed = False
        # From what `from_email` says to the e-mail address of that user; it may be told by name or ID.
        self.resolve_sender: t.Callable[[str], str] = str
        self._sleep = sleep
        self._clock = clock
        self._jitter = jitter
        # What the user has to know of the credentials; whoever tells it, empties it.
        self.warnings: list[str] = []
        self.secrets = Secrets()
        for secret in (connection.api_token, connection.access_token, connection.refresh_token):
            self.secrets.add(secret)
        self.secrets.add(connection.client_secret, connection.client_id)
        self._credentials = Credentials(
            connection, self._fetch_token, clock, now=now, sleep=sleep, warn=self.warnings.append
        )
        self._headers = {"Accept": "application/vnd.pagerduty+json;version=2", "User-Agent": user_agent}
        self._transport = Transport(
            headers=self._headers,
            timeout=connection.timeout,
            ca_path=connection.ca_path,
            validate_certs=connection.validate_certs,
            read=read,
        )

    # -- requests ------------------------------------------------------------------------------------------------

    def get(self, path: str, query: Query | None = None, expects: responses.Shape | None = None) -> dict[str, t.Any]:
        return self.request("GET", path, query=query, expects=expects)

    def post(
        self, path: str, body: t.Any, *, sends_from: bool = False, expects: responses.Shape | None = None
    ) -> dict[str, t.Any]:
        return self.request("POST", path, body=body, sends_from=sends_from, expects=expects)

    def put(
        self, path: str, body: t.Any, *, sends_from: bool = False, expects: responses.Shape | None = None
    ) -> dict[str, t.Any]:
        return self.request("PUT", path, body=body, sends_from=sends_from, expects=expects)

    def delete(self, path: str) -> bool:
        """Delete, and say whether it was there. False also where an earlier, unanswered try has done it."""
        try:
            self.request("DELETE", path)
        except NotFound:
            return False
        return True

    def enqueue(self, path: str, event: t.Any, *, repeatable: bool) -> dict[str, t.Any]:
        """Send an event to the Events API, which knows no token: the event's routing key says who sends it.

        path: /v2/enqueue or /v2/change/enqueue. repeatable: whether PagerDuty recognises the same event when it comes
        twice, as it does by a `dedup_key`.
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
    ) -> t.Iterator[Page]:
        """The pages of a listing, one request each, as they are needed.

        key: where the response holds the objects. of: the shape of each. offset: objects to skip. limit: objects to
        return at most. paged: False for listings that PagerDuty always returns whole.
        Ends at PagerDuty's cap of 10,000; the last page then still says `more`.
        """
        expects = responses.Object(**{key: responses.Each(of), "total": responses.Maybe(responses.NUMBER)})
        if not paged:
            found = self.get(path, query, expects)[key][offset:]
            yield Page(found if limit is None else found[:limit], False, len(found))
            return
        progress = Progress("GET", path)
        left = limit
        while offset < LISTING_CAP:
            size = min(PAGE, LISTING_CAP - offset, PAGE if left is None else left)
            answer = self.get(path, {**(query or {}), "limit": size, "offset": offset}, expects)
            found = answer[key]
            if left is not None:
                found = found[:left]
                left -= len(found)
            # An empty page that announces more would otherwise be asked for without end.
            more = bool(answer.get("more")) and bool(found)
            yield Page(found, more, answer.get("total"))
            if not more or left == 0:
                return
            progress.page(found)
            offset += len(found)

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
        """One request, as `call` makes it: the decoded JSON object, {} for an empty response.

        expects: the shape of a response that can be used; an empty one has none. Without it, any object will do.
        """
        response = self.call(
            method,
            path,
            query=query,
            body=body,
            sends_from=sends_from,
            base=base,
            repeatable=repeatable,
            flaw=lambda response: _flaw(response, expects),
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
        retries: Retries = Retries(),
    ) -> Response:
        """One request, tried until it is answered or must not be tried again: the response as it came.

        headers: beside those that the client sets. body: sent as JSON. form: sent as a form, as parts of several if
            there are files: (field, (file name, content, media type or None to let it out)).
        sends_from: whether PagerDuty wants to know, in the From header, who asks; sent if `from_email` is known.
        base: another address than the REST API's; the token stays home then.
        repeatable: whether doing it twice is the same as doing it once; what is not a POST or PATCH is, if not said
            otherwise.
        accepted: the statuses that are no errors; all of success if empty.
        flaw: what is wrong with the body of an accepted response, to follow the status in a message; "" if nothing.
        Raises NotFound, RateLimited and ApiError (refused), Unreachable (no usable response), OutcomeUnknown (see the
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
            return self._until_answered(
                _Asked(
                    method,
                    path,
                    shown=path + (f"{'&' if '?' in path else '?'}{_encode(query)}" if query else ""),
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
            )
        except PagerDutyError as error:
            error.rewrite(self.secrets.masked)
            raise

    def back_off(self, failures: int) -> None:
        """Wait before the next try, the longer the more have failed (1 or more)."""
        self._sleep(Retries().pause(failures) * (1 + self._jitter() / 4))

    # -- the phases of a request ---------------------------------------------------------------------------------

    def _sender(self, named: str) -> str:
        email = self.resolve_sender(named)
        if not _HEADER_TEXT.fullmatch(email):
            raise UsageError("from_email", "must be one line of ASCII: it is sent as a header")
        return email

    def _until_answered(self, asked: _Asked) -> Response:
        """Try until there is a response that can be used, or must be reported."""
        while True:
            attempt = self._attempt(asked)
            response = attempt.response
            refusal: ApiError | None = None
            if response is not None:
                if asked.accepts(response.status):
                    flaw = asked.flaw(response)
                    if not flaw:
                        return response
                    attempt.trouble = f"answered {response.status} {flaw}"
                elif self._is_waited_out(asked, response):
                    continue
                else:
                    refusal = self._refused(asked, response)
                    attempt.trouble = f"answered {response}"
            self._after_failure(asked, attempt, refusal)

    def _attempt(self, asked: _Asked) -> _Try:
        """One try."""
        authorization = None if asked.base else self._credentials.header()
        if authorization:
            self.secrets.add(authorization.rpartition(" ")[2].removeprefix("token="))
        base = asked.base or self.connection.api_url
        return self._send(
            asked.method,
            base,
            asked.shown,
            headers=asked.headers,
            authorization=authorization,
            data=asked.data,
            files=asked.files,
        )

    def _is_waited_out(self, asked: _Asked, response: Response) -> bool:
        """Whether the request is to be sent again, and nothing is wrong with it: the token has ended, or PagerDuty's
        rate limit is reached, for which this waits. Raises RateLimited."""
        if response.status == 401 and self._credentials.renewable and not asked.renewed and not asked.base:
            asked.renewed = True
            self._credentials.forget()
            return True
        if response.status != 429:
            return False
        pause = self._pause(response)
        asked.waited += pause
        if asked.waited > RATE_LIMIT_PATIENCE:
            advice = (
                f". It asks for {asked.waited:.0f} seconds of waiting in all, which is more than"
                f" {RATE_LIMIT_PATIENCE:g}; run fewer tasks against this account at a time"
            )
            raise self._refusal(response, asked.method, asked.path, advice)
        self._sleep(pause)
        return True

    def _refused(self, asked: _Asked, response: Response) -> ApiError | None:
        """The error for a response that is no success; None for one that may be another the next time.

        Raised, unless the request is to be repeated after all errors.
        """
        status = response.status
        if 200 <= status < 300:
            expected = " or ".join(map(str, asked.accepted))
            raise ApiError(
                f"{asked.what}: PagerDuty did it and answered {response}, where {expected} was expected",
                status=status,
                reason=f"answered {response}",
                request=asked.known(response),
            )
        # A status below 200 announces a response, and is none.
        if status < 200 or status in _RETRIED:
            return None
        advice = ""
        if asked.sends_from and status == 400 and "From" not in asked.headers:
            advice = ". An account's token does not say who asks: set from_email if that is missing"
        refusal = self._refusal(response, asked.method, asked.path, advice)
        if not asked.retries.all_errors:
            raise refusal
        return refusal

    def _after_failure(self, asked: _Asked, attempt: _Try, refusal: ApiError | None) -> None:
        """Wait before the next try. Raises what there is to report if there must be none."""
        response = attempt.response
        about: dict[str, t.Any] = {
            "status": attempt.status,
            "reason": attempt.trouble,
            "request": asked.known(response),
        }
        if attempt.arrived and not asked.repeatable and not asked.retries.all_errors:
            raise OutcomeUnknown(
                f"{asked.what}: {attempt.trouble}; whether PagerDuty carried it out is not known", **about
            )
        asked.failures += 1
        if asked.failures > self.connection.max_retries:
            if refusal is not None:
                raise refusal
            where = "" if response is not None else f" at {asked.base or self.connection.api_url}"
            raise Unreachable(
                f"{asked.what}: PagerDuty{where} {attempt.trouble}; gave up after {_times(asked.failures)}."
                " Check api_url, region, proxy and network, or raise timeout or max_retries",
                **about,
            )
        self._sleep(asked.retries.pause(asked.failures) * (1 + self._jitter() / 4))

    # -- one try -------------------------------------------------------------------------------------------------

    def _send(self, method: str, base: str, shown: str, **options: t.Any) -> _Try:
        """Send a request once. Raises Unreachable for what no further try can change."""
        began = self._clock()
        try:
            response = self._transport.send(method, base + shown, **options)
        except Untrusted as error:
            raise Unreachable(
                f"{method} {shown}: no trusted TLS connection to {base} ({error})."
                " Set ca_path to the authority's certificates"
            ) from None
        except CannotSend as error:
            raise Unreachable(f"{method} {shown}: {error}; check api_url") from None
        except NoResponse as error:
            attempt = _Try(None, str(error), error.arrived)
        else:
            attempt = _Try(response)
            if not shown.startswith(TOKEN_PATH):  # that one is made of secrets
                self.secrets.meet(response.content, response.headers.values())
        if self.observe:
            self.observe(self._exchange(method, shown, attempt, began, options))
        return attempt

    def _exchange(self, method: str, shown: str, attempt: _Try, began: float, options: dict[str, t.Any]) -> Exchange:
        response = attempt.response
        scrubbed = self.secrets.scrubbed
        return Exchange(
            method,
            scrubbed(shown),
            attempt.status,
            round((self._clock() - began) * 1000),
            None if response is None else scrubbed(response.headers.get("x-request-id")),
            scrubbed(attempt.trouble) if response is None else str(response.status),
            self._content(options, response) if self.detailed else {},
        )

    def _content(self, options: dict[str, t.Any], response: Response | None) -> dict[str, t.Any]:
        """Headers and bodies of a request and its response, without secrets."""
        sent: dict[str, t.Any] = {**self._headers, **(options.get("headers") or {})}
        if options.get("authorization"):
            sent["Authorization"] = options["authorization"]
        content: dict[str, t.Any] = {"request_headers": sent, "request_body": _sent_body(options)}
        if response is not None:
            content["response_headers"] = dict(response.headers)
            content["response_body"] = _received_body(response)
        return self.secrets.stripped(content)

    def _pause(self, response: Response) -> float:
        """Seconds until PagerDuty takes requests again. It also sends 429 without the header, at its own edge."""
        try:
            reset = float(response.headers["ratelimit-reset"])
        except (KeyError, ValueError):
            reset = RATE_LIMIT_PAUSE
        if not math.isfinite(reset) or reset < 0:
            reset = RATE_LIMIT_PAUSE
        return reset + 0.1 + self._jitter() / 2

    def _refusal(self, response: Response, method: str, path: str, advice: str = "") -> ApiError:
        """The error for a response that refuses. advice: what to do, if more is known than the status tells."""
        decoded = response.object or {}
        # The Events API has no `error` around its message.
        error = decoded.get("error", decoded)
        if isinstance(error, str):
            error = {"message": error}
        elif not isinstance(error, dict):
            error = {}
        reason = error.get("message") or response.reason or "no explanation"
        errors = error.get("errors") or []
        if isinstance(errors, dict):
            errors = [f"{field}: {text}" for field, texts in errors.items() for text in _listed(texts)]
        errors = [one_line(text) for text in _listed(errors)]
        code = error.get("code")
        status = response.status
        kind: type[ApiError] = {404: NotFound, 429: RateLimited}.get(status, ApiError)
        said = f": {'; '.join(errors)}" if errors else ""
        message = (
            f"PagerDuty refused {method} {path} with {status} {reason}{f' (code {code})' if code else ''}{said}"
            f"{advice or _hint(status, error, self.connection)}"
        )
        request_id = response.headers.get("x-request-id")
        if request_id:
            message += f" [request id {request_id}]"
        return kind(
            message,
            status=status,
            code=code,
            reason=one_line(reason),
            errors=errors,
            request=_known(method, path, response),
        )

    def _fetch_token(self, form: dict[str, str]) -> dict[str, t.Any]:
        """The token request, repeated like a GET: it makes nothing that could be made twice.

        A refresh token whose use went unanswered may be spent. Nothing but another try can tell.
        Raises TokenRefused for a refresh token that is not taken, ApiError for any other refusal, Unreachable.
        """
        self.secrets.add(form.get("refresh_token"))
        failures = 0
        lost = ""
        while True:
            attempt = self._send("POST", self.connection.identity_url, TOKEN_PATH, data=form)
            response = attempt.response
            if response is not None:
                decoded = response.object or {}
                if 200 <= response.status < 300 and decoded:
                    for name in ("access_token", "refresh_token"):
                        self.secrets.add(decoded.get(name))
                    return decoded
                attempt.trouble = f"answered {response}"
                if response.status >= 300 and response.status not in (*_RETRIED, 429):
                    raise self._token_refusal(response, decoded, form, lost)
            if attempt.arrived and attempt.status != 429:
                lost = attempt.trouble
            failures += 1
            if failures > self.connection.max_retries:
                raise Unreachable(
                    f"the OAuth service at {self.connection.identity_url} {attempt.trouble}; gave up after"
                    f" {_times(failures)}. Check identity_url, proxy and network"
                )
            if response is not None and response.status == 429:
                self._sleep(min(self._pause(response), BACKOFF_CAP))
            else:
                self.back_off(failures)

    def _token_refusal(
        self, response: Response, decoded: dict[str, t.Any], form: dict[str, str], lost: str
    ) -> ApiError:
        """lost: what went wrong with an earlier try, if one may have been carried out."""
        said = one_line(decoded.get("error_description") or decoded.get("error") or response.reason)
        kind: type[ApiError] = ApiError
        what, advice = "client", "Check client_id, client_secret and subdomain"
        if form["grant_type"] == "refresh_token":
            advice = "Check client_id and client_secret"
            if decoded.get("error") == "invalid_grant":
                kind, what = TokenRefused, "refresh token"
                advice = "It has ended or was used before: get new tokens"
                if lost:
                    advice = f"An earlier try {lost} and may have used it up: get new tokens"
                elif not self.connection.token_file:
                    advice += ", and set token_file, because each is good for one use"
        error = kind(
            f"the OAuth service at {self.connection.identity_url} refused the {what} with"
            f" {response.status}: {said}. {advice}",
            status=response.status,
            reason=said,
            request=_known("POST", TOKEN_PATH, response),
        )
        error.rewrite(self.secrets.scrubbed)
        return error


def segment(value: object) -> str:
    """A value as one segment of a path: an ID from a playbook must not reach into another path.

    Raises PagerDutyError for . and .., which no encoding keeps from being resolved.
    """
    text = str(value)
    if text in (".", ".."):
        raise PagerDutyError(f"{text!r} is not the ID of an object; use its ID, such as P1A2B3C")
    return quote(text, safe="")


def next_page(answer: t.Mapping[str, t.Any], query: Query, found: int) -> dict[str, t.Any] | None:
    """The query for the page after `answer`, whichever way this listing is paged; None if there is none.

    query: what this page was asked with. found: the objects on it.
    PagerDuty counts (`offset`), or gives a mark to go on from (`next_cursor`, in one listing `after`).
    """
    mark = answer.get("next_cursor")
    if mark:
        return {**query, "cursor": mark} if mark != query.get("cursor") else None
    if answer.get("more") and found and "next_cursor" not in answer:
        return {**query, "offset": int(query.get("offset") or 0) + found}
    mark = answer.get("after")
    if isinstance(mark, str) and mark and mark != query.get("after"):
        return {**query, "after": mark}
    return None


def _pairs(query: Query) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in query.items():
        for entry in value if isinstance(value, (list, tuple)) else (value,):
            if entry is None:
                continue
            # PagerDuty reads `true`, and takes Python's `True` for false.
            pairs.append((key, str(entry).lower() if isinstance(entry, bool) else str(entry)))
    return pairs


def _encode(query: Query) -> str:
    return urlencode(_pairs(query), safe="[]:")


def _flaw(response: Response, expects: responses.Shape | None) -> str:
    """What is wrong with the body of a response that should be a JSON object of this shape; "" if nothing."""
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


def _sent_body(options: dict[str, t.Any]) -> t.Any:
    """The body of a request, for people."""
    data = options.get("data")
    if options.get("files"):
        files = [
            {"name": name, "filename": filename, "size": len(content)}
            for name, (filename, content, _type) in options["files"]
        ]
        return {"form": data, "files": files}
    return json.loads(data) if isinstance(data, str) else data


def _received_body(response: Response) -> t.Any:
    """The body of a response, for people."""
    try:
        return response.json()
    except ValueError:
        return response.content.decode("utf-8", "replace")


def _times(tries: int) -> str:
    return "1 try" if tries == 1 else f"{tries} tries"


def _known(method: str, path: str, response: Response | None) -> dict[str, t.Any]:
    request_id = None if response is None else response.headers.get("x-request-id")
    return {"method": method, "path": path, "id": request_id}


def _listed(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def _hint(status: int, error: dict[str, t.Any], connection: Connection) -> str:
    if status == 401:
        return (
            f". Check the token, and that the account is in the region asked for ({connection.region}, at"
            f" {connection.api_url}): an account of the other region is refused like a wrong token"
        )
    if status == 402:
        return ". The account's plan does not include this"
    if status == 403:
        scopes = error.get("required_scopes")
        if scopes:
            scopes = ", ".join(map(str, _listed(scopes)))
            return f". The token lacks the scope {scopes}: grant it to the OAuth client and add it to scopes"
        return ". The token may not do this: is it read-only, or of a user without this permission?"
    if status in (400, 404) and error.get("code") in SENDER_CODES:
        return ". Set from_email to the e-mail of a user of this account"
    if 300 <= status < 400:
        return ". PagerDuty never redirects: is api_url the API's address?"
    return ""
