# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials with which PagerDuty reads the CMDB of ServiceNow. An account has one set of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..core.collection import Record
from ..core.state import Account
from ..schema.call import Call, Reply
from ..schema.fields import Field, Instant, Text
from ..schema.operation import Operation, delete
from ..schema.resource import UnnamedResource, Write
from ..schema.view import View
from .webhook_subscriptions import Url

INTEGRATION = "enrichment_servicenow_integration"


class Credentials(UnnamedResource):
    """The credentials. Responses never contain the password."""

    type = "enrichment_servicenow_credentials"
    plural = "enrichment_servicenow_credentials"
    scope = "contextual_data"
    type_required = False
    fields = (
        Field("instance_endpoint", Url(1), required=True, clearable=False),
        Field("user", Text(1), required=True, clearable=False),
        Field("password", Text(1), required=True, clearable=False, shown=False),
        Field("created_at", Instant(), default=Account.now, api=False),
        Field("updated_at", Instant(), default=Account.now, api=False),
    )

    def new_identifier(self, account: Account) -> str:
        return account.random.shift_id()

    def complete(self, record: Record, write: Write) -> None:
        if write.old is not None:
            record["updated_at"] = write.account.now()

    def check(self, record: Record, write: Write) -> Iterator[str]:
        if write.creating and len(write.account.collection(self.type)):
            yield "The account already has ServiceNow credentials"

    def check_delete(self, account: Account, record: Record) -> Iterator[str]:
        if len(account.collection(INTEGRATION)):
            yield "The credentials are used by a ServiceNow integration; delete the integration first"

    def render(self, record: Record, view: View) -> dict[str, Any]:
        return {
            "id": record["id"],
            "instance_endpoint": record["instance_endpoint"],
            "user": record["user"],
            "created_at": view.instant(record["created_at"]),
            "updated_at": view.instant(record["updated_at"]),
            "deleted_at": None,
        }


RESOURCE = Credentials()


def credentials_of(account: Account) -> Record | None:
    """The credentials of an account."""
    return next(iter(account.collection(RESOURCE.type)), None)


# -- operations ------------------------------------------------------------------------------------------------------


def shown(call: Call, status: int, record: Record) -> Reply:
    return Reply(status, {"credentials": RESOURCE.render(record, call.view())})


def create_credentials(call: Call) -> Reply:
    return shown(call, 201, RESOURCE.create(call.account, call.wrapped("credentials")))


def read_credentials(call: Call) -> Reply:
    return shown(call, 200, call.record(RESOURCE))


def update_credentials(call: Call) -> Reply:
    """What the body omits is left unchanged."""
    return shown(call, 200, RESOURCE.update(call.account, call.record(RESOURCE), call.wrapped("credentials")))


ALL = "/enrichment/integrations/servicenow/credentials"
READ, WRITE = "contextual_data.read", "contextual_data.write"

OPERATIONS = (
    Operation("POST", ALL, create_credentials, WRITE),
    Operation("GET", f"{ALL}/*", read_credentials, READ),
    Operation("PUT", f"{ALL}/*", update_credentials, WRITE),
    Operation("DELETE", f"{ALL}/*", delete(RESOURCE), WRITE),
)
