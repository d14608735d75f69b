# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both shells tell an operation whether Ansible shows diffs (`--diff`, or the keyword `diff` of a task)."""

from __future__ import annotations

import json
import typing as t
from unittest.mock import MagicMock

import pytest
from ansible.module_utils import basic

from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.session import Session
from ansible_collections.community.pagerduty.plugins.module_utils._shells.module import run_module
from ansible_collections.community.pagerduty.plugins.plugin_utils._action import OperationAction


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    return {"changed": False, "diff_mode": session.diff_mode, "check_mode": session.check_mode}


OPERATION = Operation("pagerduty_test", {}, _work)
OPTIONS = {"api_token": "a-token", "api_url": "http://127.0.0.1:9"}


class Action(OperationAction):
    operation = OPERATION


@pytest.mark.parametrize("diff", [True, False])
@pytest.mark.parametrize("check", [True, False])
def test_the_module_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], diff: bool, check: bool
) -> None:
    arguments = {**OPTIONS, "_ansible_remote_tmp": "/tmp", "_ansible_diff": diff, "_ansible_check_mode": check}
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
    monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
    with pytest.raises(SystemExit):
        run_module(OPERATION)
    result = json.loads(capsys.readouterr().out)
    assert (result["diff_mode"], result["check_mode"]) == (diff, check)


@pytest.mark.parametrize("diff", [True, False])
def test_the_action_shell(diff: bool) -> None:
    task = MagicMock(args=OPTIONS, action="pagerduty_test", async_val=0, check_mode=False, diff=diff, environment=None)
    task.until = task.retries = None
    action = Action(
        task=task, connection=MagicMock(transport="local", become=None), play_context=MagicMock(), loader=MagicMock(),
        templar=MagicMock(), shared_loader_obj=MagicMock(),
    )  # fmt: skip
    action._templar.template.return_value = None
    result = action.run(task_vars={})
    assert result["diff_mode"] is diff, result
