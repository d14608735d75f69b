# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the bodies of requests, and rejects those that cannot be used."""

from __future__ import annotations

import json
import math
import re
import zlib
from typing import Any

MAXIMUM_DEPTH = 100
"""Levels of nesting. PagerDuty documents no limit. This is the default of Ruby's JSON parser."""

SUSPECT = re.compile(rb"\x00|\\u(?:0000|[dD][89a-fA-F])")
"""Matches a body if a text in it may contain a NUL character or an unpaired surrogate."""

UNUSABLE = re.compile("[\x00\ud800-\udfff]")


class BodyError(ValueError):
    """A body that cannot be used. The message states why, as the end of a sentence about the body."""


class TextError(BodyError):
    """A body with a text that contains a NUL character or an unpaired surrogate."""


class BodyTooLarge(ValueError):
    """A body that is too large after decompression."""


def decompress(body: bytes, encoding: str, maximum: int) -> bytes:
    """The body without its ``Content-Encoding``. Raises `BodyError` and `BodyTooLarge`."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity") or not body:
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BodyError(f"has the Content-Encoding {encoding}, which is not supported: use gzip or deflate")
    stream = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: detects gzip or zlib
    try:
        plain = stream.decompress(body, maximum)
    except zlib.error:
        raise BodyError(f"is not {encoding}, as its Content-Encoding says") from None
    if stream.unconsumed_tail:
        raise BodyTooLarge
    if not stream.eof:
        raise BodyError(f"is incomplete {encoding}")
    return plain


def read_json(body: bytes) -> Any:
    """The JSON in a request's body. Raises `BodyError`.

    NUL characters and unpaired surrogates (half of a UTF-16 pair, which JSON can escape and UTF-8 cannot encode) are
    rejected in all texts.
    """
    try:
        data = json.loads(body.decode("utf-8"), parse_float=finite, parse_constant=refuse_constant)
    except RecursionError:
        raise BodyError(f"is nested deeper than {MAXIMUM_DEPTH} levels") from None
    except ValueError as error:
        raise BodyError(f"is not valid JSON: {error}") from None
    if body.count(b"[") + body.count(b"{") > MAXIMUM_DEPTH:
        check_depth(data)
    if SUSPECT.search(body):
        check_all_texts(data)
    return data


def finite(text: str) -> float:
    """A number. Raises `ValueError` if it is infinite, such as ``1e999``, because JSON has no infinite numbers."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is too large")
    return number


def refuse_constant(text: str) -> Any:
    """Raises `ValueError`: ``NaN`` and ``Infinity`` are not JSON."""
    raise ValueError(f"{text} is not JSON")


def check_depth(data: Any) -> None:
    """Raises `BodyError` if JSON is nested too deeply."""
    level = [data]
    for _depth in range(MAXIMUM_DEPTH + 1):
        level = [item for one in level for item in members(one)]
        if not level:
            return
    raise BodyError(f"is nested deeper than {MAXIMUM_DEPTH} levels")


def members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def check_all_texts(data: Any, path: str = "") -> None:
    """Raises `TextError` with the position of the first text that cannot be used. Keys are texts, too."""
    if isinstance(data, str):
        if UNUSABLE.search(data):
            where = f" in {path}" if path else ""
            raise TextError(f"contains a NUL character or an unpaired surrogate{where}")
    elif isinstance(data, dict):
        for key, value in data.items():
            check_all_texts(key, f"a key of {path}" if path else "a key")
            check_all_texts(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            check_all_texts(value, f"{path}[{number}]")
