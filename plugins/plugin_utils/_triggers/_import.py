# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the library for event sources and filters.

ansible-rulebook runs their files without Ansible's collection loader. They therefore run this file by its path. It uses
the standard library only.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType


def library(name: str) -> ModuleType:
    """Import a module of this folder."""
    collection = Path(__file__).absolute().parents[3]
    collections = collection.parent.parent
    if collections.name == "ansible_collections" and str(collections.parent) not in sys.path:
        sys.path.append(str(collections.parent))
    # In a checkout, these packages do not exist. If another directory has installed packages with these names, Python
    # searches only there. The path of this collection is therefore added.
    parts = ["ansible_collections", "community", "pagerduty"]
    for depth in range(1, len(parts) + 1):
        package_name = ".".join(parts[:depth])
        try:
            package = importlib.import_module(package_name)
        except ImportError:
            package = sys.modules[package_name] = ModuleType(package_name)
            package.__path__ = []
    if str(collection) not in package.__path__:
        package.__path__.append(str(collection))
    return importlib.import_module(f"{package.__name__}.plugins.plugin_utils._triggers.{name}")
