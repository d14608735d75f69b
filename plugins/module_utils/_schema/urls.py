# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs in options.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from .._core.errors import UsageError


def address(url: str) -> str:
    """A URL in the one form that all its spellings have in common."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # not a URL, which PagerDuty may have accepted all the same
        return url.strip()
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme.lower(), user + at + host.lower(), parts.path or "/", parts.query, parts.fragment))


def checked_url(url: str, path: str) -> str:
    """The URL without white space around it. path: the option, for the UsageError that is raised if it is no URL."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or re.search(r"\s", text):
        raise UsageError(path, "must be a URL of http or https, such as https://example.com/pagerduty")
    return text


def shown_url(url: str) -> str:
    """A URL for people, without the password that it can contain."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    user, at, host = parts.netloc.rpartition("@")
    name, colon, _password = user.partition(":")
    return urlunsplit(parts._replace(netloc=name + (":********" if colon else "") + at + host))
