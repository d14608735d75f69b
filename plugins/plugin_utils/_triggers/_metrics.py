# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The counters of the webhook source, for its log and for Prometheus.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from collections import Counter

_HELP = {
    "received": "Requests to the webhook path.",
    "verified": "Requests that were signed with a known secret.",
    "refused": "Requests that were rejected, by reason.",
    "deferred": "Webhooks that got 503, so that PagerDuty sends them again later, by reason.",
    "malformed": "Signed requests that contained no event.",
    "pings": "Test events.",
    "filtered": "Events that the options exclude.",
    "duplicate": "Events that had been received before.",
    "queued": "Events that were accepted for the rules.",
    "altered": "Events that were changed because ansible-rulebook can't process some of their keys or values.",
    "damaged": "Events of an earlier run that could not be read from the state file.",
    "delivered": "Events that the rule engine has fetched.",
    "errors": "Errors of connections, such as too many open files or a failed TLS handshake, by reason.",
    "dropped": "Connections that were closed because they were too slow or too many.",
    "waiting": "Events that are accepted but not fetched yet.",
    "room": "Events that can still be accepted.",
    "unfetched_seconds": "Seconds for which events have been waiting while the rule engine has fetched none.",
    "stalled": "1 if the rule engine has fetched no waiting event for stalled_after seconds, otherwise 0.",
    "connections": "Open connections.",
}
_GAUGES = ("waiting", "room", "unfetched_seconds", "stalled", "connections")
_BY_REASON = ("refused", "deferred", "errors")


class Metrics:
    """The counters. One thread writes them. Any thread can read them."""

    def __init__(self, read: t.Callable[[], dict[str, int]]) -> None:
        self._counts: Counter[str] = Counter()
        self._reasons: dict[str, Counter[str]] = {name: Counter() for name in _BY_REASON}
        self._read = read  # returns the values that other objects count

    def count(self, name: str, reason: str | None = None) -> None:
        self._counts[name] += 1
        if reason is not None:
            self._reasons[name][reason] += 1

    def values(self) -> dict[str, int]:
        return {**{name: self._counts[name] for name in _HELP}, **self._read()}

    def reasons(self, name: str) -> dict[str, int]:
        return dict(sorted(self._reasons[name].items()))

    def line(self) -> str:
        """All counters in one line, for the log."""
        parts = []
        for name, value in self.values().items():
            if name in ("room", "unfetched_seconds", "connections"):
                continue
            reasons = ""
            if value and name in _BY_REASON:
                reasons = ", ".join(f"{reason} {count}" for reason, count in self.reasons(name).items())
            parts.append(f"{name} {value}{f' ({reasons})' if reasons else ''}")
        return ", ".join(parts)

    def prometheus(self, prefix: str = "pagerduty_webhook") -> str:
        """The text format of Prometheus, version 0.0.4."""
        lines = []
        for name, value in self.values().items():
            gauge = name in _GAUGES
            metric = f"{prefix}_{name}" if gauge else f"{prefix}_{name}_total"
            lines += [f"# HELP {metric} {_HELP[name]}", f"# TYPE {metric} {'gauge' if gauge else 'counter'}"]
            if name in _BY_REASON:
                lines += [f'{metric}{{reason="{reason}"}} {count}' for reason, count in self.reasons(name).items()]
            else:
                lines.append(f"{metric} {value}")
        return "\n".join(lines) + "\n"
