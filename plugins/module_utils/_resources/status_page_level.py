# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The impacts, severities and statuses that posts on a status page can have.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._core import responses
from .._schema.listing import Filter, Listing
from .._schema.resource import Parent, Resource
from .status_page import POST_TYPES, STATUS_PAGE

_OF_TYPE = Filter("post_type", "post_type", choices=POST_TYPES)


def _level(name: str, plural: str) -> Resource:
    """A type of level that posts can have. It is called by its description, and belongs to one type of post."""
    return Resource(
        name=f"status_page_{name}",
        plural=f"status_page_{plural}",
        title=f"{name} of a status page",
        path=f"/status_pages/{{parent}}/{plural}",
        wrapper=name,
        list_wrapper=plural,
        parent=Parent(STATUS_PAGE, "status_page"),
        keys=("description",),
        unique_keys=(),
        summary_of="description",
        query=None,
        minimum=responses.IDENTIFIED.having(description=responses.TEXT, post_type=responses.TEXT),
        listing=Listing(filters=(_OF_TYPE,), exact=("description",)),
    )


STATUS_PAGE_IMPACT = _level("impact", "impacts")
STATUS_PAGE_SEVERITY = _level("severity", "severities")
STATUS_PAGE_STATUS = _level("status", "statuses")
