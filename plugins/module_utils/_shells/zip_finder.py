# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes imports from a zip file faster. A module spends most of its time on imports.

Ansible sends a module and its library as source files in a zip file. Python's importer for zip files compiles each file
twice: once to find its name, and once to run it (CPython 3.11 to 3.13). The finder in this file does not need the name.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import sys
import typing as t
from importlib.machinery import ModuleSpec
from pkgutil import get_importer
from zipimport import zipimporter

_LIBRARY = __name__.rsplit(".", 2)[0] + "."


class _Finder:
    """Finds the modules of the library, but no packages, in a zip file. Everything else is left to Python."""

    @staticmethod
    def find_spec(name: str, path: t.Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        importer = get_importer(path[0]) if path and name.startswith(_LIBRARY) else None
        try:
            if isinstance(importer, zipimporter) and not importer.is_package(name):
                return ModuleSpec(name, t.cast(t.Any, importer))
        except ImportError:
            pass  # the zip file does not have it
        return None


def install() -> None:
    """Call this before the library is imported. Has no effect if the library is not in a zip file."""
    if isinstance(getattr(__spec__, "loader", None), zipimporter):
        sys.meta_path.insert(0, t.cast(t.Any, _Finder))
