# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookups: what they give, what they refuse, and that their documentation says what they take."""

from __future__ import annotations

import importlib
import pkgutil
import typing as t

import pytest
import yaml
from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.community.pagerduty.plugins.doc_fragments.lookup import ModuleDocFragment as LookupFragment
from ansible_collections.community.pagerduty.plugins.doc_fragments.pagerduty import ModuleDocFragment
from ansible_collections.community.pagerduty.plugins.lookup import pagerduty_oncall, pagerduty_picklist
from ansible_collections.community.pagerduty.plugins.module_utils import _resources
from ansible_collections.community.pagerduty.plugins.module_utils._operations.oncall import ONCALL_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._operations.picklist import filters, pairs
from ansible_collections.community.pagerduty.plugins.module_utils._operations.picklist_table import PICKLISTS
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

START = "2026-01-01T00:00:00Z"
WORLD: dict[str, t.Any] = {
    "users": [
        {"name": "Ann Archer", "email": "ann@example.com"},
        {"name": "Bea Baker", "email": "bea@example.com"},
        {"name": "Cal Carter", "email": "cal@example.com"},
        {"name": "Cal Carter", "email": "cal.carter@example.com"},
    ],
    "teams": [{"name": "Platform", "members": [{"user": "bea@example.com", "role": "responder"}]}],
    "schedules": [
        {
            "name": "Primary",
            "time_zone": "Etc/UTC",
            "schedule_layers": [
                {
                    "start": START,
                    "rotation_virtual_start": START,
                    "rotation_turn_length_seconds": 86400,
                    "users": ["ann@example.com", "bea@example.com"],
                }
            ],
        },
        {"name": "Unused", "time_zone": "Etc/UTC"},
    ],
    "escalation_policies": [
        {
            "name": "Platform",
            "escalation_rules": [
                {"escalation_delay_in_minutes": 5, "targets": ["Primary"]},
                {"escalation_delay_in_minutes": 5, "targets": ["cal@example.com", "ann@example.com"]},
            ],
        }
    ],
    "services": [{"name": "Shop", "escalation_policy": "Platform"}, {"name": "Web", "escalation_policy": "Default"}],
    "incidents": [
        {"title": "Down\nand out", "service": "Shop"},
        {"title": "Slow", "service": "Web", "status": "resolved"},
    ],
}


class Lookup:
    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.connection = {"api_url": emulator.url, "api_token": "emulator"}

    def __call__(self, name: str, *terms: str, variables: dict[str, t.Any] | None = None, **options: t.Any) -> t.Any:
        variables = variables or {}
        templar = Templar(loader=DataLoader(), variables=variables)
        module = {"oncall": pagerduty_oncall, "picklist": pagerduty_picklist}[name]
        plugin = module.LookupModule(loader=DataLoader(), templar=templar)
        plugin._load_name = f"community.pagerduty.pagerduty_{name}"  # as Ansible's loader does
        fragment = yaml.safe_load(LookupFragment.DOCUMENTATION)["options"]
        C.config.initialize_plugin_configuration_definitions(
            "lookup", plugin._load_name, {**fragment, **documented(module)}
        )
        return plugin.run(list(terms), variables=variables, **{**self.connection, **options})


@pytest.fixture
def lookup(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Lookup:
    emulator.load(**WORLD)
    emulator.forget()
    process = importlib.import_module("ansible_collections.community.pagerduty.plugins.plugin_utils._process")
    monkeypatch.setattr(process._Process, "pid", 0)  # what was remembered of another account
    return Lookup(emulator)


# -- picklist --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["service", "user", "team", "escalation_policy", "priority", "incident", "log_entry"])
def test_pairs_of_each_kind(lookup: Lookup, kind: str) -> None:
    found = lookup("picklist", kind)
    assert found
    assert all(set(pair) == {"label", "key"} and "\n" not in pair["label"] for pair in found)
    assert len({pair["label"] for pair in found}) == len({pair["key"] for pair in found}) == len(found)
    assert len(lookup.emulator.log()) == 1


def test_labels(lookup: Lookup) -> None:
    found = lookup("picklist", "user", query="cal", key="email")
    assert sorted(found, key=lambda pair: pair["key"]) == [
        {"label": "Cal Carter (cal.carter@example.com)", "key": "cal.carter@example.com"},
        {"label": "Cal Carter (cal@example.com)", "key": "cal@example.com"},
    ]
    assert lookup("picklist", "user", teams=["platform"], label="email", key="name") == [
        {"label": "bea@example.com", "key": "Bea Baker"}
    ]
    (incident,) = lookup("picklist", "incident", statuses="triggered")
    assert "Down and out" in incident["label"]
    assert lookup("picklist", "incident", services=["Web"], statuses=["triggered"]) == []
    assert [pair["label"] for pair in lookup("picklist", "priority", limit=2)] == ["P1", "P2"]
    assert lookup("picklist", "incident", sort_by="urgency:desc,incident_number:desc")[1] == incident
    assert [pair["label"] for pair in lookup("picklist", "service", sort_by="name:desc")][-1] == "Shop"


def test_several_names_cost_a_request_each_and_none_twice(lookup: Lookup) -> None:
    for _again in range(3):
        lookup("picklist", "user", teams=["Platform"])
    assert [entry["path"] for entry in lookup.emulator.log()] == ["/teams", "/users", "/users", "/users"]


@pytest.mark.parametrize(
    ("terms", "options", "says"),
    [
        ([], {}, "takes one kind of objects, not 0; there are addon, alert, .*change_event"),
        (["service", "user"], {}, "takes one kind of objects, not 2"),
        (["gizmo"], {}, "there is no kind 'gizmo'; there are addon, alert"),
        (["priority"], {"query": "P"}, "query: does not narrow down the kind priority; it takes limit, offset"),
        (["service"], {"frobnicate": 1}, "frobnicate: this option does not exist. The options are .*query"),
        (["service"], {"teams": ["Nobody"]}, r"teams\[0\]: there is no team 'Nobody'"),
        (["service"], {"limit": 0}, "limit: must be 1 or more"),
        (["incident"], {"statuses": ["open"]}, "value of statuses must be one or more of.*Got no match for: open"),
        (["notification"], {}, "missing required arguments: since, until"),
        (["user"], {"key": "shoe_size"}, r"key: '.*' \(P\w+\) has no plain value 'shoe_size'; it has .*email"),
        (["user"], {"label": "teams"}, r"label: '.*' \(P\w+\) has no plain value 'teams'"),
        (["user"], {"id": "P1", "query": "x"}, "query: selects among many"),
        (["user"], {"api_token": "a-secret"}, "PagerDuty refused GET /users with 401"),
        (["user"], {"api_token": "a secret"}, "api_token: contains white space"),
        (["user"], {"api_token": None}, "no credentials"),
        (["user"], {"api_token": ["a-secret"]}, "api_token: must be a text"),
        (["user"], {"timeout": "a-secret"}, "timeout"),
        (["user"], {"access_token": "mine"}, "use one way to authenticate"),
    ],
)
def test_refusals_of_the_picklist(lookup: Lookup, terms: list[str], options: dict[str, t.Any], says: str) -> None:
    with pytest.raises(AnsibleError, match=says) as caught:
        lookup("picklist", *terms, **options)
    assert "\n" not in caught.value.message
    if "timeout" not in options:
        assert "a-secret" not in str(caught.value) and "a secret" not in str(caught.value)


def test_an_unnamed_label_is_never_the_same_twice() -> None:
    raw = [{"id": "P1", "summary": "a"}, {"id": "P2", "title": "a"}, {"id": "P3"}, {"id": "P4", "name": " b\nc "}]
    assert [pair["label"] for pair in pairs(raw, None, "id")] == ["a (P1)", "a (P2)", "P3", "b c"]


# -- on call ---------------------------------------------------------------------------------------------------------


def test_who_is_on_call_for_a_service(lookup: Lookup) -> None:
    found = lookup("oncall", service="shop", at="2026-12-02T12:00:00Z")
    assert [one["level"] for one in found] == [1, 2, 2]
    first = found[0]
    assert first["name"] in ("Ann Archer", "Bea Baker") and first["email"].endswith("@example.com")
    assert first["start"].startswith("2026-12-0") and first["end"].startswith("2026-12-0")
    assert first["schedule"]["name"] == "Primary" and first["escalation_policy"]["name"] == "Platform"
    assert found[1]["schedule"] is None and found[1]["start"] is None and found[1]["end"] is None
    assert [entry["path"] for entry in lookup.emulator.log()] == ["/services", "/oncalls"]
    other = lookup("oncall", service="shop", at="2026-12-03T12:00:00Z", levels=1)
    assert [one["level"] for one in other] == [1] and other[0]["name"] != first["name"]
    assert len(lookup.emulator.log()) == 3, "the name is known"


def test_who_is_on_call_for_a_policy_or_a_schedule(lookup: Lookup) -> None:
    assert {one["name"] for one in lookup("oncall", escalation_policy="Platform", levels=[2])} == {
        "Ann Archer",
        "Cal Carter",
    }
    assert [one["level"] for one in lookup("oncall", schedule="Primary")] == [1]
    assert lookup("oncall", schedule="Unused") == []
    assert lookup("oncall", escalation_policy="Platform", levels=[3]) == []


@pytest.mark.parametrize(
    ("terms", "options", "says"),
    [
        ([], {}, "one of the following is required: escalation_policy, schedule, service"),
        ([], {"schedule": "a", "service": "b"}, "mutually exclusive"),
        (["Shop"], {}, "'Shop': say what it is: escalation_policy='Shop'"),
        ([], {"service": "Shp"}, "service: there is no service 'Shp'"),
        ([], {"service": "Shop", "at": "noon"}, "at: 'noon' is not a date or time"),
        ([], {"service": "Shop", "levels": [0]}, "levels: must be 1 or more"),
        ([], {"service": "Shop", "levels": ["first"]}, "levels"),
        ([], {"service": "Shop", "until": "now"}, "until: this option does not exist"),
    ],
)
def test_refusals_of_on_call(lookup: Lookup, terms: list[str], options: dict[str, t.Any], says: str) -> None:
    with pytest.raises(AnsibleError, match=says) as caught:
        lookup("oncall", *terms, **options)
    assert "\n" not in caught.value.message


# -- both ------------------------------------------------------------------------------------------------------------


def test_connections_from_variables_and_the_environment(lookup: Lookup, monkeypatch: pytest.MonkeyPatch) -> None:
    url, lookup.connection = lookup.connection["api_url"], {}
    with pytest.raises(AnsibleError, match="no credentials"):
        lookup("picklist", "team")
    variables = {"ansible_pagerduty_api_url": url, "ansible_pagerduty_api_token": "emulator"}
    assert lookup("picklist", "team", variables=variables)
    monkeypatch.setenv("PAGERDUTY_API_URL", url)
    monkeypatch.setenv("PAGERDUTY_API_TOKEN", "")  # as AWX sets what is left empty
    monkeypatch.setenv("PAGERDUTY_TOKEN", "emulator")
    monkeypatch.setenv("PAGERDUTY_TIMEOUT", "")
    assert lookup("picklist", "team")
    with pytest.raises(AnsibleError, match="401"):
        lookup("picklist", "team", access_token="what the call states wins".replace(" ", "-"))


def documented(plugin: t.Any) -> dict[str, t.Any]:
    return yaml.safe_load(plugin.DOCUMENTATION)["options"]


def test_the_connection_is_documented_as_for_modules() -> None:
    modules = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
    lookups = yaml.safe_load(LookupFragment.DOCUMENTATION)["options"]
    assert set(lookups) == set(modules) - {"debug"}
    for name, option in lookups.items():
        assert option["type"] == modules[name]["type"] and option.get("choices") == modules[name].get("choices")
        assert option["vars"] == [{"name": f"ansible_pagerduty_{name}"}]
        assert "default" not in option, "it would win over the environment"


def test_the_options_are_documented() -> None:
    options = documented(pagerduty_picklist)
    assert set(options["_terms"]["choices"]) == set(PICKLISTS)
    taken: dict[str, set[str]] = {}
    for kind in PICKLISTS:
        for name in filters(kind):
            taken.setdefault(name, set()).add(PICKLISTS[kind][0].options[name]["type"])
    assert set(options) - {"_terms", "label", "key"} == set(taken)
    for name, types in taken.items():
        # What is a list for some kinds only is a text here, which is split at its commas.
        assert options[name]["type"] == ("str" if "str" in types else min(types)), name
    options = documented(pagerduty_oncall)
    assert set(options) - {"_terms"} == set(ONCALL_OPERATION.options)
    assert ArgumentSpecValidator(ONCALL_OPERATION.argument_spec)


def test_every_listing_is_a_picklist() -> None:
    """Unless its declaration says that its objects have no IDs to choose."""
    listed = set()
    for module in pkgutil.iter_modules(_resources.__path__):
        found = importlib.import_module(f"{_resources.__name__}.{module.name}")
        listed |= {
            value.module or value.name if value.listing.picklist is None else value.listing.picklist
            for value in vars(found).values()
            if isinstance(value, Resource) and value.listing
        }
    assert listed - {""} == set(PICKLISTS), "run make generate"
