# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module shell: runs an operation as an ordinary Ansible module, on any host.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import gc
import os
import typing as t

# The code of a module is compiled each time that it runs. The garbage collector would find nothing, and takes time.
gc.disable()

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from . import zip_finder

zip_finder.install()

from .._core.connection_options import url_secrets
from .._core.transport import REQUESTS_IMPORT_ERROR
from .._engine.operation import Operation
from .._engine.run import run_task
from .._schema.validation import validation_message
from .sessions import Sessions

gc.enable()


class _Module(AnsibleModule):
    """AnsibleModule validates in its constructor, and calls `fail_json` there with the first error only."""

    def __init__(self, operation: Operation) -> None:
        self._hints: t.Mapping[str, str] | None = operation.hints
        super().__init__(argument_spec=operation.argument_spec, supports_check_mode=True, **operation.constraints)
        self._hints = None
        if operation.secrets:
            self.no_log_values.update(operation.secrets(self.params))

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        self.no_log_values.update(url_secrets(self.params))
        result = getattr(self, "validation_result", None)
        if self._hints is not None and result is not None and result.error_messages:
            msg = validation_message(result, self._name, self._hints)
        super().fail_json(msg=msg, **kwargs)
        raise SystemExit(1)  # not reached: AnsibleModule exits


def run_module(operation: Operation) -> None:
    """Run the operation with the arguments of this process, and exit."""
    module = _Module(operation)
    if REQUESTS_IMPORT_ERROR:
        module.fail_json(msg=missing_required_lib("requests"))
    result = run_task(
        operation,
        module.params,
        check_mode=module.check_mode,
        diff_mode=module._diff,
        environment=os.environ,
        sessions=Sessions(),
        user_agent=f"community.pagerduty ({operation.name}; ansible-core {module.ansible_version})",
        verbose=module._verbosity >= 3,
    )
    for warning in result.pop("warnings", ()):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
