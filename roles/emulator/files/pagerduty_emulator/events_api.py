# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Events API v2, on the same port: ``POST /v2/enqueue`` and ``POST /v2/change/enqueue``.

PagerDuty has a separate host for this, ``events.pagerduty.com``. There is no ``Authorization``: the body has a routing
key, the key of an integration. Errors have another form than those of the REST API.
"""

from __future__ import annotations

from .core.state import Account, Emulator
from .core.strictness import Differs, effective
from .resources import change_events
from .resources.alerts import processing
from .schema.call import Reply

EVENT_PATH, CHANGE_PATH = "/v2/enqueue", "/v2/change/enqueue"
DOCUMENTED_PATHS = {EVENT_PATH: EVENT_PATH, CHANGE_PATH: CHANGE_PATH}
PATHS = Differs(
    tools={**DOCUMENTED_PATHS, f"{EVENT_PATH}/": EVENT_PATH, f"{CHANGE_PATH}/": CHANGE_PATH},
    documents=DOCUMENTED_PATHS,
)
"""Paths of requests → the documented path. The Python client pypd appends a slash."""

RECEIVERS = {EVENT_PATH: processing.receive_event, CHANGE_PATH: change_events.receive_event}


def path_of(path: str, *, strict: bool) -> str | None:
    """The documented path for the path of a request; None if it is not for the Events API."""
    return effective(PATHS, strict=strict).get(path)


def handle(emulator: Emulator, path: str, body: bytes) -> tuple[Account | None, Reply]:
    """The account that an event is for, and the response. ``path``: ``EVENT_PATH`` or ``CHANGE_PATH``."""
    return RECEIVERS[path](emulator, body)
