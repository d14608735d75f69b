# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dependencies between services.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

import typing as t

from .._schema.fields import EitherReference
from .._schema.resource import Related, Resource
from .business_service import BUSINESS_SERVICE
from .service import SERVICE

# By the types of responses. Business services are few, and their list is read completely, so they are looked up first.
TYPES: dict[str, t.Any] = {"business_service": BUSINESS_SERVICE, "technical_service": SERVICE}

SERVICE_DEPENDENCY = Resource(
    name="service_dependency",
    plural="service_dependencies",
    title="service dependency",
    path="/service_dependencies",
    identity=Related(
        sides=("supporting_service", "dependent_service"),
        lists={
            "business_service": "/service_dependencies/business_services/{id}",
            "service": "/service_dependencies/technical_services/{id}",
        },
        few="business_service",
        key="relationships",
        add="/service_dependencies/associate",
        remove="/service_dependencies/disassociate",
        verb="supports",
    ),
    keys=(),
    unique_keys=(),
    query=None,
    paged=False,
    fields=(EitherReference("supporting_service", TYPES), EitherReference("dependent_service", TYPES)),
)
