# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event filter: every way in which other sources pass on PagerDuty's webhooks."""

from __future__ import annotations

import asyncio
import copy
import importlib.metadata
import importlib.util
import json
import logging
import subprocess
import sys
import typing as t
from pathlib import Path

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st

from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import UsageError
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers import _filter, _options, _poll_events
from ansible_collections.community.pagerduty.plugins.plugin_utils._triggers._safe import safe

from .engine import SECRET, incident_event, running, signature, webhook

COLLECTION = Path(__file__).parents[4]
FILE = COLLECTION / "extensions" / "eda" / "plugins" / "event_filter" / "pagerduty.py"

HEADERS = {"Host": "example.com", "X-Webhook-Id": "w-7", "X-Webhook-Subscription": "PSUBSCR"}

# What each source makes of the body of a request, by its documented code. The event stream is that of eda-server,
# whose headers have other cases than PagerDuty's. All others are those of the collection ansible.eda.
SHAPES: dict[str, t.Callable[[t.Any], t.Any]] = {
    "webhook": lambda body: {"payload": body, "meta": {"endpoint": "pagerduty", "headers": dict(HEADERS)}},
    "event stream": lambda body: {
        "payload": body,
        "meta": {
            "endpoint": "/eda-event-streams/api/eda/v1/external_event_stream/1/post/",
            "eda_event_stream_name": "PagerDuty",
            "headers": {"X-Pagerduty-Signature": "********", **{name.title(): one for name, one in HEADERS.items()}},
        },
    },
    "kafka": lambda body: {
        "body": body,
        "meta": {
            "source_offset": "pagerduty:0:17",
            "produced_at": "2026-11-20T10:00:01.000000Z",
            "headers": dict(HEADERS),
            "uuid": "11111111-1111-4111-8111-111111111111",
        },
    },
    "pg_listener": lambda body: {**body, "meta": {"headers": dict(HEADERS)}},
    "webhook, then pg_listener": lambda body: {"payload": {"payload": body}, "meta": {"headers": dict(HEADERS)}},
    "kafka, as text": lambda body: {"body": json.dumps(body), "meta": {"headers": dict(HEADERS)}},
}
ADDED = {
    "event stream": {"eda_event_stream_name": "PagerDuty"},
    "kafka": {"source_offset": "pagerduty:0:17", "produced_at": "2026-11-20T10:00:01.000000Z"},
}


def main(event: t.Any, /, **options: t.Any) -> t.Any:
    """A new filter, for one event."""
    return _filter.EventFilter()(event, options)


def received(body: bytes, headers: dict[str, str]) -> dict[str, t.Any]:
    """The event that the webhook source makes of a request."""

    async def scene() -> dict[str, t.Any]:
        async with running() as here:
            assert await here.post(body, headers) == 202
            (got,) = await here.engine.fetch(1)
            return got

    return asyncio.run(scene())


@pytest.mark.parametrize("shape", SHAPES)
def test_every_source_gives_the_same_event(shape: str) -> None:
    body, headers = webhook(incident_event(7), webhook_id="w-7")
    expected = received(body, headers)
    del expected["meta"]["source"], expected["meta"]["verified"]
    expected["meta"] |= ADDED.get(shape, {})
    converted = main(SHAPES[shape](json.loads(body)))
    for event in (expected, converted):
        assert event["meta"].pop("received_at").endswith("Z")
    assert converted == expected


def test_events_of_our_sources_are_unchanged() -> None:
    event = received(*webhook(incident_event(7)))
    assert event["meta"]["verified"] is True
    entry = {
        "id": "R1",
        "type": "annotate_log_entry",
        "created_at": "2026-11-20T10:00:00Z",
        "channel": {"content": "A note"},
        "incident": {"id": "Q1", "title": "The disk is full", "urgency": "low"},
    }
    polled = safe(_poll_events.event_of(entry, "2026-11-20T10:00:01Z"))
    for one in (event, polled):
        assert main(copy.deepcopy(one)) == one
        assert main(copy.deepcopy(one), secrets=[SECRET], require_signature=True) == one
        # Another source has transported it. Its statement about the signature is not trusted.
        transported = main({"body": copy.deepcopy(one), "meta": {"source_offset": "pagerduty:0:1"}})
        del transported["meta"]["source_offset"]
        known = {name: value for name, value in one["meta"].items() if name not in ("verified", "source")}
        assert transported == {**one, "meta": {"redelivered": False, **known}}


FORMS: dict[str, t.Callable[[t.Any], str]] = {
    "compact": lambda body: json.dumps(body, separators=(",", ":"), ensure_ascii=False),
    "escaped letters": lambda body: json.dumps(body, separators=(",", ":")),
    "spaces": json.dumps,
    "escaped HTML": lambda body: json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    .replace("<", "\\u003c")
    .replace(">", "\\u003e")
    .replace("&", "\\u0026"),
    "escaped slashes": lambda body: json.dumps(body, separators=(",", ":"), ensure_ascii=False).replace("/", "\\/"),
}


def signed(text: str, secret: str = SECRET, **changes: t.Any) -> t.Any:
    event = SHAPES["webhook"](json.loads(text))
    event["meta"]["headers"]["x-pagerduty-signature"] = f"v2=0, {signature(text.encode(), secret)}"
    event["payload"]["event"]["data"].update(changes)
    return event


@pytest.mark.parametrize("form", FORMS)
def test_a_signature_is_verified(form: str) -> None:
    text = FORMS[form]({"event": incident_event(7, title="Größe <80 % & more/less \U0001f525", amount=1.5)})
    secrets = {"secrets": ["old", SECRET]}
    assert main(signed(text), **secrets)["meta"]["verified"] is True
    # The same with a changed body, another secret, and text that the source has not parsed.
    assert main(signed(text, title="Größe"), **secrets)["meta"]["verified"] is False
    assert main(signed(text, "another"), **secrets)["meta"]["verified"] is False
    assert main({**signed(text), "payload": text}, **secrets)["meta"]["verified"] is True
    assert main({**signed(text), "payload": text + " "}, **secrets)["meta"]["verified"] is False


def test_a_form_that_is_not_known_is_not_verified() -> None:
    text = json.dumps({"event": incident_event(7)}, indent=1)
    assert main(signed(text), secrets=[SECRET])["meta"]["verified"] is False
    assert main({**signed(text), "payload": text}, secrets=[SECRET])["meta"]["verified"] is True


def test_what_can_not_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"event": incident_event(7)}
    assert "verified" not in main(signed(json.dumps(body)))["meta"]  # no secret
    for shape in SHAPES.values():  # no signature, or one that was replaced by asterisks
        assert "verified" not in main(shape(copy.deepcopy(body)), secrets=[SECRET])["meta"]
    monkeypatch.setenv("PAGERDUTY_WEBHOOK_SECRET", f"old, {SECRET}")
    event = signed(json.dumps(body))
    assert main(event)["meta"]["verified"] is True
    # The filter dashes_to_underscores comes first.
    headers = {name.replace("-", "_"): value for name, value in event["meta"]["headers"].items()}
    event["meta"]["headers"] = headers
    assert main(event)["meta"]["verified"] is True


def test_require_signature(caplog: pytest.LogCaptureFixture) -> None:
    text = json.dumps({"event": incident_event(7)})
    required = {"secrets": [SECRET], "require_signature": True}
    one = _filter.EventFilter()
    with caplog.at_level(logging.WARNING):
        assert one(signed(text, "another"), required) == []
        assert one({"payload": json.loads(text)}, required) == []
        transported = {**json.loads(text), "meta": {"event_type": "incident.triggered", "verified": False}}
        assert one(transported, required) == []
    assert [record.message for record in caplog.records] == [
        "1 events are dropped that are not verified, the last one because its signature matches none of the secrets"
        " (see require_signature)"
    ]
    # A dropped event is not remembered, so the genuine one with its ID is not a duplicate.
    assert one(signed(text), required)["meta"]["verified"] is True
    # A body can't say that it is verified.
    forged = {"payload": {**json.loads(text), "meta": {"event_type": "incident.triggered", "verified": True}}}
    assert main(forged, **required) == []
    assert one({"other": 1}, required) == {"other": 1}
    with pytest.raises(UsageError, match="require_signature: no secret is known"):
        main({"other": 1}, require_signature=True)


def test_a_body_can_not_choose_hosts_or_a_source() -> None:
    body = {"event": incident_event(7), "meta": {"hosts": ["all"], "source": {"name": "x"}, "uuid": "x"}}
    meta = main({"payload": body, "meta": {"hosts": ["web1"]}})["meta"]
    assert meta["hosts"] == ["web1"]
    assert "source" not in meta
    assert len(meta["uuid"]) == 36


def test_selection() -> None:
    event = {"payload": {"event": incident_event(7)}}
    for selection in ({"events": ["incident.*"]}, {"services": ["web shop"]}, {"teams": ["PTEAM01"]}):
        assert main(event, **selection)["meta"]["id"] == "01EVENT000000007"
    without = ({"events": ["service.*"]}, {"services": ["Other"]}, {"priorities": ["P2"]}, {"urgencies": ["low"]})
    for selection in without:
        assert main(event, **selection) == []
    ping = {"payload": {"event": {"id": "E1", "event_type": "pagey.ping", "resource_type": "pagey", "data": {}}}}
    assert main(ping) == []
    assert main(ping, events=["pagey.ping"])["meta"]["event_type"] == "pagey.ping"
    # The source has decided about its own test event. The options of the filter apply to all other events.
    own = main(ping, events=["pagey.ping"])
    assert main(own) == own
    own = main(event)
    assert main(own, services=["Other"]) == []


def test_duplicates_are_dropped() -> None:
    one = _filter.EventFilter()
    event = SHAPES["webhook"]({"event": incident_event(7)})
    assert one(event, {})["meta"]["incident_number"] == 7
    assert one(event, {}) == []
    assert one(one_of_source(event), {}) == []
    # PagerDuty repeats a webhook with the same header.
    without_id = {**event, "payload": {"event": {**event["payload"]["event"], "id": None}}}
    assert one(without_id, {}) == []
    assert one(event, {"duplicates": "pass"})["meta"]["incident_number"] == 7
    # Events without any ID are never duplicates.
    bare = {"payload": {"event": {"event_type": "incident.triggered"}}}
    for _again in range(2):
        assert one(bare, {})["meta"]["event_type"] == "incident.triggered"


def one_of_source(event: t.Any) -> t.Any:
    return main(copy.deepcopy(event))


def test_only_the_last_ids_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_filter, "REMEMBERED", 2)
    one = _filter.EventFilter()
    events = [{"event": incident_event(number)} for number in range(9)]
    for event in events:
        assert one(event, {}) != []
    assert one(events[-1], {}) == []
    assert one(events[0], {}) != []


OTHERS: list[t.Any] = [
    {},
    {"payload": None},
    {"payload": "no JSON"},
    {"payload": {"event": "incident.triggered"}},
    {"payload": {"event": {"event_type": 7}}},
    {"payload": {"payload": {"payload": {"payload": {"event": {"event_type": "incident.triggered"}}}}}},
    {"body": ["a"], "meta": None},
    {"event": {}, "meta": {"event_type": "x"}},
    {"alert": {"labels": {}}, "meta": {"headers": []}},
    {"": {"": 1}},
    "a text",
    None,
    7,
]


@pytest.mark.parametrize("event", OTHERS, ids=repr)
def test_other_events(event: t.Any) -> None:
    assert main(copy.deepcopy(event), secrets=[SECRET]) == event
    assert main(event, other_events="drop") == []


def deep(levels: int) -> t.Any:
    value: t.Any = 1
    for _each in range(levels):
        value = [value]
    return value


ODD: list[t.Any] = [
    {"id": deep(2000), "data": {"id": deep(2000), "title": deep(2000), "service": {"id": {}, "summary": deep(2000)}}},
    {"id": {}, "agent": 7, "data": []},
    {"id": "\ud800", "data": {"": {"": 1}, "teams": [1, {"id": []}], "priority": "P1"}},
    {"id": "", "occurred_at": 10**5000, "data": {"number": float("inf"), "title": "\x00{{ 7 * 6 }}"}},
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_contents_raise_no_error(odd: dict[str, t.Any]) -> None:
    event = {"event_type": "incident.\ud800x", **odd}
    headers = {1: 2, "X-PagerDuty-Signature": "v1=\udcff", "X-Webhook-Id": "\udcff", "X-Webhook-Subscription": []}
    for source in ({"payload": {"event": event}, "meta": {"headers": headers}}, {"event": event, "meta": 7}):
        for options in ({}, {"services": ["a"], "teams": ["b"], "priorities": ["c"], "urgencies": ["high"]}):
            result = main(copy.copy(source), secrets=[SECRET], **options)
            assert options or json.dumps(result, allow_nan=False).encode()


KEYS = st.sampled_from(
    [
        "event", "event_type", "meta", "headers", "payload", "body", "id", "data", "service", "teams", "agent",
        "X-PagerDuty-Signature", "X-Webhook-Id",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(), inner, max_size=4),
    max_leaves=20,
)


@hypothesis.given(event=JSON, inner=JSON, data=JSON)
def test_no_event_raises_an_error(event: t.Any, inner: t.Any, data: t.Any) -> None:
    of_pagerduty = {"event_type": "incident.triggered", "data": data, "id": inner}
    nested = {"body": {"event": of_pagerduty, "meta": inner}, "meta": event}
    for one in (event, {"payload": inner, "meta": event}, nested):
        main(one, secrets=[SECRET])
        main(one, teams=["a"], services=["b"], other_events="drop")


def test_values_that_ansible_rulebook_can_not_process_are_changed() -> None:
    event = main({"payload": {"event": incident_event(7, details={"": 1})}})
    assert event["event"]["data"]["details"] == {"_empty": 1}
    assert event["meta"]["altered"] == ["event.data.details._empty: the key was ''"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"event": ["incident.*"]}, "event: this option does not exist"),
        ({"events": ["incident.trigered"]}, "did you mean 'incident.triggered'"),
        ({"urgencies": ["urgent"]}, "must be one or more of"),
        ({"services": ["{{ pagerduty_services }}"]}, "services: ansible-rulebook does not replace variables"),
        ({"secret": "{{ secret }}"}, "secret: ansible-rulebook does not replace variables"),
    ],
)
def test_wrong_options(options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        main({}, **options)


@pytest.mark.parametrize(
    ("version", "result"), [("1.1.7", {}), ("1.2.0", []), ("2.0", []), ("unknown", []), (None, [])]
)
def test_older_versions_of_ansible_rulebook_can_not_drop_events(
    version: str | None, result: t.Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(name: str) -> str:
        if version is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(importlib.metadata, "version", find)
    assert main({"other": 1}, other_events="drop") == result


# -- the file that ansible-rulebook runs ----------------------------------------------------------------------


def loaded() -> t.Any:
    spec = importlib.util.spec_from_file_location("pagerduty", FILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_documentation_and_options_agree() -> None:
    file = loaded()
    documentation = yaml.safe_load(file.DOCUMENTATION)
    assert documentation["name"] == FILE.stem
    assert documentation["options"].keys() == _filter.OPTIONS.keys()
    for name, option in _filter.OPTIONS.items():
        for attribute in ("type", "elements", "default", "choices", "required", "aliases"):
            assert documentation["options"][name].get(attribute) == option.get(attribute), f"{name}: {attribute}"
    for ruleset in yaml.safe_load(file.EXAMPLES):
        for source in ruleset["sources"]:
            for one in source["filters"]:
                _options.validated(_filter.OPTIONS, one["community.pagerduty.pagerduty"] or {})


def test_each_source_has_its_own_filter() -> None:
    event = {"payload": {"event": incident_event(7)}}
    first, second = loaded(), loaded()
    for one in (first, second):
        assert one.main(event)["event"] == event["payload"]["event"]
        assert one.main(event) == []


def test_the_file_finds_the_library_by_itself(tmp_path: Path) -> None:
    """In a process that knows nothing of collections, where another package has the name of theirs."""
    other = tmp_path / "ansible_collections"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("")
    program = (
        "import runpy, sys\n"
        "main = runpy.run_path(sys.argv[1])['main']\n"
        "print(main({'payload': {'event': {'event_type': 'incident.triggered', 'id': 'E1'}}})['meta']['id'])\n"
    )
    for path in ("", str(tmp_path)):
        done = subprocess.run(
            [sys.executable, "-c", program, str(FILE.resolve())],
            env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "E1\n", done.stderr
