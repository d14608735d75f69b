# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code of the callback plugin pagerduty_changes.

- `_outcome`: what happened in a playbook or a play.
- `_origin`: who started the run, and where.
- `_events`: the events about both.
- `_sending`: sends events within a limited time.

Private to the collection: it may change without notice.
"""
