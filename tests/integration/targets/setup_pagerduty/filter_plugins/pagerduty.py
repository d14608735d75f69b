# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration targets say often."""

from __future__ import annotations


def lines(requests):
    """Requests of the emulator's log, a line each: `PUT /services/PIJ90N7`."""
    return [f"{request['method']} {request['path']}" for request in requests]


class FilterModule:
    def filters(self):
        return {"pagerduty_lines": lines}
