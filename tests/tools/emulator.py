# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the emulator for a test or the quickstart, and stops it."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project import CACHE, EMULATOR, ROOT, Failure, say
from venvs import Venv

_SECONDS_TO_START = 30
_SECONDS_TO_STOP = 10


@contextmanager
def running(venv: Venv, record: Path | None = None) -> Iterator[str]:
    """Run the emulator on a free port, with a new account, and yield its URL.

    record: a file for all requests and responses, which is replaced. The emulator is strict, so that requests that
    PagerDuty's documents do not allow fail.
    """
    command = [str(venv.python), str(ROOT / EMULATOR), "--port", "0", "--seed", "1", "--strict"]
    if record:
        record.parent.mkdir(parents=True, exist_ok=True)
        record.unlink(missing_ok=True)
        command += ["--record", str(record)]
    CACHE.mkdir(exist_ok=True)
    log = CACHE / f"emulator{f'-of-{record.stem}' if record else ''}.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command,
            env=venv.environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            url = _first_line(process)
            if not url.startswith("http"):
                errors.flush()
                said = log.read_text(encoding="utf-8").strip() or "nothing"
                raise Failure(f"The emulator did not start. Its output: {url} {said}")
            say(f"The URL of the emulator is {url} (its log: {log.relative_to(ROOT)})")
            yield url
            if process.poll() is not None:
                raise Failure(f"The emulator ended unexpectedly; see {log.relative_to(ROOT)}")
        finally:
            _stop(process)


def _first_line(process: subprocess.Popen[str]) -> str:
    """Return the first line of the output, and continue to read, so that the process is never blocked."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert process.stdout
        for line in process.stdout:
            lines.put(line.strip())
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    try:
        return lines.get(timeout=_SECONDS_TO_START)
    except queue.Empty:
        return ""


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
