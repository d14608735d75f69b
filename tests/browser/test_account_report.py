# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about an account: search and filters, keyboard and screen reader, phone, print, and hostile names."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ansible_collections.community.pagerduty.plugins.filter.account_report_html import account_report_html
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.tests.browser.report_account import (
    HOSTILE,
    configuration,
    hostile,
    large,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SERVICES = 300
MOST_BYTES = 400_000
MOST_SECONDS = 1.0


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    emulator = Emulator()
    yield emulator
    emulator.stop()


def report_of(emulator: Emulator, account: dict[str, Any], *, name: str, config: Any = None) -> str:
    emulator.reset()
    emulator.load(**account)
    play = Play(emulator)
    if config is None:
        config = configuration(play.run(ACCOUNT_INFO_OPERATION)["config"])
    return account_report_html(play.run(ACCOUNT_INFO_OPERATION, health=True, config=config), name)


def now_of(emulator: Emulator) -> datetime:
    emulator.reset()
    return datetime.fromisoformat(emulator.admin("GET", "clock")["now"].replace("Z", "+00:00"))


@pytest.fixture(scope="session")
def report(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report about an account with 300 services."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_of(emulator, large(now_of(emulator)), name="Example Shop"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def hostile_report(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report about an account whose names contain markup."""
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    config = {"services": [{"name": HOSTILE[3], "escalation_policy": "Default"}]}
    text = report_of(emulator, hostile(now_of(emulator)), name=f"</title>{HOSTILE[0]}", config=config)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def opened(page: Page, report: Path) -> Page:
    page.emulate_media(reduced_motion="reduce")
    page.goto(report.as_uri())
    return page


def visible_services(page: Page) -> int:
    return page.locator(".service:visible").count()


def status(page: Page) -> str:
    return page.get_by_role("status").inner_text()


# -- the map ---------------------------------------------------------------------------------------------------------


def test_the_page_opens_fast_is_small_and_requests_nothing(page: Page, report: Path) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    seconds = []
    for _attempt in range(3):  # other tests run at the same time
        start = time.monotonic()
        page.goto(report.as_uri())
        expect(page.locator("#service-PSVC0000")).to_be_attached()
        seconds.append(time.monotonic() - start)
    assert min(seconds) < MOST_SECONDS
    assert set(requested) == {report.as_uri()}
    text = report.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    assert set(re.findall(r"https?://[^/]+", text)) == {"https://www.gnu.org"}  # in the comment about the license
    assert visible_services(page) == SERVICES and status(page) == f"{SERVICES} services"


def test_the_map_shows_who_is_notified(opened: Page) -> None:
    policy = opened.get_by_role("article", name="Identity critical")
    expect(policy.get_by_role("heading", level=4)).to_have_text("Escalation policy Identity critical")
    levels = policy.locator(".level")
    expect(levels).to_have_count(3)
    first = levels.first.inner_text()
    assert re.search(r"Level 1\s+at once", first) and "Identity primary" in first and re.search(r"until \w", first)
    assert re.search(r"Next: .* from .* UTC", first)
    expect(levels.nth(1).locator(".step")).to_contain_text("after 10 minutes")
    expect(levels.nth(2).locator(".person")).to_have_count(2)
    expect(levels.nth(2)).to_contain_text("always on call")


def test_search(opened: Page) -> None:
    opened.locator("#search").fill("mobile-cache")
    shown = visible_services(opened)
    assert 0 < shown < 10 and status(opened) == f"{shown} of {SERVICES} services"
    assert opened.locator(".team:visible").count() == 1
    opened.locator("#search").fill("  STANDARD   payments ")  # words in any order, of the policy and the team
    assert {one.partition("-")[0] for one in opened.locator(".service:visible > a").all_inner_texts()} == {"payments"}
    name = opened.locator(".name", has_text="Inès").first.inner_text()
    opened.locator("#search").fill(name.replace("è", "e").upper())
    assert name in opened.locator(".policy:visible").first.locator(".chain").inner_text()
    opened.locator("#search").fill("nothing has this name")
    assert status(opened) == f"No service matches. 0 of {SERVICES} services"
    assert opened.locator(".policy:visible").count() == 0
    opened.get_by_role("button", name="Clear filters").click()
    assert visible_services(opened) == SERVICES and status(opened) == f"{SERVICES} services"


def test_filters(opened: Page) -> None:
    opened.locator("#team").select_option(label="Search")
    assert opened.locator(".team:visible h3").all_inner_texts() == ["Search"]
    opened.locator("#team").select_option(label="Identity")
    in_team = visible_services(opened)
    opened.locator("#status").select_option(label="With a problem")
    with_problem = visible_services(opened)
    assert 0 < with_problem < in_team
    assert "Identity business hours" in "".join(opened.locator(".policy:visible h4").all_inner_texts())
    assert re.fullmatch(r"\d+ services", opened.locator(".policy:visible .services h5").first.inner_text(), re.I)
    opened.locator("#search").fill("reports")
    assert 0 < visible_services(opened) < with_problem
    heading = opened.locator(".policy:visible .services h5").first
    assert re.fullmatch(r"\d+ of \d+ services", heading.inner_text(), re.I)
    opened.get_by_role("button", name="Clear filters").click()
    opened.locator("#status").select_option(label="With a problem or a notice")
    assert with_problem < visible_services(opened) < SERVICES


def test_a_link_to_a_service_works_wherever_it_is(page: Page, report: Path) -> None:
    page.goto(f"{report.as_uri()}#service-PSVC0100")
    service = page.locator("#service-PSVC0100")
    expect(service).to_be_focused()
    expect(service).to_be_in_viewport()
    page.locator("#search").fill("payments")
    page.get_by_role("button", name="Collapse all teams").click()
    expect(service).to_be_hidden()
    page.evaluate("location.hash = ''")
    page.evaluate("location.hash = '#service-PSVC0100'")
    expect(service).to_be_visible()
    expect(service).to_be_focused()
    assert visible_services(page) < SERVICES  # the other teams stay collapsed


def test_findings_link_to_the_map(opened: Page) -> None:
    opened.locator("#health").get_by_role("link", name="Identity business hours").first.click()
    expect(opened.locator(".policy:target h4")).to_contain_text("Identity business hours")
    expect(opened.locator(".policy:target")).to_be_in_viewport()


def test_what_differs(opened: Page) -> None:
    section = opened.get_by_role("region", name="Differences from the configuration")
    expect(section).to_contain_text("storefront-recommendations")
    box = section.locator("details", has=opened.get_by_role("heading", name="checkout-database"))
    expect(box.locator(".values")).to_contain_text("In the account")
    assert box.locator("dd").all_inner_texts() == ["0", "1800"]
    lines = section.get_by_role("group", name="escalation_rules: lines that differ")
    expect(lines.locator("ins").first).to_contain_text("25")
    expect(lines.locator("del")).to_have_count(1)
    assert "escalation_rule_assignment_strategy" not in lines.inner_text()  # the configuration does not state it


# -- everybody can use it --------------------------------------------------------------------------------------------


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_with_the_keyboard_only(opened: Page) -> None:
    keyboard = opened.keyboard
    keyboard.press("Tab")
    assert focused(opened) == "Skip to the content"
    assert opened.get_by_role("link", name="Skip to the content").bounding_box()["x"] >= 0  # type: ignore[index]
    keyboard.press("Enter")
    assert focused(opened) == "content"
    for _step in range(200):
        keyboard.press("Tab")
        if focused(opened) == "search":
            break
    keyboard.type("identity")
    shown = visible_services(opened)
    assert 0 < shown < SERVICES
    keyboard.press("Tab")
    assert focused(opened) == "team"
    keyboard.press("Tab")
    assert focused(opened) == "status"
    keyboard.press("Tab")
    keyboard.press("Tab")
    assert focused(opened) == "fold"
    keyboard.press("Enter")
    assert visible_services(opened) == 0
    assert opened.get_by_role("button", name="Expand all teams").count() == 1
    keyboard.press("Tab")  # the first team that is shown
    keyboard.press("Enter")
    assert visible_services(opened) == shown
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert re.search("#service-PSVC[0-9]+$", opened.url)
    outline = opened.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    opened.locator("#search").focus()
    keyboard.press("Escape")
    assert opened.locator("#search").input_value() == ""


INTERACTIVE = {"button", "link", "textbox", "searchbox", "combobox", "DisclosureTriangle", "group", "article", "region"}


@pytest.mark.parametrize("which", ["report", "hostile_report"])
def test_landmarks_headings_and_names_for_screen_readers(
    page: Page, which: str, request: pytest.FixtureRequest
) -> None:
    page.goto(request.getfixturevalue(which).as_uri())
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    named = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and "role" in node
    ]
    assert [one for one in named if one[0] in INTERACTIVE - {"group"} and not one[1].strip()] == []
    roles = [role for role, _name in named]
    for landmark in ("banner", "navigation", "main", "search", "contentinfo", "status"):
        assert roles.count(landmark) == 1, landmark
    tags = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => h.tagName)")
    assert tags[0] == "H1" and tags.count("H1") == 1
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    targets = page.evaluate("[...document.querySelectorAll('a')].map(e => e.getAttribute('href'))")
    assert {target[1:] for target in targets} <= set(ids)


CONTRAST = """
() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    return .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = parse(getComputedStyle(one).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...poor];
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened: Page, scheme: Any) -> None:
    opened.emulate_media(color_scheme=scheme)
    dark = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(17, 23, 29)") == (scheme == "dark")
    assert opened.evaluate(CONTRAST) == []


@pytest.mark.parametrize("which", ["report", "hostile_report"])
@pytest.mark.parametrize("width", [320, 375])
def test_a_phone_needs_no_horizontal_scrolling(
    page: Page, which: str, width: int, request: pytest.FixtureRequest
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(request.getfixturevalue(which).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('input, select, button')].filter(e => e.offsetHeight < 44).map(e => e.id)"
    )
    assert small == []


def test_without_scripts_everything_is_there(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert visible_services(page) == SERVICES
    expect(page.locator("#search")).to_be_hidden()
    page.locator("#notices ~ details summary").first.click()
    expect(page.locator("#notices ~ details li").first).to_be_visible()
    context.close()


def test_print(opened: Page) -> None:
    closed = opened.locator("details:not([open])").count()
    assert closed
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened.emulate_media(media="print")
    assert opened.locator("details:not([open])").count() == 0
    expect(opened.locator("#search")).to_be_hidden()
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    opened.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.locator("details:not([open])").count() == closed


# -- hostile names ---------------------------------------------------------------------------------------------------


def test_names_are_text_only(page: Page, hostile_report: Path) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(hostile_report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.title() == f"</title>{HOSTILE[0]}: PagerDuty account report"
    assert page.locator("b#b, img, svg, main i, main b b, iframe, object").count() == 0
    assert page.locator("script").count() == 1
    body = page.locator("body").inner_text()
    for name in HOSTILE:
        assert name in body
    assert "{{ 7 * 7 }}" in body and "49" not in page.locator("#map").inner_text()
    page.locator("#team").select_option(label=HOSTILE[2])
    page.locator("#search").fill("onerror=alert(1)")
    assert visible_services(page) == 2
    assert dialogs == []


def test_the_policy_of_the_page_stops_a_script_that_somebody_adds(browser: Browser, hostile_report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    text = hostile_report.read_text(encoding="utf-8")
    added = "<script>document.title = 'stolen'</script><img src=x onerror=\"document.title = 'stolen'\">"
    changed = hostile_report.with_name("changed.html")
    changed.write_text(text.replace("<footer", f"{added}<footer"), encoding="utf-8")
    page.goto(changed.as_uri())
    assert "stolen" not in page.title() and visible_services(page) == 4
    context.close()
