# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request and answer of the integration tests, held against PagerDuty's own OpenAPI document.

PAGERDUTY_EXCHANGES names the file that the emulator recorded (`--record`), PAGERDUTY_OPENAPI the document. The document
is not a part of this project; without it there is nothing to hold against. `make contract` sets both.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
from collections import Counter
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils import _resources
from ansible_collections.community.pagerduty.plugins.module_utils._schema.resource import Resource
from ansible_collections.community.pagerduty.tests.contract.openapi import Contract

MODULES = Path(__file__).resolve().parents[2] / "plugins" / "modules"

# Operations on what the modules manage that no module needs: a name, such as `DELETE /services/{id}`, and the reason.
UNUSED: dict[str, str] = {
    "GET /ip_allow_lists/{id}": "an account has one list at most, so the list of all is read",
}

# The Events API and those of two integrations are APIs of their own, which the document does not describe.
OTHER = ("/v2/enqueue", "/v2/change/enqueue", "/integration-slack/", "/integration-jira-cloud/")

FEWEST = 200  # exchanges, below which the record is not one of the whole run


def _given(variable: str) -> Path:
    path = os.environ.get(variable)
    if not path:
        pytest.skip(f"{variable} is not set")
    return Path(path)


@pytest.fixture(scope="session")
def document():
    return json.loads(_given("PAGERDUTY_OPENAPI").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def contract(document):
    return Contract(document)


@pytest.fixture(scope="session")
def exchanges():
    """What was exchanged with the REST API, but for what the emulator spoilt on request."""
    lines = _given("PAGERDUTY_EXCHANGES").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [
        exchange
        for exchange in found
        if "target" not in exchange
        and exchange["fault"] is None
        and exchange["status"] is not None
        and not exchange["path"].startswith(OTHER)
    ]


def test_every_exchange_keeps_the_contract(contract, exchanges):
    found = Counter(complaint for exchange in exchanges for complaint in contract.complaints(exchange))
    assert not found, "\n" + "\n".join(f"{count} times {complaint}" for complaint, count in found.most_common(50))


def test_the_document_catches_what_is_wrong(contract, exchanges):
    made = (one for one in exchanges if one["method"] == "POST" and one["status"] == 201)
    # Some operations create a list of objects.
    right = next(one for one in made if all(isinstance(body, dict) for body in one["request_body"].values()))
    ((wrapper, body),) = right["request_body"].items()
    wrong = {
        "an unwrapped body": {**right, "request_body": body},
        "an unknown key": {**right, "request_body": {wrapper: {**body, "nonsense": 1}}},
        "a wrong type": {**right, "request_body": {wrapper: {**body, "type": 1}}},
        "another status": {**right, "status": 200},
        "an unwrapped answer": {**right, "response_body": right["response_body"][wrapper]},
        "an unknown parameter": {**right, "query": {"nonsense": "1"}},
    }
    assert not contract.complaints(right)
    assert [name for name, exchange in wrong.items() if not contract.complaints(exchange)] == []


def test_the_record_is_of_a_whole_run(exchanges):
    assert len(exchanges) >= FEWEST
    assert any(exchange["status"] >= 400 for exchange in exchanges)


def test_every_operation_that_modules_need_was_seen(contract, exchanges):
    nouns = [path.stem.removeprefix("pagerduty_") for path in MODULES.glob("pagerduty_*.py")]
    needed = {operation.name for noun in nouns for operation in contract.operations_of(noun)} - set(UNUSED)
    seen = {
        operation.name
        for exchange in exchanges
        if exchange["status"] < 400 and (operation := contract.operation(exchange["method"], exchange["path"]))
    }
    assert needed
    assert needed <= seen, f"never seen: {', '.join(sorted(needed - seen))}"


# Parameters that the options replace: by path and parameter, why.
_OVERRIDES = "/schedules/{parent}/overrides"
_CUSTOM_SHIFTS = "/v3/schedules/{parent}/custom_shifts"
_OF_SERVICE = "/event_orchestrations/services/{parent}"
_TRIGGERS = "/incident_workflows/triggers"
REPLACED = {
    ("/automation_actions/invocations", "incident_id"): "the option incident, which accepts numbers",
    (_TRIGGERS, "workflow_id"): "the option workflow, which accepts names",
    (_TRIGGERS, "service_id"): "the option service, which accepts names",
    (_TRIGGERS, "incident_id"): "the option incident, which accepts numbers",
    ("/services", "name"): "the option name ignores case, which PagerDuty's parameter may not",
    (_OVERRIDES, "since"): "an option of the module, which has an operation of its own",
    (_OVERRIDES, "until"): "an option of the module, which has an operation of its own",
    (_OVERRIDES, "overflow"): "the module always requests complete times",
    (_OVERRIDES, "editable"): "the module requests IDs whenever PagerDuty has some",
    ("/schedules", "since"): "an option that also adds shifts and gaps to each schedule",
    ("/schedules", "until"): "an option that also adds shifts and gaps to each schedule",
    ("/schedules", "include_next_oncall_for_user"): "the option next_oncall_for_user, which accepts names",
    ("/schedules", "time_zone"): "shifts are returned in UTC",
    (_OF_SERVICE, "include[]=migrated_metadata"): "how rules were made from event rules, which are no more",
    (_CUSTOM_SHIFTS, "overflow"): "the module always requests complete times",
    (_CUSTOM_SHIFTS, "time_zone"): "times have an offset, and playbooks compare them as instants",
}

# Every info module has these, or pages itself.
PAGING = {"limit", "offset", "total", "include[]", "after", "before", "cursor"}


def _listed():
    """Every resource that an info module lists."""
    found = {}
    for module in pkgutil.iter_modules(_resources.__path__):
        module = importlib.import_module(f"{_resources.__name__}.{module.name}")
        listed = [value for value in vars(module).values() if isinstance(value, Resource) and value.listing]
        found.update({_whole(resource): resource for resource in listed if not resource.path.startswith(OTHER)})
    return found


def _whole(resource):
    """The path of the list of a resource, with `{parent}` for each ID. A parent can be under another object."""
    outer = resource.parent and resource.parent.resource.parent
    if not outer:
        return resource.path
    return f"{resource.parent.resource.path}/{{parent}}{resource.path.partition('{parent}')[2]}"


def _template(document, path):
    """The path in the document, whose parameters have other names. Of several, the one with the most fixed parts."""
    parts = path.split("/")
    fitting = {}
    for template in document["paths"]:
        pairs = list(zip(template.split("/"), parts, strict=False))
        if template.count("/") == path.count("/") and all(one == part or one[:1] == "{" for one, part in pairs):
            fitting[template] = sum(one == part for one, part in pairs)
    return max(fitting, key=fitting.__getitem__)


def _parameters(document, path):
    """The query parameters of a list operation, by name. path: with `{parent}` for the ID of the parent."""
    item = document["paths"][_template(document, path)]
    # Some lists have only operations for single objects in the document.
    for parameter in [*item.get("parameters", ()), *item.get("get", {}).get("parameters", ())]:
        if "$ref" in parameter:
            parameter = document["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
        if parameter["in"] == "query":
            yield parameter["name"], parameter["schema"]


def test_info_modules_have_every_parameter_of_the_list_operation(document):
    missing = {}
    for path, resource in _listed().items():
        listing = resource.listing
        known = {entry.api for entry in listing.filters}
        found = dict(_parameters(document, path))
        absent = {name for name in found if name not in known | PAGING and (path, name) not in REPLACED}
        included = found.get("include[]", {})
        values = set(included.get("enum") or included.get("items", {}).get("enum") or ())
        more = {f"include[]={value}" for value in values - {*listing.includes, *resource.includes}}
        absent |= {name for name in more if (path, name) not in REPLACED}
        orders = {entry.api: entry.order or 1 for entry in listing.filters}
        most = {name: schema.get("maxItems", 1) for name, schema in found.items()}
        absent |= {f"{name}: {number} values" for name, number in most.items() if number != orders.get(name, 1)}
        if absent:
            missing[path] = sorted(absent)
    assert not missing
