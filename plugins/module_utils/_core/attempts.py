# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request with all its attempts: token renewal, rate limits and retries.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import math
import typing as t
from dataclasses import dataclass

from .errors import ApiError, OutcomeUnknown, Unreachable
from .transport import CannotSend, NoResponse, Response, Untrusted

if t.TYPE_CHECKING:
    from .client import TaskClient

RATE_LIMIT_MAX_WAIT = 300.0  # the total number of seconds that a request waits because of the rate limit
RATE_LIMIT_PAUSE = 5.0  # seconds to wait if a 429 does not contain a time
BACKOFF = 0.5  # seconds before the first retry. The pause is doubled for each further retry
BACKOFF_CAP = 30.0  # the longest pause in seconds

RETRIED_STATUSES = (408, 500, 502, 503, 504)

TOKEN_PATH = "/oauth/token"


@dataclass(frozen=True)
class Retries:
    """When and how a request is repeated after an error.

    delay: seconds before the first retry. exponential: each further pause is doubled, up to BACKOFF_CAP. Otherwise all
        pauses are equal.
    all_errors: also repeat after any error status, and even if the request is then possibly carried out twice.
    """

    delay: float = BACKOFF
    exponential: bool = True
    all_errors: bool = False

    def pause(self, failures: int) -> float:
        """Seconds to wait after this number of failed attempts (1 or more)."""
        if not self.exponential:
            return self.delay
        return min(self.delay * 2.0 ** min(failures - 1, 32), max(BACKOFF_CAP, self.delay))


DEFAULT_RETRIES = Retries()


@dataclass(frozen=True)
class PreparedRequest:
    """A request in the form in which it is sent. `TaskClient.call` describes the options that are not listed here.

    path: without the query, for messages. target: the path with the query. data: the encoded body, or pairs of a form.
    """

    method: str
    path: str
    target: str
    base: str | None
    headers: dict[str, str]
    data: t.Any
    files: t.Any
    sends_from: bool
    repeatable: bool
    accepted: t.Collection[int]
    flaw: t.Callable[[Response], str]
    retries: Retries

    @property
    def name(self) -> str:
        """The request in messages, such as GET /users."""
        return f"{self.method} {self.path}"

    def accepts(self, status: int) -> bool:
        return status in self.accepted if self.accepted else 200 <= status < 300

    def info(self, response: Response | None) -> dict[str, t.Any]:
        """The request in an error's `failure`."""
        return request_info(self.method, self.path, response)


@dataclass
class Attempt:
    """The result of sending a request once.

    response: None if no usable HTTP response was received. problem: what is wrong, for messages; "" if nothing is.
    may_have_arrived: whether PagerDuty may have received the request.
    """

    response: Response | None
    problem: str = ""
    may_have_arrived: bool = True

    @property
    def status(self) -> int | None:
        return None if self.response is None else self.response.status


class Call:
    """A request that is sent until there is a final result."""

    def __init__(self, client: TaskClient, request: PreparedRequest) -> None:
        self._client = client
        self._request = request
        self._failures = 0
        self._waited = 0.0  # seconds, because of the rate limit
        self._token_renewed = False

    def run(self) -> Response:
        """Send the request until a response is accepted. Raises the errors of `TaskClient.call`."""
        request = self._request
        while True:
            attempt = self._send()
            response = attempt.response
            rejection: ApiError | None = None
            if response is None:
                pass
            elif request.accepts(response.status):
                flaw = request.flaw(response)
                if not flaw:
                    return response
                attempt.problem = f"answered {response.status} {flaw}"
            elif self._discards_token(response):
                continue
            elif response.status == 429:
                self._wait_for_rate_limit(response)
                continue
            else:
                rejection = self._rejection(response)
                attempt.problem = f"answered {response}"
            self._prepare_retry(attempt, rejection)

    def _send(self) -> Attempt:
        client, request = self._client, self._request
        authorization = None if request.base else client.authorization(request.path)
        if authorization:
            client.secrets.add(authorization.rpartition(" ")[2].removeprefix("token="))
        return send_once(
            client,
            request.method,
            request.base or client.server_of(request.path),
            request.target,
            headers=request.headers,
            authorization=authorization,
            data=request.data,
            files=request.files,
        )

    def _discards_token(self, response: Response) -> bool:
        """Whether the access token has expired, so that the next attempt requests another one. Only once."""
        if response.status != 401 or self._token_renewed or self._request.base:
            return False
        self._token_renewed = self._client.discard_token(self._request.path)
        return self._token_renewed

    def _wait_for_rate_limit(self, response: Response) -> None:
        """Wait as long as PagerDuty requires. Raises RateLimited if the total is too long."""
        pause = rate_limit_pause(response, self._client)
        self._waited += pause
        if self._waited > RATE_LIMIT_MAX_WAIT:
            advice = (
                f". It requires pauses of {self._waited:.0f} seconds in total, and the limit is"
                f" {RATE_LIMIT_MAX_WAIT:g}; run fewer tasks against this account at a time"
            )
            raise self._error(response, advice)
        if self._client.pace:
            self._client.pace.hold(pause)
        self._client.sleep(pause)

    def _rejection(self, response: Response) -> ApiError | None:
        """The error for a response that is not accepted. None if it is temporary.

        Raises it, unless the request is repeated after all errors.
        """
        request, status = self._request, response.status
        if 200 <= status < 300:
            expected = " or ".join(map(str, request.accepted))
            raise ApiError(
                f"{request.name}: PagerDuty carried it out, but answered {response} instead of {expected}",
                status=status,
                reason=f"answered {response}",
                request=request.info(response),
            )
        # A status below 200 is not a final response.
        if status < 200 or status in RETRIED_STATUSES:
            return None
        advice = ""
        if request.sends_from and status == 400 and "From" not in request.headers:
            advice = ". An account's token does not identify a user: set from_email if a user is missing"
        error = self._error(response, advice)
        if not request.retries.all_errors:
            raise error
        return error

    def _error(self, response: Response, advice: str) -> ApiError:
        from .rejections import rejection  # only an error needs it

        return rejection(response, self._request.method, self._request.path, self._client.connection, advice)

    def _prepare_retry(self, attempt: Attempt, rejection: ApiError | None) -> None:
        """Wait before the next attempt. If there must be none, raises OutcomeUnknown, the rejection or Unreachable."""
        client, request = self._client, self._request
        details: dict[str, t.Any] = {
            "status": attempt.status,
            "reason": attempt.problem,
            "request": request.info(attempt.response),
        }
        if attempt.may_have_arrived and not request.repeatable and not request.retries.all_errors:
            raise OutcomeUnknown(
                f"{request.name}: {attempt.problem}; whether PagerDuty carried it out is not known", **details
            )
        self._failures += 1
        if self._failures > client.connection.max_retries:
            if rejection is not None:
                raise rejection
            where = "" if attempt.response is not None else f" at {request.base or client.server_of(request.path)}"
            raise Unreachable(
                f"{request.name}: PagerDuty{where} {attempt.problem}; gave up after {tries(self._failures)}."
                " Check api_url, region, proxy and network, or raise timeout or max_retries",
                **details,
            )
        client.back_off(self._failures, request.retries)


def send_once(client: TaskClient, method: str, base: str, target: str, **options: t.Any) -> Attempt:
    """Send a request once. options: for `Transport.send`. Raises Unreachable for errors that no retry can fix."""
    if client.pace:
        client.pace.wait()
    start = client.clock()
    try:
        response = client.transport.send(method, base + target, **options)
    except Untrusted as error:
        raise Unreachable(
            f"{method} {target}: no trusted TLS connection to {base} ({error})."
            " Set ca_path to the authority's certificates"
        ) from None
    except CannotSend as error:
        raise Unreachable(f"{method} {target}: {error}; check api_url") from None
    except NoResponse as error:
        attempt = Attempt(None, str(error), error.may_have_arrived)
    else:
        attempt = Attempt(response)
        if response.status < 500:  # a response of a proxy has the time of the proxy
            client.server_clock.set(response.headers.get("date"))
        if client.pace:
            client.pace.note(response.headers)
        if not target.startswith(TOKEN_PATH):  # this response consists of secrets
            client.secrets.inspect(response.content, response.headers.values())
    client.report(method, target, attempt, start, options)
    return attempt


def rate_limit_pause(response: Response, client: TaskClient) -> float:
    """Seconds until PagerDuty accepts requests again. Its load balancers send 429 without this header."""
    try:
        reset = float(response.headers["ratelimit-reset"])
    except (KeyError, ValueError):
        reset = RATE_LIMIT_PAUSE
    if not math.isfinite(reset) or reset < 0:
        reset = RATE_LIMIT_PAUSE
    return reset + 0.1 + client.jitter() / 2


def request_info(method: str, path: str, response: Response | None) -> dict[str, t.Any]:
    request_id = None if response is None else response.headers.get("x-request-id")
    return {"method": method, "path": path, "id": request_id}


def tries(number: int) -> str:
    return "1 try" if number == 1 else f"{number} tries"
