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

from ._auth import Connection
from ._client import Client, Exchange
from ._errors import Missing, PagerDutyError
from ._fields import Json, Spec
from ._listing import list_objects
from ._reconcile import Context, ensure_absent, ensure_present
from ._references import Directory
from ._resource import Listing, Resource

# The environment variables of each connection option, the first one set winning. Some are those of other PagerDuty
# tools, so that a shell that is set up for those serves us too.
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "api_token": ("PAGERDUTY_API_TOKEN", "PAGERDUTY_TOKEN"),
    "access_token": ("PAGERDUTY_ACCESS_TOKEN",),
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
    "debug": {"type": "bool", "default": False},
}

# Each way to authenticate, with all its options.
_WAYS = (("api_token",), ("access_token",), ("client_id", "client_secret"))


@dataclass(frozen=True, eq=False)
class Operation:
    """What a module does.

    name: the module's. options: its argument spec but for what all modules have.
    constraints: between options, by the names that AnsibleModule gives them.
    work: from the validated options to the result.
    anonymous: from the validated options to whether the work needs no credentials, as the Events API does not.
    """

    name: str
    options: dict[str, Spec]
    work: t.Callable[[dict[str, t.Any], Context], dict[str, t.Any]]
    constraints: dict[str, t.Any] = field(default_factory=dict)
    anonymous: t.Callable[[dict[str, t.Any]], bool] | None = None

    @property
    def argument_spec(self) -> dict[str, Spec]:
        return {**COMMON, **self.options}


class Runtimes:
    """The sessions of one process, with what they remember, by connection: a loop's items share them.

    options: for each Client that is made.
    """

    def __init__(self, **options: t.Any) -> None:
        self._options = options
        self._known: dict[Connection, tuple[Client, Directory]] = {}

    def of(self, connection: Connection, user_agent: str) -> tuple[Client, Directory]:
        if connection not in self._known:
            client = Client(connection, user_agent=user_agent, **self._options)
            directory = Directory(client)
            client.resolve_sender = directory.email
            self._known[connection] = client, directory
        return self._known[connection]


def perform(
    operation: Operation,
    params: dict[str, t.Any],
    *,
    check_mode: bool,
    environment: t.Mapping[str, str],
    runtimes: Runtimes,
    user_agent: str = "community.pagerduty",
    observe: t.Callable[[Exchange], None] | None = None,
    fresh: bool = False,
) -> dict[str, t.Any]:
    """Do the work of a module: its result, with the `warnings` in it if there are any.

    params: validated options. environment: what the options' fallbacks were read from. observe: told of each request.
    fresh: believe nothing that an earlier call remembered.
    Raises PagerDutyError.
    """
    anonymous = operation.anonymous is not None and operation.anonymous(params)
    connection = Connection.from_params(_preferred(params, environment), anonymous=anonymous)
    client, directory = runtimes.of(connection, user_agent)
    client.observe = observe
    if fresh:
        directory.forget()
    context = Context(client, directory, check_mode)
    try:
        result = operation.work(params, context)
    except Missing as error:
        if check_mode:
            error.add("What earlier tasks would make is not there in check mode")
        raise
    return {**result, "warnings": context.warnings} if context.warnings else result


def answer(operation: Operation, params: dict[str, t.Any], **options: t.Any) -> dict[str, t.Any]:
    """Do the work of a module as `perform` does, and give what the task returns, be it success or failure."""
    exchanges: list[Exchange] = []
    observe = options.pop("observe", None)

    def note(exchange: Exchange) -> None:
        exchanges.append(exchange)
        if observe:
            observe(exchange)

    try:
        result = perform(operation, params, observe=note if params["debug"] else observe, **options)
    except PagerDutyError as error:
        result = {"failed": True, "msg": error.message, "failure": error.failure}
    return {**result, "requests": [exchange.as_dict() for exchange in exchanges]} if params["debug"] else result


def _preferred(params: dict[str, t.Any], environment: t.Mapping[str, str]) -> dict[str, t.Any]:
    """Credentials that the task states win over others that merely stand in the environment."""

    def stated(name: str) -> bool:
        return bool(params.get(name)) and params[name] not in [environment.get(known) for known in ENVIRONMENT[name]]

    ways = [way for way in _WAYS if any(stated(name) for name in way)]
    if not ways:
        ways = [way for way in _WAYS if params.get(way[0])][:1]
    kept = {name for way in ways for name in way}
    dropped = {name for way in _WAYS for name in way} - kept
    return {name: None if name in dropped else value for name, value in params.items()}


def manage(resource: Resource) -> Operation:
    """The operation of the module that manages a resource."""
    kind = resource.kind
    options: dict[str, Spec] = {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "id": {"type": "str"},
        **resource.options(),
    }

    def work(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
        if params["state"] == "absent":
            change = ensure_absent(resource, params, context)
            made: Json = None
        else:
            change, made = ensure_present(resource, params, context)
            made = {key: value for key, value in made.items() if key not in kind.private}
        return {
            "changed": change.changed,
            kind.name: made,
            "diff": change.diff(f"{kind.title} {params.get(resource.key) or params.get('id')}"),
        }

    return Operation(f"pagerduty_{kind.name}", options, work, {"required_one_of": [["id", resource.key]]})


def inquire(listing: Listing) -> Operation:
    """The operation of the module that lists a kind of objects."""
    kind = listing.kind
    options: dict[str, Spec] = {name: {"type": "str", "required": True} for name in listing.parents}
    if listing.single:
        options["id"] = {"type": "str"}
    for name in listing.within:
        options[name] = {"type": "str"}
    for name in listing.exact:
        options[name] = {"type": "str"}
    for entry in listing.filters:
        options[entry.option] = entry.spec()
    if listing.includes or listing.only_one:
        choices = [*listing.includes, *listing.only_one]
        options["include"] = {"type": "list", "elements": "str", "choices": choices}
    options.update(
        limit={"type": "int"},
        offset={"type": "int", "default": 0},
        total={"type": "bool", "default": False},
    )

    def work(params: dict[str, t.Any], context: Context) -> dict[str, t.Any]:
        objects, total = list_objects(listing, params, context)
        result: dict[str, t.Any] = {"changed": False, kind.plural: objects}
        return {**result, "total": total} if params["total"] else result

    constraints = {"mutually_exclusive": [["id", name] for name in listing.exact]}
    return Operation(f"pagerduty_{kind.name}_info", options, work, constraints)
