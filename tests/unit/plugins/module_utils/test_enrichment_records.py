# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of enrichment schemas: what is sent, waiting, lost responses, queries and files."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._operations import enrichment_record
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

RECORD = enrichment_record.ENRICHMENT_RECORD_OPERATION
RECORDS = enrichment_record.ENRICHMENT_RECORD_INFO_OPERATION

FIELDS = [
    {"name": "Application", "type": "query"},
    {"name": "Environment", "type": "query"},
    {"name": "Manager", "type": "enriched"},
    {"name": "Runbook", "type": "enriched"},
]
SHOP = {"Application": "Shop", "Environment": "prod", "Manager": "ann"}
MAIL = {"Application": "Mail", "Environment": "prod", "Manager": 'bea, "the" boss', "Runbook": "a\nb"}


@pytest.fixture
def table(emulator: Emulator) -> Emulator:
    emulator.load(enrichment_schemas=[{"id": "9f194d8d-0f58-4c5c-b1d2-a5adf7171821", "name": "Apps", "fields": FIELDS}])
    return emulator


def stored(emulator: Emulator) -> list[dict[str, str]]:
    return sorted((one["enrichment_data"] for one in emulator.state()["enrichment_records"]), key=str)


def test_records(table: Emulator, play: Play) -> None:
    """Created, unchanged, changed in part, and deleted; check mode says the same before."""
    steps: list[tuple[dict[str, t.Any], tuple[bool, int, int]]] = [
        ({"records": [SHOP, MAIL]}, (True, 2, 0)),
        ({"records": [MAIL, SHOP]}, (False, 0, 0)),
        ({"records": [{"application": "shop", "ENVIRONMENT": "Prod", "runbook": 7}]}, (True, 1, 0)),
        ({"records": [{**SHOP, "Runbook": "7"}]}, (False, 0, 0)),
        ({"records": [{**SHOP, "Environment": "test"}], "purge": True}, (True, 1, 2)),
        ({"records": [{**SHOP, "Environment": "TEST"}], "state": "absent"}, (True, 0, 1)),
        ({"records": [SHOP], "state": "absent"}, (False, 0, 0)),
    ]
    for options, numbers in steps:
        for check in (True, False):
            table.forget()
            result = play.run(RECORD, check=check, schema="apps", **options)
            assert (result["changed"], result["uploaded"], result["deleted"]) == numbers, (options, check)
            assert bool(table.writes()) is (numbers[0] and not check)
    assert stored(table) == []


def test_values(table: Emulator, play: Play) -> None:
    """What a record omits stays, and texts with quotes and line breaks arrive."""
    play.run(RECORD, schema="Apps", records=[SHOP, MAIL])
    result = play.run(RECORD, schema="Apps", records=[{"Application": "Shop", "Environment": "prod", "Runbook": True}])
    assert result["enrichment_records"] == [{**SHOP, "Runbook": "true"}]
    assert result["diff"]["before"] == {"records": [{**SHOP, "Runbook": ""}]}
    assert stored(table) == [MAIL, {**SHOP, "Runbook": "true"}]


def test_a_lost_response(table: Emulator, play: Play) -> None:
    """The file is sent again, because the same file has the same effect."""
    table.fault(kind="reset_after", method="POST")
    assert play.run(RECORD, schema="Apps", records=[SHOP])["uploaded"] == 1
    assert len(stored(table)) == 1
    assert [entry["method"] for entry in table.log()].count("POST") == 2


def test_waiting(table: Emulator, play: Play) -> None:
    """The emulator takes one second for each 1,000 records."""
    records = [{**SHOP, "Application": f"App {number}"} for number in range(20_000)]
    with pytest.raises(PagerDutyError, match=r"20000 of 20000 are not there after 2 seconds"):
        play.run(RECORD, schema="Apps", records=records, wait_timeout=2)
    table.admin("POST", "clock", {"advance": 20})
    assert len(play.run(RECORDS, schema="Apps", query={"Application": "App 7"})["enrichment_records"]) == 1


def test_not_waiting(table: Emulator, play: Play) -> None:
    assert play.run(RECORD, schema="Apps", records=[MAIL], wait=False)["uploaded"] == 1
    assert [entry["method"] for entry in table.log()] == ["GET", "GET", "POST"]


def test_large_files_are_split(table: Emulator, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrichment_record, "_MOST_BYTES", 200)
    records = [{**SHOP, "Application": f"App {number}"} for number in range(20)]
    assert play.run(RECORD, schema="Apps", records=records)["uploaded"] == 20
    assert len(stored(table)) == 20
    assert len(table.writes()) == 3


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([{"Application": "Shop"}], r"records\[0\]: also needs Environment"),
        ([{**SHOP, "Owner": "x"}], r"records\[0\]: the schema Apps has no field 'Owner'; it has Application, Env"),
        ([SHOP, {**SHOP, "Application": "SHOP"}], r"records\[1\]: another entry has the same Application and Env"),
        ([{**SHOP, "Manager": ["ann"]}], r"records\[0\].Manager: must be a text"),
    ],
)
def test_wrong_records(table: Emulator, play: Play, records: list[t.Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        play.run(RECORD, schema="Apps", records=records)
    assert table.writes() == []


def test_records_of_servicenow(emulator: Emulator, play: Play) -> None:
    mappings = [{"servicenow_field": name, "event_field": name} for name in ("name", "owner")]
    table = {"display_name": "Switches", "ci_table_name": "cmdb_ci_ip_switch", "field_mappings": mappings}
    emulator.load(enrichment_servicenow_integrations=[{"name": "CMDB", "cmdb_tables": [table]}])
    with pytest.raises(UsageError, match="schema: the records of Switches come from ServiceNow"):
        play.run(RECORD, schema="Switches", records=[])


def test_lists_and_queries(table: Emulator, play: Play) -> None:
    play.run(RECORD, schema="Apps", records=[SHOP, MAIL])
    for check in (True, False):
        found = play.run(RECORDS, check=check, schema="Apps")["enrichment_records"]
        assert sorted(one["enrichment_data"]["Application"] for one in found) == ["Mail", "Shop"]
        found = play.run(RECORDS, check=check, schema="Apps", query={"application": "MAIL"})["enrichment_records"]
        assert [one["enrichment_data"] for one in found] == [MAIL]
        assert play.run(RECORDS, check=check, schema="Apps", query={"Application": "x"})["enrichment_records"] == []
    for query, message in (({}, "query: is empty"), ({"Manager": "ann"}, "query.Manager: the schema Apps has no")):
        with pytest.raises(UsageError, match=message):
            play.run(RECORDS, schema="Apps", query=query)


def test_a_file(table: Emulator, play: Play, tmp_path: Path) -> None:
    play.run(RECORD, schema="Apps", records=[{**SHOP, "Application": f"App {number:03}"} for number in range(150)])
    dest = tmp_path / "records.jsonl"
    result = play.run(RECORDS, schema="Apps", dest=str(dest))
    assert (result["changed"], result["count"]) == (True, 150)
    rows = [json.loads(line) for line in dest.read_text().splitlines()]
    assert len({row["record_id"] for row in rows}) == 150
    assert play.run(RECORDS, schema="Apps", dest=str(dest))["changed"] is False
    play.run(RECORDS, schema="Apps", dest=str(tmp_path / "records.csv"), format="csv", query={"Application": "app 007"})
    assert (tmp_path / "records.csv").read_text() == "Application,Environment,Manager,Runbook\nApp 007,prod,ann,\n"


def test_records_of_a_schema_that_check_mode_has_created(emulator: Emulator, play: Play) -> None:
    """Without an account of predictions, the schema does not exist."""
    with pytest.raises(UsageError, match="schema: there is no enrichment schema 'Apps'"):
        play.run(RECORD, check=True, schema="Apps", records=[SHOP])
