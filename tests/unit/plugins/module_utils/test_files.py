# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that name a file: only regular files are read and replaced, and nothing else is opened."""

from __future__ import annotations

import json
import os
import socket
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.community.pagerduty.plugins.module_utils._core import files as _files
from ansible_collections.community.pagerduty.plugins.module_utils._core.errors import PagerDutyError, UsageError
from ansible_collections.community.pagerduty.plugins.module_utils._engine.resource_operations import resource_operation
from ansible_collections.community.pagerduty.plugins.module_utils._operations.request import REQUEST_OPERATION
from ansible_collections.community.pagerduty.plugins.module_utils._resources.webhook_subscription import (
    WEBHOOK_SUBSCRIPTION,
)
from ansible_collections.community.pagerduty.tests.unit.plugins.support import Emulator, Play

OAUTH_CLIENT = {"client_id": "shared-app", "client_secret": "hush-hush"}


def fifo(path: Path) -> str:
    os.mkfifo(path, 0o600)
    return "a named pipe (FIFO)"


def unix_socket(path: Path) -> str:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
    return "a socket"


def directory(path: Path) -> str:
    path.mkdir()
    return "a directory"


def device(path: Path) -> str:
    """A private node of the same device as /dev/null, so that the test can't destroy the machine's own."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only the superuser can create a device node")
    return "a device"


SPECIAL = [fifo, unix_socket, directory, device]


def use(option: str, play: Play, path: str) -> None:
    """Run a task whose option is this path."""
    if option == "dest":
        play.run(REQUEST_OPERATION, path="/teams", response_type="binary", dest=path)
    elif option == "files[0].path":
        play.run(REQUEST_OPERATION, path="/teams", method="POST", files=[{"name": "a", "path": path}])
    elif option == "secret_file":
        hook = {"url": "https://hooks.example.com/a", "filter_type": "account", "events": ["incident.triggered"]}
        play.run(resource_operation(WEBHOOK_SUBSCRIPTION), **hook, secret_file=path)
    elif option == "token_file":
        play.run(REQUEST_OPERATION, path="/teams", token_file=path, api_token=None, **OAUTH_CLIENT)
    else:
        play.run(REQUEST_OPERATION, path="/teams", ca_path=path)


@pytest.mark.parametrize("option", ["dest", "files[0].path", "secret_file", "token_file", "ca_path"])
@pytest.mark.parametrize("create", SPECIAL)
@pytest.mark.parametrize("linked", [False, True], ids=["direct", "link"])
def test_only_regular_files_are_used(
    play: Play, emulator: Emulator, tmp_path: Path, option: str, create: t.Callable[[Path], str], linked: bool
) -> None:
    special = tmp_path / "special"
    what = create(special)
    path = special
    if linked:
        path = tmp_path / "link"
        path.symlink_to(special)
    before = special.lstat()
    emulator.forget()
    with pytest.raises(UsageError) as caught:
        use(option, play, str(path))
    assert caught.value.message == f"{option}: {path} is {what}, not a regular file; set the path of a regular file"
    assert special.lstat() == before
    assert emulator.log() == [], "nothing is sent"
    assert {entry.name for entry in tmp_path.iterdir()} <= {"special", "link"}


def test_a_missing_ca_path(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^ca_path: there is no file /"):
        use("ca_path", play, str(tmp_path / "absent"))
    play.run(REQUEST_OPERATION, path="/teams", ca_path=str(tmp_path / "absent"), validate_certs=False)


def test_a_link_stays_and_its_file_is_replaced(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    for name, option in (("answer", "dest"), ("secret", "secret_file")):
        (tmp_path / "elsewhere" / name).mkdir(parents=True)
        target, link = tmp_path / "elsewhere" / name / "file", tmp_path / name
        link.symlink_to(target)  # where it leads, there is no file yet
        use(option, play, str(link))
        assert link.is_symlink() and target.read_bytes() and not target.is_symlink()
    assert json.loads((tmp_path / "answer").read_bytes())["teams"] == []
    use("dest", play, str(tmp_path / "answer"))
    assert (tmp_path / "answer").is_symlink()


@pytest.mark.parametrize("create", SPECIAL)
def test_what_comes_between_the_check_and_the_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, create: t.Callable[[Path], str]
) -> None:
    """A file that is regular when it is checked, and something else when it is opened or replaced."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    seen = path.stat()
    path.unlink()
    what = create(path)
    real = os.stat
    answers = [seen]

    def first_regular(name: t.Any, *args: t.Any, **options: t.Any) -> t.Any:
        return answers.pop() if answers and os.fspath(name) == str(path) else real(name, *args, **options)

    monkeypatch.setattr(_files.os, "stat", first_regular)
    if create is not unix_socket:  # a socket can't be opened at all
        with pytest.raises(UsageError, match="not a regular file") as caught:
            _files.content(str(path), "dest")
        assert what in caught.value.message
    answers[:] = [seen]
    with pytest.raises(UsageError, match="not a regular file") as caught:
        _files.write(str(path), b"new", "dest")
    assert what in caught.value.message
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("path", ["a\0b", "\ud800", "x" * 300, "/etc/hostname/file"])
@pytest.mark.parametrize("option", ["dest", "files[0].path", "secret_file", "token_file", "ca_path"])
def test_paths_that_no_file_can_have(play: Play, emulator: Emulator, tmp_path: Path, option: str, path: str) -> None:
    with pytest.raises(PagerDutyError, match=rf"^{option}: ".replace("[", r"\[")) as caught:
        use(option, play, path if path.startswith("/") else str(tmp_path / path))
    assert "\n" not in caught.value.message and not [entry for entry in emulator.writes() if entry["status"] < 300]


def test_a_loop_of_links(play: Play, emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(UsageError, match=r"^dest: .*/a can't be used \(Too many levels of symbolic links\)"):
        use("dest", play, str(tmp_path / "a"))
