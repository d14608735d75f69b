# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Business services, their subscribers, dependencies between services, and the impact of incidents."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from .conftest import Client, reference

THRESHOLD = "/business_services/priority_thresholds"


class Business:
    """A client, with methods for business services and dependencies."""

    def __init__(self, client: Client):
        self.client = client

    def create(self, name: str = "Checkout", **fields: Any) -> Any:
        body = {"business_service": {"name": name, **fields}}
        return self.client.write("POST", "/business_services", body, status=200)["business_service"]

    def relation(self, supporting: Any, dependent: Any) -> dict[str, Any]:
        sides = {"supporting_service": supporting, "dependent_service": dependent}
        return {side: {"id": one["id"], "type": one["type"]} for side, one in sides.items()}

    def change(self, action: str, *pairs: tuple[Any, Any], status: int = 200) -> Any:
        body = {"relationships": [self.relation(*pair) for pair in pairs]}
        return self.client.write("POST", f"/service_dependencies/{action}", body, status=status)

    def associate(self, *pairs: tuple[Any, Any]) -> Any:
        return self.change("associate", *pairs)["relationships"]

    def dependencies(self, one: Any, *, status: int = 200) -> Any:
        kind = "business_services" if one["type"] == "business_service" else "technical_services"
        found = self.client.get(f"/service_dependencies/{kind}/{one['id']}", status=status)
        return found["relationships"] if status == 200 else found

    def incident(self, service: Any, priority: str | None = None, title: str = "Down") -> Any:
        found = {one["name"]: reference(one) for one in self.client.get("/priorities")["priorities"]}
        body = {"type": "incident", "title": title, "service": reference(service)}
        if priority:
            body["priority"] = found[priority]
        sent = self.client.write("POST", "/incidents", {"incident": body}, status=201, sender="owner@example.com")
        return sent["incident"]

    def priority(self, name: str) -> dict[str, Any]:
        found = next(one for one in self.client.get("/priorities")["priorities"] if one["name"] == name)
        return {"id": found["id"], "order": found["order"]}

    def impacted(self, **query: Any) -> dict[str, str]:
        listed = self.client.get("/business_services/impacts", **query)["services"]
        return {one["name"]: one["status"] for one in listed}


@pytest.fixture
def business(either: Client) -> Business:
    return Business(either)


def test_a_business_service(business: Business) -> None:
    client = business.client
    team = client.create("team", name="Core")
    made = business.create(description="Carts", point_of_contact="Ann", team={"id": team["id"]})
    path = f"/business_services/{made['id']}"
    assert made == {
        "id": made["id"], "type": "business_service", "summary": "Checkout", "self": f"{client.url}{path}",
        "html_url": None, "name": "Checkout", "description": "Carts", "point_of_contact": "Ann",
        "team": {"id": team["id"], "type": "team_reference", "self": team["self"]},
    }
    assert client.get(path) == {"business_service": made}
    assert client.get("/business_services")["business_services"] == [made]
    for method, body in (("PUT", {"name": "Shop"}), ("PATCH", {"team": None})):
        client.write(method, path, {"business_service": body}, status=200)
    changed = client.get(path)["business_service"]
    assert (changed["name"], changed["description"], changed["team"]) == ("Shop", "Carts", None)
    client.write("DELETE", path, status=204)
    client.get(path, status=404)


def test_a_name_is_not_unique(business: Business) -> None:
    first, second = business.create(), business.create()
    assert first["id"] != second["id"]
    assert len(business.client.get("/business_services")["business_services"]) == 2


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": ""}, "Name can't be blank"),
        ({"name": 3}, "Name must be a String"),
        ({"name": "A", "team": {"id": "PNONE12"}}, "Team must exist"),
        ({"name": "A", "team": "PNONE12"}, "Team must be an Object"),
        ({"name": "A", "team": {"id": "PNONE12", "type": "user"}}, "Team type must be in team_reference"),
        ({"description": "no name"}, "Name can't be blank"),
    ],
)
def test_wrong_attributes(business: Business, fields: dict[str, Any], error: str) -> None:
    assert business.client.refused("POST", "/business_services", {"business_service": fields})["errors"] == [error]


def test_a_deleted_team_is_removed(business: Business) -> None:
    client = business.client
    team = client.create("team", name="Core")
    made = business.create(team={"id": team["id"]})
    client.write("DELETE", f"/teams/{team['id']}", status=204)
    assert client.get(f"/business_services/{made['id']}")["business_service"]["team"] is None


def test_subscribers(business: Business) -> None:
    client = business.client
    path = f"/business_services/{business.create()['id']}"
    team, user = client.create("team", name="Core"), client.user()
    both = [{"subscriber_id": one["id"], "subscriber_type": one["type"]} for one in (user, team)]
    unknown = {"subscriber_id": "PNONE12", "subscriber_type": "user"}

    def send(action: str, *subscribers: Any, status: int = 200) -> Any:
        return client.write("POST", f"{path}/{action}", {"subscribers": list(subscribers)}, status=status)

    assert [one["result"] for one in send("subscribers", both[0])["subscriptions"]] == ["success"]
    results = send("subscribers", *both, unknown)["subscriptions"]
    assert [one["result"] for one in results] == ["duplicate", "success", "unauthorized"]
    assert results[1]["subscribable_type"] == "business_service"
    listed = client.get(f"{path}/subscribers", total="true")
    assert (listed["subscribers"], listed["total"]) == (both, 2)
    assert listed["account_id"] == results[0]["account_id"]
    of_team = client.get(f"/teams/{team['id']}/notification_subscriptions")["subscriptions"]
    assert [one["subscribable_name"] for one in of_team] == ["Checkout"]
    assert send("unsubscribe", both[0], unknown) == {
        "deleted_count": 1, "unauthorized_count": 1, "non_existent_count": 0
    }
    assert send("unsubscribe", *both) == {"deleted_count": 1, "unauthorized_count": 0, "non_existent_count": 1}
    assert client.get(f"{path}/subscribers")["subscribers"] == []
    send("subscribers", status=422)
    send("subscribers", both[0], both[0], status=422)
    send("unsubscribe", {"subscriber_id": user["id"], "subscriber_type": "service"}, status=422)


def test_subscriptions_of_a_user(business: Business) -> None:
    client, made = business.client, business.create()
    path = f"/users/{client.user()['id']}/notification_subscriptions"
    body = {"subscribables": [{"subscribable_type": "business_service", "subscribable_id": made["id"]}]}
    results = [client.write("POST", path, body, status=200)["subscriptions"][0]["result"] for _again in range(2)]
    assert results == ["success", "duplicate"]
    assert len(client.get(f"/business_services/{made['id']}/subscribers")["subscribers"]) == 1
    counts = client.write("POST", f"{path}/unsubscribe", body, status=200)
    assert counts["deleted_count"] == 1


def test_the_subscription_of_the_account(business: Business) -> None:
    path = f"/business_services/{business.create()['id']}/account_subscription"
    for _again in range(2):
        assert business.client.write("POST", path, status=200) == {"account_is_subscribed": True}
    for _again in range(2):
        business.client.write("DELETE", path, status=204)


# -- dependencies ----------------------------------------------------------------------------------------------------


def test_dependencies(business: Business) -> None:
    client = business.client
    web, db, shop = client.service("Web"), client.service("DB"), business.create()
    made = business.associate((web, shop), (db, web))
    assert made[0] == {
        "id": made[0]["id"], "type": "service_dependency",
        "supporting_service": {"id": web["id"], "type": "technical_service_reference"},
        "dependent_service": {"id": shop["id"], "type": "business_service_reference"},
    }
    assert business.dependencies(shop) == made[:1]
    assert business.dependencies(web) == made
    assert business.dependencies(db) == made[1:]
    assert business.change("disassociate", (web, shop), (web, shop))["relationships"] == made[:1]
    assert business.dependencies(shop) == []


def test_a_rejected_dependency_prevents_the_others(business: Business) -> None:
    client = business.client
    web, db, shop = client.service("Web"), client.service("DB"), business.create()
    business.associate((web, shop))
    error = business.change("associate", (db, shop), (web, shop), status=400)["error"]
    assert error["errors"] == ["Dependency has already been taken"]
    assert len(business.dependencies(shop)) == 1
    business.change("associate", (web, web), status=400)
    business.change("associate", (shop, web), status=400)
    business.change("associate", ({"id": "PNONE12", "type": "service"}, shop), status=404)
    as_shown = {"id": db["id"], "type": "technical_service_reference"}
    business.change("associate", (as_shown, shop), status=400)
    client.refused("POST", "/service_dependencies/associate", {"relationships": {}})


def test_a_chain_of_dependencies_has_a_limit(business: Business) -> None:
    made = [business.create(f"B{number}") for number in range(101)]
    pairs = list(itertools.pairwise(made))
    business.associate(*pairs[:99])
    error = business.change("associate", pairs[99], status=400)["error"]
    assert error["errors"] == ["Dependencies can't be deeper than 100"]


@pytest.mark.parametrize("deleted", ["service", "business_service"])
def test_dependencies_disappear_with_a_service(business: Business, deleted: str) -> None:
    client = business.client
    web, shop = client.service("Web"), business.create()
    business.associate((web, shop))
    gone, left = (web, shop) if deleted == "service" else (shop, web)
    client.write("DELETE", gone["self"].removeprefix(client.url), status=204)
    assert business.dependencies(left) == []
    business.dependencies(gone, status=404)


# -- impact ----------------------------------------------------------------------------------------------------------


def test_the_threshold(business: Business) -> None:
    client, p2 = business.client, business.priority("P2")
    assert client.get(THRESHOLD) == {"global_threshold": None}
    assert client.write("PUT", THRESHOLD, {"global_threshold": p2}, status=200) == {"global_threshold": p2}
    assert client.get(THRESHOLD) == {"global_threshold": p2}
    for wrong in ({"id": p2["id"]}, {"id": "PNONE12", "order": 1}, {**p2, "order": 77}, None):
        client.write("PUT", THRESHOLD, {"global_threshold": wrong}, status=422)
    for _again in range(2):
        client.write("DELETE", THRESHOLD, status=204)
    assert client.get(THRESHOLD) == {"global_threshold": None}


def test_impacts_follow_the_dependencies(business: Business) -> None:
    client = business.client
    web, db = client.service("Web"), client.service("DB")
    shop, cart = business.create("Shop"), business.create("Cart")
    business.create("Blog")
    business.associate((db, web), (web, cart), (cart, shop))
    assert business.impacted() == {"Blog": "not_impacted", "Shop": "not_impacted"}
    business.incident(db)
    assert business.impacted()["Shop"] == "not_impacted", "an incident without a priority does not count"
    incident = business.incident(db, "P2")
    listed = client.get(
        "/business_services/impacts", additional_fields_=["services.highest_impacting_priority", "total_impacted_count"]
    )
    assert [one["name"] for one in listed["services"]] == ["Shop", "Blog"]
    assert listed["services"][0]["additional_fields"] == {"highest_impacting_priority": business.priority("P2")}
    assert listed["additional_fields"] == {"total_impacted_count": 1}
    path = f"/business_services/{shop['id']}/supporting_services/impacts"
    assert [one["status"] for one in client.get(path)["services"]] == ["impacted"]
    assert client.get("/business_services/impactors")["impactors"] == [{"id": incident["id"], "type": "incident"}]
    assert business.impacted(ids_=[cart["id"]]) == {"Cart": "impacted"}
    of_incident = client.get(f"/incidents/{incident['id']}/business_services/impacts")["services"]
    assert [one["name"] for one in of_incident] == ["Cart", "Shop"]
    resolved = {"incident": {"type": "incident", "status": "resolved"}}
    client.write("PUT", f"/incidents/{incident['id']}", resolved, status=200, sender="owner@example.com")
    assert set(business.impacted().values()) == {"not_impacted"}


def test_the_threshold_decides_about_impact(business: Business) -> None:
    client, web, shop = business.client, business.client.service("Web"), business.create("Shop")
    business.associate((web, shop))
    client.write("PUT", THRESHOLD, {"global_threshold": business.priority("P2")}, status=200)
    business.incident(web, "P3")
    assert business.impacted() == {"Shop": "not_impacted"}
    business.incident(web, "P1")
    business.incident(web, "P2")
    assert business.impacted() == {"Shop": "impacted"}
    assert len(client.get("/business_services/impactors")["impactors"]) == 2


def test_an_incident_is_added_to_a_business_service_and_removed(business: Business) -> None:
    client, web = business.client, business.client.service("Web")
    shop, cart = business.create("Shop"), business.create("Cart")
    business.associate((web, cart), (cart, shop))
    incident = business.incident(web)
    path = f"/incidents/{incident['id']}/business_services/{cart['id']}/impacts"
    assert client.write("PUT", path, {"relation": "impacted"}, status=200) == {"relation": "impacted"}
    assert business.impacted() == {"Shop": "impacted"}
    client.write("PUT", path, {"relation": "other"}, status=422)
    urgent = business.incident(web, "P1")
    client.write("PUT", path, {"relation": "not_impacted"}, status=200)
    assert business.impacted() == {"Shop": "impacted"}
    client.write("PUT", path.replace(incident["id"], urgent["id"]), {"relation": "not_impacted"}, status=200)
    assert business.impacted() == {"Shop": "not_impacted"}


def test_the_most_urgent_impact_is_first(business: Business) -> None:
    client = business.client
    for name, priority in (("A", "P3"), ("B", "P1"), ("C", "P1")):
        service, made = client.service(name), business.create(name)
        business.associate((service, made))
        business.incident(service, priority)
        client.write("POST", "/_emulator/clock", {"advance": 5}, status=200)
    assert list(business.impacted()) == ["C", "B", "A"]
    client.get("/business_services/impacts", additional_fields_=["other"], status=422)


def test_a_state_file_keeps_all_of_it(emulator: Client) -> None:
    business = Business(emulator)
    web, shop = emulator.service("Web"), business.create("Shop")
    business.associate((web, shop))
    emulator.write("PUT", THRESHOLD, {"global_threshold": business.priority("P2")}, status=200)
    user = {"subscriber_id": emulator.user()["id"], "subscriber_type": "user"}
    emulator.write("POST", f"/business_services/{shop['id']}/subscribers", {"subscribers": [user]}, status=200)
    incident = business.incident(web)
    path = f"/incidents/{incident['id']}/business_services/{shop['id']}/impacts"
    emulator.write("PUT", path, {"relation": "impacted"}, status=200)
    before = business.dependencies(shop), business.impacted(), emulator.get(THRESHOLD)
    emulator.load(emulator.get("/_emulator/state"))
    assert (business.dependencies(shop), business.impacted(), emulator.get(THRESHOLD)) == before
    assert emulator.get(f"/business_services/{shop['id']}/subscribers")["subscribers"] == [user]
