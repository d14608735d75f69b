# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where PagerDuty's documents and PagerDuty's own tools differ.

The tools (the Terraform provider, the MCP server, the clients) run against PagerDuty every day, so the emulator takes
what they send. With ``--strict`` it keeps to the letter of the documents. A property of a declaration that depends on
this is a `Differs`: the declaration states both values, and the code that reads the property gets the one that applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


@dataclass(frozen=True)
class Differs(Generic[Value]):
    """A property with two values: what PagerDuty's tools show, and what its documents say."""

    tools: Value
    documents: Value


@overload
def effective(value: Differs[Value], *, strict: bool) -> Value: ...


@overload
def effective(value: Value, *, strict: bool) -> Value: ...


def effective(value: Any, *, strict: bool) -> Any:
    """The value that applies: the documents' if strict, else the tools'. A property with one value is that value."""
    if isinstance(value, Differs):
        return value.documents if strict else value.tools
    return value


STRICTLY = Differs(tools=False, documents=True)
"""What only the documents demand."""

LENIENTLY = Differs(tools=True, documents=False)
"""What only the tools do."""
