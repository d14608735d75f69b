# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors that only incidents have. PagerDuty documents the codes, but not all of the messages."""

from __future__ import annotations

from ...core.errors import ApiError

MESSAGES = {
    1001: "Incident Already Resolved",
    1002: "Incident Already Acknowledged",
    1003: "Invalid Status Provided",
    1006: "Cannot Escalate",
    1007: "Assigned User Not Found",
    1012: "Incident Is Not Acknowledged",
    1013: "Snooze Duration Invalid",
    1014: "Escalation Policy Not Found",
    1015: "Nobody Is On Call For The Escalation Policy",
    1019: "Incident Already Merged",
    1020: "Invalid Priority",
}
"""PagerDuty's codes → their messages."""


def impossible(code: int, *errors: str) -> ApiError:
    """400, the incident's state does not allow the change. ``code``: a key of `MESSAGES`."""
    return ApiError(400, MESSAGES[code], code, errors)


def arguments(*errors: str) -> ApiError:
    """400 with the code 2002, which PagerDuty returns if an incident key is in use."""
    return ApiError(400, "Arguments Caused Error", 2002, errors)
