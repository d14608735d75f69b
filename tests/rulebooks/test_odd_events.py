# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No event stops a rulebook, whatever its keys and values are. Whoever sends an alert chooses those of its details."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import threading
import typing as t

import requests

if t.TYPE_CHECKING:
    from conftest import Start

SECRET = "s" * 32


def nested(levels: int) -> t.Any:
    value: t.Any = 1
    for _each in range(levels):
        value = {"a": value}
    return value


# Each of these has stopped ansible-rulebook, or was lost, or is a key that the libraries beneath it treat specially.
ODD: dict[str, t.Any] = {
    "empty": {"": 1},
    "empty below": [{"a": {"": {"": 1}}}],
    "deep": nested(460),
    "slashes": {"/": 1, "a/b": 2, "/a": 3, "a/": 4},
    "dots": {".": 1, "a.b": 2, ".a": 3, "a.": 4, "a": {"b": 5}},
    "other signs": {"*": 1, "[0]": 2, "a[": 3, "\\": 4, '"': 5, " ": 6, "\x00": "\x00", "{{ a }}": "{{ a }}"},
    "half a character": {"\ud800": "\udc80"},
    "a long key": {"k" * 60_000: 1},
    "a long number": 10**1500,
}


class PagerDuty(http.server.BaseHTTPRequestHandler):
    """Answers each request with the same log entries, as the emulator would not store them."""

    def do_GET(self) -> None:
        first = {"type": "resolve_log_entry", "created_at": "2026-11-21T09:00:00Z"}
        entries = [
            {**first, "id": f"R{number}", "channel": {"type": "api", "details": details}}
            for number, details in enumerate([*ODD.values(), "plain"])
        ]
        listing = {"log_entries": entries[::-1], "limit": 100, "offset": 0, "more": False, "total": len(entries)}
        body = json.dumps(listing).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: t.Any) -> None:
        pass


def send(port: int, number: int, details: t.Any) -> None:
    event = {"id": f"E{number}", "event_type": "incident.triggered", "data": {"id": "Q1", "details": details}}
    body = json.dumps({"event": event}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-PagerDuty-Signature": f"v1={signature}"}
    answer = requests.post(f"http://127.0.0.1:{port}/pagerduty", data=body, headers=headers, timeout=10)
    assert answer.status_code == 202


def test_no_event_stops_a_rulebook(start: Start, rulebooks: t.Any) -> None:
    port = rulebooks.free_port()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), PagerDuty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sources = [
        {
            "name": "webhook",
            "community.pagerduty.pagerduty_webhook": {"host": "127.0.0.1", "port": port, "secret": SECRET},
        },
        {
            "name": "poll",
            "community.pagerduty.pagerduty_poll": {
                "api_url": f"http://127.0.0.1:{server.server_port}",
                "interval": 0.5,
                "start": "2026-01-01T00:00:00Z",
            },
        },
    ]
    rules = [
        {
            "name": "Record",
            "condition": "event.meta.event_type is defined",
            "action": {"debug": {"msg": "taken {{ event.meta.source.name }} {{ event.meta.id }} end"}},
        }
    ]
    rulebook = start([{"name": "Record", "hosts": "localhost", "sources": sources, "rules": rules}], "-vv")
    rulebook.wait_for_text("listening for webhooks")
    for number, details in enumerate([*ODD.values(), "plain"]):
        send(port, number, details)
    for number, name in enumerate([*ODD, "plain"]):
        for source, letter in (("webhook", "E"), ("poll", "R")):
            taken = f"taken {source} {letter}{number} end"
            rulebook.wait_for(f"the {source}'s event {name!r}", lambda taken=taken: taken in rulebook.output)
    rulebook.stop()
    server.shutdown()
