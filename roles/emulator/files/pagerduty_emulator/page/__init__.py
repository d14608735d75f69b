# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's page, which shows an account in a browser: the files of this folder.

The page needs no other host. Its scripts read the administration (``/_emulator/``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

PREFIX = "/page/"
"""The path of the files, below ``/_emulator``."""

INDEX = "index.html"

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Suffixes of files → media types."""

FOLDER = Path(__file__).resolve().parent
FILES = {
    file.relative_to(FOLDER).as_posix(): file for file in sorted(FOLDER.rglob("*")) if file.suffix in TYPES
}
"""The files that are served, by their path in the folder."""

HEADERS = {
    "Cache-Control": "no-cache",
    # Only the emulator's own scripts run, and they connect only to the emulator. This also holds for texts in names.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def is_wanted(method: str, path: str, headers: Mapping[str, str]) -> bool:
    """Whether a request is that of a browser for the page. API clients don't accept HTML."""
    return method in ("GET", "HEAD") and path == "/" and "text/html" in headers.get("Accept", "")


def index() -> web.Response:
    """The page."""
    return response(FILES[INDEX])


def file(path: str) -> web.Response | None:
    """A file of the page; None if there is none. ``path``: with `PREFIX`."""
    found = FILES.get(path.removeprefix(PREFIX) or INDEX)
    return None if found is None else response(found)


def response(path: Path) -> web.Response:
    """A file."""
    return web.Response(
        body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8", headers=HEADERS
    )
