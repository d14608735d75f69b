# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences between PagerDuty's documents and PagerDuty's own tools.

The tools (the Terraform provider, the MCP server, the clients) work with PagerDuty, so the emulator accepts what they
send. With ``--strict``, it follows the documents. A property of a declaration that depends on this is a `Differs`: the
declaration states both values, and `effective` returns the one that applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


@dataclass(frozen=True)
class Differs(Generic[Value]):
    """A property with two values: one according to PagerDuty's tools, the other according to its documents."""

    tools: Value
    documents: Value


@overload
def effective(value: Differs[Value], *, strict: bool) -> Value: ...


@overload
def effective(value: Value, *, strict: bool) -> Value: ...


def effective(value: Any, *, strict: bool) -> Any:
    """The value of a property that applies.

    A `Differs` has the value of the documents with ``strict``, otherwise that of the tools. Any other value applies.
    """
    if isinstance(value, Differs):
        return value.documents if strict else value.tools
    return value


STRICTLY = Differs(tools=False, documents=True)
"""True according to the documents only."""

LENIENTLY = Differs(tools=True, documents=False)
"""True according to the tools only."""
