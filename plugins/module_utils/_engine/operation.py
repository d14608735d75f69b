# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module does, as data: its options, and a function from the options to the result.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._core.connection_options import CONNECTION_SPEC
from .._schema.option_types import Spec, strict
from .session import Session

# The options of every module.
COMMON: dict[str, Spec] = {**CONNECTION_SPEC, "debug": {"type": "raw", "default": False}}


@dataclass(frozen=True, eq=False)
class Operation:
    """The operation of a module. `run.execute` runs it.

    name: the name of the module. options: its argument spec without the options in COMMON.
    constraints: constraints between options, under the names of AnsibleModule's parameters.
    work: a function that takes the validated options and returns the result.
    anonymous: whether the work requires no credentials, as for the Events API: a function of the validated options.
    secrets: a function of the options as the task states them that returns the secrets in options of the type `dict`,
        which Ansible does not know.
    hints: advice for options that do not exist but that users may expect, such as PagerDuty's own name of an attribute.
        The keys are dotted names. The text follows the error about the option, and has no full stop.
    """

    name: str
    options: dict[str, Spec]
    work: t.Callable[[dict[str, t.Any], Session], dict[str, t.Any]]
    constraints: dict[str, t.Any] = field(default_factory=dict)
    anonymous: t.Callable[[dict[str, t.Any]], bool] | None = None
    secrets: t.Callable[[dict[str, t.Any]], set[str]] | None = None
    hints: dict[str, str] = field(default_factory=dict)

    @property
    def argument_spec(self) -> dict[str, Spec]:
        return strict({**COMMON, **self.options})
