# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All random values. They depend on the seed only."""

from __future__ import annotations

import random
import string
import uuid

ID_ALPHABET = string.ascii_uppercase + string.digits


class SeededRandom:
    """All random values. Each type of value has its own generator, so that one does not change the others.

    ``restarts``: how often the emulator was started with the same database. Each time, there are other values.
    """

    def __init__(self, seed: int, restarts: int = 0):
        self.seed = seed
        self.restarts = restarts
        origin = f"{seed} {restarts}" if restarts else f"{seed}"
        self._ids = random.Random(f"ids {origin}")
        self._requests = random.Random(f"requests {origin}")
        self._tokens = random.Random(f"tokens {origin}")
        self._accounts = random.Random(f"accounts {origin}")
        self._keys = random.Random(f"keys {origin}")
        self._events = random.Random(f"events {origin}")
        self._numbers = random.Random(f"numbers {origin}")
        self._webhooks = random.Random(f"webhooks {origin}")
        self._orchestrations = random.Random(f"orchestrations {origin}")
        self._shifts = random.Random(f"shifts {origin}")
        self._audit = random.Random(f"audit {origin}")
        self._audits = 0
        self._dependencies = random.Random(f"dependencies {origin}")
        self._automation = random.Random(f"automation {origin}")
        self.faults = random.Random(f"faults {origin}")
        self._automated = 0
        self.used: set[str] = set()

    def identifier(self) -> str:
        """A new ID that looks like PagerDuty's: ``P`` and six of A-Z and 0-9."""
        while True:
            drawn = "P" + "".join(self._ids.choices(ID_ALPHABET, k=6))
            if drawn not in self.used:
                self.used.add(drawn)
                return drawn

    def account_id(self) -> str:
        """An account's ID."""
        return "P" + "".join(self._accounts.choices(ID_ALPHABET, k=6))

    def long_identifier(self) -> str:
        """A new longer ID, for incidents, alerts and log entries: ``Q`` and thirteen of A-Z and 0-9."""
        while True:
            drawn = "Q" + "".join(self._ids.choices(ID_ALPHABET, k=13))
            if drawn not in self.used:
                self.used.add(drawn)
                return drawn

    def dependency_id(self) -> str:
        """The ID of a dependency between services: ``D`` and fifteen of A-Z and 0-9."""
        return "D" + "".join(self._dependencies.choices(ID_ALPHABET, k=15))

    def key(self) -> str:
        """32 hexadecimal digits: an integration key, a deduplication key."""
        return f"{self._keys.getrandbits(128):032x}"

    def number(self) -> int:
        """A whole number, the ID of an email parser."""
        return self._numbers.randrange(1, 1 << 31)

    def secret(self) -> str:
        """A webhook's secret: 64 letters and digits."""
        return "".join(self._keys.choices(string.ascii_letters + string.digits, k=64))

    def event_id(self) -> str:
        """The ID of a webhook event or change event: ``01`` and 24 of A-Z and 0-9."""
        return "01" + "".join(self._events.choices(ID_ALPHABET, k=24))

    def webhook_id(self) -> str:
        """A value for ``X-Webhook-Id``: a UUID."""
        return str(uuid.UUID(int=self._webhooks.getrandbits(128), version=4))

    def uuid(self) -> str:
        """The ID of an event orchestration or of one of its integrations."""
        return str(uuid.UUID(int=self._orchestrations.getrandbits(128), version=4))

    def rule_id(self) -> str:
        """The ID of a rule of an event orchestration: 8 hexadecimal digits."""
        return f"{self._orchestrations.getrandbits(32):08x}"

    def routing_key(self) -> str:
        """The key of an event orchestration's integration: ``R`` and 31 of A-Z and 0-9."""
        return "R" + "".join(self._orchestrations.choices(ID_ALPHABET, k=31))

    def version(self) -> str:
        """The version of an event orchestration or of its rules: 32 letters, digits, dots and underscores."""
        return "".join(self._orchestrations.choices(f"{string.ascii_letters}{string.digits}._", k=32))

    def shift_id(self) -> str:
        """The ID of a part of a shift-based schedule: 26 of A-Z and 2-7."""
        return "".join(self._shifts.choices(f"{string.ascii_uppercase}234567", k=26))

    def automation_id(self) -> str:
        """The ID of a runner, an automation action or an invocation: ``01`` and 24 of A-Z and 0-9.

        A later one is greater, as PagerDuty's are.
        """
        self._automated += 1
        order = f"{self.restarts:03X}{self._automated:06X}"
        return f"01{order}" + "".join(self._automation.choices(ID_ALPHABET, k=15))

    def audit_id(self) -> str:
        """The ID of an audit record: ``PD`` and 22 of A-Z and 0-9. Those of later records are larger."""
        self._audits += 1
        return f"PD{self._audits:08}" + "".join(self._audit.choices(ID_ALPHABET, k=14))

    def request_id(self) -> str:
        """A value for ``x-request-id``."""
        return f"{self._requests.getrandbits(128):032x}"

    def access_token(self, region: str) -> str:
        """An OAuth access token: ``pdus+_0XBPWQQ_`` and a UUID."""
        middle = "".join(self._tokens.choices(ID_ALPHABET, k=6))
        return f"pd{region}+_0{middle}_{uuid.UUID(int=self._tokens.getrandbits(128), version=4)}"
