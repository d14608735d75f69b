# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the incidents of a month: its numbers, its charts, wrong input."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.community.pagerduty.plugins.filter.incident_report_html import incident_report_html
from ansible_collections.community.pagerduty.plugins.plugin_utils._incident_report import _charts
from ansible_collections.community.pagerduty.plugins.plugin_utils._incident_report._report import (
    IncidentReport,
    NotAReport,
    duration,
)

MARKUP = "<script>alert(1)</script>"


def incident(number: int, created_at: str, **more: Any) -> dict[str, Any]:
    return {"id": f"PI{number}", "incident_number": number, "description": "Down", "created_at": created_at,
            "service_id": "PSHOP", "service_name": "Shop", "urgency": "high", "seconds_to_first_ack": 60,
            "seconds_to_resolve": 600, "escalation_count": 0, **more}


def own(person: str, created_at: str, sleep: int = 0, business: int = 0) -> dict[str, Any]:
    return {"responder_id": person, "responder_name": person.title(), "incident_created_at": created_at,
            "total_engaged_seconds": 300, "total_business_hour_interruptions": business,
            "total_off_hour_interruptions": 0, "total_sleep_hour_interruptions": sleep}


def data(**more: Any) -> dict[str, Any]:
    return {
        "incidents": [
            incident(1, "2026-03-01T00:30:00", seconds_to_first_ack=120),
            incident(2, "2026-03-02T14:05:00", urgency="low", seconds_to_first_ack=None),
            incident(3, "2026-03-31T23:59:59", service_id="PBANK", service_name=MARKUP, seconds_to_resolve=None),
        ],
        "previous": [incident(0, "2026-02-03T10:00:00")],
        "responders": [
            {"responder_id": "ada", "responder_name": "Ada", "team_name": "One", "total_seconds_on_call": 7200},
            {"responder_id": "ada", "responder_name": "Ada", "team_name": "Two", "total_seconds_on_call": 7200},
            {"responder_id": "cal", "responder_name": "Cal", "team_name": None, "total_seconds_on_call": 3600},
        ],
        "responder_incidents": [
            own("ada", "2026-03-01T00:30:00", sleep=2), own("ada", "2026-03-02T14:05:00", business=1),
            own("bob", "2026-03-31T23:59:59", sleep=1),
        ],
        "since": "2026-03-01", "until": "2026-04-01", **more,
    }


def report(**more: Any) -> IncidentReport:
    return IncidentReport(data(**more), "")


@pytest.mark.parametrize(("seconds", "text"), [
    (0, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (4800, "1 h 20 min"), (86400, "1 d"),
    (187200, "2 d 4 h"), (None, "\N{EN DASH}"),
])
def test_durations(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_numbers() -> None:
    found = report()
    assert (found.title, found.period, len(found.days)) == ("March 2026", "March 2026", 31)
    assert [(one.label, one.value, one.change) for one in found.tiles] == [
        ("incidents", "3", "200 % more than before"), ("mean time to acknowledge", "1 min", "50 % more than before"),
        ("mean time to resolve", "10 min", "as before"), ("interruptions", "4", ""),
        ("interruptions in sleep hours", "3", ""),
    ]
    shop, bank = found.services
    assert (shop.name, shop.high, shop.low, shop.to_acknowledge, shop.to_resolve) == ("Shop", 1, 1, 120, 600)
    assert (bank.to_resolve, bank.longest) == (None, None)
    assert [(hour, number) for hour, number in enumerate(found.by_hour) if number] == [(0, 1), (14, 1), (23, 1)]
    assert found.hours[6][0] == 1 and found.hours[0][14] == 1  # March 1 was a Sunday
    assert [number for number in found.by_day if number] == [1, 1, 1]
    assert (found.by_day[0], found.by_day[30]) == (1, 1)


def test_people_and_nights() -> None:
    ada, bob, cal = report().people
    assert (ada.name, ada.incidents, ada.interrupted, ada.on_call, ada.engaged) == ("Ada", 2, 3, 7200, 600)
    assert (cal.incidents, cal.on_call) == (0, 3600)
    # Half past midnight belongs to the night that began on the last day of February.
    assert dict(ada.nights) == {date(2026, 2, 28): 2}
    assert dict(bob.nights) == {date(2026, 3, 31): 1}
    assert [one.name for one in report().sleepless] == ["Ada", "Bob"]


def test_other_periods() -> None:
    assert report(until="2026-03-08").period == "2026-03-01 to 2026-03-07"
    assert report(since="2026-01-01").period == "2026-01-01 to 2026-03-31"
    assert report(previous=None).tiles[0].change == ""


def test_the_page() -> None:
    page = incident_report_html(data(scope="teams Core", time_zone="Europe/Berlin"), title=f"About {MARKUP}")
    assert MARKUP not in page and "&lt;script&gt;" in page and "<script" not in page
    assert "Only teams Core. Times are in Europe/Berlin." in page
    assert not re.search(r"(?:href|src)=|url\(|@import|style=", page)
    charts = re.findall(r"<svg viewBox.*?</svg>", page, re.DOTALL)
    assert len([one for one in charts if "role=" in one]) == 6
    for chart in charts:
        root = ElementTree.fromstring(chart)
        width, height = (float(one) for one in root.attrib["viewBox"].split()[2:])
        for box in root.iter("rect"):
            x, y = float(box.get("x", 0)), float(box.get("y", 0))
            assert x >= 0 and x + float(box.attrib["width"]) <= width + 0.5
            assert y >= 0 and y + float(box.attrib["height"]) <= height + 0.5


def test_a_month_without_incidents() -> None:
    page = incident_report_html(data(incidents=[], responder_incidents=[], responders=[]))
    assert "There were no incidents." in page and "Nobody was woken." in page
    assert page.count("<svg") == 0


def test_a_shade_grows_with_the_number() -> None:
    assert [_charts.shade(number, 8) for number in (0, 1, 2, 3, 4, 6, 8)] == [
        "none", "heat1", "heat1", "heat2", "heat2", "heat3", "heat4"]
    assert _charts.shade(1, 1) == "heat4"


@pytest.mark.parametrize(("wrong", "message"), [
    ({"incidents": None}, "needs incidents, a list of rows"),
    ({"incidents": [{"total_incident_count": 3}]}, "needs created_at in the rows of incidents"),
    ({"incidents": [incident(1, "soon")]}, "has a row whose created_at is not a time: 'soon'"),
    ({"since": "March"}, "needs since and until, two dates"),
    ({"until": "2026-03-01"}, "needs since before until"),
    ({"responders": "x"}, "needs responders"),
])
def test_wrong_input(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(AnsibleFilterError, match=re.escape(message)):
        incident_report_html(data(**wrong))


def test_no_dictionary() -> None:
    with pytest.raises(NotAReport, match="must be a dictionary"):
        IncidentReport([], "")
