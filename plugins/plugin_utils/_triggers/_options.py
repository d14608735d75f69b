# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of event sources. They have the same types, environment variables and errors as the options of modules.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import logging
import os
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.release import __version__ as ansible_version

from ...module_utils._core.client import Client, TaskClient
from ...module_utils._core.connection_options import CONNECTION_SPEC, Connection, first_set, preferred_credentials
from ...module_utils._core.errors import PagerDutyError, UsageError
from ...module_utils._core.transport import REQUESTS_IMPORT_ERROR
from ...module_utils._engine.names import Names
from ...module_utils._schema.option_types import Spec, strict

logger = logging.getLogger(__name__)

__all__ = ["CONNECTION", "SECRETS", "SELECTIONS", "connect", "first_set", "validated", "without_frames"]

# The options for the connection to PagerDuty's API. They are the same as in modules.
CONNECTION: dict[str, Spec] = CONNECTION_SPEC

# Options about webhooks.
SECRETS: Spec = {
    "type": "list",
    "elements": "str",
    "aliases": ["secret"],
    "no_log": True,
    "fallback": (first_set, ["PAGERDUTY_WEBHOOK_SECRET"]),
}
# Those that select events by what they are about.
SELECTIONS: dict[str, Spec] = {
    "services": {"type": "list", "elements": "str"},
    "teams": {"type": "list", "elements": "str"},
    "priorities": {"type": "list", "elements": "str"},
    "urgencies": {"type": "list", "elements": "str", "choices": ["high", "low"]},
}


def validated(spec: dict[str, Spec], args: t.Mapping[str, t.Any], **constraints: t.Any) -> dict[str, t.Any]:
    """All options of a source, converted to their types and with defaults. constraints: as in AnsibleModule.

    Raises UsageError. Its message contains no secrets.
    """
    # ansible-rulebook adds the option eda_feedback_queue if a rulebook uses feedback.
    stated = {name: value for name, value in args.items() if value is not None and name != "eda_feedback_queue"}
    validation = ArgumentSpecValidator(strict(spec), **constraints).validate(stated)
    for unknown in sorted(validation.unsupported_parameters, key=str):
        # A name, or the path to a suboption.
        path = (unknown,) if isinstance(unknown, str) else tuple(unknown)
        level = spec
        for name in path[:-1]:
            level = level[name]["options"]
        raise UsageError(".".join(path), f"this option does not exist. The options are {', '.join(sorted(level))}")
    if validation.error_messages:
        messages = remove_values(validation.error_messages, validation._no_log_values)
        raise UsageError("args", "; ".join(messages))
    return t.cast("dict[str, t.Any]", validation.validated_parameters)


def connect(params: dict[str, t.Any], source: str, **options: t.Any) -> tuple[TaskClient, Names]:
    """A client for PagerDuty's API, and its lookup of names. Their methods block.

    source: the name of the event source, for the User-Agent header. options: for the Client.
    Raises UsageError if there are no credentials, or if options contradict each other.
    """
    if REQUESTS_IMPORT_ERROR:
        raise UsageError(
            "requests",
            f"can't be imported ({REQUESTS_IMPORT_ERROR}); install it for the Python that runs ansible-rulebook:"
            " pip install requests",
        )
    connection = Connection.from_params(preferred_credentials(params, os.environ))
    user_agent = f"community.pagerduty ({source}; ansible-core {ansible_version})"
    client = Client(connection, user_agent=user_agent, **options).for_task(warn=logger.warning)
    return client, Names(client)


async def without_frames(source: t.Awaitable[None]) -> None:
    """Raise a PagerDutyError without its traceback. ansible-rulebook would log a line for each frame."""
    try:
        await source
    except PagerDutyError as error:
        raise error.with_traceback(None) from None
