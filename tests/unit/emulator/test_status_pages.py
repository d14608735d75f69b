# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status pages with their posts and subscriptions, and status dashboards."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client, reference

INCIDENT, MAINTENANCE = "incident", "maintenance"
TIMES = {"starts_at": "2026-12-12T10:00:00.000Z", "ends_at": "2026-12-12T11:00:00.000Z"}


class Page:
    """The status page of a new account."""

    def __init__(self, client: Client):
        self.client = client
        [self.page] = client.get("/status_pages")["status_pages"]
        self.path = f"/status_pages/{self.page['id']}"

    def part(self, plural: str, name: str, post_type: str = INCIDENT) -> dict[str, str]:
        """A reference to an entry of one of the page's lists."""
        key = "name" if plural == "services" else "description"
        query = {} if plural == "services" else {"post_type": post_type}
        [found] = [one for one in self.client.get(f"{self.path}/{plural}", **query)[plural] if one[key] == name]
        return {"id": found["id"], "type": found["type"]}

    def update(self, post: str = "", post_type: str = INCIDENT, **fields: Any) -> dict[str, Any]:
        """The body of an update. ``post``: the ID of the post."""
        levels = {INCIDENT: ("investigating", "minor", "outage")}
        status, severity, impact = levels.get(post_type, ("scheduled", "maintenance", "under maintenance"))
        service = {"service": self.part("services", "Web shop"), "impact": self.part("impacts", impact, post_type)}
        return {
            "type": "status_page_post_update",
            "message": "<p>Orders fail.</p>",
            "status": self.part("statuses", status, post_type),
            "severity": self.part("severities", severity, post_type),
            "impacted_services": [service],
            "update_frequency_ms": None,
            "notify_subscribers": False,
            **({"post": {"id": post, "type": "status_page_post"}} if post else {}),
            **fields,
        }

    def body(self, post_type: str = INCIDENT, **fields: Any) -> dict[str, Any]:
        """The body of a POST of a post."""
        times = TIMES if post_type == MAINTENANCE else dict.fromkeys(TIMES)
        post = {
            "type": "status_page_post", "title": "Orders fail", "post_type": post_type, **times,
            "updates": [self.update(post_type=post_type)],
            "status_page": {"id": self.page["id"], "type": "status_page"}, **fields,
        }
        return {"post": {name: value for name, value in post.items() if value != "absent"}}

    def post(self, post_type: str = INCIDENT, **fields: Any) -> Any:
        return self.client.write("POST", f"{self.path}/posts", self.body(post_type, **fields), status=201)["post"]


@pytest.fixture
def page(either: Client) -> Page:
    return Page(either)


def test_a_new_account_has_a_page(either: Client, page: Page) -> None:
    assert page.page == {
        "id": page.page["id"], "name": "Example", "published_at": page.page["published_at"],
        "status_page_type": "public", "type": "status_page", "url": "https://example.trust.pagerduty.com",
    }
    assert either.get("/status_pages", status_page_type="private")["status_pages"] == []
    either.refused("GET", "/status_pages?status_page_type=secret", None)
    for plural, key, number in (("impacts", "impact", 5), ("severities", "severity", 5), ("statuses", "status", 6)):
        found = either.get(f"{page.path}/{plural}")[plural]
        assert len(found) == number
        one = found[0]
        assert one == {
            "id": one["id"], "self": f"{either.url}{page.path}/{plural}/{one['id']}", "type": f"status_page_{key}",
            "description": one["description"], "post_type": INCIDENT,
            "status_page": {"id": page.page["id"], "type": "status_page"},
        }
        assert either.get(f"{page.path}/{plural}/{one['id']}") == {key: one}
        either.get(f"{page.path}/{plural}/PNOSUCH", status=404)
        of_type = either.get(f"{page.path}/{plural}", post_type=MAINTENANCE)[plural]
        assert {one["post_type"] for one in of_type} == {MAINTENANCE}
    assert [one["name"] for one in either.get(f"{page.path}/services")["services"]] == ["Web shop", "Search"]
    either.get("/status_pages/PNOSUCH/impacts", status=404)


def test_pages_of_a_state_file(either: Client) -> None:
    state = {
        "token": "emulator",
        "business_services": [{"name": "Shop"}],
        "status_pages": [
            {
                "name": "Acme", "status_page_type": "private", "url": "https://status.acme.example",
                "services": [{"name": "Checkout", "business_service": "Shop"}],
                "impacts": ["operational", "broken"],
            }
        ],
        "status_page_posts": [
            {
                "status_page": "Acme", "title": "Slow", "post_type": "incident",
                "updates": [
                    {
                        "message": "It is slow.", "status": "investigating", "severity": "minor",
                        "notify_subscribers": False, "reviewed_status": "not_reviewed",
                        "impacted_services": [{"service": "Checkout", "impact": "broken"}],
                    }
                ],
                "postmortem": {"message": "It was slow.", "notify_subscribers": True},
            }
        ],
        "status_page_subscriptions": [
            {"status_page": "Acme", "channel": "email", "contact": "ann@example.com", "status": "active"},
            {
                "status_page": "Acme", "channel": "slack", "contact": "C1",
                "subscribable_object": {"type": "status_page_service", "id": "Checkout"},
            },
            {
                "status_page": "Acme", "channel": "webhook", "contact": "https://example.com",
                "subscribable_object": {"type": "status_page_post", "id": "Slow"},
            },
        ],
    }
    either.load(state)
    [page] = either.get("/status_pages")["status_pages"]
    path = f"/status_pages/{page['id']}"
    [service] = either.get(f"{path}/services")["services"]
    assert service["business_service"]["type"] == "business_service"
    assert [one["description"] for one in either.get(f"{path}/impacts")["impacts"]] == ["operational", "broken"]
    [post] = either.get(f"{path}/posts", reviewed_status="not_reviewed")["posts"]
    assert either.get(f"{path}/posts", reviewed_status="approved")["posts"] == []
    assert either.get(f"{path}/posts/{post['id']}/postmortem")["postmortem"]["message"] == "It was slow."
    targets = {
        one["contact"]: one["subscribable_object"] for one in either.get(f"{path}/subscriptions")["subscriptions"]
    }
    assert targets == {
        "ann@example.com": {"id": page["id"], "type": "status_page"},
        "C1": {"id": service["id"], "type": "status_page_service"},
        "https://example.com": {"id": post["id"], "type": "status_page_post"},
    }
    [account] = either.get("/_emulator/state")["accounts"]
    either.load({"token": "emulator", **{name: value for name, value in account.items() if name != "token"}})
    assert either.get(f"{path}/posts")["posts"] == [post]


def test_a_post(either: Client, page: Page) -> None:
    made = page.post()
    one = f"{page.path}/posts/{made['id']}"
    [update] = made["updates"]
    assert made == {
        "id": made["id"], "self": either.url + one, "type": "status_page_post", "post_type": INCIDENT,
        "status_page": {"id": page.page["id"], "type": "status_page"}, "title": "Orders fail", "starts_at": None,
        "ends_at": None, "updates": [{**update, "type": "status_page_post_update"}],
    }
    assert either.get(one)["post"] == made
    full = either.get(one, **{"include[]": "status_page_post_update"})["post"]["updates"]
    assert full == either.get(f"{one}/post_updates")["post_updates"]
    renamed = either.write("PUT", one, {"post": {**made, "title": "Orders are slow"}}, status=200)["post"]
    assert renamed == {**made, "title": "Orders are slow"}
    either.write("DELETE", one, status=204)
    either.get(one, status=404)


def test_the_lists_of_posts(either: Client, page: Page) -> None:
    first, second = page.post(), page.post(MAINTENANCE)
    assert second["starts_at"] == TIMES["starts_at"]
    path = f"{page.path}/posts"
    assert either.get(path)["posts"] == [first, second]
    assert either.get(path, post_type=MAINTENANCE)["posts"] == [second]
    status = page.part("statuses", "investigating")["id"]
    assert either.get(path, **{"status[]": status})["posts"] == [first]
    body = {"post_update": page.update(first["id"], status=page.part("statuses", "resolved"))}
    either.write("POST", f"{path}/{first['id']}/post_updates", body, status=201)
    assert either.get(path, **{"status[]": status})["posts"] == []
    either.refused("GET", f"{path}?post_type=rumor", None)
    either.refused("GET", f"{path}?include[]=status_page_post_update", None)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": ""}, "Title"),
        ({"title": "x" * 129}, "Title"),
        ({"post_type": "rumor"}, "Post type must be in"),
        ({"updates": []}, "Updates can't be empty"),
        ({"starts_at": TIMES["starts_at"]}, "Starts at is only for posts of the type maintenance"),
        ({"post_type": MAINTENANCE}, "Starts at can't be blank"),
        ({"status_page": {"id": "POTHER"}}, "Status page must be the one in the path"),
        ({"title": "absent"}, "Title can't be blank"),
    ],
)
def test_wrong_posts(either: Client, page: Page, fields: dict[str, Any], error: str) -> None:
    body = {**page.body()["post"], **fields}
    body = {name: value for name, value in body.items() if value != "absent"}
    refused = either.refused("POST", f"{page.path}/posts", {"post": body})
    assert any(one.startswith(error) for one in refused["errors"]), refused
    assert either.get(f"{page.path}/posts")["posts"] == []


def test_times_of_maintenance(either: Client, page: Page) -> None:
    backwards = page.body(MAINTENANCE, starts_at=TIMES["ends_at"], ends_at=TIMES["starts_at"])
    assert either.refused("POST", f"{page.path}/posts", backwards)["errors"] == ["Ends at must not be before starts at"]
    post = page.post(MAINTENANCE)
    changed = {**post, "post_type": INCIDENT, "starts_at": None, "ends_at": None}
    refused = either.refused("PUT", f"{page.path}/posts/{post['id']}", {"post": changed})
    assert refused["errors"] == ["Post type can't be changed"]


def test_what_the_documents_require(emulator: Client, strict: Client) -> None:
    for client, status in ((emulator, 201), (strict, 400)):
        page = Page(client)
        body = page.body(starts_at="absent")
        client.write("POST", f"{page.path}/posts", body, status=status)
        update = page.update()
        del update["update_frequency_ms"]  # the documents' own example omits it
        post = page.post()
        path = f"{page.path}/posts/{post['id']}/post_updates"
        client.write("POST", path, {"post_update": update}, status=status)


def test_updates(either: Client, page: Page) -> None:
    post = page.post()
    path = f"{page.path}/posts/{post['id']}/post_updates"
    body = page.update(post["id"], message="Found.", update_frequency_ms=300000, reported_at="2026-01-02T03:04:05Z")
    made = either.write("POST", path, {"post_update": body}, status=201)["post_update"]
    one = f"{path}/{made['id']}"
    assert made["self"] == either.url + one
    assert (made["message"], made["update_frequency_ms"]) == ("Found.", 300000)
    assert (made["reported_at"], made["reviewed_status"]) == ("2026-01-02T03:04:05.000Z", "approved")
    assert made["status"]["self"].startswith(f"{either.url}{page.path}/statuses/")
    assert either.get(one)["post_update"] == made
    changed = either.write("PUT", one, {"post_update": {**made, "message": "Fixed."}}, status=200)["post_update"]
    assert changed == {**made, "message": "Fixed."}
    assert len(either.get(path)["post_updates"]) == 2
    assert either.get(path, reviewed_status="not_reviewed")["post_updates"] == []
    either.write("DELETE", one, status=204)
    either.get(one, status=404)
    [last] = either.get(path)["post_updates"]
    assert either.refused("DELETE", f"{path}/{last['id']}", None)["errors"] == ["Updates can't be empty"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"message": ""}, "Post update message"),
        ({"notify_subscribers": "yes"}, "Post update notify subscribers must be a Boolean"),
        ({"status": {"id": "PNOSUCH"}}, "Status must exist"),
        ({"severity": {"id": "PNOSUCH"}}, "Severity must exist"),
        ({"status": {"type": "status_page_severity", "id": "P1"}}, "Post update status type must be in"),
        ({"post": {"id": "POTHER"}}, "Post must be the one in the path"),
        ({"update_frequency_ms": -1}, "Post update update frequency ms"),
    ],
)
def test_wrong_updates(either: Client, page: Page, fields: dict[str, Any], error: str) -> None:
    post = page.post()
    path = f"{page.path}/posts/{post['id']}/post_updates"
    refused = either.refused("POST", path, {"post_update": {**page.update(post["id"]), **fields}})
    assert any(one.startswith(error) for one in refused["errors"]), refused
    assert len(either.get(path)["post_updates"]) == 1


def test_what_is_impacted(either: Client, page: Page) -> None:
    """The levels depend on the type of the post, and each service can be impacted once."""
    post = page.post()
    path = f"{page.path}/posts/{post['id']}/post_updates"
    other = page.update(post["id"], status=page.part("statuses", "scheduled", MAINTENANCE))
    refused = either.refused("POST", path, {"post_update": other})
    assert refused["errors"] == ["Status is for posts of the type maintenance"]
    twice = page.update(post["id"])
    twice["impacted_services"] *= 2
    assert either.refused("POST", path, {"post_update": twice})["errors"] == ["Impacted services must be unique"]
    none = either.write("POST", path, {"post_update": page.update(post["id"], impacted_services=[])}, status=201)
    assert none["post_update"]["impacted_services"] == []


def test_a_post_has_at_most_50_updates(either: Client, page: Page) -> None:
    post = page.post(updates=[page.update()] * 50)
    path = f"{page.path}/posts/{post['id']}/post_updates"
    refused = either.refused("POST", path, {"post_update": page.update(post["id"])})
    assert refused["errors"] == ["Updates is too long (maximum is 50)"]


def test_a_postmortem(either: Client, page: Page) -> None:
    post = page.post()
    own = f"{page.path}/posts/{post['id']}"
    path = f"{own}/postmortem"
    either.get(path, status=404)
    either.write("DELETE", path, status=404)
    body = {
        "type": "status_page_post_postmortem", "post": {"id": post["id"], "type": "status_page_post"},
        "message": "<p>A disk was full.</p>", "notify_subscribers": True,
    }
    made = either.write("PUT", path, {"postmortem": body}, status=201)["postmortem"]
    assert made == {
        "id": made["id"], "self": either.url + path, "reported_at": made["reported_at"], **body,
        "post": {"id": post["id"], "self": either.url + own, "type": "status_page_post"},
    }
    assert either.get(path)["postmortem"] == made
    assert either.get(own)["post"]["postmortem"]["id"] == made["id"]
    changed = either.write("PUT", path, {"postmortem": {**made, "message": "Two disks."}}, status=200)["postmortem"]
    assert changed == {**made, "message": "Two disks."}
    for wrong in ({"message": "x" * 10001}, {"notify_subscribers": None}, {"post": {"id": "POTHER"}}):
        either.refused("PUT", path, {"postmortem": {**body, **wrong}})
    either.write("DELETE", path, status=204)
    assert "postmortem" not in either.get(own)["post"]


def subscription(page: Page, **fields: Any) -> dict[str, Any]:
    target = {"id": page.page["id"], "type": "status_page"}
    return {
        "subscription": {
            "type": "status_page_subscription", "channel": "email", "contact": "joe@example.com",
            "status_page": target, "subscribable_object": target, **fields,
        }
    }


def test_subscriptions(either: Client, page: Page) -> None:
    path = f"{page.path}/subscriptions"
    made = either.write("POST", path, subscription(page), status=201)["subscription"]
    one = f"{path}/{made['id']}"
    assert made == {
        "id": made["id"], "self": either.url + one, "status": "pending", **subscription(page)["subscription"]
    }
    assert either.get(one)["subscription"] == made
    post = page.post()
    fields = {"channel": "webhook", "contact": "https://example.com/hook"}
    target = {"id": post["id"], "type": "status_page_post"}
    other = either.write("POST", path, subscription(page, **fields, subscribable_object=target), status=201)
    assert other["subscription"]["status"] == "active"
    assert either.get(path)["subscriptions"] == [made, other["subscription"]]
    for query in ("status=pending", "channel=email"):
        assert either.get(f"{path}?{query}")["subscriptions"] == [made]
    either.write("DELETE", post["self"].removeprefix(either.url), status=204)
    assert either.get(path)["subscriptions"] == [made]
    either.write("DELETE", one, status=204)
    either.write("DELETE", one, status=404)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"channel": "slack"}, "Channel must be in webhook or email"),
        ({"contact": "joe"}, "Contact is not a valid email address"),
        ({"channel": "webhook", "contact": "joe@example.com"}, "Contact is not a valid URL"),
        ({"subscribable_object": {"id": "PNOSUCH", "type": "status_page_service"}}, "Subscribable object must exist"),
        ({"subscribable_object": {"id": "PNOSUCH", "type": "service"}}, "Subscribable object type must be in"),
        ({"subscribable_object": None}, "Subscribable object can't be blank"),
    ],
)
def test_wrong_subscriptions(either: Client, page: Page, fields: dict[str, Any], error: str) -> None:
    refused = either.refused("POST", f"{page.path}/subscriptions", subscription(page, **fields))
    assert any(one.startswith(error) for one in refused["errors"]), refused


def test_status_dashboards(either: Client) -> None:
    either.load({
        "token": "emulator",
        "business_services": [{"name": "Shop"}, {"name": "Search"}],
        "status_dashboards": [
            {"name": "Analytics API"}, {"name": "Sales", "url_slug": "sales-1", "business_services": ["Shop"]},
        ],
    })
    body = either.get("/status_dashboards")
    sales = next(one for one in body["status_dashboards"] if one["name"] == "Sales")
    assert body["status_dashboards"][0]["url_slug"] == "analytics-api"
    assert set(sales) == {"id", "name", "url_slug"}
    for path in (f"/status_dashboards/{sales['id']}", "/status_dashboards/url_slugs/sales-1"):
        assert either.get(path) == {"status_dashboard": sales}
        [service] = either.get(f"{path}/service_impacts")["services"]
        assert (service["name"], service["status"]) == ("Shop", "not_impacted")
    either.get("/status_dashboards/PNOSUCH", status=404)
    either.get("/status_dashboards/url_slugs/none", status=404)


def test_impacts_of_a_dashboard(either: Client) -> None:
    either.load({
        "token": "emulator", "business_services": [{"name": "Shop"}],
        "status_dashboards": [{"name": "Sales", "business_services": ["Shop"]}],
    })
    [shop] = either.get("/business_services")["business_services"]
    service = reference(either.service("Web"))
    down = {"incident": {"type": "incident", "title": "Down", "service": service}}
    incident = either.write("POST", "/incidents", down, status=201, sender="owner@example.com")["incident"]
    path = f"/incidents/{incident['id']}/business_services/{shop['id']}/impacts"
    either.write("PUT", path, {"relation": "impacted"}, status=200)
    found = either.get(
        "/status_dashboards/url_slugs/sales/service_impacts", **{"additional_fields[]": "total_impacted_count"}
    )
    assert [one["status"] for one in found["services"]] == ["impacted"]
    assert found["additional_fields"] == {"total_impacted_count": 1}
