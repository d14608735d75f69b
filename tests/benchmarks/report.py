# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables for people."""

from __future__ import annotations

import statistics
import typing as t


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def table(columns: t.Sequence[str], rows: t.Iterable[t.Sequence[t.Any]]) -> None:
    """Print rows under their columns: text to the left, numbers to the right."""
    cells = [[_shown(value) for value in row] for row in rows]
    widths = [max(map(len, [head, *(row[at] for row in cells)])) for at, head in enumerate(columns)]
    numeric = [all(_is_number(row[at]) for row in cells) for at in range(len(columns))]
    for row in [list(columns), ["-" * width for width in widths], *cells]:
        places = zip(row, widths, numeric, strict=True)
        line = [cell.rjust(width) if right else cell.ljust(width) for cell, width, right in places]
        print("  ".join(line).rstrip())
    print(flush=True)


def median(values: t.Iterable[float]) -> float:
    return statistics.median(list(values))


def _shown(value: t.Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"
    return str(value)


def _is_number(cell: str) -> bool:
    return cell == "-" or cell.replace(".", "", 1).replace("-", "", 1).isdigit()
