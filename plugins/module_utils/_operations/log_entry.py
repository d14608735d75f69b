# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes the details of a log entry, such as the description with which a user has opened an incident.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._core import responses
from .._core.client import segment
from .._core.errors import Missing, NotFound, UsageError
from .._engine.operation import Operation
from .._engine.session import Session
from .._resources.incident_parent import WHICH, by_id, named
from .._schema.session import is_predicted

CHANNELS = ("web_trigger", "mobile")  # PagerDuty changes the details of these only

_CHANNEL = responses.Object(type=responses.TEXT, details=responses.Maybe(responses.TEXT))
_ENTRY = responses.Object(log_entry=responses.IDENTIFIED.having(channel=responses.Maybe(_CHANNEL)))


def _entry_id(params: dict[str, t.Any], session: Session) -> tuple[str, str]:
    """(the ID of the entry, the option that names it). Of an incident, it is the entry with which it began."""
    if params["id"] is not None:
        if params["service"]:
            raise UsageError("service", "can only be combined with incident_key; remove it or id")
        return params["id"].strip(), "id"
    option = "incident" if params["incident"] is not None else "incident_key"
    found = by_id(named(params, session), {}, session)
    if found is None:
        raise Missing(option, f"there is no incident {params[option]!r}")
    first = (found.get("first_trigger_log_entry") or {}).get("id")
    if not first and not is_predicted(found["id"]):
        raise UsageError(option, f"PagerDuty returns no log entry with which the incident {found['id']} began")
    return str(first or ""), option


def _work(params: dict[str, t.Any], session: Session) -> dict[str, t.Any]:
    wanted = params["details"].strip()
    if not wanted:
        raise UsageError("details", "must not be empty")
    entry_id, option = _entry_id(params, session)
    if not entry_id:  # an earlier task in check mode would open the incident
        return _result({"channel": {"details": wanted}}, None, wanted)
    path = f"/log_entries/{segment(entry_id)}"
    try:
        entry = session.client.get(path, {"include[]": ["channels"]}, _ENTRY)["log_entry"]
    except NotFound as error:
        raise Missing(option, f"there is no log entry {entry_id!r}") from error
    channel = entry.get("channel") or {}
    current = channel.get("details")
    if channel.get("type") not in CHANNELS:
        raise UsageError(
            option,
            f"the log entry {entry_id} was made through {channel.get('type') or 'an unknown channel'};"
            f" PagerDuty changes the details of {' and '.join(CHANNELS)} only",
        )
    if (current or "").strip() == wanted:
        return _result(entry, current, current)
    if not session.check_mode:
        body = {"channel": {"type": channel["type"], "details": wanted}}
        session.client.put(f"{path}/channel", body, sends_from=True)
    return _result({**entry, "channel": {**channel, "details": wanted}}, current, wanted)


def _result(entry: dict[str, t.Any], before: t.Any, after: t.Any) -> dict[str, t.Any]:
    changed = before != after
    diff = {"before": {"details": before}, "after": {"details": after}} if changed else {"before": {}, "after": {}}
    header = f"log entry: {entry.get('id', '')}"
    return {
        "changed": changed,
        "log_entry": entry,
        "diff": {**diff, "before_header": header, "after_header": header},
    }


LOG_ENTRY_OPERATION = Operation(
    "pagerduty_log_entry",
    {"id": {"type": "str"}, **WHICH, "details": {"type": "str", "required": True}},
    _work,
    {
        "required_one_of": [["id", "incident", "incident_key"]],
        "mutually_exclusive": [["id", "incident", "incident_key"]],
    },
    hints={"channel": "use details instead", "text": "use details instead"},
)
