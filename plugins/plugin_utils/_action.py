# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the action plugins: runs an operation in the controller's process, if the result is the same.

A module needs a quarter of a second to start, but the operation itself takes only milliseconds. In one process, the
items of a loop also share a session and its cached names.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
import sys
import typing as t

from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase
from ansible.release import __version__ as ansible_version
from ansible.utils.display import Display

from ..module_utils._core.connection_options import ENVIRONMENT, url_secrets
from ..module_utils._core.transport import REQUESTS_IMPORT_ERROR
from ..module_utils._engine.operation import Operation
from ..module_utils._engine.run import run_task
from ..module_utils._schema.validation import validation_message
from ._process import ledger, sessions, validator

if t.TYPE_CHECKING:
    from ..module_utils._core.exchange import Exchange

display = Display()

_VARIABLES = {variable: option for option, variables in ENVIRONMENT.items() for variable in variables}


class OperationAction(ActionBase):
    """The base of the action plugins. Each of them sets `operation` to the operation of its module."""

    operation: Operation

    _supports_async = True
    _supports_check_mode = True
    _supports_diff = True

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        task_vars = task_vars or {}
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        host = str(task_vars.get("inventory_hostname") or "")
        reason = self._reason_for_module(task_vars, environment)
        if reason:
            display.vvv(f"{self.operation.name} runs as a module: {reason}", host=host)
            result.update(self._execute_module(task_vars=task_vars, wrap_async=self._task.async_val))
            return result
        result.update(self._run_in_process(environment, host))
        return result

    def _reason_for_module(self, task_vars: dict[str, t.Any], environment: dict[str, str]) -> str | None:
        """Why the operation can't run in this process, or None."""
        if self._connection.transport != "local":
            return f"the connection is {self._connection.transport}"
        if self._connection.become is not None:
            return "the task uses become"
        if self._task.async_val:
            return "the task is asynchronous"
        other = sorted(set(environment) - set(_VARIABLES))
        if other:
            return f"the task sets {', '.join(other)} in its environment"
        interpreter = self._templar.template(task_vars.get("ansible_python_interpreter"))
        if interpreter and not str(interpreter).startswith("auto") and not _same_file(str(interpreter)):
            return f"the task uses the Python {interpreter}, and Ansible uses {sys.executable}"
        if REQUESTS_IMPORT_ERROR:
            return f"requests can't be imported here ({REQUESTS_IMPORT_ERROR})"
        return None

    def _run_in_process(self, environment: dict[str, str], host: str) -> dict[str, t.Any]:
        operation = self.operation
        arguments: dict[str, t.Any] = without_tags(self._task.args)
        for variable, value in environment.items():
            if value:
                arguments.setdefault(_VARIABLES[variable], value)
        validation = validator(operation).validate(arguments)
        secrets = {*validation._no_log_values, *url_secrets(validation.validated_parameters)}
        if operation.secrets:
            secrets |= operation.secrets(validation.validated_parameters)
        if validation.error_messages:
            message = validation_message(validation, self._task.action, operation.hints)
            return _masked({"failed": True, "msg": message}, secrets)
        params = validation.validated_parameters

        def observe(exchange: Exchange) -> None:
            display.vvv(f"PagerDuty: {remove_values(str(exchange), secrets)}", host=host)

        def progress(line: str) -> None:
            display.v(remove_values(line, secrets), host=host)

        result = run_task(
            operation,
            params,
            check_mode=self._task.check_mode,
            diff_mode=bool(self._task.diff),
            environment={**os.environ, **environment},
            sessions=sessions(),
            user_agent=f"community.pagerduty ({operation.name}; ansible-core {ansible_version})",
            observe=observe if display.verbosity >= 3 else None,
            progress=progress if display.verbosity >= 1 else None,
            fresh=bool(self._task.until or self._task.retries),
            verbose=display.verbosity >= 3,
            ledger=ledger() if self._task.check_mode else None,
        )
        result["invocation"] = {"module_args": params}
        return _masked(result, secrets)


def without_tags(value: t.Any) -> t.Any:
    """A value without Ansible's tags, as a module receives it. Error messages can contain the type of a value."""
    if isinstance(value, t.Mapping):
        return {without_tags(key): without_tags(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_tags(entry) for entry in value]
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return int.__int__(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _masked(result: dict[str, t.Any], secrets: t.Iterable[str]) -> dict[str, t.Any]:
    return remove_values(result, secrets) if secrets else result


def _same_file(interpreter: str) -> bool:
    """Whether this process uses this interpreter. Links are not followed, because virtual environments use them."""
    return os.path.abspath(interpreter) == os.path.abspath(sys.executable)
