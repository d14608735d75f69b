# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Summarize the requests of an integration run, and compare the requests of two runs.

    python3 tests/tools/request_summary.py exchanges.jsonl           writes exchanges.json, the summary
    python3 tests/tools/request_summary.py before.json after.jsonl   lists the differences; the exit code is then 1

A summary has the requests of each integration target, in order, one string each. What differs from one run to the next
is replaced: IDs, times, ports, keys and temporary folders. Two runs of the same code have the same summary, so the
summaries of two commits show which requests the changes between them add, remove or reorder.

Each argument is a recording (JSON lines, written by `make integration`) or a summary (one JSON document).
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# The requests of each target, in order.
Summary = dict[str, list[str]]

SHOWN = 200  # characters of a request in the list of differences

# What is replaced in every string of a request, in this order.
_VARIABLE = [
    (r"https?://(?:127\.0\.0\.1|localhost)(?::\d+)?", "{server}"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", "{time}"),
    (r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", "{uuid}"),
    (r"\b[0-9a-f]{16,}\b", "{key}"),
    (r"(?:/[^/\s\"']+)*/tmp/[^\s\"']+|/tmp/[^\s\"']+", "{file}"),
    (r"\b(?:[PQR][0-9A-Z]{6}|[QR][0-9A-Z]{13,25}|0[0-9A-Z]{25})\b", "{id}"),
]
_REPLACED = [(re.compile(pattern), word) for pattern, word in _VARIABLE]


def normalized(value: Any) -> Any:
    """Return a JSON value with everything replaced that differs from one run to the next."""
    if isinstance(value, dict):
        return {normalized(key): normalized(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normalized(item) for item in value]
    if isinstance(value, str):
        for pattern, word in _REPLACED:
            value = pattern.sub(word, value)
    return value


def line(exchange: dict[str, Any]) -> str:
    """Return one request as a string: its method, path, query and body."""
    parts = [exchange["method"], normalized(exchange["path"])]
    parts += [_json(exchange[key]) for key in ("query", "request_body") if exchange[key]]
    return " ".join(parts)


def _json(value: Any) -> str:
    return json.dumps(normalized(value), sort_keys=True, ensure_ascii=False)


def summarize(lines: Iterable[str]) -> Summary:
    """Return the summary of a recording.

    lines: the recording's lines. Each is an exchange, or `{"target": name}` before the exchanges of this target. Raises
    ValueError if an exchange belongs to no target.
    """
    summary: Summary = {}
    target = None
    for text in lines:
        entry = json.loads(text)
        if "target" in entry:
            target = summary.setdefault(entry["target"], [])
        elif target is None:
            raise ValueError("the recording begins with a request of an unknown target")
        else:
            target.append(line(entry))
    return dict(sorted(summary.items()))


def differences(before: Summary, after: Summary) -> list[str]:
    """Return the differences of two summaries, one line each: requests removed, added or in another order."""
    found = []
    for target in sorted(before.keys() | after.keys()):
        old, new = before.get(target), after.get(target)
        if old is None or new is None:
            found.append(f"{target}: only in the {'second' if old is None else 'first'} run")
        elif old != new:
            found += [f"{target}: {text}" for text in _of_target(old, new)]
    return found


def _of_target(old: list[str], new: list[str]) -> list[str]:
    counts, others = Counter(old), Counter(new)
    changed = [request for request in dict.fromkeys(old + new) if counts[request] != others[request]]
    if changed:
        return [f"{counts[request]} -> {others[request]} times {_shown(request)}" for request in changed]
    first = next(number for number, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1])
    return [f"another order from request {first + 1} on: {_shown(old[first])} -> {_shown(new[first])}"]


def _shown(request: str) -> str:
    return request if len(request) <= SHOWN else request[: SHOWN - 3] + "..."


def read(path: Path) -> Summary:
    """Return the summary that the file contains, or the summary of the recording that it contains."""
    if path.suffix == ".json":
        summary: Summary = json.loads(path.read_text(encoding="utf-8"))
        return summary
    with path.open(encoding="utf-8") as lines:
        return summarize(lines)


def main(words: list[str]) -> int:
    if len(words) not in (1, 2):
        print("usage: request_summary.py RECORDING | BEFORE AFTER", file=sys.stderr)
        return 2
    summaries = [read(Path(word)) for word in words]
    if len(summaries) == 1:
        for target, requests in summaries[0].items():
            print(f"{len(requests):6} {target}")
        written = Path(words[0]).with_suffix(".json")
        written.write_text(json.dumps(summaries[0], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{sum(map(len, summaries[0].values()))} requests. The summary is in {written}")
        return 0
    found = differences(*summaries)
    print("\n".join(found) if found else "The two runs sent the same requests")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
