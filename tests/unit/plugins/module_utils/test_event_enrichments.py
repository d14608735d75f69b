# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enrichment schemas, event enrichments and their rules: lost responses, refusals, the default, requests in a loop."""

from __future__ import annotations

import typing as t

import pytest
import requests

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account import ACCOUNT_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.enrichment_schema import ENRICHMENT_SCHEMA
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_enrichment import EVENT_ENRICHMENT
from ansible_collections.community.pagerduty.plugins.module_utils._resources.event_enrichment_rules import (
    EVENT_ENRICHMENT_RULES,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

SCHEMA = resource_operation(ENRICHMENT_SCHEMA)
ENRICHMENT = resource_operation(EVENT_ENRICHMENT)
RULES = resource_operation(EVENT_ENRICHMENT_RULES)

FIELDS = [{"name": "Application", "type": "query"}, {"name": "Manager", "type": "enriched"}]


@pytest.fixture
def shop(emulator: Emulator) -> Emulator:
    emulator.load(services=[{"name": name, "escalation_policy": "Default"} for name in ("Shop", "Search")])
    return emulator


@pytest.mark.parametrize(
    ("operation", "options", "kind"),
    [
        (SCHEMA, {"name": "Applications", "fields": FIELDS}, "enrichment_schemas"),
        (ENRICHMENT, {"name": "Contacts", "services": ["Shop"], "is_default": True}, "event_enrichments"),
    ],
)
@pytest.mark.parametrize("fault", ["reset_after", "race"])
def test_one_object(
    shop: Emulator, play: Play, fault: str, operation: t.Any, options: dict[str, t.Any], kind: str
) -> None:
    """After a lost response, and if another run creates the same object at the same moment."""
    shop.fault(kind=fault, method="POST")
    assert play.run(operation, **options)["changed"] is True
    assert play.run(operation, **options)["changed"] is False
    assert len(shop.state()[kind]) == 1


def test_fields_can_not_change(shop: Emulator, play: Play) -> None:
    play.run(SCHEMA, name="Applications", fields=FIELDS)
    for check in (True, False):
        with pytest.raises(UsageError, match="fields: PagerDuty can't change the fields"):
            play.run(SCHEMA, check=check, name="Applications", fields=[*FIELDS, {"name": "Team", "type": "enriched"}])


def test_a_new_default_replaces_the_former_one(shop: Emulator, play: Play) -> None:
    """The request contains the ID of the new object. The cached object is no longer the default."""
    play.keep()
    play.run(ENRICHMENT, name="Former", is_default=True)
    assert play.run(ENRICHMENT, name="Contacts", is_default=True)["event_enrichment"]["is_default"] is True
    assert play.run(ENRICHMENT, name="Former", is_default=False)["changed"] is False
    assert play.run(ENRICHMENT, name="Contacts", is_default=False)["changed"] is True
    assert not any(one["is_default"] for one in shop.state()["event_enrichments"])


def test_associations_that_pagerduty_refuses(shop: Emulator, play: Play) -> None:
    """PagerDuty responds with success (207), and with an error for each."""
    play.keep()
    play.run(ENRICHMENT, name="Other", services=["Search"])
    service = next(one for one in shop.state()["services"] if one["name"] == "Search")
    headers = {"Authorization": "Token token=emulator"}
    assert requests.delete(f"{shop.url}/services/{service['id']}", headers=headers, timeout=60).status_code == 204
    with pytest.raises(Exception, match=r"adding the services Search \(.*\) failed: PagerDuty refused .*Not Found"):
        play.run(ENRICHMENT, name="Contacts", services=["Search", "Shop"])


def test_a_loop(shop: Emulator, play: Play) -> None:
    for number in range(5):
        play.run(ENRICHMENT, name=f"Contacts {number}", services=["Shop"])
    play.keep()
    shop.forget()
    for number in range(5):
        assert play.run(ENRICHMENT, name=f"Contacts {number}", services=["shop"])["changed"] is False
    # The list, the associations of each, and the service.
    assert len(shop.log()) <= 1 + 5 + 2


def test_an_account_in_one_run(shop: Emulator, play: Play) -> None:
    config = {
        "event_enrichment_rules": [
            {
                "event_enrichment": "Contacts",
                "rules": [
                    {
                        "enrichments": [
                            {
                                "schema": "Applications",
                                "search_values": [{"query_field": "Application", "path": "event.component"}],
                                "target": "event.custom_details.contacts",
                            }
                        ]
                    }
                ],
            }
        ],
        "event_enrichments": [{"name": "Contacts", "services": ["Shop"], "is_default": True}],
        "enrichment_schemas": [{"name": "Applications", "fields": FIELDS}],
    }
    planned = play.run(ACCOUNT_OPERATION, check=True, config=config)
    assert planned["summary"]["created"] == 2 and planned["changed"] is True
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is True
    assert play.run(ACCOUNT_OPERATION, config=config)["changed"] is False
