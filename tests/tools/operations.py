# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/operations.md: each operation of PagerDuty's API, which modules use it, and whether the emulator has it.

The page is not written by hand, and does not follow from the declarations: the modules are those that have sent a
successful request of the operation in the last complete integration run. The operations are those of PagerDuty's
OpenAPI document, which is not a part of this repository.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from project import CACHE, EMULATOR, ROOT, Failure

PAGE = ROOT / "docs" / "operations.md"
METHODS = ("get", "post", "put", "patch", "delete")

# Modules that use operations of all kinds: a plan of an account, or any request.
OF_EVERYTHING = ("pagerduty_account", "pagerduty_account_info", "pagerduty_account_export", "pagerduty_request")
MODULE = re.compile(r"^community\.pagerduty \((pagerduty_\w+)")

# Why no module uses an operation, or why the integration tests do not show it, by a pattern of its method and path. The
# first one that matches is used.
REASONS = {
    r"\w+ (/rulesets|/services/\{id\}/rules)": "retired: PagerDuty has replaced rules by event orchestrations",
    r"GET /oauth_delegations/revocation_requests/status": "deprecated, and without a documented response",
    r"POST /change_events": "`pagerduty_change_event` sends change events to the Events API",
    r"(PUT|DELETE) /teams/\{id\}/escalation_policies": "`pagerduty_escalation_policy` has the option `teams`",
    r"PUT /incidents/\{id\}/alerts/\{alert_id\}": "`pagerduty_incident_alert` changes all its alerts in one request",
    r"GET /schedules/\{id\}/users": "`pagerduty_schedule_info` with `since` returns who is on call",
    r"GET /enrichment/event_enrichments/default": "the list says which one is the default",
    r"\w+ .*/field_options": "the custom field contains its options",
    r"GET /v3/schedules/\{id\}/rotations": "the schedule contains its rotations",
    r"PUT /v3/schedules/\{id\}/overrides/\{override_id\}": "`pagerduty_schedule_override` creates a new one instead",
    r"DELETE /business_services/\{id\}/account_subscription": (
        "`pagerduty_business_service` sends it with `account_subscription: false`"
    ),
    r"GET /users/me": "`pagerduty_user` sends it before it deletes a user, if the token belongs to a user",
    r"POST /extensions/\{id\}/enable": "`pagerduty_extension` sends it if PagerDuty has disabled the extension",
    r"POST /webhook_subscriptions/\{id\}/enable": (
        "`pagerduty_webhook_subscription` sends it if PagerDuty has disabled the subscription"
    ),
    r"GET .*\}$": "the list returns the same",
}

HEADER = """\
# Operations of PagerDuty's API

PagerDuty's REST API has {total} operations. Modules use {used} of them, and the emulator has {emulated}.
`pagerduty_request` sends any of the others.

`make operations` generates this page. It lists the modules that send the request in the integration tests. Modules that
need an operation only to find an object by its name are left out.
"""


class Row(NamedTuple):
    """An operation. used: what uses it, or why nothing does."""

    method: str
    path: str
    modules: list[str]
    emulated: bool
    deprecated: bool

    @property
    def used(self) -> str:
        if self.modules:
            return ", ".join(f"`{name}`" for name in self.modules)
        operation = f"{self.method} {self.path}"
        reasons = [reason for pattern, reason in REASONS.items() if re.match(pattern, operation)]
        return reasons[0] if reasons else "deprecated" if self.deprecated else ""


def rows(document: Any, exchanges: Iterable[dict[str, Any]], emulated: Iterable[tuple[str, str]]) -> list[Row]:
    """Return the operations of a document. exchanges: of an integration run. emulated: methods and paths with `*`."""
    known = set(emulated)
    users = _users(list(document["paths"]), exchanges)
    found = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                key = (method.upper(), path)
                modules = _relevant(path, method.upper(), users)
                found.append(Row(*key, modules, _is_emulated(*key, known), bool(item[method].get("deprecated"))))
    return found


def _is_emulated(method: str, path: str, known: set[tuple[str, str]]) -> bool:
    """Whether the emulator has an operation. known: its methods and paths, with `*` for each ID.

    The document has one path for the tags of users, teams and escalation policies: `/{entity_type}/{id}/tags`. The
    emulator has one for each of them.
    """
    pattern = re.compile(re.sub(r"\\\{\w+\\\}", r"[^/]+", re.escape(path)) if "{entity_type}" in path else "$")
    return (method, re.sub(r"\{\w+\}", "*", path)) in known or any(
        pattern.fullmatch(other) for verb, other in known if verb == method
    )


def _users(paths: list[str], exchanges: Iterable[dict[str, Any]]) -> dict[tuple[str, str], set[str]]:
    """Return the modules that sent successful requests, by method and path of the document."""
    patterns = [
        # A literal path takes precedence over one with an ID in its place.
        (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path)
        for path in sorted(paths, key=lambda path: path.count("{"))
    ]
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for exchange in exchanges:
        sent_by = MODULE.match(exchange.get("user_agent") or "")
        if not sent_by or sent_by[1] in OF_EVERYTHING or exchange["fault"] or (exchange["status"] or 500) >= 400:
            continue
        matching = next((path for pattern, path in patterns if pattern.fullmatch(exchange["path"])), None)
        if matching:
            found[exchange["method"], matching].add(sent_by[1])
    return found


def _relevant(path: str, method: str, users: dict[tuple[str, str], set[str]]) -> list[str]:
    """Return the modules of an operation, without those that only look up a name.

    A read belongs to the modules that also write to these objects, and to their info modules; without such modules, to
    all info modules that read them; without these, to all.
    """
    modules = users.get((method, path), set())
    if method == "GET":
        collection = re.sub(r"/\{\w+\}$", "", path)
        writers = {
            name.removesuffix("_info")
            for (other, at), names in users.items()
            if other != "GET" and re.sub(r"/\{\w+\}$", "", at) == collection
            for name in names
        }
        owners = {name for name in modules if name.removesuffix("_info") in writers}
        infos = {name for name in modules if name.endswith("_info")}
        modules = owners or infos or modules
    return sorted(modules)


def page(found: list[Row]) -> str:
    """Return the contents of the page."""
    used = sum(1 for row in found if row.modules)
    emulated = sum(1 for row in found if row.emulated)
    return HEADER.format(total=len(found), used=used, emulated=emulated) + "".join(_tables(found))


def _tables(found: list[Row]) -> Iterator[str]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        groups["/".join(row.path.split("/")[1 : 3 if row.path.startswith("/v3/") else 2])].append(row)
    for name, listed in sorted(groups.items()):
        yield f"\n## {name}\n\n| operation | this collection | emulator |\n|---|---|---|\n"
        for row in sorted(listed, key=lambda row: (row.path, METHODS.index(row.method.lower()))):
            cells = (f"{row.method} {row.path}", row.used or "`pagerduty_request`", "yes" if row.emulated else "no")
            yield f"| {' | '.join(cells)} |\n"


def current_rows(document: Path, exchanges: Path) -> list[Row]:
    """Return the operations, as the document, an integration run and the emulator show them."""
    sys.path.insert(0, str(ROOT / EMULATOR.parent))
    from pagerduty_emulator.registry import OPERATIONS

    lines = (json.loads(line) for line in exchanges.read_text(encoding="utf-8").splitlines())
    sent = [line for line in lines if "target" not in line]
    emulated = [(operation.method, operation.path) for operation in OPERATIONS]
    return rows(json.loads(document.read_text(encoding="utf-8")), sent, emulated)


def write() -> None:
    """Write the page, from the OpenAPI document in PAGERDUTY_OPENAPI and the last complete integration run."""
    document, exchanges = os.environ.get("PAGERDUTY_OPENAPI"), CACHE / "exchanges.jsonl"
    if not document:
        raise Failure("PAGERDUTY_OPENAPI must be the path of PagerDuty's OpenAPI document")
    if not exchanges.is_file():
        raise Failure("there is no complete integration run: run make integration first")
    PAGE.write_text(page(current_rows(Path(document), exchanges)), encoding="utf-8")


if __name__ == "__main__":
    write()
