# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that sends whatever it is told to, byte for byte, whether HTTP allows it or not."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import socketserver
import threading
import typing as t

# From (method, path with query, headers in lower case, body) to the parts of what is sent, one after the other.
Respond = t.Callable[[str, str, dict[str, str], bytes], t.Iterable[bytes]]


def http(status: int | str = 200, body: bytes = b"{}", *, length: bool = True, **headers: str) -> bytes:
    """A response. Underscores in the names of headers stand for hyphens."""
    lines = [f"HTTP/1.1 {status}{'' if isinstance(status, str) else ' Whatever'}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class Hostile:
    """The server. It closes a connection after a response that does not state its length, or that says so."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.requests: list[tuple[str, str]] = []
        hostile = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):
                    while hostile._exchange(self.rfile, self.request):
                        pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 50

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def _exchange(self, rfile: t.Any, connection: socket.socket) -> bool:
        """One request and its response; whether another one may follow."""
        first = rfile.readline().decode("latin-1").split()
        if len(first) != 3:
            return False
        headers: dict[str, str] = {}
        while line := rfile.readline().decode("latin-1").strip():
            name, _colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = rfile.read(int(headers.get("content-length") or 0))
        self.requests.append((first[0], first[1]))
        sent = b""
        for part in self.respond(first[0], first[1], headers, body):
            connection.sendall(part)
            sent += part
        said = sent.partition(b"\r\n\r\n")[0].lower()
        return b"content-length:" in said and b"connection: close" not in said

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


VALUES: tuple[t.Any, ...] = (
    None,
    [],
    {},
    "",
    "x",
    " ",
    "\ud800",
    "2026-11-24T09:00:00",
    "0001-01-01T00:00:00+14:00",
    "http://[::1",
    0,
    -1,
    7,
    10**30,
    1.5,
    True,
    [None],
    [{}],
    [[]],
    [7, "x"],
    [{"id": {}}],
    {"id": None},
    {"id": []},
    {"id": "P", "type": None},
    {"id": "", "type": "x", "summary": {}},
)


def spoil(chance: random.Random, decoded: t.Any) -> None:
    """Replace or remove one value of decoded JSON, at any depth."""
    places: list[tuple[t.Any, t.Any]] = []
    inner = [decoded]
    while inner:
        one = inner.pop()
        keys = list(one) if isinstance(one, dict) else list(range(len(one)))
        places += [(one, key) for key in keys]
        inner += [one[key] for key in keys if isinstance(one[key], (dict, list))]
    if not places:
        return
    holder, key = chance.choice(places)
    if isinstance(holder, dict) and chance.random() < 0.3:
        del holder[key]
    else:
        holder[key] = json.loads(json.dumps(chance.choice(VALUES)))
