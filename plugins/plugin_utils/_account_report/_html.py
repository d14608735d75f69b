# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as an HTML page that contains everything it needs.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from ._report import Report

FOLDER = Path(__file__).parent


_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?")


def _message(text: str) -> Markup:
    """A text, escaped, in which no line ends within a date."""
    return Markup(_DATE.sub(r'<span class="date">\g<0></span>', str(escape(text))))


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["message"] = _message
    return environment.from_string((FOLDER / "page.html.j2").read_text(encoding="utf-8"))


@cache
def _part(name: str) -> tuple[Markup, str]:
    """(the style or the script, its hash for the policy that allows the page nothing else)."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return Markup(text), base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def html_page(report: Report) -> str:
    """The page. All values are escaped, and a Content Security Policy allows only the page's own script and style."""
    style, style_hash = _part("page.css")
    script, script_hash = _part("page.js")
    return _template().render(
        report=report, style=style, style_hash=style_hash, script=script, script_hash=script_hash
    )
