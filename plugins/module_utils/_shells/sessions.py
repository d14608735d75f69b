# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions of a process, with what the library knows about resources.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._engine import session
from .._engine.names import Names


def _sender_email(names: Names, value: str) -> str:
    if "@" in value:
        return value
    from .._resources.user import sender_email  # only a name or an ID needs it

    return sender_email(names, value)


def _check_sender(task: session.Session) -> None:
    from .._resources.user import check_sender  # only check mode needs it

    check_sender(task)


class Sessions(session.Sessions):
    """The sessions of a process. `from_email` can be the name or the ID of a user."""

    def __init__(self, **options: t.Any) -> None:
        super().__init__(_sender_email, _check_sender, **options)
