# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped rulebooks, with their playbooks, from an event to what PagerDuty holds afterwards."""

from __future__ import annotations

import http.server
import json
import threading
import typing as t
from pathlib import Path

import pytest
import yaml

if t.TYPE_CHECKING:
    from conftest import Emulator, Start

# What a user might write: it works on all incidents but those that say that they are hopeless.
REMEDIATION = """
- name: Try what can't help there
  ansible.builtin.fail:
    msg: The disk does not answer
  when: incident.title is search('hopeless')

- name: Tell what was done
  ansible.builtin.set_fact:
    remediation_report: Removed old exports because of {{ incident.title }}.
"""


def test_remediate_by_both_sources(
    emulator: Emulator,
    start: Start,
    ansible: t.Callable[..., dict[str, t.Any]],
    rulebooks: t.Any,
    tmp_path: Path,
) -> None:
    """An event comes in by pagerduty_event; both sources tell of its incident; a playbook annotates and resolves it."""
    service = emulator.service("Web shop")
    integration = {"integration": {"type": "events_api_v2_inbound_integration", "name": "Checks"}}
    key = emulator.call("POST", f"/services/{service}/integrations", integration)["integration_key"]
    port = rulebooks.free_port()
    secret = emulator.subscribe(f"http://127.0.0.1:{port}/pagerduty", "incident.triggered")
    remediation = tmp_path / "remediation.yml"
    remediation.write_text(REMEDIATION, encoding="utf-8")

    both, polled = rulebooks.shipped("remediate_webhook"), rulebooks.shipped("remediate_poll")
    assert both[0]["rules"] == polled[0]["rules"] == rulebooks.shipped("remediate_postgresql")[0]["rules"]
    both[0]["sources"] += polled[0]["sources"]
    rulebook = start(
        both,
        "--print-events",
        env={"PAGERDUTY_WEBHOOK_SECRET": secret},
        pagerduty_host="127.0.0.1",
        pagerduty_port=port,
        pagerduty_interval=0.5,
        pagerduty_state_dir=str(tmp_path / "state"),
        pagerduty_services=["web shop"],
        remediation_tasks=str(remediation),
    )
    rulebook.wait_for_text("listening for webhooks")
    rulebook.wait_for("the first look", lambda: _looked(emulator))

    title = "The disk is full"
    sent = ansible(
        "pagerduty_event", routing_key=key, event_action="trigger", summary=title, source="shop1", severity="critical"
    )
    assert sent["changed"]
    solved = rulebook.wait_for("the resolution", lambda: _resolved(emulator, title))
    report = "Automation: remediation.yml ran and solved it. Removed old exports because of"
    assert emulator.notes(solved) == [f"{report} {title}."]

    # Whoever can send an event chooses the title, so that must stay a text.
    title = f"{{{{ lookup('ansible.builtin.pipe', 'touch {tmp_path}/evil') }}}}"
    emulator.trigger(service, title)
    solved = rulebook.wait_for("the resolution", lambda: _resolved(emulator, title))
    assert emulator.notes(solved) == [f"{report} {title}."]
    assert not (tmp_path / "evil").exists()

    hopeless = emulator.trigger(service, "A hopeless case")
    said = ["Automation: remediation.yml failed. Try what can't help there: The disk does not answer"]
    rulebook.wait_for("the note of the failure", lambda: emulator.notes(hopeless) == said)
    assert emulator.incident("A hopeless case")["status"] == "triggered"

    # Each incident was remediated once, though both sources told of it.
    told = rulebook.wait_for("the events of both sources", lambda: _told(rulebook.output, hopeless))
    assert told == {"community.pagerduty.pagerduty_poll", "community.pagerduty.pagerduty_webhook"}
    rulebook.stop()
    assert rulebook.output.count("PLAY RECAP") == 3


def test_without_a_remediation_nothing_is_done(emulator: Emulator, start: Start, rulebooks: t.Any) -> None:
    service = emulator.service("Web shop")
    port = rulebooks.free_port()
    secret = emulator.subscribe(f"http://127.0.0.1:{port}/pagerduty", "incident.triggered")
    rulebook = start(
        "community.pagerduty.remediate_webhook",
        env={"PAGERDUTY_WEBHOOK_SECRET": secret},
        pagerduty_host="127.0.0.1",
        pagerduty_port=port,
    )
    rulebook.wait_for_text("listening for webhooks")
    incident = emulator.trigger(service, "The disk is full")
    rulebook.wait_for_text("PLAY RECAP")
    assert "set remediation_role or remediation_tasks" in " ".join(rulebook.output.split())
    assert emulator.incident("The disk is full")["status"] == "triggered"
    assert emulator.notes(incident) == []


def test_remediate_as_a_job_template(emulator: Emulator, rulebooks: t.Any, tmp_path: Path) -> None:
    """Without a rulebook: by a role, which says that it has not solved the incident; and never twice."""
    service = emulator.service("Web shop")
    incident = emulator.trigger(service, "The disk is full")
    role = tmp_path / "free_disk"
    (role / "tasks").mkdir(parents=True)
    tasks = [
        {
            "name": "Tell that it was not enough",
            "ansible.builtin.set_fact": {"remediation_solved": False, "remediation_report": "The disk is at 99 %."},
        }
    ]
    (role / "tasks" / "main.yml").write_text(yaml.safe_dump(tasks), encoding="utf-8")
    asked = {"incident_id": incident, "remediation_role": str(role), "remediation_name": "free_disk"}
    for _again in (False, True):
        rulebooks.play("community.pagerduty.remediate_incident", emulator, **asked)
        assert emulator.notes(incident) == ["Automation: free_disk ran and did not solve it. The disk is at 99 %."]
        assert emulator.incident("The disk is full")["status"] == "triggered"

    # Whoever has acknowledged it works on it.
    emulator.change(incident, status="acknowledged")
    remediation = tmp_path / "solve.yml"
    remediation.write_text(REMEDIATION, encoding="utf-8")
    asked = {"incident_id": incident, "remediation_tasks": str(remediation)}
    assert "acknowledged: it is left unchanged" in rulebooks.play(
        "community.pagerduty.remediate_incident", emulator, **asked
    )
    assert emulator.incident("The disk is full")["status"] == "acknowledged"
    rulebooks.play("community.pagerduty.remediate_incident", emulator, remediate_acknowledged=True, **asked)
    assert emulator.incident("The disk is full")["status"] == "resolved"


def test_escalate_unacknowledged(emulator: Emulator, start: Start, rulebooks: t.Any) -> None:
    users = [
        {"name": name.title(), "email": f"{name}@example.com", "role": "user"} for name in ("ann", "bob", "cleo")
    ]
    rules = [
        {"escalation_delay_in_minutes": 600, "targets": [f"{name}@example.com"]} for name in ("ann", "bob")
    ]
    emulator.call(
        "POST",
        "/_emulator/load",
        {
            "users": users,
            "escalation_policies": [
                {"name": "Two levels", "escalation_rules": rules},
                {"name": "One level", "escalation_rules": rules[:1]},
            ],
            "services": [
                {"name": "Web shop", "escalation_policy": "Two levels"},
                {"name": "Newsletter", "escalation_policy": "One level"},
            ],
        },
    )
    shop, newsletter = (
        next(one["id"] for one in emulator.state()["services"] if one["name"] == name)
        for name in ("Web shop", "Newsletter")
    )
    late = emulator.trigger(shop, "Nobody comes")
    single = emulator.trigger(newsletter, "Nobody else is there")
    taken = emulator.trigger(shop, "Somebody has it")
    emulator.change(taken, status="acknowledged")
    unimportant = emulator.trigger(shop, "It can wait", urgency="low")
    emulator.call("DELETE", "/_emulator/requests")
    rulebooks.play("community.pagerduty.escalate_unacknowledged", emulator, escalate_after_minutes=1)
    (look,) = emulator.call("GET", "/_emulator/requests")  # it is too early, and that took one request
    assert (look["method"], look["path"]) == ("GET", "/incidents")

    rulebook = start(
        "community.pagerduty.escalate_unacknowledged",
        look_every=1,
        escalate_after_minutes=0.05,
        escalate_responders=["cleo@example.com"],
    )
    mark = "Automation: this incident was not acknowledged in time."
    asked = "Additional responders: cleo@example.com."
    rulebook.wait_for("two notes", lambda: emulator.notes(late) and emulator.notes(single))
    assert _assignees(emulator, "Nobody comes") == {"Bob"}
    assert emulator.notes(late) == [f"{mark} Escalated to level 2. {asked}"]
    assert _assignees(emulator, "Nobody else is there") == {"Ann"}
    said = f"{mark} Not escalated: it was escalated before, or its escalation policy has no level 2. {asked}"
    assert emulator.notes(single) == [said]
    for incident in (late, single):
        requests = emulator.call("GET", f"/incidents/{incident}")["responder_requests"]
        assert len(requests) == 1

    # Looking again changes nothing.
    emulator.call("DELETE", "/_emulator/requests")
    looks = rulebook.output.count("PLAY RECAP")
    rulebook.wait_for("two more looks", lambda: rulebook.output.count("PLAY RECAP") >= looks + 2)
    rulebook.stop()
    assert {one["method"] for one in emulator.call("GET", "/_emulator/requests")} == {"GET"}
    assert emulator.notes(taken) == emulator.notes(unimportant) == []
    assert _assignees(emulator, "It can wait") == {"Ann"}


def test_onboard_service(emulator: Emulator, start: Start, rulebooks: t.Any) -> None:
    """The source makes its subscription here, and removes it when it ends."""
    port = rulebooks.free_port()
    url = f"http://127.0.0.1:{port}/hooks"
    rulebook = start(
        "community.pagerduty.onboard_service",
        pagerduty_host="127.0.0.1",
        pagerduty_port=port,
        pagerduty_path="/hooks",
        pagerduty_subscription={"url": url, "remove_on_shutdown": True},
        onboard={"integration": "Metrics", "name_pattern": "^[A-Z]"},
    )
    rulebook.wait_for_text(f"PagerDuty reaches this source at {url}")
    (subscription,) = emulator.state()["webhook_subscriptions"]
    assert subscription["events"] == ["service.created"]
    bare = emulator.service("newsletter")
    rulebook.wait_for_text("PLAY RECAP")
    service = emulator.call("GET", f"/services/{bare}?include[]=integrations")
    assert [one["summary"] for one in service["integrations"]] == ["Metrics"]
    assert service["incident_urgency_rule"]["type"] == "use_support_hours"
    assert service["support_hours"]["start_time"] == "08:00:00"
    key = service["integrations"][0]["integration_key"]
    assert key not in rulebook.output
    assert "WARNING: the name of the service, newsletter, does not match" in " ".join(rulebook.output.split())

    # The hours that somebody has chosen stay. What the first play changed has not started another one.
    hours = {"time_zone": "Etc/UTC", "type": "fixed_time_per_day", "days_of_week": [7]}
    hours |= {"start_time": "10:00:00", "end_time": "11:00:00"}
    urgency = service["incident_urgency_rule"]
    chosen = emulator.service("Web shop", support_hours=hours, incident_urgency_rule=urgency)
    rulebook.wait_for("the second play", lambda: rulebook.output.count("PLAY RECAP") == 2)
    service = emulator.call("GET", f"/services/{chosen}?include[]=integrations")
    assert [one["summary"] for one in service["integrations"]] == ["Metrics"]
    assert service["support_hours"]["start_time"] == "10:00:00"

    rulebook.stop()
    assert emulator.state().get("webhook_subscriptions", []) == []
    assert rulebook.output.count("PLAY RECAP") == 2


class Controller:
    """As much of the automation controller's API as `run_job_template` asks for."""

    def __init__(self) -> None:
        self.launched: list[dict[str, t.Any]] = []
        self.authorizations: set[str | None] = set()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.authorizations.add(self.headers["Authorization"])
                path = self.path.split("?")[0]
                answers: dict[str, t.Any] = {
                    "/api/v2/config/": {"version": "24.6.1"},
                    "/api/v2/unified_job_templates/": _page([outer.template()]),
                    "/api/v2/jobs/": _page([{"id": 7, "status": "successful", "created": "2026-11-21T10:00:00Z"}]),
                }
                self._answer(answers.get(path))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path != "/api/v2/job_templates/3/launch/":
                    self._answer(None)
                    return
                outer.launched.append(body)
                self._answer({"id": 7, "url": "/api/v2/jobs/7/"})

            def _answer(self, content: t.Any) -> None:
                body = json.dumps(content).encode()
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: t.Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def template() -> dict[str, t.Any]:
        asks = ("limit", "labels", "inventory", "variables")
        return {
            "id": 3,
            "type": "job_template",
            "name": "Free the disk",
            "summary_fields": {"organization": {"name": "Shop"}},
            "related": {"launch": "/api/v2/job_templates/3/launch/"},
            **{f"ask_{what}_on_launch": what == "variables" for what in asks},
        }


def _page(results: list[t.Any]) -> dict[str, t.Any]:
    return {"count": len(results), "next": None, "previous": None, "results": results}


@pytest.fixture
def controller() -> t.Iterator[Controller]:
    one = Controller()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.mark.parametrize("source", ["webhook", "poll"])
def test_launch_job(
    source: str, emulator: Emulator, start: Start, controller: Controller, rulebooks: t.Any
) -> None:
    service = emulator.service("Web shop")
    if source == "webhook":
        port = rulebooks.free_port()
        secret = emulator.subscribe(f"http://127.0.0.1:{port}/pagerduty", "incident.triggered")
        where: dict[str, t.Any] = {"pagerduty_host": "127.0.0.1", "pagerduty_port": port}
    else:
        secret, where = "", {"pagerduty_interval": 0.5}
    rulebook = start(
        f"community.pagerduty.launch_job_{source}",
        "--controller-url",
        controller.url,
        env={"PAGERDUTY_WEBHOOK_SECRET": secret, "EDA_CONTROLLER_TOKEN": "a token"},
        job_template="Free the disk",
        job_organization="Shop",
        **where,
    )
    if source == "webhook":
        rulebook.wait_for_text("listening for webhooks")
    else:
        rulebook.wait_for("the first look", lambda: _looked(emulator))
    incident = emulator.trigger(service, "{{ 7 * 6 }} disks are full")
    rulebook.wait_for("the launch", lambda: controller.launched)
    (launched,) = controller.launched
    assert launched["extra_vars"] == {
        "event_type": "incident.triggered",
        "incident_id": incident,
        "incident_urgency": "high",
        "service_id": service,
    }
    assert controller.authorizations == {"Bearer a token"}
    rulebook.wait_for_text("completed successfully")


def test_no_rulebook_holds_a_secret(rulebooks: t.Any) -> None:
    for path in rulebooks.folder.glob("*.yml"):
        for ruleset in yaml.safe_load(path.read_text(encoding="utf-8")):
            for source in ruleset["sources"]:
                (options,) = [value for name, value in source.items() if name not in ("name", "filters")]
                assert not {"secret", "secrets", "api_token", "password"} & set(options), path.name


def test_every_rulebook_for_events_of_pagerduty_has_the_filter(rulebooks: t.Any) -> None:
    filters = {
        (name, str(source.get("filters")))
        for path in rulebooks.folder.glob("*.yml")
        for ruleset in yaml.safe_load(path.read_text(encoding="utf-8"))
        for source in ruleset["sources"]
        for name in source
        if name not in ("name", "filters")
    }
    expected = str([{"community.pagerduty.pagerduty": None}])
    assert filters == {
        ("community.pagerduty.pagerduty_poll", expected),
        ("community.pagerduty.pagerduty_webhook", expected),
        ("ansible.eda.pg_listener", expected),
        ("eda.builtin.range", "None"),
    }


def _resolved(emulator: Emulator, title: str) -> str | None:
    """The ID of a resolved incident, None as long as it is not resolved."""
    found = [one for one in emulator.state()["incidents"] if one["title"] == title]
    return found[0]["id"] if found and found[0]["status"] == "resolved" else None


def _looked(emulator: Emulator) -> bool:
    requests = emulator.call("GET", "/_emulator/requests")
    return sum(one["path"] == "/log_entries" and one["status"] == 200 for one in requests) >= 3


def _told(output: str, incident: str) -> set[str]:
    """The sources whose events of this incident were printed; none as long as only one is."""
    parts = [part for part in output.split("[received event]") if f"'incident_id': '{incident}'" in part]
    sources = {
        f"community.pagerduty.pagerduty_{name}"
        for name in ("poll", "webhook")
        if any(f"'type': 'community.pagerduty.pagerduty_{name}'" in part for part in parts)
    }
    return sources if len(sources) == 2 else set()


def _assignees(emulator: Emulator, title: str) -> set[str]:
    incident = emulator.call("GET", f"/incidents/{emulator.incident(title)['id']}")
    return {one["assignee"]["summary"] for one in incident["assignments"]}
