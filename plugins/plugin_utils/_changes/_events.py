# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events about a run: as tasks of the modules pagerduty_change_event and pagerduty_event.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass, fields

from ansible.release import __version__ as ansible_version

from ...module_utils._engine.operation import Operation
from ...module_utils._operations.change_event import CHANGE_EVENT_OPERATION
from ...module_utils._operations.event import EVENT_OPERATION
from ._origin import Origin
from ._outcome import Outcome

LONGEST_SUMMARY = 1024  # characters
LONGEST_TASK = 200  # characters of a task's name in a summary
MOST_HOSTS = 20  # names of hosts in an event


class Task(t.NamedTuple):
    """An operation, and its options."""

    operation: Operation
    options: dict[str, t.Any]


@dataclass(frozen=True)
class Settings:
    """The options of the callback plugin that determine what is sent. Its documentation describes them."""

    per: str
    send_unchanged: bool
    open_incidents: bool
    severity: str
    dedup_key: str | None
    source: str | None
    link: str | None

    @classmethod
    def names(cls) -> list[str]:
        return [field.name for field in fields(cls)]


class Reporter:
    """Makes the events about the outcomes of a run."""

    def __init__(self, settings: Settings, origin: Origin) -> None:
        self._settings = settings
        self._origin = origin

    def tasks(self, outcome: Outcome) -> list[Task]:
        """What to send about an outcome. The event for an incident comes first, because it is the more urgent one."""
        if not outcome.hosts:
            return []
        incident = [self._incident(outcome)] if self._settings.open_incidents else []
        if outcome.is_failure or outcome.changed or self._settings.send_unchanged:
            return [*incident, Task(CHANGE_EVENT_OPERATION, self._contents(outcome))]
        return incident

    def _incident(self, outcome: Outcome) -> Task:
        key = self._dedup_key(outcome)
        if not outcome.is_failure:
            return Task(EVENT_OPERATION, {"event_action": "resolve", "dedup_key": key})
        options = {
            "event_action": "trigger",
            "dedup_key": key,
            "severity": self._settings.severity,
            "client": "AWX" if self._origin.is_in_awx else "Ansible",
            "client_url": self._link,
        }
        return Task(EVENT_OPERATION, {**self._contents(outcome), **_without_empty(options)})

    def _contents(self, outcome: Outcome) -> dict[str, t.Any]:
        """The options that both kinds of events have."""
        when = outcome.ended.isoformat(timespec="milliseconds") if outcome.ended and outcome.play else None
        links = [{"href": self._link, "text": "Output of the run"}] if self._link else None
        return _without_empty(
            {
                "summary": self._summary(outcome),
                "source": self._settings.source or self._origin.source,
                "timestamp": when,
                "custom_details": self._details(outcome),
                "links": links,
            }
        )

    def _summary(self, outcome: Outcome) -> str:
        job = f" (job {self._origin.job})" if self._origin.job else ""
        play = f", play {outcome.play}" if outcome.play else ""
        total = f"{len(outcome.hosts)} host{'' if len(outcome.hosts) == 1 else 's'}"
        if not outcome.is_failure:
            result = f"successful, changed {len(outcome.changed)} of {total}"
        else:
            result = f"failed on {len(outcome.failed_hosts)} of {total}"
            if outcome.first_failed_task:
                result += f", first in the task {outcome.first_failed_task[:LONGEST_TASK]}"
        end = f": {result}"
        return f"{self._origin.name}{job}{play}"[: LONGEST_SUMMARY - len(end)] + end

    def _details(self, outcome: Outcome) -> dict[str, t.Any]:
        origin = self._origin
        failed = outcome.failed_hosts
        more = [f"and {len(failed) - MOST_HOSTS} more"] if len(failed) > MOST_HOSTS else []
        numbers = {
            "hosts": len(outcome.hosts),
            "hosts_ok": len(outcome.hosts) - len(failed),
            "hosts_changed": len(outcome.changed),
            "hosts_failed": len(outcome.failed),
            "hosts_unreachable": len(outcome.unreachable),
        }
        texts = {
            "playbook": origin.playbook,
            "play": outcome.play,
            "result": "failed" if outcome.is_failure else "successful",
            "first_failed_task": outcome.first_failed_task,
            "failed_hosts": ", ".join([*failed[:MOST_HOSTS], *more]),
            "user": origin.user,
            "job_template": origin.template,
            "job": origin.job,
            "launch_type": origin.launch_type,
            "inventory": origin.inventory,
            "limit": origin.limit,
            "tags": origin.tags,
            "skip_tags": origin.skip_tags,
            "revision": origin.revision,
            "ansible_core": ansible_version,
        }
        return {**_without_empty(texts), **numbers}

    def _dedup_key(self, outcome: Outcome) -> str:
        """The key that a failed run and the next successful one have in common."""
        if self._settings.dedup_key:
            return f"{self._settings.dedup_key}{' ' if outcome.play else ''}{outcome.play}"
        origin = self._origin
        same = [origin.name, origin.inventory, origin.limit, origin.tags, origin.skip_tags, outcome.play]
        return f"ansible-run-{hashlib.sha256(json.dumps(same).encode()).hexdigest()[:32]}"

    @property
    def _link(self) -> str:
        link = self._settings.link or ""
        return link.replace("{job_id}", self._origin.job) or self._origin.link


def _without_empty(values: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}
