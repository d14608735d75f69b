# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the state of Terraform to the configuration of an account. Used by the filter terraform_config.

Private to the collection: it may change without notice.
"""
