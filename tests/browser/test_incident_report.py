# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the incidents of a month: no requests, phone, dark, print, and what the charts say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ansible_collections.community.pagerduty.plugins.filter.incident_report_html import incident_report_html
from ansible_collections.community.pagerduty.plugins.module_utils._operations.analytics import ANALYTICS_INFO_OPERATION
from ansible_collections.community.pagerduty.tests.browser.report_incidents import BEFORE, SINCE, UNTIL, account
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

MOST_BYTES = 200_000


@pytest.fixture(scope="module")
def data() -> Iterator[dict[str, Any]]:
    """What the playbook collects about a month."""
    emulator = Emulator()
    emulator.load(**account())
    play = Play(emulator)

    def rows(report: str, **options: Any) -> list[dict[str, Any]]:
        span = {"since": SINCE, "until": UNTIL, "time_zone": "Europe/Berlin", **options}
        found: list[dict[str, Any]] = play.run(ANALYTICS_INFO_OPERATION, report=report, **span)["analytics"]
        return found

    responders = rows("responder_metrics")
    yield {
        "incidents": rows("incidents"), "previous": rows("incidents", since=BEFORE, until=SINCE),
        "responders": responders, "since": SINCE, "until": UNTIL, "time_zone": "Europe/Berlin",
        "responder_incidents": [
            row for one in responders for row in rows("responder_incidents", responder=one["responder_id"])
        ],
    }
    emulator.stop()


@pytest.fixture
def opened(page: Page, data: dict[str, Any], tmp_path: Path) -> Page:
    path = tmp_path / "report.html"
    path.write_text(incident_report_html(data, "The month of <b>March</b>"), encoding="utf-8")
    page.goto(path.as_uri())
    return page


def contrast(page: Page, selector: str) -> float:
    """The contrast of a text and the background of the card, as WCAG defines it."""
    colors = page.evaluate(
        """selector => {
            const text = getComputedStyle(document.querySelector(selector));
            const card = getComputedStyle(document.querySelector("section"));
            return [selector.includes("svg") ? text.fill : text.color, card.backgroundColor];
        }""",
        selector,
    )
    lights = []
    for color in colors:
        parts = [int(one) / 255 for one in re.findall(r"\d+", color)[:3]]
        linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_the_page_is_small_and_requests_nothing(opened: Page, data: dict[str, Any], tmp_path: Path) -> None:
    """The fixture `page` fails on requests and on violations of the Content Security Policy."""
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    assert set(re.findall(r"https?://[^/]+", text)) <= {"https://www.gnu.org"}  # in the comment about the license
    expect(opened.get_by_role("heading", level=1)).to_have_text("The month of <b>March</b>")
    expect(opened.locator(".tile b").first).to_have_text(str(len(data["incidents"])))


def test_the_charts_show_the_rows(opened: Page, data: dict[str, Any]) -> None:
    charts = opened.get_by_role("img")
    assert [charts.nth(index).get_attribute("aria-label") for index in range(charts.count())] == [
        "Incidents by service", "Incidents by hour of the day", "Incidents by weekday and hour", "Incidents by day",
        "Interruptions by person", "Nights on which people were woken",
    ]
    assert opened.locator("svg[aria-label='Incidents by hour of the day'] rect").count() == 24
    assert opened.locator("svg[aria-label='Incidents by weekday and hour'] rect").count() == 7 * 24
    titles = opened.locator("svg[aria-label='Incidents by day'] title").all_text_contents()
    assert sum(int(re.search(r": (\d+) incident", one)[1]) for one in titles) == len(data["incidents"])
    high = opened.locator("svg[aria-label='Incidents by service'] rect.high")
    widths = [float(high.nth(index).get_attribute("width") or 0) for index in range(high.count())]
    assert len(widths) >= 6 and min(widths) > 0
    woken = opened.locator("#nights tbody tr")
    assert woken.count() == len({
        one["responder_id"] for one in data["responder_incidents"] if one["total_sleep_hour_interruptions"]
    })


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_window(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    inside = opened.evaluate(
        """[...document.querySelectorAll("svg text")].every(text => {
            const box = text.getBoundingClientRect(), chart = text.ownerSVGElement.getBoundingClientRect();
            return box.left >= chart.left - 1 && box.right <= chart.right + 1 && box.bottom <= chart.bottom + 1;
        })"""
    )
    assert inside, "a label is cut off"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_are_readable(opened: Page, scheme: Any) -> None:
    opened.emulate_media(color_scheme=scheme)
    for selector in ("section p.lead", "thead th", "section svg[role] text", "tbody td"):
        assert contrast(opened, selector) >= 4.5, selector
    assert contrast(opened, "section svg[role] text.number") >= 4.5


def test_keyboard_and_print(opened: Page) -> None:
    """What can be scrolled can be focused. On paper, charts are not wider than the page."""
    assert opened.locator(".scroll:not([tabindex])").count() == 0
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
