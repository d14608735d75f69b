# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A directory of YAML files, on the host where a module runs.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

from .errors import UsageError
from .files import content, write

SUFFIXES = (".yml", ".yaml", ".json")  # of the files that Ansible reads as variables


def yaml_files(directory: str) -> list[str]:
    """The relative names of the YAML files in a directory and its folders, with `/` between folders, sorted.

    Names that begin with a dot are left out, such as `.github`. Raises UsageError if there is something else in place
    of the directory. A directory that does not exist has no files.
    """
    root = Path(directory)
    if not os.path.lexists(root):
        return []
    if not root.is_dir():
        raise UsageError("directory", f"{directory} is not a directory")

    def fail(error: OSError) -> t.NoReturn:
        raise UsageError("directory", f"{error.filename} can't be read ({error.strerror})")

    found = []
    for folder, folders, names in os.walk(root, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        relative = Path(folder).relative_to(root)
        found += [
            (relative / name).as_posix() for name in names if name.endswith(SUFFIXES) and not name.startswith(".")
        ]
    return sorted(found)


class Directory:
    """A directory in which some files are written and others removed.

    path: of the directory. option: the one that names it, for messages. All methods raise UsageError.
    """

    def __init__(self, path: str, option: str) -> None:
        self._root = Path(path)
        self._option = option

    def read(self, name: str) -> str | None:
        """The text of a file; None if it does not exist. Bytes that are no text are replaced."""
        data = content(str(self._root / name), self._option)
        return None if data is None else data.decode("utf-8", "replace")

    def write(self, name: str, text: str) -> None:
        """Write a file, and create the folders that it needs."""
        path = self._root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(self._option, f"{path.parent} can't be created ({error.strerror})") from None
        write(str(path), text.encode("utf-8"), self._option)

    def remove(self, name: str) -> None:
        """Remove a file, and its folders if they are empty then. The directory itself stays."""
        path = self._root / name
        try:
            path.unlink()
        except FileNotFoundError:
            return
        except OSError as error:
            raise UsageError(self._option, f"{path} can't be removed ({error.strerror})") from None
        for folder in path.relative_to(self._root).parents:
            try:
                if folder != Path():
                    (self._root / folder).rmdir()
            except OSError:  # it has other files
                break
