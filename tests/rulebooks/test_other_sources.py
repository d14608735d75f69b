# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event filter with other sources: real ones of ansible-rulebook, a real PostgreSQL, and the emulator's webhooks.

ansible-rulebook contains the sources webhook and pg_listener of the collection ansible.eda, and uses its own for
`ansible.eda.pg_listener`. It contains no source for Kafka: the unit tests of the filter have events of its form.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import typing as t
import urllib.parse
import uuid
from pathlib import Path

import psycopg
import pytest
import requests
import xxhash

if t.TYPE_CHECKING:
    from conftest import Emulator, Rulebook, Start

Event = dict[str, t.Any]

USER = "postgres"  # the user of Debian's package; PostgreSQL does not run as root
CHUNK = 6144  # characters of a part of a notification, as in EDA Controller

# What depends on the subscription, the time and the source.
DIFFERENT = ("received_at", "source", "subscription", "webhook_id", "verified", "eda_event_stream_name")


class PostgreSQL:
    """A server with an empty database in a temporary folder."""

    def __init__(self, programs: Path, port: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql"))
        self.dsn = f"host=127.0.0.1 port={port} dbname=postgres user={USER}"
        self._control = [*_as_user(self.folder), str(programs / "pg_ctl"), "--pgdata", str(self.folder / "data")]
        self._settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("initdb", "--options", f"--username={USER} --auth=trust --encoding=UTF8 --no-sync")

    def start(self) -> None:
        self._run("start", "--wait", "--log", str(self.folder / "log"), "--options", self._settings)

    def stop(self) -> None:
        self._run("stop", "--mode", "fast")

    def query(self, text: t.LiteralString, *values: t.Any) -> list[t.Any]:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            cursor = connection.execute(text, values)
            return cursor.fetchall() if cursor.description else []

    def notify(self, channel: str, event: Event) -> None:
        """Send an event as EDA Controller does for an event stream: in parts if it is large."""
        text = json.dumps(event)
        if len(text) < CHUNK:
            self.query("SELECT pg_notify(%s, %s)", channel, text)
            return
        parts = [text[start:start + CHUNK] for start in range(0, len(text), CHUNK)]
        common = {
            "_message_chunked_uuid": str(uuid.uuid4()),
            "_message_chunk_count": len(parts),
            "_message_length": len(text),
            "_message_xx_hash": xxhash.xxh32(text.encode()).hexdigest(),
        }
        for number, part in enumerate(parts, 1):
            chunk = {**common, "_chunk": part, "_message_chunk_sequence": number}
            self.query("SELECT pg_notify(%s, %s)", channel, json.dumps(chunk))

    def distribute(self, nodes: int) -> None:
        """Create the collection's tables for a number of nodes, or change the number."""
        script = Path(__file__).parents[2] / "extensions" / "eda" / "postgresql" / "pagerduty_events.sql"
        command = ["psql", "--no-psqlrc", f"--set=nodes={nodes}", f"--file={script}", self.dsn]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def store(self, event: Event) -> bool:
        """Store an event as distribute_event.yml does."""
        stored = self.query("SELECT pagerduty_store(%s)", urllib.parse.quote(json.dumps(event)))
        return bool(stored[0][0])

    def listeners(self, channel: str) -> int:
        """The number of connections that listen to a channel."""
        found = self.query("SELECT count(*) FROM pg_stat_activity WHERE query = %s", f'LISTEN "{channel}";')
        return int(found[0][0])

    def _run(self, command: str, *options: str) -> None:
        # With pipes, `start` would wait for the server to end.
        done = subprocess.run([*self._control[:-2], command, *self._control[-2:], *options], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, cwd="/", check=False)
        assert done.returncode == 0, f"pg_ctl {command} failed; its log is in {self.folder}"


def _as_user(folder: Path) -> list[str]:
    """The prefix of commands that must not run as root."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, USER, USER)
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]


@pytest.fixture(scope="module")
def postgresql(rulebooks: t.Any) -> t.Iterator[PostgreSQL]:
    found = shutil.which("pg_ctl")
    candidates = [Path(found)] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not candidates:
        pytest.skip("PostgreSQL is not installed: install Debian's package postgresql")
    one = PostgreSQL(candidates[-1].resolve().parent, rulebooks.free_port())
    one.start()
    yield one
    one.stop()
    shutil.rmtree(one.folder)


def comparable(event: Event) -> Event:
    meta = {name: value for name, value in event["meta"].items() if name not in DIFFERENT}
    return {**event, "meta": meta}


def test_all_sources_give_the_same_event(
    emulator: Emulator, start: Start, postgresql: PostgreSQL, rulebooks: t.Any
) -> None:
    """The webhook source of this collection, that of ansible.eda, and an event stream, in one rulebook."""
    own, other = rulebooks.free_port(), rulebooks.free_port()
    types = ("incident.triggered", "incident.annotated", "incident.acknowledged")
    secrets = [emulator.subscribe(f"http://127.0.0.1:{port}/pagerduty", *types) for port in (own, other)]
    required = {"community.pagerduty.pagerduty": {"require_signature": True}}
    sources = [
        {"name": "own", "community.pagerduty.pagerduty_webhook": {"host": "127.0.0.1", "port": own},
         "filters": [required]},
        {"name": "other", "eda.builtin.webhook": {"host": "127.0.0.1", "port": other}, "filters": [required]},
        {"name": "stream", "ansible.eda.pg_listener": {"dsn": postgresql.dsn, "channels": ["stream"]},
         "filters": [{"community.pagerduty.pagerduty": None}]},
    ]
    record = {"name": "Record", "condition": "event.meta is defined", "action": {"print_event": {"pretty": False}}}
    rulebook = start(
        [{"name": "Record", "hosts": "localhost", "sources": sources, "rules": [record]}],
        env={"PAGERDUTY_WEBHOOK_SECRET": ",".join(secrets)},
    )
    rulebook.wait_for_text("listening for webhooks")
    rulebook.wait_for("the listener", lambda: postgresql.listeners("stream"))

    def printed(source: str, count: int) -> list[Event]:
        def found() -> list[Event]:
            events = [one for one in rulebook.printed() if one["meta"]["source"]["name"] == source]
            return events if len(events) >= count else []

        return rulebook.wait_for(f"{count} events of {source}", found)

    service = emulator.service("Web shop")
    incident = emulator.trigger(service, "Größe <80 % & \U0001f525 {{ 7 * 6 }}")
    emulator.call("POST", f"/incidents/{incident}/notes", {"note": {"content": "Größe"}})
    expected = printed("own", 2)
    verified = printed("other", 2)
    for event in expected:
        body = {"event": event["event"]}
        headers = {"X-Pagerduty-Signature": "********", "X-Webhook-Id": event["meta"]["webhook_id"]}
        headers["X-Large"] = "ü" * 9000  # sent in several parts
        meta = {"endpoint": "/post/", "eda_event_stream_name": "PagerDuty", "headers": headers}
        for _repeated in range(2):
            postgresql.notify("stream", {"payload": body, "meta": meta})
    postgresql.notify("stream", {"payload": {"other": 1}, "meta": {}})
    streamed = printed("stream", 3)

    assert [comparable(event) for event in verified] == [comparable(event) for event in expected]
    assert [comparable(event) for event in streamed[:2]] == [comparable(event) for event in expected]
    assert [event["meta"]["verified"] for event in expected + verified] == [True] * 4
    assert [event["meta"].get("verified") for event in streamed] == [None] * 3
    assert streamed[0]["meta"]["webhook_id"] == expected[0]["meta"]["webhook_id"]
    assert streamed[0]["meta"]["eda_event_stream_name"] == "PagerDuty"
    assert streamed[2]["payload"] == {"other": 1}

    # Somebody without the secret posts the same, as a new event.
    forged = {"event": {**expected[0]["event"], "id": "forged"}}
    for headers in ({}, {"X-PagerDuty-Signature": "v1=" + "0" * 64}):
        answer = requests.post(f"http://127.0.0.1:{other}/pagerduty", json=forged, headers=headers, timeout=10)
        assert answer.status_code == 200
    rulebook.wait_for_text("1 events are dropped that are not verified")
    emulator.change(incident, status="acknowledged")
    assert printed("other", 3)[2]["meta"]["event_type"] == "incident.acknowledged"


def test_postgresql_starts_a_shipped_rulebook(
    emulator: Emulator, start: Start, postgresql: PostgreSQL, rulebooks: t.Any, tmp_path: Path
) -> None:
    """With the same result as the webhook source. EDA Controller replaces a source in the same way."""
    service = emulator.service("Web shop")
    port = rulebooks.free_port()
    secret = emulator.subscribe(f"http://127.0.0.1:{port}/pagerduty", "incident.triggered")
    tasks = tmp_path / "tasks.yml"
    tasks.write_text("- name: State what was done\n  ansible.builtin.set_fact:\n    remediation_report: Done.\n")

    def remediated(rulebook: Rulebook, incident: str) -> t.Any:
        rulebook.wait_for_text("PLAY RECAP")
        status = emulator.call("GET", f"/incidents/{incident}")["status"]
        return status, emulator.notes(incident), rulebook.output.count("PLAY RECAP")

    by_webhook = start(
        "community.pagerduty.remediate_webhook",
        env={"PAGERDUTY_WEBHOOK_SECRET": secret},
        pagerduty_host="127.0.0.1",
        pagerduty_port=port,
        remediation_tasks=str(tasks),
    )
    by_webhook.wait_for_text("listening for webhooks")
    expected = remediated(by_webhook, emulator.trigger(service, "The disk is full"))
    by_webhook.stop()

    (ruleset,) = rulebooks.shipped("remediate_webhook")
    listener = {"dsn": postgresql.dsn, "channels": ["pagerduty"]}
    ruleset["sources"] = [
        {"name": "Stream", "ansible.eda.pg_listener": listener, "filters": ruleset["sources"][0]["filters"]}
    ]
    by_postgresql = start([ruleset], remediation_tasks=str(tasks))
    by_postgresql.wait_for("the listener", lambda: postgresql.listeners("pagerduty"))
    incident = emulator.trigger(service, "The disk is full again")
    reference = {"id": incident, "type": "incident", "title": "The disk is full again", "urgency": "high"}
    event = {"id": "E1", "event_type": "incident.triggered", "resource_type": "incident", "data": reference}
    for _repeated in range(2):
        postgresql.notify("pagerduty", {"payload": {"event": event}, "meta": {"endpoint": "/post/"}})
    assert remediated(by_postgresql, incident) == expected
    assert expected == ("resolved", ["Automation: tasks.yml ran and solved it. Done."], 1)


def incident_event(number: int, incident: str, **meta: t.Any) -> Event:
    """An event as the rules of a node receive it."""
    data = {"id": incident, "type": "incident", "title": "A title"}
    event = {"id": f"E{number}", "event_type": "incident.triggered", "resource_type": "incident", "data": data}
    known = {"event_type": "incident.triggered", "id": f"E{number}", "incident_id": incident, "verified": True}
    return {"event": event, "meta": {**known, **meta}}


def test_postgresql_distributes_events(postgresql: PostgreSQL) -> None:
    postgresql.distribute(nodes=3)
    channels = [f"pagerduty_{node}" for node in (1, 2, 3)]
    events = [incident_event(number, f"Q{number % 8}") for number in range(40)]
    odd = incident_event(40, "Q0", incident_title="\x00\x00 \\u0000 \\\x00 {{ 7 * 6 }} 'Größe' $$ \U0001f525 \\ %41")
    large = incident_event(41, "Q1", incident_title="ü" * 3000, urgency="high", assignees=["x" * 100] * 99)
    large["event"]["data"]["details"] = "y" * 300_000
    medium = incident_event(42, "Q2", incident_title="A title")
    medium["event"]["data"]["details"] = "y" * 8000
    created = {"event_type": "service.created"}
    without_id = {"event": created, "meta": {**created, "service_id": "P1"}}
    events += [odd, large, medium, without_id]
    with psycopg.connect(postgresql.dsn, autocommit=True) as connection:
        for channel in channels:
            connection.execute(f"LISTEN {channel}".encode())
        assert all(postgresql.store(event) for event in events)
        assert not any(postgresql.store(event) for event in events)  # stored before
        received = [(one.channel, json.loads(one.payload)) for one in connection.notifies(timeout=5, stop_after=44)]
        assert postgresql.query("SELECT pagerduty_notify_again('1 hour')") == [(44,)]
        again = [(one.channel, json.loads(one.payload)) for one in connection.notifies(timeout=5, stop_after=44)]
        assert postgresql.query("SELECT pagerduty_notify_again('0 seconds')") == [(0,)]
    assert again == received
    odd["meta"]["incident_title"] = odd["meta"]["incident_title"].replace("\0", "\ufffd")
    assert [event for _channel, event in received[:41]] == events[:41]
    assert received[43][1] == without_id

    # All events of an incident go to one node, and each node has incidents.
    nodes: dict[str, set[str]] = {}
    for channel, event in received[:43]:
        nodes.setdefault(event["meta"]["incident_id"], set()).add(channel)
    assert {len(one) for one in nodes.values()} == {1}
    assert set.union(*nodes.values()) == set(channels)

    # Without the details, the filter still takes them for events of this collection.
    data = {"id": "Q1", "type": "incident"}
    shortened = {"event": {**large["event"], "occurred_at": None, "data": data}, "shortened": True}
    meta = {name: value for name, value in large["meta"].items() if name not in ("incident_title", "assignees")}
    assert received[41][1] == {**shortened, "meta": meta}
    assert received[42][1]["meta"] == medium["meta"]
    assert received[42][1]["shortened"] is True

    postgresql.distribute(nodes=1)
    assert postgresql.query("SELECT DISTINCT pagerduty_channel(resource) FROM pagerduty_events") == [("pagerduty_1",)]


class Nodes:
    """A receiver and nodes that share a database, all with the shipped rulebooks."""

    def __init__(
        self, nodes: int, emulator: Emulator, start: Start, postgresql: PostgreSQL, rulebooks: t.Any, folder: Path
    ) -> None:
        self.emulator, self.postgresql, self._start = emulator, postgresql, start
        self._tasks = folder / "tasks.yml"
        self._tasks.write_text(
            "- name: State what was done\n  ansible.builtin.set_fact:\n    remediation_report: Done.\n"
        )
        self._database = {"pagerduty_database": postgresql.dsn}
        postgresql.distribute(nodes)
        postgresql.query("TRUNCATE pagerduty_events")
        self.service = emulator.service("Web shop")
        port = rulebooks.free_port()
        secret = emulator.subscribe(f"http://127.0.0.1:{port}/pagerduty", "incident.triggered")
        self.receiver = start(
            "community.pagerduty.distribute_webhook",
            env={"PAGERDUTY_WEBHOOK_SECRET": secret},
            pagerduty_host="127.0.0.1",
            pagerduty_port=port,
            **self._database,
        )
        self.nodes = {f"pagerduty_{number}": self.begin(number) for number in range(1, nodes + 1)}
        self.receiver.wait_for_text("listening for webhooks")

    def begin(self, number: int) -> Rulebook:
        name = "community.pagerduty.remediate_postgresql"
        node = self._start(name, pagerduty_node=number, remediation_tasks=str(self._tasks), **self._database)
        node.wait_for("the listener", lambda: self.postgresql.listeners(f"pagerduty_{number}"))
        return node

    def trigger(self, title: str) -> tuple[str, str]:
        """Open an incident. Returns its ID, and the channel of its node."""
        incident = self.emulator.trigger(self.service, title)
        ((channel,),) = self.postgresql.query("SELECT pagerduty_channel(%s)", incident)
        return incident, channel

    def wait_until_handled(self, node: Rulebook, incident: str) -> None:
        node.wait_for(f"incident {incident}", lambda: self.emulator.notes(incident))
        assert self.emulator.notes(incident) == ["Automation: tasks.yml ran and solved it. Done."]


def test_two_nodes(emulator: Emulator, start: Start, postgresql: PostgreSQL, rulebooks: t.Any, tmp_path: Path) -> None:
    """Each incident is remediated once. A node that was killed catches up when the nodes are notified again."""
    here = Nodes(2, emulator, start, postgresql, rulebooks, tmp_path)
    title = f"{{{{ lookup('ansible.builtin.pipe', 'touch {tmp_path}/evil') }}}} '); $$ %27"
    first, channel = here.trigger(title)
    here.wait_until_handled(here.nodes[channel], first)
    ((event,),) = postgresql.query("SELECT event FROM pagerduty_events")
    assert event["event"]["data"]["title"] == event["meta"]["incident_title"] == title
    assert event["meta"]["verified"] is True
    assert not (tmp_path / "evil").exists()
    here.receiver.stop()

    # The node is killed. Its next event is stored, but nobody receives the notification.
    dead = here.nodes.pop(channel)
    ((other, alive),) = here.nodes.items()
    dead.process.kill()
    dead.process.wait()
    incidents: dict[str, str] = {}
    while len(incidents) < 2:
        incident, node = here.trigger("The next one")
        if node not in incidents:
            incidents[node] = incident
            assert postgresql.store(incident_event(len(incidents), incident))
    here.wait_until_handled(alive, incidents[other])
    assert emulator.notes(incidents[channel]) == []

    # It starts again, and the nodes are notified again of all events. Nothing is done twice.
    restarted = here.begin(int(channel[-1]))
    for _again in range(2):
        assert postgresql.query("SELECT pagerduty_notify_again('10 minutes')") == [(3,)]
    here.wait_until_handled(restarted, incidents[channel])
    restarted.wait_for("both incidents", lambda: restarted.output.count("PLAY RECAP") == 2)
    assert emulator.notes(first) == ["Automation: tasks.yml ran and solved it. Done."]
    alive.stop()
    restarted.stop()
    assert alive.output.count("PLAY RECAP") == 1
    assert restarted.output.count("PLAY RECAP") == 2


def test_a_restart_of_the_database(
    emulator: Emulator, start: Start, postgresql: PostgreSQL, rulebooks: t.Any, tmp_path: Path
) -> None:
    """The receiver waits for the database, and the node connects again."""
    here = Nodes(1, emulator, start, postgresql, rulebooks, tmp_path)
    ((_channel, node),) = here.nodes.items()
    postgresql.stop()
    incident = emulator.trigger(here.service, "The disk is full")
    here.receiver.wait_for_text("FAILED - RETRYING")
    postgresql.start()
    node.wait_for("the listener", lambda: postgresql.listeners("pagerduty_1"))
    stored = "SELECT id FROM pagerduty_events"
    here.receiver.wait_for("the event in the database", lambda: postgresql.query(stored))
    assert postgresql.query("SELECT pagerduty_notify_again('10 minutes')") == [(1,)]
    here.wait_until_handled(node, incident)
    node.stop()
    assert node.output.count("PLAY RECAP") == 1
