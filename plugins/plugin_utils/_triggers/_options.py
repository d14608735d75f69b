# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of event sources, validated as modules validate theirs: same types, same environment variables, same errors.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.release import __version__ as ansible_version

from ...module_utils._auth import Connection
from ...module_utils._client import REQUESTS_IMPORT_ERROR, Client
from ...module_utils._errors import PagerDutyError, UsageError
from ...module_utils._fields import Spec
from ...module_utils._option_types import strict
from ...module_utils._references import Directory
from ...module_utils._run import COMMON, Runtimes, _preferred, first_set

__all__ = ["CONNECTION", "connect", "first_set", "validated", "without_frames"]

# How to reach PagerDuty's API: the options that modules have, too.
CONNECTION: dict[str, Spec] = {name: spec for name, spec in COMMON.items() if name != "debug"}


def validated(spec: dict[str, Spec], args: t.Mapping[str, t.Any], **constraints: t.Any) -> dict[str, t.Any]:
    """The options of a source, all of them, each of its type. constraints: as AnsibleModule names them.

    Raises UsageError, which repeats no secret.
    """
    # ansible-rulebook adds the feedback queue by itself where a rulebook asks for feedback.
    stated = {name: value for name, value in args.items() if value is not None and name != "eda_feedback_queue"}
    validation = ArgumentSpecValidator(strict(spec), **constraints).validate(stated)
    for unknown in sorted(validation.unsupported_parameters, key=str):
        # A string, or the path to an option of an option.
        path = (unknown,) if isinstance(unknown, str) else tuple(unknown)
        level = spec
        for name in path[:-1]:
            level = level[name]["options"]
        raise UsageError(".".join(path), f"there is no such option; there are {', '.join(sorted(level))}")
    if validation.error_messages:
        messages = remove_values(validation.error_messages, validation._no_log_values)
        raise UsageError("args", "; ".join(messages))
    return validation.validated_parameters


def connect(params: dict[str, t.Any], source: str, **options: t.Any) -> tuple[Client, Directory]:
    """A client for the connection that the options describe. Its methods block.

    source: the event source's name, for PagerDuty's log. options: for the Client.
    Raises UsageError: no credentials, or options that contradict each other.
    """
    if REQUESTS_IMPORT_ERROR:
        raise UsageError("requests", f"the Python that runs ansible-rulebook lacks it ({REQUESTS_IMPORT_ERROR});"
                         " install it there: pip install requests")
    connection = Connection.from_params(_preferred(params, os.environ))
    user_agent = f"community.pagerduty ({source}; ansible-core {ansible_version})"
    return Runtimes(**options).of(connection, user_agent)


async def without_frames(source: t.Awaitable[None]) -> None:
    """Let an error out without its traceback: ansible-rulebook logs a line for each frame, and the message says all."""
    try:
        await source
    except PagerDutyError as error:
        raise error.with_traceback(None) from None
