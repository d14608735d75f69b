# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST client: HTTP and PagerDuty's envelope, and no resource.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import random
import time
import typing as t
from dataclasses import dataclass
from urllib.parse import quote, urlencode

try:
    import requests
    from requests.auth import AuthBase
except ImportError as error:  # the shells say what to do about it, in a sentence
    REQUESTS_IMPORT_ERROR: ImportError | None = error
    AuthBase = object  # type: ignore[assignment,misc]
else:
    REQUESTS_IMPORT_ERROR = None

from ._auth import Connection, Credentials
from ._errors import (
    ApiError,
    NotFound,
    OutcomeUnknown,
    PagerDutyError,
    RateLimited,
    TokenRefused,
    Unreachable,
    one_line,
)

PAGE = 100  # objects a page: PagerDuty's maximum, so the fewest requests
LISTING_CAP = 10_000  # PagerDuty refuses a page that ends beyond this many objects

RATE_LIMIT_PATIENCE = 300.0  # seconds in all that one request waits for PagerDuty's rate limit
RATE_LIMIT_PAUSE = 5.0  # seconds to wait when a 429 does not say how long
BACKOFF = 0.5  # seconds before the first further try; doubled for each one after it
BACKOFF_CAP = 30.0

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
    """One request as it went over the wire, for people who ask what was sent. Holds no secret.

    status: the HTTP status, or None where no usable answer came; outcome then says what happened.
    """

    method: str
    path: str
    status: int | None
    milliseconds: int
    request_id: str | None
    outcome: str

    def as_dict(self) -> dict[str, t.Any]:
        return {
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "outcome": self.outcome,
            "milliseconds": self.milliseconds,
            "request_id": self.request_id,
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


class _Authorization(AuthBase):
    """Sets the header as an auth object does, because requests lets ~/.netrc overrule a plain header."""

    def __init__(self, header: str) -> None:
        self.header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self.header
        return request


class Client:
    """PagerDuty's REST API over one session.

    Paths are given as they stand in PagerDuty's documentation (use `segment` for what is put into one); query values
    may be lists (repeated keys) and booleans; bodies and answers are decoded JSON.

    Answers of 429 are waited out as PagerDuty says. What may be repeated (GET, PUT, DELETE) is retried after server
    errors, resets and time-outs. A POST is repeated only where PagerDuty can't have seen it; else it ends in
    OutcomeUnknown, and the caller, who knows what the POST would have made, looks for that.

    sleep, clock, now, jitter: the waiting, for tests. observe: called with each Exchange as it ends.
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
    ) -> None:
        self.connection = connection
        self.observe = observe
        # From what `from_email` says to the e-mail address of that user; it may be told by name or ID.
        self.resolve_sender: t.Callable[[str], str] = str
        self._sleep = sleep
        self._clock = clock
        self._jitter = jitter
        # What the user has to know of the credentials; whoever tells it, empties it.
        self.warnings: list[str] = []
        self._credentials = Credentials(
            connection, self._fetch_token, clock, now=now, sleep=sleep, warn=self.warnings.append
        )
        self._session = requests.Session()
        self._session.headers.update(
            {"Accept": "application/vnd.pagerduty+json;version=2", "User-Agent": user_agent},
        )
        self._verify: bool | str = connection.ca_path or True
        if not connection.validate_certs:
            self._verify = False
            requests.packages.urllib3.disable_warnings()  # type: ignore[attr-defined]

    # -- requests ------------------------------------------------------------------------------------------------

    def get(self, path: str, query: Query | None = None) -> dict[str, t.Any]:
        return self.request("GET", path, query=query)

    def post(self, path: str, body: t.Any, *, sends_from: bool = False) -> dict[str, t.Any]:
        return self.request("POST", path, body=body, sends_from=sends_from)

    def put(self, path: str, body: t.Any, *, sends_from: bool = False) -> dict[str, t.Any]:
        return self.request("PUT", path, body=body, sends_from=sends_from)

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
        return self.request("POST", path, body=event, base=self.connection.events_url, repeatable=repeatable)

    def pages(
        self,
        path: str,
        key: str,
        query: Query | None = None,
        *,
        offset: int = 0,
        limit: int | None = None,
        paged: bool = True,
    ) -> t.Iterator[Page]:
        """The pages of a listing, one request each, as they are needed.

        key: where the answer holds the objects. offset: objects to skip. limit: objects to give at the most.
        paged: False for listings that PagerDuty always gives whole.
        Ends at PagerDuty's cap of 10,000; the last page then still says `more`.
        """
        if not paged:
            found = _listed_under(self.get(path, query), key, path)[offset:]
            yield Page(found if limit is None else found[:limit], False, len(found))
            return
        left = limit
        while offset < LISTING_CAP:
            size = min(PAGE, LISTING_CAP - offset, PAGE if left is None else left)
            answer = self.get(path, {**(query or {}), "limit": size, "offset": offset})
            found = _listed_under(answer, key, path)
            if left is not None:
                found = found[:left]
                left -= len(found)
            # An empty page that announces more would otherwise be asked for without end.
            more = bool(answer.get("more")) and bool(found)
            yield Page(found, more, answer.get("total"))
            if not more or left == 0:
                return
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
    ) -> dict[str, t.Any]:
        """One request, as `call` makes it: the decoded answer, {} for an empty one."""
        answer = self.call(
            method,
            path,
            query=query,
            body=body,
            sends_from=sends_from,
            base=base,
            repeatable=repeatable,
            flaw=lambda answer: "with a body that is not JSON" if _decode(answer) is None else "",
        )
        return _decode(answer) or {}

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        headers: t.Mapping[str, str] | None = None,
        body: t.Any = None,
        form: Query | None = None,
        files: t.Sequence[tuple[str, tuple[str, bytes, str | None]]] | None = None,
        sends_from: bool = False,
        base: str | None = None,
        repeatable: bool | None = None,
        accepted: t.Collection[int] = (),
        flaw: t.Callable[[requests.Response], str] = lambda answer: "",
        retries: Retries = Retries(),
    ) -> requests.Response:
        """One request, tried until it is answered or must not be tried again: the answer as it came.

        headers: beside those that the client sets. body: sent as JSON. form: sent as a form, as parts of several if
            there are files: (field, (file name, content, media type or None to let it out)).
        sends_from: whether PagerDuty wants to know, in the From header, who asks; sent if `from_email` is known.
        base: another address than the REST API's; the token stays home then.
        repeatable: whether doing it twice is the same as doing it once; what is not a POST or PATCH is, if not said
            otherwise.
        accepted: the statuses that are no errors; all of success if empty.
        flaw: what is wrong with the body of an accepted answer, to follow the status in a message; "" if it is whole.
        Raises NotFound, RateLimited and ApiError (refused), Unreachable (no answer), OutcomeUnknown (see the class).
        """
        sent = dict(headers or {})
        if sends_from and self.connection.from_email:
            sent["From"] = self.resolve_sender(self.connection.from_email)
        shown = path + (f"{'&' if '?' in path else '?'}{_encode(query)}" if query else "")
        url = (base or self.connection.api_url) + shown
        data: t.Any = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            data = json.dumps(body)
        elif form is not None:
            data = _pairs(form)

        if repeatable is None:
            repeatable = method not in ("POST", "PATCH")
        failures = 0
        waited = 0.0
        renewed = False
        while True:
            answer, trouble, arrived = self._send(
                method,
                url,
                shown,
                data=data,
                files=files,
                headers=sent,
                auth=None if base else _Authorization(self._credentials.header()),
            )
            refusal: ApiError | None = None
            if answer is not None:
                status = answer.status_code
                if status == 401 and self._credentials.renewable and not renewed and not base:
                    renewed = True
                    self._credentials.forget()
                    continue
                if status in accepted or (status < 300 and not accepted):
                    problem = flaw(answer)
                    if not problem:
                        return answer
                    trouble = f"answered {status} {problem}"
                elif status == 429:
                    pause = self._pause(answer)
                    waited += pause
                    if waited > RATE_LIMIT_PATIENCE:
                        raise self._refusal(
                            answer,
                            method,
                            path,
                            f". It asks for {waited:.0f} seconds of waiting in all, which is more than"
                            f" {RATE_LIMIT_PATIENCE:g}; run fewer tasks against this account at a time",
                        )
                    self._sleep(pause)
                    continue
                elif status < 300:
                    raise ApiError(
                        f"{method} {path}: PagerDuty did it and answered {_describe(answer)}, where"
                        f" {' or '.join(map(str, accepted))} was expected",
                        status=status,
                        reason=f"answered {_describe(answer)}",
                        request=_known(method, path, answer),
                    )
                elif status not in _RETRIED:
                    advice = ""
                    if sends_from and status == 400 and "From" not in sent:
                        advice = ". An account's token does not say who asks: set from_email if that is missing"
                    refusal = self._refusal(answer, method, path, advice)
                    if not retries.all_errors:
                        raise refusal
                else:
                    trouble = f"answered {_describe(answer)}"
            if arrived and not repeatable and not retries.all_errors:
                raise OutcomeUnknown(
                    f"{method} {path}: {trouble}; whether PagerDuty carried it out is not known",
                    status=None if answer is None else answer.status_code,
                    reason=trouble,
                    request=_known(method, path, answer),
                )
            failures += 1
            if failures > self.connection.max_retries:
                if refusal is not None:
                    raise refusal
                where = "" if answer is not None else f" at {base or self.connection.api_url}"
                raise Unreachable(
                    f"{method} {path}: PagerDuty{where} {trouble}; gave up after {_times(failures)}."
                    " Check api_url, region, proxy and network, or raise timeout or max_retries",
                    status=None if answer is None else answer.status_code,
                    reason=trouble,
                    request=_known(method, path, answer),
                )
            self._sleep(retries.pause(failures) * (1 + self._jitter() / 4))

    def back_off(self, failures: int) -> None:
        """Wait before the next try, the longer the more have failed (1 or more)."""
        self._sleep(Retries().pause(failures) * (1 + self._jitter() / 4))

    # -- one try -------------------------------------------------------------------------------------------------

    def _send(
        self, method: str, url: str, shown: str, **options: t.Any
    ) -> tuple[requests.Response | None, str, bool]:
        """One try: (the answer, or None; what went wrong; whether PagerDuty may have seen the request)."""
        began = self._clock()
        answer = None
        trouble = ""
        arrived = True
        try:
            answer = self._session.request(
                method,
                url,
                timeout=self.connection.timeout,
                allow_redirects=False,  # PagerDuty never redirects, and a token must not follow one elsewhere
                verify=self._verify,
                **options,
            )
        except requests.exceptions.SSLError as error:
            raise Unreachable(
                f"{method} {shown}: no trusted TLS connection to {self.connection.api_url} ({_root(error)})."
                " Set ca_path to the authority's certificates"
            ) from None
        except requests.exceptions.ConnectTimeout:
            trouble, arrived = f"could not be connected to within {self.connection.timeout:g} seconds", False
        except requests.exceptions.Timeout:
            trouble = f"did not answer within {self.connection.timeout:g} seconds"
        except requests.exceptions.ConnectionError as error:
            root = _root(error)
            arrived = type(root).__name__ not in ("NewConnectionError", "NameResolutionError")
            trouble = "broke the connection" if arrived else f"can't be reached ({_plain(root)})"
        except requests.exceptions.RequestException as error:
            if isinstance(error, ValueError):  # requests' own refusals: an address or header that can't be sent
                raise Unreachable(f"{method} {shown}: {_plain(error)}; check api_url") from None
            trouble = "broke off its answer"
        if self.observe:
            self.observe(
                Exchange(
                    method,
                    shown,
                    None if answer is None else answer.status_code,
                    round((self._clock() - began) * 1000),
                    None if answer is None else answer.headers.get("x-request-id"),
                    trouble if answer is None else str(answer.status_code),
                )
            )
        return answer, trouble, arrived

    def _pause(self, answer: requests.Response) -> float:
        """Seconds until PagerDuty takes requests again. It also sends 429 without the header, at its own edge."""
        try:
            reset = float(answer.headers["ratelimit-reset"])
        except (KeyError, ValueError):
            reset = RATE_LIMIT_PAUSE
        return max(reset, 0.0) + 0.1 + self._jitter() / 2

    def _refusal(self, answer: requests.Response, method: str, path: str, advice: str = "") -> ApiError:
        """The error for an answer that refuses. advice: what to do about it, if more is known than the status tells."""
        decoded = _decode(answer) or {}
        # The Events API has no `error` around its message.
        error = decoded.get("error", decoded)
        if isinstance(error, str):
            error = {"message": error}
        elif not isinstance(error, dict):
            error = {}
        reason = error.get("message") or answer.reason or "no explanation"
        errors = error.get("errors") or []
        if isinstance(errors, dict):
            errors = [f"{field}: {text}" for field, texts in errors.items() for text in _listed(texts)]
        errors = [one_line(text) for text in _listed(errors)]
        code = error.get("code")
        status = answer.status_code
        kind: type[ApiError] = {404: NotFound, 429: RateLimited}.get(status, ApiError)
        said = f": {'; '.join(errors)}" if errors else ""
        message = (
            f"PagerDuty refused {method} {path} with {status} {reason}{f' (code {code})' if code else ''}{said}"
            f"{advice or _hint(status, error, self.connection)}"
        )
        request_id = answer.headers.get("x-request-id")
        if request_id:
            message += f" [request id {request_id}]"
        return kind(
            message,
            status=status,
            code=code,
            reason=one_line(reason),
            errors=errors,
            request=_known(method, path, answer),
        )

    def _fetch_token(self, form: dict[str, str]) -> dict[str, t.Any]:
        """The token request, repeated like a GET: it makes nothing that could be made twice.

        A refresh token whose use went unanswered may be spent. Nothing but another try can tell.
        Raises TokenRefused for a refresh token that is not taken, ApiError for any other refusal, Unreachable.
        """
        path = "/oauth/token"
        url = self.connection.identity_url + path
        failures = 0
        lost = ""
        while True:
            answer, trouble, arrived = self._send("POST", url, path, data=form)
            if answer is not None:
                decoded = _decode(answer) or {}
                if answer.status_code < 300 and decoded:
                    return decoded
                trouble = f"answered {_describe(answer)}"
                if answer.status_code not in (*_RETRIED, 429) and answer.status_code >= 300:
                    raise self._token_refusal(answer, decoded, form, lost)
            if arrived and (answer is None or answer.status_code != 429):
                lost = trouble
            failures += 1
            if failures > self.connection.max_retries:
                raise Unreachable(
                    f"the OAuth service at {self.connection.identity_url} {trouble}; gave up after {_times(failures)}."
                    " Check identity_url, proxy and network"
                )
            if answer is not None and answer.status_code == 429:
                self._sleep(min(self._pause(answer), BACKOFF_CAP))
            else:
                self.back_off(failures)

    def _token_refusal(
        self, answer: requests.Response, decoded: dict[str, t.Any], form: dict[str, str], lost: str
    ) -> ApiError:
        """lost: what went wrong with an earlier try, if one may have been carried out."""
        said = one_line(decoded.get("error_description") or decoded.get("error") or answer.reason)
        for secret in (form.get("client_secret"), form.get("refresh_token")):
            said = said.replace(secret, "********") if secret else said
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
        return kind(
            f"the OAuth service at {self.connection.identity_url} refused the {what} with"
            f" {answer.status_code}: {said}. {advice}",
            status=answer.status_code,
            reason=said,
            request=_known("POST", "/oauth/token", answer),
        )


def _listed_under(answer: dict[str, t.Any], key: str, path: str) -> list[dict[str, t.Any]]:
    found = answer.get(key)
    if not isinstance(found, list):
        raise ApiError(f"GET {path}: PagerDuty's answer has no list named {key}")
    return found


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


def _decode(answer: requests.Response) -> dict[str, t.Any] | None:
    """The answer's JSON object; {} for an empty body; None for anything else."""
    if not answer.content:
        return {}
    try:
        decoded = answer.json()
    except ValueError:
        return None
    return decoded if isinstance(decoded, dict) else None


def _times(tries: int) -> str:
    return "1 try" if tries == 1 else f"{tries} tries"


def _describe(answer: requests.Response) -> str:
    return f"{answer.status_code} {answer.reason or ''}".strip()


def _known(method: str, path: str, answer: requests.Response | None) -> dict[str, t.Any]:
    request_id = None if answer is None else answer.headers.get("x-request-id")
    return {"method": method, "path": path, "id": request_id}


def _listed(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [value]


def _root(error: BaseException) -> BaseException:
    """The innermost reason of an error that requests and urllib3 have wrapped a few times."""
    while True:
        inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
        if not isinstance(inner, BaseException):
            return error
        error = inner


def _plain(error: BaseException) -> str:
    text = one_line(error)
    return text.rsplit(": ", 1)[-1] if type(error).__name__.endswith("Error") else text


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
            scopes = scopes if isinstance(scopes, str) else ", ".join(scopes)
            return f". The token lacks the scope {scopes}: grant it to the OAuth client and add it to scopes"
        return ". The token may not do this: is it read-only, or of a user without this permission?"
    if status in (400, 404) and error.get("code") == 1008:
        return ". Set from_email to the e-mail of a user of this account"
    if 300 <= status < 400:
        return ". PagerDuty never redirects: is api_url the API's address?"
    return ""
