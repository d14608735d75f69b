# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about incidents as an HTML page that contains everything it needs.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from . import _charts
from ._report import IncidentReport, duration

FOLDER = Path(__file__).parent


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["duration"] = duration
    return environment.from_string((FOLDER / "page.html.j2").read_text(encoding="utf-8"))


@cache
def _style() -> tuple[Markup, str]:
    """(the style, its hash for the policy that allows the page nothing else)."""
    text = (FOLDER / "page.css").read_text(encoding="utf-8")
    return Markup(text), base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def html_page(report: IncidentReport) -> str:
    """The page. All values are escaped, and a Content Security Policy allows only the page's own style."""
    style, style_hash = _style()
    return _template().render(report=report, charts=_charts, style=style, style_hash=style_hash)
