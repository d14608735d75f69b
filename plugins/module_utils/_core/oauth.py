# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth: access tokens of an app that acts as itself, or that acts as a user.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import threading
import time
import typing as t
from dataclasses import dataclass, field

from .attempts import BACKOFF_CAP, RETRIED_STATUSES, TOKEN_PATH, rate_limit_pause, request_info, send_once, tries
from .connection_options import Connection, is_token
from .errors import ApiError, PagerDutyError, TokenRejected, Unreachable, UsageError, one_line
from .transport import Response

if t.TYPE_CHECKING:
    from .client import TaskClient
    from .token_file import TokenFile, Tokens

# A token is renewed this number of seconds before it expires, so that it does not expire while a request is sent.
EXPIRY_MARGIN = 60

LONGEST_LIFETIME = 10 * 366 * 86400  # seconds. PagerDuty's access tokens are valid for at most 30 days


class TokenRequester(t.Protocol):
    """The task that requests a token. It receives the warnings."""

    def request_token(self, form: dict[str, str]) -> dict[str, t.Any]: ...

    @property
    def warn(self) -> t.Callable[[str], None]: ...


@dataclass(frozen=True)
class IssuedTokens:
    """The validated response of the OAuth service. It can't be requested again.

    access_token, refresh_token: None if missing, or if no header can contain it. unusable: the names of the latter.
    lifetime: the seconds for which the access token is valid. None if the response has no usable expires_in.
    other: further values for the token file.
    """

    access_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    lifetime: float | None
    unusable: tuple[str, ...]
    other: dict[str, str]

    @classmethod
    def from_response(cls, response: t.Mapping[str, t.Any]) -> IssuedTokens:
        """From the decoded JSON object. Its values can be of any type."""
        tokens = {name: response.get(name) for name in ("access_token", "refresh_token")}
        unusable = tuple(name for name, token in tokens.items() if token not in (None, "") and not is_token(token))
        other = {name: response.get(name) for name in ("scope", "token_type")}
        return cls(
            access_token=tokens["access_token"] if is_token(tokens["access_token"]) else None,
            refresh_token=tokens["refresh_token"] if is_token(tokens["refresh_token"]) else None,
            lifetime=_lifetime(response.get("expires_in")),
            unusable=unusable,
            other={name: value for name, value in other.items() if value and isinstance(value, str)},
        )


def _lifetime(value: t.Any) -> float | None:
    """Seconds from expires_in. Some services send it as text. None if it is not a usable lifetime."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds <= LONGEST_LIFETIME else None


class OAuthCredentials:
    """The access token of a connection. It is requested when it is first needed, and kept until it expires.

    clock: seconds from a fixed point in time. now: seconds since the epoch.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], float] = time.time,
        sleep: t.Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._token: str | None = None
        self._expires: float | None = None  # by `clock`
        self._rejected: str | None = None
        self._refresh_token = connection.refresh_token
        self._lock = threading.Lock()

    def authorization(self, client: TokenRequester) -> str:
        """The Authorization header. Requests a token if there is no valid one. client: of the task that needs it."""
        with self._lock:  # a refresh token can be used once
            if self._token is None or (self._expires is not None and self._clock() >= self._expires):
                self._renew(client)
            return f"Bearer {self._token}"

    def discard(self) -> bool:
        """Discard a rejected token. The next request fetches another one."""
        self._rejected = self._token
        self._token = None
        return True

    def _renew(self, client: TokenRequester) -> None:
        if self._connection.token_file:
            from .token_file import TokenFile

            self._renew_from_file(TokenFile(self._connection.token_file, self._sleep), client)
        elif self._refresh_token:
            self._renew_from_option(self._refresh_token, client)
        else:
            self._request_as_app(client)

    # -- as a user -----------------------------------------------------------------------------------------------

    def _renew_from_option(self, refresh_token: str, client: TokenRequester) -> None:
        issued, spent = self._refresh([refresh_token], client)
        if issued.refresh_token not in (None, spent):
            self._refresh_token = issued.refresh_token
            client.warn(
                "refresh_token: PagerDuty has replaced it, and the new one is lost when this task ends."
                " The one in the option is no longer valid. Set token_file, which stores the new ones"
            )
        self._take(issued)

    def _renew_from_file(self, file: TokenFile, client: TokenRequester) -> None:
        """Use the access token in the file. If it is not valid, renew it, and store the new tokens in the file."""
        if self._use(file.read()):
            return
        with file.locked():
            stored = file.read()  # another run can have renewed it in the meantime
            if self._use(stored):
                return
            candidates = self._refresh_tokens(file, stored)
            with file.draft() as write:
                issued, spent = self._refresh(candidates, client)
                self._store(file, write, self._new_tokens(issued, spent, stored), client)
            self._take(issued)  # after the refresh token is stored: this fails if the access token is not usable

    def _use(self, tokens: Tokens | None) -> bool:
        """Use the access token of these tokens if it is valid. Returns whether it is."""
        if tokens is None or tokens.access_token is None or tokens.access_token == self._rejected:
            return False
        left = None if tokens.expires_at is None else tokens.expires_at - self._now() - EXPIRY_MARGIN
        if left is not None and left <= 0:
            return False
        self._token = tokens.access_token
        self._expires = None if left is None else self._clock() + left
        return True

    def _refresh_tokens(self, file: TokenFile, stored: Tokens | None) -> list[str]:
        """The refresh tokens to try, in this order. Raises UsageError if the access token can't be renewed."""
        from_file = stored.refresh_token if stored else None
        candidates = [token for token in dict.fromkeys((from_file, self._connection.refresh_token)) if token]
        if not candidates:
            lacks = "contains no refresh token, and its access token has expired" if stored else "does not exist"
            raise UsageError(
                "token_file",
                f"{file.path} {lacks}. Get new tokens, or set refresh_token, with which the file is created",
            )
        if not self._connection.client_id:
            raise UsageError(
                "token_file",
                f"the access token in {file.path} has expired; set client_id, and client_secret if the app has one,"
                " to renew it",
            )
        return candidates

    def _new_tokens(self, issued: IssuedTokens, spent: str, stored: Tokens | None) -> Tokens:
        """The tokens to store. spent: the refresh token that was used. stored: the tokens that are now in the file."""
        from .token_file import Tokens

        return Tokens(
            access_token=issued.access_token,
            refresh_token=issued.refresh_token or spent,
            expires_at=self._now() + issued.lifetime if issued.access_token and issued.lifetime else None,
            other={**(stored.other if stored else {}), **issued.other},
        )

    @staticmethod
    def _store(file: TokenFile, write: t.Callable[[Tokens], None], tokens: Tokens, client: TokenRequester) -> None:
        """Write the file. An error is only a warning, because the task can use the access token."""
        try:
            write(tokens)
        except (OSError, UsageError) as error:
            reason = error.strerror if isinstance(error, OSError) else error.reason
            client.warn(
                f"token_file: {file.path} can't be written ({reason}). PagerDuty has replaced the"
                " refresh token in it, and the new one is lost when this task ends: get new tokens"
            )

    def _refresh(self, candidates: list[str], client: TokenRequester) -> tuple[IssuedTokens, str]:
        """Use the first of these refresh tokens that is not rejected. Returns the new tokens, and the used token."""
        form = {"grant_type": "refresh_token", "client_id": self._connection.client_id or ""}
        if self._connection.client_secret:
            form["client_secret"] = self._connection.client_secret
        for number, candidate in enumerate(candidates, 1):
            try:
                issued = IssuedTokens.from_response(client.request_token({**form, "refresh_token": candidate}))
            except TokenRejected:
                if number == len(candidates):
                    raise
                continue
            if "refresh_token" in issued.unusable:
                client.warn(
                    f"the OAuth service at {self._connection.identity_url} returned a new refresh_token with invalid"
                    " characters. It was not stored; get new tokens before the access token expires"
                )
            return issued, candidate
        raise AssertionError("there is a candidate")

    # -- as an app -----------------------------------------------------------------------------------------------

    def _request_as_app(self, client: TokenRequester) -> None:
        connection = self._connection
        account = f"as_account-{connection.region}.{connection.subdomain}"
        wanted = [account, *(scope for scope in connection.scopes if scope != account)]
        response = client.request_token(
            {
                "grant_type": "client_credentials",
                "client_id": connection.client_id or "",
                "client_secret": connection.client_secret or "",
                "scope": " ".join(wanted),
            }
        )
        # PagerDuty does not reject an unknown scope. It omits it from the token, and later requests fail.
        granted = set(str(response.get("scope") or "").split())
        missing = [scope for scope in wanted if scope not in granted]
        if missing:
            raise UsageError(
                "scopes",
                f"the OAuth client was not granted {', '.join(missing)};"
                " add them to the app in PagerDuty (Integrations > App Registration), check subdomain and region,"
                " or ask for fewer",
            )
        self._take(IssuedTokens.from_response(response))

    def _take(self, issued: IssuedTokens) -> None:
        """Use an access token. Raises PagerDutyError if there is none that a header can contain."""
        if issued.access_token is None:
            what = "without an access_token"
            if "access_token" in issued.unusable:
                what = "with an access_token that has invalid characters, which was not stored"
            raise PagerDutyError(
                f"the OAuth service at {self._connection.identity_url} answered {what}. Check identity_url"
            )
        lifetime = issued.lifetime
        self._token = issued.access_token
        self._expires = self._clock() + max(lifetime - EXPIRY_MARGIN, lifetime / 2) if lifetime else None


# -- requests to the OAuth service -----------------------------------------------------------------------------------


def request_token(client: TaskClient, form: dict[str, str]) -> dict[str, t.Any]:
    """Send a token request. It is repeated like a GET, because it creates nothing that could exist twice.

    A refresh token is possibly spent by a request without a response. Only another request can show it.
    Raises TokenRejected for a refresh token that is not accepted, ApiError for any other rejection, Unreachable.
    """
    client.secrets.add(form.get("refresh_token"))
    connection = client.connection
    failures = 0
    problem = ""  # of the last attempt that PagerDuty possibly carried out
    while True:
        attempt = send_once(client, "POST", connection.identity_url, TOKEN_PATH, data=form)
        response = attempt.response
        if response is not None:
            decoded = response.object or {}
            if 200 <= response.status < 300 and decoded:
                for name in ("access_token", "refresh_token"):
                    client.secrets.add(decoded.get(name))
                return decoded
            attempt.problem = f"answered {response}"
            if response.status >= 300 and response.status not in (*RETRIED_STATUSES, 429):
                raise _rejection(client, response, decoded, form, problem)
        if attempt.may_have_arrived and attempt.status != 429:
            problem = attempt.problem
        failures += 1
        if failures > connection.max_retries:
            raise Unreachable(
                f"the OAuth service at {connection.identity_url} {attempt.problem}; gave up after"
                f" {tries(failures)}. Check identity_url, proxy and network"
            )
        if response is not None and response.status == 429:
            client.sleep(min(rate_limit_pause(response, client), BACKOFF_CAP))
        else:
            client.back_off(failures)


def _rejection(
    client: TaskClient, response: Response, decoded: dict[str, t.Any], form: dict[str, str], problem: str
) -> ApiError:
    """The error for a rejected request. problem: of an earlier attempt that was possibly carried out, or ""."""
    connection = client.connection
    reason = one_line(decoded.get("error_description") or decoded.get("error") or response.reason)
    error_type: type[ApiError] = ApiError
    what, advice = "client", "Check client_id, client_secret and subdomain"
    if form["grant_type"] == "refresh_token":
        advice = "Check client_id and client_secret"
        if decoded.get("error") == "invalid_grant":
            error_type, what = TokenRejected, "refresh token"
            advice = "It has expired or was used before: get new tokens"
            if problem:
                advice = f"An earlier attempt {problem} and may have used it: get new tokens"
            elif not connection.token_file:
                advice += ", and set token_file, because each refresh token can be used only once"
    error = error_type(
        f"the OAuth service at {connection.identity_url} refused the {what} with {response.status}: {reason}. {advice}",
        status=response.status,
        reason=reason,
        request=request_info("POST", TOKEN_PATH, response),
    )
    error.rewrite(client.secrets.scrubbed)
    return error
