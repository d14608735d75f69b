# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Related, past and outlier incidents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .conftest import Client


def ago(days: float) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def past(number: int, title: str, days: float, **fields: Any) -> dict[str, Any]:
    return {"id": f"QPAST{number}", "title": title, "service": "Web", "created_at": ago(days), "status": "resolved",
            **fields}


@pytest.fixture
def similar(either: Client) -> Client:
    either.load({
        "services": [{"id": f"P{name.upper()}", "name": name, "escalation_policy": "Default"}
                     for name in ("Web", "Database", "Mail")],
        "service_dependencies": [{"supporting_service": "Database", "dependent_service": "Web"}],
        "incidents": [
            past(1, "Disk of web12 is full", 11),
            past(2, "Disk of web9 is full", 90),
            past(3, "Certificate expires", 6),
            past(4, "Disk of web1 is full", 240),
            past(5, "Disk of web1 is full", 3, service="Mail"),
            {"id": "QDISK", "title": "Disk of web3 is full", "service": "Web", "created_at": ago(0.2)},
            {"id": "QLATER", "title": "Certificate expires", "service": "Web", "created_at": ago(0.1)},
            {"id": "QMAIL", "title": "Disk of mail1 is full", "service": "Mail", "created_at": ago(0.14)},
            {"id": "QSLOW", "title": "Queries take long", "service": "Database", "created_at": ago(0.18)},
        ],
    })
    return either


def test_past_incidents(similar: Client) -> None:
    found = similar.get("/incidents/QDISK/past_incidents")
    assert [(one["incident"]["id"], one["score"]) for one in found["past_incidents"]] == [
        ("QPAST1", 100), ("QPAST2", 100), ("QPAST3", 0),
    ]
    assert set(found["past_incidents"][0]["incident"]) == {"id", "created_at", "self", "title"}
    assert (found["total"], found["limit"]) == (None, 5)
    found = similar.get("/incidents/QDISK/past_incidents", limit=1, total="true")
    assert ([one["incident"]["id"] for one in found["past_incidents"]], found["total"]) == (["QPAST1"], 3)
    for limit in (0, 1000, "many"):
        similar.get("/incidents/QDISK/past_incidents", status=400, limit=limit)


def test_related_incidents(similar: Client) -> None:
    found = similar.get("/incidents/QDISK/related_incidents")["related_incidents"]
    assert [one["incident"]["id"] for one in found] == ["QMAIL", "QSLOW"]
    (contents,), (dependency,) = (one["relationships"] for one in found)
    assert contents["metadata"]["grouping_classification"] == "similar_contents"
    assert dependency["type"] == "service_dependency"
    assert [dependency["metadata"][side]["id"] for side in ("dependent_services", "supporting_services")] == [
        "PWEB", "PDATABASE",
    ]
    found = similar.get("/incidents/QSLOW/related_incidents", additional_details_="incident")["related_incidents"]
    assert [one["incident"]["status"] for one in found] == ["triggered", "triggered"]
    assert found[0]["relationships"] == [dependency], "the same relationship from the other side"
    similar.get("/incidents/QDISK/related_incidents", status=400, additional_details_="service")


@pytest.mark.parametrize(("incident", "since", "count", "frequency", "category"), [
    ("QDISK", None, 1, 0.5, "frequent"),
    ("QDISK", 120, 2, 0.6667, "frequent"),
    ("QDISK", 8, 0, 0, "anomaly"),
    ("QSLOW", None, 0, 0, "anomaly"),
])
def test_outlier_incident(
    similar: Client, incident: str, since: int | None, count: int, frequency: float, category: str
) -> None:
    query = {"since": ago(since)} if since else {}
    found = similar.get(f"/incidents/{incident}/outlier_incident", **query)["outlier_incident"]
    occurrence = found["incident"]["occurrence"]
    assert (occurrence["count"], occurrence["frequency"], occurrence["category"]) == (count, frequency, category)
    if since:
        assert occurrence["since"] == query["since"]
    if incident == "QDISK":
        assert found["incident_template"]["mined_text"] == "Disk of <*> is full"


def test_a_rare_incident(emulator: Client) -> None:
    others = [past(number, f"Reason {chr(65 + number)}", 11) for number in range(20)]
    emulator.load({
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "incidents": [*others, {"id": "QNEW", "title": "Reason B", "service": "Web", "created_at": ago(0)}],
    })
    occurrence = emulator.get("/incidents/QNEW/outlier_incident")["outlier_incident"]["incident"]["occurrence"]
    assert (occurrence["frequency"], occurrence["category"]) == (0.05, "rare")


def test_without_the_ability(emulator: Client) -> None:
    emulator.load({"abilities": ["teams"], "services": [{"name": "Web", "escalation_policy": "Default"}],
                   "incidents": [{"id": "QDISK", "title": "Full", "service": "Web"}]})
    for path in ("past_incidents", "related_incidents", "outlier_incident"):
        emulator.get(f"/incidents/QDISK/{path}", status=403)


def test_unknown_incidents(similar: Client) -> None:
    for path in ("past_incidents", "related_incidents", "outlier_incident"):
        similar.get(f"/incidents/QNONE/{path}", status=404)
