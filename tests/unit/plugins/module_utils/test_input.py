# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that no request and no file can carry, and errors of the collection itself."""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import replace

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import url_secrets
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    TRACKER,
    Unexpected,
    UsageError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.operation import Operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute, run_task
from ansible_collections.community.pagerduty.plugins.module_utils._operations.event import EVENT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.request import REQUEST_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.escalation_policy_rules import (
    MANAGED_ESCALATION_POLICY,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._resources.team import TEAM
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_subscription import (
    WEBHOOK_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

HALF = "a\ud800b"
LONG = "x" * 1001
KEY = "0123456789abcdef0123456789abcdef"
RULES = [{"escalation_delay_in_minutes": 5, "targets": [{"user": HALF}]}]
EVENT = {"routing_key": KEY, "summary": "Full", "source": "web1", "severity": "error"}
HOOK = {"url": "https://hooks.example.com", "events": ["incident.triggered"]}
DOWNLOAD = {"path": "/x", "response_type": "binary"}
CASES: list[tuple[Operation, dict[str, t.Any], str]] = [
    (resource_operation(SERVICE), {"name": HALF}, r"name: has half a character \(U\+D800, a surrogate\) at position 2"),
    (resource_operation(SERVICE), {"name": "a\0b"}, "name: has a NUL character; remove it"),
    (resource_operation(SERVICE), {"id": LONG}, "id: has 1001 characters; no name or ID has more than 1000"),
    (resource_operation(SERVICE), {"name": LONG}, "name: has 1001 characters"),
    (
        resource_operation(SERVICE),
        {"name": "Shop", "escalation_policy": LONG},
        "escalation_policy: has 1001 characters",
    ),
    (
        resource_operation(MANAGED_ESCALATION_POLICY),
        {"name": "P", "escalation_rules": RULES},
        r"escalation_rules\[0\].targets\[0\].user: has",
    ),
    (info_operation(TEAM), {"from_email": "a\0@example.com"}, "from_email: has a NUL"),
    (info_operation(TEAM), {"ca_path": "/a\0b"}, "ca_path: has a NUL"),
    (info_operation(TEAM), {"api_url": HALF}, "api_url: has half"),
    (EVENT_OPERATION, {**EVENT, "custom_details": {"a": [{"b": HALF}]}}, r"custom_details.a\[0\].b: has half"),
    (EVENT_OPERATION, {**EVENT, "custom_details": {HALF: 1}}, "custom_details: has half"),
    (REQUEST_OPERATION, {**DOWNLOAD, "dest": "/tmp/a\0b"}, "dest: has a NUL"),
    (
        REQUEST_OPERATION,
        {**DOWNLOAD, "dest": "/tmp/" + "x" * 256},
        "dest: is too long for a path.*part has 256",
    ),
    (REQUEST_OPERATION, {**DOWNLOAD, "dest": "/tmp" + "/ü" * 1400}, "dest: is too long for a path: it has 4204 bytes"),
    (REQUEST_OPERATION, {"path": "/x", "query": {"q": HALF}}, "query.q: has half"),
    (REQUEST_OPERATION, {"path": "/x", "method": "POST", "body": {"q": HALF}}, "body.q: has half"),
    (
        REQUEST_OPERATION,
        {"path": "/x", "method": "POST", "files": [{"name": "f", "path": "/a\0"}]},
        r"files\[0\].path: has",
    ),
    (resource_operation(WEBHOOK_SUBSCRIPTION), {**HOOK, "secret_file": "/a\0b"}, "secret_file: has a NUL"),
]


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(("operation", "options", "message"), CASES)
def test_a_text_that_cannot_be_sent_names_its_option(
    emulator: Emulator, play: Play, operation: Operation, options: dict[str, t.Any], message: str, check: bool
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        play.run(operation, check=check, **options)
    assert len(caught.value.message.splitlines()) == 1
    caught.value.message.encode()
    assert emulator.log() == []


def test_json_may_hold_nul(play: Play, emulator: Emulator) -> None:
    result = play.run(EVENT_OPERATION, check=True, **EVENT, custom_details={"a": "b\0c"})
    assert result["event"]["payload"]["custom_details"] == {"a": "b\0c"}


def test_a_sender_that_no_header_can_carry(play: Play) -> None:
    play.connection["from_email"] = "ann@exämple.com"
    with pytest.raises(UsageError, match="from_email: must be"):
        play.run(resource_operation(SERVICE), name="Shop", escalation_policy="Default")


# -- other exceptions ------------------------------------------------------------------------------------------------


def broken(params: dict[str, t.Any], session: t.Any) -> dict[str, t.Any]:
    session.client.get("/abilities")
    raise KeyError(f"id of {params['api_token']}\nand more")


BROKEN = replace(info_operation(TEAM), work=broken)


@pytest.mark.parametrize("verbose", [False, True])
def test_any_other_exception_becomes_an_error_that_asks_for_a_report(play: Play, verbose: bool) -> None:
    play.connection["api_token"] = "emulator"
    params = play.validated(BROKEN, {})
    result = run_task(BROKEN, params, check_mode=False, environment={}, sessions=Sessions(), verbose=verbose)
    assert result["failed"]
    message = result["msg"]
    assert message.startswith(
        "pagerduty_team_info failed with an internal error: KeyError: 'id of ********\\nand more' at "
    )
    # The last line of the collection: that of this file, where ansible-test makes it a part of the collection.
    own_file = "plugins/module_utils/_engine/run|tests/unit/plugins/module_utils/test_input"
    assert re.search(rf" at ({own_file})\.py:\d+\. ", message)
    assert TRACKER in message
    assert len(message.splitlines()) == 1
    assert ("exception" in result) == verbose
    if verbose:
        assert "KeyError" in result["exception"] and "Traceback" in result["exception"]
    assert "emulator" not in json.dumps({**result, "msg": message})
    with pytest.raises(Unexpected) as caught:
        execute(BROKEN, params, check_mode=False, environment={}, sessions=Sessions())
    assert isinstance(caught.value.__cause__, KeyError)


# -- URLs with passwords ---------------------------------------------------------------------------------------------

URLS = {
    "https://ann:hush-hush@api.example.com": {"ann:hush-hush", "hush-hush"},
    "https://hush-hush@api.example.com": {"hush-hush"},
    "https://ann:hush@hush@api.example.com/x": {"ann:hush@hush", "hush@hush"},
    "https://ann:hush/hush@api.example.com": {"ann:hush/hush", "hush/hush"},
    "ann:hush-hush@api.example.com": {"ann:hush-hush", "hush-hush"},
    "https://ann:hush#hush@api.example.com": {"ann:hush#hush", "hush#hush"},
    "https://[::1:hush@x": {"[::1:hush", ":1:hush"},
}


@pytest.mark.parametrize("option", ["api_url", "events_url", "identity_url"])
@pytest.mark.parametrize(("url", "secrets"), URLS.items())
def test_a_password_in_a_url_is_refused_and_not_repeated(play: Play, option: str, url: str, secrets: set[str]) -> None:
    with pytest.raises(UsageError, match=f"^{option}: must not contain a user name or a password$"):
        play.run(info_operation(TEAM), **{option: url})
    assert url_secrets({option: url}) == secrets


@pytest.mark.parametrize("url", ["https://example.com/@x", "http://[::1]:8080/a@b", "http://127.0.0.1:80/x", "", None])
def test_an_address_without_a_password_holds_no_secret(url: str | None) -> None:
    assert url_secrets({"api_url": url}) == set()


@pytest.mark.parametrize("url", ["http://[::1", "http://host:port", "http://host:99999", "ftp://host", "http://", "x"])
def test_what_is_no_url_is_refused(play: Play, url: str) -> None:
    with pytest.raises(UsageError, match=r"api_url: .* is not a URL; write it like https://"):
        play.run(info_operation(TEAM), api_url=url)
