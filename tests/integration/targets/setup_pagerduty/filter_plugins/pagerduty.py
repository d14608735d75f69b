# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration targets say often."""

from __future__ import annotations

import re


def lines(requests):
    """Requests of the emulator's log, a line each: `PUT /services/PIJ90N7`."""
    return [f"{request['method']} {request['path']}" for request in requests]


def tasks(output):
    """What a run of ansible-playbook printed for each of its tasks, by the task's name."""
    found = {}
    for section in re.split(r"^TASK ", output, flags=re.MULTILINE)[1:]:
        name, rest = section.split("]", 1)
        found[name.lstrip("[")] = rest
    return found


class FilterModule:
    def filters(self):
        return {"pagerduty_lines": lines, "pagerduty_tasks": tasks}
