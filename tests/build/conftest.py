# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball that `make build` has built, and its files."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def build() -> Path:
    path = os.environ.get("PAGERDUTY_BUILD")
    if not path:
        pytest.skip("PAGERDUTY_BUILD is not set: run `make build`")
    return Path(path)


@pytest.fixture(scope="session")
def collection(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked tarball, in a collections folder."""
    (tarball,) = build.glob("*.tar.gz")
    path = tmp_path_factory.mktemp("collections") / "ansible_collections" / "community" / "pagerduty"
    with tarfile.open(tarball) as archive:
        archive.extractall(path, filter="data")
    return path
