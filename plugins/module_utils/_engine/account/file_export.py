# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the configuration of an account to files, as one operation.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ..._core.directory import Directory, yaml_files
from ..._core.errors import UsageError
from ..._schema.option_types import Spec
from ..._schema.resource import Resource
from ..operation import Operation
from ..session import Session
from .info import account_info, info_options
from .kinds import Kind
from .texts import LAYOUTS, MARK, files_of

Params = dict[str, t.Any]

_LISTED = 5  # files that a message names


def account_export_operation(name: str, kinds: t.Mapping[str, Kind], group: Resource) -> Operation:
    """The operation of the module that writes the configuration of an account to files.

    name: of the module. group: see `account_info_operation`.
    """
    options: dict[str, Spec] = {
        **info_options(group),
        "directory": {"type": "path", "required": True},
        "layout": {"type": "str", "choices": list(LAYOUTS), "default": LAYOUTS[0]},
        "force": {"type": "bool", "default": False},
    }

    def work(params: Params, session: Session) -> dict[str, t.Any]:
        present = yaml_files(params["directory"])  # an error is known before any request
        account = account_info(kinds, group, params, session)
        files = files_of(kinds, account["config"], account["secrets"], account["not_exported"], params["layout"])
        selects = any(params[option] for option in (group.plural, "names", "ignore"))
        removable = () if selects else (params["kinds"] if params["kinds"] is not None else list(kinds))
        directory = Directory(params["directory"], "directory")
        changes = _planned(directory, files, present, removable)
        if not params["force"]:
            _check_foreign(params["directory"], changes)
        if not session.check_mode:
            for file in changes.written:
                directory.write(file, files[file])
            for file in changes.removed:
                directory.remove(file)
        return {
            "changed": bool(changes.written or changes.removed),
            "directory": params["directory"],
            "written": changes.written,
            "removed": changes.removed,
            "other_files": changes.other,
            "objects": {kind: len(entries) for kind, entries in account["config"].items()},
            "secrets": account["secrets"],
            "not_exported": account["not_exported"],
            "diff": changes.diff(files),
        }

    return Operation(name, options, work)


@dataclass
class _Changes:
    """What an export changes in its directory.

    written, removed: relative names. other: YAML files that the export neither writes nor removes. before: the text of
    each file that exists and that the export changes.
    """

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)

    def diff(self, files: dict[str, str]) -> list[dict[str, str]]:
        """The diff as Ansible shows it."""
        return [
            {
                "before": self.before.get(file, ""),
                "after": files[file] if file in self.written else "",
                "before_header": file,
                "after_header": file,
            }
            for file in sorted([*self.written, *self.removed])
        ]


def _planned(
    directory: Directory, files: dict[str, str], present: list[str], kinds: t.Collection[str]
) -> _Changes:
    """What to change so that a directory has some files. kinds: those of which the export has all objects.

    A file that an earlier export wrote is removed if it is about one of these kinds.
    """
    changes = _Changes()
    for file, text in sorted(files.items()):
        before = directory.read(file)
        if before is not None:
            changes.before[file] = before
        if before != text:
            changes.written.append(file)
    for file in present:
        if file not in files:
            before = directory.read(file) or ""
            kind = file.partition("/")[0].rpartition(".")[0] or file.partition("/")[0]
            if before.startswith(f"{MARK}\n") and kind in kinds:
                changes.before[file] = before
                changes.removed.append(file)
            else:
                changes.other.append(file)
    return changes


def _check_foreign(directory: str, changes: _Changes) -> None:
    """Raise UsageError if the export would overwrite or remove files, or would mix with those of others."""
    existing = sorted({*changes.removed, *(file for file in changes.written if file in changes.before)})
    if not existing and not (changes.other and changes.written):
        return
    listed = existing or changes.other
    names = ", ".join(listed[:_LISTED]) + (f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else "")
    what = "this would overwrite or remove" if existing else "it already has"
    raise UsageError(
        "directory",
        f"{directory} is not empty: {what} {names}. Nothing was written. Use another directory, or set force. With"
        " check mode and diff mode, force shows what would change",
    )
