# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated regions in files that are otherwise written by hand.

A region is between two lines that mark it: comments with `generated: <region>` and `end of generated: <region>`. After
its name, the first mark may have settings: a YAML mapping in braces, which may continue on further lines of the
comment that are indented by three spaces.
"""

from __future__ import annotations

import re
from typing import Any

import yaml


def _start(region: str) -> str:
    return rf"^[^\n]*(?<!end of )generated: {region}(?![\w ]*\w)[^\n]*\n(?:#   [^\n]*\n)*"


def _end(region: str) -> str:
    return rf"^[^\n]*\bend of generated: {region}\b[^\n]*(?:\n|\Z)"


def has(text: str, region: str) -> bool:
    return re.search(_start(region), text, re.MULTILINE) is not None


def settings(text: str, region: str) -> dict[str, Any]:
    """Return the settings of a region; empty if it has none."""
    mark = re.search(_start(region), text, re.MULTILINE)
    braces = re.search(r"{.*}", mark[0].replace("\n#   ", " ")) if mark else None
    return yaml.safe_load(braces[0]) if braces else {}


def replaced(text: str, region: str, content: str) -> str:
    """Return the text with this content in the region. Raises ValueError if there is not exactly one such region."""
    marks = rf"({_start(region)}).*?({_end(region)})"
    result, count = re.subn(marks, lambda match: match[1] + content + match[2], text, flags=re.DOTALL | re.MULTILINE)
    if count != 1:
        raise ValueError(f"must have one region `generated: {region}`, and has {count}")
    return result


def removed(text: str, region: str) -> str:
    """Return the text without the region and its marks."""
    return re.sub(rf"{_start(region)}.*?{_end(region)}", "", text, flags=re.DOTALL | re.MULTILINE)


def with_ending(text: str, region: str, content: str) -> str:
    """Return the text with this content from the mark of the region to the end. Such a region has no second mark."""
    mark = re.search(_start(region), text, re.MULTILINE)
    if not mark:
        raise ValueError(f"must have a region `generated: {region}`")
    return text[: mark.end()] + content
