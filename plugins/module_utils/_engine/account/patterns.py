# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of names, with which a task selects objects.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from fnmatch import fnmatchcase

from ..._schema.fields import Json, folded
from ..._schema.resource import Resource


def called(resource: Resource, raw: dict[str, Json]) -> set[str]:
    """The names of an object that patterns are compared with, folded."""
    summary = raw.get("summary")
    return {*resource.names_of(raw), *([folded(summary)] if isinstance(summary, str) else [])}


def matches(names: t.Iterable[str], patterns: t.Iterable[str]) -> bool:
    """Whether a name matches a pattern, such as `sandbox *`. Both are folded."""
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)
