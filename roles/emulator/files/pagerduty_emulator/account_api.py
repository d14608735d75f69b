# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/_emulator/accounts/{subdomain}/...``: the REST API of an account without a token, for the emulator's page.

The operations are those of the REST API, so the same rules apply, and the same log entries and webhooks result. These
requests are not in the log of requests, use no random request ID, count for no rate limit, and get no faults. So a page
that is open does not change what API clients see.
"""

from __future__ import annotations

from collections.abc import Mapping

from multidict import MultiMapping

from .core.errors import ApiError, internal, method_not_allowed, not_found
from .core.failures import LOGGER
from .core.state import Account, Emulator
from .registry import ROUTER, perform
from .schema.call import Actor, Call, Reply
from .webhooks.delivery import Deliveries

PREFIX = "/accounts/"


def handle(
    emulator: Emulator,
    deliveries: Deliveries,
    method: str,
    path: str,
    query: MultiMapping[str],
    headers: Mapping[str, str],
    body: bytes,
) -> Reply:
    """The response to a request. ``path``: what follows `PREFIX`. A request that fails changes nothing."""
    subdomain, _slash, rest = path.partition("/")
    account = next((one for one in emulator.accounts if one.subdomain == subdomain), None)
    if account is None:
        return Reply(404, {"error": f"there is no account with the subdomain {subdomain!r}"})
    try:
        account.run_due()
        operations, ids = ROUTER.find(f"/{rest}")
        if method not in operations:
            raise method_not_allowed() if operations else not_found()
        call = Call(emulator, account, actor_of(account, headers), method, query, headers, body, ids)
        with emulator.bus.journal.transaction():
            reply = perform(operations[method], call)
            len(reply.encoded)  # raises if the body can't be encoded
    except ApiError as error:
        return Reply(error.status, error.body)
    except Exception:
        LOGGER.exception("%s %s%s failed", method, PREFIX, path)
        return Reply(500, internal().body)
    deliveries.request_done(method, f"/{rest}")
    return reply


def actor_of(account: Account, headers: Mapping[str, str]) -> Actor:
    """The user in the header ``From``, as with a token of that user; without the header, the account.

    A user that does not exist is rejected by the operations that need a user.
    """
    user = account.requesters.find_id(headers.get("From", "").strip())
    return Actor("account", "") if user is None else Actor("user", "", user)
