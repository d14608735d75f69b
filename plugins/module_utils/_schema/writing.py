# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the options of a task that describe an existing object: the inverse of what a task reads from its options.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import json
import typing as t

from .fields import Json, NotWritten, Writer, folded

if t.TYPE_CHECKING:
    from .resource import Resource

Options = dict[str, t.Any]


def written_fields(resource: Resource, raw: dict[str, Json], writer: Writer) -> Options:
    """The options of the fields of an object. Options with the value of a new object are left out, unless the writer
    writes defaults as well.

    raw: the object as PagerDuty returned it. Raises NotWritten for an object that no task can state.
    """
    values = resource.read(raw)
    options: Options = {}
    for entry in resource.fields:
        value = values[entry.name]
        if entry.name in resource.load:
            continue  # each object costs a request, see `Resource.load`
        if not entry.is_option:
            if value:
                writer.leave_out(entry.name, "there is no option for it")
            continue
        needed = writer.full or entry.on_create or entry.name in resource.identifying
        written = entry.write(value, entry.name, writer)
        if written is not None and (needed or not entry.is_initial(value)):
            options[entry.name] = written
    if resource.unprepare:
        resource.unprepare(options, raw, writer)
    missing = [name for name in resource.required if name not in options]
    if missing and not resource.is_named:  # an object without a name is stated by its ID
        raise NotWritten(f"no task can state its {' and '.join(missing)}")
    return options


def written_subresources(
    resource: Resource, raw: dict[str, Json], found: t.Mapping[str, t.Any], writer: Writer
) -> Options:
    """The options of the subresources of an object. found: by option, what `Subresource.fetch` returned for it."""
    options: Options = {}
    created: dict[str, t.Any] = {}
    for entry in resource.subresources:
        options.update(entry.write(raw, created if entry in resource.children else found.get(entry.name), writer))
    return options


def ordered(entries: t.Iterable[Options]) -> list[Options]:
    """Entries whose order has no meaning, in an order that depends on their contents only."""
    return sorted(entries, key=content)


def content(entry: t.Any) -> tuple[str, str]:
    """What sorts entries by their contents, without regard to case."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, default=str)
    return folded(text), text
