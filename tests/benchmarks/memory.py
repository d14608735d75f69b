# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory of a process and all its descendants, read from /proc while it runs."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from pathlib import Path

INTERVAL = 0.02
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class Watch:
    """Samples the proportional set size (each shared page counted once) of a process tree until it is stopped.

    peak: the highest sum, in MB.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._ended.is_set():
            began = time.perf_counter()
            self.peak = max(self.peak, sum(map(proportional, tree(self.pid))))
            self._ended.wait(max(INTERVAL, 2 * (time.perf_counter() - began)))


def proportional(pid: int) -> float:
    """The proportional set size of one process, in MB; 0 if it has ended."""
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def tree(root: int) -> list[int]:
    """A process and its descendants."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found
