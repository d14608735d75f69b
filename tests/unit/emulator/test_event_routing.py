# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of event orchestrations: PagerDuty's condition language, and where the router sends an event.

Most rows are the examples of PagerDuty's document "PCL Overview".
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from .conftest import Client
from .inside import pcl

hypothesis = pytest.importorskip("hypothesis")
st = pytest.importorskip("hypothesis.strategies")

KEY = "R" + "0" * 31
DETAILS: dict[str, Any] = {
    "foo": "code", "text": "42", "system diagnosis": {"important_field": "Important"}, "none": None, "list": [1, "b"],
    "yes": True, "load": 0.5, "count": 5, "big": 9007199254740993, "huge": 10**400, "namespace": "prod",
}
EVENT: dict[str, Any] = {
    "routing_key": KEY,
    "event_action": "trigger",
    "dedup_key": "disk",
    "client": "Checks",
    "payload": {"summary": "[PROD] Disk full", "source": "db1", "severity": "critical", "custom_details": DETAILS},
    "links": [{"href": "https://example.com/details", "text": "Details"}],
    "important_field": "This is an important value",
    "another_field": "This has a newline\nin it",
}


class Router:
    """An account whose orchestration routes to two services."""

    def __init__(self, client: Client, *rules: Any, catch_all: str = "unrouted", **account: Any):
        self.client = client
        router = {"sets": [{"rules": list(rules)}], "catch_all": {"actions": {"route_to": catch_all}}}
        client.load(
            {
                "services": [{"name": name, "escalation_policy": "Default"} for name in ("Web", "API")],
                "event_orchestrations": [
                    {"name": "Shop", "integrations": [{"label": "All", "parameters": {"routing_key": KEY}}],
                     "router": router},
                ],
                **account,
            }
        )

    def send(self, *, status: int = 202, **changes: Any) -> Any:
        return self.client.write("POST", "/v2/enqueue", {**EVENT, **changes}, status=status)

    def routed(self, **changes: Any) -> list[str]:
        """The services of the incidents that there are after an event."""
        self.send(**changes)
        return self.services()

    def services(self) -> list[str]:
        incidents = self.client.get("/incidents", sort_by="incident_number:asc")["incidents"]
        return [one["service"]["summary"] for one in incidents]


def rule(*expressions: str, to: str = "Web", **more: Any) -> Any:
    return {"conditions": [{"expression": one} for one in expressions], "actions": {"route_to": to}, **more}


# -- conditions ------------------------------------------------------------------------------------------------------

TRUE = [
    "true",
    "not false",
    "not not true",
    "  true  ",
    "(true)",
    "((true))",
    # precedence
    "true or true and false",
    "not false or true",
    "false and (true or true) or true",
    "not (true and false)",
    "event.custom_details.count > 4 and not event.custom_details.count < 5 or false",
    # paths
    "event.summary exists",
    "event.custom_details['system diagnosis'].important_field == 'Important'",
    "raw_event.links[0].href == 'https://example.com/details'",
    "raw_event.payload.summary == event.summary",
    "event.custom_details['namespace'] matches 'PROD'",
    "event.custom_details.list[1] == 'b'",
    "event.custom_details.yes",
    "event.custom_details.none exists",
    "event.client == 'Checks' and event.event_action == 'trigger' and event.links[0].text == 'Details'",
    "not event.custom_details.missing exists",
    "not raw_event.images[0].src exists",
    "not event.custom_details.list[2] exists",
    "not event.custom_details.list['0'] exists",
    # not, and, or
    "not event.custom_details.foo matches 'www'",
    "not (event.missing exists and event.custom_details.foo matches 'www')",
    "event.custom_details.foo matches 'code' and not event.missing exists",
    "event.custom_details.foo matches 'code' or event.missing matches 'hello'",
    "event.missing matches 'hello' or event.custom_details.foo matches 'code'",
    # what is not boolean counts as false
    "not raw_event.invalid_path > 2",
    "not 2 > 'two'",
    "2 >= 'two' or 2 < 10",
    "not event.summary",
    "not event.custom_details.count",
    # numbers and instants
    "event.custom_details.count > 4",
    "event.custom_details.count >= 5.0",
    "event.custom_details.load < 1",
    "-12 <= 4.5e10",
    "3.0 == 3",
    "1.0e999 > 9223372036854775807",
    "event.custom_details.huge > 1.5 and not event.custom_details.huge == 1.0e300",
    "9007199254740992 == 9007199254740993.0",
    "event.custom_details.big == 9007199254740992.0",
    "not 9007199254740992 == 9007199254740994.0",
    "not event.custom_details.yes == 1",
    "not event.custom_details.text == 42",
    "not event.custom_details.text > 41",
    "now > 2020-01-01 00:00:00 Etc/UTC",
    "2021-12-04 19:00:42 America/Los_Angeles < 2021-12-05 19:00:42 Europe/Berlin",
    "2022-01-01 08:00:00 Etc/UTC == 2022-01-01 09:00:00 Europe/Berlin",
    "event.missing == event.also_missing",
    # texts
    "'this is a test' matches 'This Is A Test'",
    "not 'this is a test' matches exactly 'This Is A Test'",
    "not 'trailing whitespace ' matches 'trailing whitespace'",
    "'[PROD] Disk space low' matches part 'prod'",
    "'[TEST] CPU usage high' matches part 'cpu'",
    "not '[PROD] Network down' matches part 'disk'",
    "not event.summary matches part exactly 'prod'",
    "event.custom_details.text == '42' and event.custom_details.text matches 42",
    "event.custom_details.count matches '5'",
    "event.custom_details.list matches '[1,\"b\"]'",
    "event.custom_details.yes matches 'TRUE'",
    "not event.custom_details.none matches 'null'",
    "not 'x' matches event.missing",
    "not 'A' == 'a'",
    r"'the system\'s down' matches part '\''",
    r"'a \\ b' == event.missing or 'a \\ b' matches part '\\'",
    "'こんにちは世界' matches part '世界'",
    # regular expressions
    "raw_event.important_field matches regex 'this'",
    "not raw_event.important_field matches regex exactly 'this'",
    "raw_event.important_field matches regex exactly '(?i)this'",
    "not raw_event.important_field matches regex '(?-i)this'",
    "raw_event.another_field matches regex '.in it'",
    "not raw_event.another_field matches regex '(?-s).in it'",
    "raw_event.another_field matches regex '^in it'",
    "not raw_event.another_field matches regex '(?-m)^in it'",
    "event.source matches regex '^db[[:digit:]]+\\z'",
    "event.source matches regex '^\\w+\\d$'",
    "event.source matches regex '^\\\\w+1$'",
    "not event.missing matches regex '.*'",
]


@pytest.mark.parametrize("expression", TRUE)
def test_true_conditions(emulator: Client, expression: str) -> None:
    router = Router(emulator, rule(f"not ({expression})", to="API"), rule(expression))
    assert router.routed() == ["Web"], "exactly one of a condition and its opposite is true"


SUNDAY = "now in Sun 01:30:00 to 03:15:00 America/New_York"


@pytest.mark.parametrize(
    ("moment", "expression", "expected"),
    [
        # a Thursday
        ("2026-12-03T12:00:00Z", "now in Mon,Tue,Wed,Thu,Fri 09:00:00 to 17:00:00 Etc/Utc", True),
        ("2026-12-03T12:00:00Z", "now in Thu 09:00:00 to 11:59:59 Etc/UTC", False),
        ("2026-12-03T12:00:00Z", "now in Thu 09:00:00 to 12:00:00 Etc/UTC", True),
        ("2026-12-03T12:00:00Z", "now in Wed 13:00:00 to 12:30:00 Etc/UTC", True),
        ("2026-12-03T12:00:00Z", "now in Thu 13:00:00 to 12:30:00 Etc/UTC", False),
        ("2026-12-03T12:00:00Z", "now in Thu 12:00:00 to 12:00:00 Etc/UTC", True),
        ("2026-12-04T11:00:00Z", "now in Thu 12:00:00 to 12:00:00 Etc/UTC", True),
        ("2026-12-03T12:00:00Z", "now in Wed,Sun 22:00:00 to 05:00:00 America/Los_Angeles", True),
        ("2026-12-03T12:00:00Z", "not (now in Thu 13:00:00 to 15:00:00 Etc/UTC)", True),
        ("2026-12-03T12:00:00Z", "now in Thu 13:00:00 to 15:00:00 Europe/Berlin", True),
        ("2022-01-03T20:00:00Z", "now in Mon,Wed,Fri 01:00:00 to 15:00:00 America/Los_Angeles", True),
        ("2022-01-03T20:00:00Z", "now in Mon,Wed,Fri 01:00:00 to 15:00:00 Etc/Utc", False),
        ("2022-01-03T20:00:00Z", "now == 2022-01-03 12:00:00 America/Los_Angeles", True),
        # the end of daylight saving time, which repeats an hour
        ("2021-11-07T05:00:00Z", SUNDAY, False),
        ("2021-11-07T05:30:00Z", SUNDAY, True),
        ("2021-11-07T06:00:00Z", SUNDAY, False),
        ("2021-11-07T06:15:00Z", SUNDAY, False),
        ("2021-11-07T06:30:00Z", SUNDAY, True),
        ("2021-11-07T08:00:00Z", SUNDAY, True),
        ("2021-11-07T08:30:00Z", SUNDAY, False),
        # its start, which leaves one out
        ("2021-03-14T06:00:00Z", SUNDAY, False),
        ("2021-03-14T06:30:00Z", SUNDAY, True),
        ("2021-03-14T07:00:00Z", SUNDAY, True),
        ("2021-03-14T07:15:00Z", SUNDAY, True),
        ("2021-03-14T07:30:00Z", SUNDAY, False),
    ],
)
def test_the_clock_on_the_wall_decides(moment: str, expression: str, expected: bool) -> None:
    now = datetime.fromisoformat(moment)
    evaluation = pcl.Evaluation({}, now, lambda _threshold, _seconds: 1, lambda _threshold: None)
    assert pcl.condition(expression).holds(evaluation) is expected


def test_the_emulators_time_is_now(emulator: Client) -> None:
    year = datetime.now(UTC).year + 2
    router = Router(emulator, rule(f"now > {year}-01-01 00:00:00 Etc/UTC"))
    assert router.routed() == []
    advance(emulator, 2 * 366 * 86400)
    assert router.routed(dedup_key="later") == ["Web"]


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("event.summary matches", "unexpected 'end'"),
        ("event.summary matches part", "unexpected 'end'"),
        ("event.summary = 'x'", "unexpected \"= 'x'\""),
        ("event.severity equals 'critical'", "unexpected 'equals'"),
        ("event.summary 'x'", "unexpected \"'x'\""),
        ("event.", "expected a name instead of 'the end'"),
        ("event.namespace exists", "namespace is reserved: write ['namespace']"),
        ("event[x]", "brackets contain a string or a number"),
        ("event[-1] exists", "brackets contain a string or a number"),
        ("event['x' exists", "expected ']' instead of 'exists'"),
        ("'x' exists", "exists needs a path"),
        ("event.x in Mon 01:00:00 to 02:00:00 Etc/UTC", "in needs now"),
        ("now in 'Mon'", "expected a schedule"),
        ("now in Mon 25:00:00 to 02:00:00 Etc/UTC", "25:00:00"),
        ("now in Mon 01:00:00 to 02:00:00 Mars/Base", "Mars/Base is not a time zone"),
        ("now > 2020-02-30 00:00:00 Etc/UTC", "2020-02-30"),
        ("now > 2020-01-01 00:00:00", "unexpected"),
        ("(true", "expected ')' instead of 'the end'"),
        ("true)", "unexpected ')'"),
        ("true or", "unexpected 'end'"),
        ("and true", "unexpected 'and'"),
        ("'open", "unexpected"),
        ("event.x matches regex event.y", "matches regex needs a literal string"),
        ("event.x matches regex '('", "is not a regular expression"),
        ("event.x matches regex '(?=x)'", "is not a regular expression of RE2"),
        ("event.x matches regex '(x)\\\\1'", "is not a regular expression of RE2"),
        ("trigger_count > 3", "trigger_count needs over and a duration"),
        ("trigger_count over > 3", "expected a duration"),
        ("trigger_count over 45 minuter > 3", "a duration has positive numbers"),
        ("trigger_count over 45 minutes >> 3", "unexpected '>'"),
        ("trigger_count over 0 minutes > 3", "a duration has positive numbers"),
        ("trigger_count over 1 minute 2 minutes > 3", "each at most once"),
        ("9223372036854775808 > 1", "is not an integer of 64 bits"),
        ("'" + "x" * 1025 + "' == 'x'", "a string with more than 1024 bytes"),
        ("(" * 33 + "true" + ")" * 33, "more than 32 levels of parentheses"),
        (" or ".join(["true"] * 65), "more than 64 factors"),
        ("event" + ".x" * 32 + " exists", "a path with more than 32 elements"),
        ("not " * 512, "more than 2048 bytes" if len("not " * 512) > 2048 else "unexpected 'end'"),
    ],
)
def test_wrong_conditions_are_refused(either: Client, expression: str, problem: str) -> None:
    router = Router(either, rule("true"))
    made = either.get("/event_orchestrations")["orchestrations"][0]
    web = either.get("/services", query="Web")["services"][0]["id"]
    body = {"sets": [{"rules": [rule(expression, to=web)]}]}
    error = either.refused("PUT", f"/event_orchestrations/{made['id']}/router", {"orchestration_path": body})
    assert error["errors"][0].startswith("Sets rules conditions expression is not a valid condition: ")
    assert problem in error["errors"][0]
    assert router.routed() == ["Web"]


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 32 + "true" + ")" * 32,
        " and ".join(["true"] * 64),
        "not " + "event" + ".x" * 31 + " exists",
        "9223372036854775807 > -9223372036854775808",
        "'" + "x" * 1024 + "' matches regex 'x'",
        "not " * 510 + "true",
        "cache_var.count > 5 or true",
    ],
)
def test_the_limits_of_conditions_are_accepted(emulator: Client, expression: str) -> None:
    assert Router(emulator, rule(expression)).routed() == ["Web"]


OPERANDS = st.sampled_from(
    [
        *("event", "event.a", "event['b'][0]", "event.a.b", "missing", "'x'", "'(a|b)+'", "''", "5", "-0.5", "1.0e999"),
        *("true", "now", "2026-01-01 00:00:00 Etc/UTC", "trigger_count over 1 hour", "(event.a == event.b)"),
    ]
)
OPERATORS = st.sampled_from(
    [
        *("==", "<", ">=", "matches", "matches exactly", "matches part", "matches regex", "matches regex exactly"),
        *("in", "and", "or", "exists", "and not", "or now in Mon 01:00:00 to 02:00:00 Etc/UTC and", "'", "\\", "é"),
    ]
)
COMPARISONS = st.builds(lambda left, how, right: f"{left} {how} {right}", OPERANDS, OPERATORS, OPERANDS)
CONDITIONS = st.lists(COMPARISONS, min_size=1, max_size=3).map(" and not ".join) | st.text(max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=5,
)


@hypothesis.settings(max_examples=500, deadline=None, derandomize=True, database=None)
@hypothesis.given(CONDITIONS, VALUES)
def test_every_condition_is_refused_or_has_a_value(expression: str, value: Any) -> None:
    evaluation = pcl.Evaluation({"event": value}, datetime.now(UTC), lambda _one, _seconds: 1, lambda _one: None)
    try:
        condition = pcl.condition(expression)
    except pcl.PclError:
        return
    opposite = pcl.condition(f"not ({expression})")
    assert condition.holds(evaluation) is not opposite.holds(evaluation)


# -- thresholds ------------------------------------------------------------------------------------------------------


def advance(client: Client, seconds: int) -> None:
    client.write("POST", "/_emulator/clock", {"advance": seconds}, status=200)


def test_a_threshold_counts_the_events_of_the_last_time(emulator: Client) -> None:
    router = Router(emulator, rule("trigger_count over 1 minute 30 seconds > 2"))
    for number in range(2):
        assert router.routed(dedup_key=f"a{number}") == []
    router.send(event_action="resolve", dedup_key="x")
    advance(emulator, 100)
    for number in range(2):
        assert router.routed(dedup_key=f"b{number}") == [], "the first ones are too old"
    assert router.routed(dedup_key="c") == ["Web"]
    assert router.routed(dedup_key="d") == ["Web", "Web"]


def test_a_resetting_threshold_starts_again(emulator: Client) -> None:
    router = Router(emulator, rule("resetting_trigger_count over 1 hour >= 3"))
    counts = [len(router.routed(dedup_key=str(number))) for number in range(7)]
    assert counts == [0, 0, 1, 1, 1, 2, 2]


def test_only_events_that_reach_a_threshold_are_counted(emulator: Client) -> None:
    router = Router(emulator, rule("event.source == 'db2' and trigger_count over 1 day >= 2"))
    other = {**EVENT["payload"], "source": "db2"}
    assert router.routed(dedup_key="a") == [] and router.routed(dedup_key="b") == []
    assert router.routed(dedup_key="c", payload=other) == []
    assert router.routed(dedup_key="d", payload=other) == ["Web"]


def test_thresholds_and_dynamic_routes_need_an_ability(emulator: Client) -> None:
    dynamic = {"actions": {"dynamic_route_to": {"source": "event.source", "regex": ".*", "lookup_by": "service_name"}}}
    threshold = rule("trigger_count over 1 day >= 1", to="API")
    router = Router(emulator, dynamic, threshold, catch_all="Web", abilities=["teams"])
    assert router.routed(payload={**EVENT["payload"], "source": "API"}) == ["Web"]


# -- routes ----------------------------------------------------------------------------------------------------------


def test_the_first_rule_that_matches_decides(emulator: Client) -> None:
    router = Router(
        emulator,
        rule("false", "event.source == 'db9'", to="API"),
        rule("true", to="API", disabled=True),
        rule("false", "event.source == 'db1'"),
        rule(to="API"),
    )
    assert router.routed() == ["Web"]


def test_a_rule_without_conditions_matches_everything(emulator: Client) -> None:
    assert Router(emulator, rule(), catch_all="API").routed() == ["Web"]


def test_all_other_events_go_to_the_catch_all(emulator: Client) -> None:
    assert Router(emulator, rule("false"), catch_all="API").routed() == ["API"]


def test_unrouted_events_are_accepted_and_make_no_alert(emulator: Client) -> None:
    router = Router(emulator, rule("false"))
    answer = router.send(dedup_key=None)
    assert (answer["status"], len(answer["dedup_key"])) == ("success", 32)
    assert router.services() == []


def test_an_event_is_an_incident_with_an_alert(emulator: Client) -> None:
    router = Router(emulator, rule())
    assert router.send() == {"status": "success", "message": "Event processed", "dedup_key": "disk"}
    [incident] = emulator.get("/incidents")["incidents"]
    [alert] = emulator.get(f"/incidents/{incident['id']}/alerts")["alerts"]
    assert (alert["summary"], alert["alert_key"], alert["severity"]) == ("[PROD] Disk full", "disk", "critical")
    assert router.routed() == ["Web"], "a second event is a duplicate"
    router.send(event_action="acknowledge")
    assert emulator.get("/incidents")["incidents"][0]["status"] == "acknowledged"
    router.send(event_action="resolve")
    assert emulator.get("/incidents", statuses_="resolved")["incidents"][0]["id"] == incident["id"]


def test_alerts_of_different_services_are_no_duplicates(emulator: Client) -> None:
    router = Router(emulator, rule("event.source == 'db1'"), catch_all="API")
    assert router.routed() == ["Web"]
    assert router.routed(payload={**EVENT["payload"], "source": "db2"}) == ["Web", "API"]
    router.send(event_action="resolve", payload=None)
    open_ones = emulator.get("/incidents", statuses_="triggered")["incidents"]
    assert [one["service"]["summary"] for one in open_ones] == ["Web"], "without a payload, no condition is true"


@pytest.mark.parametrize(
    ("dynamic", "expected"),
    [
        ({"source": "event.source", "regex": ".*", "lookup_by": "service_name"}, "API"),
        (
            {"source": "event.custom_details['of service']", "regex": "=(\\w)\\w*;(.*)", "lookup_by": "service_name"},
            "API",
        ),
        ({"source": "event.custom_details.id", "regex": "ID:(.*)", "lookup_by": "service_id"}, "API"),
        ({"source": "event.custom_details.id", "regex": ".*", "lookup_by": "service_id"}, "Web"),
        ({"source": "event.missing", "regex": ".*", "lookup_by": "service_name"}, "Web"),
        ({"source": "event.summary", "regex": "^x", "lookup_by": "service_name"}, "Web"),
    ],
)
def test_a_dynamic_route_finds_the_service_in_the_event(emulator: Client, dynamic: Any, expected: str) -> None:
    router = Router(emulator, {"actions": {"dynamic_route_to": dynamic}}, rule())
    api = emulator.get("/services", query="API")["services"][0]["id"]
    payload = {
        **EVENT["payload"],
        "source": "API",
        "custom_details": {"of service": "name=Any;PI", "id": f"ID:{api}"},
    }
    assert router.routed(payload=payload) == [expected]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"source": "event..x"}, "source is not a valid path: expected a name instead of '.'"),
        ({"source": "event.x exists"}, "source is not a valid path: unexpected 'exists'"),
        ({"regex": "("}, "regex is invalid"),
        ({"regex": "(?!x)"}, "is not a regular expression of RE2"),
    ],
)
def test_wrong_dynamic_routes_are_refused(either: Client, change: Any, problem: str) -> None:
    Router(either)
    made = either.get("/event_orchestrations")["orchestrations"][0]
    dynamic = {"source": "event.source", "regex": ".*", "lookup_by": "service_name", **change}
    body = {"sets": [{"rules": [{"actions": {"dynamic_route_to": dynamic}}]}]}
    error = either.refused("PUT", f"/event_orchestrations/{made['id']}/router", {"orchestration_path": body})
    assert problem in error["errors"][0]


def test_a_deleted_service_gets_no_events(emulator: Client) -> None:
    router = Router(emulator, rule(to="API"), rule(), catch_all="API")
    api = emulator.get("/services", query="API")["services"][0]["id"]
    emulator.write("DELETE", f"/services/{api}", status=204)
    assert router.routed() == ["Web"]


def test_keys_that_are_gone_and_change_events_are_refused(emulator: Client) -> None:
    router = Router(emulator, rule())
    change = {"routing_key": KEY, "payload": {"summary": "Deployed"}}
    assert "Invalid routing key" in emulator.write("POST", "/v2/change/enqueue", change, status=400)["errors"]
    made = emulator.get("/event_orchestrations")["orchestrations"][0]
    emulator.write("DELETE", f"/event_orchestrations/{made['id']}", status=204)
    assert "Invalid routing key" in router.send(status=400)["errors"]


def test_a_failed_event_is_not_counted(emulator: Client) -> None:
    """A service in maintenance takes no events, but the router counts them."""
    router = Router(emulator, rule("trigger_count over 1 day >= 2"))
    assert router.routed() == []
    web = emulator.get("/services", query="Web")["services"][0]
    emulator.update(web, status="disabled")
    assert router.routed(dedup_key="second") == []
    emulator.update(web, status="active")
    assert router.routed(dedup_key="third") == ["Web"]
