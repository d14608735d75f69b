# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the event sources for Event-Driven Ansible are made of; the sources themselves are documentation and a call.

- `_state`, with `_state_file`: events and cursors on disk, so that a crash loses nothing.
- `_feed`: from there into the rule engine's queue, in order, no faster than rules take them.
- `_safe`: what ansible-rulebook can't take in an event is changed.
- `_threads`: requests to PagerDuty, and which errors may pass.
- `_options`: the options of a source, validated like a module's.
- `_signals`: so that a source ends in order.
- `_webhook`, with `_listener`, `_door`, `_signature`, `_event`, `_metrics` and `_subscription`: PagerDuty comes to us.
- `_poll`: we go to PagerDuty.

Private to the collection: it may change without notice.
"""
