# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the documentation site: the guides in docs/, and a page for each plugin from its documentation.

It runs with the Python of .venv/site. Every problem is an error, also a link that leads nowhere.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from antsibull_docs_parser.md import to_md
from antsibull_docs_parser.parser import Context, parse
from project import CACHE, ROOT

COLLECTION = "community.pagerduty"
REPOSITORY = "https://github.com/ansible-collections/community.pagerduty/blob/main/"
SITE = CACHE / "site"
SOURCE = SITE / "source"
EDA = ROOT / "extensions" / "eda" / "plugins"
EDA_TYPES = {"event_source": "event source", "event_filter": "event filter"}


def main(builder: str = "html") -> int:
    """Build the site into .cache/site/<builder> and return the exit code. builder: of Sphinx, such as linkcheck."""
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(ROOT / "docs" / "site", SOURCE)
    (SOURCE / "collection").mkdir(mode=0o755)
    tools = Path(sys.executable).parent
    words = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", SOURCE / "collection", COLLECTION]
    subprocess.run([tools / "antsibull-docs", "collection", *words], check=True)
    for path in (SOURCE / "collection").glob("*.rst"):
        path.write_text(_for_theme(path.read_text(encoding="utf-8")), encoding="utf-8")
    modules = (SOURCE / "collection").glob("*_module.rst")
    _write_guides({path.stem.removesuffix("_module"): path.name for path in modules})
    _write_event_plugins()
    return subprocess.run(
        [tools / "sphinx-build", "-b", builder, "-W", "--keep-going", "-q", "-j", "2", SOURCE, SITE / builder],
        check=False,
    ).returncode


def _for_theme(text: str) -> str:
    """Adapt a page of antsibull-docs: the theme has the contents at the side, and needs short names there."""
    text = re.sub(r"^\.\. contents::\n(   .*\n)+", "", text, flags=re.MULTILINE)
    text = re.sub(rf"^{re.escape(COLLECTION)}\.(\w+ (?:\w+ )*-- )", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"^    (\w+)_(module|lookup|filter|callback|role)$", r"    \1 <\1_\2>", text, flags=re.MULTILINE)


def _write_guides(pages: dict[str, str]) -> None:
    """Write the guides, with links to the pages of modules. pages: files by name of the module."""
    target = SOURCE / "guides"
    target.mkdir()
    for path in sorted((ROOT / "docs").glob("*.md")):
        text = "".join(_with_links(part, pages) for part in _parts(path.read_text(encoding="utf-8")))
        (target / path.name).write_text(text, encoding="utf-8")
    if (ROOT / "docs" / "images").is_dir():
        shutil.copytree(ROOT / "docs" / "images", target / "images")


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Split a document into (whether this is prose, text): blocks of code and headings are not."""
    for part in re.split(r"(^```.*?^```$|^#+ [^\n]*$)", text, flags=re.MULTILINE | re.DOTALL):
        yield not part.startswith(("```", "#")), part


def _with_links(part: tuple[bool, str], pages: dict[str, str]) -> str:
    is_prose, text = part
    if not is_prose:
        return text
    text = re.sub(r"\]\(\.\./([^)\s]+)\)", lambda link: f"]({REPOSITORY}{link[1]})", text)

    def linked(code: re.Match[str]) -> str:
        name = code[1].removeprefix(f"{COLLECTION}.")
        return f"[`{code[1]}`](../collection/{pages[name]})" if name in pages else code[0]

    return re.sub(r"(?<!\[)`([a-z_.]+)`(?!\])", linked, text)


def _write_event_plugins() -> None:
    """Write the pages of event sources and filters, which antsibull-docs does not support."""
    target = SOURCE / "eda"
    target.mkdir()
    names = []
    for folder, kind in EDA_TYPES.items():
        for path in sorted((EDA / folder).glob("[a-z]*.py")):
            text = _event_plugin(path, kind)
            name = f"{path.stem}_{folder}"
            (target / f"{name}.md").write_text(text, encoding="utf-8")
            names.append(name)
    lines = [
        "# Event sources and filters",
        "",
        "They are used in rulebooks of Event-Driven Ansible, see [events](../guides/events.md).",
        "",
    ]
    lines += ["```{toctree}", *names, "```", ""]
    (target / "index.md").write_text("\n".join(lines), encoding="utf-8")


def _event_plugin(path: Path, kind: str) -> str:
    command = [Path(sys.executable).parent / "ansible-doc", "--json", "-M", path.parent, path.stem]
    document = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)[path.stem]
    doc = document["doc"]
    lines = [f"# {COLLECTION}.{path.stem} {kind}", "", _markdown(doc["short_description"]), ""]
    lines += [f"- {_markdown(text)}" for text in _list(doc["description"])]
    lines += [
        "",
        "## Options",
        "",
        "| option | type | default | description |",
        "|---|---|---|---|",
        *_rows(doc["options"]),
    ]
    if doc.get("notes"):
        lines += ["", "## Notes", "", *(f"- {_markdown(text)}" for text in _list(doc["notes"]))]
    lines += ["", "## Examples", "", "```yaml", str(document["examples"]).strip(), "```", ""]
    return "\n".join(lines)


def _rows(options: dict[str, Any], above: str = "") -> Iterator[str]:
    """The rows of a table of options, with those inside of others below them."""
    for name, option in sorted(options.items()):
        kind = option.get("type", "str") + (f" of {option['elements']}" if option.get("elements") else "")
        default = (
            "required"
            if option.get("required")
            else f"`{json.dumps(option['default'])}`"
            if "default" in option
            else ""
        )
        text = " ".join(_markdown(text) for text in _list(option["description"]))
        if option.get("choices"):
            text += " Choices: " + ", ".join(f"`{choice}`" for choice in option["choices"]) + "."
        yield f"| `{above}{name}` | {kind} | {default} | {text.replace('|', chr(92) + '|')} |"
        yield from _rows(option.get("suboptions") or {}, f"{above}{name}.")


def _list(text: str | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else text


def _markdown(text: str) -> str:
    """Convert Ansible's markup."""
    return to_md(parse(text, Context()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
