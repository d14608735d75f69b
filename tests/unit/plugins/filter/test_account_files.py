# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of the files of an account, and that the lookup reads them back."""

from __future__ import annotations

import re
import tempfile
import typing as t
from pathlib import Path

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.community.pagerduty.plugins.filter.account_files import account_files
from ansible_collections.community.pagerduty.plugins.lookup.account_config import LookupModule
from ansible_collections.community.pagerduty.tests.unit.plugins.account_seeds import UNUSUAL

Config = dict[str, list[dict[str, t.Any]]]

ODD = (
    *UNUSUAL, "{{ x }}", "{# x #}", "x" * 200, "é" * 200, "web", "WEB", "Web", "w/e/b", "../up", "..", ".", "con",
    "NUL", "Aux.", "lpt1", "com10", "a\\b", "trailing. ", "two\nlines", "two\nlines\n", "ends\n\n", "\n", " \n x",
    "tab\tx\ny", "\x85", "\u2028", "\x00", "\ufeff", "# a\n  # b", "- a\n- b\n", "|\n>", "!unsafe", "!vault |", "---",
    "...", "<<", "yes\nno", "{{ x }}\n{% y %}\n",
)  # fmt: skip
texts = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
names = texts.filter(lambda text: text.strip())
values = st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3)
entries = st.builds(
    lambda name, more: {"name": name, **more},
    names,
    st.fixed_dictionaries({}, optional={"description": values, "members": st.lists(st.builds(dict, user=texts))}),
)


def written(config: Config, folder: Path, layout: str = "kind", **notes: t.Any) -> dict[str, str]:
    """The files, which are also written to a folder."""
    files = account_files({"config": config, **notes}, layout)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return files


def read(folder: Path) -> dict[str, t.Any]:
    """What the lookup returns. A variable that a template in the configuration could name exists."""
    loader, variables = DataLoader(), {"x": "evaluated", "y": "evaluated"}
    found = LookupModule(loader=loader, templar=Templar(loader=loader, variables=variables)).run(
        [str(folder)], variables
    )
    return found[0]


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, max_size=8), st.sampled_from(["kind", "object"]))
def test_the_lookup_reads_what_the_filter_writes(teams: list[dict[str, t.Any]], layout: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        files = written({"teams": teams, "templates": teams[:1]}, Path(name), layout)
        found = read(Path(name))
    listed = found["config"].get("teams", [])
    key = repr if layout == "object" else (lambda entry: 0)
    assert sorted(listed, key=key) == sorted(teams, key=key)
    assert found["config"].get("templates", []) == teams[:1]
    assert len({name.lower() for name in files}) == len(files)
    for name, text in files.items():
        assert re.fullmatch(r"(teams|templates)(/[a-z0-9][a-z0-9-]{0,80})?\.yml", name)
        assert not re.search(r"/(con|prn|aux|nul|com\d|lpt\d)\.yml", name)
        assert text.endswith("\n") and "\r" not in text
    for place in found["sources"].get("teams", []):
        file, line = place.split(":")
        assert re.match(r" +- ", files[file].split("\n")[int(line) - 1])


def test_the_text_of_a_file() -> None:
    config = {
        "services": [
            {"name": "Payments", "escalation_policy": "yes", "description": "Sells\n{{ things }}"},
            {"name": "Web shop", "escalation_policy": "{{ Web }}", "auto_resolve_timeout": 0},
        ],
        "users": [{"email": "ann@example.com", "name": "Ann"}],
    }
    note = {"kind": "services", "option": "custom", "name": ""}
    files = account_files(
        {
            "config": config,
            "secrets": [
                {"kind": "services", "name": "Payments", "option": "key", "secret": "of each"},
                {"kind": "services", "name": "Web shop", "option": "key", "secret": "of each"},
                {"kind": "services", "name": "Web shop", "option": "token", "secret": "of\none"},
            ],
            "not_exported": [
                {**note, "option": "", "reason": "all of them"},
                {**note, "name": "Gone", "reason": "of another object"},
                {"kind": "tags", "name": "", "option": "", "reason": "not available"},
            ],
        }
    )
    assert set(files) == {"users.yml", "tags.yml", "services.yml"}
    assert files["services.yml"].split("\n", 1)[1] == (
        "# An entry has the options of the module community.pagerduty.pagerduty_service.\n"
        "---\n"
        "# not exported: all of them\n"
        "# Gone: custom: not exported: of another object\n"
        "# each entry: key: secret, not exported: of each\n"
        "pagerduty_services:\n"
        "  - name: Payments\n"
        "    escalation_policy: 'yes'\n"
        "    description: !unsafe |-\n"
        "      Sells\n"
        "      {{ things }}\n"
        "\n"
        "  # token: secret, not exported: of one\n"
        "  - name: Web shop\n"
        "    escalation_policy: !unsafe '{{ Web }}'\n"
        "    auto_resolve_timeout: 0\n"
    )
    assert files["tags.yml"].endswith("---\n# not exported: not available\npagerduty_tags: []\n")


def test_names_of_files() -> None:
    teams = [{"name": name} for name in ("Web shop", "web/shop", "日本語", "CON", "Ops", "Zoë & Co.", "x" * 300)]
    files = account_files({"config": {"teams": teams}}, "object")
    patterns = ["web-shop-[0-9a-f]{8}"] * 2 + ["object-[0-9a-f]{8}", "con-[0-9a-f]{8}", "ops", "zoe-co", "x{60}"]
    for name, pattern in zip(files, patterns, strict=True):
        assert re.fullmatch(f"teams/{pattern}.yml", name)
    others = account_files({"config": {"teams": teams[::-1]}}, "object")
    assert others == files, "the names depend on the order"


@pytest.mark.parametrize(
    ("given_", "layout", "text"),
    [
        ("x", "kind", "must be the result of pagerduty_account_info"),
        ({"services": []}, "kind", "must be the result of pagerduty_account_info"),
        ({"config": {"service": []}}, "kind", "config.service: there is no such kind. The kinds are addons"),
        ({"config": {"services": {}}}, "kind", "config.services: must be a list of dictionaries"),
        ({"config": {"services": ["x"]}}, "kind", "config.services: must be a list of dictionaries"),
        ({"config": {}}, "kinds", "layout: must be one of kind, object, not 'kinds'"),
    ],
)
def test_wrong_input(given_: t.Any, layout: str, text: str) -> None:
    with pytest.raises(AnsibleError) as caught:
        account_files(given_, layout)
    assert text in str(caught.value)
