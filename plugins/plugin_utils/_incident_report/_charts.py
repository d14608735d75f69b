# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The geometry of the charts. Each is an SVG in the page, in units that are about a pixel wide.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ._report import MOST_PEOPLE, MOST_SERVICES, PARTS, WEEKDAYS, IncidentReport

WIDTH = 720
LABEL = 200  # the width of names on the left
ROW = 26  # the height of a row


@dataclass
class Box:
    """A rectangle. kind: its class in the style sheet. title: what a pointer shows."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass
class Label:
    """A text. anchor: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    kind: str = ""


@dataclass
class Chart:
    """A chart. description: what it shows, for people who can't see it."""

    description: str
    height: float
    width: float = WIDTH
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


def shortened(text: str, most: int = 24) -> str:
    """A name that fits on the left of a chart."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def stacked(rows: Sequence[tuple[str, Sequence[int]]], kinds: Sequence[str], names: Sequence[str], what: str) -> Chart:
    """Bars with parts, from left to right. rows: (name, its numbers). kinds, names: of the parts."""
    chart = Chart(description=what, height=ROW * len(rows) + 4)
    largest = max((sum(numbers) for _name, numbers in rows), default=0) or 1
    room = WIDTH - LABEL - 50
    for index, (name, numbers) in enumerate(rows):
        y, x = index * ROW + 4, float(LABEL)
        chart.labels.append(Label(LABEL - 8, y + 14, shortened(name), "end"))
        for number, kind, part in zip(numbers, kinds, names, strict=True):
            width = room * number / largest
            if number:
                chart.boxes.append(Box(x, y, round(width, 1), ROW - 8, kind, f"{name}: {number} {part}"))
            x = round(x + width, 1)
        chart.labels.append(Label(x + 6, y + 14, str(sum(numbers)), kind="number"))
    return chart


def columns(numbers: Sequence[int], labels: Sequence[str], titles: Sequence[str], what: str) -> Chart:
    """Bars from the bottom to the top. labels: below them, "" for none."""
    chart = Chart(description=what, height=170)
    largest, step = max(numbers, default=0) or 1, (WIDTH - 20) / max(len(numbers), 1)
    for index, number in enumerate(numbers):
        x, height = 10 + index * step, round(120 * number / largest, 1)
        chart.boxes.append(
            Box(round(x + 1, 1), 142 - max(height, 1), round(step - 2, 1), max(height, 1),
                "bar" if number else "none", f"{titles[index]}: {counted(number, 'incident')}")
        )
        if number:
            chart.labels.append(Label(round(x + step / 2, 1), 136 - height, str(number), "middle", "number"))
        if labels[index]:
            chart.labels.append(Label(round(x + step / 2, 1), 162, labels[index], "middle"))
    return chart


def shade(number: int, largest: int) -> str:
    """The class of a field of a grid: the more, the darker."""
    return "none" if not number else f"heat{min(4, 1 + (4 * number - 1) // max(largest, 1))}"


def services(report: IncidentReport) -> Chart:
    rows = [(one.name, (one.high, one.low)) for one in report.services[:MOST_SERVICES]]
    return stacked(rows, ("high", "low"), ("with high urgency", "with low urgency"), "Incidents by service")


def hours(report: IncidentReport) -> Chart:
    titles = [f"{hour}:00 to {hour + 1}:00" for hour in range(24)]
    return columns(report.by_hour, [str(hour) for hour in range(24)], titles, "Incidents by hour of the day")


def days(report: IncidentReport) -> Chart:
    every = 1 + len(report.days) // 32
    labels = [str(day.day) if index % every == 0 else "" for index, day in enumerate(report.days)]
    return columns(report.by_day, labels, [f"{day:%A, %Y-%m-%d}" for day in report.days], "Incidents by day")


def week(report: IncidentReport) -> Chart:
    """A grid of weekdays and hours."""
    chart = Chart(description="Incidents by weekday and hour", height=ROW * 7 + 24)
    step, largest = (WIDTH - 60) / 24, max(map(max, report.hours))
    for day, (name, numbers) in enumerate(zip(WEEKDAYS, report.hours, strict=True)):
        chart.labels.append(Label(44, day * ROW + 17, name, "end"))
        for hour, number in enumerate(numbers):
            title = f"{name}, {hour}:00 to {hour + 1}:00: {counted(number, 'incident')}"
            x, kind = round(54 + hour * step, 1), shade(number, largest)
            chart.boxes.append(Box(x, day * ROW + 2, round(step - 3, 1), ROW - 4, kind, title))
    chart.labels += [
        Label(round(54 + (hour + 0.45) * step, 1), ROW * 7 + 16, str(hour), "middle") for hour in range(0, 24, 3)
    ]
    return chart


def load(report: IncidentReport) -> Chart:
    people = [one for one in report.people if one.interrupted][:MOST_PEOPLE]
    rows = [(one.name, [one.interruptions[part] for part in PARTS]) for one in people]
    names = ("in business hours", "in off hours", "in sleep hours")
    return stacked(rows, PARTS, names, "Interruptions by person")


def nights(report: IncidentReport) -> Chart:
    """A grid of people and nights."""
    people = report.sleepless[:MOST_PEOPLE]
    chart = Chart(description="Nights on which people were woken", height=ROW * len(people) + 24)
    step = (WIDTH - LABEL) / len(report.nights)
    largest = max((number for one in people for number in one.nights.values()), default=1)
    for row, person in enumerate(people):
        chart.labels.append(Label(LABEL - 8, row * ROW + 17, shortened(person.name), "end"))
        chart.boxes += [
            Box(round(LABEL + index * step, 1), row * ROW + 2, round(max(step - 2, 0.5), 1), ROW - 4,
                shade(person.nights[evening], largest), night_title(person.name, evening, person.nights[evening]))
            for index, evening in enumerate(report.nights)
        ]
    every = 1 + len(report.nights) // 16
    chart.labels += [
        Label(round(LABEL + (index + 0.45) * step, 1), ROW * len(people) + 16, str(evening.day), "middle")
        for index, evening in enumerate(report.nights) if index % every == 0
    ]
    return chart


def night_title(name: str, evening: date, number: int) -> str:
    return f"{name}, night after {evening:%A, %Y-%m-%d}: {counted(number, 'interruption')}"
