# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports about an account: what they contain, what they leave out, and that nothing in a name is markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import ansible.template
import pytest
from ansible.errors import AnsibleFilterError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.community.pagerduty.plugins.filter.account_report_html import account_report_html
from ansible_collections.community.pagerduty.plugins.filter.account_report_markdown import account_report_markdown
from ansible_collections.community.pagerduty.plugins.module_utils._operations.account_info import ACCOUNT_INFO_OPERATION
from ansible_collections.community.pagerduty.plugins.plugin_utils._account_report._markdown import code, escaped
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

HOSTILE = ("<b>|`_*[x](y)", "# not a heading", "two\nlines", "</script>", "1. item", "&lt;", "a``b`", "{{ 1 }}", "$x$")


def result(**more: Any) -> dict[str, Any]:
    """A result without drift and health."""
    return {"changed": False, "config": {"teams": [{"name": "Web"}]}, "secrets": [], "not_exported": [], **more}


DRIFT = {
    "missing": [{"kind": "teams", "name": "Security", "source": "teams.yml:3"}],
    "different": [
        {
            "kind": "escalation_policies",
            "name": "Web",
            "options": ["description", "escalation_rules"],
            "diff": {
                "before": {
                    "description": None,
                    "escalation_rules": [
                        {"targets": ["Web"], "escalation_delay_in_minutes": 10, "strategy": "all"},
                        {"targets": ["Ops"], "escalation_delay_in_minutes": 20},
                    ],
                },
                "after": {
                    "description": "All of the web",
                    "escalation_rules": [{"targets": ["Web"], "escalation_delay_in_minutes": 15}],
                },
            },
        }
    ],
    "unmanaged": [{"kind": "services", "name": "Test", "id": "PF9KMXH"}],
}
HEALTH = [
    {
        "check": "schedule_gap",
        "severity": "problem",
        "kind": "schedules",
        "name": "Weekend",
        "id": "PSCHED1",
        "message": "Nobody is on call from A to B.",
    },
    {
        "check": "new_check",
        "severity": "notice",
        "kind": "services",
        "name": "Shop",
        "id": "PSHOP01",
        "message": "Something.",
    },
]


def on_call(name: str = "Shop") -> dict[str, Any]:
    person = {"id": "PANN001", "name": "Ann Archer", "email": "ann@example.com", "until": "2026-12-01T18:00:00Z"}
    following = {"id": "PBEA001", "name": "Bea Bell", "email": "bea@example.com", "start": "2026-12-01T18:00:00Z"}
    schedule = {"type": "schedule", "id": "PSCHED1", "name": "Weekend", "on_call": [person], "next": following}
    user = {**person, "until": None}
    levels = [
        {"level": 1, "escalation_delay_in_minutes": 15, "targets": [schedule]},
        {"level": 2, "escalation_delay_in_minutes": 30, "targets": [{**schedule, "on_call": [], "next": None}]},
        {
            "level": 3,
            "escalation_delay_in_minutes": 30,
            "targets": [{"type": "user", "id": "PANN001", "name": "Ann Archer", "on_call": [user], "next": None}],
        },
    ]
    policy = {"id": "PPOLICY", "name": "Web", "teams": ["Web"], "num_loops": 1, "levels": levels}
    service = {
        "id": "PSHOP01",
        "name": name,
        "description": "",
        "status": "active",
        "teams": ["Web"],
        "integrations": 1,
        "escalation_policy": {"id": "PPOLICY", "name": "Web"},
    }
    return {
        "time": "2026-12-01T08:30:00Z",
        "until": "2026-12-15T08:30:00Z",
        "services": [service],
        "escalation_policies": [policy],
    }


FULL = result(
    drift=DRIFT,
    health=HEALTH,
    on_call=on_call(),
    secrets=[{"kind": "webhook_subscriptions", "name": "https://a.example", "option": "secret", "secret": "the key"}],
    not_exported=[{"kind": "users", "name": "", "option": "license", "reason": "one request each"}],
)


def text_of(html: str) -> str:
    """What a page shows, in one line."""
    found: list[str] = []

    class Parser(HTMLParser):
        hidden = 0

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            self.hidden += tag in ("script", "style")
            found.append(" ")

        def handle_endtag(self, tag: str) -> None:
            self.hidden -= tag in ("script", "style")

        def handle_data(self, data: str) -> None:
            if not self.hidden:
                found.append(data)

    Parser().feed(html)
    return " ".join("".join(found).split())


def test_all_parts_as_markdown() -> None:
    text = account_report_markdown(FULL, "Shop & Co")
    assert text.startswith("# PagerDuty account report: Shop &amp; Co\n\nAs of 2026-12-01 08:30 UTC.\n")
    assert "- Drift: 1 different, 1 missing, 1 unmanaged\n- Health: 1 problem, 1 notice\n" in text
    assert "| `description` | (empty) | `All of the web` |" in text
    assert "- Teams (1): Security" in text and "- Services (1): Test" in text
    [block] = re.findall(r"```diff\n(.*?)```", text, re.S)
    assert block.splitlines() == [
        "  - targets:",
        "    - Web",
        "-   escalation_delay_in_minutes: 10",
        "- - targets:",
        "-   - Ops",
        "-   escalation_delay_in_minutes: 20",
        "+   escalation_delay_in_minutes: 15",
    ]
    assert "- Schedules with times at which nobody is on call (1)\n  - Weekend: Nobody is on call from A to B." in text
    assert "- New check (1)\n  - Shop: Something." in text
    row = "| Shop | Web | 1: Ann Archer until 18:00 (Weekend)<br>2: nobody<br>3: Ann Archer | problem |"
    assert row in text
    assert "- https://a.example: `secret`: the key" in text
    assert "- All of them: `license`: one request each" in text


def test_all_parts_as_a_page() -> None:
    shown = text_of(account_report_html(FULL, "Shop & Co"))
    for part in (
        "Shop & Co 1 object in the account, as of 2026-12-01 08:30 UTC",
        "3 differences from the configuration",
        "1 problem: an incident may reach nobody",
        "In the account empty In the configuration All of the web",
        "Security teams.yml:3",
        "Weekend Nobody is on call from A to B.",
        "Level 1 at once Schedule Weekend AA Ann Archer until 18:00",
        "Next: Bea Bell from 18:00 UTC",
        "Level 2 after 15 minutes Schedule Weekend Nobody is on call now",
        "Level 3 after 45 minutes AA Ann Archer always on call",
        "Then again from level 1, once.",
        "secret: the key",
        "All of them license: one request each",
    ):
        assert part in shown


def test_a_summary_in_plain_text() -> None:
    assert account_report_markdown(FULL, summary=True) == (
        "1 object in the account\n"
        "Drift: 1 different, 1 missing, 1 unmanaged\n"
        "Health: 1 problem, 1 notice\n"
        "\nDifferent:\n- Escalation policies: Web (description, escalation_rules)\n"
        "\nMissing:\n- Teams: Security\n"
        "\nUnmanaged:\n- Services: Test\n"
        "\nProblems:\n- Weekend: Nobody is on call from A to B.\n"
    )


def test_parts_that_the_result_does_not_have() -> None:
    for text in (account_report_markdown(result()), text_of(account_report_html(result()))):
        assert "1 object in the account" in text
        for title in ("Differences", "Health", "Map", "Secrets", "Not exported"):
            assert title not in text
    nothing: dict[str, list[Any]] = {"missing": [], "different": [], "unmanaged": []}
    fine = result(drift=nothing, health=[], on_call={"services": [], "escalation_policies": []})
    for text in (account_report_markdown(fine), text_of(account_report_html(fine))):
        assert "The account is as the configuration describes it." in text
        assert "No problems" in text and "No notices." in text
    assert "Drift: none" in account_report_markdown(fine, summary=True)


def test_services_whose_policy_is_not_in_the_result() -> None:
    data = {**on_call(), "escalation_policies": []}
    assert "| Shop | Web | unknown |" in account_report_markdown(result(on_call=data))
    assert "does not contain the levels" in text_of(account_report_html(result(on_call=data)))


@pytest.mark.parametrize("wrong", [None, "text", {}, {"config": "text"}, [], {"msg": "failed"}])
def test_other_values_are_errors(wrong: Any) -> None:
    for report in (account_report_html, account_report_markdown):
        with pytest.raises(AnsibleFilterError, match="is not a result of pagerduty_account_info"):
            report(wrong)


def hostile(name: str) -> dict[str, Any]:
    line = " ".join(name.split())
    value = {"kind": "services", "name": name, "options": ["a"], "diff": {"before": {"a": line}, "after": {"a": "x"}}}
    return result(
        drift={"missing": [value], "different": [value], "unmanaged": [value]},
        health=[{**HEALTH[0], "name": name, "message": name}],
        on_call=on_call(name),
        secrets=[{"kind": "users", "name": name, "option": name, "secret": name}],
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_shows_names_as_they_are(name: str) -> None:
    page = account_report_html(hostile(name), name)
    plain = account_report_html(hostile("Plain"), "Plain")
    assert text_of(page).count(" ".join(name.split())) >= 8
    tags = re.compile(r"<[a-z/!][^>]*>")
    assert len(tags.findall(page)) == len(tags.findall(plain))


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_has_no_markup_from_names(name: str) -> None:
    """It has as many headings, cells and list entries as with a plain name."""
    texts = [account_report_markdown(hostile(one), one) for one in (name, "Plain")]
    text, plain = (re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "CODE", one) for one in texts)
    assert "CODE" in text and not re.findall(r"<(?!br>)", text)
    for pattern in (r"(?m)^#+ ", r"(?<!\\)\|", r"(?m)^ *- ", r"(?m)^```", r"(?<!\\)\]\("):
        assert len(re.findall(pattern, text)) == len(re.findall(pattern, plain)), pattern
    assert len(text.splitlines()) == len(plain.splitlines())


def test_escaping() -> None:
    assert escaped("a_b|c<d>`e`") == "a\\_b\\|c&lt;d&gt;\\`e\\`"
    assert [escaped(text) for text in ("1. x", "- x", "# x", "+ x")] == ["1\\. x", "\\- x", "\\# x", "\\+ x"]
    assert [code(text) for text in ("", "a", "a`b", "`")] == ["(empty)", "`a`", "``a`b``", "`` ` ``"]


def test_results_of_tasks(emulator: Emulator, play: Play) -> None:
    """With the types that Ansible passes, and with what the module really returns."""
    emulator.load(services=[{"name": "Shop", "escalation_policy": "Default"}])
    config = {"services": [{"name": "Shop", "description": "{{ x }}", "escalation_policy": "Default"}]}
    account = play.run(ACCOUNT_INFO_OPERATION, health=True, config=config)
    template = getattr(ansible.template, "trust_as_template", str)("{{ account }}")
    passed = Templar(DataLoader(), variables={"account": wrap_var(account)}).template(template)
    for report in (account_report_html, account_report_markdown):
        text = report(passed, "A")
        assert text.__class__ is str and "Shop" in text and "{{ x }}" in text


def test_no_line_ends_within_a_date() -> None:
    issue = {**HEALTH[0], "message": "<i>From 2026-12-05 18:00 to 2026-12-06</i>"}
    page = account_report_html(result(health=[issue]))
    dates = '<span class="date">2026-12-05 18:00</span> to <span class="date">2026-12-06</span>'
    assert f"&lt;i&gt;From {dates}&lt;/i&gt;" in page


def test_equal_names_have_links_of_their_own() -> None:
    data = on_call()
    data["services"] = [*data["services"], {**data["services"][0], "id": "PSHOP/01"}, {**data["services"][0]}]
    anchors = re.findall(r'id="(service-[^"]*)"', account_report_html(result(on_call=data)))
    assert anchors == ["service-PSHOP01", "service-PSHOP-01", "service-PSHOP01-2"]
