# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that a process of Ansible keeps between the items of a loop: sessions with their caches, and validators.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
from pathlib import Path

from ansible import constants as C
from ansible import context
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..module_utils._engine.operation import Operation
from ..module_utils._shells.sessions import Sessions


class _Process:
    """The objects of this process. A forked worker must not use the sessions of its parent, so it creates new ones."""

    pid = 0
    sessions = Sessions()
    validators: dict[str, ArgumentSpecValidator] = {}


def sessions() -> Sessions:
    """The sessions of this process."""
    if _Process.pid != os.getpid():
        _Process.pid = os.getpid()
        _Process.sessions = Sessions()
    return _Process.sessions


def validator(operation: Operation) -> ArgumentSpecValidator:
    """The validator of the operation's options."""
    if operation.name not in _Process.validators:
        _Process.validators[operation.name] = ArgumentSpecValidator(operation.argument_spec, **operation.constraints)
    return _Process.validators[operation.name]


def ledger() -> str | None:
    """The file for the predictions of a run with `--check`. All workers share its folder, which ends with the run.

    None in other runs: a task with `check_mode: true` is followed by tasks that make the changes.
    """
    if not context.CLIARGS.get("check"):
        return None
    return str(Path(C.DEFAULT_LOCAL_TMP) / "community.pagerduty.check-mode.jsonl")
