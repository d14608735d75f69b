# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of an account as YAML files with variables.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
import typing as t
import unicodedata
from collections import Counter

from ..._core.errors import UsageError, one_line
from .exporting import name_of
from .kinds import Entry, Kind

try:
    import yaml
except ImportError as error:
    YAML_IMPORT_ERROR = str(error)
else:
    YAML_IMPORT_ERROR = ""

Note = tuple[str, str]  # an option or "", and the text

PREFIX = "pagerduty_"  # of the variables
BY_KIND, BY_OBJECT = LAYOUTS = ("kind", "object")

# A file that begins with this line belongs to the export.
MARK = "# Exported from PagerDuty. The next export can overwrite or remove this file, unless you delete this line."

_WIDTH = 118
_LONGEST = 60  # characters of a name in the name of a file
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")  # names that Windows does not allow for files
_TEMPLATE = ("{{", "{%", "{#")


def files_of(
    kinds: t.Mapping[str, Kind],
    config: t.Mapping[str, t.Any],
    secrets: t.Sequence[t.Mapping[str, t.Any]],
    not_exported: t.Sequence[t.Mapping[str, t.Any]],
    layout: str,
) -> dict[str, str]:
    """The files of a configuration, by relative name, with `/` between folders.

    config, secrets, not_exported: as `pagerduty_account_info` returns them. layout: BY_KIND or BY_OBJECT.
    Raises UsageError.
    """
    _check(kinds, config, layout)
    notes = [(note, f"not exported: {note['reason']}") for note in not_exported]
    notes += [(note, f"secret, not exported: {note['secret']}") for note in secrets]
    files: dict[str, str] = {}
    named = {note["kind"] for note, _text in notes}
    for name in [kind for kind in kinds if kind in config or kind in named]:
        kind, entries = kinds[name], _plain(config.get(name) or [])
        by_name: dict[str, list[Note]] = {}
        for note, text in notes:
            if note["kind"] == name:
                by_name.setdefault(note["name"], []).append((note["option"], text))
        names = [name_of(Entry(kind, index, entry)) for index, entry in enumerate(entries)]
        own = [by_name.get(one, []) for one in names]
        general = list(by_name.pop("", []))
        for other in by_name:
            if other not in names:
                general += [(f"{other}: {option}" if option else other, text) for option, text in by_name[other]]
        if layout == BY_KIND:
            files[f"{name}.yml"] = _text(kind, entries, general, own)
            continue
        if general:
            files[f"{name}.yml"] = _text(kind, [], general, [])
        for file, entry, comments in zip(_file_names(names, entries), entries, own):
            files[f"{name}/{file}.yml"] = _text(kind, [entry], [], [comments])
    return files


def _check(kinds: t.Mapping[str, Kind], config: t.Mapping[str, t.Any], layout: str) -> None:
    if YAML_IMPORT_ERROR:
        raise UsageError("layout", f"PyYAML can't be imported ({YAML_IMPORT_ERROR}); install it: pip install PyYAML")
    if layout not in LAYOUTS:
        raise UsageError("layout", f"must be one of {', '.join(LAYOUTS)}, not {layout!r}")
    for name, entries in config.items():
        if name not in kinds:
            raise UsageError(f"config.{name}", f"there is no such kind. The kinds are {', '.join(sorted(kinds))}")
        if not isinstance(entries, (list, tuple)) or not all(isinstance(entry, t.Mapping) for entry in entries):
            raise UsageError(f"config.{name}", "must be a list of dictionaries")


def _text(kind: Kind, entries: list[dict[str, t.Any]], general: list[Note], own: list[list[Note]]) -> str:
    """The text of a file.

    general: notes about the kind, and about objects that are not exported. own: the notes about each entry.
    """
    common = [note for note in dict.fromkeys(own[0]) if all(note in notes for notes in own)] if len(own) > 1 else []
    variable = f"{PREFIX}{kind.name}"
    lines = [MARK, f"# An entry has the options of the module community.pagerduty.{kind.operation.name}.", "---"]
    lines += [line for note in dict.fromkeys(general) for line in _comment(note, "")]
    lines += [line for option, text in common for line in _comment((f"each entry: {option}", text), "")]
    if not entries:
        return "\n".join([*lines, f"{variable}: []", ""])
    lines.append(f"{variable}:")
    for index, (entry, notes) in enumerate(zip(entries, own)):
        lines += [""] if index else []
        lines += [line for note in dict.fromkeys(notes) if note not in common for line in _comment(note, "  ")]
        dumped = yaml.dump(
            {variable: [entry]}, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=10**6, line_break="\n"
        )
        lines += dumped[:-1].split("\n")[1:]
    return "\n".join([*lines, ""])


def _comment(note: Note, indent: str) -> list[str]:
    option, text = note
    whole = one_line(f"{option}: {text}" if option else text)
    printable = "".join(character if character.isprintable() else "?" for character in whole)
    start = f"{indent}# "
    return textwrap.wrap(
        printable,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=f"{start}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


# -- names of files ----------------------------------------------------------------------------------------------------


def _file_names(names: list[str], entries: list[dict[str, t.Any]]) -> list[str]:
    """A name for the file of each object, without `.yml`. They differ on file systems that ignore case, too.

    They depend on the objects only, not on their order. What is added to a name that several objects would have, is
    derived from the object.
    """
    slugs = [_slug(name) for name in names]
    number = Counter(slugs)
    found = []
    for name, slug, entry in zip(names, slugs, entries):
        if number[slug] > 1 or not slug or _RESERVED.fullmatch(slug):
            identity = json.dumps([name, entry.get("id")])
            slug = f"{slug or 'object'}-{_digest(identity)}"
        found.append(slug)
    number = Counter(found)
    for index, slug in enumerate(found):
        if number[slug] > 1:  # the same name: only the complete entries differ
            found[index] = f"{slug}-{_digest(json.dumps(entries[index], sort_keys=True))}-{index}"
    return found


def _slug(name: str) -> str:
    """A name in small ASCII letters, digits and hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower())[:_LONGEST].strip("-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


# -- YAML --------------------------------------------------------------------------------------------------------------


def _plain(value: t.Any) -> t.Any:
    """A value without Ansible's types, which PyYAML does not know."""
    if isinstance(value, t.Mapping):
        return {_plain(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return int.__int__(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _style(text: str) -> str | None:
    """The style in which YAML reproduces a text: a block, double quotes, or None for what PyYAML chooses."""
    lines = text.split("\n")
    if not all(line.isprintable() for line in lines):
        return '"'
    if len(lines) == 1:
        return None
    # A line break after a block that keeps all its line breaks would become part of the text.
    is_odd = text.startswith((" ", "\n")) or text.endswith("\n\n") or any(line.endswith(" ") for line in lines)
    return '"' if is_odd else "|"


def _dumper() -> t.Any:
    """The class that writes YAML: lists are indented, texts of several lines are blocks, and no text is a template."""

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: t.Any) -> bool:
            return True

        def text(self, text: str) -> t.Any:
            tag = "!unsafe" if any(begin in text for begin in _TEMPLATE) else "tag:yaml.org,2002:str"
            return self.represent_scalar(tag, text, _style(text))

    Dumper.add_representer(str, Dumper.text)
    return Dumper
