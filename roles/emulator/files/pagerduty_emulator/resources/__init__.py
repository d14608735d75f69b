# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One module per resource. `..registry` finds the modules.

A module contains everything about its resource: a subclass of `Resource` with the table of its fields and the rules
that PagerDuty applies, its instance `RESOURCE`, and `OPERATIONS`, the methods and paths of the API with the functions
that handle them. A module without one of the two leaves it out. A resource that needs more than one file is a package
whose `__init__.py` has these two names.
"""
