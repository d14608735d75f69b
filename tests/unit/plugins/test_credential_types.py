# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credential types for AWX and EDA Controller, rendered as these render them, and used against the emulator.

What AWX and EDA Controller do is known from their source code. AWX (models/credential.py, fields.py) renders each
variable with Jinja2's immutable sandbox and only the fields that are filled in. EDA Controller (utils/credentials.py,
wsapi/consumers.py) does the same with native types and strict undefined values. It first fills in defaults and empty
texts, and encrypts secrets with Ansible Vault.
"""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest
import yaml
from jinja2 import StrictUndefined
from jinja2.nativetypes import NativeEnvironment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.community.pagerduty.plugins.module_utils._core.connection_options import (
    CONNECTION_SPEC,
    ENVIRONMENT,
)
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import info_operation
from ansible_collections.community.pagerduty.plugins.module_utils._engine.run import execute
from ansible_collections.community.pagerduty.plugins.module_utils._resources.service import SERVICE
from ansible_collections.community.pagerduty.plugins.module_utils._shells.sessions import Sessions
from ansible_collections.community.pagerduty.plugins.plugin_utils._process import validator
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(ROOT.glob("extensions/*/credential_types/*.yml"))
NAMES = [f"{path.parts[-3]} {path.stem}" for path in FILES]
VAULT = "$ANSIBLE_VAULT;1.2;AES256;EDA_SERVER\n30313233\n61626364\n"

# The environment variables that do not belong to a connection option, and whether they contain secrets.
OTHERS = {"PAGERDUTY_CHANGES_ROUTING_KEY": True, "PAGERDUTY_WEBHOOK_SECRET": True}
SECRET = {
    **{variable: bool(CONNECTION_SPEC[name].get("no_log")) for name, (variable, *_others) in ENVIRONMENT.items()},
    **OTHERS,
}
# Variables that AWX sets itself. It ignores these in credentials, and all that start with ANSIBLE_.
RESERVED = {"JOB_ID", "INVENTORY_ID", "AWX_HOST", "PROJECT_REVISION", "PATH", "PYTHONPATH", "VIRTUAL_ENV"}


class NativeSandbox(ImmutableSandboxedEnvironment, NativeEnvironment):
    pass


def load(path: Path) -> dict[str, t.Any]:
    content: dict[str, t.Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def rendered(content: dict[str, t.Any], inputs: dict[str, str], *, eda: bool) -> dict[str, t.Any]:
    """The environment variables of a job or an activation with a credential. inputs: the fields that are filled in."""
    templates = content["injectors"]["env"]
    if eda:
        fields = content["inputs"]["fields"]
        context = {**{field["id"]: field.get("default", "") for field in fields}, **inputs}
        environment: ImmutableSandboxedEnvironment = NativeSandbox(undefined=StrictUndefined)
    else:
        context = {name: value for name, value in inputs.items() if value}
        environment = ImmutableSandboxedEnvironment()
    return {name: environment.from_string(text).render(**context) for name, text in templates.items()}


def test_there_are_files_for_both() -> None:
    assert {"awx pagerduty", "awx pagerduty_user", "eda pagerduty"} <= set(NAMES)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_the_file_has_the_form_that_the_module_and_the_api_require(path: Path) -> None:
    content = load(path)
    kind = {"kind"} if path.parts[-3] == "awx" else set()
    assert content.keys() == {"name", "description", "inputs", "injectors", *kind}
    assert content.get("kind", "cloud") == "cloud"
    assert content["inputs"].keys() <= {"fields", "required"}
    assert content["injectors"].keys() == {"env"}

    fields = {field["id"]: field for field in content["inputs"]["fields"]}
    assert len(fields) == len(content["inputs"]["fields"])
    assert set(content["inputs"].get("required", ())) <= fields.keys()
    for name, field in fields.items():
        assert re.fullmatch(r"[a-z_]+", name) and name != "tower" and not name.startswith("eda_")
        assert field.keys() <= {"id", "type", "label", "secret", "help_text", "choices", "default"}
        # AWX sets a boolean that is not filled in to false, not to its default.
        assert field["type"] == "string" and field["label"]
        assert "default" not in field or field["default"] in field["choices"]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_each_field_sets_the_variable_of_an_option_and_secrets_are_secret(path: Path) -> None:
    content = load(path)
    fields = {field["id"]: field for field in content["inputs"]["fields"]}
    used = []
    for variable, template in content["injectors"]["env"].items():
        assert variable in SECRET and variable not in RESERVED and not variable.startswith("ANSIBLE_")
        found = re.fullmatch(r"\{\{ (\w+)( \| default\('\w+', true\))? \}\}", template)
        assert found, template
        used.append(found[1])
        assert variable == f"PAGERDUTY_{found[1].upper()}"
        assert bool(fields[found[1]].get("secret")) == SECRET[variable], found[1]
    assert sorted(used) == sorted(fields)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_all_fields_are_defined_and_secrets_stay_as_they_are(path: Path) -> None:
    content = load(path)
    names = [field["id"] for field in content["inputs"]["fields"]]
    strict = ImmutableSandboxedEnvironment(undefined=StrictUndefined)  # AWX checks a new credential type with this
    for template in content["injectors"]["env"].values():
        assert strict.from_string(template).render(dict.fromkeys(names, "EXAMPLE")) == "EXAMPLE"
    for eda in (False, True):
        assert set(rendered(content, dict.fromkeys(names, VAULT), eda=eda).values()) == {VAULT}


# Fields that are filled in, for each type.
ACCOUNT: dict[str, dict[str, str]] = {
    "an API key": {"api_token": "emulator", "from_email": "owner@example.com"},
    "Scoped OAuth": {
        "client_id": "app",
        "client_secret": "app-secret-app-secret",
        "subdomain": "example",
        "scopes": "services.read services.write",
        "region": "us",
    },
    "empty fields": {"api_token": "emulator", "client_id": "", "client_secret": "", "subdomain": "", "region": ""},
}


@pytest.mark.parametrize("inputs", ACCOUNT.values(), ids=ACCOUNT)
@pytest.mark.parametrize("path", [path for path in FILES if path.stem == "pagerduty"], ids=["awx", "eda"])
def test_a_job_with_the_credential_reaches_the_account(
    server: Emulator, path: Path, inputs: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = {key: ACCOUNT["Scoped OAuth"][key] for key in ("client_id", "client_secret")}
    server.reset()
    server.load(
        token="emulator",
        services=[{"name": "Web shop", "escalation_policy": "Default"}],
        oauth_clients=[{**client, "scopes": ["services.read", "services.write"]}],
    )
    assert [one["name"] for one in services(server, path, inputs, monkeypatch)] == ["Web shop"]


def test_a_job_with_the_tokens_of_a_user(server: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.reset()
    app = {"client_id": "app", "client_secret": "app-secret-app-secret"}
    refresh = {"token": "first-refresh-token", "user": "owner@example.com"}
    server.load(token="emulator", oauth_clients=[{**app, "scopes": ["services.read"], "refresh_tokens": [refresh]}])
    path = ROOT / "extensions" / "awx" / "credential_types" / "pagerduty_user.yml"
    inputs = {**app, "refresh_token": refresh["token"], "token_file": str(tmp_path / "tokens.json")}
    for _job in range(2):  # the second one uses the token file
        assert services(server, path, inputs, monkeypatch) == []


def services(
    server: Emulator, path: Path, inputs: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, t.Any]]:
    """List the services in an environment with the credential."""
    environment = {**rendered(load(path), inputs, eda=path.parts[-3] == "eda"), "PAGERDUTY_API_URL": server.url}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    operation = info_operation(SERVICE)
    validation = validator(operation).validate({})
    assert not validation.error_messages, validation.error_messages
    options = validation.validated_parameters
    result = execute(operation, options, check_mode=False, environment=environment, sessions=Sessions())
    return t.cast("list[dict[str, t.Any]]", result["services"])
