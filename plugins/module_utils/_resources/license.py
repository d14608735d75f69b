# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licenses.

Private to the collection: it may change without notice.
"""

from __future__ import annotations

from .._schema.resource import Resource

# Licenses are few. Their list has no pages and no search, and several can have the same name.
LICENSE = Resource(
    name="license", plural="licenses", title="licence", path="/licenses", unique_keys=(), query=None, paged=False
)
