# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status pages: which post a title means, updates without repetitions, postmortems, subscriptions, dashboards."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.status_dashboard import (
    STATUS_DASHBOARD_INFO_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._operations.status_page_postmortem import (
    POSTMORTEM_INFO_OPERATION,
    POSTMORTEM_OPERATION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.status_page import (
    STATUS_PAGE,
    STATUS_PAGE_SERVICE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.status_page_level import (
    STATUS_PAGE_IMPACT,
    STATUS_PAGE_SEVERITY,
    STATUS_PAGE_STATUS,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.status_page_post import STATUS_PAGE_POST
from ansible_collections.community.pagerduty.plugins.module_utils._resources.status_page_post_update import (
    STATUS_PAGE_POST_UPDATE,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.status_page_subscription import (
    STATUS_PAGE_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

POST, UPDATE = resource_operation(STATUS_PAGE_POST), resource_operation(STATUS_PAGE_POST_UPDATE)
SUBSCRIPTION = resource_operation(STATUS_PAGE_SUBSCRIPTION)
POSTS, UPDATES = info_operation(STATUS_PAGE_POST), info_operation(STATUS_PAGE_POST_UPDATE)

ON_PAGE = {"status_page": "Example"}
OF_POST = {**ON_PAGE, "post": "Orders fail"}
OUTAGE: dict[str, t.Any] = {
    **ON_PAGE,
    "title": "Orders fail",
    "text": "We are looking for the cause.",
    "status": "investigating",
    "severity": "Major",
    "impacted_services": {"web shop": "Partial outage"},
}
RESOLVED: dict[str, t.Any] = {
    **OF_POST, "text": "All orders work.", "status": "resolved", "severity": "all good"
}
MAINTENANCE: dict[str, t.Any] = {
    **ON_PAGE,
    "title": "Upgrade",
    "post_type": "maintenance",
    "starts_at": "2031-05-01T10:00:00Z",
    "ends_at": "2031-05-01T11:00:00Z",
    "text": "The database gets a new version.",
    "status": "scheduled",
    "severity": "maintenance",
}


def step(play: Play, work: t.Any, writes: list[str], **options: t.Any) -> dict[str, t.Any]:
    """Check mode, the run, and the run again: the run's result. writes: the methods of its write requests."""
    emulator = play.emulator
    emulator.forget()
    foretold = play.run(work, check=True, **options)
    assert emulator.writes() == []
    result = play.run(work, **options)
    assert [write.split()[0] for write in emulator.writes()] == writes
    assert foretold["changed"] == result["changed"] == bool(writes)
    assert foretold["diff"] == result["diff"]
    emulator.forget()
    assert not play.run(work, **options)["changed"]
    assert emulator.writes() == []
    return result


def updates(play: Play, **options: t.Any) -> list[dict[str, t.Any]]:
    return play.run(UPDATES, **{**OF_POST, **options})["status_page_post_updates"]


def posts(play: Play, **options: t.Any) -> list[dict[str, t.Any]]:
    return play.run(POSTS, **ON_PAGE, **options)["status_page_posts"]


def fails(play: Play, work: t.Any, *words: str, **options: t.Any) -> str:
    play.emulator.forget()
    with pytest.raises(UsageError) as caught:
        play.run(work, **options)
    assert play.emulator.writes() == []
    for word in words:
        assert word in caught.value.message, caught.value.message
    return caught.value.message


# -- posts -----------------------------------------------------------------------------------------------------------


def test_a_post_is_created_with_its_first_update(play: Play) -> None:
    more = {"update_frequency": "30 minutes", "notify_subscribers": True, "reported_at": "2026-01-02T03:04:05+01:00"}
    made = step(play, POST, ["POST"], **OUTAGE, **more)
    assert made["status_page_post"]["post_type"] == "incident"
    assert made["diff"]["after"]["impacted_services"] == {"Web shop": "partial outage"}
    assert made["diff"]["after"]["severity"] == "major"
    [update] = updates(play)
    assert (update["status"]["summary"], update["severity"]["summary"]) == ("investigating", "major")
    assert (update["update_frequency_ms"], update["notify_subscribers"]) == (1_800_000, True)
    assert update["reported_at"] == "2026-01-02T02:04:05.000Z"
    [impacted] = update["impacted_services"]
    assert (impacted["service"]["summary"], impacted["impact"]["summary"]) == ("Web shop", "partial outage")


def test_the_first_update_of_an_existing_post_is_ignored(play: Play) -> None:
    play.run(POST, **OUTAGE)
    again = play.run(POST, **{**OUTAGE, "title": "ORDERS  fail", "text": "Another text", "status": "detected"})
    assert not again["changed"]
    assert [one["message"] for one in updates(play)] == [OUTAGE["text"]]


def test_the_next_incident_with_the_title_is_another_post(play: Play) -> None:
    first = play.run(POST, **OUTAGE)["status_page_post"]
    step(play, UPDATE, ["POST"], **RESOLVED)
    second = step(play, POST, ["POST"], **OUTAGE)["status_page_post"]
    assert second["id"] != first["id"] and len(posts(play)) == 2
    step(play, UPDATE, ["POST"], **RESOLVED)
    assert len(updates(play, post=first["id"])) == len(updates(play, post=second["id"])) == 2
    assert len(posts(play, statuses=["resolved"])) == 2 and posts(play, statuses=["investigating"]) == []


def test_a_page_can_have_other_final_statuses(play: Play) -> None:
    own = {"final_statuses": ["Detected"]}
    first = play.run(POST, **{**OUTAGE, "status": "detected"})["status_page_post"]
    assert not play.run(POST, **OUTAGE)["changed"]
    second = step(play, POST, ["POST"], **OUTAGE, **own)["status_page_post"]
    message = fails(play, UPDATE, "2 posts that are not over", "Use the ID", **RESOLVED)
    assert first["id"] in message and second["id"] in message
    step(play, UPDATE, ["POST"], **{**RESOLVED, "text": "More"}, **own)
    assert len(updates(play, post=second["id"])) == 2


def test_of_several_posts_that_are_over_the_latest_is_meant(play: Play) -> None:
    for at in ("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-02-01T00:00:00Z"):
        play.run(POST, **{**OUTAGE, "status": "resolved", "reported_at": at})
    assert updates(play)[0]["reported_at"].startswith("2026-03-01")


def test_maintenance(play: Play) -> None:
    made = step(play, POST, ["POST"], **MAINTENANCE)["status_page_post"]
    moved = {**ON_PAGE, "title": "upgrade", "post_type": "maintenance", "ends_at": "2031-05-01T13:00:00+01:00"}
    changed = step(play, POST, ["PUT"], **moved)
    assert changed["diff"]["before"] == {"ends_at": "2031-05-01T11:00:00Z"}
    assert changed["diff"]["after"] == {"ends_at": "2031-05-01T12:00:00Z"}
    assert changed["status_page_post"]["starts_at"] == made["starts_at"]
    play.emulator.admin("POST", "clock", {"advance": 6 * 365 * 86400})
    later = {**MAINTENANCE, "starts_at": "2051-05-01T10:00:00Z", "ends_at": "2051-05-01T11:00:00Z"}
    assert step(play, POST, ["POST"], **later)["status_page_post"]["id"] != made["id"]


def test_an_incident_and_maintenance_can_have_the_same_title(play: Play) -> None:
    play.run(POST, **OUTAGE)
    step(play, POST, ["POST"], **{**MAINTENANCE, "title": "Orders fail"})
    step(play, POST, ["DELETE"], **ON_PAGE, title="Orders fail", post_type="maintenance", state="absent")
    assert [one["post_type"] for one in posts(play)] == ["incident"]
    step(play, POST, ["DELETE"], **ON_PAGE, title="Orders fail", state="absent")
    assert posts(play) == []


def test_a_title_is_changed_by_id(play: Play) -> None:
    made = play.run(POST, **OUTAGE)["status_page_post"]
    changed = step(play, POST, ["PUT"], **ON_PAGE, id=made["id"], title="Some orders fail")
    assert changed["status_page_post"]["updates"] == made["updates"]
    assert [one["title"] for one in posts(play, title="some ORDERS fail")] == ["Some orders fail"]
    fails(play, POST, "can't change the type", **ON_PAGE, id=made["id"], post_type="maintenance")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"status_page": "Exemple"}, ["status_page", "there is no status page", "Example"]),
        ({"status": "solved"}, ["status", "no status 'solved' for posts of the type incident", "investigating"]),
        ({"status": "scheduled"}, ["no status 'scheduled'"]),
        ({"severity": "huge"}, ["severity", "all good, minor, major"]),
        ({"impacted_services": {"Webshop": "outage"}}, ["impacted_services.Webshop", "it has Web shop, Search"]),
        ({"impacted_services": {"Search": "broken"}}, ["impacted_services.Search", "no impact 'broken'"]),
        ({"impacted_services": {"Search": None}}, ["impacted_services.Search", "description of an impact"]),
        ({"starts_at": "2031-01-01T00:00:00Z"}, ["starts_at", "only for posts of the type maintenance"]),
        ({"update_frequency": "soon"}, ["update_frequency", "not a length of time"]),
        ({"title": "x" * 129}, ["title", "has 129 characters"]),
        ({"text": " "}, ["text", "empty"]),
        ({"text": None, "status": None}, ["there is no post 'Orders fail' yet", "text and status"]),
        ({"id": "PZZZZZZ"}, ["id", "PZZZZZZ"]),
    ],
)
def test_wrong_posts(play: Play, options: dict[str, t.Any], words: list[str]) -> None:
    fails(play, POST, *words, **{**OUTAGE, **options})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"starts_at": None}, ["starts_at", "required"]),
        ({"ends_at": "2031-04-01T00:00:00Z"}, ["ends_at", "before the start"]),
        ({"severity": "major"}, ["severity", "no severity 'major' for posts of the type maintenance"]),
    ],
)
def test_wrong_maintenance(play: Play, options: dict[str, t.Any], words: list[str]) -> None:
    fails(play, POST, *words, **{**MAINTENANCE, **options})


def test_a_lost_response_creates_one_post(play: Play) -> None:
    play.emulator.fault(kind="reset_after", method="POST")
    assert play.run(POST, **OUTAGE)["changed"]
    assert len(posts(play)) == 1
    play.emulator.fault(kind="reset_after", method="POST")
    assert play.run(UPDATE, **RESOLVED)["changed"]
    assert len(updates(play)) == 2


def test_two_runs_at_the_same_moment_keep_one_post(emulator: Emulator) -> None:
    plays = [Play(emulator) for _number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda one: one.run(POST, **OUTAGE)["status_page_post"]["id"], plays))
    assert [post["id"] for post in posts(Play(emulator))] == [min(made)]


# -- updates ---------------------------------------------------------------------------------------------------------


def test_updates_are_not_repeated(play: Play) -> None:
    play.run(POST, **OUTAGE)
    found = {**OF_POST, "text": "A disk is full.", "status": "detected", "severity": "minor"}
    made = step(play, UPDATE, ["POST"], **found, notify_subscribers=True)["status_page_post_update"]
    assert made["status"]["summary"] == "detected"
    impacts = {"Search": "outage", "Web shop": "operational"}
    changed = step(play, UPDATE, ["PUT"], **found, impacted_services=impacts, update_frequency=3600)
    assert changed["diff"]["before"] == {"impacted_services": {}, "update_frequency": 0}
    assert changed["diff"]["after"] == {"impacted_services": impacts, "update_frequency": 3600}
    reverse = dict(reversed(impacts.items()))
    assert not play.run(UPDATE, **found, impacted_services=reverse, update_frequency="1h")["changed"]
    cleared = step(play, UPDATE, ["PUT"], **found, impacted_services={}, update_frequency=0)["status_page_post_update"]
    assert (cleared["impacted_services"], cleared["update_frequency_ms"]) == ([], None)
    assert cleared["reported_at"] == made["reported_at"]
    step(play, UPDATE, ["DELETE"], **found, state="absent")
    assert len(updates(play)) == 1


def test_subscribers_are_notified_only_if_the_task_says_so(play: Play) -> None:
    """An update that PagerDuty has once notified about is not announced again when its text is corrected."""
    play.run(POST, **OUTAGE)
    one = play.run(UPDATE, **RESOLVED, notify_subscribers=True)["status_page_post_update"]
    assert one["notify_subscribers"]
    corrected = step(play, UPDATE, ["PUT"], **OF_POST, id=one["id"], text="All orders work again.")
    assert not corrected["status_page_post_update"]["notify_subscribers"]
    announced = play.run(UPDATE, **OF_POST, id=one["id"], text="Really.", notify_subscribers=True)
    assert announced["status_page_post_update"]["notify_subscribers"]


def test_html_that_the_page_adds_is_not_another_message(play: Play) -> None:
    play.run(POST, **{**OUTAGE, "text": "<p>We are  looking for<br>the cause &amp; more.</p>"})
    same = {**OF_POST, "status": "investigating", "severity": "major", "impacted_services": OUTAGE["impacted_services"]}
    for text in ("We are looking for the cause & more.", "<p>We are looking for<br>the cause &amp; more.</p>"):
        assert not play.run(UPDATE, **same, text=text)["changed"]
    assert play.run(UPDATE, **same, text="<b>We are looking for the cause & more.</b>", check=True)["changed"]


def test_an_update_can_be_repeated_on_request(play: Play) -> None:
    play.run(POST, **OUTAGE)
    for _time in range(2):
        assert play.run(UPDATE, **RESOLVED, unique=False)["changed"]
    assert len(updates(play)) == 3


def test_levels_depend_on_the_type_of_the_post(play: Play) -> None:
    play.run(POST, **MAINTENANCE)
    own = {**ON_PAGE, "post": "Upgrade", "text": "Done.", "status": "completed", "severity": "all good"}
    step(play, UPDATE, ["POST"], **own)
    fails(play, UPDATE, "no status 'resolved' for posts of the type maintenance", **{**own, "status": "resolved"})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"post": "Orders failed"}, ["post", "there is no post 'Orders failed'", "Orders fail"]),
        ({"severity": None}, ["also set severity"]),
        ({"id": "PZZZZZZ"}, ["id", "PZZZZZZ"]),
    ],
)
def test_wrong_updates(play: Play, options: dict[str, t.Any], words: list[str]) -> None:
    play.run(POST, **OUTAGE)
    fails(play, UPDATE, *words, **{**RESOLVED, **options})


def test_what_pagerduty_rejects(play: Play) -> None:
    play.run(POST, **OUTAGE)
    [only] = updates(play)
    with pytest.raises(PagerDutyError, match="Updates can't be empty"):
        play.run(UPDATE, **OF_POST, id=only["id"], state="absent")


def test_the_info_modules(play: Play) -> None:
    made = play.run(POST, **OUTAGE)["status_page_post"]
    [only] = updates(play)
    assert updates(play, id=only["id"]) == [only] and updates(play, reviewed_status="not_reviewed") == []
    [full] = posts(play, id=made["id"], include=["status_page_post_update"])
    assert full["updates"][0]["message"] == OUTAGE["text"]
    assert posts(play, post_type="maintenance") == []
    fails(play, POSTS, "statuses[0]", "it has investigating", **ON_PAGE, statuses=["open"])
    [page] = play.run(info_operation(STATUS_PAGE), name="EXAMPLE")["status_pages"]
    assert page["status_page_type"] == "public"
    for resource in (STATUS_PAGE_IMPACT, STATUS_PAGE_SEVERITY, STATUS_PAGE_STATUS):
        info = info_operation(resource)
        found = play.run(info, **ON_PAGE, post_type="maintenance")[resource.plural]
        assert found and play.run(info, **ON_PAGE, id=found[0]["id"])[resource.plural] == [found[0]]
        assert play.run(info, **ON_PAGE, description=found[0]["description"].upper())[resource.plural]
    services = play.run(info_operation(STATUS_PAGE_SERVICE), **ON_PAGE, name="search")["status_page_services"]
    assert [one["name"] for one in services] == ["Search"]


def test_the_requests_of_a_loop(play: Play) -> None:
    """The lists of the page are read once. A new update then takes three requests: two reads and the POST."""
    play.run(POST, **OUTAGE)
    play.keep()
    numbers = []
    for number in range(4):
        play.emulator.forget()
        play.run(UPDATE, **{**RESOLVED, "text": f"Text {number}"})
        numbers.append(len(play.emulator.log()))
    assert numbers[0] <= 9 and numbers[1:] == [numbers[1]] * 3 and numbers[1] <= 3, numbers


def test_a_whole_incident_in_check_mode(play: Play, tmp_path: Path) -> None:
    """Later tasks find the post that an earlier one would create, and its updates."""
    play.ledger = str(tmp_path / "ledger")
    for work, options in (
        (POST, OUTAGE),
        (UPDATE, {**RESOLVED, "status": "detected"}),
        (UPDATE, RESOLVED),
        (POSTMORTEM_OPERATION, {**OF_POST, "text": "A disk was full."}),
        (SUBSCRIPTION, {**OF_POST, "channel": "webhook", "contact": "https://example.com"}),
    ):
        assert play.run(work, check=True, **options)["changed"]
        assert not play.run(work, check=True, **options)["changed"]
    found = play.run(POSTS, check=True, **ON_PAGE)["status_page_posts"]
    assert [one["title"] for one in found] == ["Orders fail"]
    assert play.run(POST, check=True, **ON_PAGE, title="Orders fail", state="absent")["changed"]
    assert play.run(POSTS, check=True, **ON_PAGE)["status_page_posts"] == []
    assert play.emulator.writes() == []


# -- postmortems -----------------------------------------------------------------------------------------------------


def test_a_postmortem(play: Play) -> None:
    play.run(POST, **OUTAGE)
    assert play.run(POSTMORTEM_INFO_OPERATION, **OF_POST)["status_page_postmortems"] == []
    step(play, POSTMORTEM_OPERATION, [], **OF_POST, state="absent")
    made = step(play, POSTMORTEM_OPERATION, ["PUT"], **OF_POST, text="A disk was full.", notify_subscribers=True)
    assert made["status_page_postmortem"]["notify_subscribers"]
    changed = step(play, POSTMORTEM_OPERATION, ["PUT"], **OF_POST, text="Two disks were full.")
    assert changed["diff"]["before"] == {"text": "A disk was full."}
    assert not changed["status_page_postmortem"]["notify_subscribers"]
    found = play.run(POSTMORTEM_INFO_OPERATION, **OF_POST)["status_page_postmortems"]
    assert found == [changed["status_page_postmortem"]]
    assert step(play, POSTMORTEM_OPERATION, ["DELETE"], **OF_POST, state="absent")["status_page_postmortem"] is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"text": "x" * 10_001}, ["text", "10001 characters"]),
        ({"text": ""}, ["text", "empty"]),
        ({"text": "x", "state": "absent"}, ["text", "no effect"]),
        ({"text": "x", "post": "None"}, ["post", "there is no post"]),
    ],
)
def test_wrong_postmortems(play: Play, options: dict[str, t.Any], words: list[str]) -> None:
    play.run(POST, **OUTAGE)
    fails(play, POSTMORTEM_OPERATION, *words, **{**OF_POST, **options})


# -- subscriptions ---------------------------------------------------------------------------------------------------


def test_subscriptions(play: Play) -> None:
    play.run(POST, **OUTAGE)
    joe = {**ON_PAGE, "channel": "email", "contact": "joe@example.com"}
    made = [
        step(play, SUBSCRIPTION, ["POST"], **joe, **target)["status_page_subscription"]
        for target in ({}, {"service": "SEARCH"}, {"post": "orders fail"})
    ]
    assert [one["subscribable_object"]["type"] for one in made] == [
        "status_page", "status_page_service", "status_page_post"
    ]
    assert not play.run(SUBSCRIPTION, **{**joe, "contact": "Joe@Example.com"})["changed"]
    info = info_operation(STATUS_PAGE_SUBSCRIPTION)
    assert play.run(info, **ON_PAGE, status="pending", channel="email")["status_page_subscriptions"] == made
    assert play.run(info, **ON_PAGE, id=made[1]["id"])["status_page_subscriptions"] == [made[1]]
    step(play, SUBSCRIPTION, ["DELETE"], **joe, service="Search", state="absent")
    for other in ({"contact": "ann@example.com"}, {"channel": "webhook"}, {"service": "Search"}):
        fails(play, SUBSCRIPTION, "can't change a subscription", **ON_PAGE, id=made[0]["id"], **other)
    step(play, SUBSCRIPTION, ["DELETE"], **ON_PAGE, id=made[0]["id"], state="absent")
    assert play.run(info, **ON_PAGE)["status_page_subscriptions"] == [made[2]]


def test_wrong_subscriptions(play: Play) -> None:
    web = {**ON_PAGE, "channel": "webhook", "contact": "https://example.com/hook"}
    fails(play, SUBSCRIPTION, "service", "it has Web shop, Search", **web, service="Shop")
    fails(play, SUBSCRIPTION, "post", "there is no post", **web, post="None")
    with pytest.raises(PagerDutyError, match="Contact is not a valid URL"):
        play.run(SUBSCRIPTION, **{**web, "contact": "example"})


# -- dashboards ------------------------------------------------------------------------------------------------------


def test_dashboards(play: Play) -> None:
    dashboards = [{"name": "Sales", "business_services": ["Shop"]}, {"name": "Ops", "url_slug": "ops-1"}]
    play.emulator.load(business_services=[{"name": "Shop"}], status_dashboards=dashboards)

    def found(**options: t.Any) -> list[dict[str, t.Any]]:
        return play.run(STATUS_DASHBOARD_INFO_OPERATION, **options)["status_dashboards"]

    everything = found()
    assert sorted(one["name"] for one in everything) == ["Ops", "Sales"]
    [sales] = found(name="SALES")
    assert found(id=sales["id"]) == found(url_slug="sales") == [sales]
    assert found(id="PZZZZZZ") == found(url_slug="none") == found(name="None") == []
    for how in ({"id": sales["id"]}, {"url_slug": "sales"}, {"name": "Sales"}):
        [full] = found(impacts=True, **how)
        assert [one["status"] for one in full["services"]] == ["not_impacted"]
        assert full["total_impacted_count"] == 0
    assert [one["services"] for one in found(name="ops", impacts=True)] == [[]]
