# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, and the credentials that are sent with each request.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import time
import typing as t
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .errors import PagerDutyError, TokenRefused, UsageError

if t.TYPE_CHECKING:  # few need a token file, and a module is compiled anew each time that it runs
    from .token_file import TokenFile, Tokens

API_URLS = {"us": "https://api.pagerduty.com", "eu": "https://api.eu.pagerduty.com"}
EVENTS_URLS = {"us": "https://events.pagerduty.com", "eu": "https://events.eu.pagerduty.com"}
# One identity host serves both regions; the region is a part of the scope that is asked for.
IDENTITY_URL = "https://identity.pagerduty.com"

# A token is renewed this many seconds before it ends, so that none ends on its way.
EXPIRY_MARGIN = 60

TOKEN = re.compile(r"[\x21-\x7e]+")
# Classic User OAuth has these scopes only; those of Scoped OAuth are named after resources, such as services.read.
CLASSIC_SCOPES = {"read", "write"}

LONGEST_TOKEN = 8192  # characters; a longer one does not fit into a header
LONGEST_LIFETIME = 10 * 366 * 86400  # seconds; PagerDuty's access tokens live for 30 days at the most

_CREDENTIALS = (
    "api_token",
    "access_token",
    "refresh_token",
    "token_file",
    "client_id",
    "client_secret",
    "subdomain",
    "scopes",
)


@dataclass(frozen=True)
class Connection:
    """Where PagerDuty is and who we are: the connection options, checked, with their defaults filled in.

    timeout: seconds for one answer. max_retries: further tries of a request that may be tried again.
    from_email: the e-mail, name or ID of the user in whose name things are done.
    Equal connections share one session, so it is hashable.
    """

    api_url: str
    events_url: str
    identity_url: str
    region: str = "us"
    api_token: str | None = None
    access_token: str | None = None
    refresh_token: str | None = None
    token_file: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    subdomain: str | None = None
    scopes: tuple[str, ...] = ()
    from_email: str | None = None
    timeout: float = 30.0
    max_retries: int = 4
    validate_certs: bool = True
    ca_path: str | None = None

    def __repr__(self) -> str:
        return f"Connection({self.api_url!r})"  # the generated one would print the secrets

    @classmethod
    def from_params(cls, params: t.Mapping[str, t.Any], *, anonymous: bool = False) -> Connection:
        """From a module's options (see the `pagerduty` documentation fragment); UsageError where they contradict.

        anonymous: credentials are not needed, and none that are there are looked at.
        """
        if anonymous:
            params = {name: value for name, value in params.items() if name not in _CREDENTIALS}
        _check_credentials(params, anonymous)
        region = params.get("region") or "us"
        api_url = _url(params, "api_url")
        # Whoever names an address of their own (the emulator, a gateway) means all of PagerDuty by it.
        return cls(
            api_url=api_url or API_URLS[region],
            events_url=_url(params, "events_url") or api_url or EVENTS_URLS[region],
            identity_url=_url(params, "identity_url") or api_url or IDENTITY_URL,
            region=region,
            api_token=_secret(params, "api_token"),
            access_token=_secret(params, "access_token"),
            refresh_token=_secret(params, "refresh_token"),
            token_file=params.get("token_file") or None,
            client_id=params.get("client_id") or None,
            client_secret=_secret(params, "client_secret"),
            subdomain=params.get("subdomain"),
            scopes=tuple(scope for entry in params.get("scopes") or () for scope in entry.split()),
            from_email=_from_email(params),
            timeout=_positive(params, "timeout", 30.0),
            max_retries=_count(params, "max_retries", 4),
            validate_certs=params.get("validate_certs") is not False,
            ca_path=_ca_path(params),
        )


def _check_credentials(params: t.Mapping[str, t.Any], anonymous: bool) -> None:
    """Whether they are one way to authenticate, and all of it. Raises UsageError."""
    of_user = [name for name in ("refresh_token", "token_file") if params.get(name)]
    methods = [name for name in ("api_token", "access_token") if params.get(name)] + of_user[:1]
    if params.get("client_id") and not of_user:
        methods.append("client_id")
    if not methods and not anonymous:
        raise UsageError(
            "api_token",
            "no credentials: set api_token (or the environment variable PAGERDUTY_API_TOKEN), access_token,"
            " client_id with client_secret, subdomain and scopes, or client_id with token_file or refresh_token",
        )
    if len(methods) > 1:
        raise UsageError(methods[0], f"use one way to authenticate, not several ({', '.join(methods)})")
    if methods == ["client_id"]:
        _check_app(params)
    if of_user:
        _check_user(params, of_user[0])


def _check_app(params: t.Mapping[str, t.Any]) -> None:
    """Whether an app can act as itself with these options. Raises UsageError."""
    missing = [name for name in ("client_secret", "subdomain", "scopes") if not params.get(name)]
    if missing:
        raise UsageError("client_id", f"also needs {', '.join(missing)}")
    if CLASSIC_SCOPES & {scope for entry in params["scopes"] for scope in entry.split()}:
        raise UsageError(
            "scopes",
            "read and write are the scopes of Classic User OAuth, which always acts as a user. Get the tokens of a user"
            " with the playbook community.pagerduty.authorize, and set token_file in place of subdomain and scopes",
        )


def _check_user(params: t.Mapping[str, t.Any], option: str) -> None:
    """Whether these options go with a user's tokens. option: the one that says where they are. Raises UsageError."""
    for name in ("subdomain", "scopes"):
        if params.get(name):
            raise UsageError(
                name,
                f"goes with an app's own token, not with {option}: a user's tokens have the account and the"
                " scopes that they were granted for. Remove one of the two",
            )
    if not params.get("client_id") and (params.get("refresh_token") or params.get("client_secret")):
        needs = "refresh_token" if params.get("refresh_token") else "client_secret"
        raise UsageError(needs, "also needs client_id, the app that the tokens are for")


def _url(params: t.Mapping[str, t.Any], option: str) -> str | None:
    value = (params.get(option) or "").strip().rstrip("/")
    if not value:
        return None
    if _userinfo(value):
        raise UsageError(option, "must not contain a user name or a password")
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise UsageError(option, f"{value!r} is not a URL; write it like https://api.pagerduty.com")
    return value


def url_secrets(params: t.Mapping[str, t.Any]) -> set[str]:
    """User names and passwords in the connection's URLs. No URL may have any, and no result may show them."""
    found = set()
    for option in ("api_url", "events_url", "identity_url"):
        who = _userinfo(str(params.get(option) or "").strip())
        # Whole, and the password alone.
        found |= {text for text in (who, who.partition(":")[2]) if text}
    return found


def _userinfo(url: str) -> str:
    """What precedes the host in a URL, up to the @. A password may hold characters that do not belong into a URL."""
    rest = url.partition("://")[2] or url
    host, _slash, path = rest.partition("/")
    if "@" in host:
        return rest.rpartition("@")[0] if "@" in path else host.rpartition("@")[0]
    # An @ in the path is part of it, unless what precedes the path is not a host: https://user:pass/word@host
    if "@" in path and not re.fullmatch(r"\[[0-9A-Fa-f:.%]+\](:\d+)?|[^:@\s]+(:\d+)?", host):
        return rest.rpartition("@")[0]
    return ""


def _secret(params: t.Mapping[str, t.Any], option: str) -> str | None:
    """Trim what files and prompts leave around a secret; refuse what no header can carry, without repeating it."""
    value = (params.get(option) or "").strip()
    if value and not TOKEN.fullmatch(value):
        raise UsageError(option, "contains white space or characters that no token has; was it pasted whole?")
    return value or None


def _positive(params: t.Mapping[str, t.Any], option: str, default: float) -> float:
    value = params.get(option)
    if value is not None and value <= 0:
        raise UsageError(option, "must be more than 0 seconds")
    return default if value is None else float(value)


def _count(params: t.Mapping[str, t.Any], option: str, default: int) -> int:
    value = params.get(option)
    if value is not None and value < 0:
        raise UsageError(option, "must be 0 or more")
    return default if value is None else value


def is_token(value: t.Any) -> bool:
    """Whether a header can carry this as a token."""
    return isinstance(value, str) and len(value) <= LONGEST_TOKEN and bool(TOKEN.fullmatch(value))


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


def _from_email(params: t.Mapping[str, t.Any]) -> str | None:
    value = (params.get("from_email") or "").strip()
    # An email address becomes a header as it is; a name or an ID is looked up first.
    if not value.isprintable() or ("@" in value and not value.isascii()):
        raise UsageError("from_email", "must be one line: the email address, name or ID of a user")
    return value or None


def _ca_path(params: t.Mapping[str, t.Any]) -> str | None:
    path: str | None = params.get("ca_path") or None
    if path and params.get("validate_certs") is not False:
        from . import files as _files

        if _files.check_regular(path, "ca_path") is None:
            raise UsageError("ca_path", f"there is no file {path}")
    return path


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
