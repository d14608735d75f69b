# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the outcome of each task of a run to a file, as a list of a host, a name and an outcome."""

from __future__ import annotations

DOCUMENTATION = r"""
name: outcomes
type: notification
short_description: Write the outcome of each task to a file
version_added: 1.0.0
author:
  - community.pagerduty contributors (@ansible-collections)
description:
  - The environment variable E(OUTCOMES_FILE) names the file.
"""

import json
import os
from pathlib import Path

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "outcomes"

    def __init__(self):
        super().__init__()
        self.outcomes = []

    def _add(self, result, outcome):
        self.outcomes.append([result._host.get_name(), result._task.get_name(), outcome])

    def v2_runner_on_ok(self, result):
        self._add(result, "changed" if result._result.get("changed") else "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        message = str(result._result.get("msg", "")).splitlines()
        self._add(result, f"failed: {message[0] if message else ''}")

    def v2_runner_on_skipped(self, result):
        self._add(result, "skipped")

    def v2_playbook_on_stats(self, stats):
        Path(os.environ["OUTCOMES_FILE"]).write_text(json.dumps(self.outcomes), encoding="utf-8")
