# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code of the event sources for Event-Driven Ansible. The files of the sources contain their documentation.

- `_state`, with `_state_file`: stores events and cursors on disk, so that no event is lost in a crash.
- `_feed`: delivers stored events to the rule engine's queue, in order and as fast as the rules take them.
- `_safe`: changes values in events that ansible-rulebook can't process.
- `_threads`: sends requests to PagerDuty in threads, and decides which errors are temporary.
- `_options`: validates the options of a source in the same way as the options of a module.
- `_signals`: restores signal handlers, so that a source can stop cleanly.
- `_webhook`, with `_listener`, `_connections`, `_signature`, `_event`, `_metrics` and `_subscription`: the webhook
  source.
- `_poll`, with `_poll_entries` and `_poll_events`: the polling source.

Private to the collection: it may change without notice.
"""
