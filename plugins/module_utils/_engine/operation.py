# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running: the work of a module as a function of its options, for both shells that surround it.

The module shell (`_module`) and the action shell (`plugin_utils/_action`) validate with the same specification and call
`perform`; what they add is how they are told and how they answer.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
import typing as t
from dataclasses import dataclass, field

from ansible.module_utils.errors import AnsibleFallbackNotFound
from ansible.module_utils.parsing.convert_bool import boolean

from .._core.client import Client, Exchange
from .._core.credentials import Connection
from .._core.errors import Missing, PagerDutyError, Unexpected, UsageError
from .._schema.fields import Spec
from .._schema.option_checks import check_input
from .._schema.option_types import strict
from .names import Names
from .plan import Session

# The environment variables of each connection option, the first one set winning. Some are those of other PagerDuty
# tools, so that a shell that is set up for those serves us too.
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "api_token": ("PAGERDUTY_API_TOKEN", "PAGERDUTY_TOKEN"),
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
    "from_email": ("PAGERDUTY_FROM_EMAIL",),
    "timeout": ("PAGERDUTY_TIMEOUT",),
    "max_retries": ("PAGERDUTY_MAX_RETRIES",),
    "validate_certs": ("PAGERDUTY_VALIDATE_CERTS",),
    "ca_path": ("PAGERDUTY_CA_PATH",),
}

_TYPES: dict[str, Spec] = {
    "api_token": {"type": "str", "no_log": True},
    "access_token": {"type": "str", "no_log": True},
    "refresh_token": {"type": "str", "no_log": True},
    # The name of a file is no secret, whatever it sounds like.
    "token_file": {"type": "path", "no_log": False},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "subdomain": {"type": "str"},
    "scopes": {"type": "list", "elements": "str"},
    "region": {"type": "str", "choices": ["us", "eu"], "default": "us"},
    "api_url": {"type": "str"},
    "events_url": {"type": "str"},
    "identity_url": {"type": "str"},
    "from_email": {"type": "str"},
    "timeout": {"type": "float", "default": 30.0},
    "max_retries": {"type": "int", "default": 4},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}


def first_set(*variables: str) -> str:
    """The value of the first of these environment variables that has one. AWX sets those of empty fields to nothing."""
    for variable in variables:
        if os.environ.get(variable):
            return os.environ[variable]
    raise AnsibleFallbackNotFound


# The options that every module has.
COMMON: dict[str, Spec] = {
    **{name: {**spec, "fallback": (first_set, list(ENVIRONMENT[name]))} for name, spec in _TYPES.items()},
    "debug": {"type": "raw", "default": False},
}


def debug_level(value: t.Any) -> str:
    """What `debug` asks for: "" (nothing), "short" or "full". Raises UsageError."""
    if isinstance(value, str) and value.strip().lower() == "full":
        return "full"
    try:
        return "short" if boolean(value) else ""
    except TypeError:
        raise UsageError("debug", "must be true, false or full") from None


# Ways to authenticate, with all their options. An app that acts as a user and one that acts as itself share some.
_USER = ("refresh_token", "token_file", "client_id", "client_secret")
_APP = ("client_id", "client_secret", "subdomain", "scopes")
_CREDENTIALS = {"api_token", "access_token", *_USER, *_APP}


@dataclass(frozen=True, eq=False)
class Operation:
    """What a module does.

    name: the module's. options: its argument spec but for what all modules have.
    constraints: between options, by the names that AnsibleModule gives them.
    work: from the validated options to the result.
    anonymous: from the validated options to whether the work needs no credentials, as the Events API does not.
    hints: what to do instead, by the dotted name of an option that does not exist but that people may expect, such as
        PagerDuty's own name of an attribute. It follows the error about the option, and has no full stop.
    """

    name: str
    options: dict[str, Spec]
    work: t.Callable[[dict[str, t.Any], Session], dict[str, t.Any]]
    constraints: dict[str, t.Any] = field(default_factory=dict)
    anonymous: t.Callable[[dict[str, t.Any]], bool] | None = None
    hints: dict[str, str] = field(default_factory=dict)

    @property
    def argument_spec(self) -> dict[str, Spec]:
        return strict({**COMMON, **self.options})


class Runtimes:
    """The sessions of one process, with what they remember, by connection: a loop's items share them.

    options: for each Client that is made.
    """

    def __init__(self, **options: t.Any) -> None:
        self._options = options
        self._known: dict[Connection, tuple[Client, Names]] = {}

    def of(self, connection: Connection, user_agent: str) -> tuple[Client, Names]:
        if connection not in self._known:
            client = Client(connection, user_agent=user_agent, **self._options)
            names = Names(client)
            client.resolve_sender = names.email
            self._known[connection] = client, names
        return self._known[connection]


def execute(
    operation: Operation,
    params: dict[str, t.Any],
    *,
    check_mode: bool,
    environment: t.Mapping[str, str],
    runtimes: Runtimes,
    user_agent: str = "community.pagerduty",
    observe: t.Callable[[Exchange], None] | None = None,
    fresh: bool = False,
    detailed: bool = False,
) -> dict[str, t.Any]:
    """Do the work of a module: its result, with the `warnings` in it if there are any.

    params: validated options. environment: what the options' fallbacks were read from. observe: told of each request.
    fresh: believe nothing that an earlier call remembered. detailed: observe headers and bodies, too.
    Raises PagerDutyError, and nothing else: any other exception becomes one. No secret of the connection is in what
    this returns, raises or observes.
    """
    session: Session | None = None
    try:
        check_input(operation.options, params)
        check_input(COMMON, params)
        anonymous = operation.anonymous is not None and operation.anonymous(params)
        connection = Connection.from_params(_preferred(params, environment), anonymous=anonymous)
        client, names = runtimes.of(connection, user_agent)
        client.observe, client.detailed = observe, detailed
        if fresh:
            names.forget()
        session = Session(client, names, check_mode)
        result = operation.work(params, session)
        warnings = [*session.warnings, *_told(client)]
        if warnings:
            result = {**result, "warnings": warnings}
        return t.cast("dict[str, t.Any]", client.secrets.masked(result))
    except PagerDutyError as error:
        raise _finished(error, session) from error.__cause__
    except Exception as error:
        raise _finished(Unexpected(operation.name, error), session) from error


def _finished(error: PagerDutyError, session: Session | None) -> PagerDutyError:
    """The error with what has to be said besides, and without secrets. context: None if the work has not begun."""
    if session is None:
        return error
    if session.check_mode and isinstance(error, Missing):
        error.add("What earlier tasks would make is not there in check mode")
    error.warnings = [*session.warnings, *_told(session.client)]
    error.rewrite(session.client.secrets.scrubbed)
    return error


def _told(client: Client) -> list[str]:
    """What the client has to say of its credentials, once."""
    told = list(client.warnings)
    client.warnings.clear()
    return told


def answer(
    operation: Operation, params: dict[str, t.Any], *, verbose: bool = False, **options: t.Any
) -> dict[str, t.Any]:
    """Do the work of a module as `perform` does, and return what the task returns, be it success or failure.

    verbose: whether the traceback of an unexpected error is shown, under the key by which Ansible knows it.
    """
    exchanges: list[Exchange] = []
    observe = options.pop("observe", None)
    level = ""

    def note(exchange: Exchange) -> None:
        exchanges.append(exchange)
        if observe:
            observe(exchange)

    try:
        level = debug_level(params["debug"])
        options.update(observe=note if level else observe, detailed=level == "full")
        result = execute(operation, params, **options)
    except PagerDutyError as error:
        result = {**error.result, "failed": True, "msg": error.message, "failure": error.failure}
        if error.warnings:
            result["warnings"] = error.warnings
        if verbose and isinstance(error, Unexpected):
            result["exception"] = error.traceback
    return {**result, "requests": [exchange.as_dict() for exchange in exchanges]} if level else result


def _preferred(params: dict[str, t.Any], environment: t.Mapping[str, str]) -> dict[str, t.Any]:
    """Credentials that the task states win over others that merely stand in the environment."""

    def stated(*names: str) -> bool:
        return any(
            params.get(name) and params[name] not in [_typed(name, environment.get(it)) for it in ENVIRONMENT[name]]
            for name in names
        )

    def oauth() -> tuple[str, ...]:
        if not (params.get("refresh_token") or params.get("token_file")):
            return _APP
        as_app = stated("subdomain", "scopes") and not stated("refresh_token", "token_file")
        return _APP if as_app and params.get("client_id") else _USER

    ways: list[tuple[str, ...]] = [(name,) for name in ("api_token", "access_token") if stated(name)]
    if stated("refresh_token", "token_file", "client_id", "client_secret"):
        ways.append(oauth())
    if not ways:
        there = [name for name in ("api_token", "access_token") if params.get(name)]
        ways = [(there[0],) if there else oauth()]
    kept = {name for way in ways for name in way}
    # What contradicts the way is refused later, unless it is there by chance.
    kept |= {name for name in ("subdomain", "scopes") if stated(name)}
    dropped = _CREDENTIALS - kept
    return {name: None if name in dropped else value for name, value in params.items()}


def _typed(name: str, value: str | None) -> t.Any:
    """The value of an environment variable, as the option's type makes it."""
    if value is None or _TYPES[name]["type"] == "str":
        return value
    return value.split(",") if _TYPES[name]["type"] == "list" else os.path.expanduser(os.path.expandvars(value))
