# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials that are sent with each request.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass, field

from .connection_options import Connection, is_token
from .errors import PagerDutyError, TokenRefused, UsageError

if t.TYPE_CHECKING:  # few need a token file, and a module is compiled anew each time that it runs
    from .token_file import TokenFile, Tokens

# A token is renewed this many seconds before it ends, so that none ends on its way.
EXPIRY_MARGIN = 60

LONGEST_LIFETIME = 10 * 366 * 86400  # seconds; PagerDuty's access tokens live for 30 days at the most


@dataclass(frozen=True)
class Issued:
    """A response of the OAuth service, checked. It was received once and can't be asked for again.

    access_token, refresh_token: None if missing, or if no header can carry it. unusable: the names of the latter.
    lifetime: seconds that the access token lives; None if the response has no usable expires_in. other: what else a
        token file keeps.
    """

    access_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    lifetime: float | None
    unusable: tuple[str, ...]
    other: dict[str, str]

    @classmethod
    def from_response(cls, response: t.Mapping[str, t.Any]) -> Issued:
        """From the decoded JSON object, whatever is in it."""
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
    """Seconds from an expires_in, which some services send as text; None for anything that is not a lifetime."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds <= LONGEST_LIFETIME else None


def _token_file(path: str, sleep: t.Callable[[float], None]) -> TokenFile:
    from .token_file import TokenFile

    return TokenFile(path, sleep)


class Credentials:
    """The Authorization header of one connection. An OAuth token is fetched when it is first needed, and kept.

    fetch: sends the form to the identity service and gives its answer, decoded (the client provides it).
    clock: seconds, never going back. now: seconds since the epoch. warn: told what the user has to know.
    """

    def __init__(
        self,
        connection: Connection,
        fetch: t.Callable[[dict[str, str]], dict[str, t.Any]],
        clock: t.Callable[[], float] = time.monotonic,
        *,
        now: t.Callable[[], float] = time.time,
        sleep: t.Callable[[float], None] = time.sleep,
        warn: t.Callable[[str], None] = lambda message: None,
    ) -> None:
        self._connection = connection
        self._fetch = fetch
        self._clock = clock
        self._now = now
        self._warn = warn
        self._file = _token_file(connection.token_file, sleep) if connection.token_file else None
        self._token: str | None = connection.access_token
        self._refresh_token = connection.refresh_token
        self._expires: float | None = None
        self._refused: str | None = None

    @property
    def renewable(self) -> bool:
        return self._connection.client_id is not None or self._file is not None

    def header(self) -> str:
        if self._connection.api_token:
            return f"Token token={self._connection.api_token}"
        if self.renewable and (self._token is None or (self._expires is not None and self._clock() >= self._expires)):
            self._renew()
        return f"Bearer {self._token}"

    def forget(self) -> None:
        """The token was refused: fetch another before the next request."""
        self._refused = self._token
        self._token = None

    def _renew(self) -> None:
        if self._file:
            self._renew_in(self._file)
        elif self._refresh_token:
            issued, spent = self._refreshed([self._refresh_token])
            if issued.refresh_token not in (None, spent):
                self._refresh_token = issued.refresh_token
                self._warn(
                    "refresh_token: PagerDuty has replaced it, and the new one is lost when this task ends;"
                    " the one that you gave is good for nothing any more. Set token_file, which keeps the new ones"
                )
            self._take(issued)
        else:
            self._fetch_as_app()

    # -- as a user -----------------------------------------------------------------------------------------------

    def _renew_in(self, file: TokenFile) -> None:
        """Use what the file holds, or renew that: nobody else does meanwhile."""
        from .token_file import Tokens

        if self._usable(file.read()):
            return
        with file.held():
            kept = file.read()  # another run may just have renewed it
            if self._usable(kept):
                return
            held = kept.refresh_token if kept else None
            candidates = [token for token in dict.fromkeys((held, self._connection.refresh_token)) if token]
            if not candidates:
                lacks = "contains no refresh token, and its access token has expired" if kept else "is not there"
                raise UsageError(
                    "token_file",
                    f"{file.path} {lacks}. Get new tokens, or set refresh_token, from which the file is made",
                )
            if not self._connection.client_id:
                raise UsageError(
                    "token_file",
                    f"the access token in {file.path} has ended; set client_id, and client_secret if the app has one,"
                    " to renew it",
                )
            with file.draft() as write:
                issued, spent = self._refreshed(candidates)
                tokens = Tokens(
                    access_token=issued.access_token,
                    refresh_token=issued.refresh_token or spent,
                    expires_at=self._now() + issued.lifetime if issued.access_token and issued.lifetime else None,
                    other={**(kept.other if kept else {}), **issued.other},
                )
                try:
                    write(tokens)
                except (OSError, UsageError) as error:
                    why = error.strerror if isinstance(error, OSError) else error.reason
                    self._warn(
                        f"token_file: {file.path} can't be written ({why}). PagerDuty has replaced the"
                        " refresh token in it, and the new one is lost when this task ends: get new tokens"
                    )
            self._take(issued)  # after the refresh token is stored: this fails if the access token is not usable

    def _usable(self, tokens: Tokens | None) -> bool:
        """Whether they hold an access token that lives; it is then used."""
        if tokens is None or tokens.access_token is None or tokens.access_token == self._refused:
            return False
        left = None if tokens.expires_at is None else tokens.expires_at - self._now() - EXPIRY_MARGIN
        if left is not None and left <= 0:
            return False
        self._token = tokens.access_token
        self._expires = None if left is None else self._clock() + left
        return True

    def _refreshed(self, candidates: list[str]) -> tuple[Issued, str]:
        """What the first of these refresh tokens that is not refused brings, and that token, which is spent."""
        form = {"grant_type": "refresh_token", "client_id": self._connection.client_id or ""}
        if self._connection.client_secret:
            form["client_secret"] = self._connection.client_secret
        for number, candidate in enumerate(candidates, 1):
            try:
                issued = Issued.from_response(self._fetch({**form, "refresh_token": candidate}))
            except TokenRefused:
                if number == len(candidates):
                    raise
                continue
            if "refresh_token" in issued.unusable:
                self._warn(
                    f"the OAuth service at {self._connection.identity_url} returned a new refresh_token with characters"
                    " that no token has. It was not stored; get new tokens before the access token ends"
                )
            return issued, candidate
        raise AssertionError("there is a candidate")

    # -- as an app -----------------------------------------------------------------------------------------------

    def _fetch_as_app(self) -> None:
        connection = self._connection
        account = f"as_account-{connection.region}.{connection.subdomain}"
        wanted = [account, *(scope for scope in connection.scopes if scope != account)]
        response = self._fetch(
            {
                "grant_type": "client_credentials",
                "client_id": connection.client_id or "",
                "client_secret": connection.client_secret or "",
                "scope": " ".join(wanted),
            }
        )
        # PagerDuty does not refuse a scope: it leaves it out of the token, and requests fail much later.
        granted = set(str(response.get("scope") or "").split())
        missing = [scope for scope in wanted if scope not in granted]
        if missing:
            raise UsageError(
                "scopes",
                f"the OAuth client was not granted {', '.join(missing)};"
                " add them to the app in PagerDuty (Integrations > App Registration), check subdomain and region,"
                " or ask for fewer",
            )
        self._take(Issued.from_response(response))

    def _take(self, issued: Issued) -> None:
        """Use an access token. Raises PagerDutyError if there is none that a header can carry."""
        if issued.access_token is None:
            what = "without an access_token"
            if "access_token" in issued.unusable:
                what = "with an access_token that has characters that no token has, which was not stored"
            raise PagerDutyError(
                f"the OAuth service at {self._connection.identity_url} answered {what}. Check identity_url"
            )
        lifetime = issued.lifetime
        self._token = issued.access_token
        self._expires = self._clock() + max(lifetime - EXPIRY_MARGIN, lifetime / 2) if lifetime else None
