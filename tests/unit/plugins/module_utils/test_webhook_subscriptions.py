# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook subscriptions: no second one, no lost secret."""

from __future__ import annotations

import json
import random
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core import files as _files
from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import Connection
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import (
    ApiError,
    OutcomeUnknown,
    PagerDutyError,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.plan import plan
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import (
    info_operation,
    resource_operation,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.session import Session
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_oauth_client import (
    WEBHOOK_OAUTH_CLIENT,
)
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_subscription import (
    WEBHOOK_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.plugins.module_utils._schema.urls import address, shown_url
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.tests.unit.plugins.action.test_unusable_responses import FirstWrite
from ansible_collections.community.pagerduty.tests.unit.plugins.hostile import Hostile
from ansible_collections.community.pagerduty.tests.unit.plugins.module_utils.test_faults import TRANSIENT
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

URL = "http://127.0.0.1:9/hook"
HOOK: dict[str, t.Any] = {"url": URL, "events": ["incident.triggered"]}
HEADERS = [{"name": "X-Key", "value": "hush-hush"}]
SHOP: dict[str, t.Any] = {"filter_type": "service", "filter": "web shop"}
PATH = "/webhook_subscriptions"


@pytest.fixture
def world(emulator: Emulator) -> Emulator:
    emulator.load(
        teams=[{"name": "Platform"}],
        services=[{"name": "Web shop", "escalation_policy": "Default"}],
    )
    emulator.forget()
    return emulator


def there(emulator: Emulator) -> list[dict[str, t.Any]]:
    return emulator.state()["webhook_subscriptions"]


def step(play: Play, *writes: str, **options: t.Any) -> dict[str, t.Any]:
    """Check mode, then the real run, each held against the other and against the writes that it should take."""
    play.emulator.forget()
    foretold = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), check=True, **options)
    assert play.emulator.writes() == []
    result = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **options)
    made = [line.replace(PATH, "") for line in play.emulator.writes()]
    assert [line.partition("/")[0].strip() + line[line.rfind("/") :] * (line.count("/") > 1) for line in made] == list(
        writes
    )
    for key in ("changed", "diff", "removed"):
        assert foretold[key] == result[key]
    assert "hush" not in json.dumps([foretold, result])
    return result


def session_of(play: Play) -> Session:
    params = play.validated(resource_operation(WEBHOOK_SUBSCRIPTION), HOOK)
    return Sessions().open(Connection.from_params(params), "tests")


def secret_of(result: dict[str, t.Any]) -> t.Any:
    return result["webhook_subscription"]["delivery_method"]["secret"]


def test_a_life(play: Play, world: Emulator) -> None:
    made = step(play, "POST", **HOOK)
    own = made["webhook_subscription"]["id"]
    assert secret_of(made) == there(world)[0]["delivery_method"]["secret"]
    assert made["diff"]["after"] == {"url": URL, "filter": "account", "events": ["incident.triggered"]}
    assert secret_of(made) not in json.dumps(made["diff"])
    again = step(play, **HOOK)
    assert not again["changed"] and secret_of(again) is None
    assert len(world.log()) == 2  # check mode and the run: one request each
    changed = step(play, "PUT", **HOOK, description="Why", enabled=False)
    assert changed["diff"]["before"] == {"description": "", "enabled": True}
    step(play, "PUT", id=own, events=["service.updated", "incident.triggered"], filter_type="team", filter="platform")
    step(play, id=own, filter_type="team", filter="Platform", description=" Why ")
    step(play, "DELETE", url=URL, state="absent")
    step(play, url=URL, state="absent")
    step(play, id=own, state="absent")


def test_url_and_filter_identify(play: Play, world: Emulator) -> None:
    for subject in ({}, SHOP, {"filter_type": "team", "filter": "Platform"}):
        step(play, "POST", **HOOK, **subject)
        step(play, **{**HOOK, "url": f" {URL.replace('http', 'HTTP')} "}, **subject)
    step(play, "POST", **{**HOOK, "url": URL.upper().replace("HTTP", "http")})  # paths know upper case
    assert len(there(world)) == 4
    assert len(step(play, "DELETE", url=URL, state="absent", **SHOP)["removed"]) == 1
    assert len(step(play, "DELETE", "DELETE", url=URL, state="absent")["removed"]) == 2
    assert len(there(world)) == 1


def test_two_of_a_kind(play: Play, world: Emulator) -> None:
    delivery = {"type": "http_delivery_method", "url": URL}
    one = {"delivery_method": delivery, "events": ["incident.triggered"], "filter": {"type": "account_reference"}}
    world.load(webhook_subscriptions=[one, {**one, "description": "Other"}])
    first, second = sorted(entry["id"] for entry in there(world))
    with pytest.raises(PagerDutyError, match=r"url: 2 subscriptions deliver the same.*Set id to select one") as bad:
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK)
    assert first in bad.value.message and second in bad.value.message
    step(play, id=first)
    step(play, "DELETE", id=second, state="absent")
    step(play, **HOOK)


def test_what_cannot_be_changed_is_replaced(play: Play, world: Emulator) -> None:
    old = step(play, "POST", **HOOK, **SHOP, description="Why", enabled=False)
    new = step(play, "POST", "DELETE", url=URL, **SHOP, custom_headers=HEADERS)
    assert new["removed"] == [old["webhook_subscription"]["id"]]
    assert new["warnings"] == [
        f"the subscription {new['removed'][0]} is replaced by {new['webhook_subscription']['id']}:"
        " its webhooks are now signed with another secret"
    ]
    assert new["diff"]["before"] == {"custom_headers": [], "id": new["removed"][0]}
    assert secret_of(new) and secret_of(new) != secret_of(old)
    (left,) = there(world)
    assert (left["description"], left["active"]) == ("Why", False)
    assert left["delivery_method"]["custom_headers"] == HEADERS
    other = [{"name": "x-key", "value": "hush too"}]
    step(play, url=URL, **SHOP, custom_headers=other)
    step(play, "POST", "DELETE", url=URL, **SHOP, custom_headers=other, replace=True)
    assert there(world)[0]["delivery_method"]["custom_headers"] == other
    own = there(world)[0]["id"]
    with pytest.raises(PagerDutyError, match=r"custom_headers: is required.*values that go with x-key"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), id=own, url=f"{URL}/new")
    moved = step(play, "POST", "DELETE", id=own, url=f"{URL}/new", custom_headers=HEADERS)
    assert moved["diff"]["after"]["url"] == f"{URL}/new"
    step(play, "POST", "DELETE", url=f"{URL}/new", **SHOP, custom_headers=[])
    assert there(world)[0]["delivery_method"]["custom_headers"] == []


def test_an_id_does_not_become_what_another_is(play: Play, world: Emulator) -> None:
    first = step(play, "POST", **HOOK)["webhook_subscription"]["id"]
    second = step(play, "POST", **{**HOOK, "url": f"{URL}/2"})["webhook_subscription"]["id"]
    third = step(play, "POST", **HOOK, **SHOP)["webhook_subscription"]["id"]
    with pytest.raises(PagerDutyError, match=rf"url: {first} \(account\) already delivers the same events"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), id=second, url=URL)
    with pytest.raises(PagerDutyError, match=rf"filter: {first} \(account\) already delivers the same events"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), id=third, filter_type="account")


def test_switched_off_by_pagerduty(play: Play, world: Emulator) -> None:
    delivery = {"type": "http_delivery_method", "url": URL, "temporarily_disabled": True}
    one = {"delivery_method": delivery, "events": ["incident.triggered"], "filter": {"type": "account_reference"}}
    world.load(webhook_subscriptions=[{**one, "active": False}])
    left = step(play, **HOOK)
    assert "has disabled the subscription" in left["warnings"][0] and "enabled: true enables it" in left["warnings"][0]
    assert "warnings" not in step(play, **HOOK, enabled=False)
    on = step(play, "PUT", "POST/enable", **HOOK, enabled=True)
    assert on["diff"]["before"] == {"enabled": False, "temporarily_disabled": True}
    assert not on["webhook_subscription"]["delivery_method"]["temporarily_disabled"]
    step(play, **HOOK, enabled=True)


def test_a_test_event_is_no_change(play: Play, world: Emulator) -> None:
    assert step(play, "POST", "POST/ping", **HOOK, send_test=True)["changed"]
    assert not step(play, "POST/ping", **HOOK, send_test=True)["changed"]
    world.fault(kind="forbidden", path="*/ping")
    with pytest.raises(PagerDutyError, match="send_test: PagerDuty refused"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, send_test=True)
    step(play, "DELETE", url=URL, state="absent")
    world.fault(kind="forbidden", path="*/ping")
    made = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, send_test=True)  # to fail would lose the secret
    assert secret_of(made) and made["warnings"][0].startswith("send_test: PagerDuty refused")


# -- secrets ---------------------------------------------------------------------------------------------------------


def test_a_secret_goes_into_its_file_only(play: Play, world: Emulator, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    made = step(play, "POST", **HOOK, secret_file=str(file))
    assert file.read_text() == there(world)[0]["delivery_method"]["secret"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() not in json.dumps(made)
    step(play, **HOOK, secret_file=str(file))
    old = file.read_text()
    file.unlink()
    with pytest.raises(PagerDutyError, match=r"secret_file: .* does not contain the secret.*run once with replace"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, secret_file=str(file))
    step(play, "POST", "DELETE", **HOOK, secret_file=str(file), replace=True)
    assert file.read_text() == there(world)[0]["delivery_method"]["secret"] != old
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_that_has_no_place_makes_nothing(
    play: Play, world: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PagerDutyError, match=r"secret_file: there is no directory .*; create it first"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, secret_file=str(tmp_path / "no" / "file"))
    assert world.writes() == []

    def full(*_arguments: t.Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_files.os, "replace", full)
    with pytest.raises(PagerDutyError, match=r"can't be written \(No space left.*was removed again") as caught:
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, secret_file=str(tmp_path / "file"))
    assert there(world) == [] and list(tmp_path.iterdir()) == []
    assert caught.value.option == "secret_file"  # type: ignore[attr-defined]  # a UsageError


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=list(TRANSIENT))
@pytest.mark.parametrize("replacing", [False, True])
def test_a_lost_answer_loses_no_secret(world: Emulator, fault: dict[str, t.Any], replacing: bool) -> None:
    play = Play(world, timeout=0.5)
    if replacing:
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, **SHOP)
    world.fault(**fault, method="POST", path=PATH)
    result = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, **SHOP, custom_headers=HEADERS)
    (left,) = there(world)
    assert result["changed"] and secret_of(result) == left["delivery_method"]["secret"]
    assert result["webhook_subscription"]["id"] == left["id"]


def test_given_up(play: Play, world: Emulator) -> None:
    play.connection["max_retries"] = 1
    world.fault(kind="reset_after", method="POST", times=2)
    with pytest.raises(OutcomeUnknown, match="If it was created, it was deleted again, because its secret was lost"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK)
    assert there(world) == []
    world.fault(kind="reset_after", method="POST")
    world.fault(kind="forbidden", method="GET", skip=1)
    with pytest.raises(OutcomeUnknown, match=r"The search for it failed, too.*run again with replace: true"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK)
    step(play, "POST", "DELETE", **HOOK, replace=True)
    assert len(there(world)) == 1


def test_an_old_one_that_stays_is_told_of(play: Play, world: Emulator) -> None:
    old = step(play, "POST", **HOOK)["webhook_subscription"]["id"]
    world.fault(kind="forbidden", method="DELETE")
    result = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, replace=True)
    assert secret_of(result) and result["removed"] == []
    assert f"{old} was replaced by" in result["warnings"][0] and "Remove it by its id" in result["warnings"][0]


def test_an_update_repeats_what_it_does_not_change(play: Play, world: Emulator) -> None:
    """PagerDuty's reference does not say that an update keeps what it omits."""
    current = step(play, "POST", **HOOK, **SHOP, description="Why")["webhook_subscription"]
    change = plan(WEBHOOK_SUBSCRIPTION, {"enabled": False}, current, session_of(play))
    assert change.body == {
        "active": False,
        "events": HOOK["events"],
        "filter": current["filter"],
        "description": "Why",
    }
    assert change.after == {"enabled": False}


RECEIVERS = {
    "name": "Receivers",
    "client_id": "a",
    "client_secret": "hush",
    "token_url": "https://example.com",
    "grant_type": "client_credentials",
}


def test_check_mode_removes_an_oauth_client_that_an_earlier_task_has_removed_from_its_subscription(
    play: Play, world: Emulator, tmp_path: Path
) -> None:
    world.load(**{**world.state(), "token": "emulator", "webhook_oauth_clients": [RECEIVERS]})
    subscription, client = resource_operation(WEBHOOK_SUBSCRIPTION), resource_operation(WEBHOOK_OAUTH_CLIENT)
    play.run(subscription, **HOOK, oauth_client="receivers")
    play.ledger = str(tmp_path / "predictions")
    new = {**HOOK, "url": f"{URL}/new"}
    play.run(subscription, check=True, **new, oauth_client="receivers")
    for options in (HOOK, new):
        with pytest.raises(PagerDutyError, match="while it is used by webhook subscription"):
            play.run(client, check=True, name="Receivers", state="absent")
        assert play.run(subscription, check=True, **options, oauth_client="")["changed"]
        assert not play.run(subscription, check=True, **options, oauth_client="")["changed"]
    assert play.run(client, check=True, name="Receivers", state="absent")["changed"]


def test_a_replacement_has_the_same_oauth_client(play: Play, world: Emulator) -> None:
    world.load(**{**world.state(), "token": "emulator", "webhook_oauth_clients": [RECEIVERS]})
    made = step(play, "POST", **HOOK, oauth_client="receivers")["webhook_subscription"]
    again = step(play, "POST", "DELETE", **HOOK, replace=True)["webhook_subscription"]
    assert again["id"] != made["id"]
    assert again["oauth_client"] == made["oauth_client"]
    assert again["oauth_client"]["summary"] == "Receivers"
    assert there(world)[0]["oauth_client"] is not None
    step(play, "PUT", **HOOK, oauth_client="")
    assert there(world)[0]["oauth_client"] is None
    step(play, "POST", "DELETE", **HOOK, replace=True)


@pytest.mark.parametrize("way", ["url", "id"])
def test_a_replacement_leaves_others_alone_that_existed_before(play: Play, world: Emulator, way: str) -> None:
    delivery = {"type": "http_delivery_method", "url": URL}
    one = {"delivery_method": delivery, "events": ["incident.triggered"], "filter": {"type": "account_reference"}}
    world.load(webhook_subscriptions=[one] * 3)
    ids = sorted(entry["id"] for entry in there(world))
    chosen = ids[0] if way == "url" else ids[1]  # the oldest, or any
    named = {"id": chosen} if way == "id" else HOOK
    result = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **named, replace=True)
    left = {entry["id"] for entry in there(world)}
    assert result["removed"] == [chosen] and secret_of(result)
    assert left == {*ids, result["webhook_subscription"]["id"]} - {chosen}


def test_a_replacement_that_another_run_makes_as_well(play: Play, world: Emulator) -> None:
    """Both replace the subscription at the same moment. The older one of the new ones stays."""
    old = step(play, "POST", **HOOK)["webhook_subscription"]["id"]
    world.fault(kind="race", method="POST", path=PATH)
    result = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK, replace=True)
    (left,) = there(world)
    assert left["id"] != old and result["removed"] == [old] and result["changed"]
    assert result["webhook_subscription"]["id"] == left["id"]


def test_a_removal_that_fails_in_the_middle_says_what_is_removed(play: Play, world: Emulator) -> None:
    for subject in ({}, SHOP):
        step(play, "POST", **HOOK, **subject)
    first, second = sorted(entry["id"] for entry in there(world))
    world.fault(kind="forbidden", method="DELETE", skip=1)
    wanted = rf"deleting the webhook subscription {second} .*Removed before: {first}"
    with pytest.raises(ApiError, match=wanted) as caught:
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), url=URL, state="absent")
    assert caught.value.result["changed"] and caught.value.result["removed"] == [first]
    assert [entry["id"] for entry in there(world)] == [second]


def test_a_response_without_a_secret_is_of_no_use(world: Emulator) -> None:
    spoiler = Hostile(FirstWrite(world, b'{"webhook_subscription": {"id": "P1"}}'))
    try:
        result = Play(world, api_url=spoiler.url).run(resource_operation(WEBHOOK_SUBSCRIPTION), **HOOK)
    finally:
        spoiler.stop()
    (left,) = there(world)
    assert left["id"] == result["webhook_subscription"]["id"]
    assert secret_of(result) == left["delivery_method"]["secret"]


def test_a_password_in_the_url_is_in_no_diff(play: Play, world: Emulator) -> None:
    options = {**HOOK, "url": "https://me:hush@hooks.example.com"}
    made = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **options)
    assert "hush" not in json.dumps(made["diff"])
    assert made["diff"]["after_header"] == "webhook subscription https://me:********@hooks.example.com"
    assert made["diff"]["after"]["url"] == "https://me:********@hooks.example.com"


def test_no_more_than_ten(play: Play, world: Emulator) -> None:
    play.keep()
    for number in range(10):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **{**HOOK, "url": f"{URL}/{number}"}, **SHOP)
    with pytest.raises(ApiError, match=r"at most 10 webhook subscriptions.*Nothing was replaced"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), url=f"{URL}/3", **SHOP, replace=True)
    assert len(there(world)) == 10


def test_a_loop_lists_once(play: Play, world: Emulator) -> None:
    hooks = [{**HOOK, "url": f"{URL}/{number}"} for number in range(30)]
    play.keep()
    for hook in hooks:
        assert play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **hook)["changed"]
    play.keep()
    world.forget()
    for hook in hooks:
        again = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **hook)
        assert not again["changed"] and secret_of(again) is None
    assert len(world.log()) == 2
    assert len(play.run(resource_operation(WEBHOOK_SUBSCRIPTION), url=f"{URL}/7", state="absent")["removed"]) == 1
    assert play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **hooks[7])["changed"]
    assert len(there(world)) == 30


@pytest.mark.parametrize("seed", range(25))
def test_any_fifth_request_may_fail(emulator: Emulator, seed: int, tmp_path: Path) -> None:
    emulator.admin("POST", "reset", {"seed": seed})
    kinds = random.Random(seed).sample(list(TRANSIENT.values()), 6)
    for fault in kinds:
        fault = {**fault, "seconds": 0.4} if fault["kind"] == "timeout" else fault
        emulator.fault(**fault, probability=0.2 / 6, times=None)
    play = Play(emulator, timeout=0.2)
    file = str(tmp_path / "secret")
    steps: list[dict[str, t.Any]] = [
        {**HOOK, "secret_file": file},
        {**HOOK, "secret_file": file, "custom_headers": HEADERS, "description": "Why"},
        {**HOOK, "secret_file": file, "enabled": False},
    ]
    try:
        for options in steps:
            play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **options)
    except PagerDutyError as error:
        assert error.message and "\n" not in error.message
    emulator.admin("DELETE", "faults")
    left = there(emulator)
    assert len(left) <= 1
    if left and Path(file).exists():
        assert Path(file).read_text() == left[0]["delivery_method"]["secret"]


# -- listing ---------------------------------------------------------------------------------------------------------


def test_listing(play: Play, world: Emulator) -> None:
    def ids(**options: t.Any) -> list[str]:
        found = play.run(info_operation(WEBHOOK_SUBSCRIPTION), **options)["webhook_subscriptions"]
        assert all(one["delivery_method"]["secret"] is None for one in found)
        assert "hush" not in json.dumps(found)
        return [one["id"] for one in found]

    options: list[dict[str, t.Any]] = [
        {**HOOK, "custom_headers": HEADERS},
        {**HOOK, **SHOP},
        {**HOOK, "url": f"{URL}/2", "filter_type": "team", "filter": "Platform"},
    ]
    account, shop, team = (
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **one)["webhook_subscription"]["id"] for one in options
    )
    assert ids() == [account, shop, team]
    assert ids(filter_type="account") == [account]
    assert ids(**SHOP) == ids(filter_type="service", filter="Web shop", url=URL) == [shop]
    assert ids(url=URL) == [account, shop]
    assert ids(url=URL, limit=1, offset=1) == [shop]
    assert ids(id=team) == [team] and ids(id="PAAAAAA") == []
    assert play.run(info_operation(WEBHOOK_SUBSCRIPTION), url=URL, limit=1, total=True)["total"] == 2
    for wrong, message in (
        ({"filter_type": "team"}, "filter: is required; give the name or ID of a team"),
        ({"filter_type": "account", "filter": "PACCT01"}, "filter: can't be combined with filter_type: account"),
        ({"url": URL, "limit": 0}, "limit: must be 1 or more"),
        ({"url": URL, "offset": -1}, "offset: must be 0 or more"),
        ({"id": team, "filter_type": "account"}, "filter_type: selects among many"),
        ({"filter_type": "service", "filter": "Web shpo"}, "filter: there is no service 'Web shpo'"),
    ):
        with pytest.raises(PagerDutyError, match=message):
            ids(**wrong)


WRONG: list[tuple[dict[str, t.Any], str]] = [
    ({"url": URL}, "events: there is no webhook subscription .* yet; to create it, also set events"),
    ({**HOOK, "events": []}, "events: needs at least 1 entry"),
    ({**HOOK, "url": "hooks.example.com"}, "url: must be a URL of http or https"),
    ({**HOOK, "url": "http://a b/"}, "url: must be a URL of http or https"),
    ({**HOOK, "url": "http://[/"}, "url: must be a URL of http or https"),
    ({**HOOK, "url": " "}, "url: must not be empty"),
    ({**HOOK, "filter_type": "team"}, "filter: is required; give the name or ID of a team"),
    ({**HOOK, "filter_type": "account", "filter": "PACCT01"}, "filter: can't be combined with filter_type: account"),
    ({**HOOK, "filter_type": "team", "filter": "Platfrom"}, "filter: there is no team 'Platfrom'; the nearest are"),
    ({"id": "PAAAAAA"}, "id: there is no webhook subscription with the ID 'PAAAAAA'; omit id to create one"),
    ({**HOOK, "custom_headers": [{"name": "X Y", "value": "1"}]}, r"custom_headers\[0\].name: 'X Y' is not the name"),
    ({**HOOK, "custom_headers": [*HEADERS, {"name": "x-key", "value": "1"}]}, "there are two headers x-key; remove"),
    ({**HOOK, "custom_headers": [{"name": "X", "value": "a\nb"}]}, r"custom_headers\[0\].value: must be one line"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_wrong(play: Play, world: Emulator, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(PagerDutyError, match=message) as caught:
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **options)
    assert "\n" not in caught.value.message and world.writes() == []


def test_events_that_may_be_new_are_sent(play: Play, world: Emulator) -> None:
    options = {"url": URL, "events": ["incident.triggerd"]}
    foretold = play.run(resource_operation(WEBHOOK_SUBSCRIPTION), check=True, **options)
    assert foretold["warnings"] == ["events: PagerDuty documents no incident.triggerd; check the spelling"]
    with pytest.raises(ApiError, match="refused POST"):
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **options)


def test_urls() -> None:
    assert address(" HTTPS://User@Example.COM:8080?A=b") == "https://User@example.com:8080/?A=b"
    assert shown_url("https://user:pass@example.com/x") == "https://user:********@example.com/x"
    assert shown_url("https://example.com/x") == "https://example.com/x"
