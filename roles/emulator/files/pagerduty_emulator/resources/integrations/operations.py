# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of integrations."""

from __future__ import annotations

from ...core.collection import Record
from ...core.errors import ApiError
from ...schema.call import Call, Reply
from ...schema.operation import Operation, pick
from .table import shown, written


def keep(call: Call, service: Record, integrations: list[Record]) -> None:
    """Stores the integrations of a service."""
    service = {**service, "integrations": integrations}
    call.account.put(call.account.collection("service").resource, service)
    call.account.publish("service.updated", service, call.agent())


def integrations(call: Call) -> Reply:
    """Not documented, but PagerDuty has it, and its own client uses it."""
    service, view = call.record("service"), call.view()
    return call.page("integrations", service["integrations"], lambda one: shown(service, one, view, full=True))


def create_integration(call: Call) -> Reply:
    service = call.record("service")
    one = written(call.account, call.wrapped("integration"), None)
    keep(call, service, [*service["integrations"], one])
    return Reply(201, {"integration": shown(service, one, call.view(), full=True)})


def one_integration(call: Call) -> Reply:
    service = call.record("service")
    one = pick(service["integrations"], call.ids[1])
    return Reply(200, {"integration": shown(service, one, call.view(), full=True)})


def update_integration(call: Call) -> Reply:
    service = call.record("service")
    old = pick(service["integrations"], call.ids[1])
    one = written(call.account, call.wrapped("integration"), old)
    keep(call, service, [one if other is old else other for other in service["integrations"]])
    return Reply(200, {"integration": shown(service, one, call.view(), full=True)})


def delete_integration(call: Call) -> Reply:
    """Not documented, but PagerDuty's Terraform provider uses it. Refused with ``--strict``."""
    if call.account.strict:
        raise ApiError(405, "Method Not Allowed")
    service = call.record("service")
    old = pick(service["integrations"], call.ids[1])
    keep(call, service, [other for other in service["integrations"] if other is not old])
    return Reply(204)


READ, WRITE, INCLUDES = "services.read", "services.write", ("services", "vendors")

OPERATIONS = (
    Operation("GET", "/services/*/integrations", integrations, READ, includes=INCLUDES),
    Operation("POST", "/services/*/integrations", create_integration, WRITE),
    Operation("GET", "/services/*/integrations/*", one_integration, READ, includes=INCLUDES),
    Operation("PUT", "/services/*/integrations/*", update_integration, WRITE),
    Operation("DELETE", "/services/*/integrations/*", delete_integration, WRITE),
)
