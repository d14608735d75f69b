# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down how long each task took, and which requests it sent.

BENCHMARK_REPORT names the file, a line of JSON for each task. BENCHMARK_EMULATOR is the emulator's URL; its log is
emptied after each task, outside of what is timed.
"""

from __future__ import annotations

import json
import os
import time
import typing as t
import urllib.request

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: benchmark_recorder
type: aggregate
short_description: Record tasks
description: Records how long each task took and which requests it sent.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "benchmark_recorder"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self.began = 0.0

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        self.began = time.perf_counter()

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self.record(result, None)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        shown = result._result
        messages = [shown, *(shown.get("results") or [])]
        self.record(result, next((str(one["msg"]) for one in reversed(messages) if "msg" in one), "failed"))

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        self.record(result, "unreachable")

    def record(self, result: t.Any, failure: str | None) -> None:
        seconds = time.perf_counter() - self.began
        shown = result._result
        entry = {
            "name": result._task.get_name().rsplit(" : ", 1)[-1],
            "seconds": seconds,
            "items": len(shown["results"]) if "results" in shown else 1,
            "changed": shown.get("changed", False),
            "failure": failure,
            "requests": self.requests(),
        }
        with open(os.environ["BENCHMARK_REPORT"], "a", encoding="utf-8") as report:
            report.write(json.dumps(entry) + "\n")

    def requests(self) -> list[dict[str, t.Any]]:
        url = f"{os.environ['BENCHMARK_EMULATOR']}/_emulator/requests"
        with urllib.request.urlopen(url, timeout=60) as answer:
            entries = json.load(answer)
        urllib.request.urlopen(urllib.request.Request(url, method="DELETE"), timeout=60).close()
        return entries
