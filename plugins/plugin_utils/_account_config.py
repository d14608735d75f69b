# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the configuration of an account from files or from variables, with the place of each entry.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import difflib
import os
import typing as t
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from ansible import template
from ansible.errors import AnsibleError

from ..module_utils._core.directory import yaml_files
from ..module_utils._core.errors import PagerDutyError, one_line
from ..module_utils._engine.account.texts import PREFIX
from ..module_utils._operations.account import KINDS
from ._action import without_tags

try:
    from ansible._internal._datatag._tags import Origin  # the public API has no counterpart
except ImportError:  # before ansible-core 2.19
    Origin = None

_Loader: t.Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, written in C

# Since ansible-core 2.19, only text with a tag is evaluated as a template.
_TRUSTED = {"trusted_as_template": True} if hasattr(template, "trust_as_template") else {}


@dataclass
class Part:
    """A list of entries, as a file or a variable has it.

    value: the list, or a template of one. place: where it is. places: where its entries are.
    """

    kind: str
    value: t.Any
    place: str
    places: list[str] = field(default_factory=list)


@dataclass
class Config:
    """The configuration: parts of it, and what is wrong with the places that it comes from."""

    parts: list[Part] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def rendered(self, templar: t.Any, omit: t.Any) -> dict[str, t.Any]:
        """The entries by kind, their places, and all errors, with rendered templates.

        omit: the value of the variable `omit`.
        """
        config: dict[str, list[t.Any]] = {}
        sources: dict[str, list[str]] = {}
        for part in self.parts:
            config.setdefault(part.kind, [])
            sources.setdefault(part.kind, [])
            for place, entry in self._entries(part, templar):
                try:
                    rendered = _plain(templar.template(entry), omit)
                except AnsibleError as error:
                    self.errors.append(f"{place}: {one_line(getattr(error, 'message', error))}")
                else:
                    config[part.kind].append(rendered)
                    sources[part.kind].append(place)
        return {"config": config, "sources": sources, "errors": self.errors}

    def _entries(self, part: Part, templar: t.Any) -> list[tuple[str, t.Any]]:
        """The entries of a part with their places. The value can be a template, then its entries have no lines."""
        value, places = part.value, part.places
        if isinstance(value, str):
            try:
                value, places = templar.template(value), []
            except AnsibleError as error:
                self.errors.append(f"{part.place}: {one_line(getattr(error, 'message', error))}")
                return []
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            self.errors.append(f"{part.place}: {PREFIX}{part.kind} must be a list of entries")
            return []
        if len(places) != len(value):
            places = [f"{part.place}[{index}]" for index in range(len(value))]
        return list(zip(places, value, strict=True))


def _plain(value: t.Any, omit: t.Any) -> t.Any:
    """A value as JSON has it: without Ansible's types and tags, and without entries that are omitted.

    Before ansible-core 2.19, `omit` is a text that tasks remove. Raises AnsibleError if a value can't be decrypted.
    """
    if isinstance(value, t.Mapping):
        return {_plain(key, omit): _plain(entry, omit) for key, entry in value.items() if not _is_omitted(entry, omit)}
    if isinstance(value, (list, tuple)):
        return [_plain(entry, omit) for entry in value if not _is_omitted(entry, omit)]
    if isinstance(value, date):  # YAML's type for a time without quotes
        return value.isoformat()
    if value is None or isinstance(value, (str, bool, int, float)):
        return without_tags(value)
    return str(value)  # before ansible-core 2.19, an encrypted text


def _is_omitted(value: t.Any, omit: t.Any) -> bool:
    return isinstance(omit, str) and isinstance(value, str) and value == omit


# -- files -------------------------------------------------------------------------------------------------------------


def from_paths(terms: t.Sequence[str], loader: t.Any) -> Config:
    """The configuration in files and directories. loader: Ansible's DataLoader."""
    config = Config()
    for term in terms:
        path = loader.path_dwim(term)
        if os.path.isdir(path):
            for name in _files(path, config):
                shown = name if len(terms) == 1 else f"{term.rstrip('/')}/{name}"
                _read(str(Path(path) / name), shown, loader, config)
        elif os.path.isfile(path):
            _read(path, term, loader, config)
        else:
            config.errors.append(f"there is no file or directory {path}")
    return config


def _files(path: str, config: Config) -> list[str]:
    try:
        return yaml_files(path)
    except PagerDutyError as error:
        config.errors.append(error.message)
        return []


def _read(path: str, shown: str, loader: t.Any, config: Config) -> None:
    """Add a file. shown: its name in messages."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        config.errors.append(f"{shown}: can't be read ({error.strerror})")
        return
    except ValueError:
        config.errors.append(f"{shown}: is not UTF-8 text")
        return
    is_encrypted = text.startswith("$ANSIBLE_VAULT;")
    lines: dict[str, tuple[int, list[int]]] = {}
    if not is_encrypted:
        try:
            lines = _lines(text, shown, config)
        except yaml.YAMLError as error:
            config.errors.append(_yaml_error(error, shown))
            return
    try:
        value = loader.load_from_file(path, cache="none", **_TRUSTED)
    except AnsibleError as error:
        config.errors.append(f"{shown}: {one_line(getattr(error, 'message', error))}")
        return
    if value is None:
        return
    if not isinstance(value, dict):
        config.errors.append(f"{shown}: must have variables such as {PREFIX}services, and is a list or a text")
        return
    for name, entries in value.items():
        line, entry_lines = lines.get(str(name), (0, []))
        place = f"{shown}:{line}" if line else shown
        kind = str(name).removeprefix(PREFIX)
        if kind in KINDS and name != kind:
            places = [f"{shown}:{number}" for number in entry_lines]
            config.parts.append(Part(kind, entries, place, places))
        else:
            config.errors.append(f"{place}: {_unknown(str(name))}")


def _unknown(name: str) -> str:
    near = _nearest(name)
    if near:
        return f"there is no variable {name}; did you mean {near}?"
    return f"there is no variable {name}; a file has only {', '.join(sorted(f'{PREFIX}{kind}' for kind in KINDS))}"


def _nearest(name: str) -> str:
    """The variable with a similar name; "" if there is none."""
    near = difflib.get_close_matches(name.removeprefix(PREFIX), KINDS, 1, 0.75)
    return f"{PREFIX}{near[0]}" if near else ""


def _lines(text: str, shown: str, config: Config) -> dict[str, tuple[int, list[int]]]:
    """By variable, its line and those of its entries. Raises YAMLError. A key that is set twice is an error."""
    root = yaml.compose(text, Loader=_Loader)
    for line, key in _repeated(root):
        config.errors.append(f"{shown}:{line}: {key} is set twice")
    found = {}
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            entries = value.value if isinstance(value, yaml.SequenceNode) else []
            found[str(key.value)] = (key.start_mark.line + 1, [entry.start_mark.line + 1 for entry in entries])
    return found


def _repeated(root: yaml.Node | None) -> list[tuple[int, str]]:
    """The keys that a dictionary has twice, with their lines."""
    repeated = []
    nodes, visited = [root], set()
    while nodes:
        node = nodes.pop()
        if node is None or id(node) in visited:  # an alias
            continue
        visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            keys = set()
            for key, value in node.value:
                nodes.append(value)
                if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                    if key.value in keys:
                        repeated.append((key.start_mark.line + 1, key.value))
                    keys.add(key.value)
    return sorted(repeated)


def _yaml_error(error: yaml.YAMLError, shown: str) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"{shown}:{mark.line + 1}" if mark else shown
    problem = getattr(error, "problem", None) or error
    context = getattr(error, "context", None)
    return f"{place}: is not YAML: {one_line(f'{context}: {problem}' if context else problem)}"


# -- variables ---------------------------------------------------------------------------------------------------------


def from_variables(variables: t.Mapping[str, t.Any], templar: t.Any) -> Config:
    """The configuration in variables. A list in a variable with a similar name is an error."""
    config = Config()
    known = {f"{PREFIX}{kind}": kind for kind in KINDS}
    for name in sorted(str(name) for name in variables if str(name).startswith(PREFIX)):
        value = variables[name]
        place = _place(value)
        if name in known:
            places = [_place(entry) or place or f"{name}[{index}]" for index, entry in enumerate(_listed(value))]
            config.parts.append(Part(known[name], value, place or name, places))
            continue
        near = _nearest(name)
        if near and _is_list(value, templar):
            config.errors.append(f"{f'{place}: ' if place else ''}{name} is not used; did you mean {near}?")
    return config


def _listed(value: t.Any) -> t.Sequence[t.Any]:
    return value if isinstance(value, (list, tuple)) else ()


def _is_list(value: t.Any, templar: t.Any) -> bool:
    try:
        return isinstance(templar.template(value) if isinstance(value, str) else value, (list, tuple))
    except AnsibleError:  # another variable of the user
        return False


def _place(value: t.Any) -> str:
    """The file and the line of a value, as Ansible knows it: relative to the current directory; "" if unknown."""
    position = getattr(value, "ansible_pos", None)  # before ansible-core 2.19: file, line, column
    if not position and Origin is not None:
        origin = Origin.get_tag(value)
        position = (origin.path, origin.line_num) if origin and origin.path else None
    if not position or not position[0] or not os.path.isabs(position[0]):
        return ""
    relative = os.path.relpath(position[0])
    path = position[0] if relative.startswith(os.pardir) else relative
    return f"{path}:{position[1]}" if position[1] else path
