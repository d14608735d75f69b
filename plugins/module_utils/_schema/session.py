# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the hooks of a declaration may use while a task runs.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

PREFIX = "check-mode-"  # of the IDs of objects that only check mode has created; no ID of PagerDuty has a hyphen


def is_predicted(object_id: object) -> bool:
    """Whether it is the ID of an object that only check mode has created."""
    return str(object_id).startswith(PREFIX)


class Session(t.Protocol):
    """The session of one task; the engine implements it.

    client: the REST client. names: the index of objects, which turns names into references. check_mode: whether the
    task only predicts. diff_mode: whether Ansible shows the diff. predictions: what earlier tasks of a run in check
    mode have predicted, None if it is not known.
    """

    @property
    def client(self) -> t.Any: ...

    @property
    def names(self) -> t.Any: ...

    @property
    def check_mode(self) -> bool: ...

    @property
    def diff_mode(self) -> bool: ...

    @property
    def predictions(self) -> t.Any: ...

    def warn(self, message: str) -> None: ...
