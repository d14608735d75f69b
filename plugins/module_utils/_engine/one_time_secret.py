# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file for a secret that PagerDuty returns only in the response to a create.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import files
from .._core.errors import UsageError
from .._schema.fields import Json
from .._schema.resource import OneTimeSecret, Resource

Raw = dict[str, Json]


def check_file(resource: Resource, params: dict[str, t.Any]) -> None:
    """Check before the first request that the file can be written. Raises UsageError."""
    if resource.secret and params.get(resource.secret.option):
        files.check_writable(params[resource.secret.option], resource.secret.option)


def check_stored(resource: Resource, params: dict[str, t.Any]) -> None:
    """Check that the file contains the secret of an existing object, as far as this is possible. Raises UsageError."""
    if not resource.secret or not params.get(resource.secret.option):
        return
    option = resource.secret.option
    if not files.content(params[option], option):
        replace = resource.force_replace
        new = f", or run once with {replace}: true to get a new one" if replace else ""
        raise UsageError(
            option,
            f"{params[option]} does not contain the secret, which PagerDuty shows only once. Write it there{new}",
        )


def writer(resource: Resource, params: dict[str, t.Any]) -> t.Callable[[Raw], None] | None:
    """The function that writes the secret of a new object to the file. None if the task names no file."""
    if not resource.secret or not params.get(resource.secret.option):
        return None
    secret: OneTimeSecret = resource.secret

    def write(made: Raw) -> None:
        text = secret.of(made)
        if text:  # not each object has one
            files.write(params[secret.option], text.encode(), secret.option, mode=0o600)

    return write
