# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One module for each resource. `..registry` finds the modules.

A module, or a package if one file would be too long, contains everything about its resource. It has these names, as far
as it needs them:

``RESOURCE``    an instance of a subclass of `Resource`: the table of the fields and the rules that PagerDuty applies
``OPERATIONS``  the methods and paths of the API, with the functions that handle them
``TIMERS``      actions of the account's timers, with the functions that do them
``after_operation``
                a function of a request that has changed objects, and of these objects before it
``after_load``  a function that completes the objects of an account that was loaded from a state file

Resources refer to each other by type. A module imports another one only for its functions, and never in a circle. An
operation gets an object of another type with ``call.record("service")``.
"""
