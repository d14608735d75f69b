# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The delivery of webhooks: filters, signatures, order, retries, dropped webhooks."""

from __future__ import annotations

import ipaddress
import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .conftest import CODE, Client, reference, started
from .receiver import Arrival, Receiver, receiving
from .test_incidents import OWNER, Desk

PAUSE = "0.05"


@pytest.fixture(scope="module")
def impatient_url() -> Iterator[str]:
    with started("--webhook-retry-seconds", PAUSE) as url:
        yield url


@pytest.fixture
def client(impatient_url: str) -> Client:
    """A client of a new emulator with short pauses between deliveries."""
    client = Client(impatient_url)
    client.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
    return client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


ALL_INCIDENTS = ("triggered", "acknowledged", "unacknowledged", "annotated", "resolved", "reopened", "escalated")


def subscribe(client: Client, url: str, *events: str, headers: Any = (), **changes: Any) -> Any:
    method = {"type": "http_delivery_method", "url": url, "custom_headers": list(headers)}
    body = {
        "type": "webhook_subscription",
        "delivery_method": method,
        "events": list(events) or [f"incident.{one}" for one in ALL_INCIDENTS],
        "filter": {"type": "account_reference"},
        **changes,
    }
    body = {"webhook_subscription": body}
    return client.write("POST", "/webhook_subscriptions", body, status=200)["webhook_subscription"]


def deliveries(client: Client, **query: Any) -> list[dict[str, Any]]:
    """The attempts, when no webhook is waiting."""
    return client.get("/_emulator/deliveries", **{"wait": 5, **query})


def outcomes(client: Client) -> list[Any]:
    return [(one["event_type"], one["status"], one["outcome"]) for one in deliveries(client)]


def is_disabled(client: Client, subscription: dict[str, Any]) -> bool:
    found = client.get(f"/webhook_subscriptions/{subscription['id']}")["webhook_subscription"]
    return found["delivery_method"]["temporarily_disabled"]


# -- what is sent ----------------------------------------------------------------------------------------------------


def test_a_webhook(client: Client, receiver: Receiver) -> None:
    """Its headers, its signature, its record."""
    desk = Desk(client)
    headers = [{"name": "X-Key", "value": "known"}, {"name": "x-webhook-id", "value": "mine"}]
    subscription = subscribe(client, f"{receiver.url}/in?a=%20b", headers=headers)
    incident = desk.open(title="Größe ☂")
    (entry,) = deliveries(client)
    (arrival,) = receiver.arrivals
    assert arrival.path == "/in?a=%20b"
    assert arrival.is_signed_with(subscription["delivery_method"]["secret"])
    sent = arrival.headers
    assert (sent["user-agent"], sent["content-type"]) == ("PagerDuty-Webhook/V3.0", "application/json")
    assert (sent["x-key"], sent["x-webhook-subscription"]) == ("known", subscription["id"])
    assert "Größe ☂".encode() in arrival.raw
    (event,) = client.get("/_emulator/events")[-1:]
    assert arrival.event == event
    assert (event["data"]["id"], event["data"]["title"]) == (incident["id"], "Größe ☂")
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "account": "example",
        "subscription": subscription["id"],
        "webhook_id": arrival.webhook_id,
        "event_id": event["id"],
        "event_type": "incident.triggered",
        "resource": incident["id"],
        "attempt": 1,
        "status": 202,
        "error": None,
        "outcome": "delivered",
    }


def test_credentials_in_the_url(client: Client, receiver: Receiver) -> None:
    subscription = subscribe(client, receiver.url.replace("//", "//ada:p%40ss@"))
    client.write("POST", f"/webhook_subscriptions/{subscription['id']}/ping", status=202)
    receiver.wait_for(1)
    assert receiver.arrivals[0].headers["authorization"] == "Basic YWRhOnBAc3M="


def test_only_one_subscription_gets_a_ping(client: Client, receiver: Receiver) -> None:
    wanted, _other = (subscribe(client, f"{receiver.url}/{name}") for name in ("wanted", "other"))
    client.write("POST", f"/webhook_subscriptions/{wanted['id']}/ping", status=202, sender=OWNER)
    assert outcomes(client) == [("pagey.ping", 202, "delivered")]
    (arrival,) = receiver.arrivals
    assert arrival.path == "/wanted" and arrival.is_signed_with(wanted["delivery_method"]["secret"])
    event = arrival.event
    assert (event["event_type"], event["resource_type"], event["client"]) == ("pagey.ping", "pagey", None)
    assert event["data"] == {"message": "Hello from your friend Pagey!", "type": "ping"}


# -- to whom ---------------------------------------------------------------------------------------------------------


def test_filters(client: Client, receiver: Receiver) -> None:
    """Filters by account, service and team, other events, and inactive subscriptions."""
    team = client.create("team", name="Core")
    policy = client.escalation_policy("Core", teams=[reference(team)])
    web = client.service("Web")
    events = ["incident.triggered", "incident.resolved", "service.updated", "service.deleted"]
    for path, changes in {
        "account": {},
        "web": {"filter": reference(web)},
        "team": {"filter": reference(team)},
        "resolved": {"events": ["incident.resolved"]},
        "inactive": {"active": False},
    }.items():
        subscribe(client, f"{receiver.url}/{path}", **{"events": events, **changes})
    ours = client.create("service", name="Ours", escalation_policy=reference(policy))

    def told(path: str) -> list[tuple[str, str]]:
        deliveries(client)
        return [
            (one.event["event_type"], one.event["data"].get("title") or one.event["data"]["summary"])
            for one in receiver.arrivals
            if one.path == f"/{path}"
        ]

    for service in (web, ours):
        incident = {"type": "incident", "title": f"On {service['name']}", "service": reference(service)}
        client.write("POST", "/incidents", {"incident": incident}, status=201, sender=OWNER)
        client.update(service, description="new")
        client.write("DELETE", f"/services/{service['id']}", status=204)

    def of(name: str) -> set[tuple[str, str]]:
        return {("incident.triggered", f"On {name}"), ("service.updated", name), ("service.deleted", name)}

    # The service's own updates and its incident are different resources: no order between them.
    assert set(told("account")) == of("Web") | of("Ours") | {("service.updated", "Web"), ("service.updated", "Ours")}
    assert set(told("web")) == of("Web")
    assert set(told("team")) == of("Ours")
    assert told("resolved") == told("inactive") == []


def test_accounts_are_separate(client: Client, receiver: Receiver) -> None:
    client.load({"token": "acme", "services": [{"name": "Web", "escalation_policy": "Default"}]})
    acme = Client(client.url, "acme")
    subscribe(client, f"{receiver.url}/example", "service.created")
    subscribe(acme, f"{receiver.url}/acme", "service.created")
    client.service("Ours")
    acme.service("Theirs")
    assert {(one["account"], one["outcome"]) for one in deliveries(client)} == {
        ("example", "delivered"), ("acme", "delivered")
    }
    assert [one["account"] for one in deliveries(client, account="acme")] == ["acme"]
    assert {(one.path, one.event["data"]["summary"]) for one in receiver.arrivals} == {
        ("/example", "Ours"), ("/acme", "Theirs")
    }


# -- again, in order -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 503, -1])
def test_sent_again_in_order(client: Client, receiver: Receiver, status: int) -> None:
    """A failed webhook delays those of its incident only. Its ID and its bytes stay the same."""
    desk = Desk(client)
    subscribe(client, receiver.url)
    refused: list[str] = []

    def decide(arrival: Arrival) -> int:
        if arrival.event["data"].get("title") == "First" and len(refused) < 3:
            refused.append(arrival.webhook_id)
            return status
        return 202

    receiver.decide = decide
    first = desk.open(title="First")
    desk.put(first, status="acknowledged")
    desk.put(first, status="resolved")
    second = desk.open(title="Second")
    receiver.wait_for(2)
    told = [(one["outcome"], one["attempt"]) for one in deliveries(client) if one["resource"] == first["id"]]
    assert told == [("retry", 1), ("retry", 2), ("retry", 3), ("delivered", 4), ("delivered", 1), ("delivered", 1)]
    of_first = [one for one in receiver.arrivals if one.event["data"]["id"] == first["id"]]
    assert {(one.webhook_id, one.raw) for one in of_first[:4]} == {(refused[0], of_first[0].raw)}
    assert [one.event["event_type"] for one in of_first[3:]] == [
        "incident.triggered", "incident.acknowledged", "incident.resolved"
    ]
    places = [one.event["data"]["id"] for one in receiver.arrivals if one.status == 202]
    assert places.index(second["id"]) < places.index(first["id"])
    assert len({one.webhook_id for one in receiver.arrivals}) == 4


def test_no_response_in_time(client: Client, receiver: Receiver) -> None:
    """It is sent again after five seconds. The request that caused it does not wait."""
    desk = Desk(client)
    subscribe(client, receiver.url)
    receiver.decide = lambda arrival: 202 if receiver.arrivals else 0
    incident = desk.open()
    receiver.wait_for(1)
    desk.put(incident, status="acknowledged")
    assert [one["outcome"] for one in client.get("/_emulator/deliveries")] == ["waiting", "waiting"]
    entries = deliveries(client, wait=9)
    assert [(one["outcome"], one["error"]) for one in entries] == [
        ("retry", "no answer within 5 seconds"), ("delivered", None), ("delivered", None)
    ]


def test_an_unreachable_receiver(client: Client) -> None:
    """Webhooks to an unreachable receiver are dropped after 48 hours of the emulator's clock."""
    with receiving() as gone:
        url = gone.url
    subscription = subscribe(client, url, "incident.triggered")
    Desk(client).open()
    assert [one["outcome"] for one in deliveries(client, wait=0.3)][-2:] == ["retry", "waiting"]
    client.write("POST", "/_emulator/clock", {"advance": 48 * 3600}, status=200)
    last = deliveries(client)[-1]
    assert (last["outcome"], last["error"]) == ("dropped", "not delivered within 48 hours")
    assert not is_disabled(client, subscription)


def test_moving_the_clock_ends_a_pause(receiver: Receiver) -> None:
    with started("--webhook-retry-seconds", "60") as url:
        client = Client(url)
        subscribe(client, receiver.url, "service.created")
        receiver.decide = lambda arrival: 202 if receiver.arrivals else 503
        client.service()
        receiver.wait_for(1)
        client.write("POST", "/_emulator/clock", {"advance": 60}, status=200)
        assert outcomes(client) == [("service.created", 503, "retry"), ("service.created", 202, "delivered")]


# -- not at all ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 307, 400, 404, 410])
def test_dropped(client: Client, receiver: Receiver, status: int) -> None:
    """After one attempt. Redirects are not followed. Fewer than three in a row do not disable the subscription."""
    desk = Desk(client)
    subscription = subscribe(client, receiver.url)
    receiver.decide = lambda arrival: 202 if len(receiver.arrivals) == 2 else status
    for number in range(5):
        desk.open(title=f"Number {number}")
        deliveries(client)
    refused = ("incident.triggered", status, "dropped")
    assert outcomes(client) == [refused, refused, ("incident.triggered", 202, "delivered"), refused, refused]
    assert not is_disabled(client, subscription)


def test_disabled_after_three(client: Client, receiver: Receiver) -> None:
    """Waiting webhooks are dropped, and there are no new ones for 24 hours."""
    desk = Desk(client)
    subscription = subscribe(client, receiver.url)
    held = desk.open(title="Held")
    deliveries(client)
    receiver.decide = lambda arrival: 503 if arrival.event["data"]["title"] == "Held" else 400
    desk.put(held, status="acknowledged")
    desk.put(held, status="resolved")
    receiver.wait_for(2)
    for number in range(3):
        desk.open(title=f"Number {number}")
    entries = deliveries(client)
    assert is_disabled(client, subscription)
    assert [one["status"] for one in entries if one["outcome"] == "dropped" and one["status"]] == [400, 400, 400]
    dropped = [one["event_type"] for one in entries if one["error"] == "the subscription was disabled"]
    assert dropped == ["incident.acknowledged", "incident.resolved"]
    receiver.decide = lambda arrival: 202
    count = len(receiver.arrivals)
    desk.open(title="Unseen")
    desk.advance(24 * 3600 - 60)
    assert deliveries(client) == entries and is_disabled(client, subscription)
    desk.advance(60)
    assert not is_disabled(client, subscription)
    desk.open(title="Seen")
    deliveries(client)
    assert [one.event["data"]["title"] for one in receiver.arrivals[count:]] == ["Seen"]


def test_enabled_again(client: Client, receiver: Receiver) -> None:
    """Immediately. Three more dropped webhooks disable it again. A state file contains the pause."""
    desk = Desk(client)
    subscription = subscribe(client, receiver.url)
    receiver.decide = lambda arrival: 400
    for number in range(3):
        desk.open(title=f"Number {number}")
    deliveries(client)
    assert is_disabled(client, subscription)
    (state,) = client.get("/_emulator/state")["accounts"]
    client.load({**state, "token": "emulator"})
    assert is_disabled(client, subscription)
    desk.advance(24 * 3600)
    assert not is_disabled(client, subscription)
    client.load({**state, "token": "emulator"})
    path = f"/webhook_subscriptions/{subscription['id']}"
    shown = client.write("POST", f"{path}/enable", status=200)["webhook_subscription"]
    assert not shown["delivery_method"]["temporarily_disabled"]
    client.write("POST", f"{path}/ping", status=202)
    client.write("POST", f"{path}/ping", status=202)
    deliveries(client)
    assert len(receiver.arrivals) == 5 and not is_disabled(client, subscription)


@pytest.mark.parametrize("how", ["delete", "inactive", "reset", "load"])
def test_waiting_webhooks_are_dropped(client: Client, receiver: Receiver, how: str) -> None:
    subscription = subscribe(client, receiver.url)
    receiver.decide = lambda arrival: 503
    incident = Desk(client).open()
    receiver.wait_for(1)
    path = f"/webhook_subscriptions/{subscription['id']}"
    if how == "delete":
        client.write("DELETE", path, status=204)
    elif how == "inactive":
        client.write("PUT", path, {"webhook_subscription": {"active": False}}, status=200)
    elif how == "reset":
        client.write("POST", "/_emulator/reset", {}, status=200)
    else:
        client.load({})
    entries = client.get("/_emulator/deliveries")
    if how == "reset":
        assert entries == []
    else:
        assert (entries[-1]["resource"], entries[-1]["outcome"]) == (incident["id"], "dropped")
        assert entries[-1]["error"] == "the subscription is gone, inactive or disabled"
    client.write("DELETE", "/_emulator/deliveries", status=204)
    assert client.get("/_emulator/deliveries") == []


def test_too_large(client: Client, receiver: Receiver) -> None:
    """Webhooks of more than 256 KB are not sent."""
    hosts = {"name": "hosts", "field_type": "multi_value"}
    client.load({
        "incident_types": [{"name": "security", "custom_fields": [hosts]}],
        "services": [{"name": "Web", "escalation_policy": "Default"}],
        "incidents": [{"title": "Down", "service": "Web", "incident_type": "security"}],
    })
    subscription = subscribe(client, receiver.url, "incident.custom_field_values.updated")
    (incident,) = client.get("/incidents", date_range="all")["incidents"]
    for count in (1, 2000, 2001, 2002, 2):
        body = {"custom_fields": [{"name": "hosts", "value": ["x" * 200] * count}]}
        client.write("PUT", f"/incidents/{incident['id']}/custom_fields/values", body, status=201)
    told = [(one["outcome"], one["error"]) for one in deliveries(client) if one["outcome"] == "dropped"]
    # The last one refers to the 2,002 ones before.
    assert told == [("dropped", "larger than 262144 bytes")] * 4
    assert [len(event["data"]["custom_fields"][0]["value"]) for event in receiver.accepted()] == [1]
    assert not is_disabled(client, subscription)


# -- TLS -------------------------------------------------------------------------------------------------------------


def certificate(directory: Path, name: str, *, days: int) -> Path:
    """A certificate for 127.0.0.1 that expires in so many days, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = directory / f"{name}.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_tls(tmp_path: Path) -> None:
    """Certificates are verified. Only an expired one leads to another attempt. The TLS version is 1.2."""
    good, expired, unknown = (
        certificate(tmp_path, name, days=days) for name, days in (("good", 9), ("expired", -1), ("unknown", 9))
    )
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(good.read_bytes() + expired.read_bytes())

    def speaking(path: Path, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(path)
        context.minimum_version = version
        return context

    with started("--webhook-retry-seconds", PAUSE, "--webhook-ca", str(trusted)) as url:
        for tls, outcome, error in (
            (speaking(good), "delivered", None),
            (speaking(expired), "retry", "TLS: certificate has expired"),
            (speaking(unknown), "dropped", "TLS: self"),
            # asyncio's server closes the connection without an error about the version.
            (speaking(good, ssl.TLSVersion.TLSv1_3), "retry or dropped", ""),
            (None, "dropped", "TLS: [SSL"),
        ):
            client = Client(url)
            client.write("POST", "/_emulator/reset", {"seed": 1}, status=200)
            with receiving(tls) as receiver:
                subscribe(client, receiver.url.replace("http:", "https:"), "service.created")
                client.service()
                first = deliveries(client, wait=0.5)[0]
            assert first["outcome"] in outcome, str(first)
            assert first["error"] is None if error is None else first["error"].startswith(error), str(first)


def test_certificates_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "broken.pem").write_text("no certificate")
    for name in ("missing", "broken"):
        command = [sys.executable, str(CODE), "--port", "0", "--webhook-ca", str(tmp_path / f"{name}.pem")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1 and done.stderr.startswith("The emulator cannot start: --webhook-ca:")
        assert len(done.stderr.splitlines()) == 1


def test_headers_that_cannot_be_sent(client: Client, receiver: Receiver) -> None:
    subscribe(client, receiver.url, "service.created", headers=[{"name": "X-Key", "value": "one\r\ntwo"}])
    client.service()
    (entry,) = deliveries(client)
    assert entry["outcome"] == "dropped" and entry["error"].startswith("cannot be sent")
    assert receiver.arrivals == []


# -- the administration ----------------------------------------------------------------------------------------------


def test_redelivered(client: Client, receiver: Receiver) -> None:
    """It has the same ID and the same bytes."""
    subscription = subscribe(client, receiver.url)
    Desk(client).open()
    (entry,) = deliveries(client)
    path = f"/_emulator/deliveries/{entry['webhook_id']}/redeliver"
    for _time in range(2):
        assert client.write("POST", path, status=202) == {"webhook_id": entry["webhook_id"]}
    assert [(one["attempt"], one["outcome"]) for one in deliveries(client)] == [
        (1, "delivered"), (2, "delivered"), (3, "delivered")
    ]
    assert {(one.webhook_id, one.raw) for one in receiver.arrivals} == {
        (entry["webhook_id"], receiver.arrivals[0].raw)
    }
    assert len(receiver.arrivals) == 3
    assert "unknown" in client.write("POST", "/_emulator/deliveries/unknown/redeliver", status=404)["error"]
    client.get(path, status=405)
    client.write("DELETE", f"/webhook_subscriptions/{subscription['id']}", status=204)
    assert "gone" in client.write("POST", path, status=409)["error"]


@pytest.mark.parametrize("wait", ["soon", "-1", "601", "nan"])
def test_wait_must_be_seconds(client: Client, wait: str) -> None:
    assert client.get("/_emulator/deliveries", status=400, wait=wait)["error"].startswith("wait must be")


def test_the_same_seed_gives_the_same_ids(client: Client, receiver: Receiver) -> None:
    seen = []
    for _time in range(2):
        client.write("POST", "/_emulator/reset", {"seed": 5}, status=200)
        subscribe(client, receiver.url)
        Desk(client).open()
        deliveries(client)
        seen.append((receiver.arrivals[-1].webhook_id, receiver.arrivals[-1].event["id"]))
    assert seen[0] == seen[1]


def test_timers_run_without_a_request(client: Client, receiver: Receiver) -> None:
    """Timers that are due run without a request."""
    desk = Desk(client, acknowledgement_timeout=60)
    subscribe(client, receiver.url, "incident.unacknowledged")
    incident = desk.open()
    desk.put(incident, status="acknowledged")
    desk.advance(59)
    receiver.wait_for(1)
    assert json.loads(receiver.arrivals[0].raw)["event"]["event_type"] == "incident.unacknowledged"


def test_many_at_once(client: Client, receiver: Receiver) -> None:
    """All are delivered, those of each incident in order."""
    desk = Desk(client)
    subscribe(client, receiver.url)
    incidents = [desk.open(title=f"Number {number}") for number in range(60)]
    for status in ("acknowledged", "resolved"):
        items = [{"id": one["id"], "type": "incident", "status": status} for one in incidents]
        client.write("PUT", "/incidents", {"incidents": items}, status=200, sender=OWNER)
    assert {one["outcome"] for one in deliveries(client, wait=20)} == {"delivered"}
    seen: dict[str, list[str]] = {}
    for event in receiver.accepted():
        seen.setdefault(event["data"]["id"], []).append(event["event_type"].partition(".")[2])
    assert seen == {one["id"]: ["triggered", "acknowledged", "resolved"] for one in incidents}


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon"])
def test_a_pause_must_be_above_0(value: str) -> None:
    command = [sys.executable, str(CODE), f"--webhook-retry-seconds={value}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--webhook-retry-seconds" in done.stderr
