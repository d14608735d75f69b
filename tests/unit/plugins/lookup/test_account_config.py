# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of an account in files and variables: what is read, and what is wrong with it."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest
from ansible.errors import AnsibleError
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.template import Templar

from ansible_collections.community.pagerduty.plugins.lookup.account_config import LookupModule

SECRET = VaultSecret(b"password")
OMIT = "__omit_place_holder__1234"  # as before ansible-core 2.19


def look_up(
    *terms: t.Any, variables: dict[str, t.Any] | None = None, secret: VaultSecret | None = SECRET, **options: t.Any
) -> t.Any:
    loader = DataLoader()
    secrets = [("default", secret)] if secret else []
    loader.set_vault_secrets(secrets)
    if hasattr(vault, "VaultSecretsContext"):  # since ansible-core 2.19, for values
        vault.VaultSecretsContext._current = vault.VaultSecretsContext(secrets)
    variables = {"policy": "Web", "omit": OMIT, **(variables or {})}
    (found,) = LookupModule(loader=loader, templar=Templar(loader=loader, variables=variables)).run(
        list(terms), variables, **options
    )
    return found


def fails(*terms: t.Any, **how: t.Any) -> str:
    with pytest.raises(AnsibleError) as caught:
        look_up(*terms, **how)
    return str(caught.value)


def encrypted(text: str) -> str:
    return VaultLib([("default", SECRET)]).encrypt(text).decode()


def variables_of(path: Path) -> dict[str, t.Any]:
    """The variables in a file, as Ansible loads those of `group_vars`."""
    loader = DataLoader()
    try:
        return t.cast("dict[str, t.Any]", loader.load_from_file(str(path), trusted_as_template=True))
    except TypeError:  # before ansible-core 2.19
        return t.cast("dict[str, t.Any]", loader.load_from_file(str(path)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "more").mkdir()
    (tmp_path / ".github").mkdir()
    (tmp_path / "services.yml").write_text(
        "---\n"
        "# Services\n"
        "pagerduty_services:\n"
        "  - name: Web shop\n"
        "    escalation_policy: '{{ policy }}'\n"
        "    description: !unsafe '{{ policy }}'\n"
        "  -\n"
        "    name: Payments\n"
        "    escalation_policy: Default\n"
        f"    acknowledgement_timeout: '{OMIT}'\n"
    )
    vaulted = encrypted("hunter22").replace("\n", "\n      ").rstrip()
    (tmp_path / "more" / "a.json").write_text('{"pagerduty_services": [\n{"name": "Mail"}]}')
    (tmp_path / "more" / "b.yaml").write_text(
        "pagerduty_teams: [{name: A},\n {name: B}]\n"
        f"pagerduty_templates:\n  - name: T\n    message: !vault |\n      {vaulted}\n"
    )
    (tmp_path / "more" / "empty.yml").write_text("# Nothing\n")
    (tmp_path / "vault.yml").write_text(encrypted("pagerduty_teams:\n  - name: '{{ policy }}'\n"))
    (tmp_path / ".github" / "x.yml").write_text("- no variables\n")
    (tmp_path / "README.md").write_text("{")
    return tmp_path


def test_the_files_of_a_directory(folder: Path) -> None:
    assert look_up(str(folder)) == {
        "errors": [],
        "config": {
            "services": [
                {"name": "Mail"},
                {"name": "Web shop", "escalation_policy": "Web", "description": "{{ policy }}"},
                {"name": "Payments", "escalation_policy": "Default"},
            ],
            "teams": [{"name": "A"}, {"name": "B"}, {"name": "Web"}],
            "templates": [{"name": "T", "message": "hunter22"}],
        },
        "sources": {
            "services": ["more/a.json:2", "services.yml:4", "services.yml:8"],
            "teams": ["more/b.yaml:1", "more/b.yaml:2", "vault.yml[0]"],
            "templates": ["more/b.yaml:4"],
        },
    }


def test_plain_values(folder: Path) -> None:
    """The result has no types and tags of Ansible: text from a template or a vault is never evaluated again."""

    def types(value: t.Any) -> set[type]:
        inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
        return {type(value)}.union(*map(types, inner))

    assert types(look_up(str(folder))) == {dict, list, str}


def test_files_and_several_directories(folder: Path) -> None:
    (folder / "services.yml").unlink()
    found = look_up([str(folder / "vault.yml"), f"{folder}/more/"])
    assert found["config"]["teams"] == [{"name": "Web"}, {"name": "A"}, {"name": "B"}]
    assert found["sources"]["teams"] == [f"{folder}/vault.yml[0]", f"{folder}/more/b.yaml:1", f"{folder}/more/b.yaml:2"]


def test_variables(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    variables = {
        **variables_of(folder / "services.yml"),
        "pagerduty_tags": [{"label": "A"}],
        "pagerduty_teams": None,
        "pagerduty_service": "Web shop",
        "pagerduty_escalations": "{{ policy }}",
        "pagerduty_service_list": "{{ missing }}",
    }
    found = look_up(variables=variables)
    assert [entry["name"] for entry in found["config"].pop("services")] == ["Web shop", "Payments"]
    assert found["config"] == {"tags": [{"label": "A"}], "teams": []}
    assert found["sources"] == {
        "services": ["services.yml:4", "services.yml:8"], "tags": ["pagerduty_tags[0]"], "teams": []
    }  # fmt: skip


def test_times_without_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "pagerduty_maintenance_windows:\n  - start_time: 2030-01-07T09:00:00+01:00\n    end_time: 2030-01-08\n"
    )
    entry = {"start_time": "2030-01-07T09:00:00+01:00", "end_time": "2030-01-08"}
    assert look_up(str(tmp_path))["config"] == {"maintenance_windows": [entry]}


def test_a_template_that_returns_the_list(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("---\npagerduty_teams: \"{{ teams + [{'name': policy}] }}\"\n")
    teams = [{"name": "A"}]
    expected = {"config": {"teams": [{"name": "A"}, {"name": "Web"}]}}
    found = look_up(str(tmp_path), variables={"teams": teams})
    assert found == {**expected, "errors": [], "sources": {"teams": ["a.yml:2[0]", "a.yml:2[1]"]}}
    found = look_up(variables={"teams": teams, **variables_of(tmp_path / "a.yml")})
    assert found["config"] == expected["config"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("- name: Web\n", "a.yml: must have variables such as pagerduty_services, and is a list or a text"),
        ("Web\n", "a.yml: must have variables"),
        ("\npagerduty_servcies: []\n", "a.yml:2: there is no variable pagerduty_servcies; did you mean pagerduty_s"),
        ("teams: []\n", "a.yml:1: there is no variable teams; did you mean pagerduty_teams?"),
        ("colour: red\n", "a.yml:1: there is no variable colour; a file has only pagerduty_addons, "),
        ("1: red\n", "a.yml:1: there is no variable 1"),
        ("pagerduty_teams: {name: Web}\n", "a.yml:1: pagerduty_teams must be a list of entries"),
        ("pagerduty_teams: 7\n", "a.yml:1: pagerduty_teams must be a list of entries"),
        ("pagerduty_teams: '{{ policy }}'\n", "a.yml:1: pagerduty_teams must be a list of entries"),
        ("pagerduty_teams: '{{ missing }}'\n", "a.yml:1: "),
        ("pagerduty_teams:\n  - name: '{{ missing }}'\n", "a.yml:2: "),
        ("pagerduty_teams:\n  - name: '{{ missing'\n", "a.yml:2: "),
        ("a: b: c\n", "a.yml:1: is not YAML: mapping values are not allowed"),
        ("pagerduty_teams:\n  - name: A\n name: B\n", "a.yml:3: is not YAML: "),
        ("pagerduty_teams: [\n", "is not YAML: "),
        ("pagerduty_teams: []\n---\npagerduty_teams: []\n", "a.yml:2: is not YAML: expected a single document"),
        ("pagerduty_teams:\n  - name: A\n    name: B\n", "a.yml:3: name is set twice"),
        ("pagerduty_teams: []\npagerduty_teams: []\n", "a.yml:2: pagerduty_teams is set twice"),
        ("pagerduty_teams: [{name: !secret A}]\n", "a.yml: "),
        (b"pagerduty_teams: [\xff]\n", "a.yml: is not UTF-8 text"),
        ("$ANSIBLE_VAULT;1.1;AES256\n3030\n", "a.yml: "),
    ],
)
def test_wrong_files(tmp_path: Path, text: str | bytes, error: str) -> None:
    (tmp_path / "a.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
    message = fails(str(tmp_path))
    assert error in message and "\n" not in message


def test_all_errors_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("teams: []\npagerduty_teams:\n  - name: '{{ missing }}'\n    name: B\n")
    (tmp_path / "b.yml").write_text("[")
    message = fails(str(tmp_path))
    for error in ("a.yml:1: there is no variable", "a.yml:4: name is set twice", "b.yml:2: is not YAML"):
        assert error in message


def test_a_vault_without_its_password(folder: Path) -> None:
    message = fails(str(folder / "vault.yml"), secret=None)
    assert "vault.yml: " in message and "decrypt" in message
    assert "b.yaml:4" in fails(str(folder / "more" / "b.yaml"), secret=VaultSecret(b"other"))


def test_a_place_that_does_not_exist(tmp_path: Path) -> None:
    assert f"there is no file or directory {tmp_path}/none" in fails(f"{tmp_path}/none")
    assert "is not a file or directory" in fails("")


def test_variables_with_similar_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "all.yml").write_text(
        "pagerduty_servcies:\n  - name: A\npagerduty_team: '{{ [policy] }}'\npagerduty_my_own: []\npagerduty_user: A\n"
    )
    monkeypatch.chdir(tmp_path)
    message = fails(variables=variables_of(tmp_path / "all.yml"))
    assert re.search(r"all.yml:2: pagerduty_servcies is not used; did you mean pagerduty_services\?", message)
    assert "pagerduty_team is not used; did you mean pagerduty_teams?" in message
    assert "my_own" not in message and "pagerduty_user is" not in message


def test_errors_can_be_returned(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("teams: []\npagerduty_teams:\n  - name: A\n  - name: '{{ missing }}'\n")
    found = look_up(str(tmp_path), collect_errors=True)
    assert found["config"] == {"teams": [{"name": "A"}]}
    assert [error.partition(": ")[0] for error in found["errors"]] == ["a.yml:1", "a.yml:4"]
    assert "The only option is collect_errors" in fails(str(tmp_path), other=1)


def test_a_message_has_a_part_of_many_errors(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("".join(f"v{number}: []\n" for number in range(30)))
    assert fails(str(tmp_path)).endswith("; and 10 more errors")
