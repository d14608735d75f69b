# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the documentation of the connection options from one source: `connection_options.yml`.

Modules and lookups have it in a documentation fragment. Event sources can't use fragments.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import yaml
from project import ROOT

REGION = "connection options"

_SOURCES = ROOT / "extensions" / "eda" / "plugins" / "event_source"
FILES = {
    "modules": ROOT / "plugins" / "doc_fragments" / "pagerduty.py",
    "lookups": ROOT / "plugins" / "doc_fragments" / "lookup.py",
    "webhook": _SOURCES / "pagerduty_webhook.py",
    "poll": _SOURCES / "pagerduty_poll.py",
}


def options(reader: str) -> str:
    """Return the documentation of the options. reader: `modules`, `lookups`, `webhook` or `poll`."""
    source = yaml.safe_load(Path(__file__).with_name("connection_options.yml").read_text(encoding="utf-8"))
    return "".join(_option(name, option, reader) for name, option in source.items())


def _option(name: str, option: dict[str, Any], reader: str) -> str:
    texts = [text if isinstance(text, str) else text["text"] for text in option["description"] if _is_for(text, reader)]
    lines = [f"{key}: {_inline(option[key])}" for key in ("type", "elements", "choices") if key in option]
    if "default" in option and reader == "lookups":
        # A default of the lookup would take precedence over the environment variable.
        texts.append(f"The default is V({_inline(option['default']).removesuffix('.0')}).")
    elif "default" in option:
        lines.append(f"default: {_inline(option['default'])}")
    if reader == "lookups":
        lines += ["vars:", f"  - name: ansible_pagerduty_{name}"]
    described = "".join(_wrapped(text) for text in texts)
    written = f"  {name}:\n    description:\n{described}" + "".join(f"    {line}\n" for line in lines)
    if yaml.safe_load(written)[name]["description"] != texts:
        raise SystemExit(f"connection_options.yml: YAML takes a text of {name} for something else")
    return written


def _is_for(text: str | dict[str, Any], reader: str) -> bool:
    return isinstance(text, str) or reader in text["for"]


def _inline(value: Any) -> str:
    """Return a value in one line of YAML."""
    return yaml.safe_dump(value, default_flow_style=True).splitlines()[0]


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text,
        120,
        initial_indent="      - ",
        subsequent_indent="        ",
        break_long_words=False,
        break_on_hyphens=False,
    ) + "\n"
