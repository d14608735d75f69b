# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PagerDuty's condition language (PCL), as its document "PCL Overview" describes it.

`condition` parses a condition, and `Condition.holds` evaluates it for an event. Values are those of JSON, instants and
None, which is PCL's ``nil``. What has no boolean value counts as false, as in PagerDuty.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from .patterns import PatternError, regex
from .values import (
    DAYS,
    LITERALS,
    MISSING,
    ORDERS,
    PclError,
    Step,
    as_text,
    at,
    equal,
    identifier,
    integer,
    left_side,
    ordered,
    parse_schedule,
    string,
)

MAXIMUM_CONDITION = 2048
"""Bytes."""
MAXIMUM_NESTING, MAXIMUM_FACTORS, MAXIMUM_PATH = 32, 64, 32

KEYWORDS = frozenset(("and", "or", "not", "true", "false", "now", "matches", "exists", "in", "over"))
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}

_CLOCK = r"\d\d:\d\d:\d\d"
_ZONE = r"[A-Za-z][A-Za-z0-9_+/-]*"
_DAY = f"(?:{'|'.join(DAYS)})"
TOKEN = re.compile(
    rf"""\s*(?:
        (?P<datetime>\d{{4}}-\d\d-\d\d\ +{_CLOCK}\ +{_ZONE})
      | (?P<schedule>{_DAY}(?:,{_DAY})*\ +{_CLOCK}\ +to\ +{_CLOCK}\ +{_ZONE})
      | (?P<float>-?\d+\.\d+(?:e[+-]?\d+)?)
      | (?P<integer>-?\d+)
      | (?P<string>'(?:[^'\\]|\\.)*')
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>[<>]=?|==|[()\[\].])
    )""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)


@dataclass(frozen=True)
class Evaluation:
    """What a condition is evaluated for.

    ``data``   the first names of paths (``event``, ``raw_event``) → the values
    ``now``    the instant, with a time zone
    ``count``  (number of the threshold in the condition, seconds) → how many trigger events there were in that time
    ``reset``  sets the count of a threshold to 0
    """

    data: dict[str, Any]
    now: datetime
    count: Callable[[int, int], int]
    reset: Callable[[int], None]


Node = Callable[[Evaluation], Any]


class Operand(NamedTuple):
    """A part of a condition that has a value. ``kind``: ``path``, ``text`` (a literal), ``now`` or ``other``."""

    node: Node
    kind: str = "other"
    literal: Any = None
    resetting: int | None = None
    """The number of its threshold, if that starts again whenever the comparison is true."""


@dataclass
class Condition:
    """A parsed condition. ``thresholds``: how many ``trigger_count`` it has."""

    node: Node
    thresholds: int = 0

    def holds(self, evaluation: Evaluation) -> bool:
        """Whether it is true."""
        return self.node(evaluation) is True


# -- parsing ---------------------------------------------------------------------------------------------------------


class Token(NamedTuple):
    kind: str
    text: str


def tokens_of(text: str) -> list[Token]:
    found, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise PclError(f"unexpected {text[position:].strip()[:20]!r}")
        found.append(Token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


@dataclass
class Parser:
    """A recursive descent over the tokens of a condition."""

    tokens: list[Token]
    position: int = 0
    nesting: int = 0
    factors: int = 0
    thresholds: int = 0
    _end: Token = field(default_factory=lambda: Token("end", ""))

    def peek(self) -> Token:
        return self.tokens[self.position] if self.position < len(self.tokens) else self._end

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def take_word(self, *texts: str) -> bool:
        """Takes the next token if it is one of these words or signs."""
        token = self.peek()
        if token.kind in ("word", "sign") and token.text in texts:
            self.position += 1
            return True
        return False

    def expect(self, kind: str, what: str) -> str:
        token = self.take()
        if token.kind != kind:
            raise PclError(f"expected {what} instead of {token.text or 'the end'!r}")
        return token.text

    def expect_sign(self, sign: str) -> None:
        if not self.take_word(sign):
            raise PclError(f"expected {sign!r} instead of {self.peek().text or 'the end'!r}")

    # -- and, or, not

    def disjunction(self) -> Node:
        parts = [self.conjunction()]
        while self.take_word("or"):
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else lambda to: any(part(to) is True for part in parts)

    def conjunction(self) -> Node:
        parts = [self.negation()]
        while self.take_word("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda to: all(part(to) is True for part in parts)

    def negation(self) -> Node:
        nots = 0
        while self.take_word("not"):
            nots += 1
        self.factors += 1
        if self.factors > MAXIMUM_FACTORS:
            raise PclError(f"more than {MAXIMUM_FACTORS} factors")
        node = self.comparison()
        if not nots:
            return node
        wanted = nots % 2 == 0
        return lambda to: (node(to) is True) is wanted

    # -- comparisons

    def comparison(self) -> Node:
        left = self.operand()
        token = self.peek()
        if token.kind == "sign" and token.text in ORDERS:
            self.take()
            compare = ORDERS[token.text]
            return self.compare(left, lambda one, other: ordered(compare, one, other))
        if self.take_word("=="):
            return self.compare(left, equal)
        if self.take_word("matches"):
            return self.matches(left)
        if self.take_word("exists"):
            if left.kind != "path":
                raise PclError("exists needs a path")
            path: tuple[Step, ...] = left.literal
            return lambda to: at(to.data, path) is not MISSING
        if self.take_word("in"):
            if left.kind != "now":
                raise PclError("in needs now")
            schedule = parse_schedule(self.expect("schedule", "a schedule"))
            return lambda to: schedule.contains(to.now)
        return left.node

    def compare(self, left: Operand, test: Callable[[Any, Any], bool]) -> Node:
        right = self.operand()
        resetting = [one.resetting for one in (left, right) if one.resetting is not None]

        def node(to: Evaluation) -> bool:
            result = test(left.node(to), right.node(to))
            if result:
                for number in resetting:
                    to.reset(number)
            return result

        return node

    def matches(self, left: Operand) -> Node:
        how = "part" if self.take_word("part") else "regex" if self.take_word("regex") else "whole"
        exactly = self.take_word("exactly")
        right = self.operand()
        if how == "regex":
            if right.kind != "text":
                raise PclError("matches regex needs a literal string")
            try:
                pattern = regex(right.literal, exactly=exactly, flags="ms")
            except PatternError as error:
                raise PclError(str(error)) from None
            return lambda to: (text := left_side(left.node(to))) is not None and pattern.search(text) is not None

        def node(to: Evaluation) -> bool:
            text, other = left_side(left.node(to)), right.node(to)
            if text is None or other is None:
                return False
            other = as_text(other)
            if not exactly:
                text, other = text.casefold(), other.casefold()
            return other in text if how == "part" else text == other

        return node

    # -- operands

    def operand(self) -> Operand:
        token = self.take()
        if token.kind == "sign" and token.text == "(":
            return self.parenthesized()
        if token.kind == "word":
            return self.word(token.text)
        if token.kind not in LITERALS:
            raise PclError(f"unexpected {token.text or 'end'!r}")
        value = LITERALS[token.kind](token.text)
        return Operand(lambda _to: value, "text" if token.kind == "string" else "other", value)

    def parenthesized(self) -> Operand:
        self.nesting += 1
        if self.nesting > MAXIMUM_NESTING:
            raise PclError(f"more than {MAXIMUM_NESTING} levels of parentheses")
        node = self.disjunction()
        self.expect_sign(")")
        self.nesting -= 1
        return Operand(node)

    def word(self, word: str) -> Operand:
        if word in ("true", "false"):
            value = word == "true"
            return Operand(lambda _to: value)
        if word == "now":
            return Operand(lambda to: to.now, "now")
        if word in ("trigger_count", "resetting_trigger_count"):
            return self.threshold(resetting=word != "trigger_count")
        if word in KEYWORDS:
            raise PclError(f"unexpected {word!r}")
        path = self.path(word)
        return Operand(lambda to: None if (value := at(to.data, path)) is MISSING else value, "path", path)

    def threshold(self, *, resetting: bool) -> Operand:
        if not self.take_word("over"):
            raise PclError("trigger_count needs over and a duration")
        number, seconds = self.thresholds, self.duration()
        self.thresholds += 1
        return Operand(lambda to: to.count(number, seconds), resetting=number if resetting else None)

    def duration(self) -> int:
        """Seconds."""
        seconds, units = 0, set()
        while self.peek().kind == "integer":
            amount = int(self.take().text)
            unit = self.expect("word", "a unit of time").removesuffix("s")
            if unit not in UNITS or unit in units or amount <= 0:
                raise PclError("a duration has positive numbers of seconds, minutes, hours and days, each at most once")
            units.add(unit)
            seconds += amount * UNITS[unit]
        if not units:
            raise PclError("expected a duration")
        return seconds

    def path(self, first: str) -> tuple[Step, ...]:
        steps: list[Step] = [identifier(first)]
        while True:
            if self.take_word("."):
                steps.append(identifier(self.expect("word", "a name")))
            elif self.take_word("["):
                token = self.take()
                if token.kind == "string":
                    steps.append(string(token.text))
                elif token.kind == "integer" and not token.text.startswith("-"):
                    steps.append(integer(token.text))
                else:
                    raise PclError("brackets contain a string or a number")
                self.expect_sign("]")
            else:
                break
        if len(steps) > MAXIMUM_PATH:
            raise PclError(f"a path with more than {MAXIMUM_PATH} elements")
        return tuple(steps)


# -- for other modules -----------------------------------------------------------------------------------------------


def parsed(text: str) -> Parser:
    """A parser of a text. Raises `PclError`."""
    if len(text.encode(errors="replace")) > MAXIMUM_CONDITION:
        raise PclError(f"more than {MAXIMUM_CONDITION} bytes")
    return Parser(tokens_of(text))


def finished(parser: Parser) -> None:
    if parser.position < len(parser.tokens):
        raise PclError(f"unexpected {parser.peek().text!r}")


@lru_cache(maxsize=4096)
def condition(text: str) -> Condition:
    """A condition. Raises `PclError`."""
    parser = parsed(text)
    node = parser.disjunction()
    finished(parser)
    return Condition(node, parser.thresholds)


@lru_cache(maxsize=1024)
def path(text: str) -> tuple[Step, ...]:
    """A path alone. Raises `PclError`."""
    parser = parsed(text)
    steps = parser.path(parser.expect("word", "a path"))
    finished(parser)
    return steps
