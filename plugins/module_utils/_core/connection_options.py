# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options: their types, their environment variables, which credentials are used, and their validation.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import hashlib
import os
import re
import typing as t
from dataclasses import dataclass
from urllib.parse import urlsplit

from ansible.module_utils.errors import AnsibleFallbackNotFound

from .errors import UsageError

# The environment variables of each connection option. The first one that is set is used. Some are variables of other
# PagerDuty tools, so that a shell that is set up for those tools also works here.
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "api_token": ("PAGERDUTY_API_TOKEN", "PAGERDUTY_TOKEN"),
    "user_token": ("PAGERDUTY_USER_TOKEN",),
    "access_token": ("PAGERDUTY_ACCESS_TOKEN",),
    "refresh_token": ("PAGERDUTY_REFRESH_TOKEN",),
    "token_file": ("PAGERDUTY_TOKEN_FILE",),
    "client_id": ("PAGERDUTY_CLIENT_ID",),
    "client_secret": ("PAGERDUTY_CLIENT_SECRET",),
    "subdomain": ("PAGERDUTY_SUBDOMAIN",),
    "scopes": ("PAGERDUTY_SCOPES",),
    "region": ("PAGERDUTY_REGION", "PAGERDUTY_SERVICE_REGION"),
    "api_url": ("PAGERDUTY_API_URL",),
    "events_url": ("PAGERDUTY_EVENTS_URL",),
    "identity_url": ("PAGERDUTY_IDENTITY_URL",),
    "app_url": ("PAGERDUTY_APP_URL",),
    "from_email": ("PAGERDUTY_FROM_EMAIL",),
    "timeout": ("PAGERDUTY_TIMEOUT",),
    "max_retries": ("PAGERDUTY_MAX_RETRIES",),
    "validate_certs": ("PAGERDUTY_VALIDATE_CERTS",),
    "ca_path": ("PAGERDUTY_CA_PATH",),
}

_TYPES: dict[str, dict[str, t.Any]] = {
    "api_token": {"type": "str", "no_log": True},
    "user_token": {"type": "str", "no_log": True},
    "access_token": {"type": "str", "no_log": True},
    "refresh_token": {"type": "str", "no_log": True},
    "token_file": {"type": "path", "no_log": False},  # the path is not a secret; Ansible would guess so from the name
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "subdomain": {"type": "str"},
    "scopes": {"type": "list", "elements": "str"},
    "region": {"type": "str", "choices": ["us", "eu"], "default": "us"},
    "api_url": {"type": "str"},
    "events_url": {"type": "str"},
    "identity_url": {"type": "str"},
    "app_url": {"type": "str"},
    "from_email": {"type": "str"},
    "timeout": {"type": "float", "default": 30.0},
    "max_retries": {"type": "int", "default": 4},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}


def first_set(*variables: str) -> str:
    """The value of the first of these environment variables that is not empty. A fallback of Ansible's options.

    AWX sets the variables of empty fields to an empty text.
    """
    for variable in variables:
        if os.environ.get(variable):
            return os.environ[variable]
    raise AnsibleFallbackNotFound


# The argument spec of the connection options.
CONNECTION_SPEC: dict[str, dict[str, t.Any]] = {
    name: {**spec, "fallback": (first_set, list(ENVIRONMENT[name]))} for name, spec in _TYPES.items()
}

API_URLS = {"us": "https://api.pagerduty.com", "eu": "https://api.eu.pagerduty.com"}
EVENTS_URLS = {"us": "https://events.pagerduty.com", "eu": "https://events.eu.pagerduty.com"}
# The web application, which serves a few paths of the API.
APP_URLS = {"us": "https://app.pagerduty.com", "eu": "https://app.eu.pagerduty.com"}
# Both regions use one identity service. The region is part of the requested scope.
IDENTITY_URL = "https://identity.pagerduty.com"

# The beginnings of the paths that the web application serves. PagerDuty's document states another server for them.
_APP_PATHS = ("/integration-slack/workspaces/",)

TOKEN = re.compile(r"[\x21-\x7e]+")
LONGEST_TOKEN = 8192  # characters. A longer token does not fit into a header

# Classic User OAuth has only these scopes. The scopes of Scoped OAuth contain a resource, such as services.read.
CLASSIC_SCOPES = {"read", "write"}

# The options of each way to authenticate with OAuth: an app that acts as a user, and an app that acts as itself.
_AS_USER = ("refresh_token", "token_file", "client_id", "client_secret")
_AS_APP = ("client_id", "client_secret", "subdomain", "scopes")
_CREDENTIALS = {"api_token", "access_token", *_AS_USER, *_AS_APP}


@dataclass(frozen=True)
class Connection:
    """The connection options, validated and with their defaults.

    timeout: seconds. max_retries: the number of retries of a request that can safely be repeated.
    from_email: the email address, name or ID of the user that requests are made for.
    app_url: of the web application. user_token: the token for it, if it is another one.
    It is hashable: equal connections share a client.
    """

    api_url: str
    events_url: str
    identity_url: str
    app_url: str
    region: str = "us"
    api_token: str | None = None
    user_token: str | None = None
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

    @property
    def account(self) -> str:
        """What tells accounts apart, without secrets."""
        known = (
            self.api_url,
            self.api_token,
            self.access_token,
            self.refresh_token,
            self.token_file,
            self.client_id,
            self.subdomain,
        )
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def __repr__(self) -> str:
        return f"Connection({self.api_url!r})"  # the generated one would contain the secrets

    @classmethod
    def from_params(cls, params: t.Mapping[str, t.Any], *, anonymous: bool = False) -> Connection:
        """Validate the options of a module.

        anonymous: no credentials are required, and existing ones are ignored.
        Raises UsageError if an option is invalid or if options contradict each other.
        """
        if anonymous:
            params = {name: value for name, value in params.items() if name not in {*_CREDENTIALS, "user_token"}}
        _check_credentials(params, anonymous)
        region = params.get("region") or "us"
        api_url = _url(params, "api_url")
        # An explicit api_url (the emulator, a gateway) also serves the other APIs, unless they have their own option.
        return cls(
            api_url=api_url or API_URLS[region],
            events_url=_url(params, "events_url") or api_url or EVENTS_URLS[region],
            identity_url=_url(params, "identity_url") or api_url or IDENTITY_URL,
            app_url=_url(params, "app_url") or api_url or APP_URLS[region],
            region=region,
            api_token=_secret(params, "api_token"),
            user_token=_secret(params, "user_token"),
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


# -- which credentials are used --------------------------------------------------------------------------------------


def preferred_credentials(params: t.Mapping[str, t.Any], environment: t.Mapping[str, str]) -> dict[str, t.Any]:
    """The options, where credentials of the task take precedence over credentials of the environment.

    params: validated options, which include the values of environment variables. environment: the variables.
    Options of credentials that are not used are None in the result. If the task contains several ways to authenticate,
    all of them remain: `Connection.from_params` reports that.
    """

    def in_task(*names: str) -> bool:
        return any(
            params.get(name) and params[name] not in [_typed(name, environment.get(it)) for it in ENVIRONMENT[name]]
            for name in names
        )

    def oauth() -> tuple[str, ...]:
        if not (params.get("refresh_token") or params.get("token_file")):
            return _AS_APP
        as_app = in_task("subdomain", "scopes") and not in_task("refresh_token", "token_file")
        return _AS_APP if as_app and params.get("client_id") else _AS_USER

    ways: list[tuple[str, ...]] = [(name,) for name in ("api_token", "access_token") if in_task(name)]
    if in_task(*_AS_USER):
        ways.append(oauth())
    # A task with credentials of its own may be about another account than the environment.
    foreign = {"user_token"} if ways and not in_task("user_token") else set()
    if not ways:
        available = [name for name in ("api_token", "access_token") if params.get(name)]
        ways = [(available[0],) if available else oauth()]
    kept = {name for way in ways for name in way}
    # These options of the task are kept even if they do not fit, so that they are reported.
    kept |= {name for name in ("subdomain", "scopes") if in_task(name)}
    dropped = (_CREDENTIALS - kept) | foreign
    return {name: None if name in dropped else value for name, value in params.items()}


def _typed(name: str, value: str | None) -> t.Any:
    """The value of an environment variable, converted to the option's type."""
    if value is None or _TYPES[name]["type"] == "str":
        return value
    return value.split(",") if _TYPES[name]["type"] == "list" else os.path.expanduser(os.path.expandvars(value))


# -- validation ------------------------------------------------------------------------------------------------------


def _check_credentials(params: t.Mapping[str, t.Any], anonymous: bool) -> None:
    """Check that the options contain exactly one way to authenticate, with everything it needs. Raises UsageError."""
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
    """Check that an app can act as itself with these options. Raises UsageError."""
    missing = [name for name in ("client_secret", "subdomain", "scopes") if not params.get(name)]
    if missing:
        raise UsageError("client_id", f"also needs {', '.join(missing)}")
    if CLASSIC_SCOPES & {scope for entry in params["scopes"] for scope in entry.split()}:
        raise UsageError(
            "scopes",
            "read and write are the scopes of Classic User OAuth, which always acts as a user. Get the tokens of a user"
            " with the playbook community.pagerduty.authorize, and set token_file instead of subdomain and scopes",
        )


def _check_user(params: t.Mapping[str, t.Any], option: str) -> None:
    """Check that these options fit a user's tokens. option: the one that contains the tokens. Raises UsageError."""
    for name in ("subdomain", "scopes"):
        if params.get(name):
            raise UsageError(
                name,
                f"can't be combined with {option}, because a user's tokens already determine the account and the"
                " scopes. Remove one of the two",
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
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(option, f"{value!r} is not a URL; write it like https://api.pagerduty.com")
    return value


def url_secrets(params: t.Mapping[str, t.Any]) -> set[str]:
    """User names and passwords in the connection's URLs. They are not allowed there, and no result may show them."""
    found = set()
    for option in ("api_url", "events_url", "identity_url", "app_url"):
        userinfo = _userinfo(str(params.get(option) or "").strip())
        # The user name with the password, and the password alone.
        found |= {text for text in (userinfo, userinfo.partition(":")[2]) if text}
    return found


def _userinfo(url: str) -> str:
    """The part of a URL before the @ and the host. A password can contain characters that are invalid in a URL."""
    rest = url.partition("://")[2] or url
    host, _slash, path = rest.partition("/")
    if "@" in host:
        return rest.rpartition("@")[0] if "@" in path else host.rpartition("@")[0]
    # An @ in the path belongs to the path, unless the part before the path is no host: https://user:pass/word@host
    if "@" in path and not re.fullmatch(r"\[[0-9A-Fa-f:.%]+\](:\d+)?|[^:@\s]+(:\d+)?", host):
        return rest.rpartition("@")[0]
    return ""


def _secret(params: t.Mapping[str, t.Any], option: str) -> str | None:
    """Remove white space around a secret, as files and prompts add it. Raises UsageError, which does not repeat it."""
    value = (params.get(option) or "").strip()
    if value and not TOKEN.fullmatch(value):
        raise UsageError(option, "contains white space or characters that are invalid in a token; check it")
    return value or None


def is_of_app(path: str) -> bool:
    """Whether the web application serves a path of the API. It accepts the token of a user only."""
    return path.startswith(_APP_PATHS)


def is_token(value: t.Any) -> bool:
    """Whether a header can contain this as a token."""
    return isinstance(value, str) and len(value) <= LONGEST_TOKEN and bool(TOKEN.fullmatch(value))


def _positive(params: t.Mapping[str, t.Any], option: str, default: float) -> float:
    value = params.get(option)
    if value is not None and value <= 0:
        raise UsageError(option, "must be more than 0 seconds")
    return default if value is None else float(value)


def _count(params: t.Mapping[str, t.Any], option: str, default: int) -> int:
    value: int | None = params.get(option)
    if value is not None and value < 0:
        raise UsageError(option, "must be 0 or more")
    return default if value is None else value


def _from_email(params: t.Mapping[str, t.Any]) -> str | None:
    value: str = (params.get("from_email") or "").strip()
    # An email address is sent as it is, in a header. A name or an ID is looked up first.
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
