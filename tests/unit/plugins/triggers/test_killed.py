# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed at any point, the webhook source loses nothing that it has answered, and repeats little."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
import typing as t
from pathlib import Path

import requests

from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._feed import MAX_UNMARKED
from ansible_collections.community.pagerduty.tests.unit.plugins.triggers.engine import SECRET, incident_event, webhook

KILLABLE = Path(__file__).with_name("killable.py")

EVENTS = 500
LIVES = 6


class Life:
    """One run of the source."""

    def __init__(self, folder: Path, number: int, seconds: float) -> None:
        self.file = folder / f"life {number}"
        self.file.touch()
        options = {
            "host": "127.0.0.1",
            "port": 0,
            "secret": SECRET,
            "state_dir": str(folder / "state"),
            "max_waiting": 50,
        }
        self.process = subprocess.Popen(
            [sys.executable, str(KILLABLE), str(self.file), json.dumps(options), str(seconds)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        while not self.lines():
            assert self.process.poll() is None, "the source did not start"
            time.sleep(0.01)
        self.port = int(self.lines()[0])

    def lines(self) -> list[str]:
        # A line that the kill has cut off was still handed over.
        return self.file.read_text().splitlines()

    def fetched(self) -> list[dict[str, t.Any]]:
        return [json.loads(line) for line in self.lines()[1:]]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def test_killed_at_random_points_of_500_events(tmp_path: Path) -> None:
    chance = random.Random(1)
    deadly = sorted(chance.sample(range(EVENTS), LIVES - 1))
    # Rules that wait for events, and rules that are behind when the source is killed.
    slowness = [chance.choice([0.0, 0.005]) for _each in range(LIVES)]
    life = Life(tmp_path, 0, slowness[0])
    lives = [life]
    session = requests.Session()
    answered: set[int] = set()
    for number in range(EVENTS):
        body, headers = webhook(incident_event(number))
        killer = None
        if number in deadly:
            # Before, while or after this event is taken, stored, answered or fetched.
            killer = threading.Timer(chance.uniform(0, 0.01), life.process.kill)
            killer.start()
        # As PagerDuty does: again until it is accepted.
        while number not in answered:
            with contextlib.suppress(requests.ConnectionError):
                status = session.post(f"http://127.0.0.1:{life.port}/pagerduty", data=body, headers=headers).status_code
                assert status in (202, 503)
                if status == 202:
                    answered.add(number)
                else:
                    time.sleep(0.01)
            if killer is not None and (life.process.poll() is not None or number in answered):
                killer.join()
                life.process.wait()
                life = Life(tmp_path, len(lives), slowness[len(lives)])
                lives.append(life)
                killer = None
    while EVENTS - 1 not in {one["number"] for one in life.fetched()}:
        assert life.process.poll() is None
        time.sleep(0.01)
    life.kill()
    assert len(lives) == LIVES
    assert 0 < slowness.count(0.0) < LIVES

    seen: list[int] = []
    for before, after in zip([None, *lives], lives):
        fetched = [one["number"] for one in after.fetched()]
        again = [number for number in fetched if number in seen]
        # What comes again is the end of what was fetched just before the kill, and says so.
        assert again == sorted(again)
        assert len(again) <= MAX_UNMARKED + 1
        assert set(again) <= set(seen[-MAX_UNMARKED - 1 :])
        marked = {one["number"] for one in after.fetched() if one["redelivered"]}
        assert set(again) <= marked
        assert before is not None or not marked
        # Those that are marked come first.
        assert fetched[: len(marked)] == sorted(marked)
        assert fetched == sorted(fetched)
        seen += [number for number in fetched if number not in again]
    assert seen == list(range(EVENTS))
