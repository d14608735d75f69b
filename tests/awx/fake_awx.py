# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server with the part of AWX's API that the modules of awx.awx use: lists with filters, objects, and associations.

It stores what it receives. What AWX would reject, the test checks in what is stored.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Stored = dict[str, Any]
PREFIX = "/api/v2/"


class Awx:
    """The objects: for each collection, such as `projects`, by ID. requests: the write requests, as `METHOD path`."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[int, Stored]] = {"organizations": {}}
        self.surveys: dict[int, Stored] = {}
        self.associations: dict[str, list[Stored]] = {}
        self.requests: list[str] = []
        self.url = ""
        self._lock = threading.Lock()
        self.create("organizations", {"name": "Default"})

    def create(self, collection: str, values: Stored) -> Stored:
        number = sum(map(len, self.objects.values())) + 1
        url = f"{PREFIX}{collection}/{number}/"
        made = {
            "scm_revision": "",
            **values,
            "id": number,
            "type": collection,
            "url": url,
            "related": {"survey_spec": f"{url}survey_spec/"},
            "summary_fields": {},
        }
        self.objects.setdefault(collection, {})[number] = made
        return made

    def named(self, collection: str) -> dict[str, Stored]:
        return {one["name"]: one for one in self.objects.get(collection, {}).values()}

    def respond(self, method: str, target: str, body: Stored) -> tuple[int, Any]:
        """Return the status and the body of the response to a request."""
        with self._lock:
            parts = urlsplit(target)
            collection, *rest = parts.path.removeprefix(PREFIX).strip("/").split("/")
            if method != "GET":
                self.requests.append(f"{method} {parts.path}")
            if not rest:
                return self._of_collection(method, collection, dict(parse_qsl(parts.query)), body)
            found = self.objects.get(collection, {}).get(int(rest[0]))
            if found is None:
                return 404, {"detail": "Not found."}
            if len(rest) == 1:
                found.update(body if method == "PATCH" else {})
                return 200, _public(found)
            if rest[1] == "survey_spec":
                if method == "POST":
                    self.surveys[found["id"]] = body
                return 200, self.surveys.get(found["id"], {})
            associated = self.associations.setdefault(parts.path, [])
            if method == "POST":
                associated.append({"id": body["id"]})
                return 204, None
            return 200, {"count": len(associated), "results": associated, "next": None}

    def _of_collection(self, method: str, collection: str, query: dict[str, str], body: Stored) -> tuple[int, Any]:
        if method == "POST":
            return 201, _public(self.create(collection, body))
        if collection == "unified_job_templates":
            collection = "job_templates"
        found = [
            _public(one)
            for one in self.objects.get(collection, {}).values()
            if all(str(one.get(name)) == value for name, value in query.items())
        ]
        return 200, {"count": len(found), "results": found, "next": None}


def _public(stored: Stored) -> Stored:
    """An object as AWX returns it: without the secrets of credentials."""
    if stored["type"] != "credentials":
        return stored
    secret = ("api_token", "client_secret", "changes_routing_key")
    inputs = {name: "$encrypted$" if name in secret else value for name, value in stored["inputs"].items()}
    return {**stored, "inputs": inputs}


@contextmanager
def running() -> Iterator[Awx]:
    """Run the server on a free port."""
    awx = Awx()

    class Handler(BaseHTTPRequestHandler):
        def handle_request(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}") if length else {}
            status, answer = awx.respond(self.command, self.path, body)
            content = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = handle_request

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    awx.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield awx
    finally:
        server.shutdown()
        server.server_close()
