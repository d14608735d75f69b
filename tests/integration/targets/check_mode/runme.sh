#!/usr/bin/env bash
# Copyright: (c) 2026, community.pagerduty contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Run every example of the documentation and every playbook: first in check mode, then for real.
set -eu

exec "${ANSIBLE_TEST_PYTHON_INTERPRETER:-python3}" files/run.py ../../integration_config.yml
