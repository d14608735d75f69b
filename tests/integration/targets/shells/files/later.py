# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the escalation policy `Later` after some seconds, as somebody else would: later.py URL TOKEN SECONDS."""

from __future__ import annotations

import json
import sys
import time
import urllib.request


def main(url, token, seconds):
    time.sleep(float(seconds))

    def call(path, body=None):
        headers = {"Authorization": f"Token token={token}", "Content-Type": "application/json"}
        data = body and json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(url + path, data, headers)) as answer:
            return json.load(answer)

    owner = call("/users?query=owner@example.com")["users"][0]["id"]
    rule = {"escalation_delay_in_minutes": 5, "targets": [{"id": owner, "type": "user_reference"}]}
    policy = {"type": "escalation_policy", "name": "Later", "escalation_rules": [rule]}
    call("/escalation_policies", {"escalation_policy": policy})


if __name__ == "__main__":
    main(*sys.argv[1:])
