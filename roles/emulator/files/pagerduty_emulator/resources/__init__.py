# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources the emulator knows, a file each. To add one: write its table, and add it here and in `..operations`."""

from __future__ import annotations

from ..resource import Resource
from .alerts import Alerts
from .change_events import ChangeEvents
from .escalation_policies import EscalationPolicies
from .incident_types import IncidentTypes
from .incidents import Incidents
from .licenses import Licenses
from .log_entries import LogEntries
from .notes import Notes, Notifications
from .priorities import Priorities
from .schedules import Schedules
from .services import Services
from .teams import Teams
from .templates import Templates
from .users import Users
from .vendors import Vendors
from .webhook_subscriptions import WebhookSubscriptions

LICENSES = Licenses()
PRIORITIES = Priorities()
USERS = Users()
TEAMS = Teams()
SCHEDULES = Schedules()
ESCALATION_POLICIES = EscalationPolicies()
SERVICES = Services()
INCIDENT_TYPES = IncidentTypes()
INCIDENTS = Incidents()
ALERTS = Alerts()
LOG_ENTRIES = LogEntries()
NOTES = Notes()
NOTIFICATIONS = Notifications()
VENDORS = Vendors()
CHANGE_EVENTS = ChangeEvents()
TEMPLATES = Templates()
WEBHOOK_SUBSCRIPTIONS = WebhookSubscriptions()

RESOURCES: tuple[Resource, ...] = (
    LICENSES, PRIORITIES, USERS, TEAMS, SCHEDULES, ESCALATION_POLICIES, VENDORS, SERVICES,
    INCIDENT_TYPES, INCIDENTS, ALERTS, LOG_ENTRIES, NOTES, NOTIFICATIONS, CHANGE_EVENTS,
    TEMPLATES, WEBHOOK_SUBSCRIPTIONS,
)
"""In the order in which a state file is loaded: each refers only to those before it."""
