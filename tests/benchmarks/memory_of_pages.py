# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a whole listing page by page, keeps nothing, and prints how much memory that takes (JSON).

Run as a process of its own: memory_of_pages.py URL
"""

from __future__ import annotations

import json
import os
import sys
import time

from emulated import TOKEN
from memory import proportional

from ansible_collections.community.pagerduty.plugins.module_utils._core.client import Client
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection


def main(url: str) -> None:
    client = Client(Connection.from_params({"api_url": url, "api_token": TOKEN})).for_task()
    began = time.perf_counter()
    samples = []
    objects = 0
    for page in client.pages("/services", "services"):
        objects += len(page.items)
        samples.append(proportional(os.getpid()))
    print(
        json.dumps(
            {
                "objects": objects,
                "pages": len(samples),
                "seconds": time.perf_counter() - began,
                "at_first": samples[0],
                "at_tenth": samples[min(9, len(samples) - 1)],
                "at_last": samples[-1],
                "peak": max(samples),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
