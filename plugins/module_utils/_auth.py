# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asks: the connection's options, and the credentials that go with each request.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
import time
import typing as t
from dataclasses import dataclass
from urllib.parse import urlsplit

from ._errors import PagerDutyError, UsageError

API_URLS = {"us": "https://api.pagerduty.com", "eu": "https://api.eu.pagerduty.com"}
EVENTS_URLS = {"us": "https://events.pagerduty.com", "eu": "https://events.eu.pagerduty.com"}
# One identity host serves both regions; the region is a part of the scope that is asked for.
IDENTITY_URL = "https://identity.pagerduty.com"

# A token is renewed this many seconds before it ends, so that none ends on its way.
EXPIRY_MARGIN = 60

_TOKEN = re.compile(r"[\x21-\x7e]+")
_METHODS = ("api_token", "access_token", "client_id")
_CREDENTIALS = (*_METHODS, "client_secret", "subdomain", "scopes")


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
        methods = [name for name in _METHODS if params.get(name)]
        if not methods and not anonymous:
            raise UsageError(
                "api_token",
                "no credentials: set api_token (or the environment variable PAGERDUTY_API_TOKEN),"
                " access_token, or client_id with client_secret, subdomain and scopes",
            )
        if len(methods) > 1:
            raise UsageError(methods[0], f"use one way to authenticate, not several ({', '.join(methods)})")
        if methods == ["client_id"]:
            missing = [name for name in ("client_secret", "subdomain", "scopes") if not params.get(name)]
            if missing:
                raise UsageError("client_id", f"also needs {', '.join(missing)}")

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
            client_id=params.get("client_id"),
            client_secret=_secret(params, "client_secret"),
            subdomain=params.get("subdomain"),
            scopes=tuple(scope for entry in params.get("scopes") or () for scope in entry.split()),
            from_email=(params.get("from_email") or "").strip() or None,
            timeout=_positive(params, "timeout", 30.0),
            max_retries=_count(params, "max_retries", 4),
            validate_certs=params.get("validate_certs") is not False,
            ca_path=params.get("ca_path"),
        )


def _url(params: t.Mapping[str, t.Any], option: str) -> str | None:
    value = (params.get(option) or "").strip().rstrip("/")
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(option, f"{value!r} is not a URL; write it like https://api.pagerduty.com")
    if "@" in parts.netloc:
        raise UsageError(option, "leave user names and passwords out of the URL")
    return value


def _secret(params: t.Mapping[str, t.Any], option: str) -> str | None:
    """Trim what files and prompts leave around a secret; refuse what no header can carry, without repeating it."""
    value = (params.get(option) or "").strip()
    if value and not _TOKEN.fullmatch(value):
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


class Credentials:
    """The Authorization header of one connection. An OAuth token is fetched when it is first needed, and kept.

    fetch: sends the form to the identity service and gives its answer, decoded (the client provides it).
    clock: seconds, never going back.
    """

    def __init__(
        self,
        connection: Connection,
        fetch: t.Callable[[dict[str, str]], dict[str, t.Any]],
        clock: t.Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._fetch = fetch
        self._clock = clock
        self._token: str | None = connection.access_token
        self._expires: float | None = None

    @property
    def renewable(self) -> bool:
        return self._connection.client_id is not None

    def header(self) -> str:
        if self._connection.api_token:
            return f"Token token={self._connection.api_token}"
        if self.renewable and (self._token is None or (self._expires is not None and self._clock() >= self._expires)):
            self._renew()
        return f"Bearer {self._token}"

    def forget(self) -> None:
        """The token was refused: fetch another before the next request."""
        self._token = None

    def _renew(self) -> None:
        connection = self._connection
        account = f"as_account-{connection.region}.{connection.subdomain}"
        wanted = [account, *(scope for scope in connection.scopes if scope != account)]
        answer = self._fetch(
            {
                "grant_type": "client_credentials",
                "client_id": connection.client_id or "",
                "client_secret": connection.client_secret or "",
                "scope": " ".join(wanted),
            }
        )
        token = answer.get("access_token")
        if not token:
            raise PagerDutyError(f"the OAuth service at {connection.identity_url} answered without an access token")
        # PagerDuty does not refuse a scope: it leaves it out of the token, and requests fail much later.
        granted = set(str(answer.get("scope") or "").split())
        missing = [scope for scope in wanted if scope not in granted]
        if missing:
            raise UsageError(
                "scopes",
                f"the OAuth client was not granted {', '.join(missing)};"
                " add them to the app in PagerDuty (Integrations > App Registration), check subdomain and region,"
                " or ask for fewer",
            )
        self._token = token
        lifetime = answer.get("expires_in")
        self._expires = self._clock() + max(lifetime - EXPIRY_MARGIN, lifetime / 2) if lifetime else None
