# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's page: what a visitor sees and does, in a browser.

PAGERDUTY_SCREENSHOTS=docs/images writes the screenshots of the documentation to this folder.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import typing as t
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "roles" / "emulator" / "files" / "pagerduty_emulator"
HOSTILE = '<img src=x onerror="document.title=1">"\'&lt; \u202eevil\u202c ' + "W" * 150
OWNER, ADA = "owner@example.com", "ada@example.com"
ACCOUNT: dict[str, t.Any] = {
    "users": [
        {"name": "Ada Lovelace", "email": ADA}, {"name": "Bob Miller", "email": "bob@example.com"},
    ],
    "schedules": [{
        "name": "Primary", "time_zone": "Etc/UTC",
        "schedule_layers": [{
            "start": "2026-01-01T08:00:00Z", "rotation_virtual_start": "2026-01-01T08:00:00Z",
            "rotation_turn_length_seconds": 86400, "users": [ADA, "bob@example.com"],
        }],
    }],
    "escalation_policies": [{
        "name": "Platform",
        "escalation_rules": [
            {"escalation_delay_in_minutes": 15, "targets": [ADA]},
            {"escalation_delay_in_minutes": 30, "targets": ["Primary", "bob@example.com"]},
        ],
    }],
    "services": [
        {"name": "Payments", "escalation_policy": "Platform", "acknowledgement_timeout": 600},
        {"name": "Web shop", "escalation_policy": "Platform"},
    ],
    "event_orchestrations": [{
        "name": "Shop events",
        "router": {"sets": [{"id": "start", "rules": [{
            "label": "Card payments", "conditions": [{"expression": "event.source matches part 'pay'"}],
            "actions": {"route_to": "Payments"},
        }]}]},
    }],
}


class Emulator:
    """A client of the emulator over HTTP, as playbooks and scripts are."""

    def __init__(self, url: str):
        self.url = url
        self.session = requests.Session()
        self.session.headers.update({"Authorization": "Token token=emulator", "From": ADA})

    def call(self, method: str, path: str, body: t.Any = None) -> t.Any:
        response = self.session.request(method, self.url + path, json=body, timeout=10)
        response.raise_for_status()
        return response.json() if response.content else None

    def service(self, name: str) -> dict[str, str]:
        (found,) = self.call("GET", f"/services?query={name}")["services"]
        return {"id": found["id"], "type": "service_reference"}

    def incident(self, title: str, service: str = "Payments") -> t.Any:
        body = {"incident": {"type": "incident", "title": title, "service": self.service(service)}}
        return self.call("POST", "/incidents", body)["incident"]

    def event_types(self) -> list[str]:
        return [one["event_type"] for one in self.call("GET", "/_emulator/events")]


@contextmanager
def started(port: int = 0) -> Iterator[str]:
    command = [sys.executable, str(CODE), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with started() as address:
        yield address


@pytest.fixture
def emulator(url: str) -> Emulator:
    """A new emulator with the account."""
    client = Emulator(url)
    client.call("POST", "/_emulator/reset")
    client.call("POST", "/_emulator/load", ACCOUNT)
    client.call("DELETE", "/_emulator/requests")
    return client


@pytest.fixture
def shown(page: Page, emulator: Emulator) -> Page:
    """The page of the emulator, connected."""
    return visit(page, emulator.url)


@pytest.fixture
def failing(browser: Browser) -> Iterator[Page]:
    """A page that may log errors, because the browser logs each failed request."""
    with closing(browser.new_context(viewport={"width": 1280, "height": 900})) as context:
        yield context.new_page()


def visit(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.locator("#connection")).to_have_text("Connected")
    expect(page.locator("#services-count")).not_to_be_empty()
    return page


def card(page: Page, number: int = 1) -> Locator:
    return page.get_by_role("article", name=f"Incident {number}")


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def press(area: Page | Locator, name: str) -> None:
    area.get_by_role("button", name=name, exact=True).click()


# -- incidents -------------------------------------------------------------------------------------------------------


def test_a_walk_through_an_incident(shown: Page, emulator: Emulator) -> None:
    """Trigger, escalate by the clock, acknowledge, let the acknowledgment time out, snooze, escalate, resolve."""
    shown.locator("summary", has_text="Trigger an incident").click()
    shown.get_by_label("Title").fill("Card payments fail")
    shown.get_by_label("Service", exact=True).select_option("Payments")
    press(shown, "Trigger")
    expect(card(shown)).to_contain_text("Card payments fail")
    expect(card(shown)).to_contain_text("assigned to Ada Lovelace")
    expect(section(shown, "Services").get_by_role("listitem").filter(has_text="Payments")).to_contain_text("Critical")
    card(shown).get_by_role("button", name="Move the clock there").click()
    expect(card(shown).locator(".timeline")).to_contain_text("Escalated")
    expect(card(shown)).to_contain_text("assigned to Bob Miller")
    press(card(shown), "Acknowledge")
    expect(card(shown)).to_contain_text("Acknowledged by Account Owner.")
    expect(card(shown).get_by_role("button", name="Acknowledge")).to_have_count(0)
    press(shown, "+ 30 minutes")  # the acknowledgment times out after ten
    expect(card(shown).get_by_role("button", name="Snooze")).to_have_count(0)
    press(card(shown), "Acknowledge")
    press(card(shown), "Snooze")
    press(card(shown), "4 hours")
    expect(card(shown)).to_contain_text("Snoozed by Account Owner.")
    expect(card(shown)).to_contain_text("Triggers again in 4 h")
    press(card(shown), "Escalate")
    press(card(shown), "Level 1: Ada Lovelace")
    expect(card(shown)).to_contain_text("assigned to Ada Lovelace")
    press(card(shown), "Resolve")
    expect(card(shown)).to_contain_text("Resolved by Account Owner.")
    expect(card(shown).get_by_role("button")).to_have_count(0)
    types = emulator.event_types()
    assert types[0] == "incident.triggered" and types[-1] == "incident.resolved"
    assert {"incident.escalated", "incident.acknowledged", "incident.unacknowledged"} < set(types)
    assert emulator.call("GET", "/_emulator/requests") == []


def test_the_chosen_user_acts(shown: Page, emulator: Emulator) -> None:
    emulator.incident("Down")
    expect(shown.get_by_label("Act as")).to_have_value(OWNER)
    shown.get_by_label("Act as").select_option("Bob Miller")
    press(card(shown), "Acknowledge")
    expect(card(shown).locator(".pill")).to_have_text("Acknowledged")
    card(shown).get_by_text("Timeline").click()
    expect(card(shown)).to_contain_text("Acknowledged by Bob Miller.")


def test_a_refused_action_is_explained(failing: Page, emulator: Emulator) -> None:
    shown = visit(failing, emulator.url)
    emulator.call("POST", "/users", {"user": {
        "type": "user", "name": "Eve", "email": "eve@example.com", "role": "read_only_user",
    }})
    emulator.incident("Down")
    shown.get_by_label("Act as").select_option("Eve")
    press(card(shown), "Resolve")
    expect(shown.get_by_role("alert")).to_have_text("Access Denied: The user's role may not write")
    expect(card(shown).locator(".pill")).to_have_text("Triggered")


def test_the_filter_of_incidents(shown: Page, emulator: Emulator) -> None:
    done = emulator.incident("Over")
    emulator.call("PUT", f"/incidents/{done['id']}", {"incident": {"type": "incident", "status": "resolved"}})
    emulator.incident("Still down")
    expect(card(shown, 2)).to_be_visible()
    shown.get_by_label("Open", exact=True).check(force=True)
    expect(card(shown, 1)).to_have_count(0)
    expect(card(shown, 2)).to_be_visible()
    shown.get_by_label("Resolved", exact=True).check(force=True)
    expect(card(shown, 2)).to_have_count(0)
    expect(card(shown, 1)).to_be_visible()


# -- what appears without reloading ----------------------------------------------------------------------------------


def test_a_playbook_appears(shown: Page, emulator: Emulator, tmp_path: Path) -> None:
    playbook = tmp_path / "play.yml"
    playbook.write_text("""
- hosts: localhost
  gather_facts: false
  tasks:
    - community.pagerduty.pagerduty_service:
        name: Warehouse
        escalation_policy: Platform
    - community.pagerduty.pagerduty_incident:
        state: triggered
        title: The warehouse is closed
        service: Warehouse
""")
    env = {
        **os.environ, "ANSIBLE_COLLECTIONS_PATH": os.environ["PYTHONPATH"], "ANSIBLE_LOCALHOST_WARNING": "false",
        "PAGERDUTY_API_URL": emulator.url, "PAGERDUTY_API_TOKEN": "emulator", "PAGERDUTY_FROM_EMAIL": OWNER,
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(playbook)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    expect(card(shown)).to_contain_text("The warehouse is closed")
    expect(section(shown, "Services")).to_contain_text("Warehouse")
    expect(section(shown, "Requests")).to_contain_text("/incidents")
    expect(shown.get_by_role("status")).to_contain_text("New incident 1")


def test_who_is_on_call(shown: Page, emulator: Emulator) -> None:
    level = section(shown, "On call").locator(".turns li").filter(has_text="Primary")
    expect(level).to_contain_text("Next:")
    before = level.locator("strong").text_content()
    press(shown, "+ 1 day")
    expect(level.locator("strong")).not_to_have_text(before or "")


def test_event_orchestrations_show_their_rules(shown: Page, emulator: Emulator) -> None:
    area = section(shown, "Event orchestrations")
    area.locator("summary").click()
    expect(area).to_contain_text("event.source matches part 'pay'")
    expect(area).to_contain_text("Card payments → Payments")


def test_alerts_without_an_incident(shown: Page, emulator: Emulator) -> None:
    section = shown.locator("#alerts")
    expect(section).to_be_hidden()
    service = emulator.service("Payments")["id"]
    integration = {"type": "events_api_v2_inbound_integration", "name": "Checks"}
    key = emulator.call("POST", f"/services/{service}/integrations", {"integration": integration})
    rules = [
        {"label": "Only informs", "conditions": [{"expression": "event.severity matches 'info'"}],
         "actions": {"suppress": True}},
        {"label": "Wait for a recovery", "actions": {"suspend": 600}},
    ]
    path = f"/event_orchestrations/services/{service}"
    emulator.call("PUT", path, {"orchestration_path": {"sets": [{"id": "start", "rules": rules}]}})
    emulator.call("PUT", f"{path}/active", {"active": True})
    for severity in ("info", "warning"):
        payload = {"summary": f"A {severity}", "source": "db1", "severity": severity}
        event = {"routing_key": key["integration"]["integration_key"], "event_action": "trigger", "payload": payload}
        emulator.call("POST", "/v2/enqueue", event)
    rows = section.locator("li")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="A info")).to_contain_text("Only informs")
    expect(rows.filter(has_text="A info")).to_contain_text("Suppressed")
    expect(rows.filter(has_text="A warning")).to_contain_text("Suspended until")
    emulator.call("POST", "/_emulator/clock", {"advance": 601})
    expect(rows).to_have_count(1)
    expect(shown.locator("#incidents-list")).to_contain_text("A warning")


def test_webhooks_and_their_retries(shown: Page, emulator: Emulator) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://ada:hidden@127.0.0.1:{closed.getsockname()[1]}/hook"
        emulator.call("POST", "/webhook_subscriptions", {"webhook_subscription": {
            "type": "webhook_subscription", "events": ["incident.triggered"], "filter": {"type": "account_reference"},
            "delivery_method": {"type": "http_delivery_method", "url": address},
        }})
        emulator.incident("Down")
        area = section(shown, "Webhooks")
        expect(area).to_contain_text("incident.triggered")
        expect(area).to_contain_text("Sent again")
        area.locator("summary").click()
        expect(area).to_contain_text("Attempt 1: sent again, no connection")
        press(shown, "+ 1 day")
        press(shown, "+ 1 day")
        press(shown, "+ 1 day")
        expect(area).to_contain_text("not delivered within 48 hours")
        press(area, "Send it again")
        expect(area.locator("summary")).to_contain_text("Sent again")
    assert "hidden" not in (area.text_content() or "")


def test_requests_show_their_bodies_without_secrets(shown: Page, emulator: Emulator) -> None:
    emulator.call("POST", "/teams", {"team": {"type": "team", "name": "Core"}})
    emulator.call("GET", "/teams?query=core")
    area = section(shown, "Requests")
    expect(area.locator("summary")).to_have_count(2)
    expect(area.locator("summary").first).to_contain_text("/teams?query=core")
    area.get_by_label("Without GET").check()
    expect(area.locator("summary")).to_have_count(1)
    area.locator("summary").click()
    expect(area.get_by_role("group", name="Request body")).to_contain_text('"name": "Core"')
    expect(area.get_by_role("group", name="Response body")).to_contain_text('"summary": "Core"')
    expect(area).to_contain_text("Token ********")
    press(area, "Clear")
    expect(area).to_contain_text("No requests.")


def test_the_faults_of_the_page_apply_to_clients(shown: Page, emulator: Emulator) -> None:
    area = section(shown, "Faults")
    errors = area.get_by_role("switch", name="Server errors")
    errors.click()
    expect(errors).to_have_attribute("aria-checked", "true")
    assert [requests.get(f"{emulator.url}/users", timeout=5).status_code for _attempt in range(3)] == [503] * 3
    expect(section(shown, "Requests").locator("summary").first).to_contain_text("503")
    errors.click()
    expect(errors).to_have_attribute("aria-checked", "false")
    assert emulator.call("GET", "/users")
    area.get_by_label("How often").select_option("1 in 5 requests")
    for name in ("Slow responses", "Rate limit", "Dropped connections", "Lost responses"):
        area.get_by_role("switch", name=name).click()
        expect(area.get_by_role("switch", name=name)).to_have_attribute("aria-checked", "true")
    faults = emulator.call("GET", "/_emulator/faults")["faults"]
    assert [(one["kind"], one["probability"], one["times"]) for one in faults] == [
        ("latency", 0.2, None), ("rate_limit", 0.2, None), ("reset_before", 0.2, None), ("reset_after", 0.2, None),
    ]
    emulator.call("POST", "/_emulator/faults", {"kind": "race", "path": "/teams"})
    expect(area).to_contain_text("race")
    press(area, "Remove all faults")
    expect(area.get_by_role("switch", name="Rate limit")).to_have_attribute("aria-checked", "false")
    assert emulator.call("GET", "/_emulator/faults") == {"faults": []}


def test_another_account(shown: Page, emulator: Emulator) -> None:
    expect(shown.get_by_label("Account", exact=True)).to_be_hidden()
    emulator.incident("Ours")
    emulator.call("POST", "/_emulator/load", {
        "token": "acme", "users": [{"name": "Carol", "email": "carol@example.com", "role": "owner"}],
        "services": [{"name": "Theirs", "escalation_policy": "Default"}],
    })
    shown.get_by_label("Account", exact=True).select_option("acme")
    expect(section(shown, "Services")).to_contain_text("Theirs")
    expect(section(shown, "Services")).not_to_contain_text("Payments")
    expect(section(shown, "Incidents")).to_contain_text("No incidents.")
    expect(shown.get_by_label("Act as")).to_have_value("carol@example.com")


def test_the_page_connects_again(failing: Page) -> None:
    page = failing
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started(port) as url:
        first = Emulator(url)
        first.call("POST", "/_emulator/load", ACCOUNT)
        visit(page, url)
        first.incident("Before")
        expect(card(page)).to_contain_text("Before")
    expect(page.locator("#connection")).to_have_text("Not connected")
    with started(port) as url:
        second = Emulator(url)
        second.call("POST", "/_emulator/load", ACCOUNT)
        expect(page.locator("#connection")).to_have_text("Connected")
        expect(section(page, "Incidents")).to_contain_text("No incidents.")
        second.incident("After")
        expect(card(page)).to_contain_text("After")


# -- for everyone ----------------------------------------------------------------------------------------------------


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the element with this accessible name or text has the focus."""
    for _attempt in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement;"
            " return e.ariaLabel || (e.labels && e.labels[0] && e.labels[0].textContent) || e.textContent })()"
        )
        if focused.strip().startswith(name):
            return
    raise AssertionError(f"{name} can't be reached with Tab")


def test_the_keyboard_alone(shown: Page, emulator: Emulator) -> None:
    tab_to(shown, "Skip to the incidents")
    shown.keyboard.press("Enter")
    tab_to(shown, "Trigger an incident")
    shown.keyboard.press("Enter")
    expect(shown.get_by_label("Title")).to_be_focused()
    shown.keyboard.type("Down")
    shown.keyboard.press("Enter")
    expect(card(shown)).to_be_visible()
    expect(shown.locator("summary", has_text="Trigger an incident")).to_be_focused()
    tab_to(shown, "Acknowledge")
    outline = shown.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    shown.keyboard.press("Enter")
    expect(card(shown).get_by_role("button", name="Resolve")).to_be_focused()
    tab_to(shown, "Snooze")
    shown.keyboard.press("Enter")
    expect(card(shown).get_by_role("button", name="Snooze", exact=True)).to_have_attribute("aria-expanded", "true")
    tab_to(shown, "1 hour")
    shown.keyboard.press("Escape")
    expect(card(shown).get_by_role("button", name="Snooze", exact=True)).to_be_focused()
    tab_to(shown, "Timeline")
    emulator.call("POST", f"/incidents/{emulator.call('GET', '/incidents')['incidents'][0]['id']}/notes", {
        "note": {"content": "Looking"},
    })
    expect(card(shown)).to_contain_text("Note")  # the entry was built again, and the focus is at the same place
    expect(card(shown).locator("summary", has_text="Timeline")).to_be_focused()


def test_the_structure_for_screen_readers(shown: Page, emulator: Emulator) -> None:
    emulator.incident("Down")
    expect(card(shown)).to_be_visible()
    assert shown.get_by_role("heading", level=1).all_text_contents() == ["PagerDuty emulator"]
    for name in ("Incidents", "On call", "Services", "Event orchestrations", "Faults", "Requests", "Webhooks"):
        expect(section(shown, name)).to_be_visible()
        expect(shown.get_by_role("heading", level=2, name=name)).to_be_visible()
    for role in ("banner", "navigation", "main", "contentinfo"):
        expect(shown.get_by_role(t.cast(t.Any, role))).to_have_count(1)
    unnamed = shown.evaluate("""
        [...document.querySelectorAll('button, input, select, textarea, summary')]
          .filter((e) => e.checkVisibility()
            && !(e.ariaLabel || (e.labels && e.labels.length) || e.textContent.trim()))
          .map((e) => e.outerHTML)
    """)
    assert unnamed == []
    headings = shown.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((e) => Number(e.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_many_changes_are_announced_once(shown: Page, emulator: Emulator) -> None:
    shown.evaluate("""
        window.told = [];
        const observer = new MutationObserver(() => {
          const text = document.getElementById('message').textContent;
          if (text) window.told.push(text);
        });
        observer.observe(document.getElementById('message'), {childList: true, characterData: true, subtree: true});
    """)
    for number in range(8):
        emulator.incident(f"Down {number}")
    expect(card(shown, 8)).to_be_visible()
    expect(shown.get_by_role("status")).to_contain_text("New incident 8")
    assert len(shown.evaluate("window.told")) <= 3


def test_hostile_names(shown: Page, emulator: Emulator) -> None:
    """No text of the account becomes HTML, and none makes the page wider."""
    policy = emulator.call("GET", "/escalation_policies")["escalation_policies"][0]
    reference = {"id": policy["id"], "type": "escalation_policy_reference"}
    emulator.call("POST", "/services", {"service": {
        "type": "service", "name": HOSTILE, "escalation_policy": reference,
    }})
    emulator.call("POST", "/users", {"user": {"type": "user", "name": HOSTILE[:90], "email": "eve@example.com"}})
    emulator.call("GET", f"/teams?query={HOSTILE}")
    emulator.incident(HOSTILE)
    expect(card(shown)).to_contain_text("<img src=x")
    expect(section(shown, "Services")).to_contain_text("<img src=x")
    section(shown, "Requests").locator("summary").first.click()
    expect(section(shown, "Requests").get_by_role("group", name="Request body")).to_contain_text("<img src=x")
    assert shown.locator("main img").count() == 0
    assert shown.title() == "PagerDuty emulator"
    assert widths(shown) == []
    shown.set_viewport_size({"width": 360, "height": 740})
    assert widths(shown) == []


def widths(page: Page) -> list[str]:
    """The elements that are wider than the window."""
    found: list[str] = page.evaluate("""
        [...document.querySelectorAll('body *')]
          .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('pre'))
          .map((e) => e.outerHTML.slice(0, 200))
    """)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("the page")
    return found


CONTRAST = """
() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const rgba = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => {
    const [r, g, b] = rgba(color).slice(0, 3).map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (rgba(color)[3] === 255) return color;
    }
    return 'white';
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
    if (!hasText || !element.checkVisibility()) continue;
    const [first, second] = [light(getComputedStyle(element).color), light(behind(element))];
    const ratio = (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 120)}`);
  }
  return found;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(shown: Page, emulator: Emulator, scheme: t.Literal["light", "dark"]) -> None:
    emulator.incident("Down")
    other = emulator.incident("Over", "Web")
    emulator.call("PUT", f"/incidents/{other['id']}", {"incident": {"type": "incident", "status": "acknowledged"}})
    requests.get(f"{emulator.url}/users", timeout=5)
    shown.emulate_media(color_scheme=scheme)
    section(shown, "Faults").get_by_role("switch", name="Server errors").click()
    expect(card(shown, 2)).to_contain_text("Acknowledged")
    expect(section(shown, "Requests").locator("summary").first).to_be_visible()
    background = shown.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(243, 245, 247)") == (scheme == "light")
    assert shown.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [320, 390, 768])
def test_small_screens(page: Page, emulator: Emulator, width: int) -> None:
    emulator.incident("A title of an incident that needs more than one line on a phone")
    emulator.call("GET", "/services?query=a-long-query-without-any-space-that-does-not-fit-into-one-line")
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, emulator.url)
    press(card(page), "Escalate")
    card(page).get_by_text("Timeline").click()
    page.locator("summary", has_text="Trigger an incident").click()
    section(page, "Requests").locator("summary").first.click()
    expect(section(page, "Requests").get_by_role("group", name="Response body")).to_be_visible()
    assert widths(page) == []


# -- screenshots -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the screenshots are written: a temporary folder, or that of the documentation."""
    return ROOT / os.environ["PAGERDUTY_SCREENSHOTS"] if "PAGERDUTY_SCREENSHOTS" in os.environ else tmp_path


class Receiver(BaseHTTPRequestHandler):
    """Accepts all webhooks."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """The URL of a receiver of webhooks."""
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.shutdown()


def test_screenshots(page: Page, emulator: Emulator, folder: Path, receiver: str) -> None:
    """An account in which something happens, as the documentation shows it."""
    emulator.call("POST", "/webhook_subscriptions", {"webhook_subscription": {
        "type": "webhook_subscription", "events": ["incident.triggered", "incident.acknowledged", "incident.resolved"],
        "filter": {"type": "account_reference"}, "description": "Chat",
        "delivery_method": {"type": "http_delivery_method", "url": receiver},
    }})
    done = emulator.incident("Search index is stale", "Web shop")
    emulator.call("PUT", f"/incidents/{done['id']}", {"incident": {"type": "incident", "status": "resolved"}})
    emulator.incident("Card payments fail")
    emulator.call("POST", "/_emulator/clock", {"advance": 16 * 60})
    visit(page, emulator.url)
    press(card(page, 2), "Acknowledge")
    card(page, 2).get_by_text("Timeline").click()
    emulator.incident("Checkout returns errors", "Web shop")
    expect(card(page, 2).locator(".timeline")).to_contain_text("Acknowledged by")
    expect(card(page, 3)).to_be_visible()
    section(page, "Event orchestrations").locator("summary").click()
    section(page, "Requests").locator("summary").filter(has_text="POST").first.click()
    expect(section(page, "Requests").get_by_role("group", name="Request body")).to_be_visible()
    expect(page.locator("#message")).to_be_empty(timeout=15_000)
    page.evaluate("document.activeElement.blur()")
    page.set_viewport_size({"width": 1200, "height": 900})
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.screenshot(path=folder / "emulator-page.png")
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("scrollTo({top: document.getElementById('incidents').offsetTop - 12, behavior: 'instant'})")
    page.screenshot(path=folder / "emulator-page-phone.png")
    assert all((folder / f"emulator-page{kind}.png").stat().st_size > 20_000 for kind in ("", "-phone"))
