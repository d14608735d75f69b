# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that a server repeats: options, their other forms, and tokens that the collection has fetched itself."""

from __future__ import annotations

import html
import json
import typing as t
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError
from ansible_collections.community.pagerduty.plugins.module_utils._core.exchange import Exchange
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute, run_task
from ansible_collections.community.pagerduty.plugins.module_utils._operations.request import REQUEST_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.hostile import Hostile, http
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Play

SECRET = "s3cr3t/+&=value"
FETCHED = "fetched-access-token"
ROTATED = "rotated-refresh-token"

APP = {"api_token": None, "client_id": "an-app", "client_secret": SECRET, "subdomain": "example", "scopes": ["x.read"]}
USER = {"api_token": None, "client_id": "an-app", "client_secret": SECRET, "refresh_token": "first-refresh-token"}
FORMS = {
    "plain": str,
    "URL-encoded": lambda text: quote(text, safe=""),
    "base64": lambda text: b64encode(text.encode()).decode(),
    "basic": lambda text: b64encode(f"an-app:{text}".encode()).decode(),
    "HTML": html.escape,
    "JSON escapes": lambda text: "".join(f"\\u{ord(character):04x}" for character in text),
    "JSON slashes": lambda text: text.replace("/", "\\/"),
}


class Echo:
    """A server that knows OAuth, and otherwise repeats secrets."""

    def __init__(self, text: str = "", status: int = 200, **headers: str) -> None:
        self.text, self.status, self.headers = text, status, headers

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> t.Iterable[bytes]:
        if path == "/oauth/token":
            granted = {
                "access_token": FETCHED,
                "refresh_token": ROTATED,
                "scope": "as_account-us.example x.read",
                "expires_in": 3600,
            }
            return [http(200, json.dumps(granted).encode())]
        if self.status >= 400:
            content = f'{{"error": {{"message": "{self.text}", "code": 7, "errors": ["{self.text}"]}}}}'
        else:
            content = f'{{"services": [{{"id": "P1", "name": "<{self.text}>", "{self.text}": ["{self.text}"]}}]}}'
        return [http(self.status, content.encode(), **self.headers)]


def everything(echo: Echo, options: dict[str, t.Any], debug: t.Any = "full") -> str:
    """All that a task shows: its result and, with -vvv, its requests."""
    server = Hostile(echo)
    shown: list[Exchange] = []
    play = Play(server, **options)  # type: ignore[arg-type]
    try:
        result = run_task(
            info_operation(SERVICE),
            play.validated(info_operation(SERVICE), {"debug": debug}),
            check_mode=False,
            environment={},
            sessions=Sessions(sleep=[].append),
            observe=shown.append,
        )
    finally:
        server.stop()
    assert ("failed" in result) == (echo.status >= 300)
    return json.dumps(result) + "".join(map(str, shown)) + json.dumps([one.as_dict() for one in shown])


@pytest.mark.parametrize("status", [200, 403], ids=["in a result", "in an error"])
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_no_form_of_the_client_secret_is_shown(form: t.Callable[[str], str], status: int) -> None:
    text = everything(Echo(form(SECRET), status), APP)
    assert "********" in text
    for hidden in (*(make(SECRET) for make in FORMS.values()), FETCHED):
        assert json.dumps(hidden)[1:-1] not in text and hidden not in text


@pytest.mark.parametrize("status", [200, 400, 403], ids=["in a result", "in an error", "in another error"])
@pytest.mark.parametrize("token", [FETCHED, ROTATED, "first-refresh-token"])
@pytest.mark.parametrize("debug", [False, True, "full"])
def test_no_token_that_was_fetched_is_shown(token: str, status: int, debug: t.Any) -> None:
    text = everything(Echo(token, status, X_Request_Id=token), USER, debug)
    assert "********" in text
    for hidden in (FETCHED, ROTATED, "first-refresh-token", SECRET):
        assert hidden not in text


def test_no_token_of_a_file_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    file.write_text(json.dumps({"access_token": "token-of-the-file"}))
    file.chmod(0o600)
    for status in (200, 403):
        text = everything(Echo("token-of-the-file", status), {"api_token": None, "token_file": str(file)})
        assert "token-of-the-file" not in text and "********" in text


def test_headers_and_status_lines_hold_no_token() -> None:
    server = Hostile(lambda *request: [http(f"403 {FETCHED}", b"", X_Request_Id=FETCHED, X_Token=FETCHED)])
    with pytest.raises(PagerDutyError) as caught:
        Play(server, api_token=None, access_token=FETCHED).run(REQUEST_OPERATION, path="/x")  # type: ignore[arg-type]
    server.stop()
    assert FETCHED not in caught.value.message + json.dumps(caught.value.failure) + str(caught.value)


def test_a_result_without_secrets_is_not_changed() -> None:
    """Masking looks at results only if a response held a secret; the values stay the same objects."""
    server = Hostile(lambda *request: [http(200, b'{"services": [{"id": "P1", "name": "Shop"}]}')])
    play = Play(server, api_token=SECRET)  # type: ignore[arg-type]
    result = execute(
        info_operation(SERVICE),
        play.validated(info_operation(SERVICE), {}),
        check_mode=False,
        environment={},
        sessions=Sessions(),
    )
    server.stop()
    assert result["services"] == [{"id": "P1", "name": "Shop"}]
