# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened in a playbook or in a play: on which hosts tasks ran, changed something or failed.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Outcome:
    """The outcome of a playbook or of a play. Hosts are counted as in Ansible's recap.

    play: the name of the play; "" for a whole playbook.
    changed, unreachable: names of hosts. failed: names of hosts, each with the task that failed first, in the order in
    which they failed. ended: when the last task ended; None until then.
    """

    play: str = ""
    hosts: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    ended: datetime | None = None

    def add_success(self, host: str, changed: bool) -> None:
        """Record a task that succeeded, was skipped, or whose failure does not count."""
        self.hosts.add(host)
        if changed:
            self.changed.add(host)

    def add_failure(self, host: str, task: str) -> None:
        self.hosts.add(host)
        self.failed.setdefault(host, task)

    def add_unreachable(self, host: str) -> None:
        self.hosts.add(host)
        self.unreachable.add(host)

    def end(self) -> None:
        """Set the time of the end, if it is not set yet."""
        self.ended = self.ended or datetime.now(UTC)

    @property
    def is_failure(self) -> bool:
        return bool(self.failed or self.unreachable)

    @property
    def failed_hosts(self) -> list[str]:
        """The names of all hosts that failed or were unreachable."""
        return sorted({*self.failed, *self.unreachable})

    @property
    def first_failed_task(self) -> str:
        return next(iter(self.failed.values()), "")


def task_name(task: t.Any) -> str:
    """The name of a task as the playbook states it. Its templates are not evaluated: they could contain secrets.

    task: a Task of Ansible. A task without a name has the name of its module.
    """
    name = _stated_name(task) or str(task.action)
    return f"{task._role.get_name()} : {name}" if task._role else name


def play_name(play: t.Any) -> str:
    """The name of a play as the playbook states it, or else its hosts."""
    hosts = (play.get_ds() or {}).get("hosts", "")
    return _stated_name(play) or (", ".join(map(str, hosts)) if isinstance(hosts, list) else str(hosts))


def _stated_name(part: t.Any) -> str:
    # Tasks that Ansible adds, such as the one that gathers facts, are in no playbook.
    stated = part.get_ds()
    return str(stated.get("name") or "") if isinstance(stated, dict) else str(part.name or "")


def is_rescued(task: t.Any) -> bool:
    """Whether a block rescues the failure of this task.

    A block with `rescue` does this for all that is in its `block`, also within other blocks, roles and included files.
    """
    inside = {task._uuid}
    parent = task._parent
    while parent is not None:
        # Only blocks have these lists. The other parents are tasks that include files or roles.
        if getattr(parent, "rescue", None) and any(entry._uuid in inside for entry in parent.block):
            return True
        inside.add(parent._uuid)
        parent = parent._parent
    return False
