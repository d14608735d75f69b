# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are generated from PagerDuty's OpenAPI document: the emulator returns documented responses.

No response has a status of 500 or more, none takes longer than a minute, and the responses of all operations in the
document have the documented form. The state is kept in a database, and reading it again gives the same state.

PAGERDUTY_OPENAPI is the path of the document. GENERATED_SEED and GENERATED_REQUESTS select other requests: a failure
shows its seed, its number and the request. `make nightly` sends 20,000 requests. Only then is it also checked that
nearly all operations succeed, and that each exception is needed.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aiohttp")

from ansible_collections.community.pagerduty.tests.contract.fuzzing import Allowed, Outcome, Run, run

SEED = int(os.environ.get("GENERATED_SEED", "1"))
REQUESTS = int(os.environ.get("GENERATED_REQUESTS", "2000"))

ENOUGH = 20_000
"""So many requests reach nearly all operations and each exception."""

enough = pytest.mark.skipif(REQUESTS < ENOUGH, reason=f"only with {ENOUGH} requests: make nightly")

MODES: tuple[dict[str, bool], ...] = ({}, {"strict": True})
"""The emulator's options, each in a process of its own, with its share of the requests."""

ALLOWED = (
    *(
        Allowed(
            operation,
            "'whatsapp_contact_method' is not one of",
            "the document describes this type in requests and in the list, and leaves it out here",
        )
        for operation in (
            "POST /users/{id}/contact_methods",
            "GET /users/{id}/contact_methods/{contact_method_id}",
            "PUT /users/{id}/contact_methods/{contact_method_id}",
        )
    ),
    *(
        Allowed(
            operation,
            "field_value_change_log_entry' is not one of",
            "the document describes these types, and leaves them out of the types that the operation returns",
        )
        for operation in ("GET /log_entries", "GET /log_entries/{id}")
    ),
)
"""Responses that are right although they differ from the document."""


@pytest.fixture(scope="module")
def document() -> Path:
    path = os.environ.get("PAGERDUTY_OPENAPI")
    if not path:
        pytest.skip("PAGERDUTY_OPENAPI is not set")
    return Path(path)


@pytest.fixture(scope="module")
def outcomes(document: Path) -> list[Outcome]:
    share = REQUESTS // len(MODES)
    with ProcessPoolExecutor(len(MODES), mp_context=multiprocessing.get_context("spawn")) as pool:
        runs = [pool.submit(run, document, SEED + number, share, mode, ALLOWED) for number, mode in enumerate(MODES)]
        return [one.result() for one in runs]


def test_every_response_is_as_documented(outcomes: list[Outcome]) -> None:
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    assert not failures, "\n" + "\n\n".join(failures)


def test_the_requests_are_valid_and_invalid(outcomes: list[Outcome]) -> None:
    """Most valid requests succeed, and many of the others are rejected."""
    statuses = sum((outcome.statuses for outcome in outcomes), Counter())
    sent = sum(statuses.values())
    assert sent >= REQUESTS // len(MODES) * len(MODES)
    of_aim = {
        aim: [status for (what, status), count in statuses.items() if what == aim for _one in range(count)]
        for aim in ("valid", "invalid", "absurd")
    }
    assert len(of_aim["valid"]) > sent * 0.5 and len(of_aim["invalid"]) > sent * 0.2
    assert sum(status < 300 for status in of_aim["valid"]) > len(of_aim["valid"]) * 0.6
    for aim in ("invalid", "absurd"):
        assert sum(status >= 400 for status in of_aim[aim]) > len(of_aim[aim]) * 0.4


@enough
def test_nearly_all_operations_succeed(outcomes: list[Outcome]) -> None:
    missed = set.intersection(*(outcome.missed for outcome in outcomes))
    succeeded = set.union(*(outcome.succeeded for outcome in outcomes))
    assert len(missed) <= 0.05 * len(succeeded), missed


@enough
def test_every_exception_is_needed(outcomes: list[Outcome]) -> None:
    assert set(ALLOWED) == set.union(*(outcome.allowed for outcome in outcomes))


def test_a_seed_makes_the_same_requests(document: Path) -> None:
    runs = [Run(document, 7, {}, ()) for _run in range(2)]
    first, second = ([run.generator.request().shown() for _number in range(300)] for run in runs)
    assert first == second and len(set(first)) > 250


def test_a_failure_shows_its_request(document: Path) -> None:
    def failures(type_name: str, **changes: Any) -> list[str]:
        """Those of an emulator in which methods of a resource are replaced. A run ends after 20 of them."""
        broken = Run(document, 7, {}, ALLOWED)
        resource = broken.emulator.accounts[0].collection(type_name).resource
        with pytest.MonkeyPatch.context() as patch:
            for name, method in changes.items():
                patch.setattr(resource, name, method)
            return asyncio.run(broken.send(3000)).failures

    wrong = failures("team", render=lambda record, view: {"id": 5})
    assert any("answer.team.id: 5 is not of type" in one and "POST /teams " in one for one in wrong)
    crashed = failures("user", update=lambda account, old, body: 1 // 0)
    assert any("status 500" in one and "PUT /users/" in one for one in crashed)
    assert any("ZeroDivisionError" in one and "Traceback" in one for one in crashed)
    assert all(one.startswith("seed 7, ") for one in (*wrong, *crashed))
