# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vendors: the products for which PagerDuty has integrations.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.resource import Resource

# There are some hundreds. PagerDuty documents nothing that filters their list.
VENDOR = Resource(name="vendor", plural="vendors", title="vendor", path="/vendors", unique_keys=(), query=None)
